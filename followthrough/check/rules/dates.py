"""Rules about time: what comes first comes first, and nothing takes the place of itself."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any, Final

from followthrough.check.content import AuthorityContent, Content, Entry, InspectionContent, PlanContent
from followthrough.check.rules.walk import Found, framework_of, inspections
from followthrough.problem import Severity
from followthrough.read import Loc
from followthrough.records import Inspection, Span, When

_CHECK: Final = "Check both dates."
Pair = tuple[Entry[Any], Loc, object, object, str, Severity]
"""A date that cannot be before another: record, place, the later date, the earlier one, and what is wrong if it is."""


def date_order(content: Content, _today: date) -> Found:
    """Nothing is answered, reviewed, due, completed or withdrawn before it was there, or ends before it begins."""
    for entry, loc, later, earlier, message, severity in _pairs(content):
        if isinstance(later, When) and isinstance(earlier, When) and later.end < earlier.start:
            said = f"{message}: {later} is before {earlier}"
            yield entry.problem("date-order", loc, said, _CHECK, severity=severity)


def meeting_move(content: Content, _today: date) -> Found:
    """A meeting was moved from one date to another: no date follows itself."""
    for authority in content.authorities.values():
        for meeting in authority.meetings:
            dates = (*meeting.record.moved_from, meeting.record.date)
            for number, (earlier, later) in enumerate(pairwise(dates)):
                if earlier.text == later.text:
                    hint = "Write the new date in date:, and in moved_from: only the dates it had before."
                    yield meeting.problem(
                        "meeting-move", ("moved_from", number), f"moved from {earlier} to {later}", hint
                    )


def _pairs(content: Content) -> Iterator[Pair]:
    for authority in content.authorities.values():
        yield from _of_authority(authority)
        for inspection in authority.inspections.values():
            yield from _of_inspection(authority, inspection)
        for plan in authority.plans.values():
            yield from _of_plan(plan)
    for framework in content.frameworks.values():
        record = framework.record
        yield framework, ("ends",), record.ends, record.starts, "it ends before it begins", "error"
    if content.site:
        facts = content.site.record.accessibility
        at: Loc = ("accessibility", "reviewed")
        yield content.site, at, facts.reviewed, facts.prepared, "reviewed before it was prepared", "error"


def _of_authority(authority: AuthorityContent) -> Iterator[Pair]:
    entry = authority.authority
    if not entry:
        return
    yield entry, ("ends",), entry.record.ends, entry.record.starts, "it ends before it begins", "error"
    for item in authority.inspections.values():
        if item.inspection:
            first, last = _visit(item.inspection)
            at: Loc = ("on_site", "from")
            yield item.inspection, at, entry.record.ends, first, "the authority ended before the visit", "error"
            yield item.inspection, at, last, entry.record.starts, "the visit is older than the authority", "error"


def _of_inspection(authority: AuthorityContent, item: InspectionContent) -> Iterator[Pair]:
    entry = item.inspection
    if not entry:
        return
    first, last = _visit(entry)
    due = entry.record.action_plan_due
    if due:
        at: Loc = ("action_plan_due", "date")
        yield entry, at, due.date, entry.record.published, "due before the report was published", "error"
    earlier = authority.inspections.get(entry.record.follows or "")
    if earlier and earlier.inspection:
        begun = _visit(earlier.inspection)[0]
        yield entry, ("follows",), last, begun, "this visit is older than the one it follows", "error"
    for answered in (*item.findings.values(), *item.recommendations.values()):
        response = answered.record.response
        if response:
            yield answered, ("response", "date"), response.date, first, "answered before the visit began", "error"
        withdrawn = getattr(answered.record, "withdrawn", None)
        if withdrawn:
            yield answered, ("withdrawn", "on"), withdrawn.on, first, "withdrawn before the visit began", "error"


def _visit(entry: Entry[Inspection]) -> tuple[object, object]:
    """The first and the last day of a visit, as far as they are stated."""
    on_site = entry.record.on_site
    return (on_site.from_, on_site.last) if isinstance(on_site, Span) else (None, None)


def _of_plan(plan: PlanContent) -> Iterator[Pair]:
    agreed = plan.plan.record.agreed if plan.plan else None
    period = plan.plan.record.period if plan.plan else None
    if plan.plan and plan.plan.record.withdrawn:
        at: Loc = ("withdrawn", "on")
        yield plan.plan, at, plan.plan.record.withdrawn.on, agreed, "withdrawn before it was agreed", "error"
    if plan.plan and isinstance(period, Span):
        yield plan.plan, ("period", "to"), period.to, period.from_, "it ends before it begins", "error"
    begun = agreed if isinstance(agreed, When) else period.from_ if isinstance(period, Span) else None
    for name, review in plan.reviews.items():
        yield review, (), _day(name), begun, "reviewed before the plan began", "error"
    for action in plan.actions:
        record = action.record
        own = record.agreed if isinstance(record.agreed, When) else None
        yield action, ("due",), record.due.by, own, "due before it was agreed", "error"
        if own is None:
            yield action, ("due",), record.due.by, agreed, "due before the plan was agreed", "warning"
        yield action, ("completed",), record.completed, own, "completed before it was agreed", "error"
        if record.withdrawn:
            yield (
                action,
                ("withdrawn", "on"),
                record.withdrawn.on,
                own or agreed,
                "withdrawn before it was agreed",
                "error",
            )


def _day(name: str) -> When | None:
    try:
        day = date.fromisoformat(name)
    except ValueError:
        return None
    return When(name, day, day)


def framework_period(content: Content, _today: date) -> Found:
    """An inspection took place while its framework applied."""
    for _authority, _slug, inspection in inspections(content):
        framework = framework_of(content, inspection.inspection)
        if not framework or not inspection.inspection:
            continue
        first, last = _visit(inspection.inspection)
        hint = "Check the framework and the dates. Leave them if the inspectors tried the framework out early."
        outside = [(framework.ends, first, "no longer applied"), (last, framework.starts, "did not apply yet")]
        for later, earlier, when in outside:
            if isinstance(later, When) and isinstance(earlier, When) and later.end < earlier.start:
                message = f"{framework.short} {when}"
                yield inspection.inspection.problem(
                    "framework-period", ("framework",), message, hint, severity="warning"
                )


def loop(content: Content, _today: date) -> Found:
    """Nothing follows or takes the place of itself, not even by way of others."""
    successors = {slug: _next(item.authority, "successor") for slug, item in content.authorities.items()}
    yield from _loops({slug: item.authority for slug, item in content.authorities.items()}, successors, ("successor",))
    for authority in content.authorities.values():
        visits = {slug: item.inspection for slug, item in authority.inspections.items()}
        yield from _loops(visits, {slug: _next(entry, "follows") for slug, entry in visits.items()}, ("follows",))
        plans = {slug: item.plan for slug, item in authority.plans.items()}
        yield from _superseded(plans)
        for plan in authority.plans.values():
            yield from _superseded({action.record.id: action for action in plan.actions})
        for item in authority.inspections.values():
            yield from _superseded({str(number): asked for number, asked in item.recommendations.items()})


def _next(entry: Entry[Any] | None, field: str) -> str | None:
    found = getattr(entry.record, field) if entry else None
    return None if found is None else str(found)


def _superseded(things: Mapping[str, Entry[Any] | None]) -> Found:
    by = {name: entry.record.superseded for name, entry in things.items() if entry}
    links = {name: superseded.by if superseded else None for name, superseded in by.items()}
    yield from _loops(things, links, ("superseded", "by"))


def _loops(things: Mapping[str, Entry[Any] | None], links: Mapping[str, str | None], loc: Loc) -> Found:
    """One problem for each loop of links, at the first of its things."""
    done: set[str] = set()
    for name in links:
        path: list[str] = []
        here: str | None = name
        while here is not None and here not in done:
            done.add(here)
            path.append(here)
            here = links.get(here)
        if here in path:
            entry = things[here]
            steps = " \N{RIGHTWARDS ARROW} ".join([*path[path.index(here) :], here])
            if entry:
                hint = "Follow the names, and take out the one that leads back."
                yield entry.problem("loop", loc, f"this leads back to itself: {steps}", hint)
