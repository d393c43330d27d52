"""A preview on this computer that follows edits: pages are made when they are asked for, never written.

After a mistake the last good pages stay, with the problems shown above them at the place where they are. The preview
listens on the loopback address only, and answers no page of another site that asks for it by a name of its own.
"""

import gc
import html
import mimetypes
import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from followthrough.problem import Problem, has_errors, show, summary

RELOAD: Final = "/_preview/reload.js"
EVENTS: Final = "/_preview/events"
IDLE: Final = 2
"""Seconds after an edit when garbage is looked for."""
_SCRIPT: Final = b"""\
"use strict";
const events = new EventSource("/_preview/events");
events.addEventListener("reload", () => location.reload());
"""
_LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True)
class Snapshot:
    """The site at one moment: how to make the file of an address, or None if nothing can be shown; and what is wrong.

    `make` takes a path below the site, such as `walsall/index.html`, and gives its bytes, or None if it is not there.
    """

    make: Callable[[str], bytes | None] | None
    problems: Sequence[Problem]


class Preview:
    """The latest snapshot, and the browsers that wait for the next one."""

    def __init__(self, load: Callable[[Collection[str] | None], Snapshot]) -> None:
        """`load` is told which paths alone have changed since it was last called, or None if that is not known."""
        self._load = load
        self._changed = threading.Condition()
        self.number = 0
        self.problems: Sequence[Problem] = ()
        self.make: Callable[[str], bytes | None] | None = None
        self.refresh()

    def refresh(self, changed: Collection[str] | None = None) -> None:
        """Read the content again; whatever is wrong with it becomes the overlay, and the last good pages stay."""
        loaded = self._load(changed)
        with self._changed:
            self.problems = loaded.problems
            self.make = loaded.make or self.make
            self.number += 1
            self._changed.notify_all()

    def wait(self, seen: int, seconds: float) -> int:
        """The number of the newest snapshot, as soon as it is not `seen`, or after so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self.number != seen, seconds)
            return self.number

    def answer(self, path: str) -> tuple[HTTPStatus, str, bytes]:
        """What a browser gets for the path of an address; FOUND sends it to the page whose last slash is missing."""
        if path == RELOAD:
            return HTTPStatus.OK, "text/javascript; charset=utf-8", _SCRIPT
        name = unquote(path).lstrip("/")
        name = f"{name}index.html" if not name or name.endswith("/") else name
        found = self.make(name) if self.make else None
        if found is None and self.make and self.make(f"{name}/index.html") is not None:
            return HTTPStatus.FOUND, "text/plain", b""
        status = HTTPStatus.OK if found is not None else HTTPStatus.NOT_FOUND
        if found is None and self.make:
            found = self.make("404.html")
        kind = (
            "text/html"
            if status == HTTPStatus.NOT_FOUND
            else mimetypes.guess_type(name)[0] or "application/octet-stream"
        )
        if kind == "text/html":
            return status, "text/html; charset=utf-8", self._with_overlay(found or _NOTHING)
        return status, kind, found or b""

    def _with_overlay(self, page: bytes) -> bytes:
        addition = f'<script src="{RELOAD}" defer></script>'.encode()
        if self.problems:
            words = html.escape(show(self.problems))
            addition += (
                '<aside aria-label="Problems in the content" style="position:fixed;inset:auto 0 0 0;max-height:50vh;'
                'overflow:auto;z-index:9;padding:1em;background:#fff4e0;color:#1a2129;border-top:4px solid #a05a00">'
                f"<details{' open' if has_errors(self.problems) else ''}><summary>{summary(self.problems)}</summary>"
                f"<pre>{words}</pre></details></aside>"
            ).encode()
        return page.replace(b"</body>", addition + b"</body>")


_NOTHING: Final = (
    b'<!doctype html><html lang="en"><title>Preview</title><body><h1>Nothing to show yet</h1></body></html>'
)


def run(
    load: Callable[[Collection[str] | None], Snapshot], folders: Iterable[Path], port: int, tell: Callable[[str], None]
) -> None:
    """Serve until interrupted, and read again whenever a file of the folders changes.

    Garbage is looked for when nobody waits, since that takes longer than the rest of an edit, and not in what was there
    from the start. Raises OSError if the port is taken.
    """
    import watchfiles  # only the preview waits for it

    preview = Preview(load)
    gc.freeze()
    server = ThreadingHTTPServer(("127.0.0.1", port), _handler(preview))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    tell(f"The preview is at http://127.0.0.1:{server.server_port}/ and follows your edits. Stop it with Ctrl-C.")
    tidying = threading.Timer(IDLE, gc.collect)
    try:
        known = False  # nobody watched while the site was first made
        for changes in watchfiles.watch(
            *(folder.resolve() for folder in folders), step=20, debounce=50, raise_interrupt=True
        ):
            preview.refresh({path for _, path in changes} if known else None)
            known = True
            tell(summary(preview.problems))
            tidying.cancel()
            tidying = threading.Timer(IDLE, gc.collect)
            tidying.start()
    finally:
        tidying.cancel()
        server.shutdown()
        server.server_close()


def _handler(preview: Preview) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Answers GET from the preview."""

        def do_GET(self) -> None:
            """One request; BaseHTTPRequestHandler gives the method its name."""
            host = self.headers.get("Host", "").rpartition(":")[0] or self.headers.get("Host", "")
            if host not in _LOOPBACK:  # a page elsewhere could have its own name lead here
                self.send_error(HTTPStatus.FORBIDDEN)
                return
            path = urlsplit(self.path).path
            if path == EVENTS:
                self._events()
                return
            status, kind, body = preview.answer(path)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if status == HTTPStatus.FOUND:
                self.send_header("Location", f"/{path.strip('/')}/")
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

        def _events(self) -> None:
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            seen = preview.number
            try:
                while True:
                    number = preview.wait(seen, 15)
                    words = b"event: reload\ndata: \n\n" if number != seen else b": still here\n\n"
                    self.wfile.write(words)
                    self.wfile.flush()
                    seen = number
            except OSError:
                return

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
            """Say nothing: the terminal is for problems."""

    return Handler
