"""Documents to records and problems: everything is checked, then everything is reported."""

from datetime import date
from typing import Final

from followthrough.check.content import Content
from followthrough.check.disclosure import check_disclosure, mask
from followthrough.check.rules import check_rules
from followthrough.check.shape import shape
from followthrough.problem import Problem
from followthrough.read import Document
from followthrough.records import find_kind

__all__ = ["Content", "check"]

NAMED_IN: Final = {
    "numbering": ("recommendation",),
    "unknown-action": ("actions", "plan"),
    "unknown-authority": ("authority",),
    "unknown-finding": ("finding",),
    "unknown-framework": ("frameworks",),
    "unknown-inspection": ("inspection",),
    "unknown-measure": ("measure",),
    "unknown-plan": ("plan",),
    "unknown-rating": ("scales", "plan"),
    "unknown-recommendation": ("recommendation", "inspection", "plan"),
    "unknown-scale": ("scales",),
    "unknown-source": ("sources",),
    "unknown-theme": ("themes",),
}
"""For each rule that something exists, the kinds of file that would have it."""


def check(documents: list[Document], as_of: date) -> tuple[Content, list[Problem]]:
    """All records that could be made, and all problems found; no problem hides another one.

    `as_of` is the day on which the content is checked: dates after it are in the future. What may be missing only
    because the file that has it is broken is not reported before that file is mended.
    """
    content, problems = shape(documents)
    found = check_rules(content, as_of)
    problems += [problem for problem in found if not _blames_another(problem, content.broken)]
    return content, [*map(mask, problems), *check_disclosure(content, as_of)]


def _blames_another(problem: Problem, broken: set[str]) -> bool:
    """Whether one of these files, of the same authority or of all, may have what the problem says is missing."""
    for path in broken:
        kind, names = find_kind(path) or (None, {})
        if kind and kind.name in NAMED_IN.get(problem.rule, ()):
            folder = f"authorities/{names.get('authority')}/"
            if kind.name == "authority" or "authority" not in names or f"/{folder}" in f"/{problem.path}":
                return True
    return False
