"""What to say of a file that nobody reads: which name or folder it was probably meant to have."""

import difflib
import re
import unicodedata
from datetime import date
from pathlib import PurePosixPath
from typing import Final

from followthrough.problem import Place, Problem
from followthrough.read import Document
from followthrough.records import KINDS, Kind

_NEAR: Final = 0.75


def unread(document: Document) -> Problem:
    """A file whose name or folder nobody reads."""
    message = "nothing reads a file with this name in this folder"
    return document.problem("unread-file", (), message, _suggestion(document.path), place=Place())


def _suggestion(path: str) -> str:
    where = "docs/fields.md lists the names that files have and the folders they stand in."
    parts = path.split("/")
    renamed = [name for kind in KINDS if (name := _renamed(kind, parts)) and name != path]
    best = max(renamed, key=lambda name: _likeness(name, path), default="")
    if best and _likeness(best, path) >= _NEAR:
        return f'Did you mean "{best}"? {where}'
    for kind in KINDS:
        folder, _, name = kind.path.rpartition("/")
        mine = parts[-2] if len(parts) > 1 else ""
        if _likeness(name, parts[-1]) > _NEAR or ("{" in name and mine and mine == folder.rpartition("/")[2]):
            return f"It belongs at {kind.path}. {where}"
    return where


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
