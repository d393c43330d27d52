"""build.py as people run it: what it says, the code it exits with, and what stands afterwards."""

import gzip
import json
import os
import random
import re
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from build import main, report
from followthrough.problem import JSON_FIELDS
from tests.command import (
    COMMAND_WRONG,
    CONTENT,
    CONTENT_WRONG,
    DONE,
    FAILED,
    MINIMAL,
    MINIMAL_TODAY,
    ROOT,
    command,
    environment,
    files_below,
    run,
)

LONG_AGO = "long ago"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Content of the test's own."""
    return shutil.copytree(MINIMAL, tmp_path / "content")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A site from an earlier build."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text(LONG_AGO, "utf-8")
    return site


def arguments(folder: Path) -> tuple[str | Path, ...]:
    return ("--content", folder / "content", "--site", folder / "site", "--as-of", MINIMAL_TODAY)


def spoil(content: Path) -> Path:
    """An error in the content."""
    path = content / "authorities" / "anytown" / "authority.yml"
    path.write_text(path.read_text("utf-8").replace("nation: England", "nation: Englnad"), "utf-8")
    return path


def warn(content: Path) -> Path:
    """A warning about the content: a prose page with a sentence that nobody reads to its end."""
    path = content / "pages" / "unlisted.md"
    path.write_text(f"# Unlisted\n\nIt goes {'on and ' * 30}on.\n", "utf-8")
    return path


def test_a_build_says_nothing_in_a_pipe(content: Path, tmp_path: Path) -> None:
    done = run(*arguments(tmp_path))
    assert (done.returncode, done.stdout, done.stderr) == (DONE, "", "")
    assert (tmp_path / "site" / "index.html").is_file()
    assert content.is_dir()


def test_a_build_tells_a_person_how_it_goes(content: Path, tmp_path: Path) -> None:
    leader, follower = os.openpty()
    with subprocess.Popen(
        command(*arguments(tmp_path)), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=follower, cwd=ROOT
    ) as started:
        os.close(follower)
        said = b""
        while started.poll() is None or said.count(b"\n") < 6:
            try:
                said += os.read(leader, 4096)
            except OSError:
                break
        assert started.wait() == DONE
        assert started.stdout
        assert started.stdout.read() == b""
    os.close(leader)
    lines = said.decode().splitlines()
    assert lines[0].startswith("Reading ")
    assert re.fullmatch(r"\d+ files in \S+, \d+\.\d seconds; no problems\.", lines[-1])
    assert content.is_dir()


def test_an_error_publishes_nothing_and_the_old_site_stands(content: Path, old: Path, tmp_path: Path) -> None:
    spoil(content)
    before = files_below(tmp_path)
    done = run(*arguments(tmp_path))
    assert (done.returncode, done.stderr) == (CONTENT_WRONG, "")
    assert done.stdout.endswith(
        '5:9: error: nation: "Englnad" is not one of the choices [bad-choice]\n'
        "    5 | nation: Englnad\n"
        "      |         ^^^^^^^\n"
        '    Did you mean "England"? It can be: England, Wales, Scotland, Northern Ireland.\n'
    )
    assert files_below(tmp_path) == before
    assert (old / "index.html").read_text("utf-8") == LONG_AGO


def test_a_warning_stops_only_a_strict_build(content: Path, old: Path, tmp_path: Path) -> None:
    warn(content)
    strict = run(*arguments(tmp_path), "--strict")
    assert strict.returncode == CONTENT_WRONG
    assert (old / "index.html").read_text("utf-8") == LONG_AGO
    done = run(*arguments(tmp_path))
    assert "warning" in done.stdout
    assert (done.returncode, done.stdout) == (DONE, strict.stdout)
    assert "Unlisted" in (old / "unlisted" / "index.html").read_text("utf-8")


