"""Values that fields of records share: text, dates, numbers, references and citations.

Everything an editor writes arrives as text (`read` does not guess types); each type here says what it accepts and
how to mend what it refuses.
"""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    Tag,
    model_validator,
)
from pydantic_core import PydanticCustomError, core_schema

T = TypeVar("T")
NOT_STATED: Final = "not-stated"
NotStated = Literal["not-stated"]


_written: Final[dict[frozenset[str], set[str]]] = {}


class Record(BaseModel):
    """What every record does: unknown fields are refused, and nothing changes after it has been read."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    def model_post_init(self, _context: object, /) -> None:
        """Share the names of the fields that were written with all records that have the same: a set each is large."""
        own = self.__pydantic_fields_set__
        object.__setattr__(self, "__pydantic_fields_set__", _written.setdefault(frozenset(own), own))


class Markdown:
    """Marks a text field as Markdown, so that pages and docs know to treat it as such."""


@dataclass(frozen=True)
class Section:
    """Marks a field of a Markdown file as the text under a heading; `heading` "" is the text before the first one."""

    heading: str


def _tag(value: object) -> str:
    return "not-stated" if value == NOT_STATED else "value"


OrNotStated = Annotated[
    Annotated[T, Tag("value")] | Annotated[NotStated, Tag("not-stated")],
    Discriminator(_tag),
]
"""A value, or the word `not-stated` where the source does not say."""


def _known(value: str) -> str:
    if value == NOT_STATED:
        hint = "Leave it out if the source does not say; if it is needed, write what a reader would call it."
        raise PydanticCustomError("not-stated", "cannot be not-stated here", {"hint": hint})
    return value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_known)]
"""Plain words: no Markdown. A name, a title or a unit cannot be unknown; what can be is `OrNotStated[Text]`."""
MarkdownText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), Markdown()]
"""Words with Markdown in them."""


@dataclass(frozen=True)
class Form:
    """How a text must look: its pattern, what that is in words, and how to mend what does not fit."""

    pattern: str
    words: str
    hint: str

    @property
    def constraints(self) -> StringConstraints:
        """For the type of a field."""
        return StringConstraints(strip_whitespace=True, pattern=self.pattern)


_NAME: Final = Form(
    r"^[a-z0-9]+(-[a-z0-9]+)*$", "a name", "Names have small letters, digits and single hyphens: child-exploitation."
)
_RECOMMENDATION: Final = Form(
    r"^([a-z0-9]+(-[a-z0-9]+)*/)?[1-9][0-9]{0,3}$",
    "a recommendation's number, or `inspection/number`",
    "Write its number, 4, or inspection/number: 2016-sif/4.",
)
_ACTION: Final = Form(
    r"^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$",
    "letters and digits, with single points or hyphens between",
    "Write letters and digits, with points or hyphens between: 4.10 or 3b.",
)
_ADDRESS: Final = Form(
    r"^/([a-z0-9-]+(\.[a-z0-9-]+)*/)*$",
    "an address of this site, from its top",
    "Write the address from the top of the site, with a slash at both ends: /walsall/2017-sif/.",
)
_ONS_CODE: Final = Form(
    r"^[A-Z][0-9]{8}$", "a capital letter and eight digits", "An ONS code is a letter and eight digits: E08000030."
)
_WEB_ADDRESS: Final = Form(
    r"^https?://[\w.-]+(:\d{1,5})?([/?#][^\s<>\"\\]*)?$",
    "an address that begins with `https://`",
    "Write the whole address, beginning with https://",
)
_MAILBOX: Final = Form(
    r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$",
    "an e-mail address",
    "Write the address of one mailbox and nothing else: improvement@anytown.gov.uk.",
)
FORMS: Final = {
    form.pattern: form for form in (_NAME, _RECOMMENDATION, _ACTION, _ADDRESS, _ONS_CODE, _WEB_ADDRESS, _MAILBOX)
}
"""Every form that a text can have, by its pattern."""

Slug = Annotated[str, _NAME.constraints]
"""A name fit for an address: small letters, digits and single hyphens."""
RecommendationRef = Annotated[str, _RECOMMENDATION.constraints]
"""A recommendation's number, or `inspection/number` where the plan answers several inspections."""
ActionId = Annotated[str, _ACTION.constraints]
"""An action's name within its plan, such as `4.10` or `3b`."""
Address = Annotated[str, _ADDRESS.constraints]
"""The address of a page from the top of the site, such as `/walsall/2017-sif/`."""
OnsCode = Annotated[str, _ONS_CODE.constraints]
"""The code of a place or body in the register of the Office for National Statistics."""
WebAddress = Annotated[str, _WEB_ADDRESS.constraints]
"""The whole address of a page on the web."""
Mailbox = Annotated[str, _MAILBOX.constraints]
"""The address of a mailbox: the form of HTML's `input type=email`, with at least one point in the domain."""


