"""Specimens: the register of a council that does not exist, small and with every state, for the page of components."""

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final

from followthrough.check import check
from followthrough.problem import Failure, has_errors, show
from followthrough.read import read_tree
from followthrough.register import Register, build
from followthrough.register.changes import Change, News, Span, changes_of, news, spans
from followthrough.register.things import Authority

FOLDER: Final = Path(__file__).resolve().parents[2] / "templates" / "specimen"
_DAY: Final = date(2023, 6, 15)


class Specimen:
    """The specimens, read and linked when a template first asks for them: most runs never do."""

    @cached_property
    def register(self) -> Register:
        """Everything, drafts included. Raises Failure if the content of the specimens has errors."""
        documents, unread = read_tree(FOLDER)
        content, problems = check(documents, _DAY)
        if has_errors([*unread, *problems]):
            raise Failure(f"The council of the components page cannot be read:\n{show([*unread, *problems])}".rstrip())
        return build(content, _DAY, drafts=True)

    @property
    def authority(self) -> Authority:
        """The council that everything belongs to."""
        return self.register.authorities["exampleton"]

    @cached_property
    def changes(self) -> list[Change]:
        """All that happened, newest first."""
        return changes_of(self.register.authorities.values(), _DAY)

    @property
    def news(self) -> list[News]:
        """The newest of it."""
        return news(self.changes, 3)

    @cached_property
    def spans(self) -> list[Span]:
        """What changed between consecutive dates."""
        return spans(self.authority, _DAY)


SPECIMEN: Final = Specimen()
