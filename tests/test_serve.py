"""The preview, as its own process: it follows edits, shows problems above the last good pages, and keeps to itself."""

import http.client
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SITE = ROOT / "tests" / "sites" / "minimal" / "content"


class Served:
    """A running preview of a copy of the golden content."""

    def __init__(self, content: Path, port: int) -> None:
        self.content, self.port = content, port

    def get(self, path: str, host: str = "localhost") -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", path, headers={"Host": f"{host}:{self.port}"})
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        connection.close()
        return answer.status, text

    def until(self, path: str, holds: Callable[[str], bool]) -> str:
        """The page, as soon as something holds of it."""
        end = time.monotonic() + 20
        while not holds(page := self.get(path)[1]):
            assert time.monotonic() < end, f"the preview did not follow: {page}"
            time.sleep(0.05)
        return page


@contextmanager
def serving(program: Path, folder: Path, *start: str) -> Iterator[Served]:
    """The preview of this copy of the program, of content in the folder; it must not end or break by itself.

    `start` is how Python starts it, if not as the README says.
    """
    content = Path(shutil.copytree(SITE, folder / "content"))
    begin = [sys.executable, "-u", *(start or (str(program / "build.py"),))]
    command = [*begin, "serve", "--content", str(content), "--port", "0"]
    said = folder / "said"
    with said.open("w") as to, subprocess.Popen(command, stdout=to, stderr=subprocess.STDOUT, text=True) as process:
        end = time.monotonic() + 20
        while not (found := re.search(r"http://127\.0\.0\.1:(\d+)/", said.read_text("utf-8"))):
            assert time.monotonic() < end, said.read_text("utf-8")
            time.sleep(0.02)
        try:
            yield Served(content, int(found[1]))
            assert process.poll() is None, said.read_text("utf-8")
        finally:
            process.terminate()
    assert "Traceback" not in said.read_text("utf-8")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(ROOT, tmp_path) as served:
        yield served


def test_pages_follow_edits_and_survive_mistakes(served: Served) -> None:
    status, page = served.get("/anytown/")
    assert status == 200
    assert "<details open>" not in page
    assert served.get("/data/recommendations.csv")[0] == 200
    authority = served.content / "authorities" / "anytown" / "authority.yml"
    good = authority.read_text("utf-8")
    authority.write_text(good + "colour: blue\n", encoding="utf-8")
    page = served.until("/anytown/", lambda page: "<details open>" in page)
    assert "colour" in page
    assert "[unknown-field]" in page
    assert "<h1" in page
    authority.write_text(re.sub(r"(?m)^name: .*$", "name: Newtown Council", good), encoding="utf-8")
    page = served.until("/anytown/", lambda page: "<h1>Newtown Council" in page)
    assert "[unknown-field]" not in page


def test_a_slash_that_is_missing_is_put_there_as_hosts_do(served: Served) -> None:
    assert served.get("/anytown/2021-sif") == (302, "")
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    connection.request("GET", "//anytown/2021-sif?q=1", headers={"Host": "localhost"})
    assert connection.getresponse().getheader("Location") == "/anytown/2021-sif/?q=1"
    connection.close()


def test_it_outlives_whatever_happens_to_the_folder(served: Served) -> None:
    """What is taken away comes back as it is: the folder itself, one of an authority, a leftover in it."""
    away = served.content.with_name("away")
    served.content.rename(away)
    served.until("/anytown/", lambda page: "No such file or directory" in page)
    shutil.copytree(away, served.content)
    served.until("/anytown/", lambda page: "details open" not in page)
    leftover = served.content / "authorities" / "anytown" / "authority.yml.bak"
    leftover.write_text("left over", "utf-8")
    served.until("/anytown/", lambda page: "[unread-file]" in page)
    about = served.content / "pages" / "about.md"
    before = served.get("/_preview/now")[1]
    about.write_text(about.read_text("utf-8") + "\nMore words.\n", "utf-8")
    assert "[unread-file]" in served.until("/anytown/", lambda page: before not in page)
    leftover.unlink()
    served.until("/anytown/", lambda page: "[unread-file]" not in page)
    (served.content / "authorities" / "anytown").rename(served.content.with_name("anytown"))
    served.until("/anytown/", lambda page: "details open" in page)
    served.content.with_name("anytown").rename(served.content / "authorities" / "anytown")
    served.until("/anytown/", lambda page: "details open" not in page)


def test_prose_may_come_and_go_at_any_time(served: Served) -> None:
    """As editors save: a file of another name, for a moment."""
    about = served.content / "pages" / "about.md"
    for number in range(20):
        passing = about.with_name(f"passing{number}.md")
        passing.write_text("# Passing\n", "utf-8")
        time.sleep(0.02 * (number % 7))
        passing.unlink()
    about.write_text("# About\n\nThe last words.\n", "utf-8")
    served.until("/about/", lambda page: "The last words." in page)


