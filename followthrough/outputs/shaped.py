"""Things of the register in the shape in which data gives them away."""

from collections.abc import Sequence
from typing import Any

from followthrough.outputs import shape
from followthrough.outputs.changes import Told
from followthrough.outputs.names import Web, called, ident
from followthrough.outputs.public import public, public_part
from followthrough.records import NOT_STATED, When
from followthrough.register import things
from followthrough.register.summary import summarise, tally


class Shaper:
    """Shapes things of the register for a site."""

    def __init__(self, web: Web) -> None:
        self.web = web

    def _named(self, thing: Any) -> dict[str, Any]:
        return {"id": ident(thing), "page": self.web.url(thing)}

    def theme(self, thing: things.Theme) -> shape.Theme:
        derived = shape.OfTheme(
            recommendations=_ids(thing.recommendations),
            findings=_ids(thing.findings),
            measures=_ids(thing.measures),
        )
        return shape.Theme(**self._named(thing), record=thing.record, derived=derived)

    def authority(self, thing: things.Authority) -> shape.Authority:
        figures = summarise([thing])
        derived = shape.OfAuthority(
            former=thing.former,
            predecessors=_ids(thing.predecessors),
            successor=_id(thing.successor),
            inspections=_ids(thing.inspections),
            plans=_ids(thing.plans),
            measures=_ids(thing.measures),
            recommendations=_tally(thing.recommendations),
            actions=_tally(thing.actions),
            overdue=len(figures.overdue),
            dated=figures.dated,
            dated_in_force=figures.dated_in_force,
        )
        return shape.Authority(**self._named(thing), record=public(thing), derived=derived)

    def source(self, thing: things.Source) -> shape.Source:
        return shape.Source(
            **self._named(thing), authority=ident(thing.authority), slug=thing.slug, record=public(thing)
        )

    def meeting(self, thing: things.Meeting) -> shape.Meeting:
        derived = shape.OfMeeting(inspections=_ids(thing.inspections), plans=_ids(thing.plans))
        authority = ident(thing.authority)
        return shape.Meeting(**self._named(thing), authority=authority, record=public(thing), derived=derived)

    def inspection(self, thing: things.Inspection) -> shape.Inspection:
        limit = thing.deadline
        derived = shape.OfInspection(
            date=thing.date,
            deadline=shape.Deadline(
                start=limit.start,
                working_days=limit.working_days,
                end=limit.end,
                law=limit.law,
                what=limit.what,
                nation=limit.nation,
                holidays=[shape.Holiday(day=day, name=name) for day, name in limit.holidays],
            )
            if limit
            else None,
            follows=_id(thing.follows),
            followed_by=_ids(thing.followed_by),
            beside=_ids(thing.beside),
            plans=_ids(thing.plans),
            meetings=_ids(thing.meetings),
            recommendations=_tally(thing.recommendations),
        )
        authority = ident(thing.authority)
        return shape.Inspection(**self._named(thing), authority=authority, record=public(thing), derived=derived)

    def finding(self, thing: things.Finding) -> shape.Finding:
        derived = shape.OfFinding(recommendations=_ids(thing.recommendations), answered=thing.record.is_answered)
        return shape.Finding(
            **self._named(thing),
            inspection=ident(thing.inspection),
            number=thing.number,
            title=thing.title,
            record=public(thing),
            derived=derived,
        )

    def recommendation(self, thing: things.Recommendation) -> shape.Recommendation:
        derived = shape.OfRecommendation(
            asks=called(thing),
            status=_status(thing.status),
            findings=_ids(thing.findings),
            answers=_ids(thing.answers),
            actions=_ids(thing.actions),
            measures=_ids(thing.measures),
            verdicts=[shape.Given(inspection=ident(one.inspection), verdict=one.verdict) for one in thing.verdicts],
            untracked=thing.untracked,
        )
        return shape.Recommendation(
            **self._named(thing),
            inspection=ident(thing.inspection),
            number=thing.number,
            title=thing.title,
            record=public(thing),
            derived=derived,
        )

    def plan(self, thing: things.Plan) -> shape.Plan:
        derived = shape.OfPlan(
            status=_status(thing.status),
            priorities={priority.record.number: _status(priority.status) for priority in thing.priorities},
            open=thing.is_open,
            silent_months=thing.silence.months if thing.silence else None,
            inspections=_ids(thing.inspections),
            measures=_ids(thing.measures),
            reviews=_ids(thing.reviews),
            meetings=_ids(thing.meetings),
            superseded_by=_id(thing.superseded_by),
            supersedes=_ids(thing.supersedes),
            actions=_tally(thing.actions),
        )
        authority = ident(thing.authority)
        return shape.Plan(**self._named(thing), authority=authority, record=public(thing), derived=derived)

    def action(self, thing: things.Action) -> shape.Action:
        derived = shape.OfAction(
            status=_status(thing.status),
            due=thing.due,
            due_day=thing.due.by.end if isinstance(thing.due.by, When) else None,
            overdue_days=thing.overdue_days,
            slipped_days=thing.slipped_days,
            late_days=thing.late_days,
            completed=thing.completed,
            left_open=thing.left_open,
            moves=[_move(move) for move in thing.moves],
            recommendations=_ids(thing.recommendations),
            measures=_ids(thing.measures),
            gaps=thing.gaps,
        )
        return shape.Action(**self._named(thing), plan=ident(thing.plan), record=public(thing), derived=derived)

    def review(self, thing: things.Review) -> shape.Review:
        rated = [
            shape.Rated(subject=ident(subject), status=said.status, meaning=_meaning(said))
            for subject, said in thing.rated
        ]
        return shape.Review(
            **self._named(thing),
            plan=ident(thing.plan),
            date=thing.date,
            record=public(thing),
            derived=shape.OfReview(previous=_id(thing.previous), rated=rated),
        )

    def measure(self, thing: things.Measure) -> shape.Measure:
        derived = shape.OfMeasure(
            latest=public_part(thing.latest, thing) if thing.latest else None,
            recommendations=_ids(thing.recommendations),
            plans=_ids(thing.plans),
            actions=_ids(thing.actions),
        )
        authority = ident(thing.authority)
        return shape.Measure(**self._named(thing), authority=authority, record=public(thing), derived=derived)

    def change(self, one: Told) -> shape.Change:
        change, detail = one.change, one.change.detail
        rated = detail if isinstance(detail, things.Rated) else None
        move = detail if isinstance(detail, things.Move) else None
        return shape.Change(
            id=one.id,
            day=change.day,
            when=change.when,
            kind=change.kind,
            authority=ident(change.authority),
            subject_kind=one.subject_kind,
            subject=ident(change.subject),
            page=self.web.url(change.subject),
            title=one.title,
            summary=one.summary or None,
            status=rated.status if rated else None,
            rating=rated.entry.rating if rated else None,
            old_due=move.old if move else None,
            new_due=move.new if move else None,
            value=one.value,
        )


def _ids(found: Sequence[Any]) -> list[str]:
    return [ident(thing) for thing in found]


def _id(thing: object | None) -> str | None:
    return ident(thing) if thing else None


def _tally(found: Sequence[things.Recommendation | things.Action]) -> shape.Tally:
    counted = tally(found)
    return shape.Tally(total=counted.total, by=counted.by, unmapped=counted.unmapped)


def _status(status: things.Status) -> shape.Status:
    said = status.said
    return shape.Status(
        word=status.word,
        because=status.because,
        rating=said.entry.rating if said else None,
        meaning=_meaning(said),
        review=ident(said.review) if said else None,
        date=said.review.date if said else None,
        assurance=said.review.record.assurance if said else None,
        assessed_by=said.review.record.assessed_by if said else None,
    )


def _meaning(said: things.Rated | None) -> str | None:
    return said.meaning if said and said.meaning and said.meaning != NOT_STATED else None


def _move(move: things.Move) -> shape.Move:
    return shape.Move(
        review=ident(move.review),
        date=move.review.date,
        old=move.old,
        new=move.new,
        because=move.because,
        days=move.days,
    )
