"""What changed between any two dates of an authority: chosen on its page of changes, the same as in the register."""

import shutil
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import build
from followthrough.register import Register
from followthrough.register.changes import between, changes_of, marks_of, news, spans
from tests.browser import axe, serve
from tests.command import CONTENT, DONE, MINIMAL, MINIMAL_TODAY, TODAY, run
from tests.made import SOURCE, actions, register, review, town

DAY = date.fromisoformat(TODAY)
SHOWN = "[data-day]:not([hidden])"


@pytest.fixture(scope="module")
def root(site: Path) -> Iterator[str]:
    with serve(site) as url:
        yield url


@pytest.fixture(scope="module")
def shipped() -> Register:
    made = build.report(CONTENT, DAY).register
    assert made
    return made


def test_any_two_dates_show_what_the_register_says(root: str, page: Page, shipped: Register) -> None:
    """Of every pair there is, in either order: the days, how many changes, and whether a plan changed shape."""
    thurrock = shipped.authorities["thurrock"]
    changes = changes_of([thurrock], DAY)
    pairs = list(combinations(sorted(marks_of(thurrock, DAY)), 2))
    following = {(span.start, span.end) for span in spans(thurrock, DAY)}
    assert len(pairs) > 10 > len(following) > 1
    for number, (start, end) in enumerate(pairs):
        first, last = (end, start) if number % 2 else (start, end)
        page.goto(f"{root}thurrock/changes/?from={first}&to={last}#all")
        expected = between(changes, start, end)
        days = page.locator(SHOWN).evaluate_all("days => days.map(day => day.dataset.day)")
        assert days == list(dict.fromkeys(str(change.day) for change in expected))
        assert page.locator(f"{SHOWN} > ul > li").count() == len(expected)
        said = page.locator(".between__said").inner_text()
        assert said.startswith(f"{len(expected)} change" if expected else "The sources report no change")
        reshaped = any(change.kind == "review" and change.subject.reshaped for change in expected)  # type: ignore[union-attr]
        assert page.locator(".between__shape").is_visible() == reshaped
        own = page.locator(".between__own a")
        assert own.is_visible() == ((start, end) in following)
        assert not own.is_visible() or str(own.get_attribute("href")).endswith(f"/{start}-to-{end}/")


def test_dates_are_chosen_by_keyboard_and_kept_in_the_address(root: str, page: Page) -> None:
    page.goto(f"{root}thurrock/changes/")
    page.get_by_label("From").focus()
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    page.keyboard.press("End")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/thurrock/changes/?from=2017-02-01&to=2017-04-28#all")
    assert page.evaluate("document.activeElement.textContent") == "What changed from 1 February 2017 to 28 April 2017"
    assert page.title().startswith("What changed from 1 February 2017 to 28 April 2017 - ")
    chosen = [page.get_by_label(name, exact=True).input_value() for name in ("From", "To")]
    assert chosen == ["2017-02-01", "2017-04-28"]
    page.get_by_role("link", name="Show everything").click()
    page.wait_for_url("**/thurrock/changes/")
    assert page.locator("[data-day][hidden]").count() == 0


UNKNOWN = "This page does not know one of these dates. Below is everything."
OTHERS = {
    "?from=2017-02-01": UNKNOWN,
    "?from=1999-01-01&to=2017-04-28": UNKNOWN,
    "?from=%3Cb%3E&to=x": UNKNOWN,
    "?from=2017-04-28&to=2017-04-28": "Choose two different dates.",
    "?q=1": "",
}


