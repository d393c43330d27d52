"""What was found or made before, kept for as long as nothing it depended on has changed.

The same files, the same program and the same day give the same result. What is kept stands in a file under the
fingerprint of all that; a file that is damaged, or of another fingerprint, is not trusted, and what was in it is found
or made anew.
"""

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from followthrough.disk import replace

ADDRESSES, PROMISES = "addresses.txt", "promises.txt"
"""The files of a content folder that a build adds to: every address and every action's due date once published."""
MANIFESTS: Final = (ADDRESSES, PROMISES)
HERE: Final = Path(__file__).resolve().parent
_LIBRARIES: Final = HERE.parent / "requirements.lock"


@cache
def program() -> str:
    """A digest of this program, of the libraries it is locked to, and of its Python."""
    others = (*_file("", HERE.parent / "build.py"), *_file("", _LIBRARIES))
    return _digest(sys.version.encode(), *_files(HERE, ".py"), *others)


def fingerprint(folders: Iterable[Path], asked: Iterable[str]) -> str:
    """A digest of every file of some folders but the manifests, of the program, and of what was asked of it.

    Raises OSError if a file cannot be read.
    """
    parts = (part for folder in folders for part in (_files(folder) if folder.is_dir() else _file("", folder)))
    return _digest(program().encode(), *(word.encode(errors="surrogateescape") for word in asked), *parts)


def mark_of(folders: Iterable[Path], asked: Iterable[str]) -> str:
    """The fingerprint; "" if a file cannot be read."""
    try:
        return fingerprint(folders, asked)
    except OSError:
        return ""


def looks(folder: Path) -> str:
    """A digest of how the files of a folder look from outside: names, sizes, times of change; "" if there is none."""
    digest = hashlib.sha256()
    try:
        for path, entry in _entries(folder):
            found = entry.stat(follow_symlinks=False)
            digest.update(
                f"{path}\0{found.st_size} {found.st_mtime_ns} {found.st_mode}\0".encode(errors="surrogateescape")
            )
    except OSError:
        return ""
    return digest.hexdigest()


def recall(path: Path, mark: str, at: datetime) -> Any:
    """What is kept in a file under a fingerprint, or None if there is nothing to be trusted at that time."""
    try:
        kept = json.loads(path.read_text("utf-8"))
        value, until = kept["value"], kept["until"]
        is_whole = mark != "" and kept["fingerprint"] == mark and kept["digest"] == _digest(_encoded([value, until]))
        return value if is_whole and (until is None or at < datetime.fromisoformat(until)) else None
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def keep(path: Path, mark: str, value: Any, until: datetime | None) -> None:
    """Keep a value that JSON can hold, up to a time if one is given.

    Nothing is kept for the mark "", nor where nothing can be written.
    """
    if not mark:
        return
    end = until and until.isoformat()
    kept = {"fingerprint": mark, "digest": _digest(_encoded([value, end])), "value": value, "until": end}
    write(path, json.dumps(kept).encode())


def write(path: Path, data: bytes) -> None:
    """Put a file in its place at one stroke, or leave it if that is not possible."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        replace(path, data)


def _encoded(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True).encode()


def _digest(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{len(part)}\0".encode() + part)
    return digest.hexdigest()


def _files(folder: Path, ending: str = "") -> Iterator[bytes]:
    """The name and the bytes of every file of a folder; of what is no file, what it is."""
    for name, entry in _entries(folder):
        if name.endswith(ending) and name not in MANIFESTS:
            yield from _file(name, Path(entry.path))


def _file(name: str, path: Path) -> Iterator[bytes]:
    yield name.encode(errors="surrogateescape")
    yield path.read_bytes() if path.is_file() and not path.is_symlink() else str(path.lstat().st_mode).encode()


def _entries(folder: Path | str, below: str = "") -> Iterator[tuple[str, os.DirEntry[str]]]:
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _entries(entry.path, f"{below}{entry.name}/")
        else:
            yield below + entry.name, entry
