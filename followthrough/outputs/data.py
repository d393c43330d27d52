"""The register as JSON: one file of everything, and each record's own beside its page."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import groupby, islice
from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from followthrough.disk import More
from followthrough.outputs import shape
from followthrough.outputs.changes import Told
from followthrough.outputs.names import Web
from followthrough.outputs.shaped import Shaper
from followthrough.pages import address
from followthrough.records import When
from followthrough.register import Register

REGISTER: Final = "data/register.json"
REGISTER_SCHEMA: Final = "data/register.schema.json"
RECORD_SCHEMA: Final = "data/record.schema.json"
CHANGES: Final = "data/changes.json"
CHANGES_SCHEMA: Final = "data/changes.schema.json"
_OWN: Final = {
    "themes": "theme",
    "authorities": "authority",
    "inspections": "inspection",
    "findings": "finding",
    "recommendations": "recommendation",
    "plans": "plan",
    "reviews": "review",
    "measures": "measure",
}
"""Lists of the register whose things have a page each, and what one is called in the file beside it."""
_AT_ONCE: Final = 200
"""How many pages' things, or changes, are put into words before they are given away."""


def data(register: Register, log: Sequence[Told], web: Web) -> Iterator[tuple[str, bytes]]:
    """The register and the log of changes with their schemas, and every record's own file.

    A record's own file, `index.json` beside its page, has what the register has of it. Things without a page of their
    own are in the file of the page that lists them: actions (with their plan), sources and meetings. The two
    large files come in parts, between the others.
    """
    shaper = Shaper(web)
    head = _json(
        {
            "format": shape.FORMAT,
            "as_of": register.as_of,
            "address": web.url("/"),
            "licence": register.site.licence,
        }
    )[:-1]
    shared = {"site": register.site, "frameworks": register.frameworks, "scales": register.scales}
    parts = [f'"{name}":{_json(value)}' for name, value in shared.items()]
    parts.append(f'"glossary":{_json(register.glossary)}')
    yield REGISTER, ",".join([head, *parts]).encode()
    plans: dict[str, str] = {}
    for kind, found, shaped in _collections(register, shaper):
        mark = f',"{kind}":['
        for some in _grouped(found):
            pages = [(page, [_text(shaped(thing)) for thing in things]) for page, things in some]
            yield REGISTER, More((mark + ",".join(text for _, texts in pages for text in texts)).encode())
            mark = ","
            for page, texts in pages:
                own = f'"{_OWN[kind]}":{texts[0]}' if kind in _OWN else f'"{kind}":[{",".join(texts)}]'
                if kind == "plans":
                    plans[page] = own
                elif kind == "actions":
                    yield _beside(page, head, plans.pop(page), own)
                else:
                    yield _beside(page, head, own)
        yield REGISTER, More(b"]" if mark == "," else f"{mark}]".encode())
    yield from (_beside(page, head, own) for page, own in plans.items())
    yield REGISTER, More(b"}")
    yield CHANGES, f'{head},"changes":['.encode()
    for start in range(0, len(log), _AT_ONCE):
        told = ",".join(_text(shaper.change(one)) for one in log[start : start + _AT_ONCE])
        yield CHANGES, More(f"{',' if start else ''}{told}".encode())
    yield CHANGES, More(b"]}")
    for name, title, schema in (
        (REGISTER_SCHEMA, "A register", _shape_schema(shape.Register)),
        (RECORD_SCHEMA, "A record's own file", _own_schema()),
        (CHANGES_SCHEMA, "A log of changes", _shape_schema(shape.Changes)),
    ):
        first = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": web.url("/") + name, "title": title}
        yield name, (json.dumps(first | schema, indent=1) + "\n").encode()


def _grouped(things: Iterable[Any]) -> Iterator[list[tuple[str, list[Any]]]]:
    """Things by the page that shows them, many pages at a time; those of one page stand together."""
    groups = ((page, list(group)) for page, group in groupby(things, lambda thing: address(thing).partition("#")[0]))
    while some := list(islice(groups, _AT_ONCE)):
        yield some


