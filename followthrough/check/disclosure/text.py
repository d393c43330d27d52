"""What a disclosure is, and the text that the rules look for it in."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from followthrough.problem import Severity

SEPARATOR: Final = "(?:[ \\t\u00a0\u2007\u2009\u202f.\u2010-\u2013-]{0,3}|[ \\t]*\\n[ \\t>]*)"
"""What may stand between the digits of a number: nothing, spaces, points or dashes, or the end of a line."""
GAP: Final = "(?:[ \\t\u00a0\u202f*_>]*\\n[ \\t\u00a0*_>]*|[ \\t\u00a0\u202f*_>]+)"
"""What stands between words: spaces, the end of a line with its indent, Markdown's signs; no end of a paragraph."""
_WORDS: Final = re.compile(r"[\s*_>]+")


@dataclass(frozen=True, slots=True)
class Text:
    """A text to look through, as it is and in small letters; a place in one is the same place in the other.

    `many_digits` has the stretches with ten digits or more in a row, apart from what stands between digits.
    """

    raw: str
    lower: str
    many_digits: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, raw: str) -> "Text":
        """Prepare a text."""
        lower = raw.lower()
        if len(lower) != len(raw):
            lower = "".join(small if len(small := char.lower()) == 1 else char for char in raw)
        return cls(raw, lower, tuple(match.span() for match in _MANY_DIGITS.finditer(raw)))

    def in_digits(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Where a pattern for a number of ten digits or more is found, perhaps with a little before and after them."""
        for start, end in self.many_digits:
            yield from pattern.finditer(self.raw, max(0, start - _AROUND), end + _AROUND)

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """Where the sentence begins and ends that has this stretch in it."""
        before = max((match.end() for match in _STOPS.finditer(self.raw, max(0, start - 400), start)), default=None)
        after = _STOPS.search(self.raw, end, end + 400)
        return max(0, start - 400) if before is None else before, after.start() if after else end + 400


_MANY_DIGITS: Final = re.compile(r"[0-9](?:[\s().>\u2010-\u2013-]*[0-9]){9,}")
_AROUND: Final = 12
_STOPS: Final = re.compile(r"(?<![A-Z])[.!?][\"')\]*_]*\s+|\n[ \t>]*\n|\n[ \t]*(?:[-*|]|#+)\s")


@dataclass(frozen=True, order=True, slots=True)
class Disclosure:
    """Something in a text that may tell who a person is: `start` and `end` say where, `words` are what stands there."""

    start: int
    end: int
    severity: Severity
    rule: str
    words: str
    message: str
    hint: str


Rule = Callable[[Text], Iterator[Disclosure]]


def disclosure(
    rule: str, text: Text, start: int, end: int, message: str, hint: str, *, severity: Severity = "error"
) -> Disclosure:
    """What a rule found in a stretch of a text."""
    return Disclosure(start, end, severity, rule, plain(text.raw[start:end]), message, hint)


def plain(words: str) -> str:
    """Words without line ends, indents and Markdown's signs between them, so that they can be compared."""
    return _WORDS.sub(" ", words).strip()


def listed(words: str) -> frozenset[str]:
    """The words of a list written with spaces between them."""
    return frozenset(words.split())


def starts_word(raw: str, start: int) -> bool:
    """Whether nothing that belongs to the same word or number stands before this place."""
    before = raw[max(0, start - 2) : start]
    return not before or not (
        before[-1].isalnum() or before[-1] in "_£$" or (before[-1] in ".,/-" and before[:1].isdigit())
    )
