"""Register to pages: the whole site map on one screen.

`address` knows where each thing is shown, `page` how each kind of page is made.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from followthrough.pages import page as make
from followthrough.pages.address import address, depth, file_of
from followthrough.pages.lists import lists_of, lists_of_all
from followthrough.pages.page import Page
from followthrough.register import Register
from followthrough.register.changes import changes_of, marks_of, news, spans
from followthrough.register.compare import same_framework, same_theme
from followthrough.register.things import Authority

__all__ = ["SECTIONS", "Page", "address", "depth", "file_of", "pages"]

SECTIONS: Final = ("councils", "themes", "changes", "compare", "search", "data", "glossary", "editions", "none")
"""Tabs of the header that record pages can belong to; "none" marks none of them as current."""
NEWEST: Final = 5
"""How much news the home page has."""


def pages(register: Register, editions: Sequence[date] = ()) -> Iterator[Page]:
    """Every page made from records, in the order of the site map. Prose pages are MkDocs' own.

    `editions` are the days on which the site was frozen, oldest first.
    """
    changes = changes_of(register.authorities.values(), register.as_of)
    yield make.home(register, news(changes, NEWEST))
    for authority in register.authorities.values():
        yield from _of_authority(authority, register)
    yield from lists_of_all(register)
    yield make.themes_page(register)
    yield from (make.theme_page(theme) for theme in register.themes.values())
    yield make.all_changes_page(register, changes)
    yield from _comparisons(register)
    yield make.data_page(register)
    yield make.glossary_page(register)
    yield make.search_page(register)
    yield make.accessibility_page(register)
    yield make.components_page()
    if editions:
        yield make.editions_page(editions)
    yield from (make.redirect_page(redirect.old, redirect.to) for redirect in register.redirects)


def _of_authority(authority: Authority, register: Register) -> Iterator[Page]:
    yield make.authority_page(authority)
    for inspection in authority.inspections:
        yield make.inspection_page(inspection)
        yield from (make.recommendation_page(recommendation) for recommendation in inspection.recommendations)
        yield from (make.finding_page(finding) for finding in inspection.findings)
    for plan in authority.plans:
        yield make.plan_page(plan)
        yield from (make.review_page(review) for review in plan.reviews)
    yield from (make.measure_page(measure) for measure in authority.measures)
    yield from lists_of(authority)
    found = spans(authority, register.as_of)
    yield make.timeline_page(authority)
    marks = marks_of(authority, register.as_of)
    yield make.changes_page(authority, marks, found, changes_of([authority], register.as_of))
    yield from (make.span_page(span) for span in found)
    yield make.meetings_page(authority)
    yield make.sources_page(authority)


def _comparisons(register: Register) -> Iterator[Page]:
    """A site of one authority has nothing to compare."""
    if register.is_single:
        return
    themes = same_theme(register.themes.values())
    yield make.compare_page(same_framework(register.inspections), themes)
    yield from (make.compare_theme_page(same) for same in themes)
