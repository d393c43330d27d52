"""What can be drawn of a measure: its numbers as shares of the space there is, 0 to 1."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from followthrough.records import When
from followthrough.records.measure import Part, Target, Value
from followthrough.register.things import Measure


@dataclass(frozen=True)
class Point:
    """A dated value of a line: `across` from its first date (0) to its last (1), `down` from the largest number."""

    value: Value
    across: float
    down: float


@dataclass(frozen=True)
class Line:
    """Values in order of their dates, the targets beside them, and how far `down` nought is."""

    points: Sequence[Point]
    targets: Sequence[tuple[Target, float]]
    zero: float


@dataclass(frozen=True)
class Bar:
    """A part of a value: where its bar begins, from the lowest number (0) to the largest (1), and how long it is."""

    part: Part
    start: float
    length: float


def line(measure: Measure) -> Line | None:
    """The line through the dated numbers of a measure; None if there are fewer than two to join."""
    values = [
        (value, float(value.value), value.date.end.toordinal())
        for value in measure.values
        if isinstance(value.value, Decimal) and isinstance(value.date, When)
    ]
    if len(values) < 2:
        return None
    targets = [(target, float(target.value)) for target in measure.record.targets if isinstance(target.value, Decimal)]
    low, top = _ends([number for _, number, _ in values] + [number for _, number in targets])
    first, last = values[0][2], values[-1][2]
    reach, days = top - low or 1, last - first or 1
    points = [Point(value, (day - first) / days, (top - number) / reach) for value, number, day in values]
    return Line(points, [(target, (top - number) / reach) for target, number in targets], top / reach)


def bars(value: Value) -> Sequence[Bar]:
    """A bar for each part of a value that is a number; none if there are fewer than two."""
    parts = [(part, float(part.value)) for part in value.parts if isinstance(part.value, Decimal)]
    if len(parts) < 2:
        return []
    low, top = _ends([number for _, number in parts])
    reach = top - low or 1
    return [Bar(part, (min(number, 0) - low) / reach, abs(number) / reach) for part, number in parts]


def _ends(numbers: Sequence[float]) -> tuple[float, float]:
    """The lowest number and the largest; nought is always among them."""
    return min(0.0, *numbers), max(0.0, *numbers)
