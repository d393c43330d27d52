"""Prose pages beside record pages: one title each, facts that somebody reads, and links that lead somewhere."""

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from followthrough.check.content import Content, Entry
from followthrough.disk import names
from followthrough.problem import Place, Problem
from followthrough.read import Document, is_prose
from followthrough.read.files import PROSE
from followthrough.records import ProsePage
from followthrough.words import slugged

_EDITION: Final = re.compile(r"^editions/[0-9-]{10}/")
_FAULT: Final = re.compile(r"(.*?)/?index\.html: (.*)")
_NO_PLACE: Final = re.compile(r'links to "[^"]*?(#[^"]*)", but there is no such place on that page')
_TWICE: Final = re.compile(r'has the id "([^"]*)" \d+ times')
_QUOTED: Final = re.compile(r'"([^"]+)"')


def prose_address(path: str) -> str:
    """The address of a prose page by its path below `content/`, as MkDocs gives it."""
    folder, _, name = f"/{path.removeprefix(PROSE)}".removesuffix(".md").rpartition("/")
    return f"{folder}/" if name in ("index", "README") else f"{folder}/{name}/"


@dataclass(frozen=True)
class Prose:
    """The files in the folder of prose, by their paths from its top; of those that are `held` back nothing is shown.

    `facts` are what stands above the text of its pages, by their addresses.
    """

    files: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    facts: Mapping[str, Entry[ProsePage]] = field(default_factory=dict)

    @property
    def addresses(self) -> set[str]:
        """The addresses of its pages, as MkDocs gives them."""
        return {prose_address(name) for name in self.files if name.endswith(".md")}


def prose_of(folder: Path, content: Content, until: datetime, *, drafts: bool) -> Prose:
    """What a folder of prose shows at a time, or with all drafts. Raises OSError if the folder cannot be listed."""
    held = frozenset(
        entry.document.path.removeprefix(PROSE)
        for entry in content.pages
        if not drafts and entry.record.held_back(until)
    )
    facts = {prose_address(entry.document.path): entry for entry in content.pages}
    return Prose(frozenset(names(folder)) - held, held, facts)


def check_prose(content: Content, addresses: Collection[str], prose: Prose) -> list[Problem]:
    """Prose pages with two titles and with links to nowhere. `addresses` are those of record pages."""
    pages = [document for document in content.documents if document.readable and is_prose(document.path)]
    found = [problem for page in pages for problem in _titles(page)]
    return found + list(_links(content, prose.addresses.union(addresses), prose.files))


def blamed(wrong: Iterable[str], folder: Path, shown: str) -> list[Problem]:
    """What is wrong with finished pages, as problems of prose pages: places that are missing or there twice, links.

    `wrong` are lines as verification gives them, `folder` has the prose, and `shown` is its name. No problems if one of
    the lines is about another page; what an edition of the page has wrong is mended with it.
    """
    problems = []
    for line in dict.fromkeys(_EDITION.sub("", line) for line in wrong):
        found = _FAULT.fullmatch(line)
        stem = found[1] if found else ""
        sources = [f"{stem}.md", *(f"{stem}/{name}.md".lstrip("/") for name in ("index", "README"))]
        source = next((name for name in sources if (folder / name).is_file()), None)
        if not found or not source:
            return []
        lines = (folder / source).read_text("utf-8", "replace").splitlines()
        message, hint, looked_for = _said(found[2])
        places = ((number, at) for number, text in enumerate(lines, 1) if (at := _find(looked_for, text)) >= 0)
        number, at = next(places, (1, 0))
        place = Place(number, at + 1, at + 1 + len(looked_for))
        problems.append(
            Problem(f"{shown}/{source}", place, "error", "prose-link", "", message, hint, lines[number - 1])
        )
    return problems


def _said(fault: str) -> tuple[str, str, str]:
    """A fault of a page in words for editors: message, hint, and what to look for in the text."""
    if found := _NO_PLACE.fullmatch(fault):
        hint = "Places are named after headings, in small letters with hyphens between the words: #how-we-rate."
        return f'there is no place "{found[1]}" on that page', hint, found[1]
    if found := _TWICE.fullmatch(fault):
        message = f'two places on this page are called "{found[1]}"'
        return message, "Every page has one of that name. Write this heading in other words.", found[1]
    target = _QUOTED.search(fault)
    hint = "Name a file of the pages folder (about.md), or the address of a page from here (../walsall/)."
    return fault, hint, target[1] if target else ""


def _find(what: str, text: str) -> int:
    """Where in a line something is written, or a heading that makes a place of that name; -1 if it is not there."""
    at = text.find(what)
    if at < 0 and text.lstrip().startswith("#") and slugged(text) == what:
        return len(text) - len(text.lstrip("# "))
    return at


def _titles(page: Document) -> Iterator[Problem]:
    headings = [section.place for section in page.sections if section.heading]
    titles = [place for place in headings if page.lines[place.line - 1].lstrip().startswith("# ")]
    for place in titles[1:]:
        hint = f"The title stands on line {titles[0].line}. Begin this heading with ##."
        yield page.problem("heading-level", (), "a page has one title", hint, place=place)


def _links(content: Content, addresses: Collection[str], files: Collection[str]) -> Iterator[Problem]:
    for passage in content.prose:
        page = passage.document
        for part in passage.parts:
            if part.kind in ("link", "image") and (message := _nowhere(part.target, page, addresses, files)):
                hint = "Name a file of the pages folder (about.md), or the address of a page from here (../walsall/)."
                yield passage.problem("prose-link", part.start, part.end, message, hint)


def _nowhere(target: str, page: Document, addresses: Collection[str], files: Collection[str]) -> str:
    """What is wrong with a link of a prose page that stays on this site; other links are other rules' business."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return f'"{target}" is no address'
    path = unquote(parts.path)
    if parts.scheme or parts.netloc or not path:
        return ""
    if path.startswith("/"):
        return f'"{target}" breaks when the site lies below another address'
    here = page.path.removeprefix(PROSE)
    file = posixpath.normpath(posixpath.join(posixpath.dirname(here), path))
    at = posixpath.normpath(posixpath.join(prose_address(page.path), path)).rstrip("/") + "/"
    record = f"/{file.removesuffix('index.md')}" if file.endswith("index.md") else at
    if file in files or record in addresses:
        return ""
    return f'"{target}" is not there'
