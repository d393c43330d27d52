"""The statutory deadline of an action plan."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

import holidays

from followthrough.records import Nation

SUBDIVISIONS: Final[dict[Nation, str]] = {
    "England": "ENG",
    "Wales": "WLS",
    "Scotland": "SCT",
    "Northern Ireland": "NIR",
}


@dataclass(frozen=True)
class Deadline:
    """A deadline and how it was worked out.

    `start` is the day of publication, which does not count; `end` is the last day on which the plan is in time.
    `holidays` are the bank holidays on weekdays in between that were left out.
    """

    start: date
    working_days: int
    end: date
    law: str
    what: str
    nation: Nation
    holidays: tuple[tuple[date, str], ...]


@cache
def bank_holidays(nation: Nation, year: int) -> dict[date, str]:
    """Bank holidays, Christmas Day and Good Friday of a nation in a year, with their names in English."""
    return dict(holidays.country_holidays("GB", subdiv=SUBDIVISIONS[nation], years=year, language="en_GB"))


def is_working_day(day: date, nation: Nation) -> bool:
    """Not a Saturday, Sunday, Christmas Day, Good Friday or bank holiday of the nation (SI 2007/462)."""
    return day.weekday() < 5 and day not in bank_holidays(nation, day.year)


def statutory_deadline(start: date, working_days: int, law: str, what: str, nation: Nation) -> Deadline:
    """The last of so many working days after `start` (Education and Inspections Act 2006, s137; SI 2007/462).

    4 September 2017 and 70 days give 11 December 2017 in England.
    """
    day, left, skipped = start, working_days, []
    while left > 0:
        day += timedelta(days=1)
        if is_working_day(day, nation):
            left -= 1
        elif day.weekday() < 5:
            skipped.append((day, bank_holidays(nation, day.year)[day]))
    return Deadline(start, working_days, day, law, what, nation, tuple(skipped))
