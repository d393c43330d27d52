"""How long an edit takes until the preview gives the new page, and how long a build takes that has nothing to do."""

import http.client
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from benchmarks.generate import generate

ROOT: Final = Path(__file__).resolve().parent.parent
_READY: Final = "The preview is at http://127.0.0.1:"


def edits(authorities: int, rounds: int, as_of: str) -> dict[str, object]:
    """Seconds from saving a recommendation to its new page: medians and the slowest; of so many authorities."""
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder) / "content"
        generate(authorities, content)
        where = ["--content", str(content), "--as-of", as_of, "--port", "0"]
        command = [sys.executable, str(ROOT / "build.py"), "serve", *where]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as preview:  # noqa: S603 - our own
            try:
                port = _port(preview)
                took = [_edit(content, port, number) for number in range(rounds + 1)][1:]  # the first page compiles
            finally:
                preview.terminate()
        return {"authorities": authorities, "edits": rounds, "median": statistics.median(took), "slowest": max(took)}


def _port(preview: "subprocess.Popen[str]") -> int:
    for line in preview.stdout or ():
        if line.startswith(_READY):
            return int(line.removeprefix(_READY).partition("/")[0])
    raise SystemExit("The preview did not start.")


def _edit(content: Path, port: int, number: int) -> float:
    paths = sorted(content.glob("authorities/*/inspections/*/recommendations/*.md"))
    path = paths[len(paths) * (number + 1) // 20 % len(paths)]
    authority, _, inspection, _, name = path.relative_to(content / "authorities").parts
    address = f"/{authority}/{inspection}/recommendations/{int(name.partition('-')[0])}/"
    words = f"Edit number {number} is here."
    events = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    events.request("GET", "/_preview/now")
    now = events.getresponse().read().decode()
    events = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    events.request("GET", f"/_preview/events?{now}")
    told = events.getresponse()
    started = time.perf_counter()
    path.write_text(path.read_text("utf-8").replace("\n---\n", f"\n---\n{words} ", 1), "utf-8")
    while b"event: reload" not in told.readline():
        pass
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    asked.request("GET", address)
    page = asked.getresponse().read().decode()
    took = time.perf_counter() - started
    if words not in page:
        raise SystemExit(f"The page {address} does not have the edit.")
    events.close()
    asked.close()
    time.sleep(0.5)
    return round(took, 3)


def unchanged(authorities: int, rounds: int, as_of: str) -> dict[str, object]:
    """Seconds that a build takes when nothing has changed since the last one."""
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder) / "content"
        generate(authorities, content)
        where = ["--content", str(content), "--site", str(Path(folder) / "site"), "--as-of", as_of]
        command = [sys.executable, str(ROOT / "build.py"), *where]
        took = []
        for _ in range(rounds + 2):  # the first two note addresses and compile
            started = time.perf_counter()
            subprocess.run(command, check=True, cwd=ROOT, capture_output=True)  # noqa: S603 - our own
            took.append(round(time.perf_counter() - started, 3))
        return {"authorities": authorities, "clean": took[0], "unchanged": statistics.median(took[2:])}
