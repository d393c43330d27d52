"""A preview on this computer that follows edits: pages are made when they are asked for, never written.

After a mistake, of whatever kind, the last good pages stay, with the problems shown above them: those of the page that
is looked at first. The preview listens on the loopback address only, and answers no page of another site that asks for
it by a name of its own.
"""

import errno
import gc
import html
import mimetypes
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from followthrough import recall
from followthrough.problem import Failure, Problem, has_errors, show, summary

RELOAD: Final = "/_preview/reload.js"
EVENTS: Final = "/_preview/events"
NOW: Final = "/_preview/now"
IDLE: Final = 2
"""Seconds after an edit when garbage is looked for."""
RESTLESS: Final = 20
"""After so many edits without such a rest it is looked for at once."""
AGAIN: Final = 3
"""How often what could not be read is read again, half a second apart: editors take files away for a moment."""
_SCRIPT: Final = b"""\
"use strict";
const seen = new URL(document.currentScript.src).search.slice(1);
const reload = () => location.reload();
const tabs = new BroadcastChannel("preview");
tabs.onmessage = reload;
fetch("/_preview/now").then((answer) => answer.text()).then((now) => now === seen || reload());
// A browser keeps six connections to a computer, so one tab listens for all.
navigator.locks.request("preview", () => new Promise(() => {
  const events = new EventSource("/_preview/events?" + seen);
  events.addEventListener("reload", () => {
    tabs.postMessage("reload");
    reload();
  });
}));
const problems = document.querySelector("#preview-problems details");
if (problems) {
  const closed = "preview: closed";
  if (sessionStorage.getItem(closed) === problems.textContent) problems.open = false;
  problems.addEventListener("toggle", () =>
    problems.open ? sessionStorage.removeItem(closed) : sessionStorage.setItem(closed, problems.textContent));
}
"""
_LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
_TEXT: Final = ("application/json", "application/xml", "application/atom+xml", "image/svg+xml")


@dataclass(frozen=True)
class Snapshot:
    """The site at one moment: how to make the file of an address, or None if nothing can be shown; and what is wrong.

    `make` takes a path below the site, such as `walsall/index.html`, and gives its bytes, or None if it is not there.
    `notes` are lines about anything but the content, `failed` if that is why nothing can be shown. `until` is when the
    next thing comes out that is held back to a time, and `number` counts the snapshots.
    """

    make: Callable[[str], bytes | None] | None
    problems: Sequence[Problem]
    notes: str = ""
    until: datetime | None = None
    failed: bool = False
    number: int = 0

    @property
    def said(self) -> str:
        """What there is to say of it in a line."""
        return "The pages cannot be made as things are" if self.failed else summary(self.problems)


