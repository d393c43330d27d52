"""The shell, made by the real MkDocs with the project's theme, on prose pages of the test's own."""

import errno
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from followthrough.frame import HOLES, Frame, FrameError, Key, Shell, shell
from followthrough.words import FOLDER

ROOT = Path(__file__).parent.parent
HOME, RECOMMENDATION = Key(0, "councils"), Key(4, "councils")
ADDRESSES = {"/", "/themes/", "/accessibility/"}
KEYS = [HOME, RECOMMENDATION, Key(1, "themes"), Key(2, "themes"), Key(1, "search"), Key(1, "accessibility")]
CONFIG = f"""\
site_name: Progress & promises
site_url: https://example.org/reports/
docs_dir: pages
theme: {{name: material, custom_dir: {ROOT / "templates/theme"}, font: false, favicon: assets/favicon.svg}}
plugins: []
hooks: [hooks.py]
extra_css: [assets/theme.css]
extra: {{search: search/, footer: [{{name: Accessibility, address: accessibility/}}]}}
nav: [{{Councils: index.md}}, {{Themes: themes/index.md}}, {{About: about.md}}]
validation: {{anchors: warn, absolute_links: warn, unrecognized_links: warn, omitted_files: info}}
"""
ABOUT = """\
# About

Read about [themes](themes/index.md).

## Ratings

| rating | meaning |
| --- | --- |
| 1 | done |

## Dates
"""
HOOKS = """\
from pathlib import Path
from followthrough.frame import HOLES, Key, attach

def on_config(config):
    global collector
    collector = attach(config, [Key(1, "themes")], {"/", "/themes/", "/accessibility/"})

def on_post_build(config):
    page = collector.frames[Key(1, "themes")].fill({hole: f"the {hole}" for hole in HOLES})
    Path(config.site_dir, "themes").mkdir()
    Path(config.site_dir, "themes", "index.html").write_text(page, encoding="utf-8")
"""


def project(folder: Path) -> Path:
    (folder / "pages").mkdir(parents=True)
    (folder / "pages" / "about.md").write_text(ABOUT, encoding="utf-8")
    (folder / "hooks.py").write_text(HOOKS, encoding="utf-8")
    config = folder / "mkdocs.yml"
    config.write_text(CONFIG, encoding="utf-8")
    return config


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    return shell(project(tmp_path_factory.mktemp("site")), KEYS, ADDRESSES)


def fill(frame: Frame, **holes: str) -> str:
    return frame.fill({hole: f"the {hole}" for hole in HOLES} | holes)


def current(page: str) -> list[tuple[str, str]]:
    """The tabs that say they are the current one, and how."""
    tabs = re.search(r'<nav class="md-tabs".*?</nav>', page, re.DOTALL)
    assert tabs
    return re.findall(r'aria-current="(\w+)">(\w+)<', tabs[0])


def links(page: str) -> list[str]:
    """Every address in the shell that leads somewhere, or brings something, on this site."""
    return re.findall(r'(?:href|src|action)="([^"#]*)"', page)


def test_there_is_a_frame_for_every_key_and_no_other(made: Shell) -> None:
    assert set(made.frames) == set(KEYS)


def test_a_frame_prints_what_fills_it_where_it_belongs(made: Shell) -> None:
    page = fill(made.frames[RECOMMENDATION], contents="<ul></ul>", body="<h1>Thresholds</h1>")
    assert "<title>the title - Progress &amp; promises</title>" in page
    assert '<meta name="description" content="the description">' in page
    assert '<link rel="canonical" href="the canonical">' in page
    head, body = page.split("</head>")
    assert "the head" in head
    assert body.index("the breadcrumbs") < body.index('<main class="md-main" id="main" tabindex="-1">')
    assert re.search(r'<article class="md-content__inner md-typeset"><h1>Thresholds</h1>\s*</article>', body)
    assert '<nav class="contents" aria-label="On this page"><ul></ul></nav>' in body
    assert page.count("<h1") == 1
    assert "\x02" not in page


def test_a_frame_says_its_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(FOLDER, tmp_path / "words")
    shutil.copyfile(FOLDER / "en.toml", tmp_path / "words" / "cy.toml")
    monkeypatch.setattr("followthrough.words.FOLDER", tmp_path / "words")
    made = shell(project(tmp_path / "site"), [HOME, Key(0, "councils", "cy")], ADDRESSES)
    assert '<html lang="en"' in fill(made.frames[HOME])
    assert '<html lang="cy"' in fill(made.frames[Key(0, "councils", "cy")])


