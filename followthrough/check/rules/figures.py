"""Rules about figures, and about facts that stand twice or without a source."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

from followthrough.check.content import Content, Entry
from followthrough.check.rules.walk import Found, answers, inspections, plans
from followthrough.read import Loc
from followthrough.records import NOT_STATED, Authority, Measure
from followthrough.words import slugged

_MAY_EXCEED: Final = re.compile(
    r"chang|grow|increas|decreas|ris(?:e|ing)|fall|reduc|differen|variance|compared|relative"
    r"|of (?:the )?(?:budget|target|capacity|plan|establishment|previous|last)|occupan|utilis|overspen|underspen"
    r"|points?\b",
    re.IGNORECASE,
)
"""Words of a percentage that may be more than 100 or less than 0."""


def percentage(content: Content, _today: date) -> Found:
    """A share is from 0 to 100; a change, or a share of a target or a budget, may be more and says so in its title."""
    for authority in content.authorities.values():
        for measure in authority.measures.values():
            record = measure.record
            about = f"{record.title} {record.unit} {record.definition}"
            if not record.is_share or _MAY_EXCEED.search(about):
                continue
            for loc, value in _values(record):
                if isinstance(value, Decimal) and not 0 <= value <= 100:
                    hint = "Compare it with the source. If it is a change or a share of a target, say so in the title."
                    yield measure.problem(
                        "percentage", loc, f"{value}% is no share of anything", hint, severity="warning"
                    )


def _values(record: Measure) -> Iterable[tuple[Loc, object]]:
    if record.baseline:
        yield ("baseline", "value"), record.baseline.value
    for name in ("targets", "values", "comparators"):
        for number, value in enumerate(getattr(record, name)):
            yield (name, number, "value"), value.value


def no_source(content: Content, _today: date) -> Found:
    """Every finding, recommendation and action says where it is stated."""
    found: list[Entry[Any]] = [entry for _inspection, entry in answers(content)]
    found += [action for _authority, _slug, plan in plans(content) for action in plan.actions]
    for entry in found:
        if not entry.record.source:
            hint = "Add source: with the document and the page or paragraph, so that readers can look it up."
            yield entry.problem("no-source", (), "nothing says where this is stated", hint, severity="warning")


def repeated(content: Content, _today: date) -> Found:
    """Nothing stands in a list twice, is explained or rated twice, and no two authorities have one code."""
    codes: dict[str, Entry[Authority]] = {}
    for entry in filter(None, (authority.authority for authority in content.authorities.values())):
        other = codes.setdefault(entry.record.code, entry)
        if other is not entry:
            hint = f"{other.document.shown} has it too. Each body has its own in the register of the ONS."
            yield entry.problem("repeated", ("code",), f"another authority has the code {entry.record.code}", hint)
    for framework in content.frameworks.values():
        yield from _twice(_numbered(framework, "areas", "key", "area", framework.record.areas), "stands here")
        grades = enumerate(framework.record.grades)
        named = ((framework, ("grades", number), grade, f'"{grade}"') for number, grade in grades)
        yield from _twice(named, "stands here")
    for scale in content.scales.values():
        yield from _twice(_numbered(scale, "ratings", "rating", "rating", scale.record.ratings), "stands here")
    terms = ((term, ("term",), slugged(term.record.term), f'"{term.record.term}"') for term in content.glossary)
    yield from _twice(terms, "is explained")
    for _authority, _slug, plan in plans(content):
        if plan.plan:
            priorities = plan.plan.record.priorities
            yield from _twice(_numbered(plan.plan, "priorities", "number", "priority", priorities), "stands here")
        for review in plan.reviews.values():
            yield from _twice(_rated(review), "is rated")
    for _authority, _slug, inspection in inspections(content):
        visit = inspection.inspection
        if visit:
            verdicts = visit.record.verdicts
            numbered = _numbered(visit, "verdicts", "recommendation", "recommendation", verdicts)
            yield from _twice(numbered, "has a verdict")


Named = Iterator[tuple[Entry[Any], Loc, object, str]]
"""Things of a list: record, place, what has to differ, and how to call it."""


def _numbered(entry: Entry[Any], field: str, key: str, word: str, items: Iterable[object]) -> Named:
    for number, item in enumerate(items):
        name = getattr(item, key)
        yield entry, (field, number, key), name, f"{word} {name}"


def _rated(review: Entry[Any]) -> Named:
    for number, rating in enumerate(review.record.ratings):
        for field in ("recommendation", "action", "priority"):
            name = getattr(rating, field)
            if name is not None:
                yield review, ("ratings", number, field), (field, name), f"{field} {name}"
        if rating.plan:
            yield review, ("ratings", number, "plan"), "plan", "the plan"


def _twice(things: Named, what: str) -> Found:
    """What stands in a list a second time."""
    seen: dict[object, tuple[Entry[Any], Loc]] = {}
    for entry, loc, name, words in things:
        first, at = seen.setdefault(name, (entry, loc))
        if at != loc or first is not entry:
            line = first.document.place((*first.loc, *at)).line
            hint = f"It stands already on line {line}. Keep one of the two, or join them."
            yield entry.problem("repeated", loc, f"{words} {what} twice", hint)


def missing_judgement(content: Content, _today: date) -> Found:
    """An inspection with judgements has one for each area of its framework, or `not-stated`."""
    for _authority, _slug, inspection in inspections(content):
        entry = inspection.inspection
        framework = content.frameworks.get(entry.record.framework) if entry else None
        if not entry or not framework or not framework.record.grades or not entry.record.judgements:
            continue
        given = {judgement.area for judgement in entry.record.judgements}
        missing = [area.key for area in framework.record.areas if area.key not in given]
        if missing:
            example = f"- {{area: {missing[0]}, grade: {NOT_STATED}}}"
            hint = f"If the source gives no grade, say so: {example}"
            message = f"no judgement for {', '.join(missing)}"
            yield entry.problem("missing-judgement", ("judgements",), message, hint, severity="warning", key=True)
