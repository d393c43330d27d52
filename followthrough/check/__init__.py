"""Documents to records and problems: everything is checked, then everything is reported."""

from datetime import date
from typing import Final

from followthrough.check.content import Content
from followthrough.check.disclosure import check_disclosure, forget_scans, mask
from followthrough.check.rules import check_rules
from followthrough.check.shape import forget_records, shape
from followthrough.problem import Problem
from followthrough.read import Document
from followthrough.records import find_kind

__all__ = ["Checker", "Content", "check", "forget"]

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
    return Checker().check(documents, as_of)


def forget() -> None:
    """Let go of every document that was checked; only a preview looks at them again."""
    forget_scans()
    forget_records()


class Checker:
    """Checks content again and again while it is edited: what an edit cannot have changed is not looked at anew.

    An edit within one authority's folder touches the facts of that authority alone, unless it is to `authority.yml`,
    which others may name.
    """

    def __init__(self) -> None:
        self._documents: dict[str, Document] = {}
        self._found: list[Problem] = []
        self._as_of: date | None = None

    def check(self, documents: list[Document], as_of: date) -> tuple[Content, list[Problem]]:
        """As the function of that name; documents that are the same objects as last time are taken to be unchanged."""
        content, problems = shape(documents)
        touched = self._touched(documents) if as_of == self._as_of else None
        if touched is None:
            self._found = check_rules(content, as_of)
        else:
            for slug in touched:
                folder = f"{content.shown}authorities/{slug}/"
                kept = [problem for problem in self._found if not problem.path.startswith(folder)]
                fresh = check_rules(content.only(slug), as_of)
                self._found = kept + [problem for problem in fresh if problem.path.startswith(folder)]
        self._documents, self._as_of = {document.path: document for document in documents}, as_of
        problems += [problem for problem in self._found if not _blames_another(problem, content.broken)]
        return content, [*map(mask, problems), *check_disclosure(content, as_of)]

    def _touched(self, documents: list[Document]) -> set[str] | None:
        """The authorities whose documents are not those of last time, or None if others may be touched too."""
        now = {document.path: document for document in documents}
        paths = [path for path in {**self._documents, **now} if self._documents.get(path) is not now.get(path)]
        if any(not path.startswith("authorities/") or path.endswith("/authority.yml") for path in paths):
            return None
        return {path.split("/")[1] for path in paths}


def _blames_another(problem: Problem, broken: set[str]) -> bool:
    """Whether one of these files, of the same authority or of all, may have what the problem says is missing."""
    for path in broken:
        kind, names = find_kind(path) or (None, {})
        if kind and kind.name in NAMED_IN.get(problem.rule, ()):
            folder = f"authorities/{names.get('authority')}/"
            if kind.name == "authority" or "authority" not in names or f"/{folder}" in f"/{problem.path}":
                return True
    return False
