"""What each thing is called outside the pages: an id that joins data files, an address, and permanent names."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlsplit

from followthrough.pages import Page, address
from followthrough.register.things import (
    Action,
    Authority,
    Finding,
    Inspection,
    Measure,
    Meeting,
    Plan,
    Priority,
    Recommendation,
    Review,
    Source,
    Theme,
)
from followthrough.words import capitalised

Thing = (
    Action
    | Authority
    | Finding
    | Inspection
    | Measure
    | Meeting
    | Plan
    | Priority
    | Recommendation
    | Review
    | Source
    | Theme
)
TAG_YEAR: Final = 2026
"""The year in tag URIs (RFC 4151), which must not change: names of things outlive years."""


def ident(thing: object) -> str:
    """A thing's id: the same in every file, in every build, and unlike every other's of its kind."""
    return _IDS[type(thing)](thing)


# A table of functions: links between records ask for ids a hundred thousand times, and singledispatch is slow.
_IDS: Final[dict[type, Callable[[Any], str]]] = {
    Authority: lambda thing: thing.slug,
    Theme: lambda thing: thing.slug,
    Inspection: lambda thing: f"{thing.authority.slug}/{thing.slug}",
    Plan: lambda thing: f"{thing.authority.slug}/{thing.slug}",
    Recommendation: lambda thing: f"{ident(thing.inspection)}/recommendations/{thing.number}",
    Finding: lambda thing: f"{ident(thing.inspection)}/findings/{thing.number}",
    Action: lambda thing: f"{ident(thing.plan)}/actions/{thing.record.id}",
    Priority: lambda thing: f"{ident(thing.plan)}/priorities/{thing.record.number}",
    Review: lambda thing: f"{ident(thing.plan)}/reviews/{thing.date}",
    Measure: lambda thing: f"{thing.authority.slug}/measures/{thing.slug}",
    Meeting: lambda thing: f"{thing.authority.slug}/meetings/{thing.anchor}",
    Source: lambda thing: f"{thing.authority.slug}/sources/{thing.slug}",
}


def subject_of(page: Page) -> Thing | None:
    """The thing that a page is about, if it is about one: what its template is named after."""
    thing = page.shows.get(page.template.removesuffix(".html"))
    return thing if type(thing) in _IDS else None  # type: ignore[return-value]


def called(thing: Recommendation) -> str:
    """What the inspectors call a thing they ask for."""
    framework = thing.inspection.framework
    return thing.record.called or (framework.asks if framework else "recommendation")


def title_of(thing: Thing) -> str:
    """What to call a thing in a list, in plain words."""
    if isinstance(thing, Authority):
        return thing.record.name
    if isinstance(thing, Recommendation):
        return f"{capitalised(called(thing))} {thing.number}" + ("" if thing.is_unnamed else f": {thing.title}")
    if isinstance(thing, Finding):
        return f"Finding {thing.number}: {thing.title}"
    if isinstance(thing, Action):
        return f"Action {thing.record.id} of the {thing.plan.record.title}"
    if isinstance(thing, Priority):
        return f"Priority {thing.record.number} of the {thing.plan.record.title}"
    if isinstance(thing, Review):
        return f"Review of {thing.date.day} {thing.date:%B %Y}: {thing.plan.record.title}"
    if isinstance(thing, Meeting):
        return thing.name
    return thing.record.name if isinstance(thing, Theme) else thing.record.title


@dataclass(frozen=True)
class Web:
    """Where the site is on the web. `base` has no slash at its end, and is "" if the address is not known yet."""

    base: str

    @classmethod
    def at(cls, site_url: str) -> "Web":
        """The site at an address such as `https://example.org/`."""
        return cls(site_url.rstrip("/"))

    def url(self, thing: object) -> str:
        """The absolute address of a thing, or of an address from the top of the site."""
        return self.base + address(thing)

    @cached_property
    def _place(self) -> tuple[str, str]:
        parts = urlsplit(self.base)
        return parts.hostname or "localhost", f"{parts.path.strip('/')}/".lstrip("/")

    def tag(self, name: str) -> str:
        """A permanent name, for Atom (RFC 4151); `name` is an id, or says what is meant of it."""
        host, path = self._place
        return f"tag:{host},{TAG_YEAR}:{path}{name}"

    def uid(self, name: str) -> str:
        """A permanent name, for calendars (RFC 7986)."""
        host, path = self._place
        return f"{path}{name}@{host}"
