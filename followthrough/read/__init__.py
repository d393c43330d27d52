"""Files to documents that remember the line and column of every value.

This module knows YAML and Markdown files, not councils. YAML is read as people mean it: every value is text until a
record says what it should be, so `no` is the text "no" and 012 keeps its zero. A key written twice, anchors, aliases
and tags are refused, and so is anything too large to be content.
"""

import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import yaml

from followthrough.problem import Place, Problem, Severity, has_errors
from followthrough.read import characters
from followthrough.read.body import BodySection, almost_front_matter, sections
from followthrough.read.files import is_prose, is_read, walk, why_unread
from followthrough.read.limits import MAX_BYTES, MAX_DEPTH, MAX_NODES, MAX_PROBLEMS, READ_RULES
from followthrough.read.mistakes import Stop, explain

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_NODES",
    "READ_RULES",
    "BodySection",
    "Data",
    "Document",
    "Known",
    "Loc",
    "field_path",
    "is_prose",
    "parse",
    "read_file",
    "read_tree",
]

Loc = tuple[str | int, ...]
Data = dict[str, "Data"] | list["Data"] | str
_LOADER: Final[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, eq=False)
class Document:
    """One file, read: its data, the place of every value and key, and the sections of its body if it is Markdown.

    `text` is all of it, with line feeds as line ends. A file that could not be read is there too, without any of
    these, so that nobody takes it to be missing.
    """

    path: str
    shown: str
    data: Data
    text: str
    sections: tuple[BodySection, ...] = ()
    readable: bool = True

    @cached_property
    def _found(self) -> "_Builder":
        """Where everything stands: looked for when a problem first asks, since most documents have none."""
        block, above, _ = _facts(self.lines, self.path)
        builder = _Builder(self.shown, self.lines, noting=True)
        builder.build(block, above)
        return builder

    @property
    def lines(self) -> tuple[str, ...]:
        """The text in lines: for problems, which few documents have, so they are not kept."""
        return tuple(self.text.split("\n"))

    @property
    def places(self) -> Mapping[Loc, Place]:
        """The place of every value."""
        return self._found.places

    @property
    def keys(self) -> Mapping[Loc, Place]:
        """The place of every value's name."""
        return self._found.keys

    def texts(self) -> Iterator[str]:
        """Every value, and every paragraph of the body."""
        yield from _values(self.data)
        for section in self.sections:
            yield section.text
            yield from section.text.split("\n\n")

    def place(self, loc: Loc, *, key: bool = False) -> Place:
        """The place of the value (or its key) at `loc`, or of the nearest thing around it that is written down."""
        for length in range(len(loc), -1, -1):
            where = self.keys.get(loc[:length]) if key and length == len(loc) else None
            where = where or self.places.get(loc[:length])
            if where:
                return where
        return Place()

    def problem(
        self,
        rule: str,
        loc: Loc,
        message: str,
        hint: str = "",
        *,
        severity: Severity = "error",
        key: bool = False,
        place: Place | None = None,
    ) -> Problem:
        """A problem at a value of this document, or at a place of its own (in a body, for example)."""
        place = place or self.place(loc, key=key)
        lines = self.lines
        text = lines[place.line - 1] if place.line <= len(lines) else ""
        return Problem(self.shown, place, severity, rule, field_path(loc), message, hint, text)


def _values(data: Data) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    else:
        for value in data.values() if isinstance(data, dict) else data:
            yield from _values(value)


def field_path(loc: Loc) -> str:
    """`("judgements", 1, "grade")` as an editor reads it: `judgements[2].grade`; a last index is left out."""
    if loc and isinstance(loc[-1], int):
        loc = loc[:-1]
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in loc).lstrip(".")


Known = dict[str, tuple[tuple[int, ...], Document | None, list[Problem]]]
"""What was read before: of each file how it looked from outside, its document, and what was wrong with it."""


