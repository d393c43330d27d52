"""Pages to files: each page rendered, set into its frame, and given as bytes; in several processes where that helps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import ClassVar, Final

from followthrough.frame import Key, Shell
from followthrough.outputs import Outputs
from followthrough.pages import Page, depth, file_of
from followthrough.processes import Workers, can_fork
from followthrough.register import Register
from followthrough.render import Renderer

SMALL: Final = 400
"""Fewer pages than this are made sooner than worker processes are started."""
SLICE: Final = 64
"""Pages that a worker makes at a time."""

File = tuple[str, bytes]


def key_of(page: Page) -> Key:
    """The frame that a page needs."""
    return Key(depth(page.address), page.section)


@dataclass
class Assembly:
    """Everything that the files of a site are made of.

    `templates` is the folder of templates; `drafts` says whether records that are held back are in the register;
    `outputs` are left out where they are None, as in an edition.
    """

    register: Register
    pages: Sequence[Page]
    shell: Shell
    templates: Path
    drafts: bool = False
    outputs: Outputs | None = None

    _current: ClassVar["Assembly | None"] = None

    @cached_property
    def renderer(self) -> Renderer:
        """What renders the pages."""
        return Renderer(
            self.register, self.templates, site_url=self.shell.site_url, drafts=self.drafts, outputs=self.outputs
        )

    def file(self, page: Page) -> File:
        """One page as a file."""
        holes = self.renderer.render(page).holes
        return file_of(page.address), self.shell.frames[key_of(page)].fill(holes).encode()

    def files(self, jobs: int = 1) -> Iterator[File]:
        """Every file of the site: what MkDocs rendered, data and feeds, record pages."""
        yield from self.shell.files.items()
        if jobs > 1 and len(self.pages) > SMALL and can_fork():
            yield from self._in_processes(jobs)
        else:
            yield from self._others()
            yield from (self.file(page) for page in self.pages)

    def _others(self) -> Iterator[File]:
        if self.outputs:
            yield from self.outputs.files()

    def _in_processes(self, jobs: int) -> Iterator[File]:
        """Workers are forks of this process, so that they have the register without being sent it.

        Pages that tell of the outputs are made here, when those are.
        """
        here = [page for page in self.pages if page.section == "data"]
        Assembly._current = self
        _ = self.renderer
        with Workers(jobs) as pool:
            made = pool.map(_slice, range(0, len(self.pages), SLICE))
            yield from self._others()
            for files in made:
                yield from files
        yield from (self.file(page) for page in here)


def _slice(start: int) -> list[File]:
    """In a worker: the files of a slice of the pages."""
    assembly = Assembly._current
    if assembly is None:
        return []
    return [assembly.file(page) for page in assembly.pages[start : start + SLICE] if page.section != "data"]
