"""Everything that is checked in a table of published figures. Pure.

No right figure is blamed: what cannot be decided from what is printed is not decided.
"""

from collections.abc import Iterable, Iterator

from reporting.checking.findings import Finding, Kind, in_order
from reporting.checking.percents import percents
from reporting.checking.reading import Printed
from reporting.checking.report import Report, reports_of
from reporting.checking.sums import sums


def check(rows: Iterable[Printed]) -> list[Finding]:
    """Return what is wrong in a table, in the order of its rows; reports are judged each by itself."""
    found = [finding for report in reports_of(rows) for rule in (values, sums, percents) for finding in rule(report)]
    return in_order(found)


def values(report: Report) -> Iterator[Finding]:
    """Find values that are no numbers, that no count can have, and figures that are printed with two values."""
    for row in report.rows:
        if row.value_is_unreadable:
            yield Finding(report.name, row.figure, Kind.UNREADABLE, row.line, printed=row.value_text)
        elif row.value is not None and row.is_counted and row.count is None:
            yield Finding(report.name, row.figure, Kind.IMPOSSIBLE_VALUE, row.line, printed=row.value)
        yield from _contradiction(report, row)


def _contradiction(report: Report, row: Printed) -> Iterator[Finding]:
    first = next((other.value for other in report.by_name[row.name] if other.value is not None), None)
    if row.value is not None and first is not None and row.value != first:
        is_whole = first == first.to_integral_value()
        computed = int(first) if is_whole else first
        yield Finding(report.name, row.figure, Kind.CONTRADICTION, row.line, printed=row.value, computed=computed)
