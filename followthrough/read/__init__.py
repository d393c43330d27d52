"""Files to documents that remember the line and column of every value.

This module knows YAML and Markdown files, not councils. YAML is read as people mean it: every value is text until a
record says what it should be, so `no` is the text "no" and 012 keeps its zero. A key written twice, anchors, aliases
and tags are refused, and so is anything too large to be content.
"""

import os
import stat
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from followthrough.problem import Place, Problem, Severity, has_errors
from followthrough.read import characters
from followthrough.read.body import BodySection, almost_front_matter, sections
from followthrough.read.files import is_ignored, is_prose, is_read, walk, why_unread
from followthrough.read.limits import MAX_BYTES, MAX_DEPTH, MAX_NODES, READ_RULES
from followthrough.read.values import Builder, Data, Loc, build

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

AT_ONCE: Final = 100
"""Of more files that were edited at once, all are looked at: not every system tells of each."""


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
    def _found(self) -> Builder:
        """Where everything stands: looked for when a problem first asks, since most documents have none."""
        block, above, _ = _facts(self.lines, self.path)
        builder = Builder(self.shown, self.lines, noting=True)
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

    def _as_written(self, loc: Loc) -> Loc:
        """A list of one can be written without being a list; then there is no index."""
        written: Loc = ()
        for part in loc:
            alone = part == 0 and written in self.places and (*written, 0) not in self.places
            written = written if alone else (*written, part)
        return written

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
        loc = self._as_written(loc)
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


@dataclass
class Known:
    """What was read before, so that only what changed is read again.

    Of each file, by its path on disk, how it looked from outside, its document, and what was wrong with it; then the
    whole tree as it was last: its documents, the place of each file's among them, and the problems of each path.
    """

    files: dict[str, tuple[tuple[int, ...], Document | None, list[Problem]]] = field(default_factory=dict)
    documents: list[Document] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    problems: dict[str, list[Problem]] = field(default_factory=dict)

    def put(self, path: str, document: Document | None, problems: list[Problem]) -> None:
        """A file that was read, in the place of what it was before."""
        if document is not None and path in self.places:
            self.documents[self.places[path]] = document
        elif document is not None:
            self.places[path] = len(self.documents)
            self.documents.append(document)
        self.problems.pop(path, None)
        if problems:
            self.problems[path] = problems


def read_tree(
    content: Path, *, shown: str = "content", known: Known | None = None, changed: Collection[str] | None = None
) -> tuple[list[Document], list[Problem]]:
    """Every YAML and Markdown file below `content`, and every Markdown file of its prose, in order of path.

    `shown` is the folder's name in problems. Folders that begin with a dot are passed over; links, and files that
    nobody reads, are problems. With `known`, a file that looks from outside as it did then gives the same document;
    what is read now is added there. If `changed` is given, which are whole paths without links, nothing but these has
    changed since.
    """
    known = known or Known()
    if changed is None or not _edited(content, changed, known):
        _read_all(content, shown, known)
    return list(known.documents), [problem for problems in known.problems.values() for problem in problems]


def _edited(content: Path, changed: Collection[str], known: Known) -> bool:
    """Read again what was edited; False, and nothing read, if more may have happened to the folder than edits."""
    real = f"{os.path.realpath(content)}{os.sep}"
    here = f"{os.fspath(content)}{os.sep}"
    below = [here + path.removeprefix(real) for path in changed if path.startswith(real)]
    paths = [path for path in below if path in known.places]
    others = [path for path in below if path not in known.places]
    if not known.places or len(changed) > AT_ONCE or real.rstrip(os.sep) in changed:
        return False
    if any(os.path.lexists(path) and not is_ignored(path.rpartition(os.sep)[2]) for path in others):
        return False
    gone = tuple(path + os.sep for path in others if not os.path.lexists(path))
    if any(path in known.problems for path in others) or (gone and any(path.startswith(gone) for path in known.places)):
        return False
    try:
        looks = {path: os.lstat(path) for path in paths}
    except OSError:
        return False
    if not all(stat.S_ISREG(one.st_mode) for one in looks.values()):
        return False
    for path, now in looks.items():
        before = known.documents[known.places[path]]
        document, problems = _again(path, now, before.path, before.shown, known)
        known.put(path, document or Document(before.path, before.shown, {}, "", readable=False), problems)
    return True


def _read_all(content: Path, shown: str, known: Known) -> None:
    known.documents, known.places, known.problems = [], {}, {}
    seen: dict[str, str] = {}
    for below, entry in walk(content):
        relative = _printable(below)
        name = f"{shown}/{relative}"
        first = seen.setdefault(relative.casefold(), relative)
        if first != relative:
            hint = "Some computers take the two for one file, and lose one of them. Rename or delete one."
            problem = _whole_file(name, "same-name", f"has the same name as {first}, but for capitals", hint)
            known.documents.append(Document(relative, name, {}, "", readable=False))
            known.put(entry.path, None, [problem])
        elif entry.is_symlink():
            hint = "Put the file itself here: links are not followed, since they may lead out of the folder."
            known.put(entry.path, None, [_whole_file(name, "link", "is a link to another place", hint)])
        elif is_read(relative):
            try:
                document, problems = _again(entry.path, entry.stat(), relative, name, known)
            except OSError:
                document, problems = read_file(Path(entry.path), relative, name)
            known.put(entry.path, document or Document(relative, name, {}, "", readable=False), problems)
        elif unread := why_unread(relative):
            known.put(entry.path, None, [_whole_file(name, "unread-file", *unread)])


def _again(
    path: str, now: os.stat_result, relative: str, shown: str, known: Known
) -> tuple[Document | None, list[Problem]]:
    """One file, read only if it does not look as it did when it was read before."""
    looks = (now.st_size, now.st_mtime_ns, now.st_ctime_ns, now.st_ino, now.st_mode)
    before = known.files.get(path)
    if before is None or before[0] != looks:
        before = known.files[path] = (looks, *read_file(Path(path), relative, shown))
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
    data, problems = build(shown, lines, text, 0)
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
        data, problems = build(shown, lines, block, above)
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


def _whole_file(shown: str, rule: str, message: str, hint: str) -> Problem:
    return Problem(shown, Place(), "error", rule, "", message, hint)
