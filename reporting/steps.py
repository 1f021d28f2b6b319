"""What changes in each cell on each day, as SQL on either database: the steps whose running sums are the stocks.

Each dossier takes a step into a stock on the day it is received, from in time to overdue on the day after its due date,
and out on the day it ends. The few whose ledger was moved (paused, extended, corrected …) take these steps back and
those of their ledger's segments instead.

What is said of a dossier is said once, by the conditions that also find the lists behind the figures; what stands here
in SQL only sums it up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Case, DateField, Exists, F, Func, IntegerField, OuterRef, Q, Value, When
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

TURNED = Q(turn__gt=F("begins")) & (Q(finished_on=None) | Q(finished_on__gt=F("turn")))
"""Stepped in while in time, and was open after its due date."""


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
        _write_moved(cursor, first, until)
        parts = [*_parts(first, until)]
        together = " UNION ALL ".join(f"SELECT * FROM ({part.sql}) AS part_{n}" for n, part in enumerate(parts))  # noqa: S608
        cursor.execute(
            f"CREATE TEMPORARY TABLE {STEPS} AS SELECT {keys}, {sums} "  # noqa: S608 — names of our own columns
            f"FROM ({together}) AS steps GROUP BY {keys}",
            [parameter for part in parts for parameter in part.parameters],
        )


def forget_steps() -> None:
    """Drop the temporary tables, if they are there."""
    with connection.cursor() as cursor:
        for table in (STEPS, MOVED):
            cursor.execute(f"DROP TABLE IF EXISTS {table}")


def _write_moved(cursor: Any, first: date, until: date) -> None:
    """Look once for the dossiers in the window that have an entry which moves; most of history is not looked at."""
    moving = ClockEntry.objects.filter(dossier=OuterRef("pk"), kind__in=MOVING_KINDS)
    moved = _facts(Q(Exists(moving)) & ~Q(origin=Origin.IMPORTED) & _is_in_table(first, until), first)
    cursor.execute(f"CREATE TEMPORARY TABLE {MOVED} AS {moved.sql}", moved.parameters)
    cursor.execute(f"CREATE UNIQUE INDEX {MOVED}_id ON {MOVED} (id)")
    if connection.vendor == "postgresql":
        cursor.execute(f"ANALYZE {MOVED}")


# ── What is said of each dossier ─────────────────────────────────────────────────────────
def _is_in_table(first: date, until: date) -> Q:
    """Return what tells the dossiers that were open in the window, or ended in it."""
    return (Q(finished_on=None) | Q(finished_on__gte=first)) & Q(received_on__lte=until)


def _facts(which: Q, first: date) -> Part:
    """Return the statement that says of each dossier its cell, its days, and what the sums ask for.

    `begins` is the day on which it steps in: what was open before the first day does so on that day.
    """
    facts = (
        Dossier.objects.order_by()
        .annotate(begins=Greatest(F("received_on"), Value(first, DateField())), turn=TURN, ending=ENDING)
        .filter(which)
        .annotate(kept=Case(When(RESOLVED & KEPT_CURRENTLY, then=1), output_field=IntegerField()))
        .values_list("id", *CELL, "due_basis", "received_on", "finished_on", "begins", "turn", "ending", "kept")
    )
    sql, parameters = facts.query.sql_with_params()
    # So that PostgreSQL reckons each of these columns once for a row, and not for each sum that asks for it.
    return Part(f"{sql} OFFSET 0" if connection.vendor == "postgresql" else sql, parameters)


# ── The steps of dossiers whose dates never moved ────────────────────────────────────────
def _parts(first: date, until: date) -> Iterator[Part]:
    """Yield the statements whose rows are the steps."""
    in_table, ended = _is_in_table(first, until), Q(finished_on__range=(first, until))
    # Withdrawn before any answer, it never was in the table.
    answered = ended & ~Q(received_on=None, status=Status.WITHDRAWN)
    # What stands before the last is implied by it, but an index knows it.
    turned = in_table & Q(original_due_on__range=(first, until)) & TURNED
    denied = Q(pk__in=Result.objects.filter(outcome=Outcome.DENIED).values("dossier"))
    yield _coming(_facts(in_table, first))
    yield _turning(_facts(turned, first))
    yield _ending(_facts(answered, first))
    yield _summed(_facts(ended & RESOLVED & denied, first), "finished_on", denied="COUNT(*)")
    moved = Part(f"SELECT * FROM {MOVED}")  # noqa: S608 — our own name
    yield _coming(moved, sign=-1)
    yield _turning(
        Part(
            f"SELECT * FROM {MOVED} WHERE turn > begins AND (finished_on IS NULL OR finished_on > turn)"  # noqa: S608
        ),
        sign=-1,
    )
    yield _ending(moved, sign=-1)
    yield _segments(first, until)


def _coming(facts: Part, *, sign: int = 1) -> Part:
    """Return the steps into the table; taken back, a dossier still was received."""
    is_open = "(finished_on IS NULL OR finished_on > begins)"
    return _summed(
        facts,
        "begins",
        received="COUNT(*) FILTER (WHERE received_on = begins)" if sign > 0 else "0",
        in_time=f"{sign} * COUNT(*) FILTER (WHERE {is_open} AND turn > begins)",
        overdue=f"{sign} * COUNT(*) FILTER (WHERE {is_open} AND turn <= begins)",
        open_undated=f"{sign} * COUNT(*) FILTER (WHERE {is_open} AND turn IS NULL)",
    )


def _turning(facts: Part, *, sign: int = 1) -> Part:
    """Return the steps from in time to overdue, of what was open then."""
    return _summed(facts, "turn", in_time=f"{-sign} * COUNT(*)", overdue=f"{sign} * COUNT(*)")


def _ending(facts: Part, *, sign: int = 1) -> Part:
    """Return the steps out of the table, with what became of each; refused at the door, it enters on the same day."""
    was_open = "received_on < finished_on AND begins < finished_on"
    stocks = {
        "in_time": f"{-sign} * COUNT(*) FILTER (WHERE {was_open} AND turn >= finished_on)",
        "overdue": f"{-sign} * COUNT(*) FILTER (WHERE {was_open} AND turn < finished_on)",
        "open_undated": f"{-sign} * COUNT(*) FILTER (WHERE {was_open} AND turn IS NULL)",
    }
    if sign < 0:
        return _summed(facts, "finished_on", **stocks)
    flows = {name: f"COUNT(*) FILTER (WHERE ending = {number})" for number, name in enumerate(ENDINGS)}
    refused = f"COUNT(*) FILTER (WHERE received_on IS NULL AND ending = {ENDINGS.index('refused')})"
    return _summed(facts, "finished_on", received=refused, kept_currently="COUNT(kept)", **flows, **stocks)


def _summed(facts: Part, day: str, **steps: str) -> Part:
    """Return the statement that sums steps by day and cell; what is not named is nothing."""
    columns = ", ".join(f"CAST({steps.get(name, '0')} AS integer) AS {name}" for name in MEASURES)
    cell = ", ".join(CELL)
    return Part(
        f"SELECT {day} AS day, {cell}, {columns} FROM ({facts.sql}) AS fact GROUP BY {day}, {cell}",  # noqa: S608
        facts.parameters,
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
    FROM {entries} AS line JOIN {moved} AS dossier ON dossier.id = line.dossier_id CROSS JOIN bounds
    WHERE line.kind <> '{stop}' AND (dossier.finished_on IS NULL OR dossier.finished_on > first_day)
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


def a_date() -> str:
    """Return the place of a parameter that is a date."""
    return "%s::date" if connection.vendor == "postgresql" else "%s"
