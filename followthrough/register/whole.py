"""The register: all authorities, and what they share."""

from dataclasses import dataclass, field
from datetime import date, datetime

from followthrough import records
from followthrough.records import Cite, Framework, Scale, Term
from followthrough.register.things import Authority, Citation, Inspection, Plan, Recommendation, Theme


@dataclass(eq=False, repr=False)
class Register:
    """Everything, read, checked and linked, as it stands on `as_of`, at the time `until`.

    Authorities are in order of name.
    """

    site: records.Site
    as_of: date
    until: datetime
    frameworks: dict[str, Framework]
    scales: dict[str, Scale]
    glossary: list[Term]
    redirects: list[records.Redirect]
    themes: dict[str, Theme] = field(default_factory=dict)
    authorities: dict[str, Authority] = field(default_factory=dict)

    @property
    def inspections(self) -> list[Inspection]:
        """All inspections of all authorities."""
        return [inspection for authority in self.authorities.values() for inspection in authority.inspections]

    @property
    def plans(self) -> list[Plan]:
        """All plans of all authorities."""
        return [plan for authority in self.authorities.values() for plan in authority.plans]

    @property
    def recommendations(self) -> list[Recommendation]:
        """All recommendations of all inspections."""
        return [recommendation for inspection in self.inspections for recommendation in inspection.recommendations]

    @property
    def former(self) -> list[Authority]:
        """Authorities that no longer exist."""
        return [authority for authority in self.authorities.values() if authority.former]

    @property
    def current(self) -> list[Authority]:
        """Authorities that exist."""
        return [authority for authority in self.authorities.values() if not authority.former]

    @property
    def is_single(self) -> bool:
        """Whether the site is of one authority."""
        return len(self.authorities) == 1

    def cited(self, authority: Authority, cites: tuple[Cite, ...]) -> list[Citation]:
        """Citations with the sources they lead to; a source that is held back is left out."""
        return [
            Citation(authority.sources[cite.document], cite) for cite in cites if cite.document in authority.sources
        ]
