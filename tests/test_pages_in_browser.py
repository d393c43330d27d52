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

# The first is a phone, and just as much a desktop screen of 1280 by 1024 at 400% zoom.
SIZES = ((320, 256), (1280, 800))
DAY = date.fromisoformat(TODAY)


def kinds() -> dict[str, str]:
    """One page of every kind: the template, and an address that has the most on it."""
    record_pages = build.report(CONTENT, DAY).pages
    longest: dict[str, str] = {}
    for page in record_pages:
        # Of a template that several kinds of page share, each kind.
        kind = page.template if page.address.count("/") > 2 else f"{page.template} {page.address}"
        longest[kind] = max(longest.get(kind, ""), page.address, key=len)
    for kind in [kind for kind in longest if kind.startswith("authority.html")]:
        del longest[kind]
    known = {
        "authority": "/thurrock/",
        "authority that has ended": "/buckinghamshire-county/",
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


# What moves after it was painted, and by how much. Not the one icon (a millionth) that was painted before the word
# beside it had arrived, in the last row of a page that is still coming.
SHIFTS = """
    window.shifts = [];
    new PerformanceObserver((list) => {
        for (const shift of list.getEntries().filter(({ value }) => value > 1e-5))
            for (const { node } of shift.sources) window.shifts.push([shift.value, node?.outerHTML?.slice(0, 120)]);
    }).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture(scope="module", params=SIZES, ids=lambda size: str(size[0]))
def window(request: pytest.FixtureRequest, browser: Browser, root: str) -> Iterator[Watched]:
    """One window of a size, for all pages of that size; it is as slow as a cheap phone while it loads them."""
    width, height = request.param
    with browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce") as context:
        page = context.new_page()
        page.add_init_script(SHIFTS)
        yield Watched(page, root)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_page_is_sound(window: Watched, kind: str) -> None:
    """No error, no foreign request, nothing inaccessible in any colours, nothing that moves or sticks out."""
    window.wrong.clear()
    page = window.page
    page.emulate_media(color_scheme="light", forced_colors="none")
    slow = page.context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    window.goto(KINDS[kind])
    shifts = page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(() => done(shifts))))")
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    slow.detach()
    assert window.wrong == []
    assert shifts == []
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.evaluate("innerWidth"), widest(page)
    assert axe(page) == []
    # The same components in the same colours are on the shorter lists of one authority.
    if KINDS[kind] not in ("/actions/", "/recommendations/", "/measures/"):
        # From dark to forced light colours in one step, Chromium mixes the two.
        page.emulate_media(color_scheme="light", forced_colors="active")
        assert axe(page) == []
        page.emulate_media(color_scheme="dark", forced_colors="none")
        assert axe(page) == []


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
