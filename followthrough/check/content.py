"""Records beside the documents they came from, in the order and by the names of the content folder."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import Any, Final, Generic, TypeVar

from followthrough.check.passage import Passage, passages, prose
from followthrough.problem import Place, Problem, Severity
from followthrough.read import Document, Loc, is_prose
from followthrough.records import (
    Action,
    Authority,
    Finding,
    Framework,
    Held,
    Inspection,
    Measure,
    Meeting,
    Plan,
    ProsePage,
    Recommendation,
    Record,
    Redirect,
    Review,
    Scale,
    Site,
    Source,
    Term,
    Theme,
    Waiver,
)

R = TypeVar("R", bound=Record, covariant=True)
_AT_ONCE: Final = 50
"""How many authorities' texts are in memory together while rules look at them."""


@dataclass(frozen=True)
class Entry(Generic[R]):
    """A record, the document it was read from, and where in the document it stands."""

    record: R
    document: Document
    loc: Loc = ()

    def problem(
        self,
        rule: str,
        loc: Loc,
        message: str,
        hint: str = "",
        *,
        severity: Severity = "error",
        key: bool = False,
        place: Place | None = None,
    ) -> Problem:
        """A problem at a field of this record."""
        loc = (*self.loc, *loc)
        return self.document.problem(rule, loc, message, hint, severity=severity, key=key, place=place)


@dataclass
class InspectionContent:
    """One inspection's folder."""

    inspection: Entry[Inspection] | None = None
    findings: dict[int, Entry[Finding]] = field(default_factory=dict)
    recommendations: dict[int, Entry[Recommendation]] = field(default_factory=dict)


@dataclass
class PlanContent:
    """One plan's folder; reviews by the date in their file's name."""

    plan: Entry[Plan] | None = None
    actions: list[Entry[Action]] = field(default_factory=list)
    reviews: dict[str, Entry[Review]] = field(default_factory=dict)


@dataclass
class AuthorityContent:
    """One authority's folder."""

    authority: Entry[Authority] | None = None
    sources: dict[str, Entry[Source]] = field(default_factory=dict)
    meetings: list[Entry[Meeting]] = field(default_factory=list)
    measures: dict[str, Entry[Measure]] = field(default_factory=dict)
    inspections: dict[str, InspectionContent] = field(default_factory=dict)
    plans: dict[str, PlanContent] = field(default_factory=dict)

    @cached_property
    def waits(self) -> bool:
        """Whether it has a record that is shown from some time on."""
        return any(getattr(entry.record, "publish_from", None) for entry in self.entries())

    def entries(self) -> Iterator[Entry[Any]]:
        """Every record of the authority."""
        found: list[Entry[Any] | None] = [self.authority]
        for inspection in self.inspections.values():
            found += [inspection.inspection, *inspection.findings.values(), *inspection.recommendations.values()]
        for plan in self.plans.values():
            found += [plan.plan, *plan.actions, *plan.reviews.values()]
        found += [*self.sources.values(), *self.meetings, *self.measures.values()]
        yield from (entry for entry in found if entry)


@dataclass
class Content:
    """Everything that could be read of a content folder.

    `broken` has the paths of documents that made no record, so that rules do not blame others for what they lack.
    `scanned` has the hashes of texts that were looked through for what must not be published: the texts themselves take
    much memory. `passages` are texts in Markdown, of the parts that `in_parts` gives.
    """

    site: Entry[Site] | None = None
    frameworks: dict[str, Entry[Framework]] = field(default_factory=dict)
    scales: dict[str, Entry[Scale]] = field(default_factory=dict)
    themes: dict[str, Entry[Theme]] = field(default_factory=dict)
    glossary: list[Entry[Term]] = field(default_factory=list)
    redirects: list[Entry[Redirect]] = field(default_factory=list)
    waivers: list[Entry[Waiver]] = field(default_factory=list)
    pages: list[Entry[ProsePage]] = field(default_factory=list)
    authorities: dict[str, AuthorityContent] = field(default_factory=dict)
    documents: list[Document] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    scanned: frozenset[int] = frozenset()
    passages: tuple[Passage, ...] = ()

    @property
    def shown(self) -> str:
        """The content folder as problems show it, with a slash at its end."""
        first = self.documents[0] if self.documents else None
        return first.shown.removesuffix(first.path) if first else "content/"

    @property
    def offices(self) -> list[Document]:
        """The files that have the addresses of offices."""
        return [doc for doc in self.documents if doc.path == "site.yml"]

    def for_scan(self) -> "Content":
        """What finished pages are scanned with: waivers, files with the addresses of offices, texts known already."""
        scanned = frozenset(hash(text) for document in self.documents for text in document.texts())
        return Content(site=self.site, waivers=self.waivers, documents=self.offices, scanned=scanned)

    def only(self, slug: str) -> "Content":
        """The same content, but of other authorities nothing beyond their names and `authority.yml`."""
        others = {name: AuthorityContent(other.authority) for name, other in self.authorities.items() if name != slug}
        folder = f"authorities/{slug}/"
        documents = [
            doc for doc in self.documents if doc.path.startswith(folder) or not doc.path.startswith("authorities/")
        ]
        return replace(self, authorities={**self.authorities, **others}, documents=documents)

    def of(self, slug: str) -> list[Document]:
        """The documents of one authority."""
        folder = f"authorities/{slug}/"
        return [document for document in self.documents if document.path.startswith(folder)]

    @cached_property
    def entries(self) -> tuple[Entry[Any], ...]:
        """Every record, those of the whole site first."""
        return (*self._shared, *(entry for authority in self.authorities.values() for entry in authority.entries()))

    def comes_out(self, after: datetime) -> datetime | None:
        """When the next record comes out that is held back to a time; None if there is none."""
        moments = (entry.record.publish_from for entry in self.entries if isinstance(entry.record, Held))
        return min((moment for moment in moments if moment and moment > after), default=None)

    @property
    def _shared(self) -> Iterator[Entry[Any]]:
        """The records of the whole site."""
        found: list[Entry[Any] | None] = [self.site, *self.frameworks.values(), *self.scales.values()]
        found += [*self.themes.values(), *self.glossary, *self.redirects, *self.pages]
        return (entry for entry in found if entry)

    @cached_property
    def prose(self) -> tuple[Passage, ...]:
        """Every text in Markdown of the prose pages."""
        return tuple(found for document in self.documents if is_prose(document.path) for found in prose(document))

    def in_parts(self) -> Iterator["Content"]:
        """The same content again and again, each time with other texts in Markdown as its `passages`, until all were.

        All together take more memory than anything else that is made of the content.
        """
        yield replace(self, passages=(*_passages(self._shared), *self.prose))
        authorities = iter(self.authorities.values())
        while some := list(islice(authorities, _AT_ONCE)):
            yield replace(self, passages=tuple(found for one in some for found in _passages(one.entries())))


def _passages(entries: Iterable[Entry[Any]]) -> Iterator[Passage]:
    return (found for entry in entries for found in passages(entry.record, entry.document, entry.loc))
