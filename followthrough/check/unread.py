"""What to say of a file that nobody reads: which name or folder it was probably meant to have."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import PurePosixPath
from typing import Final

from followthrough.problem import Place, Problem
from followthrough.read import Document
from followthrough.records import KINDS, Kind

_NEAR: Final = 0.75
_WHERE: Final = "docs/fields.md lists the names that files have and the folders they stand in."


def unread(documents: Iterable[Document]) -> Iterator[Problem]:
    """Files whose names or folders nobody reads; of those for which only a folder's name is wrong, the first."""
    folders: set[str] = set()
    for document in documents:
        found = _folder(document.path, meant(document.path))
        if found is None:
            message = "nothing reads a file with this name in this folder"
            yield document.problem("unread-file", (), message, _hint(document.path), place=Place())
        elif found[0] not in folders:
            folder, to = found
            folders.add(folder)
            message, hint = f'nothing reads files below "{folder}"', f'Did you mean "{to}"? {_WHERE}'
            yield document.problem("unread-file", (), message, hint, place=Place())


def meant(path: str) -> str:
    """The path that a file nobody reads was probably meant to have; "" if there is no telling."""
    parts = path.split("/")
    renamed = [name for kind in KINDS if (name := _renamed(kind, parts)) and name != path]
    best = max(renamed, key=lambda name: _likeness(name, path), default="")
    return best if best and _likeness(best, path) >= _NEAR else ""


def _folder(path: str, to: str) -> tuple[str, str] | None:
    """The folder whose name is all that is wrong with a path, and what it was meant to be."""
    mine, its = path.split("/"), to.split("/")
    wrong = [at for at in range(min(len(mine), len(its))) if mine[at] != its[at]]
    if len(wrong) != 1 or wrong[0] == len(mine) - 1 or not to:
        return None
    return "/".join(mine[: wrong[0] + 1]), "/".join(its[: wrong[0] + 1])


def _hint(path: str) -> str:
    if best := meant(path):
        return f'Did you mean "{best}"? {_WHERE}'
    parts = path.split("/")
    for kind in KINDS:
        folder, _, name = kind.path.rpartition("/")
        mine = parts[-2] if len(parts) > 1 else ""
        if _likeness(name, parts[-1]) > _NEAR or ("{" in name and mine and mine == folder.rpartition("/")[2]):
            return f"It belongs at {kind.path}. {_WHERE}"
    return _WHERE


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one.lower(), other.lower()).ratio()


def _renamed(kind: Kind, parts: list[str]) -> str:
    """A path as deep as this one that this kind of file could have; "" if there is none."""
    pattern = kind.path.split("/")
    if len(pattern) != len(parts):
        return ""
    made = [_part(theirs, mine) for theirs, mine in zip(pattern, parts, strict=True)]
    return "/".join(made) if all(made) else ""


def _part(theirs: str, mine: str) -> str:
    stem = PurePosixPath(mine).stem
    if theirs == "{date}.yml":
        return f"{_date(stem)}.yml" if _date(stem) else ""
    if theirs == "{number}-{name}.md":
        number = re.search(r"\d+", stem)
        words = _slug(re.sub(r"^\D*\d+", "", stem) if number else stem)
        return f"{int(number[0]) if number else 1:02}-{words or 'name'}.md"
    if theirs == "{name}.yml":
        return f"{_slug(stem) or 'name'}.yml"
    if "{" in theirs:
        return _slug(mine)
    return theirs if _likeness(theirs, mine) > _NEAR else ""


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower().replace("'", "")))


def _date(text: str) -> str:
    """A date as file names have it, from one with other signs or in the British order."""
    numbers = re.findall(r"\d+", text)
    if len(numbers) != 3:
        return ""
    year, month, day = map(int, numbers if len(numbers[0]) == 4 else reversed(numbers))
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
