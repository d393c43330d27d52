"""Followthrough: checks a folder of content and builds it into a website.

    python build.py            build content/ into site/
    python build.py check      list what is wrong with the content, and change nothing
    python build.py serve      show the site on this computer, following edits

MkDocs loads this file as a hook, so that `mkdocs build` and `mkdocs serve` show the same pages.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from followthrough import frame, publish
from followthrough.check import Content, check
from followthrough.pages import Page, depth, file_of, pages
from followthrough.problem import FORMATS, Problem, has_errors, show, summary
from followthrough.read import read_tree
from followthrough.register import Register, build
from followthrough.render import Renderer

HERE: Final = Path(__file__).resolve().parent
DONE, CONTENT_WRONG, COMMAND_WRONG, FAILED = 0, 1, 2, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code: 0 done, 1 the content has problems, 2 wrong command, 3 anything else."""
    options = _options(arguments)
    try:
        if options.command == "check":
            return _check(options)
        return _build(options)
    except KeyboardInterrupt:
        _tell("Stopped. The site is as it was.")
    except (publish.PublishError, frame.FrameError) as error:
        print(f"build.py: {error}", file=sys.stderr)
    except OSError as error:
        print(f"build.py: {error.strerror or error}: {error.filename or ''}".rstrip(": "), file=sys.stderr)
    return FAILED


def read_and_check(content: Path, as_of: date) -> tuple[Content, list[Problem]]:
    """Documents to records: everything that could be read, and everything that is wrong with it."""
    documents, problems = read_tree(content, shown=_shown(content))
    records, more = check(documents, as_of)
    return records, problems + more


def site_files(
    register: Register, record_pages: Iterable[Page], shell: frame.Shell, *, drafts: bool = False
) -> Iterator[tuple[str, bytes]]:
    """Every file of the site: what MkDocs rendered, then each record page in its frame."""
    yield from shell.files.items()
    renderer = Renderer(register, HERE / "templates", site_url=shell.site_url, drafts=drafts)
    for page in record_pages:
        holes = renderer.render(page).holes
        yield file_of(page.address), shell.frames[_key(page)].fill(holes).encode()


class _InMkDocs:
    """What one run of `mkdocs build`, or one rebuild of `mkdocs serve`, carries from its start to its end."""

    register: Register
    pages: list[Page]
    collector: frame.Collector


def on_config(config: Any) -> Any:
    """MkDocs has read mkdocs.yml: check and link the content, and have MkDocs collect the frames it needs."""
    content, problems = read_and_check(Path(config.docs_dir).parent, _today())
    if problems:
        sys.stdout.write(show(problems))
    if has_errors(problems):
        frame.stop(f"{summary(problems)} in the content; see above.")
    _InMkDocs.register = build(content, _today())
    config.site_name = _InMkDocs.register.site.title
    _InMkDocs.pages = list(pages(_InMkDocs.register))
    _InMkDocs.collector = frame.attach(config, *_wanted(_InMkDocs.pages))
    return config


def on_post_build(config: Any) -> None:
    """MkDocs has written the prose pages: add the record pages and the search index."""
    shell = frame.Shell(_InMkDocs.collector.frames, {}, config.site_url or "")
    site = Path(config.site_dir)
    publish.write(site, site_files(_InMkDocs.register, _InMkDocs.pages, shell))
    publish.index(site)


def _build(options: argparse.Namespace) -> int:
    started = time.monotonic()
    _tell(f"Reading {_shown(options.content)}")
    content, problems = read_and_check(options.content, options.as_of)
    sys.stdout.write(show(problems))
    if has_errors(problems, strict=options.strict):
        _tell(f"{summary(problems)}: nothing was published.")
        return CONTENT_WRONG
    register = build(content, options.as_of, drafts=options.drafts)
    with publish.only_one(options.site), publish.staging(options.site) as folder:
        _tell("Asking MkDocs for the frame")
        record_pages = list(pages(register))
        shell = frame.shell(
            HERE / "mkdocs.yml",
            *_wanted(record_pages),
            pages=options.content / "pages",
            site_name=register.site.title,
        )
        for words in shell.warnings:
            print(f"{_shown(options.content / 'pages')}: warning: {words}")
        if shell.warnings and options.strict:
            return CONTENT_WRONG
        _tell("Writing pages")
        count = publish.write(folder, site_files(register, record_pages, shell, drafts=options.drafts))
        _tell("Making the search index")
        publish.index(folder)
        _tell("Checking every link")
        if wrong := publish.verify(folder):
            print("build.py: the pages are not fit to publish:", *wrong, sep="\n  ", file=sys.stderr)
            return FAILED
        publish.swap(folder, options.site)
    _tell(f"{count} files in {_shown(options.site)}, {time.monotonic() - started:.1f} seconds; {summary(problems)}.")
    return DONE


def _check(options: argparse.Namespace) -> int:
    _, problems = read_and_check(options.content, options.as_of)
    sys.stdout.write(show(problems, options.format))
    _tell(summary(problems))
    return CONTENT_WRONG if has_errors(problems, strict=options.strict) else DONE


def _key(page: Page) -> frame.Key:
    return frame.Key(depth(page.address), page.section)


def _wanted(record_pages: Iterable[Page]) -> tuple[set[frame.Key], set[str]]:
    """The frames that record pages need, and their addresses."""
    return {_key(page) for page in record_pages}, {page.address for page in record_pages}


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
    parser.add_argument(
        "--jobs", type=_count, default=os.cpu_count() or 1, metavar="N", help="how many processes at once"
    )
    parser.add_argument("--strict", action="store_true", help="treat warnings as errors")
    parser.add_argument("--format", choices=FORMATS, default=None, help="how check shows problems (default: text)")
    options = parser.parse_args(arguments)
    if options.format and options.command != "check":
        parser.error("--format goes with check")
    options.format = options.format or "text"
    if options.as_of is None:
        try:
            options.as_of = _today()
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


def _today() -> date:
    """SOURCE_DATE_EPOCH, for builds that can be repeated, else today. Raises ValueError if it is no number."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.now().astimezone().date()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError):
        raise ValueError(f"SOURCE_DATE_EPOCH is {epoch}, which is not a number of seconds") from None


if __name__ == "__main__":
    sys.exit(main())
