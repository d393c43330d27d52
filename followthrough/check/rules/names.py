"""Rules about names: whatever a record names exists."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from followthrough.check.content import AuthorityContent, Content, Entry, InspectionContent, PlanContent
from followthrough.check.rules.walk import Found, answers, entries, inspections, plans, unknown, values
from followthrough.read import Loc
from followthrough.records import NOT_STATED, Cite, Inspection
from followthrough.words import FIRST, languages


def unknown_language(content: Content, _today: date) -> Found:
    """The first language of the site is one that there are words for."""
    if content.site and (named := content.site.record.languages)[:1] != (FIRST,):
        known = languages()
        where = "Each has a file in templates/words; docs/languages.md says how to add one."
        if not named:
            yield content.site.problem("unknown-language", ("languages",), "a site needs a language", where)
        elif named[0] not in known:
            yield unknown(content.site, "unknown-language", ("languages", 0), "language", named[0], known, where)


def one_language(content: Content, _today: date) -> Found:
    """A site is in one language; a second one is a site of its own."""
    if content.site and len(content.site.record.languages) > 1:
        hint = "Name one here. For another language make a second site, with its own content folder."
        message = "only the first language is used"
        yield content.site.problem("one-language", ("languages", 1), message, hint, severity="warning")


def unknown_theme(content: Content, _today: date) -> Found:
    """Every theme that a record names is listed in `themes.yml`."""
    for _authority, entry in entries(content):
        for number, theme in enumerate(getattr(entry.record, "themes", ())):
            if theme not in content.themes:
                where = "Themes are listed in content/themes.yml."
                yield unknown(entry, "unknown-theme", ("themes", number), "theme", theme, content.themes, where)


def unknown_source(content: Content, _today: date) -> Found:
    """Every document that a record cites is listed in the authority's `sources.yml`."""
    for authority, entry in entries(content):
        for loc, cite in values(entry.record, Cite):
            if cite.document not in authority.sources:
                where = "Documents are listed in the authority's sources.yml."
                yield unknown(
                    entry, "unknown-source", (*loc, "document"), "source", cite.document, authority.sources, where
                )


def unknown_finding(content: Content, _today: date) -> Found:
    """Every finding that a recommendation names is a file of the same inspection."""
    for inspection, entry in answers(content):
        for number, finding in enumerate(getattr(entry.record, "findings", ())):
            if finding not in inspection.findings:
                where = "Findings are the files in the inspection's findings folder."
                yield unknown(
                    entry, "unknown-finding", ("findings", number), "finding", finding, inspection.findings, where
                )


def unknown_recommendation(content: Content, _today: date) -> Found:
    """Every recommendation that a finding, action, measure or review names exists."""
    for authority, entry, loc, ref, answered in _recommendation_refs(content):
        yield from _recommendation(authority, entry, loc, ref, answered)
    for _authority, _slug, inspection in inspections(content):
        numbers = [*map(str, inspection.recommendations)]
        for asked in inspection.recommendations.values():
            by = asked.record.superseded.by if asked.record.superseded else None
            if by not in (None, NOT_STATED, *numbers):
                loc, where = ("superseded", "by"), "Write the number of another recommendation of this inspection: 4."
                yield unknown(asked, "unknown-recommendation", loc, "recommendation", by, numbers, where)


Reference = tuple[AuthorityContent, Entry[Any], Loc, str, tuple[str, ...]]


def _recommendation_refs(content: Content) -> Iterator[Reference]:
    """Every reference to a recommendation, with the inspections that a bare number may belong to."""
    for authority, slug, inspection in inspections(content):
        yield from _refs_of_inspection(authority, slug, inspection)
    for authority, _slug, plan in plans(content):
        yield from _refs_of_plan(authority, plan)
    for authority in content.authorities.values():
        for measure in authority.measures.values():
            for number, text in enumerate(measure.record.recommendations):
                yield authority, measure, ("recommendations", number), text, tuple(authority.inspections)


def _refs_of_inspection(authority: AuthorityContent, slug: str, inspection: InspectionContent) -> Iterator[Reference]:
    for entry in inspection.findings.values():
        for number, ref in enumerate(entry.record.recommendations):
            yield authority, entry, ("recommendations", number), str(ref), (slug,)
    if inspection.inspection:
        follows = inspection.inspection.record.follows
        for number, verdict in enumerate(inspection.inspection.record.verdicts):
            loc = ("verdicts", number, "recommendation")
            yield authority, inspection.inspection, loc, str(verdict.recommendation), (follows,) if follows else ()


def _refs_of_plan(authority: AuthorityContent, plan: PlanContent) -> Iterator[Reference]:
    answered = plan.plan.record.inspections if plan.plan else ()
    for action in plan.actions:
        for number, text in enumerate(action.record.recommendations):
            yield authority, action, ("recommendations", number), text, answered
    for review in plan.reviews.values():
        for number, rating in enumerate(review.record.ratings):
            if rating.recommendation:
                yield authority, review, ("ratings", number, "recommendation"), rating.recommendation, answered


