"""Words, links and tables that the references share."""

import re
from collections.abc import Iterable
from typing import Annotated, Any, Final, get_args

from followthrough.records import Record

TITLES: Final = {
    "site": "The site",
    "frameworks": "Frameworks",
    "scales": "Scales",
    "themes": "Themes",
    "glossary": "Glossary",
    "redirects": "Redirects",
    "waivers": "Waivers",
    "authority": "An authority",
    "sources": "Sources",
    "meetings": "Meetings",
    "measure": "A measure",
    "inspection": "An inspection",
    "finding": "A finding",
    "recommendation": "A recommendation",
    "plan": "A plan",
    "actions": "Actions",
    "review": "A review",
}
"""What each kind of file is called in headings."""


def field_type(record: type[Record], name: str) -> Any:
    """The type of a field with everything it is annotated with."""
    info = record.model_fields[name]
    return Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation


def pattern(hint: object) -> str:
    """The pattern that a type of text must fit, or ""."""
    return next((found for part in get_args(hint)[1:] if (found := getattr(part, "pattern", None))), "")


def title(record: type[Record]) -> str:
    """A record's name as words: `KnownProblem` is "Known problem"."""
    return re.sub(r"(?<=[a-z])([A-Z])", lambda match: f" {match[1].lower()}", record.__name__).replace(
        "english", "English"
    )


def about(record: type[Record]) -> str:
    """A record's docstring as a sentence, without the file's name that some begin with."""
    words = " ".join((record.__doc__ or "").split())
    rest = re.sub(r"^(One entry of )?`[^`]+`: ", "", words)
    return rest[:1].upper() + rest[1:]


def anchor(heading: str) -> str:
    """The place of a heading in links to it."""
    return heading.lower().replace(" ", "-")


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    head = tuple(head)
    lines = [head, ("---",) * len(head), *(tuple(cell.replace("|", "\\|") for cell in row) for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n".replace("|  |", "| |") for line in lines)
