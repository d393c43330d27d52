"""Followthrough: checks a folder of content and builds it into a website.

    python build.py            build content/ into site/
    python build.py check      list what is wrong with the content, and change nothing
    python build.py serve      show the site on this computer, following edits

MkDocs loads this file as a hook, so that `mkdocs build` and `mkdocs serve` show the same pages.
"""

import signal

if __name__ == "__main__" and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    # Ctrl-C while all this is loaded, before there is anything to clear away, ends it without a word.
    signal.signal(signal.SIGINT, signal.SIG_DFL)

import argparse
import io
import os
import sys
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from followthrough import disk, frame, processes, publish, recall, serve
from followthrough.assemble import Assembly, key_of
from followthrough.check import Content, check
from followthrough.check.disclosure import mask, scan_output
from followthrough.edition import FOLDER, EditionError, dates, freeze, keep, thaw
from followthrough.outputs import Outputs
from followthrough.pages import Page, file_of, pages
from followthrough.pages.permanence import MANIFEST, check_addresses, parse_manifest, prose_addresses, update_manifest
from followthrough.pages.prose import check_prose
from followthrough.problem import FORMATS, Problem, has_errors, plain, show, summary
from followthrough.read import read_tree
from followthrough.register import Register, build

HERE: Final = Path(__file__).resolve().parent
TEMPLATES: Final = HERE / "templates"
NOT_IN_EDITIONS: Final = ("search", "data", "editions")
"""Sections that need what an edition does not have: an index, data of its own, other editions."""
CHECKED: Final = HERE / ".cache" / "check.json"
"""What the last check found."""
DONE, CONTENT_WRONG, COMMAND_WRONG, FAILED = 0, 1, 2, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code: 0 done, 1 the content has problems, 2 wrong command, 3 anything else."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal may not have every letter
        sys.stdout.reconfigure(errors="backslashreplace")
    options = _options(arguments)
    try:
        with processes.stoppable():
            code = _run(options)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        if options.command == "serve":
            return DONE
        print("build.py: stopped; the site is as it was.", file=sys.stderr)
    except (publish.PublishError, frame.FrameError, EditionError, processes.WorkerError) as error:
        print(f"build.py: {error}", file=sys.stderr)
    except MemoryError:
        print("build.py: there is too little memory. Try again with --jobs 1.", file=sys.stderr)
    except OSError as error:
        print(f"build.py: {error.strerror or error}: {error.filename or ''}".rstrip(": "), file=sys.stderr)
        _give_up_output()
    return FAILED


