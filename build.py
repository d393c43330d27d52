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
import gc
import io
import os
import sys
import time
from collections.abc import Collection, Sequence
from concurrent.futures import Executor
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from followthrough import disk, processes, recall
from followthrough.options import asked, day_of, now, options_of, real_day, shown, tell, time_of, why_ended
from followthrough.problem import Failure, Problem, has_errors, plain, show, summary

# The stages are imported where they run, because an answer that is known already must not wait for them.
if TYPE_CHECKING:
    from followthrough import frame
    from followthrough.assemble import Assembly
    from followthrough.check import Content
    from followthrough.follow import Memory
    from followthrough.pages import Page
    from followthrough.pages.prose import Prose
    from followthrough.register import Register

HERE: Final = Path(__file__).resolve().parent
TEMPLATES: Final = HERE / "templates"
CONFIG: Final = HERE / "mkdocs.yml"
NOT_IN_EDITIONS: Final = ("search", "data", "editions")
"""Sections that need what an edition does not have: an index, data of its own, other editions."""
CHECKED, BUILT = HERE / ".cache" / "check.json", HERE / ".cache" / "build.json"
"""What the last check found, and what the last build said."""
DONE, CONTENT_WRONG, COMMAND_WRONG, FAILED = 0, 1, 2, 3


def main(arguments: Sequence[str] | None = None, workers: Executor | None = None) -> int:
    """Run the command; returns its exit code: 0 done, 1 the content has problems, 2 wrong command, 3 anything else.

    `workers`, of a cluster for example, make the pages in place of processes of this computer's. Each has this program
    and the same content at the same place.
    """
    sys.stdout = sys.stdout or io.StringIO()  # closed by whoever called
    if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal may not have every letter
        sys.stdout.reconfigure(errors="backslashreplace")
    options = options_of(arguments)
    try:
        with processes.stoppable():
            code = _run(options, workers)
        sys.stdout.flush()
        return code
    except (Exception, KeyboardInterrupt) as error:
        if options.command == "serve" and processes.asked_to_stop():
            return DONE
        if (words := why_ended(error)) is None:
            raise
        print(f"build.py: {words}", file=sys.stderr)
    return FAILED


def _leave(code: int) -> NoReturn:
    """End at once, since it takes a while to give memory back piece by piece; what cannot be written is given up."""
    with suppress(OSError):
        sys.stdout.flush()
    os._exit(code)


def _run(options: argparse.Namespace, workers: Executor | None) -> int:
    gc.disable()  # everything made is needed to the end; the preview looks for garbage when it is idle
    if options.command != "build":
        return _check(options) if options.command == "check" else _serve(options)
    from followthrough import publish

    publish.mend(options.site)
    frozen, code = _edition(options) if options.edition else None, FAILED
    if options.edition and not frozen:
        return CONTENT_WRONG
    try:
        return (code := _build(options, workers))
    finally:
        if frozen and code != DONE:  # what the site cannot be built with is not kept
            frozen.unlink()


@dataclass(frozen=True)
class Report:
    """Checked content as pages, and what is wrong with it; nothing is `found` if errors leave nothing to show.

    `addresses` are those of all pages, `drafts` says whether what is held back is shown; `at` is the time that it is
    of, `comes_out` when the next thing does that is held back to a time.
    """

    content: "Content"
    found: "Register | None"
    pages: "list[Page]"
    problems: list[Problem]
    prose: "Prose"
    drafts: bool = False
    addresses: Collection[str] = ()
    at: datetime | None = None
    comes_out: datetime | None = None

    def fits(self, *, strict: bool = False) -> bool:
        """Whether a site may be made of it."""
        return self.found is not None and not has_errors(self.problems, strict=strict)

    @property
    def register(self) -> "Register":
        """What there is to show. Raises ValueError if there is nothing."""
        if self.found is None:
            raise ValueError("content with errors makes no site")
        return self.found

    @property
    def wanted(self) -> "tuple[set[frame.Key], set[str], frame.Explain, Collection[str]]":
        """The frames that the pages need, their addresses, what explains terms in prose, and the prose not shown."""
        from followthrough.assemble import key_of
        from followthrough.render import Renderer

        keys, addresses = {key_of(page) for page in self.pages}, {page.address for page in self.pages}
        prose, facts = Renderer(self.register, TEMPLATES, drafts=self.drafts).prose, self.prose.facts
        return keys, addresses, lambda body, at: prose(body, at, facts.get(at)), self.prose.held


