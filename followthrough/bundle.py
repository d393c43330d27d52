"""What is in Pagefind's files: bundles of parts of a site become the bundle of the whole, its index cut smaller.

Only this module and templates/assets/search.js know it: CBOR (RFC 8949), compressed after a signature. The same pages
in the same order give the same files, in however many parts: a page's number is its place among all.
"""

import gzip
import hashlib
import heapq
import json
import re
import shutil
import string
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, groupby, pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, TypeVar

from followthrough.problem import Failure

T = TypeVar("T")

PATIENCE: Final = 5.0
"""How many seconds Pagefind has to finish a file that it said was written."""
_SIGNATURE: Final = b"pagefind_dcd"
_END_OF_SCRIPT: Final = b",search};"
_NUMBER, _BELOW_ZERO, _TEXT, _LIST, _LONG = 0, 1, 3, 4, 24
_PIECE: Final = 8_000
"""How many bytes a piece of the index has at least. Pagefind's own are ten times that, and every word loads one."""
_STEM: Final = 3
"""Words that begin with the same letters, so many, stay in one piece: a word half typed finds those it begins."""
_LAST: Final = "\U0010ffff"
"""Sorts after every other character."""
_DIGITS: Final = string.digits + string.ascii_lowercase
_DIGEST: Final = 4
"""So many digits of a digest name a file, or more if that name is taken."""
_LEVEL: Final = 7
"""How hard to compress: two levels more would take four times as long, for a fiftieth less."""
_NATURAL: Final = rb"[\x00-\x17]|\x18.|\x19..|\x1a...."
_INTEGER: Final = rb"[\x00-\x17\x20-\x37]|[\x18\x38].|[\x19\x39]..|[\x1a\x3a]...."
_INTEGERS: Final = rb"(?:[\x80-\x97]|\x98.|\x99..|\x9a....)(?:" + _INTEGER + rb")*+"
_PAGE: Final = re.compile(rb"\x83(" + _NATURAL + rb")(" + _INTEGERS + rb")(" + _INTEGERS + rb")", re.DOTALL)
"""Where a word stands: how far the page's number is from that of the last page that has it, the places in its text, and
those in what is said of it."""
_PAGES: Final = re.compile(rb"(?:" + _PAGE.pattern + rb")*+", re.DOTALL)
_ANY_INTEGER: Final = re.compile(_INTEGER, re.DOTALL)


class PagefindError(Failure):
    """The search index cannot be made; the message says why."""


@dataclass(frozen=True)
class _Part:
    """What a part's bundle says of one language: Pagefind's version, its pages, its index, its filters, and its fields.

    A page is named by its file and has a number of words; a filter, and a piece of the index, is named by its file.
    """

    folder: Path
    version: str
    pages: list[tuple[str, int]]
    index: list[tuple[str, str, str]]
    filters: list[tuple[str, str]]
    fields: list[str]


@dataclass(frozen=True)
class _Pages:
    """The pages of a part that have a word: how many, and where they and their places are, as Pagefind wrote it."""

    part: int
    count: int
    data: bytes


def join(parts: Sequence[Path], bundle: Path) -> None:
    """Make a new bundle of those of the parts, whose files of pages it takes over.

    Raises PagefindError if what Pagefind wrote is not as it is known here, OSError if the bundle cannot be written.
    """
    entries = [_entry(part / "pagefind-entry.json") for part in parts]
    for folder in (bundle, bundle / "fragment", bundle / "index", bundle / "filter"):
        folder.mkdir()
    script = parts[0] / "pagefind.js"
    _whole(script, lambda data: data.rindex(_END_OF_SCRIPT, -len(_END_OF_SCRIPT)))
    script.rename(bundle / script.name)
    languages: dict[str, dict[str, Any]] = {}
    for language in sorted({language for entry in entries for language in entry["languages"]}):
        found = [
            (part, entry["languages"][language])
            for part, entry in zip(parts, entries, strict=True)
            if language in entry["languages"]
        ]
        engine = found[0][0] / f"wasm.{found[0][1]['wasm'] or 'unknown'}.pagefind"
        _unpack(engine)
        shutil.copyfile(engine, bundle / engine.name)
        name = _join([_part(part, known["hash"]) for part, known in found], language, bundle)
        count = sum(known["page_count"] for _, known in found)
        languages[language] = {**found[0][1], "hash": name, "page_count": count}
    entry = json.dumps({**entries[0], "languages": languages}, ensure_ascii=False, separators=(",", ":"))
    (bundle / "pagefind-entry.json").write_text(entry, "utf-8")


