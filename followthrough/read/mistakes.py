"""What the YAML parser complains about, in plain words, with the likely cause at the likely place.

The parser notices a mistake late and names it in its own terms. Each function here knows one mistake that people make
and looks for it around the place where the parser stopped; the first that recognises it gives the message.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from followthrough.problem import Place

ODD_SPACES: Final = "\u00a0\u2007\u202f\u3000"
"""Spaces that look like ordinary ones and that YAML takes for letters."""
CURLY: Final = "\u2018\u2019\u201c\u201d\u201e"
"""Quotation marks that are none to YAML."""
BULLETS: Final = "\u2022\u00b7*\u2013\u2014"


@dataclass(frozen=True)
class Stop:
    """Where the parser stopped and what it says; lines and columns count from 0.

    `opened` is where what it was reading began, or where it stopped if it does not say; `first` is the first line of
    the YAML in its file.
    """

    words: str
    lines: tuple[str, ...]
    line: int
    column: int
    opened: tuple[int, int]
    first: int = 0

    @property
    def text(self) -> str:
        """The line where it stopped."""
        return self.lines[self.line]

    @property
    def char(self) -> str:
        """The character where it stopped."""
        return self.text[self.column : self.column + 1]

    @property
    def before(self) -> str:
        """What stands on the line before that, without spaces at the end."""
        return self.text[: self.column].rstrip()

    def near(self) -> Iterator[int]:
        """Lines where the cause may be, the likeliest first: here, where it began, and the one above either."""
        seen = []
        for line in (self.line, self.opened[0], self.above(self.line), self.above(self.opened[0])):
            if line not in seen:
                seen.append(line)
                yield line

    def above(self, line: int) -> int:
        """The nearest line above one that has something on it, or that line itself."""
        for number in range(line - 1, self.first - 1, -1):
            if self.lines[number].strip() and not self.lines[number].lstrip().startswith("#"):
                return number
        return line


@dataclass(frozen=True)
class Mistake:
    """A likely mistake: its place, what it is and how to mend it."""

    place: Place
    message: str
    hint: str


def explain(stop: Stop) -> Mistake:
    """The likely mistake behind what the parser says."""
    for cause in CAUSES:
        if found := cause(stop):
            return found
    hint = (
        f"The parser says: {stop.words or 'nothing more'}. Compare it with its neighbours, or put the text in quotes."
    )
    return _at(stop.line, stop.column, "this line cannot be read as facts", hint)


def _at(line: int, column: int, message: str, hint: str, length: int = 1) -> Mistake:
    return Mistake(Place(line + 1, column + 1, column + 1 + length), message, hint)


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _tab(stop: Stop) -> Mistake | None:
    """A line indented with a tab."""
    if "\t" in stop.text[: len(stop.text) - len(stop.text.lstrip())]:
        return _at(stop.line, 0, "this line is indented with a tab", "Use spaces: two for each step to the right.")
    return None


def _odd_space(stop: Stop) -> Mistake | None:
    """A space pasted from a word processor, which is none to YAML."""
    for line in stop.near():
        if found := re.match(rf"(?:[ {ODD_SPACES}]*|\s*(?:- )?[\w-]+:)[{ODD_SPACES}]", stop.lines[line]):
            hint = "It may have come from a word processor. Delete it and type a space."
            return _at(line, found.end() - 1, "a space on this line is not an ordinary one", hint)
    return None


def _no_space_after_colon(stop: Stop) -> Mistake | None:
    """`title:Text`"""
    for line in stop.near():
        text = stop.lines[line]
        if found := re.match(r"\s*(?:- +)?([A-Za-z_][\w-]*):(?=[^\s:/])", text):
            value = text[found.end() :]
            hint = f"Write {found[1]}: {_cut(value)}"
            return _at(line, found.end() - 1, "there is no space after the colon", hint)
    return None


def _no_space_after_hyphen(stop: Stop) -> Mistake | None:
    """`-id: 1`"""
    for line in stop.near():
        if found := re.match(r" *-(?=[^\W\d_]|[\"'\[{])", stop.lines[line]):
            hint = "Each entry of a list begins with a hyphen and a space."
            return _at(line, found.end() - 1, "there is no space after the hyphen", hint)
    return None


def _cannot_begin(stop: Stop) -> Mistake | None:
    """`title: @home`"""
    if "cannot start any token" in stop.words or "directive" in stop.words:
        line, column = stop.opened
        sign = stop.lines[line][column : column + 1]
        message = f"there is a character here that cannot begin a value: {sign}"
        return _at(line, column, message, f"A text that begins with {sign} needs quotes around the whole of it.")
    return None


def _star(stop: Stop) -> Mistake | None:
    """`text: **Bold** words`"""
    if any(f"scanning {what}" in stop.words for what in ("an alias", "an anchor", "a tag")):
        line, column = stop.opened
        sign = stop.lines[line][column : column + 1]
        message = f"a value that begins with {sign} means something special"
        return _at(line, column, message, "Put the whole value in quotes.")
    return None


def _no_value(stop: Stop) -> Mistake | None:
    """`[, early-help]`"""
    if "expected node content" in stop.words and stop.char:
        hint = f"Take it away, or put the text that {stop.char} belongs to in quotes."
        return _at(stop.line, stop.column, f"a value is missing before {stop.char}", hint)
    if "expected node content" in stop.words:
        hint = "Write a value after it, or close the bracket."
        return _at(*stop.opened, "a list or a group of facts breaks off", hint)
    return None


def _colon_in_brackets(stop: Stop) -> Mistake | None:
    """`{document:[a]}`"""
    if "scanning a plain scalar" in stop.words:
        hint = "Put a space after a colon that belongs to a name, or quotes around a text that has one in it."
        return _at(stop.line, stop.column, "there is no space after the colon", hint)
    return None


def _list_on_the_line(stop: Stop) -> Mistake | None:
    """`themes: - early-help`"""
    if "sequence entries are not allowed" in stop.words:
        hint = "Begin a list on the next line, indented. A text that begins with a hyphen needs quotes."
        return _at(stop.line, stop.column, "a list cannot begin on the line of its name", hint)
    return None


def _question(stop: Stop) -> Mistake | None:
    """`title: ? what`"""
    if "mapping keys are not allowed" in stop.words:
        hint = "Put the whole value in quotes."
        return _at(stop.line, stop.column, "a value that begins with ? means something special", hint)
    return None


def _block_text(stop: Stop) -> Mistake | None:
    """`text: > Words`"""
    if "scanning a block scalar" in stop.words:
        line, column = stop.opened
        sign = stop.lines[line][column : column + 1]
        hint = f"Begin the text on the next line, indented. A text that itself begins with {sign} needs quotes."
        return _at(line, column, f"nothing can follow {sign} on its line", hint)
    return None


def _backslash(stop: Stop) -> Mistake | None:
    """`"C:\\quality"`"""
    if "escape" in stop.words:
        hint = "Write two backslashes, or use single quotes around the text."
        return _at(stop.line, stop.column, "a backslash in double quotes means something special", hint, 2)
    return None


def _open_quote(stop: Stop) -> Mistake | None:
    """A quotation mark that is never closed, or only by the next one in the file."""
    hint = "Add the missing quotation mark, or take this one away."
    message = "a quotation mark is opened and never closed"
    if "quoted scalar" in stop.words and ("end of stream" in stop.words or "document indicator" in stop.words):
        return _at(*stop.opened, message, hint)
    sign = stop.before[-1:]
    if sign in ("'", '"') and _is_structure(stop) and _marks(stop.text, sign) % 2 == 0:
        for line in range(stop.line - 1, max(stop.line - 30, stop.first) - 1, -1):
            if _marks(stop.lines[line], sign) % 2:
                return _at(line, stop.lines[line].index(sign), message, hint)
    return None


def _marks(text: str, sign: str) -> int:
    """How many quotation marks a line has, apostrophes left out."""
    return len(re.findall(r"(?<!\w)'|'(?!\w)", text)) if sign == "'" else text.count(sign)


def _is_structure(stop: Stop) -> bool:
    return "expected key" in stop.words or "expected ','" in stop.words or "block end" in stop.words


def _after_quote(stop: Stop) -> Mistake | None:
    """`'It's late'` and `"Early" help`"""
    sign = stop.before[-1:]
    if sign not in ("'", '"') or not _is_structure(stop):
        return None
    at = len(stop.before) - 1
    if sign == "'" and stop.column == at + 1 and stop.char.isalpha():
        hint = "Put the text in double quotes instead, or write the apostrophe twice."
        return _at(stop.line, at, "an apostrophe ends a text in single quotes", hint)
    if "expected ','" in stop.words and re.match(r"['\"]|[\w-]+: ", stop.text[stop.column :]):
        hint = "Put a comma between two entries."
        return _at(stop.line, stop.column, "a comma is missing before this", hint)
    hint = "Put quotes around the whole of it, and use the other kind inside: 'The \"front door\" team'."
    return _at(stop.line, stop.column, "the text goes on after the closing quotation mark", hint)


def _brackets(stop: Stop) -> Mistake | None:
    """Brackets and braces that lack a comma or an end, or that begin a text."""
    if "expected ','" in stop.words:
        line, column = stop.opened
        if stop.line == line and stop.char == ":":
            hint = (
                "If it belongs to a text, put the text in quotes. If another fact begins here, put a comma before it."
            )
            return _at(stop.line, stop.column, "there is a second colon in this entry", hint)
        if stop.line == line and stop.char:
            hint = "Put a comma between two entries: [thresholds, early-help]."
            return _at(stop.line, stop.column, "a comma is missing before this", hint)
        opening = stop.lines[line][column : column + 1]
        closing = {"[": "]", "{": "}"}.get(opening, opening)
        hint = f"Add {closing} after the last entry. A text that begins with {opening} needs quotes."
        return _at(line, column, f"{opening} is opened and never closed", hint)
    if _is_structure(stop) and stop.char in ("]", "}"):
        hint = f"Take it away. A text with {stop.char} in it is safest in quotes."
        return _at(stop.line, stop.column, f"there is a {stop.char} too many", hint)
    if _is_structure(stop) and stop.before[-1:] in ("]", "}"):
        hint = "If the bracket belongs to the text, put the whole text in quotes."
        return _at(stop.line, stop.column, "the text goes on after the closing bracket", hint)
    return None


def _hash(stop: Stop) -> Mistake | None:
    """A text of several lines with # in it."""
    line = stop.line - 1
    if not _is_structure(stop) or line < stop.first or ":" in stop.text:
        return None
    if found := re.search(r"(?<=\s)#", stop.lines[line]):
        hint = "If it belongs to the text, put the whole text in quotes."
        return _at(line, found.start(), "# makes the rest of the line a comment", hint)
    return None