def report(
    content: Path,
    as_of: date,
    *,
    drafts: bool = False,
    edition: date | None = None,
    jobs: int = 1,
    at: datetime | None = None,
    memory: "Memory | None" = None,
    changed: Collection[str] | None = None,
) -> Report:
    """Content to pages, as it stands on a day: read, check, register, pages. An edition shows an earlier day.

    At most `jobs` processes work. `at` is the time of the build, without it now. `memory` has what was made last;
    since then only `changed`, if given, has changed.
    """
    from followthrough.check import forget
    from followthrough.check.disclosure import mask
    from followthrough.edition import check_editions, dates
    from followthrough.follow import Memory
    from followthrough.pages import pages
    from followthrough.pages.permanence import check_published, fallen_away, published
    from followthrough.pages.prose import Prose, check_prose, prose_of
    from followthrough.read import read_tree
    from followthrough.register import build

    follow = memory or Memory()
    documents, unread = read_tree(content, shown=shown(content), known=follow.known, changed=changed)
    records, found = follow.checker.check(documents, as_of, jobs, real_day())
    problems = [mask(problem) for problem in unread] + found
    if has_errors(problems):
        return Report(records, None, [], problems, Prose())
    at = at or now()
    until = None if edition else time_of(as_of, at)
    register = build(records, edition or as_of, drafts=drafts, until=until, kept=follow.register)
    made = list(pages(register, dates(content), follow.pages))
    prose = prose_of(content / "pages", records, register.until, drafts=drafts)
    if edition:
        return Report(records, register, made, problems, prose, drafts)
    of_records = {page.address for page in made if not page.moved_to}
    problems += check_prose(records, of_records, prose)
    addresses = of_records | prose.addresses
    problems += check_editions(content, shown(content))
    made += fallen_away(register, old := published(content), {page.address for page in made} | prose.addresses)
    moved = {page.address: page.moved_to for page in made if page.moved_to}
    problems += check_published(records, register, addresses, moved, old, as_of, shown(content))
    comes_out = records.comes_out(at)
    if memory is None:  # only a preview looks at them again
        forget()
        records = records.for_scan()
    return Report(records, register, made, problems, prose, drafts, addresses, at, comes_out)


def assemble(made: Report, shell: "frame.Shell") -> "Assembly":
    """Everything that the files of the site are made of; of checked content without errors."""
    from followthrough.assemble import Assembly
    from followthrough.outputs import Outputs

    outputs = Outputs(made.register, made.pages, shell.site_url, sorted(made.prose.addresses))
    return Assembly(made.content, made.register, made.pages, shell, TEMPLATES, made.drafts, outputs)


class _InMkDocs:
    """What one run of `mkdocs build`, or one rebuild of `mkdocs serve`, carries from its start to its end."""

    preview = False
    report: Report
    collector: "frame.Collector"


def on_startup(*, command: str, dirty: bool) -> None:
    """MkDocs begins."""
    _InMkDocs.preview = command == "serve"


def on_config(config: Any) -> Any:
    """MkDocs has read mkdocs.yml: check and link the content, and have MkDocs collect the frames it needs."""
    from followthrough import frame

    made = report(Path(config.docs_dir).parent, now().date())
    sys.stdout.write(show(made.problems))
    if not made.fits():
        frame.stop(f"{summary(made.problems)} in the content; see above.")
    config.site_name = made.register.site.title
    _InMkDocs.report = made
    _InMkDocs.collector = frame.attach(config, *made.wanted, preview=_InMkDocs.preview)
    return config


def on_post_build(config: Any) -> None:
    """MkDocs has written the prose pages: add the record pages and the search index."""
    from followthrough import frame, publish
    from followthrough.assemble import Findings
    from followthrough.edition import thaw
    from followthrough.pagefind import reading

    assembly = assemble(_InMkDocs.report, frame.Shell(_InMkDocs.collector.frames, {}, config.site_url or ""))
    site = Path(config.site_dir)
    publish.write(site, thaw(Path(config.docs_dir).parent))
    with reading(site) as reader:
        found = Findings(reader.add)
        found.see(assembly.look(disk.files(site)))
        publish.write(site, found.note(assembly.files()))
        reader.index()
    if found.wrong:
        frame.stop("\n  ".join(("the pages are not fit to publish:", *map(plain, found.wrong))))