def _give_up_output() -> None:
    """What could not be written, to a full disk or to a reader who has gone, is not tried again at the end."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(options: argparse.Namespace) -> int:
    if options.command == "check":
        return _check(options)
    if options.command == "serve":
        return _serve(options)
    publish.mend(options.site)
    if options.edition:
        _edition(options)
    return _build(options)


@dataclass(frozen=True)
class Report:
    """Checked content as pages, and what is wrong with it; without a register if errors leave nothing to show."""

    content: Content
    register: Register | None
    pages: list[Page]
    problems: list[Problem]
    addresses: frozenset[str] = frozenset()

    @property
    def wanted(self) -> tuple[set[frame.Key], set[str]]:
        """The frames that the pages need, and their addresses."""
        return {key_of(page) for page in self.pages}, {page.address for page in self.pages}


def report(content: Path, as_of: date, *, drafts: bool = False, edition: date | None = None) -> Report:
    """Content to pages, as it stands on a day: read, check, register, pages. An edition shows an earlier day."""
    documents, unread = read_tree(content, shown=_shown(content))
    records, found = check(documents, as_of)
    problems = [mask(problem) for problem in unread] + found
    if has_errors(problems):
        return Report(records, None, [], problems)
    register = build(records, edition or as_of, drafts=drafts, until=None if edition else _time_of(as_of))
    made = list(pages(register, dates(content)))
    if edition:
        return Report(records, register, made, problems)
    of_records = {page.address for page in made if not page.moved_to}
    problems += check_prose(records, of_records, _files(content / "pages"))
    addresses = of_records | prose_addresses(content / "pages")
    problems += check_addresses(records, addresses, _manifest(content), as_of, _shown(content))
    return Report(records, register, made, problems, frozenset(addresses))


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def assemble(made: Report, shell: frame.Shell, prose: Path, *, drafts: bool = False) -> Assembly:
    """Everything that the files of the site are made of; of checked content without errors."""
    if made.register is None:
        raise ValueError("content with errors makes no site")
    outputs = Outputs(made.register, made.pages, shell.site_url, sorted(prose_addresses(prose)))
    return Assembly(made.register, made.pages, shell, TEMPLATES, drafts, outputs)


class _InMkDocs:
    """What one run of `mkdocs build`, or one rebuild of `mkdocs serve`, carries from its start to its end."""

    preview = False
    report: Report
    collector: frame.Collector


def on_startup(*, command: str, dirty: bool) -> None:
    """MkDocs begins."""
    _InMkDocs.preview = command == "serve"


def on_config(config: Any) -> Any:
    """MkDocs has read mkdocs.yml: check and link the content, and have MkDocs collect the frames it needs."""
    made = report(Path(config.docs_dir).parent, _now().date())
    sys.stdout.write(show(made.problems))
    if made.register is None or has_errors(made.problems):
        frame.stop(f"{summary(made.problems)} in the content; see above.")
    config.site_name = made.register.site.title
    _InMkDocs.report = made
    _InMkDocs.collector = frame.attach(config, *made.wanted, preview=_InMkDocs.preview)
    return config


def on_post_build(config: Any) -> None:
    """MkDocs has written the prose pages: add the record pages and the search index."""
    shell = frame.Shell(_InMkDocs.collector.frames, {}, config.site_url or "")
    site = Path(config.site_dir)
    publish.write(site, thaw(Path(config.docs_dir).parent))
    publish.write(site, assemble(_InMkDocs.report, shell, Path(config.docs_dir)).files())
    publish.index(site)


def _edition(options: argparse.Namespace) -> None:
    """Freeze the site as it stood on a day. Raises EditionError if that cannot be done."""
    day: date = options.edition
    made = report(options.content, options.as_of, edition=day)
    if made.register is None:
        raise EditionError(f"The content of {day} has problems ({summary(made.problems)}); mend them first.")
    kept = [page for page in made.pages if page.section not in NOT_IN_EDITIONS]
    keys, addresses = {key_of(page) for page in kept}, {page.address for page in kept}
    words = f"{day.day} {day:%B %Y}"
    prose, title = options.content / "pages", made.register.site.title
    config = HERE / "mkdocs.yml"
    with publish.only_one(options.site), publish.staging(options.site) as work:
        shell = frame.shell(config, keys, addresses, pages=prose, site_name=title, edition=words, work=work)
        path = keep(options.content, day, freeze(Assembly(made.register, kept, shell, TEMPLATES).files(options.jobs)))
    _tell(f"The edition of {words} is in {_shown(path)}.")


def _build(options: argparse.Namespace) -> int:
    started = time.monotonic()
    _tell(f"Reading {_shown(options.content)}")
    made = report(options.content, options.as_of, drafts=options.drafts)
    sys.stdout.write(show(made.problems))
    if made.register is None or has_errors(made.problems, strict=options.strict):
        _tell(f"{summary(made.problems)}: nothing was published.")
        return CONTENT_WRONG
    with publish.only_one(options.site), publish.staging(options.site) as folder:
        disk.clear(options.content, options.content / FOLDER)
        _tell("Asking MkDocs for the frame")
        prose, title = options.content / "pages", made.register.site.title
        shell = frame.shell(HERE / "mkdocs.yml", *made.wanted, pages=prose, site_name=title, work=folder)
        for words in shell.warnings:
            print(f"{_shown(prose)}: warning: " + "\n".join(map(plain, words.splitlines())))
        if shell.warnings and options.strict:
            return CONTENT_WRONG
        _tell("Writing pages")
        publish.write(folder, thaw(options.content))
        site = assemble(made, shell, prose, drafts=options.drafts)
        count = publish.write(folder, site.files(options.jobs))
        _tell("Making the search index, checking every link")
        wrong, disclosed = _examine(folder, made.content, options.jobs)
        if wrong:
            print("build.py: the pages are not fit to publish:", *map(plain, wrong), sep="\n  ", file=sys.stderr)
            return FAILED
        if disclosed:
            print("build.py: the pages would disclose what must not be published:", *map(plain, disclosed), sep="\n  ")
            return CONTENT_WRONG
        publish.swap(folder, options.site)
    if not options.drafts:
        _remember(options.content, made.addresses, options.as_of)
    _tell(
        f"{count} files in {_shown(options.site)}, {time.monotonic() - started:.1f} seconds; {summary(made.problems)}."
    )
    return DONE


class _Examined:
    """What forked workers look at; they have it without being sent it."""

    content: Content
    folder: Path


def _examine(folder: Path, content: Content, jobs: int) -> tuple[list[str], list[str]]:
    """Index a folder for search, and meanwhile verify its pages and scan all it has for what must not be published."""
    _Examined.content, _Examined.folder = content, folder
    if jobs < 2 or not processes.can_fork():
        publish.index(folder)
        return publish.verify(folder), _disclosed("")
    with processes.Workers(jobs) as workers:
        parts = [workers.submit(_disclosed, part) for part in ("page", "rest")]
        pages_ = workers.submit(publish.verify, folder)
        publish.index(folder)
        index = workers.submit(_disclosed, "pagefind")
        return pages_.result(), [line for part in (*parts, index) for line in part.result()]


def _disclosed(part: str) -> list[str]:
    """What the built files disclose: all of them, or the pages, the search index, or the rest."""
    files = publish.read_back(_Examined.folder, part)
    return scan_output(files, _Examined.content)


def _manifest(content: Path) -> dict[str, date]:
    """The addresses ever published and since when, as the content folder has them."""
    path = content / MANIFEST
    return parse_manifest(path.read_text("utf-8", "replace")) if path.is_file() else {}


def _remember(content: Path, addresses: Collection[str], today: date) -> None:
    """Add new addresses to the manifest, to be kept with the content; a folder that cannot be written to is left."""
    published = _manifest(content)
    if published.keys() >= set(addresses):
        return
    try:
        disk.replace(content / MANIFEST, update_manifest(published, addresses, today).encode())
    except OSError as error:
        _tell(f"The new addresses could not be noted in {_shown(content / MANIFEST)}: {error.strerror}.")


def _serve(options: argparse.Namespace) -> int:
    """Show the site on this computer until interrupted, following edits."""
    shells: dict[tuple[object, ...], frame.Shell] = {}

    def load() -> serve.Snapshot:
        made = report(options.content, options.as_of, drafts=options.drafts)
        if made.register is None:
            return serve.Snapshot(None, made.problems)
        prose = options.content / "pages"
        keys, addresses = made.wanted
        key = (frozenset(keys), *((path, path.stat().st_mtime_ns) for path in _shell_sources(prose)))
        if key not in shells:
            shells.clear()
            title = made.register.site.title
            shells[key] = frame.shell(HERE / "mkdocs.yml", keys, addresses, pages=prose, site_name=title, preview=True)
        shell = shells[key]
        site = assemble(made, shell, prose, drafts=options.drafts)
        others: dict[str, bytes] = {}
        by_file = {file_of(page.address): page for page in made.pages}

        def make(name: str) -> bytes | None:
            if not others and site.outputs and (name.startswith("data/") or not name.endswith(".html")):
                others.update(site.outputs.files())
            page = by_file.get(name)
            return site.file(page)[1] if page else shell.files.get(name) or others.get(name)

        return serve.Snapshot(make, made.problems)

    serve.run(load, (options.content, TEMPLATES), options.port, lambda words: print(words, flush=True))
    return DONE


def _shell_sources(prose: Path) -> list[Path]:
    """The files that the shell is made of."""
    folders = (prose, TEMPLATES / "theme", TEMPLATES / "assets")
    return [HERE / "mkdocs.yml", *(path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file())]


def _check(options: argparse.Namespace) -> int:
    problems = _found(options)
    sys.stdout.write(show(problems, options.format))
    _tell(summary(problems))
    return CONTENT_WRONG if has_errors(problems, strict=options.strict) else DONE


def _time_of(as_of: date) -> datetime | None:
    """The time of a build of today, for what waits for its hour; of another day, None: all of it counts.

    In UTC, which is never ahead of the authorities' own time: nothing comes out early.
    """
    now = _now()
    return now.replace(tzinfo=None) if now.date() == as_of else None


def _found(options: argparse.Namespace) -> list[Problem]:
    """The problems of the content: found now, or kept from the last check if nothing has changed since."""
    hour = f"{_now():%Y-%m-%dT%H}"  # what waits for its time may come out within the hour
    asked = (_shown(options.content), str(options.as_of), str(options.drafts), hour)
    try:
        mark = recall.fingerprint(options.content, (*asked, Path(__file__).read_text("utf-8")))
    except OSError:
        return report(options.content, options.as_of, drafts=options.drafts).problems
    kept = recall.recall(CHECKED, mark)
    if kept is not None:
        return kept
    problems = report(options.content, options.as_of, drafts=options.drafts).problems
    recall.keep(CHECKED, mark, problems)
    return problems


def _shown(path: Path) -> str:
    """A path as seen from where the command ran."""
    try:
        return Path(os.path.relpath(path)).as_posix()
    except ValueError:
        return path.as_posix()


def _tell(words: str) -> None:
    """Progress, for a person at a terminal; nothing in a pipe."""
    if sys.stderr.isatty():
        print(words, file=sys.stderr)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="build.py", description="Check content and build it into a website.")
    parser.add_argument("command", nargs="?", choices=("build", "check", "serve"), default="build")
    parser.add_argument("--content", type=Path, default=Path("content"), metavar="DIR", help="where the content is")
    parser.add_argument("--site", type=Path, default=Path("site"), metavar="DIR", help="where the site goes")
    parser.add_argument(
        "--as-of", type=_day, default=None, metavar="DATE", help="the day the site shows (default: today)"
    )
    parser.add_argument("--drafts", action="store_true", help="show what is held back, marked as such")
    parser.add_argument("--edition", type=_day, default=None, metavar="DATE", help="freeze the site as of a day first")
    parser.add_argument(
        "--jobs", type=_count, default=os.cpu_count() or 1, metavar="N", help="how many processes at once"
    )
    parser.add_argument("--port", type=_port, default=8000, metavar="N", help="where serve listens (default: 8000)")
    parser.add_argument("--strict", action="store_true", help="treat warnings as errors")
    parser.add_argument("--format", choices=FORMATS, default=None, help="how check shows problems (default: text)")
    options = parser.parse_args(arguments)
    if options.format and options.command != "check":
        parser.error("--format goes with check")
    if options.edition and options.command != "build":
        parser.error("--edition goes with build")
    options.format = options.format or "text"
    if options.as_of is None:
        try:
            options.as_of = _now().date()
        except ValueError as error:
            parser.error(str(error))
    if not options.content.is_dir():
        parser.error(f"there is no folder {options.content}; name the content folder with --content")
    site, content = options.site.resolve(), options.content.resolve()
    if options.command != "check" and (site == content or site in content.parents or content in site.parents):
        parser.error("the site and the content need folders of their own, neither inside the other")
    return options


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a date like 2026-11-22") from None


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number of processes")
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port, 0 to 65535")
    return int(text)


def _now() -> datetime:
    """SOURCE_DATE_EPOCH, for builds that can be repeated, else now. Raises ValueError if it is no number of seconds."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        raise ValueError(f"SOURCE_DATE_EPOCH is {epoch}, which is not a number of seconds") from None


if __name__ == "__main__":
    sys.exit(main())
