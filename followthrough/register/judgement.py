"""A grade that inspectors gave, or did not."""

from dataclasses import dataclass

from followthrough.records import NOT_STATED, Cite
from followthrough.records.site import Area


@dataclass(frozen=True)
class Judgement:
    """A judgement area and the grade it was given; None if the inspection says nothing of it."""

    area: Area
    grade: str | None
    source: tuple[Cite, ...] = ()

    @property
    def stated(self) -> str | None:
        """The grade; None if there is none or no source says which."""
        return None if self.grade == NOT_STATED else self.grade