_ISO: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?)?", re.ASCII)
_DECIMAL: Final = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class When:
    """A whole or partial date, `2017`, `2017-09` or `2017-09-04`; `start` and `end` are both inclusive."""

    text: str
    start: date
    end: date

    @classmethod
    def parse(cls, value: object) -> "When":
        """Read an ISO date from text. Raises PydanticCustomError (`date`) with a hint for anything else."""
        if isinstance(value, When):
            return value
        match = _ISO.fullmatch(value.strip()) if isinstance(value, str) else None
        if match is None:
            raise PydanticCustomError("date", "is not a date", {"hint": _date_hint(value)})
        year, month, day = (int(part) if part else None for part in match.groups())
        if not 1800 <= (year or 0) < 2200:
            raise PydanticCustomError("date", "is too long ago or too far ahead", {"hint": "Compare the year."})
        try:
            start = date(year or 0, 1 if month is None else month, 1 if day is None else day)
        except ValueError:
            raise PydanticCustomError("date", "is a date that does not exist", {"hint": _date_hint(value)}) from None
        if day:
            end = start
        elif month:
            end = start.replace(day=calendar.monthrange(start.year, month)[1])
        else:
            end = start.replace(month=12, day=31)
        return cls(match.string, start, end)

    def __str__(self) -> str:
        return self.text

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.parse, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: Any, _handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": ["string", "integer"], "pattern": r"^\d{4}(-\d\d(-\d\d)?)?$"}


_MONTHS: Final = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_DATES: Final = "Write dates as year-month-day: 2017-09-04, or 2017-09, or 2017, as much as the source says."


