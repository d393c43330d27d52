"""Rules for what identifies one person by itself: numbers, dates of birth, addresses."""

import calendar
import re
from collections.abc import Iterator
from typing import Final

from followthrough.check.disclosure.names import COMMON_SURNAMES, FIRST_NAMES, SHARED_MAILBOX, WORD_NAMES
from followthrough.check.disclosure.text import SEPARATOR as SEP
from followthrough.check.disclosure.text import Disclosure, Rule, Text, disclosure, listed, starts_word

_NUMBER_WORD: Final = r"(?:n(?:o\b\.?|um(?:bers?)?\b\.?)|ids?\b|ref(?:erence)?\b\.?|code\b|#)"
_LINK: Final = r"[\s:;=#*_\"'(\[|,.\u2013\u2014-]*(?:(?:is|was|being|of)\b[\s:*_\"']*)?"
"""What stands between the word for a number and the number."""
_DELETE: Final = "Delete it. If the page is about one person's case, leave the whole passage out."
_NOT_ONE: Final = "If it is something else, a waiver in waivers.yml says so (see docs/disclosure.md)."


def nhs_number(text: Text) -> Iterator[Disclosure]:
    """No NHS number: ten digits whose last one is right, or any ten digits that are called one."""
    hint = f"{_DELETE} {_NOT_ONE}"
    for match in text.in_digits(_TEN_DIGITS):
        digits = re.sub(r"\D", "", match[0])
        if starts_word(text.raw, match.start()) and _is_nhs_number(digits) and not _is_other(text, match.start()):
            yield disclosure("nhs-number", text, *match.span(), "an NHS number stands here", hint)
    if any(word in text.lower for word in ("nhs", "chi ", "h&c")):
        for match in _CALLED_NHS.finditer(text.lower):
            yield disclosure("nhs-number", text, *match.span(1), "an NHS number stands here", hint)


_TEN_DIGITS: Final = re.compile(rf"[0-9]{{3}}{SEP}[0-9]{{3}}{SEP}[0-9]{{4}}(?![\w%])(?![.,][0-9])")
_CALLED_NHS: Final = re.compile(
    rf"\b(?:nhs|chi|h&c)[\s_-]*(?:patient[\s_-]*)?(?:{_NUMBER_WORD})?{_LINK}((?:[0-9]{SEP}){{9}}[0-9])(?!\w)"
)


def _is_nhs_number(digits: str) -> bool:
    total = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=False))
    if (11 - total % 11) % 11 != int(digits[9]):
        return False
    # One that begins with 0 is Scottish and begins with a date of birth; anything else with 0 is a telephone number.
    return digits[0] != "0" or ("01" <= digits[:2] <= "31" and "01" <= digits[2:4] <= "12")


def _is_other(text: Text, start: int) -> bool:
    """Whether the words before ten digits say that they are another number, such as a book's or a telephone's."""
    return bool(
        re.search(
            r"(?:isbn|utr|taxpayer reference|\+44|tel\b|telephone|fax|phone)[\s:.()0-]*\Z",
            text.lower[max(0, start - 24) : start],
        )
    )


def national_insurance_number(text: Text) -> Iterator[Disclosure]:
    """No National Insurance number: two letters, six digits and a letter A to D, or what is called one."""
    message, hint = "a National Insurance number stands here", f"{_DELETE} {_NOT_ONE}"
    for match in _SUFFIX.finditer(text.raw):
        before = _PREFIX_AND_DIGITS.search(text.raw, max(0, match.start() - 80), match.start() + 1)
        if before is None or not starts_word(text.raw, before.start()):
            continue
        prefix, words = before[0][:2], text.raw[before.start() : match.end()]
        spaced_words = words.islower() and not words.isalnum()
        if prefix.upper() not in _NO_PREFIXES and words in (words.upper(), words.lower()) and not spaced_words:
            yield disclosure("national-insurance-number", text, before.start(), match.end(), message, hint)
    if "insurance" in text.lower or "nino" in text.lower or "ni n" in text.lower:
        for match in _CALLED_NI.finditer(text.lower):
            yield disclosure("national-insurance-number", text, *match.span(1), message, hint)


