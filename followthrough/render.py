"""Pages through `templates/`: each becomes text for the holes of a frame. Content is never run as a template."""

import hashlib
import html
import json
import re
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import jinja2
from jinja2 import nodes
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from followthrough import markdown, recall
from followthrough.pages import Page, address, below, depth
from followthrough.records import NOT_STATED, Term
from followthrough.register import Register
from followthrough.register.changes import by_day, told
from followthrough.register.drawing import bars, line
from followthrough.register.held import held_back
from followthrough.register.statuses import MOST_WORRYING_FIRST, STATUSES
from followthrough.register.summary import summarise, summarise_plan, tally
from followthrough.register.things import Action, Plan, Priority, Recommendation, Review
from followthrough.register.timeline import timeline
from followthrough.terms import Terms
from followthrough.words import Language, Message, Place, capitalised, pieces, placeholders, quantity, slugged
from followthrough.words import language as language_of

_TOP: Final = "\x02"
"""Stands for the way to the top of the site in links; content cannot have it, since control characters are refused."""
_LINK: Final = re.compile(f'href="{_TOP}[^"]*"')
_WITHOUT_TERMS: Final = ("glossary.html", "specimens.html")
"""Templates of pages that explain terms by themselves."""
_LONG: Final = 15_000
"""A body of more characters is ten screens of a phone or more."""
_HEADING: Final = re.compile(r'<h2[^>]*\bid="([^"]+)"[^>]*>(.*?)</h2>', re.DOTALL)


_NOT_SEARCHED: Final = re.compile(r'<svg aria-hidden="true"[^>]*>(?:<[^>]*>)*</svg>|(?<= )href="[^"<>]*"')
"""What search would read past, and often."""


@dataclass(frozen=True)
class Rendered:
    """A page as text: what goes into the holes of its frame, and what search alone is told."""

    page: Page
    holes: Mapping[str, str]
    found: str = ""


class _Compiled(jinja2.BytecodeCache):
    """Templates as Jinja compiled them, kept while they and the program stay as they are; a damaged one is not used.

    The program counts, because Jinja works out at once what filters make of constants; and so do the words in them.
    """

    def __init__(self, folder: Path, words: Language) -> None:
        self._folder, self._words = folder, words.code
        self._by = f"{recall.program()} jinja {jinja2.__version__} {words.mark}"

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            mark, _, code = self._file(bucket).read_bytes().partition(b"\n")
        except OSError:
            return
        if mark == self._mark(code):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        code = bucket.bytecode_to_string()
        recall.write(self._file(bucket), self._mark(code) + b"\n" + code)

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / f"{self._words}-{bucket.key}"

    def _mark(self, code: bytes) -> bytes:
        return hashlib.sha256(self._by.encode() + code).hexdigest().encode()


class _Said(NodeTransformer):
    """Puts the words of a language into a template as it is compiled, so that they cost nothing when it is rendered.

    `say.plan.title` is a message, `say.plan.agreed(date=...)` one with placeholders. `say.status[word]`, which only the
    page knows, is left for then.
    """

    def __init__(self, words: Language) -> None:
        self._words = words

    def visit_Output(self, node: nodes.Output) -> nodes.Node | list[nodes.Node]:  # noqa: N802 - named by Jinja
        made: list[nodes.Node] = []
        for part in node.nodes:
            call = self._call(part)
            if call is None:
                made.append(nodes.Output([self.visit(part)], lineno=part.lineno))
            else:
                made += self._output(*call)
        return made

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Node:  # noqa: N802
        call = self._call(node)
        return self._expression(*call) if call else self.generic_visit(node)

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802
        call = self._call(node)
        return self._expression(*call) if call else self.generic_visit(node)

    def _call(self, node: nodes.Node) -> tuple[Message, dict[str, nodes.Expr], int] | None:
        """The message that a node asks for, and what it tells it; None if it is something else."""
        given: dict[str, nodes.Expr] = {}
        at = node.lineno
        if isinstance(node, nodes.Call):
            given = {word.key: self.visit(word.value) for word in node.kwargs} if self._name(node.node) else given
            node = node.node
        key = self._name(node)
        if key is None:
            return None
        message = self._words.groups.get(key[0], {}).get(key[1])
        if message is None:
            raise jinja2.TemplateSyntaxError(f"there is no message {'.'.join(key)}", at)
        wanted = placeholders(message)
        if wrong := given.keys() ^ wanted if isinstance(message, str) else wanted - given.keys():
            raise jinja2.TemplateSyntaxError(f"{'.'.join(key)}: {', '.join(sorted(wrong))}", at)
        return message, given, at

    @staticmethod
    def _name(node: nodes.Node) -> tuple[str, str] | None:
        if isinstance(node, nodes.Getattr) and isinstance(group := node.node, nodes.Getattr):
            return (group.attr, node.attr) if isinstance(group.node, nodes.Name) and group.node.name == "say" else None
        return None

    def _output(self, message: Message, given: Mapping[str, nodes.Expr], at: int) -> Iterator[nodes.Node]:
        if isinstance(message, str):
            parts = [
                given[piece.name] if isinstance(piece, Place) else nodes.TemplateData(piece)
                for piece in pieces(message)
                if piece
            ]
            yield nodes.Output(parts, lineno=at)
            return
        whole: Sequence[nodes.Node] = list(self._output(message["other"], given, at))
        for test, text in self._forms(message, given["n"]):
            whole = [nodes.If(test, list(self._output(text, given, at)), [], whole, lineno=at)]
        yield from whole

    def _expression(self, message: Message, given: Mapping[str, nodes.Expr], at: int) -> nodes.Expr:
        if isinstance(message, str):
            has_markup = any(isinstance(piece, str) and "<" in piece for piece in pieces(message))
            # Words without markup stay plain text until they are put out, so that they can go through filters.
            parts = [
                given[piece.name]
                if isinstance(piece, Place)
                else nodes.MarkSafe(nodes.Const(piece))
                if has_markup
                else nodes.Const(html.unescape(piece))
                for piece in pieces(message)
                if piece
            ]
            return parts[0] if len(parts) == 1 and not has_markup else nodes.Concat(parts, lineno=at)
        whole = self._expression(message["other"], given, at)
        for test, text in self._forms(message, given["n"]):
            whole = nodes.CondExpr(test, self._expression(text, given, at), whole, lineno=at)
        return whole

    def _forms(self, message: Mapping[str, str], number: nodes.Expr) -> Iterator[tuple[nodes.Expr, str]]:
        """What to ask of a number and the text to give then, the most telling question last."""
        for name, numbers in self._words.plural.items():
            listed = nodes.Tuple([nodes.Const(one) for one in numbers], "load")
            yield nodes.Compare(number, [nodes.Operand("in", listed)]), message[name]
        if "none" in message:
            yield nodes.Compare(number, [nodes.Operand("eq", nodes.Const(0))]), message["none"]


