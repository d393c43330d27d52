"""Editions: the site as it stood on a day, frozen in one file that is kept with the content.

An edition is a zip of ready pages. It reads offline, from the file system, and every build unpacks it under
`/editions/<date>/`, out of search, each page with a link to the current one.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Final

from followthrough.disk import replace
from followthrough.problem import Failure, Place, Problem

FOLDER: Final = "editions"
"""The folder of the content, and of the site, that holds editions."""
_LINK: Final = re.compile(rb'(\s(?:href|src)=")(?![a-z][a-z0-9+.-]*:|//|/)([^"#?]*/)?(?=["#?])([^"]*)"')
_NAME: Final = re.compile(r"[0-9]{4}-[0-9][0-9]-[0-9][0-9]\.zip")
_PART: Final = re.compile(r"(?!\.{1,2}$)[^/\\\0]+")
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)


EDITION_RULES: Final = {
    "edition": "Each file in `editions/` is the site of one day, as `--edition` froze it.",
}
"""The name of the problem found here, and what it demands, for docs/rules.md."""


class EditionError(Failure):
    """An edition cannot be frozen or shown; the message says why."""


def freeze(files: Iterable[tuple[str, bytes]]) -> bytes:
    """The files of a site as one zip: the same files give the same bytes, and its pages link to each other offline."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files):
            if name == "404.html":  # for servers only, and its links count from the top of one
                continue
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, _offline(data) if name.endswith(".html") else data)
    return packed.getvalue()


def keep(content: Path, day: date, packed: bytes) -> Path:
    """Put an edition with the content. Raises EditionError if there is one of that day: an edition never changes."""
    path = content / FOLDER / f"{day}.zip"
    if path.exists():
        raise EditionError(
            f"{path} is there already, and an edition never changes. Delete it first if it was a mistake."
        )
    path.parent.mkdir(exist_ok=True)
    replace(path, packed)
    return path


def dates(content: Path) -> list[date]:
    """The days there are editions of, oldest first."""
    return sorted(day for path in _files(content) if (day := _day(path)))


def check_editions(content: Path, shown: str) -> list[Problem]:
    """Files that have the name of an edition and are none; `shown` is the content folder's name."""
    problems = []
    hint = "Take the file from the history of the content, or delete it and freeze that day again."
    for path in _files(content):
        wrong = _fault(path) if _day(path) else "there is no such day"
        if wrong:
            place = Place(1, 1, 1)
            problems.append(Problem(f"{shown}/{FOLDER}/{path.name}", place, "error", "edition", "", wrong, hint))
    return problems


def _files(content: Path) -> list[Path]:
    folder = content / FOLDER
    return sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name)) if folder.is_dir() else []


def _day(path: Path) -> date | None:
    try:
        return date.fromisoformat(path.stem)
    except ValueError:
        return None


def _fault(path: Path) -> str:
    """What is wrong with the list of files in an edition."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        return "this is no zip file, or a damaged one"
    strange = [name for name in names if not all(_PART.fullmatch(part) for part in name.split("/"))]
    return f'"{strange[0]}" in it is no file of an edition' if strange else ""


def thaw(content: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of every edition, as it stands in the site: the zip itself, and its pages unpacked beside it."""
    for day in dates(content):
        packed = (content / FOLDER / f"{day}.zip").read_bytes()
        yield f"{FOLDER}/{day}.zip", packed
        try:
            with zipfile.ZipFile(io.BytesIO(packed)) as archive:
                for name in archive.namelist():
                    yield f"{FOLDER}/{day}/{name}", archive.read(name)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
            raise EditionError(f"The edition of {day} is damaged: {error}.") from error


def _offline(page: bytes) -> bytes:
    """Links to folders lead to the page in them, since the file system does not know that an address is one."""
    return _LINK.sub(
        lambda link: link[1] + (link[2] or b"") + (b"index.html" if link[2] else b"") + link[3] + b'"', page
    )