def _entry(path: Path) -> dict[str, Any]:
    return dict(_whole(path, json.loads))


def _part(folder: Path, name: str) -> _Part:
    version, pages, index, filters, sorts, fields = _decode(_unpack(folder / f"pagefind.{name}.pf_meta"))
    if sorts:
        raise PagefindError("Pagefind sorts pages in a way that followthrough does not know.")
    return _Part(folder, version, pages, index, filters, fields)


def _join(parts: Sequence[_Part], language: str, bundle: Path) -> str:
    """Write what the parts have of a language; returns the name of the file that says where it is."""
    fields = sorted({field for part in parts for field in part.fields})
    pages = [[name, count] for part in parts for name, count in _take_over(part, language, bundle / "fragment")]
    offsets = [0, *accumulate(len(part.pages) for part in parts)]
    index = _cut(_words_of_all(parts, offsets, fields), language, bundle / "index")
    filters = [
        [name, _write(bundle / "filter", _encode([name, values]), language, ".pf_filter")]
        for name, values in _filters(parts, offsets)
    ]
    meta = _encode([parts[0].version, pages, index, filters, [], fields])
    return _write(bundle, meta, language, ".pf_meta", "pagefind.")


def _take_over(part: _Part, language: str, folder: Path) -> Iterator[tuple[str, int]]:
    """Move the texts of a part's pages, each under a shorter name, since every search loads all names."""
    for name, count in part.pages:
        old = part.folder / "fragment" / f"{name}.pf_fragment"
        path = _free(folder, language, _unpack(old), ".pf_fragment")
        old.rename(path)
        yield path.stem, count


def _filters(parts: Sequence[_Part], offsets: Sequence[int]) -> Iterator[tuple[str, list[Any]]]:
    """Each filter with its values, and each of these with the numbers of its pages, in order."""
    found: dict[str, dict[str, list[int]]] = {}
    for part, offset in zip(parts, offsets, strict=False):
        for _, file in part.filters:
            name, values = _decode(_unpack(part.folder / "filter" / f"{file}.pf_filter"))
            for value, numbers in values:
                found.setdefault(name, {}).setdefault(value, []).extend(sorted(offset + number for number in numbers))
    for name, pages in sorted(found.items()):
        yield name, [[value, pages[value]] for value in sorted(pages)]


def _words_of_all(parts: Sequence[_Part], offsets: Sequence[int], fields: list[str]) -> Iterator[tuple[str, bytes]]:
    """The words of all parts in order, each with its whole entry."""
    if len(parts) == 1:
        yield from ((word, entry) for word, entry, _ in _words_of(parts[0], 0))
        return
    moved = [_moved(part.fields, fields) for part in parts]
    words = heapq.merge(*(_words_of(part, number) for number, part in enumerate(parts)), key=itemgetter(0))
    for word, group in groupby(words, key=itemgetter(0)):
        pages: list[_Pages] = []
        spellings: dict[str, list[_Pages]] = {}
        for _, entry, number in group:
            found, at = _pages(entry, _end(entry, 1), number)
            pages.append(found)
            count, at = _head(entry, at)
            for _ in range(count):
                spelling, after = _text(entry, at + 1)
                found, at = _pages(entry, after, number)
                spellings.setdefault(spelling, []).append(found)
        others = [b"\x82" + _encode(one) + _all_pages(spellings[one], offsets, moved) for one in sorted(spellings)]
        yield word, b"\x83" + _encode(word) + _all_pages(pages, offsets, moved) + _list_of(others)


def _words_of(part: _Part, number: int) -> Iterator[tuple[str, bytes, int]]:
    for _, _, name in part.index:
        for word, entry in _words(_unpack(part.folder / "index" / f"{name}.pf_index")):
            yield word, entry, number


def _moved(fields: list[str], others: list[str]) -> dict[bytes, bytes]:
    """How the numbers of a part's fields, which are written below zero, change where all the fields are numbered."""
    pairs = [(_encode(-1 - place), _encode(-1 - others.index(name))) for place, name in enumerate(fields)]
    return {old: new for old, new in pairs if old != new}


