"""What changed: between any two dates, and in parts as in whole."""

from collections import Counter
from datetime import date
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from followthrough.pages import address
from followthrough.records import Value
from followthrough.register.changes import Change, between, by_day, changes_of, spans
from followthrough.register.things import Move, Rated
from tests.invented import Invented, contents, days
from tests.made import SOURCE, actions, as_known, plan, recommendation, register, review, town
from tests.test_summary import linked

LATE = date(2022, 6, 1)


def kinds(changes: list[Change]) -> list[tuple[str, str]]:
    """The changes as dates and kinds."""
    return [(change.when, change.kind) for change in changes]


CITE = SOURCE.strip()


def meeting(day: str, outcome: str = "held") -> str:
    """One entry of meetings.yml."""
    return f"- {{date: {day}, body: Cabinet, kind: decision, outcome: {outcome}, summary: The plan., {CITE}}}\n"


FILES = {
    "plans/plan/plan.yml": (
        "title: Plan\nbodies: B\ninspections: 2021-sif\nscale: brag\nagreed: 2021-12\n"
        f"superseded: {{on: 2022-05, by: next}}\n{SOURCE}"
    ),
    "plans/next/plan.yml": f"title: Next\nbodies: B\n{SOURCE}",
    "plans/plan/actions.yml": actions(
        "id: 1, agreed: 2022-01-02, due: 2022-02, completed: 2022-04-01",
        "id: 2, withdrawn: {on: 2022-04-02, reason: not-stated}",
        "id: 3, superseded: {on: not-stated, by: 1}",
    ),
    "plans/plan/reviews/2022-01-31.yml": review("recommendation: 1, rating: Red", "recommendation: 2, note: Hello"),
    "plans/plan/reviews/2022-02-28.yml": review(
        "action: 1, due: 2022-03", "recommendation: 1, rating: Green", "action: 2, completed: true"
    ),
    "measures/waits.yml": (
        "title: Waits\nunit: days\ndefinition: not-stated\ndirection: neither\n"
        f"baseline: {{date: 2020, value: 1, {CITE}}}\n"
        f"values: [{{date: 2022-03, value: 2, {CITE}}}, {{date: not-stated, value: 3, {CITE}}}]\n"
    ),
    "meetings.yml": meeting("2022-01-10") + meeting("2022-05-10", "planned"),
    "inspections/2021-sif/recommendations/03-three.md": "---\nwithdrawn: {on: 2022-04, reason: not-stated}\n---\nDo.\n",
    "authorities/county/authority.yml": (
        "{name: County, short: County, code: E10999901, kind: county, nation: England, ends: 2021-03-31}\n"
    ),
}


def test_everything_dated_is_a_change_newest_first() -> None:
    made = register(FILES)
    assert kinds(changes_of(made.authorities.values(), LATE)) == [
        ("2022-05", "superseded"),
        ("2022-05-10", "meeting"),
        ("2022-04", "withdrawn"),
        ("2022-04-02", "withdrawn"),
        ("2022-04-01", "completed"),
        ("2022-03", "value"),
        ("2022-02-28", "review"),
        ("2022-02-28", "rating"),
        ("2022-02-28", "rating"),
        ("2022-02-28", "moved"),
        ("2022-01-31", "review"),
        ("2022-01-31", "rating"),
        ("2022-01-10", "meeting"),
        ("2022-01-02", "action"),
        ("2021-12", "plan"),
        ("2021-11-08", "inspection"),
        ("2021-10-01", "visit"),
        ("2021-03-31", "replaced"),
        ("2020", "value"),
    ]
    assert all(change.authority is town(made) for change in changes_of([town(made)], LATE))


def test_a_change_carries_what_it_consists_of() -> None:
    made = register(FILES)
    found = {change.kind: change for change in reversed(changes_of([town(made)], LATE)) if change.kind != "rating"}
    assert isinstance(found["moved"].detail, Move)
    assert found["moved"].detail.days == 31
    assert isinstance(found["value"].detail, Value)
    (latest,) = (
        change
        for change in changes_of([town(made)], LATE)
        if change.kind == "rating" and change.subject is recommendation(made) and change.day == date(2022, 2, 28)
    )
    assert isinstance(latest.detail, Rated)
    assert latest.detail.changed is recommendation(made).history[1]


def test_between_leaves_out_the_first_day_and_has_the_last() -> None:
    found = changes_of([town(register(FILES))], LATE)
    assert kinds(between(found, date(2022, 1, 10), date(2022, 1, 31))) == [
        ("2022-01-31", "review"),
        ("2022-01-31", "rating"),
    ]
    assert between(found, date(2022, 1, 31), date(2022, 1, 31)) == []


def test_a_partial_date_stands_at_its_end() -> None:
    made = as_known(FILES, "2022-04-29")
    assert "withdrawn" not in {
        change.kind for change in changes_of([town(made)], made.as_of) if change.subject is recommendation(made, 3)
    }
    made = as_known(FILES, "2022-04-30")
    assert changes_of([town(made)], made.as_of)[0].subject is recommendation(made, 3)


def test_changes_are_listed_by_date() -> None:
    found = changes_of([town(register(FILES))], LATE)
    listed = by_day(found)
    assert [change for _, group in listed for change in group] == found
    assert [when for when, _ in listed] == list(dict.fromkeys(change.when for change in found))


def test_spans_lead_from_each_meeting_or_review_to_the_next() -> None:
    made = register(FILES)
    found = spans(town(made), LATE)
    assert [(span.start.isoformat(), span.end.isoformat()) for span in found] == [
        ("2022-02-28", "2022-05-10"),
        ("2022-01-31", "2022-02-28"),
        ("2022-01-10", "2022-01-31"),
    ]
    assert found[0].before == (plan(made).reviews[0],)
    assert found[0].after == (town(made).meetings[0],)
    assert [len(span.changes) for span in found] == [5, 4, 2]
    assert spans(made.authorities["county"], LATE) == []


