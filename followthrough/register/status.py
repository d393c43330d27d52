"""Where things stand: ratings to statuses, due dates, slippage and silence. Each rule is one small function."""

import calendar
from collections.abc import Iterable
from datetime import date
from typing import Literal

from followthrough.records import NOT_STATED, Due, NotStated, Scale, When
from followthrough.records.plan import RatingEntry
from followthrough.register.statuses import CAUTION, Silence, StatusWord
from followthrough.register.things import (
    Action,
    Move,
    Plan,
    Priority,
    Rated,
    Recommendation,
    Review,
    Status,
    Subject,
)


def rate(review: Review, entry: RatingEntry, scale: Scale | None) -> Rated:
    """What a review says of one thing, through the plan's scale; a rating without a mapping stays "not rated"."""
    found = next((rating for rating in scale.ratings if rating.rating == entry.rating), None) if scale else None
    status: StatusWord = found.status if found else "not rated"
    return Rated(review, entry, "complete" if entry.completed else status, found.meaning if found else "")


def current(history: Iterable[Rated]) -> Status:
    """The status from the latest review that rates the thing; a review that only mentions it changes nothing.

    Of two ratings given on one day the more cautious counts. A rating that was taken back leaves "not rated".
    `history` is newest first.
    """
    rating = [rated for rated in history if rated.rates]
    if not rating:
        return Status("not rated")
    latest = [rated for rated in rating if rated.review.date == rating[0].review.date]
    said = min(latest, key=lambda rated: CAUTION.index(rated.status))
    if said.entry.withdrawn:
        return Status("not rated", said, "rating")
    if said.entry.completed:
        return Status("complete", said, "report")
    if said.status == "not rated" and said.entry.rating not in (None, NOT_STATED):
        return Status("not rated", said, "unmapped")
    return Status(said.status, said, "rating")


def happened(when: When | NotStated | None, as_of: date) -> bool:
    """Whether a day has come, or a partial date begun; what has no date that a source states has happened."""
    return not isinstance(when, When) or when.start <= as_of


def ended(thing: Recommendation | Action | Plan, as_of: date) -> Literal["withdrawn", "superseded"] | None:
    """How a thing ended, if it did. That is its status then, whatever was said before."""
    withdrawn, superseded = thing.record.withdrawn, thing.record.superseded
    if withdrawn and happened(withdrawn.on, as_of):
        return "withdrawn"
    return "superseded" if superseded and happened(superseded.on, as_of) else None


def settle(thing: Subject, as_of: date) -> None:
    """Work out the status of a thing from what reviews said of it, and from its own record."""
    mark_changes(thing.history)
    thing.status = current(thing.history)
    if isinstance(thing, Priority):
        return
    if isinstance(thing, Action):
        settle_dates(thing, as_of)
    if how := ended(thing, as_of):
        thing.status = Status(how, thing.status.said, how)


def mark_changes(history: list[Rated]) -> None:
    """Note on each rating the one before it of the same plan, if it was a different one. `history` is newest first.

    Ratings of different plans are on different scales and not compared, and neither is one that no source states. After
    a rating was taken back there is none to compare the next one with.
    """
    before: dict[Plan, Rated] = {}
    for rated in reversed(history):
        if not rated.rates or (rated.entry.rating == NOT_STATED and not rated.entry.completed):
            continue
        older = before.pop(rated.review.plan, None)
        if older and (rated.entry.rating, rated.status) != (older.entry.rating, older.status):
            rated.changed = older
        if not rated.entry.withdrawn:
            before[rated.review.plan] = rated


def settle_dates(action: Action, as_of: date) -> None:
    """Original and current due date, every move between them, and whether the action is overdue or was late."""
    completed = action.record.completed
    if completed is not None and happened(completed, as_of):
        action.status = Status("complete", action.status.said, "record")
        action.completed = completed if isinstance(completed, When) else None
    action.due = action.record.due
    for rated in reversed(action.history):
        old, new, because = action.due, rated.entry.due, rated.entry.moved_because
        if new and is_move(old, new):
            action.moves.append(Move(rated.review, old, new, because, days_between(old, new)))
            action.due = new
    dues = (action.record.due, *(move.new for move in action.moves))
    known = [due.by for due in dues if isinstance(due.by, When)]
    if len(known) > 1 or (known and not action.moves):
        action.slipped_days = (known[-1].end - known[0].end).days
    if known and action.completed:
        action.late_days = max(0, (action.completed.start - known[0].end).days)
    if action.status.word != "complete" and not ended(action, as_of):
        action.left_open = ended(action.plan, as_of) is not None
        action.overdue_days = 0 if action.left_open else overdue_days(action.due, as_of)


def is_move(old: Due, new: Due) -> bool:
    """Whether a due date is another one; the same end in other words, or more exactly, is not.

    Where no source states a date, "6 months" in place of "3 months" is.
    """
    days = days_between(old, new)
    return old != new if days is None else days != 0


def days_between(old: Due, new: Due) -> int | None:
    """Days from the end of one due date to the end of another; None if either is not stated."""
    if isinstance(old.by, When) and isinstance(new.by, When):
        return (new.by.end - old.by.end).days
    return None


def overdue_days(due: Due, as_of: date) -> int | None:
    """Days past the due date; 0 on the day itself, None if it is not stated. A partial date falls due at its end."""
    return max(0, (as_of - due.by.end).days) if isinstance(due.by, When) else None


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