def _edition(options: argparse.Namespace) -> Path | None:
    """Freeze the site as it stood on a day, and say where; None if the content has problems.

    Raises EditionError if there is an edition of that day.
    """
    from followthrough import frame, publish
    from followthrough.assemble import Assembly, Findings
    from followthrough.edition import freeze, keep
    from followthrough.words import language

    day: date = options.edition
    made = report(options.content, options.as_of, edition=day)
    if not made.fits(strict=options.strict):
        sys.stdout.write(show(made.problems))
        return None
    kept = [replace(page, filters=None) for page in made.pages if page.section not in NOT_IN_EDITIONS]  # not searched
    words = language(made.register.site.languages[0]).date(day)
    prose, title = options.content / "pages", made.register.site.title
    with publish.only_one(options.site), publish.staging(options.site) as work:
        wanted = replace(made, pages=kept).wanted
        shell = frame.shell(CONFIG, *wanted, pages=prose, site_name=title, edition=words, work=work)
        site = Assembly(made.content, made.register, kept, shell, TEMPLATES)
        path = keep(options.content, day, freeze(Findings().note(site.files())))
    tell(f"The edition of {words} is in {shown(path)}.")
    return path


def _build(options: argparse.Namespace, workers: Executor | None) -> int:
    from followthrough import publish

    started, mark = time.monotonic(), _mark(options)
    said = recall.recall(BUILT, _whole(mark, options), now()) if mark else None
    if said is not None and not publish.leftovers(options.site):
        sys.stdout.write(said)
        tell(f"Nothing has changed since {shown(options.site)} was built.")
        return DONE
    from followthrough.pages.permanence import remember

    tell(f"Reading {shown(options.content)}")
    made = report(options.content, options.as_of, drafts=options.drafts, jobs=options.jobs)
    sys.stdout.write(said := show(made.problems))
    if not made.fits(strict=options.strict):
        tell(f"{summary(made.problems)}: nothing was published.")
        return CONTENT_WRONG
    count, warnings, result = _publish(options, made, workers)
    if result == DONE:
        if not options.drafts:
            remember(options.content, made.addresses, made.register, min(options.as_of, now().date()))
        if mark:
            recall.keep(BUILT, _whole(mark, options), said + warnings, made.comes_out)
        took = f"{time.monotonic() - started:.1f} seconds"
        tell(f"{count} files in {shown(options.site)}, {took}; {summary(made.problems)}.")
    return result


def _publish(options: argparse.Namespace, made: Report, workers: Executor | None) -> tuple[int, str, int]:
    """Make the site of checked content and put it in the old one's place.

    Returns how many files it has, what MkDocs warned of, and the exit code.
    """
    from followthrough import frame, publish
    from followthrough.assemble import Findings, forked
    from followthrough.edition import FOLDER, thaw
    from followthrough.pagefind import reading
    from followthrough.pages.prose import blamed

    with publish.only_one(options.site), publish.staging(options.site) as folder:
        disk.clear(options.content, options.content / FOLDER)
        tell("Asking MkDocs for the frame")
        prose, title = options.content / "pages", made.register.site.title
        shell = frame.shell(CONFIG, *made.wanted, pages=prose, site_name=title, work=folder)
        sys.stdout.write(warnings := _warned(shell, prose))
        if shell.warnings and options.strict:
            return 0, warnings, CONTENT_WRONG
        tell("Writing pages")
        site = assemble(made, shell)
        place, mark = options.content.resolve(), recall.fingerprint((options.content, TEMPLATES), ()) if workers else ""
        again = _Again(place, options.as_of, options.drafts, made.at, mark, shell) if workers else None
        with reading(folder, sum(page.filters is not None for page in made.pages)) as reader:
            found = Findings(reader.add)
            with nullcontext(workers) if workers else forked(site, options.jobs) as makers:
                files = chain(site.look(thaw(options.content)), site.files(makers, again))
                count = publish.write(folder, found.note(files))
            tell("Making the search index, checking every link")
            reader.index()
        wrong = found.links.wrong()
        if mistakes := blamed(wrong, prose, shown(prose)):
            sys.stdout.write(show(mistakes))
            return count, warnings, CONTENT_WRONG
        if wrong:
            print("build.py: the pages are not fit to publish:", *map(plain, wrong), sep="\n  ", file=sys.stderr)
            return count, warnings, FAILED
        if found.disclosed:
            told = map(plain, found.disclosed)
            print("build.py: the pages would disclose what must not be published:", *told, sep="\n  ")
            return count, warnings, CONTENT_WRONG
        publish.swap(folder, options.site)
    return count, warnings, DONE


