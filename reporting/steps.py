"""What changes in each cell on each day, as SQL on either database: the steps whose running sums are the stocks.

Each dossier takes a step into a stock on the day it is received, from in time to overdue on the day after its due date,
and out on the day it ends. The few whose ledger was moved (paused, extended, corrected …) take those of their ledger's
segments instead.

What is said of a dossier is said once, by the conditions that also find the lists behind the figures, and kept in a
narrow table for the time of the computation; what stands here in SQL only sums it up.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Case, DateField, F, Func, IntegerField, Q, Value, When
from django.db.models.functions import Greatest

from dossiers.models import ClockEntry, Dossier, DueBasis, EntryKind, Origin, Outcome, Result
from dossiers.verdicts import EARLY, LATE, RESOLVED
from dossiers.workflow import Status
from reporting.conditions import KEPT_CURRENTLY, MOVING_KINDS, ON_TIME, UNDATED
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
ENDINGS = ("early", "on_time", "late", "undated", "refused", "withdrawn", "discontinued")

FACTS = "figure_facts"
"""The temporary table of the dossiers in the window: the cell of each, its days, what became of it."""

STEPS = "figure_steps"
"""The temporary table of what changes in each cell on each day."""

SETTINGS = {"work_mem": "256MB", "jit": "off", "parallel_tuple_cost": "0.01"}
"""What PostgreSQL is told for these statements alone.

