"""The program as people run it: a command of its own, with what it prints and the code it exits with."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent
CONTENT = ROOT / "content"
MINIMAL = ROOT / "tests" / "sites" / "minimal" / "content"
# The day each of the two shows.
TODAY = "2026-11-22"
MINIMAL_TODAY = "2023-06-15"

DONE, CONTENT_WRONG, COMMAND_WRONG, FAILED = 0, 1, 2, 3


def command(*arguments: str | Path) -> list[str]:
    """`python build.py` with these arguments."""
    return [sys.executable, str(ROOT / "build.py"), *map(str, arguments)]


def environment(**more: str) -> dict[str, str]:
    """The environment without what would change a build."""
    return {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"} | more


def run(
    *arguments: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the program until it ends. It never shows a traceback, whatever it is given."""
    done = subprocess.run(
        command(*arguments),
        cwd=cwd,
        env=environment(**(env or {})),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, with what is in it."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
