"""Text into a new folder beside `site/`, search index, final verification, swap.

A reader sees the whole old site or the whole new one. Everything is written to a new folder, checked there, and then
takes the old folder's place; a build that fails or is killed leaves the old site as it was.
"""

import ctypes
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Final

import filelock

from followthrough.problem import Failure

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
_NOTHING: Final = ("index.html", b"<!doctype html><html lang='en'><title>Home</title><body><h1>Home</h1></body></html>")
"""What is indexed of a site without records, since Pagefind makes no index of nothing."""


class PublishError(Failure):
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


def index(folder: Path, searched: Iterable[tuple[str, bytes]]) -> None:
    """Have Pagefind's command index what search reads of each page, into a folder of the site.

    Raises PublishError with Pagefind's words if it fails.
    """
    bundle = folder / "pagefind"
    with tempfile.TemporaryDirectory(prefix=f".{folder.name.strip('.')}.new-", dir=folder.parent) as read:
        if not write(Path(read), searched):
            write(Path(read), [_NOTHING])
        command = [sys.executable, "-m", "pagefind", "--site", read, "--quiet", "--output-path", str(bundle)]
        command += [part for selector in _NOT_SEARCHED for part in ("--exclude-selectors", selector)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)  # noqa: S603
    if done.returncode:
        raise PublishError(f"The search index could not be made: {(done.stderr or done.stdout).strip()[-500:]}")
    entry = bundle / "pagefind-entry.json"
    languages = json.loads(entry.read_text("utf-8"))["languages"].values()
    engines = {f"wasm.{language['wasm'] or 'unknown'}.pagefind" for language in languages}
    for path in sorted(bundle.rglob("*")):
        name = path.relative_to(bundle).as_posix()
        if path.is_file() and name not in engines and not _KEEP_OF_PAGEFIND.fullmatch(name):
            path.unlink()
    _settle(entry)


def _settle(entry: Path) -> None:
    """Put into one order what Pagefind writes in another each time: the filters, their values, and whole languages.

    The names of its files are made from what is in them, so the files get new names, and what names them new words.
    """
    bundle, known = entry.parent, json.loads(entry.read_text("utf-8"))
    renamed: dict[bytes, bytes] = {}
    for path in sorted(bundle.glob("filter/*.pf_filter")):
        data = _unpack(path)
        renamed[path.stem.encode()] = _rename(path, _in_order(data, _parts(data, 0)[1])).encode()
    for language in known["languages"].values():
        path = bundle / f"pagefind.{language['hash']}.pf_meta"
        data = _unpack(path)
        start, end = _parts(data, 0)[3:5]
        filters = (
            re.sub(b"|".join(renamed), lambda match: renamed[match[0]], data[start:end]) if renamed else data[start:end]
        )
        language["hash"] = _rename(path, _in_order(data[:start] + filters + data[end:], start), "pagefind.")
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
