"""One authority of the register: first every thing, then the links between them, then what follows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, count
from typing import TypeVar

from followthrough import records
from followthrough.check.content import AuthorityContent, Entry, InspectionContent, PlanContent
from followthrough.records import NotStated, When
from followthrough.records.plan import RatingEntry
from followthrough.register.deadline import statutory_deadline
from followthrough.register.judgement import Judgement
from followthrough.register.status import happened, rate, settle, silence
from followthrough.register.things import (
    Action,
    Authority,
    Finding,
    Inspection,
    Measure,
    Meeting,
    Plan,
    Priority,
    Recommendation,
    Review,
    Source,
    Subject,
    Theme,
    Verdict,
)
from followthrough.register.whole import Register

T = TypeVar("T")
R = TypeVar("R", bound=records.Record)
S = TypeVar("S", Recommendation, Action, Plan)


@dataclass(frozen=True)
class Shows:
    """Whether a record is to be seen on a day."""

    as_of: date
    until: datetime
    drafts: bool

    def __call__(self, entry: Entry[R]) -> bool:
        held = entry.record
        if self.drafts or not isinstance(held, records.Held):
            return True
        if not happened(_begins(held), self.as_of):
            return False
        return held.held_back(self.until) is None


def _begins(record: records.Held) -> When | NotStated | None:
    """From when there is something to tell of a record; None if it has no such date."""
    if isinstance(record, records.Inspection):
        if isinstance(record.published, When) or isinstance(record.on_site, str):
            return record.published if isinstance(record.published, When) else None
        return record.on_site.from_
    if isinstance(record, (records.Plan, records.Action)):
        return record.agreed
    return record.date if isinstance(record, records.Meeting) and record.outcome == "held" else None


def _values(record: records.Measure) -> list[records.Value]:
    """The baseline and the values, oldest first; of those without a date, the baseline first and others last."""

    def day(value: records.Value) -> date:
        undated = date.min if value is record.baseline else date.max
        return value.date.end if isinstance(value.date, When) else undated

    return sorted((record.baseline, *record.values) if record.baseline else record.values, key=day)


class Assembly:
    """Builds one authority: first every thing, then the links between them, then what follows."""

    def __init__(self, register: Register, shows: Shows, authority: Authority, folder: AuthorityContent) -> None:
        self.register, self.shows, self.folder = register, shows, folder
        self.authority = authority
        self._sources()
        self.inspections = {
            slug: self._inspection(slug, inside.inspection.record, inside)
            for slug, inside in sorted(folder.inspections.items())
            if inside.inspection and shows(inside.inspection)
        }
        self._link_inspections()
        self._measures()
        self.plans = {
            slug: self._plan(slug, inside.plan.record, inside)
            for slug, inside in sorted(folder.plans.items())
            if inside.plan and shows(inside.plan)
        }
        for slug, plan in self.plans.items():
            self._reviews(plan, folder.plans[slug])
        self._meetings()
        self._settle()

    def _sources(self) -> None:
        for slug, entry in self.folder.sources.items():
            if self.shows(entry):
                self.authority.sources[slug] = Source(self.authority, slug, entry.record)

    def _inspection(self, slug: str, record: records.Inspection, folder: InspectionContent) -> Inspection:
        framework = self.register.frameworks.get(record.framework)
        inspection = Inspection(self.authority, slug, record, framework)
        areas = framework.areas if framework else ()
        given = {judgement.area: judgement for judgement in record.judgements}
        inspection.judgements = [
            Judgement(area, given[area.key].grade, given[area.key].source)
            if area.key in given
            else Judgement(area, None)
            for area in areas
        ]
        if framework and framework.deadline and isinstance(record.published, When) and len(record.published.text) == 10:
            rule = framework.deadline
            nation = self.authority.record.nation
            inspection.deadline = statutory_deadline(
                record.published.start, rule.working_days, rule.law, rule.what, nation
            )
        area_of = {area.key: area for area in areas}
        for number, finding in sorted(folder.findings.items()):
            if self.shows(finding):
                title = finding.record.title or _title(finding.document.path)
                made = Finding(inspection, number, title, finding.record, area_of.get(finding.record.area))
                made.themes = self._themes(finding.record.themes)
                inspection.findings.append(made)
        for number, entry in sorted(folder.recommendations.items()):
            if self.shows(entry):
                title = entry.record.title or _title(entry.document.path)
                asked = Recommendation(inspection, number, title, entry.record, area_of.get(entry.record.area))
                asked.themes = self._themes(entry.record.themes)
                inspection.recommendations.append(asked)
        self._link_findings(inspection)
        return inspection

    def _themes(self, slugs: tuple[str, ...]) -> list[Theme]:
        return [self.register.themes[slug] for slug in dict.fromkeys(slugs) if slug in self.register.themes]

    @staticmethod
    def _link_findings(inspection: Inspection) -> None:
        """Findings and recommendations name each other from either side; the register has both."""
        for finding in inspection.findings:
            for recommendation in inspection.recommendations:
                named = recommendation.number in finding.record.recommendations
                if named or finding.number in recommendation.record.findings:
                    finding.recommendations.append(recommendation)
                    recommendation.findings.append(finding)
            order = finding.record.recommendations
            finding.recommendations.sort(
                key=lambda r: order.index(r.number) if r.number in order else len(order) + r.number
            )

    def _link_inspections(self) -> None:
        self.authority.inspections = sorted(self.inspections.values(), key=_inspection_order)
        for inspection in self.authority.inspections:
            follows = self.inspections.get(inspection.record.follows or "")
            if follows:
                inspection.follows = follows
                follows.followed_by.append(inspection)
                for verdict in inspection.record.verdicts:
                    for recommendation in follows.recommendations:
                        if recommendation.number == verdict.recommendation:
                            given = Verdict(inspection, recommendation, verdict.verdict, verdict.note, verdict.source)
                            recommendation.verdicts.append(given)
                            inspection.verdicts.append(given)
            beside = self.inspections.get(inspection.record.beside or "")
            if beside and beside not in inspection.beside:
                beside.beside.append(inspection)
                inspection.beside.append(beside)

    def _measures(self) -> None:
        for slug, entry in sorted(self.folder.measures.items()):
            if self.shows(entry):
                measure = Measure(self.authority, slug, entry.record)
                measure.values = [
                    value
                    for value in _values(entry.record)
                    if self.shows.drafts or happened(value.date, self.register.as_of)
                ]
                measure.themes = self._themes(entry.record.themes)
                measure.recommendations = self._recommendations(
                    entry.record.recommendations, tuple(self.folder.inspections)
                )
                for recommendation in measure.recommendations:
                    recommendation.measures.append(measure)
                self.authority.measures.append(measure)

    def _recommendations(self, refs: tuple[str, ...], inspections: tuple[str, ...]) -> list[Recommendation]:
        """The recommendations that references lead to, once each; those held back are left out.

        A bare number is of the one inspection there is in `inspections`.
        """
        found = []
        for ref in refs:
            slug, _, number = ref.rpartition("/")
            inspection = self.inspections.get(slug or inspections[0])
            found += [r for r in inspection.recommendations if r.number == int(number)] if inspection else []
        return list(dict.fromkeys(found))

    def _plan(self, slug: str, record: records.Plan, folder: PlanContent) -> Plan:
        plan = Plan(self.authority, slug, record, self.register.scales.get(record.scale))
        plan.inspections = _named(record.inspections, self.inspections)
        for inspection in plan.inspections:
            inspection.plans.append(plan)
            plan.recommendations += inspection.recommendations
        plan.priorities = [Priority(plan, priority) for priority in record.priorities]
        measures = {measure.slug: measure for measure in self.authority.measures}
        plan.measures = _named(record.measures, measures)
        for measure in plan.measures:
            measure.plans.append(plan)
        for entry in folder.actions:
            if not self.shows(entry):
                continue
            action = Action(plan, entry.record)
            action.recommendations = self._recommendations(entry.record.recommendations, record.inspections)
            for recommendation in action.recommendations:
                recommendation.actions.append(action)
            action.measures = _named(entry.record.measures, measures)
            for measure in action.measures:
                measure.actions.append(action)
            for priority in plan.priorities:
                if priority.record.number == entry.record.priority:
                    priority.actions.append(action)
            plan.actions.append(action)
        return plan

    def _reviews(self, plan: Plan, folder: PlanContent) -> None:
        """Reviews up to the day, oldest first; what they say goes to the things they name, newest first."""
        previous = None
        for name, entry in sorted(folder.reviews.items()):
            day = date.fromisoformat(name)
            if day > self.register.as_of or not self.shows(entry):
                continue
            review = Review(plan, day, entry.record, previous)
            if previous:
                previous.following = review
            previous = review
            for said in entry.record.ratings:
                for subject in self._subjects(plan, said):
                    rated = rate(review, said, plan.scale)
                    subject.history.insert(0, rated)
                    review.rated.append((subject, rated))
            plan.reviews.insert(0, review)
        self._give_values(plan)

    def _give_values(self, plan: Plan) -> None:
        """What each measure came to by a document that a review as a whole comes from; if several do, by the newest."""
        told: set[str] = set()
        for review in plan.reviews:
            documents = {cite.document for cite in review.record.source} - told
            told |= documents
            for measure in self.authority.measures:
                given = [value for value in measure.values if any(cite.document in documents for cite in value.source)]
                if newest := records.newest(given):
                    review.values.append((measure, newest))

    def _subjects(self, plan: Plan, said: RatingEntry) -> Iterator[Subject]:
        if said.recommendation is not None:
            yield from self._recommendations((said.recommendation,), plan.record.inspections)
        elif said.action is not None:
            yield from (action for action in plan.actions if action.record.id == said.action)
        elif said.priority is not None:
            yield from (priority for priority in plan.priorities if priority.record.number == said.priority)
        else:
            yield plan

    def _meetings(self) -> None:
        anchors: set[str] = set()
        for entry in sorted(self.folder.meetings, key=lambda entry: entry.record.date.start):
            if not self.shows(entry):
                continue
            first = (*entry.record.moved_from, entry.record.date)[0]
            anchor = _unused(f"{first}-{_slug(entry.record.body)}", anchors)
            anchors.add(anchor)
            meeting = Meeting(self.authority, anchor, entry.record)
            meeting.inspections = _named(entry.record.inspections, self.inspections)
            meeting.plans = _named(entry.record.plans, self.plans)
            for inspection in meeting.inspections:
                inspection.meetings.insert(0, meeting)
            for plan in meeting.plans:
                plan.meetings.insert(0, meeting)
            self.authority.meetings.insert(0, meeting)

    def _settle(self) -> None:
        as_of = self.register.as_of
        for recommendation in self.authority.recommendations:
            recommendation.history.sort(key=lambda rated: rated.review.date, reverse=True)
            settle(recommendation, as_of)
        for plan in self.plans.values():
            things: list[Subject] = [*plan.actions, *plan.priorities, plan]
            for thing in things:
                settle(thing, as_of)
            plan.silence = silence(plan, as_of, self.register.site.stale_after_months)
        self._link_successors()
        self.authority.plans = sorted(self.plans.values(), key=_plan_order)

    def _link_successors(self) -> None:
        for inspection in self.authority.inspections:
            _supersede({str(recommendation.number): recommendation for recommendation in inspection.recommendations})
            for recommendation in inspection.recommendations:
                if recommendation.superseded_by:
                    recommendation.superseded_by.supersedes.append(recommendation)
        for plan in self.plans.values():
            _supersede({action.record.id: action for action in plan.actions})
        _supersede(self.plans)
        for plan in self.plans.values():
            if plan.superseded_by:
                plan.superseded_by.supersedes.append(plan)


def _inspection_order(inspection: Inspection) -> tuple[int, str]:
    """Newest first; a review carried out beside another comes after it."""
    when = inspection.date
    return (-when.end.toordinal() if when else 0, ("1" if inspection.record.beside else "0") + inspection.slug)


def _plan_order(plan: Plan) -> tuple[int, int, str]:
    """Open plans first, then by their latest word, newest first."""
    latest = plan.reviews[0].date.toordinal() if plan.reviews else 0
    return (not plan.is_open, -latest, plan.slug)


def _named(names: Iterable[str], room: Mapping[str, T]) -> list[T]:
    """What the names lead to, once each; what is held back is left out."""
    return [room[name] for name in dict.fromkeys(names) if name in room]


def _supersede(things: Mapping[str, S]) -> None:
    """Link what is superseded to what took its place; not to what is held back."""
    for thing in things.values():
        if thing.status.word == "superseded" and thing.record.superseded:
            thing.superseded_by = things.get(thing.record.superseded.by)


def _unused(name: str, used: set[str]) -> str:
    """The name, with a number if it is used already."""
    return next(found for found in chain([name], (f"{name}-{number}" for number in count(2))) if found not in used)


def _slug(text: str) -> str:
    return "-".join(
        "".join(char if char.isascii() and char.isalnum() else " " for char in text.lower().replace("'", "")).split()
    )


def _title(path: str) -> str:
    """`05-early-help.md` as a title: "Early help"."""
    words = path.rsplit("/", 1)[-1].removesuffix(".md").split("-")[1:]
    return " ".join(words).capitalize()
