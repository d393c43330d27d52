"""The same site for other generators: finished bodies, which each only has to set into a layout, and finished files.

The files are all that is beside the pages: data, feeds, calendars, assets. Each tool copies them in its own way.
"""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from followthrough.pages import Page, depth
from followthrough.render import Rendered

_CONFIG_HUGO: Final = """\
baseURL = "https://example.org/"
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "section", "home", "robotsTXT"]
[security]
allowContent = ["^text/html$"]
"""
_LAYOUT_HUGO: Final = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }} - Site</title>
<meta name="description" content="{{ .Params.description }}">{{ safeHTML .Params.head }}</head>
<body>FRAME<main id="main">{{ safeHTML .Params.crumbs }}<article>{{ .Content }}</article></main></body></html>
"""
_CONFIG_ELEVENTY: Final = """\
module.exports = (config) => {
  config.setTemplateFormats(["html", "njk"]);
  config.addPassthroughCopy({ files: "." });
  return { htmlTemplateEngine: false, dir: { input: "pages", output: "site", includes: "../layouts" } };
};
"""
_LAYOUT_ELEVENTY: Final = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ title }} - Site</title>
<meta name="description" content="{{ description }}">{{ head | safe }}</head>
<body>FRAME<main id="main">{{ crumbs | safe }}<article>{{ content | safe }}</article></main></body></html>
"""
_CONFIG_MKDOCS: Final = """\
site_name: Site
theme: {name: material, font: false}
docs_dir: pages
"""


@dataclass(frozen=True)
class Input:
    """What one page is made of."""

    page: Page
    rendered: Rendered

    @property
    def path(self) -> str:
        """Where the page's source stands, without an ending."""
        return f"{self.page.address[1:]}index"


def hugo(folder: Path, inputs: Sequence[Input], frame: str, files: Mapping[str, bytes]) -> None:
    """A Hugo site: finished bodies as HTML content, one layout."""
    _fresh(folder)
    (folder / "hugo.toml").write_text(_CONFIG_HUGO)
    _copy(folder / "static", files)
    layouts = folder / "layouts" / "_default"
    layouts.mkdir(parents=True)
    (layouts / "single.html").write_text(_LAYOUT_HUGO.replace("FRAME", frame))
    for item in inputs:
        if depth(item.page.address):
            front = _front(item) | {"url": item.page.address}
            _write(folder / "content" / f"{item.page.address[1:-1].replace('/', '_')}.html", _with_front(front, item))


def eleventy(folder: Path, inputs: Sequence[Input], frame: str, files: Mapping[str, bytes]) -> None:
    """An Eleventy site: finished bodies as HTML templates without an engine of their own, one layout."""
    _fresh(folder)
    (folder / "eleventy.config.js").write_text(_CONFIG_ELEVENTY)
    _copy(folder / "files", files)
    (folder / "layouts").mkdir()
    (folder / "layouts" / "page.njk").write_text(_LAYOUT_ELEVENTY.replace("FRAME", frame))
    for item in inputs:
        if depth(item.page.address):
            _write(folder / "pages" / f"{item.path}.html", _with_front(_front(item) | {"layout": "page.njk"}, item))


def mkdocs(folder: Path, inputs: Sequence[Input], _frame: str, files: Mapping[str, bytes]) -> None:
    """Plain MkDocs with the theme as shipped, its own search included: finished bodies as Markdown files of HTML."""
    _fresh(folder)
    (folder / "mkdocs.yml").write_text(_CONFIG_MKDOCS + "nav: [index.md]\nvalidation: {nav: {omitted_files: ignore}}\n")
    _copy(folder / "pages", files)
    _write(folder / "pages" / "index.md", "# Home\n")
    for item in inputs:
        if depth(item.page.address):
            body = "".join(line.strip() + "\n" for line in item.rendered.holes["body"].splitlines() if line.strip())
            _write(
                folder / "pages" / f"{item.path}.md",
                f"---\ntitle: {json.dumps(item.page.title)}\n---\n<div>{body}</div>\n",
            )


def _front(item: Input) -> dict[str, str]:
    holes = item.rendered.holes
    return {
        "title": item.page.title,
        "description": item.page.description,
        "head": holes["head"],
        "crumbs": holes["breadcrumbs"],
    }


def _with_front(front: dict[str, str], item: Input) -> str:
    return (
        f"---json\n{json.dumps(front)}\n---\n{item.rendered.holes['body']}"
        if "layout" in front
        else (f"{json.dumps(front, indent=1)}\n{item.rendered.holes['body']}")
    )


def _fresh(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def _copy(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        _put(folder / name, data)


def _write(path: Path, text: str) -> None:
    _put(path, text.encode())


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
