"""The things of the register, linked to each other: what pages show.

Every thing keeps the record it was made from; what is worked out stands beside it. Nothing here changes after
`build` in `followthrough.register` has linked it. They link in circles, so none of them prints what it holds.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeAlias

from followthrough import records
from followthrough.records import NOT_STATED, Cite, Framework, When
from followthrough.records.plan import Priority as PriorityRecord
from followthrough.records.plan import RatingEntry
from followthrough.records.site import Area
from followthrough.register.deadline import Deadline
from followthrough.register.judgement import Judgement
from followthrough.register.statuses import ENDED, Because, Silence, StatusWord

Subject: TypeAlias = "Recommendation | Action | Priority | Plan"
"""What a review can speak of."""


@dataclass(eq=False, repr=False)
class Authority:
    """An authority with all that belongs to it, newest first where it has a date; a `former` one no longer exists."""

    slug: str
    record: records.Authority
    former: bool = False
    inspections: list["Inspection"] = field(default_factory=list)
    plans: list["Plan"] = field(default_factory=list)
    measures: list["Measure"] = field(default_factory=list)
    meetings: list["Meeting"] = field(default_factory=list)
    sources: dict[str, "Source"] = field(default_factory=dict)
    predecessors: list["Authority"] = field(default_factory=list)
    successor: "Authority | None" = None

    @property
    def recommendations(self) -> list["Recommendation"]:
        """All recommendations of all its inspections."""
        return [recommendation for inspection in self.inspections for recommendation in inspection.recommendations]

    @property
    def actions(self) -> list["Action"]:
        """All actions of all its plans."""
        return [action for plan in self.plans for action in plan.actions]

    @property
    def graded(self) -> "Inspection | None":
        """The newest inspection that gave it an overall grade."""
        return next((inspection for inspection in self.inspections if inspection.overall), None)


@dataclass(eq=False, repr=False)
class Source:
    """A published document."""

    authority: Authority
    slug: str
    record: records.Source


@dataclass(eq=False, repr=False)
class Citation:
    """A place in a source."""

    source: Source
    cite: Cite


@dataclass(eq=False, repr=False)
class Inspection:
    """An inspection with its findings and recommendations, in order of number; later visits are newest first."""

    authority: Authority
    slug: str
    record: records.Inspection
    framework: Framework | None
    judgements: list[Judgement] = field(default_factory=list)
    findings: list["Finding"] = field(default_factory=list)
    recommendations: list["Recommendation"] = field(default_factory=list)
    verdicts: list["Verdict"] = field(default_factory=list)
    beside: list["Inspection"] = field(default_factory=list)
    follows: "Inspection | None" = None
    followed_by: list["Inspection"] = field(default_factory=list)
    plans: list["Plan"] = field(default_factory=list)
    meetings: list["Meeting"] = field(default_factory=list)
    deadline: Deadline | None = None

    @property
    def date(self) -> When | None:
        """When it was published, or else when the visit ended or began; None if no source says."""
        on_site = self.record.on_site
        visit = () if isinstance(on_site, str) else (on_site.last, on_site.from_)
        return next((when for when in (self.record.published, *visit) if isinstance(when, When)), None)

    @property
    def overall(self) -> str | None:
        """The overall grade or outcome; None if there is none or no source says which."""
        return self.record.overall.grade if self.record.overall and self.record.overall.grade != NOT_STATED else None

    @property
    def graded(self) -> list[Judgement]:
        """The judgements that have a grade."""
        return [judgement for judgement in self.judgements if judgement.stated]

    @property
    def grades_cited(self) -> tuple[Cite, ...]:
        """Where its grades are stated, each place once."""
        overall = self.record.overall.source if self.record.overall else ()
        return tuple(dict.fromkeys((*overall, *(cite for one in self.judgements for cite in one.source))))

    @property
    def only_judgement(self) -> Judgement | None:
        """The judgement of an inspection that looks at one thing and has no overall grade, if it was graded."""
        if len(self.judgements) != 1 or (self.framework and self.framework.overall):
            return None
        return self.judgements[0] if self.judgements[0].stated else None


@dataclass(eq=False, repr=False)
class Theme:
    """A theme and what belongs to it."""

    slug: str
    record: records.Theme
    recommendations: list["Recommendation"] = field(default_factory=list)
    findings: list["Finding"] = field(default_factory=list)
    measures: list["Measure"] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many things belong to it."""
        return len(self.recommendations) + len(self.findings) + len(self.measures)


@dataclass(eq=False, repr=False)
class Finding:
    """A finding, with the recommendations that belong to it and its response."""

    inspection: Inspection
    number: int
    title: str
    record: records.Finding
    area: Area | None = None
    recommendations: list["Recommendation"] = field(default_factory=list)
    themes: list[Theme] = field(default_factory=list)