def _pages(entry: bytes, at: int, part: int) -> tuple[_Pages, int]:
    """The pages at a place of an entry, and where they end."""
    count, start = _head(entry, at)
    found = _PAGES.match(entry, start)
    end = found.end() if found else start
    return _Pages(part, count, entry[start:end]), end


def _all_pages(found: Sequence[_Pages], offsets: Sequence[int], moved: Sequence[dict[bytes, bytes]]) -> bytes:
    """A list of all pages that have a word, of those of each part."""
    made, last = [_head_of(_LIST, sum(pages.count for pages in found))], 0
    for one in found:
        part, data = one.part, one.data
        if moved[part]:
            data = _PAGE.sub(partial(_in_fields, moved[part]), data)
        numbers = [_head(data, page.start(1))[0] for page in _PAGE.finditer(data)]
        first = _head_of(_NUMBER, offsets[part] + numbers[0] - last)
        made.append(data[:1] + first + data[_end(data, 1) :])
        last = offsets[part] + sum(numbers)
    return b"".join(made)


def _in_fields(moved: dict[bytes, bytes], page: re.Match[bytes]) -> bytes:
    """A page on which a word stands, with its fields numbered anew."""
    start = _head(page[3], 0)[1]
    numbers = _ANY_INTEGER.sub(lambda number: moved.get(number[0], number[0]), page[3][start:])
    return b"\x83" + page[1] + page[2] + page[3][:start] + numbers


def _cut(words: Iterable[tuple[str, bytes]], language: str, folder: Path) -> list[list[str]]:
    """Write words in pieces; returns where each begins and ends, and its name.

    Pagefind loads the piece whose first and last word are around a word as it was typed, which may be longer or shorter
    than any in the index. So pieces leave no gaps: each reaches from its first letters to those of the next.
    """
    pieces = [
        (first, letters, len(data), _write(folder, data, language, ".pf_index"))
        for first, letters, data in _pieces(words)
    ]
    starts = [first for first, _, _, _ in pieces[:1]] + [_border(one, other) for one, other in pairwise(pieces)]
    ends = [*map(_before, starts[1:]), _LAST]
    return [[start, end, name] for start, end, (_, _, _, name) in zip(starts, ends, pieces, strict=False)]


