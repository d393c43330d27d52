"""The texts of built files: what a person reads in a page, hears from it, or finds in its data and search index."""

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import pairwise
from typing import Final
from urllib.parse import unquote

_MARKUP: Final = (".html", ".htm", ".xml", ".svg", ".rss", ".atom")
_JSON: Final = (".json", ".geojson", ".jsonld", ".webmanifest")
_ZIPPED: Final = (".gz", ".pf_fragment", ".pf_meta", ".pf_filter")
_TEXTS: Final = (".csv", ".tsv", ".txt", ".md", ".ics", ".yml", ".yaml")

_NOT_READ: Final = re.compile(r"<(script|style)\b(?![^>]*json)[^>]*>.*?</\1>", re.DOTALL | re.IGNORECASE)
_WITHIN_WORDS: Final = re.compile(
    r"</?(?:abbr|a|bdi|b|cite|code|dfn|em|i|ins|kbd|mark|q|small|span|strong|sub|sup|time|u|wbr)\b[^>]*>"
)
_TAG: Final = re.compile(r"<[^>]*>")
_ATTRIBUTE: Final = re.compile(
    r"=(?<! d=)(?<!points=)(?<!viewBox=)(?<!transform=)(?<!class=)(?<! id=)(?<!style=)(?<!src=)(?<!integrity=)"
    r"(?:\"([^\"]+)\"|'([^']+)')"
)
"""Every attribute's value but those that people neither read nor hear, and drawings' coordinates."""


def texts(files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, str]]:
    """The texts of files, each with the file's name; what has been given for one file is not given again for another.

    Pages share most of their lines, so a line is passed over if it stood before, beside the same neighbours.
    """
    seen_lines: set[tuple[str, str]] = set()
    seen_values: set[str] = set()
    for name, data in files:
        text = _readable(name, data)
        if name.endswith(_MARKUP):
            text = "\n".join(_new_lines(_NOT_READ.sub("\n\n", text), seen_lines))
            values = {one or other for one, other in _ATTRIBUTE.findall(text)} - seen_values
            seen_values |= values
            text = _TAG.sub("\n\n", _WITHIN_WORDS.sub("", text)) + "\n\n" + "\n\n".join(map(unquote, sorted(values)))
            text = unescape(text) if "&" in text else text
        if text.strip():
            yield name, text


def _readable(name: str, data: bytes) -> str:
    """A file as text, "" if it is none that is made from content."""
    if name.endswith(_ZIPPED):
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError):
            return ""
        name = ".json" if "pf_" in name.rpartition(".")[2] else name.removesuffix(".gz")
        start = data.find(b"{")
        data = data[start:] if name == ".json" and start >= 0 else data
    if not name.endswith((*_MARKUP, *_JSON, *_TEXTS)):
        return ""
    text = data.decode("utf-8", "replace")
    if name.endswith(_JSON) and "\\" in text:
        return _plain_json(text)
    if name.endswith(".ics"):
        # Lines are put together again; an event's name for programs is an address that stands on pages too.
        return re.sub(r"^UID:.*$", "", re.sub(r"\r?\n[ \t]", "", text), flags=re.MULTILINE)
    return text


def _plain_json(text: str) -> str:
    try:
        data = json.loads(text)
    except ValueError:
        return text
    return json.dumps(data, ensure_ascii=False).replace("\\n", "\n").replace('\\"', '"')


def _new_lines(text: str, seen: set[tuple[str, str]]) -> Iterator[str]:
    lines = text.split("\n")
    pairs = list(zip(["", *lines], [*lines, ""], strict=True))
    new = [pair not in seen for pair in pairs]
    seen.update(pairs)
    yield from (line for line, beside in zip(lines, pairwise(new), strict=True) if any(beside))