def test_a_page_says_which_snapshot_it_is_of(served: Served) -> None:
    """So that a tab opened while another edit came hears of that edit at once."""
    found = re.search(r'src="/_preview/reload\.js\?([0-9-]+)"', served.get("/")[1])
    assert found
    authority = served.content / "authorities" / "anytown" / "authority.yml"
    authority.write_text(authority.read_text("utf-8") + "colour: blue\n", encoding="utf-8")
    served.until("/", lambda page: "[unknown-field]" in page)
    for seen in (found[1], "1-1"):
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=5)
        connection.request("GET", f"/_preview/events?{seen}", headers={"Host": "localhost"})
        assert connection.getresponse().readline() == b"event: reload\n"
        connection.close()


def test_the_problems_of_a_page_come_first(served: Served) -> None:
    for name in ("themes.yml", "authorities/anytown/authority.yml", "glossary.yml"):
        path = served.content / name
        path.write_text("colour: [blue\n" + path.read_text("utf-8"), encoding="utf-8")
    served.until("/", lambda page: page.count("colour: [blue") == 3)
    firsts = [re.search(r"<pre[^>]*>(\S+?):", served.get(path)[1]) for path in ("/glossary.yml/", "/anytown/2021-sif/")]
    assert [found and found[1].rpartition("/")[2] for found in firsts] == ["glossary.yml", "authority.yml"]


def test_what_it_does_not_understand_it_says(served: Served) -> None:
    def ask(line: str) -> bytes:
        with socket.create_connection(("127.0.0.1", served.port), timeout=5) as plain:
            plain.sendall(f"{line}\r\nHost: LOCALHOST\r\n\r\n".encode())
            return plain.makefile("rb").readline()

    assert b" 400 " in ask("GET http://[::1 HTTP/1.0")
    assert b" 200 " in ask("HEAD / HTTP/1.0")
    assert b" 501 " in ask("POST / HTTP/1.0")


def test_a_port_that_is_taken_is_said(served: Served) -> None:
    command = [sys.executable, str(ROOT / "build.py"), "serve", "--content", str(served.content)]
    done = subprocess.run([*command, "--port", str(served.port)], capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert done.stderr == (
        f"build.py: port {served.port} is in use, perhaps by another preview. Choose another one: "
        f"--port {served.port + 1}\n"
    )


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A copy of the program, whose own files may be edited."""
    for name in ("followthrough", "templates"):
        shutil.copytree(ROOT / name, tmp_path / "program" / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("build.py", "mkdocs.yml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path / "program" / name)
    return tmp_path / "program"


MISTAKES = {
    "templates/parts/authority-body.html": ("{% if %}", "authority-body.html:1:"),
    "templates/pages/authority.html": ("{{ nothing.at.all }}", "authority.html:1:"),
    "templates/words/en.toml": ("no = = toml", "words/en.toml cannot be used"),
    "templates/theme/main.html": ("{% if %}", "main.html:1:"),
    "mkdocs.yml": ("theme: [", "mkdocs.yml"),
}


def test_templates_and_words_may_have_mistakes_too(program: Path) -> None:
    with serving(program, program) as served:
        served.get("/anytown/")
        for name, (wrong, said) in MISTAKES.items():
            path = program / name
            good = path.read_text("utf-8")
            path.write_text(f"{wrong}\n{good}", "utf-8")
            page = served.until("/anytown/", lambda page, said=said: said in page)  # type: ignore[misc]
            assert "reload.js" in page, name
            path.write_text(good, "utf-8")
            served.until("/anytown/", lambda page: "details open" not in page and "<h1>Anytown" in page)
        words = program / "templates/words/en.toml"
        words.write_text(words.read_text("utf-8").replace('"Carried out by"', '"Done by"'), "utf-8")
        served.until("/anytown/2021-sif/", lambda page: "<dt>Done by</dt>" in page)


LATER = """
import os, sys, threading, time
from pathlib import Path
sys.path.insert(0, sys.argv.pop(1))
given = Path(sys.argv.pop(1))

def follow():
    while True:
        os.environ["SOURCE_DATE_EPOCH"] = given.read_text() or os.environ["SOURCE_DATE_EPOCH"]
        time.sleep(0.05)

os.environ["SOURCE_DATE_EPOCH"] = given.read_text()
threading.Thread(target=follow, daemon=True).start()
import build
sys.exit(build.main())
"""
"""Starts the program with a clock that can be put forward."""


def test_after_midnight_it_is_another_day(tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    clock.write_text("1669852799", "ascii")  # the last second of November 2022
    with serving(ROOT, tmp_path, "-c", LATER, str(ROOT), str(clock)) as served:
        for path in ("/anytown/", "/data/"):
            assert "30 November 2022" in served.get(path)[1], path
        clock.write_text("1669852800", "ascii")
        for path in ("/anytown/", "/data/"):
            page = served.until(path, lambda page: "1 December 2022" in page)
            assert "30 November 2022" not in page, path


def test_it_answers_only_this_computer(served: Served) -> None:
    assert served.get("/", host="elsewhere.example")[0] == 403
    status, page = served.get("/nowhere/")
    assert status == 404
    assert "<h1" in page
    assert "EventSource" in served.get("/_preview/reload.js")[1]
