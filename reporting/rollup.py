"""The daily figures in a few set-based statements, on either database: nothing here goes through dossiers in Python.

The steps of all dossiers (`reporting.steps`) are summed by day and cell, and running sums of them are the stocks. Every
stock begins anew at the first day that is computed, so that no old figure is built upon.

Tests compare the outcome with `reporting.conditions` and with a sweep over each ledger.
"""

from datetime import date
from typing import Any

from django.db import connection

from reporting.models import DailyFigure
from reporting.periods import ONE_DAY
from reporting.steps import CELL, FLOWS, MEASURES, STEPS, STOCKS, Part, a_date, forget_steps, write_steps


def write_figures(*, first: date, until: date) -> int:
    """Compute the figures of the days and write them; returns the number of rows.

    The caller holds the transaction, and has removed the rows of these days.
    """
    write_steps(first, until)
    table = connection.ops.quote_name(DailyFigure._meta.db_table)
    columns = ", ".join(("day", *CELL, *MEASURES))
    rows_of_days = _spread(until)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) {rows_of_days.sql}", rows_of_days.parameters)
        rows = cursor.rowcount
    forget_steps()
    return rows


def differences(*, first: date, until: date) -> list[tuple[Any, ...]]:
    """Return day, cell, measure, stored and computed figure wherever they differ; the caller holds a transaction."""
    write_steps(first, until)
    table = connection.ops.quote_name(DailyFigure._meta.db_table)
    keys, computed = ("day", *CELL), _spread(until)
    sums = ", ".join(f"SUM(stored_{name}) AS stored_{name}, SUM(right_{name}) AS right_{name}" for name in MEASURES)
    stored = ", ".join(f"{name} AS stored_{name}, 0 AS right_{name}" for name in MEASURES)
    right = ", ".join(f"0 AS stored_{name}, {name} AS right_{name}" for name in MEASURES)
    differ = " OR ".join(f"SUM(stored_{name}) <> SUM(right_{name})" for name in MEASURES)
    statement = (
        f"SELECT {', '.join(keys)}, {sums} FROM ("  # noqa: S608 — names of our own columns
        f"SELECT {', '.join(keys)}, {stored} FROM {table} WHERE day BETWEEN %s AND %s UNION ALL "
        f"SELECT {', '.join(keys)}, {right} FROM ({computed.sql}) AS computed) AS both_sides "
        f"GROUP BY {', '.join(keys)} HAVING {differ} ORDER BY {', '.join(keys)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [first, until, *computed.parameters])
        rows = cursor.fetchall()
    forget_steps()
    return [
        (_as_date(row[0]), *row[1:4], name, int(row[4 + 2 * place]), int(row[5 + 2 * place]))
        for row in rows
        for place, name in enumerate(MEASURES)
        if row[4 + 2 * place] != row[5 + 2 * place]
    ]


def _as_date(day: date | str) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day


def _spread(until: date) -> Part:
    """Return the statement that reads a row for each day and cell with any figure."""
    cell, flows, stocks = ", ".join(CELL), ", ".join(FLOWS), ", ".join(STOCKS)
    running = ", ".join(f"SUM({name}) OVER days AS {name}" for name in STOCKS)
    any_stock, any_flow = " + ".join(STOCKS), " + ".join(FLOWS)
    after = (until + ONE_DAY, until + ONE_DAY)
    levels = (
        f"SELECT day, {cell}, {flows}, {running}, COALESCE(LEAD(day) OVER days, {a_date()}) AS next_day "  # noqa: S608
        f"FROM {STEPS} WHERE day < {a_date()} WINDOW days AS (PARTITION BY {cell} ORDER BY day)"
    )
    if connection.vendor == "postgresql":
        first_day = ", ".join(f"CASE WHEN ahead = 0 THEN {name} ELSE 0 END AS {name}" for name in FLOWS)
        statement = (
            f"SELECT day + ahead AS day, {cell}, {first_day}, {stocks} FROM ({levels}) AS levels "  # noqa: S608
            "CROSS JOIN LATERAL generate_series(0, next_day - day - 1) AS ahead "
            f"WHERE {any_stock} > 0 OR (ahead = 0 AND {any_flow} > 0)"
        )
        return Part(statement, after)
    nothing = ", ".join("0" for _name in FLOWS)
    statement = (
        f"WITH RECURSIVE spread (day, {cell}, {flows}, {stocks}, next_day) AS ({_reading(levels)} UNION ALL "  # noqa: S608
        f"SELECT date(day, '+1 day'), {cell}, {nothing}, {stocks}, next_day FROM spread "
        f"WHERE date(day, '+1 day') < next_day AND {any_stock} > 0) "
        f"SELECT day, {cell}, {flows}, {stocks} FROM spread WHERE {any_stock} > 0 OR {any_flow} > 0"
    )
    return Part(statement, after)


def _reading(levels: str) -> str:
    names = ", ".join(("day", *CELL, *FLOWS, *STOCKS, "next_day"))
    return f"SELECT {names} FROM ({levels}) AS levels"  # noqa: S608 — names of our own columns
