"""What the CSV files mean, for programs: a Frictionless Data Package and CSVW metadata."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from followthrough.outputs.names import Web
from followthrough.outputs.tables import TABLES, Column, Table
from followthrough.records import NOT_STATED
from followthrough.register import Register

MISSING: Final = ("", NOT_STATED)
"""What stands in a cell without a value: nothing where there is nothing to say, or that the source does not say."""
PARTIAL_DATE: Final = r"\d{4}(-\d\d(-\d\d)?)?"
_LICENCES: Final = {
    "Open Government Licence v3.0": (
        "OGL-UK-3.0",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    ),
    "Creative Commons Attribution 4.0": ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),
}
_TYPES: Final = {"id": "string", "when": "string", "page": "string"}
_DATATYPES: Final[Mapping[str, Any]] = {
    "id": "string",
    "when": {"base": "string", "format": PARTIAL_DATE},
    "page": "anyURI",
    "number": "decimal",
    "boolean": {"base": "boolean", "format": "true|false"},
}


class Sum:
    """The size and the digest (SHA-256) of a file, which may come in parts."""

    __slots__ = ("_hash", "size")

    def __init__(self, data: bytes) -> None:
        self.size, self._hash = len(data), hashlib.sha256(data)

    def add(self, data: bytes) -> None:
        """The next part of the file."""
        self.size += len(data)
        self._hash.update(data)

    @property
    def digest(self) -> str:
        """The digest, in hexadecimal digits."""
        return self._hash.hexdigest()


def licence_address(licence: str) -> str:
    """Where the text of a well-known licence stands, or ""."""
    return _LICENCES.get(licence, ("", ""))[1]


def data_package(register: Register, web: Web, files: Mapping[str, Sum]) -> bytes:
    """`datapackage.json` for the CSV files; `files` are their sums by name of table."""
    name, path = _LICENCES.get(register.site.licence, ("other", ""))
    licence = {"name": name, "title": register.site.licence} | ({"path": path} if path else {})
    return _pretty(
        {
            "profile": "tabular-data-package",
            "name": "register",
            "id": web.tag("data"),
            "title": register.site.title,
            "description": register.site.summary,
            "homepage": web.url("/data/"),
            "version": register.as_of.isoformat(),
            "created": f"{register.as_of}T00:00:00Z",
            "licenses": [licence],
            "contributors": [{"title": register.site.publisher, "role": "publisher"}],
            "resources": [_resource(table, files[table.name]) for table in TABLES],
        }
    )


def _resource(table: Table, data: Sum) -> dict[str, Any]:
    links = [
        {"fields": column.name, "reference": {"resource": _other(column, table), "fields": first_of(column.leads_to)}}
        for column in table.columns
        if column.leads_to
    ]
    schema: dict[str, Any] = {"fields": [_field(column) for column in table.columns], "missingValues": list(MISSING)}
    schema |= {"primaryKey": list(table.key)} if table.key else {}
    schema |= {"foreignKeys": links} if links else {}
    return {
        "name": table.name,
        "path": f"{table.name}.csv",
        "profile": "tabular-data-resource",
        "title": table.title,
        "description": table.about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "bytes": data.size,
        "hash": f"sha256:{data.digest}",
        "schema": schema,
    }


def _other(column: Column, table: Table) -> str:
    """A table's own name is left out where it refers to itself."""
    return "" if column.leads_to == table.name else column.leads_to


def first_of(name: str) -> str:
    """The name of the first column of a table, which names its rows."""
    return next(table for table in TABLES if table.name == name).columns[0].name


def _field(column: Column) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": column.name,
        "type": _TYPES.get(column.kind, column.kind),
        "description": column.about,
    }
    made |= {"format": "uri"} if column.kind == "page" else {}
    made |= {"trueValues": ["true"], "falseValues": ["false"]} if column.kind == "boolean" else {}
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    constraints |= {"enum": list(column.choices)} if column.choices else {}
    constraints |= {"pattern": PARTIAL_DATE} if column.kind == "when" else {}
    return made | ({"constraints": constraints} if constraints else {})


def csvw(register: Register, web: Web) -> bytes:
    """`csv-metadata.json`: the same for programs that know CSV on the Web."""
    return _pretty(
        {
            "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
            "dc:title": register.site.title,
            "dc:publisher": register.site.publisher,
            "dc:license": licence_address(register.site.licence) or register.site.licence,
            "dc:modified": {"@value": register.as_of.isoformat(), "@type": "xsd:date"},
            "dcat:landingPage": web.url("/data/"),
            "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"]},
            "tables": [_csvw_table(table) for table in TABLES],
        }
    )


def _csvw_table(table: Table) -> dict[str, Any]:
    links = [
        {
            "columnReference": column.name,
            "reference": {"resource": f"{column.leads_to}.csv", "columnReference": first_of(column.leads_to)},
        }
        for column in table.columns
        if column.leads_to
    ]
    schema: dict[str, Any] = {"columns": [_csvw_column(column) for column in table.columns]}
    schema |= {"primaryKey": list(table.key)} if table.key else {}
    schema |= {"foreignKeys": links} if links else {}
    return {
        "url": f"{table.name}.csv",
        "dc:title": table.title,
        "dc:description": table.about,
        "tableSchema": schema,
    }


def _csvw_column(column: Column) -> dict[str, Any]:
    made = {
        "name": column.name,
        "titles": column.name,
        "dc:description": column.about,
        "datatype": _DATATYPES.get(column.kind, column.kind),
        "null": list(MISSING),
    }
    return made | ({"required": True} if column.required else {})


def _pretty(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
