"""Ways through the content that rules share."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from pydantic import BaseModel

from followthrough.check.content import AuthorityContent, Content, Entry, InspectionContent, PlanContent
from followthrough.problem import Problem, did_you_mean
from followthrough.read import Loc
from followthrough.records import Framework, Inspection

Found = Iterator[Problem]
Rule = Callable[[Content, date], Found]


def inspections(content: Content) -> Iterator[tuple[AuthorityContent, str, InspectionContent]]:
    """Every inspection's folder, with its authority and name."""
    for authority in content.authorities.values():
        for slug, inspection in authority.inspections.items():
            yield authority, slug, inspection


def plans(content: Content) -> Iterator[tuple[AuthorityContent, str, PlanContent]]:
    """Every plan's folder, with its authority and name."""
    for authority in content.authorities.values():
        for slug, plan in authority.plans.items():
            yield authority, slug, plan


def answers(content: Content) -> Iterator[tuple[InspectionContent, Entry[Any]]]:
    """Every finding and recommendation, with its inspection's folder."""
    for _authority, _slug, inspection in inspections(content):
        for entry in (*inspection.findings.values(), *inspection.recommendations.values()):
            yield inspection, entry


def entries(content: Content) -> Iterator[tuple[AuthorityContent, Entry[Any]]]:
    """Every record of every authority."""
    for authority in content.authorities.values():
        found: list[Entry[Any] | None] = [authority.authority]
        for inspection in authority.inspections.values():
            found += [inspection.inspection, *inspection.findings.values(), *inspection.recommendations.values()]
        for plan in authority.plans.values():
            found += [plan.plan, *plan.actions, *plan.reviews.values()]
        found += [*authority.sources.values(), *authority.meetings, *authority.measures.values()]
        yield from ((authority, entry) for entry in found if entry)


def values(record: object, kind: type, loc: Loc = ()) -> Iterator[tuple[Loc, Any]]:
    """Every value of a type inside a record, with where it stands."""
    if isinstance(record, kind):
        yield loc, record
    elif isinstance(record, BaseModel):
        for name, info in type(record).model_fields.items():
            yield from values(getattr(record, name), kind, (*loc, info.alias or name))
    elif isinstance(record, tuple):
        for number, item in enumerate(record):
            yield from values(item, kind, (*loc, number))


def framework_of(content: Content, entry: Entry[Inspection] | None) -> Framework | None:
    """The framework an inspection names, if it is known."""
    found = content.frameworks.get(entry.record.framework) if entry else None
    return found.record if found else None


def unknown(
    entry: Entry[Any], rule: str, loc: Loc, what: str, name: object, known: Iterable[object], where: str
) -> Problem:
    """A name that leads nowhere, with the nearest one that leads somewhere."""
    return entry.problem(rule, loc, f'no {what} "{name}"', did_you_mean(str(name), map(str, known), where))
