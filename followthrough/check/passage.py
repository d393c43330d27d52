"""The prose of records and pages: every text in Markdown, with the way back to its place in the file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Final, get_args

from pydantic import BaseModel

from followthrough import markdown
from followthrough.problem import Place, Problem, Severity
from followthrough.read import BodySection, Document, Loc
from followthrough.records import NOT_STATED, Record, Section
from followthrough.records.value import Markdown

MAX_CHARACTERS: Final = 20_000


@dataclass(frozen=True)
class Passage:
    """One text in Markdown: a field of a record, a section of a Markdown file, or a section of a prose page.

    `section` is where it stands in a body, or None for a value among facts. `verbatim` is true of inspectors' words
    that stand beside a text in plain words.
    """

    document: Document
    loc: Loc
    text: str
    section: BodySection | None = None
    verbatim: bool = False

    @cached_property
    def parts(self) -> tuple[markdown.Part, ...]:
        """What stands in it besides plain words."""
        return () if self.is_too_long else markdown.parts(self.text)

    @cached_property
    def wording(self) -> str:
        """The text with addresses, code and quotations blanked out, and every other letter in its place."""
        if self.is_too_long or not _MAY_HIDE.search(self.text):
            return self.text
        return _HIDDEN.sub(lambda found: " " * len(found.group()), self.text)

    @property
    def is_too_long(self) -> bool:
        """Whether it is longer than any text for people, and is looked at no further."""
        return len(self.text) > MAX_CHARACTERS

    @property
    def is_prose(self) -> bool:
        """Whether it is part of a prose page, which MkDocs renders."""
        return not self.loc

    @property
    def is_finding(self) -> bool:
        """Whether it is what inspectors said or asked for."""
        return self.loc == ("text",) and self.section is not None

    def place(self, start: int, end: int) -> Place:
        """The place in the file of a stretch of the text that does not go beyond a line."""
        if self.section is None:
            return self._among_facts(start, end)
        line = self.section.line + self.text.count("\n", 0, start)
        column = start - (self.text.rfind("\n", 0, start) + 1)
        lines = self.document.lines
        if line == self.section.line and line <= len(lines):
            raw = lines[line - 1]
            column += len(raw) - len(raw.lstrip())
        return Place(line, column + 1, column + 1 + self._width(start, end))

    def _width(self, start: int, end: int) -> int:
        return max(len(self.text[start:end].split("\n", 1)[0]), 1)

    def _among_facts(self, start: int, end: int) -> Place:
        """Folding changes nothing but the spaces between words: the same word of the file is the place."""
        first = self.document.place(self.loc)
        words = len(self.text[:start].split())
        within = 0
        if start and words and not self.text[start - 1].isspace():
            words -= 1
            within = len(self.text[:start].split()[-1])
        line, column = first.line, first.column - 1
        lines = self.document.lines
        opening = lines[line - 1][column : column + 1]
        if opening in ("|", ">"):
            line, column = line + 1, 0
        elif opening in ("'", '"'):
            column += 1
        for number in range(line, len(lines) + 1):
            for found in re.compile(r"\S+").finditer(lines[number - 1], column if number == line else 0):
                if not words:
                    at = found.start() + within
                    width = min(self._width(start, end), max(len(lines[number - 1]) - at, 1))
                    return Place(number, at + 1, at + 1 + width)
                words -= 1
        return first

    def problem(
        self, rule: str, start: int, end: int, message: str, hint: str, *, severity: Severity = "error"
    ) -> Problem:
        """A problem at a stretch of the text."""
        return self.document.problem(rule, self.loc, message, hint, severity=severity, place=self.place(start, end))


_MAY_HIDE: Final = re.compile('[@<`"\u201c]|://|www[.]|\\]\\(')
_HIDDEN: Final = re.compile(
    r"(?<=\])\([^)\s]{0,2000}\)|<[^>\n]{0,500}>|`[^`\n]{0,500}`|https?://\S+|www\.\S+|[\w.+-]{1,64}@[\w.-]{1,255}"
    '|"[^"\n]{1,500}"|\u201c[^\u201d]{1,500}\u201d'
)


def passages(record: Record, document: Document, loc: Loc) -> Iterator[Passage]:
    """Every passage of a record that stands at a place of a document."""
    bodies = {section.heading: section for section in document.sections}
    plain = getattr(record, "plain_words", None) is not None
    for inner, text, heading in _texts(record):
        section = bodies.get(heading) if heading is not None else None
        yield Passage(document, (*loc, *inner), text, section, verbatim=heading == "" and plain)


def prose(document: Document) -> Iterator[Passage]:
    """The passages of a prose page, one for each section."""
    for section in document.sections:
        yield Passage(document, (), section.text, section)


def _texts(record: BaseModel) -> Iterator[tuple[Loc, str, str | None]]:
    """The Markdown texts inside a record: where each stands, what it says, and its heading if it has one."""
    for name, key, heading, is_text in _fields(type(record)):
        value = getattr(record, name)
        if is_text:
            if isinstance(value, str) and value != NOT_STATED:
                yield (key,), value, heading
        elif isinstance(value, BaseModel):
            yield from (((key, *inner), text, head) for inner, text, head in _texts(value))
        elif isinstance(value, tuple):
            for number, item in enumerate(value):
                if isinstance(item, BaseModel):
                    yield from (((key, number, *inner), text, head) for inner, text, head in _texts(item))


@cache
def _fields(model: type[BaseModel]) -> tuple[tuple[str, str, str | None, bool], ...]:
    """The fields of a model that are Markdown or hold records: name, key, heading, and whether it is Markdown."""
    found = []
    for name, info in model.model_fields.items():
        heading = next((part.heading for part in info.metadata if isinstance(part, Section)), None)
        is_text = any(isinstance(part, Markdown) for part in (*info.metadata, *_annotations(info.annotation)))
        if is_text or any(isinstance(part, type) and issubclass(part, BaseModel) for part in _parts(info.annotation)):
            found.append((name, info.alias or name, heading, is_text))
    return tuple(found)


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from _parts(part)


def _annotations(annotation: Any) -> Iterator[Any]:
    """What the types in a type are annotated with, except of records inside it."""
    for part in _parts(annotation):
        yield from getattr(part, "__metadata__", ())