@pytest.mark.parametrize("asked", OTHERS)
def test_other_dates_than_those_offered_show_everything(root: str, page: Page, asked: str) -> None:
    page.goto(f"{root}thurrock/changes/{asked}")
    assert page.locator(".between__wrong").inner_text() == OTHERS[asked]
    assert page.locator("[data-day][hidden]").count() == 0
    assert page.locator("#all").inner_text() == "Everything, newest first"
    assert page.get_by_role("button", name="Show what changed").is_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_choice_is_accessible(browser: Browser, root: str, width: int) -> None:
    with browser.new_context(viewport={"width": width, "height": 800}) as context:
        page = context.new_page()
        page.goto(f"{root}thurrock/changes/?from=2017-04-28&to=2018-02-13#all")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_script_each_pair_has_a_page(browser: Browser, root: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{root}thurrock/changes/?from=2017-04-28&to=2018-02-13")
        assert not page.locator("form.between").is_visible()
        assert page.locator("[data-day][hidden]").count() == 0
        page.locator(".choose .links a").first.click()
        assert page.locator("h1").inner_text().startswith("What changed from ")


def test_print_shows_the_changes_and_not_the_form(root: str, page: Page) -> None:
    page.goto(f"{root}thurrock/changes/?from=2017-04-28&to=2018-02-13#all")
    page.emulate_media(media="print")
    assert not page.locator(".choose").is_visible()
    assert page.locator("#all").is_visible()
    assert page.locator(SHOWN).first.is_visible()


def test_nothing_moves_while_the_page_loads(root: str, page: Page) -> None:
    page.add_init_script(
        "window.moved = 0;"
        "new PerformanceObserver(list => { for (const shift of list.getEntries()) moved += shift.value })"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    page.goto(f"{root}thurrock/changes/", wait_until="load")
    page.wait_for_timeout(200)
    assert page.evaluate("moved") < 1e-5  # an icon may stand there before its word


def test_a_review_that_speaks_of_other_things_says_so() -> None:
    made = register(
        {
            "plans/plan/actions.yml": actions("id: 1, recommendations: 1", "id: 2, recommendations: 2"),
            "plans/plan/reviews/2022-01-31.yml": review("action: 1, rating: Green"),
            "plans/plan/reviews/2022-02-28.yml": review("action: 1, rating: Amber"),
            "plans/plan/reviews/2022-03-31.yml": review("action: 1, rating: Amber", "action: 2, rating: Red"),
        }
    )
    (plan,) = town(made).plans
    assert [(str(said.date), said.reshaped) for said in plan.reviews] == [
        ("2022-03-31", True),
        ("2022-02-28", False),
        ("2022-01-31", False),
    ]


def test_news_is_a_line_for_each_date_of_an_authority() -> None:
    made = register(
        {
            "plans/plan/actions.yml": actions("id: 1, recommendations: 1", "id: 2, completed: 2022-02"),
            "plans/plan/reviews/2022-02-28.yml": review("action: 1, rating: Green", "action: 2, rating: Blue"),
            "meetings.yml": "- {date: 2022-03-01, body: Cabinet, kind: decision, outcome: held, summary: The plan., "
            f"{SOURCE.strip()}}}\n",
        }
    )
    changes = changes_of(made.authorities.values(), made.as_of)
    found = [(item.first.when, item.first.kind, item.others) for item in news(changes, 3)]
    assert found == [("2022-03-01", "meeting", 0), ("2022-02", "completed", 0), ("2022-02-28", "review", 2)]
    assert len(news(changes, 99)) == len({change.when for change in changes})


def test_of_a_review_that_rates_one_thing_the_rating_is_the_news() -> None:
    made = register({"plans/plan/reviews/2022-02-28.yml": review("recommendation: 1, rating: Red")})
    (newest, *_) = news(changes_of(made.authorities.values(), made.as_of), 1)
    assert (newest.first.kind, newest.others) == ("rating", 1)


def test_a_date_that_comes_out_late_takes_no_address_away(tmp_path: Path) -> None:
    """Between two dates there is a page; with a third one in between there are two, and the first leads on."""
    content = Path(shutil.copytree(MINIMAL, tmp_path / "content"))
    site, where = tmp_path / "site", ("--as-of", MINIMAL_TODAY)
    assert run("--content", content, "--site", site, *where).returncode == DONE
    addresses = (content / "addresses.txt").read_text("utf-8")
    span = "anytown/changes/2022-09-30-to-2022-10-04/"
    assert f"/{span}\n" in addresses
    meetings = content / "authorities/anytown/meetings.yml"
    late = "- {date: 2022-10-02, body: Board, kind: scrutiny, outcome: held, summary: Late., source: "
    late += "{document: cabinet-2022-10-04, paragraph: '9'}}\n"
    meetings.write_text(late + meetings.read_text("utf-8"), "utf-8")
    done = run("--content", content, "--site", site, *where)
    assert done.returncode == DONE, done.stdout
    assert (site / "anytown/changes/2022-09-30-to-2022-10-02/index.html").is_file()
    moved = (site / span / "index.html").read_text("utf-8")
    assert 'content="0; url=../?from=2022-09-30&amp;to=2022-10-04"' in moved
    assert span not in (site / "sitemap.xml").read_text("utf-8")


def test_a_theme_that_can_no_longer_be_compared_leads_to_its_own_page(tmp_path: Path) -> None:
    content = Path(shutil.copytree(MINIMAL, tmp_path / "content"))
    theme = next(line.partition(":")[0] for line in (content / "themes.yml").read_text("utf-8").splitlines() if line)
    (content / "addresses.txt").write_text(f"2022-01-01 /compare/{theme}/\n", "utf-8")
    done = run("--content", content, "--site", tmp_path / "site", "--as-of", MINIMAL_TODAY)
    assert (done.returncode, done.stdout) == (DONE, "")
    moved = (tmp_path / "site" / "compare" / theme / "index.html").read_text("utf-8")
    assert f'content="0; url=../../themes/{theme}/"' in moved