@dataclass(eq=False, repr=False)
class Rated:
    """What one review says of one subject; `changed` is what the plan said of it before, if that was different."""

    review: "Review"
    entry: RatingEntry
    status: StatusWord
    meaning: str
    changed: "Rated | None" = None

    @property
    def day(self) -> date:
        """When it was said."""
        return self.review.date

    @property
    def verbatim(self) -> str | None:
        """The rating in the plan's own words; None if there is none, or no source says which."""
        return self.entry.rating if self.entry.rating != NOT_STATED else None

    @property
    def rates(self) -> bool:
        """Whether it says where the subject stands; a review can also just mention it."""
        return self.entry.rating is not None or self.entry.completed or self.entry.withdrawn


@dataclass(eq=False, repr=False)
class Status:
    """Where something stands: the common word, why, and the latest rating; `said` is None if nothing rates it."""

    word: StatusWord
    said: Rated | None = None
    because: Because = "silence"


@dataclass(eq=False, repr=False)
class Recommendation:
    """A recommendation with the whole chain: findings before it, responses, actions, ratings and verdicts after it."""

    inspection: Inspection
    number: int
    title: str
    record: records.Recommendation
    area: Area | None = None
    findings: list[Finding] = field(default_factory=list)
    themes: list[Theme] = field(default_factory=list)
    actions: list["Action"] = field(default_factory=list)
    measures: list["Measure"] = field(default_factory=list)
    history: list[Rated] = field(default_factory=list)
    verdicts: list["Verdict"] = field(default_factory=list)
    status: Status = field(default_factory=lambda: Status("not rated"))
    superseded_by: "Recommendation | None" = None
    supersedes: list["Recommendation"] = field(default_factory=list)

    @property
    def is_unnamed(self) -> bool:
        """Whether its title is only its number, as where the source names it no other way."""
        return self.record.title == f"Recommendation {self.number}"

    @property
    def told_by(self) -> "Review | None":
        """The newest review that reports on its actions."""
        reviews = [rated.review for action in self.actions for rated in action.history[:1]]
        return max(reviews, key=lambda review: review.date, default=None)

    @property
    def answers(self) -> list["Finding | Recommendation"]:
        """Where the authority's responses stand: on the recommendation itself, then on its findings."""
        given: list[Finding | Recommendation] = [self] if self.record.is_answered else []
        return given + [finding for finding in self.findings if finding.record.is_answered]

    @property
    def reviewed(self) -> date | None:
        """When a review last spoke of it; None if none ever did."""
        return self.history[0].review.date if self.history else None

    @property
    def judged(self) -> list["Rated | Verdict"]:
        """What reviews and later visits said of it, newest first: a verdict before a rating of that day."""
        return sorted([*self.verdicts, *self.history], key=lambda said: said.day, reverse=True)

    @property
    def untracked(self) -> bool:
        """Whether it still stands, but no action addresses it; one that was withdrawn, or whose plan was, does not."""
        stands = self.status.word not in ENDED
        return stands and all("withdrawn" in (one.status.word, one.plan.status.word) for one in self.actions)


@dataclass(eq=False, repr=False)
class Verdict:
    """A later visit's verdict on a recommendation."""

    inspection: Inspection
    recommendation: Recommendation
    verdict: str
    note: str | None
    source: tuple[Cite, ...]

    @property
    def day(self) -> date:
        """When it was given; of a visit without a date, before everything else."""
        return self.inspection.date.end if self.inspection.date else date.min


@dataclass(eq=False, repr=False)
class Move:
    """A due date that a review moved. `days` counts from the end of the old date to the end of the new one."""

    review: "Review"
    old: records.Due
    new: records.Due
    because: str | None
    days: int | None


@dataclass(eq=False, repr=False)
class Action:
    """An action with its due dates and where it stands; `due` is the latest one, the record has the original.

    `overdue_days` count from the end of the latest due date. `slipped_days` count from the first date that is known to
    the last, and `late_days`, of what is complete, from the first to the completion. Each is None if nobody can tell.
    `left_open` is an action that nobody reported complete before its plan was withdrawn or superseded.
    """

    plan: "Plan"
    record: records.Action
    recommendations: list[Recommendation] = field(default_factory=list)
    measures: list["Measure"] = field(default_factory=list)
    history: list[Rated] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    status: Status = field(default_factory=lambda: Status("not rated"))
    due: records.Due = field(default_factory=lambda: records.Due(by=NOT_STATED))
    overdue_days: int | None = 0
    slipped_days: int | None = None
    late_days: int | None = None
    left_open: bool = False
    completed: When | None = None
    superseded_by: "Action | None" = None

    @property
    def ended(self) -> records.Withdrawn | records.Superseded | None:
        """How it ended, if it has: what its status says."""
        return {"withdrawn": self.record.withdrawn, "superseded": self.record.superseded}.get(self.status.word)

    @property
    def told(self) -> Rated | None:
        """What the newest review says of it in words, where none rates it."""
        told = next((rated for rated in self.history if rated.entry.note), None)
        return told if self.status.because == "silence" else None

    def due_on(self, day: date) -> records.Due:
        """When it was due, as known at the end of a day."""
        return next((move.new for move in reversed(self.moves) if move.review.date <= day), self.record.due)

    def is_done_on(self, day: date) -> bool | None:
        """Whether it was reported complete by the end of a day, or completed by then; None if no source says when."""
        rated = next((rated for rated in self.history if rated.rates and rated.review.date <= day), None)
        if (rated and rated.status == "complete") or (self.completed and self.completed.end <= day):
            return True
        return None if self.record.completed == NOT_STATED else False

    @property
    def unheard(self) -> bool:
        """Whether it is overdue and no review has come since, which could have said that it was done."""
        by = self.due.by
        return bool(self.overdue_days) and isinstance(by, When) and all(r.date <= by.end for r in self.plan.reviews)

    @property
    def gaps(self) -> list[str]:
        """What is missing to follow it up: "owner", "date"."""
        return [name for name, of in (("owner", self.record.owner), ("date", self.due.by)) if of == NOT_STATED]


