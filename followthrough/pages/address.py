"""Where each thing is shown: the only place that knows addresses."""

from functools import singledispatch
from urllib.parse import urlencode

from followthrough.register.changes import Span
from followthrough.register.compare import SameTheme
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


@singledispatch
def address(thing: object) -> str:
    """Where a thing is shown, from the top of the site: `/walsall/2017-sif/`, or a place on a page.

    None is the whole site.
    """
    raise TypeError(f"{type(thing).__name__} has no address")


@address.register
def _(thing: str) -> str:
    return thing


@address.register
def _(_: None) -> str:
    return "/"


@address.register
def _(thing: Authority) -> str:
    return f"/{thing.slug}/"


@address.register
def _(thing: Inspection) -> str:
    return f"{address(thing.authority)}{thing.slug}/"


@address.register
def _(thing: Recommendation) -> str:
    return f"{address(thing.inspection)}recommendations/{thing.number}/"


@address.register
def _(thing: Finding) -> str:
    return f"{address(thing.inspection)}findings/{thing.number}/"


@address.register
def _(thing: Plan) -> str:
    return f"{address(thing.authority)}{thing.slug}/"


@address.register
def _(thing: Action) -> str:
    return f"{address(thing.plan)}#action-{thing.record.id}"


@address.register
def _(thing: Priority) -> str:
    return f"{address(thing.plan)}#priority-{thing.record.number}"


@address.register
def _(thing: Review) -> str:
    return f"{address(thing.plan)}reviews/{thing.date}/"


@address.register
def _(thing: Measure) -> str:
    return f"{below(thing.authority, 'measures')}{thing.slug}/"


@address.register
def _(thing: Meeting) -> str:
    return f"{below(thing.authority, 'meetings')}#{thing.anchor}"


@address.register
def _(thing: Source) -> str:
    return f"{below(thing.authority, 'sources')}#{thing.slug}"


@address.register
def _(thing: Theme) -> str:
    return f"{below(None, 'themes')}{thing.slug}/"


@address.register
def _(thing: SameTheme) -> str:
    return f"{below(None, 'compare')}{thing.theme.slug}/"


@address.register
def _(thing: Span) -> str:
    return f"{below(thing.authority, 'changes')}{thing.start}-to-{thing.end}/"


def below(thing: Authority | None, side: str, **narrowed: str) -> str:
    """Where one side of an authority, or of the whole site, is shown: `below(walsall, "actions", look="overdue")`."""
    return f"{address(thing)}{side}/" + (f"?{urlencode(narrowed)}" if narrowed else "")


def depth(at: str) -> int:
    """How many folders below the top an address is: 0 for `/`, 2 for `/walsall/2017-sif/`."""
    return at.count("/") - 1


def address_in(file: str) -> str:
    """The address whose page is in a file below `site/`, if it is the file of a page."""
    return f"/{file.removesuffix('index.html')}" if file == "index.html" or file.endswith("/index.html") else ""


def file_of(at: str) -> str:
    """The file that holds the page of an address, below `site/`."""
    return f"{at[1:]}index.html"
