"""Counts, with what they are counted out of, on small content and on whatever content can be thought of."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from followthrough.records import When
from followthrough.register import Register
from followthrough.register.status import days_between
from followthrough.register.statuses import STATUSES
from followthrough.register.summary import summarise, summarise_plan, tally
from followthrough.register.things import Action, Subject
from tests.invented import Invented, contents, days
from tests.made import BASE, SOURCE, TOWN, action, actions, as_known, plan, recommendation, register, review, town


def test_a_tally_has_every_status_and_adds_up() -> None:
    made = register(
        {
            "plans/plan/reviews/2022-01-31.yml": review(
                "recommendation: 1, rating: Blue", "recommendation: 3, rating: Red"
            )
        }
    )
    counts = tally(town(made).recommendations)
    assert counts.total == 3
    assert list(counts.by) == list(STATUSES)
    assert {word: count for word, count in counts.by.items() if count} == {
        "complete": 1,
        "off track": 1,
        "not rated": 1,
    }
    assert counts.unmapped == 0


def test_a_rating_that_stands_for_no_status_is_counted_among_those_not_rated() -> None:
    made = register(
        {
            "plans/other/plan.yml": f"title: Other\ninspections: 2021-sif\nbodies: Town\nscale: marks\n{SOURCE}",
            "plans/other/reviews/2022-01-31.yml": review('recommendation: 1, rating: "2"'),
        }
    )
    counts = tally(town(made).recommendations)
    assert (counts.by["not rated"], counts.unmapped) == (3, 1)


def test_nothing_is_counted_out_of_nothing() -> None:
    found = summarise([])
    assert (found.recommendations.total, found.actions.total, found.dated, found.latest) == (0, 0, 0, None)
    assert not any(found.recommendations.by.values())


def test_answers_in_words_and_plans_of_which_the_sources_give_not_all() -> None:
    made = register(
        {
            "inspections/2021-sif/recommendations/01-one.md": f"---\n{SOURCE}---\nDo one.\n\n## We will\nDo it.\n",
            "plans/plan/plan.yml": BASE[f"{TOWN}plans/plan/plan.yml"] + "actions_published: false\n",
            "plans/plan/actions.yml": actions("id: 1"),
            "plans/other/plan.yml": f"title: Other\nbodies: Town\nactions_published: false\n{SOURCE}",
        }
    )
    found = summarise([town(made)])
    assert (found.answered, found.recommendations.total) == (1, 3)
    assert {one.slug for one in found.partial} == {"plan", "other"}


MEASURE = "title: Waits\nunit: days\ndefinition: not-stated\ndirection: lower is better\n"


def test_what_is_missing_and_late() -> None:
    made = register(
        {
            "plans/plan/actions.yml": actions(
                "id: 1, due: 2022-05-31, owner: A post, recommendations: 1",
                "id: 2, due: 2022-01-31, completed: 2022-02-28",
                "id: 3, owner: A post, recommendations: 2, withdrawn: {on: 2022-01, reason: not-stated}",
                "id: 4, due: {by: not-stated, words: soon}",
                "id: 5, due: 2022-12-31",
            ),
            "plans/plan/reviews/2022-02-01.yml": review("action: 5, due: 2022-11-30"),
            "plans/other/plan.yml": f"title: Other\nbodies: B\nagreed: 2020\nmeasures: waits\n{SOURCE}",
            "measures/waits.yml": MEASURE,
        }
    )
    found = summarise([town(made)])
    assert found.actions.total == 5
    assert (found.dated, [thing.record.id for thing in found.overdue]) == (3, ["1"])
    assert [thing.record.id for thing in found.late] == ["2"]
    assert [thing.record.id for thing in found.moved] == ["5"]
    assert [thing.record.id for thing in found.without_owner] == ["2", "4", "5"]
    assert [thing.record.id for thing in found.without_date] == ["3", "4"]
    assert (action(made, "4").gaps, action(made, "1").gaps, action(made, "3").gaps) == (["owner", "date"], [], ["date"])
    # 2 has an action, but one that was withdrawn.
    assert [thing.number for thing in found.untracked] == [2, 3]
    assert (found.open_plans, found.unmeasured) == ([plan(made), plan(made, "other")], [plan(made)])
    assert found.silent == [plan(made, "other")]


def test_what_ended_is_not_among_what_can_be_overdue() -> None:
    made = register(
        {
            "plans/plan/plan.yml": f"title: Old\nbodies: B\nwithdrawn: {{on: 2022-02, reason: not-stated}}\n{SOURCE}",
            "plans/plan/actions.yml": actions("id: 1, due: 2022-01-31", "id: 2, completed: 2022-01", "id: 3"),
            "plans/other/plan.yml": f"title: New\nbodies: B\n{SOURCE}",
            "plans/other/actions.yml": actions(
                "id: 1", "id: 2, due: 2022-01-31, withdrawn: {on: 2022-01, reason: not-stated}"
            ),
        }
    )
    found = summarise([town(made)])
    assert (found.dated, found.dated_in_force, found.overdue) == (2, 0, [])
    assert (found.in_force.total, found.ended.total, found.ended.by["complete"]) == (2, 3, 1)
    assert ([one.record.id for one in found.left_open], found.left_open_dated) == (["1", "3"], 1)


def test_the_latest_review_of_all_plans() -> None:
    made = register(
        {
            "plans/plan/reviews/2022-01-31.yml": review(),
            "plans/other/plan.yml": f"title: Other\nbodies: B\n{SOURCE}",
            "plans/other/reviews/2022-03-31.yml": review(),
            "authorities/county/authority.yml": (
                "{name: County, short: County, code: E10999901, kind: county, nation: England}\n"
            ),
        }
    )
    assert summarise([town(made)]).latest is plan(made, "other").reviews[0]
    assert summarise(list(made.authorities.values())).latest is plan(made, "other").reviews[0]
    assert summarise([made.authorities["county"]]).latest is None


def test_what_is_held_back_is_not_counted() -> None:
    name = "inspections/2021-sif/recommendations/01-one.md"
    held = {
        name: f"---\ndraft: true\n---\n{BASE[TOWN + name]}",
        "plans/plan/actions.yml": actions("id: 1, draft: true"),
    }
    found = summarise([town(register(held))])
    assert (found.recommendations.total, found.actions.total) == (2, 0)
    assert recommendation(register(held, drafts=True), 1).number == 1


# Whatever the content.


def linked(made: Invented, as_of: date) -> Register:
    """The register of invented content, as it was on a day."""
    return as_known(made.files, as_of.isoformat())


@settings(max_examples=60, deadline=None)
@given(contents(), days)
def test_counts_add_up_to_what_they_are_counted_out_of(made: Invented, as_of: date) -> None:
    found = linked(made, as_of)
    everyone = list(found.authorities.values())
    for authorities in (everyone, *([one] for one in everyone)):
        summary = summarise(authorities)
        for counts in (summary.recommendations, summary.actions):
            assert sum(counts.by.values()) == counts.total
        assert summary.recommendations.total == sum(len(one.recommendations) for one in authorities)
        assert summary.actions.total == sum(len(one.actions) for one in authorities)
        assert summary.dated + len(summary.without_date) == summary.actions.total
        assert summary.in_force.total + summary.ended.total == summary.actions.total
        assert len(summary.overdue) <= summary.dated_in_force <= summary.dated
        assert all(one.plan.has_ended for one in summary.left_open)
        assert not any(one.plan.has_ended for one in summary.overdue)
        assert summary.left_open_dated <= len(summary.left_open) <= summary.ended.total
        done = [one for authority in authorities for one in authority.actions if one.status.word == "complete"]
        assert len(done) == summary.actions.by["complete"]
        for one in summary.overdue:
            assert one not in (*summary.late, *summary.left_open, *done, *summary.without_date)
        assert {id(plan) for plan in (*summary.silent, *summary.unmeasured)} <= {
            id(plan) for plan in summary.open_plans
        }
    parts = [summarise([one]) for one in everyone]
    whole = summarise(everyone)
    assert whole.actions.total == sum(part.actions.total for part in parts)
    assert len(whole.untracked) == sum(len(part.untracked) for part in parts)


def subjects(found: Register) -> list[Subject]:
    """Everything that has a status."""
    things: list[Subject] = list(found.recommendations)
    for one in found.plans:
        things += [*one.actions, *one.priorities, one]
    return things


@settings(max_examples=60, deadline=None)
@given(contents(), days)
def test_a_status_never_comes_from_a_later_review(made: Invented, as_of: date) -> None:
    found = linked(made, as_of)
    for one in found.plans:
        assert all(of.date <= as_of for of in one.reviews)
    for thing in subjects(found):
        assert all(rated.review.date <= as_of for rated in thing.history)
        dates = [rated.review.date for rated in thing.history]
        assert dates == sorted(dates, reverse=True)
        rating = [rated for rated in thing.history if rated.rates]
        assert (thing.status.said is None) is (not rating)
        if thing.status.said:
            assert thing.status.said.review.date == rating[0].review.date
        if thing.status.because == "rating":
            assert thing.status.said
            assert thing.status.word == thing.status.said.status


def known(one: Action) -> bool:
    """Whether every date it ever had is stated."""
    return all(isinstance(due.by, When) for due in (one.record.due, *(move.new for move in one.moves)))


@settings(max_examples=60, deadline=None)
@given(contents(), days)
def test_slippage_is_the_sum_of_the_moves(made: Invented, as_of: date) -> None:
    for one in town(linked(made, as_of)).actions:
        chain = [one.record.due, *(move.new for move in one.moves)]
        assert [move.old for move in one.moves] == chain[:-1]
        assert one.due == chain[-1]
        if known(one):
            assert one.slipped_days == sum(move.days or 0 for move in one.moves)
            assert one.slipped_days == days_between(one.record.due, one.due)
            assert all(move.days for move in one.moves)
        assert not (one.overdue_days and one.status.word == "complete")
        assert not one.late_days or one.completed


@settings(max_examples=60, deadline=None)
@given(contents(), st.data())
def test_what_was_known_stays_known(made: Invented, data: st.DataObject) -> None:
    """A later day never takes a review away, nor a move of a date, unless something else was kept back until then."""
    early, late = sorted(data.draw(st.tuples(days, days)))
    before, after = (
        {(one.plan.slug, one.record.id): one for one in town(linked(made, day)).actions} for day in (early, late)
    )
    for key, one in before.items():
        assert key in after
        old = [(move.review.date, move.new) for move in one.moves]
        new = [(move.review.date, move.new) for move in after[key].moves]
        if [rated.review.date for rated in one.history] == [
            rated.review.date for rated in after[key].history if rated.review.date <= early
        ]:
            assert new[: len(old)] == old


def test_the_figures_of_a_plan_are_of_its_own_actions() -> None:
    second = BASE[f"{TOWN}plans/plan/plan.yml"].replace("Improvement plan", "Second plan")
    made = register(
        {
            "plans/plan/actions.yml": actions("id: 1, recommendations: 1, due: 2022-01-31, owner: Head"),
            "plans/second/plan.yml": second,
            "plans/second/actions.yml": actions("id: 1, completed: 2022-01-31", "id: 2, recommendations: 2"),
        },
        "2022-06-30",
    )
    first, other = summarise_plan(plan(made)), summarise_plan(plan(made, "second"))
    assert (first.actions.total, first.dated, first.overdue, first.without_owner) == (1, 1, [action(made)], [])
    assert (other.actions.total, other.dated, other.actions.by["complete"], len(other.without_owner)) == (2, 0, 1, 2)
    # Any plan's action addresses what was asked.
    assert first.untracked == other.untracked == [recommendation(made, 3)]
