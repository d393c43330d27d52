"""Whether a measure reached its target: only what the numbers say, and otherwise that they do not."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from followthrough.records import When
from followthrough.records.measure import Target
from followthrough.register.things import Measure

Reached = Literal["met", "not met", "not yet met", "cannot be told"]


@dataclass(frozen=True)
class Aim:
    """The target that a measure's latest value is held against, and whether it was reached."""

    target: Target
    reached: Reached


def aim(measure: Measure, as_of: date) -> Aim | None:
    """The target that counts for the latest value; None if there is no target.

    That is the next one due on the day of the value, else the last one due before it; a target without a date counts
    if no other does. A measure of which neither way is better, a symbol in place of a number, and a measure of which
    only the start is known, cannot be told; nor can a target whose day has passed since
    the latest value, where that did not reach it.
    """
    latest = measure.latest
    day = latest.date.end if latest and isinstance(latest.date, When) else None
    dated = sorted(
        ((target.date.end, target) for target in measure.record.targets if isinstance(target.date, When)),
        key=lambda pair: pair[0],
    )
    coming = [(end, target) for end, target in dated if day is None or end >= day]
    undated = [target for target in measure.record.targets if not isinstance(target.date, When)]
    if dated:
        end, target = coming[0] if coming else dated[-1]
    elif undated:
        end, target = None, undated[-1]
    else:
        return None
    if latest is None or not isinstance(latest.value, Decimal) or not isinstance(target.value, Decimal):
        return Aim(target, "cannot be told")
    if measure.record.direction == "neither" or latest is measure.record.baseline:
        return Aim(target, "cannot be told")
    higher = measure.record.direction == "higher is better"
    if latest.value >= target.value if higher else latest.value <= target.value:
        return Aim(target, "met")
    if end and end < as_of and (day is None or day < end):
        return Aim(target, "cannot be told")
    return Aim(target, "not yet met" if end and (day is None or end > day) else "not met")
