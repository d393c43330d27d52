"""The frame: the page of the theme with holes in it, into which record pages are set.

MkDocs renders the prose pages, and one frame for every depth and section in use. Nothing else knows MkDocs.
"""

import html
import logging
import re
import tempfile
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn, Self

from followthrough.disk import below, files
from followthrough.problem import Failure
from followthrough.words import FIRST, Language, language

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

HOLES: Final = ("title", "description", "canonical", "head", "breadcrumbs", "body", "contents")
HOME: Final = "councils"

# Control characters: no text of a page can be mistaken for a hole.
_MARK = "\x02{}\x03"
_HOLE = re.compile("\x02([a-z]+)\x03")
_INDENT = re.compile(r"\n\s+")
_HOLED = "---\ntemplate: frame.html\n---\n"
_STYLESHEET = re.compile(r"assets/stylesheets/main\.[0-9a-f]+\.min\.css")
_SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/\s*$")
_NOTICE = "/*! Material for MkDocs, copyright (c) 2016-2025 Martin Donath, MIT License */\n"


class FrameError(Failure):
    """MkDocs could not make the shell; the message says why in words for whoever edits the site."""


@dataclass(frozen=True)
class Frame:
    """One ready page of the theme, cut at its holes: text, hole, text, hole, ..., text."""

    parts: tuple[str, ...]

    @classmethod
    def cut(cls, page: str) -> Self:
        """A page of the theme with marks in it, without its indents: no reader sees them, and every page has them."""
        parts = tuple(_HOLE.split(_INDENT.sub("\n", page)))
        if missing := set(HOLES).difference(parts[1::2]):
            raise FrameError(f"templates/theme/frame.html has no hole for {', '.join(sorted(missing))}")
        return cls(parts)

    def fill(self, holes: Mapping[str, str]) -> str:
        """The page with every hole filled; values are HTML already."""
        return "".join(holes[part] if index % 2 else part for index, part in enumerate(self.parts))


Explain = Callable[[str, str], str]


def _as_it_is(body: str, _address: str) -> str:
    return body


@dataclass(frozen=True, order=True)
class Key:
    """What tells one frame from another: how many segments the address has, and which section it lies in."""

    depth: int
    section: str
    lang: str = FIRST


@dataclass(frozen=True)
class Shell:
    """Everything MkDocs rendered: the frames, and the files that are ready as they are."""

    frames: Mapping[Key, Frame]
    files: Mapping[str, bytes]
    site_url: str
    warnings: tuple[str, ...] = ()


class Collector:
    """Adds a page with holes for every key to a MkDocs build, and takes the rendered pages out again as frames.

    It also puts in our assets, leaves out what the theme has and no page needs, and mends prose tables.
    """

    def __init__(
        self, keys: Iterable[Key], explain: Explain, held: Collection[str], *, preview: bool, edition: str
    ) -> None:
        self._explain, self._held, self._preview, self._edition = explain, held, preview, edition
        self.frames: dict[Key, Frame] = {}
        self._keys: dict[str, Key] = {f"_frame/{k.lang}-{k.depth}-{k.section}.md": k for k in sorted(set(keys))}
        self._stand_ins: set[str] = set()
        self._nav: Navigation

    def on_files(self, files: "Files", *, config: "MkDocsConfig") -> "Files":
        _find_all(files, config)
        for file in [file for file in files if file.src_uri in self._held]:
            files.remove(file)
        _trim_theme(files, config)
        _add_assets(files, config)
        self._add_frames(files, config)
        self._add_stand_ins(files, config)
        return files

    def _add_frames(self, files: "Files", config: "MkDocsConfig") -> None:
        from mkdocs.structure.files import File, InclusionLevel

        for source, key in self._keys.items():
            file = File.generated(config, source, content=_HOLED, inclusion=InclusionLevel.NOT_IN_NAV)
            # Never written there: only its depth matters, for the links to tabs and assets.
            file.dest_uri = "_/" * key.depth + "index.html"
            files.append(file)

    def _add_stand_ins(self, files: "Files", config: "MkDocsConfig") -> None:
        """A record page in the nav, `themes/index.md`, is no file: MkDocs gets an empty one to link to."""
        from mkdocs.structure.files import File

        for source in _paths(config.nav):
            if source.rpartition("/")[2] == "index.md" and source not in files:
                files.append(File.generated(config, source, content=""))
                self._stand_ins.add(source)

    def on_nav(self, nav: "Navigation", *, config: "MkDocsConfig", files: "Files") -> None:
        self._nav = nav

    def on_page_content(self, html: str, *, page: "Page", config: "MkDocsConfig", files: "Files") -> str:
        if page.file.src_uri in self._keys or page.file.src_uri in self._stand_ins:
            return html
        return self._explain(_reachable_tables(html, language(_lang(config))), f"/{page.url}".replace("//", "/"))

    def on_template_context(self, context: Any, *, template_name: str, config: "MkDocsConfig") -> Any:
        return {**context, **self._about(None, config)}

    def on_post_template(self, output: str, *, template_name: str, config: "MkDocsConfig") -> str:
        # Where addresses are absolute, MkDocs gives the home page as /./
        return output.replace('/./"', '/"')

    def on_page_context(self, context: Any, *, page: "Page", config: "MkDocsConfig", nav: "Navigation") -> Any:
        return {**context, **self._about(self._keys.get(page.file.src_uri) or _key(page.url, config), config)}

    def on_post_page(self, output: str, *, page: "Page", config: "MkDocsConfig") -> str:
        source = page.file.src_uri
        if key := self._keys.get(source):
            self.frames[key] = Frame.cut(output)
        return "" if key or source in self._stand_ins else output

    def _about(self, key: Key | None, config: "MkDocsConfig") -> dict[str, object]:
        """What templates know of the page at hand, beyond what MkDocs tells them."""
        words = language(key.lang if key else _lang(config))
        return {
            "lang": words.code,
            "t": {name: html.escape(str(text)) for name, text in words.groups["shell"].items()},
            "section": key.section if key else "",
            "tabs": [_tab(item, key, config) for item in self._nav.items],
            "preview": self._preview,
            "edition": self._edition,
            "holes": {name: _MARK.format(name) for name in HOLES},
        }


