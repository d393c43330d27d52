"""Pages of the lists: all recommendations, actions and measures, of one authority and of all together."""

from collections.abc import Iterator
from datetime import date
from typing import Final, get_args

from followthrough.pages.address import below
from followthrough.pages.page import Page, above, home_trail
from followthrough.register import Register
from followthrough.register.lists import Kind, Listing
from followthrough.register.things import Authority
from followthrough.words import Language

MOST_ROWS: Final = 1000
"""How many rows a list of all authorities has at most; with more, it leads to the lists of each."""
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


def lists_of(words: Language, authority: Authority, as_of: date) -> Iterator[Page]:
    """The lists of one authority: of each kind of thing that it has any of."""
    of, trail = authority.record, above(words, authority)
    for kind in KINDS:
        found = Listing(words, as_of, kind, authority, [authority])
        if found.total:
            at = below(authority, kind)
            title = words.say(f"pages.{kind}_of", council=of.short)
            about = words.say(f"pages.{kind}_of_about", name=of.name)
            shows = {"authority": authority, "listing": found}
            yield Page(at, f"list-{kind}.html", "councils", title, about, trail, None, shows, lang=words.code)


def lists_of_all(words: Language, register: Register) -> Iterator[Page]:
    """The lists of all authorities together. A site of one authority has only that one's."""
    if register.is_single:
        return
    for kind in KINDS:
        found = Listing(words, register.as_of, kind, None, list(register.authorities.values()), MOST_ROWS)
        if found.of_each:
            title, about = words.say(f"pages.all_{kind}"), words.say(f"pages.all_{kind}_about")
            shows = {"authority": None, "listing": found}
            yield Page(
                below(None, kind),
                f"list-{kind}.html",
                "councils",
                title,
                about,
                home_trail(words),
                None,
                shows,
                lang=words.code,
            )
