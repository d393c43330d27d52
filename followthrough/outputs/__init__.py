"""What the site offers besides pages: data, feeds, calendars, and what machines read.

Every output is a function from the register to files; `Outputs` runs them all for one site.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any, Final

from followthrough.disk import More
from followthrough.outputs import calendars, feeds
from followthrough.outputs.calendars import calendars as make_calendars
from followthrough.outputs.changes import Log
from followthrough.outputs.csv_files import head_csv, rows_csv
from followthrough.outputs.data import CHANGES, CHANGES_SCHEMA, RECORD_SCHEMA, REGISTER, REGISTER_SCHEMA, data
from followthrough.outputs.linked import json_ld
from followthrough.outputs.names import Web, ident, subject_of, title_of
from followthrough.outputs.package import Sum, csvw, data_package, licence_address
from followthrough.outputs.sitemap import last_change, sitemap
from followthrough.outputs.tables import TABLES, Table
from followthrough.outputs.workbook import Workbook
from followthrough.pages import Page, address
from followthrough.register import Register
from followthrough.register.things import Authority, Recommendation, Theme

__all__ = ["Alternate", "Download", "Outputs", "TableFile"]

WORKBOOK: Final = "data/register.xlsx"
PACKAGE: Final = "data/datapackage.json"
CSVW: Final = "data/csv-metadata.json"
LICENCE: Final = "data/LICENCE.txt"
SUMS: Final = "data/SHA256SUMS"
_ROWS: Final = 2000
"""How many rows of a table are written at once."""
_WHAT: Final = {
    WORKBOOK: "All tables in one workbook, for Excel, LibreOffice or Numbers",
    REGISTER: "Everything, as JSON",
    CHANGES: "Everything that happened, oldest first, as JSON",
    PACKAGE: "What every column means, as a Frictionless Data Package",
    CSVW: "The same, as CSV on the Web metadata",
    REGISTER_SCHEMA: "JSON Schema of the register",
    RECORD_SCHEMA: "JSON Schema of the file beside a page",
    CHANGES_SCHEMA: "JSON Schema of the changes",
    LICENCE: "The licence",
    SUMS: "SHA-256 checksums of every file",
}


@dataclass(frozen=True)
class Alternate:
    """What a page is offered as besides itself: a path from the top of the site, a media type and a title."""

    path: str
    type: str
    title: str


@dataclass(frozen=True)
class Download:
    """A file of the data: its name below `data/`, what it is, and its size in bytes."""

    name: str
    title: str
    size: int

    @property
    def size_words(self) -> str:
        """Its size as people read it."""
        if self.size < 1_000_000:
            return f"{max(1, round(self.size / 1000))}\N{NO-BREAK SPACE}KB"
        return f"{self.size / 1_000_000:.1f}\N{NO-BREAK SPACE}MB"


@dataclass(frozen=True)
class TableFile(Download):
    """The file of a table, and how many rows it has."""

    table: Table
    rows: int


class Outputs:
    """All outputs of one register for one site.

    `prose` are the addresses of pages that are not made from records. `downloads` and `tables` tell of what `files`
    gave, so it comes first.
    """

    def __init__(self, register: Register, pages: Iterable[Page], site_url: str, prose: Iterable[str] = ()) -> None:
        self.register, self.pages, self.prose = register, tuple(pages), tuple(prose)
        self.web = Web.at(site_url)
        self.downloads: list[Download] = []
        self.tables: list[TableFile] = []
        self._sums: dict[str, Sum] = {}

    @cached_property
    def log(self) -> Log:
        """Everything that happened."""
        return Log(self.register)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Every file: a path below the site, and its bytes, in parts where they are many; at the end, all checksums."""
        digests: list[tuple[str, bytes]] = []
        for name, content in self._files():
            if not name.startswith("data/"):
                digests.append((name, hashlib.sha256(content).digest()))
            elif isinstance(content, More):
                self._sums[name].add(content)
            else:
                self._sums[name] = Sum(content)
            yield name, content
        digests += ((name, bytes.fromhex(told.digest)) for name, told in self._sums.items())
        sums = "".join(f"{digest.hex()}  {_from_data(name)}\n" for name, digest in sorted(digests)).encode()
        for name in self._sums.keys() & _WHAT.keys():
            self.downloads.append(Download(name.removeprefix("data/"), _WHAT[name], self._sums[name].size))
        self.downloads.append(Download(SUMS.removeprefix("data/"), _WHAT[SUMS], len(sums)))
        self.downloads.sort(key=lambda download: list(_WHAT).index(f"data/{download.name}"))
        yield SUMS, sums

    def _files(self) -> Iterator[tuple[str, bytes]]:
        register, log, web = self.register, self.log, self.web
        yield from data(register, log.all, web)
        book = Workbook(self._about(), TABLES, register.as_of)
        for table in TABLES:
            yield from self._table(table, book)
        yield WORKBOOK, book.packed()
        sums = {table.name: self._sums[f"data/{table.name}.csv"] for table in TABLES}
        yield PACKAGE, data_package(register, web, sums)
        yield CSVW, csvw(register, web)
        yield LICENCE, self._licence()
        yield from feeds.feeds(register, log, web)
        yield from make_calendars(register, log, web)
        yield from sitemap(register, log, web, self.pages, self.prose)

    def _table(self, table: Table, book: Workbook) -> Iterator[tuple[str, bytes]]:
        """A table as CSV, in parts; it goes into the workbook too."""
        name = f"{table.name}.csv"
        yield f"data/{name}", head_csv(table.columns)
        rows = table.rows(self.register, self.log.all, self.web)
        count = 0
        for some in book.add(table, iter(lambda: list(islice(rows, _ROWS)), [])):
            count += len(some)
            yield f"data/{name}", More(rows_csv(some))
        self.tables.append(TableFile(name, table.title, self._sums[f"data/{name}"].size, table, count))

    def alternates(self, page: Page) -> tuple[Alternate, ...]:
        """What a page is offered as besides itself, for `<link rel="alternate">` and for links on the page."""
        thing, at, title = subject_of(page), page.address[1:], self.register.site.title
        found = [Alternate(f"{at}index.json", "application/json", f"Data: {title_of(thing)}")] if thing else []
        authority = page.shows.get("authority")
        if page.template == "changes.html" and isinstance(authority, Authority):
            words = feeds.feed_title(authority, self.register)
            path = f"{address(authority)[1:]}{feeds.FILE}"
            found.append(Alternate(path, "application/atom+xml", f"What changed: {words}"))
        if page.address in ("/", "/changes/"):
            found.append(Alternate(feeds.FILE, "application/atom+xml", f"What changed: {title}"))
        if isinstance(thing, Authority | Recommendation | Theme):
            words = feeds.feed_title(thing, self.register)
            found.append(Alternate(f"{at}{feeds.FILE}", "application/atom+xml", f"What changed: {words}"))
        if isinstance(thing, Authority) and calendars.has_calendar(thing):
            found.append(Alternate(f"{at}{calendars.FILE}", "text/calendar", f"Dates: {thing.record.name}"))
        return tuple(found)

    @property
    def licence_address(self) -> str:
        """Where the text of the licence stands, or ""."""
        return licence_address(self.register.site.licence)

    @property
    def example_id(self) -> str:
        """An id to show what ids look like."""
        found = [*self.register.recommendations[:1], *self.register.authorities.values()]
        return ident(found[0]) if found else ""

    def has_calendar(self, authority: Authority) -> bool:
        """Whether an authority has a calendar."""
        return calendars.has_calendar(authority)

    @property
    def longest_feed(self) -> int:
        """How many entries a feed has at most."""
        return feeds.LONGEST

    def table(self, name: str) -> Table:
        """The table of a name."""
        return next(table for table in TABLES if table.name == name)

    def json_ld(self, page: Page) -> dict[str, Any]:
        """The linked data of a page."""
        return json_ld(page, self.register, self.web.base)

    def last_change(self, page: Page) -> date | None:
        """The date of the newest fact that a page shows."""
        return last_change(page, self.register, self.log)

    def _about(self) -> list[tuple[str, str]]:
        site = self.register.site
        return [
            ("title", site.title),
            ("as of", self.register.as_of.isoformat()),
            ("address", self.web.url("/data/")),
            ("publisher", site.publisher),
            ("licence", site.licence),
            ("empty cell", "There is nothing to say."),
            ("not-stated", "The source does not say."),
            *((table.name, table.about) for table in TABLES),
        ]

    def _licence(self) -> bytes:
        site = self.register.site
        lines = [
            site.licence,
            licence_address(site.licence),
            "",
            f"Please name the source: {site.title}, {site.publisher},",
        ]
        lines.append(f"{self.web.url('/data/')}, as of {self.register.as_of}.")
        return "".join(f"{line}\n" for line in lines).encode()


def _from_data(name: str) -> str:
    """A path below the site as seen from the folder of the data, where the checksums are."""
    return name.removeprefix("data/") if name.startswith("data/") else f"../{name}"