def test_two_marks_on_one_day_are_one_date() -> None:
    made = register(
        {
            "plans/plan/reviews/2022-01-31.yml": review(),
            "meetings.yml": meeting("2022-01-31") + meeting("2022-03"),
        }
    )
    (span,) = spans(town(made), LATE)
    assert (span.start, span.end) == (date(2022, 1, 31), date(2022, 3, 31))
    assert set(span.before) == {town(made).meetings[1], plan(made).reviews[0]}


def test_a_date_that_has_not_come_begins_no_span() -> None:
    text = meeting("2022-01-31") + meeting("2022-06-02", "planned")
    assert spans(town(register({"meetings.yml": text})), LATE) == []


# Whatever the content.


@settings(max_examples=60, deadline=None)
@given(contents(), st.tuples(days, days, days))
def test_changes_from_a_to_b_and_from_b_to_c_make_those_from_a_to_c(
    made: Invented, dates: tuple[date, date, date]
) -> None:
    first, second, third = sorted(dates)
    found = changes_of(linked(made, third).authorities.values(), third)
    assert between(found, second, third) + between(found, first, second) == between(found, first, third)
    assert between(found, date.min, third) == found


def told(change: Change) -> tuple[object, ...]:
    """A change as it reads, whichever register tells it."""
    detail: object = change.detail
    if isinstance(change.detail, Rated):
        detail = (change.detail.entry, change.detail.status, change.detail.review.date)
    elif isinstance(change.detail, Move):
        detail = (change.detail.old, change.detail.new, change.detail.review.date)
    return (change.day, change.when, change.kind, address(change.subject), repr(detail))


@settings(max_examples=60, deadline=None)
@given(contents(), days, days)
def test_what_changed_up_to_a_day_is_the_same_on_every_later_day(made: Invented, one: date, other: date) -> None:
    early, late = sorted((one, other))
    out = {path: "\n".join(_shown(line) for line in text.splitlines()) for path, text in made.files.items()}
    known = Invented(out)
    then = changes_of(linked(known, early).authorities.values(), early)
    now = changes_of(linked(known, late).authorities.values(), late)
    assert Counter(map(told, then)) == Counter(told(change) for change in now if change.day <= early)


def _shown(line: str) -> str:
    """A line of a file without what keeps the record back."""
    head, found, tail = line.partition("publish_from: ")
    return head + "draft: false" + tail[len("2020-01-01T09:30") :] if found else line


@settings(max_examples=40, deadline=None)
@given(contents(), days)
def test_spans_together_have_every_change_between_the_first_date_and_the_last(made: Invented, as_of: date) -> None:
    for authority in linked(made, as_of).authorities.values():
        found = spans(authority, as_of)
        if found:
            whole = between(changes_of([authority], as_of), found[-1].start, found[0].end)
            assert [told(change) for span in found for change in span.changes] == [told(change) for change in whole]
        for newer, older in pairwise(found):
            assert newer.start == older.end


def test_what_fell_due_between_two_dates_is_told_as_it_was_known_at_the_second() -> None:
    made = register(
        {
            "plans/plan/actions.yml": actions("id: 1, due: 2022-02", "id: 2, due: 2022-02-15", "id: 3, due: 2022-02"),
            "plans/plan/reviews/2022-01-31.yml": review("action: 1, note: Begun."),
            "plans/plan/reviews/2022-03-31.yml": review("action: 2, completed: true", "action: 3, due: 2022-04"),
            "plans/plan/reviews/2022-05-15.yml": review("action: 1, completed: true"),
        }
    )
    second, first = spans(town(made), made.as_of)
    assert [(one.action.record.id, one.done) for one in first.fell_due] == [("2", True), ("1", False)]
    assert first.done_in_time == 1
    assert first.is_reviewed
    assert [(one.action.record.id, str(one.due.by), one.done) for one in second.fell_due] == [("3", "2022-04", False)]


def test_between_a_review_and_a_meeting_nobody_could_report() -> None:
    meeting = f"date: 2022-02-10\n  body: Cabinet\n  kind: scrutiny\n  outcome: held\n  summary: It met.\n  {SOURCE}"
    made = register(
        {
            "meetings.yml": f"- {meeting}",
            "plans/plan/actions.yml": actions("id: 1, due: 2022-02-05"),
            "plans/plan/reviews/2022-01-31.yml": review("action: 1, note: Begun."),
        }
    )
    (found,) = spans(town(made), made.as_of)
    assert ([one.done for one in found.fell_due], found.is_reviewed) == ([False], False)


def test_what_was_given_up_before_its_date_never_fell_due_and_what_is_complete_may_be_so_since_nobody_knows_when() -> (
    None
):
    made = register(
        {
            "plans/plan/actions.yml": actions(
                "id: 1, due: 2022-02, withdrawn: {on: 2022-02-10, reason: not-stated}",
                "id: 2, due: 2022-02-05, withdrawn: {on: 2022-02-10, reason: not-stated}",
                "id: 3, due: 2022-02-06, completed: not-stated",
            ),
            "plans/plan/reviews/2022-01-31.yml": review("action: 1, note: Begun."),
            "plans/plan/reviews/2022-03-31.yml": review("action: 1, note: Given up."),
        }
    )
    (found,) = spans(town(made), made.as_of)
    assert [(one.action.record.id, one.done) for one in found.fell_due] == [("2", False), ("3", None)]
    assert found.done_in_time == 0
