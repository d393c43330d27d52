"""Models of what an editor may write: every field is defined once, here, with its description.

`layout` says which file holds which record.
"""

from followthrough.records.authority import Authority, Decision, Meeting, Nation, Source
from followthrough.records.inspection import Finding, Inspection, Judgement, Recommendation, Response
from followthrough.records.layout import KINDS, Kind, find_kind
from followthrough.records.measure import SYMBOLS, Measure, Value, newest
from followthrough.records.plan import Action, Plan, RatingEntry, Review
from followthrough.records.site import Framework, ProsePage, Redirect, Scale, Site, Status, Term, Theme
from followthrough.records.value import (
    NOT_STATED,
    Cite,
    Due,
    Fact,
    Held,
    NotStated,
    Record,
    Section,
    Span,
    Superseded,
    When,
    Withdrawn,
)
from followthrough.records.waiver import DisclosureRule, Waiver

__all__ = [
    "KINDS",
    "NOT_STATED",
    "SYMBOLS",
    "Action",
    "Authority",
    "Cite",
    "Decision",
    "DisclosureRule",
    "Due",
    "Fact",
    "Finding",
    "Framework",
    "Held",
    "Inspection",
    "Judgement",
    "Kind",
    "Measure",
    "Meeting",
    "Nation",
    "NotStated",
    "Plan",
    "ProsePage",
    "RatingEntry",
    "Recommendation",
    "Record",
    "Redirect",
    "Response",
    "Review",
    "Scale",
    "Section",
    "Site",
    "Source",
    "Span",
    "Status",
    "Superseded",
    "Term",
    "Theme",
    "Value",
    "Waiver",
    "When",
    "Withdrawn",
    "find_kind",
    "newest",
]
