"""Documents to records and problems: everything is checked, then everything is reported."""

from datetime import date

from followthrough.check.content import Content
from followthrough.check.rules import check_rules
from followthrough.check.shape import shape
from followthrough.problem import Problem
from followthrough.read import Document

__all__ = ["Content", "check"]


def check(documents: list[Document], as_of: date) -> tuple[Content, list[Problem]]:
    """All records that could be made, and all problems found; no problem hides another one.

    `as_of` is the day on which the content is checked: dates after it are in the future.
    """
    content, problems = shape(documents)
    return content, problems + check_rules(content, as_of)