def _recommendation(
    authority: AuthorityContent, entry: Entry[Any], loc: Loc, ref: str, answered: tuple[str, ...]
) -> Found:
    slug, _, number = ref.rpartition("/")
    if not slug and len(answered) != 1:
        hint = "Write inspection/number, such as 2016-sif/4."
        yield entry.problem(
            "unknown-recommendation", loc, f"of which inspection is this recommendation {number}?", hint
        )
        return
    found = authority.inspections.get(slug or answered[0])
    if found is None and not slug:
        return  # the plan's own list names it, and is told so
    if found is None:
        where = "Inspections are the folders in the authority's inspections folder."
        yield unknown(entry, "unknown-recommendation", loc, "inspection", slug, authority.inspections, where)
    elif number not in map(str, found.recommendations):
        where = "Recommendations are the files in the inspection's recommendations folder."
        yield unknown(entry, "unknown-recommendation", loc, "recommendation", number, found.recommendations, where)


def unknown_inspection(content: Content, _today: date) -> Found:
    """Every inspection that a plan, a meeting or a later inspection names is a folder of the same authority."""
    for authority, entry in entries(content):
        named: list[tuple[Loc, str]] = [
            (("inspections", number), name) for number, name in enumerate(getattr(entry.record, "inspections", ()))
        ]
        if isinstance(entry.record, Inspection):
            pairs = (("follows", entry.record.follows), ("beside", entry.record.beside))
            named += [((field,), name) for field, name in pairs if name]
        for loc, name in named:
            if name not in authority.inspections:
                where = "Inspections are the folders in the authority's inspections folder."
                yield unknown(entry, "unknown-inspection", loc, "inspection", name, authority.inspections, where)


def unknown_plan(content: Content, _today: date) -> Found:
    """Every plan that a meeting or another plan names is a folder of the same authority."""
    for authority in content.authorities.values():
        named: list[tuple[Entry[Any], Loc, str]] = []
        for meeting in authority.meetings:
            named += [(meeting, ("plans", number), name) for number, name in enumerate(meeting.record.plans)]
        for plan in authority.plans.values():
            if plan.plan and plan.plan.record.superseded:
                named.append((plan.plan, ("superseded", "by"), plan.plan.record.superseded.by))
        for entry, loc, name in named:
            if name not in (NOT_STATED, *authority.plans):
                where = "Plans are the folders in the authority's plans folder."
                yield unknown(entry, "unknown-plan", loc, "plan", name, authority.plans, where)


def unknown_measure(content: Content, _today: date) -> Found:
    """Every measure that a plan or an action names is a file of the same authority."""
    for authority, _slug, plan in plans(content):
        for entry in (plan.plan, *plan.actions):
            for number, name in enumerate(entry.record.measures if entry else ()):
                if entry and name not in authority.measures:
                    where = "Measures are the files in the authority's measures folder."
                    yield unknown(
                        entry, "unknown-measure", ("measures", number), "measure", name, authority.measures, where
                    )


def unknown_action(content: Content, _today: date) -> Found:
    """Every action and priority that a review names is in the plan, and so is every priority that an action names."""
    for _authority, _slug, plan in plans(content):
        actions = {action.record.id for action in plan.actions}
        priorities = {priority.number for priority in plan.plan.record.priorities} if plan.plan else set()
        for review in plan.reviews.values():
            for number, entry in enumerate(review.record.ratings):
                if entry.action is not None and entry.action not in actions:
                    loc: Loc = ("ratings", number, "action")
                    yield unknown(
                        review,
                        "unknown-action",
                        loc,
                        "action",
                        entry.action,
                        actions,
                        "Actions stand in the plan's actions.yml.",
                    )
                if entry.priority is not None and entry.priority not in priorities:
                    loc = ("ratings", number, "priority")
                    yield unknown(
                        review,
                        "unknown-action",
                        loc,
                        "priority",
                        entry.priority,
                        priorities,
                        "Priorities stand in plan.yml.",
                    )
        for action in plan.actions:
            if action.record.priority is not None and action.record.priority not in priorities:
                where = "Priorities stand in plan.yml."
                yield unknown(
                    action, "unknown-action", ("priority",), "priority", action.record.priority, priorities, where
                )
            by = action.record.superseded.by if action.record.superseded else None
            if by not in (None, NOT_STATED, *actions):
                where = "Actions stand in the plan's actions.yml."
                yield unknown(action, "unknown-action", ("superseded", "by"), "action", by, actions, where)


def unknown_authority(content: Content, _today: date) -> Found:
    """An authority's successor is a folder of `authorities/`, and a successor comes with the day the old one ended."""
    for authority in content.authorities.values():
        entry = authority.authority
        if not entry or not entry.record.successor:
            continue
        if entry.record.successor not in content.authorities:
            where = "Authorities are the folders in content/authorities."
            yield unknown(
                entry,
                "unknown-authority",
                ("successor",),
                "authority",
                entry.record.successor,
                content.authorities,
                where,
            )
        if entry.record.ends is None:
            yield entry.problem(
                "unknown-authority", ("successor",), "replaces this one, but when?", "Add ends: with the last day."
            )
