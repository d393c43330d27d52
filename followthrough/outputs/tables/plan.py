"""Tables of plans: what was promised, by when, and what reviews said of it."""

from collections.abc import Iterator
from typing import Any, Final

from followthrough import records
from followthrough.outputs.changes import Told, kind_of
from followthrough.outputs.names import ident
from followthrough.outputs.shape import LATE, OVERDUE, SILENT, SLIPPED
from followthrough.outputs.tables.table import (
    Column,
    Table,
    day,
    ended_columns,
    field,
    link,
    of,
    own_id,
    status_columns,
)
from followthrough.records.plan import EarlierRating, RatingEntry
from followthrough.register import Register
from followthrough.register.statuses import STATUSES
from followthrough.register.things import Action, Move, Plan, Priority, Rated, Recommendation, Review

Rating = tuple[Review, int, Recommendation | Action | Priority | Plan, Rated]


def _actions(register: Register, _log: list[Told]) -> Iterator[Action]:
    return (action for plan in register.plans for action in plan.actions)


def _reviews(register: Register, _log: list[Told]) -> Iterator[Review]:
    return (review for plan in register.plans for review in plan.reviews)


def _ratings(register: Register, log: list[Told]) -> Iterator[Rating]:
    for review in _reviews(register, log):
        for number, (subject, rated) in enumerate(review.rated, 1):
            yield review, number, subject, rated


def _rating_id(row: Rating) -> str:
    return f"{ident(row[0])}/ratings/{row[1]}"


def _rated(kind: type) -> Any:
    return lambda row: row[2] if isinstance(row[2], kind) else None


def _period(end: str) -> Column:
    def get(thing: Plan) -> Any:
        period = thing.record.period
        return period if isinstance(period, str) else getattr(period, end)

    about = "When it begins." if end == "from_" else "When it ends."
    return Column(f"period_{end.rstrip('_')}", "when", about, get)


def _moves(register: Register, log: list[Told]) -> Iterator[tuple[Action, int, Move]]:
    for action in _actions(register, log):
        yield from ((action, number, move) for number, move in enumerate(action.moves, 1))


_ACTION: Final = link("action", "actions", "The action.", lambda row: row[0])
_PLAN: Final = link("plan", "plans", "The plan.", lambda row: row[0])

