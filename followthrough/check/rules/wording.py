"""Rules about plain English: warnings, each about words that a resident may stumble over."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Final

from followthrough.check.content import Content
from followthrough.check.passage import Passage
from followthrough.check.rules.walk import Found
from followthrough.records.site import PlainEnglish

JARGON: Final = {
    "a number of": "some, or the number",
    "actioned": "done",
    "afore-?mentioned": "this, these",
    "ascertain(?:s|ed|ing)?": "find out",
    "at this (?:moment|point) in time": "now",
    "best endeavours": "we will try",
    "cascad(?:e|ed|es|ing)": "pass on, tell",
    "commenc(?:e|ed|es|ing|ement)": "start, begin",
    "deep dives?": "close look",
    "deliverables?": "what will be done",
    "drill(?:ed|ing)? down": "look closely",
    "driv(?:e|es|ing) forward": "get done",
    "due to the fact that": "because",
    "endeavour(?:s|ed|ing)?": "try",
    "expedit(?:e|ed|es|ing|iously)": "speed up, quickly",
    "facilitat(?:e|ed|es|ing|ion)": "help, run",
    "going forwards?": "from now on",
    "holistic(?:ally)?": "whole, together",
    "in accordance with": "as in, under",
    "in conjunction with": "with",
    "in excess of": "more than",
    "in lieu of": "instead of",
    "in order to": "to",
    "in (?:relation|regard) to": "about",
    "in respect of": "about, for",
    "in the event (?:that|of)": "if",
    "inter ?alia": "among other things",
    "leverag(?:e|ed|es|ing)": "use",
    "notwithstanding": "despite",
    "on an? (?:ongoing|regular|daily|weekly|monthly) basis": "all the time, every day, every week",
    "operationali[sz](?:e|ed|es|ing|ation)": "put to work",
    "outwith": "outside",
    "paradigm(?: shift)?": "way of working",
    "pertaining to": "about",
    "prior to": "before",
    "robust(?:ly|ness)?": "say what makes it so: checked every month, based on evidence",
    "stakeholders?": "say who: parents, schools, the police",
    "step[- ]changes?": "big change",
    "subsequent(?:ly)? to": "after",
    "synerg(?:y|ies|istic)": "working together",
    "the majority of": "most",
    "there(?:of|in|to|upon)": "of it, in it, to it",
    "timely manner": "in time",
    "touch(?:ing)? base": "talk",
    "upskill(?:s|ed|ing)?": "train",
    "utili[sz](?:e|ed|es|ing|ation)": "use",
    "whilst": "while",
    "with (?:regards?|respect) to": "about",
    "workstreams?": "pieces of work",
}
"""Patterns of words that have a plainer one, and the plainer one. `plain_english.jargon` of `site.yml` adds to them."""
EVERYDAY: Final = frozenset(
    {
        "AM", "AND", "BBC", "BST", "CCTV", "CD", "COVID", "CSV", "CV", "DIY", "DVD", "EU", "FAQ", "GB", "GCSE",
        "GMT", "GP", "GPS", "HIV", "HTML", "HTTP", "ID", "II", "III", "IQ", "IT", "IV", "IX", "JSON", "MP",
        "NHS", "NO", "NOT", "OK", "OR", "PC", "PDF", "PIN", "PM", "SMS", "TV", "UK", "UN", "UNICEF", "URL",
        "US", "USA", "VAT", "VI", "VII", "VIII", "XI", "XII",
    }
)  # fmt: skip
"""Short names that everybody knows, and words that people write in capitals."""
_ABBREVIATION: Final = re.compile(r"(?<![\w./@&-])[A-Z]{2,6}s?(?![\w/@])(?!\.\w)")
_BLOCK: Final = re.compile(r"\n[ \t]*\n|(?:^|\n)#{1,6}[ \t][^\n]*(?:\n|$)|\n(?=[ \t]*(?:[-*+:>]|\d+[.)])[ \t])|\|")
_STOP: Final = re.compile(
    r"[.!?](?<![.!?].)(?<!\be\.g\.)(?<!\bi\.e\.)[.!?]*[\"')\]*_\u2019\u201d]*(?=\s+[\"'(\[*_\u2018\u201c]*[A-Z0-9\u00a3])"
)


def long_sentence(content: Content, _today: date) -> Found:
    """Sentences are short enough to be read once: `plain_english.sentence_words` in `site.yml` says how many words."""
    limit = _settings(content).sentence_words
    for passage in _ours(content):
        for start, end in _sentences(passage.text, limit):
            words = sum(any(map(str.isalnum, word)) for word in passage.wording[start:end].split())
            if words > limit:
                message = f"a sentence of {words} words; more than {limit} are hard to read"
                hint = "Split it in two, or make a list of it."
                if passage.is_finding:
                    hint += ' If the words are the inspectors\', leave them, and write "## In plain words" below.'
                yield passage.problem("long-sentence", start, end, message, hint, severity="warning")


def abbreviation(content: Content, _today: date) -> Found:
    """Short names in capitals are explained: in the glossary, or where a file uses them first."""
    known = _known(content)
    seen: set[tuple[str, str]] = set()
    for passage in _ours(content):
        for found in _ABBREVIATION.finditer(passage.wording):
            name = found.group()
            if {name, name.removesuffix("s")} & known or (passage.document.path, name) in seen:
                continue
            seen.add((passage.document.path, name))
            if not _is_expanded(passage.text, found.start(), found.end()):
                hint = f"Write what it stands for, then ({name}); or add it to content/glossary.yml."
                message = f'nothing explains "{name}"'
                yield passage.problem("abbreviation", found.start(), found.end(), message, hint, severity="warning")


def jargon(content: Content, _today: date) -> Found:
    """Everyday words stand where there are some; `plain_english` in `site.yml` adds words and lets others pass."""
    settings = _settings(content)
    ignored = {word.casefold() for word in settings.ignore}
    everything = "\n".join(passage.wording for passage in content.passages).casefold()
    pairs = [pair for pair in _jargon(tuple(settings.jargon.items())) if pair[0] in everything]
    for passage in _ours(content):
        small = passage.wording.casefold()
        for letters, pattern, plainer in pairs:
            for found in pattern.finditer(passage.wording) if letters in small else ():
                words = " ".join(found.group().split())
                if words.casefold() not in ignored:
                    hint = f"In plain English: {plainer}. To let it pass, list it in site.yml under ignore:."
                    message = f'"{words}" has a plainer word'
                    yield passage.problem("jargon", found.start(), found.end(), message, hint, severity="warning")


def _settings(content: Content) -> PlainEnglish:
    return content.site.record.plain_english if content.site else PlainEnglish()


def _ours(content: Content) -> Iterator[Passage]:
    """Texts that are ours to word: inspectors' words are not, where plain words stand beside them."""
    return (passage for passage in content.passages if not (passage.verbatim or passage.is_too_long))