class Preview:
    """The latest snapshot, and the browsers that wait for the next one."""

    def __init__(self, load: Callable[[Collection[str] | None], Snapshot]) -> None:
        """`load` is told which paths alone have changed since it was last called, or None if that is not known."""
        self._load = load
        self._changed = threading.Condition()
        self._started = time.time_ns()
        self.latest = Snapshot(None, ())
        self.refresh()

    def refresh(self, changed: Collection[str] | None = None) -> None:
        """Read the content again; whatever is wrong becomes the overlay, and the last good pages stay."""
        try:
            loaded = self._load(None if self.latest.failed else changed)
        except Exception as error:  # noqa: BLE001 - the preview outlives whatever an edit does
            loaded = Snapshot(None, (), _explained(error), failed=True)
        with self._changed:
            make = loaded.make or self.latest.make
            self.latest = replace(loaded, make=make, number=self.latest.number + 1)
            self._changed.notify_all()

    def mark(self, snapshot: Snapshot) -> str:
        """What tells a snapshot from every other one, of this preview and of those before it."""
        return f"{self._started}-{snapshot.number}"

    def wait(self, seen: str, seconds: float) -> bool:
        """Whether there is another snapshot than the one seen, as soon as there is, or after so many seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self.mark(self.latest) != seen, seconds)

    def answer(self, path: str) -> tuple[HTTPStatus, str, bytes]:
        """What a browser gets for the path of an address; FOUND sends it to the page whose last slash is missing."""
        if path == RELOAD:
            return HTTPStatus.OK, "text/javascript; charset=utf-8", _SCRIPT
        if path == NOW:
            return HTTPStatus.OK, "text/plain; charset=utf-8", self.mark(self.latest).encode()
        site = self.latest
        try:
            return self._made(site, path, site.make or (lambda _name: None))
        except Exception as error:  # noqa: BLE001 - as above
            site = replace(site, notes=_explained(error), failed=True)
            page = self._with_overlay(_NOTHING, site, path)
            return HTTPStatus.INTERNAL_SERVER_ERROR, "text/html; charset=utf-8", page

    def _made(self, site: Snapshot, path: str, make: Callable[[str], bytes | None]) -> tuple[HTTPStatus, str, bytes]:
        name = unquote(path).lstrip("/")
        name = f"{name}index.html" if not name or name.endswith("/") else name
        found = make(name)
        if found is None and make(f"{name}/index.html") is not None:
            return HTTPStatus.FOUND, "text/plain", b""
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        if found is None or kind == "text/html":
            status = HTTPStatus.NOT_FOUND if found is None else HTTPStatus.OK
            page = self._with_overlay(found or make("404.html") or _NOTHING, site, path)
            return status, "text/html; charset=utf-8", page
        return HTTPStatus.OK, f"{kind}; charset=utf-8" if kind.startswith("text/") or kind in _TEXT else kind, found

    def _with_overlay(self, page: bytes, site: Snapshot, path: str) -> bytes:
        addition = f'<script src="{RELOAD}?{self.mark(site)}" defer></script>'.encode()
        if site.problems or site.notes:
            names = set(path.split("/")) - {""}
            ours = [problem for problem in site.problems if names.intersection(problem.path.split("/"))]
            words = html.escape(site.notes + show(ours) + show(set(site.problems).difference(ours)))
            is_open = " open" if site.failed or has_errors(site.problems) else ""
            addition += (
                '<aside id="preview-problems" aria-label="Problems in the content" style="position:sticky;bottom:0;'
                "max-height:50vh;overflow:auto;z-index:9;padding:1rem;background:#fff4e0;color:#1a2129;"
                'border-top:4px solid #a05a00;font:16px/1.4 sans-serif">'
                f"<details{is_open}><summary>{site.said}</summary>"
                f'<pre style="white-space:pre-wrap;overflow-wrap:anywhere;font:14px/1.5 monospace">{words}</pre>'
                "</details></aside>"
            ).encode()
        return page.replace(b"</body>", addition + b"</body>")


def _explained(error: Exception) -> str:
    """What went wrong while pages were made, and where in a template if that is where it was."""
    where, words = "", str(error) or type(error).__name__
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.endswith(".html"):  # Jinja gives the lines of templates as if they were Python
            where = f"{os.path.relpath(frame.filename)}:{frame.lineno}: "
    if isinstance(error, OSError):
        where, words = f"{os.path.relpath(error.filename)}: " if error.filename else where, error.strerror or words
    elif isinstance(name := getattr(error, "filename", None), str):  # of a template that Jinja cannot read
        where = f"{os.path.relpath(name)}:{getattr(error, 'lineno', 1)}: "
    if not where and not isinstance(error, Failure):
        words = f"{type(error).__name__}: {words}. This may be a mistake in Followthrough itself."
    return f"{where}{words}\n    The last good pages stay until this is mended.\n"


_NOTHING: Final = (
    b'<!doctype html><html lang="en"><title>Preview</title><body><h1>Nothing to show yet</h1></body></html>'
)


def run(
    load: Callable[[Collection[str] | None], Snapshot],
    watched: Sequence[Path],
    port: int,
    now: Callable[[], datetime],
    tell: Callable[[str], None],
) -> None:
    """Serve until interrupted, and read again whenever a file that is watched changes, or one in a watched folder.

    When a day by `now` is over all is read again, since other things are late then. Garbage is looked for when nobody
    waits, since that takes longer than the rest of an edit, and not in what was there from the start. Raises Failure if
    the port is taken, and OSError if a watched folder is not there.
    """
    for path in watched:
        path.stat()
    seen, day = _whole(watched), now().date()
    preview = Preview(load)
    gc.freeze()
    try:
        server = _Server(port, preview)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise Failure(
            f"port {port} is in use, perhaps by another preview. Choose another one: --port {port + 1}"
        ) from error
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    tell(f"The preview is at http://127.0.0.1:{server.server_port}/ and follows your edits. Stop it with Ctrl-C.")
    told = _told(preview, "", tell)
    tidying, restless, tries = threading.Timer(IDLE, gc.collect), 0, AGAIN
    try:
        for changed in _changes(watched, seen):
            latest, idle = preview.latest, changed == set()
            due = now().date() != day or (latest.until is not None and now() >= latest.until)
            if idle and not due and not (latest.failed and tries):
                continue
            tries, day = max(tries - 1, 0) if idle else AGAIN, now().date()
            preview.refresh(None if due else changed)
            told = _told(preview, told, tell)
            tidying.cancel()
            restless += 1
            if restless >= RESTLESS:
                gc.collect()
                restless = 0
            tidying = threading.Timer(IDLE, gc.collect)
            tidying.start()
    finally:
        tidying.cancel()
        server.shutdown()
        server.server_close()


def _told(preview: Preview, before: str, tell: Callable[[str], None]) -> str:
    """Say what is wrong now, whole if it is something else than before; returns it."""
    now = preview.latest.notes + show(preview.latest.problems)
    if now != before and now:
        tell(now.rstrip("\n"))
    if now or before:
        tell(preview.latest.said)
    return now


def _changes(watched: Sequence[Path], seen: list[str]) -> Iterator[set[str] | None]:
    """What was edited, again and again: whole paths, none if half a second went by, None if it may be anything.

    `seen` is how all that is watched looked before anybody watched. A folder that was put in the place of another is
    watched anew, since systems go on watching the one that is gone.
    """
    import watchfiles  # only the preview waits for it

    kept = watchfiles.DefaultFilter(ignore_dirs=())
    while True:
        places = _places(watched)
        try:
            for changes in watchfiles.watch(
                *(path.resolve() for path in watched if path.is_dir()),
                watch_filter=kept,
                step=20,
                debounce=50,
                rust_timeout=500,
                yield_on_timeout=True,
                raise_interrupt=True,
            ):
                if places != _places(watched):
                    break
                yield None if seen and seen != _whole(watched) else {path for _, path in changes}
                seen = []
        except FileNotFoundError:  # a folder went away just then
            time.sleep(0.1)
        seen = _whole(watched)
        yield None


def _places(watched: Iterable[Path]) -> list[tuple[int, ...]]:
    """Which folders and files are at these places: of a file also how it looks, since only folders are followed."""
    found: list[tuple[int, ...]] = []
    for path in watched:
        try:
            look = path.stat()
        except OSError:
            found.append(())
        else:
            changes = () if path.is_dir() else (look.st_mtime_ns, look.st_size)
            found.append((look.st_dev, look.st_ino, *changes))
    return found


def _whole(watched: Iterable[Path]) -> list[str]:
    return [recall.looks(path) if path.is_dir() else "" for path in watched]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int, preview: Preview) -> None:
        self.preview = preview
        super().__init__(("127.0.0.1", port), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away while it is answered is nothing to tell of."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD from the preview."""

    server: _Server

    def do_GET(self) -> None:
        """One request; BaseHTTPRequestHandler gives the method its name."""
        host = self.headers.get("Host", "").rpartition(":")[0] or self.headers.get("Host", "")
        if host.lower() not in _LOOPBACK:  # a page elsewhere could have its own name lead here
            self.send_error(HTTPStatus.FORBIDDEN)
            return
        try:
            asked = urlsplit(self.path)
        except ValueError:
            self.send_error(HTTPStatus.BAD_REQUEST)
            return
        if asked.path == EVENTS and self.command == "GET":
            self._events(asked.query)
            return
        status, kind, body = self.server.preview.answer(asked.path)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if status == HTTPStatus.FOUND:
            query = f"?{asked.query}" if asked.query else ""
            self.send_header("Location", f"/{asked.path.strip('/')}/{query}")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815 - as above

    def _events(self, seen: str) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        try:
            while not self.server.preview.wait(seen, 15):
                self.wfile.write(b": still here\n\n")
                self.wfile.flush()
            self.wfile.write(b"event: reload\ndata: \n\n")
        except OSError:
            return

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
        """Say nothing: the terminal is for problems."""
