"""Files to documents that remember the line and column of every value.

This module knows YAML and Markdown files, not councils. YAML is read as people mean it: every value is text until a
record says what it should be, so `no` is the text "no" and 012 keeps its zero. A key written twice, anchors, aliases
and tags are refused, and so is anything too large to be content.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from followthrough.problem import Place, Problem, Severity

MAX_BYTES: Final = 1_000_000
MAX_DEPTH: Final = 30
MAX_NODES: Final = 100_000
YAML_ENDINGS: Final = (".yml", ".yaml")
IGNORED_NAMES: Final = frozenset({".DS_Store", "Thumbs.db", ".gitkeep", ".gitignore"})

Loc = tuple[str | int, ...]
Data = dict[str, "Data"] | list["Data"] | str
_LOADER: Final[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True)
class BodySection:
    """The text under one heading of a Markdown file; `line` is the first line of the text, counting from 1."""

    heading: str
    place: Place
    text: str
    line: int


@dataclass(frozen=True)
class Document:
    """One file, read: its data, the place of every value and key, and the sections of its body if it is Markdown."""

    path: str
    shown: str
    data: Data
    places: Mapping[Loc, Place]
    keys: Mapping[Loc, Place]
    lines: tuple[str, ...]
    sections: tuple[BodySection, ...] = ()

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
        text = self.lines[place.line - 1] if place.line <= len(self.lines) else ""
        return Problem(self.shown, place, severity, rule, field_path(loc), message, hint, text)


def field_path(loc: Loc) -> str:
    """`("judgements", 1, "grade")` as an editor reads it: `judgements[2].grade`; a last index is left out."""
    if loc and isinstance(loc[-1], int):
        loc = loc[:-1]
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in loc).lstrip(".")


def read_tree(content: Path, *, shown: str = "content") -> tuple[list[Document], list[Problem]]:
    """Every YAML and Markdown file below `content`, in order of path, except prose in `pages/`.

    `shown` is the folder's name in problems. Folders and files that begin with a dot are passed over; links, and
    files that are neither YAML nor Markdown, are problems.
    """
    documents: list[Document] = []
    problems: list[Problem] = []
    for path in _walk(content):
        relative = path.relative_to(content).as_posix()
        name = f"{shown}/{relative}"
        if path.is_symlink():
            hint = "Put the file itself here: links are not followed, since they may lead out of the folder."
            problems.append(_whole_file(name, "link", "is a link to another place", hint))
        elif path.suffix in (*YAML_ENDINGS, ".md"):
            document, found = read_file(path, relative, name)
            documents += [document] if document else []
            problems += found
        else:
            hint = "Content is written in .yml and .md files. Move this file out of the content folder."
            problems.append(_whole_file(name, "unread-file", "nothing reads this file", hint))
    return documents, problems


def _walk(content: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(content):
        here = Path(folder)
        if here == content and "pages" in folders:
            folders.remove("pages")
        yield from (here / name for name in sorted(folders) if (here / name).is_symlink())
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not (here / name).is_symlink())
        yield from (here / name for name in sorted(files) if name not in IGNORED_NAMES)


def read_file(path: Path, relative: str, shown: str) -> tuple[Document | None, list[Problem]]:
    """One file as a document, or None and the problems that keep it from being one."""
    try:
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
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        hint = "Save the file again with the encoding UTF-8 (in most editors: Save as, Encoding)."
        if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
            message = "is saved as UTF-16, not as UTF-8"
        else:
            message = "has a character that is not UTF-8"
        place = Place(line, column, column + 1)
        return None, [Problem(shown, place, "error", "encoding", "", message, hint)]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = tuple(text.split("\n"))
    if bad := re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u2028\u2029\ufffe\uffff]", text):
        line = text.count("\n", 0, bad.start()) + 1
        column = bad.start() - (text.rfind("\n", 0, bad.start()) + 1) + 1
        hint = "Delete the character; it may have come from another program when the text was pasted."
        place = Place(line, column, column + 1)
        message = f"has a control character (U+{ord(bad.group()):04X}), which cannot be seen"
        return None, [Problem(shown, place, "error", "control-character", "", message, hint, lines[line - 1])]
    if relative.endswith(".md"):
        return _parse_markdown(lines, relative, shown)
    builder = _Builder(shown, lines)
    data = builder.build(text, 0)
    if builder.problems:
        return None, builder.problems
    return Document(relative, shown, data, builder.places, builder.keys, lines), []


def _parse_markdown(lines: tuple[str, ...], relative: str, shown: str) -> tuple[Document | None, list[Problem]]:
    """A Markdown file: front matter between two lines of `---`, then text, then sections under `##` headings."""
    builder = _Builder(shown, lines)
    data: Data = {}
    start = 0
    if lines and lines[0].rstrip() == "---":
        end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
        if end is None:
            hint = "Put a line of three hyphens (---) after the last fact, before the text."
            return None, [
                Problem(shown, Place(1, 1, 4), "error", "front-matter", "", "the facts never end", hint, lines[0])
            ]
        block = "\n".join(lines[1:end])
        data = builder.build(block, 1) if block.strip() else {}
        start = end + 1
    if builder.problems:
        return None, builder.problems
    sections = tuple(_sections(lines, start))
    return Document(relative, shown, data, builder.places, builder.keys, lines, sections), []


def _sections(lines: tuple[str, ...], start: int) -> Iterator[BodySection]:
    """Cut a body at its headings of level 1 and 2, leaving fenced code whole."""
    heading, place, first = "", Place(start + 1, 1, 1), start
    fence = ""
    for number in range(start, len(lines) + 1):
        line = lines[number] if number < len(lines) else None
        if line is not None and (mark := re.match(r" {0,3}(`{3,}|~{3,})", line)):
            if not fence:
                fence = mark[1]
            elif mark[1].startswith(fence) and line.strip() == mark[1]:
                fence = ""
        found = re.match(r" {0,3}#{1,2}[ \t]+(.*?)[ \t]*#*[ \t]*$", line) if line is not None and not fence else None
        if line is not None and not found:
            continue
        body = lines[first:number]
        blank = next((i for i, text in enumerate(body) if text.strip()), 0)
        yield BodySection(heading, place, "\n".join(body).strip(), first + blank + 1)
        if line is not None and found:
            heading, first = found[1], number + 1
            place = Place(number + 1, 1, len(line) + 1)


def _whole_file(shown: str, rule: str, message: str, hint: str) -> Problem:
    return Problem(shown, Place(), "error", rule, "", message, hint)


class _StopError(Exception):
    """Nothing further can be read from this file; the problem is already noted."""


@dataclass
class _Builder:
    """Builds plain data from YAML events, noting places and problems as it goes."""

    shown: str
    lines: tuple[str, ...]
    places: dict[Loc, Place] = field(default_factory=dict)
    keys: dict[Loc, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    nodes: int = 0

    def build(self, text: str, above: int) -> Data:
        """The data of a YAML text that stands `above` lines down in its file."""
        self.above = above
        loader = _LOADER(text)
        try:
            return self._document(loader)
        except yaml.YAMLError as error:
            self.problems.append(self._translate(error))
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
        self.places[loc] = self._place(event)
        if isinstance(event, yaml.ScalarEvent):
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
            key = str(event.value)
            if key in items:
                first = self.keys[(*loc, key)].line
                hint = f"It stands already on line {first}. Keep one of the two, or join them."
                self._note("duplicate-key", event, f'"{key}" is written twice', hint)
            self.keys[(*loc, key)] = self._place(event)
            items[key] = self._node(loader, self._next(loader), (*loc, key))
        return items

    def _place(self, event: Any) -> Place:
        start, end = event.start_mark, event.end_mark
        line = min(start.line + self.above, len(self.lines) - 1)
        stop = end.column if end.line == start.line else len(self.lines[line])
        if isinstance(event, yaml.CollectionStartEvent):
            stop = start.column + 1
        return Place(line + 1, start.column + 1, max(stop, start.column + 1) + 1)

    def _note(self, rule: str, event: Any, message: str, hint: str) -> None:
        place = self._place(event)
        text = self.lines[place.line - 1] if place.line <= len(self.lines) else ""
        self.problems.append(Problem(self.shown, place, "error", rule, "", message, hint, text))

    def _stop(self, rule: str, event: Any, message: str, hint: str) -> None:
        self._note(rule, event, message, hint)
        raise _StopError

    def _translate(self, error: yaml.YAMLError) -> Problem:
        """The parser's complaint in plain words, with the likely cause at the likely place."""
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = min((mark.line if mark else 0) + self.above, len(self.lines) - 1)
        column = (mark.column if mark else 0) + 1
        words = f"{getattr(error, 'context', None) or ''} {getattr(error, 'problem', None) or ''}".strip()
        message, hint, line = _cause(words, self.lines, line, self.above)
        text = self.lines[line]
        column = min(column, len(text) + 1)
        return Problem(self.shown, Place(line + 1, column, column + 1), "error", "yaml", "", message, hint, text)


