"""Pages through `templates/`: each becomes text for the holes of a frame. Content is never run as a template."""

import hashlib
import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Final

import jinja2
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from markupsafe import Markup

from followthrough import markdown, recall
from followthrough.pages import Page, address, depth
from followthrough.records import NOT_STATED, SYMBOLS, Due, Span, Term, When
from followthrough.register import Register
from followthrough.register.changes import by_day
from followthrough.register.held import held_back
from followthrough.register.status import STATUSES
from followthrough.register.summary import summarise, summarise_plan, tally
from followthrough.register.timeline import timeline
from followthrough.terms import Terms

_TOP: Final = "\x02"
"""Stands for the way to the top of the site in links; content cannot have it, since control characters are refused."""
_FOR_SEARCH: Final = re.compile(r"<meta [^>]*\bdata-pagefind-[^>]*>")
_LINK: Final = re.compile(f'href="{_TOP}[^"]*"')
_WITHOUT_TERMS: Final = ("glossary.html", "specimens.html")
"""Templates of pages that explain terms by themselves."""
_HEADING: Final = re.compile(r'<h2[^>]*\bid="([^"]+)"[^>]*>(.*?)</h2>', re.DOTALL)


@dataclass(frozen=True)
class Rendered:
    """A page as text: what goes into the holes of its frame."""

    page: Page
    holes: Mapping[str, str]


