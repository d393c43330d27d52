"""Text into a new folder beside `site/`, search index, final verification, swap.

A reader sees the whole old site or the whole new one. Everything is written to a new folder, checked there, and then
takes the old folder's place; a build that fails or is killed leaves the old site as it was.
"""

import ctypes
import glob
import gzip
import hashlib
import json
import os
import posixpath
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import filelock

from followthrough import processes
from followthrough.disk import below

_KEEP_OF_PAGEFIND: Final = re.compile(
    r"(fragment|index|filter)/[^/]+|pagefind\.js|pagefind-entry\.json|pagefind\.[^/]+\.pf_meta"
)
_SIGNATURE: Final = b"pagefind_dcd"
_STRINGS, _LIST, _LONG = (2, 3), 4, 24
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
    "caption",
    "thead",
)
"""What repeats itself from page to page: labels, where things come from, and what the results say anyway."""
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
    _clear(site)
    folder = Path(tempfile.mkdtemp(prefix=f".{site.name}.new-", dir=site.parent))
    try:
        folder.chmod(0o755)
        yield folder
    finally:
        _clear(site)


def mend(site: Path) -> None:
    """Put back the old site if a swap was cut short between its two renames."""
    if _aside(site).exists() and not site.exists():
        with only_one(site):
            _put_back(site)


def _put_back(site: Path) -> None:
    if _aside(site).exists() and not site.exists():
        _aside(site).rename(site)


def _clear(site: Path) -> None:
    """Leave nothing of this build or of one that was killed, whose processes may have written on for a moment."""
    _put_back(site)
    for leftover in (_aside(site), *site.parent.glob(f".{glob.escape(site.name)}.new-*")):
        shutil.rmtree(leftover, ignore_errors=True)


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
    """Run Pagefind's command on the pages in a folder. Raises PublishError with its words if it fails."""
    bundle = folder / "pagefind"
    command = processes.command("pagefind", "--site", str(folder), "--quiet", "--output-subdir", bundle.name)
    command += [part for selector in _NOT_SEARCHED for part in ("--exclude-selectors", selector)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)  # noqa: S603
    if done.returncode:
        raise PublishError(f"The search index could not be made: {(done.stderr or done.stdout).strip()[-500:]}")
    entry = bundle / "pagefind-entry.json"
    languages = json.loads(entry.read_text("utf-8"))["languages"].values()
    engines = {f"wasm.{language['wasm'] or 'unknown'}.pagefind" for language in languages}
    for path in below(bundle):
        name = path.relative_to(bundle).as_posix()
        if name not in engines and not _KEEP_OF_PAGEFIND.fullmatch(name):
            path.unlink()
    _settle(entry)


def _settle(entry: Path) -> None:
    """Put into one order what Pagefind writes in another each time: the filters, their values, and whole languages.

    The names of its files are made from what is in them, so the files get new names, and what names them new words.
    """
    bundle, known = entry.parent, json.loads(entry.read_text("utf-8"))
    renamed: dict[bytes, bytes] = {}
    filters = bundle / "filter"
    for path in below(filters) if filters.is_dir() else ():
        data = _unpack(path)
        renamed[path.stem.encode()] = _rename(path, _in_order(data, _parts(data, 0)[1])).encode()
    for language in known["languages"].values():
        path = bundle / f"pagefind.{language['hash']}.pf_meta"
        data = _unpack(path)
        start, end = _parts(data, 0)[3:5]
        named = (
            re.sub(b"|".join(renamed), lambda match: renamed[match[0]], data[start:end]) if renamed else data[start:end]
        )
        language["hash"] = _rename(path, _in_order(data[:start] + named + data[end:], start), "pagefind.")
    known["languages"] = dict(sorted(known["languages"].items()))
    entry.write_text(json.dumps(known, ensure_ascii=False, separators=(",", ":")), "utf-8")


def _unpack(path: Path) -> bytes:
    """What a file of Pagefind's holds: CBOR, compressed, after a signature."""
    data = gzip.decompress(path.read_bytes())
    if not data.startswith(_SIGNATURE):
        raise PublishError(f"Pagefind wrote {path.name} in a form that followthrough does not know.")
    return data.removeprefix(_SIGNATURE)


def _rename(path: Path, data: bytes, prefix: str = "") -> str:
    """Write a file anew under a name made from what is in it, as long as the old one; returns that name's own part."""
    old = path.stem.removeprefix(prefix)
    language, _, digest = old.rpartition("_")
    new = f"{language}_{hashlib.sha256(data).hexdigest()[: len(digest)]}"
    path.unlink()
    path.with_name(f"{prefix}{new}{path.suffix}").write_bytes(gzip.compress(_SIGNATURE + data, 9, mtime=0))
    return new


def _in_order(data: bytes, at: int) -> bytes:
    """CBOR with the list that starts at a place sorted by the bytes of its items."""
    starts = _parts(data, at)
    items = sorted(data[start:end] for start, end in pairwise(starts))
    return data[: starts[0]] + b"".join(items) + data[starts[-1] :]


def _parts(data: bytes, at: int) -> list[int]:
    """Where each item of the CBOR list that starts at a place starts, and where the last one ends."""
    count, at = _head(data, at)
    places = [at]
    for _ in range(count):
        places.append(_end(data, places[-1]))
    return places


def _end(data: bytes, at: int) -> int:
    """Where the CBOR item that starts at a place ends: numbers, texts and lists of known length (RFC 8949)."""
    kind = data[at] >> 5
    if kind == _LIST:
        return _parts(data, at)[-1]
    size, after = _head(data, at)
    return after + (size if kind in _STRINGS else 0)


def _head(data: bytes, at: int) -> tuple[int, int]:
    """The number in the head of a CBOR item, and where the head ends."""
    short = data[at] & 31
    if short < _LONG:
        return short, at + 1
    end = at + 1 + 2 ** (short - _LONG)
    return int.from_bytes(data[at + 1 : end]), end


def verify(folder: Path) -> list[str]:
    """What is wrong with the pages in a folder, a line each.

    Every page has a language, one title and one h1; every link and every anchor within the site leads somewhere;
    no id stands twice on a page; nothing is loaded from another host.
    """
    wrong: list[str] = []
    anchors: dict[str, frozenset[str]] = {}
    links: dict[str, list[str]] = {}
    for path in below(folder):
        if path.suffix != ".html":
            continue
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
    for path in below(folder):
        name = path.relative_to(folder).as_posix()
        kind = "pagefind" if name.startswith("pagefind/") else "page" if name.endswith(".html") else "rest"
        if part in ("", kind):
            yield name, path.read_bytes()


def swap(folder: Path, site: Path) -> None:
    """Put a finished folder in the site's place: at one stroke where the system can, else by two renames.

    What was written reaches the disk first, so that a power cut cannot leave half a site. Then it is too late to stop.
    """
    if hasattr(os, "sync"):
        os.sync()
    processes.too_late()
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