class _Environment(jinja2.Environment):
    """Jinja with the words of a language."""

    words: Language

    def compile(
        self, source: Any, name: Any = None, filename: Any = None, raw: Any = False, defer_init: Any = False
    ) -> Any:
        """A template as code, with its words in it."""
        if isinstance(source, str):
            try:
                source = _Said(self.words).visit(self.parse(source, name, filename)).set_environment(self)
            except jinja2.TemplateSyntaxError as error:
                error.name, error.filename = name, filename
                raise
        return super().compile(source, name, filename, raw, defer_init)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What a template is given besides its context: as one mapping, since Jinja's chain of two is slow to copy."""
        return {**self.globals, **(d or {})}


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
        self.site_url, self._drafts = site_url.rstrip("/"), drafts
        words = language_of(register.site.languages[0])
        self.environment = _Environment(
            loader=jinja2.FileSystemLoader([templates / "pages", templates / "parts"]),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=_Compiled(templates.parent / ".cache" / "templates", words),
        )
        self.environment.words = words
        self.terms = Terms(register.glossary, self._term)
        self.environment.filters |= FILTERS | filters_of(words) | {"markdown": self._markdown}
        self.environment.tests |= TESTS
        self.environment.globals |= {
            "say": SimpleNamespace(**words.groups),
            "script": words.script,
            "register": register,
            "site": register.site,
            "as_of": register.as_of,
            "outputs": outputs,
            "STATUSES": STATUSES,
            "MOST_WORRYING_FIRST": MOST_WORRYING_FIRST,
            "NOT_STATED": NOT_STATED,
            "cited": register.cited,
            "summarise": summarise,
            "summarise_plan": summarise_plan,
            "tally": tally,
            "held_back": partial(held_back, until=register.until),
            "timeline": timeline,
            "by_day": by_day,
            "told": told,
            "line_of": line,
            "bars_of": bars,
        }

    def render(self, page: Page) -> Rendered:
        """One page; a template that asks for something missing raises jinja2.UndefinedError."""
        root = "../" * depth(page.address) or "./"
        canonical = f"{self.site_url}{page.moved_to or page.address}"
        context = {**page.shows, "page": page, "root": root, "canonical": canonical}

        def fill(template: str) -> str:
            text = self.environment.get_template(template).render(context)
            return _led(self.terms.explain(text, plain=page.template in _WITHOUT_TERMS), page.address)

        body = (
            (fill("held.html") if self._drafts else "")
            + fill(page.template)
            + (fill("cite.html") if page.is_citable else "")
        )
        # The front page, which has nothing above it, shows its parts at a glance.
        contents = _contents(body) if page.trail else ""
        if contents and len(body) > _LONG:
            body = body.replace("<h2", f"{self._components.jump(Markup(contents))}<h2", 1)  # noqa: S704 - of our headings
        return Rendered(
            page,
            {
                "title": html.escape(page.title),
                "description": html.escape(page.description),
                "canonical": html.escape(canonical),
                "head": fill("head.html"),
                "breadcrumbs": fill("breadcrumbs.html") if page.trail else "",
                "body": body if page.filters is None else f"<div data-pagefind-body>\n{body}</div>",
                "contents": contents,
            },
            "" if page.filters is None else fill("found.html"),
        )

    @jinja2.pass_context  # keeps Jinja from working it out when it compiles, since the glossary is not known then
    def _markdown(self, _context: Context, text: str | None) -> Markup:
        if text == NOT_STATED:
            return Markup(self._components.known(text))  # noqa: S704 - a component
        return Markup(self.terms.mark(markdown.to_html(text))) if text else Markup("")  # noqa: S704 - made safe by markdown.py

    def prose(self, body: str, address: str, facts: object = None) -> str:
        """HTML of a page at an address that was rendered elsewhere, with the terms in it explained.

        A build with drafts says of itself that it is one, and whether the page is held back, from its `facts`.
        """
        page = SimpleNamespace(shows={"facts": facts})
        note = self.environment.get_template("held.html").render(page=page) if self._drafts else ""
        return note + _led(self.terms.explain(self.terms.mark(body)), address)

    def _term(self, term: Term, words: str) -> str:
        """The component of a term of the glossary."""
        return str(self._components.term(term, Markup(words)))  # noqa: S704 - HTML that markdown.py made

    @cached_property
    def _components(self) -> Any:
        return self.environment.get_template("components.html").module


