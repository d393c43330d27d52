"""Where things stand: ratings to statuses, due dates, slippage and silence. Each rule is one small function."""

import calendar
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Final

from followthrough.records import Due, Scale, When
from followthrough.records.plan import RatingEntry
from followthrough.records.value import Superseded, Withdrawn
from followthrough.register.things import (
    Action,
    Move,
    Plan,
    Priority,
    Rated,
    Recommendation,
    Review,
    Silence,
    Status,
    StatusWord,
)

STATUSES: Final[tuple[StatusWord, ...]] = (
    "complete",
    "on track",
    "at risk",
    "off track",
    "not started",
    "not rated",
    "withdrawn",
    "superseded",
)
"""All statuses, in the order in which pages list them."""
_CAUTION: Final = (
    "off track",
    "at risk",
    "not started",
    "not rated",
    "on track",
    "complete",
    "withdrawn",
    "superseded",
)


def rate(review: Review, entry: RatingEntry, scale: Scale | None) -> Rated:
    """What a review says of one thing, through the plan's scale; a rating without a mapping stays "not rated"."""
    if entry.completed:
        return Rated(review, entry, "complete", "")
    found = next((rating for rating in scale.ratings if rating.rating == entry.rating), None) if scale else None
    return Rated(review, entry, found.status if found else "not rated", found.meaning if found else "")


def current(history: Iterable[Rated]) -> Status:
    """The status from the latest review that rates the thing; a review that only mentions it changes nothing.

    Of two ratings given on one day the more cautious counts. A rating that was taken back leaves "not rated".
    `history` is newest first.
    """
    rating = [
        rated for rated in history if rated.entry.rating is not None or rated.entry.completed or rated.entry.withdrawn
    ]
    if not rating:
        return Status("not rated")
    latest = [rated for rated in rating if rated.review.date == rating[0].review.date]
    said = min(latest, key=lambda rated: _CAUTION.index(rated.status))
    if said.entry.withdrawn:
        return Status("not rated", said, "rating")
    if said.entry.completed:
        return Status("complete", said, "report")
    if said.status == "not rated" and said.entry.rating is not None:
        return Status("not rated", said, "unmapped")
    return Status(said.status, said, "rating")


def ended(thing: Recommendation | Action | Plan) -> Status | None:
    """Withdrawn or superseded things have that as their status, whatever was said before."""
    if thing.record.withdrawn:
        return Status("withdrawn", because="withdrawn")
    return Status("superseded", because="superseded") if thing.record.superseded else None


def settle(thing: Recommendation | Action | Plan | Priority, as_of: date) -> None:
    """Work out the status of a thing from what reviews said of it, and from its own record."""
    mark_changes(thing.history)
    thing.status = current(thing.history)
    if isinstance(thing, Priority):
        return
    if isinstance(thing, Action):
        settle_dates(thing, as_of)
    thing.status = ended(thing) or thing.status


def mark_changes(history: list[Rated]) -> None:
    """Note on each rating the one before it, if it was a different one. `history` is newest first."""
    rating = [rated for rated in history if rated.entry.rating is not None or rated.entry.completed]
    for newer, older in pairwise(rating):
        if (newer.entry.rating, newer.status) != (older.entry.rating, older.status):
            newer.changed = older


def settle_dates(action: Action, as_of: date) -> None:
    """Original and current due date, every move between them, and whether the action is overdue or was late."""
    if action.record.completed is not None:
        action.status = Status("complete", action.status.said, "record")
        action.completed = action.record.completed if isinstance(action.record.completed, When) else None
    action.due = action.record.due
    for rated in reversed(action.history):
        if rated.entry.due and rated.entry.due != action.due:
            action.moves.append(
                Move(
                    rated.review,
                    action.due,
                    rated.entry.due,
                    rated.entry.moved_because,
                    days_between(action.due, rated.entry.due),
                )
            )
            action.due = rated.entry.due
    action.slipped_days = days_between(action.record.due, action.due) or 0
    if action.status.word != "complete" and not ended(action):
        until = plan_ended(action.plan)
        action.left_open = until is not None
        action.overdue_days = overdue_days(action.due, as_of) if until is None else 0
    if action.completed and isinstance(action.record.due.by, When):
        action.late_days = max(0, (action.completed.start - action.record.due.by.end).days)


def plan_ended(plan: Plan) -> Withdrawn | Superseded | None:
    """How a plan ended, if it was withdrawn or superseded; its open actions then stop counting as overdue."""
    return plan.record.withdrawn or plan.record.superseded


def days_between(old: Due, new: Due) -> int | None:
    """Days from the end of one due date to the end of another; None if either is not stated."""
    if isinstance(old.by, When) and isinstance(new.by, When):
        return (new.by.end - old.by.end).days
    return None


def overdue_days(due: Due, as_of: date) -> int:
    """Days past the due date; 0 on the day itself. A partial date falls due at its end."""
    return max(0, (as_of - due.by.end).days) if isinstance(due.by, When) else 0


def months_between(start: date, end: date) -> int:
    """Whole months from one day to a later one."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a month that is too short for it."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def silence(plan: Plan, as_of: date, stale_after_months: int) -> Silence | None:
    """An open plan is silent when its latest review, or its start, is more than so many months ago."""
    if not plan.is_open:
        return None
    since = plan.reviews[0].date if plan.reviews else None
    start = since or _began(plan)
    if start is None:
        return None
    return Silence(since, months_between(start, as_of)) if as_of > add_months(start, stale_after_months) else None


def _began(plan: Plan) -> date | None:
    period = plan.record.period
    given = [plan.record.agreed, None if isinstance(period, str) else period.from_]
    given += [inspection.date for inspection in plan.inspections]
    return next((when.end for when in given if isinstance(when, When)), None)
