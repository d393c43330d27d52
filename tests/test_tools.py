"""The tools that other tests trust do find what is wrong."""

import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page

from tests.browser import VARIABLE, NoBrowserError, axe, find, serve
from tests.html_checker import vnu

GOOD = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Progress</title></head>
<body><main><h1>Progress</h1><p>What was asked for.</p></main></body>
</html>
"""
INACCESSIBLE = GOOD.replace("<p>", '<p><img src="chart.png">')
INVALID = GOOD.replace("<p>", "<p><div>").replace("</p>", "</div></p>")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A small site with a good page, two bad ones and one that is shown for those that are not there."""
    for name, text in {
        "index.html": GOOD,
        "plan/index.html": GOOD.replace("h1", "h2"),
        "inaccessible.html": INACCESSIBLE,
        "invalid.html": INVALID,
        "404.html": GOOD.replace("Progress", "Not found"),
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_axe_reports_violations(site: Path, page: Page) -> None:
    with serve(site) as url:
        page.goto(url + "inaccessible.html")
        assert axe(page) == ["image-alt: Images must have alternative text (img)"]


def test_axe_reports_bad_practice(site: Path, page: Page) -> None:
    with serve(site) as url:
        page.goto(url + "plan/")
        assert axe(page) == ["page-has-heading-one: Page should contain a level-one heading (html)"]


def test_axe_accepts_a_good_page(site: Path, page: Page) -> None:
    with serve(site) as url:
        page.goto(url)
        assert axe(page) == []


def test_vnu_reports_errors(site: Path) -> None:
    message = "error: No “p” element in scope but a “p” end tag seen."
    assert vnu([site / "invalid.html", site / "index.html"]) == [f"{site / 'invalid.html'}:4: {message}"]


def test_vnu_accepts_a_good_page(site: Path) -> None:
    assert vnu([site / "index.html"]) == []


def test_vnu_knows_present_html(tmp_path: Path) -> None:
    present = """<details name="a"><summary>More</summary><p>Words</p></details>
      <button type="button" commandfor="b" command="show-modal">Open</button>
      <dialog id="b" closedby="any" aria-label="Words"><search><p>Words</p></search></dialog>"""
    (tmp_path / "present.html").write_text(GOOD.replace("</main>", present + "</main>"), "utf-8")
    assert vnu([tmp_path / "present.html"]) == []


def test_vnu_checks_svg(tmp_path: Path) -> None:
    (tmp_path / "chart.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><p/></svg>\n', "utf-8")
    assert "not allowed as child of element “svg”" in vnu([tmp_path / "chart.svg"])[0]


def test_browser_reaches_this_machine_only(site: Path, page: Page) -> None:
    with serve(site) as url, pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto(url.replace("127.0.0.1", "example.org"))


def test_browser_named_but_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "/nowhere/chromium")
    with pytest.raises(NoBrowserError, match="/nowhere/chromium"):
        find()


@pytest.mark.parametrize("prefix", ["", "followthrough", "/a/b/"])
def test_serve_below_a_prefix(site: Path, page: Page, prefix: str) -> None:
    with serve(site, prefix) as url:
        assert url.endswith(f"/{prefix.strip('/')}/".replace("//", "/"))
        assert page.goto(url + "plan") is not None
        assert page.url == url + "plan/"
        answer = page.goto(url + "absent/")
        assert answer is not None
        assert answer.status == 404
        assert page.title() == "Not found"


def test_serve_nothing_outside_the_prefix(site: Path) -> None:
    with serve(site, "inside") as url, pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(url.replace("inside/", "index.html")).close()