def for_search(rendered: Rendered, lang: str) -> bytes:
    """What search reads of a page: the body, and what search alone is told; b"" if the page is not in search.

    The frame around it would only be read to be left out, and so would drawings and where links lead.
    """
    if rendered.page.filters is None:
        return b""
    head = f'<html lang="{lang}"><head><title>{rendered.holes["title"]}</title>{rendered.found}</head>'
    body = _NOT_SEARCHED.sub("", rendered.holes["body"])
    return f"<!doctype html>{head}<body>{body}</body></html>".encode()


def _led(text: str, at: str) -> str:
    """HTML for an address, with its links from the top of the site written as they lead from there."""
    for long, short in _ways(at):
        text = text.replace(long, short)
    return text


@lru_cache(maxsize=16)
def _ways(at: str) -> list[tuple[str, str]]:
    """How the beginning of a link is written on a page: from the nearest folder above that both lie in."""
    folders = at.split("/")[1:-1]
    ups = range(len(folders) + 1)
    return [(_TOP + "".join(f"{name}/" for name in folders[: len(folders) - up]), "../" * up or "./") for up in ups]


def _contents(body: str) -> str:
    """A list of links to the headings of level 2, if there are enough to be worth it."""
    found = _HEADING.findall(body)
    if len(found) < 3:
        return ""
    items = "".join(f'<li><a href="#{anchor}">{re.sub("<[^>]+>", "", text).strip()}</a></li>' for anchor, text in found)
    return f"<ul>{items}</ul>"


def _href(thing: Any, side: str = "", **narrowed: str) -> str:
    """A link to a thing or an address, or to one side of it; `render` makes it relative to its page."""
    return _TOP + (below(thing, side, **narrowed) if side else address(thing))[1:]


def _stay(text: str) -> Markup:
    """Specimens with links that stay on their page, since nothing that they show has a page."""
    return Markup(_LINK.sub('href="#links"', text))  # noqa: S704 - HTML that templates made


def _inline(unknown: str, text: str | None) -> Markup:
    if text == NOT_STATED:
        return Markup(unknown)  # noqa: S704 - of the interface
    return Markup(markdown.to_inline(text)) if text else Markup("")  # noqa: S704 - made safe by markdown.py


def _json(value: Any) -> Markup:
    """JSON that is safe inside a script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))  # noqa: S704 - no tag can end in it


def _is_a(kind: type, thing: object) -> bool:
    return isinstance(thing, kind)


FILTERS: Final[dict[str, Any]] = {
    "href": _href,
    "capitalize": capitalised,
    "quantity": quantity,
    "stay": _stay,
    "json": _json,
    "slug": slugged,
}


TESTS: Final[dict[str, Callable[[object], bool]]] = {
    kind.__name__.lower(): partial(_is_a, kind) for kind in (Action, Plan, Priority, Recommendation, Review)
}
"""What kind of thing something is: `subject is action`."""


def filters_of(words: Language) -> dict[str, Any]:
    """The filters that write as a language does."""
    unknown = words.say("common.not_stated")
    return {
        "inline": partial(_inline, html.escape(unknown)),
        "plain": lambda text: unknown if text == NOT_STATED else markdown.to_text(text),
        "date": words.date,
        "on": words.on,
        "iso": words.iso,
        "labelled": lambda dated: dated.label or words.date(dated.date),
        "span": words.span,
        "due": words.due,
        "number": words.number,
        "whole": words.whole,
        "by_name": lambda things: sorted(things, key=lambda thing: words.order(thing.record.name)),
        "in_order": lambda things: sorted(
            things, key=lambda thing: words.order(thing.inspection.authority.record.short)
        ),
    }
