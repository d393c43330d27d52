"""Search, on the site as it is shipped, in a real browser."""

import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

import build
from followthrough import bundle, frame, pagefind
from followthrough.bundle import PagefindError
from followthrough.publish import write
from tests.browser import axe, serve
from tests.command import CONTENT, ROOT, TODAY
from tests.outputs import make_index

COUNT = "#search-count"
NARROW = 320


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Where the site is, below a path as on GitHub Pages."""
    with serve(site, "council/reports") as url:
        yield url


@pytest.fixture
def noticed(page: Page, address: str) -> Iterator[list[str]]:
    """What the browser complained of, and what it asked other hosts for; a test fails if there is any."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(address) else found.append(request.url))
    yield found
    assert found == []


@pytest.fixture
def searching(page: Page, address: str, noticed: list[str]) -> Page:
    """The search page, before anything was asked."""
    page.goto(f"{address}search/")
    return page


def ask(page: Page, words: str) -> None:
    page.get_by_label("Search recommendations").fill(words)
    page.get_by_role("button", name="Search").click()


def titles(page: Page) -> list[str]:
    return page.locator(".result h3").all_inner_texts()


def tick(page: Page, facet: str, value: str) -> Locator:
    """A filter, ticked by keyboard after its list was opened."""
    narrow = page.locator("#search-narrow")
    if not narrow.evaluate("details => details.open"):
        narrow.locator("> summary").press("Enter")
    details = page.locator(f"[data-facet={facet}]")
    if not details.evaluate("details => details.open"):
        details.locator("summary").press("Enter")
    box = details.get_by_role("checkbox", name=re.compile(re.escape(value)))
    box.press("Space")
    return box


def test_a_recommendation_is_found_by_its_words(searching: Page, address: str) -> None:
    ask(searching, "private fostering")
    expect(searching.locator(COUNT)).to_have_text(re.compile(r"^\d+ results for “private fostering”$"))
    first = searching.locator(".result").first
    expect(first.locator("h3")).to_have_text("Recommendation 8: Private fostering")
    expect(first.locator(".result__where")).to_contain_text(
        "Recommendation · Walsall · Ofsted inspection, 2017 · 4 September 2017"
    )
    expect(first.locator(".status")).to_have_text("Not rated")
    assert "Private fostering" not in first.locator(".result__excerpt").inner_text()[:20]
    marked = first.locator("mark").all_inner_texts()
    assert {word.lower()[:6] for word in marked} == {"privat", "foster"}
    assert searching.title().startswith("private fostering - Search")
    first.locator("h3 a").click()
    searching.wait_for_url(f"{address}walsall/2017-sif/recommendations/8/")


def test_a_result_leads_to_its_section(searching: Page) -> None:
    ask(searching, "pathway plan skills independent")
    link = searching.locator(".result__sections a").first
    expect(link).to_be_visible()
    link.click()
    searching.wait_for_url("**/*#*")
    anchor = searching.evaluate("decodeURIComponent(location.hash.slice(1))")
    assert searching.evaluate("id => document.getElementById(id) !== null", anchor)


def test_an_action_is_found_at_its_row(page: Page, address: str, noticed: list[str]) -> None:
    page.goto(f"{address}search/?q=performance+digest&kind=Plan")
    rows = page.locator(".result", has_text="Ofsted Inspection Action Plan").locator(".result__sections a")
    expect(rows.first).to_have_attribute("href", re.compile(r"/thurrock/ofsted-action-plan/#action-1a$"))


def test_the_header_carries_the_words_over(page: Page, address: str, noticed: list[str]) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{address}walsall/")
    page.get_by_role("banner").get_by_role("searchbox").fill("care leavers")
    page.get_by_role("banner").get_by_role("searchbox").press("Enter")
    page.wait_for_url(f"{address}search/?q=care+leavers")
    expect(page.get_by_label("Search recommendations")).to_have_value("care leavers")
    expect(page.locator(COUNT)).to_contain_text("results for “care leavers”")


