"""A build that goes wrong at every point where it can: each write, rename, flush to disk, and start of a process.

    python -m tests.faults --scenario over-an-old-site
    python -m tests.faults --all

A first build notes every point it passes: what the interpreter announces to audit hooks, and the writes, flushes and
exchanges that it does not announce. Then the build is run again for every kind of point, which is what happens and
where in the program, and at that point it is killed, the disk is full, or a device or a permission fails it; at the
first and the last point of the kind, or, with --all, at every one. Afterwards the site is the whole old one
or the whole new one, nothing is left of the build, and the next one succeeds.

Each run is a fork of this process, which has loaded the program already.
"""

import argparse
import builtins
import ctypes
import errno
import hashlib
import io
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, Final, Literal, TypeVar

import build
from followthrough import assemble, publish
from followthrough.check import disclosure
from tests.made import BASE

Fault = Literal["kill", "full", "denied", "broken"]
ERRORS: Final = {"full": errno.ENOSPC, "denied": errno.EACCES, "broken": errno.EIO}
AS_OF: Final = "2022-06-01"
SCENARIOS: Final = ("over-an-old-site", "first-site", "without-exchange", "workers", "edition")
OWN: Final = {
    "first-site": re.compile(r"publish\.py:(swap|staging|only_one|_)"),
    "over-an-old-site": re.compile(""),
    "without-exchange": re.compile(r"publish\.py:(swap|staging|_)"),
    "workers": re.compile(r"^worker|assemble\.py|processes\.py"),
    "edition": re.compile(r"edition\.py|disk\.py|:_edition:"),
}
"""The points that a scenario has of its own; --all takes all of every scenario."""
SECONDS: Final = 60
SOME: Final = 500
"""After so many faults it says how far it is."""

STARTS: Final = {"os.fork", "os.posix_spawn", "subprocess.Popen"}
READS: Final = {"read", "os.listdir", "os.scandir"}
SPACE: Final = {"create", "write", "os.mkdir", "os.rename", "os.link", "os.symlink", "os.fsync"}
CHANGES: Final = {"os.remove", "os.rmdir", "os.chmod", "os.truncate", "os.utime", "exchange", "sync", "fcntl.flock"}
ANNOUNCED: Final = STARTS | READS | SPACE | CHANGES | {"open"}
CANNOT_FAIL: Final = {"exchange", "sync"}
"""These have no errors of their own: they do it or not."""

ROOT: Final = Path(__file__).resolve().parent.parent
_PR_SET_CHILD_SUBREAPER: Final = 36
T = TypeVar("T")


@dataclass(frozen=True)
class Point:
    """The `number`-th time that a process of a build, the main one or a worker, passes a kind of point."""

    kind: str
    number: int

    @property
    def event(self) -> str:
        """What happens there."""
        return self.kind.split()[1]


