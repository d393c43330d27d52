"""Files into a new folder beside `site/`, and that into its place.

A reader sees the whole old site or the whole new one. Everything is written to a new folder, checked there, and then
takes the old folder's place; a build that fails or is killed leaves the old site as it was.
"""

import ctypes
import glob
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from followthrough import processes
from followthrough.disk import More
from followthrough.problem import Failure


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
    _clear(site)
    folder = Path(tempfile.mkdtemp(prefix=f".{site.name}.new-", dir=site.parent))
    try:
        folder.chmod(0o755)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
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
    for leftover in leftovers(site):
        shutil.rmtree(leftover, ignore_errors=True)


def leftovers(site: Path) -> list[Path]:
    """The folders that builds work in, of this one or of one that was killed."""
    found = [_aside(site), *site.parent.glob(f".{glob.escape(site.name)}.new-*")]
    return [folder for folder in found if folder.exists()]


def write(folder: Path, files: Iterable[tuple[str, bytes]]) -> int:
    """Write files below a folder; returns how many. A path that leads out of the folder raises PublishError.

    Where there is more of a file, it is added to the file.
    """
    made: set[str] = set()
    count = 0
    for name, data in files:
        parent, _, _ = name.rpartition("/")
        if name.startswith("/") or ".." in name.split("/"):
            raise PublishError(f"A page would be written outside the site: {name}")
        if parent not in made:
            (folder / parent).mkdir(parents=True, exist_ok=True)
            made.add(parent)
        more = isinstance(data, More)
        with (folder / name).open("ab" if more else "xb") as file:
            file.write(data)
        count += not more
    return count


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
