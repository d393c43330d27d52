"""What was promised once: an action does not go quietly, and its first date does not change quietly."""

import shutil
from pathlib import Path

import pytest

from tests.command import CONTENT_WRONG, DONE, MINIMAL, MINIMAL_TODAY, run

PLAN = "authorities/anytown/plans/improvement-plan"
PAGE = "/anytown/improvement-plan/"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Content of the test's own, published once."""
    made = Path(shutil.copytree(MINIMAL, tmp_path / "content"))
    assert publish(made) == (DONE, "")
    return made


def publish(content: Path, *more: str) -> tuple[int, str]:
    done = run("--content", content, "--site", content.parent / "site", "--as-of", MINIMAL_TODAY, *more)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout


def edit(content: Path, old: str, new: str) -> None:
    path = content / PLAN / "actions.yml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def noted(content: Path) -> list[str]:
    return (content / "promises.txt").read_text("utf-8").splitlines()


def test_a_build_notes_what_was_promised_and_no_draft(content: Path) -> None:
    lines = [line for line in noted(content) if PAGE in line]
    expected = ("1.1 2022-06", "1.10 not-stated", "1.2 2022-09", "2a 2022-12-31", "2b 2023-03-31", "2c 2024")
    assert lines == [f"{MINIMAL_TODAY} {PAGE} {promise}" for promise in expected]
    assert publish(content, "--drafts") == (DONE, "")
    assert lines == [line for line in noted(content) if PAGE in line]


def test_a_first_date_that_changes_is_told_of_until_it_is_put_back(content: Path) -> None:
    edit(content, "due: 2022-12-31", "due: 2023-12-31")
    for more, code in (((), DONE), ((), DONE), (("--strict",), CONTENT_WRONG)):
        result, said = publish(content, *more)
        assert result == code
        assert "warning: [4].due: action 2a was published as first due by 2022-12-31, and is now 2023-12-31" in said
    assert f"{MINIMAL_TODAY} {PAGE} 2a 2022-12-31" in noted(content)
    edit(content, "due: 2023-12-31", "due: 2022-12-31")
    assert publish(content, "--strict") == (DONE, "")


def test_a_date_that_a_review_moves_is_no_change_of_the_first_one(content: Path) -> None:
    review = "assessed_by: Board\nassurance: board-agreed\nratings:\n  - {action: '1.2', due: 2024-01, "
    review += "moved_because: No staff.}\nsource: {document: cabinet-2022-10-04, paragraph: '3'}\n"
    (content / PLAN / "reviews" / "2023-04-30.yml").write_text(review, "utf-8")
    assert publish(content, "--strict") == (DONE, "")
    assert f"{MINIMAL_TODAY} {PAGE} 1.2 2022-09" in noted(content)


def test_a_date_that_was_not_known_may_be_known_now(content: Path) -> None:
    edit(content, "due: {by: not-stated, words: as soon as we can}", "due: 2023-09")
    assert publish(content, "--strict") == (DONE, "")
    assert f"{MINIMAL_TODAY} {PAGE} 1.10 2023-09" in noted(content)
    edit(content, "due: 2023-09", "due: not-stated")
    assert "was published as first due by 2023-09, and is now not-stated" in publish(content)[1]


def test_an_action_that_is_gone_is_missed_wherever_its_plan_is_now(content: Path) -> None:
    edit(content, "id: 2a", "id: 3a")
    gone = f"action 2a of {PAGE} was published and is gone [vanished-promise]"
    code, said = publish(content)
    assert (code, gone in said) == (DONE, True)
    assert "promises.txt:" in said
    (content / PLAN).rename(content / PLAN.replace("improvement-plan", "plan"))
    for path in (content / "authorities").rglob("*.yml"):
        path.write_text(path.read_text("utf-8").replace("improvement-plan", "plan"), "utf-8")
    addresses = (content / "addresses.txt").read_text("utf-8").splitlines()
    moved = [line.partition(" ")[2] for line in addresses if PAGE in line]
    to = [(old, old.replace("/improvement-plan/", "/plan/")) for old in moved]
    redirects = content / "redirects.yml"
    before = redirects.read_text("utf-8").replace(PAGE, "/anytown/plan/") if redirects.is_file() else ""
    redirects.write_text(before + "".join(f"- {{from: {old}, to: {new}}}\n" for old, new in to), "utf-8")
    code, said = publish(content)
    assert (code, said.count("vanished-promise"), gone in said) == (DONE, 1, True)


def test_a_build_of_an_earlier_day_misses_nothing_that_came_later(content: Path) -> None:
    path = content / "promises.txt"
    path.write_text(path.read_text("utf-8") + f"{MINIMAL_TODAY} {PAGE} 9 2024\n", "utf-8")
    assert "action 9 of" in publish(content)[1]
    done = run("check", "--content", content, "--as-of", "2023-06-14")
    assert (done.returncode, done.stdout) == (DONE, "")
