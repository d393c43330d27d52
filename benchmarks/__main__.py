"""Measure the build against other generators: `python -m benchmarks`, or `make bench`.

Every figure is the median of several runs in turn, so that a noisy machine treats all tools alike; what matters is the
ratios of one run. See benchmarks/README.md for what is equal between the tools and what is not.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import build
from benchmarks import lighthouse_scores, preview, scale, search, tools
from benchmarks.generate import generate
from followthrough import frame
from followthrough.disk import whole

ROOT: Final = Path(__file__).resolve().parent.parent
AS_OF: Final = "2026-11-22"


def run(command: Sequence[str], folder: Path) -> float:
    """Seconds that a command takes; raises CalledProcessError if it fails."""
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)  # noqa: S603 - commands of our own
    return time.perf_counter() - start


def inputs_of(content: Path) -> tuple[list[tools.Input], str, dict[str, bytes]]:
    """What every page is made of, the shell that stands around it, and all files that are no pages."""
    made = build.report(content, date.fromisoformat(AS_OF))
    if not made.fits():
        raise SystemExit(f"The generated content has problems: {made.problems[:3]}")
    shell = frame.shell(ROOT / "mkdocs.yml", *made.wanted, pages=content / "pages")
    site = build.assemble(made, shell)
    files = whole(site.outputs.files()) if site.outputs else {}  # before the pages, of which one tells of them
    files |= {name: data for name, data in shell.files.items() if not name.endswith(".html")}
    page = shell.files["about/index.html"].decode()
    around = page[page.index("<body>") + 6 : page.index("<main")]
    return [tools.Input(page, site.renderer.render(page)) for page in made.pages], around, files


def indexed(folder: Path) -> float:
    """Seconds that Pagefind takes for the pages of a folder."""
    return run([sys.executable, "-m", "pagefind", "--site", str(folder), "--quiet"], folder)


def prepare(work: Path, authorities: int) -> dict[str, Callable[[], float]]:
    """The content, and one thing to time for each tool that is on this machine."""
    content = work / "content"
    generate(authorities, content)
    inputs = inputs_of(content)
    ours = [sys.executable, str(ROOT / "build.py"), "--content", str(content), "--site", str(work / "ours")]
    timed: dict[str, Callable[[], float]] = {
        "followthrough": lambda: _clean(work / "ours", [*ours, "--as-of", AS_OF], ROOT)
    }
    if hugo := _found("hugo", "BENCH_HUGO"):
        tools.hugo(work / "hugo", *inputs)
        timed["hugo + pagefind"] = lambda: _then_index(work / "hugo", "public", [hugo, "--quiet"])
    if eleventy := _found("eleventy", "BENCH_ELEVENTY"):
        tools.eleventy(work / "eleventy", *inputs)
        timed["eleventy + pagefind"] = lambda: _then_index(work / "eleventy", "site", [eleventy, "--quiet"])
    tools.mkdocs(work / "mkdocs", *inputs)
    timed["mkdocs-material"] = lambda: _clean(
        work / "mkdocs/site", [sys.executable, "-m", "mkdocs", "build", "-q"], work / "mkdocs"
    )
    return timed


def _found(name: str, variable: str) -> str | None:
    return os.environ.get(variable) or shutil.which(name)


def _clean(site: Path, command: Sequence[str], folder: Path) -> float:
    shutil.rmtree(site, ignore_errors=True)
    return run(command, folder)


def _then_index(folder: Path, site: str, command: Sequence[str]) -> float:
    return _clean(folder / site, command, folder) + indexed(folder / site)


def compare(authorities: int, rounds: int) -> dict[str, object]:
    """Medians of each tool, and our time as a share of theirs."""
    with tempfile.TemporaryDirectory() as folder:
        timed = prepare(Path(folder), authorities)
        times: dict[str, list[float]] = {name: [] for name in timed}
        for turn in range(rounds):
            for name, measure in timed.items():
                if name != "mkdocs-material" or turn == 0:  # it takes minutes, and once is enough to see the order
                    times[name].append(measure())
                    print(f"{name}: {times[name][-1]:.2f} s", file=sys.stderr, flush=True)
        pages = sum(1 for _ in (Path(folder) / "ours").rglob("index.html"))
        size = sum(path.stat().st_size for path in (Path(folder) / "ours").rglob("*") if path.is_file())
    medians = {name: statistics.median(seconds) for name, seconds in times.items()}
    ours = medians["followthrough"]
    return {
        "authorities": authorities,
        "pages": pages,
        "site_bytes": size,
        "seconds": {name: round(value, 2) for name, value in medians.items()},
        "ours_as_share_of": {
            name: round(ours / value, 3) for name, value in medians.items() if name != "followthrough"
        },
        "peak_memory_mib_of_any_child": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--authorities", type=int, default=150)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--search", action="store_true", help="measure what a search loads before its first result")
    parser.add_argument("--scale", action="store_true", help="measure time, memory and size of one large build")
    parser.add_argument(
        "--preview", action="store_true", help="measure edits in the preview, and builds with nothing to do"
    )
    parser.add_argument(
        "--lighthouse", action="store_true", help="measure pages of content/ with Lighthouse, on a phone"
    )
    options = parser.parse_args()
    if options.lighthouse:
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(lighthouse_scores.measure(options.rounds, Path(folder), AS_OF), indent=2))
    elif options.preview:
        found = [made(options.authorities, options.rounds, AS_OF) for made in (preview.edits, preview.unchanged)]
        print(json.dumps(found, indent=2))
    elif options.scale:
        print(json.dumps(scale.measure(options.authorities, AS_OF), indent=2))
    elif options.search:
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(search.measure(options.authorities, Path(folder), AS_OF), indent=2))
    else:
        print(json.dumps(compare(options.authorities, options.rounds), indent=2))


if __name__ == "__main__":
    main()