def test_contents_that_are_empty_leave_an_empty_element_for_the_style_sheet_to_hide(made: Shell) -> None:
    assert '<nav class="contents" aria-label="On this page"></nav>' in fill(made.frames[HOME], contents="")


def test_a_hole_left_open_is_an_error(made: Shell) -> None:
    with pytest.raises(KeyError, match="body"):
        made.frames[HOME].fill({hole: "" for hole in HOLES if hole != "body"})


def test_a_theme_page_without_a_hole_is_refused() -> None:
    with pytest.raises(FrameError, match="no hole for body, title"):
        Frame.cut("".join(f"\x02{hole}\x03" for hole in HOLES if hole not in {"body", "title"}))


@pytest.mark.parametrize(("key", "up"), [(HOME, ""), (Key(1, "themes"), "../"), (RECOMMENDATION, "../../../../")])
def test_links_of_the_shell_are_right_for_the_depth(made: Shell, key: Key, up: str) -> None:
    found = set(links(fill(made.frames[key]))) - {"the canonical"}
    wanted = {up + path for path in ("assets/theme.css", "assets/shell.js", "search/", "about/", "accessibility/")}
    assert wanted <= found
    assert (up or "./") in found
    assert up + "themes/" in found
    assert all(link.startswith(up) for link in found)


@pytest.mark.parametrize(
    ("key", "tabs"),
    [
        (HOME, [("page", "Councils")]),
        (RECOMMENDATION, [("true", "Councils")]),
        (Key(1, "themes"), [("page", "Themes")]),
        (Key(2, "themes"), [("true", "Themes")]),
        (Key(1, "accessibility"), []),
    ],
)
def test_the_tab_of_the_section_is_the_current_one(made: Shell, key: Key, tabs: list[tuple[str, str]]) -> None:
    assert current(fill(made.frames[key])) == tabs


def test_a_prose_page_has_the_same_shell(made: Shell) -> None:
    page = made.files["about/index.html"].decode()
    assert current(page) == [("page", "About")]
    assert '<a href="../themes/">themes</a>' in page
    assert re.findall(r'<li><a href="(#\w+)">', page) == ["#ratings", "#dates"]
    assert "<title>About - Progress &amp; promises</title>" in page
    assert page.count("<h1") == 1


def test_a_prose_table_can_be_reached_by_keyboard_and_has_a_name(made: Shell) -> None:
    page = made.files["about/index.html"].decode()
    assert '<div class="table-scroll" role="region" aria-label="Table 1" tabindex="0"><table>' in page
    assert page.count("</table></div>") == 1


def test_the_error_page_works_at_any_depth(made: Shell) -> None:
    page = made.files["404.html"].decode()
    assert page.count("<h1") == 1
    assert 'name="q"' in page
    assert all(link.startswith("/reports/") and "/./" not in link for link in links(page))


def test_the_search_page_has_no_second_search_form(made: Shell) -> None:
    assert 'role="search"' in fill(made.frames[HOME])
    assert 'role="search"' not in fill(made.frames[Key(1, "search")])


def test_only_what_pages_need_is_there(made: Shell) -> None:
    used = set(re.findall(r'(?:href|src)="\.\./(assets/[^"]+)"', made.files["about/index.html"].decode()))
    assets = {path for path in made.files if path.startswith("assets/")}
    assert used <= assets
    assert {path for path in assets if not (ROOT / "templates" / path).exists()} == {
        "assets/favicon.svg",
        *(path for path in used if path.startswith("assets/stylesheets/")),
    }
    assert set(made.files) - assets == {"404.html", "about/index.html"}
    assert not any(b"sourceMappingURL" in text for text in made.files.values())


def test_no_other_host_is_asked_for_anything(made: Shell) -> None:
    pages = [fill(frame) for frame in made.frames.values()]
    pages += [text.decode() for path, text in made.files.items() if path.endswith(".html")]
    for page in pages:
        assert not re.findall(r'(?:src|href|action)="(?:https?:)?//(?!example\.org/)', page)
    for path, text in made.files.items():
        if path.endswith(".css"):
            assert not re.search(rb"url\([\"']?(?:https?:)?//|@import", text)


def test_the_same_bytes_in_any_folder(made: Shell, tmp_path: Path) -> None:
    assert shell(project(tmp_path / "some where" / "else"), reversed(KEYS), ADDRESSES) == made


