"""Lists: what is in them, and how they narrow and sort in a real browser."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import build
from benchmarks.generate import generate
from followthrough.pages.lists import KINDS, MOST_ROWS, lists_of_all
from followthrough.register.lists import Choice, Listing
from followthrough.register.target import aim
from followthrough.render import Renderer
from followthrough.words import language
from tests.browser import axe, serve
from tests.command import CONTENT, ROOT, TODAY
from tests.made import actions, register, review, town

COUNT = "#narrow-count"
ENGLISH = language("en")
DAY = date(2022, 6, 1)
MEASURE = """\
title: Visits in time
unit: "%"
definition: not-stated
direction: {direction}
targets: [{targets}]
values: [{{date: {date}, value: {value}, source: {{document: paper, page: "1"}}}}]
"""


def measured(direction: str, value: str, targets: str, day: str = "2022-03-31") -> str:
    """Whether a measure with this one value reached which of its targets: "90: met"."""
    given = ", ".join(
        f"{{date: {when}, value: {number}, source: {{document: paper, page: '1'}}}}"
        for when, _, number in (target.partition(" ") for target in targets.split(", ") if target)
    )
    text = MEASURE.format(direction=direction, value=value, targets=given, date=day)
    found = aim(town(register({"measures/visits.yml": text})).measures[0], DAY)
    return f"{found.target.value}: {found.reached}" if found else ""


@pytest.mark.parametrize(
    ("direction", "value", "targets", "expected"),
    [
        ("higher is better", "90", "2022 90", "90: met"),
        ("higher is better", "89", "2021 90", "90: not met"),
        ("higher is better", "89", "2022 90", "90: not yet met"),
        ("higher is better", "89", "2022-03-31 90", "90: not met"),
        ("lower is better", "89", "2022 90", "90: met"),
        ("lower is better", "91", "not-stated 90", "90: not met"),
        ("neither", "91", "2022 90", "90: cannot be told"),
        ("higher is better", "c", "2022 90", "90: cannot be told"),
        ("higher is better", "91", "2022 not-stated", "not-stated: cannot be told"),
        ("higher is better", "91", "2021 80, 2023 95, 2022 90", "90: met"),
        ("higher is better", "91", "2020 95, 2021 90", "90: met"),
        ("higher is better", "91", "not-stated 95, 2021 90", "90: met"),
        ("higher is better", "91", "", ""),
    ],
)
def test_a_target_is_reached_only_where_the_numbers_say_so(
    direction: str, value: str, targets: str, expected: str
) -> None:
    assert measured(direction, value, targets) == expected


def test_a_value_without_a_date_is_held_against_the_first_target_there_is() -> None:
    assert measured("higher is better", "91", "2021 80, 2022 95", "not-stated") == "80: met"
    assert measured("higher is better", "70", "2022 80, 2023 95", "not-stated") == "80: not yet met"


def test_nobody_can_tell_of_a_target_that_has_passed_since_the_last_value() -> None:
    assert measured("higher is better", "70", "2022-05 80", "2022-03-31") == "80: cannot be told"
    assert measured("higher is better", "90", "2022-05 80", "2022-03-31") == "80: met"
    assert measured("higher is better", "70", "2021 80", "not-stated") == "80: cannot be told"


def test_where_a_measure_started_says_nothing_of_its_target() -> None:
    start = "baseline: {date: not-stated, value: 95, source: {document: paper, page: '1'}}\n"
    text = MEASURE.format(direction="higher is better", value="95", targets="{date: 2022, value: 90}", date="2021")
    text = text.replace("value: 90", "value: 90, source: {document: paper, page: '1'}")
    known = town(register({"measures/visits.yml": text + start})).measures[0]
    only_start = town(register({"measures/visits.yml": text.rpartition("values:")[0] + start})).measures[0]
    assert [found.reached for one in (known, only_start) if (found := aim(one, DAY))] == ["met", "cannot be told"]


def test_a_row_knows_what_it_is_found_by_and_sorts_by() -> None:
    made = register(
        {
            "plans/plan/actions.yml": actions("id: 1, due: 2022-01-31, recommendations: 1", "id: 2, owner: A post"),
            "plans/plan/reviews/2022-01-15.yml": review("action: 1, rating: Red, due: 2022-03", "recommendation: 1"),
        }
    )
    first, second = Listing(ENGLISH, made.as_of, "actions", town(made), [town(made)]).rows
    assert first.marks == "plan:plan status:off-track look:overdue look:moved look:no-owner"
    assert (first.keys["due"], first.keys["first"], first.keys["overdue"]) == ("2022-03-31", "2022-01-31", "62")
    assert second.marks == "plan:plan status:not-rated look:no-date"
    assert (second.keys["due"], second.keys["owner"], second.keys["overdue"]) == ("", "A post", "")
    assert first.keys["status"] < second.keys["status"]
    asked = Listing(ENGLISH, made.as_of, "recommendations", town(made), [town(made)])
    assert [row.keys["reviewed"] for row in asked.rows] == ["2022-01-15", "", ""]
    assert "status" not in asked.facets  # all have the same
    assert asked.facets["actions"] == (Choice("none", "No action on this site"),)


def test_what_all_councils_together_are_found_by_is_not_a_folder(site: Path) -> None:
    made = build.report(CONTENT, date.fromisoformat(TODAY)).register
    assert made
    together = Listing(ENGLISH, made.as_of, "recommendations", None, list(made.authorities.values()), MOST_ROWS)
    assert together.facets.keys() == {"council", "framework", "theme", "actions"} | (
        together.facets.keys() & {"status"}
    )
    assert len(together.rows) == together.total == len(made.recommendations)
    for kind in KINDS:
        page = (site / kind / "index.html").read_text("utf-8")
        assert page.count("<tr data-is=") == sum(len(getattr(one, kind)) for one in made.authorities.values())


def test_a_list_that_would_be_too_long_leads_to_those_of_each_council(tmp_path: Path) -> None:
    authorities = MOST_ROWS // 16 + 1
    generate(authorities, tmp_path / "content")
    made = build.report(tmp_path / "content", date.fromisoformat(TODAY)).register
    assert made
    pages = {page.address: page for page in lists_of_all(ENGLISH, made)}
    rendered = Renderer(made, ROOT / "templates").render(pages["/recommendations/"]).holes
    assert "<table" not in rendered["body"]
    assert rendered["body"].count("16 recommendations") == authorities
    assert "list.js" not in rendered["head"]
    assert "<table" in Renderer(made, ROOT / "templates").render(pages["/measures/"]).holes["body"]


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with serve(site, "council/reports") as url:
        yield url


@pytest.fixture
def noticed(page: Page, address: str) -> Iterator[None]:
    """A test fails if the browser complains, or asks another host for anything."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(address) else found.append(request.url))
    yield
    assert found == []


