"""What nothing has changed for is not done again, and whatever changed is noticed."""

import json
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from build import Report, report
from followthrough import recall
from followthrough.check import Checker, check
from followthrough.follow import Memory
from followthrough.outputs import Outputs
from followthrough.pages import pages
from followthrough.problem import Place, Problem
from followthrough.read import Known, read_tree
from followthrough.render import Renderer
from tests.command import DONE, MINIMAL, MINIMAL_TODAY, ROOT, files_below, run
from tests.made import BASE, register

AS_OF = date(2026, 11, 22)
AT = datetime.fromisoformat("2026-11-22T09:15")
MINIMAL_DAY = date.fromisoformat(MINIMAL_TODAY)
PROBLEMS = [
    Problem("content/site.yml", Place(2, 3, 9), "error", "bad-date", "on", "is not a date", "Write 2017.", "on: x")
]
HEAVY = ("followthrough.check", "followthrough.register", "followthrough.pages", "pydantic", "jinja2", "mkdocs")
KEPT = [problem.kept() for problem in PROBLEMS]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MINIMAL, tmp_path / "content"))


def test_what_waits_for_its_time_ends_what_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "check.json"
    recall.keep(path, "m", KEPT, AT + timedelta(minutes=15))
    assert recall.recall(path, "m", AT) == KEPT
    assert recall.recall(path, "m", AT + timedelta(minutes=15)) is None


def test_a_build_of_what_has_not_changed_loads_nothing_for_it(content: Path, tmp_path: Path) -> None:
    where = ["--content", str(content), "--site", str(tmp_path / "site"), "--as-of", MINIMAL_TODAY]
    assert run(*where).returncode == DONE
    code = f"import sys, build; build.main({where!r}); print(sorted(name for name in sys.modules if name in {HEAVY!r}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_what_was_found_is_found_again(content: Path, tmp_path: Path) -> None:
    mark = recall.fingerprint([content], ["2026-11-22"])
    recall.keep(tmp_path / "cache" / "check.json", mark, KEPT, None)
    assert [Problem.of_kept(one) for one in recall.recall(tmp_path / "cache" / "check.json", mark, AT)] == PROBLEMS
    assert recall.fingerprint([content], ["2026-11-22"]) == mark


def edited(content: Path) -> None:
    site = content / "site.yml"
    site.write_text(site.read_text("utf-8") + "\n", encoding="utf-8")


def renamed(content: Path) -> None:
    (content / "themes.yml").rename(content / "theme.yml")


def added(content: Path) -> None:
    (content / "notes.txt").touch()


@pytest.mark.parametrize("change", [edited, renamed, added])
def test_every_change_counts(content: Path, change: Callable[[Path], None]) -> None:
    before = recall.fingerprint([content], ["2026-11-22"])
    change(content)
    assert recall.fingerprint([content], ["2026-11-22"]) != before


def test_another_day_counts(content: Path) -> None:
    assert recall.fingerprint([content], ["2026-11-22"]) != recall.fingerprint([content], ["2026-11-23"])