TABLES: Final = (
    Table(
        "plans",
        "Plans",
        "Improvement plans, and where they stand as a whole.",
        lambda register, _: register.plans,
        (
            *own_id("The plan."),
            link("authority", "authorities", "The authority.", lambda t: t.authority),
            *of(records.Plan, "title"),
            _period("from_"),
            _period("to"),
            *of(records.Plan, "agreed", kind="when"),
            *of(records.Plan, "bodies", "board"),
            Column("scale", "id", "The scale it rates progress on.", lambda t: t.record.scale, leads_to="scales"),
            *of(records.Plan, "actions_published", kind="boolean"),
            Column(
                "open",
                "boolean",
                "Whether it still counts: neither withdrawn nor superseded nor complete.",
                lambda t: t.is_open,
                required=True,
            ),
            Column(
                "silent_months",
                "integer",
                SILENT,
                lambda t: t.silence.months if t.silence else None,
            ),
            *status_columns(STATUSES),
            link("superseded_by", "plans", "The plan that took its place.", lambda t: t.superseded_by, required=False),
            *ended_columns(),
            *of(records.Plan, "summary"),
        ),
    ),
    Table(
        "plan_inspections",
        "Inspections that plans answer",
        "Which plan answers which inspection.",
        lambda register, _: ((plan, inspection) for plan in register.plans for inspection in plan.inspections),
        (_PLAN, link("inspection", "inspections", "The inspection it answers.", lambda row: row[1])),
        ("plan", "inspection"),
    ),
    Table(
        "priorities",
        "Priorities",
        "The priorities, aims or drivers of plans.",
        lambda register, _: (priority for plan in register.plans for priority in plan.priorities),
        (
            *own_id("The priority."),
            link("plan", "plans", "The plan.", lambda t: t.plan),
            Column("number", "integer", "Its number in the plan.", lambda t: t.record.number, required=True),
            Column("text", "string", "What it is.", lambda t: t.record.text, required=True),
            *status_columns(STATUSES),
        ),
    ),
    Table(
        "actions",
        "Actions",
        "What was promised, by whom and by when, and where it stands.",
        _actions,
        (
            *own_id("The action."),
            link("authority", "authorities", "The authority.", lambda t: t.plan.authority),
            link("plan", "plans", "The plan.", lambda t: t.plan),
            Column("number", "string", "Its number or letter in the plan.", lambda t: t.record.id, required=True),
            *of(records.Action, "text", "owner"),
            link(
                "priority",
                "priorities",
                "The plan's priority it belongs to.",
                lambda t: f"{ident(t.plan)}/priorities/{t.record.priority}" if t.record.priority else None,
                required=False,
            ),
            *of(records.Action, "agreed", kind="when"),
            Column("due", "when", "The due date that counts now.", lambda t: t.due.by),
            day("due", lambda t: t.due.by),
            Column("due_words", "string", "The source's own wording of it.", lambda t: t.due.words),
            Column("due_first", "when", "The original due date.", lambda t: t.record.due.by),
            day("due_first", lambda t: t.record.due.by),
            Column("moves", "integer", "How often the due date moved.", lambda t: len(t.moves), required=True),
            Column(
                "slipped_days",
                "integer",
                SLIPPED,
                lambda t: t.slipped_days,
            ),
            Column("completed", "when", "When it was completed.", lambda t: t.completed or t.record.completed),
            Column(
                "late_days",
                "integer",
                LATE,
                lambda t: t.late_days,
            ),
            Column(
                "overdue_days",
                "integer",
                OVERDUE,
                lambda t: t.overdue_days,
            ),
            Column(
                "left_open",
                "boolean",
                "Whether its plan ended before anybody reported it complete.",
                lambda t: t.left_open,
                required=True,
            ),
            *status_columns(STATUSES),
            *of(records.Action, "note"),
            *ended_columns(),
        ),
    ),
    Table(
        "action_recommendations",
        "Recommendations that actions address",
        "Which action addresses which recommendation: many to many.",
        lambda register, log: (
            (action, asked) for action in _actions(register, log) for asked in action.recommendations
        ),
        (_ACTION, link("recommendation", "recommendations", "The recommendation it addresses.", lambda row: row[1])),
        ("action", "recommendation"),
    ),
    Table(
        "moves",
        "Moved dates",
        "Due dates that a review moved: one row for one move.",
        _moves,
        (
            _ACTION,
            Column("number", "integer", "The first move is 1.", lambda row: row[1], required=True),
            link("review", "reviews", "The review that moved it.", lambda row: row[2].review),
            Column("old", "when", "The due date before.", lambda row: row[2].old.by),
            day("old", lambda row: row[2].old.by),
            Column("old_words", "string", "The source's wording of it.", lambda row: row[2].old.words),
            Column("new", "when", "The due date after.", lambda row: row[2].new.by),
            day("new", lambda row: row[2].new.by),
            Column("new_words", "string", "The source's wording of it.", lambda row: row[2].new.words),
            Column(
                "days",
                "integer",
                "Days from the end of the old date to the end of the new one.",
                lambda row: row[2].days,
            ),
            Column("because", "string", "Why the date moved.", lambda row: row[2].because),
        ),
        ("action", "number"),
    ),
    Table(
        "reviews",
        "Reviews",
        "Dated progress reports on plans.",
        _reviews,
        (
            *own_id("The review."),
            link("plan", "plans", "The plan.", lambda t: t.plan),
            Column("date", "date", "Its date.", lambda t: t.date, required=True),
            *of(records.Review, "assessed_by", "assurance", "summary"),
        ),
    ),
    Table(
        "ratings",
        "Ratings",
        "What reviews said: one row for what one review said of one thing.",
        _ratings,
        (
            Column("id", "id", "The rating.", _rating_id, required=True),
            link("review", "reviews", "The review.", lambda row: row[0]),
            Column("date", "date", "The review's date.", lambda row: row[0].date, required=True),
            Column(
                "subject",
                "string",
                "What it rates; the next column that is not empty says which one.",
                lambda row: kind_of(row[2]),
                True,
                "",
                ("recommendation", "action", "priority", "plan"),
            ),
            link(
                "recommendation",
                "recommendations",
                "The recommendation it rates.",
                _rated(Recommendation),
                required=False,
            ),
            link("action", "actions", "The action it rates.", _rated(Action), required=False),
            link("priority", "priorities", "The priority it rates.", _rated(Priority), required=False),
            link("plan", "plans", "The plan it rates as a whole.", _rated(Plan), required=False),
            field(RatingEntry, "rating", lambda row: row[3].entry),
            Column(
                "status", "string", "The common status it stands for.", lambda row: row[3].status, True, "", STATUSES
            ),
            Column(
                "meaning",
                "string",
                "What the authority has published that it means.",
                lambda row: row[3].meaning or None,
            ),
            field(RatingEntry, "direction", lambda row: row[3].entry),
            field(RatingEntry, "note", lambda row: row[3].entry),
            field(RatingEntry, "completed", lambda row: row[3].entry, kind="boolean"),
            field(RatingEntry, "withdrawn", lambda row: row[3].entry, kind="boolean"),
            Column("due", "when", "A revised due date.", lambda row: row[3].entry.due.by if row[3].entry.due else None),
            field(RatingEntry, "evidence", lambda row: row[3].entry),
        ),
    ),
    Table(
        "earlier_ratings",
        "Earlier ratings",
        "Ratings that a review prints beside the current one, without a date of their own.",
        lambda register, log: (
            (row, number, earlier)
            for row in _ratings(register, log)
            for number, earlier in enumerate(row[3].entry.earlier, 1)
        ),
        (
            link("rating", "ratings", "The current rating.", lambda row: _rating_id(row[0])),
            Column("number", "integer", "Its place among those printed beside it.", lambda row: row[1], required=True),
            field(EarlierRating, "column", lambda row: row[2]),
            field(EarlierRating, "rating", lambda row: row[2], column="earlier_rating"),
        ),
        ("rating", "number"),
    ),
)
