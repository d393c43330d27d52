"""Documents to records and problems: everything is checked, then everything is reported."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from followthrough.check.content import Content
from followthrough.check.disclosure import check_disclosure, forget_scans, mask, scanning
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

HAS_LESS: Final = ("required-file", "repeated-action")
"""Rules that a file breaks which does not have what others may name."""


def check(documents: list[Document], as_of: date) -> tuple[Content, list[Problem]]:
    """All records that could be made, and all problems found; no problem hides another one.

    `as_of` is the day on which the content is checked: dates after it are in the future. What may be missing only
    because the file that has it is broken, or has a wrong name, is not reported before that file is mended.
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
        self._content = Content()
        self._documents: dict[str, Document] = {}
        self._shaped: list[Problem] = []
        self._found: list[Problem] = []
        self._disclosing: list[Document] = []
        self._today: date | None = None

    def check(
        self, documents: list[Document], as_of: date, jobs: int = 1, today: date = date.min
    ) -> tuple[Content, list[Problem]]:
        """As the function of that name; documents that are the same objects as last time are taken to be unchanged.

        What was made of authorities without a change is the same objects again. `jobs` is how many processes may work.
        What happened up to `today` is not in the future, even if `as_of` is an earlier day.
        """
        today = max(today, as_of)
        now = {document.path: document for document in documents}
        paths = {path for path, document in now.items() if self._documents.get(path) is not document}
        paths.update(self._documents.keys() - now.keys())
        with scanning([now[path] for path in sorted(paths & now.keys())], jobs) as disclosing:
            if today != self._today or not self._again(documents, _touched(paths), today):
                self._content, self._shaped = shape(documents)
                self._found = check_rules(self._content, today)
            kept = [document for document in self._disclosing if document.path not in paths]
            self._disclosing = kept + disclosing()
        self._documents, self._today = now, today
        content = self._content
        broken = content.broken | {
            found.path.removeprefix(content.shown) for found in self._found if found.rule in HAS_LESS
        }
        problems = self._shaped + [found for found in self._found if not _blames_another(found, broken)]
        disclosed = check_disclosure(content, as_of, sorted(self._disclosing, key=lambda one: one.path))
        return content, [*map(mask, problems), *disclosed]

    def _again(self, documents: list[Document], touched: set[str] | None, today: date) -> bool:
        """Look again at some authorities; False, and nothing done, if that is not enough."""
        if touched is None:
            return False
        content = replace(self._content, documents=documents, authorities=dict(self._content.authorities))
        shaped, found = self._shaped, self._found
        for slug in touched:
            part, problems = shape(content.of(slug))
            if part.authorities.keys() != {slug} or slug not in content.authorities:
                return False
            content.authorities[slug] = part.authorities[slug]
            folder = f"authorities/{slug}/"
            content.broken = {path for path in content.broken if not path.startswith(folder)} | part.broken
            folder = f"{content.shown}{folder}"
            shaped = [problem for problem in shaped if not problem.path.startswith(folder)] + problems
            fresh = check_rules(content.only(slug), today)
            if any(one.rule in HAS_LESS and not one.path.startswith(folder) for one in (*found, *fresh)):
                return False
            fresh = [problem for problem in fresh if problem.path.startswith(folder)]
            found = [problem for problem in found if not problem.path.startswith(folder)] + fresh
        self._content, self._shaped, self._found = content, shaped, found
        return True


def _touched(paths: Iterable[str]) -> set[str] | None:
    """The authorities that changed documents are of, or None if others may be touched too."""
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
