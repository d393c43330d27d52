"""Which disclosures are waived, and which waivers are spent."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property

from followthrough.check.content import Content, Entry
from followthrough.check.disclosure.text import GAP, Disclosure, Text, plain
from followthrough.problem import Problem, did_you_mean
from followthrough.records import Waiver

WAIVERS = "waivers.yml"


class Waivers:
    """The waivers of a content folder; remembers which of them have waived something."""

    def __init__(self, content: Content, as_of: date | None = None) -> None:
        """Those that have not expired on a day; all of them if no day is given."""
        self._content = content
        self._expired = [entry for entry in content.waivers if as_of is not None and entry.record.until.end < as_of]
        self._valid = [_Valid(entry) for entry in content.waivers if entry not in self._expired]
        self._used: set[int] = set()

    def cover(self, path: str | None, text: Text, found: Disclosure) -> bool:
        """Whether words found in a text are waived; `path` is the file's, below `content/`, None in the built site.

        The words must be those of the waiver, or stand in the middle of them.
        """
        rule = found.rule
        for number, waiver in enumerate(self._valid):
            if waiver.is_for(rule, path) and waiver.stands_around(text, found):
                if path != WAIVERS:
                    self._used.add(number)
                return True
        return False

    def cover_words(self, path: str, rule: str, words: str) -> bool:
        """Whether these words, found in a file, are waived word for word."""
        for number, waiver in enumerate(self._valid):
            if waiver.is_for(rule, path) and plain(waiver.record.text).lower() == plain(words).lower():
                self._used.add(number)
                return True
        return False

    def problems(self) -> Iterator[Problem]:
        """Waivers that are over, and, once everything has been looked through, those that waive nothing."""
        for entry in self._expired:
            message = f"this waiver ended on {entry.record.until}"
            hint = (
                "Ask the post that reviewed it to look again, then write a new end; or delete it and change the text."
            )
            yield entry.problem("expired-waiver", ("until",), message, hint, severity="warning")
        paths = [document.path for document in self._content.documents]
        for number, waiver in enumerate(self._valid):
            if number in self._used or waiver.record.file in self._content.broken:
                continue
            if waiver.record.file not in paths:
                hint = did_you_mean(waiver.record.file, paths, "Write the file's path below content/.")
                yield waiver.entry.problem("unused-waiver", ("file",), "there is no such file", hint)
            else:
                message = f"{waiver.record.rule} finds no such words in {waiver.record.file}"
                hint = "Delete the waiver, or write the words as they stand in the file now."
                yield waiver.entry.problem("unused-waiver", ("text",), message, hint)


class _Valid:
    """A waiver that counts."""

    def __init__(self, entry: Entry[Waiver]) -> None:
        self.entry = entry
        self.record = entry.record

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        words = (re.escape(word) for word in plain(self.record.text).split(" "))
        return re.compile(GAP.join(words), re.IGNORECASE)

    def is_for(self, rule: str, path: str | None) -> bool:
        return self.record.rule == rule and path in (None, WAIVERS, self.record.file)

    def stands_around(self, text: Text, found: Disclosure) -> bool:
        room = len(self.record.text) * 4
        stretch = self._pattern.finditer(text.raw, max(0, found.start - room), found.end + room)
        return any(match.start() <= found.start and found.end <= match.end() for match in stretch)


def without(found: Iterable[Disclosure], path: str | None, text: Text, waivers: Waivers) -> list[Disclosure]:
    """What is left of disclosures when those that are waived are taken away."""
    return [one for one in found if not waivers.cover(path, text, one)]
