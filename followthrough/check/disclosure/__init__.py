"""What must never be published: whatever tells who a child, a relative or a private person is.

Identifiers (numbers, dates of birth, private addresses) are errors. Words that may let somebody be recognised (small
counts, ages with places, names) are warnings. docs/disclosure.md says what the rules cannot see.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from followthrough.check.content import Content
from followthrough.check.disclosure.identifiers import IDENTIFIERS, postcode
from followthrough.check.disclosure.measures import small_counts
from followthrough.check.disclosure.output import texts
from followthrough.check.disclosure.people import PEOPLE
from followthrough.check.disclosure.text import Disclosure, Text
from followthrough.check.disclosure.waivers import Waivers, without
from followthrough.problem import Place, Problem
from followthrough.read import Document, field_path

__all__ = ["DISCLOSURE_RULES", "Disclosure", "check_disclosure", "mask", "scan_output", "scan_text"]

DISCLOSURE_RULES: Final = {
    **{rule.__name__.replace("_", "-"): " ".join((rule.__doc__ or "").split()) for rule in (*IDENTIFIERS, *PEOPLE)},
    "expired-waiver": "No waiver has ended; one that has waives nothing any more.",
    "unused-waiver": "Every waiver waives something.",
}
"""The names of the problems found here, and what each demands, for docs/rules.md."""


def scan_text(raw: str, *, warnings: bool = True) -> list[Disclosure]:
    """Every disclosure in a text, in order; of those that overlap, the one whose rule comes first.

    Without `warnings`, only identifiers.
    """
    text = Text.of(raw)
    found: list[Disclosure] = []
    for rule in (*IDENTIFIERS, *(PEOPLE if warnings else ())):
        for one in rule(text):
            if not any(one.start < other.end and other.start < one.end for other in found):
                found.append(one)
    return sorted(found)


def check_disclosure(content: Content, as_of: date) -> list[Problem]:
    """What the content discloses, and what is wrong with its waivers on a day."""
    waivers = Waivers(content, as_of)
    offices = _offices(content)
    problems: list[Problem] = []
    for document in content.documents:
        problems += _in_name(document)
        raw = "\n".join(document.lines)
        found = [one for one in scan_text(raw) if not _is_office(one, offices)]
        if found:
            problems += _in_document(document, without(found, document.path, Text.of(raw), waivers))
    problems += [
        problem for problem, words, path in small_counts(content) if not waivers.cover_words(path, problem.rule, words)
    ]
    return problems + list(waivers.problems())


def scan_output(files: Iterable[tuple[str, bytes]], content: Content, *, warnings: bool = False) -> list[str]:
    """What built files disclose, a line each, without repeating it: pages, data files and the search index.

    Names end as those of files do. Waivers of the content hold here too, wherever their words stand. Without
    `warnings`, only identifiers.
    """
    waivers, offices = Waivers(content), _offices(content)
    lines: list[str] = []
    for name, raw in texts(files):
        # The search index has the words of pages, but headings and sentences run together in it.
        with_warnings = warnings and not name.endswith(".pf_fragment")
        found = [one for one in scan_text(raw, warnings=with_warnings) if not _is_office(one, offices)]
        for one in without(found, None, Text.of(raw), waivers) if found else ():
            line = f"{name}: {one.message} [{one.rule}]"
            lines += [] if line in lines else [line]
    return lines


def mask(problem: Problem) -> Problem:
    """The same problem with every identifier in its words starred out: logs of public projects are public."""
    words = (problem.field, problem.message, problem.hint, problem.text)
    field, message, hint, text = map(_masked, words)
    return replace(problem, field=field, message=message, hint=hint, text=text)


def _masked(raw: str) -> str:
    for one in scan_text(raw, warnings=False) if raw else ():
        raw = raw[: one.start] + _stars(raw[one.start : one.end]) + raw[one.end :]
    return raw


def _stars(words: str) -> str:
    return re.sub(r"\w", "*", words)


def _in_document(document: Document, found: list[Disclosure]) -> Iterator[Problem]:
    """Problems at their places; in the lines they show, all identifiers are starred out."""
    starts = [0]
    for line in document.lines:
        starts.append(starts[-1] + len(line) + 1)
    lines = list(document.lines)
    places = []
    for one in found:
        number = bisect_right(starts, one.start) - 1
        end = min(one.end, starts[number + 1] - 1)
        places.append(Place(number + 1, one.start - starts[number] + 1, max(end, one.start + 1) - starts[number] + 1))
        if one.severity == "error":
            for other in range(number, bisect_right(starts, one.end - 1)):
                first, last = max(one.start - starts[other], 0), max(one.end - starts[other], 0)
                line = lines[other]
                lines[other] = line[:first] + _stars(line[first:last]) + line[last:]
    for one, place in zip(found, places, strict=True):
        rule, line = one.rule, lines[place.line - 1]
        yield Problem(document.shown, place, one.severity, rule, _field(document, place), one.message, one.hint, line)


def _field(document: Document, place: Place) -> str:
    """The field whose value is at a place, "" in a body."""
    at = max(
        (where, loc) for loc, where in {(): Place(), **document.places}.items() if where <= replace(place, end=1 << 30)
    )
    in_body = any(section.line <= place.line for section in document.sections)
    return "" if in_body else field_path(at[1])


def _in_name(document: Document) -> Iterator[Problem]:
    """Identifiers in the names of a file and its folders, which become addresses."""
    for one in scan_text(re.sub(r"[/_]|\.(?:yml|yaml|md)\Z", "  ", document.path), warnings=False):
        rule, message = one.rule, f"the name of the file or its folder: {one.message}"
        hint = "Rename it: file and folder names become addresses of pages."
        yield Problem(document.shown, Place(), "error", rule, "", message, hint)


def _offices(content: Content) -> frozenset[str]:
    """Postcodes that may stand anywhere: those in an `address` of the site or of an authority."""
    documents = [document for document in content.documents if document.path.endswith(("site.yml", "authority.yml"))]
    addresses = [value for document in documents for name, value in _walk(document.data) if name == "address"]
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