def test_the_home_page_carries_the_words_over(page: Page, address: str, noticed: list[str]) -> None:
    page.goto(address)
    box = page.get_by_role("main").get_by_role("searchbox")
    box.fill("private fostering")
    box.press("Enter")
    page.wait_for_url(f"{address}search/?q=private+fostering")
    expect(page.locator(".result h3").first).to_have_text("Recommendation 8: Private fostering")


def test_filters_narrow_say_so_and_stand_in_the_address(searching: Page, address: str) -> None:
    ask(searching, "plan")
    expect(searching.locator(COUNT)).to_contain_text("results for “plan”")
    everything = titles(searching)
    box = tick(searching, "authority", "Walsall")
    expect(searching.locator(COUNT)).to_contain_text("with 1 filter")
    expect(searching.locator("#search-chosen")).to_contain_text("Council: Walsall")
    assert all("Walsall" in where for where in searching.locator(".result__where").all_inner_texts())
    shown = int(re.findall(r"^\d+", searching.locator(COUNT).inner_text())[0])
    assert box.locator("..").inner_text() == f"Walsall ({shown})"
    assert searching.evaluate("document.activeElement.value") == "Walsall"
    assert searching.url == f"{address}search/?q=plan&authority=Walsall"
    tick(searching, "kind", "Recommendation")
    expect(searching.locator(COUNT)).to_contain_text("with 2 filters")
    assert all(title.startswith("Recommendation") for title in titles(searching))
    searching.go_back()
    searching.go_back()
    expect(searching.locator(COUNT)).not_to_contain_text("filter")
    assert titles(searching) == everything
    expect(box).not_to_be_checked()


def test_two_values_of_one_filter_add_up(page: Page, address: str, noticed: list[str]) -> None:
    counts = []
    for asked in ("authority=Walsall", "authority=Thurrock", "authority=Walsall&authority=Thurrock"):
        page.goto(f"{address}search/?q=social+workers&{asked}")
        expect(page.locator(COUNT)).to_contain_text("result")
        counts.append(int(page.locator(COUNT).inner_text().split()[0]))
    assert counts[0] + counts[1] == counts[2]
    assert min(counts) > 0


def test_an_address_with_filters_shows_them_and_they_can_be_taken_away(
    page: Page, address: str, noticed: list[str]
) -> None:
    page.goto(f"{address}search/?authority=Walsall&kind=Finding")
    expect(page.locator(COUNT)).to_have_text("11 results with 2 filters")
    page.get_by_role("button", name="Show more results").click()
    expect(page.locator(".result")).to_have_count(11)
    assert page.evaluate("document.activeElement === document.querySelectorAll('.result')[10].querySelector('a')")
    page.locator("#search-chosen").get_by_role("button", name="Take away Council: Walsall").press("Enter")
    expect(page.locator(COUNT)).to_have_text("16 results with 1 filter")
    assert page.url == f"{address}search/?kind=Finding"


def test_results_sort_by_date_and_by_status(page: Page, address: str, noticed: list[str]) -> None:
    page.goto(f"{address}search/?q=children&sort=date")
    expect(page.locator(COUNT)).to_contain_text("results")
    years = [int(re.findall(r"\d{4}$", line.split("\n")[0].strip())[0]) for line in dates(page)]
    assert years == sorted(years, reverse=True)
    assert len(set(years)) > 1
    page.goto(f"{address}search/?kind=Plan")
    page.get_by_label("Sort by").select_option("status")
    page.wait_for_url("**sort=status")
    expect(page.locator(".result .status").first).to_have_text("Not rated")
    expect(page.locator(".result .status").last).to_have_text("Superseded")


def dates(page: Page) -> list[str]:
    """The line below each title, which ends with a date if there is one."""
    script = "[...document.querySelectorAll('.result__where')].map(line => line.firstChild.textContent.trim())"
    return list(page.evaluate(script))


