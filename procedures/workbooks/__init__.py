"""Excel workbooks from strangers, read row by row in bounded memory, each cell with its address.

A workbook is looked into before it is read (`agencies.contents`): no macros, no entities, no password, no bomb. What it
reads then is what stands there: a formula is a formula and never its last result, a date is not a number, and which
cells are merged is known before the first row.
"""

from procedures.workbooks.book import Sheet, Workbook, open_workbook
from procedures.workbooks.cells import BadWorkbook, Cell, CellKind, Merge, SheetRow, column_letters

__all__ = [
    "BadWorkbook",
    "Cell",
    "CellKind",
    "Merge",
    "Sheet",
    "SheetRow",
    "Workbook",
    "column_letters",
    "open_workbook",
]
