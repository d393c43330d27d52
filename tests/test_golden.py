"""The golden site: small content that uses everything, and the whole site expected of it.

`make bless` accepts a change.
"""

import difflib
import shutil
from pathlib import Path

import pytest

from followthrough.records import KINDS, Kind
from tests.command import MINIMAL, MINIMAL_TODAY, files_below, run

EXPECTED = MINIMAL.parent / "_expected"
NAMES = "files.txt"
# Search's files are named after what is in them, and are not for people to read.
PASSED_OVER = "pagefind/"
READ = (".html", ".csv", ".ics", ".txt", ".xml")


def readable(site: Path) -> dict[str, str]:
    """What people read of a site, as text, and a list of the names of all its files."""
    files = {name: data for name, data in files_below(site).items() if not name.startswith(PASSED_OVER)}
    texts = {name: data.decode() for name, data in files.items() if name.endswith(READ)}
    return {NAMES: "".join(f"{name}\n" for name in sorted(files)), **texts}


def test_the_golden_site_is_as_expected(minimal: Path, bless: bool) -> None:
    made = readable(minimal)
    if bless:
        shutil.rmtree(EXPECTED, ignore_errors=True)
        for name, text in made.items():
            (EXPECTED / name).parent.mkdir(parents=True, exist_ok=True)
            (EXPECTED / name).write_text(text, "utf-8", newline="")
    expected = {name: data.decode() for name, data in files_below(EXPECTED).items()}
    changed = [name for name in sorted(made | expected) if made.get(name) != expected.get(name)]
    changes = "".join(_difference(name, expected.get(name, ""), made.get(name, "")) for name in changed[:5])
    assert not changed, f"{len(changed)} files changed; `make bless` accepts them.\n{changes}"


def _difference(name: str, old: str, new: str) -> str:
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    lines = list(difflib.unified_diff(before, after, f"expected/{name}", f"made/{name}", n=1))
    return "".join(lines[:20]) + (f"... and {len(lines) - 20} more lines\n" if len(lines) > 20 else "")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_golden_site_has_every_kind_of_file(kind: Kind) -> None:
    names = [path.relative_to(MINIMAL).as_posix() for path in MINIMAL.rglob("*.*")]
    assert any(kind.pattern.match(name) for name in names)


def test_the_golden_site_has_no_problems() -> None:
    done = run("check", "--strict", "--content", MINIMAL, "--as-of", MINIMAL_TODAY)
    assert (done.returncode, done.stdout) == (0, "")
