"""The daily figures in a few set-based statements, on either database: nothing here goes through dossiers in Python.

Each dossier takes a step into a stock on the day it is received, from in time to overdue on the day after its due date,
and out on the day it ends; the steps of all are summed by day and cell, and running sums of them are the stocks. The
few whose ledger was moved (paused, extended, corrected …) take these steps back and those of their ledger's segments
instead. Every stock begins anew at the first day that is computed, so that no old figure is built upon.

Tests compare the outcome with `reporting.conditions` and with a sweep over each ledger.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Case, Count, DateField, Exists, F, Func, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Greatest

from dossiers.models import ClockEntry, Dossier, DueBasis, EntryKind, Origin, Outcome, Result
from dossiers.verdicts import EARLY, LATE, RESOLVED
from dossiers.workflow import Status
from reporting.conditions import KEPT_CURRENTLY, MOVING_KINDS, ON_TIME, REFUSED_AT_THE_DOOR, UNDATED
from reporting.models import DailyFigure
from reporting.periods import ONE_DAY

FLOWS = (
    "received",
    "early",
    "on_time",
    "late",
    "undated",
    "denied",
    "kept_currently",
    "refused",
    "withdrawn",
    "discontinued",
)
STOCKS = ("in_time", "overdue", "open_undated", "paused")
MEASURES = FLOWS + STOCKS
CELL = ("agency_id", "channel", "service_level")

STEPS = "figure_steps"
"""The temporary table of what changes in each cell on each day."""

MOVED = "figure_moved"
"""The temporary table of the dossiers in the window whose ledger was moved: few, and asked for four times."""

SETTINGS = {"work_mem": "256MB", "jit": "off"}
"""What PostgreSQL is told for these statements alone: to compile them costs more than they take."""


class NextDay(Func):
    """The day after a date."""

    output_field = DateField()
    template = "(%(expressions)s + 1)"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Write it for SQLite, where dates are text."""
        return self.as_sql(compiler, connection, template="date(%(expressions)s, '+1 day')", **context)


TURN = Case(
    When(UNDATED, then=None),
    When(due_basis=DueBasis.DAY, then=NextDay("original_due_on")),
    default=F("original_due_on"),
    output_field=DateField(),
)
"""The first day at whose end an open dossier is overdue: on its due date a day-based limit is still kept."""


@dataclass(frozen=True, slots=True)
class Part:
    """A statement that yields steps: day, cell, and a column for each measure."""

    sql: str
    parameters: tuple[Any, ...]


def write_figures(*, first: date, until: date) -> int:
    """Compute the figures of the days and write them; returns the number of rows.

    The caller holds the transaction, and has removed the rows of these days.
    """
    _write_steps(first, until)
    table = connection.ops.quote_name(DailyFigure._meta.db_table)
    columns = ", ".join(("day", *CELL, *MEASURES))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) {_spread()}", [until + ONE_DAY])
        rows = cursor.rowcount
        _drop(cursor, STEPS, MOVED)
    return rows


