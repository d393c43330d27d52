"""Addresses never break: what was published once is there, or leads to where it is now."""

import re
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from followthrough.check.content import Content, Entry
from followthrough.disk import replace
from followthrough.options import shown
from followthrough.pages.address import address as address_of
from followthrough.pages.address import below
from followthrough.pages.page import Page, redirect_page
from followthrough.problem import Place, Problem, did_you_mean
from followthrough.recall import MANIFEST
from followthrough.records import Redirect
from followthrough.register import Register
from followthrough.words import language

_SPAN: Final = re.compile(r"(/.+/)([0-9-]{10})-to-([0-9-]{10})/")
ADDRESS_RULES = {
    "prose-link": "Links and pictures of a prose page lead to a file of the pages folder or a page of the site.",
    "redirect": "A redirect leads from an address without a page to one with a page, and is written once.",
    "vanished-address": "What was published once is still there, or redirects.yml says where it is now.",
}
"""The names of the problems found here, and what each demands, for docs/rules.md."""


@lru_cache(maxsize=1)  # for the preview, which asks after every edit
def parse_manifest(text: str) -> Mapping[str, date]:
    """Addresses and the day each was first published; lines that are not a date and an address are passed over."""
    found = {}
    for line in text.splitlines():
        day, _, address = line.strip().partition(" ")
        try:
            found[address] = date.fromisoformat(day)
        except ValueError:
            continue
    return found


def manifest(content: Path) -> Mapping[str, date]:
    """The addresses ever published and since when, as a content folder has them."""
    path = content / MANIFEST
    return parse_manifest(path.read_text("utf-8-sig", "replace")) if path.is_file() else {}


def update_manifest(published: Mapping[str, date], addresses: Collection[str], today: date) -> str:
    """The manifest's new text: everything it had, and the addresses that are new on this day, in order of address."""
    together = dict.fromkeys(addresses, today) | dict(published)
    return "".join(f"{day} {address}\n" for address, day in sorted(together.items()))


def remember(content: Path, addresses: Collection[str], today: date) -> None:
    """Add new addresses to the manifest, to be kept with the content; a folder that cannot be written to is left."""
    published = manifest(content)
    if published.keys() >= set(addresses):
        return
    try:
        replace(content / MANIFEST, update_manifest(published, addresses, today).encode())
    except OSError as error:
        words = f"the new addresses could not be noted in {shown(content / MANIFEST)}: {error.strerror}"
        print(f"build.py: {words}; the next build cannot miss them.", file=sys.stderr)


def fallen_away(register: Register, published: Collection[str], addresses: Collection[str]) -> Iterator[Page]:
    """What stands where a page was that comes and goes with the facts, and has no name that an editor chose.

    There is a page of what changed for each two dates that follow one another, so a date in between, which may come out
    late, takes one page away and brings two: it leads to the same choice on the page of all changes. A theme on which
    authorities can no longer be compared leads to its own page.
    """
    words = language(register.site.languages[0])
    changes = {below(authority, "changes") for authority in register.authorities.values()}
    for old in sorted(published):
        span = _SPAN.fullmatch(old)
        if span and span[1] in changes and old not in addresses:
            yield redirect_page(words, old, f"{span[1]}?from={span[2]}&to={span[3]}")
    for theme in register.themes.values():
        old = f"{below(None, 'compare')}{theme.slug}/"
        if old in published and old not in addresses:
            yield redirect_page(words, old, address_of(theme))


def check_addresses(
    content: Content, addresses: Collection[str], published: Mapping[str, date], as_of: date, shown: str
) -> list[Problem]:
    """Published addresses that vanished without a redirect, and redirects that lead nowhere or hide a page.

    `addresses` are those of this build; `shown` is the content folder's name. What was first published after `as_of`
    is not missed.
    """
    redirects = {entry.record.old for entry in content.redirects}
    problems = [problem for entry in content.redirects for problem in _check_redirect(entry, addresses)]
    problems += _repeated(content.redirects)
    missing = [(line, address) for line, address in enumerate(sorted(published), 1) if published[address] <= as_of]
    for line, address in missing:
        if address not in addresses and address not in redirects:
            where = "If the page moved, add it to redirects.yml: from: the old address, to: the new one."
            hint = did_you_mean(address, addresses, where).replace("Did you mean", "Is it now")
            message = f"{address} was published on {published[address]} and is gone"
            place = Place(line, 1, 1)
            problems.append(Problem(f"{shown}/{MANIFEST}", place, "error", "vanished-address", "", message, hint))
    return problems


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
