"""Calendars: each date once, under a name that stays, moved when it moves."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from followthrough.outputs.calendars import FILE, has_calendar
from followthrough.pages import address
from followthrough.records import When
from followthrough.register import Register
from tests.command import MINIMAL, MINIMAL_TODAY, ROOT
from tests.invented import SHOWN, Invented, contents
from tests.made import actions, as_known, register, review, town
from tests.outputs import SITE, made_of, minimal, shipped

UID = "progress/anytown/plan/actions/{}/due@anytown.example"


def read(data: bytes) -> Any:
    return icalendar.Calendar.from_ical(data)


def calendar(made: Register) -> Any:
    """The town's calendar, read by a program that did not write it."""
    return read(made_of(made)[f"anytown/{FILE}"])


def events(made: Register) -> dict[str, Any]:
    """The town's events by name."""
    found = {str(event["UID"]): event for event in calendar(made).walk("VEVENT")}
    assert len(found) == len(calendar(made).walk("VEVENT"))
    return found


@pytest.fixture(scope="module", params=[minimal, shipped])
def given_register(request: pytest.FixtureRequest) -> Register:
    made: Register = request.param()
    return made


def test_a_check_does_not_wait_for_what_only_outputs_need() -> None:
    code = f"import sys, build; build.main(['check', '--content', {str(MINIMAL)!r}, '--as-of', {MINIMAL_TODAY!r}])"
    code = f"{code}; print(sorted({{'feedgenerator', 'icalendar'}} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_whoever_has_dates_has_a_calendar(given_register: Register) -> None:
    files = made_of(given_register)
    for authority in given_register.authorities.values():
        assert (f"{address(authority)[1:]}{FILE}" in files) == has_calendar(authority)
    assert not all(map(has_calendar, given_register.authorities.values()))


def test_each_calendar_is_as_the_standard_says(given_register: Register) -> None:
    for name, data in made_of(given_register).items():
        if not name.endswith(FILE):
            continue
        assert data.endswith(b"END:VCALENDAR\r\n")
        assert b"\n" not in data.replace(b"\r\n", b"")
        assert max(map(len, data.split(b"\r\n"))) <= 75
        found = read(data)
        assert (found["VERSION"], found["METHOD"], found["CALSCALE"]) == ("2.0", "PUBLISH", "GREGORIAN")
        assert found["PRODID"]
        assert not found.errors
        for event in found.walk("VEVENT"):
            assert not event.errors
            assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(days=1)
            assert type(event["DTSTART"].dt) is date
            assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt
            assert event["DTSTAMP"].dt <= datetime.combine(given_register.as_of, datetime.min.time(), UTC)
            assert event["URL"].startswith(SITE)
            assert event["SUMMARY"]
            assert event["STATUS"] in ("CONFIRMED", "TENTATIVE", "CANCELLED")


def test_another_program_reads_the_same(given_register: Register) -> None:
    """vobject, which wrote none of it, finds the events that icalendar finds."""
    for name, data in made_of(given_register).items():
        if not name.endswith(FILE):
            continue
        other = vobject.readOne(data.decode(), validate=True)
        events = {event.uid.value: event for event in other.vevent_list}
        assert len(events) == len(other.vevent_list)
        for event in read(data).walk("VEVENT"):
            same = events.pop(str(event["UID"]))
            assert (same.dtstart.value, same.dtend.value) == (event["DTSTART"].dt, event["DTEND"].dt)
            assert same.dtstamp.value == event["DTSTAMP"].dt
            assert (same.summary.value, same.description.value) == (str(event["SUMMARY"]), str(event["DESCRIPTION"]))
            assert (same.status.value, same.sequence.value) == (event["STATUS"], str(event["SEQUENCE"]))
            assert same.url.value == event["URL"]
        assert events == {}


