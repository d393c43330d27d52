"""The preview, as its own process: it follows edits, shows problems above the last good pages, and keeps to itself."""

import http.client
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
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
            assert time.monotonic() < end, "the preview did not follow"
            time.sleep(0.05)
        return page


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    content = Path(shutil.copytree(SITE, tmp_path / "content"))
    command = [sys.executable, "-u", str(ROOT / "build.py"), "serve", "--content", str(content), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
        assert found, line
        yield Served(content, int(found[1]))
        process.terminate()


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
    assert connection.getresponse().getheader("Location") == "/anytown/2021-sif/"
    connection.close()


def test_it_answers_only_this_computer(served: Served) -> None:
    assert served.get("/", host="elsewhere.example")[0] == 403
    status, page = served.get("/nowhere/")
    assert status == 404
    assert "<h1" in page
    assert "EventSource" in served.get("/_preview/reload.js")[1]
