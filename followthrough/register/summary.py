"""Counts, always with what they are counted out of."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from followthrough.records import NOT_STATED
from followthrough.register.statuses import ENDED, STATUSES, StatusWord
from followthrough.register.things import Action, Authority, Plan, Recommendation, Review


@dataclass(frozen=True)
class Tally:
    """How many of `total` have each status; the counts add up to the total.

    `unmapped` are those not rated that do have a rating, of which nobody knows what status it stands for.
    """

    total: int
    by: dict[StatusWord, int]
    unmapped: int


def tally(things: Sequence[Recommendation | Action]) -> Tally:
    """Count things by status; every status is there, also those that nothing has."""
    by = dict.fromkeys(STATUSES, 0)
    for thing in things:
        by[thing.status.word] += 1
    return Tally(len(things), by, sum(thing.status.because == "unmapped" for thing in things))


@dataclass(frozen=True)
class Summary:
    """An authority, all of them, or a plan in figures.

    Of the actions, `in_force` are of plans that stand, `ended` of those that were withdrawn or superseded, among them
    those `left_open`, which nobody had reported complete by then. `dated` have a due date now; `overdue` are out of
    the `dated_in_force`, since what ended cannot become overdue. `late` are those completed after the date first given,
    out of the `ever_dated`; `moved` have had another date before. `untracked` are recommendations that no published
    action addresses, `answered` how many have an answer in words. `partial` are plans of which the sources give not all
    actions, or none. `unmeasured` and `silent` are out of the `open_plans`.
    `latest` is the newest review.
    """

    recommendations: Tally
    actions: Tally
    in_force: Tally
    ended: Tally
    dated: int
    dated_in_force: int
    ever_dated: int
    overdue: list[Action] = field(default_factory=list)
    left_open_dated: int = 0
    late: list[Action] = field(default_factory=list)
    left_open: list[Action] = field(default_factory=list)
    moved: list[Action] = field(default_factory=list)
    without_owner: list[Action] = field(default_factory=list)
    without_date: list[Action] = field(default_factory=list)
    untracked: list[Recommendation] = field(default_factory=list)
    answered: int = 0
    partial: list[Plan] = field(default_factory=list)
    unmeasured: list[Plan] = field(default_factory=list)
    silent: list[Plan] = field(default_factory=list)
    open_plans: list[Plan] = field(default_factory=list)
    latest: Review | None = None


def summarise(authorities: Sequence[Authority]) -> Summary:
    """The figures of one authority or of several together."""
    recommendations = [thing for authority in authorities for thing in authority.recommendations]
    return _summary(recommendations, [plan for authority in authorities for plan in authority.plans])


def summarise_plan(plan: Plan) -> Summary:
    """The figures of one plan, and of what inspectors asked for in the inspections that it answers."""
    return _summary(plan.recommendations, [plan])


def _summary(recommendations: Sequence[Recommendation], plans: Sequence[Plan]) -> Summary:
    actions = [action for plan in plans for action in plan.actions]
    in_force = [action for action in actions if not action.plan.has_ended]
    reviews = [review for plan in plans for review in plan.reviews]
    current = [plan for plan in plans if plan.is_open]
    return Summary(
        tally(recommendations),
        tally(actions),
        tally(in_force),
        tally([action for action in actions if action.plan.has_ended]),
        dated=_dated(actions),
        dated_in_force=_dated([one for one in in_force if one.status.word not in ENDED]),
        ever_dated=sum(_has_date(action) for action in actions),
        overdue=[action for action in actions if action.overdue_days],
        late=[action for action in actions if action.late_days],
        left_open=[action for action in actions if action.left_open],
        left_open_dated=_dated([action for action in actions if action.left_open]),
        moved=[action for action in actions if action.moves],
        without_owner=[action for action in actions if "owner" in action.gaps],
        without_date=[action for action in actions if "date" in action.gaps],
        untracked=[thing for thing in recommendations if thing.untracked],
        answered=sum(bool(thing.answers) for thing in recommendations),
        partial=[plan for plan in plans if not plan.record.actions_published],
        unmeasured=[plan for plan in current if not plan.measures],
        silent=[plan for plan in current if plan.silence],
        open_plans=current,
        latest=max(reviews, key=lambda review: review.date, default=None),
    )


def _dated(actions: Sequence[Action]) -> int:
    return sum(action.due.by != NOT_STATED for action in actions)


def _has_date(action: Action) -> bool:
    """Whether it has a due date, or had one."""
    return any(due.by != NOT_STATED for due in (action.record.due, *(move.new for move in action.moves)))