def _date_hint(value: object, otherwise: str = "") -> str:
    """What the editor probably meant: day/month/year as in Britain, or "4 September 2017"; else how to write dates."""
    text = value.strip() if isinstance(value, str) else ""
    year = month = day = 0
    if match := re.fullmatch(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", text):
        day, month, year = map(int, match.groups())
    elif match := re.fullmatch(r"(\d{1,2})?(?:st|nd|rd|th)? ?([A-Za-z]+) (\d{4})", text):
        day, month, year = int(match[1] or 0), _MONTHS.get(match[2].lower(), 0), int(match[3])
    elif match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        year, month, day = map(int, match.groups())
    try:
        meant = date(year, month, day or 1).isoformat()[: 10 if day else 7]
    except ValueError:
        return f"{otherwise}{_DATES}"
    return f"Did you mean {meant}? {_DATES}"


MOST_DIGITS: Final = 20


def _number(value: object) -> object:
    if isinstance(value, (int, float, Decimal)):
        return Decimal(str(value))
    if isinstance(value, str) and _DECIMAL.fullmatch(value.strip()):
        return _digits(value.strip())
    hint = "Write digits only, with a point for decimals: 1200 or 4.5. Units and signs such as % or £ go elsewhere."
    if isinstance(value, str):
        bare = re.sub(r"[,_ £%]", "", value)
        if _DECIMAL.fullmatch(bare):
            hint = f"Did you mean {bare}? {hint}"
    raise PydanticCustomError("number", "is not a number", {"hint": hint})


def _digits(value: str) -> Decimal:
    if len(value) > MOST_DIGITS:
        hint = f"Numbers have at most {MOST_DIGITS} digits. Is it two numbers?"
        raise PydanticCustomError("number", "has too many digits", {"hint": hint})
    return Decimal(value)


Number = Annotated[Decimal, BeforeValidator(_number)]
"""A number in plain digits."""


def _whole(value: object) -> object:
    number = _number(value)
    if number != int(number) or int(number) < 0:  # type: ignore[call-overload]
        raise PydanticCustomError("number", "is not a whole number", {"hint": "Write digits only: 12."})
    return int(number)  # type: ignore[call-overload]


Whole = Annotated[int, BeforeValidator(_whole)]
"""A whole number in plain digits."""


def _flag(value: object) -> object:
    if isinstance(value, bool):
        return value
    known = {"true": True, "yes": True, "false": False, "no": False}
    if isinstance(value, str) and value.strip().lower() in known:
        return known[value.strip().lower()]
    raise PydanticCustomError("flag", "is neither yes nor no", {"hint": "Write true or false."})


Flag = Annotated[bool, BeforeValidator(_flag)]
"""true or false; yes and no are understood."""


def _moment(value: object) -> object:
    if isinstance(value, datetime):
        return value
    if isinstance(value, str) and _MOMENT.fullmatch(value.strip()):
        try:
            return datetime.fromisoformat(value.strip())
        except ValueError:
            pass
    raise PydanticCustomError(
        "date", "is not a date and time", {"hint": "Write 2026-12-01T09:30, or 2026-12-01 for its start."}
    )


Moment = Annotated[datetime, BeforeValidator(_moment)]
"""A day, or a day and a time, in the authority's own time."""


def _as_list(value: object) -> object:
    return [value] if isinstance(value, (str, Mapping)) and value != "" else value


OneOrMore = Annotated[tuple[T, ...], BeforeValidator(_as_list)]
"""One value, or a list of them."""


def _numbered(page: str) -> str:
    """Without "p." and the like, which the site says by itself."""
    return re.sub(r"^(?:pp?\.?|pages?)\s*(?=\d)", "", page, flags=re.IGNORECASE)


class Cite(Record):
    """Where a fact comes from: a source of the authority, and the page or paragraph in it."""

    document: Slug = Field(description="The source's name in `sources.yml`.", examples=["scrutiny-2017-10-16"])
    paragraph: Text | None = Field(
        None, description="Which paragraph, item, table or section, as the document numbers it."
    )
    page: Annotated[Text, AfterValidator(_numbered)] | None = Field(
        None, description="Which page, as printed, if pages are numbered."
    )

    @model_validator(mode="after")
    def _somewhere(self) -> "Cite":
        if self.paragraph is None and self.page is None:
            hint = "Add paragraph: or page:, so that a reader can find the place."
            raise PydanticCustomError("no-place", "cites a document but no place in it", {"hint": hint})
        return self


Sources = OneOrMore[Cite]
"""One citation, or a list of them."""


class Span(Record):
    """A stretch of time; both ends inclusive. An open one has no `to`."""

    from_: OrNotStated[When] = Field(alias="from", description="First day, month or year.")
    to: OrNotStated[When] | None = Field(None, description="Last day, month or year, inclusive.")

    @property
    def last(self) -> When | NotStated:
        """The end, or the beginning if no source gives an end."""
        return self.to if isinstance(self.to, When) else self.from_


class Due(Record):
    """When something is due. A partial date falls due at its end; `words` keeps what the source says."""

    by: OrNotStated[When] = Field(description="The date, or `not-stated`.")
    words: Text | None = Field(None, description="The source's own wording, when a date alone would lose something.")

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: object) -> object:
        if isinstance(value, str) and re.search("[A-Za-z]", value) and value.strip() != NOT_STATED:
            words = f'If the source gives words for it, keep them: {{by: not-stated, words: "{value.strip()[:60]}"}}. '
            raise PydanticCustomError("date", "is not a date", {"hint": _date_hint(value, words)})
        return {"by": value} if isinstance(value, (str, When)) else value


class Fact(Record):
    """A fact that has no field of its own, with its source."""

    text: MarkdownText = Field(description="The fact, in one or two plain sentences.")
    source: Sources = Field(description="Where it comes from.")


class Withdrawn(Record):
    """Something that was taken back. It stays on the site, with the date and the reason."""

    on: When = Field(description="When it was withdrawn.")
    reason: OrNotStated[Text] = Field(description="Why, in plain words.")
    source: Sources = Field((), description="Where that is stated.")


class Superseded(Record):
    """Something that another took the place of. Both stay on the site."""

    on: OrNotStated[When] = Field(description="From when the other one counts.")
    by: OrNotStated[Text] = Field(description="The name (slug, number or id) of what takes its place.")
    reason: OrNotStated[Text] = Field(NOT_STATED, description="Why, in plain words.")
    source: Sources = Field((), description="Where that is stated.")


class Held(Record):
    """Records that can be kept back until they are ready."""

    draft: Flag = Field(False, description="`true` keeps this out of every page, search, feed and data file.")
    publish_from: Moment | None = Field(None, description="Keeps this back until then, for example `2026-12-01T09:30`.")

    def held_back(self, until: datetime) -> Literal["draft"] | datetime | None:
        """Why it is not out at a time: it is a draft, or when it comes out; None if it is out."""
        later = self.publish_from if self.publish_from and self.publish_from > until else None
        return "draft" if self.draft else later