def shown(page: Page, column: int = 0) -> list[str]:
    """A column of the rows that are to be seen."""
    script = "(rows, column) => rows.filter(r => !r.hidden).map(r => r.cells[column].lastChild.textContent.trim())"
    return list(page.locator(".table--list tbody tr").evaluate_all(script, column))


@pytest.mark.usefixtures("noticed")
def test_a_list_narrows_says_so_and_the_address_keeps_it(page: Page, address: str) -> None:
    page.goto(f"{address}thurrock/actions/")
    count = page.locator(COUNT)
    expect(count).to_have_text("61 actions")
    assert count.get_attribute("role") == "status"
    everything = shown(page)
    page.get_by_label("Status").select_option(label="Complete")
    expect(count).to_have_text(re.compile(r"^\d+ of 61 actions$"))
    complete = shown(page)
    assert 0 < len(complete) < 61
    assert int(count.inner_text().split()[0]) == len(complete)
    assert page.url == f"{address}thurrock/actions/?status=complete"
    page.get_by_label("Words").fill("SuperVISion")
    expect(page).to_have_url(f"{address}thurrock/actions/?q=SuperVISion&status=complete")
    both = shown(page)
    assert 0 < len(both) < len(complete)
    assert all("supervision" in row.inner_text().lower() for row in page.locator(".table--list tbody tr:visible").all())
    page.reload()
    assert shown(page) == both
    expect(page.get_by_label("Words")).to_have_value("SuperVISion")
    page.go_back()
    assert shown(page) == complete
    expect(page.get_by_label("Words")).to_have_value("")
    page.go_back()
    assert shown(page) == everything
    page.go_forward()
    expect(page.get_by_label("Status")).to_have_value("complete")
    page.get_by_label("Words").fill("zzzz")
    expect(count).to_have_text("None of the 61 actions fits. Take a filter away, or try other words.")
    page.get_by_role("button", name="Show all").press("Enter")
    expect(count).to_have_text("61 actions")
    assert page.url == f"{address}thurrock/actions/"
    assert page.evaluate("document.activeElement.id") == "narrow-q"


