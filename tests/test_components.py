"""The page of components: it has all of them in every state, and every state can be seen, read and reached."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from playwright.sync_api import Browser, Page

from followthrough.pages.specimen import FOLDER, SPECIMEN
from followthrough.records import Review
from followthrough.register.changes import Kind
from followthrough.register.statuses import STATUSES
from tests.browser import COLOURS, axe, serve
from tests.command import ROOT, run

PARTS = ROOT / "templates" / "parts"
TERM = "walsall/2017-sif/findings/7/"
"""A page on which several terms of the glossary occur."""


@pytest.fixture(scope="module")
def root(site: Path) -> Iterator[str]:
    with serve(site) as url:
        yield url


def test_the_specimens_are_content_without_problems() -> None:
    done = run("check", "--strict", "--content", FOLDER, "--as-of", "2023-06-15")
    assert (done.returncode, done.stdout) == (0, "")


def test_every_component_is_on_the_page() -> None:
    """Each macro and each part is called by the page, or by a part that it shows; frames of every page aside."""
    texts = {path.name: path.read_text("utf-8") for path in PARTS.glob("*.html")}
    seen: set[str] = set()
    shown = [(ROOT / "templates/pages/specimens.html").read_text("utf-8")]
    while shown:
        text = shown.pop()
        names = {*re.findall(r'include "([\w-]+\.html)"', text), *re.findall(r'import "([\w-]+\.html)"', text)}
        shown += [texts[name] for name in names - seen]
        seen |= names
        for macro in {*re.findall(r"\bc\.(\w+)", text)}:
            seen.add(macro)
    components = texts["components.html"]
    macros = set(re.findall(r"macro (\w+)\(", components))
    calls = set(re.findall(r"(?<![.\w])(\w+)\(", re.sub(r"macro \w+\(", "", components)))
    assert macros - seen - calls == {"jump"}  # which is on every long page, and so on this one
    of_other_pages = {
        "all-lists.html", "authority-body.html", "breadcrumbs.html", "found.html", "head.html", "listing.html",
    }  # fmt: skip
    assert texts.keys() - seen == of_other_pages


def test_every_state_occurs() -> None:
    council = SPECIMEN.authority
    assert {change.kind for change in SPECIMEN.changes} == set(get_args(Kind))
    reviews = [review for plan in council.plans for review in plan.reviews]
    said = [rated for review in reviews for _, rated in review.rated]
    assurances = get_args(Review.model_fields["assurance"].annotation)
    assert {review.record.assurance for review in reviews} >= {word for word in assurances if isinstance(word, str)}
    assert {rated.status for rated in said} == set(STATUSES) - {"withdrawn", "superseded"}
    assert any(rated.changed for rated in said)
    assert any(rated.entry.withdrawn for rated in said)
    assert any(rated.entry.completed for rated in said)
    assert any(action.overdue_days for action in council.actions)
    assert any(action.late_days for action in council.actions)
    assert any(action.left_open for action in council.actions)
    moves = [move for action in council.actions for move in action.moves]
    assert {(move.because is None, (move.days or 0) < 0) for move in moves} == {(False, False), (True, True)}


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("colours", ["light", "dark", "forced"])
def test_every_state_is_accessible(browser: Browser, root: str, width: int, colours: str) -> None:
    with browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="light" if colours == "forced" else colours,  # type: ignore[arg-type]
        forced_colors="active" if colours == "forced" else "none",
    ) as context:
        page = context.new_page()
        page.goto(f"{root}components/")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("main .status").count() > 2 * len(STATUSES)


CONTRASTS = (
    "() => {"
    + COLOURS
    + """
    const found = [];
    for (const e of document.querySelectorAll("main span.status")) {
        found.push([e.textContent, "words", ratio(getComputedStyle(e).color, ground(e)), 4.5]);
        found.push([e.textContent, "shape", ratio(getComputedStyle(e.querySelector("svg")).color, ground(e)), 3]);
    }
    for (const e of document.querySelectorAll("main .bar")) {
        const [all, part] = [...e.children].map((bar) => getComputedStyle(bar).fill);
        found.push([e.parentElement.textContent, "bar", ratio(part, all), 3]);
    }
    for (const e of document.querySelectorAll("main .chart > svg :is(line, circle, rect)")) {
        if (e.matches(".chart__axis")) continue;
        const { stroke, fill } = getComputedStyle(e);
        found.push([e.getAttribute("class"), "chart", ratio(e.matches("line") ? stroke : fill, ground(e)), 3]);
    }
    for (const e of document.querySelectorAll("main :is(.unknown, .note, .sources, .changed, .overdue, .term, mark)"))
        found.push([e.textContent.slice(0, 30), "words", ratio(getComputedStyle(e).color, ground(e)), 4.5]);
    return found;
}"""
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_stands_out(browser: Browser, root: str, scheme: str) -> None:
    """Words at least 4.5 to 1 against their ground, shapes, bars and lines 3 to 1."""
    with browser.new_context(color_scheme=scheme) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(f"{root}components/")
        found = page.evaluate(CONTRASTS)
    assert {what for what, kind, _, _ in found if kind == "shape"} == {word.capitalize() for word in STATUSES}
    assert {kind for _, kind, _, _ in found} == {"words", "shape", "bar", "chart"}
    assert [(what, kind, round(ratio, 2)) for what, kind, ratio, least in found if ratio < least] == []


def test_specimens_lead_nowhere_else(root: str, page: Page) -> None:
    page.goto(f"{root}components/")
    links = page.locator("main article a:not(.jump a)").evaluate_all(
        "all => all.map(link => link.getAttribute('href'))"
    )
    assert len(links) > 50
    assert {link for link in links if not link.startswith("mailto:")} == {"#links"}
    assert page.locator("#links").is_visible()
    assert page.locator(".jump").count() == 1


def test_a_wide_table_scrolls_by_keyboard(root: str, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{root}components/")
    table = page.get_by_role("region", name="A table that is too wide")
    table.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("e => e.scrollLeft > 0", arg=table.element_handle())
    regions = page.locator("main [role=region]")
    scrolling = "all => all.map((e) => [e.tabIndex === 0, e.scrollWidth > e.clientWidth])"
    found: list[list[bool]] = regions.evaluate_all(scrolling)
    assert {stops for stops, _ in found} == {True, False}
    assert [stops for stops, _ in found] == [scrolls for _, scrolls in found]
    page.set_viewport_size({"width": 500, "height": 800})
    page.wait_for_function(
        f"() => ({scrolling})([...document.querySelectorAll('main [role=region]')]).every(([a, b]) => a === b)"
    )


def test_search_engines_are_not_sent_to_the_specimens(site: Path) -> None:
    assert '<meta name="robots" content="noindex">' in (site / "components/index.html").read_text("utf-8")
    assert "/components/" not in (site / "sitemap.xml").read_text("utf-8")
    assert not [text for text in indexed(site) if "Exampleton" in text]


def indexed(site: Path) -> list[str]:
    """What search knows of each page."""
    return [gzip.decompress(path.read_bytes()).decode() for path in (site / "pagefind/fragment").iterdir()]


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_a_term_opens_and_closes_by_keyboard(
    browser: Browser, root: str, width: int, scheme: str, javascript: bool
) -> None:
    with browser.new_context(
        viewport={"width": width, "height": 640},
        color_scheme=scheme,  # type: ignore[arg-type]
        java_script_enabled=javascript,
    ) as context:
        page = context.new_page()
        page.goto(root + TERM)
        term = page.locator("button.term").first
        meaning = page.locator(f"#{term.get_attribute('popovertarget')}")
        assert not meaning.is_visible()
        term.focus()
        page.keyboard.press("Enter")
        meaning.wait_for(state="visible")
        box = meaning.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert 0 <= box["y"] <= 640 - box["height"]
        if javascript:
            assert axe(page) == []
        page.keyboard.press("Escape")
        meaning.wait_for(state="hidden")
        assert page.evaluate("document.activeElement.className") == "term"


def test_a_term_opens_by_tap_and_leads_to_the_glossary(browser: Browser, root: str) -> None:
    with browser.new_context(viewport={"width": 320, "height": 640}, has_touch=True) as context:
        page = context.new_page()
        page.goto(root + TERM)
        terms = page.locator("button.term")
        terms.nth(0).tap()
        first, second = (page.locator(f"#{terms.nth(n).get_attribute('popovertarget')}") for n in (0, 1))
        first.wait_for(state="visible")
        page.locator("h1").tap()
        first.wait_for(state="hidden")
        terms.nth(1).tap()
        second.wait_for(state="visible")
        link = second.get_by_role("link", name="Glossary")
        anchor = (link.get_attribute("href") or "").partition("#")[2]
        link.tap()
        page.wait_for_url(f"{root}glossary/#{anchor}")
        assert page.locator(f"#{anchor} dt").is_visible()


def test_a_term_is_explained_once_a_page_and_never_in_headings_or_links(site: Path) -> None:
    found = 0
    for path in site.rglob("*.html"):
        text = path.read_text("utf-8")
        targets = re.findall(r'popovertarget="([^"]+)"', text)
        found += len(targets)
        assert len(targets) == len(set(targets)), path
        assert not re.search(r"<(h[1-6]|a|th|caption|summary)\b[^>]*>(?:(?!</\1>).)*class=\"term\"", text), path
    assert found > 100


def test_print_has_no_trace_of_terms(root: str, page: Page) -> None:
    page.goto(root + TERM)
    page.emulate_media(media="print")
    assert page.locator("button.term").first.evaluate("e => getComputedStyle(e).textDecorationLine") == "none"
    assert not page.locator(".term__meaning").first.is_visible()


def test_meanings_are_in_no_other_output(site: Path) -> None:
    """Search finds a page by its own words, not by those of the glossary; data and feeds have the plain text."""
    page = (site / TERM / "index.html").read_text("utf-8")
    meaning = re.search(r'class="term__meaning".*?</b>: (.{20})', page)
    assert meaning
    texts = indexed(site)
    of_page = [text for text in texts if f'"url":"/{TERM}"' in text]
    assert len(of_page) == 1
    word = re.search(r'class="term"[^>]*>([^<]+)', page)
    assert word
    assert word.group(1) in of_page[0]
    assert meaning.group(1) not in of_page[0]
    others = [*site.rglob("*.json"), *site.rglob("*.xml"), *site.rglob("*.ics"), *site.rglob("*.csv")]
    assert len(others) > 50
    assert not [path for path in others if b"term__meaning" in path.read_bytes()]
