"""An authority's dates in one line of time: what happened, and what is due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from followthrough.records import When
from followthrough.register.things import Action, Authority, Inspection, Meeting, Plan, Review


@dataclass(frozen=True, eq=False)
class Event:
    """One date: its day for sorting, how exactly it is known, what it is (a message
    of the group `events`) and what it belongs to; `actions` are the ids of those it is about."""

    day: date
    when: str
    name: str
    title: str
    thing: Inspection | Plan | Review | Meeting | Action | None = None
    actions: str = ""

    @property
    def year(self) -> int:
        """The year it is listed under."""
        return self.day.year


def timeline(authority: Authority) -> list[Event]:
    """All dates of an authority, oldest first: past ones, and those that are still to come."""
    return sorted(_events(authority), key=lambda event: (event.day, event.when, event.name, event.actions, event.title))


def _events(authority: Authority) -> Iterator[Event]:
    record = authority.record
    yield from _at(record.starts, "began", record.name)
    yield from _at(record.ends, "ended", record.name)
    for inspection in authority.inspections:
        yield from _of_inspection(inspection)
    for plan in authority.plans:
        yield from _of_plan(plan)
    for meeting in authority.meetings:
        planned = meeting.record.outcome == "planned"
        yield from _at(meeting.record.date, "meeting_planned" if planned else "meeting", meeting.name, meeting)


def _of_inspection(inspection: Inspection) -> Iterator[Event]:
    title, on_site = inspection.record.title, inspection.record.on_site
    if not isinstance(on_site, str):
        yield from _at(on_site.from_, "visit_began", title, inspection)
        yield from _at(on_site.to if on_site.to != on_site.from_ else None, "visit_ended", title, inspection)
    yield from _at(inspection.record.published, "report_published", title, inspection)
    if inspection.deadline:
        day = inspection.deadline.end
        yield Event(day, day.isoformat(), "legal_deadline", title, inspection)


def _of_plan(plan: Plan) -> Iterator[Event]:
    title = plan.record.title
    yield from _at(plan.record.agreed, "plan_agreed", title, plan)
    if plan.record.superseded and plan.status.word == "superseded":
        yield from _at(plan.record.superseded.on, "plan_replaced", title, plan)
    if plan.record.withdrawn and plan.status.word == "withdrawn":
        yield from _at(plan.record.withdrawn.on, "plan_withdrawn", title, plan)
    for review in plan.reviews:
        yield Event(review.date, review.date.isoformat(), "review", title, review)
    found: dict[tuple[str, When], list[Action]] = {}
    for action in plan.actions:
        ended = action.ended.on if action.ended else None
        for what, when in (("due", action.due.by), ("done", action.completed), ("ended", ended)):
            if isinstance(when, When):
                found.setdefault((what, when), []).append(action)
    for (what, when), actions in found.items():
        names = ", ".join(action.record.id for action in actions)
        yield from _at(when, f"{'action' if len(actions) == 1 else 'actions'}_{what}", title, actions[0], names)


def _at(
    when: object,
    name: str,
    title: str,
    thing: Inspection | Plan | Review | Meeting | Action | None = None,
    actions: str = "",
) -> Iterator[Event]:
    if isinstance(when, When):
        yield Event(when.end, when.text, name, title, thing, actions)
