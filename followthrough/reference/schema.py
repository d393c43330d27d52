"""JSON Schemas, for programs that help an editor to write."""

from collections.abc import Mapping
from types import NoneType
from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import PydanticUndefined, core_schema

from followthrough.check.shape import sections_of
from followthrough.records import Due, Kind
from followthrough.records.value import Slug
from followthrough.reference.words import TITLES, about, pattern


def schema(kind: Kind) -> dict[str, Any]:
    """The JSON Schema of a kind of file: of its front matter, if it is Markdown.

    It is for programs that help an editor to write. They read YAML by its own rules, so a number, `true` or a date
    without quotes is fine wherever text is.
    """
    made = kind.record.model_json_schema(schema_generator=_Schema)
    definitions = made.pop("$defs", {})
    for heading_field in sections_of(kind.record).values():
        made["properties"].pop(heading_field)
        if heading_field in made.get("required", ()):
            made["required"].remove(heading_field)
    made.pop("title")
    words = about(kind.record)
    head: dict[str, Any] = {"$schema": "http://json-schema.org/draft-07/schema#", "title": TITLES[kind.name]}
    if kind.holds in ("one", "page"):
        body = {**made, "description": words}
    else:
        definitions[kind.record.__name__] = made
        reference = {"$ref": f"#/$defs/{kind.record.__name__}"}
        if kind.holds == "map":
            names = {"pattern": pattern(Slug)}
            body = {"description": words, "type": "object", "propertyNames": names, "additionalProperties": reference}
        else:
            body = {"description": words, "type": "array", "items": reference}
    whole = head | body | ({"$defs": dict(sorted(definitions.items()))} if definitions else {})
    return {name: value for name, value in _settled(whole).items() if name != "required" or value}


def _settled(value: Any) -> Any:
    """Draft 7 passes over what stands beside `$ref`, so a reference with a description becomes a part of its own."""
    if isinstance(value, list):
        return [_settled(item) for item in value]
    if not isinstance(value, dict):
        return value
    made = {name: _settled(item) for name, item in value.items()}
    if len(made) > 1 and isinstance(made.get("$ref"), str):
        made["allOf"] = [{"$ref": made.pop("$ref")}]
    return made


_SCALARS: Final[Mapping[str, JsonSchemaValue]] = {
    "int": {"type": ["integer", "string"], "pattern": r"^-?\d+$"},
    "decimal": {"type": ["number", "string"], "pattern": r"^-?\d+(\.\d+)?$"},
    "bool": {"enum": [True, False, "true", "false", "yes", "no"]},
    "datetime": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?)?$"},
}


class _Schema(GenerateJsonSchema):
    """Schemas of what an editor may write, not only of what the records hold once it has been read."""

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        inner = self.generate_inner(schema["schema"])
        if schema["schema"]["type"] == "tuple":
            return {"anyOf": [inner["items"], inner]}
        return inner

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        made = super().model_schema(schema)
        if schema["cls"] is Due:
            return {"description": made.pop("description"), "anyOf": [made["properties"]["by"], made]}
        return made

    def int_schema(self, schema: core_schema.IntSchema) -> JsonSchemaValue:
        return dict(_SCALARS["int"])

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        return dict(_SCALARS["decimal"])

    def bool_schema(self, schema: core_schema.BoolSchema) -> JsonSchemaValue:
        return dict(_SCALARS["bool"])

    def datetime_schema(self, schema: core_schema.DatetimeSchema) -> JsonSchemaValue:
        return dict(_SCALARS["datetime"])

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        made = super().str_schema(schema)
        return {**made, "type": ["string", "number"] if "pattern" in made else ["string", "number", "boolean"]}

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        # Nothing after the colon is a problem, so null is never right.
        return self.generate_inner(schema["schema"])

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        # Not oneOf: `not-stated` is text too.
        return {"anyOf": [self.generate_inner(choice) for choice in schema["choices"].values()]}

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        made = super().default_schema(schema)
        if isinstance(made.get("default", PydanticUndefined), (NoneType, list, dict)):
            made.pop("default", None)
        return made

    def field_title_should_be_set(self, schema: Any) -> bool:
        # The field's name says as much.
        return False