def read_tree(
    content: Path, *, shown: str = "content", known: Known | None = None
) -> tuple[list[Document], list[Problem]]:
    """Every YAML and Markdown file below `content`, and every Markdown file of its prose, in order of path.

    `shown` is the folder's name in problems. Folders that begin with a dot are passed over; links, and files that
    nobody reads, are problems. With `known`, a file that looks from outside as it did then gives the same document;
    what is read now is added there.
    """
    documents: list[Document] = []
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for below, entry in walk(content):
        relative = _printable(below)
        name = f"{shown}/{relative}"
        first = seen.setdefault(relative.casefold(), relative)
        if first != relative:
            hint = "Some computers take the two for one file, and lose one of them. Rename or delete one."
            problems.append(_whole_file(name, "same-name", f"has the same name as {first}, but for capitals", hint))
            documents.append(Document(relative, name, {}, "", readable=False))
        elif entry.is_symlink():
            hint = "Put the file itself here: links are not followed, since they may lead out of the folder."
            problems.append(_whole_file(name, "link", "is a link to another place", hint))
        elif is_read(relative):
            document, found = _again(entry, relative, name, {} if known is None else known)
            documents.append(document or Document(relative, name, {}, "", readable=False))
            problems += found
        elif unread := why_unread(relative):
            problems.append(_whole_file(name, "unread-file", *unread))
    return documents, problems


def _again(entry: os.DirEntry[str], relative: str, shown: str, known: Known) -> tuple[Document | None, list[Problem]]:
    """One file, read only if it does not look as it did when it was read before."""
    try:
        now = entry.stat()
    except OSError:
        return read_file(Path(entry.path), relative, shown)
    looks = (now.st_size, now.st_mtime_ns, now.st_ctime_ns, now.st_ino, now.st_mode)
    before = known.get(entry.path)
    if before is None or before[0] != looks:
        before = known[entry.path] = (looks, *read_file(Path(entry.path), relative, shown))
    return before[1:]


def _printable(name: str) -> str:
    """A file's name without what cannot be shown: line ends, and bytes that are no characters."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in name)


def read_file(path: Path, relative: str, shown: str) -> tuple[Document | None, list[Problem]]:
    """One file as a document, or None and the problems that keep it from being one."""
    try:
        if not path.is_file():
            hint = "Put a file with text in it here."
            return None, [_whole_file(shown, "unreadable", "is not a file", hint)]
        size = path.stat().st_size
        if size > MAX_BYTES:
            hint = f"It has {size:,} bytes; content files have at most {MAX_BYTES:,}. Split it, or move it elsewhere."
            return None, [_whole_file(shown, "too-large", "is too large", hint)]
        raw = path.read_bytes()
    except OSError as error:
        hint = f"The computer says: {error.strerror}."
        return None, [_whole_file(shown, "unreadable", "cannot be read", hint)]
    return parse(raw, relative, shown)


def parse(raw: bytes, relative: str, shown: str) -> tuple[Document | None, list[Problem]]:
    """The bytes of a file as a document; `relative` decides by its ending whether it is YAML or Markdown."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = _lines(error.object[: error.start].decode())
        line, column = len(before), len(before[-1]) + 1
        hint = "Save the file again with the encoding UTF-8 (in most editors: Save as, Encoding)."
        if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
            message = "is saved as UTF-16, not as UTF-8"
        else:
            message = "has a character that is not UTF-8"
        place = Place(line, column, column + 1)
        return None, [Problem(shown, place, "error", "encoding", "", message, hint)]
    lines = _lines(text)
    text = "\n".join(lines)
    if refused := characters.refuse(text, lines, shown):
        return None, [refused]
    document, problems = (
        _parse_markdown(text, lines, relative, shown)
        if relative.endswith(".md")
        else (_parse_yaml(text, lines, relative, shown))
    )
    return document, [*problems, *characters.warn(text, lines, shown)]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def _parse_yaml(text: str, lines: tuple[str, ...], relative: str, shown: str) -> tuple[Document | None, list[Problem]]:
    data, problems = _build(shown, lines, text, 0)
    return (None if has_errors(problems) else Document(relative, shown, data, text)), problems


def _parse_markdown(
    text: str, lines: tuple[str, ...], relative: str, shown: str
) -> tuple[Document | None, list[Problem]]:
    """A Markdown file: front matter between two lines of `---`, then text, then sections under `##` headings."""
    data: Data = {}
    problems: list[Problem] = []
    if problem := almost_front_matter(lines, shown):
        return None, [problem]
    block, above, below = _facts(lines, relative)
    if below < 0:
        hint = "Put a line of three hyphens (---) after the last fact, before the text."
        return None, [
            Problem(shown, Place(1, 1, 4), "error", "front-matter", "", "the facts never end", hint, lines[0])
        ]
    if block.strip():
        data, problems = _build(shown, lines, block, above)
    if has_errors(problems):
        return None, problems
    return Document(relative, shown, data, text, tuple(sections(lines, below))), problems


