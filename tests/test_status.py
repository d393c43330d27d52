"""Where things stand: ratings to statuses, due dates and how they moved, completion, what ended, and silence."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followthrough.register.status import add_months, months_between
from tests.made import BASE, SOURCE, action, actions, as_known, inspection, plan, recommendation, register, review, town

# Ratings to statuses.


@pytest.mark.parametrize(
    ("rating", "word", "meaning"),
    [
        ("Blue", "complete", "Done"),
        ("Green", "on track", "As planned"),
        ("Amber", "at risk", "not-stated"),
        ("Red", "off track", "not-stated"),
        ("White", "not started", "not-stated"),
    ],
)
def test_a_rating_becomes_a_status_through_the_plans_scale(rating: str, word: str, meaning: str) -> None:
    made = register({"plans/plan/reviews/2022-01-31.yml": review(f"recommendation: 1, rating: {rating}")})
    status = recommendation(made).status
    assert (status.word, status.because) == (word, "rating")
    assert status.said
    assert (status.said.entry.rating, status.said.meaning) == (rating, meaning)
    assert status.said.review.date == date(2022, 1, 31)
    assert status.said.review.record.assurance == "self-assessed"


OTHER_PLAN = f"title: Other plan\ninspections: 2021-sif\nbodies: Anytown Council\nscale: marks\n{SOURCE}"


def test_a_rating_that_the_scale_does_not_map_stays_unrated_and_is_kept() -> None:
    made = register(
        {
            "plans/other/plan.yml": OTHER_PLAN,
            "plans/other/reviews/2022-01-31.yml": review('recommendation: 1, rating: "2"'),
        }
    )
    status = recommendation(made).status
    assert (status.word, status.because) == ("not rated", "unmapped")
    assert status.said
    assert status.said.entry.rating == "2"


def test_a_rating_that_no_source_states_is_not_called_unmapped() -> None:
    made = register({"plans/plan/reviews/2022-01-31.yml": review("recommendation: 1, rating: not-stated")})
    status = recommendation(made).status
    assert (status.word, status.because) == ("not rated", "rating")


def test_nothing_said_is_silence() -> None:
    made = register({})
    for thing in (recommendation(made), plan(made), plan(made).priorities[0]):
        assert (thing.status.word, thing.status.said, thing.status.because) == ("not rated", None, "silence")


def test_actions_priorities_and_the_plan_itself_are_rated_too() -> None:
    made = register(
        {
            "plans/plan/actions.yml": actions("id: 1", "id: 2"),
            "plans/plan/reviews/2022-01-31.yml": review(
                "action: 1, rating: Red", "priority: 1, rating: Amber", "plan: true, rating: Green"
            ),
        }
    )
    assert action(made, "1").status.word == "off track"
    assert action(made, "2").status.word == "not rated"
    assert plan(made).priorities[0].status.word == "at risk"
    assert plan(made).status.word == "on track"


def test_a_review_that_rates_only_some_leaves_the_others_rating_and_its_age() -> None:
    made = register(
        {
            "plans/plan/reviews/2022-01-31.yml": review(
                "recommendation: 1, rating: Red", "recommendation: 2, rating: Red"
            ),
            "plans/plan/reviews/2022-04-30.yml": review("recommendation: 1, rating: Green"),
        }
    )
    first, second = recommendation(made, 1).status, recommendation(made, 2).status
    assert (first.word, second.word) == ("on track", "off track")
    assert first.said
    assert second.said
    assert (first.said.review.date, second.said.review.date) == (date(2022, 4, 30), date(2022, 1, 31))


def test_a_review_that_only_mentions_something_changes_nothing() -> None:
    made = register(
        {
            "plans/plan/reviews/2022-01-31.yml": review("recommendation: 1, rating: Red"),
            "plans/plan/reviews/2022-04-30.yml": review("recommendation: 1, note: Work went on."),
        }
    )
    thing = recommendation(made)
    assert thing.status.word == "off track"
    assert [rated.rates for rated in thing.history] == [False, True]


@pytest.mark.parametrize(
    ("one", "other", "word"),
    [
        ("Green", "Red", "off track"),
        ("Red", "Green", "off track"),
        ("Blue", "Amber", "at risk"),
        ("Blue", "Blue", "complete"),
    ],
)
def test_of_two_reviews_of_two_plans_on_one_day_the_more_cautious_counts(one: str, other: str, word: str) -> None:
    made = register(
        {
            "plans/plan/reviews/2022-01-31.yml": review(f"recommendation: 1, rating: {one}"),
            "plans/other/plan.yml": OTHER_PLAN.replace("marks", "brag"),
            "plans/other/reviews/2022-01-31.yml": review(f"recommendation: 1, rating: {other}"),
        }
    )
    thing = recommendation(made)
    assert thing.status.word == word
    assert {rated.entry.rating for rated in thing.history} == {one, other}


def test_the_later_of_two_plans_counts_and_their_scales_are_not_compared() -> None:
    made = register(
        {
            "plans/plan/reviews/2022-01-31.yml": review("recommendation: 1, rating: Red"),
            "plans/other/plan.yml": OTHER_PLAN,
            "plans/other/reviews/2022-02-28.yml": review('recommendation: 1, rating: "1"'),
            "plans/plan/reviews/2022-03-31.yml": review("recommendation: 1, rating: Green"),
        }
    )
    latest, middle, first = recommendation(made).history
    assert [rated.entry.rating for rated in (latest, middle, first)] == ["Green", "1", "Red"]
    assert latest.changed is first
    assert middle.changed is None
    assert first.changed is None


def test_a_rating_taken_back_leaves_none() -> None:
    made = register(
        {
            "plans/plan/reviews/2022-01-31.yml": review("recommendation: 1, rating: Green"),
            "plans/plan/reviews/2022-02-28.yml": review("recommendation: 1, withdrawn: true"),
        }
    )
    thing = recommendation(made)
    assert (thing.status.word, thing.status.because) == ("not rated", "rating")
    assert thing.status.said is thing.history[0]
    assert thing.history[0].changed is thing.history[1]


def test_a_rating_after_one_that_was_taken_back_has_none_to_compare_with() -> None:
    made = register(
        {
            "plans/plan/reviews/2022-01-31.yml": review("recommendation: 1, rating: Green"),
            "plans/plan/reviews/2022-02-28.yml": review("recommendation: 1, withdrawn: true"),
            "plans/plan/reviews/2022-03-31.yml": review("recommendation: 1, rating: Amber"),
        }
    )
    thing = recommendation(made)
    assert thing.status.word == "at risk"
    assert thing.history[0].changed is None


def test_a_rating_is_compared_with_the_last_one_that_is_known() -> None:
    made = register(
        {
            "plans/plan/reviews/2022-01-31.yml": review("recommendation: 1, rating: Green"),
            "plans/plan/reviews/2022-02-28.yml": review("recommendation: 1, rating: not-stated"),
            "plans/plan/reviews/2022-03-31.yml": review("recommendation: 1, note: Nothing new."),
            "plans/plan/reviews/2022-04-30.yml": review("recommendation: 1, rating: Amber"),
            "plans/plan/reviews/2022-05-31.yml": review("recommendation: 1, rating: Amber"),
        }
    )
    may, april, march, february, january = recommendation(made).history
    assert april.changed is january
    assert [rated.changed for rated in (may, march, february, january)] == [None] * 4


def test_reviews_after_the_day_are_left_out() -> None:
    files = {
        "plans/plan/reviews/2022-01-31.yml": review("recommendation: 1, rating: Red"),
        "plans/plan/reviews/2022-04-30.yml": review("recommendation: 1, rating: Blue"),
    }
    for day, word, count in (
        ("2022-01-30", "not rated", 0),
        ("2022-01-31", "off track", 1),
        ("2022-04-29", "off track", 1),
        ("2022-04-30", "complete", 2),
    ):
        made = as_known(files, day)
        assert (recommendation(made).status.word, len(plan(made).reviews)) == (word, count)


# Verdicts of later visits.

VISIT = """\
title: Monitoring visit
framework: visit
bodies: Ofsted
on_site: {{from: {day}, to: {day}}}
published: {day}
follows: 2021-sif
verdicts: [{{recommendation: 1, verdict: {verdict}, note: As seen.}}]
"""


def test_a_later_verdict_stands_beside_the_councils_rating_and_changes_nothing() -> None:
    made = register(
        {
            "inspections/2022-visit/inspection.yml": VISIT.format(day="2022-03-01", verdict="Not met") + SOURCE,
            "plans/plan/reviews/2022-02-28.yml": review("recommendation: 1, rating: Blue"),
        }
    )
    thing = recommendation(made)
    assert thing.status.word == "complete"
    assert [(verdict.verdict, verdict.inspection.slug) for verdict in thing.verdicts] == [("Not met", "2022-visit")]
    assert recommendation(made, 2).verdicts == []


def test_verdicts_and_later_visits_are_newest_first() -> None:
    made = register(
        {
            "inspections/a-visit/inspection.yml": VISIT.format(day="2022-03-01", verdict="Not met") + SOURCE,
            "inspections/b-visit/inspection.yml": VISIT.format(day="2022-05-01", verdict="Met") + SOURCE,
        }
    )
    assert [verdict.verdict for verdict in recommendation(made).verdicts] == ["Met", "Not met"]
    assert [visit.slug for visit in inspection(made).followed_by] == ["b-visit", "a-visit"]
    assert all(visit.follows is inspection(made) for visit in inspection(made).followed_by)


# Due dates.


@pytest.mark.parametrize(
    ("due", "as_of", "days"),
    [
        ("2022-05-31", "2022-05-30", 0),
        ("2022-05-31", "2022-05-31", 0),  # not on the day itself
        ("2022-05-31", "2022-06-01", 1),
        ("2022-05", "2022-05-31", 0),  # a month falls due at its end
        ("2022-05", "2022-06-01", 1),
        ("2020-02", "2020-02-29", 0),
        ("2021", "2021-12-31", 0),
        ("2021", "2022-01-01", 1),
        ("not-stated", "2022-06-01", None),
        ("{by: 2022-05-31, words: then ongoing}", "2022-06-02", 2),
    ],
)
def test_overdue(due: str, as_of: str, days: int | None) -> None:
    made = as_known({"plans/plan/actions.yml": actions(f"id: 1, due: {due}")}, as_of)
    assert action(made).overdue_days == days


@pytest.mark.parametrize("rating", ["Blue", "Red"])
def test_only_what_is_not_complete_is_overdue(rating: str) -> None:
    made = register(
        {
            "plans/plan/actions.yml": actions("id: 1, due: 2022-01"),
            "plans/plan/reviews/2022-02-28.yml": review(f"action: 1, rating: {rating}"),
        }
    )
    assert bool(action(made).overdue_days) is (rating == "Red")


def test_an_action_moved_twice() -> None:
    made = register(
        {
            "plans/plan/actions.yml": actions("id: 1, due: 2021-12-31"),
            "plans/plan/reviews/2022-01-31.yml": review("action: 1, due: 2022-03-31, moved_because: No staff"),
            "plans/plan/reviews/2022-02-28.yml": review("action: 1, rating: Red"),
            "plans/plan/reviews/2022-03-31.yml": review("action: 1, due: 2022-05-20"),
        }
    )
    moved = action(made)
    assert [(str(move.old.by), str(move.new.by), move.days) for move in moved.moves] == [
        ("2021-12-31", "2022-03-31", 90),
        ("2022-03-31", "2022-05-20", 50),
    ]
    assert [move.review.date for move in moved.moves] == [date(2022, 1, 31), date(2022, 3, 31)]
    assert [move.because for move in moved.moves] == ["No staff", None]
    assert (str(moved.record.due.by), str(moved.due.by)) == ("2021-12-31", "2022-05-20")
    assert (moved.slipped_days, moved.overdue_days) == (140, 12)


def test_an_action_brought_forward_slips_less_than_nothing() -> None:
    made = register(
        {
            "plans/plan/actions.yml": actions("id: 1, due: 2022-12-31"),
            "plans/plan/reviews/2022-01-31.yml": review("action: 1, due: 2022-12-01"),
        }
    )
    assert ([move.days for move in action(made).moves], action(made).slipped_days) == ([-30], -30)


@pytest.mark.parametrize(
    ("original", "repeated"),
    [
        ("2022-03-31", "2022-03-31"),
        ("2022-03", "2022-03-31"),  # the same day, said more exactly
        ("{by: 2022-03, words: then ongoing}", "2022-03"),
        ("{by: not-stated, words: soon}", "{by: not-stated, words: soon}"),
    ],
)
def test_a_date_repeated_is_no_move(original: str, repeated: str) -> None:
    made = register(
        {
            "plans/plan/actions.yml": actions(f"id: 1, due: {original}"),
            "plans/plan/reviews/2022-01-31.yml": review(f"action: 1, due: {repeated}"),
        }
    )
    assert action(made).moves == []
    assert action(made).due == action(made).record.due


@pytest.mark.parametrize(
    ("dates", "days", "slipped"),
    [
        (("not-stated", "2022-03-31"), [None], None),
        (("not-stated", "2022-03-31", "2022-04-30"), [None, 30], 30),  # from the first date known
        (("2022-03-31", "not-stated", "2022-04-30"), [None, None], 30),
        (("2022-03-31", "2022-04-30", "not-stated"), [30, None], 30),  # to the last date known
        (("{by: not-stated, words: soon}", "{by: not-stated, words: later}"), [None], None),
    ],
)
def test_slippage_where_dates_are_missing(dates: tuple[str, ...], days: list[int | None], slipped: int | None) -> None:
    files = {"plans/plan/actions.yml": actions(f"id: 1, due: {dates[0]}")}
    files |= {
        f"plans/plan/reviews/2022-0{month}-01.yml": review(f"action: 1, due: {due}")
        for month, due in enumerate(dates[1:], 1)
    }
    made = action(register(files))
    assert ([move.days for move in made.moves], made.slipped_days) == (days, slipped)


# Completion.


def test_complete_by_its_record_whatever_the_last_rating() -> None:
    made = register(
        {
            "plans/plan/actions.yml": actions("id: 1, due: 2022-01-31, completed: 2022-03-02"),
            "plans/plan/reviews/2022-02-28.yml": review("action: 1, rating: Red"),
        }
    )
    done = action(made)
    assert (done.status.word, done.status.because, str(done.completed)) == ("complete", "record", "2022-03-02")
    assert done.status.said
    assert done.status.said.entry.rating == "Red"
    assert (done.overdue_days, done.late_days) == (0, 30)


def test_complete_by_a_review() -> None:
    made = register(
        {
            "plans/plan/actions.yml": actions("id: 1, due: 2022-01-31"),
            "plans/plan/reviews/2022-02-28.yml": review("action: 1, rating: Green, completed: true"),
        }
    )
    done = action(made)
    assert (done.status.word, done.status.because) == ("complete", "report")
    assert done.status.said
    assert (done.status.said.entry.rating, done.status.said.meaning) == ("Green", "As planned")
    assert (done.completed, done.late_days, done.overdue_days) == (None, None, 0)


def test_completed_on_a_day_that_no_source_states() -> None:
    made = register({"plans/plan/actions.yml": actions("id: 1, due: 2022-01-31, completed: not-stated")})
    done = action(made)
    assert (done.status.word, done.completed, done.late_days, done.overdue_days) == ("complete", None, None, 0)


@pytest.mark.parametrize(
    ("due", "completed", "days"),
    [
        ("2022-01-31", "2022-01-31", 0),
        ("2022-01-31", "2022-02-01", 1),
        ("2022-01", "2022-01-31", 0),
        ("2022-01-15", "2022-01", 0),  # may have been in time
        ("2022-01-15", "2022-02", 17),  # at least
        ("2022-12-31", "2022-02", 0),
        ("not-stated", "2022-02", None),
    ],
)
def test_late_but_delivered(due: str, completed: str, days: int | None) -> None:
    made = register({"plans/plan/actions.yml": actions(f"id: 1, due: {due}, completed: {completed}")})
    assert (action(made).late_days, action(made).overdue_days) == (days, 0)


def test_late_counts_from_the_first_date_however_often_it_moved() -> None:
    made = register(
        {
            "plans/plan/actions.yml": actions("id: 1, due: 2022-01-31, completed: 2022-04-01"),
            "plans/plan/reviews/2022-01-31.yml": review("action: 1, due: 2022-04-30"),
        }
    )
    assert action(made).late_days == 60


@pytest.mark.parametrize(("day", "word"), [("2022-01-31", "not rated"), ("2022-02-01", "complete")])
def test_not_complete_before_it_was_completed(day: str, word: str) -> None:
    made = as_known({"plans/plan/actions.yml": actions("id: 1, completed: 2022-02, due: 2022-01-30")}, day)
    assert action(made).status.word == word
    assert bool(action(made).overdue_days) is (word != "complete")


# What ended.

WITHDRAWN = "withdrawn: {on: 2022-02, reason: No longer needed}\n"


def test_a_withdrawn_action_stays_and_is_not_overdue() -> None:
    files = {
        "plans/plan/actions.yml": actions(f"id: 1, due: 2022-01-31, {WITHDRAWN.strip()}"),
        "plans/plan/reviews/2022-01-31.yml": review("action: 1, rating: Red"),
    }
    gone = action(as_known(files, "2022-06-01"))
    assert (gone.status.word, gone.overdue_days, gone.left_open) == ("withdrawn", 0, False)
    assert gone.status.said is gone.history[0]
    still = action(as_known(files, "2022-01-31"))
    assert (still.status.word, still.status.because) == ("off track", "rating")


def test_a_superseded_action_names_what_took_its_place() -> None:
    made = register(
        {
            "plans/plan/actions.yml": actions(
                "id: 1, superseded: {on: not-stated, by: 2}",
                "id: 2",
                "id: 3, superseded: {on: 2022-06-02, by: 2}",
                "id: 4, superseded: {on: 2022-06-01, by: 5}",
                "id: 5, draft: true",
            )
        }
    )
    assert (action(made, "1").status.word, action(made, "1").superseded_by) == ("superseded", action(made, "2"))
    assert (action(made, "3").status.word, action(made, "3").superseded_by) == ("not rated", None)
    assert (action(made, "4").status.word, action(made, "4").superseded_by) == ("superseded", None)


def test_a_recommendation_withdrawn_or_superseded() -> None:
    made = register(
        {
            "inspections/2021-sif/recommendations/01-one.md": f"---\n{WITHDRAWN}---\nDo one thing.\n",
            "inspections/2021-sif/recommendations/02-two.md": (
                '---\nsuperseded: {on: 2022-01-01, by: "3"}\n---\nDo another thing.\n'
            ),
            "plans/plan/reviews/2022-03-31.yml": review(
                "recommendation: 1, rating: Red", "recommendation: 2, rating: Red"
            ),
        }
    )
    one, two, three = (recommendation(made, number) for number in (1, 2, 3))
    assert [thing.status.word for thing in (one, two, three)] == ["withdrawn", "superseded", "not rated"]
    assert (one.superseded_by, two.superseded_by) == (None, three)
    assert one.status.said is one.history[0]
    assert [thing.untracked for thing in (one, two, three)] == [False, False, True]


NEXT_PLAN = f"title: Next plan\nbodies: Anytown Council\n{SOURCE}"


def ending(how: str) -> str:
    """The plan, with how it ended."""
    return f"title: Plan\ninspections: 2021-sif\nbodies: Anytown Council\nscale: brag\n{how}{SOURCE}"


def test_actions_of_a_superseded_plan_are_left_open_not_overdue() -> None:
    files = {
        "plans/plan/plan.yml": ending("superseded: {on: 2022-05-01, by: next, reason: The board changed}\n"),
        "plans/plan/actions.yml": actions(
            "id: 1, due: 2022-01-31", "id: 2, due: 2022-01-31, completed: 2022-02", f"id: 3, {WITHDRAWN.strip()}"
        ),
        "plans/next/plan.yml": NEXT_PLAN,
    }
    made = as_known(files, "2022-06-01")
    old = plan(made)
    assert (old.status.word, old.is_open, old.silence) == ("superseded", False, None)
    assert old.superseded_by is plan(made, "next")
    assert plan(made, "next").supersedes == [old]
    assert [thing.left_open for thing in old.actions] == [True, False, False]
    assert [thing.overdue_days for thing in old.actions] == [0, 0, 0]
    before = plan(as_known(files, "2022-04-30"))
    assert (before.status.word, before.is_open, before.superseded_by) == ("not rated", True, None)
    assert [(thing.left_open, thing.overdue_days) for thing in before.actions[:2]] == [(False, 89), (False, 0)]


def test_actions_of_a_withdrawn_plan_are_left_open_too() -> None:
    made = register(
        {
            "plans/plan/plan.yml": ending(WITHDRAWN),
            "plans/plan/actions.yml": actions("id: 1, due: 2022-01-31"),
        }
    )
    assert (plan(made).status.word, plan(made).is_open) == ("withdrawn", False)
    assert (action(made).left_open, action(made).overdue_days, action(made).status.word) == (True, 0, "not rated")


def test_a_plan_whose_successor_is_held_back_does_not_name_it() -> None:
    made = register(
        {
            "plans/plan/plan.yml": ending("superseded: {on: 2022-05-01, by: next}\n"),
            "plans/next/plan.yml": f"draft: true\n{NEXT_PLAN}",
        }
    )
    assert (plan(made).status.word, plan(made).superseded_by) == ("superseded", None)


def test_open_plans_come_first_then_the_latest_word() -> None:
    made = register(
        {
            "plans/plan/plan.yml": ending(WITHDRAWN),
            "plans/plan/reviews/2022-05-31.yml": review(),
            "plans/a/plan.yml": NEXT_PLAN,
            "plans/b/plan.yml": NEXT_PLAN,
            "plans/b/reviews/2022-01-31.yml": review(),
            "plans/c/plan.yml": NEXT_PLAN,
        }
    )
    assert [thing.slug for thing in town(made).plans] == ["b", "a", "c", "plan"]


# Silence.


@pytest.mark.parametrize(
    ("latest", "as_of", "months"),
    [
        ("2017-04-28", "2017-10-28", None),  # exactly six months
        ("2017-04-28", "2017-10-29", 6),
        ("2017-04-28", "2018-04-27", 11),
        ("2017-04-28", "2018-04-28", 12),
        ("2017-08-31", "2018-02-28", None),  # February ends early
        ("2017-08-31", "2018-03-01", 6),
        ("2019-08-31", "2020-02-29", None),
        ("2019-08-31", "2020-03-01", 6),
        ("2017-06-30", "2017-12-30", None),
        ("2017-06-30", "2017-12-31", 6),
    ],
)
def test_silence_after_more_than_six_months(latest: str, as_of: str, months: int | None) -> None:
    files = {"plans/plan/reviews/2016-01-31.yml": review(), f"plans/plan/reviews/{latest}.yml": review()}
    found = plan(as_known(files, as_of)).silence
    if months is None:
        assert found is None
    else:
        assert found
        assert (found.since, found.months) == (date.fromisoformat(latest), months)


@pytest.mark.parametrize(
    ("facts", "as_of", "silent"),
    [
        ("agreed: 2021-12-01\n", "2022-06-01", False),
        ("agreed: 2021-12-01\n", "2022-06-02", True),
        ("agreed: 2021-12\n", "2022-06-30", False),  # a month counts from its end
        ("agreed: 2021-12\n", "2022-07-01", True),
        ("agreed: not-stated\nperiod: {from: 2021-12-01, to: 2022-03-31}\n", "2022-06-02", True),
        ("agreed: 2021-12-01\nperiod: {from: 2020, to: 2030}\n", "2022-06-01", False),
        ("inspections: 2021-sif\n", "2022-05-08", False),  # published 8 November 2021
        ("inspections: 2021-sif\n", "2022-05-09", True),
        ("", "2030-01-01", False),  # nobody knows when it began
        ("agreed: not-stated\nperiod: {from: 2022-12-01}\n", "2022-06-01", False),  # not begun
    ],
)
def test_a_plan_never_reviewed_is_silent_from_its_start(facts: str, as_of: str, silent: bool) -> None:
    made = as_known({"plans/plan/plan.yml": f"title: Plan\nbodies: Anytown Council\n{facts}{SOURCE}"}, as_of)
    found = plan(made).silence
    assert (found is not None) is silent
    assert found is None or found.since is None


def test_a_plan_that_is_complete_is_not_silent() -> None:
    made = register({"plans/plan/reviews/2020-01-31.yml": review("plan: true, rating: Blue")})
    assert (plan(made).is_open, plan(made).silence) == (False, None)


def test_the_site_sets_how_long_silence_may_be() -> None:
    patient = {"site.yml": BASE["site.yml"] + "stale_after_months: 12\n", "plans/plan/reviews/2021-06-01.yml": review()}
    assert plan(register(patient, "2022-06-01")).silence is None
    assert plan(register(patient, "2022-06-02")).silence


@given(day=st.dates(date(1990, 1, 1), date(2090, 1, 1)), months=st.integers(0, 60))
def test_months_are_counted_as_they_are_added(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)
    assert months_between(day, later if later.day == day.day else later + timedelta(days=1)) == months


# What is said, and what nobody can have said yet.


def test_words_about_an_action_stand_beside_it_until_it_is_rated() -> None:
    one = "plans/plan/actions.yml", actions("id: 1, recommendations: 1")
    words = "plans/plan/reviews/2022-01-31.yml", review("action: 1, note: Work has begun.")
    later = "plans/plan/reviews/2022-03-31.yml", review("action: 1, due: 2022-12")
    rating = "plans/plan/reviews/2022-04-30.yml", review("action: 1, rating: Green")
    found = action(register(dict([one, words, later])))
    assert found.told
    assert (found.told.review.date, found.told.entry.note) == (date(2022, 1, 31), "Work has begun.")
    assert action(register(dict([one]))).told is None
    assert action(register(dict([one, words, later, rating]))).told is None


def test_a_recommendation_knows_the_newest_review_of_its_actions() -> None:
    made = register(
        {
            "plans/plan/actions.yml": actions("id: 1, recommendations: 1"),
            "plans/plan/reviews/2022-01-31.yml": review("action: 1, note: Work has begun."),
            "plans/plan/reviews/2022-03-31.yml": review("action: 1, rating: Green"),
        }
    )
    found = recommendation(made).told_by
    assert found
    assert found.date == date(2022, 3, 31)
    assert recommendation(register({})).told_by is None


@pytest.mark.parametrize(("reviewed", "unheard"), [("2022-01-31", True), ("2022-02-28", True), ("2022-03-01", False)])
def test_nobody_can_have_said_before_the_due_date_that_it_was_kept(reviewed: str, unheard: bool) -> None:
    files = {
        "plans/plan/actions.yml": actions("id: 1, due: 2022-02, recommendations: 1"),
        f"plans/plan/reviews/{reviewed}.yml": review("recommendation: 1, rating: Green"),
    }
    assert action(register(files)).unheard is unheard
    assert action(as_known(files, "2022-02-28")).unheard is False
