"""Pages of a site with many councils: they stay readable, count what they leave out, and lead to it."""

import re
from collections.abc import Sequence
from datetime import date

import pytest

import build
from benchmarks.generate import generate
from followthrough.pages import MOST_BESIDE, MOST_CARDS, MOST_CHANGES, MOST_OF_THEME
from followthrough.register import Register
from followthrough.register.changes import Change, changes_of, newest
from followthrough.register.compare import by_authority, same_framework
from followthrough.render import Renderer
from followthrough.words import language
from tests.command import ROOT, TODAY
from tests.made import register, review

THEME = "workforce"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> build.Report:
    content = tmp_path_factory.mktemp("many") / "content"
    generate(MOST_CARDS + 1, content)
    return build.report(content, date.fromisoformat(TODAY))


def register_of(made: build.Report) -> Register:
    assert made.register
    return made.register


@pytest.fixture(scope="module")
def bodies(made: build.Report) -> dict[str, str]:
    renderer = Renderer(register_of(made), ROOT / "templates")
    shown = ("/", "/changes/", "/compare/", f"/compare/{THEME}/", f"/themes/{THEME}/", "/search/")
    return {page.address: renderer.render(page).holes["body"] for page in made.pages if page.address in shown}


def test_each_page_says_how_much_there_is_and_leads_to_all_councils(made: build.Report, bodies: dict[str, str]) -> None:
    found = register_of(made)
    theme = found.themes[THEME]
    assert theme.total > MOST_OF_THEME
    assert (
        f"{len(theme.recommendations)} recommendations, {len(theme.findings)} findings" in bodies[f"/themes/{THEME}/"]
    )
    total = len(changes_of(found.authorities.values(), found.as_of))
    assert f"of {total:,} changes" in bodies["/changes/"]
    assert f"{len(found.inspections)} inspections" in bodies["/compare/"]
    assert f"{len(theme.recommendations)} things" in bodies[f"/compare/{THEME}/"]
    for name, below in (("/", ""), ("/changes/", "changes/"), ("/search/", "")):
        assert all(f'{slug}/{below}">' in bodies[name] for slug in found.authorities)
    asked = {thing.inspection.authority.slug for thing in theme.recommendations}
    for name in (f"/compare/{THEME}/", f"/themes/{THEME}/"):
        linked = re.findall(rf"(council-\d+)/recommendations/\?theme={THEME}", bodies[name])
        assert sorted(linked) == sorted(asked)


def test_the_counts_of_a_theme_add_up(made: build.Report) -> None:
    for theme in register_of(made).themes.values():
        of_each = by_authority(language("en"), theme)
        assert len({authority.slug for authority, *_ in of_each}) == len(of_each)
        assert sum(len(asked) for _, asked, _, _ in of_each) == len(theme.recommendations)
        assert sum(len(found) for _, _, found, _ in of_each) == len(theme.findings)
        assert sum(len(measured) for _, _, _, measured in of_each) == len(theme.measures)


def test_a_page_grows_by_a_line_a_council_at_most(made: build.Report, bodies: dict[str, str]) -> None:
    most = 600 * len(register_of(made).authorities)
    assert {name: len(body) for name, body in bodies.items() if len(body) > most} == {}
    assert bodies["/changes/"].count("<li data-day=") <= MOST_CHANGES
    assert MOST_BESIDE < bodies["/compare/"].count("<td") < len(register_of(made).authorities)


def test_grades_are_counted_in_each_area_and_overall(made: build.Report) -> None:
    (same,) = same_framework(register_of(made).inspections)
    overall, *areas = same.grades
    assert overall.area is None
    assert overall.by["good"] == sum(
        one.record.overall.grade == "good" for one in same.inspections if one.record.overall
    )
    assert [row.area for row in areas] == list(same.framework.areas)
    for row in same.grades:
        assert sum(row.by.values()) + row.none == len(same.inspections)


def test_the_newest_changes_are_whole_dates() -> None:
    found = register({"plans/plan/reviews/2022-01-15.yml": review()})
    changes: Sequence[Change] = changes_of(found.authorities.values(), found.as_of)
    assert newest(changes, len(changes)).are_all
    for most in range(1, len(changes)):
        kept = newest(changes, most).changes
        assert kept == changes[: len(kept)]
        assert kept[-1].when != changes[len(kept)].when
        assert len(kept) <= most or len({change.when for change in kept}) == 1