@pytest.mark.parametrize(
    ("words", "found", "told"),
    [
        (
            "kids in care",
            "children in care",
            "No page has the word “kids”. Also searched for “looked after children” and “children in care”.",
        ),
        (
            "safegarding",
            "safe",
            "No page has the word “safegarding”. These are the closest results. Did you mean “safeguarding”?",
        ),
        ("xylophone pathway", "pathway plan", "No page has the word “xylophone”. These are the closest results."),
    ],
)
def test_other_words_find_and_the_page_says_which(searching: Page, words: str, found: str, told: str) -> None:
    ask(searching, words)
    expect(searching.locator("#search-also")).to_have_text(told)
    assert found in searching.locator("#search-results").inner_text().lower()


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("thurock", "Thurrock"),
        ("lecestershire", "Leicestershire"),
        ("fostre carers", "foster carers"),
        ("pemanence", "Permanence"),
        ("peer reveiw", "peer review"),
        ("kinship", "kinship care"),
        ("kids leaving care jobs", ""),
        ("xylophone", ""),
        ("wals", ""),
        ("thurrock", ""),
    ],
)
def test_a_word_almost_right_is_spelled_as_councils_and_the_glossary_do(
    searching: Page, words: str, meant: str
) -> None:
    ask(searching, words)
    link = searching.locator("#search-also a")
    expect(searching.locator(COUNT)).to_contain_text(f"for “{words}”")
    expect(link).to_have_count(1 if meant else 0)
    if meant:
        expect(link).to_have_text(f"Did you mean “{meant}”?")


def test_a_word_spelled_right_is_searched_with_the_same_filters(searching: Page, address: str) -> None:
    searching.goto(f"{address}search/?q=pemanence&authority=Thurrock")
    searching.get_by_role("link", name="Did you mean").click()
    expect(searching.locator("#search-chosen li")).to_have_count(1)
    expect(searching.locator(COUNT)).to_contain_text("for “Permanence” with 1 filter")
    assert searching.locator(".result").count() > 0


def test_an_excerpt_has_no_headings(searching: Page) -> None:
    """The name of a council stands in the headings of its pages: "What Walsall answered"."""
    ask(searching, "walsall")
    expect(searching.locator(".result")).to_have_count(10)
    excerpts = searching.locator(".result__excerpt").all_inner_texts()
    assert all(len(words.split()) > 8 for words in excerpts)
    assert not [
        words for words in excerpts if re.search("What (was|Walsall|they)|How it is going|Actions in a plan", words)
    ]


def test_a_phrase_is_found_before_the_places_of_its_short_words_are_there(
    browser: Browser, site: Path, tmp_path: Path
) -> None:
    """Like "in", which stands everywhere: what has the phrase is shown from the places of its other words."""
    folder = shutil.copytree(site, tmp_path / "site", ignore=shutil.ignore_patterns("pagefind"))
    texts = ["Many children in care move.", "Care for children in need of care.", "Children are taken care of."]
    make_index(folder, [(f"{number}/index.html", made_page(number, texts[number % 3])) for number in range(40)])
    piece = next(name for first, last, name in meta(folder / "pagefind")[2] if first <= "in" <= last)
    held: list[Route] = []
    with serve(folder) as url, browser.new_page() as page:
        page.route(f"**/{piece}.pf_index", lambda route: held.append(route))
        page.goto(f"{url}search/?q=kids+in+care")
        expect(page.locator(".result")).to_have_count(10)
        assert len(held) == 1
        before = page.locator("#search-results").inner_html()
        assert set(page.locator(".result__excerpt mark").all_inner_texts()) == {"children", "in", "care"}
        assert {int(title.split()[1]) % 3 for title in titles(page)} == {0}
        held[0].continue_()
        expect(page.locator(COUNT)).to_have_text("14 results for “kids in care”")
        assert page.locator("#search-results").inner_html() == before


def made_page(number: int, text: str) -> bytes:
    body = f"<h1>Page {number}</h1><p>{text}</p><p>{'So it is in most cases. ' * 300}</p>"
    return f'<!doctype html><html lang="en"><body><div data-pagefind-body>{body}</div></body></html>'.encode()


