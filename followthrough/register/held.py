"""What is held back, for builds that show it all the same: marked, so that nobody takes it for published."""

from datetime import datetime
from typing import Literal

from followthrough.records import Held


def held_back(thing: object, until: datetime) -> Literal["draft"] | datetime | None:
    """Why a thing of the register is not out at a time: it, or what it is part of, is a draft or comes out later."""
    while thing is not None:
        record = getattr(thing, "record", None)
        if isinstance(record, Held) and (why := record.held_back(until)):
            return why
        thing = next(
            (getattr(thing, name) for name in ("inspection", "plan", "authority") if hasattr(thing, name)), None
        )
    return None
