"""Text into a new folder beside `site/`, search index, final verification, swap.

A reader sees the whole old site or the whole new one. Everything is written to a new folder, checked there, and then
takes the old folder's place; a build that fails or is killed leaves the old site as it was.
"""

import ctypes
import os
import posixpath
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import filelock

from followthrough.pagefind import PagefindError, make_index

_TAG: Final = re.compile(
    r"<(?!/|!)([a-zA-Z][\w-]*)((?:\s+[^\s=>\"']+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+))?)*)\s*/?>"
)
_ATTRIBUTE: Final = re.compile(r"([^\s=>\"'/]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?")
_OPAQUE: Final = re.compile(r"<!--.*?-->|<(script|style)\b([^>]*)>.*?</\1>", re.DOTALL)


class PublishError(Exception):
    """The site cannot be published; the message says why, in words for the person at the keyboard."""


@contextmanager
def only_one(site: Path) -> Iterator[None]:
    """Hold the site's lock; the system frees it when the process dies. Raises PublishError if another build has it."""
    site.parent.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(site.parent / f".{site.name}.lock", timeout=0)
    try:
        lock.acquire()
    except filelock.Timeout:
        raise PublishError(f"Another build is writing {site}. Wait until it has finished, then try again.") from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def staging(site: Path) -> Iterator[Path]:
    """A new folder beside `site`, gone afterwards unless `swap` put it in the site's place.

    Raises PublishError if `site` is something that must not be replaced. Leftovers of builds that were killed are
    cleared away, and a swap that was cut short between two renames is mended first.
    """
    if site.is_symlink() or (site.exists() and not site.is_dir()):
        raise PublishError(f"{site} is not a folder; it would be replaced. Name another with --site.")
    if site.is_dir() and any(site.iterdir()) and not (site / "index.html").exists():
        raise PublishError(
            f"{site} has files in it but no site; it would be replaced. Empty it, or name another with --site."
        )
    aside = _aside(site)
    if aside.exists() and not site.exists():
        aside.rename(site)
    for leftover in site.parent.glob(f".{site.name}.new-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    shutil.rmtree(aside, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{site.name}.new-", dir=site.parent))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(aside, ignore_errors=True)


def write(folder: Path, files: Iterable[tuple[str, bytes]]) -> int:
    """Write files below a folder; returns how many. A path that leads out of the folder raises PublishError."""
    made: set[str] = set()
    count = 0
    for name, data in files:
        parent, _, _ = name.rpartition("/")
        if name.startswith("/") or ".." in name.split("/"):
            raise PublishError(f"A page would be written outside the site: {name}")
        if parent not in made:
            (folder / parent).mkdir(parents=True, exist_ok=True)
            made.add(parent)
        with (folder / name).open("xb") as file:
            file.write(data)
        count += 1
    return count


def index(folder: Path) -> None:
    """Make the search index of the pages in a folder. Raises PublishError if that fails."""
    try:
        make_index(folder)
    except PagefindError as error:
        raise PublishError(str(error)) from error


def verify(folder: Path) -> list[str]:
    """What is wrong with the pages in a folder, a line each.

    Every page has a language, one title and one h1; every link and every anchor within the site leads somewhere;
    no id stands twice on a page; nothing is loaded from another host.
    """
    wrong: list[str] = []
    anchors: dict[str, frozenset[str]] = {}
    links: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*.html")):
        name = path.relative_to(folder).as_posix()
        found = _scan(path.read_text("utf-8"))
        anchors[name], links[name] = frozenset(found.ids), found.links
        wrong += [f"{name}: {fault}" for fault in found.faults]
    for name, targets in links.items():
        for target in sorted(set(targets)):
            if fault := _follow(folder, name, target, anchors):
                wrong.append(f"{name}: {fault}")
    return wrong