To compile them costs more than they take, and the rows that one process hands to another are narrow.
"""


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

ENDING = Case(
    When(RESOLVED & EARLY, then=ENDINGS.index("early")),
    When(RESOLVED & ON_TIME, then=ENDINGS.index("on_time")),
    When(RESOLVED & LATE, then=ENDINGS.index("late")),
    When(RESOLVED & UNDATED, then=ENDINGS.index("undated")),
    When(status=Status.REFUSED, then=ENDINGS.index("refused")),
    When(status=Status.WITHDRAWN, then=ENDINGS.index("withdrawn")),
    When(status=Status.DISCONTINUED, then=ENDINGS.index("discontinued")),
    output_field=IntegerField(),
)
"""Which of `ENDINGS` counts a dossier that has ended; numbers are compared faster than words."""

MOVED = ~Q(origin=Origin.IMPORTED) & Q(pk__in=ClockEntry.objects.filter(kind__in=MOVING_KINDS).values("dossier"))
"""Has an entry in its ledger that moves the yardstick or stops the clock."""


@dataclass(frozen=True, slots=True)
class Part:
    """A statement that yields rows."""

    sql: str
    parameters: tuple[Any, ...] = ()


def write_steps(first: date, until: date) -> None:
    """Sum up what changes in each cell on each of the days, in the temporary table `STEPS`."""
    keys = ", ".join(("day", *CELL))
    sums = ", ".join(f"CAST(SUM({name}) AS integer) AS {name}" for name in MEASURES)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name, value in SETTINGS.items():
                cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
        _write_facts(cursor, first, until)
        parts = [_coming(), _turning(until), _ending(until), _denied(until), _segments(first, until)]
        together = " UNION ALL ".join(
            f"SELECT * FROM ({part.sql}) AS part_{number}"  # noqa: S608 — statements of our own
            for number, part in enumerate(parts)
        )
        cursor.execute(
            f"CREATE TEMPORARY TABLE {STEPS} AS SELECT {keys}, {sums} "  # noqa: S608 — names of our own columns
            f"FROM ({together}) AS steps GROUP BY {keys}",
            [parameter for part in parts for parameter in part.parameters],
        )


def forget_steps() -> None:
    """Drop the temporary tables, if they are there."""
    with connection.cursor() as cursor:
        for table in (STEPS, FACTS):
            cursor.execute(f"DROP TABLE IF EXISTS {table}")


# ── What is said of each dossier ─────────────────────────────────────────────────────────
def _write_facts(cursor: Any, first: date, until: date) -> None:
    """Write the table of the dossiers that were open in the window, or ended in it; an index knows them.

    `begins` is the day on which a dossier steps in: what was open before the first day does so on that day.
    """
    is_open = Q(finished_on=None, received_on__lte=until)
    # Withdrawn before any answer, it never was in the table.
    answered = Q(received_on__lte=until) | (Q(received_on=None, finished_on__lte=until) & ~Q(status=Status.WITHDRAWN))
    facts = (
        Dossier.objects.filter(is_open | (Q(finished_on__gte=first) & answered))
        .order_by()
        .annotate(
            begins=Greatest(F("received_on"), Value(first, DateField())),
            turn=TURN,
            ending=ENDING,
            kept=Case(When(RESOLVED & KEPT_CURRENTLY, then=1), output_field=IntegerField()),
            moved=Case(When(MOVED, then=1), default=0, output_field=IntegerField()),
        )
        .values_list(
            "id", *CELL, "due_basis", "received_on", "finished_on", "begins", "turn", "ending", "kept", "moved"
        )
    )
    sql, parameters = facts.query.sql_with_params()
    cursor.execute(f"CREATE TEMPORARY TABLE {FACTS} AS {sql}", parameters)
    if connection.vendor == "postgresql":
        cursor.execute(f"ANALYZE {FACTS}")


# ── The steps of dossiers whose dates never moved, and what came and ended of all ────────
STEADY = "moved = 0 AND"


def _coming() -> Part:
    """Return the steps into the table."""
    is_open = f"{STEADY} (finished_on IS NULL OR finished_on > begins) AND"
    return _summed(
        "begins",
        "received_on IS NOT NULL",
        received="COUNT(CASE WHEN received_on = begins THEN 1 END)",
        in_time=f"COUNT(CASE WHEN {is_open} turn > begins THEN 1 END)",
        overdue=f"COUNT(CASE WHEN {is_open} turn <= begins THEN 1 END)",
        open_undated=f"COUNT(CASE WHEN {is_open} turn IS NULL THEN 1 END)",
    )


def _turning(until: date) -> Part:
    """Return the steps from in time to overdue, of what was open then."""
    turned = f"{STEADY} turn > begins AND (finished_on IS NULL OR finished_on > turn) AND received_on IS NOT NULL"
    return _summed("turn", f"{turned} AND turn <= {a_date()}", until, in_time="-COUNT(*)", overdue="COUNT(*)")


def _ending(until: date) -> Part:
    """Return the steps out of the table, with what became of each; refused at the door, it enters on the same day."""
    was_open = f"{STEADY} received_on < finished_on AND begins < finished_on AND"
    return _summed(
        "finished_on",
        f"finished_on <= {a_date()}",
        until,
        **{name: f"COUNT(CASE WHEN ending = {number} THEN 1 END)" for number, name in enumerate(ENDINGS)},
        received=f"COUNT(CASE WHEN received_on IS NULL AND ending = {ENDINGS.index('refused')} THEN 1 END)",
        kept_currently="COUNT(kept)",
        in_time=f"-COUNT(CASE WHEN {was_open} turn >= finished_on THEN 1 END)",
        overdue=f"-COUNT(CASE WHEN {was_open} turn < finished_on THEN 1 END)",
        open_undated=f"-COUNT(CASE WHEN {was_open} turn IS NULL THEN 1 END)",
    )


def _denied(until: date) -> Part:
    """Return what was decided against the applicant: few, and found by their own index."""
    denied = Result.objects.filter(outcome=Outcome.DENIED).order_by().values("dossier_id")
    sql, parameters = denied.query.sql_with_params()
    resolved = ", ".join(str(ENDINGS.index(name)) for name in ("early", "on_time", "late", "undated"))
    is_counted = f"finished_on <= {a_date()} AND ending IN ({resolved}) AND id IN ({sql})"
    return _summed("finished_on", is_counted, until, *parameters, denied="COUNT(*)")


def _summed(on: str, where: str, *parameters: Any, **steps: str) -> Part:
    """Return the statement that sums steps by day and cell; what is not named is nothing."""
    columns = ", ".join(f"CAST({steps.get(name, '0')} AS integer) AS {name}" for name in MEASURES)
    keys = ", ".join(CELL)
    return Part(
        f"SELECT {on} AS day, {keys}, {columns} FROM {FACTS} WHERE {where} GROUP BY {on}, {keys}",  # noqa: S608
        parameters,
    )


# ── The steps of dossiers whose dates moved ──────────────────────────────────────────────
# Between two entries of a ledger nothing changes but by the calendar: such a segment steps in on its first day, turns
# overdue as any dossier does, and steps out on the day of the next entry.
SEGMENTS = """
WITH bounds AS (SELECT {a_date} AS first_day, {a_date} AS after_last),
entry AS (
    SELECT line.dossier_id, line.ordinal, line.kind, line.at, {entry_day} AS entry_day,
        COALESCE(line.original_due_at, line.due_at) AS due_at,
        dossier.agency_id, dossier.channel, dossier.service_level, dossier.due_basis, dossier.finished_on
    FROM {entries} AS line JOIN {facts} AS dossier ON dossier.id = line.dossier_id CROSS JOIN bounds
    WHERE dossier.moved = 1 AND dossier.received_on IS NOT NULL AND line.kind <> '{stop}'
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
        a_date=a_date(),
        entries=connection.ops.quote_name(ClockEntry._meta.db_table),
        entry_day=_local_date("line.at"),
        due_day=due_day,
        day_after_due=f"({due_day} + 1)" if is_postgresql else f"date({due_day}, '+1 day')",
        least="LEAST" if is_postgresql else "MIN",
        greatest="GREATEST" if is_postgresql else "MAX",
        facts=FACTS,
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


def a_date() -> str:
    """Return the place of a parameter that is a date."""
    return "%s::date" if connection.vendor == "postgresql" else "%s"
