"""The search index: Pagefind's command makes it; its files are then put in order, and its index cut smaller.

Only this module and templates/assets/search.js know what is in the files: CBOR (RFC 8949), compressed.
"""

import gzip
import hashlib
import json
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Final

from followthrough import processes
from followthrough.disk import below
from followthrough.problem import Failure
from followthrough.publish import write

_KEEP_OF_PAGEFIND: Final = re.compile(
    r"(fragment|index|filter)/[^/]+|pagefind\.js|pagefind-entry\.json|pagefind\.[^/]+\.pf_meta"
)
_SIGNATURE: Final = b"pagefind_dcd"
_STRINGS, _LIST, _LONG = (2, 3), 4, 24
_NOT_SEARCHED: Final = (
    ".eyebrow",
    ".sources",
    ".working",
    ".empty",
    ".unknown",
    ".voice",
    ".stack-label",
    ".status",
    ".tally",
    ".summary dt",
    ".changed",
    ".links",
    ".cards",
    ".table--asked",
    ".timeline__when",
    ".timeline .note",
    "caption",
    "thead",
)
"""What repeats itself from page to page: labels, where things come from, what the results say anyway, and lists of
what has a page of its own. A fact is searched for where it stands."""
_PIECE: Final = 8_000
"""How many bytes a piece of the index has at least. Pagefind's own are ten times that, and every word loads one."""
_STEM: Final = 3
"""Words that begin with the same letters, so many, stay in one piece: a word half typed finds those it begins."""
_LAST: Final = "\U0010ffff"
"""Sorts after every other character."""
_NUMBERS: Final = rb"(?:[\x00-\x17\x20-\x37]|[\x18\x38].|[\x19\x39]..|[\x1a\x3a]....)*+"
_LIST_HEAD: Final = rb"(?:[\x80-\x97]|\x98.|\x99..|\x9a....)"
_PAGES: Final = re.compile(rb"(?:\x83" + _NUMBERS + _LIST_HEAD + _NUMBERS + _LIST_HEAD + _NUMBERS + rb")*+", re.DOTALL)
"""Where a word stands: for each page the page's number, the places in its text, and those in what is said of it."""


_AT_ONCE: Final = 200
"""Pages that wait in memory to be written."""
_NOTHING: Final = ("index.html", b"<!doctype html><html lang='en'><title>Home</title><body><h1>Home</h1></body></html>")
"""What is indexed of a site without records, since Pagefind makes no index of nothing."""


class PagefindError(Failure):
    """The search index cannot be made; the message says why."""


@contextmanager
def reading(folder: Path) -> Iterator["Reader"]:
    """Collect what search reads of the pages of a folder, beside it, until the index is made."""
    with tempfile.TemporaryDirectory(prefix=f".{folder.name.strip('.')}.new-", dir=folder.parent) as below:
        yield Reader(folder, Path(below))


class Reader:
    """Has Pagefind's command index what search reads of each page, into a folder of the site."""

    def __init__(self, folder: Path, below: Path) -> None:
        self._folder, self._below, self._count = folder, below, 0
        self._waiting: list[tuple[str, bytes]] = []

    def add(self, page: tuple[str, bytes]) -> None:
        """What search reads of a page, with the page's path."""
        self._waiting.append(page)
        if len(self._waiting) >= _AT_ONCE:
            self._write()

    def _write(self) -> None:
        self._count += write(self._below, self._waiting)
        self._waiting.clear()

    def index(self) -> None:
        """Make the index. Raises PagefindError with Pagefind's words if it fails."""
        self._write()
        if not self._count:
            write(self._below, [_NOTHING])
        bundle = self._folder / "pagefind"
        command = processes.command("pagefind", "--site", str(self._below), "--quiet", "--output-path", str(bundle))
        command += [part for selector in _NOT_SEARCHED for part in ("--exclude-selectors", selector)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)  # noqa: S603
        if done.returncode:
            raise PagefindError(f"The search index could not be made: {(done.stderr or done.stdout).strip()[-500:]}")
        _tidy(bundle)


