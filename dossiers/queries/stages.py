"""Where the time of dossiers went: the rows that `dossiers.stages` reckons with, and its words for a page."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role
from agencies.calendars import calendars_of
from agencies.worktime import WorkCalendar
from dossiers.models import ClockEntry, Dossier, DossierEvent, EntryKind
from dossiers.path import Badge
from dossiers.stages import (
    ClockSpan,
    Keeper,
    StageClock,
    StageReport,
    StageStanding,
    Stretch,
    report_of,
)
from procedures.durations import working_time
from procedures.models import Stage, Step, SupplementPolicy

KEEPER_LABELS = {
    Keeper.CITIZEN: gettext_lazy("Người nộp hồ sơ"),
    Keeper.OTHER_AGENCY: gettext_lazy("Cơ quan phối hợp"),
    Keeper.POST: gettext_lazy("Bưu chính công ích"),
}
KEEPER_TONES = {Keeper.CITIZEN: "pause", Keeper.OTHER_AGENCY: "warn", Keeper.POST: "neutral"}
OTHER_STAGES: dict[tuple[Step, Role], Any] = {
    (Step.RECEPTION, Role.APPLICANT): gettext_lazy("Chờ hoàn thiện hồ sơ"),
    (Step.APPRAISAL, Role.APPLICANT): gettext_lazy("Chờ người nộp bổ sung giấy tờ, nộp tiền"),
    (Step.APPRAISAL, Role.CONSULTEE): gettext_lazy("Chờ ý kiến phối hợp"),
    (Step.APPROVAL, Role.SEAL_KEEPER): gettext_lazy("Đóng dấu"),
    (Step.RETURN, Role.SEAL_KEEPER): gettext_lazy("Chuyển kết quả về nơi trả"),
    (Step.RETURN, Role.POSTMAN): gettext_lazy("Gửi kết quả qua bưu chính"),
}
"""What no process foresees as a stage, in words."""

STANDINGS = {
    StageStanding.WAITING: ("", ""),
    StageStanding.UNBUDGETED: ("", ""),
    StageStanding.IN_TIME: (gettext_lazy("Trong định mức"), "ok"),
    StageStanding.OVER: (gettext_lazy("Vượt định mức"), "bad"),
}


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage as a page shows it; times in words."""

    step: str
    name: str
    holders: tuple[str, ...]
    entered_at: datetime | None
    left_at: datetime | None
    consumed: str
    budget: str
    standing: Badge | None
    is_current: bool
    is_culprit: bool


@dataclass(frozen=True, slots=True)
class StagePage:
    """What the fragment `dossiers/desk/_stages.html` shows. `parts` are drawn by `components/parts_bar.html`."""

    lines: list[StageLine]
    parts: list[dict[str, Any]]
    total: int
    elapsed: str
    culprit: str
    """The stage that consumed the budget, in words; empty while none has been exceeded."""


def reports_of(dossiers: Iterable[Dossier], *, at: datetime) -> dict[int, StageReport]:
    """Return where the time of each dossier went, by its key; four queries, however many dossiers."""
    dossiers = list(dossiers)
    events: dict[int, list[DossierEvent]] = defaultdict(list)
    rows = DossierEvent.objects.filter(dossier__in=[dossier.pk for dossier in dossiers])
    rows = rows.select_related("holder", "holder_agency").order_by("dossier_id", "ordinal")
    columns = ("dossier_id", "ordinal", "status_after", "at", "holder_role", "holder__full_name")
    for event in rows.only(*columns, "holder_agency__short_name"):
        events[event.dossier_id].append(event)
    stages: dict[int, list[Stage]] = defaultdict(list)
    for stage in Stage.objects.filter(process__in={dossier.process_id for dossier in dossiers}):
        stages[stage.process_id].append(stage)
    spans = spans_of(dossiers, at=at)
    units = {event.holder_agency_id for each in events.values() for event in each}
    calendars = calendars_of(units | {dossier.agency_id for dossier in dossiers})
    return {
        dossier.pk: report_of(
            events[dossier.pk],
            stages[dossier.process_id],
            spans[dossier.pk],
            at=at,
            calendar=calendars[dossier.agency_id],
            calendars=calendars,
        )
        for dossier in dossiers
    }


def report_of_desk(
    dossier: Dossier,
    events: Sequence[DossierEvent],
    ledger: Sequence[ClockEntry],
    *,
    at: datetime,
    calendar: WorkCalendar,
) -> StageReport:
    """Return where the time of one dossier went, from rows that a page has read already; one query, two where it was
    held by others than its agency. `events` come with holder and unit, both in their order.
    """
    others = {event.holder_agency_id for event in events} - {dossier.agency_id}
    return report_of(
        events,
        list(Stage.objects.filter(process=dossier.process_id)),
        span_of([row for row in ledger if row.kind in CLOCK_KINDS], ended_at=dossier.finished_at, at=at),
        at=at,
        calendar=calendar,
        calendars={**(calendars_of(others) if others else {}), dossier.agency_id: calendar},
    )