def test_check_changes_nothing(content: Path, old: Path, tmp_path: Path) -> None:
    before = files_below(tmp_path)
    done = run("check", *arguments(tmp_path))
    assert (done.returncode, done.stdout, done.stderr) == (DONE, "", "")
    assert files_below(tmp_path) == before
    assert content.is_dir()
    assert old.is_dir()


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_check_shows_problems_in_three_forms(content: Path, tmp_path: Path, form: str) -> None:
    path = spoil(content)
    done = run("check", "--format", form, *arguments(tmp_path), cwd=tmp_path)
    assert (done.returncode, done.stderr) == (CONTENT_WRONG, "")
    shown = path.relative_to(tmp_path).as_posix()
    if form == "json":
        [problem] = json.loads(done.stdout)
        assert list(problem) == list(JSON_FIELDS)
        assert (problem["path"], problem["line"], problem["column"]) == (shown, 5, 9)
    else:
        start = f"{shown}:5:9: error: " if form == "text" else f"::error file={shown},line=5,col=9,"
        assert done.stdout.startswith(start)


def test_check_says_nothing_wrong_in_json_too(content: Path, tmp_path: Path) -> None:
    done = run("check", "--format", "json", *arguments(tmp_path))
    assert (done.returncode, json.loads(done.stdout)) == (DONE, [])
    assert content.is_dir()


