"""What the last check found, kept for as long as nothing it depended on has changed.

A check of the same files, by the same program, on the same day finds the same problems. What is kept is a file of
problems under the fingerprint of all that; one that is damaged, or of another fingerprint, is not trusted.
"""

import hashlib
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from followthrough.disk import replace
from followthrough.problem import Problem

HERE: Final = Path(__file__).resolve().parent
_ENTRY: Final = TypeAdapter(Problem)


def fingerprint(content: Path, asked: Iterable[str]) -> str:
    """A digest of every file of a content folder, the program, its Python, and what was asked of it.

    Raises OSError if a file cannot be read.
    """
    digest = hashlib.sha256("\0".join((sys.version, *asked)).encode())
    for folder, pattern in ((content, "*"), (HERE, "*.py")):
        for path in sorted(folder.rglob(pattern)):
            name = path.relative_to(folder).as_posix()
            data = path.read_bytes() if path.is_file() and not path.is_symlink() else str(path.lstat().st_mode).encode()
            digest.update(f"{name}\0{len(data)}\0".encode(errors="surrogateescape") + data)
    return digest.hexdigest()


def recall(path: Path, mark: str) -> list[Problem] | None:
    """The problems kept in a file under a fingerprint, or None if there are none to be trusted."""
    try:
        kept = json.loads(path.read_text("utf-8"))
        if kept["fingerprint"] != mark or kept["digest"] != _digest(kept["problems"]):
            return None
        return [_ENTRY.validate_python(entry) for entry in kept["problems"]]
    except (OSError, ValueError, TypeError, KeyError, IndexError):
        return None


def keep(path: Path, mark: str, problems: Sequence[Problem]) -> None:
    """Keep problems for the next time; a folder that cannot be written to keeps nothing."""
    entries = [asdict(problem) for problem in sorted(set(problems))]
    kept = {"fingerprint": mark, "digest": _digest(entries), "problems": entries}
    try:
        path.parent.mkdir(exist_ok=True)
        replace(path, json.dumps(kept).encode())
    except OSError:
        return


def _digest(entries: object) -> str:
    return hashlib.sha256(json.dumps(entries, sort_keys=True).encode()).hexdigest()
