"""The tables: CSV and workbook say the same as the register, join, and run nothing."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from frictionless import Package
from hypothesis import example, given
from hypothesis import strategies as st

from followthrough.outputs import Outputs
from followthrough.outputs.csv_files import FORMULA_SIGNS, head_csv, original, rows_csv
from followthrough.outputs.names import Web
from followthrough.outputs.tables import TABLES, Cell, Column, Table
from followthrough.outputs.workbook import CUT, LONGEST, Workbook
from followthrough.register import Register
from tests.made import actions, register, review
from tests.outputs import SITE, made_of, minimal, shipped

NASTY = '=HYPERLINK("http://evil.example","x")'
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n\r"), min_size=1)


def rows_of(table: Table, made: Register) -> list[tuple[Cell, ...]]:
    """A table's rows as the register has them."""
    outputs = Outputs(made, (), SITE)
    return list(table.rows(made, outputs.log.all, Web.at(SITE)))


def read_csv(data: bytes) -> list[list[str]]:
    """Lines of cells, as a program reads them."""
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))


def cell_of(text: str, column: Column) -> Cell:
    """A cell of a CSV file as the value it stands for."""
    if text == "":
        return None
    if column.kind in ("string", "id", "when", "page") or text == "not-stated":
        return original(text)
    read: dict[str, Any] = {
        "integer": int,
        "number": Decimal,
        "date": date.fromisoformat,
        "boolean": {"true": True, "false": False}.__getitem__,
    }
    return read[column.kind](text)  # type: ignore[no-any-return]


@pytest.fixture(scope="module", params=[minimal, shipped])
def given_register(request: pytest.FixtureRequest) -> Register:
    made: Register = request.param()
    return made


@pytest.fixture(scope="module")
def files(given_register: Register) -> dict[str, bytes]:
    return made_of(given_register)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_same_rows_come_back_from_csv(table: Table, given_register: Register, files: dict[str, bytes]) -> None:
    data = files[f"data/{table.name}.csv"]
    head, *lines = read_csv(data)
    assert head == [column.name for column in table.columns]
    back = [tuple(cell_of(text, column) for text, column in zip(line, table.columns, strict=True)) for line in lines]
    assert back == rows_of(table, given_register)
    assert data.endswith(b"\r\n")
    assert not data.startswith(b"\xef\xbb\xbf")


@pytest.fixture(scope="module")
def workbook(files: dict[str, bytes]) -> Any:
    return openpyxl.load_workbook(io.BytesIO(files["data/register.xlsx"]))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_same_rows_come_back_from_the_workbook(table: Table, given_register: Register, workbook: Any) -> None:
    head, *lines = workbook[table.name].iter_rows(values_only=True)
    width = len(table.columns)
    assert list(head[:width]) == [column.name for column in table.columns]
    back = [
        tuple(cell.date() if isinstance(cell, datetime) else cell for cell in (*line, *[None] * width)[:width])
        for line in lines
    ]
    expected = rows_of(table, given_register)
    assert len(back) == len(expected)
    for one, other in zip(back, expected, strict=True):
        assert one == tuple(float(cell) if isinstance(cell, Decimal) else cell for cell in other)


def test_the_workbook_explains_itself(workbook: Any, given_register: Register) -> None:
    assert workbook.sheetnames == ["about", "columns", *(table.name for table in TABLES)]
    about = dict(workbook["about"].iter_rows(min_row=2, values_only=True))
    assert about["licence"] == given_register.site.licence
    assert about["as of"] == given_register.as_of.isoformat()
    explained = [row[:2] for row in workbook["columns"].iter_rows(min_row=2, values_only=True)]
    assert explained == [(table.name, column.name) for table in TABLES for column in table.columns]
    assert {cell.data_type for sheet in workbook for row in sheet.iter_rows() for cell in row} <= {"s", "n", "b", "d"}


def test_the_data_package_is_valid_and_the_tables_join(files: dict[str, bytes], tmp_path: Path) -> None:
    for name, data in files.items():
        if name.startswith("data/"):
            (tmp_path / name.removeprefix("data/")).write_bytes(data)
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "type", "message"])
    assert {task.name: task.stats.get("rows", 0) for task in report.tasks} == {
        table.name: len(read_csv(files[f"data/{table.name}.csv"])) - 1 for table in TABLES
    }


