"""Tables of what all authorities share: frameworks, scales, themes, words; and of what changed."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final, get_args

from followthrough import records
from followthrough.outputs.changes import Told
from followthrough.outputs.names import ident
from followthrough.outputs.shape import KINDS_OF_CHANGE
from followthrough.outputs.tables.table import Column, Table, field, link, of, own_id, second_if
from followthrough.records import Framework, Scale
from followthrough.records.site import Area, ScaleRating
from followthrough.register import Register
from followthrough.register.changes import Kind
from followthrough.register.statuses import STATUSES
from followthrough.register.things import Finding, Measure, Move, Rated, Recommendation, Theme


def _framework(*names: str, kind: Any = "string") -> tuple[Column, ...]:
    return tuple(field(Framework, name, lambda row: row[1], kind=kind) for name in names)


def _areas(register: Register, _log: list[Told]) -> Iterator[tuple[str, int, Area]]:
    for name, framework in register.frameworks.items():
        yield from ((name, number, area) for number, area in enumerate(framework.areas, 1))


def _grades(register: Register, _log: list[Told]) -> Iterator[tuple[str, int, str]]:
    for name, framework in register.frameworks.items():
        yield from ((name, number, grade) for number, grade in enumerate(framework.grades, 1))


def _scale_ratings(register: Register, _log: list[Told]) -> Iterator[tuple[str, int, ScaleRating]]:
    for name, scale in register.scales.items():
        yield from ((name, number, rating) for number, rating in enumerate(scale.ratings, 1))


def _themed(register: Register, _log: list[Told]) -> Iterator[tuple[Theme, Recommendation | Finding | Measure]]:
    for theme in register.themes.values():
        things: list[Recommendation | Finding | Measure] = [*theme.recommendations, *theme.findings, *theme.measures]
        yield from ((theme, thing) for thing in things)


def _rated(told: Told) -> Rated | None:
    return told.change.detail if isinstance(told.change.detail, Rated) else None


def _move(told: Told) -> Move | None:
    return told.change.detail if isinstance(told.change.detail, Move) else None


_FRAMEWORK: Final = link("framework", "frameworks", "The framework.", lambda row: row[0])
_ORDER: Final = Column("order", "integer", "Its place in the order of the source.", lambda row: row[1], required=True)

TABLES: Final = (
    Table(
        "frameworks",
        "Frameworks",
        "The rules of inspections, as they were between two dates.",
        lambda register, _: register.frameworks.items(),
        (
            Column("id", "id", "The framework.", lambda row: row[0], required=True),
            *_framework("name", "short", "bodies"),
            *_framework("starts", "ends", kind="when"),
            *_framework("overall", kind="boolean"),
            *_framework("asks", "description"),
        ),
    ),
    Table(
        "areas",
        "Judgement areas",
        "What each framework judges.",
        _areas,
        (
            _FRAMEWORK,
            _ORDER,
            field(Area, "key", lambda row: row[2], column="area"),
            field(Area, "name", lambda row: row[2]),
            field(Area, "within", lambda row: row[2]),
        ),
        ("framework", "area"),
    ),
    Table(
        "grades",
        "Grades",
        "The grades or outcome sentences of each framework, best first.",
        _grades,
        (_FRAMEWORK, _ORDER, Column("grade", "string", "The grade, as worded.", lambda row: row[2], required=True)),
        ("framework", "order"),
    ),
    Table(
        "scales",
        "Scales",
        "The scales on which plans rate progress.",
        lambda register, _: register.scales.items(),
        (
            Column("id", "id", "The scale.", lambda row: row[0], required=True),
            *(field(Scale, name, lambda row: row[1]) for name in ("name", "basis", "basis_note")),
        ),
    ),
    Table(
        "scale_ratings",
        "Ratings of scales",
        "What each rating of a scale means, and the common status it stands for.",
        _scale_ratings,
        (
            link("scale", "scales", "The scale.", lambda row: row[0]),
            _ORDER,
            *(field(ScaleRating, name, lambda row: row[2]) for name in ("rating", "meaning", "status")),
        ),
        ("scale", "order"),
    ),
    Table(
        "themes",
        "Themes",
        "Topics that recommendations of different authorities share.",
        lambda register, _: register.themes.values(),
        (*own_id("The theme."), *of(records.Theme, "name", "description")),
    ),
    Table(
        "theme_links",
        "What belongs to themes",
        "Which recommendation, finding or measure belongs to which theme.",
        _themed,
        (
            link("theme", "themes", "The theme.", lambda row: row[0]),
            *(
                link(name, f"{name}s", f"The {name}.", second_if(name), required=False)
                for name in ("recommendation", "finding", "measure")
            ),
        ),
        (),
    ),
    Table(
        "glossary",
        "Glossary",
        "Words explained.",
        lambda register, _: register.glossary,
        tuple(field(records.Term, name, lambda term: term) for name in ("term", "stands_for", "meaning", "also")),
        ("term",),
    ),
    Table(
        "changes",
        "Changes",
        "Everything that happened, oldest first: what changes.json has, in short.",
        lambda _, log: log,
        (
            Column("id", "id", "The change.", lambda told: told.id, required=True),
            Column(
                "page",
                "page",
                "The address of the page that shows it.",
                lambda told: told.change.subject,
                required=True,
            ),
            Column(
                "day",
                "date",
                "The day on which it counts: a month or a year stands at its end.",
                lambda told: told.change.day,
                required=True,
            ),
            Column("date", "when", "The date as the source gives it.", lambda told: told.change.when, required=True),
            Column("kind", "string", KINDS_OF_CHANGE, lambda told: told.change.kind, True, "", get_args(Kind)),
            link("authority", "authorities", "The authority.", lambda told: told.change.authority),
            Column(
                "subject", "string", "What kind of thing it happened to.", lambda told: told.subject_kind, required=True
            ),
            Column("subject_id", "id", "The id of that thing.", lambda told: ident(told.change.subject), required=True),
            Column("title", "string", "The change in one sentence.", lambda told: told.title, required=True),
            Column(
                "status",
                "string",
                "Of a rating: the common status.",
                lambda told: rated.status if (rated := _rated(told)) else None,
                choices=STATUSES,
            ),
            Column(
                "days_moved",
                "integer",
                "Of a moved date: by how many days.",
                lambda told: move.days if (move := _move(told)) else None,
            ),
            Column(
                "value",
                "number",
                "Of a measure: the number.",
                lambda told: told.value.value if told.value and isinstance(told.value.value, Decimal) else None,
            ),
        ),
    ),
)
