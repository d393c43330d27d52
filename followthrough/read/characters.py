"""Characters that do not belong into a file: those that cannot be seen, and what Git leaves where it could not join."""

import re
from collections.abc import Iterator
from typing import Final

from followthrough.problem import Place, Problem

_CONTROL: Final = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x84\\x86-\\x9f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069\\ufffe\\uffff]"
)
_INVISIBLE: Final = re.compile("[\\u00ad\\u180e\\u200b\\u2060\\ufeff]")
_CONFLICT: Final = re.compile(r"^<{7} .*$", re.MULTILINE)


def control(text: str) -> str:
    """The number of the first control character of a text, as U+0007, or ""; YAML can spell them with a backslash."""
    bad = _CONTROL.search(text)
    return f"U+{ord(bad.group()):04X}" if bad else ""


def refuse(text: str, lines: tuple[str, ...], shown: str) -> Problem | None:
    """The first thing in a text for which the file cannot be used at all."""
    if bad := _CONTROL.search(text):
        hint = "Delete the character; it may have come from another program when the text was pasted."
        message = f"has a control character (U+{ord(bad.group()):04X}), which cannot be seen"
        place = _place(text, bad)
        return Problem(shown, place, "error", "control-character", "", message, hint, lines[place.line - 1])
    if bad := _CONFLICT.search(text):
        hint = "Two people changed these lines. Keep one version, and delete the lines of <<<<<<<, ======= and >>>>>>>."
        message = "has two versions of the same lines"
        place = _place(text, bad)
        return Problem(shown, place, "error", "conflict-marker", "", message, hint, lines[place.line - 1])
    return None


def warn(text: str, lines: tuple[str, ...], shown: str) -> Iterator[Problem]:
    """Characters without width, at the first of them: the file can be used, but its words cannot be found."""
    if bad := _INVISIBLE.search(text):
        more = len(_INVISIBLE.findall(text)) - 1
        hint = "Delete it or type the word again; it may have come with a text that was pasted."
        message = f"has a character without width (U+{ord(bad.group()):04X}), which cannot be seen"
        message += f", and {more} more" if more else ""
        place = _place(text, bad)
        yield Problem(shown, place, "warning", "invisible-character", "", message, hint, lines[place.line - 1])


def _place(text: str, found: re.Match[str]) -> Place:
    column = found.start() - text.rfind("\n", 0, found.start())
    return Place(text.count("\n", 0, found.start()) + 1, column, column + len(found.group()))
