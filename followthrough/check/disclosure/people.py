"""Rules for words that may let somebody be recognised without a number: rare events, ages with places, and names."""

import re
from collections.abc import Iterator
from typing import Final

from followthrough.check.disclosure.counts import IF_FINE, SINGULAR, derivable_count, small_count
from followthrough.check.disclosure.names import FIRST_NAMES, NOT_PEOPLE, NOT_PLACES, TITLES, WORD_NAMES
from followthrough.check.disclosure.text import GAP, Disclosure, Rule, Text, disclosure, starts_word

_CAPITAL: Final = r"[A-Z][a-zA-Z'\u2019-]+"
_PLACE: Final = re.compile(
    rf"\b(?:in|from|at|near|outside|around|of){GAP}(?:the{GAP})?({_CAPITAL}(?:{GAP}{_CAPITAL})*)"
)


def one_child(text: Text) -> Iterator[Disclosure]:
    """No story of one child: a rare event, such as a death, with "one child" or with a place or a year."""
    if not any(word in text.lower for word in _EVENTS):
        return
    start = end = 0
    for match in _EVENT.finditer(text.lower):
        if match.end() <= end:
            continue
        start, end = text.sentence(*match.span())
        child = _THE_CHILD.search(text.lower, start, end)
        if child is None or _GENERAL.match(text.lower, start):
            continue
        exact = child[1] in ("one", "1", "single") or has_place(text, start, end) or _YEAR.search(text.raw, start, end)
        if exact:
            first, last = min(child.start(), match.start()), max(child.end(), match.end())
            message = "one child and something rare that happened: the child may be recognised"
            hint = f"Leave out the place, the time or what happened, or write of several years together. {IF_FINE}"
            yield disclosure("one-child", text, first, last, message, hint, severity="warning")


_EVENTS: Final = (
    *("died", "drowned", "killed", "murdered", "stabbed", "raped", "abducted", "kidnapped", "trafficked", "hanged"),
    *("suicide", "own life", "overdose", "homicide", "manslaughter", "stillborn", "sectioned", "secure unit"),
    *("secure accommodation", "fatally", "life-threatening"),
)
_EVENT: Final = re.compile(rf"(?:{'|'.join(_EVENTS)})d?\b")
_THE_CHILD: Final = re.compile(
    rf"\b(one|1|single|a|an|the|this){GAP}(?:[a-z0-9-]+{GAP}){{0,2}}?{SINGULAR}\b"
    rf"(?!['\u2019-]|{GAP}(?:protection|death|sexual|care))"
)
_GENERAL: Final = re.compile(r"[\s*_>#|-]*(?:if|when|whenever|where|wherever|should|before|after|the meeting|how)\b")
_YEAR: Final = re.compile(r"\b(?:19|20)[0-9]{2}\b")


def has_place(text: Text, start: int, end: int) -> bool:
    """Whether a stretch of text names a place smaller than a nation."""
    return any(
        re.split(r"[\s'\u2019-]", match[1].lower())[0] not in NOT_PLACES
        for match in _PLACE.finditer(text.raw, start, end)
    )


def age_and_place(text: Text) -> Iterator[Disclosure]:
    """No exact age of a child together with a place."""
    for pattern in (_YEARS_OLD, _AGED):
        first, last, placed = 0, 0, False
        for match in pattern.finditer(text.lower):
            start = match.start()
            age = ""
            if pattern is _YEARS_OLD:
                before = _AGE_BEFORE.search(text.lower, max(0, start - 12), start)
                if before is None or _RANGE_BEFORE.search(text.lower, max(0, before.start() - 16), before.start()):
                    continue
                start, age = before.start(), before[1]
            else:
                age = match[1]
            if age.isdigit() and int(age) > _OLDEST:
                continue
            if not first <= start < match.end() <= last:
                first, last = text.sentence(start, match.end())
                placed = has_place(text, first, last)
            if placed:
                message = "an age and a place: the child may be recognised"
                hint = f'Write an age band ("in their teens") or leave out the place. {IF_FINE}'
                yield disclosure("age-and-place", text, start, match.end(), message, hint, severity="warning")


_OLDEST: Final = 25
_AGE_WORD: Final = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen)"
)
_YEARS_OLD: Final = re.compile(
    rf"(?:years?|months?|weeks?|days?)(?:-|{GAP})old(?!s|er|\w)(?!{GAP}(?:or|and){GAP}(?:over|under|older))"
)
_AGE_BEFORE: Final = re.compile(rf"(?<![0-9a-z.,])([0-9]{{1,2}}|{_AGE_WORD})[\s*_-]*\Z")
_RANGE_BEFORE: Final = re.compile(
    r"(?:[0-9]|under|over|between|least|most|than|[a-z]+teen)[\s-]*(?:to|and|or|-|\u2013|than)?[\s-]*\Z"
)
_AGED: Final = re.compile(
    r"\baged?:?\s+(?:just\s+|only\s+)?([0-9]{1,2}|"
    + _AGE_WORD
    + r")(?![0-9%-])(?!\s*(?:to|and|or|\u2013|-|plus|\+|years?\s+(?:and|or|to))\b|\s*[\u2013+-])\b"
)


def personal_name(text: Text) -> Iterator[Disclosure]:
    """No person's name, where a post would do: a title or a common first name, and a surname."""
    for match in _NAME.finditer(text.raw):
        first, surname = match[1], match[2]
        words = re.split(r"[\s'\u2019.-]+", surname.lower())
        if NOT_PEOPLE.intersection(words[:2]) or NOT_PEOPLE.intersection(match[3].lower().split()):
            continue
        titled = first in TITLES
        known = first.lower() in FIRST_NAMES and first.lower() not in WORD_NAMES and first.istitle()
        before = text.raw[max(0, match.start() - 3) : match.start()]
        if (titled or known) and starts_word(text.raw, match.start()) and not before.endswith(("St ", "St.", "t. ")):
            message = "a person's name stands here, where a post would do"
            hint = f'Write the post: "the Director of Children\'s Services", "the chair", "a councillor". {IF_FINE}'
            yield disclosure("personal-name", text, match.start(), match.end(2), message, hint, severity="warning")


_CAPITALISED: Final = r"[A-Z][a-z\u00e0-\u00ff]+"
_SURNAME: Final = (
    r"(?:(?:O['\u2019]|Ma?c|[Dd]e |[Vv]an (?:der |den )?|[Aa]l-|ap |ab )?"
    rf"{_CAPITALISED}(?:[-'\u2019]{_CAPITALISED})*)(?!\w)"
)
_NAME: Final = re.compile(
    r"([A-Z][A-Za-z\u00e0-\u00ff]{1,11})"
    rf"(?=\.?(?:[ \u00a0*_]+|\n[ >]*)(?:[A-Z]\.?[ \u00a0])?({_SURNAME})((?:[ \u00a0][A-Z][a-z]+)?))"
)


PEOPLE: Final[tuple[Rule, ...]] = (one_child, small_count, derivable_count, age_and_place, personal_name)
"""Every rule for words; where two find the same, the first one counts."""
