"""Atom feeds (RFC 4287) of what changed: at all authorities, at each, on each theme, to each recommendation.

Written directly: a feed is a dozen elements, an entry is made once and stands in up to four kinds of feed, and the
libraries for it either need a C library or are no longer kept.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from followthrough.outputs.changes import Log, Told
from followthrough.outputs.markup import DECLARATION, element
from followthrough.outputs.names import Web, ident, title_of
from followthrough.pages import address
from followthrough.register import Register
from followthrough.register.things import Authority, Recommendation, Theme

LONGEST: Final = 100
"""How many entries a feed has at most; the log has them all."""
FILE: Final = "feed.xml"
_NOTHING_YET: Final = date(1970, 1, 1)
"""When a feed without entries was updated: it must say so, and the day of the build is not it."""


def feeds(register: Register, log: Log, web: Web) -> Iterator[tuple[str, bytes]]:
    """Every feed, beside the page that it follows."""
    entries = {one: _entry(one, web) for one in log.all}
    head = f"<author>{element('name', register.site.publisher)}</author>"
    head += element("rights", register.site.licence) + element("generator", "Followthrough")

    def feed(at: str, name: str, title: str, changes: Sequence[Told]) -> tuple[str, bytes]:
        newest = changes[: -LONGEST - 1 : -1]
        updated = newest[0].change.day if newest else _NOTHING_YET
        own = (
            element("id", web.tag(name))
            + element("title", title)
            + element("updated", _moment(updated))
            + element("link", rel="self", type="application/atom+xml", href=f"{web.url(at)}{FILE}")
            + element("link", rel="alternate", type="text/html", href=web.url(at))
        )
        body = "".join(entries[one] for one in newest)
        text = f'{DECLARATION}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">{own}{head}{body}</feed>\n'
        return f"{at[1:]}{FILE}", text.encode()

    yield feed("/", "feed", register.site.title, log.all)
    for thing in followed(register):
        yield feed(address(thing), f"feed/{_kind(thing)}{ident(thing)}", feed_title(thing, register), log.of(thing))


def followed(register: Register) -> Iterable[Authority | Theme | Recommendation]:
    """Everything that has a feed of its own."""
    yield from register.authorities.values()
    yield from register.themes.values()
    yield from register.recommendations


def feed_title(thing: Authority | Theme | Recommendation, register: Register) -> str:
    """What the feed of a thing is called."""
    name = title_of(thing)
    if isinstance(thing, Recommendation):
        name = f"{name} ({thing.inspection.authority.record.short}, {thing.inspection.record.title})"
    return f"{name}: {register.site.title}"


def _kind(thing: Authority | Theme | Recommendation) -> str:
    return "themes/" if isinstance(thing, Theme) else ""


def _entry(one: Told, web: Web) -> str:
    change = one.change
    return (
        "<entry>"
        + element("id", web.tag(f"change/{one.id}"))
        + element("title", one.title)
        + element("updated", _moment(change.day))
        + element("link", rel="alternate", type="text/html", href=web.url(change.subject))
        + element("category", term=change.kind)
        + element("category", term=ident(change.authority), label=change.authority.record.short)
        + element("summary", one.summary or one.title)
        + "</entry>"
    )


def _moment(day: date) -> str:
    return f"{day}T00:00:00Z"
