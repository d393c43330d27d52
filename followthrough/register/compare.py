"""Authorities side by side, like with like only: one framework's grades, one theme's recommendations."""

from collections.abc import Iterable
from dataclasses import dataclass

from followthrough.records import Framework
from followthrough.register.things import Authority, Inspection, Recommendation, Theme
from followthrough.words import Language


@dataclass(frozen=True)
class SameFramework:
    """Inspections of different authorities under one framework, whose grades may stand side by side."""

    framework: Framework
    inspections: tuple[Inspection, ...]


@dataclass(frozen=True)
class SameTheme:
    """What inspectors asked different authorities for on one theme."""

    theme: Theme
    columns: tuple[tuple[Authority, tuple[Recommendation, ...]], ...]


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


def same_theme(words: Language, themes: Iterable[Theme]) -> list[SameTheme]:
    """Themes on which inspectors asked several authorities for something."""
    found = []
    for theme in themes:
        columns: dict[Authority, list[Recommendation]] = {}
        for recommendation in theme.recommendations:
            columns.setdefault(recommendation.inspection.authority, []).append(recommendation)
        if len(columns) > 1:
            ordered = sorted(columns.items(), key=lambda pair: words.order(pair[0].record.short))
            found.append(SameTheme(theme, tuple((authority, tuple(things)) for authority, things in ordered)))
    return found
