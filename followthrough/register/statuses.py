"""The common statuses, in their orders, and what one can follow from: defined here once."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args

from followthrough.records.site import Status as Mapped

StatusWord = Literal[Mapped, "withdrawn", "superseded"]
"""A status that a rating can map to, or what somebody said no longer counts."""
Because = Literal["rating", "report", "record", "silence", "unmapped", "withdrawn", "superseded"]
"""What a status follows from: a rating, a report of completion, the record itself, silence (nobody rated it), a rating
unmapped to a status, or its being withdrawn or superseded."""

STATUSES: Final[tuple[StatusWord, ...]] = get_args(StatusWord)
"""All statuses, in the order in which pages list them."""
ENDED: Final = frozenset[StatusWord]({"withdrawn", "superseded"})
"""What somebody said no longer counts."""
CAUTION: Final[tuple[Mapped, ...]] = ("off track", "at risk", "not started", "not rated", "on track", "complete")
"""Statuses that a rating can map to, the most worrying first."""
MOST_WORRYING_FIRST: Final[tuple[StatusWord, ...]] = (*CAUTION, "superseded", "withdrawn")
"""All statuses, in the order in which they sort and can be chosen."""


@dataclass(frozen=True)
class Silence:
    """An open plan of which nothing has been heard for too long; `since` is the last word, None if there was none."""

    since: date | None
    months: int
