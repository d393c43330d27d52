"""Addresses never break: what was published once is there, or leads to where it is now.

Builds note what they publish in two files beside the content, `addresses.txt` and `promises.txt`: a line each, with the
day on which it was first published.
"""

import re
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from followthrough.check.content import Content, Entry
from followthrough.disk import replace
from followthrough.options import shown
from followthrough.pages.address import address as address_of
from followthrough.pages.address import below
from followthrough.pages.page import Page, redirect_page
from followthrough.pages.promises import Promise, check_promises, noted, updated
from followthrough.problem import Place, Problem, did_you_mean
from followthrough.recall import ADDRESSES, MANIFESTS, PROMISES
from followthrough.records import Redirect
from followthrough.register import Register
from followthrough.words import language

_CONFLICT: Final = re.compile(r"<{7}|={7}|>{7}")
_MOVED: Final = (
    "If the page moved, add it to redirects.yml: from: the old address, to: the new one. What is below it moves along."
)
_SPAN: Final = re.compile(r"(/.+/)([0-9-]{10})-to-([0-9-]{10})/")
ADDRESS_RULES = {
    "changed-promise": "The date an action was first due by stays as it was published; a review says when it moved.",
    "manifest": "The files that builds write say what was published when, and nothing else.",
    "prose-link": "Links and pictures of a prose page lead to a file of the pages folder or a page of the site.",
    "redirect": "A redirect leads from an address without a page to one with a page, and is written once.",
    "vanished-promise": "An action that was published once is still in its plan, even if it was given up.",
    "vanished-address": "What was published once is still there, or redirects.yml says where it is now.",
}
"""The names of the problems found here, and what each demands, for docs/rules.md."""


class Published(NamedTuple):
    """What builds have noted beside the content: addresses by name with day and line, promises by plan and number.

    `unread` are the lines of both files that say nothing of the kind: file, line counted from 1, and the text of it.
    """

    addresses: Mapping[str, tuple[date, int]]
    promises: Mapping[tuple[str, str], Promise]
    unread: Sequence[tuple[str, int, str]]


def published(content: Path) -> Published:
    """What a content folder's manifests say was ever published, and since when."""
    addresses, promises = (_text(content / name) for name in MANIFESTS)
    return _parsed(addresses, promises)


@lru_cache(maxsize=1)  # for the preview, which asks after every edit
def _parsed(addresses: str, promises: str) -> Published:
    days: dict[str, tuple[date, int]] = {}
    kept: dict[tuple[str, str], Promise] = {}
    unread = []
    for line, text, day, words in _lines(addresses):
        if day and words.startswith("/"):
            days.setdefault(words, (day, line))
        else:
            unread.append((ADDRESSES, line, text))
    for line, text, day, words in _lines(promises):
        promise = noted(words, day, line) if day else None
        if promise:
            kept.setdefault((promise.plan, promise.action), promise)
        else:
            unread.append((PROMISES, line, text))
    return Published(days, kept, unread)


def _text(path: Path) -> str:
    return path.read_text("utf-8-sig", "replace") if path.is_file() else ""


def _lines(text: str) -> Iterator[tuple[int, str, date | None, str]]:
    """Number, text, day and the rest of each line that is not empty; no day if the line does not begin with one."""
    for number, line in enumerate(text.splitlines(), 1):
        first, _, rest = line.strip().partition(" ")
        day = None
        with suppress(ValueError):
            day = date.fromisoformat(first)
        if first:
            yield number, line, day, rest.strip()


def remember(content: Path, addresses: Collection[str], register: Register, today: date) -> None:
    """Note what is published for the first time, to be kept with the content; a folder that cannot be written is left.

    `addresses` are those of all pages, `today` is the day that is noted.
    """
    old = published(content)
    together = dict.fromkeys(addresses, today) | {address: day for address, (day, _) in old.addresses.items()}
    texts = {
        ADDRESSES: "".join(f"{day} {address}\n" for address, day in sorted(together.items())),
        PROMISES: updated(old.promises, register, today),
    }
    for name, text in texts.items():
        if text == _text(content / name):
            continue
        try:
            replace(content / name, text.encode())
        except OSError as error:
            words = f"what is new could not be noted in {shown(content / name)}: {error.strerror}"
            print(f"build.py: {words}; the next build cannot miss it.", file=sys.stderr)


