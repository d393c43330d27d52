"""Tables of measures: values over time, targets and comparisons."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, Final

from followthrough import records
from followthrough.outputs.changes import Told
from followthrough.outputs.names import ident
from followthrough.outputs.tables.table import Column, Table, day, field, link, of, own_id, second_if
from followthrough.records.measure import SYMBOLS, Comparator, Part, Target
from followthrough.register import Register
from followthrough.register.things import Measure


def _measures(register: Register, _log: list[Told]) -> Iterator[Measure]:
    return (measure for authority in register.authorities.values() for measure in authority.measures)


def _each(find: Callable[[Measure], Any]) -> Callable[[Register, list[Told]], Iterator[tuple[Measure, int, Any]]]:
    """Rows of what measures have several of, numbered."""

    def rows(register: Register, log: list[Told]) -> Iterator[tuple[Measure, int, Any]]:
        for measure in _measures(register, log):
            yield from ((measure, number, item) for number, item in enumerate(find(measure), 1))

    return rows


def _parts(register: Register, log: list[Told]) -> Iterator[tuple[str, int, Part]]:
    for row in _VALUES(register, log):
        yield from ((_value_id(row), number, part) for number, part in enumerate(row[2].parts, 1))


def _value_id(row: tuple[Measure, int, Any]) -> str:
    return f"{ident(row[0])}/values/{row[1]}"


def _amount() -> tuple[Column, Column]:
    """A number, or a symbol that stands for why there is none."""
    return (
        Column(
            "value", "number", "The number.", lambda row: row[2].value if isinstance(row[2].value, Decimal) else None
        ),
        Column(
            "symbol",
            "string",
            "Why there is no number: "
            + ", ".join(f"{sign} ({words.lower()})" for sign, words in SYMBOLS.items())
            + ".",
            lambda row: row[2].value if isinstance(row[2].value, str) else None,
            choices=tuple(SYMBOLS),
        ),
    )


_VALUES: Final = _each(lambda measure: measure.values)
_MEASURE: Final = link("measure", "measures", "The measure.", lambda row: row[0])
_NUMBER: Final = Column("number", "integer", "Its place in the measure's list.", lambda row: row[1], required=True)

TABLES: Final = (
    Table(
        "measures",
        "Measures",
        "Indicators: what they measure, in which unit, and which way is better.",
        _measures,
        (
            *own_id("The measure."),
            link("authority", "authorities", "The authority.", lambda t: t.authority),
            *of(records.Measure, "title", "unit", "definition", "direction"),
            *of(records.Measure, "decimals", kind="integer"),
            *of(records.Measure, "counts_children", kind="boolean"),
            *of(records.Measure, "note"),
        ),
    ),
    Table(
        "values",
        "Values of measures",
        "One row for one value, oldest first; the baseline is among them.",
        _VALUES,
        (
            Column("id", "id", "The value.", _value_id, required=True),
            _MEASURE,
            _NUMBER,
            Column(
                "baseline",
                "boolean",
                "Whether it is where the measure started.",
                lambda row: row[2] is row[0].record.baseline,
                required=True,
            ),
            field(records.Value, "date", lambda row: row[2], kind="when"),
            day("date", lambda row: row[2].date),
            field(records.Value, "label", lambda row: row[2]),
            *_amount(),
            field(records.Value, "words", lambda row: row[2]),
            field(records.Value, "provisional", lambda row: row[2], kind="boolean"),
            field(records.Value, "note", lambda row: row[2]),
        ),
    ),
    Table(
        "value_parts",
        "Parts of values",
        "The parts that a value is made of.",
        _parts,
        (
            link("value_of", "values", "The value that it is a part of.", lambda row: row[0]),
            Column("number", "integer", "Its place among the parts.", lambda row: row[1], required=True),
            field(Part, "name", lambda row: row[2]),
            *_amount(),
            field(Part, "note", lambda row: row[2]),
        ),
        ("value_of", "number"),
    ),
    Table(
        "targets",
        "Targets of measures",
        "What authorities set out to reach.",
        _each(lambda measure: measure.record.targets),
        (
            _MEASURE,
            _NUMBER,
            field(Target, "date", lambda row: row[2], kind="when"),
            day("date", lambda row: row[2].date),
            field(Target, "label", lambda row: row[2]),
            *_amount(),
            field(Target, "words", lambda row: row[2]),
        ),
        ("measure", "number"),
    ),
    Table(
        "comparators",
        "Comparisons of measures",
        "Other people's values, for comparison.",
        _each(lambda measure: measure.record.comparators),
        (
            _MEASURE,
            _NUMBER,
            field(Comparator, "who", lambda row: row[2]),
            field(Comparator, "date", lambda row: row[2], kind="when"),
            day("date", lambda row: row[2].date),
            *_amount(),
            field(Comparator, "words", lambda row: row[2]),
        ),
        ("measure", "number"),
    ),
    Table(
        "measure_links",
        "What measures belong to",
        "Which plan, action or recommendation a measure throws light on.",
        lambda register, log: (
            (measure, thing)
            for measure in _measures(register, log)
            for thing in (*measure.plans, *measure.actions, *measure.recommendations)
        ),
        (
            _MEASURE,
            *(
                link(
                    name,
                    f"{name}s",
                    f"The {name} it belongs to.",
                    second_if(name),
                    required=False,
                )
                for name in ("plan", "action", "recommendation")
            ),
        ),
        (),
    ),
)
