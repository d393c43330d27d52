"""Identifiers made from a seed, in every format people write them in, inside sentences like those of committee papers.

The check digits are worked out here as their publishers describe them, not by the code under test.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

SEED = 20261122
VARIANTS = 80
"""How many of each identifier are made."""


@dataclass(frozen=True)
class Sample:
    """A sentence with an identifier in it."""

    rule: str
    sentence: str
    identifier: str


SENTENCES = (
    "The file was audited: {}.",
    "{} was moved to a new placement in the spring.",
    "We wrote to the family about {} on 4 September 2017.",
    "Actions 4.10 and 4.11 (see {}) are complete.",
    "> The inspectors looked at {}; they found drift.",
    "- {} has had three social workers since 2016/17",
    "| Row 7 | {} | 12 |",
    "Referred by the school on 2017-09-04, {}, and closed after 45 days.",
    "note: >-\n    The audit of July looked at\n    {} and 36 other files.",
    '"{}"',
    "**{}** was discussed at item 9, paragraph 3.1.",
    "<td>{}</td>",
)


def samples() -> list[Sample]:
    """Every sample; the same ones each time."""
    made = []
    for rule, make in MAKERS.items():
        source = random.Random(f"{SEED} {rule}")
        for number in range(VARIANTS):
            identifier, words = make(source, number)
            assert identifier in words
            made.append(Sample(rule, SENTENCES[number % len(SENTENCES)].format(words), identifier))
    return made


def _digits(source: random.Random, count: int, first: str = "0123456789") -> str:
    return source.choice(first) + "".join(source.choice("0123456789") for _ in range(count - 1))


def _grouped(digits: str, groups: tuple[int, ...], separator: str) -> str:
    parts, start = [], 0
    for length in groups:
        parts.append(digits[start : start + length])
        start += length
    return separator.join(parts)


def _nhs(source: random.Random, number: int) -> tuple[str, str]:
    while True:
        nine = _digits(source, 9, "34679")
        check = 11 - sum((10 - place) * int(digit) for place, digit in enumerate(nine)) % 11
        if check != 10:
            break
    ten = nine + str(0 if check == 11 else check)
    separator = ("", " ", "-", "\u00a0", " ", "\u2009", ".", " - ")[number % 8]
    shown = _grouped(ten, (3, 3, 4), separator)
    word = ("", "", "NHS number ", "NHS no. ", "NHS No: ", "NHS ", "patient ", "(NHS number: ")[number // 8 % 8]
    return shown, word + shown + (")" if word.startswith("(") else "")


def _nino(source: random.Random, number: int) -> tuple[str, str]:
    while True:
        prefix = source.choice("ABCEGHJKLMNOPRSTWXYZ") + source.choice("ABCEGHJKLMNPRSTWXYZ")
        if prefix not in {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}:
            break
    six, suffix = _digits(source, 6), source.choice("ABCD")
    shown = (
        f"{prefix}{six}{suffix}",
        f"{prefix} {_grouped(six, (2, 2, 2), ' ')} {suffix}",
        f"{prefix}-{_grouped(six, (2, 2, 2), '-')}-{suffix}",
        f"{prefix.lower()}{six}{suffix.lower()}",
        f"{prefix} {six} {suffix}",
    )[number % 5]
    word = ("", "NI number ", "National Insurance number: ", "NINO ")[number // 5 % 4]
    return shown, word + shown


_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October")


def _birth(source: random.Random, number: int) -> tuple[str, str]:
    day = date(1998, 1, 1) + timedelta(days=source.randrange(9000))
    day = day.replace(day=min(day.day, 28), month=1 + day.month % 10)
    month = _MONTHS[day.month - 1]
    ordinal = {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10 if day.day not in (11, 12, 13) else 0, "th")
    shown = (
        f"{day.day} {month} {day.year}",
        f"{day:%d/%m/%Y}",
        f"{day:%d/%m/%y}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%Y-%m-%d}",
        f"{day.day}{ordinal} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{day.day} {month[:3]} {day.year}",
        f"{day:%d-%m-%Y}",
        f"{day.day}{ordinal} of {month} {day.year}",
    )[number % 10]
    word = (
        "born on {}", "born {}", "DOB {}", "DOB: {}", "d.o.b. {}", "date of birth {}", "date of birth: {}",
        "Date of Birth is {}", "birthday ({})", "date_of_birth: {}", "D.O.B {}", "(b. {})", "born on the {}",
        "dob={}", "birth date - {}", "{} (date of birth)",
    )[(number + number // 10) % 16]  # fmt: skip
    return shown, word.format(shown)


def _postcode(source: random.Random, number: int) -> tuple[str, str]:
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    outward = (
        f"{source.choice('BEGLMNSW')}{source.randrange(1, 10)}",
        f"{source.choice('BEGLMNSW')}{source.randrange(10, 29)}",
        f"{source.choice(('WS', 'RM', 'LE', 'HP', 'CF', 'BT', 'AB'))}{source.randrange(1, 10)}",
        f"{source.choice(('RM', 'LE', 'HP', 'DY', 'WV'))}{source.randrange(10, 20)}",
        f"{source.choice(('W1A', 'N1C', 'E1W', 'SE1P'))}",
        f"{source.choice(('EC1A', 'SW1A', 'WC2N', 'EC4Y'))}",
    )[number % 6]
    inward = f"{source.randrange(10)}{source.choice(letters)}{source.choice(letters)}"
    shown = (f"{outward} {inward}", f"{outward}{inward}", f"{outward}\u00a0{inward}", f"{outward}  {inward}")[
        number // 6 % 4
    ]
    if inward[1:] not in ("ST", "ND", "RD", "TH") and number % 7 == 6:
        shown = f"{outward} {inward}".lower()
    return shown, ("{}", "the flat at 12 High Street, Grays, {}", "postcode {}", "Walsall {}")[number % 4].format(shown)


_FIRST = ("jane", "mohammed", "sarah", "piotr", "oluwaseun", "rhys", "chloe", "zzyx")
_LAST = ("smith", "patel", "nowak", "o'neill", "okafor", "davies", "brontosaurus")


def _email(source: random.Random, number: int) -> tuple[str, str]:
    first, last = source.choice(_FIRST), source.choice(_LAST)
    council = source.choice(("walsall.gov.uk", "thurrock.gov.uk", "nhs.net", "example.org", "school.sch.uk"))
    free = source.choice(("gmail.com", "hotmail.co.uk", "yahoo.co.uk", "outlook.com", "icloud.com", "btinternet.com"))
    shown = (
        f"{first}.{last}@{council}",
        f"{first}_{last}@{council}",
        f"{first[0]}.{last}@{council}",
        f"{first.title()}.{last.title()}@{council}",
        f"{first}.{last}{number}@{council}",
        f"{last}family{number}@{free}",
        f"{first}@{free}",
        f"{first}-{last}@{council}",
        f"{first}.m.{last}@{council}",
        f"jsmith@{council}",
    )[number % 10]
    return shown, ("{}", "e-mail {}", "[{0}](mailto:{0})", "contact: {}")[number // 10 % 4].format(shown)


def _mobile(source: random.Random, number: int) -> tuple[str, str]:
    rest = source.choice("345789") + _digits(source, 8)
    shown = (
        f"07{rest}",
        f"07{rest[:3]} {rest[3:]}",
        f"07{rest[:3]} {rest[3:6]} {rest[6:]}",
        f"+447{rest}",
        f"+44 7{rest[:3]} {rest[3:]}",
        f"+44 (0)7{rest[:3]} {rest[3:]}",
        f"00447{rest}",
        f"07{rest[:3]}-{rest[3:6]}-{rest[6:]}",
        f"(07{rest[:3]}) {rest[3:]}",
        f"07{rest[:1]} {rest[1:5]} {rest[5:]}",
        f"+44-7{rest[:3]}-{rest[3:]}",
        f"07{rest[:3]}.{rest[3:]}",
    )[number % 12]
    return shown, ("{}", "call {}", "mobile: {}", "tel. {}")[number // 12 % 4].format(shown)


_CHECK_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def _pupil(source: random.Random, number: int) -> tuple[str, str]:
    twelve = _digits(source, 12)
    total = sum(weight * int(digit) for weight, digit in zip(range(2, 14), twelve, strict=True))
    letter = _CHECK_LETTERS[total % 23]
    if number % 4 < 2:
        shown = letter + twelve
        return shown, ("{}", "UPN {}", "UPN: {}", "(unique pupil number {})")[number // 4 % 4].format(shown)
    shown = twelve[: 5 + number % 6]
    word = (
        "pupil number {}",
        "UPN {}",
        "pupil ID: {}",
        "ULN {}",
        "learner number {}",
        "admission no. {}",
        "Pupil No {}",
    )
    return shown, word[number // 4 % 7].format(shown)


def _case(source: random.Random, number: int) -> tuple[str, str]:
    digits = _digits(source, 5 + number % 4, "13456789")
    shown = (digits, f"CS{digits}", f"EH-{digits}", f"{digits[:2]}/{digits[2:]}", f"2017/{digits}")[number % 5]
    word = (
        "case no. {}", "case number {}", "Case Ref: {}", "case reference {}", "case ID {}", "LCS ID {}", "Mosaic ID {}",
        "Mosaic number {}", "referral number {}", "client ID {}", "child ID: {}", "file no {}", "person ID {}",
        "service user number {}", "court case number {}", "crime reference number {}", "Liquidlogic ID {}", "case #{}",
    )[number % 18]  # fmt: skip
    if number % 19 == 18:
        shown = f"{source.choice(('SN', 'ZC', 'WV'))}17{source.choice('CPZ')}{_digits(source, 5)}"
        word = "{}"
    return shown, word.format(shown)


def _papers(source: random.Random, number: int) -> tuple[str, str]:
    digits = _digits(source, 9, "123456789")
    shown, word = (
        (digits, "passport number {}"),
        (digits, "Passport No: {}"),
        (digits + "1", "UTR {}"),
        (digits + "2", "unique taxpayer reference {}"),
        (f"{digits[:2]}-{digits[2:4]}-{digits[4:6]}", "sort code {}"),
        (digits[:8], "account number {}"),
        (f"A{digits[:7]}", "Home Office reference {}"),
        (f"MORGA{digits[0]}0{digits[1]}1{digits[2]}{digits[3]}SM9IJ", "{}"),
        (f"SMITH{digits[0]}5{digits[1]}23{digits[3]}J99AB", "driving licence {}"),
    )[number % 9]
    return shown, word.format(shown)


MAKERS: dict[str, Callable[[random.Random, int], tuple[str, str]]] = {
    "nhs-number": _nhs,
    "national-insurance-number": _nino,
    "date-of-birth": _birth,
    "postcode": _postcode,
    "personal-email": _email,
    "mobile-number": _mobile,
    "pupil-number": _pupil,
    "case-number": _case,
    "personal-number": _papers,
}