def _curly_quotes(stop: Stop) -> Mistake | None:
    """`title: “Early help: what we found”`"""
    if "mapping values" in stop.words and (found := re.search(rf"(?<=: )[{CURLY}]", stop.text[: stop.column])):
        hint = 'Write straight ones around a text with a colon in it: "Early help: what we found".'
        return _at(stop.line, found.start(), "curly quotation marks do not hold a text together", hint)
    return None


def _second_colon(stop: Stop) -> Mistake | None:
    """`title: Early help: what we found`, in one line or in a later line of a text."""
    if "mapping values" not in stop.words:
        return None
    above = stop.above(stop.line)
    hint = 'If the colon belongs to the text, put the whole text in quotes: title: "Early help: what we found".'
    if re.search(r":\s", stop.before) or above == stop.line:
        return _at(stop.line, stop.column, "there is a second colon on this line", hint)
    indent = _indent(stop.text)
    if indent > _indent(stop.lines[above]) and re.search(r":\s+\S", stop.lines[above]):
        hint = f"Begin it in the same column as line {above + 1}. If it is more of that text, put the text in quotes."
        message = "this line is indented further than the one above it"
        return _at(stop.line, indent, message, hint, stop.column - indent)
    return _at(stop.line, stop.column, "a colon stands where none can be", hint)


