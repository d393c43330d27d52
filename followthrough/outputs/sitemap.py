"""For search engines: which pages there are, and when each last had something new to show."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Final
from urllib.parse import quote

from followthrough.outputs.changes import Log
from followthrough.outputs.markup import DECLARATION, element
from followthrough.outputs.names import Web, subject_of
from followthrough.pages import Page
from followthrough.records import When
from followthrough.register import Register
from followthrough.register.changes import Span
from followthrough.register.things import Authority, Finding, Recommendation, Review

MOST: Final = 50_000
"""How many addresses one file may have; more are spread over several, and the first names them."""
_XMLNS: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_OF_EVERYTHING: Final = (
    "changes.html", "compare.html", "data.html", "home.html", "list-actions.html", "list-measures.html",
    "list-recommendations.html", "themes.html",
)  # fmt: skip


def sitemap(
    register: Register, log: Log, web: Web, pages: Iterable[Page], prose: Iterable[str]
) -> Iterator[tuple[str, bytes]]:
    """`sitemap.xml` and `robots.txt`. Without the site's address on the web there is no site map."""
    where = f"Sitemap: {web.url('/sitemap.xml')}\n" if web.base else ""
    yield "robots.txt", f"User-agent: *\nAllow: /\n{where}".encode()
    if not web.base:
        return
    dated = {page.address: last_change(page, register, log) for page in pages if page.listed}
    entries = iter(
        f"<url>{element('loc', web.url(quote(at)))}{element('lastmod', day.isoformat()) if day else ''}</url>"
        for at, day in sorted((dict.fromkeys(prose) | dated).items())
    )
    files = []
    while group := list(islice(entries, MOST)):
        files.append(f'{DECLARATION}<urlset xmlns="{_XMLNS}">{"".join(group)}</urlset>\n'.encode())
    if len(files) == 1:
        yield "sitemap.xml", files[0]
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(files) + 1)]
    yield from zip(names, files, strict=True)
    listed = "".join(f"<sitemap>{element('loc', web.url(f'/{name}'))}</sitemap>" for name in names)
    yield "sitemap.xml", f'{DECLARATION}<sitemapindex xmlns="{_XMLNS}">{listed}</sitemapindex>\n'.encode()


def last_change(page: Page, register: Register, log: Log) -> date | None:
    """The date of the newest fact that a page shows, up to the register's day; None if no fact on it has a date."""
    found = [day for day in _days(page, register, log) if day <= register.as_of]
    return max(found, default=None)


def _days(page: Page, register: Register, log: Log) -> Iterator[date]:
    name = page.template.removesuffix(".html")
    thing = subject_of(page)
    authority = page.shows.get("authority")
    if isinstance(span := page.shows.get("span"), Span):
        yield span.end
    elif isinstance(thing, Review):
        yield thing.date
    elif name == "meetings" and isinstance(authority, Authority):
        yield from (meeting.record.date.end for meeting in authority.meetings)
    elif name == "sources" and isinstance(authority, Authority):
        dates = (source.record.date for source in authority.sources.values())
        yield from (when.end for when in dates if isinstance(when, When))
    elif name == "accessibility":
        yield register.site.accessibility.reviewed.end
    else:
        subject = thing or authority or getattr(page.shows.get("same"), "theme", None)
        if subject:
            yield from (one.change.day for one in log.of(subject)[-1:])
            yield from _answered(subject)
        elif page.template in _OF_EVERYTHING:
            yield from (one.change.day for one in log.all[-1:])


def _answered(thing: object) -> Iterator[date]:
    """When the responses that the page of a thing shows were given."""
    answers = thing.answers if isinstance(thing, Recommendation) else [thing] if isinstance(thing, Finding) else []
    for answer in answers:
        response = answer.record.response
        if response and isinstance(response.date, When):
            yield response.date.end
