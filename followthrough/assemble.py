"""Pages to files: each rendered, set into its frame and looked at; by several processes where there are many.

What a page is made of is looked at where it is made: its links and ids for verification, its words for what must not be
published. The frame, which is the same around every page, is looked at once.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path
from typing import ClassVar, Final, NamedTuple

from followthrough.check import Content
from followthrough.check.disclosure import Scan
from followthrough.frame import HOLES, Key, Shell
from followthrough.outputs import Outputs
from followthrough.pages import Page, depth, file_of
from followthrough.processes import Workers, can_fork
from followthrough.register import Register
from followthrough.render import Renderer, for_search
from followthrough.verify import Links, Seen, see, see_page

SMALL: Final = 400
"""Fewer pages than this are made sooner than worker processes are started."""
SLICE: Final = 32
"""Pages that a worker makes at a time."""
AHEAD: Final = 8
"""Slices for each worker that are under way at once: enough to keep it busy, few enough to keep in memory."""

LATE: Final = 2 / 3
"""From this share of the pages on, outputs are made beside them."""

File = tuple[str, bytes]


class Made(NamedTuple):
    """A file of the site, what verification needs to know if it is a page, and what search gets to read of it.

    Without a name, it is a part of pages that is no file of its own. `disclosed` says what stands in it that must not
    be published, a line each.
    """

    name: str
    data: bytes
    disclosed: Sequence[str] = ()
    seen: Seen | None = None
    searched: bytes = b""


@dataclass
class Findings:
    """What was found while the files of a site were made.

    `links` follows the links of the pages, `disclosed` says what must not be published, and `read` is given what search
    reads of each page, as a file.
    """

    read: Callable[[File], None] | None = None
    links: Links = field(default_factory=Links)
    disclosed: dict[str, None] = field(default_factory=dict)

    def see(self, made: Iterable[Made]) -> None:
        """Note what is in files that stand there already."""
        for _ in self.note(made):
            pass

    @property
    def wrong(self) -> list[str]:
        """Why the files are not fit to publish, a line each, once all are there."""
        return [*self.links.wrong(), *self.disclosed]

    def note(self, made: Iterable[Made]) -> Iterator[File]:
        """Files, once what was found in them is noted."""
        for one in made:
            self.disclosed.update(dict.fromkeys(one.disclosed))
            if not one.name:
                continue
            self.links.add(one.name, one.seen)
            if one.searched and self.read:
                self.read((one.name, one.searched))
            yield one.name, one.data


def key_of(page: Page) -> Key:
    """The frame that a page needs."""
    return Key(depth(page.address), page.section, page.lang)


@dataclass
class Assembly:
    """Everything that the files of a site are made of.

    `templates` is the folder of templates; `drafts` says whether records that are held back are in the register;
    `outputs` are left out where they are None, as in an edition.
    """

    content: Content
    register: Register
    pages: Sequence[Page]
    shell: Shell
    templates: Path
    drafts: bool = False
    outputs: Outputs | None = None

    current: ClassVar["Assembly | None"] = None
    """The one that forked workers have without being sent it."""

    @cached_property
    def renderer(self) -> Renderer:
        """What renders the pages."""
        return Renderer(
            self.register, self.templates, site_url=self.shell.site_url, drafts=self.drafts, outputs=self.outputs
        )

    @cached_property
    def _scan(self) -> Scan:
        return Scan(self.content)

    @cached_property
    def _seen_frames(self) -> dict[Key, Seen]:
        empty = dict.fromkeys(HOLES, "")
        return {key: see_page(frame.fill({**empty, "title": "A title"})) for key, frame in self.shell.frames.items()}

    def file(self, page: Page) -> File:
        """One page as a file."""
        holes = self.renderer.render(page).holes
        return file_of(page.address), self.shell.frames[key_of(page)].fill(holes).encode()

    def make(self, page: Page) -> Made:
        """One page as a file, looked at."""
        name, key = file_of(page.address), key_of(page)
        rendered = self.renderer.render(page)
        holes = rendered.holes
        own = "\n\n".join((holes["head"], holes["breadcrumbs"], holes["body"], holes["contents"]))
        words = f"{holes['title']}\n\n{holes['description']}\n\n{rendered.found}\n\n{own}"
        return Made(
            name,
            self.shell.frames[key].fill(holes).encode(),
            self._scan.look(name, words),
            self._seen_frames[key] + see(own),
            for_search(rendered, key.lang),
        )

    def look(self, files: Iterable[File]) -> Iterator[Made]:
        """Ready files, looked at as those are that are made here."""
        for name, data in files:
            seen = see_page(data.decode(errors="replace")) if name.endswith(".html") else None
            yield Made(name, data, self._scan.look(name, data), seen)

    def files(self, workers: Executor | None = None, remake: "Callable[[], Assembly] | None" = None) -> Iterator[Made]:
        """Every file of the site: what MkDocs rendered, record pages, data and feeds.

        `workers` make the pages; those that are no forks of this process need `remake`, a picklable function that
        gives them an assembly equal to this one. Pages that tell of the outputs are made here, after those; all that
        is searched comes before, so that the search index is made meanwhile.
        """
        yield from self.look(self.shell.files.items())
        for frame in self.shell.frames.values():
            yield Made("", b"", self._scan.look("frame.html", "".join(frame.parts[::2])))
        outputs = self.look(self.outputs.files() if self.outputs else ())
        if workers is None:
            yield from map(self.make, filter(_is_of_records, self.pages))
        else:
            yield from self._together(workers, remake, outputs)
        yield from outputs
        yield from (self.make(page) for page in self.pages if not _is_of_records(page))

    def _together(
        self, workers: Executor, remake: "Callable[[], Assembly] | None", outputs: Iterator[Made]
    ) -> Iterator[Made]:
        """Pages as workers finish them; never more than a few slices in memory.

        Towards the end, outputs are made while the next pages are not ready; what is left of them takes about as long
        as the search index does after the last page.
        """
        starts = range(0, len(self.pages), SLICE)
        coming = (workers.submit(_slice, remake, start) for start in starts)
        under_way = deque(islice(coming, AHEAD * (os.cpu_count() or 1)))
        for done in range(len(starts)):
            while done > len(starts) * LATE and not under_way[0].done() and (made := next(outputs, None)):
                yield made
            yield from under_way.popleft().result()
            under_way.extend(islice(coming, 1))


@contextmanager
def forked(assembly: Assembly, jobs: int) -> Iterator[Executor | None]:
    """Worker processes that have an assembly without being sent it; None where one process is as quick."""
    if jobs < 2 or len(assembly.pages) <= SMALL or not can_fork():
        yield None
        return
    Assembly.current = assembly
    _ = assembly.renderer
    try:
        with Workers(jobs) as workers:
            yield workers
    finally:
        Assembly.current = None


def _slice(remake: Callable[[], Assembly] | None, start: int) -> list[Made]:
    """In a worker: a slice of the pages."""
    assembly = _remade(remake) if remake else Assembly.current
    if assembly is None:
        raise RuntimeError("a worker that is no fork needs to be told how to make the assembly")
    return [assembly.make(page) for page in filter(_is_of_records, assembly.pages[start : start + SLICE])]


def _is_of_records(page: Page) -> bool:
    """Whether a page shows records, and does not tell of the outputs."""
    return page.section != "data"


@lru_cache(maxsize=1)
def _remade(remake: Callable[[], Assembly]) -> Assembly:
    return remake()