@pytest.mark.usefixtures("noticed")
def test_a_word_that_is_typed_is_one_step_back(page: Page, address: str) -> None:
    page.goto(f"{address}thurrock/actions/")
    page.get_by_label("Words").press_sequentially("plan")
    expect(page).to_have_url(f"{address}thurrock/actions/?q=plan")
    page.go_back()
    assert page.url == f"{address}thurrock/actions/"
    expect(page.locator(COUNT)).to_have_text("61 actions")


@pytest.mark.usefixtures("noticed")
def test_heads_sort_by_keyboard_and_say_which_way(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{address}actions/")
    before = shown(page, 1)
    button = page.get_by_role("columnheader").get_by_role("button", name="Action")
    head = page.get_by_role("columnheader", name="Action")
    assert head.get_attribute("aria-sort") is None
    button.press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(page.locator(COUNT)).to_have_text("76 actions, sorted by action")
    names = page.locator(".table--list tbody th a").all_inner_texts()
    numbers = [int(found[1]) for name in names if (found := re.fullmatch(r"Action (\d+)[a-j]", name))]
    assert numbers == sorted(numbers)
    assert max(numbers) > 9
    button.press("Space")
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(page.locator(COUNT)).to_have_text("76 actions, sorted by action, last first")
    assert page.url == f"{address}actions/?sort=-action"
    assert page.evaluate("document.activeElement.textContent") == "Action"
    page.go_back()
    page.go_back()
    assert shown(page, 1) == before
    expect(head).not_to_have_attribute("aria-sort", re.compile("."))


@pytest.mark.usefixtures("noticed")
def test_what_is_not_known_comes_last_either_way(page: Page, address: str) -> None:
    for sort in ("date", "-date"):
        page.goto(f"{address}measures/?sort={sort}")
        keys = page.locator(".table--list tbody td:nth-child(4)").evaluate_all("all => all.map(c => c.dataset.key)")
        known = [key for key in keys if key]
        assert known == sorted(known, reverse=sort == "-date")
        assert len(set(known)) > 1
        assert keys == known + [""] * (len(keys) - len(known))


@pytest.mark.usefixtures("noticed")
def test_a_phone_has_a_choice_in_place_of_heads(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{address}measures/")
    expect(page.get_by_role("columnheader")).to_have_count(0)
    page.get_by_label("Sort by").select_option(label="Date, last first")
    expect(page.locator(COUNT)).to_have_text("24 measures, sorted by date, last first")
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.get_by_role("columnheader", name="Date")).to_have_attribute("aria-sort", "descending")
    expect(page.get_by_label("Sort by")).to_be_hidden()


@pytest.mark.usefixtures("noticed")
def test_what_an_address_asks_for_and_is_not_there_is_passed_over(page: Page, address: str) -> None:
    page.goto(f"{address}recommendations/?status=splendid&sort=%3Cb%3E&q=&x=y")
    expect(page.locator(COUNT)).to_have_text("52 recommendations")


def test_without_script_a_list_is_whole_and_has_no_controls(browser: Browser, address: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}thurrock/actions/?status=complete")
        assert page.locator(".table--list tbody tr:visible").count() == 61
        expect(page.locator("#narrow")).to_be_hidden()
        assert page.locator(".table--list button").count() == 0


def test_the_page_does_not_jump_when_its_controls_come(page: Page, address: str) -> None:
    page.goto(f"{address}actions/", wait_until="load")
    moved = page.evaluate(
        "() => new Promise(done => new PerformanceObserver(list => done(list.getEntries()"
        ".reduce((sum, entry) => sum + entry.value, 0))).observe({type: 'layout-shift', buffered: true})"
        " || setTimeout(() => done(0), 300))"
    )
    assert moved < 0.02


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_everyone_can_use_it(browser: Browser, address: str, width: int, scheme: str) -> None:
    with browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme) as context:  # type: ignore[arg-type]
        page = context.new_page()
        for at in ("actions/?sort=-due", "recommendations/?q=zzzz", "thurrock/measures/", "walsall/recommendations/"):
            page.goto(f"{address}{at}")
            assert axe(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_lists_are_not_searched(site: Path) -> None:
    for name in ("actions", "thurrock/actions", "thurrock/measures"):
        assert "data-pagefind-body" not in (site / name / "index.html").read_text("utf-8")


def test_the_script_is_a_few_kilobytes() -> None:
    assert (ROOT / "templates/assets/list.js").stat().st_size < 6_500
