"""Register to pages: the whole site map on one screen.

`address` knows where each thing is shown, `page` how each kind of page is made.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from followthrough.pages import page as make
from followthrough.pages.address import address, address_in, below, depth, file_of
from followthrough.pages.lists import lists_of, lists_of_all
from followthrough.pages.page import Page
from followthrough.register import Register
from followthrough.register.changes import Change, Together, changes_of, marks_of, newest, news, spans
from followthrough.register.compare import same_framework, same_theme
from followthrough.register.things import Authority
from followthrough.words import Language, language

__all__ = ["SECTIONS", "Kept", "OfAuthority", "Page", "address", "address_in", "below", "depth", "file_of", "pages"]

SECTIONS: Final = ("councils", "themes", "changes", "compare", "search", "data", "glossary", "editions", "none")
"""Tabs of the header that record pages can belong to; "none" marks none of them as current."""
NEWEST: Final = 5
"""How much news the home page has."""
MOST_CHANGES: Final = 200
"""How many changes the page of all changes has at most; older ones are on the pages of each authority."""
MOST_OF_THEME: Final = 100
"""How many things on one theme stand on its pages; more are counted by authority, whose own pages show them."""
MOST_BESIDE: Final = 25
"""How many authorities' grades stand side by side; those of more are counted."""
MOST_CARDS: Final = 200
"""How many authorities the front page and the page of search say more of than their names."""


@dataclass(frozen=True)
class OfAuthority:
    """The pages of one authority, and everything that happened to it, newest first."""

    authority: Authority
    words: Language
    pages: Sequence[Page]
    changes: Sequence[Change]


Kept = dict[str, OfAuthority]
"""What was made of each authority the last time."""


def pages(register: Register, editions: Sequence[date] = (), kept: Kept | None = None) -> Iterator[Page]:
    """Every page made from records, in the order of the site map. Prose pages are MkDocs' own.

    `editions` are the days on which the site was frozen, oldest first. Pages of authorities that are the same objects
    as when `kept` was last used are taken from it.
    """
    words = language(register.site.languages[0])
    parts = [_known(words, authority, register.as_of, kept) for authority in register.authorities.values()]
    changes = Together(part.changes for part in parts)
    yield make.home(words, register, news(changes, NEWEST), MOST_CARDS)
    for part in parts:
        yield from part.pages
    yield from lists_of_all(words, register)
    yield make.themes_page(words)
    yield from (make.theme_page(words, theme, MOST_OF_THEME) for theme in register.themes.values())
    yield make.all_changes_page(words, newest(changes, MOST_CHANGES))
    yield from _comparisons(words, register)
    yield make.data_page(words, register)
    yield make.glossary_page(words)
    yield make.search_page(words, MOST_CARDS)
    yield make.accessibility_page(words, register)
    yield make.components_page(words)
    if editions:
        yield make.editions_page(words, editions)
    yield from (make.redirect_page(words, redirect.old, redirect.to) for redirect in register.redirects)


def _known(words: Language, authority: Authority, as_of: date, kept: Kept | None) -> OfAuthority:
    before = (kept or {}).get(authority.slug)
    if before and before.authority is authority and before.words is words:
        return before
    changes = changes_of([authority], as_of)
    made = OfAuthority(authority, words, list(_of_authority(words, authority, as_of, changes)), changes)
    if kept is not None:
        kept[authority.slug] = made
    return made


def _of_authority(words: Language, authority: Authority, as_of: date, changes: Sequence[Change]) -> Iterator[Page]:
    yield make.authority_page(words, authority)
    for inspection in authority.inspections:
        yield make.inspection_page(words, inspection)
        yield from (make.recommendation_page(words, recommendation) for recommendation in inspection.recommendations)
        yield from (make.finding_page(words, finding) for finding in inspection.findings)
    for plan in authority.plans:
        yield make.plan_page(words, plan)
        yield from (make.review_page(words, review) for review in plan.reviews)
    yield from (make.measure_page(words, measure) for measure in authority.measures)
    yield from lists_of(words, authority, as_of)
    found = spans(authority, as_of, changes)
    yield make.timeline_page(words, authority)
    marks = marks_of(authority, as_of)
    yield make.changes_page(words, authority, marks, found, changes)
    yield from (make.span_page(words, span) for span in found)
    yield make.meetings_page(words, authority)
    yield make.sources_page(words, authority)


def _comparisons(words: Language, register: Register) -> Iterator[Page]:
    """A site of one authority has nothing to compare."""
    if register.is_single:
        return
    themes = same_theme(words, register.themes.values())
    yield make.compare_page(words, same_framework(register.inspections), themes, MOST_BESIDE)
    yield from (make.compare_theme_page(words, same, MOST_OF_THEME) for same in themes)
