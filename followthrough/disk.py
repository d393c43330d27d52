"""Files on the disk: replaced whole, so that readers see all of the old text or all of the new one; and listed whole.

A new file that is large comes in parts.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path


class More(bytes):
    """What is added to a file that was begun before, under the same name: a large file is never in memory whole."""

    __slots__ = ()


def whole(files: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """Files by name, those that come in parts put together."""
    found: dict[str, bytes] = {}
    for name, data in files:
        found[name] = found[name] + data if isinstance(data, More) else data
    return found


def replace(path: Path, data: bytes) -> None:
    """Write a file beside its old version and put it in its place at one stroke, once it has reached the disk.

    Raises OSError if that cannot be done; then the old version stands, and nothing else.
    """
    fresh = beside(path)
    try:
        with fresh.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def below(folder: Path) -> list[Path]:
    """Every file below a folder, in order of path. Raises OSError if a folder cannot be listed, unlike Path.rglob."""

    def unreadable(error: OSError) -> None:
        raise error

    found = (Path(here, name) for here, _, names in os.walk(folder, onerror=unreadable) for name in names)
    return sorted(path for path in found if path.is_file())


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder: its path from there, and what is in it. Raises OSError if something cannot be read."""
    return ((path.relative_to(folder).as_posix(), path.read_bytes()) for path in below(folder))


def names(folder: Path) -> set[str]:
    """The paths of all files below a folder, from there; none if there is no such folder."""
    return {path.relative_to(folder).as_posix() for path in below(folder)} if folder.is_dir() else set()


def beside(path: Path) -> Path:
    """Where the new version of a file is written."""
    return path.with_name(f".{path.name}.new")


def clear(*folders: Path) -> None:
    """Delete the new versions of files that a process left in these folders when it was killed."""
    for folder in folders:
        for path in folder.glob(".*.new"):
            with suppress(OSError):
                path.unlink()