def test_every_due_date_meeting_and_deadline_is_there(given_register: Register) -> None:
    for authority in given_register.authorities.values():
        if not has_calendar(authority):
            continue
        found = read(made_of(given_register)[f"{authority.slug}/{FILE}"])
        days = [(str(event["CATEGORIES"].to_ical().decode()), event["DTSTART"].dt) for event in found.walk("VEVENT")]
        due = [("Due date", thing.due.by.end) for thing in authority.actions if isinstance(thing.due.by, When)]
        met = [("Meeting", meeting.record.date.end) for meeting in authority.meetings]
        limits = [("Deadline", visit.deadline.end) for visit in authority.inspections if visit.deadline]
        assert {*due, *met, *limits} <= set(days)
        assert len(days) >= len(due) + len(met) + len(limits)


MOVING = {
    "plans/plan/actions.yml": actions("id: 1, due: 2022-01-31, owner: A post, recommendations: 1"),
    "plans/plan/reviews/2022-01-15.yml": review("action: 1, rating: Amber, due: 2022-04, moved_because: Rain"),
    "plans/plan/reviews/2022-04-15.yml": review("action: 1, rating: Red, due: 2022-12-31, moved_because: Snow"),
}


def test_a_moved_date_moves_the_event() -> None:
    days = ("2022-01-01", "2022-02-01", "2022-05-01")
    found = [events(as_known(MOVING, day))[UID.format(1)] for day in days]
    assert [(event["DTSTART"].dt, event["SEQUENCE"]) for event in found] == [
        (date(2022, 1, 31), 0),
        (date(2022, 4, 30), 1),
        (date(2022, 12, 31), 2),
    ]
    stamps = [event["DTSTAMP"].dt for event in found]
    assert stamps == sorted(stamps)
    assert stamps[1:] == [datetime(2022, 1, 15, tzinfo=UTC), datetime(2022, 4, 15, tzinfo=UTC)]
    words = str(found[2]["DESCRIPTION"]).splitlines()
    assert words == [
        "Some work.",
        "Due: 31 December 2022.",
        "Originally due: 31 January 2022.",
        "Owner: A post.",
        "Status: off track.",
    ]


def test_the_same_facts_give_the_same_calendar_on_any_day() -> None:
    early, late = (made_of(as_known(MOVING, day))[f"anytown/{FILE}"] for day in ("2022-05-01", "2022-07-01"))
    assert early == late
    files = {"plans/plan/actions.yml": actions("id: 1, due: 2022-12-31")}
    early, late = (made_of(as_known(files, day))[f"anytown/{FILE}"] for day in ("2022-05-01", "2022-07-01"))
    assert early == late, "a date to come is noted when its source was published"


