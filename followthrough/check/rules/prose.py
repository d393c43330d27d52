"""Rules about Markdown: what would look wrong on a page, lead nowhere, or be lost on some readers."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from followthrough.check.content import Content
from followthrough.check.passage import MAX_CHARACTERS, Passage
from followthrough.check.rules.walk import Found
from followthrough.markdown import Part

_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_WEB: Final = re.compile(r"https?://(?:[^/?#@\s]*@)?[^/?#:\s]+\.[^/?#:.\s]{2,}(?::\d+)?(?:[/?#]|$)", re.IGNORECASE)
_MAIL: Final = re.compile(r"[^@\s:/]+@[^@\s:/]+\.[^@\s:/]+")
_VAGUE: Final = frozenset(
    {
        "", "click", "click here", "click here for more", "click this link", "click this", "details", "download",
        "find out more", "follow this link", "for more", "further information", "go", "here", "info", "learn more",
        "link", "more", "more details", "more info", "more information", "on this page", "page", "read more", "read on",
        "read this", "see here", "see more", "see this", "site", "this", "this document", "this link", "this page",
        "this report", "this site", "this website", "view", "view more", "web page", "website",
    }
)  # fmt: skip
"""Words of a link that say nothing to whoever hears the links of a page one after the other."""
_ADDRESS_AS_WORDS: Final = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_BULLET: Final = re.compile(
    r"^[ \t]*([\u2022\u00b7\u25aa\u25cf\u25e6\uf0b7]|[o\u00a7](?=[ \t\u00a0]))[ \t\u00a0]*\S", re.MULTILINE
)
_ACTIVE: Final = re.compile(
    r"<(?:script|iframe|object|embed|style|link|base|meta|form)\b|\s(?:src|srcset|poster|data|xlink:href)\s*=\s*[\"']?\s*"
    r"(?:https?:)?//[^\s\"'>]*|\son[a-z]+\s*=",
    re.IGNORECASE,
)
"""HTML that a page may not have: the content security policy stops it, or the finished page is refused."""
_RULER: Final = re.compile(r"[|:\s-]+")
_ROW: Final = re.compile(r"^[ \t]*\|.*\|[ \t]*$", re.MULTILINE)


def _parts(content: Content, *kinds: str) -> Iterator[tuple[Passage, Part]]:
    """The parts of these kinds of every text in Markdown."""
    for passage in content.passages:
        for part in passage.parts:
            if part.kind in kinds:
                yield passage, part


def text_length(content: Content, _today: date) -> Found:
    """A text has at most 20,000 characters."""
    for passage in content.passages:
        if passage.is_too_long:
            hint = f"It has {len(passage.text):,} characters; {MAX_CHARACTERS:,} are the most. Split it, or cite it."
            yield passage.problem("text-length", 0, 1, "the text is too long", hint)


def image(content: Content, _today: date) -> Found:
    """Pictures stand in prose pages only, come from this site, and have words that say what they show."""
    for passage, part in _parts(content, "image"):
        if not passage.is_prose:
            hint = "Say in words what the picture shows. Pictures belong to the prose, in the pages folder."
            yield passage.problem("image", part.start, part.end, "a record cannot show a picture", hint)
        elif re.match(r"(?:https?:)?//", part.target, re.IGNORECASE):
            hint = "Put the picture into the pages folder: no page asks anything of another website."
            yield passage.problem("image", part.start, part.end, "the picture is on another website", hint)
        elif not part.text.strip():
            hint = "Say between the brackets what it shows: ![A chart of ...](chart.svg)."
            yield passage.problem("image", part.start, part.end, "the picture has no words for who cannot see it", hint)


def unsafe_link(content: Content, _today: date) -> Found:
    """Links go to web and mail addresses, not to anything that could run on the reader's computer."""
    for passage, part in _parts(content, "link"):
        scheme = _scheme(part.target)
        if scheme not in ("", "http", "https", "mailto"):
            hint = "Write an address that begins with https:// or mailto:."
            message = f"an address cannot begin with {scheme}:"
            yield passage.problem("unsafe-link", part.start, part.end, message, hint)


def link_to_nowhere(content: Content, _today: date) -> Found:
    """Links have a whole address; in records it is one of another website, or a mail address."""
    for passage, part in _parts(content, "link"):
        target = part.target.strip()
        scheme = _scheme(target)
        if scheme in ("http", "https") and not _WEB.match(target):
            yield passage.problem("link-to-nowhere", part.start, part.end, f'"{target}" is no address', _WHOLE)
        elif not scheme and (message := _nowhere(target, is_prose=passage.is_prose)):
            yield passage.problem("link-to-nowhere", part.start, part.end, message, _meant(target))


_WHOLE: Final = "Write the whole address, as the browser shows it: https://www.gov.uk/government/publications"


def _scheme(target: str) -> str:
    found = _SCHEME.match(target.strip())
    return found[1].lower() if found else ""


def _nowhere(target: str, *, is_prose: bool) -> str:
    """What is wrong with an address that has no scheme; MkDocs looks after those of prose pages."""
    if target in ("", "#"):
        return "the link leads nowhere"
    if not is_prose or target.lower().startswith("www.") or _MAIL.fullmatch(target):
        return f'"{target}" is not the address of a website'
    return ""


def _meant(target: str) -> str:
    if target.lower().startswith("www."):
        return f"Did you mean https://{target}?"
    if _MAIL.fullmatch(target):
        return f"Did you mean mailto:{target}?"
    if target in ("", "#"):
        return _WHOLE
    return (
        "Name another record by its field, such as findings: or recommendations:, and pages link the two by themselves."
    )


