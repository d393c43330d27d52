"""Where each record lives below `content/`."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final, Literal

from followthrough.records.authority import Authority, Meeting, Source
from followthrough.records.inspection import Finding, Inspection, Recommendation
from followthrough.records.measure import Measure
from followthrough.records.plan import Action, Plan, Review
from followthrough.records.site import Framework, Redirect, Scale, Site, Term, Theme
from followthrough.records.value import Record
from followthrough.records.waiver import Waiver

PLACEHOLDERS: Final = {
    "authority": r"(?P<authority>[a-z0-9]+(?:-[a-z0-9]+)*)",
    "inspection": r"(?P<inspection>[a-z0-9]+(?:-[a-z0-9]+)*)",
    "plan": r"(?P<plan>[a-z0-9]+(?:-[a-z0-9]+)*)",
    "name": r"(?P<name>[a-z0-9]+(?:-[a-z0-9]+)*)",
    "number": r"(?P<number>0*[1-9]\d{0,3})",
    "date": r"(?P<date>\d{4}-\d\d-\d\d)",
}


@dataclass(frozen=True)
class Kind:
    """A kind of content file: its name, where it lives, the record it holds and how.

    `holds` is "one" record, a "map" of names to records, a "list" of records, or a "page": a Markdown file with a
    record in its front matter and sections.
    """

    name: str
    path: str
    record: type[Record]
    holds: Literal["one", "map", "list", "page"] = "one"
    required: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The file's path below `content/`, with named groups for what stands in braces."""
        parts = re.split(r"\{(\w+)\}", self.path)
        return re.compile(
            "".join(PLACEHOLDERS[part] if i % 2 else re.escape(part) for i, part in enumerate(parts)) + r"\Z",
            re.ASCII,
        )


KINDS: Final = (
    Kind("site", "site.yml", Site, required=True),
    Kind("frameworks", "frameworks.yml", Framework, "map"),
    Kind("scales", "scales.yml", Scale, "map"),
    Kind("themes", "themes.yml", Theme, "map"),
    Kind("glossary", "glossary.yml", Term, "list"),
    Kind("redirects", "redirects.yml", Redirect, "list"),
    Kind("waivers", "waivers.yml", Waiver, "list"),
    Kind("authority", "authorities/{authority}/authority.yml", Authority, required=True),
    Kind("sources", "authorities/{authority}/sources.yml", Source, "map"),
    Kind("meetings", "authorities/{authority}/meetings.yml", Meeting, "list"),
    Kind("measure", "authorities/{authority}/measures/{name}.yml", Measure),
    Kind("inspection", "authorities/{authority}/inspections/{inspection}/inspection.yml", Inspection, required=True),
    Kind("finding", "authorities/{authority}/inspections/{inspection}/findings/{number}-{name}.md", Finding, "page"),
    Kind(
        "recommendation",
        "authorities/{authority}/inspections/{inspection}/recommendations/{number}-{name}.md",
        Recommendation,
        "page",
    ),
    Kind("plan", "authorities/{authority}/plans/{plan}/plan.yml", Plan, required=True),
    Kind("actions", "authorities/{authority}/plans/{plan}/actions.yml", Action, "list"),
    Kind("review", "authorities/{authority}/plans/{plan}/reviews/{date}.yml", Review),
)
"""Every kind of content file, in the order in which an editor meets them."""


@lru_cache(maxsize=1 << 17)
def find_kind(path: str) -> tuple[Kind, dict[str, str]] | None:
    """The kind of the file at a path below `content/`, and what stands in its braces; None if nobody reads it."""
    for kind in KINDS:
        if match := kind.pattern.match(path):
            return kind, match.groupdict()
    return None
