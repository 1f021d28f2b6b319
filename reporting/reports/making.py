"""How a report of any kind gets its list, its columns and its rows."""

from dataclasses import dataclass

from reporting.models import Report
from reporting.questions import Question
from reporting.reports import counting, measuring
from reporting.reports.listing import LISTERS
from reporting.reports.rules import AnyTable, CountedTable, ListTable
from reporting.reports.snapshot import Column, Definition, Row


@dataclass(frozen=True, slots=True)
class Made:
    """The table of a report; its list has been written."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    definitions: tuple[Definition, ...]


def make(report: Report, table: AnyTable, question: Question) -> Made:
    """Write the list behind a report and return its table."""
    if isinstance(table, ListTable):
        rows = tuple(LISTERS[table.lister](report, question))
        columns = tuple(
            Column(column.key, str(column.label), str(column.group), column.unit, bits=column.bits)
            for column in table.columns
        )
        return Made(columns, rows, counting.definitions_of(table.columns))
    if isinstance(table, CountedTable):
        counting.write_list(report, table, question)
    else:
        measuring.write_list(report, table, question)
    rules, rows = counting.rows_of(report, table, question)
    return Made(counting.columns_of(table, rules), rows, counting.definitions_of(rules))
