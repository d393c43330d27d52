"""The shipped site in a real browser: every kind of page, at two widths, at a root and below one, with and without
JavaScript; and the same site as `mkdocs build` makes it."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

import build
from tests.browser import axe, serve
from tests.command import CONTENT, ROOT, TODAY, environment, files_below
from tests.html_checker import vnu

WIDTHS = (320, 1280)
DAY = date.fromisoformat(TODAY)


def kinds() -> dict[str, str]:
    """One page of every kind: the template, and an address that has the most on it."""
    record_pages = build.report(CONTENT, DAY).pages
    longest: dict[str, str] = {}
    for page in record_pages:
        # Of a template that several kinds of page share, each kind.
        kind = page.template if page.address.count("/") > 2 else f"{page.template} {page.address}"
        longest[kind] = max(longest.get(kind, ""), page.address, key=len)
    known = {
        "authority": "/thurrock/",
        "inspection": "/walsall/2017-sif/",
        "recommendation": "/walsall/2017-sif/recommendations/1/",
        "finding": "/walsall/2017-sif/findings/7/",
        "plan": "/thurrock/ofsted-action-plan/",
        "review": "/thurrock/ofsted-action-plan/reviews/2017-04-28/",
        "measure": "/thurrock/measures/placements-by-type/",
        "prose": "/about/",
        "prose with ratings": "/how-to-read/",
        "not found": "/nowhere/at/all/",
    }
    return {
        re.sub(r"[^a-z0-9-]+", " ", kind.replace(".html", "")).strip(): at for kind, at in (longest | known).items()
    }


KINDS = kinds()


class Watched:
    """A page that keeps what went wrong while it loaded."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.wrong: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.on("request", self._request)
        page.on("requestfailed", self._failed)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "404 (Not Found)" not in message.text:
            self.wrong.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.wrong.append(f"asked {request.url}")

    def _failed(self, request: Request) -> None:
        # Whoever leaves a page early breaks off what it was still loading.
        if request.failure != "net::ERR_ABORTED":
            self.wrong.append(f"failed: {request.url}: {request.failure}")

    def goto(self, at: str) -> Page:
        answer = self.page.goto(self.url + at.lstrip("/"), wait_until="load")
        assert answer
        assert answer.status == (404 if at == KINDS["not found"] else 200)
        return self.page


@pytest.fixture(scope="module")
def root(site: Path) -> Iterator[str]:
    with serve(site) as url:
        yield url


@pytest.fixture(scope="module", params=WIDTHS)
def window(request: pytest.FixtureRequest, browser: Browser, root: str) -> Iterator[Watched]:
    """One window of a width, for all pages of that width."""
    width = request.param
    with browser.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce") as context:
        yield Watched(context.new_page(), root)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_page_is_sound(window: Watched, kind: str) -> None:
    """No error, no foreign request, nothing inaccessible, nothing that sticks out of a phone."""
    window.wrong.clear()
    page = window.goto(KINDS[kind])
    assert window.wrong == []
    assert axe(page) == []
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.evaluate("innerWidth"), widest(page)
    assert page.locator("h1").count() == 1
    assert page.locator("main h1").is_visible()


def test_no_page_violates_its_policy(site: Path, root: str, page: Page) -> None:
    """Every page, with JavaScript on."""
    window = Watched(page, root)
    page.add_init_script(
        "addEventListener('securitypolicyviolation', e => console.error(`${e.violatedDirective} ${e.blockedURI}`))"
    )
    names = [name for name in files_below(site) if name.endswith("index.html")]
    assert len(names) > 100
    for name in names:
        page.goto(f"{root}{name.removesuffix('index.html')}", wait_until="load")
        assert window.wrong == [], name


def widest(page: Page) -> str:
    """What sticks out of the window."""
    found: str = page.evaluate(
        "() => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
        ".map(e => e.outerHTML.slice(0, 120)).slice(-3).join('\\n')"
    )
    return found


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_colours_can_be_read_in_either_scheme(browser: Browser, root: str, scheme: str) -> None:
    with browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme=scheme) as context:  # type: ignore[arg-type]
        window = Watched(context.new_page(), root)
        for kind in ("recommendation", "plan", "measure"):
            assert axe(window.goto(KINDS[kind])) == []


