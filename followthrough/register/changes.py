"""What happened when: every dated fact as a change, and what changed between any two dates.

A change stands at the day its source gives, partial dates at their end. Since changes are facts with one date each,
those from A to B and those from B to C are together exactly those from A to C.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from heapq import merge
from itertools import groupby, islice, pairwise
from typing import Final, Literal, NamedTuple, overload

from followthrough.records import Due, Value, When
from followthrough.register.things import (
    Action,
    Authority,
    Inspection,
    Measure,
    Meeting,
    Move,
    Plan,
    Priority,
    Rated,
    Recommendation,
    Review,
)

Kind = Literal[
    "inspection",
    "visit",
    "plan",
    "action",
    "review",
    "rating",
    "moved",
    "completed",
    "withdrawn",
    "superseded",
    "value",
    "meeting",
    "replaced",
]
Subject = Authority | Inspection | Recommendation | Plan | Priority | Action | Review | Measure | Meeting


@dataclass(frozen=True, eq=False, slots=True)
class Change:
    """One thing that happened: on which day (and how exactly that is known), to what, and what it came to.

    `detail` is the rating, move or value that the change consists of, where it has one.
    """

    day: date
    when: str
    kind: Kind
    authority: Authority
    subject: Subject
    detail: Rated | Move | Value | None = None


def changes_of(authorities: Iterable[Authority], as_of: date) -> list[Change]:
    """Everything that happened to these authorities up to a day (inclusive), newest first."""
    found = (change for authority in authorities for change in _of_authority(authority))
    return sorted((change for change in found if change.day <= as_of), key=_order)


class Together(Sequence[Change]):
    """Changes of several authorities, each newest first, as one such sequence; worked out as far as it is looked at."""

    def __init__(self, parts: Iterable[Sequence[Change]]) -> None:
        self._parts = tuple(parts)

    @cached_property
    def _all(self) -> list[Change]:
        return list(self)

    def __iter__(self) -> Iterator[Change]:
        """From the newest on."""
        return merge(*self._parts, key=_order)

    def __len__(self) -> int:
        return sum(map(len, self._parts))

    @overload
    def __getitem__(self, at: int) -> Change: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Change]: ...
    def __getitem__(self, at: int | slice) -> Change | Sequence[Change]:
        return self._all[at]


def between(changes: Sequence[Change], start: date, end: date) -> list[Change]:
    """The changes after one day and up to another (inclusive), in the order given."""
    return [change for change in changes if start < change.day <= end]


@dataclass(frozen=True, eq=False)
class Newest:
    """The newest of all changes, whole dates of them, and how many there are in all."""

    changes: Sequence[Change]
    total: int

    @property
    def are_all(self) -> bool:
        """Whether nothing is left out."""
        return len(self.changes) == self.total


def newest(changes: Sequence[Change], most: int) -> Newest:
    """Of changes, which come newest first, so many at most, but never a part of what one date brought."""
    if len(changes) <= most:
        return Newest(changes, len(changes))
    found: list[Change] = []
    for _, group in groupby(changes, key=lambda change: change.when):
        day = [*group]
        if found and len(found) + len(day) > most:
            break
        found += day
    return Newest(found, len(changes))


@dataclass(frozen=True, eq=False)
class News:
    """What happened to one authority on one date: the change to name, and how many others there were."""

    first: Change
    others: int


def news(changes: Sequence[Change], most: int) -> list[News]:
    """The newest dates of changes, which come newest first: at most so many.

    Of a review that rates one thing, that rating is the news.
    """
    groups = groupby(changes, key=lambda change: (change.when, change.authority))
    dates = ([*group] for _, group in islice(groups, most))
    return [News(_first(group), len(group) - 1) for group in dates]


def _first(group: Sequence[Change]) -> Change:
    ratings = [change for change in group if change.kind == "rating"]
    return ratings[0] if group[0].kind == "review" and len(ratings) == 1 else group[0]


class FellDue(NamedTuple):
    """An action with the date on which it fell due, and whether it was reported complete by the end of a span.

    None if it is complete, and no source says since when.
    """

    action: Action
    due: Due
    done: bool | None


@dataclass(frozen=True, eq=False)
class Span:
    """What changed between two dates that councillors may ask about, with what made each of them a date."""

    authority: Authority
    start: date
    end: date
    before: tuple[Meeting | Review, ...]
    after: tuple[Meeting | Review, ...]
    changes: tuple[Change, ...]

    @property
    def first(self) -> str:
        """The start, ISO, as exactly as it is known."""
        return told(self.before)

    @property
    def last(self) -> str:
        """The end, ISO, as exactly as it is known."""
        return told(self.after)

    @cached_property
    def fell_due(self) -> list[FellDue]:
        """What fell due after the start and up to the end, as known at the end, in order of date.

        What was withdrawn or superseded before its date never fell due.
        """
        found = [
            (by.end, FellDue(action, due, action.is_done_on(self.end)))
            for plan in self.authority.plans
            for action in plan.actions
            if isinstance(by := (due := action.due_on(self.end)).by, When) and self.start < by.end <= self.end
            if not (action.ended and isinstance(action.ended.on, When) and action.ended.on.end <= by.end)
        ]
        return [one for _, one in sorted(found, key=lambda pair: pair[0])]

    @property
    def done_in_time(self) -> int:
        """How many of these were reported complete by the end."""
        return sum(one.done is True for one in self.fell_due)

    @property
    def is_reviewed(self) -> bool:
        """Whether a review came after the start and up to the end."""
        return any(change.kind == "review" for change in self.changes)

    @property
    def reshaped(self) -> bool:
        """Whether a plan changed shape in between, so that its totals at the two dates cannot be compared."""
        return any(isinstance(change.subject, Review) and change.subject.reshaped for change in self.changes)


def told(marks: Iterable[Meeting | Review]) -> str:
    """The date of meetings and reviews of one day, ISO: whole if one of them has a whole one."""
    dates = (mark.date.isoformat() if isinstance(mark, Review) else mark.record.date.text for mark in marks)
    return max(dates, key=len)


Marks = Mapping[date, Sequence[Meeting | Review]]


def marks_of(authority: Authority, as_of: date) -> Marks:
    """The dates that councillors may ask about, newest first, with the meetings and reviews that make them one."""
    marks: dict[date, list[Meeting | Review]] = {}
    for meeting in authority.meetings:
        marks.setdefault(meeting.record.date.end, []).append(meeting)
    for plan in authority.plans:
        for review in plan.reviews:
            marks.setdefault(review.date, []).append(review)
    return {day: marks[day] for day in sorted(marks, reverse=True) if day <= as_of}


def spans(authority: Authority, as_of: date, changes: Sequence[Change] | None = None) -> list[Span]:
    """Each pair of consecutive dates of the authority's meetings and reviews, newest first.

    `changes` are all of that authority's up to the day, if they are at hand.
    """
    marks = marks_of(authority, as_of)
    changes = changes_of([authority], as_of) if changes is None else changes
    return [
        Span(authority, start, end, tuple(marks[start]), tuple(marks[end]), tuple(between(changes, start, end)))
        for end, start in pairwise(marks)
    ]


_KINDS: Final[tuple[Kind, ...]] = (
    "inspection",
    "visit",
    "replaced",
    "plan",
    "superseded",
    "withdrawn",
    "review",
    "rating",
    "completed",
    "moved",
    "action",
    "value",
    "meeting",
)
"""In which order the changes of one day are told."""


def by_day(changes: Sequence[Change]) -> list[tuple[str, list[Change]]]:
    """The same changes in the same order, those of one date together under that date (ISO, whole or partial)."""
    return [(when, list(group)) for when, group in groupby(changes, key=lambda change: change.when)]


def _order(change: Change) -> tuple[int, str, str, int]:
    return (-change.day.toordinal(), change.when, change.authority.slug, _KINDS.index(change.kind))


def _of_authority(authority: Authority) -> Iterator[Change]:
    if authority.record.ends:
        yield _at(authority.record.ends, "replaced", authority, authority)
    for inspection in authority.inspections:
        yield from _of_inspection(inspection)
    for plan in authority.plans:
        yield from _of_plan(plan)
    for measure in authority.measures:
        for value in measure.values:
            if isinstance(value.date, When):
                yield _at(value.date, "value", authority, measure, value)
    for meeting in authority.meetings:
        yield _at(meeting.record.date, "meeting", authority, meeting)


def _of_inspection(inspection: Inspection) -> Iterator[Change]:
    authority, record = inspection.authority, inspection.record
    if isinstance(record.published, When):
        yield _at(record.published, "inspection", authority, inspection)
    if not isinstance(record.on_site, str):
        end = record.on_site.last
        if isinstance(end, When):
            yield _at(end, "visit", authority, inspection)
    for recommendation in inspection.recommendations:
        yield from _ended(recommendation, authority)


def _of_plan(plan: Plan) -> Iterator[Change]:
    if isinstance(plan.record.agreed, When):
        yield _at(plan.record.agreed, "plan", plan.authority, plan)
    things: list[Plan | Action] = [plan, *plan.actions]
    for thing in things:
        yield from _ended(thing, plan.authority)
    for action in plan.actions:
        yield from _of_action(action)
    for review in plan.reviews:
        yield _of_review(review, "review", review)
        for subject, rated in review.rated:
            if rated.rates:
                yield _of_review(review, "rating", subject, rated)


def _of_action(action: Action) -> Iterator[Change]:
    authority = action.plan.authority
    if isinstance(action.record.agreed, When):
        yield _at(action.record.agreed, "action", authority, action)
    if action.completed:
        yield _at(action.completed, "completed", authority, action)
    for move in action.moves:
        yield _of_review(move.review, "moved", action, move)


def _ended(thing: Plan | Action | Recommendation, authority: Authority) -> Iterator[Change]:
    if thing.record.withdrawn:
        yield _at(thing.record.withdrawn.on, "withdrawn", authority, thing)
    if thing.record.superseded and isinstance(thing.record.superseded.on, When):
        yield _at(thing.record.superseded.on, "superseded", authority, thing)


def _of_review(review: Review, kind: Kind, subject: Subject, detail: Rated | Move | None = None) -> Change:
    return Change(review.date, review.date.isoformat(), kind, review.plan.authority, subject, detail)


def _at(when: When, kind: Kind, authority: Authority, subject: Subject, detail: Value | None = None) -> Change:
    return Change(when.end, when.text, kind, authority, subject, detail)