def attach(
    config: "MkDocsConfig",
    keys: Iterable[Key],
    addresses: Container[str],
    explain: Explain = _as_it_is,
    held: Collection[str] = (),
    *,
    preview: bool = False,
    edition: str = "",
) -> Collector:
    """Have a MkDocs build, whoever runs it, collect frames. To be called on its `config` event.

    `held` are files of prose that are kept out.

    `explain` is given the HTML of each prose page and its address, and gives it back with terms explained.

    Entries of the nav and the footer that lead nowhere are dropped: neither to prose nor to one of the `addresses` of
    record pages. A `preview` leaves out the content security policy, since it puts scripts of its own into pages;
    an `edition` is named by its date in words, and every page of it says so and links to the current one.
    Where all frames are of one language, so is the prose. Entries that stand for record pages need no title: they have
    one in every language.
    """
    keys = list(keys)
    if len(codes := {key.lang for key in keys}) == 1:
        config.theme["language"] = codes.pop()
    words = language(_lang(config))
    shown = partial(_is_there, config=config, addresses=addresses, held=held)
    config.nav = [_titled(item, words) for item in config.nav or [] if any(map(shown, _paths(item)))]
    footer = config.extra.get("footer", [])
    config.extra["footer"] = [
        {"name": words.groups["footer"].get(link["address"].strip("/")), **link}
        for link in footer
        if shown(f"{link['address']}index.md")
    ]
    # What replaces these knows about record pages.
    config.theme.static_templates.discard("sitemap.xml")
    collector = Collector(keys, explain, held, preview=preview, edition=edition)
    config.plugins["followthrough"] = collector  # type: ignore[assignment]  # MkDocs takes any object with event methods
    logging.getLogger("mkdocs.commands.build").addFilter(_not_about_empty_pages)
    return collector


def stop(message: str) -> NoReturn:
    """End a run of MkDocs with words instead of a traceback; for hooks."""
    from mkdocs.exceptions import PluginError

    raise PluginError(message)


def shell(
    config_file: Path,
    keys: Iterable[Key],
    addresses: Container[str],
    explain: Explain = _as_it_is,
    held: Collection[str] = (),
    *,
    pages: Path | None = None,
    nav: list[Any] | None = None,
    site_name: str | None = None,
    site_url: str | None = None,
    edition: str = "",
    preview: bool = False,
    work: Path | None = None,
) -> Shell:
    """Run MkDocs once, and read back all it made; meanwhile that stands in a folder in `work`.

    The other keyword arguments replace what `config_file` says.
    """
    # Imported here, because checking content must not wait for it.
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    with (
        tempfile.TemporaryDirectory(dir=work and work.resolve()) as folder,
        tempfile.TemporaryDirectory(dir=work and work.resolve()) as no_prose,
        _warnings() as warnings,
    ):
        try:
            config = load_config(
                str(config_file),
                hooks=[],
                site_dir=folder,
                docs_dir=_folder(pages, no_prose),
                nav=nav,
                site_name=site_name,
                site_url=site_url,
            )
            collector = attach(config, keys, addresses, explain, held, preview=preview, edition=edition)
            build(config)
        except MkDocsException as error:
            raise FrameError("\n".join([*warnings, str(error)])) from error
        return Shell(collector.frames, dict(files(Path(folder))), config.site_url or "", tuple(warnings))


def _folder(pages: Path | None, otherwise: str) -> str | None:
    """Where the prose is; a site may have none."""
    if pages is None:
        return None
    return str(pages.resolve()) if pages.is_dir() else otherwise