CLOCK_KINDS = (EntryKind.START, EntryKind.PAUSE, EntryKind.RESUME, EntryKind.STOP)
"""The entries of the ledger between which the clock runs."""


def spans_of(dossiers: Sequence[Dossier], *, at: datetime) -> Mapping[int, ClockSpan]:
    """Return when the clock of each dossier ran; one query."""
    rows = ClockEntry.objects.filter(dossier__in=[dossier.pk for dossier in dossiers], kind__in=CLOCK_KINDS)
    ledgers: dict[int, list[ClockEntry]] = defaultdict(list)
    for row in rows.order_by("dossier_id", "ordinal").only("dossier_id", "ordinal", "kind", "at", "policy", "due_at"):
        ledgers[row.dossier_id].append(row)
    return {dossier.pk: span_of(ledgers[dossier.pk], ended_at=dossier.finished_at, at=at) for dossier in dossiers}


def span_of(ledger: Sequence[ClockEntry], *, ended_at: datetime | None, at: datetime) -> ClockSpan:
    """Return when a clock ran, from the ledger's rows in their order; an open pause ends at `at`."""
    began_at: datetime | None = None
    pauses: list[Stretch] = []
    paused: ClockEntry | None = None
    due_at: datetime | None = None
    for row in ledger:
        if row.kind == EntryKind.START:
            began_at = row.at
        elif row.kind == EntryKind.PAUSE:
            paused = row
        elif paused is not None:
            pauses.append(Stretch(paused.at, row.at))
            starts_again = row.kind == EntryKind.RESUME and paused.policy == SupplementPolicy.RESTART
            if starts_again and (due_at is None or paused.at <= due_at):
                began_at = row.at
            paused = None
        due_at = row.due_at or due_at
    if paused is not None:
        pauses.append(Stretch(paused.at, max(at, paused.at)))
    return ClockSpan(began_at, ended_at, tuple(pauses))


def page_of(report: StageReport) -> StagePage:
    """Return a report in words; no query."""
    culprit = report.culprit
    is_exceeded = culprit is not None and culprit.overrun > 0
    return StagePage(
        lines=[_line(clock, is_culprit=is_exceeded and clock is culprit) for clock in report.clocks],
        parts=_parts(report),
        total=max(report.minutes, 1),
        elapsed=wall_time(report.minutes),
        culprit=stage_words(culprit) if culprit and is_exceeded else "",
    )


def stage_words(clock: StageClock) -> str:
    """Return the name of a stage with its step: “Thẩm định: Thẩm định hồ sơ”."""
    name = stage_name(clock)
    return f"{clock.step.label}: {name}" if name != str(clock.step.label) else name


def stage_name(clock: StageClock) -> str:
    """Return what is done at a stage: as the process says, else what everybody calls it."""
    return clock.name or str(OTHER_STAGES.get((clock.step, clock.role), clock.step.label))


def wall_time(minutes: int) -> str:
    """Return minutes of the wall clock in words: days of twenty-four hours, hours, minutes."""
    days, rest = divmod(minutes, 24 * 60)
    hours, rest = divmod(rest, 60)
    parts = [
        _("%(count)s ngày") % {"count": days} if days else "",
        _("%(count)s giờ") % {"count": hours} if hours else "",
        _("%(count)s phút") % {"count": rest} if rest or not (days or hours) else "",
    ]
    return " ".join(filter(None, parts))


def _line(clock: StageClock, *, is_culprit: bool) -> StageLine:
    label, tone = STANDINGS[clock.standing]
    detail = ""
    if clock.standing is StageStanding.OVER and clock.budget is not None:
        detail = _("quá %(time)s") % {"time": working_time(clock.consumed - clock.budget)}
    return StageLine(
        step=str(clock.step.label),
        name=stage_name(clock),
        holders=tuple(dict.fromkeys(", ".join(filter(None, (each.person, each.unit))) for each in clock.holdings)),
        entered_at=clock.holdings[0].entered_at if clock.holdings else None,
        left_at=clock.holdings[-1].left_at if clock.holdings else None,
        consumed=working_time(clock.consumed) if clock.holdings else "",
        budget=working_time(clock.budget) if clock.budget is not None else "",
        standing=Badge(str(label), tone, detail) if tone else None,
        is_current=clock.is_current,
        is_culprit=is_culprit,
    )


def _parts(report: StageReport) -> list[dict[str, Any]]:
    """Return the whole elapsed time in its parts, each with its place; they add up to it."""
    shares = [(str(step.label), report.by_step.get(step, 0), "info") for step in Step]
    shares += [(str(label), report.by_keeper.get(who, 0), KEEPER_TONES[who]) for who, label in KEEPER_LABELS.items()]
    parts, start = [], 0
    for label, minutes, tone in shares:
        if minutes:
            text = _("phút (%(time)s)") % {"time": wall_time(minutes)}
            parts.append({"label": label, "value": minutes, "start": start, "tone": tone, "text": text})
            start += minutes
    return parts
