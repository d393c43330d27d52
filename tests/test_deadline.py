"""The statutory deadline of an action plan: so many working days of the nation after publication."""

import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followthrough.records import Nation
from followthrough.register.deadline import SUBDIVISIONS, bank_holidays, is_working_day, statutory_deadline
from tests.command import ROOT, environment
from tests.made import inspection, register

NATIONS: tuple[Nation, ...] = tuple(SUBDIVISIONS)


def end(start: str, nation: Nation = "England", working_days: int = 70) -> str:
    """The last day in time, after a publication on a day."""
    return statutory_deadline(date.fromisoformat(start), working_days, "", "", nation).end.isoformat()


@pytest.mark.parametrize(
    ("start", "nation", "expected"),
    [
        ("2017-09-04", "England", "2017-12-11"),
        ("2017-09-04", "Wales", "2017-12-11"),
        ("2017-09-04", "Scotland", "2017-12-12"),  # St Andrew's Day
        ("2017-09-04", "Northern Ireland", "2017-12-11"),
        ("2023-05-09", "England", "2023-08-16"),
        ("2023-05-09", "Northern Ireland", "2023-08-17"),  # 12 July
        ("2023-05-09", "Scotland", "2023-08-17"),  # the summer holiday is in early August there
        ("2023-05-05", "England", "2023-08-15"),  # the coronation, 8 May 2023
        # Saint Patrick's Day, on a Saturday, has a Monday in its stead; Scotland has no Easter Monday.
        ("2018-03-01", "England", "2018-06-13"),
        ("2018-03-01", "Northern Ireland", "2018-06-14"),
        ("2018-03-01", "Scotland", "2018-06-12"),
    ],
)
def test_seventy_working_days(start: str, nation: Nation, expected: str) -> None:
    assert end(start, nation) == expected


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2021-12-24", "2021-12-29"),  # Christmas and Boxing Day on a weekend: Monday and Tuesday in their stead
        ("2019-12-24", "2019-12-27"),  # Christmas and Boxing Day in the week
        ("2021-12-31", "2022-01-04"),  # New Year's Day on a Saturday
        ("2018-03-29", "2018-04-03"),  # Good Friday to Easter Monday
        ("2022-06-01", "2022-06-06"),  # two days for the jubilee
        ("2022-09-16", "2022-09-20"),  # the Queen's funeral
        ("2018-01-05", "2018-01-08"),  # a Friday
        ("2018-01-06", "2018-01-08"),  # a Saturday
    ],
)
def test_the_next_working_day(start: str, expected: str) -> None:
    assert end(start, working_days=1) == expected


def test_the_second_of_january_is_a_holiday_in_scotland_alone() -> None:
    assert end("2019-01-01", "Scotland", 1) == "2019-01-03"
    assert {end("2019-01-01", nation, 1) for nation in NATIONS if nation != "Scotland"} == {"2019-01-02"}


def test_holidays_left_out_are_named_and_weekends_are_not() -> None:
    found = statutory_deadline(date(2021, 12, 20), 10, "", "", "England")
    assert [day.isoformat() for day, _ in found.holidays] == ["2021-12-27", "2021-12-28", "2022-01-03"]
    assert all("observed" in name for _, name in found.holidays)


@pytest.mark.parametrize("nation", NATIONS)
@pytest.mark.parametrize("year", range(2010, 2031))
def test_every_nation_rests_on_good_friday_and_at_christmas(nation: Nation, year: int) -> None:
    assert "Good Friday" in bank_holidays(nation, year).values()
    assert not is_working_day(date(year, 12, 25), nation)


@given(
    start=st.dates(date(2000, 1, 1), date(2035, 12, 31)),
    days=st.integers(1, 90),
    nation=st.sampled_from(NATIONS),
)
def test_a_deadline_is_counted_day_by_day(start: date, days: int, nation: Nation) -> None:
    found = statutory_deadline(start, days, "", "", nation)
    between = [start + timedelta(days=n) for n in range(1, (found.end - start).days + 1)]
    assert sum(is_working_day(day, nation) for day in between) == days
    assert is_working_day(found.end, nation)
    assert {day for day, _ in found.holidays} == {
        day for day in between if day.weekday() < 5 and not is_working_day(day, nation)
    }


@pytest.mark.parametrize("days", [0, -1])
def test_no_working_days_end_on_the_day_itself(days: int) -> None:
    assert end("2018-01-06", working_days=days) == "2018-01-06"


def test_holidays_have_english_names_wherever_the_site_is_built() -> None:
    program = (
        "from datetime import date; from followthrough.register.deadline import bank_holidays;"
        "print(bank_holidays('England', 2023)[date(2023, 12, 25)])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment(LANGUAGE="th", LANG="th_TH.UTF-8", LC_ALL="th_TH.UTF-8"),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.strip() == "Christmas Day"


PUBLISHED = "title: Inspection\nframework: {}\nbodies: Ofsted\non_site: not-stated\npublished: {}\n"
CITED = 'source: {document: paper, page: "1"}\n'


@pytest.mark.parametrize(
    ("framework", "published", "has_deadline"),
    [
        ("sif", "2021-11-08", True),
        ("sif", "2021-11", False),  # a month is no day to count from
        ("sif", "unpublished", False),
        ("sif", "not-stated", False),
        ("visit", "2021-11-08", False),  # this framework sets none
        ("not-stated", "2021-11-08", False),
    ],
)
def test_which_inspections_have_a_deadline(framework: str, published: str, has_deadline: bool) -> None:
    made = register({"inspections/2021-sif/inspection.yml": PUBLISHED.format(framework, published) + CITED})
    assert (inspection(made).deadline is not None) is has_deadline


def test_the_authoritys_nation_sets_the_holidays() -> None:
    scottish = "{name: Anytown Council, short: Anytown, code: S12999901, kind: unitary, nation: Scotland}\n"
    files = {"inspections/2021-sif/inspection.yml": PUBLISHED.format("sif", "2017-09-04") + CITED}
    english, scots = inspection(register(files)), inspection(register({**files, "authority.yml": scottish}))
    assert english.deadline
    assert scots.deadline
    assert (english.deadline.end, scots.deadline.end) == (date(2017, 12, 11), date(2017, 12, 12))
    assert (english.deadline.law, english.deadline.working_days) == ("The law", 70)