def _tidy(bundle: Path) -> None:
    """Take away what no browser loads, and put the rest in order."""
    entry = bundle / "pagefind-entry.json"
    languages = json.loads(entry.read_text("utf-8"))["languages"].values()
    engines = {f"wasm.{language['wasm'] or 'unknown'}.pagefind" for language in languages}
    for path in below(bundle):
        name = path.relative_to(bundle).as_posix()
        if name not in engines and not _KEEP_OF_PAGEFIND.fullmatch(name):
            path.unlink()
    _settle(entry)


def _settle(entry: Path) -> None:
    """Put into one order what Pagefind writes in another each time: the filters, their values, and whole languages.

    The names of its files are made from what is in them, so the files get new names, and what names them new words.
    """
    bundle, known = entry.parent, json.loads(entry.read_text("utf-8"))
    renamed: dict[bytes, bytes] = {}
    chosen = bundle / "filter"
    for path in below(chosen) if chosen.is_dir() else ():
        data = _unpack(path)
        renamed[path.stem.encode()] = _rename(path, _in_order(data, _parts(data, 0)[1])).encode()
    for language in known["languages"].values():
        path = bundle / f"pagefind.{language['hash']}.pf_meta"
        data = _unpack(path)
        start, end = _parts(data, 0)[2:4]
        data = data[:start] + _cut(bundle, data[start:end]) + data[end:]
        start, end = _parts(data, 0)[3:5]
        filters = (
            re.sub(b"|".join(renamed), lambda match: renamed[match[0]], data[start:end]) if renamed else data[start:end]
        )
        language["hash"] = _rename(path, _in_order(data[:start] + filters + data[end:], start), "pagefind.")
    known["languages"] = dict(sorted(known["languages"].items()))
    entry.write_text(json.dumps(known, ensure_ascii=False, separators=(",", ":")), "utf-8")


def _cut(bundle: Path, chunks: bytes) -> bytes:
    """Cut the parts of the index into pieces: from their list (first word, last word, name) to that of the pieces.

    Pagefind loads the piece whose first and last word are around a word as it was typed, which may be longer or shorter
    than any in the index. So pieces leave no gaps: each reaches from its first letters to those of the next.
    """
    paths = [
        bundle / "index" / f"{_text(chunks, _parts(chunks, start)[2])}.pf_index" for start in _parts(chunks, 0)[:-1]
    ]
    pieces = list(_pieces(entry for path in paths for entry in _words(_unpack(path))))
    starts = [pieces[0][0], *(_border(one, other) for one, other in pairwise(pieces))]
    ends = [*map(_before, starts[1:]), _LAST]
    for path in paths:
        path.unlink()
    found = []
    for start, end, (_, _, data) in zip(starts, ends, pieces, strict=True):
        language, _, digest = paths[0].stem.rpartition("_")
        name = f"{language}_{hashlib.sha256(data).hexdigest()[: len(digest)]}"
        (bundle / "index" / f"{name}.pf_index").write_bytes(gzip.compress(_SIGNATURE + data, 9, mtime=0))
        found.append(b"\x83" + b"".join(map(_text_item, (start, end, name))))
    return _list_head(len(found)) + b"".join(found)


