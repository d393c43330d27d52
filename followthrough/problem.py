"""A problem is one thing wrong with the content: a place, a field, a message and a hint.

This module also shows lists of problems, as text for people, JSON for programs and annotations for GitHub.
"""

import difflib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, Self

Severity = Literal["error", "warning"]
Format = Literal["text", "json", "github"]
FORMATS: Final[tuple[Format, ...]] = ("text", "json", "github")
UNSEEN: Final = "\N{REPLACEMENT CHARACTER}"
"""Stands for a character that cannot be shown."""
JSON_FIELDS: Final = ("path", "line", "column", "severity", "rule", "field", "message", "hint")


class Failure(Exception):  # noqa: N818 - what is wrong with the content is a problem, this is not
    """Something else than the content is wrong; the message says what, in words for the person at the keyboard."""


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """A stretch of one line. `line` and `column` count from 1 in characters; `end` is the column after the last one."""

    line: int = 1
    column: int = 1
    end: int = 1


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One thing wrong with the content.

    `path` is relative to the folder the command ran in; `field` is a path of names such as `judgements[2].grade`,
    counting from 1, or empty; `text` is the source line, shown with a caret under the place.
    """

    path: str
    place: Place
    severity: Severity
    rule: str
    field: str
    message: str
    hint: str = ""
    text: str = ""

    def as_dict(self) -> dict[str, str | int]:
        """The fields a program gets, in the order of `JSON_FIELDS`."""
        values = (self.path, self.place.line, self.place.column, self.severity)
        return dict(zip(JSON_FIELDS, (*values, self.rule, self.field, self.message, self.hint), strict=True))

    def kept(self) -> dict[str, Any]:
        """The whole problem as JSON can hold it."""
        return asdict(self)

    @classmethod
    def of_kept(cls, kept: Mapping[str, Any]) -> Self:
        """The problem that gave this."""
        return cls(**{**kept, "place": Place(**kept["place"])})


def nearest(word: str, known: Iterable[str]) -> str:
    """The known name most like this word, or "" if none is alike enough to suggest."""
    names = {_plain(name): name for name in sorted(known, reverse=True)}
    found = difflib.get_close_matches(_plain(word), sorted(names), 1, 0.6)
    return names[found[0]] if found else ""


def _plain(name: str) -> str:
    return name.strip().lower().replace(" ", "-").replace("_", "-")


def did_you_mean(word: str, known: Iterable[str], where: str = "") -> str:
    """A hint for an unknown name: the nearest known one, if any, and where such names are listed."""
    guess = nearest(word, known)
    return " ".join(part for part in (f'Did you mean "{guess}"?' if guess else "", where) if part)


def has_errors(problems: Iterable[Problem], *, strict: bool = False) -> bool:
    """Whether these problems stop a build: any error, or, when strict, any problem at all."""
    return any(strict or problem.severity == "error" for problem in problems)


def show(problems: Iterable[Problem], form: Format = "text") -> str:
    """All problems, sorted by place, in one of three forms; text is empty when there are none."""
    ordered = sorted(set(problems))
    if form == "json":
        return json.dumps([problem.as_dict() for problem in ordered], ensure_ascii=False, indent=2) + "\n"
    one = _github if form == "github" else _text
    return "".join(one(problem) for problem in ordered)


def summary(problems: Iterable[Problem]) -> str:
    """One line for the end of a run: "2 errors, 1 warning"."""
    severities = [problem.severity for problem in set(problems)]
    counts = ((severities.count("error"), "error"), (severities.count("warning"), "warning"))
    return ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in counts if count) or "no problems"


def plain(text: str) -> str:
    """A text as one line of a terminal or a log that cannot be taken for anything else, such as a command to GitHub."""
    shown = "".join(" " if char in "\t\r\n" else char if char.isprintable() else UNSEEN for char in text)
    shown = shown.replace("##[", "## [")
    return f"|{shown}" if shown.lstrip().startswith("::") else shown


def _text(problem: Problem) -> str:
    place = problem.place
    field = f"{problem.field}: " if problem.field else ""
    words = f"{problem.path}:{place.line}:{place.column}: {problem.severity}: {field}{problem.message} [{problem.rule}]"
    lines = [plain(words)]
    if problem.text.strip():
        number = str(place.line)
        shown = _window(problem.text, place)
        lines.append(plain(f"    {number} | {shown[0]}".rstrip()))
        lines.append(f"    {' ' * len(number)} | {' ' * shown[1]}{'^' * shown[2]}")
    lines += [f"    {plain(line)}" for line in problem.hint.splitlines()]
    return "\n".join(lines) + "\n"


def _window(text: str, place: Place, width: int = 120) -> tuple[str, int, int]:
    """A long source line cut to what a terminal shows, with the caret's offset and length inside it."""
    start = min(place.column - 1, len(text))
    cut = max(0, start - width // 2) if len(text) > width else 0
    length = max(1, min(place.end, len(text) + 1) - place.column)
    shown = (" " if char == "\t" else char if char.isprintable() else UNSEEN for char in text[cut : cut + width])
    return "".join(shown), start - cut, min(length, width - (start - cut))


def _github(problem: Problem) -> str:
    place = problem.place
    last = max(place.end - 1, place.column)
    head = f"file={_escape(problem.path)},line={place.line},col={place.column},endColumn={last}"
    field = f"{problem.field}: " if problem.field else ""
    body = f"{field}{problem.message}" + (f"\n{problem.hint}" if problem.hint else "")
    return f"::{problem.severity} {head},title={_escape(problem.rule)}::{_escape(body, data=True)}\n"


def _escape(text: str, *, data: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text if data else text.replace(":", "%3A").replace(",", "%2C")