class _Page:
    """What verification needs to know of one page."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.links: list[str] = []
        self.faults: list[str] = []


def _scan(text: str) -> _Page:
    page = _Page()
    tags: Counter[str] = Counter()
    language = ""
    for match in _TAG.finditer(_OPAQUE.sub(lambda m: f"<{m[1]}{m[2]}>" if m[1] else "", text)):
        tag = match[1].lower()
        tags[tag] += 1
        attributes = {name.lower(): unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(match[2])}
        if tag == "html":
            language = attributes.get("lang", "")
        if "id" in attributes:
            page.ids.append(attributes["id"])
        if tag in ("a", "area") and "href" in attributes:
            page.links.append(attributes["href"])
        loads = [attributes.get("src", ""), attributes.get("poster", "")]
        loads += [part.split()[0] for part in attributes.get("srcset", "").split(",") if part.strip()]
        loads += [attributes.get("data", "")] if tag == "object" else []
        loads += [attributes.get(name, "") for name in ("href", "xlink:href") if tag in ("image", "use")]
        if tag == "link" and not {"canonical", "alternate", "license"} & set(attributes.get("rel", "").split()):
            loads.append(attributes.get("href", ""))
        for address in filter(None, loads):
            if urlsplit(address).netloc:
                page.faults.append(f"loads {address} from another host")
            else:
                page.links.append(address)
    page.faults += [] if language else ["has no language"]
    titles = re.findall(r"<title>\s*(\S[^<]*)</title>", text)
    page.faults += [] if len(titles) == 1 else [f"has {len(titles)} titles"]
    page.faults += [] if tags["h1"] == 1 else [f"has {tags['h1']} headings of level 1"]
    page.faults += [f'has the id "{name}" {count} times' for name, count in Counter(page.ids).items() if count > 1]
    return page


def _follow(folder: Path, page: str, target: str, anchors: Mapping[str, frozenset[str]]) -> str:
    """What is wrong with a link from a page, or "". Links to other hosts are not followed."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return f'links to "{target}", which is no address'
    if parts.scheme or parts.netloc:
        return "" if parts.scheme in ("http", "https", "mailto", "tel", "data", "webcal") else f"links to {target}"
    path = unquote(parts.path)
    if path.startswith("/"):
        return "" if page == "404.html" else f'links to "{target}", which breaks below another address'
    name = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
    if path in (".", "..") or path.endswith(("/", "/..")):
        name = "index.html" if name == "." else f"{name}/index.html"
    if name.startswith("../") or not (folder / name).is_file():
        return f'links to "{target}", which is not there'
    fragment = unquote(parts.fragment)
    if fragment and name.endswith(".html") and not fragment.startswith(":~:") and fragment not in anchors[name]:
        return f'links to "{target}", but there is no such place on that page'
    return ""


def read_back(folder: Path, part: str = "") -> Iterator[tuple[str, bytes]]:
    """Every file below a folder, as a path and its bytes, in order; of one `part`: page, pagefind or rest."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            kind = "pagefind" if name.startswith("pagefind/") else "page" if name.endswith(".html") else "rest"
            if part in ("", kind):
                yield name, path.read_bytes()


def replace(path: Path, text: str) -> None:
    """Write a file beside its old version and put it in its place at one stroke."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(text, encoding="utf-8", newline="\n")
    fresh.replace(path)


def swap(folder: Path, site: Path) -> None:
    """Put a finished folder in the site's place: at one stroke where the system can, else by two renames.

    What was written reaches the disk first, so that a power cut cannot leave half a site.
    """
    if hasattr(os, "sync"):
        os.sync()
    if not site.exists():
        folder.rename(site)
    elif not _exchange(folder, site):
        site.rename(_aside(site))
        folder.rename(site)


def _aside(site: Path) -> Path:
    return site.parent / f".{site.name}.old"


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders at one stroke (renameat2 on Linux, renamex_np on macOS); False if that is not possible."""
    library = ctypes.CDLL(None, use_errno=True)
    first, second = os.fsencode(one), os.fsencode(other)
    if sys.platform == "linux" and hasattr(library, "renameat2"):
        here = -100  # AT_FDCWD
        return int(library.renameat2(here, first, here, second, 2)) == 0  # RENAME_EXCHANGE
    if sys.platform == "darwin" and hasattr(library, "renamex_np"):
        return int(library.renamex_np(first, second, 2)) == 0  # RENAME_SWAP
    return False
