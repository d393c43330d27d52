"""Whatever stops a build, at whatever moment: it ends at once, and leaves nothing behind."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

import build
from tests.command import DONE, FAILED, MINIMAL, MINIMAL_TODAY, ROOT, command, environment, files_below
from tests.faults import SCENARIOS

AT_ONCE = 2
"""Seconds in which a build has to stop: one, and as much again on a busy machine."""
MOMENTS = 12
"""So many builds are stopped, at moments from the first to the last."""


class Build:
    """A build that leads a group of processes, with a folder for temporary files of its own."""

    def __init__(self, folder: Path, *more: str) -> None:
        temporary = folder / "temporary"
        temporary.mkdir(exist_ok=True)
        where = ("--content", folder / "content", "--site", folder / "site", "--as-of", MINIMAL_TODAY)
        self.process = subprocess.Popen(
            command(*where, "--jobs", "2", *more),
            cwd=ROOT,
            env=environment(TMPDIR=str(temporary)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            # A run of tests that goes on in the background ignores Ctrl-C, and so would this.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def stop(self, number: signal.Signals) -> tuple[int, str, float]:
        """Send a signal: as a terminal does, to all, if it is Ctrl-C. Gives exit code, words, and seconds it took."""
        started = time.monotonic()
        if number == signal.SIGINT:
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)
        self.process.wait(timeout=60)
        took = time.monotonic() - started
        out, error = self.process.communicate()
        return self.process.returncode, out + error, took

    def lives(self) -> bool:
        """Whether any process of the build is still there, a second after its end."""
        until = time.monotonic() + 1
        while time.monotonic() < until:
            try:
                os.killpg(self.process.pid, 0)
            except ProcessLookupError:
                return False
            time.sleep(0.01)
        return True


def left(folder: Path) -> set[str]:
    """What a build left beside the site and the content."""
    names = {path.name for path in folder.iterdir()} - {"content", "site", ".site.lock", "temporary"}
    return names | {path.name for path in (folder / "temporary").iterdir()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with content, and a site that was built from other content."""
    folder = tmp_path / "folder"
    shutil.copytree(MINIMAL, folder / "content")
    (folder / "content" / "pages" / "about.md").write_text("# About\n\nOld words.\n", "utf-8")
    build = Build(folder)
    assert build.process.communicate()[0] == ""
    assert build.process.returncode == DONE
    (folder / "content" / "pages" / "about.md").write_text("# About\n\nNew words.\n", "utf-8")
    return folder


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda one: one.name)
def test_a_build_stops_at_once_and_leaves_nothing(folder: Path, number: signal.Signals) -> None:
    shutil.copytree(folder, folder.with_name("start"))
    old = files_below(folder / "site")
    started = time.monotonic()
    whole = Build(folder)
    whole.process.communicate()
    length = time.monotonic() - started
    new = files_below(folder / "site")
    codes = []
    for moment in range(MOMENTS // 3):
        shutil.rmtree(folder)
        shutil.copytree(folder.with_name("start"), folder)
        build = Build(folder)
        time.sleep(length * (moment + 0.4 + list(signal.Signals).index(number) % 3 * 0.2) / (MOMENTS // 3))
        code, said, took = build.stop(number)
        codes.append(code)
        assert took < AT_ONCE or code == DONE, (moment, said)  # once it is too late to stop, the build ends
        assert not build.lives(), moment
        assert "Traceback" not in said, said
        assert code in (DONE, FAILED, -number)
        # Killed by the signal itself, before the program was loaded or after it had ended.
        assert files_below(folder / "site") in {DONE: [new], FAILED: [old], -number: [old, new]}[code]
        if code == FAILED:
            assert said == "build.py: stopped; the site is as it was.\n"
        assert left(folder) == set(), (moment, code)
    assert FAILED in codes


class _Interrupted:
    """Ctrl-C just when the class that it stands in is made."""

    def __set_name__(self, owner: type, name: str) -> None:
        signal.raise_signal(signal.SIGINT)


def _in_another_language(*_: object) -> int:
    """Ctrl-C where a library makes an error of its own of whatever is raised, as Pydantic does."""
    try:
        signal.raise_signal(signal.SIGINT)
    except KeyboardInterrupt:
        raise ValueError("SchemaError: KeyboardInterrupt") from None
    return DONE


@pytest.mark.parametrize(
    "loading", [lambda *_: type("Loaded", (), {"part": _Interrupted()}), _in_another_language], ids=["class", "library"]
)
def test_a_build_may_be_stopped_while_it_is_loaded(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], loading: Callable[..., object]
) -> None:
    monkeypatch.setattr(build, "_run", loading)
    assert build.main(["--content", str(MINIMAL)]) == FAILED
    assert capsys.readouterr().err == "build.py: stopped; the site is as it was.\n"


def test_pagefind_may_be_killed(folder: Path) -> None:
    """As where there is too little memory."""
    old = files_below(folder / "site")
    build = Build(folder)
    while not (found := pagefind_of(build)):
        assert build.process.poll() is None
    os.kill(found[0], signal.SIGKILL)
    out, error = build.process.communicate(timeout=60)
    assert (build.process.returncode, out) == (FAILED, "")
    assert error == (
        "build.py: The search index could not be made: Pagefind ended before its work was done; perhaps there was too "
        "little memory.\n"
    )
    assert not build.lives()
    assert files_below(folder / "site") == old
    assert left(folder) == set()


def pagefind_of(build: Build) -> list[int]:
    """The process in which Pagefind works for a build, if there is one by now."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if os.getpgid(int(path.name)) == build.process.pid and b"--service" in (path / "cmdline").read_bytes():
                found.append(int(path.name))
    return found


def test_what_is_ignored_stays_ignored(folder: Path) -> None:
    """As under nohup."""
    code = "import os, signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN); os.execv(sys.argv[1], sys.argv[1:])"
    where = ("--content", folder / "content", "--site", folder / "site", "--as-of", MINIMAL_TODAY)
    with subprocess.Popen([sys.executable, "-c", code, *command(*where)], stdout=subprocess.PIPE, cwd=ROOT) as build:
        time.sleep(1)
        build.send_signal(signal.SIGHUP)
        assert build.wait() == DONE


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda one: one.name)
def test_the_preview_ends_when_asked_to(folder: Path, number: signal.Signals) -> None:
    before = files_below(folder)
    build = Build(folder, "serve", "--port", "0")
    assert build.process.stdout
    assert build.process.stdout.readline().startswith("The preview is at http://127.0.0.1:")
    code, said, took = build.stop(number)
    assert (code, said) == (DONE, "")
    assert took < AT_ONCE
    assert not build.lives()
    assert files_below(folder) == before


def test_a_full_disk_for_what_it_says(folder: Path) -> None:
    (folder / "content" / "site.yml").write_text("title: x\n", "utf-8")
    with Path("/dev/full").open("wb") as full:
        check = command("check", "--content", folder / "content")
        done = subprocess.run(check, stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stderr) == (FAILED, "build.py: No space left on device\n")


def test_a_reader_who_goes_away(folder: Path) -> None:
    (folder / "content" / "site.yml").write_text("title: x\n", "utf-8")
    read, write = os.pipe()
    os.close(read)
    check = command("check", "--content", folder / "content")
    done = subprocess.run(check, stdout=write, stderr=subprocess.PIPE, text=True, cwd=ROOT, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (FAILED, "build.py: Broken pipe\n")


def test_letters_that_a_terminal_does_not_have(folder: Path) -> None:
    site = folder / "content" / "site.yml"
    site.write_text(site.read_text("utf-8") + "naïve→: x\n", "utf-8")
    check = command("check", "--content", folder / "content")
    env = environment(PYTHONIOENCODING="ascii")
    done = subprocess.run(check, capture_output=True, text=True, cwd=ROOT, check=False, env=env)
    assert (done.returncode, done.stderr) == (1, "")
    assert r"na\xefve\u2192" in done.stdout


def test_a_build_may_fail_anywhere() -> None:
    """See tests/faults.py; in processes of their own, which fork."""
    first, *others = SCENARIOS
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.faults", *(word for name in names for word in ("--scenario", name))],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=ROOT,
        )
        for names in ([first], others)
    ]
    said = [run.communicate()[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], "\n".join(said)
