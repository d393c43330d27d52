"""Pages of the lists: all recommendations, actions and measures, of one authority and of all together."""

from collections.abc import Iterator
from typing import Final, get_args

from followthrough.pages.address import address
from followthrough.pages.page import HOME, Page
from followthrough.register import Register
from followthrough.register.lists import Kind, Listing
from followthrough.register.things import Authority

MOST_ROWS: Final = 1000
"""How many rows a list of all authorities has at most; with more, it leads to the lists of each."""
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


def lists_of(authority: Authority) -> Iterator[Page]:
    """The lists of one authority: of each kind of thing that it has any of."""
    short, above = authority.record.short, (HOME, (authority.record.short, address(authority)))
    for kind in KINDS:
        found = Listing(kind, authority, [authority])
        if found.total:
            at = f"{address(authority)}{kind}/"
            about = {
                "recommendations": f"What inspectors asked {authority.record.name} for, and where it stands.",
                "actions": f"Every action that {authority.record.name} promised: who, by when, and where it stands.",
                "measures": f"Every measure of {authority.record.name}: its latest value and its target.",
            }
            shows = {"authority": authority, "listing": found}
            title = f"{kind.capitalize()}: {short}"
            yield Page(at, f"list-{kind}.html", "councils", title, about[kind], above, None, shows)


def lists_of_all(register: Register) -> Iterator[Page]:
    """The lists of all authorities together. A site of one authority has only that one's."""
    if register.is_single:
        return
    for kind in KINDS:
        found = Listing(kind, None, list(register.authorities.values()), MOST_ROWS)
        if found.of_each:
            about = {
                "recommendations": "Everything that inspectors asked for, council by council, and where it stands.",
                "actions": "Every action that councils promised: who, by when, and where it stands.",
                "measures": "Every measure of every council: its latest value and its target.",
            }
            shows = {"authority": None, "listing": found}
            title = f"All {kind}"
            yield Page(f"/{kind}/", f"list-{kind}.html", "councils", title, about[kind], (HOME,), None, shows)