_CAUSES: Final = (
    ("mapping values are not allowed", "there is a second colon on this line, or a colon where none can be",
     "If the colon belongs to the text, put the whole text in quotes: title: \"Early help: what we found\"."),
    ("cannot start any token", "there is a character here that cannot begin a value",
     "Indent with spaces, not with tabs. A text that begins with @, `, % or a tab needs quotes around it."),
    ("unexpected end of stream", "a quotation mark is opened and never closed", "Add the missing quotation mark."),
    ("did not find expected ',' or", "a list in brackets, or facts in braces, never end or lack a comma",
     "Check the brackets, and put a comma between entries: [thresholds, early-help]."),
    ("did not find expected key", "this line does not fit the ones above it",
     "Check that it begins in the same column as its neighbours, and that quotation marks come in pairs."),
    ("did not find expected '-' indicator", "this line is not an entry of the list above it",
     "Begin each entry with a hyphen and a space, all in the same column."),
    ("could not find expected ':'", "a line without a colon stands where a fact is expected",
     "Write name: value. A text of several lines needs > or | after the colon, and each of its lines indented."),
    ("while parsing a quoted scalar", "something is wrong with the quotation marks",
     "Inside double quotes, write \\\" for a quotation mark and \\\\ for a backslash, or use single quotes around it."),
    ("unknown escape character", "a backslash in double quotes means something special",
     "Write two backslashes, or use single quotes around the text."),
    ("found undefined tag", "! means something special at the start of a value", "Put the value in quotes."),
)  # fmt: skip


def _cause(words: str, lines: tuple[str, ...], line: int, above: int) -> tuple[str, str, int]:
    indent = lines[line][: len(lines[line]) - len(lines[line].lstrip())]
    if "\t" in indent:
        return "this line is indented with a tab", "Use spaces: two for each step to the right.", line
    for sign, message, hint in _CAUSES:
        if sign in words:
            return message, hint, line
    hint = (
        f"The parser says: {words or 'nothing more'}. Compare the line with its neighbours, or put the text in quotes."
    )
    return "this cannot be read as facts", hint, max(line, above)
