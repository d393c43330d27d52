"""The texts of built files: what a person reads in a page, hears from it, or finds in its data."""

import json
import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Final
from urllib.parse import unquote

_MARKUP: Final = (".html", ".htm", ".xml", ".svg", ".rss", ".atom")
_JSON: Final = (".json", ".geojson", ".jsonld", ".webmanifest")
_TEXTS: Final = (".csv", ".tsv", ".txt", ".md", ".ics", ".yml", ".yaml")

_NOT_READ: Final = re.compile(r"<(script|style)\b([^>]*)>(.*?)</\1>", re.DOTALL | re.IGNORECASE)
_STRING: Final = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"')
_CELL: Final = re.compile(r'"([^"]*(?:""[^"]*)*)"|([^,"\r\n]+)')
_WITHIN_WORDS: Final = re.compile(
    r"</?(?:abbr|a|bdi|b|cite|code|dfn|em|i|ins|kbd|mark|q|small|span|strong|sub|sup|time|u|wbr)\b[^>]*>"
)
_TAG: Final = re.compile(r"<[^>]*>")
_ATTRIBUTE: Final = re.compile(
    r"=(?<! d=)(?<!points=)(?<!viewBox=)(?<!transform=)(?<!class=)(?<! id=)(?<!style=)(?<!src=)(?<!integrity=)"
    r"(?:\"[^\"]+\"|'[^']+')"
)
"""Every attribute's value but those that people neither read nor hear, and drawings' coordinates."""


_REMEMBERED: Final = 200_000
"""How many texts are remembered; then all are forgotten, and may be given again."""


class Texts:
    """The texts of built files, one file after the other; what has been given for one is not given again for another.

    What stands between two tags, in an attribute, in a cell or in a value of JSON is one text, passed over if it stood
    before; `known` are hashes of texts that stood in the content, which was scanned already.
    """

    def __init__(self, known: frozenset[int] = frozenset()) -> None:
        self._known = known
        self._seen: set[str] = set()
        self._pieces: set[str] = set()

    def of(self, name: str, data: bytes | str) -> str:
        """What is new in a file that a person reads or hears; "" for a file that is not made from content."""
        text = data if isinstance(data, str) else _readable(name, data)
        if name.endswith(_MARKUP):
            return self._of_markup(text)
        if name.endswith(_JSON):
            return self._new(map(_unquoted, _STRING.findall(text)))
        if name.endswith(".csv"):
            return self._new(quoted.replace('""', '"') or plain for quoted, plain in _CELL.findall(text))
        return self._new(_values(text)) if name.endswith(".ics") else text

    def _of_markup(self, text: str) -> str:
        linked = "".join(match[3] for match in _NOT_READ.finditer(text) if "json" in match[2])
        text = _NOT_READ.sub("<>", text)
        # Most pieces stood on other pages, written in the same way, and need no second look.
        pieces = [*_TAG.split(_WITHIN_WORDS.sub("", text)), *_ATTRIBUTE.findall(text)]
        fresh = [piece for piece in pieces if piece not in self._pieces]
        self._pieces.update(fresh)
        values = [unquote(piece[2:-1]) if piece[:2] in ('="', "='") else piece.strip() for piece in fresh]
        plain = [unescape(value) if "&" in value else value for value in values]
        return self._new([*plain, *map(_unquoted, _STRING.findall(linked))])

    def _new(self, values: Iterable[str]) -> str:
        """Of some texts those that did not stand before, in order; an address did if all its names did."""
        if len(self._seen) + len(self._pieces) > _REMEMBERED:
            self._seen.clear()
            self._pieces.clear()
        new = []
        for value in dict.fromkeys(values):
            names = value.split("/") if "/" in value and " " not in value else (value,)
            if not self._seen.issuperset(names):
                self._seen.update(names)
                if hash(value) not in self._known:
                    new.append(value)
        return "\n\n".join(new)


def _readable(name: str, data: bytes) -> str:
    """A file as text, "" if it is none that is made from content."""
    if not name.endswith((*_MARKUP, *_JSON, *_TEXTS)):
        return ""
    text = data.decode("utf-8", "replace")
    if name.endswith(".ics"):
        # Lines are put together again; an event's name for programs is an address that stands on pages too.
        return re.sub(r"^UID:.*$", "", re.sub(r"\r?\n[ \t]", "", text), flags=re.MULTILINE)
    return text


def _values(calendar: str) -> Iterator[str]:
    """The names and the values of a calendar, a line of a value each, as they are meant."""
    for line in calendar.splitlines():
        name, _, value = line.partition(":")
        yield name
        yield from value.replace("\\,", ",").replace("\\;", ";").split("\\n")


def _unquoted(words: str) -> str:
    """What stands between the quotes of a text in JSON, as it is meant."""
    try:
        return str(json.loads(f'"{words}"')) if "\\" in words else words
    except ValueError:
        return words
