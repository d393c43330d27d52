"""The text of a Markdown file: where it begins, and the sections that its headings cut it into."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from followthrough.problem import Place, Problem


@dataclass(frozen=True, slots=True)
class BodySection:
    """The text under one heading of a Markdown file; `line` is the first line of the text, counting from 1."""

    heading: str
    place: Place
    text: str
    line: int


def almost_front_matter(lines: tuple[str, ...], shown: str) -> Problem | None:
    """What looks like the line above the facts, but is not three hyphens at the very top."""
    number = next((number for number, line in enumerate(lines) if line.strip()), 0)
    line = lines[number]
    if not re.fullmatch(r"[ \t]*(?:[-\u2010-\u2015]{2,}|[\u2012-\u2015])[ \t]*", line) or (number, line.rstrip()) == (
        0,
        "---",
    ):
        return None
    if number and line.rstrip() == "---":
        message, hint = "an empty line stands above the facts", "Delete it: the line of three hyphens comes first."
    else:
        message, hint = "this is not a line of three hyphens", "Write three hyphens, ---, and nothing else."
    return Problem(shown, Place(number + 1, 1, len(line) + 1), "error", "front-matter", "", message, hint, line)


def sections(lines: tuple[str, ...], start: int) -> Iterator[BodySection]:
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