def test_what_is_nowhere_is_not_found(searching: Page) -> None:
    ask(searching, "zzzz")
    expect(searching.locator(COUNT)).to_have_text("No results for “zzzz”. Try fewer or other words.")
    assert titles(searching) == []
    expect(searching.get_by_role("heading", name="Browse instead")).to_be_visible()


def test_labels_and_sources_are_not_searched(site: Path) -> None:
    texts = [fragment["content"] for fragment in fragments(site)]
    assert len(texts) > 100
    for label in ("Not stated in the source", "Source:", "Sources:", "How that date is worked out", "Judgement area"):
        assert not [text for text in texts if label in text], label


def test_only_records_are_searched(site: Path) -> None:
    urls = {fragment["url"] for fragment in fragments(site)}
    assert "/walsall/2017-sif/recommendations/8/" in urls
    assert not urls & {"/", "/about/", "/how-to-read/", "/search/", "/glossary/", "/themes/", "/accessibility/"}


def fragments(site: Path) -> list[dict[str, Any]]:
    """What the index holds of each page, in the order of the pages."""
    _, pages, *_ = meta(site / "pagefind")
    return [json.loads(bundle._unpack(site / "pagefind" / "fragment" / f"{name}.pf_fragment")) for name, _ in pages]


def meta(folder: Path) -> list[Any]:
    """What a bundle says of itself: version, pages, pieces of the index, filters, orders, fields."""
    return list(bundle._decode(bundle._unpack(next(folder.glob("pagefind.*.pf_meta")))))


def test_without_script_the_lists_are_there(browser: Browser, address: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}search/?q=private+fostering")
        expect(page.locator("noscript p")).to_contain_text("This search needs JavaScript")
        expect(page.locator("noscript p")).to_be_visible()
        expect(page.locator("#search")).to_be_hidden()
        page.get_by_role("main").get_by_role("link", name="Walsall Council").click()
        page.wait_for_url(f"{address}walsall/")