def fallen_away(register: Register, old: Published, addresses: Collection[str]) -> Iterator[Page]:
    """What stands where a page was whose address no editor named in a redirect.

    Below an address that is redirected everything moves along, if it is there. And some pages come and go with the
    facts: there is one of what changed for each two dates that follow one another, so a date in between, which may come
    out late, takes one page away and brings two: it leads to the same choice on the page of all changes. A theme on
    which authorities can no longer be compared leads to its own page.
    """
    words = language(register.site.languages[0])
    redirects = {redirect.old: redirect.to for redirect in register.redirects}
    for at in sorted(old.addresses):
        if at not in addresses and (above := next((one for one in _above(at) if one in redirects), None)):
            to = redirects[above] + at.removeprefix(above)
            if to in addresses:
                yield redirect_page(words, at, to)
    changes = {below(authority, "changes") for authority in register.authorities.values()}
    for at in sorted(old.addresses):
        span = _SPAN.fullmatch(at)
        if span and span[1] in changes and at not in addresses:
            yield redirect_page(words, at, f"{span[1]}?from={span[2]}&to={span[3]}")
    for theme in register.themes.values():
        at = f"{below(None, 'compare')}{theme.slug}/"
        if at in old.addresses and at not in addresses:
            yield redirect_page(words, at, address_of(theme))


def _above(address: str) -> Iterator[str]:
    """The addresses that one is below, the nearest first."""
    while address := address.removesuffix("/").rpartition("/")[0]:
        yield (address := f"{address}/")


def check_published(
    content: Content,
    register: Register,
    addresses: Collection[str],
    moved: Mapping[str, str],
    old: Published,
    as_of: date,
    shown: str,
) -> list[Problem]:
    """Addresses and promises that vanished, redirects that lead nowhere or hide a page, lines that note nothing.

    `addresses` are those of this build, `moved` says which others lead where; `shown` is the content folder's name.
    What was first published after `as_of` is not missed.
    """
    problems = [problem for entry in content.redirects for problem in _check_redirect(entry, addresses)]
    problems += _repeated(content.redirects)
    gone = {at for at, (day, _) in old.addresses.items() if day <= as_of and at not in addresses and at not in moved}
    first = {at: next((one for one in reversed([*_above(at)]) if one in gone), at) for at in gone}
    below = Counter(first.values())
    for at in below:
        day, line = old.addresses[at]
        others = f", with {below[at] - 1} more below it" if below[at] > 1 else ""
        hint = did_you_mean(at, addresses, _MOVED).replace("Did you mean", "Is it now")
        message, place = f"{at} was published on {day} and is gone{others}", Place(line, 1, 1)
        problems.append(Problem(f"{shown}/{ADDRESSES}", place, "error", "vanished-address", "", message, hint))
    problems += check_promises(content, register, moved, old.promises, as_of, shown)
    return problems + [_unread(f"{shown}/{name}", line, text) for name, line, text in old.unread]


def _unread(path: str, line: int, text: str) -> Problem:
    message, hint = "this line notes nothing, and is passed over", "Builds write this file: delete the line."
    if _CONFLICT.match(text):
        hint = "Git could not join two versions: delete the lines that begin with <<<<<<<, ======= and >>>>>>>."
    return Problem(path, Place(line, 1, len(text) + 1), "warning", "manifest", "", message, hint, text)


def _check_redirect(entry: Entry[Redirect], addresses: Collection[str]) -> Iterator[Problem]:
    old, to = entry.record.old, entry.record.to
    if old in addresses:
        hint = "Delete the redirect: whoever asks for this address gets the page."
        yield entry.problem("redirect", ("from",), f"there is a page at {old}", hint)
    if to not in addresses:
        hint = did_you_mean(to, addresses, "A redirect leads to a page, not to another redirect.")
        yield entry.problem("redirect", ("to",), f"there is no page at {to}", hint)


def _repeated(redirects: Sequence[Entry[Redirect]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for entry in redirects:
        if entry.record.old in seen:
            hint = "Keep one of the two."
            yield entry.problem("redirect", ("from",), f"{entry.record.old} is redirected twice", hint)
        seen.add(entry.record.old)