_SUFFIX: Final = re.compile(rf"[0-9]{SEP}[A-Da-d](?!\w)")
_PREFIX_AND_DIGITS: Final = re.compile(
    r"[A-CEGHJ-PR-TW-Za-ceghj-pr-tw-z][A-CEGHJ-NPR-TW-Za-ceghj-npr-tw-z]"
    rf"{SEP}[0-9]{{2}}{SEP}[0-9]{{2}}{SEP}[0-9]{{2}}\Z"
)
_NO_PREFIXES: Final = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})
_CALLED_NI: Final = re.compile(
    rf"\b(?:national insurance|nino|ni)(?:[\s_-]*{_NUMBER_WORD})?{_LINK}"
    rf"([a-z]{{2}}{SEP}[0-9]{{2}}{SEP}[0-9]{{2}}{SEP}[0-9]{{2}}(?:{SEP}[a-d])?)(?!\w)"
)


def date_of_birth(text: Text) -> Iterator[Disclosure]:
    """No date of birth: a date after "born on", "date of birth", "DOB" and the like."""
    if not any(word in text.lower for word in ("birth", "born", "dob", "d.o", "d o b", "(b.", "(b ")):
        return
    hint = "Delete it. If age matters, give an age band, such as 10 to 15, for a group of people."
    for pattern in (_BORN, _BIRTH, _BIRTH_AFTER):
        for match in pattern.finditer(text.lower):
            yield disclosure("date-of-birth", text, *match.span("date"), "a date of birth stands here", hint)


_MONTH: Final = (
    "(?:"
    + "|".join(
        f"{name.lower()[:3]}(?:{name.lower()[3:]})?" if len(name) > 3 else name.lower()
        for name in calendar.month_name[1:]
    ).replace("sep(?:tember)?", "sept?(?:ember)?")
    + r")\b\.?"
)
_DAY: Final = r"[0-3]?[0-9](?:st|nd|rd|th)?"
_FULL_DATE: Final = (
    rf"(?:{_DAY}[\s./-]*(?:of\s+)?{_MONTH}[\s.,/'\u2019-]*[0-9]{{2,4}}|{_MONTH}\s+{_DAY},?\s+[0-9]{{4}}"
    r"|[0-9]{1,2}\s?[./-]\s?[0-9]{1,2}\s?[./-]\s?[0-9]{2,4}|[0-9]{4}[./-][0-9]{1,2}[./-][0-9]{1,2}"
    r"|[0-9]{2} [0-9]{2} [0-9]{2,4}|(?:19|20)[0-9]{6})(?![0-9])"
)
_PART_DATE: Final = rf"(?:{_DAY}[\s./-]*(?:of\s+)?{_MONTH}|{_MONTH}\s+(?:[0-9]{{4}}|{_DAY}))(?![0-9])"
_FILLER: Final = (
    r"[\s:;=,\"'(\[*_|.\u2013\u2014-]*"
    r"(?:(?:is|was|are|were|on|the|of|being|as|given|recorded|falls)\b[\s:*_\"',]+){0,4}"
)
_BIRTH_WORD: Final = r"(?:d\s?[.]?\s?o\s?[.]?\s?b\b\.?|dates?[\s_-]*of[\s_-]*birth|birth[\s_-]?date|birth[\s_-]?day)"
_BORN: Final = re.compile(rf"(?:\bborn\b|\(b[. ])[\s:,(*_\"'-]*(?:(?:on|the|of)\b\s+){{0,3}}(?P<date>{_FULL_DATE})")
_BIRTH: Final = re.compile(rf"(?<![a-z]){_BIRTH_WORD}{_FILLER}(?P<date>{_FULL_DATE}|{_PART_DATE})")
_BIRTH_AFTER: Final = re.compile(rf"(?P<date>{_FULL_DATE})[\s,;(\"'-]{{0,4}}{_BIRTH_WORD}(?![a-z])")