def _words(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The words of a part of the index, which is a list of one list of them, each with its whole entry."""
    count, at = _head(data, _head(data, 0)[1])
    for _ in range(count):
        end = _end_of_word(data, at)
        yield _text(data, at + 1)[0], data[at:end]
        at = end
    if at != len(data):
        raise PagefindError("Pagefind wrote its index in a form that followthrough does not know.")


def _pieces(words: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, str, bytes]]:
    """Entries of words in pieces: the first and last letters of each, and what it holds. Large entries stand alone."""
    piece: list[bytes] = []
    size, first, letters = 0, "", ""
    for word, entry in words:
        if piece and max(size, len(entry)) >= _PIECE and word[:_STEM] != letters:
            yield first, letters, b"\x81" + _list_of(piece)
            piece, size = [], 0
        letters = word[:_STEM]
        first = first if piece else letters
        piece.append(entry)
        size += len(entry)
    if piece:
        yield first, letters, b"\x81" + _list_of(piece)


def _border(one: tuple[str, str, int, str], other: tuple[str, str, int, str]) -> str:
    """Where the second of two pieces begins: words between them, which no page has, lead to the smaller."""
    _, letters, size, _ = one
    return letters + _LAST if len(letters) == _STEM and size > other[2] else other[0]


def _before(word: str) -> str:
    """A text that comes after whatever sorts before a word, and before the word."""
    return f"{word[:-1]}{chr(ord(word[-1]) - 1)}{_LAST}"


def _end_of_word(data: bytes, at: int) -> int:
    """Where the entry of a word ends: the word, the pages that have it, and other ways to write it with their pages."""
    at = _head(data, _end(data, at + 1))[1]
    found = _PAGES.match(data, at)
    return _end(data, found.end() if found else at)


def _unpack(path: Path) -> bytes:
    """What a file of Pagefind's holds: CBOR, compressed, after a signature."""
    return _whole(path, _signed)


def _signed(data: bytes) -> bytes:
    data = gzip.decompress(data)
    if not data.startswith(_SIGNATURE):
        raise ValueError("an empty file, perhaps")
    return data.removeprefix(_SIGNATURE)


def _whole(path: Path, parse: Callable[[bytes], T]) -> T:
    """What is in a file, once Pagefind, which says so a moment too early, has written all of it."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return parse(path.read_bytes())
        except (EOFError, ValueError, gzip.BadGzipFile, zlib.error):
            if time.monotonic() > until:
                raise _cut_short(path) from None
        time.sleep(0.01)


def _cut_short(path: Path) -> PagefindError:
    """Pagefind does not say so if a disk is full."""
    return PagefindError(f"Pagefind did not write the whole of {path.name}; perhaps the disk is full.")


def _write(folder: Path, data: bytes, language: str, ending: str, prefix: str = "") -> str:
    """Write a file under a name made from what is in it; returns the name's own part."""
    path = _free(folder, prefix + language, data, ending)
    path.write_bytes(gzip.compress(_SIGNATURE + data, _LEVEL, mtime=0))
    return path.stem.removeprefix(prefix)


def _free(folder: Path, prefix: str, data: bytes, ending: str) -> Path:
    """A path that no file has, made from what the file is to hold, so that no old copy of another is taken for it."""
    left, name = int.from_bytes(hashlib.sha256(data).digest()), f"{prefix}_"
    for _ in range(_DIGEST):
        left, digit = divmod(left, len(_DIGITS))
        name += _DIGITS[digit]
    while (path := folder / f"{name}{ending}").exists():
        left, digit = divmod(left, len(_DIGITS))
        name += _DIGITS[digit]
    return path


def _decode(data: bytes) -> Any:
    """A number, a text, or a list of these, of CBOR."""
    made, end = _decode_at(data, 0)
    if end != len(data):
        raise PagefindError("Pagefind wrote a file in a form that followthrough does not know.")
    return made


def _decode_at(data: bytes, at: int) -> tuple[Any, int]:
    kind = data[at] >> 5
    if kind == _TEXT:
        return _text(data, at)
    size, at = _head(data, at)
    if kind in (_NUMBER, _BELOW_ZERO):
        return (-1 - size if kind else size), at
    if kind != _LIST:
        raise PagefindError("Pagefind wrote a file in a form that followthrough does not know.")
    made = []
    for _ in range(size):
        one, at = _decode_at(data, at)
        made.append(one)
    return made, at


def _text(data: bytes, at: int) -> tuple[str, int]:
    """The text at a place, and where it ends."""
    size, start = _head(data, at)
    return data[start : start + size].decode(), start + size


def _end(data: bytes, at: int) -> int:
    """Where the CBOR item that starts at a place ends: numbers, texts and lists of known length."""
    kind = data[at] >> 5
    size, at = _head(data, at)
    if kind == _LIST:
        for _ in range(size):
            at = _end(data, at)
    return at + (size if kind == _TEXT else 0)


def _head(data: bytes, at: int) -> tuple[int, int]:
    """The number in the head of a CBOR item, and where the head ends."""
    short = data[at] & 31
    if short < _LONG:
        return short, at + 1
    end = at + 1 + 2 ** (short - _LONG)
    return int.from_bytes(data[at + 1 : end]), end


def _encode(value: int | str | Sequence[Any]) -> bytes:
    """A number, a text, or a list of these, as CBOR."""
    if isinstance(value, str):
        text = value.encode()
        return _head_of(_TEXT, len(text)) + text
    if isinstance(value, int):
        return _head_of(_NUMBER, value) if value >= 0 else _head_of(_BELOW_ZERO, -1 - value)
    return _list_of([_encode(one) for one in value])


def _list_of(items: Sequence[bytes]) -> bytes:
    return _head_of(_LIST, len(items)) + b"".join(items)


def _head_of(kind: int, number: int) -> bytes:
    """The head of a CBOR item, as short as it can be."""
    if number < _LONG:
        return bytes([kind << 5 | number])
    power = next(power for power in range(4) if number < 256**2**power)
    return bytes([kind << 5 | _LONG + power]) + number.to_bytes(2**power)
