"""A calendar for each authority (RFC 5545): due dates, meetings and statutory deadlines.

An event keeps its UID for good; one whose date moved, or that was cancelled, has a higher SEQUENCE, so that calendars
follow.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal

from followthrough.markdown import to_text
from followthrough.outputs.changes import Log, day_words, due_words
from followthrough.outputs.names import Thing, Web, ident, title_of
from followthrough.pages import address
from followthrough.records import NOT_STATED, Cite, Due, When
from followthrough.register import Register
from followthrough.register.things import Action, Authority, Inspection, Meeting

FILE: Final = "calendar.ics"


@dataclass(frozen=True)
class Event:
    """One day in a calendar. `noted` is the day of the newest fact about it, `sequence` how often its date moved, and
    one more if it was cancelled.
    """

    uid: str
    day: date
    summary: str
    description: str
    thing: Thing
    noted: date
    kind: Literal["Due date", "Meeting", "Deadline"]
    status: Literal["CONFIRMED", "TENTATIVE", "CANCELLED"] = "CONFIRMED"
    sequence: int = 0


def calendars(register: Register, log: Log, web: Web) -> Iterator[tuple[str, bytes]]:
    """The calendar of every authority that has dates; a calendar must not be empty."""
    for authority in register.authorities.values():
        if found := list(events(authority, log, register.as_of)):
            yield f"{address(authority)[1:]}{FILE}", _calendar(authority, found, register, web)


def has_calendar(authority: Authority) -> bool:
    """Whether there is anything to put into an authority's calendar."""
    dated = any(isinstance(due.by, When) for action in authority.actions for due in _dues(action))
    planned = any(inspection.deadline or inspection.record.action_plan_due for inspection in authority.inspections)
    return bool(dated or planned or authority.meetings)


def events(authority: Authority, log: Log, as_of: date) -> Iterator[Event]:
    """The dates of an authority: those to come, and those that were."""
    for action in authority.actions:
        yield from _due(action, log, as_of)
    for meeting in authority.meetings:
        yield _meeting(meeting, as_of)
    for inspection in authority.inspections:
        yield from _deadlines(inspection)


def _dues(action: Action) -> list[Due]:
    return [action.record.due, *(move.new for move in action.moves)]


def _due(action: Action, log: Log, as_of: date) -> Iterator[Event]:
    known = [due for due in _dues(action) if isinstance(due.by, When)]
    if not known or not isinstance(known[-1].by, When):
        return
    day = known[-1].by.end
    lines = [to_text(action.record.text), f"Due: {due_words(action.due)}."]
    if action.moves:
        lines.append(f"Originally due: {due_words(action.record.due)}.")
    lines.append(f"Owner: {'not stated in the source' if action.record.owner == NOT_STATED else action.record.owner}.")
    lines.append(f"Status: {action.status.word}.")
    gone = action.status.word in ("withdrawn", "superseded") or action.left_open
    newest = log.of(action)
    noted = (
        newest[-1].change.day
        if newest
        else _stated(action.plan.authority, action.record.source or action.plan.record.source, day, as_of)
    )
    end = action.plan.record.withdrawn or action.plan.record.superseded
    if action.left_open and end and isinstance(end.on, When):
        noted = max(noted, end.on.end)
    yield Event(
        f"{ident(action)}/due",
        day,
        f"Due: {title_of(action)}",
        "\n".join(lines),
        action,
        noted,
        "Due date",
        "CANCELLED" if gone or action.due.by == NOT_STATED else "CONFIRMED",
        len(action.moves) + gone,
    )


def _stated(authority: Authority, cites: Iterable[Cite], day: date, as_of: date) -> date:
    """The date of the newest source that states a date to come, or else that date, but not one after `as_of`."""
    dates = [authority.sources[cite.document].record.date for cite in cites]
    return min(max((one.end for one in dates if isinstance(one, When)), default=day), as_of)


def _meeting(meeting: Meeting, as_of: date) -> Event:
    record = meeting.record
    planned = record.outcome == "planned"
    words = [to_text(record.summary), f"Date: {day_words(record.date)}."]
    words += [f"First set for: {day_words(record.moved_from[0])}."] if record.moved_from else []
    words += ["The sources only say that it was to take place."] if planned else []
    return Event(
        ident(meeting),
        record.date.end,
        f"{meeting.name}: {meeting.authority.record.short}",
        "\n".join(words),
        meeting,
        _stated(meeting.authority, record.source, record.date.end, as_of) if planned else min(record.date.end, as_of),
        "Meeting",
        "TENTATIVE" if planned else "CONFIRMED",
        sequence=len(record.moved_from),
    )


def _deadlines(inspection: Inspection) -> Iterator[Event]:
    title, limit, stated = inspection.record.title, inspection.deadline, inspection.record.action_plan_due
    if limit:
        yield Event(
            f"{ident(inspection)}/deadline",
            limit.end,
            f"Legal deadline of the action plan: {title}",
            f"{limit.what}\n{limit.working_days} working days after {limit.start.day} {limit.start:%B %Y}. {limit.law}",
            inspection,
            limit.start,
            "Deadline",
        )
    if stated and (limit is None or stated.date.end != limit.end):
        yield Event(
            f"{ident(inspection)}/stated-deadline",
            stated.date.end,
            f"Deadline of the action plan, as stated: {title}",
            f"The date that a source gives: {day_words(stated.date)}.",
            inspection,
            inspection.date.end if inspection.date else stated.date.start,
            "Deadline",
        )


def _calendar(authority: Authority, found: Iterable[Event], register: Register, web: Web) -> bytes:
    from icalendar import Calendar, vText, vUri  # lets a check begin sooner
    from icalendar import Event as Entry

    name = f"{authority.record.name}: {register.site.title}"
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Followthrough//Followthrough//EN")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", vText(name))
    calendar.add("x-wr-calname", vText(name))
    calendar.add("url", vUri(web.url(authority)))
    calendar.add("source", vUri(f"{web.url(authority)}{FILE}"), {"VALUE": "URI"})
    calendar.add("refresh-interval", timedelta(days=1), {"VALUE": "DURATION"})
    for event in sorted(found, key=lambda event: (event.day, event.uid)):
        stamp = datetime.combine(event.noted, time(), UTC)
        entry = Entry()
        entry.add("uid", web.uid(event.uid))
        entry.add("dtstamp", stamp)
        entry.add("last-modified", stamp)
        entry.add("sequence", event.sequence)
        entry.add("dtstart", event.day)
        entry.add("dtend", event.day + timedelta(days=1))
        entry.add("summary", event.summary)
        entry.add("description", event.description)
        entry.add("categories", [event.kind])
        entry.add("status", event.status)
        entry.add("transp", "TRANSPARENT")
        entry.add("url", vUri(web.url(event.thing)))
        calendar.add_component(entry)
    written: bytes = calendar.to_ical(sorted=False)
    return written
