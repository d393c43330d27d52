"""The register as tables, one row for one fact, with ids that join."""

from typing import Final

from followthrough.outputs.tables import authority, inspection, measure, plan, shared
from followthrough.outputs.tables.table import Cell, Column, Table, letters_over

__all__ = ["TABLES", "Cell", "Column", "Table", "letters_over"]

TABLES: Final[tuple[Table, ...]] = (
    *(table for table in authority.TABLES if table.name == "authorities"),
    *inspection.TABLES,
    *plan.TABLES,
    *measure.TABLES,
    *(table for table in authority.TABLES if table.name != "authorities"),
    *shared.TABLES,
)
"""Every table, in the order in which the page about data and the workbook list them."""
