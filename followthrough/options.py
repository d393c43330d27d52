"""What the command is asked, the time it is asked at, and how it speaks to whoever asked."""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from followthrough import processes
from followthrough.problem import FORMATS, Failure


def options_of(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options of a command, checked; a wrong one ends the program with code 2, and says what is wrong."""
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
    try:
        today = now().date()
    except ValueError as error:
        parser.error(str(error))
    options.fixed = options.as_of is not None
    options.as_of = options.as_of or today
    if options.edition and options.edition > max(today, options.as_of):
        parser.error("an edition shows a day that has been; name one up to today with --edition")
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


def now() -> datetime:
    """SOURCE_DATE_EPOCH, for builds that can be repeated, else now. Raises ValueError if it is no number of seconds.

    In UTC, which is never ahead of the authorities' own time: nothing comes out early.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.now(UTC).replace(tzinfo=None)
    try:
        return datetime.fromtimestamp(int(epoch), UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        raise ValueError(f"SOURCE_DATE_EPOCH is {epoch}, which is not a number of seconds") from None


def day_of(options: argparse.Namespace) -> date:
    """The day that is shown now: the one asked for, or today, also if the program was started on an earlier day."""
    day: date = options.as_of
    return day if options.fixed else now().date()


def time_of(as_of: date, at: datetime) -> datetime | None:
    """The time of a build of today, for what waits for its hour; of another day, None: all of it counts."""
    return at if at.date() == as_of else None


def asked(options: argparse.Namespace) -> list[str]:
    """All of a command that the result for the same content depends on."""
    place, day = shown(options.content), options.as_of
    return [
        options.command,
        place,
        *map(str, (options.drafts, options.strict, day, max(day, real_day()), day == now().date())),
    ]


def real_day() -> date:
    """Today, whatever SOURCE_DATE_EPOCH says: dates up to it do not lie in the future."""
    return datetime.now(UTC).date()


def shown(path: Path) -> str:
    """A path as seen from where the command ran."""
    try:
        return Path(os.path.relpath(path)).as_posix()
    except ValueError:
        return path.as_posix()


def tell(words: str) -> None:
    """Progress, for a person at a terminal; nothing in a pipe."""
    if sys.stderr.isatty():
        print(words, file=sys.stderr)


def why_ended(error: BaseException) -> str | None:
    """Why the program ends with this, in words for the person at the keyboard; None if it is a mistake of ours."""
    if processes.asked_to_stop():  # libraries make errors of their own of the interrupt
        return "stopped; the site is as it was."
    if isinstance(error, (Failure, processes.WorkerError)):
        return str(error)
    if isinstance(error, MemoryError):
        return "there is too little memory. Try again with --jobs 1."
    if isinstance(error, OSError):
        return f"{error.strerror or error}: {error.filename or ''}".rstrip(": ")
    return None
