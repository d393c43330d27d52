"""Changes in plain words, each with an id that stays: what the log, the feeds and the tables tell."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, get_args

from followthrough.markdown import to_text
from followthrough.outputs.names import ident, title_of
from followthrough.outputs.public import public_part
from followthrough.records import NOT_STATED, SYMBOLS, Due, Value, When
from followthrough.register import Register
from followthrough.register.changes import Change, Kind, Subject, changes_of
from followthrough.register.things import (
    Authority,
    Finding,
    Inspection,
    Measure,
    Meeting,
    Move,
    Plan,
    Rated,
    Recommendation,
    Review,
    Theme,
)
from followthrough.words import quantity

_KINDS: Final = get_args(Kind)


@dataclass(frozen=True, eq=False, slots=True)
class Told:
    """A change with its id, what it happened to, a sentence, and perhaps more in plain words.

    `value` is what a measure came to, as it may be given away.
    """

    id: str
    change: Change
    subject_kind: str
    title: str
    summary: str
    value: Value | None = None


class Log:
    """All changes of a register, oldest first, and those of one thing."""

    def __init__(self, register: Register) -> None:
        self.all = told(register)
        self._of: defaultdict[object, list[int]] = defaultdict(list)
        self._authority: defaultdict[Authority, list[int]] = defaultdict(list)
        for position, one in enumerate(self.all):
            self._of[one.change.subject].append(position)
            self._authority[one.change.authority].append(position)

    def of(self, thing: object) -> list[Told]:
        """What happened to a thing and to what is shown with it, oldest first.

        To a recommendation belong its actions and measures, and the publication of its inspection and of visits with
        a verdict on it; to a theme, what belongs to it; to an authority, everything that is its.
        """
        if isinstance(thing, Authority):
            return [self.all[position] for position in self._authority[thing]]
        return [self.all[position] for position in sorted(self._positions(thing))]

    def _positions(self, thing: object) -> set[int]:
        found = set(self._of.get(thing, ()))
        if isinstance(thing, Recommendation):
            for part in (*thing.actions, *thing.measures):
                found.update(self._of.get(part, ()))
            for visit in (thing.inspection, *(verdict.inspection for verdict in thing.verdicts)):
                found.update(at for at in self._of.get(visit, ()) if self.all[at].change.kind == "inspection")
        else:
            for part in _parts(thing):
                found.update(self._positions(part))
        return found


def _parts(thing: object) -> Sequence[object]:
    """What is shown with a thing, besides itself."""
    if isinstance(thing, Theme):
        return (*thing.recommendations, *thing.measures)
    if isinstance(thing, Inspection):
        return (*thing.recommendations, *thing.meetings)
    if isinstance(thing, Finding):
        return (thing.inspection, *thing.recommendations)
    if isinstance(thing, Plan):
        return (*thing.priorities, *thing.actions, *thing.reviews, *thing.measures, *thing.meetings)
    return ()


def told(register: Register) -> list[Told]:
    """Everything that happened up to the register's day, oldest first.

    An id is made of what changed, how and when. If that is the same for several, they are numbered in their order.
    """
    seen: Counter[str] = Counter()
    found = []
    for change in sorted(changes_of(register.authorities.values(), register.as_of), key=_order):
        name = f"{ident(change.subject)}/{change.kind}/{change.when}"
        seen[name] += 1
        found.append(
            Told(
                name if seen[name] == 1 else f"{name}/{seen[name]}",
                change,
                kind_of(change.subject),
                f"{change.authority.record.short}: {_sentence(change)}",
                _summary(change),
                _value(change),
            )
        )
    return found


def _order(change: Change) -> tuple[date, str, str, int, str]:
    """By day; within one, in an order that does not depend on what happened later."""
    return change.day, change.when, change.authority.slug, _KINDS.index(change.kind), ident(change.subject)


def kind_of(thing: object) -> str:
    """What kind of thing it is, as data files call it."""
    return type(thing).__name__.lower()


def day_words(when: When) -> str:
    """A whole or partial date as it is read."""
    start = when.start
    return (str(start.year), f"{start:%B %Y}", f"{start.day} {start:%B %Y}")[when.text.count("-")]


def due_words(due: Due) -> str:
    """A due date as it is read: the date, and the source's words where it has some."""
    if not isinstance(due.by, When):
        return due.words or "a date that the source does not state"
    return f"{day_words(due.by)} ({due.words})" if due.words else day_words(due.by)