class _Compiled(jinja2.BytecodeCache):
    """Templates as Jinja compiled them, kept while they and the program stay as they are; a damaged one is not used.

    The program counts, because Jinja works out at once what filters make of constants.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._by = folder, f"{recall.program()} jinja {jinja2.__version__}"

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            mark, _, code = (self._folder / bucket.key).read_bytes().partition(b"\n")
        except OSError:
            return
        if mark == self._mark(code):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        code = bucket.bytecode_to_string()
        recall.write(self._folder / bucket.key, self._mark(code) + b"\n" + code)

    def _mark(self, code: bytes) -> bytes:
        return hashlib.sha256(self._by.encode() + code).hexdigest().encode()


class Renderer:
    """Renders the pages of one register with the templates of one folder."""

    def __init__(
        self,
        register: Register,
        templates: Path,
        *,
        site_url: str = "",
        drafts: bool = False,
        outputs: object | None = None,
    ) -> None:
        self.site_url = site_url.rstrip("/")
        self.environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader([templates / "pages", templates / "parts"]),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=_Compiled(templates.parent / ".cache" / "templates"),
        )
        self.terms = Terms(register.glossary, self._term)
        self.environment.filters |= FILTERS | {"markdown": self._markdown}
        self.environment.globals |= {
            "register": register,
            "site": register.site,
            "as_of": register.as_of,
            "drafts": drafts,
            "outputs": outputs,
            "STATUSES": STATUSES,
            "SYMBOLS": SYMBOLS,
            "NOT_STATED": NOT_STATED,
            "cited": register.cited,
            "summarise": summarise,
            "summarise_plan": summarise_plan,
            "tally": tally,
            "held_back": partial(held_back, as_of=register.as_of),
            "timeline": timeline,
            "by_day": by_day,
        }

    def render(self, page: Page) -> Rendered:
        """One page; a template that asks for something missing raises jinja2.UndefinedError."""
        root = "../" * depth(page.address) or "./"
        canonical = f"{self.site_url}{page.address}"
        context = {**page.shows, "page": page, "root": root, "canonical": canonical}

        def fill(template: str) -> str:
            text = self.environment.get_template(template).render(context)
            return self.terms.explain(text, plain=page.template in _WITHOUT_TERMS).replace(_TOP, root)

        body = (
            (fill("held.html") if self.environment.globals["drafts"] else "")
            + fill(page.template)
            + (fill("cite.html") if page.is_citable else "")
        )
        return Rendered(
            page,
            {
                "title": html.escape(page.title),
                "description": html.escape(page.description),
                "canonical": html.escape(canonical),
                "head": fill("head.html"),
                "breadcrumbs": fill("breadcrumbs.html") if page.trail else "",
                "body": body if page.filters is None else f"<div data-pagefind-body>\n{body}</div>",
                # The front page, which has nothing above it, shows its parts at a glance.
                "contents": _contents(body) if page.trail else "",
            },
        )

    @jinja2.pass_context  # keeps Jinja from working it out when it compiles, since the glossary is not known then
    def _markdown(self, _context: Context, text: str | None) -> Markup:
        return Markup(self.terms.mark(markdown.to_html(text))) if text else Markup("")  # noqa: S704 - made safe by markdown.py

    def _term(self, term: Term, words: str) -> str:
        """The component of a term of the glossary."""
        return str(self._components.term(term, Markup(words)))  # noqa: S704 - HTML that markdown.py made

    @cached_property
    def _components(self) -> Any:
        return self.environment.get_template("components.html").module


def for_search(holes: Mapping[str, str], lang: str) -> bytes:
    """What search reads of a page: the body, and what its head tells search alone; b"" if the page is not in search.

    The frame around it would only be read to be left out.
    """
    if "data-pagefind-body" not in holes["body"]:
        return b""
    told = "".join(_FOR_SEARCH.findall(holes["head"]))
    head = f'<html lang="{lang}"><head><title>{holes["title"]}</title>{told}</head>'
    return f"<!doctype html>{head}<body>{holes['body']}</body></html>".encode()


def _contents(body: str) -> str:
    """A list of links to the headings of level 2, if there are enough to be worth it."""
    found = _HEADING.findall(body)
    if len(found) < 3:
        return ""
    items = "".join(f'<li><a href="#{anchor}">{re.sub("<[^>]+>", "", text).strip()}</a></li>' for anchor, text in found)
    return f"<ul>{items}</ul>"


def _href(thing: object) -> str:
    """A link to a thing, or to an address; `render` makes it relative to its page."""
    return _TOP + address(thing)[1:]


def _stay(text: str) -> Markup:
    """Specimens with links that stay on their page, since nothing that they show has a page."""
    return Markup(_LINK.sub('href="#links"', text))  # noqa: S704 - HTML that templates made


def _inline(text: str | None) -> Markup:
    return Markup(markdown.to_inline(text)) if text else Markup("")  # noqa: S704 - made safe by markdown.py


def _date(value: object) -> str:
    """A whole or partial date as it is read: 13 February 2018, September 2017, 2017."""
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, When):
        return (str(value.start.year), f"{value.start:%B %Y}", _date(value.start))[value.text.count("-")]
    return "Not stated in the source" if value == NOT_STATED else str(value)


def _iso(text: str) -> str:
    """An ISO date, whole or partial, as it is read."""
    return _date(When.parse(text))


def _span(value: Span) -> str:
    """A stretch of time: 20 June to 13 July 2017."""
    first, last = value.from_, value.to
    if last is None:
        return f"from {_date(first)}"
    if first == last:
        return _date(first)
    if isinstance(first, When) and isinstance(last, When) and len(first.text) == len(last.text) == 10:
        if (first.start.year, first.start.month) == (last.start.year, last.start.month):
            return f"{first.start.day} to {_date(last)}"
        if first.start.year == last.start.year:
            return f"{first.start.day} {first.start:%B} to {_date(last)}"
    ends = (f"{_date(when)}" if isinstance(when, When) else "a date not stated in the source" for when in (first, last))
    return " to ".join(ends)


def _due(value: Due) -> str:
    """When something is due: the date, and the source's words where it has some."""
    if value.words and not isinstance(value.by, When):
        return value.words
    return f"{_date(value.by)} ({value.words})" if value.words else _date(value.by)


def _number(value: Decimal | str, decimals: int = 0) -> str:
    """A number with thousands separated, or a symbol's meaning."""
    if isinstance(value, str):
        return SYMBOLS[value]
    places = max(decimals, -int(value.as_tuple().exponent)) if value != value.to_integral_value() else decimals
    return f"{value:,.{places}f}"


def _count(number: int, one: str, many: str = "") -> str:
    """A number and its noun: 1 plan, 3 plans, no plans."""
    return f"{number or 'no'} {one if number == 1 else many or one + 's'}"


def _json(value: Any) -> Markup:
    """JSON that is safe inside a script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))  # noqa: S704 - no tag can end in it


def _slug(text: str) -> str:
    return "-".join("".join(char if char.isalnum() else " " for char in text.lower()).split())


FILTERS: Final[dict[str, Any]] = {
    "href": _href,
    "inline": _inline,
    "stay": _stay,
    "date": _date,
    "iso": _iso,
    "span": _span,
    "due": _due,
    "number": _number,
    "count": _count,
    "json": _json,
    "slug": _slug,
    "plain": markdown.to_text,
}
