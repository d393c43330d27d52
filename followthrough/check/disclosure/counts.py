"""Rules for counts of children so small that one may be recognised: stated, or worked out from what is stated."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from followthrough.check.disclosure.text import GAP, Disclosure, Text, disclosure, listed

SMALLEST: Final = 1
LARGEST: Final = 5
"""Counts of children from 1 to 5 are withheld in official statistics, and so here."""
WITHHOLD: Final = 'Say "fewer than six" or leave the number out, so that it cannot be worked out from others either.'
IF_FINE: Final = "If it may be published, a waiver in waivers.yml says why and who agreed (see docs/disclosure.md)."

_MANY: Final = (
    r"(?:children|young people|young persons|care[ -]leavers|youngsters|teenagers|adolescents|babies|infants|toddlers|"
    r"newborns|mothers|girls|boys|pupils|siblings|twins|kids|uasc)"
)
SINGULAR: Final = (
    r"(?:child|young person|care[ -]leaver|youngster|teenager|adolescent|baby|infant|toddler|newborn|mother|girl|boy|"
    r"pupil|sibling|kid)"
)
_SMALL: Final = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "single": 1, "couple": 2, "pair": 2}
_LARGER: Final = {"six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "twenty": 20}
_NUMBERS: Final = _SMALL | _LARGER
_ANY_NUMBER: Final = rf"(?:[0-9]+|{'|'.join(_NUMBERS)})"
_SMALL_NUMBER: Final = rf"(?:[1-5]|{'|'.join(_SMALL)})"
_THE: Final = rf"(?:(?:the|its|our|these|those|their|all|his|her){GAP})?"
_WORD: Final = rf"[a-z][a-z'\u2019-]*{GAP}"
_ALONE: Final = (
    rf"(?![\w'\u2019-]|{GAP}(?:at a time|or more|per\b|each\b|(?:\w+{GAP})?services?\b|protection|centres?\b|homes?\b))"
)
_COUNT: Final = re.compile(
    rf"(?P<number>{_SMALL_NUMBER}){GAP}(?:(?:out{GAP})?of{GAP}{_THE}(?:{_ANY_NUMBER}{GAP})?)?"
    rf"(?P<between>(?:{_WORD}){{0,2}}?)"
    rf"(?P<noun>{_MANY}{_ALONE}|{SINGULAR}(?:{GAP}(?:deaths?|suicides?|murders?)\b|(?P<one>{_ALONE})))"
)
# "Two foster carers for children" is no count of children, nor is "one thing that children say".
_NOT_BETWEEN: Final = listed(
    """
    of to in for and or per times time out by with who whose whom that which what is are was were be as at on from
    than then the a an but so if when where while how why percent cent each every not no more less fewer other's
    about because since until before after during can may must will should all both any some week weeks year years
    month months day days hour hours week's way ways thing things area areas step steps part parts stage stages
    hundred thousand million social service services council councils authority authorities school schools team
    teams meeting meetings
    """
)
_NOT_BEFORE: Final = re.compile(
    r"(?:(?:section|phase|stage|tier|level|priority|part|step|years?|band|grade|recommendation|action|item|page|table|"
    r"paragraph|chapter|appendix|annex|figure|article|form|version|driver|objective|outcome|standard|question|row|type|"
    r"aged?|ages|under|over|than|no|number|group|key stage|week|month|day|q)"
    r"|(?:[0-9]|one|two|three|four|five|between|under)[\s-]+(?:in|to|and|or|of|out of))[\s*_>]*\Z"
    r"|[£$#]\Z|[0-9][.,/:\u2013\u2014-]\Z"
)
_NOT_BEFORE_ONE: Final = re.compile(r"(?<![a-z])(?:any|every|each|which|this|that|first)[\s*_>]*\Z")


def small_count(text: Text) -> Iterator[Disclosure]:
    """No count of 1 to 5 children, young people, care leavers, babies or mothers, in words, a table or a measure."""
    for match in _COUNT.finditer(text.lower):
        one = match["one"] is not None
        if one and match["number"] not in ("one", "single", "1"):
            continue
        start = match.start()
        before = text.lower[max(0, start - 24) : start]
        if (before[-1:].isalnum() or before[-1:] == "_") or _NOT_BEFORE.search(before):
            continue
        if one and _NOT_BEFORE_ONE.search(before):
            continue
        if not _NOT_BETWEEN.intersection(re.split(GAP, match["between"].replace("looked after", ""))):
            yield _small(text, *match.span())
    for match in _NUMBER_OF.finditer(text.lower):
        yield _small(text, *match.span())
    for match in _LABELLED.finditer(text.lower):
        if label := _LABEL.search(text.lower, max(0, match.start() - 80), match.start()):
            yield _small(text, label.start(), match.end())
    if "\n|" in text.raw or text.raw.startswith("|"):
        yield from _in_tables(text)


def _small(text: Text, start: int, end: int) -> Disclosure:
    message = "a count of 1 to 5 children stands here: they may be recognised"
    return disclosure("small-count", text, start, end, message, f"{WITHHOLD} {IF_FINE}", severity="warning")


_ENDS: Final = (
    rf"(?=[\s*_]*(?:[.;)\n|]|\Z|,\s|(?:by|from|since|this|last|on|during|compared)\b"
    rf"|in{GAP}(?!every|each|[0-9]{{1,3}}\b|a\b)))"
)
_NUMBER_OF: Final = re.compile(
    rf"number{GAP}of{GAP}(?:{_WORD}){{0,3}}?{_MANY}\b[^.|\n:]{{0,60}}?\b(?:was|is|were|to|at|stood{GAP}at){GAP}"
    rf"(?:[1-5]|two|three|four|five)(?![\w%-])(?!\.[0-9]){_ENDS}"
)
_LABELLED: Final = re.compile(rf"[:=\u2013\u2014](?:[ *_]|\n[ >]+)*[1-5](?![\w%-]|[.,][0-9]|\s*%){_ENDS}")
_LABEL: Final = re.compile(rf"(?<![a-z]){_MANY}(?:{GAP}[a-z][a-z'\u2019-]*){{0,4}}[ \t]?(?:\([a-z ]*\))?[*_]*[ \t]?\Z")
_ROWS: Final = re.compile(r"(?:^[ \t]*\|[^\n]*(?:\n|\Z))+", re.MULTILINE)
_CHILDREN: Final = re.compile(rf"\b(?:{_MANY})\b(?!['\u2019])", re.IGNORECASE)


def _in_tables(text: Text) -> Iterator[Disclosure]:
    """Numbers 1 to 5 in a row or a column of a Markdown table whose heading speaks of children."""
    for table in _ROWS.finditer(text.raw):
        rows = [list(re.finditer(r"[^|\n]+", line[0])) for line in re.finditer(r"[^\n]+", table[0])]
        about = [bool(_CHILDREN.search(cell[0])) for cell in rows[0] if cell[0].strip()]
        position = table.start()
        for number, line in enumerate(re.finditer(r"[^\n]+", table[0])):
            cells = [cell for cell in rows[number] if cell[0].strip()]
            row_about = bool(cells and len(cells[0][0].split()) < 10 and _CHILDREN.search(cells[0][0]))
            for column, cell in enumerate(cells[1:], 1):
                named = row_about or (column < len(about) and about[column])
                if number and named and re.fullmatch(r"[\s*_]*[1-5][\s*_]*", cell[0]):
                    at = position + line.start() + cell.start()
                    inside = len(cell[0]) - len(cell[0].lstrip())
                    yield _small(text, at + inside, at + len(cell[0].rstrip()))


def derivable_count(text: Text) -> Iterator[Disclosure]:
    """No count of 1 to 5 children that can be worked out: a share of a small number, or a total and all other parts."""
    if not any(word in text.lower for word in ("%", "per cent", "percent", "half", "third", "quarter", "fifth")):
        return
    for pattern in (_SHARE_OF, _OF_SHARE):
        for match in pattern.finditer(text.lower):
            share, total = _share(match["share"]), _number(match["total"])
            if share is not None and total and small_share(share, total):
                message = f"{match['share'].strip()} of {total} gives a count of 1 to 5 children"
                hint = f"Leave out the share or the number it is a share of. {IF_FINE}"
                yield disclosure("derivable-count", text, *match.span(), message, hint, severity="warning")


_SHARES: Final = {
    "half": Decimal(50), "a third": Decimal(100) / 3, "one third": Decimal(100) / 3, "two thirds": Decimal(200) / 3,
    "a quarter": Decimal(25), "one quarter": Decimal(25), "three quarters": Decimal(75), "a fifth": Decimal(20),
}  # fmt: skip
_PERCENT: Final = r"[0-9]{1,3}(?:\.[0-9]+)?\s?(?:%|per\s?cent)"
_SHARE: Final = rf"(?P<share>{_PERCENT}|half|(?:a|one|two)[ -]thirds?|(?:a|one|three)[ -]quarters?|a fifth)"
_CHILDREN_OF: Final = rf"(?P<total>{_ANY_NUMBER}){GAP}(?:{_WORD}){{0,3}}?(?:{_MANY})\b(?!['\u2019])"
_SHARE_OF: Final = re.compile(rf"{_SHARE}{GAP}(?:\([^)]*\){GAP})?(?:out{GAP})?of{GAP}{_THE}{_CHILDREN_OF}")
_OF_SHARE: Final = re.compile(rf"of{GAP}{_THE}{_CHILDREN_OF}[^.|]{{0,60}}?\b{_SHARE}(?!\w)")


def _share(words: str) -> Decimal | None:
    words = re.sub(r"[\s-]+", " ", words).strip()
    if words[0].isdigit():
        return Decimal(re.match(r"[0-9.]+", words)[0])  # type: ignore[index]
    return _SHARES.get(words)


def _number(words: str) -> int:
    return _NUMBERS.get(words, 0) if not words.isdigit() else int(words[:9])


def small_share(percent: Decimal, total: int) -> bool:
    """Whether a percentage of a number, as exact as it is given, is a count of 1 to 5, or leaves one."""
    exponent = percent.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    if percent > 100 or total >= 100 * 10 ** min(decimals, 1):
        return False
    count = round(percent * total / 100)
    return SMALLEST <= count <= LARGEST or SMALLEST <= total - count <= LARGEST
