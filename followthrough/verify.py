"""What must be true of finished pages: every link leads somewhere, no id stands twice, nothing comes from elsewhere.

A page is looked at once, in the pieces it is made of; the links of all pages are followed when all files are known.
"""

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import unescape
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

_TAG: Final = re.compile(r"<[a-zA-Z][^<>]*>")
_TAG_AND_ALL: Final = re.compile(r"<[a-zA-Z][^<>\"']*(?:(?:\"[^\"]*\"|'[^']*')[^<>\"']*)*>")
"""A tag, even one with a < or > in the value of an attribute."""
_NAME_AND_REST: Final = re.compile(r"<([\w-]+)")
_LOOKED_AT: Final = re.compile(r"\s(?:id|href|src|srcset|poster|data|xlink:href)\s*=", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(r"([^\s=>\"'/]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?")
_OPAQUE: Final = re.compile(r"<!--.*?-->|<(script|style)\b([^>]*)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_HEADING: Final = re.compile(r"<h1[\s>]", re.IGNORECASE)
_TITLE: Final = re.compile(r"<title>\s*(\S[^<]*)</title>")
_LANGUAGE: Final = re.compile(r"<html\b[^>]*\slang\s*=\s*[\"']?[\w-]", re.IGNORECASE)
_SCHEMES: Final = ("http", "https", "mailto", "tel", "data", "webcal")


class Seen(NamedTuple):
    """What verification needs to know of a page, or of a piece of one.

    Its ids, where its links and what it loads lead to, how many headings of level 1 it has, and what is wrong with it.
    """

    ids: tuple[str, ...] = ()
    links: frozenset[str] = frozenset()
    headings: int = 0
    faults: tuple[str, ...] = ()

    def __add__(self, other: object) -> "Seen":
        """Two pieces of one page together."""
        if not isinstance(other, Seen):
            return NotImplemented
        return Seen(
            self.ids + other.ids,
            self.links | other.links,
            self.headings + other.headings,
            self.faults + other.faults,
        )


def see(html: str) -> Seen:
    """Look at a piece of a page: ids, links, and what it loads."""
    html = _OPAQUE.sub(lambda m: f"<{m[1]}{m[2]}>" if m[1] else "", html)
    looked = [_look(tag) for tag in _TAG.findall(html)]
    if None in looked:
        looked = [_look(tag) for tag in _TAG_AND_ALL.findall(html)]
    found = [one for one in looked if one]
    return Seen(
        tuple([one.ids[0] for one in found if one.ids]),
        frozenset([link for one in found for link in one.links]),
        len(_HEADING.findall(html)),
        tuple([fault for one in found for fault in one.faults]),
    )


@lru_cache(maxsize=1 << 13)  # most tags stand on many pages
def _look(tag: str) -> Seen | tuple[()] | None:
    """What one tag tells; () if nothing, None if it is not whole."""
    if not _TAG_AND_ALL.fullmatch(tag):
        return None
    if not _LOOKED_AT.search(tag):
        return ()
    _, name, rest = _NAME_AND_REST.split(tag, maxsplit=1)
    attributes = {name.lower(): unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(rest)}
    ids = (attributes["id"],) if "id" in attributes else ()
    if name.lower() in ("a", "area"):
        return Seen(ids, frozenset([attributes["href"]] if "href" in attributes else ()))
    loads = [address for address in _loads(name.lower(), attributes) if address]
    elsewhere = [address for address in loads if urlsplit(address).netloc]
    faults = tuple(f"loads {address} from another host" for address in elsewhere)
    return Seen(ids, frozenset(loads).difference(elsewhere), 0, faults)


def _loads(tag: str, attributes: Mapping[str, str]) -> list[str]:
    """What a browser fetches for a tag."""
    loads = [attributes.get("src", ""), attributes.get("poster", "")]
    loads += [part.split()[0] for part in attributes.get("srcset", "").split(",") if part.strip()]
    if tag == "object":
        loads.append(attributes.get("data", ""))
    elif tag in ("image", "use"):
        loads += [attributes.get("href", ""), attributes.get("xlink:href", "")]
    elif tag == "link" and not {"canonical", "alternate", "license"} & set(attributes.get("rel", "").split()):
        loads.append(attributes.get("href", ""))
    return loads


def see_page(text: str) -> Seen:
    """Look at a whole page: also for its language and its title."""
    titles = len(_TITLE.findall(text))
    faults = [] if _LANGUAGE.search(text) else ["has no language"]
    faults += [] if titles == 1 else [f"has {titles} titles"]
    seen = see(text)
    return seen._replace(faults=(*faults, *seen.faults))


class Links:
    """Follows the links of a site while its files are made, and keeps of each only what may still be wrong.

    Every page has a language, one title and one h1; every link and every anchor within the site leads somewhere;
    no id stands twice on a page; nothing is loaded from another host.
    """

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}
        self._files: set[str] = set()
        self._open: dict[str, list[tuple[str, str, str]]] = {}
        self._wrong: list[tuple[str, str]] = []

    def add(self, name: str, seen: Seen | None) -> None:
        """A file of the site; of a page, with what was seen of it."""
        self._files.add(name)
        if seen is not None:
            self._ids[name] = "\n".join(seen.ids)
        self._close(name)
        if seen is None:
            return
        self._wrong += [(name, fault) for fault in _faults(seen)]
        folder, _, _ = name.rpartition("/")
        for target in sorted(seen.links):
            path, fragment, fault = _lead(name if name == "404.html" else folder, target)
            if fault:
                self._wrong.append((name, fault))
            elif path != _ELSEWHERE and not self._leads(path or name, fragment):
                self._open.setdefault(path or name, []).append((fragment, name, target))

    def _close(self, path: str) -> None:
        """Follow the links that waited for a file."""
        for fragment, name, target in self._open.pop(path, ()):
            if not self._leads(path, fragment):
                why = "but there is no such place on that page" if path in self._files else "which is not there"
                self._wrong.append((name, f'links to "{target}", {why}'))

    def _leads(self, path: str, fragment: str) -> bool:
        if not fragment or not path.endswith(".html"):
            return path in self._files
        return path in self._ids and f"\n{fragment}\n" in f"\n{self._ids[path]}\n"

    def wrong(self) -> list[str]:
        """What is wrong with the pages, a line each, by the names of the pages; once all files are there."""
        for path in list(self._open):
            self._close(path)
        return [f"{name}: {fault}" for name, fault in sorted(self._wrong)]


def _faults(seen: Seen) -> Iterable[str]:
    yield from seen.faults
    if seen.headings != 1:
        yield f"has {seen.headings} headings of level 1"
    if len(set(seen.ids)) < len(seen.ids):
        yield from (f'has the id "{name}" {count} times' for name, count in Counter(seen.ids).items() if count > 1)


_ELSEWHERE: Final = "//"
"""Stands for whatever is not followed: other hosts, mail."""


def _lead(folder: str, target: str) -> tuple[str, str, str]:
    """Where a link from a folder leads: a path, "" for the same page; a place on it, or ""; what is wrong, or ""."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return "", "", f'links to "{target}", which is no address'
    if parts.scheme or parts.netloc:
        return _ELSEWHERE, "", "" if parts.scheme in _SCHEMES else f"links to {target}"
    path = unquote(parts.path)
    if path.startswith("/"):
        # Only the error page has links from the top, since it is shown at any depth.
        fault = "" if folder == "404.html" else f'links to "{target}", which breaks below another address'
        return _ELSEWHERE, "", fault
    name = posixpath.normpath(posixpath.join(folder, path)) if path else ""
    if path in (".", "..") or path.endswith(("/", "/..")):
        name = "index.html" if name == "." else f"{name}/index.html"
    if name.startswith("../"):
        return "", "", f'links to "{target}", which is not there'
    fragment = unquote(parts.fragment)
    return name, "" if fragment.startswith(":~:") else fragment, ""
