"""Authorities side by side, like with like only: one framework's grades, one theme's recommendations."""

from collections.abc import Iterable
from dataclasses import dataclass

from followthrough.records import Framework
from followthrough.records.site import Area
from followthrough.register.things import Authority, Finding, Inspection, Measure, Recommendation, Theme
from followthrough.words import Language


@dataclass(frozen=True)
class Spread:
    """How many inspections gave each grade in one area (None: overall), best grade first, and how many gave none."""

    area: Area | None
    by: dict[str, int]
    none: int


@dataclass(frozen=True)
class SameFramework:
    """Inspections of different authorities under one framework, whose grades may stand side by side."""

    framework: Framework
    inspections: tuple[Inspection, ...]

    @property
    def grades(self) -> list[Spread]:
        """How often each grade was given: overall, where the framework gives such a grade, then for each area."""
        overall = [i.overall for i in self.inspections]
        given = [{judgement.area.key: judgement.grade for judgement in i.judgements} for i in self.inspections]
        areas = [self._spread(area, [grades.get(area.key) for grades in given]) for area in self.framework.areas]
        return [self._spread(None, overall), *areas] if self.framework.overall else areas

    def _spread(self, area: Area | None, grades: list[str | None]) -> Spread:
        by = {grade: grades.count(grade) for grade in self.framework.grades}
        return Spread(area, by, len(grades) - sum(by.values()))


@dataclass(frozen=True)
class SameTheme:
    """What inspectors asked different authorities for on one theme."""

    theme: Theme
    columns: tuple[tuple[Authority, tuple[Recommendation, ...]], ...]

    @property
    def things(self) -> list[Recommendation]:
        """All recommendations on the theme."""
        return [thing for _, things in self.columns for thing in things]


def same_framework(inspections: Iterable[Inspection]) -> list[SameFramework]:
    """Frameworks that have grades and that several authorities were inspected under; scales are never mixed."""
    groups: dict[int, list[Inspection]] = {}
    for inspection in inspections:
        if inspection.framework and inspection.framework.grades:
            groups.setdefault(id(inspection.framework), []).append(inspection)
    return [
        SameFramework(group[0].framework, tuple(group))
        for group in groups.values()
        if group[0].framework and len({inspection.authority for inspection in group}) > 1
    ]


def by_authority(
    words: Language, theme: Theme
) -> list[tuple[Authority, list[Recommendation], list[Finding], list[Measure]]]:
    """What belongs to a theme, for each authority that has anything, in order of name."""
    found: dict[Authority, tuple[list[Recommendation], list[Finding], list[Measure]]] = {}
    for asked in theme.recommendations:
        found.setdefault(asked.inspection.authority, ([], [], []))[0].append(asked)
    for told in theme.findings:
        found.setdefault(told.inspection.authority, ([], [], []))[1].append(told)
    for measure in theme.measures:
        found.setdefault(measure.authority, ([], [], []))[2].append(measure)
    ordered = sorted(found.items(), key=lambda pair: words.order(pair[0].record.short))
    return [(authority, *things) for authority, things in ordered]


def same_theme(words: Language, themes: Iterable[Theme]) -> list[SameTheme]:
    """Themes on which inspectors asked several authorities for something, in order of name."""
    found = []
    for theme in sorted(themes, key=lambda theme: words.order(theme.record.name)):
        columns: dict[Authority, list[Recommendation]] = {}
        for recommendation in theme.recommendations:
            columns.setdefault(recommendation.inspection.authority, []).append(recommendation)
        if len(columns) > 1:
            ordered = sorted(columns.items(), key=lambda pair: words.order(pair[0].record.short))
            found.append(SameTheme(theme, tuple((authority, tuple(things)) for authority, things in ordered)))
    return found
