"""The browser that tests look at pages with: where it is, how it starts, what it loads pages from, and axe in it."""

import gzip
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from threading import Thread
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

VARIABLE = "FOLLOWTHROUGH_BROWSER"

# Chromium may reach this machine and nothing else: tests need no network, and no page may either.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]

# Every standard that public bodies must meet, the next one, and what axe holds to be good practice.
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]

# For scripts that ask about colours: as the browser draws them; where an element has no ground of its own, the one
# behind it counts.
COLOURS = """
    const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const rgb = (colour) => {
        paint.clearRect(0, 0, 1, 1);
        paint.fillStyle = colour;
        paint.fillRect(0, 0, 1, 1);
        return [...paint.getImageData(0, 0, 1, 1).data];
    };
    const light = (colour) => {
        const linear = (n) => n <= 0.04045 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4;
        const [r, g, b] = rgb(colour).map((n) => linear(n / 255));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = (e) => {
        const colour = getComputedStyle(e).backgroundColor;
        return rgb(colour)[3] ? colour : e.parentElement ? ground(e.parentElement) : "Canvas";
    };
    const ratio = (one, other) => {
        const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
    };
"""


# Not what this machine's registry of types says, which differs between machines.
TYPES = {
    "": "application/octet-stream",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/vnd.microsoft.icon",
    ".ics": "text/calendar; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}


class NoBrowserError(Exception):
    """No browser that works; the message says how to get one."""


def find() -> Path:
    """Return the browser that VARIABLE names, else the first installed one that works."""
    named = os.environ.get(VARIABLE)
    if named:
        found = shutil.which(named)
        if found is None or not works(Path(found)):
            raise NoBrowserError(f"{VARIABLE} is {named!r}, which is not a browser that starts.")
        return Path(found)
    for path in candidates():
        if works(path):
            return path
    raise NoBrowserError(
        "No Chromium, Chrome or Edge was found, and the tests look at pages with one. Install one,\n"
        "  on Debian:      sudo apt-get install chromium\n"
        f"  anywhere else:  {sys.executable} -m playwright install chromium\n"
        f"or name one that you have: {VARIABLE}=/path/to/chrome"
    )


def candidates() -> Iterator[Path]:
    """Yield the browsers that are in the usual places of Linux, macOS and Windows, then Playwright's own."""
    names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
    names += ["microsoft-edge", "microsoft-edge-stable", "msedge"]
    for name in names:
        found = shutil.which(name)
        if found:
            yield Path(found)
    folders = [Path("/Applications"), Path.home() / "Applications"]
    windows = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
    folders += [Path(folder) for folder in windows if folder]
    inside = [f"{name}.app/Contents/MacOS/{name}" for name in ("Chromium", "Google Chrome", "Microsoft Edge")]
    inside += ["Google/Chrome/Application/chrome.exe", "Chromium/Application/chrome.exe"]
    inside += ["Microsoft/Edge/Application/msedge.exe"]
    for folder in folders:
        for place in inside:
            if (folder / place).is_file():
                yield folder / place
    for folder in playwright_folders():
        for place in ("chrome-linux*/chrome", "chrome-mac*/*.app/Contents/MacOS/*", "chrome-win*/chrome.exe"):
            yield from sorted(folder.glob(f"chromium-*/{place}"), reverse=True)


def playwright_folders() -> list[Path]:
    """Where `playwright install` puts browsers."""
    named = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    caches = [Path.home() / ".cache", Path.home() / "Library/Caches", Path.home() / "AppData/Local"]
    return [Path(named)] if named else [cache / "ms-playwright" for cache in caches]


def works(path: Path) -> bool:
    """Whether the browser starts at all: Ubuntu, for one, has a "chromium-browser" that only says what to install."""
    if sys.platform == "win32":  # there it would open a window
        return path.is_file()
    try:
        subprocess.run([path, "--version"], check=True, capture_output=True, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


@contextmanager
def launch() -> Iterator[Browser]:
    """Start the browser, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS, headless=True)
        try:
            yield browser
        finally:
            browser.close()


def axe(page: Page) -> list[str]:
    """Return what is inaccessible about the page as it is now: "rule: what to do (place; place)"."""
    if page.evaluate("typeof axe") == "undefined":
        source = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
        page.evaluate(source + "; undefined")
    options = {
        "runOnly": AXE_TAGS,
        "rules": {"target-size": {"enabled": True}},
        "resultTypes": ["violations"],
        "preload": False,
    }
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{violation['id']}: {violation['help']} ({'; '.join(_places(violation['nodes']))})"
        for violation in found["violations"]
    ]


def _places(nodes: Iterable[dict[str, Any]]) -> Iterator[str]:
    for node in nodes:
        yield " ".join(str(part) for part in node["target"])


class Server(ThreadingHTTPServer):
    """A web server of one folder, which pretends that the folder is at `prefix` as GitHub Pages does.

    `compressed` sends text compressed, as GitHub Pages does too.
    """

    daemon_threads = True

    def __init__(self, folder: Path, prefix: str, *, compressed: bool = False) -> None:
        self.compressed = compressed
        self.prefix = f"/{prefix.strip('/')}/" if prefix.strip("/") else "/"
        super().__init__(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))

    @property
    def url(self) -> str:
        """The address of the folder, with a slash at its end."""
        return f"http://127.0.0.1:{self.server_port}{self.prefix}"


class _Handler(SimpleHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    extensions_map = TYPES

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        if urlsplit(self.path).path.startswith(self.server.prefix):
            return self._send_compressed() or super().send_head()
        self.send_error(HTTPStatus.NOT_FOUND)
        return None

    def _send_compressed(self) -> io.BytesIO | None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        kind = self.extensions_map.get(path.suffix, "")
        if not (
            self.server.compressed and path.is_file() and kind.startswith(("text/", "application/json", "image/svg"))
        ):
            return None
        body = gzip.compress(path.read_bytes(), 6)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return io.BytesIO(body)

    def translate_path(self, path: str) -> str:
        return super().translate_path("/" + path.removeprefix(self.server.prefix))

    def list_directory(self, path: str | os.PathLike[str]) -> None:
        self.send_error(HTTPStatus.NOT_FOUND)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", self.extensions_map[".html"])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name is the base class's)
        pass


@contextmanager
def serve(folder: Path, prefix: str = "", *, compressed: bool = False) -> Iterator[str]:
    """Serve the folder on this machine, below `prefix`, and give its address, which ends with a slash."""
    with Server(folder, prefix, compressed=compressed) as server:
        thread = Thread(target=partial(server.serve_forever, poll_interval=0.02), daemon=True)
        thread.start()
        try:
            yield server.url
        finally:
            server.shutdown()
            thread.join()