def postcode(text: Text) -> Iterator[Disclosure]:
    """No full postcode, unless it is one of an office: that in the `address:` of the contact in site.yml is."""
    hint = (
        "Leave out its last three characters, or delete it. An office's postcode stands in the contact address in "
        "site.yml; for another office, write a waiver in waivers.yml (see docs/disclosure.md)."
    )
    for match in _INWARD.finditer(text.raw):
        before = _OUTWARD.search(text.raw, max(0, match.start() - 10), match.start())
        if before is None or not starts_word(text.raw, before.start()):
            continue
        words = text.raw[before.start() : match.end()]
        area = re.match(r"[A-Za-z]+", words)
        if area and area[0].upper() in _AREAS and not _looks_otherwise(words):
            yield disclosure("postcode", text, before.start(), match.end(), "a full postcode stands here", hint)


_INWARD: Final = re.compile(r"[0-9][ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2}(?![\w/])")
_OUTWARD: Final = re.compile(r"(?:[A-Za-z]{1,2}[0-9][A-Za-z0-9]?|[Gg][Ii][Rr])(?:[ \t\u00a0\u202f]{0,2}|\n[ \t>]*)\Z")
_AREAS: Final = listed(
    """
    AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX
    FK FY G GIR GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE
    NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS
    TW UB W WA WC WD WF WN WR WS WV YO ZE
    """
)


def _looks_otherwise(words: str) -> bool:
    """Whether a postcode in small letters is likelier to be an ordinal ("s1 2nd") or part of a program's name."""
    if words.upper() == words:
        return False
    squeezed = re.sub(r"\s", "", words)
    return words[-2:].lower() in ("st", "nd", "rd", "th") or (
        squeezed == words and (len(words) < 6 or not set(words.lower()) - set("0123456789abcdef"))
    )


def personal_email(text: Text) -> Iterator[Disclosure]:
    """No e-mail address of a person: firstname.lastname and the like, or at a provider of free mail."""
    for match in _AT.finditer(text.lower) if "@" in text.lower else ():
        local = _LOCAL.search(text.lower, max(0, match.start() - 64), match.start())
        domain = _DOMAIN.match(text.lower, match.end())
        if local and domain and _is_personal(local[0].strip("."), domain[0]):
            yield _email(text, local.start(), domain.end())
    if "at)" in text.lower or "at]" in text.lower:
        for match in _SPELT_OUT.finditer(text.lower):
            if _is_personal(match[1], re.sub(r"\s?[\[(]dot[\])]\s?", ".", match[2])):
                yield _email(text, *match.span())


def _email(text: Text, start: int, end: int) -> Disclosure:
    hint = f"Write a shared mailbox, such as info@ or the team's, and name the post. {_NOT_ONE}"
    return disclosure("personal-email", text, start, end, "a person's e-mail address stands here", hint)


_AT: Final = re.compile(r"(?<=[\w.+'\u2019-])@")
_LOCAL: Final = re.compile(r"[a-z0-9][\w.+'\u2019-]*\Z")
_DOMAIN: Final = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_SPELT_OUT: Final = re.compile(
    r"\b([a-z0-9][\w.+-]*)\s?[\[(]at[\])]\s?([a-z0-9-]+(?:(?:\.|\s?[\[(]dot[\])]\s?)[a-z0-9-]+)+)"
)
_FREE_MAIL: Final = re.compile(
    r"(?:gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|rocketmail|icloud|me|mac|aol|btinternet|btopenworld|"
    r"talktalk|sky|virginmedia|ntlworld|blueyonder|tiscali|orange|tesco|plus|mail|gmx|proton|protonmail|pm|zoho|"
    r"fastmail|tutanota|hey|duck|inbox|yandex|wp|o2|onet|interia)\.(?:com|co\.uk|net|me|org|uk|de|fr|es|it|pl|ie|ru)"
)


