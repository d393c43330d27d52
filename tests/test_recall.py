"""A check that nothing has changed for is not done again, and whatever changed is noticed."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from followthrough import recall
from followthrough.problem import Place, Problem

SITE = Path(__file__).parent / "sites" / "minimal" / "content"
PROBLEMS = [
    Problem("content/site.yml", Place(2, 3, 9), "error", "bad-date", "on", "is not a date", "Write 2017.", "on: x")
]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SITE, tmp_path / "content"))


def test_what_was_found_is_found_again(content: Path, tmp_path: Path) -> None:
    mark = recall.fingerprint(content, ["2026-11-22"])
    recall.keep(tmp_path / "cache" / "check.json", mark, PROBLEMS)
    assert recall.recall(tmp_path / "cache" / "check.json", mark) == PROBLEMS
    assert recall.fingerprint(content, ["2026-11-22"]) == mark


def edited(content: Path) -> None:
    site = content / "site.yml"
    site.write_text(site.read_text("utf-8") + "\n", encoding="utf-8")


def renamed(content: Path) -> None:
    (content / "themes.yml").rename(content / "theme.yml")


def added(content: Path) -> None:
    (content / "notes.txt").touch()


@pytest.mark.parametrize("change", [edited, renamed, added])
def test_every_change_counts(content: Path, change: Callable[[Path], None]) -> None:
    before = recall.fingerprint(content, ["2026-11-22"])
    change(content)
    assert recall.fingerprint(content, ["2026-11-22"]) != before


def test_another_day_counts(content: Path) -> None:
    assert recall.fingerprint(content, ["2026-11-22"]) != recall.fingerprint(content, ["2026-11-23"])


@pytest.mark.parametrize("damage", ["", "{}", "[1", '{"fingerprint": "m", "digest": "", "problems": []}', "null"])
def test_a_damaged_file_is_not_trusted(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "check.json"
    path.write_text(damage, encoding="utf-8")
    assert recall.recall(path, "m") is None


def test_problems_that_were_changed_are_not_trusted(tmp_path: Path) -> None:
    path = tmp_path / "check.json"
    recall.keep(path, "m", PROBLEMS)
    kept = json.loads(path.read_text("utf-8"))
    kept["problems"][0]["message"] = "is fine"
    path.write_text(json.dumps(kept), encoding="utf-8")
    assert recall.recall(path, "m") is None


def test_a_folder_that_cannot_be_written_to_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    recall.keep(tmp_path / "file" / "check.json", "m", PROBLEMS)
    assert recall.recall(tmp_path / "file" / "check.json", "m") is None
