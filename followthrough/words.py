"""The words of the interface: one data file for each language, `templates/words/<code>.toml`.

A message is a text with `{placeholders}`, or several texts, of which the number `n` picks one. In templates a
message may have a link, `[words](placeholder)`, strong words, `**so**`, and code between backticks.
"""

import datetime
import hashlib
import re
import string
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar

from followthrough.problem import Failure
from followthrough.records import NOT_STATED, Due, Span, When

FOLDER: Final = Path(__file__).resolve().parents[1] / "templates" / "words"
FIRST: Final = "en"
"""The language that the others are held against: each has the same messages, with the same placeholders."""
CATEGORIES: Final = ("zero", "one", "two", "few", "many")
"""What a language may tell apart besides `other`, as Unicode's CLDR names it."""
_SETTINGS: Final = ("language", "plural")
_PLACE: Final = re.compile(r"\{(\w+)\}|\[([^\]]*)\]\((\w+)\)|\*\*(.*?)\*\*|`([^`]*)`")

T = TypeVar("T", bound=str)
Message = str | Mapping[str, str]


class WordsError(Failure):
    """A language cannot be used; the message says what is wrong with its file."""


@dataclass(frozen=True)
class Place:
    """Where a message has something that is not its own: a value or, if `is_link`, the address of a link."""

    name: str
    is_link: bool = False


def capitalised(text: T) -> T:
    """A text, plain or HTML, with a capital at its start; all else stays as it is, unlike with `str.capitalize`."""
    return text[:1].upper() + text[1:]  # type: ignore[return-value]


def pieces(text: str) -> Iterator[str | Place]:
    """A message as HTML, cut at its places."""
    at = 0
    for found in _PLACE.finditer(text):
        yield _escaped(text[at : found.start()])
        name, linked, link, strong, code = found.groups()
        if name:
            yield Place(name)
        elif link:
            yield '<a href="'
            yield Place(link, is_link=True)
            yield '">'
            yield from pieces(linked)
            yield "</a>"
        else:
            tag = "code" if strong is None else "strong"
            yield f"<{tag}>"
            yield from pieces(strong or code)
            yield f"</{tag}>"
        at = found.end()
    yield _escaped(text[at:])


def _escaped(text: str) -> str:
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&#34;")):
        text = text.replace(char, entity)
    return text


def placeholders(message: Message) -> set[str]:
    """The names of everything that a message wants to be told."""
    texts = (message,) if isinstance(message, str) else message.values()
    named = {piece.name for text in texts for piece in pieces(text) if isinstance(piece, Place)}
    return named if isinstance(message, str) else named | {"n"}


class Language:
    """One language: its messages in groups, and how it writes numbers and dates, counts and sorts."""

    def __init__(self, code: str, data: Mapping[str, Any], mark: str = "") -> None:
        self.code, self.mark = code, mark
        self.settings: Mapping[str, Any] = data["language"]
        self.plural: Mapping[str, Sequence[int]] = data["plural"]
        self.groups: dict[str, dict[str, Message]] = {name: data[name] for name in data if name not in _SETTINGS}
        self._category = {number: name for name, numbers in self.plural.items() for number in numbers}
        self._months: Sequence[str] = ("", *self.settings["months"])
        letters = sorted(enumerate(self.settings["alphabet"]), key=lambda pair: -len(pair[1]))
        self._letters = {letter: chr(0x100 + place) for place, letter in letters}
        self._letter = re.compile("|".join(map(re.escape, self._letters)))
        self._separators = str.maketrans({",": self.settings["thousands"], ".": self.settings["decimal"]})

    def say(self, key: str, /, **values: object) -> str:
        """A message as plain text: `say("pages.home")`, `say("count.plans", n=3)`. Raises KeyError if there is none."""
        group, _, name = key.partition(".")
        message = self.groups[group][name]
        text = message if isinstance(message, str) else message[self.form(message, int(str(values["n"])))]
        return text.format(**values)

    def form(self, message: Mapping[str, str], number: int) -> str:
        """Which text of a message goes with a number: `none` for 0 where there is one, else as the language counts."""
        return "none" if number == 0 and "none" in message else self._category.get(number, "other")

    def date(self, value: object) -> str:
        """A whole or partial date as it is read: 13 February 2018, September 2017, 2017."""
        if isinstance(value, datetime.date):
            return self._day(value)
        if isinstance(value, When):
            exact = value.text.count("-")
            return str(value.start.year) if exact == 0 else (self._month, self._day)[exact - 1](value.start)
        return self.not_stated if value == NOT_STATED else str(value)

    def on(self, value: object) -> str:
        """A date in a sentence, as a word of the language goes before it: on 13 February 2018, in September 2017."""
        value = When.parse(value) if isinstance(value, str) and value != NOT_STATED else value
        partial = isinstance(value, When) and value.text.count("-") < 2
        return self._dates["in_month" if partial else "on_day"].format(date=self.date(value))

    def _day(self, day: datetime.date) -> str:
        return self._dates["day"].format(day=day.day, month=self._months[day.month], year=day.year)

    def _month(self, day: datetime.date) -> str:
        return self._dates["month"].format(month=self._months[day.month], year=day.year)

    @cached_property
    def _dates(self) -> dict[str, str]:
        return {name: str(text) for name, text in self.groups["dates"].items()}

    @property
    def not_stated(self) -> str:
        """What stands where a source gives nothing."""
        return self.say("common.not_stated")

    def iso(self, text: str) -> str:
        """An ISO date, whole or partial, as it is read."""
        return self.date(When.parse(text))

    def span(self, value: Span) -> str:
        """A stretch of time: 20 June to 13 July 2017."""
        first, last, dates = value.from_, value.to, self._dates
        if last is None:
            return dates["from"].format(first=self.date(first))
        if first == last:
            return self.date(first)
        if isinstance(first, When) and isinstance(last, When) and len(first.text) == len(last.text) == 10:
            start, month = first.start, self._months[first.start.month]
            if (start.year, start.month) == (last.start.year, last.start.month):
                return dates["within_month"].format(day=start.day, last=self.date(last))
            if start.year == last.start.year:
                return dates["within_year"].format(day=start.day, month=month, last=self.date(last))
        one, other = (self.date(when) if isinstance(when, When) else dates["not_stated"] for when in (first, last))
        return dates["span"].format(first=one, last=other)

    def due(self, value: Due) -> str:
        """When something is due: the date, and the source's words where it has some."""
        if not isinstance(value.by, When):
            return value.words or self.say("dates.not_stated")
        return f"{self.date(value.by)} ({value.words})" if value.words else self.date(value.by)

    def number(self, value: Decimal | str, decimals: int = 0) -> str:
        """A number with thousands separated, or a symbol's meaning."""
        if isinstance(value, str):
            return self.say(f"symbols.{value}")
        places = max(decimals, -int(value.as_tuple().exponent)) if value != value.to_integral_value() else decimals
        return f"{value:,.{places}f}".translate(self._separators)

    def whole(self, value: int) -> str:
        """A whole number with thousands separated."""
        return f"{value:,}".translate(self._separators)

    def order(self, text: str) -> str:
        """What a text sorts by in the language's alphabet, in which `ch` may be one letter; other signs come first."""
        return self._letter.sub(lambda found: self._letters[found[0]], text.lower())

    def script(self, group: str) -> dict[str, object]:
        """What a script is told: the messages of a group, how to count, and the name of the locale in browsers."""
        return {"locale": self.settings["locale"], "plural": self.plural, "say": self.groups[group]}