def _sentence(change: Change) -> str:
    subject, detail, title = change.subject, change.detail, title_of(change.subject)
    if isinstance(detail, Rated):
        return f"{_subject(subject)}: {_rating(detail)}."
    if isinstance(detail, Move):
        return f"{title}: due date moved from {due_words(detail.old)} to {due_words(detail.new)}."
    if isinstance(detail, Value):
        return f"{title}: {_amount(detail, subject)}."
    if isinstance(subject, Meeting):
        if subject.record.outcome == "planned":
            return f"Planned: {title}."
        return f"{title} took place." if subject.record.title else f"{title} met."
    if isinstance(subject, Review):
        return f"A review of the {subject.plan.record.title} was reported."
    if change.kind == "visit":
        return f"The visit for the {title} ended."
    if change.kind == "replaced":
        after = getattr(subject, "successor", None)
        return f"{title} ended." + (f" {after.record.name} took its place." if after else "")
    what = {
        "inspection": "was published",
        "plan": "was agreed",
        "action": "was promised",
        "completed": "was completed",
        "withdrawn": "was withdrawn",
        "superseded": "was replaced",
    }[change.kind]
    return f"{_the(subject) if isinstance(subject, Plan) else title} {what}."


def _subject(subject: Subject) -> str:
    return f"{_the(subject)} as a whole" if isinstance(subject, Plan) else title_of(subject)


def _the(plan: Plan) -> str:
    title = plan.record.title
    return title if title.lower().startswith("the ") else f"The {title}"


def _rating(rated: Rated) -> str:
    entry = rated.entry
    if entry.withdrawn:
        words = "the earlier rating was taken back"
    elif rated.verbatim:
        words = f"rated \N{LEFT DOUBLE QUOTATION MARK}{rated.verbatim}\N{RIGHT DOUBLE QUOTATION MARK} ({rated.status})"
    else:
        words = "reported complete" if entry.completed else "no rating given"
    before = rated.changed
    if before is None:
        return words
    was = before.verbatim or before.status
    day = before.review.date
    return f"{words}, was \N{LEFT DOUBLE QUOTATION MARK}{was}\N{RIGHT DOUBLE QUOTATION MARK} on {day.day} {day:%B %Y}"


def _amount(value: Value, subject: Subject) -> str:
    if value.words:
        words = value.words
    elif isinstance(value.value, str):
        words = SYMBOLS[value.value]
    else:
        number = f"{value.value:,f}"
        words = quantity(number, subject.record.unit) if isinstance(subject, Measure) else number
    return f"{words} ({value.label})" if value.label else words


def _summary(change: Change) -> str:
    """More than the sentence says: the note of a rating, the reason of a move, what a meeting was about."""
    detail, subject = change.detail, change.subject
    text: str | None = None
    if isinstance(detail, Rated):
        text = detail.entry.note
    elif isinstance(detail, Move):
        text = detail.because
    elif isinstance(detail, Value):
        text = detail.note
    elif isinstance(subject, Meeting | Review) or (
        isinstance(subject, Inspection | Plan) and change.kind in ("inspection", "plan")
    ):
        text = subject.record.summary
    elif change.kind in ("withdrawn", "superseded"):
        ended = getattr(subject.record, change.kind)
        text = ended.reason
    elif change.kind == "action":
        text = getattr(subject.record, "text", None)
    return to_text(text) if text and text != NOT_STATED else ""


def _value(change: Change) -> Value | None:
    measure, value = change.subject, change.detail
    return public_part(value, measure) if isinstance(value, Value) and isinstance(measure, Measure) else None
