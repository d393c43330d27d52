"""Record of a waiver: what may be published although a rule against disclosure speaks against it."""

from typing import Literal

from pydantic import Field

from followthrough.records.value import Record, Text, When

DisclosureRule = Literal[
    "nhs-number",
    "national-insurance-number",
    "date-of-birth",
    "postcode",
    "personal-email",
    "mobile-number",
    "pupil-number",
    "personal-number",
    "case-number",
    "one-child",
    "small-count",
    "derivable-count",
    "age-and-place",
    "personal-name",
]


class Waiver(Record):
    """One entry of `waivers.yml`: words that may be published although a rule against disclosure finds them."""

    rule: DisclosureRule = Field(description="The rule, as it stands in brackets at the end of the problem.")
    file: Text = Field(
        description="The file the words stand in, below `content/`.", examples=["authorities/anytown/meetings.yml"]
    )
    text: Text = Field(
        description="The words, as they stand in the file; for a measure as the problem quotes them.",
        examples=["Mother and baby placement: 2"],
    )
    reason: Text = Field(description="Why they may be published.")
    reviewed_by: Text = Field(description="The post that reviewed this; never a person's name.")
    until: When = Field(description="The last day, month or year of the waiver; then somebody looks again.")
