"""Which files of a content folder are read, and what to say of the others."""

import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from followthrough.recall import MANIFESTS

PROSE: Final = "pages/"
"""The folder of prose pages: MkDocs publishes whatever stands in it."""
EDITION: Final = re.compile(r"editions/[0-9]{4}-[0-9][0-9]-[0-9][0-9]\.zip")
"""A frozen edition, by its path below `content/`."""
TEXT_ENDINGS: Final = (".yml", ".yaml", ".md")
UNFINISHED: Final = re.compile(r"\..+\.new")
"""The new version of a file, left by a build that was killed; the next build deletes it."""
IGNORED_NAMES: Final = frozenset({".DS_Store", "Thumbs.db", ".gitkeep", ".gitignore", *MANIFESTS})
BACKUP: Final = re.compile(
    r"(?:~\$|\.#|\.~|copy of ).*|#.*#|.*(?:~|\.(?:bak|old|orig|rej|save|swo|swp|tmp))"
    r"|.*(?:[ _]copy(?: ?\([0-9]+\))?| \([0-9]+\))\.\w+",
    re.IGNORECASE,
)
"""Names of what editors, word processors and file managers leave beside a file."""
OFFICE: Final = {
    ".csv": "spreadsheet", ".doc": "Word document", ".docx": "Word document", ".odp": "presentation",
    ".ods": "spreadsheet", ".odt": "text document", ".pages": "Pages document", ".pdf": "PDF", ".ppt": "presentation",
    ".pptx": "presentation", ".rtf": "text document", ".txt": "plain text file", ".xls": "spreadsheet",
    ".xlsm": "spreadsheet", ".xlsx": "spreadsheet", ".html": "web page", ".htm": "web page",
}  # fmt: skip
PICTURES: Final = frozenset({".gif", ".heic", ".jpeg", ".jpg", ".png", ".svg", ".tif", ".tiff", ".webp"})


def walk(content: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Every file below a folder, in order of path, and every link, to a file or a folder; each with its path below.

    Folders whose name begins with a dot are passed over, and so are the files that systems leave behind. Raises OSError
    for a folder that cannot be looked into: what is in it must not be taken to be gone.
    """
    return _walk(os.fspath(content), "")


def _walk(folder: str, below: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    folders = [entry for entry in entries if entry.is_dir()]
    yield from ((below + entry.name, entry) for entry in folders if entry.is_symlink())
    for entry in entries:
        if not is_ignored(entry.name) and not entry.is_dir():
            yield below + entry.name, entry
    for entry in folders:
        if not entry.name.startswith(".") and not entry.is_symlink():
            yield from _walk(entry.path, f"{below}{entry.name}/")


def is_ignored(name: str) -> bool:
    """Whether a file of this name is none of the content's: what systems and builds leave, and the manifests."""
    return name in IGNORED_NAMES or bool(UNFINISHED.fullmatch(name))


def is_backup(path: str) -> bool:
    """Whether a file is what a program keeps for itself while somebody edits another one."""
    return bool(BACKUP.fullmatch(path.rpartition("/")[2]))


def is_read(path: str) -> bool:
    """Whether a file at a path below `content/` is opened; of prose, MkDocs opens the rest."""
    return path.endswith(TEXT_ENDINGS[-1:] if is_prose(path) else TEXT_ENDINGS) and not is_backup(path)


def is_prose(path: str) -> bool:
    """Whether a path below `content/` is in the folder of prose pages."""
    return path.startswith(PROSE)


def why_unread(path: str) -> tuple[str, str] | None:
    """Message and hint for a file that is not opened; None if that is as it should be."""
    ending = PurePosixPath(path).suffix
    if is_backup(path):
        hint = "Delete it, or close the program that has the file open." if "~$" in path else "Delete it."
        return "is a copy that a program or a person left behind", hint
    if is_prose(path) or EDITION.fullmatch(path):
        return None
    if ending.lower() in (".yml", ".yaml", ".md"):
        return f"has a name that ends in {ending}", f"Rename it: names end in {ending.lower()}."
    if ending.lower() in PICTURES:
        return "nothing reads a picture here", "Pictures go with the prose, in the pages folder. Records have none."
    if what := OFFICE.get(ending.lower()):
        hint = (
            f"A {what} is not content. Put its facts into .yml and .md files, and list the document itself in "
            "sources.yml, with the address where it is published. Then move this file out of the content folder."
        )
        return "nothing reads this file", hint
    hint = "Content is written in .yml and .md files. Move this file out of the content folder."
    return "nothing reads this file", hint