@dataclass
class Injection:
    """What counts the points of a build, writes them down, and fails it at one of them."""

    log: Path
    at: Point | None = None
    fault: Fault = "kill"
    main: int = 0
    seen: Counter[str] = field(default_factory=Counter)
    full: bool = False
    busy: bool = False

    def install(self) -> None:
        """From here on, in this process and its forks."""
        self.main = os.getpid()
        sys.addaudithook(self._audit)
        for module in (io, builtins):
            module.open = self._opening(module.open)  # type: ignore[attr-defined]
        os.fsync = self._wrapped("os.fsync", os.fsync)
        os.sync = self._wrapped("sync", os.sync)
        publish._exchange = self._wrapped("exchange", publish._exchange)

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in ANNOUNCED or self.busy:
            return
        if event == "open":
            path, _mode, flags = arguments
            if isinstance(path, int):
                return
            event = "create" if (flags or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) else "read"
        self.pass_by(event)

    def _wrapped(self, event: str, function: Callable[..., T]) -> Callable[..., T]:
        def call(*arguments: Any) -> T:
            self.pass_by(event)
            return function(*arguments)

        return call

    def _opening(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def opened(file: Any, mode: str = "r", *arguments: Any, **named: Any) -> Any:
            made = function(file, mode, *arguments, **named)
            return _Writing(made, self) if set(mode) & set("wxa+") and not isinstance(file, int) else made

        return opened

    def pass_by(self, event: str, half: Callable[[], object] | None = None) -> None:
        """A point: note it, or fail here, perhaps after half of the work was done."""
        where = None if self.busy else _where()
        if where is None:
            return
        kind = f"{'main' if os.getpid() == self.main else 'worker'} {event} {where}"
        self.seen[kind] += 1
        self.busy = True
        try:
            if self.at is None:
                self._note(f"{os.getpid()} {kind}\n")
            elif self.at == Point(kind, self.seen[kind]):
                self._note("reached")
                if half:
                    half()
                self._fail()
            elif self.full and event in SPACE - {"os.rename"}:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        finally:
            self.busy = False

    def _note(self, words: str) -> None:
        log = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(log, words.encode())
        os.close(log)

    def _fail(self) -> None:
        if self.fault == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        self.full = self.fault == "full"
        raise OSError(ERRORS[self.fault], os.strerror(ERRORS[self.fault]))


class _Writing:
    """A file that is being written, whose every write is a point; a write that fails has done half of its work."""

    def __init__(self, file: Any, injection: Injection) -> None:
        self._file, self._injection = file, injection

    def write(self, data: Any) -> Any:
        self._injection.pass_by("write", lambda: (self._file.write(data[: len(data) // 2]), self._file.flush()))
        return self._file.write(data)

    def __enter__(self) -> "_Writing":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _where() -> str | None:
    """The innermost function of the program's own that runs; None while modules are loaded or nothing of it runs."""
    frame: FrameType | None = sys._getframe(2)
    own = None
    while frame:
        name = frame.f_code.co_filename
        if name.startswith("<frozen importlib") or name.endswith(("/linecache.py", "/traceback.py", "/tokenize.py")):
            return None
        if own is None and name.startswith(str(ROOT)) and "/.venv/" not in name and "/tests/" not in name:
            own = f"{name.rpartition(os.sep)[2]}:{frame.f_code.co_name}:{frame.f_lineno}"
        frame = frame.f_back
    return own


@dataclass(frozen=True)
class Ending:
    """How a run ended: its exit code, or minus the signal that killed it, and what it said."""

    code: int
    said: str


class Runner:
    """Builds in a folder of their own."""

    def __init__(self, folder: Path, scenario: str, *, every: bool) -> None:
        self.folder, self.scenario, self.every = folder, scenario, every
        self.top = folder / "top"
        self.temporary = folder / "temporary"
        self.start = folder / "start"
        self.reached = folder / "reached"
        self.verified: set[str] = set()
        self.failures: list[str] = []

    def prepare(self) -> None:
        """Old content, the site of it, and new content in its place."""
        self.top.mkdir()
        self.temporary.mkdir()
        for path, text in BASE.items():
            (self.top / "content" / path).parent.mkdir(parents=True, exist_ok=True)
            (self.top / "content" / path).write_text(text, "utf-8")
        (self.top / "content" / "pages").mkdir()
        (self.top / "content" / "pages" / "about.md").write_text("# About\n\nOld words.\n", "utf-8")
        if self.scenario != "first-site":
            self._must(self.run(("--jobs", "1")))
        (self.top / "content" / "pages" / "about.md").write_text("# About\n\nNew words.\n", "utf-8")
        (self.top / "content" / "pages" / "more.md").write_text("# More\n\nMore words.\n", "utf-8")
        (self.top / ".site.lock").touch()
        shutil.copytree(self.top, self.start)
        self.old = self.site()
        self._must(self.run(self.arguments))
        self.new = self.site()
        assert self.new
        assert self.new != self.old
        self.content = _digest(self.top / "content")

    def _must(self, ending: Ending) -> None:
        if ending.code:
            raise SystemExit(f"the build without a fault failed: {ending}")

    @property
    def arguments(self) -> tuple[str, ...]:
        """What is asked of the build."""
        jobs = ("--jobs", "2" if self.scenario == "workers" else "1")
        return (*jobs, "--edition", "2022-01-01") if self.scenario == "edition" else jobs

    def restore(self) -> None:
        """Everything as it was before the build, and nothing kept of it."""
        (self.folder / "build.json").unlink(missing_ok=True)
        shutil.rmtree(self.top)
        shutil.copytree(self.start, self.top)

    def site(self) -> str:
        """What stands in the site's place, as a digest; "" if nothing does."""
        return _digest(self.top / "site") if (self.top / "site").exists() else ""

    def run(self, arguments: tuple[str, ...], injection: Injection | None = None) -> Ending:
        """One build, in a fork that leads a group of its own."""
        said = self.folder / "said"
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            os.setsid()
            with said.open("wb", 0) as file:
                os.dup2(file.fileno(), 1)
                os.dup2(file.fileno(), 2)
            os._exit(self._child(arguments, injection))
        until = time.monotonic() + SECONDS
        while not (ended := os.waitpid(child, os.WNOHANG))[0]:
            time.sleep(0.005)
            if time.monotonic() > until:
                os.killpg(child, signal.SIGKILL)
                os.waitpid(child, 0)
                return Ending(-1, "it did not end")
        return Ending(os.waitstatus_to_exitcode(ended[1]), self._rest(child) + said.read_text("utf-8"))

    def _child(self, arguments: tuple[str, ...], injection: Injection | None) -> int:
        os.environ["TMPDIR"] = str(self.temporary)
        tempfile.tempdir = None
        if self.scenario == "workers":
            assemble.SMALL = disclosure.FEW = 0  # type: ignore[misc]
            assemble.SLICE = 4  # type: ignore[misc]
        if self.scenario == "without-exchange":
            publish._exchange = lambda *_: False
        build.CHECKED, build.BUILT = self.folder / "check.json", self.folder / "build.json"
        if injection:
            injection.install()
        try:
            where = ("--content", str(self.top / "content"), "--site", str(self.top / "site"), "--as-of", AS_OF)
            code = build.main([*where, *arguments])
            sys.stdout.flush()
        except BaseException:  # noqa: BLE001 - what the interpreter would do
            import traceback

            traceback.print_exc()
            code = 70
        sys.stderr.flush()
        return code

    def _rest(self, group: int) -> str:
        """What a build has left running a second after its end."""
        until = time.monotonic() + 1
        while time.monotonic() < until:
            with suppress(ChildProcessError):
                os.waitpid(-group, os.WNOHANG)
            try:
                os.killpg(group, 0)
            except ProcessLookupError:
                return ""
            time.sleep(0.005)
        os.killpg(group, signal.SIGKILL)
        return "processes of the build live on; "

    def points(self) -> list[Point]:
        """Every point that a build without a fault passes, in order."""
        self.restore()
        log = self.folder / "points"
        log.unlink(missing_ok=True)
        self._must(self.run(self.arguments, Injection(log)))
        seen: Counter[str] = Counter()
        found: dict[Point, None] = {}
        for line in log.read_text("utf-8").splitlines():
            seen[line] += 1
            found[Point(line.partition(" ")[2], seen[line])] = None
        return list(found)

    def try_at(self, point: Point, fault: Fault) -> None:
        """Fail a build at a point, and look at what is left."""
        self.restore()
        self.reached.unlink(missing_ok=True)
        ending = self.run(self.arguments, Injection(self.reached, point, fault))
        wrong = list(self._wrong(ending, point, fault))
        said = " ".join(ending.said[-300:].split())
        self.failures += [f"{fault} at {point.number}: {point.kind}: {words}; {ending.code}: {said}" for words in wrong]

    def _wrong(self, ending: Ending, point: Point, fault: Fault) -> Iterator[str]:
        killed = fault == "kill"
        if not self.reached.exists():
            if not point.kind.startswith("worker"):  # which worker does what is not the same each time
                yield "the point was not reached"
            return
        if re.search("Traceback|live on|did not end", ending.said):
            yield "it did not end well"
        if not (killed and point.kind.startswith("main")):
            yield from self._unsaid(ending)
        site = self.site()
        between = site == "" and self.scenario == "without-exchange" and killed
        if site not in (self.old, self.new) and not between:
            yield "half a site"
        if not killed and (left := self._left(point)):
            yield f"leaves {left}"
        yield from self._next()

    def _unsaid(self, ending: Ending) -> Iterator[str]:
        """What is wrong with what a build says of its own end."""
        if ending.code not in (0, 1, 3):
            yield f"exit code {ending.code}"
        elif ending.code == 0 and self.site() != self.new:
            yield "it says that all went well"
        elif ending.code and not re.search(r"^(build\.py: \w|.*: error: )", ending.said, re.MULTILINE):
            yield "it does not say what went wrong"

    def _left(self, point: Point) -> list[str]:
        """What stands beside the content and the site, except where clearing away is what failed."""
        if ":_clear:" in point.kind:
            return []
        names = {path.name for path in self.top.iterdir()} - {"content", "site", ".site.lock"}
        names |= {path.name for path in self.temporary.iterdir()}
        return sorted(names | {path.name for path in (self.top / "content").rglob(".*.new")})

    def _next(self) -> Iterator[str]:
        """The next build, which need not be tried twice from the same state."""
        state = _digest(self.top) if self.every else _digest(self.top, but=".site.new-")
        if state in self.verified:
            return
        ending = self.run(("--jobs", "1"))
        if ending.code:
            yield f"the next build fails: {ending}"
            return
        edition = (self.top / "content" / "editions" / "2022-01-01.zip").exists()
        if (edition or self.scenario != "edition") and self.site() != self.new:
            yield "the next build makes another site"
        if left := self._left(Point("main next build", 0)):
            yield f"the next build leaves {left}"
        self.verified.add(state)


def _digest(folder: Path, but: str = "\0") -> str:
    """A digest of all that is below a folder: names, kinds, bytes.

    Random parts of names are left out, and so is what is in folders whose name begins with `but`.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.relative_to(folder).as_posix().startswith(but) and path.parent != folder:
            continue
        name = re.sub(r"(\.new-|tmp)\w{8}", r"\1", path.relative_to(folder).as_posix())
        digest.update(f"{name}\0{path.is_dir()}\0".encode() + (path.read_bytes() if path.is_file() else b"") + b"\0")
    return digest.hexdigest()


def chosen(points: list[Point], *, every: bool) -> Iterator[tuple[Point, Fault]]:
    """The points to fail at, and how: of each kind the first fails, and the last kills; or every point does both."""
    last = {point.kind: point.number for point in points}
    for point in points:
        error: Fault = "full" if point.event in SPACE else "denied" if point.event in READS else "broken"
        if point.event not in CANNOT_FAIL and (every or point.number == 1):
            yield point, error
        if every or (point.event not in READS and point.number == last[point.kind]):
            yield point, "kill"


def run(scenario: str, *, every: bool = False) -> int:
    """Every fault of a scenario; says what goes wrong as it finds it, and how far it is, and returns how often."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(Path(folder), scenario, every=every)
        runner.prepare()
        points = [point for point in runner.points() if every or OWN[scenario].search(point.kind)]
        faults = list(chosen(points, every=every))
        kinds = len({point.kind for point in points})
        for number, (point, fault) in enumerate(faults, 1):
            told = len(runner.failures)
            runner.try_at(point, fault)
            print(*runner.failures[told:], sep="\n", end="\n" if runner.failures[told:] else "", flush=True)
            if number % SOME == 0 or number == len(faults):
                took = f"{time.monotonic() - started:.0f} s"
                print(f"{scenario}: {number} of {len(faults)} faults at {kinds} kinds of point, {took}", flush=True)
        return len(runner.failures)


def main() -> int:
    """The command; returns 1 if any fault left something broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", choices=SCENARIOS, action="append")
    parser.add_argument("--all", action="store_true", help="every point, not two of each kind")
    options = parser.parse_args()
    if sys.platform == "linux":  # whoever is the first process may be slow to bury the dead
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)
    wrong = [run(scenario, every=options.all) for scenario in options.scenario or SCENARIOS]
    return int(any(wrong))


if __name__ == "__main__":
    sys.exit(main())
