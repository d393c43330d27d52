"""Records as they may be given away: without references to what is held back.

A record may name another that is a draft or not yet due: a review rates it, a fact cites it. Pages pass over such
references because the register does not have what they lead to; data must not give them away either.
"""

from collections.abc import Container
from functools import singledispatch
from typing import Any, TypeVar

from followthrough import records
from followthrough.records import NOT_STATED, Cite, Record
from followthrough.register.things import (
    Action,
    Authority,
    Finding,
    Inspection,
    Measure,
    Meeting,
    Plan,
    Recommendation,
    Review,
    Source,
)

R = TypeVar("R", bound=Record)
Kept = Authority | Source | Meeting | Measure | Inspection | Finding | Recommendation | Plan | Action | Review


def public(thing: Kept) -> Any:
    """The record of a thing, without what it says of things that are held back."""
    record, sources = _linked(thing), _owner(thing).sources
    return _cited(record, sources) if _cites_others(record, sources) else record


def public_part(record: R, thing: Kept) -> R:
    """Part of a thing's record, such as one value of a measure, without citations of what is held back."""
    sources = _owner(thing).sources
    return _cited(record, sources) if _cites_others(record, sources) else record


def _owner(thing: Kept) -> Authority:
    if isinstance(thing, Authority):
        return thing
    if isinstance(thing, Finding | Recommendation):
        return thing.inspection.authority
    if isinstance(thing, Action | Review):
        return thing.plan.authority
    return thing.authority


def _cites_others(record: Record, sources: Container[str]) -> bool:
    """Whether a record, or anything within it, cites a source that is not there; most do not, so this is quick."""
    left: list[Any] = [record]
    while left:
        value = left.pop()
        if isinstance(value, Cite):
            if value.document not in sources:
                return True
        else:
            inside = value if type(value) is tuple else value.__dict__.values()
            left += [item for item in inside if (type(item) is tuple and item) or isinstance(item, Record)]
    return False


def _cited(value: Any, sources: Container[str]) -> Any:
    """A record without citations of sources that are not there; itself if it has none such."""
    if isinstance(value, tuple):
        kept = tuple(_cited(item, sources) for item in value if not _withheld(item, sources))
        same = len(kept) == len(value) and all(new is old for new, old in zip(kept, value, strict=True))
        return value if same else kept
    if isinstance(value, Record):
        nested = ((name, old) for name, old in value.__dict__.items() if isinstance(old, tuple | Record))
        changed = {name: new for name, old in nested if (new := _cited(old, sources)) is not old}
        return value.model_copy(update=changed) if changed else value
    return value


def _withheld(item: Any, sources: Container[str]) -> bool:
    return isinstance(item, Cite) and item.document not in sources


@singledispatch
def _linked(thing: Any) -> Record:
    """A record without references to records that are not there."""
    return thing.record  # type: ignore[no-any-return]


@_linked.register
def _(thing: Authority) -> Record:
    gone = thing.record.successor and not thing.successor
    return thing.record.model_copy(update={"successor": None}) if gone else thing.record


@_linked.register
def _(thing: Inspection) -> Record:
    record = thing.record
    asked = {recommendation.number for recommendation in thing.follows.recommendations} if thing.follows else set()
    beside = {inspection.slug for inspection in thing.beside}
    return _with(
        record,
        follows=record.follows if thing.follows else None,
        beside=record.beside if record.beside in beside else None,
        verdicts=tuple(verdict for verdict in record.verdicts if verdict.recommendation in asked),
    )


@_linked.register
def _(thing: Finding) -> Record:
    there = {recommendation.number for recommendation in thing.inspection.recommendations}
    return _with(thing.record, recommendations=tuple(n for n in thing.record.recommendations if n in there))


@_linked.register
def _(thing: Recommendation) -> Record:
    there = {finding.number for finding in thing.inspection.findings}
    successors = {str(recommendation.number) for recommendation in thing.inspection.recommendations}
    return _with(
        thing.record,
        findings=tuple(n for n in thing.record.findings if n in there),
        superseded=_superseded(thing.record.superseded, successors),
    )


@_linked.register
def _(thing: Plan) -> Record:
    record = thing.record
    inspections = {inspection.slug for inspection in thing.inspections}
    measures = {measure.slug for measure in thing.measures}
    return _with(
        record,
        inspections=tuple(slug for slug in record.inspections if slug in inspections),
        measures=tuple(slug for slug in record.measures if slug in measures),
        superseded=_superseded(record.superseded, {plan.slug for plan in thing.authority.plans}),
    )


@_linked.register
def _(thing: Action) -> Record:
    record = thing.record
    first = next(iter(thing.plan.record.inspections), "")
    measures = {measure.slug for measure in thing.measures}
    return _with(
        record,
        recommendations=_refs(record.recommendations, thing.recommendations, first),
        measures=tuple(slug for slug in record.measures if slug in measures),
        superseded=_superseded(record.superseded, {action.record.id for action in thing.plan.actions}),
    )


@_linked.register
def _(thing: Review) -> Record:
    said = {id(rated.entry) for _, rated in thing.rated}
    return _with(thing.record, ratings=tuple(entry for entry in thing.record.ratings if id(entry) in said))


@_linked.register
def _(thing: Measure) -> Record:
    inspections = thing.authority.inspections
    only = inspections[0].slug if len(inspections) == 1 else ""
    return _with(thing.record, recommendations=_refs(thing.record.recommendations, thing.recommendations, only))


@_linked.register
def _(thing: Meeting) -> Record:
    inspections = {inspection.slug for inspection in thing.inspections}
    plans = {plan.slug for plan in thing.plans}
    return _with(
        thing.record,
        inspections=tuple(slug for slug in thing.record.inspections if slug in inspections),
        plans=tuple(slug for slug in thing.record.plans if slug in plans),
    )


def _with(record: Record, **fields: object) -> Record:
    """The record with other values in some fields; itself if they are what it has."""
    changed = {name: value for name, value in fields.items() if value != getattr(record, name)}
    return record.model_copy(update=changed) if changed else record


def _refs(refs: tuple[str, ...], there: list[Recommendation], first: str) -> tuple[str, ...]:
    """References to recommendations, those that lead to one; a bare number is of the `first` inspection."""
    names = {f"{recommendation.inspection.slug}/{recommendation.number}" for recommendation in there}
    return tuple(ref for ref in refs if (ref if "/" in ref else f"{first}/{ref}") in names)


def _superseded(record: records.value.Superseded | None, there: Container[str]) -> records.value.Superseded | None:
    """What takes its place is not named before it is published."""
    return record.model_copy(update={"by": NOT_STATED}) if record and record.by not in there else record
