"""Terms of the glossary in running text: the first mention of each on a page shows its meaning, a tap or key away."""

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from followthrough.records import Term

_MARK: Final = re.compile("\x03([0-9]+)\x04([^\x05]*)\x05")
"""A mention, between control characters, which content cannot have."""
_WORD: Final = re.compile(r"\w+")
_CLOSED: Final = re.compile(r"<(a|button|code|dt|pre|th|h[1-6])\b.*?</\1>|<[^>]*>", re.DOTALL)
"""Where no mention is marked: links, code, headings, what a list explains itself, and within a tag."""


class Terms:
    """The terms of a glossary. `show` makes the component of one: the term, and the words that mention it as HTML."""

    def __init__(self, glossary: Sequence[Term], show: Callable[[Term, str], str]) -> None:
        self._glossary, self._show = glossary, lru_cache(maxsize=1024)(show)
        phrases = [(html.escape(form), number) for number, term in enumerate(glossary) for form in sorted(forms(term))]
        often = Counter(word for phrase, _ in phrases for word in set(_WORD.findall(phrase)))
        self._by_word: dict[str, list[tuple[str, int]]] = {}
        for phrase, number in phrases:
            # By its rarest word, since most texts have words like "children" and few have most of the phrases.
            word = min(_WORD.findall(phrase), key=lambda word: (often[word], -len(word)), default="")
            self._by_word.setdefault(word, []).append((phrase, number))
        self._words = frozenset(self._by_word)
        self.mark = lru_cache(maxsize=4096)(self._mark)

    def _mark(self, text: str) -> str:
        """HTML with the first mention of each term in it marked, for `explain`."""
        words = self._words.intersection(_WORD.findall(text))
        if not words:
            return text
        line = text.replace("\n", " ")
        phrases = [found for word in words for found in self._by_word[word] if found[0] in line]
        if not phrases:
            return text
        parts, at, seen = [], 0, set()
        for start, end, number in _mentions(line, phrases):
            if start >= at and number not in seen:
                seen.add(number)
                parts += [text[at:start], f"\x03{number}\x04{text[start:end]}\x05"]
                at = end
        return "".join((*parts, text[at:]))

    def explain(self, page: str, *, plain: bool = False) -> str:
        """A page with its marks replaced: the first of each term by its component, the others by their words.

        On a `plain` page all are just words.
        """
        if "\x03" not in page:
            return page
        seen: set[str] = set()

        def shown(mark: re.Match[str]) -> str:
            number, words = mark.groups()
            if plain or number in seen:
                return words
            seen.add(number)
            return self._show(self._glossary[int(number)], words)

        return _MARK.sub(shown, page)


def _mentions(line: str, phrases: Iterable[tuple[str, int]]) -> list[tuple[int, int, int]]:
    """Where terms stand in HTML, and which: in order, of those that begin at one place the longest first."""
    closed = [part.span() for part in _CLOSED.finditer(line)]
    found = [
        (start, start + len(phrase), number)
        for phrase, number in phrases
        for start in _places(line, phrase)
        if not any(first < start + len(phrase) and start < last for first, last in closed)
    ]
    return sorted(found, key=lambda mention: (mention[0], -mention[1]))


def forms(term: Term) -> set[str]:
    """How texts write a term: as the glossary does, with a small or capital first letter, in full, or in the plural.

    Of its other names, only abbreviations and other numbers of the same words count; the rest serve search alone.
    """
    same = _stem(term.term)
    short = [name for name in term.also if _is_short(name)]
    names = [term.term, *short, *(f"{name}s" for name in (term.term, *short) if not name.endswith("s"))]
    names += [term.stands_for] if term.stands_for else []
    names += [name for name in term.also if _stem(name) == same]
    return {form for name in names for form in _cased(name)}


def _cased(name: str) -> tuple[str, ...]:
    if _is_short(name.split()[0]):
        return (name,)
    return (name[0].lower() + name[1:], name[0].upper() + name[1:])


def _is_short(name: str) -> bool:
    """Whether a name is written in capitals, such as MASH, SEND or CiCC; an ordinary word may begin with one."""
    return sum(char.isupper() for char in name) > 1 and " " not in name


def _stem(name: str) -> tuple[str, ...]:
    words = name.lower().replace("children", "child").split()
    return tuple(word.removesuffix("s") for word in words)


def _places(line: str, phrase: str) -> Iterator[int]:
    """Where a phrase stands as whole words."""
    start = line.find(phrase)
    while start >= 0:
        end = start + len(phrase)
        if not _joins(line[start - 1 : start]) and not _joins(line[end : end + 1]):
            yield start
        start = line.find(phrase, end)


def _joins(char: str) -> bool:
    return char.isalnum() or char in ("-", "_")
