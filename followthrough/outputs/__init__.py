"""What the site offers besides pages: data, feeds, calendars, and what machines read.

Every output is a function from the register to files; `Outputs` runs them all for one site.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from followthrough.outputs import calendars, feeds
from followthrough.outputs.calendars import calendars as make_calendars
from followthrough.outputs.changes import Log
from followthrough.outputs.csv_files import write_csv
from followthrough.outputs.data import CHANGES, CHANGES_SCHEMA, REGISTER, REGISTER_SCHEMA, data
from followthrough.outputs.linked import json_ld
from followthrough.outputs.names import Web, ident, subject_of, title_of
from followthrough.outputs.package import csvw, data_package, licence_address
from followthrough.outputs.sitemap import last_change, sitemap
from followthrough.outputs.tables import TABLES, Table
from followthrough.outputs.workbook import write_workbook
from followthrough.pages import Page, address
from followthrough.register import Register
from followthrough.register.things import Authority, Recommendation, Theme

__all__ = ["Alternate", "Download", "Outputs", "TableFile"]

WORKBOOK: Final = "data/register.xlsx"
PACKAGE: Final = "data/datapackage.json"
CSVW: Final = "data/csv-metadata.json"
LICENCE: Final = "data/LICENCE.txt"
SUMS: Final = "data/SHA256SUMS"
_WHAT: Final = {
    WORKBOOK: "All tables in one workbook, for Excel, LibreOffice or Numbers",
    REGISTER: "Everything, as JSON",
    CHANGES: "Everything that happened, oldest first, as JSON",
    PACKAGE: "What every column means, as a Frictionless Data Package",
    CSVW: "The same, as CSV on the Web metadata",
    REGISTER_SCHEMA: "JSON Schema of the register and of each record",
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

    @cached_property
    def log(self) -> Log:
        """Everything that happened."""
        return Log(self.register)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Every file, as a path below the site and its bytes; at the end, the checksums of them all."""
        digests = []
        for name, content in self._files():
            if name in _WHAT:
                self.downloads.append(Download(name.removeprefix("data/"), _WHAT[name], len(content)))
            digests.append((name, hashlib.sha256(content).hexdigest()))
            yield name, content
        sums = "".join(f"{digest}  {_from_data(name)}\n" for name, digest in sorted(digests)).encode()
        self.downloads.append(Download(SUMS.removeprefix("data/"), _WHAT[SUMS], len(sums)))
        self.downloads.sort(key=lambda download: list(_WHAT).index(f"data/{download.name}"))
        yield SUMS, sums

    def _files(self) -> Iterator[tuple[str, bytes]]:
        register, log, web = self.register, self.log, self.web
        yield from data(register, log.all, web)
        rows = {table.name: list(table.rows(register, log.all, web)) for table in TABLES}
        written = {table.name: write_csv(table.columns, rows[table.name]) for table in TABLES}
        for table in TABLES:
            content = written[table.name]
            name = f"{table.name}.csv"
            self.tables.append(TableFile(name, table.title, len(content), table, len(rows[table.name])))
            yield f"data/{name}", content
        yield WORKBOOK, write_workbook(self._about(), TABLES, rows, register.as_of)
        yield PACKAGE, data_package(register, web, written)
        yield CSVW, csvw(register, web)
        yield LICENCE, self._licence()
        yield from feeds.feeds(register, log, web)
        yield from make_calendars(register, log, web)
        yield from sitemap(register, log, web, self.pages, self.prose)

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
