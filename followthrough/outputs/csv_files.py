"""Tables as CSV: UTF-8, RFC 4180, ISO dates, and no text that a spreadsheet would take for a formula."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final

from followthrough.outputs.tables import Cell, Column

FORMULA_SIGNS: Final = frozenset("=+-@'\t\r\n\uff1d\uff0b\uff0d\uff20")
"""First characters of a text before which an apostrophe is put.

Spreadsheets run what begins with =, +, - or @, also in their wide forms and behind a tab or a line end, even in
quotation marks. The apostrophe itself is among them, so that whoever takes one away from the start of a text that has
one gets the text as it was.
"""


def head_csv(columns: Iterable[Column]) -> bytes:
    """The first line of a table as CSV: the names of its columns."""
    return rows_csv([tuple(column.name for column in columns)])


def rows_csv(rows: Iterable[tuple[Cell, ...]]) -> bytes:
    """Rows of a table as CSV."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(
        [cell if type(cell) is str and cell[:1] not in FORMULA_SIGNS else _text(cell) for cell in row] for row in rows
    )
    return out.getvalue().encode()


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        return f"'{cell}" if cell[:1] in FORMULA_SIGNS else cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, date):
        return cell.isoformat()
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def original(text: str) -> str:
    """The text of a cell as it was before an apostrophe was put before it."""
    return text.removeprefix("'")
