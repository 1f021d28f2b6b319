"""Who holds the time: the elapsed minutes of finished dossiers by step, unit, citizen, other agency and post.

What `dossiers.stages` reckons for one dossier from its events, here for as many as a question has, by one statement: a
holding lasts from its event to the next one. Both cut instants to the minute, so the parts add up to the whole, and a
test compares them dossier by dossier.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from agencies.models import Agency
from dossiers.models import Dossier, DossierEvent
from dossiers.queries.stages import reports_of, stage_words
from dossiers.stages import KEEPER_OF, Keeper
from dossiers.verdicts import RESOLVED
from dossiers.workflow import STEP_OF, Status
from procedures.models import Step
from reporting.measures.counting import Condition, Measure, Source, always, related, value_of
from reporting.measures.window import window_of
from reporting.questions import Key, Question

FINISHED = Source(Dossier, {"dossiers_timed": always(RESOLVED)}, when="finished_on", dossier="")
"""The dossiers whose time is split: those resolved in the period."""

BY_STEP = {step: f"minutes_in_{step.value}" for step in Step}
BY_KEEPER = {
    Keeper.CITIZEN: "minutes_with_citizen",
    Keeper.OTHER_AGENCY: "minutes_with_other_agency",
    Keeper.POST: "minutes_with_post",
}
IN_ALL = "minutes_in_all"

BY_HANDS = "holdings.step, holdings.holder_role, holdings.holder_agency_id"
BY_PLACE = " ".join(
    [
        "CASE holdings.holder_role",
        *(f"WHEN '{role.value}' THEN '{keeper.value}'" for role, keeper in KEEPER_OF.items()),
        "ELSE holdings.step END",
    ]
)
"""By what holdings are added up: step, role and unit; or step of an office, or whom it waited for."""


@dataclass(frozen=True, slots=True)
class Held:
    """How long the dossiers of one cell were held at one step, in one role, by one unit (None: no unit's hands).

    `minutes` are those of the wall clock, in all; `dossiers` is how many were held there at all.
    """

    cell: tuple[str, ...]
    step: Step
    role: Role
    unit_pk: int | None
    minutes: int
    dossiers: int

    @property
    def count(self) -> str:
        """The count that these minutes belong to: the step of an office, else whom the office waited for."""
        keeper = KEEPER_OF.get(self.role, Keeper.OFFICE)
        return BY_STEP[self.step] if keeper is Keeper.OFFICE else BY_KEEPER[keeper]


def held(question: Question) -> list[Held]:
    """Return where the time of the dossiers resolved in a period went, until `as_of` or the period's end; one query."""
    with connection.cursor() as cursor:
        cursor.execute(*_statement(question, BY_HANDS))
        return [
            Held(_cell(question, cell), Step(step), Role(role), unit_pk, int(minutes), dossiers)
            for *cell, step, role, unit_pk, minutes, dossiers in cursor.fetchall()
        ]


def places(question: Question) -> list[tuple[tuple[str, ...], str, int, int]]:
    """Return cell, place, minutes and dossiers of each place that held dossiers resolved in a period; one query.

    A place is a step of an office, or a keeper whom the office waited for; each dossier counts once at each place.
    """
    with connection.cursor() as cursor:
        cursor.execute(*_statement(question, BY_PLACE))
        return [
            (_cell(question, cell), place, int(minutes), dossiers)
            for *cell, place, minutes, dossiers in cursor.fetchall()
        ]


def minutes_by_unit(question: Question) -> dict[str, int]:
    """Return the minutes that each unit held dossiers of a question, by its code, the longest first; two queries."""
    minutes: dict[int, int] = {}
    for each in held(question):
        if each.unit_pk is not None:
            minutes[each.unit_pk] = minutes.get(each.unit_pk, 0) + each.minutes
    codes = dict(Agency.objects.filter(pk__in=minutes).values_list("pk", "code"))
    return {codes[pk]: minutes[pk] for pk in sorted(minutes, key=lambda pk: -minutes[pk])}


def culprits(dossiers: Iterable[Dossier], *, at: datetime) -> dict[int, tuple[str, str]]:
    """Return of each dossier the step that consumed its budget and who held it there, in words; four queries.

    For one page of dossiers: their primary keys go into one statement.
    """
    found = {pk: report.culprit for pk, report in reports_of(dossiers, at=at).items()}
    return {pk: (stage_words(clock), clock.holder_name) for pk, clock in found.items() if clock is not None}


@dataclass(frozen=True)
class HeldSource(Source):
    """The minutes of finished dossiers; the rows behind a part are the dossiers that spent time there."""

    def read(self, question: Question) -> Iterable[tuple[tuple[str, ...], dict[str, int]]]:
        """Yield the minutes by the values of the question's keys; one query."""
        cells: dict[tuple[str, ...], dict[str, int]] = {}
        for each in held(question):
            counts = cells.setdefault(each.cell, dict.fromkeys(self.counts, 0))
            counts[each.count] += each.minutes
            counts[IN_ALL] += each.minutes
        yield from cells.items()


def _statement(question: Question, by: str) -> tuple[str, list[Any]]:
    """Return the statement that adds up holdings by cell and by what `by` says of a holding."""
    window = window_of(question)
    chosen, keys = FINISHED.keyed(question)
    rows, params = (
        chosen.filter(RESOLVED).annotate(dossier_key=F("pk")).order_by().values("dossier_key", *keys)
    ).query.sql_with_params()
    columns = ", ".join(f"chosen.{key}" for key in keys)
    before = f"{columns}, " if columns else ""
    until = connection.ops.adapt_datetimefield_value(window.known_at)
    events = DossierEvent._meta.db_table
    sql = f"""
        WITH chosen (dossier_key{"".join(f", {key}" for key in keys)}) AS ({rows}),
        happened AS (
            SELECT event.dossier_id, event.status_after, event.holder_role, event.holder_agency_id,
                   {_minute("event.at")} AS entered,
                   LEAD({_minute("event.at")}) OVER (PARTITION BY event.dossier_id ORDER BY event.ordinal) AS gone
            FROM {events} event JOIN chosen ON chosen.dossier_key = event.dossier_id
            WHERE event.at < %s
        ),
        holdings AS (
            SELECT happened.*, {_step("happened.status_after")} AS step,
                   COALESCE(happened.gone, CAST(%s AS bigint)) AS ends FROM happened
            WHERE happened.holder_role <> ''
        )
        SELECT {before}{by},
               SUM(CASE WHEN holdings.ends > holdings.entered THEN holdings.ends - holdings.entered ELSE 0 END),
               COUNT(DISTINCT holdings.dossier_id)
        FROM holdings JOIN chosen ON chosen.dossier_key = holdings.dossier_id
        GROUP BY {before}{by}
    """  # noqa: S608 — names of tables and columns of our own; every value is a parameter
    return sql, [*params, until, int(window.known_at.timestamp()) // 60]


def _cell(question: Question, values: Iterable[Any]) -> tuple[str, ...]:
    """Return the values of the keys; the day that stands for a month comes as a text from SQLite."""
    named = zip(question.by, map(value_of, values), strict=True)
    return tuple(value[:7] if key is Key.MONTH else value for key, value in named)


def _step(column: str) -> str:
    """Return the SQL of the step that a status belongs to."""
    return " ".join([f"CASE {column}", *(f"WHEN '{status}' THEN '{step}'" for status, step in STEP_OF.items()), "END"])


def _minute(column: str) -> str:
    """Return the SQL of an instant as whole minutes since 1970; offsets are whole hours, so local minutes agree."""
    if connection.vendor == "sqlite":
        return f"(CAST(strftime('%%s', {column}) AS INTEGER) / 60)"
    return f"CAST(FLOOR(EXTRACT(EPOCH FROM {column}) / 60) AS bigint)"


def _was_held(count: str) -> Condition:
    """Return the condition of a dossier that was held where a count counts."""
    statuses = {step: [status for status in Status if STEP_OF[status] is step] for step in Step}
    waiting = list(KEEPER_OF)
    held_there = Q()
    for step, name in BY_STEP.items():
        if name == count:
            held_there = Q(status_after__in=statuses[step]) & ~Q(holder_role__in=[*waiting, ""])
    for role, keeper in KEEPER_OF.items():
        if BY_KEEPER[keeper] == count:
            held_there = Q(holder_role=role)
    return lambda window: RESOLVED & related(DossierEvent.objects.filter(held_there, at__lt=window.known_at))


MINUTES: Mapping[str, Condition] = {
    IN_ALL: always(RESOLVED),
    **{count: _was_held(count) for count in (*BY_STEP.values(), *BY_KEEPER.values())},
}

MEASURE = Measure(
    "holding",
    _("Ai giữ thời gian"),
    (FINISHED, HeldSource(Dossier, MINUTES, when="finished_on", dossier="")),
)
