"""What a table is: columns, each with its description, and the things that make its rows."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal, get_args

from followthrough.outputs.changes import Told, kind_of
from followthrough.outputs.names import Web, ident
from followthrough.records import NOT_STATED, Record, When
from followthrough.register import Register
from followthrough.register.statuses import ENDED, Because
from followthrough.register.things import Rated, Status

Kind = Literal["string", "id", "when", "date", "integer", "number", "boolean", "page"]
"""What a column holds: `when` is a date as a source gives it, whole or partial; `id` names a thing."""
Cell = str | int | Decimal | bool | date | None
"""What stands in a cell; None where there is nothing to say."""


@dataclass(frozen=True)
class Column:
    """A column: its name, what it holds and means, and how its value comes from the thing of the row.

    `leads_to` names the table in whose first column its value stands; `choices` are all values it can have.
    """

    name: str
    kind: Kind
    about: str
    get: Callable[[Any], Any]
    required: bool = False
    leads_to: str = ""
    choices: tuple[str, ...] = ()

    @property
    def holds(self) -> str:
        """What it holds, in words for people."""
        return _HOLDS[self.kind]


_HOLDS: Final[dict[Kind, str]] = {
    "string": "text",
    "id": "id",
    "when": "date, whole or partial",
    "date": "date",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "page": "address",
}


def letters_over(number: int) -> str:
    """What stands over a column of a spreadsheet: A, B, ..., Z, AA, ...; the first is number 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True)
class Table:
    """A table: one row for one fact.

    `things` finds what its rows are made of; `key` are the columns that together name a row, if any do.
    """

    name: str
    title: str
    about: str
    things: Callable[[Register, list[Told]], Iterable[Any]]
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("id",)

    def letter(self, name: str) -> str:
        """What stands over a column of the table in a spreadsheet."""
        return letters_over(next(at for at, column in enumerate(self.columns, 1) if column.name == name))

    def rows(self, register: Register, log: list[Told], web: Web) -> Iterator[tuple[Cell, ...]]:
        """The table's rows, in the order of the register."""
        getters = tuple((column.get, column.kind == "page") for column in self.columns)
        for thing in self.things(register, log):
            yield tuple([web.url(get(thing)) if page else _cell(get(thing)) for get, page in getters])


_PLAIN: Final = frozenset({str, int, bool, type(None), Decimal, date})


def _cell(value: Any) -> Cell:
    if type(value) in _PLAIN:
        return value  # type: ignore[no-any-return]
    if isinstance(value, When):
        return value.text
    if isinstance(value, tuple | list):
        return "; ".join(str(item) for item in value) or None
    raise TypeError(f"{type(value).__name__} does not fit into a cell")


def own_id(about: str) -> tuple[Column, Column]:
    """The first two columns of a table of things that pages show: its id and its page."""
    return (
        Column("id", "id", about, ident, required=True),
        Column("page", "page", "The address of the page that shows it.", lambda thing: thing, required=True),
    )


def link(name: str, table: str, about: str, get: Callable[[Any], Any], *, required: bool = True) -> Column:
    """A column with the id of a thing in another table."""

    def found(row: Any) -> str | None:
        thing = get(row)
        return thing if thing is None or isinstance(thing, str) else ident(thing)

    return Column(name, "id", about, found, required=required, leads_to=table)


def of(record: type[Record], *fields: str, kind: Kind = "string") -> tuple[Column, ...]:
    """Columns for fields of a record, with the descriptions that editors read. The thing has the record."""
    return tuple(field(record, name, lambda thing: thing.record, kind=kind) for name in fields)


def field(
    record: type[Record],
    name: str,
    get: Callable[[Any], Any],
    *,
    kind: Kind = "string",
    column: str = "",
    choices: tuple[str, ...] = (),
) -> Column:
    """A column for one field of a record that `get` finds; a missing record leaves the cell empty."""
    about = record.model_fields[name].description or ""

    def value(thing: Any) -> Any:
        found = get(thing)
        return None if found is None or isinstance(found, str) else getattr(found, name)

    return Column(column or name.rstrip("_"), kind, about, value, choices=choices)


def day(name: str, get: Callable[[Any], Any]) -> Column:
    """A whole date beside a date that may be partial."""

    def last(thing: Any) -> date | None:
        when = get(thing)
        return when.end if isinstance(when, When) else None

    return Column(f"{name}_day", "date", f"The last day that `{name}` can mean, for sorting and counting.", last)


def status_columns(statuses: tuple[str, ...]) -> tuple[Column, ...]:
    """Where a thing stands, and who says so."""

    def said(get: Callable[[Rated], Any]) -> Callable[[Any], Any]:
        def found(thing: Any) -> Any:
            status: Status = thing.status
            return get(status.said) if status.said else None

        return found

    def meaning(rated: Rated) -> str | None:
        return rated.meaning if rated.meaning and rated.meaning != NOT_STATED else None

    return (
        Column(
            "status",
            "string",
            "Where it stands, in the common words.",
            lambda thing: thing.status.word,
            True,
            "",
            statuses,
        ),
        Column(
            "status_because",
            "string",
            "What the status follows from: the latest rating, a report of completion, the record itself, silence "
            "(nobody rated it), a rating that maps to no status, or its being withdrawn or superseded.",
            lambda thing: thing.status.because,
            True,
            "",
            get_args(Because),
        ),
        Column("rating", "string", "The latest rating, verbatim.", said(lambda rated: rated.entry.rating)),
        Column("rating_meaning", "string", "What the authority has published that the rating means.", said(meaning)),
        link(
            "rated_in", "reviews", "The review that gave the rating.", said(lambda rated: rated.review), required=False
        ),
        Column("rated_on", "date", "The date of that review.", said(lambda rated: rated.review.date)),
        Column("assurance", "string", "Who says so.", said(lambda rated: rated.review.record.assurance)),
    )


def ended_columns() -> tuple[Column, ...]:
    """When and why a thing was withdrawn or superseded, if it was."""
    return (
        Column(
            "withdrawn",
            "when",
            "When it was withdrawn, if it was.",
            lambda t: t.record.withdrawn.on if t.status.word == "withdrawn" else None,
        ),
        Column(
            "superseded",
            "when",
            "When another took its place, if one did.",
            lambda t: t.record.superseded.on if t.status.word == "superseded" else None,
        ),
        Column(
            "ended_because",
            "string",
            "Why it was withdrawn or superseded.",
            lambda t: getattr(t.record, t.status.word).reason if t.status.word in ENDED else None,
        ),
    )


def second_if(kind: str) -> Callable[[tuple[Any, Any]], Any]:
    """Of a pair, the second thing if it is of a kind: for tables that link one thing to things of several kinds."""
    return lambda row: row[1] if kind_of(row[1]) == kind else None