def quantity(number: str, unit: str) -> str:
    """A number in writing with its unit: `5 days`, `96% of contacts`, and `£9.5 million` of the unit `£ million`."""
    if unit.startswith("£"):
        return f"{'-' * number.startswith('-')}£{number.removeprefix('-')}{unit[1:]}"
    return f"{number}{'' if unit.startswith('%') else ' '}{unit}"


def slugged(text: str) -> str:
    """A text as the name of a place on a page: `Step-down plan` is `step-down-plan`."""
    return "-".join("".join(char if char.isalnum() else " " for char in text.lower()).split())


def languages() -> list[str]:
    """The codes of the languages there are words for."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


@lru_cache(maxsize=8)
def language(code: str) -> Language:
    """The words of a language. Raises WordsError if there are none, or if they are not those that templates ask for."""
    path = FOLDER / f"{code}.toml"
    try:
        data = path.read_bytes()
        found = Language(code, tomllib.loads(data.decode()), hashlib.sha256(data).hexdigest())
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise WordsError(f"templates/words/{code}.toml cannot be used: {error!r}") from error
    if wrong := list(_mistakes(found, found if code == FIRST else language(FIRST))):
        raise WordsError("\n".join(f"templates/words/{code}.toml: {line}" for line in wrong))
    return found


def _mistakes(one: Language, first: Language) -> Iterator[str]:
    if len(one.settings["months"]) != 12:
        yield "a year has twelve months"
    yield from (
        f'plural: "{name}" is no category; use {", ".join(CATEGORIES)}' for name in {*one.plural} - {*CATEGORIES}
    )
    ours, theirs = _flat(one), _flat(first)
    yield from (f"{key} is missing" for key in sorted(theirs.keys() - ours.keys()))
    yield from (f"{key} is no message of {FIRST}.toml" for key in sorted(ours.keys() - theirs.keys()))
    for key in sorted(ours.keys() & theirs.keys()):
        message, model = ours[key], theirs[key]
        if isinstance(message, str) != isinstance(model, str):
            yield f"{key} must be {'one text' if isinstance(model, str) else 'a text for each number'}"
            continue
        wanted = {*one.plural, "other"}
        if not isinstance(message, str) and {*message} - {"none"} != wanted:
            yield f"{key} needs a text for each of {', '.join(sorted(wanted))}; only none may be added"
        told, used = placeholders(model), placeholders(message)
        yield from (f"{key}: {{{name}}} is nothing it is told" for name in sorted(used - told))
        if isinstance(message, str):  # of several texts, a language may need less to say one
            yield from (f"{key}: {{{name}}} is missing" for name in sorted(told - used))
        for text in (message,) if isinstance(message, str) else message.values():
            if any(name and name not in placeholders(message) for _, name, _, _ in string.Formatter().parse(text)):
                yield f"{key}: a placeholder is a plain name in curly brackets"


def _flat(one: Language) -> dict[str, Message]:
    return {f"{group}.{name}": message for group, found in one.groups.items() for name, message in found.items()}
