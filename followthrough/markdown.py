"""A Markdown field to safe HTML: no raw HTML, no images, no addresses that could run something."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

SAFE_ADDRESS: Final = re.compile(r"(?:https?://|mailto:|\.{0,2}/|#)", re.IGNORECASE)


def _safe(address: str) -> bool:
    """Only web and mail addresses, and places on this site."""
    return bool(SAFE_ADDRESS.match(address.strip()))


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    parser.validateLink = _safe  # type: ignore[assignment,method-assign]
    return parser


_PARSER: Final = _parser()


@lru_cache(maxsize=4096)
def to_html(text: str) -> str:
    """Block HTML of a Markdown text."""
    return f"<p>{_quoted(text)}</p>\n" if _PLAIN.fullmatch(text) else str(_PARSER.render(text))


@lru_cache(maxsize=4096)
def to_inline(text: str) -> str:
    """The HTML of a Markdown text of one paragraph, without the paragraph around it."""
    return _quoted(text) if _PLAIN.fullmatch(text) else str(_PARSER.renderInline(text))


def _quoted(text: str) -> str:
    return text.replace('"', "&quot;")


_PLAIN_LINE: Final = r"(?![-+=:]|\d+[.)])(?=\S)[^\\`*_\[\]<>&#|~\0\r\n]*(?<=\S)"
_PLAIN: Final = re.compile(rf"{_PLAIN_LINE}(?:\n{_PLAIN_LINE})*")
"""Lines of one paragraph without any sign that Markdown knows, which need not be parsed."""


def to_text(text: str) -> str:
    """A Markdown text as plain words, in one line."""
    if _PLAIN.fullmatch(text):
        return " ".join(text.split())
    words: list[str] = []
    for token in _PARSER.parse(text):
        words += [" " if child.type.endswith("break") else child.content for child in token.children or ()]
        words.append(" " if token.children else token.content)
    return " ".join("".join(words).split())


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a Markdown text that something may be wrong with; `start` and `end` say where it stands.

    `text` is what it reads: of a link its words, of an image its alternative text, of a table each header cell on a
    line. `target` is the address of a link or image, `level` that of a heading.
    """

    kind: Literal["code", "fence", "heading", "html", "image", "link", "mark", "table"]
    start: int
    end: int
    text: str = ""
    target: str = ""
    level: int = 0


_SIGNS: Final = ("[", "]", "<", "`", "|", "~", "#", "**", "__", "==", "--", "\n=", "\n-\n", "    ", "\t")
"""Without one of these signs a text is plain paragraphs and lists, and need not be parsed."""


def parts(text: str) -> tuple[Part, ...]:
    """The parts of a Markdown text that checks look at; signs that were left over are parts of kind "mark"."""
    return _parts(text) if any(sign in text for sign in _SIGNS) else ()


def _parts(text: str) -> tuple[Part, ...]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    found: list[Part] = []
    tokens = _READER.parse(text)
    for number, token in enumerate(tokens):
        first, last = token.map or (0, 0)
        start, end = starts[first], min(starts[last] - 1, len(text)) if token.map else 0
        if token.type == "heading_open":
            found.append(Part("heading", start, end, tokens[number + 1].content, token.markup, int(token.tag[1])))
        elif token.type == "thead_open":
            cells = [cell.content for cell in _until(tokens, number, "thead_close") if cell.type == "inline"]
            found.append(Part("table", start, end, "\n".join(cells)))
        elif token.type == "code_block":
            found.append(Part("code", start, end, token.content))
        elif token.type == "fence" and not text[start:end].rstrip().endswith("\n" + token.markup):
            found.append(Part("fence", start, end, token.markup))
        elif token.type == "html_block":
            found.append(Part("html", start, end, token.content))
        elif token.type == "inline":
            found += _inline(text, start, end, token.children or [])
    return tuple(found)


def _until(tokens: list[Token], number: int, kind: str) -> Iterator[Token]:
    while tokens[number].type != kind:
        yield tokens[number]
        number += 1


def _inline(text: str, start: int, end: int, children: list[Token]) -> Iterator[Part]:
    """The parts of one block's text. Tokens do not say where they stand, so each is looked for after the one before."""
    at = start

    def seek(words: str) -> tuple[int, int]:
        nonlocal at
        found = text.find(words, at, end)
        at = found + len(words) if found >= 0 else at
        return (found, at) if found >= 0 else (start, end)

    for number, child in enumerate(children):
        if child.type == "link_open":
            words = "".join(inner.content for inner in _until(children, number, "link_close"))
            begin, stop = seek("<" if child.markup == "autolink" else "[")
            close = text.find(">" if child.markup == "autolink" else ")", stop, end)
            yield Part("link", begin, close + 1 if close >= 0 else end, words, str(child.attrs.get("href", "")))
        elif child.type == "image":
            begin, stop = seek("![")
            close = text.find(")", stop, end)
            target = str(child.attrs.get("src", ""))
            yield Part("image", begin, close + 1 if close >= 0 else end, child.content, target)
        elif child.type == "html_inline":
            yield Part("html", *seek(child.content), child.content)
        elif child.type == "text":
            begin, _ = seek(child.content)
            if (mark := _LEFT_OVER.search(child.content)) and text[
                begin + mark.start() - 1 : begin + mark.start()
            ] != "\\":
                yield Part("mark", begin + mark.start(), begin + mark.end(), mark.group())


_LEFT_OVER: Final = re.compile(r"\*\*|__|`|\]\(|\] \((?=\s*(?:https?:|www\.|mailto:))")


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark").enable("table")
    reader.validateLink = lambda _address: True  # type: ignore[assignment,method-assign]
    return reader


_READER: Final = _reader()