def _is_personal(local: str, domain: str) -> bool:
    if _FREE_MAIL.fullmatch(domain):
        return True
    parts = [part.strip("0123456789'\u2019") for part in re.split(r"[._+-]", local)]
    parts = [part for part in parts if part]
    if not parts or SHARED_MAILBOX.intersection(parts):
        return False
    if len(parts) > 1:
        return len(parts) < 4
    name = parts[0]
    return (name in FIRST_NAMES and name not in WORD_NAMES) or name[1:] in COMMON_SURNAMES


def mobile_number(text: Text) -> Iterator[Disclosure]:
    """No mobile telephone number: 07 or +44 7 and nine digits."""
    hint = f"Write a team's number, with its area code. {_NOT_ONE}"
    for match in text.in_digits(_MOBILE):
        if starts_word(text.raw, match.start()):
            yield disclosure("mobile-number", text, *match.span(), "a mobile telephone number stands here", hint)


_IN_PHONE: Final = "(?:[ \\t\u00a0\u202f.()\u2010-\u2013-]{0,3}|[ \\t]*\\n[ \\t>]*)"
_MOBILE: Final = re.compile(
    rf"(?:\+ ?44|0044|\(\+?44\)|44){_IN_PHONE}(?:\(0\){_IN_PHONE})?7(?:{_IN_PHONE}[0-9]){{9}}(?![0-9])"
    rf"|(?:0|\(0)7[0-9](?:{_IN_PHONE}[0-9]){{8}}(?![0-9])"
)


def pupil_number(text: Text) -> Iterator[Disclosure]:
    """No pupil's number: a unique pupil number whose letter is right, or what is called a pupil's number."""
    message, hint = "a pupil's number stands here", f"{_DELETE} {_NOT_ONE}"
    for match in text.in_digits(_TWELVE_DIGITS):
        start = match.start() - 1
        letter = text.raw[start : start + 1].upper()
        if (
            letter
            and starts_word(text.raw, start)
            and letter in _UPN_LETTERS
            and _upn_letter(match[0].upper()) == letter
        ):
            yield disclosure("pupil-number", text, start, match.end(), message, hint)
    if any(word in text.lower for word in ("upn", "uln", "pupil", "learner", "candidate", "admission", "student")):
        for match in _CALLED_PUPIL.finditer(text.lower):
            if sum(char.isdigit() for char in match[1]) >= 4 and not _is_year(match[1]):
                yield disclosure("pupil-number", text, *match.span(1), message, hint)


_TWELVE_DIGITS: Final = re.compile(r"[0-9]{11}[0-9A-HJ-NP-RT-Za-hj-np-rt-z](?!\w)")
_UPN_LETTERS: Final = "ABCDEFGHJKLMNPQRTUVWXYZ"
_RECORD_NUMBER: Final = r"((?:[a-z]{1,6}[/.:-]?|[a-z]{1,4} )?[0-9][0-9a-z]*(?:[/.-][0-9a-z]+)*)"
_LONG_NUMBER: Final = r"([a-z]?(?:[ -]?[0-9]){4,13}[a-z]?)(?!\w)"
_CALLED_PUPIL: Final = re.compile(
    rf"\b(?:(?:upn|uln)s?(?:[\s_-]*{_NUMBER_WORD})?"
    rf"|(?:pupil|learner|student|candidate|admission)s?[\u2019']?s?[\s_-]*{_NUMBER_WORD}){_LINK}{_LONG_NUMBER}"
)


def _upn_letter(characters: str) -> str:
    values = [int(char) if char.isdigit() else _UPN_LETTERS.index(char) for char in characters]
    return _UPN_LETTERS[sum(weight * value for weight, value in enumerate(values, 2)) % 23]


def case_number(text: Text) -> Iterator[Disclosure]:
    """No number of a case, a client or a child in an authority's, a court's or the police's records."""
    message, hint = "the number of somebody's case or record stands here", f"{_DELETE} {_NOT_ONE}"
    for match in _NUMBERED.finditer(text.lower):
        token = match[1]
        is_one = sum(char.isdigit() for char in token) >= 3 and not _is_year(token)
        if is_one and _RECORD_BEFORE.search(text.lower, max(0, match.start() - 40), match.start()):
            yield disclosure("case-number", text, *match.span(1), message, hint)
    for match in _FIVE_DIGITS.finditer(text.lower):
        if _SYSTEM_BEFORE.search(text.lower, max(0, match.start() - 40), match.start()):
            yield disclosure("case-number", text, *match.span(), message, hint)
    for match in _COURT.finditer(text.raw):
        start = match.start() - 2
        if start >= 0 and text.raw[start : match.start()].isalpha() and starts_word(text.raw, start):
            yield disclosure("case-number", text, start, match.end(), message, hint)