def _facts(lines: tuple[str, ...], relative: str) -> tuple[str, int, int]:
    """The YAML of a file, how many lines stand above it, and how many with what ends it; -1 if nothing does."""
    if not relative.endswith(".md"):
        return "\n".join(lines), 0, len(lines)
    if not lines or lines[0].rstrip() != "---":
        return "", 0, 0
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    return ("", 1, -1) if end is None else ("\n".join(lines[1:end]), 1, end + 1)


def _build(shown: str, lines: tuple[str, ...], text: str, above: int) -> tuple[Data, list[Problem]]:
    """The data of a YAML text that stands `above` lines down in its file, and what is wrong with it."""
    for noting in (False, True):
        builder = _Builder(shown, lines, noting=noting)
        data = builder.build(text, above)
        if not builder.repeats:
            break
    return data, builder.problems


def _whole_file(shown: str, rule: str, message: str, hint: str) -> Problem:
    return Problem(shown, Place(), "error", rule, "", message, hint)


class _StopError(Exception):
    """Nothing further can be read from this file; the problem is already noted."""


@dataclass
class _Builder:
    """Builds plain data from YAML events, noting problems as it goes, and places if it is told to."""

    shown: str
    lines: tuple[str, ...]
    noting: bool = False
    places: dict[Loc, Place] = field(default_factory=dict)
    keys: dict[Loc, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    nodes: int = 0
    repeats: bool = False

    def build(self, text: str, above: int) -> Data:
        """The data of a YAML text that stands `above` lines down in its file."""
        self.above = above
        self.hashes = {number for number, line in enumerate(self.lines) if "#" in line}
        loader = _LOADER(text)
        try:
            return self._document(loader)
        except yaml.YAMLError as error:
            problem = self._translate(error)
            self.problems = [*(other for other in self.problems if other.place.line != problem.place.line), problem]
        except _StopError:
            pass
        finally:
            loader.dispose()
        return {}

    def _document(self, loader: Any) -> Data:
        event = self._next(loader)
        while isinstance(event, (yaml.StreamStartEvent, yaml.DocumentStartEvent)):
            event = self._next(loader)
        if isinstance(event, yaml.StreamEndEvent):
            return {}
        data = self._node(loader, event, ())
        for event in iter(lambda: self._next(loader), None):
            if isinstance(event, yaml.DocumentStartEvent):
                hint = "Delete the line of three hyphens; a file holds one set of facts."
                self._stop("two-documents", event, "starts a second set of facts", hint)
            if isinstance(event, yaml.StreamEndEvent):
                break
        return data

    def _next(self, loader: Any) -> Any:
        self.nodes += 1
        event = loader.get_event()
        if self.nodes > MAX_NODES:
            self._stop("too-large", event, "has too many values", f"A file holds at most {MAX_NODES:,}.")
        if isinstance(event, yaml.ScalarEvent) and (bad := characters.control(event.value)):
            hint = "Delete what stands for it after a backslash."
            self._stop("control-character", event, f"has a control character ({bad}), which cannot be seen", hint)
        return event

    def _node(self, loader: Any, event: Any, loc: Loc) -> Data:
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            mark = "*" if isinstance(event, yaml.AliasEvent) else "&"
            hint = f"A value that begins with {mark} means something special: put it in quotes, or write the facts out."
            self._stop("alias", event, f"{mark} makes an anchor or alias, which are not used here", hint)
        if event.tag is not None and event.tag != "!":
            self._stop(
                "tag", event, "! makes a tag, which are not used here", "Put a value that begins with ! in quotes."
            )
        if len(loc) > MAX_DEPTH:
            self._stop("too-deep", event, "is nested too deeply", f"At most {MAX_DEPTH} levels are read.")
        if self.noting:
            self.places[loc] = self._place(event)
        if isinstance(event, yaml.ScalarEvent):
            if not event.style:
                self._look(event)
            return str(event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(loader, loc)
        return self._mapping(loader, loc)

    def _sequence(self, loader: Any, loc: Loc) -> Data:
        items: list[Data] = []
        while not isinstance(event := self._next(loader), yaml.SequenceEndEvent):
            items.append(self._node(loader, event, (*loc, len(items))))
        return items

    def _mapping(self, loader: Any, loc: Loc) -> Data:
        items: dict[str, Data] = {}
        while not isinstance(event := self._next(loader), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                hint = "Write a plain name before the colon. Braces and brackets in a text need quotes around the text."
                self._stop("key", event, "a list or a group of facts cannot be a name", hint)
            key = sys.intern(event.value)
            if key in items and not self.noting:
                self.repeats = True
                raise _StopError  # to be read again, since the problem names a place
            if key in items:
                self._repeats(event, key, self.keys[(*loc, key)].line)
            if self.noting:
                self.keys[(*loc, key)] = self._place(event)
            items[key] = self._node(loader, self._next(loader), (*loc, key))
        return items

    def _repeats(self, event: Any, key: str, first: int) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            hint = f"It stands already on line {first}. Keep one of the two, or join them."
            self._note("duplicate-key", event, f'"{key}" is written twice', hint)

    def _place(self, event: Any) -> Place:
        start, end = event.start_mark, event.end_mark
        line = min(start.line + self.above, len(self.lines) - 1)
        stop = end.column if end.line == start.line else len(self.lines[line])
        if isinstance(event, yaml.CollectionStartEvent):
            stop = start.column + 1
        return Place(line + 1, start.column + 1, max(stop, start.column + 1) + 1)

    def _note(self, rule: str, event: Any, message: str, hint: str) -> None:
        self.problems.append(self._problem(rule, self._place(event), message, hint))

    def _stop(self, rule: str, event: Any, message: str, hint: str) -> None:
        self._note(rule, event, message, hint)
        raise _StopError

    def _look(self, event: Any) -> None:
        """Warn of what YAML reads without complaint and people do not mean."""
        value = event.value
        if value[:1] in _SUSPICIOUS:
            self._look_at_start(event, value)
        line, column = event.end_mark.line + self.above, event.end_mark.column
        if line in self.hashes and (found := _COMMENT.match(self.lines[line], column)):
            hint = "If it belongs to the text, put the whole text in quotes. If not, put a space after #."
            where = Place(line + 1, found.start(1) + 1, len(self.lines[line].rstrip()) + 1)
            message = "# makes the rest of the line a comment"
            self.problems.append(self._problem("comment-in-text", where, message, hint, "warning"))

    def _look_at_start(self, event: Any, value: str) -> None:
        place = self._place(event)
        if value[:1] == "-":
            if value[1:2].isalpha() and self.lines[place.line - 1].lstrip().startswith(value[:2]):
                hint = (
                    "Each entry of a list begins with a hyphen and a space. A text that begins with one needs quotes."
                )
                self.problems.append(self._problem("yaml", place, "there is no space after the hyphen", hint))
        elif value[-1:] in _CLOSING and not _CURLY.search(value, 1, len(value) - 1):
            hint = "They become part of the text. Write straight ones, or none; leave them if the text is a quotation."
            message = "curly quotation marks stand around the whole value"
            self.problems.append(self._problem("curly-quotes", place, message, hint, "warning"))

    def _problem(self, rule: str, place: Place, message: str, hint: str, severity: Severity = "error") -> Problem:
        text = self.lines[place.line - 1] if place.line <= len(self.lines) else ""
        return Problem(self.shown, place, severity, rule, "", message, hint, text)

    def _translate(self, error: yaml.YAMLError) -> Problem:
        """The parser's complaint in plain words, with the likely cause at the likely place."""
        marks = [mark for name in _MARKS if (mark := getattr(error, name, None))]
        spots = [(min(mark.line + self.above, len(self.lines) - 1), mark.column) for mark in marks] or [(self.above, 0)]
        words = " ".join(filter(None, (getattr(error, "context", None), getattr(error, "problem", None))))
        mistake = explain(Stop(words, self.lines, *spots[0], spots[-1], self.above))
        return self._problem("yaml", mistake.place, mistake.message, mistake.hint)


_MARKS: Final = ("problem_mark", "context_mark")
_SUSPICIOUS: Final = frozenset("-\u201c\u2018\u201e")
_CLOSING: Final = frozenset("\u201d\u2019\u201c")
_CURLY: Final = re.compile("[\u201c\u201d\u201e]")
_COMMENT: Final = re.compile(r"[ \t]+(#)[^\s#!]")