def _is_there(path: str, config: "MkDocsConfig", addresses: Container[str], held: Collection[str]) -> bool:
    """Whether a path in the nav is a prose page that is shown, or stands for a record page that is made."""
    here = Path(config.docs_dir) / path
    files = {here, here.parent.with_suffix(".md")}.difference(Path(config.docs_dir) / name for name in held)
    return any(file.is_file() for file in files) or f"/{path.removesuffix('index.md')}" in addresses


def _titled(item: Any, words: Language) -> Any:
    """An entry of the nav; one that only names the index.md of a record page gets the title of its tab."""
    if not isinstance(item, str):
        return item
    title = words.groups["tabs"].get(item.removesuffix("index.md").strip("/") or HOME)
    return {title: item} if title else item


def _lang(config: "MkDocsConfig") -> str:
    return str(config.theme["language"])


def _key(url: str, config: "MkDocsConfig") -> Key:
    """Where a page of MkDocs lies: its section is the first segment of its address."""
    path = url.strip("./")
    return Key(len(path.split("/")) if path else 0, path.partition("/")[0] or HOME, _lang(config))


def _tab(item: Any, key: Key | None, config: "MkDocsConfig") -> dict[str, str]:
    """One entry of the nav as the header shows it; of a group, its first page."""
    first = item
    while first.children:
        first = first.children[0]
    url = first.url or "./"
    here = _key(url, config)
    current = ""
    if key and key.section == here.section:
        current = "page" if key.depth == here.depth else "true"
    return {"title": item.title or "", "url": url, "current": current}


def _paths(nav: Any) -> Iterator[str]:
    """Every path a nav names, however nested."""
    if isinstance(nav, str):
        yield nav
    elif nav:
        for item in nav.values() if isinstance(nav, dict) else nav:
            yield from _paths(item)


def _find_all(files: "Files", config: "MkDocsConfig") -> None:
    """End the run if MkDocs found less than is there: it passes over folders that it may not list."""
    prose, theme = Path(config.docs_dir), Path(config.theme.dirs[0])
    wanted = {path.relative_to(prose).as_posix() for path in _files_below(prose)}
    ours = (path for path in _files_below(theme) if path.suffix != ".html" and not path.name.startswith("."))
    wanted |= {path.relative_to(theme).as_posix() for path in ours}
    # Beside an index.md it leaves a README.md out, and says so.
    missing = sorted(name for name in wanted - {file.src_uri for file in files} if Path(name).stem != "README")
    if missing:
        stop(f"{missing[0]} was there and could not be found again; is its folder readable?")


def _trim_theme(files: "Files", config: "MkDocsConfig") -> None:
    """Of the theme's assets only its style sheet is used; it comes before ours."""
    from mkdocs.structure.files import File

    before = len(config.extra_css)
    theirs = {str(Path(folder)) for folder in config.theme.dirs[1:]}
    for file in list(files):
        if file.src_dir and str(Path(file.src_dir)) in theirs:
            files.remove(file)
            if _STYLESHEET.fullmatch(file.src_uri):
                css = _NOTICE + _SOURCE_MAP.sub("", file.content_string)
                files.append(File.generated(config, file.src_uri, content=css))
                config.extra_css.insert(0, file.src_uri)
    if len(config.extra_css) == before:
        stop("The theme's style sheet could not be found; are the files of mkdocs-material readable?")


def _add_assets(files: "Files", config: "MkDocsConfig") -> None:
    """`templates/assets`, beside the folder of the theme, becomes `assets` of the site."""
    from mkdocs.structure.files import File

    templates = Path(config.theme.dirs[0]).parent
    for path in _files_below(templates / "assets"):
        source = path.relative_to(templates).as_posix()
        files.append(File(source, str(templates), config.site_dir, config.use_directory_urls))


def _files_below(folder: Path) -> list[Path]:
    return below(folder) if folder.is_dir() else []


def _reachable_tables(page: str, words: Language) -> str:
    """A wide table of a prose page scrolls by itself, so the keyboard must reach it and a screen reader name it."""
    numbers = count(1)

    def opening(_: re.Match[str]) -> str:
        name = html.escape(words.say("shell.table", number=next(numbers)))
        return f'<div class="table-scroll" role="region" aria-label="{name}" tabindex="0"><table'

    return re.sub(r"<table\b", opening, page).replace("</table>", "</table></div>")


def _not_about_empty_pages(record: logging.LogRecord) -> bool:
    """Frames come out empty on purpose, and there is no need to tell."""
    return not record.getMessage().startswith("Page skipped: ")


@contextmanager
def _warnings() -> Iterator[list[str]]:
    """What MkDocs warns of, as a list instead of on the terminal."""
    messages: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: messages.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("mkdocs")
    propagate = logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield messages
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate
