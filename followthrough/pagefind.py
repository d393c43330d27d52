"""The search index: Pagefind's command reads pages while they are made; of its files `bundle` makes the index."""

import base64
import json
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Final

from followthrough import processes
from followthrough.bundle import PagefindError, join

_NOT_SEARCHED: Final = (
    ".eyebrow",
    ".sources",
    ".working",
    ".empty",
    ".unknown",
    ".voice",
    ".stack-label",
    ".status",
    ".tally",
    ".summary dt",
    ".changed",
    ".links",
    ".cards",
    ".table--asked",
    ".timeline__when",
    ".timeline .note",
    "caption",
    "thead",
)
"""What repeats itself from page to page: labels, where things come from, what the results say anyway, and lists of
what has a page of its own. A fact is searched for where it stands."""
_PART: Final = 5_000
"""Pages that Pagefind has in memory at most, at a tenth of a megabyte each."""
_WAITING: Final = 1_000
"""Pages that wait at most for Pagefind to read them, in its memory."""
_NOTHING: Final = ("index.html", b"<!doctype html><html lang='en'><title>Home</title><body><h1>Home</h1></body></html>")
"""What is indexed of a site without records, since Pagefind makes no index of nothing."""


@contextmanager
def reading(folder: Path, count: int = 0, part: int = _PART) -> Iterator["Reader"]:
    """Have Pagefind read pages of a folder while they are made, and work beside it until the index is there.

    `count` says how many pages there will be, if that is known: after the last, Pagefind goes on without waiting for
    anything else. `part` is how many it has in memory at most.
    """
    with tempfile.TemporaryDirectory(prefix=f".{folder.name.strip('.')}.new-", dir=folder.parent) as below:
        reader = Reader(folder / "pagefind", Path(below), count, part)
        try:
            yield reader
        finally:
            reader.end()


class Reader:
    """Gives Pagefind's command what search reads of each page, part by part, and makes one index of the parts."""

    def __init__(self, bundle: Path, below: Path, count: int, part: int) -> None:
        self._bundle, self._below, self._expected, self._most = bundle, below, count, part
        self._count = self._in_part = 0
        self._parts: list[Path] = []
        self._pagefind: _Pagefind | None = None

    def add(self, page: tuple[str, bytes]) -> None:
        """What search reads of a page, with the page's path. Raises PagefindError if Pagefind has failed."""
        # Workers are forks: started only now, Pagefind is none of their business.
        self._pagefind = self._pagefind or _Pagefind(self._below)
        if not self._in_part:
            self._parts.append(self._below / str(len(self._parts)))
            self._pagefind.ask("NewIndex", config={"exclude_selectors": _NOT_SEARCHED})
        name, data = page
        index = len(self._parts) - 1
        self._pagefind.ask("AddFile", index_id=index, file_path=name, file_contents=data.decode())
        self._count += 1
        self._in_part += 1
        if self._in_part == self._most or self._count == self._expected:
            self._write()

    def _write(self) -> None:
        """Have Pagefind write the part that is complete, and forget it."""
        if self._pagefind and self._in_part:
            index = len(self._parts) - 1
            self._pagefind.ask("WriteFiles", index_id=index, output_path=str(self._parts[-1]))
            self._pagefind.ask("DeleteIndex", index_id=index)
        self._in_part = 0

    def index(self) -> None:
        """Make the index, of all pages. Raises PagefindError, with Pagefind's words if it fails."""
        if not self._count:
            self.add(_NOTHING)
        self._write()
        if self._pagefind:
            self._pagefind.wait(0)
        try:
            join(self._parts, self._bundle)  # while Pagefind runs, since it writes on for a moment
        except FileExistsError as error:
            raise PagefindError(f"The search index could not be made: {error.filename} is in its place.") from None

    def end(self) -> None:
        """End Pagefind, whatever it does."""
        if self._pagefind:
            self._pagefind.end()
        self._pagefind = None


class _Pagefind:
    """Pagefind's command as a service: it answers requests one after the other, while this process does other things.

    Requests and answers are JSON in base64, each with a comma behind it.
    """

    def __init__(self, folder: Path) -> None:
        self._errors = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - it lives as long as the process
        try:
            self._process = subprocess.Popen(  # noqa: S603 - a command of our own
                processes.command("pagefind", "--service"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
            )
        except BaseException:
            self._errors.close()
            raise
        self._asked = self._answered = self._indexes = 0
        self._answers: SimpleQueue[bytes | None] = SimpleQueue()
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        """In a thread, so that Pagefind never waits for anybody to read what it says."""
        said, rest = self._process.stdout, b""
        while said and (data := said.read1()):  # type: ignore[attr-defined]
            *answers, rest = (rest + data).split(b",")
            for answer in answers:
                self._answers.put(answer)
        self._answers.put(None)

    def ask(self, kind: str, **what: Any) -> None:
        """Send a request, once few others wait for their answers. Raises PagefindError if an earlier one failed."""
        self.wait(_WAITING)
        self._asked += 1
        request = json.dumps({"message_id": self._asked, "payload": {"type": kind, **what}})
        try:
            if self._process.stdin:
                self._process.stdin.write(base64.b64encode(request.encode()) + b",")
                self._process.stdin.flush()
        except BrokenPipeError:
            self.wait(0)

    def wait(self, unanswered: int) -> None:
        """Hear answers until at most so many are missing. Raises PagefindError if one says that something failed."""
        with suppress(Empty):
            while self._answered < self._asked:
                self._hear(self._answers.get(block=self._asked - self._answered > unanswered))

    def _ended(self) -> PagefindError:
        self._process.wait()
        self._errors.seek(0)
        words = self._errors.read().decode("utf-8", "replace").strip()[-500:]
        reason = words or "Pagefind ended before its work was done; perhaps there was too little memory."
        return PagefindError(f"The search index could not be made: {reason}")

    def _hear(self, answer: bytes | None) -> None:
        if answer is None:
            raise self._ended()
        said = json.loads(base64.b64decode(answer))["payload"]
        if said["type"] == "Error":
            raise PagefindError(f"The search index could not be made: {said['message'][-500:]}")
        if said["type"] == "NewIndex":
            if said["index_id"] != self._indexes:
                raise PagefindError("Pagefind numbers its indexes in a way that followthrough does not know.")
            self._indexes += 1
        self._answered += 1

    def end(self) -> None:
        """End the process at once, and everything that hangs on it."""
        self._process.kill()
        with suppress(BrokenPipeError), self._process:
            self._listener.join()
        self._errors.close()