def _sentences(text: str, limit: int) -> Iterator[tuple[int, int]]:
    """Where the sentences of a text begin and end that may have more words than the limit."""
    if text.count(" ") + text.count("\n") < limit:
        return
    start = 0
    for block in [*(found.span() for found in _BLOCK.finditer(text)), (len(text), len(text))]:
        if text.count(" ", start, block[0]) + text.count("\n", start, block[0]) >= limit:
            at = start
            for stop in [*(found.end() for found in _STOP.finditer(text, start, block[0])), block[0]]:
                at += len(text[at:stop]) - len(text[at:stop].lstrip())
                yield at, stop
                at = stop
        start = block[1]


def _known(content: Content) -> set[str]:
    """Every short name that needs no explanation here."""
    names = [*EVERYDAY, *_settings(content).ignore]
    for term in content.glossary:
        names += [term.record.term, *term.record.also]
    names += [framework.record.short for framework in content.frameworks.values()]
    names += [framework.record.name for framework in content.frameworks.values()]
    names += [rating.rating for scale in content.scales.values() for rating in scale.record.ratings]
    return {word for name in names for word in re.findall(r"\w+", name)}


def _is_expanded(text: str, start: int, end: int) -> bool:
    """Whether the full name stands before a short one in brackets, or after it in brackets."""
    before, after = text[max(0, start - 80) : start], text[end : end + 200]
    in_brackets = before.endswith("(") and after.startswith(")") and bool(re.search(r"[a-z]+[\s*_]*\($", before))
    return in_brackets or bool(re.match(r"[\s*_]*\([A-Za-z]+[^)]*[a-z]{3}[^)]*\)", after))


@cache
def _jargon(more: tuple[tuple[str, str], ...]) -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """Each word that has a plainer one: letters it always has, which find it fast; its pattern; the plainer one."""
    pairs = [*((" ".join(map(re.escape, words.split())), plain) for words, plain in more), *JARGON.items()]
    made = []
    for words, plain in pairs:
        always = re.findall(r"\w+", re.sub(r"\(\?:[^)]*\)|\[[^\]]*\]|\w\?|\\.", " ", words.casefold()))
        spaced = words.replace(" ", r"\s+")
        pattern = re.compile(rf"(?<![\w-])(?:{spaced})(?![\w-])", re.IGNORECASE)
        made.append((max(always, key=len, default=""), pattern, plain))
    return tuple(made)