@pytest.mark.parametrize(
    ("table", "column", "bad"),
    [
        ("actions", "plan", "anytown/no-plan"),
        ("actions", "id", ""),
        ("actions", "status", "nearly"),
        ("actions", "overdue_days", "many"),
        ("actions", "due", "spring"),
    ],
)
def test_the_data_package_would_notice(table: str, column: str, bad: str, tmp_path: Path) -> None:
    """Not valid because it asks for nothing: a wrong value is an error."""
    for name, data in made_of(minimal()).items():
        if name.startswith("data/"):
            (tmp_path / name.removeprefix("data/")).write_bytes(data)
    path = tmp_path / f"{table}.csv"
    head, *lines = read_csv(path.read_bytes())
    lines[0][head.index(column)] = bad
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([head, *lines])
    assert not Package(str(tmp_path / "datapackage.json")).validate().valid


def test_csv_on_the_web_says_the_same(files: dict[str, bytes]) -> None:
    metadata = json.loads(files["data/csv-metadata.json"])
    package = json.loads(files["data/datapackage.json"])
    assert metadata["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "en"}]
    tables = {table["url"]: table["tableSchema"] for table in metadata["tables"]}
    assert list(tables) == [resource["path"] for resource in package["resources"]]
    for resource in package["resources"]:
        schema = tables[resource["path"]]
        assert [column["name"] for column in schema["columns"]] == read_csv(files[f"data/{resource['path']}"])[0]
        assert [column["dc:description"] for column in schema["columns"]] == [
            field["description"] for field in resource["schema"]["fields"]
        ]
        links = {link["columnReference"]: link["reference"]["resource"] for link in schema.get("foreignKeys", ())}
        assert links == {
            link["fields"]: f"{link['reference']['resource'] or resource['name']}.csv"
            for link in resource["schema"].get("foreignKeys", ())
        }


def test_every_column_is_explained() -> None:
    for table in TABLES:
        assert table.about.endswith(".")
        for column in table.columns:
            assert column.about.endswith("."), f"{table.name}.{column.name}"
            assert re.fullmatch(r"[a-z_]+", column.name)
        names = [column.name for column in table.columns]
        assert len(names) == len(set(names)), table.name
        assert set(table.key) <= set(names)


def test_tables_have_everything_once() -> None:
    made = shipped()
    counts = {table.name: len(rows_of(table, made)) for table in TABLES}
    assert counts["recommendations"] == len(made.recommendations)
    assert counts["actions"] == sum(len(plan.actions) for plan in made.plans)
    assert counts["ratings"] == sum(len(review.rated) for plan in made.plans for review in plan.reviews)
    measures = [measure for town in made.authorities.values() for measure in town.measures]
    assert counts["values"] == sum(len(measure.values) for measure in measures)
    assert counts["sources"] == sum(len(town.sources) for town in made.authorities.values())


def test_a_text_that_looks_like_a_formula_stays_text() -> None:
    entry = {"text": NASTY, "id": "1", "owner": "@SUM(1)", "note": "- a list\n- of two"}
    made = register(
        {
            "plans/plan/actions.yml": json.dumps([entry]),
            "plans/plan/reviews/2022-03-31.yml": review("action: '1', rating: Amber, note: '+1 to that'"),
        }
    )
    files = made_of(made)
    head, line = read_csv(files["data/actions.csv"])
    cells = dict(zip(head, line, strict=True))
    assert (cells["text"], cells["owner"], cells["note"]) == (f"'{NASTY}", "'@SUM(1)", "'- a list\n- of two")
    assert not [
        cell
        for name in files
        if name.endswith(".csv")
        for row in read_csv(files[name])
        for cell in row
        if cell[:1] in "=+@\t\r" and cell
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(files["data/register.xlsx"]))["actions"]
    cell = next(cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value == NASTY)
    assert (cell.data_type, cell.hyperlink) == ("s", None)


COLUMNS = tuple(Column(name, "string", "A text.", lambda _: None) for name in ("one", "two"))


@given(st.lists(st.tuples(TEXTS, TEXTS)))
@example([("=1+1", "'=1+1"), ("-", "'"), ("\ttab", 'a,b\r\n"c"')])
def test_any_text_comes_back_from_csv_and_none_begins_a_formula(rows: list[tuple[str, str]]) -> None:
    data = head_csv(COLUMNS) + rows_csv(rows)
    cells = read_csv(data)[1:]
    assert [tuple(original(cell) for cell in row) for row in cells] == rows
    assert not [cell for row in cells for cell in row if cell[0] in FORMULA_SIGNS and cell[0] != "'"]


def test_numbers_are_left_alone() -> None:
    """A negative number is no formula, and one row's number must not become a text."""
    columns = (Column("number", "number", "A number.", lambda _: None),)
    rows: list[tuple[Cell, ...]] = [(Decimal("-1.50"),), (-3,), (Decimal("1E+3"),), (None,), (True,)]
    assert (head_csv(columns) + rows_csv(rows)).decode().split() == ["number", "-1.50", "-3", "1000", '""', "true"]


def sheet(rows: list[tuple[Cell, ...]]) -> list[tuple[Any, ...]]:
    """Rows as they come back from a workbook of one table with two columns."""
    table = Table("sheet", "Sheet", "A sheet.", lambda _made, _log: (), COLUMNS, ())
    book = Workbook([("what", "this")], [table], date(2022, 1, 1))
    middle = len(rows) // 2
    assert list(book.add(table, [rows[:middle], rows[middle:]])) == [rows[:middle], rows[middle:]]
    return list(openpyxl.load_workbook(io.BytesIO(book.packed()))["sheet"].iter_rows(min_row=2, values_only=True))


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=3))
def test_any_text_comes_back_from_a_workbook(rows: list[tuple[str, str]]) -> None:
    # openpyxl leaves escapes as they are, where Excel takes them for the character.
    expected = [tuple(re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text) for text in row) for row in rows]
    back = [tuple((text or "").replace("\ufffd", "") for text in row) for row in sheet(list(rows))]
    assert back == [tuple(re.sub("[\ufffd\ufffe\uffff]", "", text) for text in row) for row in expected]


