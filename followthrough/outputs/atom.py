"""Atom (RFC 4287) by the library feedgenerator. Imported only when feeds are written: that takes a while."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import StringIO

from feedgenerator import Atom1Feed
from feedgenerator.django.utils.xmlutils import SimplerXMLGenerator


@dataclass(frozen=True)
class Entry:
    """One entry: a permanent name, what happened and when, where to read on, and what it belongs to.

    `summary` is more than the title says, or "".
    """

    name: str
    title: str
    summary: str
    updated: date
    link: str
    categories: tuple[str, ...]


@dataclass(frozen=True)
class Feed:
    """What a feed says of itself; `own` is its own address, `link` that of the page it follows."""

    name: str
    title: str
    updated: date
    own: str
    link: str
    author: str
    rights: str


class _Atom(Atom1Feed):  # type: ignore[misc]
    """A feed of entries that were written before: one entry stands in several feeds."""

    def write_items(self, handler: SimplerXMLGenerator) -> None:
        for item in self.items:
            handler.ignorableWhitespace(item["written"])

    def latest_post_date(self) -> datetime:
        updated: datetime = self.feed["updated"]
        return updated


def write_entry(entry: Entry) -> str:
    """The element of an entry."""
    alone = Atom1Feed(title="", link="", description="")
    alone.add_item(
        title=entry.title,
        link=entry.link,
        # The library calls every summary HTML.
        description=html.escape(entry.summary, quote=False) if entry.summary else None,
        unique_id=entry.name,
        updateddate=_moment(entry.updated),
        categories=entry.categories,
    )
    out = StringIO()
    alone.write_items(SimplerXMLGenerator(out, "utf-8", short_empty_elements=True))
    return out.getvalue()


def write_feed(feed: Feed, entries: Sequence[str]) -> bytes:
    """The file of a feed with these entries, as `write_entry` gave them."""
    made = _Atom(
        title=feed.title,
        link=feed.link,
        description="",
        language="en",
        author_name=feed.author,
        feed_url=feed.own,
        feed_guid=feed.name,
        feed_copyright=feed.rights,
        updated=_moment(feed.updated),
    )
    for written in entries:
        made.add_item(title="", link="", description="", written=written)
    text: str = made.writeString("utf-8")
    return f"{text}\n".encode()


def _moment(day: date) -> datetime:
    return datetime.combine(day, time())  # without a zone, the library writes UTC
