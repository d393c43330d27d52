"""The tables as one workbook (Office Open XML), a sheet for each.

Written directly: a workbook of plain cells needs only these few parts, and the same tables always give the same bytes
(docs/data.md says what libraries take). No cell is a formula or a link, whatever stands in it: text stays text.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import count
from typing import IO, Final

from followthrough.outputs.markup import DECLARATION, element, xml
from followthrough.outputs.tables import Cell, Table, letters_over

LONGEST: Final = 32_767
"""How many characters a cell can hold (in UTF-16); a longer text is cut, and says so."""
CUT: Final = " [cut here: a cell of a spreadsheet holds no more; the CSV file has the whole text]"
_START: Final = date(1899, 12, 30)
_LEAP: Final = 60
"""Spreadsheets hold 1900 for a leap year, so days up to the 29 February there never was are counted otherwise."""
_STAMP: Final = (1980, 1, 1, 0, 0, 0)
_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_BOLD: Final = 1
_DATE: Final = 2
_STYLES: Final = (
    f'{DECLARATION}<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '</numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/>'
    '<name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill>'
    '<patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/>'
    '<diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    '</cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_SHEET: Final = (
    f'{DECLARATION}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" '
    'topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
)
_Rows = Sequence[tuple[Cell, ...]]
_WIDTHS: Final = {"string": 40, "id": 40, "page": 40}


class Workbook:
    """A workbook as it is written: a sheet of what it is, one of what the columns mean, then a sheet for each table.

    The tables are given in order, each once; only what was packed of them is kept.
    """

    def __init__(self, about: Sequence[tuple[str, str]], tables: Sequence[Table], day: date) -> None:
        self._out = io.BytesIO()
        self._archive = zipfile.ZipFile(self._out, "w")
        self._count = 0
        for name, text in _frame(["about", "columns", *(table.name for table in tables)], day).items():
            with self._part(name) as part:
                part.write(text.encode())
        columns = [(table.name, column.name, column.about) for table in tables for column in table.columns]
        for _ in self._sheet(("what", "value"), [[*about]], (24, 100)):
            pass
        for _ in self._sheet(("table", "column", "meaning"), [columns], (24, 24, 100)):
            pass

    def add(self, table: Table, groups: Iterable[_Rows]) -> Iterator[_Rows]:
        """Write the sheet of a table, of rows that come in groups; gives each group on."""
        widths = [_WIDTHS.get(column.kind, 14) for column in table.columns]
        return self._sheet([column.name for column in table.columns], groups, widths)

    def packed(self) -> bytes:
        """The whole workbook, once all tables are in it."""
        self._archive.close()
        return self._out.getvalue()

    def _part(self, name: str) -> IO[bytes]:
        info = zipfile.ZipInfo(name, _STAMP)
        info.create_system = 3
        info.compress_type = zipfile.ZIP_DEFLATED
        return self._archive.open(info, "w")

    def _sheet(self, head: Sequence[str], groups: Iterable[_Rows], widths: Sequence[int]) -> Iterator[_Rows]:
        """One sheet, its first line held in place."""
        letters = [letters_over(number) for number in range(1, len(head) + 1)]
        columns = [
            element("col", min=str(n), max=str(n), width=str(w), customWidth="1") for n, w in enumerate(widths, 1)
        ]
        titles = [_text(title, f'{letter}1" s="{_BOLD}') for title, letter in zip(head, letters, strict=True)]
        self._count += 1
        numbers = count(2)
        with self._part(f"xl/worksheets/sheet{self._count}.xml") as part:
            start = f'{_SHEET}<cols>{"".join(columns)}</cols><sheetData><row r="1">{"".join(titles)}</row>'
            part.write(start.encode())
            for rows in groups:
                lines = (_row(row, letters, number) for row, number in zip(rows, numbers, strict=False))
                part.write("".join(lines).encode())
                yield rows
            part.write(b"</sheetData></worksheet>")


def _row(row: Sequence[Cell], letters: Sequence[str], number: int) -> str:
    cells = [
        _text(cell, f"{letter}{number}") if isinstance(cell, str) else _cell(cell, f"{letter}{number}")
        for cell, letter in zip(row, letters, strict=True)
        if cell is not None
    ]
    return f'<row r="{number}">{"".join(cells)}</row>'


def _text(text: str, at: str) -> str:
    if len(text) * 2 > LONGEST:
        text = _cut(text)
    if "_x" in text:
        text = _ESCAPE.sub("_x005F_", text)
    return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{xml(text)}</t></is></c>'


def _cut(text: str) -> str:
    """A text that fits into a cell; Excel counts characters beyond U+FFFF twice."""
    units = text.encode("utf-16-le", "replace")
    if len(units) <= 2 * LONGEST:
        return text
    return units[: 2 * (LONGEST - len(CUT))].decode("utf-16-le", "ignore") + CUT


def _cell(cell: int | Decimal | date, at: str) -> str:
    """A cell that is not text."""
    if isinstance(cell, bool):
        return f'<c r="{at}" t="b"><v>{cell:d}</v></c>'
    if isinstance(cell, date):
        days = (cell - _START).days
        return f'<c r="{at}" s="{_DATE}"><v>{days}</v></c>' if days > _LEAP else _text(cell.isoformat(), at)
    return f'<c r="{at}"><v>{cell:f}</v></c>' if isinstance(cell, Decimal) else f'<c r="{at}"><v>{cell}</v></c>'


def _frame(names: Sequence[str], day: date) -> dict[str, str]:
    """Every part of the package but the sheets."""
    numbered = list(enumerate(names, 1))
    sheets = "".join(f'<sheet name="{xml(name)}" sheetId="{number}" r:id="rId{number}"/>' for number, name in numbered)
    links = "".join(
        element("Relationship", Id=f"rId{number}", Type=f"{_OFFICE}/worksheet", Target=f"worksheets/sheet{number}.xml")
        for number, _ in numbered
    )
    styles = element("Relationship", Id=f"rId{len(names) + 1}", Type=f"{_OFFICE}/styles", Target="styles.xml")
    kinds = {f"/xl/worksheets/sheet{number}.xml": f"{_TYPE}.worksheet+xml" for number, _ in numbered}
    kinds |= {"/xl/workbook.xml": f"{_TYPE}.sheet.main+xml", "/xl/styles.xml": f"{_TYPE}.styles+xml"}
    kinds |= {"/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml"}
    overrides = "".join(element("Override", PartName=name, ContentType=kind) for name, kind in kinds.items())
    relationships = f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">'
    document = element("Relationship", Id="rId1", Type=f"{_OFFICE}/officeDocument", Target="xl/workbook.xml")
    about = f"{_PACKAGE}/relationships/metadata/core-properties"
    core = element("Relationship", Id="rId2", Type=about, Target="docProps/core.xml")
    stamps = [
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{day}T00:00:00Z</dcterms:{name}>'
        for name in ("created", "modified")
    ]
    return {
        "[Content_Types].xml": f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": f"{relationships}{document}{core}</Relationships>",
        "docProps/core.xml": f'{DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{''.join(stamps)}</cp:coreProperties>",
        "xl/workbook.xml": f'{DECLARATION}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f"<sheets>{sheets}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"{relationships}{links}{styles}</Relationships>",
        "xl/styles.xml": _STYLES,
    }