def test_the_end_of_a_plan_cancels_its_dates() -> None:
    files = {"plans/plan/actions.yml": actions("id: 1, due: 2022-12-31")}
    files["plans/plan/plan.yml"] = plan_called("P") + "withdrawn: {on: 2022-06-15, reason: No}\n"
    before, after = (events(as_known(files, day))[UID.format(1)] for day in ("2022-06-01", "2022-07-01"))
    assert (before["STATUS"], after["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["LAST-MODIFIED"].dt.date() == date(2022, 6, 15)


@pytest.mark.parametrize(
    ("more", "of_review", "status", "sequence"),
    [
        ("due: 2022-01-31", "", "CONFIRMED", 0),
        ("due: 2022-01-31, withdrawn: {on: 2022-02-01, reason: No}", "", "CANCELLED", 1),
        ("due: 2022-01-31", "due: {by: not-stated, words: in due course}, moved_because: Rain", "CANCELLED", 1),
    ],
)
def test_what_is_off_is_cancelled_not_gone(more: str, of_review: str, status: str, sequence: int) -> None:
    made = {"plans/plan/actions.yml": actions(f"id: 1, {more}")}
    if of_review:
        made["plans/plan/reviews/2022-02-15.yml"] = review(f"action: 1, {of_review}")
    event = events(register(made))[UID.format(1)]
    assert (event["STATUS"], event["DTSTART"].dt, event["SEQUENCE"]) == (status, date(2022, 1, 31), sequence)


def test_a_planned_meeting_is_tentative() -> None:
    meeting = (
        "- {{date: {}, body: Cabinet, kind: decision, outcome: {}, summary: S.,"
        " source: {{document: paper, page: '1'}}}}\n"
    )
    made = register({"meetings.yml": meeting.format("2022-05-04", "held") + meeting.format("2022-07", "planned")})
    found = {
        event["DTSTART"].dt: event for event in events(made).values() if str(event["SUMMARY"]) == "Cabinet: Anytown"
    }
    assert {day: str(event["STATUS"]) for day, event in found.items()} == {
        date(2022, 5, 4): "CONFIRMED",
        date(2022, 7, 31): "TENTATIVE",
    }
    assert "Date: July 2022." in str(found[date(2022, 7, 31)]["DESCRIPTION"])


def test_a_meeting_that_is_moved_stays_the_same_event() -> None:
    meeting = (
        "- {{date: {}, moved_from: {}, body: Cabinet, kind: decision, outcome: planned, summary: S.,"
        " source: {{document: paper, page: '1'}}}}\n"
    )
    told = [("2022-05-04", "[]"), ("2022-05-18", "2022-05-04"), ("2022-05-11", "[2022-05-04, 2022-05-18]")]
    made = [register({"meetings.yml": meeting.format(*dates)}) for dates in told]
    found = [[event for event in events(one).values() if event["SUMMARY"] == "Cabinet: Anytown"] for one in made]
    assert [len(of_one) for of_one in found] == [1, 1, 1]
    assert {str(event["UID"]) for (event,) in found} == {"progress/anytown/meetings/2022-05-04-cabinet@anytown.example"}
    assert [(event["DTSTART"].dt, event["SEQUENCE"]) for (event,) in found] == [
        (date(2022, 5, 4), 0),
        (date(2022, 5, 18), 1),
        (date(2022, 5, 11), 2),
    ]
    assert "First set for: 4 May 2022." in str(found[2][0]["DESCRIPTION"])
    assert {address(town(one).meetings[0]) for one in made} == {"/anytown/meetings/#2022-05-04-cabinet"}


def test_the_legal_deadline_and_the_one_a_source_states() -> None:
    stated = (
        "title: Ofsted inspection, 2021\nframework: sif\nbodies: Ofsted\non_site: {from: 2021-09-13, to: 2021-10-01}\n"
        "published: 2021-11-08\nsource: {document: paper, page: '1'}\n"
        "action_plan_due: {date: 2022-02-16, source: {document: paper, page: '2'}}\n"
    )
    found = events(register({"inspections/2021-sif/inspection.yml": stated}))
    assert {uid.rpartition("/")[2]: event["DTSTART"].dt for uid, event in found.items()} == {
        "deadline@anytown.example": date(2022, 2, 17),
        "stated-deadline@anytown.example": date(2022, 2, 16),
    }


@settings(deadline=None)
@given(
    st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1).filter(str.strip)
    | st.just("x\\nEND:VEVENT;X=1,2\\;")
    | st.just("a, b; c: d\\ " * 20)
)
def test_no_text_breaks_out_of_its_event(text: str) -> None:
    made = register({"plans/plan/plan.yml": plan_called(text), "plans/plan/actions.yml": actions("id: 1, due: 2022")})
    found = events(made)
    assert len(found) == 2
    assert str(found[UID.format(1)]["SUMMARY"]) == f"Due: Action 1 of the {town(made).plans[0].record.title}"


def plan_called(title: str) -> str:
    """A plan's file with any title."""
    words = json.dumps(title, ensure_ascii=False)
    return f"title: {words}\nbodies: B\nscale: brag\nsource: {{document: paper, page: '1'}}\n"


@settings(max_examples=30, deadline=None)
@given(contents())
def test_whatever_the_content_its_calendar_is_sound(invented: Invented) -> None:
    made = as_known(invented.files, SHOWN.isoformat())
    if has_calendar(town(made)):
        found = events(made)
        assert found
        times = {
            f"progress/{of.plan.authority.slug}/{of.plan.slug}/actions/{of.record.id}/due@anytown.example": (
                len(of.moves) + (of.left_open or of.status.word in ("withdrawn", "superseded"))
            )
            for of in town(made).actions
        }
        assert all(event["SEQUENCE"] == times.get(uid, 0) for uid, event in found.items())
    else:
        assert f"anytown/{FILE}" not in made_of(made)