def _warned(shell: "frame.Shell", prose: Path) -> str:
    """What MkDocs warned of, as lines about the folder of prose."""
    lines = ("\n".join(map(plain, words.splitlines())) for words in shell.warnings)
    return "".join(f"{shown(prose)}: warning: {words}\n" for words in lines)


@dataclass(frozen=True)
class _Again:
    """How a worker that is no fork of this process comes to the same assembly: it does all up to there itself."""

    content: Path
    as_of: date
    drafts: bool
    at: datetime | None
    mark: str
    shell: "frame.Shell" = field(compare=False)

    def __call__(self) -> "Assembly":
        if recall.fingerprint((self.content, TEMPLATES), ()) != self.mark:
            raise Failure("A worker has another version of the program or of the content, or they were just changed.")
        made = report(self.content, self.as_of, drafts=self.drafts, at=self.at)
        return assemble(made, self.shell)


def _mark(options: argparse.Namespace) -> str:
    """A digest of all that a result depends on but the manifests; "" if something cannot be read."""
    ours = (TEMPLATES / "words",) if options.command == "check" else (TEMPLATES, CONFIG)
    return recall.mark_of((options.content, *ours), asked(options))


def _whole(mark: str, options: argparse.Namespace) -> str:
    """A digest with the manifests, and the site as it looks, which a build changes; "" if one cannot be read."""
    site = "" if options.command == "check" else f"{options.site.resolve()} {recall.looks(options.site)}"
    manifests = [path for name in recall.MANIFESTS if (path := options.content / name).is_file()]
    return recall.mark_of(manifests, [mark, site])


def _serve(options: argparse.Namespace) -> int:
    """Show the site on this computer until interrupted, following edits."""
    from followthrough import frame, serve
    from followthrough.assemble import key_of
    from followthrough.follow import Memory
    from followthrough.pages import address_in
    from followthrough.words import FOLDER, language

    shells: dict[tuple[object, ...], frame.Shell] = {}
    memory, words = Memory(), recall.looks(FOLDER)

    def load(changed: Collection[str] | None) -> serve.Snapshot:
        nonlocal memory, words
        if words != (words := recall.looks(FOLDER)):  # everything may say them
            memory, changed = Memory(), None
            language.cache_clear()
        made = report(options.content, day_of(options), drafts=options.drafts, memory=memory, changed=changed)
        if not made.fits():
            return serve.Snapshot(None, made.problems, until=made.comes_out)
        prose = options.content / "pages"
        seen = CONFIG.stat().st_mtime_ns, *map(recall.looks, (prose, TEMPLATES / "theme", TEMPLATES / "assets"))
        title = made.register.site.title
        key = (frozenset(map(key_of, made.pages)), str(made.register.glossary), title, made.prose.held, words, *seen)
        if key not in shells:
            shells.clear()
            shells[key] = frame.shell(CONFIG, *made.wanted, pages=prose, site_name=title, preview=True)
        shell = shells[key]
        site = assemble(made, shell)
        others: dict[str, bytes] = {}
        pages = {page.address: page for page in made.pages}

        def make(name: str) -> bytes | None:
            page = pages.get(address_in(name))
            if (page and page.section == "data") or (
                not page and name not in shell.files and not name.endswith(".html")
            ):
                others.update({} if others or not site.outputs else disk.whole(site.outputs.files()))
            return site.file(page)[1] if page else shell.files.get(name) or others.get(name)

        return serve.Snapshot(make, made.problems, _warned(shell, prose), made.comes_out)

    serve.run(load, (options.content, TEMPLATES, CONFIG), options.port, now, lambda said: print(said, flush=True))
    return DONE


def _check(options: argparse.Namespace) -> int:
    """Say what is wrong with the content: found now, or kept from the last check if nothing has changed since."""
    mark = _mark(options)
    kept = recall.recall(CHECKED, _whole(mark, options), now()) if mark else None
    problems = [Problem.of_kept(one) for one in kept or ()]
    if kept is None:
        made = report(options.content, options.as_of, drafts=options.drafts, jobs=options.jobs)
        problems = sorted(set(made.problems))
        if mark:
            recall.keep(CHECKED, _whole(mark, options), [problem.kept() for problem in problems], made.comes_out)
    sys.stdout.write(show(problems, options.format))
    tell(summary(problems))
    return CONTENT_WRONG if has_errors(problems, strict=options.strict) else DONE


if __name__ == "__main__":
    _leave(main())
