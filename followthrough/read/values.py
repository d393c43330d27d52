"""YAML to plain data: every value a text, and where it stands; a name written twice, aliases and tags are refused."""

import re
import sys
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from followthrough.problem import Place, Problem, Severity
from followthrough.read import characters
from followthrough.read.limits import MAX_DEPTH, MAX_NODES, MAX_PROBLEMS
from followthrough.read.mistakes import Stop, explain

Loc = tuple[str | int, ...]
Data = dict[str, "Data"] | list["Data"] | str
_LOADER: Final[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def build(shown: str, lines: tuple[str, ...], text: str, above: int) -> tuple[Data, list[Problem]]:
    """The data of a YAML text that stands `above` lines down in its file, and what is wrong with it."""
    for noting in (False, True):
        builder = Builder(shown, lines, noting=noting)
        data = builder.build(text, above)
        if not builder.repeats:
            break
    return data, builder.problems


class _StopError(Exception):
    """Nothing further can be read from this file; the problem is already noted."""


@dataclass
class Builder:
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
        return self._mapping(loader, loc, event.flow_style)

    def _sequence(self, loader: Any, loc: Loc) -> Data:
        items: list[Data] = []
        while not isinstance(event := self._next(loader), yaml.SequenceEndEvent):
            items.append(self._node(loader, event, (*loc, len(items))))
        return items

    def _mapping(self, loader: Any, loc: Loc, in_braces: bool) -> Data:
        items: dict[str, Data] = {}
        last = ""
        while not isinstance(event := self._next(loader), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                hint = "Write a plain name before the colon. Braces and brackets in a text need quotes around the text."
                self._stop("key", event, "a list or a group of facts cannot be a name", hint)
            value = self._next(loader)
            if in_braces and last and self._goes_on(event, value):
                items[last] = f"{items[last]}, {event.value}"
                continue
            key = sys.intern(event.value)
            if key in items and not self.noting:
                self.repeats = True
                raise _StopError  # to be read again, since the problem names a place
            if key in items:
                self._repeats(event, key, self.keys[(*loc, key)].line)
            if self.noting:
                self.keys[(*loc, key)] = self._place(event)
            items[key] = self._node(loader, value, (*loc, key))
            last = key if isinstance(value, yaml.ScalarEvent) and value.value and not value.style else ""
        return items

    def _goes_on(self, name: Any, value: Any) -> bool:
        """Whether a name between braces is meant as more of the text before it: `{paragraph: appendix 1, item 5}`.

        There is no colon after it, and it could not be a field's name.
        """
        if not isinstance(value, yaml.ScalarEvent) or value.value or name.style or _FIELD.fullmatch(name.value):
            return False
        place = self._place(name)
        return self.lines[place.line - 1][place.end - 1 :].lstrip()[:1] != ":"

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


_FIELD: Final = re.compile(r"[a-z_]+")
_MARKS: Final = ("problem_mark", "context_mark")
_SUSPICIOUS: Final = frozenset("-\u201c\u2018\u201e")
_CLOSING: Final = frozenset("\u201d\u2019\u201c")
_CURLY: Final = re.compile("[\u201c\u201d\u201e]")
_COMMENT: Final = re.compile(r"[ \t]+(#)[^\s#!]")
