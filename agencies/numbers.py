"""Numbers that are given once: dossier codes, receipts, results."""

from collections.abc import Sequence

from django.db import connection

from agencies.models import NumberSequence

Series = tuple[str, str, str]
"""(series, owner code, period), as `NumberSequence` names them."""


def take_numbers(wanted: Sequence[Series]) -> list[int]:
    """Return the next number of each series, in the order asked; one statement, under the rows' locks.

    Must run inside the transaction that uses the numbers: a rolled-back transaction gives its number back before
    anybody has seen it, a committed one never does. The rows are locked in one order, so two callers cannot deadlock.
    """
    rows = sorted(set(wanted))
    table = connection.ops.quote_name(NumberSequence._meta.db_table)
    values = ", ".join(["(%s, %s, %s, 1)"] * len(rows))
    statement = (
        f"INSERT INTO {table} (series, owner_code, period, last_number) VALUES {values} "  # noqa: S608 — own table name
        f"ON CONFLICT (series, owner_code, period) DO UPDATE SET last_number = {table}.last_number + 1 "
        "RETURNING series, owner_code, period, last_number"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [part for row in rows for part in row])
        given = {(series, owner, period): number for series, owner, period, number in cursor.fetchall()}
    return [given[row] for row in wanted]
