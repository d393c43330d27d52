"""How a large site is built: time, memory of each kind of process, size: `python -m benchmarks --scale`.

The memory of a process is the most that the system ever gave it (VmHWM). Workers share much of theirs with the build,
which is counted in each of them.
"""

import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from benchmarks.generate import generate
from followthrough.disk import below

ROOT: Final = Path(__file__).resolve().parent.parent
_EVERY: Final = 0.2
"""Seconds between two looks at the processes; what they had at most between them is counted too."""


def measure(authorities: int, as_of: str) -> dict[str, object]:
    """Build the site of so many authorities once, from nothing."""
    with tempfile.TemporaryDirectory() as folder:
        content, site = Path(folder) / "content", Path(folder) / "site"
        generate(authorities, content)
        where = ["--content", str(content), "--site", str(site), "--as-of", as_of]
        started = time.perf_counter()
        with subprocess.Popen([sys.executable, str(ROOT / "build.py"), *where], cwd=ROOT) as build:  # noqa: S603 - our own
            most = dict.fromkeys(("build", "worker", "pagefind"), 0)
            while build.poll() is None:
                for kind, kib in _memory(build.pid):
                    most[kind] = max(most[kind], kib)
                time.sleep(_EVERY)
        if build.returncode:
            raise SystemExit("The build failed.")
        took = time.perf_counter() - started
        files = below(site)
        sizes = _sizes(site, files)
        pages = sum(path.name == "index.html" for path in files)
        return {
            "authorities": authorities,
            "pages": pages,
            "seconds": round(took, 1),
            "milliseconds_per_page": round(1000 * took / pages, 2),
            "most_memory_mib": {kind: kib // 1024 for kind, kib in most.items()},
            "files": len(files),
            "bytes": sizes.total(),
            "bytes_per_page": sizes.total() // pages,
            "bytes_by_kind": dict(sizes.most_common()),
        }


def _memory(build: int) -> Iterator[tuple[str, int]]:
    """The processes of a build, what each is, and how many KiB each had at most."""
    parents = {pid: _status(pid) for pid in _processes()}
    below = {build}
    for pid in sorted(parents):
        if int(parents[pid].get("PPid", "0")) in below:
            below.add(pid)
    for pid in below:
        kib = int(parents.get(pid, {}).get("VmHWM", "0 kB").split()[0])
        yield ("build" if pid == build else "pagefind" if _runs_pagefind(pid) else "worker"), kib


def _processes() -> Iterator[int]:
    return (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())


def _status(pid: int) -> dict[str, str]:
    try:
        lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    except OSError:  # it has just ended
        return {}
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def _runs_pagefind(pid: int) -> bool:
    try:
        return b"pagefind" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _sizes(site: Path, files: Iterable[Path]) -> Counter[str]:
    """The bytes of a site by what its files are for."""
    sizes: Counter[str] = Counter()
    for path in files:
        first, kind = path.relative_to(site).parts[0], path.suffix.removeprefix(".") or "none"
        sizes[first if first in ("data", "pagefind", "assets") else kind] += path.stat().st_size
    return sizes