def _words(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The words of a part of the index, which is a list of one list of them, each with its whole entry."""
    count, at = _head(data, _head(data, 0)[1])
    for _ in range(count):
        end = _end_of_word(data, at)
        yield _text(data, at + 1), data[at:end]
        at = end
    if at != len(data):
        raise PagefindError("Pagefind wrote its index in a form that followthrough does not know.")


def _pieces(words: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, str, bytes]]:
    """Entries of words in pieces: the first and last letters of each, and what it holds. Large entries stand alone."""
    piece: list[bytes] = []
    size, first, letters = 0, "", ""
    for word, entry in words:
        if piece and max(size, len(entry)) >= _PIECE and word[:_STEM] != letters:
            yield first, letters, b"\x81" + _list_head(len(piece)) + b"".join(piece)
            piece, size = [], 0
        letters = word[:_STEM]
        first = first if piece else letters
        piece.append(entry)
        size += len(entry)
    if piece:
        yield first, letters, b"\x81" + _list_head(len(piece)) + b"".join(piece)


def _border(one: tuple[str, str, bytes], other: tuple[str, str, bytes]) -> str:
    """Where the second of two pieces begins: words between them, which no page has, lead to the smaller."""
    _, letters, data = one
    return letters + _LAST if len(letters) == _STEM and len(data) > len(other[2]) else other[0]


def _before(word: str) -> str:
    """A text that comes after whatever sorts before a word, and before the word."""
    return f"{word[:-1]}{chr(ord(word[-1]) - 1)}{_LAST}"


def _end_of_word(data: bytes, at: int) -> int:
    """Where the entry of a word ends: the word, the pages that have it, and other ways to write it with their pages."""
    at = _head(data, _end(data, at + 1))[1]
    found = _PAGES.match(data, at)
    return _end(data, found.end() if found else at)


def _text(data: bytes, at: int) -> str:
    size, start = _head(data, at)
    return data[start : start + size].decode()


def _text_item(text: str) -> bytes:
    data = text.encode()
    return (bytes([0x60 + len(data)]) if len(data) < _LONG else b"\x79" + len(data).to_bytes(2)) + data


def _list_head(count: int) -> bytes:
    return bytes([0x80 + count]) if count < _LONG else b"\x9a" + count.to_bytes(4)


def _unpack(path: Path) -> bytes:
    """What a file of Pagefind's holds: CBOR, compressed, after a signature."""
    data = gzip.decompress(path.read_bytes())
    if not data.startswith(_SIGNATURE):
        raise PagefindError(f"Pagefind wrote {path.name} in a form that followthrough does not know.")
    return data.removeprefix(_SIGNATURE)


def _rename(path: Path, data: bytes, prefix: str = "") -> str:
    """Write a file anew under a name made from what is in it, as long as the old one; returns that name's own part."""
    old = path.stem.removeprefix(prefix)
    language, _, digest = old.rpartition("_")
    new = f"{language}_{hashlib.sha256(data).hexdigest()[: len(digest)]}"
    path.unlink()
    path.with_name(f"{prefix}{new}{path.suffix}").write_bytes(gzip.compress(_SIGNATURE + data, 9, mtime=0))
    return new


def _in_order(data: bytes, at: int) -> bytes:
    """CBOR with the list that starts at a place sorted by the bytes of its items."""
    starts = _parts(data, at)
    items = sorted(data[start:end] for start, end in pairwise(starts))
    return data[: starts[0]] + b"".join(items) + data[starts[-1] :]


def _parts(data: bytes, at: int) -> list[int]:
    """Where each item of the CBOR list that starts at a place starts, and where the last one ends."""
    count, at = _head(data, at)
    places = [at]
    for _ in range(count):
        places.append(_end(data, places[-1]))
    return places


def _end(data: bytes, at: int) -> int:
    """Where the CBOR item that starts at a place ends: numbers, texts and lists of known length (RFC 8949)."""
    kind = data[at] >> 5
    if kind == _LIST:
        return _parts(data, at)[-1]
    size, after = _head(data, at)
    return after + (size if kind in _STRINGS else 0)


def _head(data: bytes, at: int) -> tuple[int, int]:
    """The number in the head of a CBOR item, and where the head ends."""
    short = data[at] & 31
    if short < _LONG:
        return short, at + 1
    end = at + 1 + 2 ** (short - _LONG)
    return int.from_bytes(data[at + 1 : end]), end