def _no_colon(stop: Stop) -> Mistake | None:
    """A line without a colon among facts."""
    if "could not find expected ':'" not in stop.words:
        return None
    line, column = stop.opened
    above = stop.above(line)
    length = max(len(stop.lines[line].rstrip()) - column, 1)
    hint = "Write name: value."
    if re.match(rf" *(?:[{BULLETS}]|\d+[.)])\s", stop.lines[line]):
        hint = "Entries of a list begin with a hyphen and a space, each on its own line."
    elif above != line and re.search(r":\s+[|>][+-]?\s*$", stop.lines[above]):
        hint = f"If it belongs to the text that line {above + 1} announces, indent it by two spaces."
    elif above != line and re.search(r":\s+\S", stop.lines[above]):
        hint += f" If it is more of the text on line {above + 1}, indent it by two spaces."
    return _at(line, column, "a line without a colon stands where a fact is expected", hint, length)


def _not_an_entry(stop: Stop) -> Mistake | None:
    """A fact after a list, or a list's entry after facts."""
    if "'-' indicator" in stop.words:
        hint = "Begin each entry with a hyphen and a space, all in the same column."
        return _at(stop.line, stop.column, "this line is not an entry of the list above it", hint)
    above = stop.lines[stop.above(stop.line)]
    if _is_structure(stop) and re.match(r" *- ", stop.text) and re.match(r" *- ", above):
        hint = "Begin each entry of a list in the same column."
        return _at(stop.line, stop.column, "this entry does not begin where the one above it does", hint)
    if _is_structure(stop) and re.match(r" *- ", stop.text):
        hint = "Give the list a name on a line before it, name:, and indent its entries."
        return _at(stop.line, stop.column, "an entry of a list stands among facts", hint)
    return None