def test_a_broken_index_is_told(page: Page, address: str) -> None:
    page.route("**/pagefind/**", lambda route: route.abort())
    page.goto(f"{address}search/?q=plan")
    expect(page.locator(COUNT)).to_have_text(
        "The search could not be loaded. The lists below lead to everything on the site."
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [NARROW, 1280])
def test_everyone_can_use_it(browser: Browser, address: str, width: int, scheme: str) -> None:
    with browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme) as context:  # type: ignore[arg-type]
        page = context.new_page()
        for asked in ("", "?q=plan&authority=Walsall&kind=Recommendation", "?q=kids+in+care", "?q=zzzz"):
            page.goto(f"{address}search/{asked}")
            if "zzzz" in asked:
                expect(page.locator(COUNT)).to_contain_text("No results")
                expect(page.locator("#search-narrow")).to_be_hidden()
            else:
                expect(page.locator("#search-narrow")).to_be_visible()
                if width == NARROW:
                    page.locator("#search-narrow > summary").click()
            assert axe(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width


MOVED = """
    window.moved = 0;
    new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => window.moved += value))
        .observe({ type: "layout-shift", buffered: true });
"""


@pytest.mark.parametrize("width", [NARROW, 1280])
@pytest.mark.parametrize(
    ("asked", "told"), {"": "Search by words", "?q=foster+carers": "results", "?q=zzzz": "No results"}.items()
)
def test_nothing_moves_when_results_come_late(page: Page, address: str, width: int, asked: str, told: str) -> None:
    """Beyond what is below the first results, once their number or other words for the same are known."""

    def late(route: Route) -> None:
        time.sleep(0.1)
        route.continue_()

    page.set_viewport_size({"width": width, "height": 640})
    page.add_init_script(MOVED)
    page.route("**/pagefind/**", late)
    page.route("**/assets/search.js", late)
    page.goto(f"{address}search/{asked}")
    expect(page.locator("#search-found")).to_contain_text(told)
    expect(page.get_by_role("heading", name="Browse instead")).to_be_visible()
    assert page.evaluate("moved") < 0.05


def test_without_its_script_the_lists_are_there(page: Page, address: str) -> None:
    page.route("**/assets/search.js", lambda route: route.abort())
    page.goto(f"{address}search/?q=plan")
    lists = page.get_by_role("heading", name="Browse instead")
    expect(lists).to_be_hidden()
    expect(lists).to_be_visible(timeout=10_000)


def test_results_are_announced(searching: Page) -> None:
    assert searching.locator(COUNT).get_attribute("role") == "status"


def test_the_first_result_is_light(page: Page, address: str, site: Path) -> None:
    """As GitHub Pages sends it: text compressed, and Pagefind's own files, compressed already, as they are."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.split("?")[0].removeprefix(address)))
    page.goto(f"{address}search/?q=private+fostering")
    expect(page.locator(COUNT)).to_contain_text("results")
    assert len(asked) > 10
    assert sum(sent(site / name) for name in set(asked)) < 200_000


def sent(path: Path) -> int:
    data = (path / "index.html" if path.is_dir() else path).read_bytes()
    return len(gzip.compress(data)) if path.suffix in ("", ".css", ".html", ".js", ".json", ".svg") else len(data)


@pytest.fixture(scope="module")
def pages() -> list[tuple[str, bytes]]:
    """What search reads of each page, in the order of the index."""
    made = build.report(CONTENT, date.fromisoformat(TODAY))
    shell = frame.shell(ROOT / "mkdocs.yml", *made.wanted, pages=CONTENT / "pages")
    files = build.assemble(made, shell).files()
    return [(one.name, one.searched) for one in files if one.searched]


@pytest.mark.parametrize("part", [1000, 40, 7], ids=lambda part: f"{part} pages a part")
def test_the_same_pages_give_the_same_index_even_in_parts(
    site: Path, tmp_path: Path, pages: list[tuple[str, bytes]], part: int
) -> None:
    """Whoever makes it, in one go or in parts, some of which have no page with a status, or with some word."""
    make_index(tmp_path, pages, part)
    assert digests(tmp_path / "pagefind") == digests(site / "pagefind")


def test_pagefind_goes_on_with_the_last_part_while_others_work(tmp_path: Path, pages: list[tuple[str, bytes]]) -> None:
    with pagefind.reading(tmp_path / "site", count=3, part=2) as reader:
        for page in pages[:3]:
            reader.add(page)
        until = time.monotonic() + 30
        while len(list(tmp_path.glob(".site.new-*/*/pagefind-entry.json"))) < 2:
            assert time.monotonic() < until
            time.sleep(0.01)
    assert list(tmp_path.iterdir()) == []


def test_pages_of_two_parts_that_pagefind_calls_the_same_are_both_there(
    tmp_path: Path, pages: list[tuple[str, bytes]]
) -> None:
    make_index(tmp_path, pages[:1] * 3, part=1)
    first, *others = fragments(tmp_path)
    assert others == [first, first]
    assert len(list((tmp_path / "pagefind" / "fragment").iterdir())) == 3


@pytest.mark.parametrize(
    "name", ["pagefind-entry.json", "pagefind.js", "wasm.*", "*.pf_meta", "fragment/*", "index/*", "filter/*"]
)
def test_what_pagefind_did_not_write_whole_is_no_index(
    tmp_path: Path, pages: list[tuple[str, bytes]], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the disk is full, of which Pagefind does not tell."""
    monkeypatch.setattr(bundle, "PATIENCE", 0.1)
    write(tmp_path / "site", pages[:40])
    command = [
        sys.executable,
        "-m",
        "pagefind",
        "--site",
        str(tmp_path / "site"),
        "--output-path",
        str(tmp_path / "one"),
    ]
    subprocess.run([*command, "--quiet"], check=True, capture_output=True)
    broken = min((tmp_path / "one").glob(name))
    broken.write_bytes(broken.read_bytes()[:-20])
    with pytest.raises(PagefindError, match="perhaps the disk is full"):
        bundle.join([tmp_path / "one"], tmp_path / "pagefind")


def digests(folder: Path) -> dict[str, str]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_cutting_the_index_smaller_loses_nothing(site: Path, tmp_path: Path, pages: list[tuple[str, bytes]]) -> None:
    """Every word of Pagefind's own index, with all its places, is in the piece that Pagefind will look for it in."""
    folder = tmp_path / "site"
    write(folder, pages)
    command = [sys.executable, "-m", "pagefind", "--site", str(folder), "--quiet"]
    command += [part for selector in pagefind._NOT_SEARCHED for part in ("--exclude-selectors", selector)]
    subprocess.run(command, check=True, capture_output=True)
    uncut, cut = (pieces_of(bundle) for bundle in (folder / "pagefind", site / "pagefind"))
    assert len(cut) > 2 * len(uncut)
    words = places(site)
    assert words == places(folder)
    assert len(words) > 1000
    for word in words:
        # Where Pagefind looks: the first piece that begins and ends around the word, or around it half typed.
        for typed in {word, word[:3], f"{word}ing"}:
            holds = next(entries for first, last, entries in cut if first <= typed <= last)
            assert typed == f"{word}ing" or word in [other for other, _ in holds] or len(typed) < 3, typed


def pieces_of(folder: Path) -> list[tuple[str, str, list[tuple[str, bytes]]]]:
    """Each part of an index: its first and its last word, and its words with their entries."""
    pieces = meta(folder)[2]
    return [
        (first, last, list(bundle._words(bundle._unpack(folder / "index" / f"{name}.pf_index"))))
        for first, last, name in pieces
    ]


def places(site: Path) -> dict[str, dict[str, list[Any]]]:
    """Each word of an index, in order, with the pages that have it and its places there."""
    urls = [fragment["url"] for fragment in fragments(site)]
    found: dict[str, dict[str, list[Any]]] = {}
    for _, _, entries in pieces_of(site / "pagefind"):
        for word, entry in entries:
            _, pages, _ = bundle._decode(entry)
            numbers = accumulate(page[0] for page in pages)
            found[word] = {urls[number]: page[1:] for number, page in zip(numbers, pages, strict=True)}
    return found


def test_a_word_half_typed_finds(page: Page, address: str) -> None:
    """A word half typed finds what the whole word finds, also at the border of two pieces."""
    counts = []
    for words in ("safeguarding", "safeguar"):
        page.goto(f"{address}search/?q={words}")
        expect(page.locator(COUNT)).to_contain_text("results")
        counts.append(int(page.locator(COUNT).inner_text().split()[0]))
    assert counts[0] == counts[1] > 0


def test_nothing_is_published_that_no_page_loads(site: Path) -> None:
    kinds = {re.sub(r"\ben_[0-9a-z]{4,}", "*", name) for name in digests(site / "pagefind")}
    assert kinds == {
        "filter/*.pf_filter",
        "fragment/*.pf_fragment",
        "index/*.pf_index",
        "pagefind-entry.json",
        "pagefind.*.pf_meta",
        "pagefind.js",
        "wasm.en.pagefind",
    }


def test_the_searchable_pages_are_in_the_catalogue_of_filters(page: Page, address: str, site: Path) -> None:
    """The page reads two files of Pagefind's by itself; they must say what Pagefind says."""
    page.goto(f"{address}search/?q=plan")
    expect(page.locator(COUNT)).to_contain_text("results")
    told = page.evaluate("async url => (await import(url)).filters()", f"{address}pagefind/pagefind.js")
    page.goto(f"{address}search/")
    labels = page.locator("[data-facet=authority] label")
    expect(labels).not_to_have_count(0)
    shown = dict(re.findall(r"(.*) \((\d+)\)$", text)[0] for text in labels.all_text_contents())
    assert shown == {name: str(count) for name, count in told["Authority"].items()}