@pytest.mark.parametrize("prefix", ["", "repo", "org/repo"])
def test_a_finding_leads_to_its_recommendations_and_back(site: Path, page: Page, prefix: str) -> None:
    """Walsall's finding 7 is answered by three; wherever the site lies, links work."""
    with serve(site, prefix) as url:
        window = Watched(page, url)
        window.goto("walsall/2017-sif/findings/7/")
        asked = page.locator("main a[href*='/recommendations/']")
        addresses = list(dict.fromkeys(asked.nth(n).get_attribute("href") or "" for n in range(asked.count())))
        assert [re.findall(r"/recommendations/(\d+)/", at) for at in addresses] == [["1"], ["9"], ["7"]]
        for number in (1, 9, 7):
            window.goto("walsall/2017-sif/findings/7/")
            page.locator(f"main a[href*='/recommendations/{number}/']").first.click()
            page.wait_for_url(f"{url}walsall/2017-sif/recommendations/{number}/")
            page.locator("main a[href*='/findings/7/']").first.click()
            page.wait_for_url(f"{url}walsall/2017-sif/findings/7/")
        page.locator("nav[aria-label='Breadcrumb'] a").last.click()
        page.wait_for_url(f"{url}walsall/2017-sif/")
        page.locator("header a.site-name").click()
        page.wait_for_url(url)
        assert window.wrong == []


def test_the_error_page_works_below_a_root(site: Path, page: Page) -> None:
    with serve(site) as url:
        window = Watched(page, url)
        window.goto(KINDS["not found"])
        page.locator("main a").first.click()
        page.wait_for_url(url)


# Of a narrow table the headings are not shown: each cell has its own.
UNSEEN = """() => [...document.querySelectorAll("main article :is(p, li, td, th, dd, dt, h2, h3)")]
    .filter(e => !e.closest("[hidden], details, thead") && e.textContent.trim() && !e.checkVisibility())
    .map(e => e.textContent.trim())"""


def test_everything_can_be_read_without_javascript(browser: Browser, root: str) -> None:
    with browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640}) as context:
        window = Watched(context.new_page(), root)
        for kind, at in KINDS.items():
            page = window.goto(at)
            words = page.locator("main").inner_text()
            assert len(words.split()) >= 8, kind
            assert page.evaluate(UNSEEN) == [], kind
        assert window.wrong == []


def test_a_page_can_be_read_by_keyboard_alone(root: str, page: Page) -> None:
    window = Watched(page, root)
    window.goto(KINDS["plan"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    seen = set()
    for _ in range(400):
        page.keyboard.press("Tab")
        where = page.evaluate("document.activeElement === document.body ? '' : document.activeElement.outerHTML")
        if not where:
            break
        seen.add(where)
        shown = page.evaluate(
            "() => { const b = document.activeElement.getBoundingClientRect(); return b.width > 0 && b.height > 0 }"
        )
        assert shown, where
    links = page.locator("main a[href]:visible").count()
    assert len([where for where in seen if where.startswith("<a ")]) >= min(links, 10)


def test_a_page_can_be_printed(root: str, page: Page) -> None:
    window = Watched(page, root)
    window.goto(KINDS["plan"])
    page.emulate_media(media="print")
    assert page.locator("main h1").is_visible()
    assert not page.locator("form[role=search]").first.is_visible()


def test_every_page_is_good_html(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 100
    # The checker's list of what a Content-Security-Policy may say is older than search engines in WebAssembly.
    unknown = "Unrecognized source-expression 'wasm-unsafe-eval'"
    assert [message for message in vnu(pages, warnings=False) if unknown not in message] == []


def test_mkdocs_makes_the_same_site(site: Path, tmp_path: Path) -> None:
    """`mkdocs build`, typed by somebody who knows MkDocs, shows every page, with the same bytes."""
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(tmp_path / "site")]
    seconds = str(int(datetime.fromisoformat(f"{TODAY}T12:00Z").timestamp()))
    done = subprocess.run(
        command, cwd=ROOT, env=environment(SOURCE_DATE_EPOCH=seconds), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    made, expected = files_below(tmp_path / "site"), files_below(site)
    assert sorted(made.keys() ^ expected.keys()) == []
    assert [name for name in sorted(made) if made[name] != expected[name]] == []