def test_paths_are_as_seen_from_where_the_command_ran(content: Path, tmp_path: Path) -> None:
    spoil(content)
    (tmp_path / "elsewhere").mkdir()
    done = run("check", *arguments(tmp_path), cwd=tmp_path / "elsewhere")
    assert done.stdout.startswith("../content/authorities/anytown/authority.yml:5:9: ")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (["--format", "json"], "--format goes with check"),
        (["build", "--format", "json"], "--format goes with check"),
        (["check", "--format", "xml"], "invalid choice"),
        (["publish"], "invalid choice"),
        (["--as-of", "yesterday"], "yesterday is not a date like 2026-11-22"),
        (["--as-of", "2026-02-30"], "2026-02-30 is not a date"),
        (["--jobs", "0"], "0 is not a number of processes"),
        (["--jobs", "many"], "many is not a number of processes"),
        (["--content", "nowhere"], "there is no folder nowhere"),
        (["--content", "build.py"], "there is no folder build.py"),
        (["--site", "content"], "folders of their own"),
        (["--site", "content/site"], "folders of their own"),
        (["--site", "."], "folders of their own"),
        (["--unknown"], "unrecognized arguments: --unknown"),
        (["--edition", "2999-01-01"], "an edition shows a day that has been"),
    ],
)
def test_a_wrong_command_is_explained(
    wrong: list[str], words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    with pytest.raises(SystemExit) as stopped:
        main(wrong)
    said = capsys.readouterr()
    assert (stopped.value.code, said.out) == (COMMAND_WRONG, "")
    assert said.err.startswith("usage: build.py")
    assert words in said.err


def test_the_code_of_a_wrong_command_is_that_of_the_process() -> None:
    done = run("publish")
    assert (done.returncode, done.stdout) == (COMMAND_WRONG, "")
    assert done.stderr.startswith("usage: build.py")


@pytest.mark.parametrize("wrong", ["soon", "1e9", "999999999999999999", "-99999999999999"])
def test_a_wrong_day_in_the_environment_is_explained(
    wrong: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", wrong)
    with pytest.raises(SystemExit) as stopped:
        main(["check"])
    assert stopped.value.code == COMMAND_WRONG
    assert f"SOURCE_DATE_EPOCH is {wrong}" in capsys.readouterr().err


@pytest.mark.parametrize(("seconds", "more"), [("1686873599", ()), ("0", ("--as-of", MINIMAL_TODAY))])
def test_the_day_may_come_from_the_environment(
    content: Path, minimal: Path, tmp_path: Path, seconds: str, more: tuple[str, ...]
) -> None:
    """2023-06-15 was seconds 1686787200 to 1686873599; an argument counts more."""
    done = run("--content", content, "--site", tmp_path / "site", *more, env={"SOURCE_DATE_EPOCH": seconds})
    assert (done.returncode, done.stdout) == (DONE, "")
    assert files_below(tmp_path / "site") == files_below(minimal)


def test_the_day_decides_what_is_seen() -> None:
    shown = [
        "/anytown/2023-not-yet-out/" in {page.address for page in report(MINIMAL, day).pages}
        for day in (date(2023, 6, 30), date(2023, 7, 1))
    ]
    assert shown == [False, True]


@pytest.mark.parametrize("of_real", [False, True])
def test_an_earlier_day_can_be_built_from_what_is_known_now(tmp_path: Path, of_real: bool) -> None:
    """What happened since is left out, and is no mistake: it is not in the future."""
    content, day = (CONTENT, "2017-05-01") if of_real else (MINIMAL, "2022-11-01")
    done = run("--content", copied(content, tmp_path), "--site", tmp_path / "site", "--as-of", day)
    assert (done.returncode, "error" in done.stdout) == (DONE, False)
    shown = {path.parent.name for path in (tmp_path / "site").rglob("reviews/*/index.html")}
    assert shown
    assert max(shown) <= day
    assert run("check", "--content", tmp_path / "content", "--as-of", day).returncode == DONE


def copied(content: Path, folder: Path) -> Path:
    shutil.copytree(content, folder / "content")
    return folder / "content"


def test_a_closed_output_is_no_mistake_of_ours(content: Path) -> None:
    shell = " ".join(map(shlex.quote, map(str, command("check", "--content", content, "--as-of", MINIMAL_TODAY))))
    done = subprocess.run(f"{shell} >&-", shell=True, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stderr) == (DONE, "")


def test_a_strict_build_takes_links_from_prose_to_records_and_pages_without_a_tab(
    content: Path, tmp_path: Path
) -> None:
    (content / "pages" / "more.md").write_text("# More\n\nSee [the town](../anytown/).\n", "utf-8")
    done = run(*arguments(tmp_path), "--strict")
    assert (done.returncode, done.stdout, done.stderr) == (DONE, "", "")
    assert 'href="../anytown/"' in (tmp_path / "site" / "more" / "index.html").read_text("utf-8")


def test_addresses_that_cannot_be_noted_are_not_kept_quiet(content: Path, tmp_path: Path) -> None:
    (content / "addresses.txt").unlink(missing_ok=True)
    (content / "addresses.txt").mkdir()
    done = run(*arguments(tmp_path))
    assert done.returncode == DONE
    assert "what is new could not be noted" in done.stderr


def test_a_manifest_may_begin_with_a_byte_order_mark(content: Path, tmp_path: Path) -> None:
    path = content / "addresses.txt"
    path.write_text("\ufeff2020-01-01 /gone/\n", "utf-8")
    done = run(*arguments(tmp_path))
    assert done.returncode == CONTENT_WRONG
    assert "/gone/ was published on 2020-01-01 and is gone" in done.stdout


def test_what_is_below_a_folder_that_was_renamed_moves_along(content: Path, tmp_path: Path) -> None:
    assert run(*arguments(tmp_path)).returncode == DONE
    old = [line.split()[1] for line in (content / "addresses.txt").read_text("utf-8").splitlines()]
    (content / "authorities" / "anytown").rename(content / "authorities" / "new-anytown")
    for naming in (content / "waivers.yml", content / "authorities" / "oldtown-county" / "authority.yml"):
        naming.write_text(naming.read_text("utf-8").replace("anytown", "new-anytown"), "utf-8")
    done = run(*arguments(tmp_path))
    below = sum(address.startswith("/anytown/") for address in old) - 1
    assert f"/anytown/ was published on {MINIMAL_TODAY} and is gone, with {below} more below it" in done.stdout
    assert (done.returncode, done.stdout.count("vanished-address")) == (CONTENT_WRONG, 1)
    redirects = content / "redirects.yml"
    before = redirects.read_text("utf-8") if redirects.is_file() else ""
    after = before.replace("to: /anytown/", "to: /new-anytown/") + "- {from: /anytown/, to: /new-anytown/}\n"
    redirects.write_text(after, "utf-8")
    done = run(*arguments(tmp_path))
    assert (done.returncode, done.stdout) == (DONE, "")
    for address in old:
        page = tmp_path / "site" / address[1:]
        text = (page / "index.html").read_text("utf-8")
        if address.startswith("/anytown/"):
            found = re.search('content="0; url=([^"]+)"', text)
            assert found, address
            assert (page / found[1]).resolve() == tmp_path / "site" / f"new-{address[1:]}"
            assert (page / found[1] / "index.html").is_file()


def test_a_site_that_is_no_site_is_not_replaced(content: Path, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "thesis.txt").write_text("mine", "utf-8")
    done = run(*arguments(tmp_path))
    assert (done.returncode, done.stdout) == (FAILED, "")
    assert done.stderr.startswith("build.py: ")
    assert "it would be replaced" in done.stderr
    assert files_below(tmp_path / "site") == {"thesis.txt": b"mine"}
    assert content.is_dir()


def test_the_same_content_gives_the_same_bytes_anywhere(minimal: Path, tmp_path: Path) -> None:
    """In another folder, from another folder, in another time zone, language and order of files."""
    elsewhere = tmp_path / "some where" / "else é"
    elsewhere.mkdir(parents=True)
    for path in sorted(MINIMAL.rglob("*.*"), reverse=True):
        copy = elsewhere / "content" / path.relative_to(MINIMAL)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
        os.utime(copy, (0, 0))
    odd = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "cy_GB", "PYTHONHASHSEED": "7", "PYTHONUTF8": "0"}
    done = run("--site", "site", "--as-of", MINIMAL_TODAY, "--jobs", "1", cwd=elsewhere, env=odd)
    assert (done.returncode, done.stdout, done.stderr) == (DONE, "", "")
    made, expected = files_below(elsewhere / "site"), files_below(minimal)
    assert sorted(made) == sorted(expected)
    assert [name for name in made if made[name] != expected[name]] == []


def test_what_is_held_back_is_in_no_byte_of_the_site(minimal: Path) -> None:
    drafts = [path for path in MINIMAL.rglob("*.*") if "Unseenword" in path.read_text("utf-8")]
    assert len(drafts) >= 9
    for name, data in files_below(minimal).items():
        plain = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        assert b"unseenword" not in plain.lower(), name
        assert "unseenword" not in name


def test_drafts_are_shown_when_asked_for_and_leave_no_trace(content: Path, tmp_path: Path) -> None:
    done = run(*arguments(tmp_path), "--drafts")
    assert (done.returncode, done.stdout) == (DONE, "")
    texts = [data.decode() for name, data in files_below(tmp_path / "site").items() if name.endswith(".html")]
    shown = "\n".join(texts)
    for words in ("Council", "finding", "recommendation", "paper", "Board", "inspection", "measure", "action"):
        assert f"Unseenword {words}" in shown, words
    assert all("Preview with drafts" in text for text in texts if "Unseenword" in text)
    assert "<mark>Draft</mark>" in shown
    shutil.rmtree(tmp_path / "site")
    assert run(*arguments(tmp_path)).stdout == ""
    said = {name for name, data in files_below(tmp_path / "site").items() if b"Preview with drafts" in data}
    assert said == {"components/index.html"}
    assert content.is_dir()


def test_two_builds_at_once_do_not_mix(content: Path, tmp_path: Path) -> None:
    builds = [
        subprocess.Popen(
            command(*arguments(tmp_path)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
        )
        for _ in range(3)
    ]
    results = [(*build.communicate(timeout=120), build.returncode) for build in builds]
    assert {code for _, _, code in results} <= {DONE, FAILED}
    assert any(code == DONE for _, _, code in results)
    waiting = [words for _, words, code in results if code == FAILED]
    assert waiting
    for words in waiting:
        assert words.startswith("build.py: Another build is writing")
        assert words.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != ".site.lock") == ["content", "site"]
    assert run(*arguments(tmp_path)).returncode == DONE
    assert content.is_dir()


def test_a_killed_build_leaves_the_old_site_whole(content: Path, minimal: Path, tmp_path: Path) -> None:
    """At any moment: afterwards the old site or the new one stands, and the next build succeeds."""
    expected = files_below(minimal)
    start = time.monotonic()
    assert run(*arguments(tmp_path)).returncode == DONE
    length = time.monotonic() - start
    page = content / "pages" / "about.md"
    moments = random.Random(7)
    for number in range(4):
        page.write_text(f"# About\n\nVersion {number}.\n", "utf-8")
        before = files_below(tmp_path / "site")
        # A group of its own, so that what it started dies with it.
        build = subprocess.Popen(
            command(*arguments(tmp_path)),
            cwd=ROOT,
            stderr=subprocess.DEVNULL,
            env=environment(),
            start_new_session=True,
        )
        time.sleep(length * moments.uniform(0.3, 1.05))
        os.killpg(build.pid, signal.SIGKILL)
        build.wait()
        after = files_below(tmp_path / "site")
        about = after["about/index.html"].decode()
        assert after == before or f"Version {number}." in about
        assert after.keys() - before.keys() == set() or "pagefind" in str(after.keys() - before.keys())
    shutil.copyfile(MINIMAL / "pages" / "about.md", page)
    assert run(*arguments(tmp_path)).returncode == DONE
    assert files_below(tmp_path / "site") == expected
    leftovers = {path.name for path in tmp_path.iterdir()} - {"content", "site", ".site.lock"}
    assert leftovers == set()


def nasty(old: str, new: str, path: str) -> Callable[[Path], None]:
    """Replace something in a file by something that nobody should write."""

    def spoil_it(content: Path) -> None:
        text = (content / path).read_text("utf-8")
        assert old in text
        (content / path).write_text(text.replace(old, new), "utf-8")

    return spoil_it


def raw(path: str, data: bytes) -> Callable[[Path], None]:
    """A file with these bytes."""

    def write(content: Path) -> None:
        (content / path).parent.mkdir(parents=True, exist_ok=True)
        (content / path).write_bytes(data)

    return write


def removed(path: str) -> Callable[[Path], None]:
    """One file or folder fewer."""

    def remove(content: Path) -> None:
        target = content / path
        if target.is_dir():
            shutil.rmtree(target)
        else:
            target.unlink()

    return remove


def emptied(*keep: str) -> Callable[[Path], None]:
    """Nothing but this."""

    def empty(content: Path) -> None:
        for path in content.iterdir():
            if path.name not in keep:
                removed(path.name)(content)

    return empty


TOWN = "authorities/anytown"
PLAN = f"{TOWN}/plans/improvement-plan/plan.yml"
ACTIONS = f"{TOWN}/plans/improvement-plan/actions.yml"
VISITS = f"{TOWN}/measures/visits-in-time.yml"
SIF = f"{TOWN}/inspections/2021-sif/inspection.yml"
FINDING = f"{TOWN}/inspections/2021-sif/findings/01-early-help.md"
REPLACED = f"{TOWN}/inspections/2021-sif/recommendations/02-family-centres.md"
NASTY: dict[str, tuple[Callable[[Path], None], int]] = {
    "no site.yml": (removed("site.yml"), CONTENT_WRONG),
    "nothing but site.yml": (emptied("site.yml", "pages"), DONE),
    "nothing at all": (emptied(), CONTENT_WRONG),
    "no prose": (removed("pages"), DONE),
    "no authorities": (emptied("site.yml", "pages", "themes.yml", "frameworks.yml", "scales.yml"), DONE),
    "no frameworks": (removed("frameworks.yml"), CONTENT_WRONG),
    "plan agreed at the end of time": (nasty("agreed: 2022-02-16", "agreed: 9999-12-31", PLAN), CONTENT_WRONG),
    "working days below zero": (nasty("working_days: 70", "working_days: -70", "frameworks.yml"), CONTENT_WRONG),
    "working days without end": (
        nasty("working_days: 70", "working_days: 99999999999999", "frameworks.yml"),
        CONTENT_WRONG,
    ),
    "stale after an eternity": (
        nasty("stale_after_months: 6", "stale_after_months: 999999999", "site.yml"),
        CONTENT_WRONG,
    ),
    "decimals below zero": (nasty("decimals: 1", "decimals: -1", VISITS), CONTENT_WRONG),
    "decimals without end": (nasty("decimals: 1", "decimals: 999999999", VISITS), CONTENT_WRONG),
    "a number without end": (nasty("value: 58", f"value: {'9' * 5000}", VISITS), CONTENT_WRONG),
    "a recommendation without end": (nasty("2021-sif/1", f"2021-sif/{'9' * 5000}", VISITS), CONTENT_WRONG),
    "a count without end": (
        nasty("recommendations_stated: 5", f"recommendations_stated: {'9' * 5000}", SIF),
        CONTENT_WRONG,
    ),
    "published in the year 9999": (nasty("published: 2021-11-08", "published: 9999-12-31", SIF), CONTENT_WRONG),
    "an authority that succeeds itself": (
        nasty("successor: anytown", "successor: oldtown-county", "authorities/oldtown-county/authority.yml"),
        CONTENT_WRONG,
    ),
    "a plan that replaces itself": (
        nasty("by: improvement-plan", "by: first-plan", f"{TOWN}/plans/first-plan/plan.yml"),
        CONTENT_WRONG,
    ),
    "an action that replaces itself": (nasty("by: 2c", "by: 2b", ACTIONS), CONTENT_WRONG),
    "an inspection that follows itself": (
        nasty("follows: 2021-sif", "follows: 2023-visit", f"{TOWN}/inspections/2023-visit/inspection.yml"),
        CONTENT_WRONG,
    ),
    "an area within itself": (nasty("within: care", "within: care-leavers", "frameworks.yml"), CONTENT_WRONG),
    "replaced by what is not there": (nasty('by: "3"', 'by: "99"', REPLACED), CONTENT_WRONG),
    "replaced by a number without end": (nasty('by: "3"', f'by: "{"9" * 5000}"', REPLACED), CONTENT_WRONG),
    "replaced by no number": (nasty('by: "3"', 'by: "²"', REPLACED), CONTENT_WRONG),
    "two priorities with one number": (nasty("{number: 2, text: Work", "{number: 1, text: Work", PLAN), CONTENT_WRONG),
    "prose that is not UTF-8": (raw("pages/about.md", b"# Caf\xe9\n"), CONTENT_WRONG),
    "prose with facts that never end": (raw("pages/about.md", b"---\ntitle: [\n---\n# About\n"), CONTENT_WRONG),
    "prose with a template of its own": (
        raw("pages/about.md", b"---\ntemplate: gone.html\n---\n# About\n"),
        CONTENT_WRONG,
    ),
    "prose with code": (raw("pages/about.md", b"# About\n\n{{ 7 * 7 }} {% raw %}\n"), DONE),
    "prose in the place of a record": (raw("pages/anytown/index.md", b"# Anytown\n"), CONTENT_WRONG),
    "prose in the place of a list": (raw("pages/themes.md", b"# Themes\n"), CONTENT_WRONG),
    "prose in the place of the search index": (raw("pages/pagefind/index.md", b"# x\n"), CONTENT_WRONG),
    "prose without a heading": (raw("pages/about.md", b"words\n"), DONE),
    "prose with two headings": (raw("pages/about.md", b"# One\n\n# Two\n"), CONTENT_WRONG),
    "prose with a broken link": (raw("pages/about.md", b"# About\n\n[gone](gone.md)\n"), CONTENT_WRONG),
    "prose from another host": (raw("pages/about.md", b"# About\n\n![x](https://x.example/x.png)\n"), CONTENT_WRONG),
    "a broken link in a record": (nasty("We agree.", "We [agree](../gone/).", FINDING), CONTENT_WRONG),
    "a heading of level 1 in a fact": (
        nasty("The council is **one** of none.", "'# The council'", f"{TOWN}/authority.yml"),
        CONTENT_WRONG,
    ),
    "a heading of level 1 below words": (nasty("We agree.", "We agree\n===\n", FINDING), CONTENT_WRONG),
    "a manifest of another kind": (raw("addresses.txt", b"\xff\xfe\x00"), DONE),
    "an edition that is none": (raw("editions/2022-01-01.zip", b"no zip"), CONTENT_WRONG),
    "a name with spaces": (raw("authorities/Any Town/authority.yml", b"name: x\n"), CONTENT_WRONG),
    "a number 0": (raw(f"{TOWN}/inspections/2021-sif/findings/00-none.md", b"Nothing.\n"), CONTENT_WRONG),
}


@pytest.mark.parametrize("case", NASTY)
def test_nasty_content_is_dealt_with(
    case: str, content: Path, old: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Never a traceback or a hang, and never half a site: a problem that says what is wrong, or a site."""
    spoil_it, expected = NASTY[case]
    spoil_it(content)
    code = main([str(argument) for argument in arguments(tmp_path)])
    said = capsys.readouterr()
    assert code == expected, said.out + said.err
    if expected == CONTENT_WRONG:
        assert "error: " in said.out
        assert said.err == ""
    assert (old / "index.html").read_text("utf-8").startswith(LONG_AGO if expected else "<!doctype html>")


def test_a_place_that_is_not_on_a_page_is_a_problem_of_the_prose(content: Path, old: Path, tmp_path: Path) -> None:
    """Only the finished pages tell; the problem names the line of the source all the same."""
    about = content / "pages" / "about.md"
    about.parent.mkdir(exist_ok=True)
    about.write_text("# About\n\n## How\n\nRead [how we work](#how) and [what we rate](#rating).\n", "utf-8")
    done = run(*arguments(tmp_path))
    assert done.returncode == CONTENT_WRONG
    assert '/content/pages/about.md:5:45: error: there is no place "#rating" on that page [prose-link]' in done.stdout
    assert "Places are named after headings" in done.stdout
    assert (old / "index.html").read_text("utf-8") == LONG_AGO


def test_whatever_is_wrong_with_a_finished_page_of_prose_is_a_problem_of_its_line(
    content: Path, old: Path, tmp_path: Path
) -> None:
    (content / "pages" / "help").mkdir(parents=True)
    (content / "pages" / "help" / "README.md").write_text('# Help\n\nSee <a href="nowhere/">this</a>.\n', "utf-8")
    (content / "pages" / "more.md").write_text("# More\n\nText.\n\n## Main\n", "utf-8")
    done = run(*arguments(tmp_path))
    assert (done.returncode, done.stderr) == (CONTENT_WRONG, "")
    assert 'help/README.md:3:14: error: links to "nowhere/", which is not there [prose-link]' in done.stdout
    assert 'more.md:5:4: error: two places on this page are called "main" [prose-link]' in done.stdout
    assert (old / "index.html").read_text("utf-8") == LONG_AGO


def test_links_out_of_the_prose_are_refused(content: Path, old: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("# Secret\n", "utf-8")
    (content / "pages" / "secret.md").symlink_to(secret)
    done = run(*arguments(tmp_path))
    assert done.returncode == CONTENT_WRONG
    assert "[link]" in done.stdout
    assert (old / "index.html").read_text("utf-8") == LONG_AGO
