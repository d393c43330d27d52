"""Lists of all recommendations, actions or measures: by what they can be narrowed and sorted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Final, Literal, TypeAlias

from followthrough.records import NOT_STATED, When
from followthrough.register.statuses import MOST_WORRYING_FIRST
from followthrough.register.target import Aim, aim
from followthrough.register.things import Action, Authority, Measure, Recommendation
from followthrough.words import Language, capitalised

Kind = Literal["recommendations", "actions", "measures"]
Listed: TypeAlias = Recommendation | Action | Measure
_OF_ONE: Final = frozenset({"council", "framework"})
_OF_ALL: Final = frozenset({"inspection", "plan"})
"""What rows are not found by: in a list of one authority, and in one of all, where folders share names."""


@dataclass(frozen=True)
class Choice:
    """One value of a facet: how the address names it, and how it is read."""

    name: str
    words: str


@dataclass(frozen=True)
class Row:
    """A thing in a list: what it can be found by, and by column what it sorts by; an empty key comes last."""

    thing: Listed
    found_by: Mapping[str, tuple[Choice, ...]]
    keys: Mapping[str, str] = field(default_factory=dict)
    aim: Aim | None = None

    @property
    def marks(self) -> str:
        """What it can be found by in one line: `status:on-track theme:early-help`."""
        return " ".join(f"{facet}:{choice.name}" for facet, choices in self.found_by.items() for choice in choices)


@dataclass(frozen=True)
class Listing:
    """A list of one kind of thing, of one authority or, if it is None, of all; worked out when it is first looked at.

    Things stand in the order of authorities. There are no rows if there are more than `most`.
    """

    words: Language
    as_of: date
    kind: Kind
    authority: Authority | None
    authorities: Sequence[Authority]
    most: int | None = None

    @cached_property
    def of_each(self) -> Sequence[tuple[Authority, int]]:
        """How many each authority has, if any."""
        return [(one, len(_things(self.kind, one))) for one in self.authorities if _things(self.kind, one)]

    @property
    def total(self) -> int:
        """How many things there are, also where there are too many for rows."""
        return sum(count for _, count in self.of_each)

    @cached_property
    def rows(self) -> Sequence[Row]:
        """A row for each thing."""
        if self.most is not None and self.total > self.most:
            return []
        dropped = _OF_ONE if self.authority else _OF_ALL
        return [_without(self._row(thing), dropped) for one in self.authorities for thing in _things(self.kind, one)]

    def _row(self, thing: Listed) -> Row:
        if isinstance(thing, Recommendation):
            return _recommendation(self.words, thing)
        return _action(self.words, thing) if isinstance(thing, Action) else _measure(self.words, thing, self.as_of)

    @cached_property
    def facets(self) -> Mapping[str, tuple[Choice, ...]]:
        """The facets that tell some rows from others, with their values."""
        return _facets(self.words, self.rows)


def _things(kind: Kind, authority: Authority) -> Sequence[Listed]:
    found: Mapping[Kind, Sequence[Listed]] = {
        "recommendations": authority.recommendations,
        "actions": authority.actions,
        "measures": authority.measures,
    }
    return found[kind]


def _without(row: Row, dropped: frozenset[str]) -> Row:
    return replace(row, found_by={name: found for name, found in row.found_by.items() if name not in dropped})


def _recommendation(words: Language, thing: Recommendation) -> Row:
    inspection, reviewed = thing.inspection, thing.reviewed
    framework, title = inspection.framework, inspection.record.title
    found_by = {
        "council": (_council(inspection.authority),),
        "inspection": (Choice(inspection.slug, title),),
        "framework": (Choice(inspection.record.framework, framework.short),) if framework else (),
        "theme": tuple(Choice(theme.slug, theme.record.name) for theme in thing.themes),
        "status": (_status(words, thing.status.word),),
        "actions": (Choice("none", words.say("facets.none-actions")),) if thing.untracked else (),
    }
    keys = {
        "inspection": f"{inspection.date.end if inspection.date else ''} {title}",
        "asked": f"{thing.number}",
        "theme": thing.themes[0].record.name if thing.themes else "",
        "status": _place(thing.status.word),
        "reviewed": reviewed.isoformat() if reviewed else "",
    }
    return Row(thing, found_by, keys)


def _action(words: Language, thing: Action) -> Row:
    marks = {
        "overdue": thing.overdue_days,
        "moved": thing.moves,
        "late": thing.late_days,
        "left-open": thing.left_open,
        "no-date": "date" in thing.gaps,
        "no-owner": "owner" in thing.gaps,
    }
    found_by = {
        "council": (_council(thing.plan.authority),),
        "plan": (Choice(thing.plan.slug, thing.plan.record.title),),
        "status": (_status(words, thing.status.word),),
        "look": tuple(Choice(name, words.say(f"facets.{name}")) for name, told in marks.items() if told),
    }
    keys = {
        "plan": thing.plan.record.title,
        "owner": "" if thing.record.owner == NOT_STATED else thing.record.owner,
        "due": _day(thing.due.by),
        "first": _day(thing.record.due.by),
        "status": _place(thing.status.word),
        "overdue": f"{thing.overdue_days or ''}",
    }
    return Row(thing, found_by, keys)


def _measure(words: Language, thing: Measure, as_of: date) -> Row:
    aimed, latest = aim(thing, as_of), thing.latest
    reached = (
        _named(aimed.reached, words.say(f"target.{aimed.reached}"))
        if aimed
        else Choice("none", words.say("facets.none-target"))
    )
    found_by = {
        "council": (_council(thing.authority),),
        "theme": tuple(Choice(theme.slug, theme.record.name) for theme in thing.themes),
        "target": (reached,),
    }
    keys = {"date": _day(latest.date) if latest else "", "target": reached.words}
    return Row(thing, found_by, keys, aimed)


def _facets(words: Language, rows: Iterable[Row]) -> dict[str, tuple[Choice, ...]]:
    """The values of each facet, in order; a facet that all rows have the same of is none."""
    rows = list(rows)
    found: dict[str, dict[Choice, int]] = {}
    for row in rows:
        for name, choices in row.found_by.items():
            counts = found.setdefault(name, {})
            for choice in choices:
                counts[choice] = counts.get(choice, 0) + 1
    return {
        name: tuple(
            sorted(counts, key=lambda choice: (_place(choice.name.replace("-", " ")), words.order(choice.words)))
        )
        for name, counts in found.items()
        if any(count < len(rows) for count in counts.values())
    }


def _council(authority: Authority) -> Choice:
    return Choice(authority.slug, authority.record.short)


def _status(words: Language, word: str) -> Choice:
    return _named(word, words.say(f"status.{word}"))


def _named(word: str, read: str) -> Choice:
    return Choice(word.replace(" ", "-"), capitalised(read))


def _place(word: str) -> str:
    """Where a status stands among all, the most worrying first; "" for any other word."""
    order: Sequence[str] = MOST_WORRYING_FIRST
    return f"{order.index(word)}" if word in order else ""


def _day(when: object) -> str:
    return when.end.isoformat() if isinstance(when, When) else ""