@pytest.mark.parametrize("damage", ["", "{}", "[1", '{"fingerprint": "m", "digest": "", "value": []}', "null"])
def test_a_damaged_file_is_not_trusted(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "check.json"
    path.write_text(damage, encoding="utf-8")
    assert recall.recall(path, "m", AT) is None


def test_problems_that_were_changed_are_not_trusted(tmp_path: Path) -> None:
    path = tmp_path / "check.json"
    recall.keep(path, "", KEPT, None)  # what it depends on could not be read
    assert not path.exists()
    recall.keep(path, "m", KEPT, None)
    assert recall.recall(path, "", AT) is None
    kept = json.loads(path.read_text("utf-8"))
    kept["value"][0]["message"] = "is fine"
    path.write_text(json.dumps(kept), encoding="utf-8")
    assert recall.recall(path, "m", AT) is None


def test_a_folder_that_cannot_be_written_to_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    recall.keep(tmp_path / "file" / "check.json", "m", KEPT, None)
    assert recall.recall(tmp_path / "file" / "check.json", "m", AT) is None


# A build of what has not changed


@pytest.fixture
def build(content: Path, tmp_path: Path) -> Callable[[], str]:
    """Builds the content into `site`, and gives what the program says of it."""
    (content / "pages" / "unlisted.md").write_text(f"# Unlisted\n\nIt goes {'on and ' * 30}on.\n", "utf-8")

    def again() -> str:
        done = run("--content", content, "--as-of", MINIMAL_TODAY, "--site", tmp_path / "site")
        assert (done.returncode, done.stderr) == (DONE, "")
        return done.stdout

    assert "unlisted.md" in again()
    return again


def times(site: Path) -> dict[str, int]:
    """When each file of a site was written."""
    return {path.relative_to(site).as_posix(): path.stat().st_mtime_ns for path in site.rglob("*.html")}


def test_nothing_is_built_when_nothing_has_changed_and_the_warnings_stay(
    build: Callable[[], str], tmp_path: Path
) -> None:
    before = times(tmp_path / "site")
    assert "unlisted.md" in build()
    assert times(tmp_path / "site") == before


@pytest.mark.parametrize("harm", ["changed", "deleted", "added", "damaged", "gone"])
def test_a_site_that_is_not_as_it_was_is_built_again(build: Callable[[], str], tmp_path: Path, harm: str) -> None:
    site = tmp_path / "site"
    before, page = files_below(site), site / "about" / "index.html"
    match harm:
        case "changed":
            page.write_bytes(page.read_bytes().replace(b"<h1", b"<h2"))
        case "deleted":
            page.unlink()
        case "added":
            (site / "more.html").write_text("More", "utf-8")
        case "damaged":
            kept = ROOT / ".cache" / "build.json"
            kept.write_text(kept.read_text("utf-8").replace("unlisted", "unl1sted"), "utf-8")
        case _:
            shutil.rmtree(site)
    written = times(site) if site.is_dir() else {}
    assert "unlisted.md" in build()
    assert files_below(site) == before
    assert times(site) != written


def test_an_edit_is_built(build: Callable[[], str], content: Path, tmp_path: Path) -> None:
    about = content / "pages" / "about.md"
    about.write_text(about.read_text("utf-8") + "\nWombats are welcome.\n", "utf-8")
    build()
    assert "Wombats are welcome." in (tmp_path / "site" / "about" / "index.html").read_text("utf-8")


def test_a_damaged_template_that_was_compiled_is_compiled_again(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    kept = tmp_path / ".cache" / "templates"

    def rendered() -> str:
        made = register(BASE)
        home = next(page for page in pages(made) if page.template == "home.html")
        return str(Renderer(made, tmp_path / "templates").render(home).holes["body"])

    first = rendered()
    files = [path for path in kept.rglob("*") if path.is_file()]
    assert files
    for path in files:
        path.write_bytes(path.read_bytes()[:-40] + bytes(40))
    assert rendered() == first
    for path in files:
        path.write_bytes(path.read_bytes()[:20])
    assert rendered() == first


# Content that is looked at again while it is edited

WORDS = ("2019-02-30", "not-stated", "draft: true", "Green", "1", "x: y", "- a", "## We said", "NHS 943 476 5919", "")


def mutate(rng: random.Random, content: Path) -> None:
    """Change, add, remove or rename a file, as editors do by mistake."""
    paths = sorted(path for path in content.rglob("*") if path.suffix in (".yml", ".md"))
    path = rng.choice(paths)
    lines = path.read_text("utf-8").split("\n")
    at = rng.randrange(len(lines))
    match rng.randrange(8):
        case 0:
            path.unlink()
        case 1:
            path.rename(path.with_name(f"{rng.randint(1, 9):02}-{path.name}"))
        case 2:
            path.write_bytes(rng.choice(paths).read_bytes())
        case 3:
            shutil.copyfile(path, path.with_name(f"{rng.randint(1, 9):02}-more{path.suffix}"))
        case 4:
            del lines[at]
            path.write_text("\n".join(lines), "utf-8")
        case _:
            words = lines[at].split(" ")
            words[rng.randrange(len(words))] = rng.choice(WORDS)
            lines[at] = " ".join(words)
            path.write_text("\n".join(lines), "utf-8")


@pytest.mark.parametrize("seed", range(4))
def test_looking_again_finds_what_looking_anew_finds(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    content = Path(shutil.copytree(ROOT / "content", tmp_path / "content"))
    known = Known()
    checker = Checker()
    found = 0
    before: dict[str, bytes] = {}
    for _ in range(8):
        # Which paths changed is known for those that stayed in place, as an editor's saving does.
        after = {str(path.resolve()): path.read_bytes() for path in content.rglob("*") if path.is_file()}
        changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
        documents, unread = read_tree(content, known=known, changed=changed if before else None)
        before = after
        again, problems = checker.check(documents, AS_OF)
        fresh, expected = check(read_tree(content)[0], AS_OF)
        assert sorted(unread) == sorted(read_tree(content)[1])
        assert Counter(problems) - Counter(expected) == Counter(expected) - Counter(problems) == Counter()
        assert [entry.record for entry in again.entries] == [entry.record for entry in fresh.entries]
        found += len(problems)
        if rng.random() < 0.3 and problems:
            shutil.rmtree(content)
            shutil.copytree(ROOT / "content", content)
        mutate(rng, content)
    assert found


def test_a_list_is_missed_from_the_first_use_to_the_last(content: Path) -> None:
    (content / "scales.yml").unlink()
    using, *others = content.rglob("plan.yml")
    used = using.read_text("utf-8")
    for other in others:
        shutil.rmtree(other.parent)
    unused = re.sub(r"(?m)^scale: .*\n", "", used)
    checker, known = Checker(), Known()
    found: list[bool] = []
    for text in (unused, used, unused):
        using.write_text(text, "utf-8")
        documents, _ = read_tree(content, known=known, changed={str(using.resolve())} if found else None)
        messages = [problem.message for problem in checker.check(documents, MINIMAL_DAY)[1]]
        found.append("the scales file is missing" in messages)
    assert found == [False, True, False]


def bodies(made: Report) -> dict[str, str]:
    assert made.register is not None
    outputs = Outputs(made.register, made.pages, "https://example.org/")
    renderer = Renderer(made.register, ROOT / "templates", site_url="https://example.org/", outputs=outputs)
    return {page.address: "".join(renderer.render(page).holes.values()) for page in made.pages}


@pytest.mark.parametrize("seed", range(3))
def test_pages_after_an_edit_are_those_of_a_new_start(seed: int, content: Path) -> None:
    rng = random.Random(seed)
    memory, shown = Memory(), 0
    report(content, MINIMAL_DAY, memory=memory)
    for _ in range(12):
        files = sorted(path for path in content.rglob("*") if path.suffix in (".yml", ".md"))
        path = rng.choice(files)
        words = path.read_text("utf-8")
        edited = re.sub(r"(?<=[a-z]{3} )[a-z]{3}(?= [a-z]{3})", lambda found: found[0][::-1], words)
        path.write_text(edited, "utf-8")
        again = report(content, MINIMAL_DAY, memory=memory, changed={str(path.resolve())})
        fresh = report(content, MINIMAL_DAY)
        assert sorted(again.problems) == sorted(fresh.problems)
        assert (again.found is None) == (fresh.found is None)
        if again.found:
            assert bodies(again) == bodies(fresh)
            shown += edited != words
        else:
            path.write_text(words, "utf-8")
            report(content, MINIMAL_DAY, memory=memory, changed={str(path.resolve())})
    assert shown > 3
