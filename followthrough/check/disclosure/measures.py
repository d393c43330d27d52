"""The rules for counts applied to measures, whose numbers stand in fields and not in sentences."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from followthrough.check.content import Content, Entry
from followthrough.check.disclosure.counts import IF_FINE, LARGEST, SMALLEST, small_share
from followthrough.check.disclosure.text import plain
from followthrough.problem import Problem
from followthrough.read import Loc
from followthrough.records import Measure, Value
from followthrough.records.measure import Comparator

CONFIDENTIAL: Final = "c"
_OUT_OF: Final = re.compile(r"\bof (?:the |all |our |its )?([0-9]{1,4})\b(?![.,/-][0-9])", re.IGNORECASE)


def small_counts(content: Content) -> Iterator[tuple[Problem, str, str]]:
    """Small counts of children in measures, each with the words a waiver names it by and the path of its file."""
    for authority in content.authorities.values():
        for entry in authority.measures.values():
            for loc, value in _values(entry.record):
                found = list(_withheld_in_vain(entry, loc, value))
                found += _stated(entry, loc, value) if entry.record.counts_children else ()
                yield from ((problem, words, entry.document.path) for problem, words in found)


def _values(measure: Measure) -> Iterator[tuple[Loc, Value | Comparator]]:
    if measure.baseline:
        yield ("baseline",), measure.baseline
    yield from ((("values", number), value) for number, value in enumerate(measure.values))
    yield from ((("comparators", number), value) for number, value in enumerate(measure.comparators))


def _stated(entry: Entry[Measure], loc: Loc, value: Value | Comparator) -> Iterator[tuple[Problem, str]]:
    if entry.record.is_share:
        yield from _share(entry, loc, value)
        return
    name = value.who if isinstance(value, Comparator) else value.label or str(value.date)
    counts = [(loc, name, value.value)]
    if isinstance(value, Value):
        counts += [((*loc, "parts", number), part.name, part.value) for number, part in enumerate(value.parts)]
    for where, what, count in counts:
        if isinstance(count, Decimal) and SMALLEST <= count <= LARGEST:
            words = plain(f"{what}: {count}")
            message = f'"{words}" is a count of 1 to 5 children: they may be recognised'
            hint = (
                "Write c (confidential) here, and for one more part, so that it cannot be worked out from the total; "
                f"or join two parts and publish their sum. {IF_FINE}"
            )
            yield entry.problem("small-count", (*where, "value"), message, hint, severity="warning"), words


def _share(entry: Entry[Measure], loc: Loc, value: Value | Comparator) -> Iterator[tuple[Problem, str]]:
    """A percentage whose words or note say of how few it is a share."""
    said = " ".join(filter(None, (value.words, getattr(value, "note", None), getattr(value, "label", None))))
    for match in _OUT_OF.finditer(said):
        if isinstance(value.value, Decimal) and small_share(value.value, int(match[1])):
            message = f"{value.value}% of {match[1]} gives a count of 1 to 5 children"
            hint = f"Write c (confidential) instead of the percentage, or leave out of how many it is. {IF_FINE}"
            words = f"{value.value}% of {match[1]}"
            yield entry.problem("derivable-count", (*loc, "value"), message, hint, severity="warning"), words


def _withheld_in_vain(entry: Entry[Measure], loc: Loc, value: Value | Comparator) -> Iterator[tuple[Problem, str]]:
    """A number withheld that follows from the total and the other parts."""
    if not isinstance(value, Value) or not value.parts:
        return
    withheld = [number for number, part in enumerate(value.parts) if part.value == CONFIDENTIAL]
    given = sum(isinstance(part.value, Decimal) for part in value.parts)
    name = value.label or str(value.date)
    if isinstance(value.value, Decimal) and len(withheld) == 1 and given == len(value.parts) - 1:
        where: Loc = (*loc, "parts", withheld[0], "value")
        words = plain(f"{value.parts[withheld[0]].name}: c")
        message = f'"{words}" can be worked out: the total and all other parts are given'
        hint = "Write c for one more part, best the next smallest, or for the total."
    elif value.value == CONFIDENTIAL and given == len(value.parts):
        where, words = (*loc, "value"), plain(f"{name}: c")
        message = f'"{words}" can be worked out: all its parts are given'
        hint = "Write c for two parts at least, or give the total."
    else:
        return
    yield entry.problem("derivable-count", where, message, f"{hint} {IF_FINE}", severity="warning"), words
