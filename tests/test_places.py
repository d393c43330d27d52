"""Content and sites in places with odd names, on other file systems, behind links, and where nothing may be written."""

import ctypes
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.command import (
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


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Content of the test's own."""
    return Path(shutil.copytree(MINIMAL, tmp_path / "content"))


def built(content: Path, site: Path, minimal: Path) -> None:
    """Build, and compare with the same content built elsewhere."""
    done = run("--content", content, "--site", site, "--as-of", MINIMAL_TODAY)
    assert (done.returncode, done.stdout, done.stderr) == (DONE, "", "")
    assert files_below(site) == files_below(minimal)
    assert {path.name for path in site.parent.iterdir() if path.name.startswith(f".{site.name}.")} == {
        f".{site.name}.lock"
    }


@pytest.mark.parametrize(
    "name", ["with spaces & 'quotes'", "中文 Ünï שלום", "[a-z]*?", "-x", "a" * 200, "%2e$HOME`id`"]
)
def test_places_may_have_any_name(content: Path, minimal: Path, tmp_path: Path, name: str) -> None:
    place = tmp_path / name
    place.mkdir()
    shutil.move(content, place / "content")
    built(place / "content", place / (name[:180] + " site"), minimal)


def test_a_site_may_lie_in_200_characters_of_folders(content: Path, minimal: Path, tmp_path: Path) -> None:
    built(content, tmp_path.joinpath(*["folder"] * 29) / "site", minimal)


def test_prose_and_pictures_may_have_any_name(content: Path, tmp_path: Path) -> None:
    pages = content / "pages"
    names = ["two words.md", "中文.md", "Ünï.md", "שלום.md"]
    for name in names:
        (pages / name).write_text(f"# Page of {name}\n\n![x](<a picture é.png>)\n", "utf-8")
    (pages / "a picture é.png").write_bytes(b"\x89PNG")
    done = run("--content", content, "--site", tmp_path / "site", "--as-of", MINIMAL_TODAY)
    assert (done.returncode, done.stderr) == (DONE, "")
    for name in names:
        assert f"Page of {name}" in (tmp_path / "site" / name.removesuffix(".md") / "index.html").read_text("utf-8")
    assert (tmp_path / "site" / "a picture é.png").is_file()


def test_names_that_differ_in_capitals_only_are_one(content: Path) -> None:
    """Of files and of folders, with letters of any kind."""
    twins = {"pages/Éa.md": "pages/éa.md", "pages/Deep/x.md": "pages/deep/x.md", "Themes.yml": "themes.yml"}
    for one, other in twins.items():
        for name in (one, other):
            (content / name).parent.mkdir(exist_ok=True)
            if not (content / name).exists():
                (content / name).write_text("# X\n", "utf-8")
    done = run("check", "--content", content, "--as-of", MINIMAL_TODAY)
    assert done.returncode == CONTENT_WRONG
    assert done.stdout.count("[same-name]") == 3


def test_content_and_site_may_be_reached_by_links(content: Path, minimal: Path, tmp_path: Path) -> None:
    (tmp_path / "link to content").symlink_to(content, target_is_directory=True)
    (tmp_path / "real").mkdir()
    (tmp_path / "link to folder").symlink_to(tmp_path / "real", target_is_directory=True)
    built(tmp_path / "link to content", tmp_path / "link to folder" / "site", minimal)


def test_a_site_may_be_on_another_file_system(content: Path, minimal: Path) -> None:
    """Of the index only the pages count: Pagefind numbers them in the order in which a system lists its files."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as other:
        done = run("--content", content, "--site", Path(other) / "site", "--as-of", MINIMAL_TODAY)
        assert (done.returncode, done.stdout, done.stderr) == (DONE, "", "")
        made, expected = files_below(Path(other) / "site"), files_below(minimal)
        same = {name for name in expected if not name.startswith("pagefind/") or "fragment" in name}
        assert {name: made[name] for name in same} == {name: expected[name] for name in same}
        assert sorted(path.name for path in Path(other).iterdir()) == [".site.lock", "site"]


def without_rights() -> None:
    """In a child that is about to run a program: have the permissions of files mean something even to root."""
    if os.getuid() == 0:
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            ctypes.CDLL(None).prctl(24, capability)  # PR_CAPBSET_DROP


def run_without_rights(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the program as whoever may do no more than files allow."""
    return subprocess.run(
        command(*arguments),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=environment(),
        preexec_fn=without_rights,
    )


def forbidden(path: Path, mode: int) -> None:
    """Nobody but root may do more than the mode says with what is below a folder."""
    for below in (*path.rglob("*"), path):
        below.chmod(mode if below.is_dir() else mode & 0o666)


def test_content_that_may_only_be_read_is_checked(content: Path) -> None:
    forbidden(content, 0o555)
    before = files_below(content)
    done = run_without_rights("check", "--content", content, "--as-of", MINIMAL_TODAY)
    forbidden(content, 0o755)
    assert (done.returncode, done.stdout, done.stderr) == (DONE, "", "")
    assert files_below(content) == before


@pytest.mark.parametrize("name", ["site.yml", "authorities", "pages", "authorities/anytown/authority.yml"])
def test_content_that_may_not_be_read_is_not_taken_to_be_gone(content: Path, name: str) -> None:
    (content / name).chmod(0)
    done = run_without_rights("check", "--content", content, "--as-of", MINIMAL_TODAY)
    (content / name).chmod(0o755)
    assert done.returncode in (CONTENT_WRONG, FAILED)
    assert "Traceback" not in done.stderr
    assert "Permission denied" in done.stdout + done.stderr


def test_where_nothing_may_be_written_there_is_no_site(content: Path, tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o555)
    done = run_without_rights("--content", content, "--site", tmp_path / "closed" / "site", "--as-of", MINIMAL_TODAY)
    assert (done.returncode, done.stdout) == (FAILED, "")
    assert done.stderr.startswith("build.py: Permission denied")
    assert done.stderr.count("\n") == 1