def link_text(content: Content, _today: date) -> Found:
    """The words of a link say where it leads, even without the words around it."""
    for passage, part in _parts(content, "link"):
        words = " ".join(part.text.split()).strip(" .,:;!>\u00bb\u203a\u2026").casefold()
        if words in _VAGUE:
            message = f'"{part.text}" does not say where the link leads' if words else "the link has no words"
            hint = "Make the name of the page or document the link: [Ofsted's report of 2017](https://...)."
            yield passage.problem("link-text", part.start, part.end, message, hint, severity="warning")
        elif _ADDRESS_AS_WORDS.fullmatch(words):
            hint = "Write [words](address): screen readers read an address out letter by letter."
            message = "the link's words are its address"
            yield passage.problem("link-text", part.start, part.end, message, hint, severity="warning")


def table_header(content: Content, _today: date) -> Found:
    """A table begins with a row that says what its columns hold, then a row of hyphens."""
    for passage, part in _parts(content, "table"):
        empty = [number for number, cell in enumerate(part.text.split("\n"), 1) if not cell.strip()]
        if empty:
            message = f"column {', '.join(map(str, empty))} of the table has no heading"
            hint = "Say in the first row what each column holds, the first column too."
            yield passage.problem("table-header", part.start, part.end, message, hint)
    for passage in content.passages:
        rows = list(_ROW.finditer(passage.text)) if "|" in passage.text else []
        if len(rows) > 1 and rows[1].start() == rows[0].end() + 1 and not _RULER.fullmatch(rows[1][0].strip()):
            message = "this table has no headings, and is shown as text"
            hint = "Begin with a row of headings, then a row of hyphens: | Year | Children |, then | --- | --- |."
            yield passage.problem("table-header", *rows[0].span(), message, hint)


def heading_level(content: Content, _today: date) -> Found:
    """Headings inside a section begin with ###, skip no level, have words, and stand in Markdown files only."""
    for passage in content.passages:
        headings = [part for part in passage.parts if part.kind == "heading"]
        level = _level_above(passage) if headings else 0
        for part in headings:
            if found := _wrong_heading(passage, part, level):
                yield passage.problem("heading-level", part.start, part.end, *found)
            level = part.level


def _level_above(passage: Passage) -> int:
    """The level of the heading that a passage stands under."""
    if passage.section is None or not passage.section.heading:
        return 1 if passage.is_prose else 2
    heading = passage.document.lines[passage.section.place.line - 1].lstrip()
    return len(heading) - len(heading.lstrip("#")) if passage.is_prose else 2


def _wrong_heading(passage: Passage, part: Part, above: int) -> tuple[str, str] | None:
    if part.target in ("=", "-"):
        hint = "Put an empty line above it. Headings begin with #, not with a line of signs below them."
        return "the line of signs below it makes this a heading", hint
    if passage.section is None:
        return (
            "a heading cannot stand here",
            "Write it as an ordinary sentence. A # at the start of a line makes a heading.",
        )
    if not part.text.strip():
        return "the heading has no words", "Write what follows below it, or delete it."
    if part.level > above + 1:
        return (
            f"the level of this heading is {part.level}, below one of level {above}",
            f"Begin it with {'#' * (above + 1)}.",
        )
    return None


def raw_html(content: Content, _today: date) -> Found:
    """Records are written without HTML, which is shown as it stands; prose without any that runs or loads things."""
    for passage, part in _parts(content, "html"):
        if passage.is_prose:
            if found := _ACTIVE.search(part.text):
                message = f"{found[0].strip()} would run something, or load it from elsewhere"
                hint = "Delete it. Pages of this site run and load nothing but their own; link to what is elsewhere."
                yield passage.problem("raw-html", part.start, part.end, message, hint)
            continue
        if part.text.startswith("<!--"):
            message, hint = (
                "comments are shown too",
                "Delete it. Among the facts, a line that begins with # is not shown.",
            )
        else:
            message = "HTML is shown as it stands"
            hint = "Use Markdown: **bold**, *italics*, an empty line between paragraphs."
        yield passage.problem("raw-html", part.start, part.end, message, hint, severity="warning")


def unclosed_markup(content: Content, _today: date) -> Found:
    """Signs of Markdown come in pairs, next to the words they belong to."""
    for passage, part in _parts(content, "mark", "fence"):
        if part.kind == "fence":
            hint = f"Close it with a line of {part.text}, or delete the line."
            message = f"{part.text} makes everything below it code"
        elif part.text.startswith("]"):
            hint = "Write [words](address): no space between the brackets, none in the address, and both closed."
            message = "this is not read as a link"
        else:
            hint = f"Close it with {part.text}, without a space before that. To show the sign, write \\{part.text[0]}."
            message = f"{part.text} is opened and never closed, and is shown as it stands"
        start, end = (part.start, part.end) if part.kind == "mark" else (part.start, part.start + len(part.text))
        yield passage.problem("unclosed-markup", start, end, message, hint, severity="warning")


def pasted_list(content: Content, _today: date) -> Found:
    """Lists are written with a hyphen and a space; a word processor's bullets make one long paragraph."""
    for passage in content.passages:
        if bullet := _BULLET.search(passage.text):
            hint = "Begin each entry with a hyphen and a space, and put an empty line above the first."
            message = f'"{bullet[1]}" does not make a list'
            yield passage.problem("pasted-list", bullet.start(1), bullet.end(1), message, hint, severity="warning")


def indented_text(content: Content, _today: date) -> Found:
    """Paragraphs of records begin at the left: four spaces or a tab make them code."""
    for passage, part in _parts(content, "code"):
        if not passage.is_prose:
            hint = "Delete the spaces or the tab before it. What belongs to a list's entry is indented by two."
            message = "text indented this far is shown as code"
            yield passage.problem("indented-text", part.start, part.end, message, hint, severity="warning")
