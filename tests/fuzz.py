"""Content trees nobody would write: mutations of real content, checked, and built wherever the check finds no error.

    python -m tests.fuzz --trees 20000 --seed 1 --jobs 2

Each tree is real content with one to three files mutated: bytes flipped, cut, doubled or moved, hostile words put in,
values exchanged with other files, files removed or renamed. A tree fails if anything but a list of problems comes out
of the check, if it takes longer than five seconds of the processor, or if a tree without an error makes pages that are
not fit to publish. What fails is written down with its seed, so that it can be made again.
"""

import argparse
import random
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Final

from followthrough import frame, publish
from followthrough.assemble import Assembly, Findings
from followthrough.check import check
from followthrough.outputs import Outputs
from followthrough.pages import SECTIONS, pages
from followthrough.problem import FORMATS, has_errors, show
from followthrough.read import parse
from followthrough.register import build

ROOT: Final = Path(__file__).resolve().parent.parent
AS_OF: Final = date(2026, 11, 22)
SECONDS: Final = 5
SHARED: Final = ("site.yml", "frameworks.yml", "scales.yml", "themes.yml", "glossary.yml")
SNIPPETS: Final = (
    *(b"&a ", b"*a", b"!!python/object:os.system ", b"{{ 7*7 }}", b"{% raw %}", b"<script>alert(1)</script>", b"\t"),
    *(b"---\n", b"...\n", b"? ", b"- - - - ", b"[[[[", b"{{{{", b'"', b"'", b": ", b" #", b"|\n", b">\n"),
    *(b"not-stated", b"null", b"~", b"9" * 22, b"2017-02-30", b"0000-00-00", b"9999-12-31", b"-1", b"1e999", b"NaN"),
    *(b"\x00", b"\xff\xfe", b"\xc3\x28", b"\xe2\x80\xae", b"\xf0\x9f\x92\xa9", b"\xc2\xa0", b"\r", b"\r\n", b"\\"),
    *(b"../../etc/passwd", b"javascript:alert(1)", b"## We said\n", b"# Top\n", b"```\n", b"| a | b |\n|---|---|\n"),
    *(b"![](x)", b"[x](javascript:1)", b"[x]: y", b"draft: true\n", b"publish_from: 2999-01-01\n", b"%", b"]]>"),
    *(b"superseded: {on: not-stated, by: 1}\n", b"withdrawn: {on: 2017, reason: x}\n", b"=1+1", b"@SUM(A1)"),
    *(b"BEGIN:VEVENT", b"a" * 3000, b"[" * 500),
)


class TooLongError(Exception):
    """A tree took longer than it may."""


def trees(seed: int, count: int) -> Iterator[tuple[int, dict[str, bytes]]]:
    """So many mutated trees, each with the number that makes it again."""
    content = ROOT / "content"
    everything = {path.relative_to(content).as_posix(): path.read_bytes() for path in sorted(content.rglob("*.yml"))}
    everything |= {path.relative_to(content).as_posix(): path.read_bytes() for path in sorted(content.rglob("*.md"))}
    names = sorted({name.split("/")[1] for name in everything if name.startswith("authorities/")})
    # Small trees oftener than large ones: more of them in the same time, and most mistakes need no large one.
    weights = [1 / sum(name.startswith(f"authorities/{one}/") for name in everything) for one in names]
    for number in range(seed, seed + count):
        rng = random.Random(number)
        authority = f"authorities/{rng.choices(names, weights)[0]}/"
        tree = {name: data for name, data in everything.items() if name in SHARED or name.startswith(authority)}
        for _ in range(rng.randint(1, 3)):
            mutate(rng, tree, everything)
        yield number, tree


def mutate(rng: random.Random, tree: dict[str, bytes], everything: dict[str, bytes]) -> None:
    """Spoil one file of a tree."""
    name = rng.choice(sorted(tree))
    data = tree[name]
    at, to = sorted((rng.randint(0, len(data)), rng.randint(0, len(data))))
    lines = data.split(b"\n")
    line = rng.randrange(len(lines))
    match rng.randrange(10):
        case 0:
            tree[name] = data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]
        case 1:
            tree[name] = data[:at] + data[min(to, at + 200) :]
        case 2 | 3:
            tree[name] = data[:at] + rng.choice(SNIPPETS) + data[at:]
        case 4:
            lines.insert(rng.randrange(len(lines) + 1), lines[line])
            tree[name] = b"\n".join(lines)
        case 5:
            lines[line] = rng.choice((b" ", b"  ", b"- ", b"")) + lines[line].lstrip()
            tree[name] = b"\n".join(lines)
        case 6:
            key, colon, _value = lines[line].partition(b":")
            lines[line] = key + colon + b" " + rng.choice(SNIPPETS)
            tree[name] = b"\n".join(lines)
        case 7:
            other = everything[rng.choice(sorted(everything))]
            start = rng.randint(0, len(other))
            tree[name] = data[:at] + other[start : start + rng.randint(1, 300)] + data[at:]
        case 8:
            del tree[name]
        case _:
            tree[rng.choice(sorted(everything))] = tree.pop(name)


def outcome(tree: dict[str, bytes], shell: frame.Shell) -> str:
    """What became of a tree: refused, or built; raises whatever went wrong."""
    documents, problems = [], []
    for name, data in sorted(tree.items()):
        document, found = parse(data, name, f"content/{name}")
        documents += [document] if document else []
        problems += found
    content, more = check(documents, AS_OF)
    problems += more
    for form in FORMATS:
        show(problems, form)
    if has_errors(problems):
        return "refused"
    register = build(content, AS_OF)
    made = list(pages(register))
    outputs = Outputs(register, made, shell.site_url)
    with tempfile.TemporaryDirectory() as folder:
        site = Assembly(content, register, made, shell, ROOT / "templates", outputs=outputs)
        findings, there = Findings(), Path(folder)
        publish.write(there, findings.note(site.files()))
        if wrong := [line for line in findings.links.wrong() if "is not there" not in line]:
            raise AssertionError(f"not fit to publish: {wrong[:3]}")
    return "built"


def run(seed: int, count: int) -> tuple[Counter[str], list[str]]:
    """So many trees; how they ended, and what failed."""
    keys = {frame.Key(depth, section) for depth in range(6) for section in SECTIONS}
    shell = frame.shell(ROOT / "mkdocs.yml", keys, {"/"}, pages=ROOT / "content" / "pages")

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooLongError

    signal.signal(signal.SIGPROF, stop)
    counts: Counter[str] = Counter()
    failures = []
    for number, tree in trees(seed, count):
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            counts[outcome(tree, shell)] += 1
        except Exception:  # noqa: BLE001 - whatever it is, it is what we look for
            counts["failed"] += 1
            failures.append(f"seed {number}:\n{traceback.format_exc()}")
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    return counts, failures


def main() -> int:
    """The command; returns 1 if any tree failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trees", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    share = max(1, options.trees // (options.jobs * 40))
    starts = range(options.seed, options.seed + options.trees, share)
    sizes = [min(share, options.seed + options.trees - start) for start in starts]
    counts: Counter[str] = Counter()
    failures: list[str] = []
    with ProcessPoolExecutor(options.jobs) as workers:
        for some, wrong in workers.map(run, starts, sizes):
            counts += some
            failures += wrong
            print(*wrong, dict(counts), sep="\n", file=sys.stderr, flush=True)
    print(
        f"{sum(counts.values())} trees: {counts['refused']} refused, {counts['built']} built, {counts['failed']} failed"
    )
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main())
