"""What search knows of a page besides its words: what to narrow results by, and what to say beside one."""

from collections.abc import Mapping
from datetime import date
from functools import singledispatch

from followthrough.records import NOT_STATED, When
from followthrough.register.things import (
    Authority,
    Finding,
    Inspection,
    Measure,
    Meeting,
    Plan,
    Recommendation,
    Review,
    Theme,
)
from followthrough.words import Language, capitalised

Filters = Mapping[str, tuple[str, ...]]
Said = Mapping[str, object]


def filters(words: Language, kind: str, authority: Authority | None, thing: object) -> Filters:
    """What results can be narrowed by: of each filter, the values that the page of a thing has. Dates are ISO."""
    when = _when(thing)
    day = when.end if isinstance(when, When) else when
    found = {
        "Authority": (authority.record.short,) if authority else (),
        "Kind": (words.say(f"page_kinds.{kind}"),),
        "Theme": (thing.record.name,)
        if isinstance(thing, Theme)
        else tuple(theme.record.name for theme in getattr(thing, "themes", ())),
        "Area": _areas(thing),
        "Grade": _grades(thing),
        "Status": _status(words, thing),
        "Overdue": (words.say("page_kinds.overdue"),) if any(_overdue(thing)) else (),
        "Framework": _frameworks(thing),
        "Year": (str(day.year),) if day else (),
        "Date": (day.isoformat(),) if day else (),
    }
    return {name: values for name, values in found.items() if values}


def said(thing: object) -> Said:
    """What stands beside a result: what the thing is part of, and its date, which templates write out."""
    of: Inspection | Plan | None = None
    if isinstance(thing, (Recommendation, Finding)):
        of = thing.inspection
    elif isinstance(thing, Review):
        of = thing.plan
    found = {"of": of.record.title if of else None, "date": _when(thing)}
    return {name: value for name, value in found.items() if value}


def _areas(thing: object) -> tuple[str, ...]:
    """The part of the inspection that a thing is about, or those that an inspection graded."""
    if isinstance(thing, (Recommendation, Finding)):
        return (thing.area.name,) if thing.area else ()
    judged = thing.judgements if isinstance(thing, Inspection) else []
    return tuple(judgement.area.name for judgement in judged if judgement.grade not in (None, NOT_STATED))


def _grades(thing: object) -> tuple[str, ...]:
    """The overall grade that an inspection gave."""
    return (capitalised(thing.overall),) if isinstance(thing, Inspection) and thing.overall else ()


def _status(words: Language, thing: object) -> tuple[str, ...]:
    if isinstance(thing, (Recommendation, Plan)):
        return (capitalised(words.say(f"status.{thing.status.word}")),)
    return ()


def _overdue(thing: object) -> list[int]:
    """For how many days each of its actions is overdue."""
    return [action.overdue_days or 0 for action in thing.actions] if isinstance(thing, (Recommendation, Plan)) else []


def _frameworks(thing: object) -> tuple[str, ...]:
    inspection = thing.inspection if isinstance(thing, (Recommendation, Finding)) else thing
    framework = inspection.framework if isinstance(inspection, Inspection) else None
    return (framework.short,) if framework else ()


@singledispatch
def _when(thing: object) -> When | date | None:
    """The date of what a page shows, for the year, for sorting and to say beside a result; None if it has none."""
    return None


@_when.register
def _(thing: Inspection) -> When | date | None:
    return thing.date


@_when.register(Recommendation)
@_when.register(Finding)
def _(thing: Recommendation | Finding) -> When | date | None:
    return thing.inspection.date


@_when.register
def _(thing: Review) -> When | date | None:
    return thing.date


@_when.register
def _(thing: Plan) -> When | date | None:
    agreed = thing.record.agreed
    return thing.reviews[0].date if thing.reviews else agreed if isinstance(agreed, When) else None


@_when.register
def _(thing: Measure) -> When | date | None:
    latest = thing.latest.date if thing.latest else None
    return latest if isinstance(latest, When) else None


@_when.register
def _(thing: Meeting) -> When | date | None:
    return thing.record.date
