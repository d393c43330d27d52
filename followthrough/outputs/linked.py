"""What a page shows, as linked data (JSON-LD, schema.org), for search engines and other programs."""

from collections.abc import Iterator
from functools import singledispatch
from typing import Any, Final

from followthrough.markdown import to_text
from followthrough.outputs.names import Web, ident, subject_of, title_of
from followthrough.outputs.package import licence_address
from followthrough.pages import Page
from followthrough.records import NOT_STATED, Site, When
from followthrough.register import Register
from followthrough.register.statuses import StatusWord
from followthrough.register.things import (
    Action,
    Authority,
    Finding,
    Inspection,
    Measure,
    Plan,
    Recommendation,
    Review,
)

Node = dict[str, Any]
ACTION_STATUS: Final[dict[StatusWord, str]] = {
    "complete": "CompletedActionStatus",
    "on track": "ActiveActionStatus",
    "at risk": "ActiveActionStatus",
    "off track": "ActiveActionStatus",
    "not started": "PotentialActionStatus",
}
"""schema.org's word for a status; it has none for what nobody rated, or for what was given up."""
DOWNLOADS: Final = (
    ("data/register.json", "application/json"),
    ("data/changes.json", "application/json"),
    ("data/register.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("data/datapackage.json", "application/json"),
)


def json_ld(page: Page, register: Register, site_url: str) -> Node:
    """The linked data of a page: where it is, and what it shows."""
    web = Web.at(site_url)
    graph = [*_trail(page, web), *_shown(page, register, web)]
    return {"@context": "https://schema.org", "@graph": graph}


def _trail(page: Page, web: Web) -> Iterator[Node]:
    if page.trail:
        steps = [*page.trail, (page.title, page.address)]
        items = [
            {"@type": "ListItem", "position": position, "name": name, "item": web.url(at)}
            for position, (name, at) in enumerate(steps, 1)
        ]
        yield {"@type": "BreadcrumbList", "itemListElement": items}


def _shown(page: Page, register: Register, web: Web) -> Iterator[Node]:
    if page.template == "home.html":
        yield {
            "@type": "WebSite",
            "name": register.site.title,
            "url": web.url("/"),
            "publisher": _publisher(register.site),
        }
    elif page.template == "data.html":
        yield _dataset(page, register, web)
    else:
        yield from _nodes(subject_of(page), web)


def _publisher(site: Site) -> Node:
    return {"@type": "Organization", "name": site.publisher}


def _dataset(page: Page, register: Register, web: Web) -> Node:
    licence = register.site.licence
    return {
        "@type": "Dataset",
        "@id": web.url("/data/"),
        "name": f"{page.title}: {register.site.title}",
        "description": to_text(register.site.summary),
        "url": web.url("/data/"),
        "license": licence_address(licence) or licence,
        "publisher": _publisher(register.site),
        "dateModified": register.as_of.isoformat(),
        "isAccessibleForFree": True,
        "distribution": [
            {"@type": "DataDownload", "contentUrl": web.url(f"/{path}"), "encodingFormat": kind}
            for path, kind in DOWNLOADS
        ],
    }


@singledispatch
def _nodes(thing: object, web: Web) -> Iterator[Node]:
    """What a thing is in schema.org's words; nothing if it has none."""
    yield from ()


@_nodes.register
def _(thing: Authority, web: Web) -> Iterator[Node]:
    record = thing.record
    code = {"@type": "PropertyValue", "propertyID": "ONS GSS code", "value": record.code}
    yield _known(
        _organisation(thing, web) | {"url": web.url(thing)},
        alternateName=record.short,
        identifier=code,
        foundingDate=_day(record.starts),
        dissolutionDate=_day(record.ends),
        sameAs=record.website,
        areaServed=record.nation,
    )


@_nodes.register
def _(thing: Inspection, web: Web) -> Iterator[Node]:
    yield _known(
        {"@type": "Report", "@id": web.url(thing), "name": thing.record.title, "url": web.url(thing)},
        datePublished=_day(thing.record.published),
        author=[{"@type": "Organization", "name": body} for body in thing.record.bodies if body != NOT_STATED],
        about=_organisation(thing.authority, web),
        abstract=_words(thing.record.summary),
    )


@_nodes.register(Recommendation)
@_nodes.register(Finding)
def _(thing: Recommendation | Finding, web: Web) -> Iterator[Node]:
    yield _known(
        {"@type": "CreativeWork", "@id": web.url(thing), "name": title_of(thing), "url": web.url(thing)},
        text=_words(thing.record.text),
        isPartOf={"@type": "Report", "@id": web.url(thing.inspection), "name": thing.inspection.record.title},
        about=_organisation(thing.inspection.authority, web),
        keywords=[theme.record.name for theme in thing.themes] or None,
    )
    if isinstance(thing, Recommendation):
        # The page of the plan says more of each.
        yield from (_action_in_short(action, web) for action in thing.actions)


@_nodes.register
def _(thing: Plan, web: Web) -> Iterator[Node]:
    yield _known(
        {"@type": "CreativeWork", "@id": web.url(thing), "name": thing.record.title, "url": web.url(thing)},
        about=_organisation(thing.authority, web),
        dateCreated=_day(thing.record.agreed),
        abstract=_words(thing.record.summary),
    )
    yield from (_action(action, web) for action in thing.actions)


@_nodes.register
def _(thing: Review, web: Web) -> Iterator[Node]:
    yield _known(
        {"@type": "Report", "@id": web.url(thing), "name": title_of(thing), "url": web.url(thing)},
        datePublished=thing.date.isoformat(),
        about={"@type": "CreativeWork", "@id": web.url(thing.plan), "name": thing.plan.record.title},
        abstract=_words(thing.record.summary),
    )


@_nodes.register
def _(thing: Measure, web: Web) -> Iterator[Node]:
    record = thing.record
    yield _known(
        {"@type": "Dataset", "@id": web.url(thing), "name": record.title, "url": web.url(thing)},
        description=_words(record.definition) or f"{record.title}, in {record.unit}.",
        variableMeasured={"@type": "PropertyValue", "name": record.title, "unitText": record.unit},
        about=_organisation(thing.authority, web),
        distribution={
            "@type": "DataDownload",
            "contentUrl": f"{web.url(thing)}index.json",
            "encodingFormat": "application/json",
        },
    )


def _action_in_short(thing: Action, web: Web) -> Node:
    status = ACTION_STATUS.get(thing.status.word)
    return _known(
        {"@type": "Action", "@id": web.url(thing), "name": title_of(thing)},
        actionStatus=f"https://schema.org/{status}" if status else None,
    )


def _action(thing: Action, web: Web) -> Node:
    owner = thing.record.owner
    return _known(
        _action_in_short(thing, web),
        url=web.url(thing),
        identifier=ident(thing),
        description=_words(thing.record.text),
        agent=_organisation(thing.plan.authority, web),
        participant={"@type": "Role", "roleName": owner} if owner != NOT_STATED else None,
        endTime=_day(thing.completed),
    )


def _organisation(thing: Authority, web: Web) -> Node:
    return {"@type": "GovernmentOrganization", "@id": web.url(thing), "name": thing.record.name}


def _known(node: Node, **more: Any) -> Node:
    """The node with what is known of the rest."""
    return node | {name: value for name, value in more.items() if value is not None}


def _day(when: object) -> str | None:
    """An ISO date, whole or partial, as schema.org takes it."""
    return when.text if isinstance(when, When) else None


def _words(text: str | None) -> str | None:
    return to_text(text) if text and text != NOT_STATED else None