def test_a_text_too_long_for_a_cell_says_so() -> None:
    fits, too_long, wide = "x" * LONGEST, "x" * (LONGEST + 1), "\N{WHITE SMILING FACE}\U0001f600" * 20_000
    back = sheet([(fits, too_long), (wide, "end")])
    assert back[0][0] == fits
    assert back[0][1].endswith(CUT)
    assert back[1][0].endswith(CUT)
    assert all(len(text.encode("utf-16-le")) <= 2 * LONGEST for row in back for text in row)


def test_a_workbook_is_the_same_at_any_time() -> None:
    data = made_of(minimal())["data/register.xlsx"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2023-06-15T00:00:00Z" in archive.read("docProps/core.xml")


def test_letters_over_columns() -> None:
    columns = tuple(Column(f"c{number}", "string", "A column.", lambda _: None) for number in range(1, 704))
    table = Table("wide", "Wide", "A table.", lambda _made, _log: (), columns)
    expected: Mapping[str, str] = {
        "c1": "A",
        "c26": "Z",
        "c27": "AA",
        "c52": "AZ",
        "c53": "BA",
        "c702": "ZZ",
        "c703": "AAA",
    }
    assert {name: table.letter(name) for name in expected} == expected


def test_what_does_not_fit_into_a_cell_is_an_error() -> None:
    column = Column("odd", "string", "A column.", lambda _: {"a": 1})
    table = Table("odd", "Odd", "A table.", lambda _made, _log: [None], (column,))
    with pytest.raises(TypeError, match="dict does not fit into a cell"):
        list(table.rows(minimal(), [], Web.at(SITE)))


def test_moves_and_slips_stand_in_the_tables() -> None:
    made = register(
        {
            "plans/plan/actions.yml": actions("id: 1, due: 2022-01"),
            "plans/plan/reviews/2022-03-31.yml": review("action: 1, due: 2022-04-30, moved_because: Rain"),
        }
    )
    files = made_of(made)
    head, line = read_csv(files["data/moves.csv"])
    assert dict(zip(head, line, strict=True)) == {
        "action": "anytown/plan/actions/1", "number": "1", "review": "anytown/plan/reviews/2022-03-31",
        "old": "2022-01", "old_day": "2022-01-31", "old_words": "", "new": "2022-04-30", "new_day": "2022-04-30",
        "new_words": "", "days": "89", "because": "Rain",
    }  # fmt: skip
