"""Rules about frameworks and scales: grades and ratings are given as the inspectors or the plan word them."""

from datetime import date

from followthrough.check.content import Content, Entry
from followthrough.check.rules.walk import Found, framework_of, inspections, plans, unknown
from followthrough.read import Loc
from followthrough.records import NOT_STATED, Framework


def unknown_framework(content: Content, _today: date) -> Found:
    """Every inspection's framework is listed in `frameworks.yml`."""
    for _authority, _slug, inspection in inspections(content):
        entry = inspection.inspection
        if entry and entry.record.framework not in (NOT_STATED, *content.frameworks):
            where = "Frameworks are listed in content/frameworks.yml."
            yield unknown(
                entry,
                "unknown-framework",
                ("framework",),
                "framework",
                entry.record.framework,
                content.frameworks,
                where,
            )


def unknown_area(content: Content, _today: date) -> Found:
    """Every judgement area is one of the inspection's framework, and none is judged twice."""
    for known in content.frameworks.values():
        yield from _areas_within(known)
    for _authority, _slug, inspection in inspections(content):
        framework = framework_of(content, inspection.inspection)
        if not framework or not inspection.inspection:
            continue
        areas = [area.key for area in framework.areas]
        where = f"{framework.short} has these areas: {', '.join(areas) or 'none'}."
        seen = set()
        for number, judgement in enumerate(inspection.inspection.record.judgements):
            loc = ("judgements", number, "area")
            if judgement.area not in areas:
                yield unknown(
                    inspection.inspection, "unknown-area", loc, "judgement area", judgement.area, areas, where
                )
            elif judgement.area in seen:
                yield inspection.inspection.problem("unknown-area", loc, f'"{judgement.area}" is judged twice', where)
            seen.add(judgement.area)
        for entry in (*inspection.findings.values(), *inspection.recommendations.values()):
            if entry.record.area not in (NOT_STATED, *areas):
                yield unknown(entry, "unknown-area", ("area",), "judgement area", entry.record.area, areas, where)


def _areas_within(known: Entry[Framework]) -> Found:
    keys = [area.key for area in known.record.areas]
    for number, area in enumerate(known.record.areas):
        others = [key for key in keys if key != area.key]
        if area.within and area.within not in others:
            where = "An area is within another one of the same framework."
            loc = ("areas", number, "within")
            yield unknown(known, "unknown-area", loc, "judgement area", area.within, others, where)


def unknown_grade(content: Content, _today: date) -> Found:
    """Every grade is one of the inspection's framework, exactly as it words it."""
    for _authority, _slug, inspection in inspections(content):
        entry, framework = inspection.inspection, framework_of(content, inspection.inspection)
        if not framework or not entry:
            continue
        where = f"{framework.short} has these grades: {'; '.join(framework.grades) or 'none'}."
        given: list[tuple[Loc, str]] = [
            (("judgements", number, "grade"), judgement.grade)
            for number, judgement in enumerate(entry.record.judgements)
        ]
        if entry.record.overall:
            given.append((("overall", "grade"), entry.record.overall.grade))
        for loc, grade in given:
            if grade not in (NOT_STATED, *framework.grades):
                yield unknown(entry, "unknown-grade", loc, "grade", grade, framework.grades, where)


def overall_grade(content: Content, _today: date) -> Found:
    """An inspection has an overall grade only if its framework gives one; it is never derived."""
    for _authority, _slug, inspection in inspections(content):
        entry, framework = inspection.inspection, framework_of(content, inspection.inspection)
        if entry and framework and entry.record.overall and not framework.overall:
            hint = "Delete it. A grade that the inspectors did not give must not be worked out from the others."
            yield entry.problem(
                "overall-grade", ("overall",), f"{framework.short} gives no overall grade", hint, key=True
            )


def unknown_scale(content: Content, _today: date) -> Found:
    """Every plan's scale is listed in `scales.yml`."""
    for _authority, _slug, plan in plans(content):
        if plan.plan and plan.plan.record.scale not in (NOT_STATED, *content.scales):
            where = "Scales are listed in content/scales.yml."
            yield unknown(
                plan.plan, "unknown-scale", ("scale",), "scale", plan.plan.record.scale, content.scales, where
            )


def unknown_rating(content: Content, _today: date) -> Found:
    """Every rating of a review is on the plan's scale, exactly as the scale writes it."""
    for _authority, _slug, plan in plans(content):
        scale = content.scales.get(plan.plan.record.scale) if plan.plan else None
        if not plan.plan:
            continue
        known = [rating.rating for rating in scale.record.ratings] if scale else []
        where = f"The plan's scale has these ratings: {', '.join(known)}." if scale else "Give the plan a scale first."
        for review in plan.reviews.values():
            for number, entry in enumerate(review.record.ratings):
                loc: Loc = ("ratings", number)
                given: list[tuple[Loc, str | None]] = [((*loc, "rating"), entry.rating)]
                given += [((*loc, "earlier", at, "rating"), old.rating) for at, old in enumerate(entry.earlier)]
                for where_loc, rating in given:
                    if rating not in (None, NOT_STATED, *known):
                        yield unknown(review, "unknown-rating", where_loc, "rating", rating, known, where)
