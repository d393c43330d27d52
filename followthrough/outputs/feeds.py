"""Feeds of what changed: at all authorities, at each, on each theme, to each recommendation."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from followthrough.outputs.changes import Log, Told
from followthrough.outputs.names import Web, ident, title_of
from followthrough.pages import address
from followthrough.register import Register
from followthrough.register.things import Authority, Recommendation, Theme

LONGEST: Final = 100
"""How many entries a feed has at most; the log has them all."""
FILE: Final = "feed.xml"
_REMEMBERED: Final = 4096
"""How many entries are remembered: those of an authority, which stand in several feeds."""
_NOTHING_YET: Final = date(1970, 1, 1)
"""When a feed without entries was updated: it must say so, and the day of the build is not it."""


def feeds(register: Register, log: Log, web: Web) -> Iterator[tuple[str, bytes]]:
    """Every feed, beside the page that it follows."""
    from followthrough.outputs import atom  # lets a check begin sooner

    site = register.site

    @lru_cache(maxsize=_REMEMBERED)
    def entry(one: Told) -> str:
        return atom.write_entry(
            atom.Entry(
                web.tag(f"change/{one.id}"),
                one.title,
                one.summary,
                one.change.day,
                web.url(one.change.subject),
                (one.change.kind, ident(one.change.authority)),
            )
        )

    def feed(at: str, name: str, title: str, changes: Sequence[Told]) -> tuple[str, bytes]:
        newest = changes[: -LONGEST - 1 : -1]
        updated = newest[0].change.day if newest else _NOTHING_YET
        own, link = f"{web.url(at)}{FILE}", web.url(at)
        told = atom.Feed(web.tag(name), title, updated, own, link, site.publisher, site.licence)
        return f"{at[1:]}{FILE}", atom.write_feed(told, [entry(one) for one in newest])

    yield feed("/", "feed", register.site.title, log.all)
    for thing in followed(register):
        yield feed(address(thing), f"feed/{_kind(thing)}{ident(thing)}", feed_title(thing, register), log.of(thing))


def followed(register: Register) -> Iterable[Authority | Theme | Recommendation]:
    """Everything that has a feed of its own; what belongs to one authority stands together."""
    yield from register.themes.values()
    for authority in register.authorities.values():
        yield authority
        yield from authority.recommendations


def feed_title(thing: Authority | Theme | Recommendation, register: Register) -> str:
    """What the feed of a thing is called."""
    name = title_of(thing)
    if isinstance(thing, Recommendation):
        name = f"{name} ({thing.inspection.authority.record.short}, {thing.inspection.record.title})"
    return f"{name}: {register.site.title}"


def _kind(thing: Authority | Theme | Recommendation) -> str:
    return "themes/" if isinstance(thing, Theme) else ""