@dataclass(eq=False, repr=False)
class Priority:
    """A priority of a plan, with its actions and where it stands."""

    plan: "Plan"
    record: PriorityRecord
    actions: list[Action] = field(default_factory=list)
    history: list[Rated] = field(default_factory=list)
    status: Status = field(default_factory=lambda: Status("not rated"))


@dataclass(eq=False, repr=False)
class Review:
    """A review, with what it says of each thing, in its own order, and the values that its own documents give."""

    plan: "Plan"
    date: date
    record: records.Review
    previous: "Review | None" = None
    following: "Review | None" = None
    rated: list[tuple[Subject, Rated]] = field(default_factory=list)
    values: list[tuple["Measure", records.Value]] = field(default_factory=list)

    @property
    def subjects(self) -> list[Subject]:
        """Everything it speaks of, once each."""
        return list(dict.fromkeys(subject for subject, _ in self.rated))

    @property
    def rates(self) -> bool:
        """Whether it rates anything."""
        return any(rated.rates for _, rated in self.rated)

    @property
    def changed(self) -> list[tuple[Subject, Rated]]:
        """What it says that differs from what was said before."""
        return [(subject, rated) for subject, rated in self.rated if rated.changed]

    @cached_property
    def reshaped(self) -> bool:
        """Whether it speaks of other things than the review before it, so that their totals cannot be compared."""
        return self.previous is not None and set(self.subjects) != set(self.previous.subjects)

    @property
    def compared(self) -> list[Subject]:
        """What both it and the review before speak of: only that can be compared."""
        before = self.previous.subjects if self.previous else []
        return [subject for subject in self.subjects if subject in before]

    @property
    def added(self) -> list[Subject]:
        """What it speaks of and the review before did not; nothing if there was none before."""
        return [subject for subject in self.subjects if subject not in self.compared] if self.previous else []

    @property
    def dropped(self) -> list[Subject]:
        """What the review before spoke of and it does not; the rating of that time still stands."""
        return [subject for subject in self.previous.subjects if subject not in self.subjects] if self.previous else []


@dataclass(eq=False, repr=False)
class Plan:
    """A plan with its actions and reviews (newest first), and where it stands as a whole."""

    authority: Authority
    slug: str
    record: records.Plan
    scale: records.Scale | None = None
    inspections: list[Inspection] = field(default_factory=list)
    recommendations: list[Recommendation] = field(default_factory=list)
    priorities: list[Priority] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    measures: list["Measure"] = field(default_factory=list)
    meetings: list["Meeting"] = field(default_factory=list)
    history: list[Rated] = field(default_factory=list)
    status: Status = field(default_factory=lambda: Status("not rated"))
    superseded_by: "Plan | None" = None
    supersedes: list["Plan"] = field(default_factory=list)
    silence: Silence | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still counts: neither withdrawn nor superseded nor complete."""
        return self.status.word != "complete" and not self.has_ended

    @property
    def has_ended(self) -> bool:
        """Whether it was withdrawn or superseded."""
        return self.status.word in ENDED


@dataclass(eq=False, repr=False)
class Measure:
    """A measure with its values, oldest first, and what it belongs to; an undated baseline is first, others last."""

    authority: Authority
    slug: str
    record: records.Measure
    values: list[records.Value] = field(default_factory=list)
    themes: list[Theme] = field(default_factory=list)
    recommendations: list[Recommendation] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)

    @property
    def latest(self) -> records.Value | None:
        """The newest value; one without a date if there is no other."""
        return records.newest(self.values)


@dataclass(eq=False, repr=False)
class Meeting:
    """A meeting, with what it dealt with; `anchor` is its name on the page of meetings."""

    authority: Authority
    anchor: str
    record: records.Meeting
    inspections: list[Inspection] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What it is called: its title, or else the body that met."""
        return self.record.title or self.record.body
