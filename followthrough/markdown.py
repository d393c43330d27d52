"""A Markdown field to safe HTML: no raw HTML, no images, no addresses that could run something."""

import re
from functools import lru_cache
from typing import Final

from markdown_it import MarkdownIt

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
    return str(_PARSER.render(text))


@lru_cache(maxsize=4096)
def to_inline(text: str) -> str:
    """The HTML of a Markdown text of one paragraph, without the paragraph around it."""
    return str(_PARSER.renderInline(text))


def to_text(text: str) -> str:
    """A Markdown text as plain words, in one line."""
    words: list[str] = []
    for token in _PARSER.parse(text):
        words += [child.content or " " for child in token.children or ()]
        words.append(" " if token.children else token.content)
    return " ".join("".join(words).split())