def _beside(page: str, *parts: str) -> tuple[str, bytes]:
    """The file beside a page."""
    return f"{page[1:]}index.json", ",".join(parts).encode() + b"}"


def _collections(register: Register, make: Shaper) -> Iterator[tuple[str, Sequence[Any], Callable[[Any], shape.Shape]]]:
    """Every list of the register, with how its things are shaped, in the order of `shape.Register`."""
    of = list(register.authorities.values())
    yield "themes", list(register.themes.values()), make.theme
    yield "authorities", of, make.authority
    yield "sources", [thing for authority in of for thing in authority.sources.values()], make.source
    yield "inspections", register.inspections, make.inspection
    yield "findings", [thing for inspection in register.inspections for thing in inspection.findings], make.finding
    yield "recommendations", register.recommendations, make.recommendation
    yield "plans", register.plans, make.plan
    yield "actions", [thing for plan in register.plans for thing in plan.actions], make.action
    yield "reviews", [thing for plan in register.plans for thing in plan.reviews], make.review
    yield "measures", [thing for authority in of for thing in authority.measures], make.measure
    yield "meetings", [thing for authority in of for thing in authority.meetings], make.meeting


def _text(thing: shape.Shape) -> str:
    """A thing as JSON. pydantic's own way is quicker, but writes numbers with decimals as text."""
    if isinstance(thing, shape.Measure) or (isinstance(thing, shape.Change) and thing.value):
        return _json(thing)
    return thing.model_dump_json(by_alias=True)


def _json(value: Any) -> str:
    return _ENCODER.encode(value)


def _plain(value: Any) -> Any:
    """What JSON has no word for. A number stays a number, exact to 15 digits."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, When):
        return value.text
    if isinstance(value, date):
        return value.isoformat()
    return value.model_dump(by_alias=True)


_ENCODER: Final = json.JSONEncoder(default=_plain, ensure_ascii=False, separators=(",", ":"))


class _Schema(GenerateJsonSchema):
    """The schema of what is written: numbers are numbers, and every key is always there."""

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        return {"type": "number"}

    def field_is_required(
        self,
        field: core_schema.ModelField | core_schema.DataclassField | core_schema.TypedDictField,
        total: bool,
    ) -> bool:
        return True

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        # Not oneOf: `not-stated` is text too.
        return {"anyOf": [self.generate_inner(choice) for choice in schema["choices"].values()]}

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


@cache
def _shape_schema(model: type[shape.Shape]) -> dict[str, Any]:
    """The JSON Schema of a file that holds this."""
    made = model.model_json_schema(mode="serialization", schema_generator=_Schema)
    made.pop("title")
    return {_named(name): _settled(value) for name, value in made.items()}


@cache
def _own_schema() -> dict[str, Any]:
    """The JSON Schema of a record's own file: what the register's begins with, then the record, or the page's list."""
    whole = _shape_schema(shape.Register)
    properties = {name: whole["properties"][name] for name in ("format", "as_of", "address", "licence")}
    required = list(properties)
    properties |= {own: whole["properties"][kind]["items"] for kind, own in _OWN.items()}
    properties |= {kind: whole["properties"][kind] for kind in ("actions", "sources", "meetings")}
    return {
        "description": "The record of the page beside it, with its actions if it is a plan; or the list of that page.",
        "type": "object",
        "properties": properties,
        "required": required,
        "minProperties": len(required) + 1,
        "additionalProperties": False,
        "$defs": whole["$defs"],
    }


def _settled(value: Any) -> Any:
    """Dates are text here, whatever an editor may write; and a default means nothing where every key is there."""
    if isinstance(value, list):
        return [_settled(item) for item in value]
    if not isinstance(value, dict):
        return _named(value) if isinstance(value, str) else value
    made = {_named(name): _settled(item) for name, item in value.items() if name != "default"}
    if made.get("type") == ["string", "integer"]:
        made["type"] = "string"
    return made


def _named(text: str) -> str:
    """Without the names of modules: of two parts that are called alike, the one in `record` is called a record."""
    text = re.sub(r"followthrough__records__\w+__(\w+)", r"\1Record", text)
    return re.sub(r"followthrough__outputs__\w+__(\w+)", r"\1", text)
