"""Outputs for tests, made of the minimal content, the shipped content, or any register."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

from followthrough.check import check
from followthrough.disk import whole
from followthrough.outputs import Outputs
from followthrough.pagefind import reading
from followthrough.pages import pages
from followthrough.read import read_tree
from followthrough.register import Register, build
from tests.command import CONTENT, MINIMAL, MINIMAL_TODAY, TODAY

SITE = "https://anytown.example/progress/"
"""Where the site is: below the top of its host, as on GitHub Pages."""


def register_at(content: Path, day: str, *, drafts: bool = False) -> Register:
    """The register of a content folder on a day."""
    documents, _ = read_tree(content, shown="content")
    records, _ = check(documents, date.fromisoformat(day))
    return build(records, date.fromisoformat(day), drafts=drafts)


@cache
def minimal(day: str = MINIMAL_TODAY) -> Register:
    """The smallest content that uses everything; look, but do not touch."""
    return register_at(MINIMAL, day)


@cache
def shipped(day: str = TODAY) -> Register:
    """The shipped content; look, but do not touch."""
    return register_at(CONTENT, day)


def made_of(register: Register) -> dict[str, bytes]:
    """Every file that the outputs make of a register."""
    return whole(Outputs(register, pages(register), SITE).files())


def make_index(folder: Path, pages: Iterable[tuple[str, bytes]], part: int = 1000) -> None:
    """The search index of some pages, in a folder, made in parts of so many pages."""
    with reading(folder, part=part) as reader:
        for page in pages:
            reader.add(page)
        reader.index()
