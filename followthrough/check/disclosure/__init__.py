"""What must never be published: whatever tells who a child, a relative or a private person is.

Identifiers (numbers, dates of birth, private addresses) are errors. Words that may let somebody be recognised (small
counts, ages with places, names) are warnings. docs/disclosure.md says what the rules cannot see.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import accumulate
from typing import Final

from followthrough.check.content import Content
from followthrough.check.disclosure.identifiers import IDENTIFIERS, postcode
from followthrough.check.disclosure.measures import small_counts
from followthrough.check.disclosure.output import Texts
from followthrough.check.disclosure.people import PEOPLE
from followthrough.check.disclosure.text import Disclosure, Text
from followthrough.check.disclosure.waivers import Waivers, without
from followthrough.problem import Place, Problem
from followthrough.processes import Workers, can_fork
from followthrough.read import Document, field_path

__all__ = [
    "DISCLOSURE_RULES",
    "Disclosure",
    "Scan",
    "check_disclosure",
    "disclosing",
    "forget_scans",
    "mask",
    "scan_output",
    "scan_text",
    "scanning",
]

DISCLOSURE_RULES: Final = {
    **{rule.__name__.replace("_", "-"): " ".join((rule.__doc__ or "").split()) for rule in (*IDENTIFIERS, *PEOPLE)},
    "expired-waiver": "No waiver has ended; one that has waives nothing any more.",
    "unused-waiver": "Every waiver waives something.",
}
"""The names of the problems found here, and what each demands, for docs/rules.md."""

FEW: Final = 400
"""So many documents are looked through sooner than worker processes are started."""
SLICE: Final = 100
"""Documents that a worker looks through at a time."""
_shared: Sequence[Document] = ()
"""What forked workers look through without being sent it."""

MOST_IN_A_FILE: Final = 100
"""How many disclosures are reported of one file."""


def scan_text(raw: str, *, warnings: bool = True) -> list[Disclosure]:
    """Every disclosure in a text, in order; of those that overlap, the one whose rule comes first.

    Without `warnings`, only identifiers.
    """
    text = Text.of(raw)
    found: list[Disclosure] = []
    for rule in (*IDENTIFIERS, *(PEOPLE if warnings else ())):
        for one in rule(text):
            at = bisect_left(found, one.start, key=lambda other: other.start)
            before, after = found[at - 1 : at], found[at : at + 1]
            if not (before and before[0].end > one.start) and not (after and after[0].start < one.end):
                found.insert(at, one)
    return found


def disclosing(documents: Iterable[Document]) -> list[Document]:
    """Those of some documents that disclose something, whether or not it is waived."""
    return [document for document in documents if _discloses(document)]


@contextmanager
def scanning(documents: Sequence[Document], jobs: int = 1) -> Iterator[Callable[[], list[Document]]]:
    """What `disclosing` finds in some documents, for when it is called.

    With more than one of `jobs`, workers look for it from now on, if the documents are many enough to be worth it.
    """
    global _shared
    if jobs < 2 or len(documents) <= FEW or not can_fork():
        yield lambda: disclosing(documents)
        return
    _shared = documents
    try:
        with Workers(jobs - 1) as workers:
            under_way = [workers.submit(_places, start) for start in range(0, len(documents), SLICE)]
            yield lambda: [documents[place] for found in under_way for place in found.result()]
    finally:
        _shared = ()


def _places(start: int) -> list[int]:
    """In a worker: where those documents of a slice stand that disclose something."""
    some = enumerate(_shared[start : start + SLICE], start)
    return [place for place, document in some if _discloses(document)]


def _discloses(document: Document) -> bool:
    return bool(_scanned(document) or _in_name(document))


def check_disclosure(content: Content, as_of: date, documents: Iterable[Document]) -> list[Problem]:
    """What the content discloses, and what is wrong with its waivers on a day.

    `documents` are those that disclose something.
    """
    waivers = Waivers(content, as_of)
    offices = _offices(content)
    problems: list[Problem] = []
    for document in documents:
        problems += _in_name(document)
        found = [one for one in _scanned(document) if not _is_office(one, offices)]
        if found:
            text = Text.of(document.text)
            problems += _in_document(document, without(found, document.path, text, waivers))
    for problem, words, path in small_counts(content):
        rule = problem.rule
        problems += [] if waivers.cover_words(path, rule, words) else [mask(problem)]
    return [*problems, *map(mask, waivers.problems())]


class Scan:
    """Looks through built files for what must not be published: pages and data files.

    Waivers of the content hold here too, wherever their words stand. Without `warnings`, only identifiers are found.
    """

    def __init__(self, content: Content, *, warnings: bool = False) -> None:
        self._waivers, self._offices, self._warnings = Waivers(content), _offices(content), warnings
        self._texts = Texts(content.scanned)

    def look(self, name: str, data: bytes | str) -> list[str]:
        """What a file discloses that none before it did, a line each without repeating it.

        `name` ends as that of a file of its kind; `data` is the file, or a part of a page as text.
        """
        raw = self._texts.of(name, data)
        found = scan_text(raw, warnings=self._warnings) if raw.strip() else []
        found = [one for one in found if not _is_office(one, self._offices)]
        told = without(found, None, Text.of(raw), self._waivers) if found else ()
        return list(dict.fromkeys(f"{name}: {one.message} [{one.rule}]" for one in told))


def forget_scans() -> None:
    """Let go of the documents that were scanned, which only a preview looks at again."""
    _scanned.cache_clear()
    _in_name.cache_clear()


def scan_output(files: Iterable[tuple[str, bytes]], content: Content, *, warnings: bool = False) -> list[str]:
    """What built files disclose, a line each."""
    scan = Scan(content, warnings=warnings)
    return [line for name, data in files for line in scan.look(name, data)]


def mask(problem: Problem) -> Problem:
    """The same problem with every identifier in its words starred out: logs of public projects are public."""
    words = (problem.field, problem.message, problem.hint, problem.text)
    field, message, hint, text = map(_masked, words)
    return replace(problem, field=field, message=message, hint=hint, text=text)


@lru_cache(maxsize=16)  # many problems may show the same long line
def _masked(raw: str) -> str:
    return _starred(raw, scan_text(raw, warnings=False))


def _starred(raw: str, found: Iterable[Disclosure]) -> str:
    """A text of the same length with stars in place of the letters and digits of identifiers."""
    characters = list(raw)
    for one in found:
        if one.severity == "error":
            stretch = characters[one.start : one.end]
            characters[one.start : one.end] = ["*" if char.isalnum() else char for char in stretch]
    return "".join(characters)


@lru_cache(maxsize=1 << 17)  # for the preview, which looks again at documents that have not changed
def _scanned(document: Document) -> list[Disclosure]:
    return scan_text(document.text)


def _in_document(document: Document, found: list[Disclosure]) -> Iterator[Problem]:
    """Problems at their places; in the lines they show, all identifiers are starred out."""
    lines = _starred(document.text, found).split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    # A file with more is no paper but a list of people; it must not hide the problems of others.
    found = found[:MOST_IN_A_FILE]
    values = sorted((place.line, place.column, loc) for loc, place in document.places.items())
    body = min((section.line for section in document.sections), default=len(lines) + 1)
    for one in found:
        number = bisect_right(starts, one.start)
        column = one.start - starts[number - 1] + 1
        place = Place(number, column, column + min(one.end, starts[number] - 1) - one.start)
        at = bisect_right(values, (number, column), key=lambda value: value[:2])
        field = field_path(values[at - 1][2]) if at and number < body else ""
        rule = one.rule
        yield Problem(document.shown, place, one.severity, rule, field, one.message, one.hint, lines[number - 1])


@lru_cache(maxsize=1 << 17)
def _in_name(document: Document) -> tuple[Problem, ...]:
    """Identifiers in the names of a file and its folders, which become addresses."""
    return tuple(_named(document))


def _named(document: Document) -> Iterator[Problem]:
    for one in scan_text(re.sub(r"[/_]|\.(?:yml|yaml|md)\Z", "  ", document.path), warnings=False):
        rule, message = one.rule, f"the name of the file or its folder: {one.message}"
        hint = "Rename it: file and folder names become addresses of pages."
        yield Problem(document.shown, Place(), "error", rule, "", message, hint)


def _offices(content: Content) -> frozenset[str]:
    """Postcodes that may stand anywhere: those in an `address` of the site."""
    named = (pair for document in content.offices for pair in _walk(document.data))
    addresses = [value for name, value in named if name == "address"]
    return frozenset(_squeezed(one.words) for address in addresses for one in postcode(Text.of(address)))


def _walk(data: object, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _walk(value, key)
    elif isinstance(data, list):
        for value in data:
            yield from _walk(value, name)
    elif isinstance(data, str):
        yield name, data


def _is_office(found: Disclosure, offices: frozenset[str]) -> bool:
    return found.rule == "postcode" and _squeezed(found.words) in offices


def _squeezed(words: str) -> str:
    return "".join(words.split()).upper()