def differences(*, first: date, until: date) -> list[tuple[Any, ...]]:
    """Return day, cell, measure, stored and computed figure wherever they differ; the caller holds a transaction."""
    _write_steps(first, until)
    table = connection.ops.quote_name(DailyFigure._meta.db_table)
    keys = ("day", *CELL)
    sums = ", ".join(f"SUM(stored_{name}) AS stored_{name}, SUM(right_{name}) AS right_{name}" for name in MEASURES)
    stored = ", ".join(f"{name} AS stored_{name}, 0 AS right_{name}" for name in MEASURES)
    right = ", ".join(f"0 AS stored_{name}, {name} AS right_{name}" for name in MEASURES)
    differ = " OR ".join(f"SUM(stored_{name}) <> SUM(right_{name})" for name in MEASURES)
    statement = (
        f"SELECT {', '.join(keys)}, {sums} FROM ("  # noqa: S608 — names of our own columns
        f"SELECT {', '.join(keys)}, {stored} FROM {table} WHERE day BETWEEN %s AND %s UNION ALL "
        f"SELECT {', '.join(keys)}, {right} FROM ({_spread()}) AS computed) AS both_sides "
        f"GROUP BY {', '.join(keys)} HAVING {differ} ORDER BY {', '.join(keys)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [first, until, until + ONE_DAY])
        rows = cursor.fetchall()
        _drop(cursor, STEPS, MOVED)
    return [
        (_as_date(row[0]), *row[1:4], name, int(row[4 + 2 * place]), int(row[5 + 2 * place]))
        for row in rows
        for place, name in enumerate(MEASURES)
        if row[4 + 2 * place] != row[5 + 2 * place]
    ]


def _as_date(day: date | str) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day


def _write_steps(first: date, until: date) -> None:
    """Sum up what changes in each cell on each day, in a temporary table."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name, value in SETTINGS.items():
                cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
        _write_moved(cursor, first, until)
    parts = [*_parts(first, until)]
    sums = ", ".join(f"SUM({name}) AS {name}" for name in MEASURES)
    keys = ", ".join(("day", *CELL))
    together = " UNION ALL ".join(
        f"SELECT * FROM ({part.sql}) AS part_{number}"  # noqa: S608 — names of our own columns
        for number, part in enumerate(parts)
    )
    parameters = [parameter for part in parts for parameter in part.parameters]
    with connection.cursor() as cursor:
        _drop(cursor, STEPS)
        cursor.execute(
            f"CREATE TEMPORARY TABLE {STEPS} AS SELECT {keys}, {sums} "  # noqa: S608 — names of our own columns
            f"FROM ({together}) AS steps WHERE day BETWEEN %s AND %s GROUP BY {keys}",
            [*parameters, first, until],
        )


def _write_moved(cursor: Any, first: date, until: date) -> None:
    """Look once for the dossiers in the window that have an entry which moves; most of history is not looked at."""
    moving = ClockEntry.objects.filter(dossier=OuterRef("pk"), kind__in=MOVING_KINDS)
    inside = Dossier.objects.filter(Q(finished_on=None) | Q(finished_on__gte=first), received_on__lte=until)
    moved = inside.exclude(origin=Origin.IMPORTED).filter(Exists(moving)).order_by().values("id")
    sql, parameters = moved.query.sql_with_params()
    _drop(cursor, MOVED)
    cursor.execute(f"CREATE TEMPORARY TABLE {MOVED} AS {sql}", parameters)
    cursor.execute(f"CREATE UNIQUE INDEX {MOVED}_id ON {MOVED} (id)")
    if connection.vendor == "postgresql":
        cursor.execute(f"ANALYZE {MOVED}")


def _drop(cursor: Any, *tables: str) -> None:
    for table in tables:
        cursor.execute(f"DROP TABLE IF EXISTS {table}")


def _spread() -> str:
    """Return the statement that reads a row for each day and cell with any figure; one parameter, the day after."""
    cell, flows, stocks = ", ".join(CELL), ", ".join(FLOWS), ", ".join(STOCKS)
    running = ", ".join(f"SUM({name}) OVER days AS {name}" for name in STOCKS)
    any_stock, any_flow = " + ".join(STOCKS), " + ".join(FLOWS)
    levels = (
        f"SELECT day, {cell}, {flows}, {running}, COALESCE(LEAD(day) OVER days, {_a_date()}) AS next_day "  # noqa: S608
        f"FROM {STEPS} WINDOW days AS (PARTITION BY {cell} ORDER BY day)"
    )
    if connection.vendor == "postgresql":
        first_day = ", ".join(f"CASE WHEN ahead = 0 THEN {name} ELSE 0 END AS {name}" for name in FLOWS)
        return (
            f"SELECT day + ahead AS day, {cell}, {first_day}, {stocks} FROM ({levels}) AS levels "  # noqa: S608
            "CROSS JOIN LATERAL generate_series(0, next_day - day - 1) AS ahead "
            f"WHERE {any_stock} > 0 OR (ahead = 0 AND {any_flow} > 0)"
        )
    nothing = ", ".join("0" for _name in FLOWS)
    return (
        f"WITH RECURSIVE spread (day, {cell}, {flows}, {stocks}, next_day) AS ({_reading(levels)} UNION ALL "  # noqa: S608
        f"SELECT date(day, '+1 day'), {cell}, {nothing}, {stocks}, next_day FROM spread "
        f"WHERE date(day, '+1 day') < next_day AND {any_stock} > 0) "
        f"SELECT day, {cell}, {flows}, {stocks} FROM spread WHERE {any_stock} > 0 OR {any_flow} > 0"
    )


def _reading(levels: str) -> str:
    names = ", ".join(("day", *CELL, *FLOWS, *STOCKS, "next_day"))
    return f"SELECT {names} FROM ({levels}) AS levels"  # noqa: S608 — names of our own columns


def _a_date() -> str:
    return "%s::date" if connection.vendor == "postgresql" else "%s"


# ── The steps of dossiers whose dates never moved ────────────────────────────────────────
def _parts(first: date, until: date) -> Iterator[Part]:
    """Yield the statements whose rows are the steps."""
    everybody = Dossier.objects.all()
    yield _coming(everybody, first, until, sign=1)
    yield _turning(everybody, first, until, sign=1)
    yield _ending(everybody, first, until, sign=1)
    yield _denied(first, until)
    moved = Dossier.objects.filter(pk__in=RawSQL(f"SELECT id FROM {MOVED}", ()))  # noqa: S611, S608 — our own name
    yield _coming(moved, first, until, sign=-1)
    yield _turning(moved, first, until, sign=-1)
    yield _ending(moved, first, until, sign=-1)
    yield _segments(first, until)


def _coming(dossiers: "QuerySet[Dossier]", first: date, until: date, *, sign: int) -> Part:
    """Return the steps into the table; what was open before the first day steps in on it."""
    came = dossiers.filter(Q(finished_on=None) | Q(finished_on__gte=first), received_on__lte=until)
    came = came.annotate(begins=Greatest(F("received_on"), Value(first, DateField())), turn=TURN)
    is_open = Q(finished_on=None) | Q(finished_on__gt=F("begins"))
    return _part(
        came,
        F("begins"),
        received=Count("pk", filter=Q(received_on__gte=first)) if sign > 0 else Value(0),
        in_time=sign * Count("pk", filter=is_open & Q(turn__gt=F("begins"))),
        overdue=sign * Count("pk", filter=is_open & Q(turn__lte=F("begins"))),
        open_undated=sign * Count("pk", filter=is_open & Q(turn=None)),
    )


def _turning(dossiers: "QuerySet[Dossier]", first: date, until: date, *, sign: int) -> Part:
    """Return the steps from in time to overdue, of what was open then."""
    # Implied by what follows, but an index knows it.
    turned = dossiers.filter(Q(finished_on=None) | Q(finished_on__gt=first), received_on__lte=until).annotate(turn=TURN)
    turned = turned.filter(Q(finished_on=None) | Q(finished_on__gt=F("turn")), original_due_on__range=(first, until))
    turned = turned.filter(turn__gt=F("received_on")).filter(turn__gt=first)
    return _part(turned, F("turn"), in_time=-sign * Count("pk"), overdue=sign * Count("pk"))


def _ending(dossiers: "QuerySet[Dossier]", first: date, until: date, *, sign: int) -> Part:
    """Return the steps out of the table, with what became of each; withdrawn before any answer, it never was in it."""
    ended = dossiers.filter(finished_on__range=(first, until)).annotate(turn=TURN)
    ended = ended.exclude(received_on=None, status=Status.WITHDRAWN)
    was_open = Q(received_on__lt=F("finished_on"), finished_on__gt=first)
    became = {
        "received": REFUSED_AT_THE_DOOR,
        "early": RESOLVED & EARLY,
        "on_time": RESOLVED & ON_TIME,
        "late": RESOLVED & LATE,
        "undated": RESOLVED & UNDATED,
        "kept_currently": RESOLVED & KEPT_CURRENTLY,
        "refused": Q(status=Status.REFUSED),
        "withdrawn": Q(status=Status.WITHDRAWN),
        "discontinued": Q(status=Status.DISCONTINUED),
    }
    return _part(
        ended,
        F("finished_on"),
        **({name: Count("pk", filter=ending) for name, ending in became.items()} if sign > 0 else {}),
        in_time=-sign * Count("pk", filter=was_open & Q(turn__gte=F("finished_on"))),
        overdue=-sign * Count("pk", filter=was_open & Q(turn__lt=F("finished_on"))),
        open_undated=-sign * Count("pk", filter=was_open & Q(turn=None)),
    )


def _denied(first: date, until: date) -> Part:
    """Return what was decided against the applicant: few, and found by their own index."""
    denied = Dossier.objects.filter(RESOLVED, finished_on__range=(first, until))
    denied = denied.filter(pk__in=Result.objects.filter(outcome=Outcome.DENIED).values("dossier"))
    return _part(denied, F("finished_on"), denied=Count("pk"))


def _part(dossiers: "QuerySet[Dossier]", day: Any, **steps: Any) -> Part:
    """Return the statement that sums steps by day and cell; what it does not name is nothing."""
    columns = {f"step_{name}": steps.get(name, Value(0)) for name in MEASURES}
    grouped = dossiers.order_by().values(day=day, cell_0=F("agency_id"), cell_1=F("channel"), cell_2=F("service_level"))
    summed = grouped.annotate(**columns).values_list("day", "cell_0", "cell_1", "cell_2", *columns)
    sql, parameters = summed.query.sql_with_params()
    names = ", ".join(("day", *CELL, *MEASURES))
    inner = ", ".join(("day", "cell_0", "cell_1", "cell_2", *columns))
    renamed = ", ".join(f"{old} AS {new}" for old, new in zip(inner.split(", "), names.split(", "), strict=True))
    return Part(f"SELECT {renamed} FROM ({sql}) AS summed", parameters)  # noqa: S608 — names of our own columns


# ── The steps of dossiers whose dates moved ──────────────────────────────────────────────
# Between two entries of a ledger nothing changes but by the calendar: such a segment steps in on its first day, turns
# overdue as any dossier does, and steps out on the day of the next entry.
SEGMENTS = """
WITH bounds AS (SELECT {a_date} AS first_day, {a_date} AS after_last),
entry AS (
    SELECT line.dossier_id, line.ordinal, line.kind, line.at, {entry_day} AS entry_day,
        COALESCE(line.original_due_at, line.due_at) AS due_at,
        dossier.agency_id, dossier.channel, dossier.service_level, dossier.due_basis, dossier.finished_on
    FROM {entries} AS line JOIN {dossiers} AS dossier ON dossier.id = line.dossier_id CROSS JOIN bounds
    WHERE line.dossier_id IN (SELECT id FROM {moved}) AND line.kind <> '{stop}'
        AND (dossier.finished_on IS NULL OR dossier.finished_on > first_day)
),
numbered AS (
    SELECT entry.*, LEAD(entry_day) OVER ledger AS next_day, COUNT(due_at) OVER ledger AS due_number,
        COUNT(CASE WHEN kind IN ('{pause}', '{resume}') THEN 1 END) OVER ledger AS pause_number
    FROM entry WINDOW ledger AS (PARTITION BY dossier_id ORDER BY ordinal)
),
known AS (
    SELECT numbered.*, MAX(due_at) OVER (PARTITION BY dossier_id, due_number) AS due_then,
        MAX(CASE WHEN kind = '{pause}' THEN at END) OVER (PARTITION BY dossier_id, pause_number) AS paused_then
    FROM numbered
),
segment AS (
    SELECT agency_id, channel, service_level, {greatest}(entry_day, first_day) AS begins,
        {least}(COALESCE(next_day, after_last), COALESCE(finished_on, after_last), after_last) AS ends,
        CASE WHEN due_then IS NULL THEN 'undated' WHEN paused_then <= due_then THEN 'paused' ELSE 'runs' END AS state,
        CASE WHEN due_basis = '{by_day}' THEN {day_after_due} ELSE {due_day} END AS turn
    FROM known CROSS JOIN bounds
)
SELECT begins AS day, {cell}, {flows},
    CASE WHEN state = 'runs' AND turn > begins THEN 1 ELSE 0 END AS in_time,
    CASE WHEN state = 'runs' AND turn <= begins THEN 1 ELSE 0 END AS overdue,
    CASE WHEN state = 'undated' THEN 1 ELSE 0 END AS open_undated,
    CASE WHEN state = 'paused' THEN 1 ELSE 0 END AS paused
FROM segment WHERE begins < ends
UNION ALL
SELECT turn, {cell}, {flows}, -1, 1, 0, 0 FROM segment WHERE state = 'runs' AND begins < turn AND turn < ends
UNION ALL
SELECT ends, {cell}, {flows},
    CASE WHEN state = 'runs' AND turn >= ends THEN -1 ELSE 0 END,
    CASE WHEN state = 'runs' AND turn < ends THEN -1 ELSE 0 END,
    CASE WHEN state = 'undated' THEN -1 ELSE 0 END,
    CASE WHEN state = 'paused' THEN -1 ELSE 0 END
FROM segment WHERE begins < ends
"""


def _segments(first: date, until: date) -> Part:
    """Return the steps of the moved ones, segment by segment."""
    is_postgresql = connection.vendor == "postgresql"
    due_day = _local_date("due_then")
    text = SEGMENTS.format(
        a_date=_a_date(),
        entries=connection.ops.quote_name(ClockEntry._meta.db_table),
        dossiers=connection.ops.quote_name(Dossier._meta.db_table),
        entry_day=_local_date("line.at"),
        due_day=due_day,
        day_after_due=f"({due_day} + 1)" if is_postgresql else f"date({due_day}, '+1 day')",
        least="LEAST" if is_postgresql else "MIN",
        greatest="GREATEST" if is_postgresql else "MAX",
        moved=MOVED,
        stop=EntryKind.STOP.value,
        pause=EntryKind.PAUSE.value,
        resume=EntryKind.RESUME.value,
        by_day=DueBasis.DAY.value,
        cell=", ".join(CELL),
        flows=", ".join(f"0 AS {name}" for name in FLOWS),
    )
    return Part(text, (first, until + ONE_DAY))


def _local_date(column: str) -> str:
    """Return the local day of an instant, as the database reckons it."""
    if connection.vendor == "postgresql":
        return f"({column} AT TIME ZONE '{settings.TIME_ZONE}')::date"
    return f"django_datetime_cast_date({column}, '{settings.TIME_ZONE}', 'UTC')"