def test_arguments_replace_what_the_configuration_says(tmp_path: Path) -> None:
    config = project(tmp_path / "here")
    pages = tmp_path / "there"
    pages.mkdir()
    (pages / "contact.md").write_text("# Contact\n", encoding="utf-8")
    nav: list[dict[str, Any]] = [{"Walsall": "index.md"}, {"More": [{"Contact": "contact.md"}]}]
    made = shell(
        config, [HOME], ADDRESSES, pages=pages, nav=nav, site_name="Walsall", site_url="https://walsall.example"
    )
    page = fill(made.frames[HOME])
    assert made.site_url == "https://walsall.example/"
    assert "<title>the title - Walsall</title>" in page
    assert current(page) == [("page", "Walsall")]
    assert 'href="contact/">More</a>' in page
    assert "contact/index.html" in made.files


def test_what_mkdocs_warns_of_is_handed_on(tmp_path: Path) -> None:
    config = project(tmp_path)
    (tmp_path / "pages" / "about.md").write_text("# About\n\n[gone](gone.md)\n", encoding="utf-8")
    made = shell(config, KEYS, ADDRESSES)
    assert len(made.warnings) == 1
    assert "gone.md" in made.warnings[0]


def test_a_configuration_mkdocs_refuses_is_explained(tmp_path: Path) -> None:
    config = project(tmp_path)
    config.write_text(CONFIG.replace("docs_dir: pages", "docs_dir: elsewhere"), encoding="utf-8")
    with pytest.raises(FrameError, match="docs_dir"):
        shell(config, KEYS, ADDRESSES)


def test_a_folder_that_cannot_be_listed_is_not_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever it is, the shell is whole or not made at all."""
    real, listed, at = os.scandir, 0, -1

    def scandir(path: Any = ".") -> Any:
        nonlocal listed
        listed += 1
        if listed == at:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return real(path)

    config = project(tmp_path)
    (tmp_path / "pages" / "more").mkdir()
    (tmp_path / "pages" / "more" / "index.md").write_text("# More\n", "utf-8")
    monkeypatch.setattr(os, "scandir", scandir)
    whole = shell(config, KEYS, ADDRESSES).files
    assert "more/index.html" in whole
    failed, count = 0, listed
    for at in range(1, count + 1):
        listed = 0
        try:
            assert shell(config, KEYS, ADDRESSES).files == whole, at
        except (FrameError, OSError):
            failed += 1
    assert failed > 4


def test_the_command_of_mkdocs_makes_the_same_site(made: Shell, tmp_path: Path) -> None:
    config = project(tmp_path)
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", str(config)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env={"PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, done.stderr
    assert "Page skipped" not in done.stderr
    site = tmp_path / "site"
    files = {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    themes = fill(made.frames[Key(1, "themes")]).encode()
    assert files == {**made.files, "themes/index.html": themes}


def test_the_projects_own_configuration_is_accepted() -> None:
    made = shell(ROOT / "mkdocs.yml", [HOME], ADDRESSES)
    assert made.warnings == ()
    assert current(fill(made.frames[HOME])) == [("page", "Councils")]


def test_the_nav_drops_what_is_not_made(tmp_path: Path) -> None:
    made = shell(project(tmp_path), [HOME], {"/"})
    page = fill(made.frames[HOME])
    assert tabs_of(page) == ["Councils", "About"]
    assert "Accessibility" not in page


def test_terms_of_prose_are_explained_before_it_is_set_in_its_page(tmp_path: Path) -> None:
    asked = []

    def explain(body: str, address: str) -> str:
        asked.append(address)
        return body.replace("Read about", "<b>Read about</b>")

    made = shell(project(tmp_path), [HOME], {"/"}, explain)
    assert asked == ["/about/"]
    assert "<b>Read about</b>" in made.files["about/index.html"].decode()


def test_a_site_without_prose_still_has_a_shell(tmp_path: Path) -> None:
    made = shell(project(tmp_path), [HOME], ADDRESSES, pages=tmp_path / "nowhere")
    assert tabs_of(fill(made.frames[HOME])) == ["Councils", "Themes"]


def tabs_of(page: str) -> list[str]:
    """The words of the tabs of a page."""
    return re.findall(r"<a [^>]*>(\w+)</a>", page.partition('<nav class="md-tabs"')[2].partition("</nav>")[0])