_SYSTEM: Final = (
    r"(?:lcs|ics|mosaic|liquid ?logic|care ?first|framework-?i|eclipse|capita one|azeus)"
    r"(?:[\s_-]*(?:case|child|person))?"
)
_RECORD: Final = (
    r"(?:case|referral|client|person|child|user|family|court|crime|incident|patient|hospital|social care|file|carer|"
    rf"adopter|sibling|complaint|asylum|police|custody|prison|{_SYSTEM})(?:['\u2019]s)?(?:[\s_-]*(?:file|record|case))?"
)
_NUMBERED: Final = re.compile(rf"{_NUMBER_WORD}{_LINK}{_RECORD_NUMBER}(?![\w%]|,[0-9])")
_RECORD_BEFORE: Final = re.compile(rf"(?<![a-z]){_RECORD}[\s_-]*(?:{_NUMBER_WORD}[\s_-]*)?\Z")
_FIVE_DIGITS: Final = re.compile(r"[0-9]{5,}(?:/[0-9]+)?(?![\w%]|,[0-9])")
_SYSTEM_BEFORE: Final = re.compile(rf"(?<![a-z])(?:{_SYSTEM}{_LINK}|case[\s:#*_]+)\Z")
_COURT: Final = re.compile(r"[0-9]{2}[CDFPZ][0-9]{5}(?!\w)")


def _is_year(token: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)[0-9]{2}(?:[/-][0-9]{2,4})?", token.strip()))


def personal_number(text: Text) -> Iterator[Disclosure]:
    """No number of somebody's passport, driving licence, bank account, tax record or claim to asylum."""
    message, hint = "a number from somebody's personal papers stands here", f"{_DELETE} {_NOT_ONE}"
    for match in _LICENCE.finditer(text.raw):
        start = match.start() - 5
        if start >= 0 and _SURNAME_PART.fullmatch(text.raw, start, match.start()) and starts_word(text.raw, start):
            yield disclosure("personal-number", text, start, match.end(), message, hint)
    if any(word in text.lower for word in _PAPER_WORDS):
        for match in _PAPERS.finditer(text.lower):
            if sum(char.isdigit() for char in match[1]) >= 5:
                yield disclosure("personal-number", text, *match.span(1), message, hint)


_LICENCE: Final = re.compile(r"[0-9][0156][0-9](?:0[1-9]|[12][0-9]|3[01])[0-9][A-Z9]{2}[A-Z0-9]{3}(?:[0-9]{2})?(?!\w)")
_SURNAME_PART: Final = re.compile(r"[A-Z][A-Z9]{4}")
_PAPER_WORDS: Final = (
    "passport",
    "driving licence",
    "utr",
    "taxpayer",
    "account",
    "sort code",
    "home office",
    "biometric",
)
_PAPERS: Final = re.compile(
    rf"\b(?:(?:passport|driving licence|utr|unique taxpayer reference|account|home office|biometric[a-z ]*)"
    rf"(?:[\s_-]*{_NUMBER_WORD})|passport|utr|unique taxpayer reference|driving licence|sort code){_LINK}"
    r"((?:[a-z]{0,6}[ /-]?)?[0-9](?:[ /-]?[0-9a-z]){4,17})(?!\w)"
)


IDENTIFIERS: Final[tuple[Rule, ...]] = (
    nhs_number,
    national_insurance_number,
    date_of_birth,
    postcode,
    personal_email,
    mobile_number,
    pupil_number,
    personal_number,
    case_number,
)
"""Every rule for identifiers; where two find the same, the first one counts."""
