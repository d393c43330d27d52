"""Ways through the content that rules share."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from typing import Any, get_args

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
        yield from ((authority, entry) for entry in authority.entries())


def values(record: BaseModel, kind: type[BaseModel], loc: Loc = ()) -> Iterator[tuple[Loc, Any]]:
    """Every value of a type inside a record, with where it stands."""
    for name, key in _fields_with(type(record), kind):
        value = getattr(record, name)
        for number, item in enumerate(value) if isinstance(value, tuple) else ((None, value),):
            at = (*loc, key) if number is None else (*loc, key, number)
            if isinstance(item, kind):
                yield at, item
            elif isinstance(item, BaseModel):
                yield from values(item, kind, at)


@cache
def _fields_with(model: type[BaseModel], kind: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    """The fields of a model in which a value of a type may stand, at any depth: names and keys."""
    fields = model.model_fields.items()
    return tuple((name, info.alias or name) for name, info in fields if _leads_to(info.annotation, kind))


def _leads_to(annotation: Any, kind: type[BaseModel]) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return issubclass(annotation, kind) or bool(_fields_with(annotation, kind))
    return any(_leads_to(part, kind) for part in get_args(annotation))


def framework_of(content: Content, entry: Entry[Inspection] | None) -> Framework | None:
    """The framework an inspection names, if it is known."""
    found = content.frameworks.get(entry.record.framework) if entry else None
    return found.record if found else None


def unknown(
    entry: Entry[Any], rule: str, loc: Loc, what: str, name: object, known: Iterable[object], where: str
) -> Problem:
    """A name that leads nowhere, with the nearest one that leads somewhere."""
    return entry.problem(rule, loc, f'no {what} "{name}"', did_you_mean(str(name), map(str, known), where))
