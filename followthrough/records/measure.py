"""Records of a measure: an indicator with its values over time."""

import re
from collections.abc import Sequence
from typing import Annotated, Final, Literal

from pydantic import Discriminator, Field, Tag

from followthrough.records.value import (
    NOT_STATED,
    Flag,
    Held,
    MarkdownText,
    Number,
    OneOrMore,
    OrNotStated,
    RecommendationRef,
    Record,
    Slug,
    Sources,
    Text,
    When,
    Whole,
)

Symbol = Literal["not-stated", "z", "x", "c", "low", "k", "u"]
SYMBOLS: Final[dict[str, str]] = {
    "not-stated": "Not stated in the source",
    "z": "Not applicable",
    "x": "Not available",
    "c": "Confidential: withheld to protect people",
    "low": "Rounds to zero",
    "k": "Rounds to zero",
    "u": "Too unreliable to publish",
}
"""Symbols of the Department for Education's statistics and their meanings, always shown with them."""


def _kind(value: object) -> str:
    return "symbol" if isinstance(value, str) and value in SYMBOLS else "number"


NumberOrSymbol = Annotated[Annotated[Number, Tag("number")] | Annotated[Symbol, Tag("symbol")], Discriminator(_kind)]


_PERCENT: Final = re.compile(r"%|\bper ?cent\b|\bpercentage\b", re.IGNORECASE)


class Part(Record):
    """One part of a value that is a total."""

    name: Text = Field(description="What the part counts.")
    value: NumberOrSymbol = Field(description="The number, or a symbol.")
    note: Text | None = Field(None, description="Anything a reader should know about it.")


class Value(Record):
    """A dated value."""

    date: OrNotStated[When] = Field(
        description="The day, month or year it describes; partial dates stand for their end."
    )
    label: Text | None = Field(None, description="What the source calls the time, such as `2015/16` or `year to date`.")
    value: NumberOrSymbol = Field(description="The number, or a symbol: not-stated, z, x, c, low, k or u.")
    words: Text | None = Field(None, description="The source's own wording where a number alone would say too much.")
    provisional: Flag = Field(False, description="`true` if the source says it may change.")
    parts: tuple[Part, ...] = Field((), description="The parts it is made of; they must add up.")
    note: MarkdownText | None = Field(None, description="Anything a reader should know about it.")
    source: Sources = Field(description="Where it is stated.")


def newest(values: Sequence[Value]) -> Value | None:
    """The newest of these, which are in order, oldest first; one without a date only if none has one."""
    dated = [value for value in values if isinstance(value.date, When)]
    return (dated or values)[-1] if values else None


class Target(Record):
    """A value the authority set out to reach."""

    date: OrNotStated[When] = Field(description="By when.")
    label: Text | None = Field(None, description="What the source calls the time.")
    value: NumberOrSymbol = Field(description="The number to reach.")
    words: Text | None = Field(None, description="The source's own wording, such as `up to 80%`.")
    source: Sources = Field(description="Where it is stated.")


class Comparator(Record):
    """Somebody else's value, for comparison."""

    who: OrNotStated[Text] = Field(description="Whose value it is.", examples=["England average"])
    date: OrNotStated[When] = Field(description="The day, month or year it describes.")
    value: NumberOrSymbol = Field(description="The number, or a symbol.")
    words: Text | None = Field(None, description="What the source says of it in words.")
    source: Sources = Field(description="Where it is stated.")


class Measure(Held):
    """`measures/<name>.yml`: an indicator."""

    title: Text = Field(description="What it measures.")
    unit: Text = Field(description="The unit, in words.", examples=["days", "%", "£ million"])
    definition: OrNotStated[MarkdownText] = Field(description="How it is worked out.")
    direction: Literal["higher is better", "lower is better", "neither"] = Field(description="Which way is better.")
    decimals: Whole = Field(0, le=10, description="How many decimals to show.")
    themes: OneOrMore[Slug] = Field((), description="Themes it belongs to.")
    recommendations: OneOrMore[RecommendationRef] = Field(
        (), description="Recommendations it throws light on, as `inspection/number`."
    )
    baseline: Value | None = Field(None, description="Where it started.")
    targets: tuple[Target, ...] = Field((), description="What the authority set out to reach.")
    values: tuple[Value, ...] = Field((), description="Dated values, oldest first.")
    comparators: tuple[Comparator, ...] = Field((), description="Other people's values.")
    counts_children: Flag = Field(
        False, description="`true` if it counts children or young people: small counts are then checked."
    )
    note: MarkdownText | None = Field(None, description="Anything a reader should know about it.")
    source: Sources = Field((), description="Where it is stated, if values do not say.")

    @property
    def is_share(self) -> bool:
        """Whether its values are percentages."""
        return bool(_PERCENT.search(self.unit))


__all__ = ["NOT_STATED", "SYMBOLS", "Comparator", "Measure", "Part", "Symbol", "Target", "Value", "newest"]