def _no_name(stop: Stop) -> Mistake | None:
    """`: value`"""
    if _is_structure(stop) and stop.char == ":":
        return _at(stop.line, stop.column, "there is no name before the colon", "Write name: value.")
    return None


def _misfit(stop: Stop) -> Mistake | None:
    """A line that begins in no column of those above."""
    if _is_structure(stop):
        hint = "Check that it begins in the same column as its neighbours, and that quotes and brackets come in pairs."
        return _at(stop.line, stop.column, "this line does not fit the ones above it", hint)
    return None


def _end(stop: Stop) -> Mistake | None:
    """Three dots, which end a set of facts."""
    if "document start" in stop.words:
        hint = "Delete a line of three dots above it: it ends the facts."
        return _at(stop.line, stop.column, "something stands after the end of the facts", hint)
    return None


CAUSES: Final[tuple[Callable[[Stop], Mistake | None], ...]] = (
    _tab,
    _odd_space,
    _cannot_begin,
    _star,
    _no_value,
    _colon_in_brackets,
    _list_on_the_line,
    _question,
    _block_text,
    _backslash,
    _open_quote,
    _after_quote,
    _brackets,
    _curly_quotes,
    _no_space_after_colon,
    _no_space_after_hyphen,
    _hash,
    _second_colon,
    _no_colon,
    _not_an_entry,
    _no_name,
    _misfit,
    _end,
)


def _cut(text: str, length: int = 40) -> str:
    return text if len(text) <= length else text[:length].rstrip() + "…"
