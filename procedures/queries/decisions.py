"""What the editor reads about decisions: the desk, the list, one decision, and what it will change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from agencies.models import Agency
from procedures.differences import Difference, differences
from procedures.models import (
    ChangeKind,
    ProcedureChange,
    ProcedureVersion,
    Promulgation,
    PromulgationEvent,
    PromulgationState,
    Source,
)
from procedures.records import Record
from procedures.running import Running, running_under
from procedures.services.decisions import Obstacle, last_event, obstacles, undo_refusal
from procedures.services.decisions.obstacles import codes_of, decision_words, histories_of, holding
from procedures.services.recording import records_of

PAGE_SIZE = 30
SHOWN_ON_THE_DESK = 10


@dataclass(frozen=True, slots=True)
class Desk:
    """The editor's first page: what is being written, what waits for its day, what came from files unchecked."""

    drafts: list[Promulgation]
    waiting: list[Promulgation]
    """Each decision carries `change_count`."""
    unconfirmed: int
    in_force: int


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One line of a decision with its name and what stands against it."""

    change: ProcedureChange
    name: str
    obstacles: list[Obstacle]

    @property
    def is_stale(self) -> bool:
        """Whether the procedure has changed since the draft was begun."""
        return any(obstacle.is_stale for obstacle in self.obstacles)


@dataclass(frozen=True, slots=True)
class DecisionDesk:
    """A decision as its editor works on it. `seen` is its last event."""

    decision: Promulgation
    rows: list[ChangeRow]
    obstacles: list[Obstacle]
    events: list[PromulgationEvent]
    seen: int
    undo_refusal: str


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """What a line of a decision does: the version that holds the day before, what differs, what runs under it."""

    change: ProcedureChange
    name: str
    before: ProcedureVersion | None
    differences: list[Difference]
    ended: list[ProcedureVersion]
    """What stops being accepted: the repealed or replaced versions."""
    running: Running
    obstacles: list[Obstacle]
    notice: str


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything that a decision will do on its day."""

    decision: Promulgation
    changes: list[ChangePreview]
    obstacles: list[Obstacle]
    seen: int
    running: Running = field(default_factory=Running)


def desk(*, today: date) -> Desk:
    """Return the editor's first page; four queries."""
    counted = Promulgation.objects.annotate(change_count=Count("changes"))
    waiting = counted.filter(state=PromulgationState.ISSUED, effective_on__gt=today)
    versions = ProcedureVersion.objects.in_force(today)
    return Desk(
        drafts=list(counted.filter(state=PromulgationState.DRAFT).order_by("effective_on", "pk")[:SHOWN_ON_THE_DESK]),
        waiting=list(waiting.order_by("effective_on", "pk")[:SHOWN_ON_THE_DESK]),
        unconfirmed=versions.filter(confirmed_at=None).exclude(source=Source.EDITOR).count(),
        in_force=versions.count(),
    )


STATES: Mapping[str, Any] = {
    "": lambda today: ~Q(state=PromulgationState.CITED),
    "soan": lambda today: Q(state=PromulgationState.DRAFT),
    "cho": lambda today: Q(state=PromulgationState.ISSUED, effective_on__gt=today),
    "hieu-luc": lambda today: Q(state=PromulgationState.ISSUED, effective_on__lte=today),
}
"""The tabs of the list, by the value in the address."""


def decision_list(*, state: str, page: str, today: date) -> "tuple[Page[Promulgation], dict[str, int]]":
    """Return a page of the decisions that somebody entered, and how many stand under each tab; three queries."""
    entered = Promulgation.objects.exclude(state=PromulgationState.CITED)
    counts = entered.aggregate(**{f"n{key}": Count("pk", filter=of(today)) for key, of in STATES.items()})
    chosen = STATES.get(state, STATES[""])
    rows = entered.filter(chosen(today)).annotate(change_count=Count("changes"))
    ordered: QuerySet[Promulgation] = rows.order_by("-effective_on", "-pk")
    return Paginator(ordered, PAGE_SIZE).get_page(page), {key: counts[f"n{key}"] for key in STATES}


def decision_of(slug: str) -> Promulgation | None:
    """Return a decision that somebody entered, by its address; one query."""
    return Promulgation.objects.exclude(state=PromulgationState.CITED).filter(slug=slug).first()


def decision_desk(decision: Promulgation, *, today: date) -> DecisionDesk:
    """Return a decision with its lines, what stands against it and what was done with it; nine queries."""
    changes = list(decision.changes.select_related("version"))
    found = obstacles(decision, today=today) if decision.state == PromulgationState.DRAFT else []
    names = _names_of(changes)
    return DecisionDesk(
        decision=decision,
        rows=[ChangeRow(change, names[change.code], _about(change.code, found)) for change in changes],
        obstacles=found,
        events=list(decision.events.select_related("actor").order_by("-pk")),
        seen=last_event(decision),
        undo_refusal=undo_refusal(decision, changes, today=today),
    )


def preview(decision: Promulgation, *, today: date) -> Preview:
    """Return what a decision will do on its day; some thirty queries, however many lines it has."""
    changes = list(decision.changes.all())
    day = decision.effective_on or today
    histories = histories_of(codes_of(changes))
    before = {code: holding(history, day - timedelta(days=1)) for code, history in histories.items()}
    records = _records_by_version(version for version in before.values() if version)
    names = agency_names([*(change.record for change in changes), *records.values()])
    running = _running_by_code(histories)
    found = obstacles(decision, today=today) if decision.state == PromulgationState.DRAFT else []
    previews = []
    for change in changes:
        base = before.get(change.code) or _only_replaced(change, before)
        ended = [before.get(code) for code in _ended_codes(change)]
        previews.append(
            ChangePreview(
                change=change,
                name=_name_of(change, base),
                before=base,
                differences=_told(change, records.get(base.pk) if base else None, names),
                ended=[version for version in ended if version],
                running=sum((running[code] for code in {change.code, *change.replaces} if code in running), Running()),
                obstacles=_about(change.code, found),
                notice=_what_follows(histories.get(change.code, ()), decision, day),
            )
        )
    whole = sum((one.running for one in previews), Running())
    return Preview(decision, previews, _about("", found), last_event(decision), whole)


def touched_versions(decision: Promulgation) -> list[int]:
    """Return every version, of whatever day, of the procedures that a decision touches; two queries."""
    codes = codes_of(decision.changes.all())
    return [version.pk for history in histories_of(codes).values() for version in history]


def agency_names(records: Iterable[Record]) -> dict[str, str]:
    """Return the names of the agencies that records mention, by code; one query."""
    codes = {code for record in records for code in record.get("agencies", ())}
    for record in records:
        for process in record.get("processes", ()):
            codes |= {*process.get("agencies", ()), *(stage.get("agency", "") for stage in process.get("stages", ()))}
    return dict(Agency.objects.filter(code__in=codes - {""}).values_list("code", "short_name"))


# ── Parts of a preview ───────────────────────────────────────────────────────────────────────────


def _about(code: str, found: Sequence[Obstacle]) -> list[Obstacle]:
    return [obstacle for obstacle in found if obstacle.code == code]


def _names_of(changes: Sequence[ProcedureChange]) -> dict[str, str]:
    """Return what the procedures of lines are called; a repeal's from its last version. One query where needed."""
    repealed = [change.code for change in changes if change.kind == ChangeKind.REPEAL]
    known = {}
    if repealed:
        rows = ProcedureVersion.objects.filter(procedure__code__in=repealed).order_by("valid_from")
        known = dict(rows.values_list("procedure__code", "name"))
    return {
        change.code: change.record.get("name") or known.get(change.code) or _("(chưa có tên)") for change in changes
    }


def _name_of(change: ProcedureChange, base: ProcedureVersion | None) -> str:
    return change.record.get("name") or (base.name if base else "") or _("(chưa có tên)")


def _records_by_version(versions: Iterable[ProcedureVersion]) -> dict[int, dict[str, Any]]:
    rows = list(versions)
    return {version.pk: record for version, record in zip(rows, records_of(rows), strict=True)} if rows else {}


def _ended_codes(change: ProcedureChange) -> list[str]:
    return [change.code] if change.kind == ChangeKind.REPEAL else list(change.replaces)


def _only_replaced(change: ProcedureChange, before: Mapping[str, ProcedureVersion | None]) -> ProcedureVersion | None:
    """A new procedure is compared with what it replaces, where that is one."""
    return before.get(change.replaces[0]) if len(change.replaces) == 1 else None


def _told(change: ProcedureChange, base: Record | None, names: Mapping[str, str]) -> list[Difference]:
    if change.kind == ChangeKind.REPEAL:
        return []
    unspoken = {"promulgation": change.record.get("promulgation"), "code": change.record.get("code")}
    return differences({**(base or {}), **unspoken}, change.record, names=names)


def _running_by_code(histories: Mapping[str, Sequence[ProcedureVersion]]) -> dict[str, Running]:
    under = running_under([version.pk for history in histories.values() for version in history])
    return {
        code: sum((under[version.pk] for version in history if version.pk in under), Running())
        for code, history in histories.items()
    }


def _what_follows(history: Sequence[ProcedureVersion], decision: Promulgation, day: date) -> str:
    """Say where another decision, already issued, goes on from a later day: it was drawn up without this one."""
    after = next((version for version in history if version.valid_from > day), None)
    if after is None or after.promulgation_id == decision.pk:
        return ""
    text = _("Từ ngày %(day)s, nội dung của %(decision)s sẽ thay nội dung này.")
    return text % {"day": f"{after.valid_from:%d/%m/%Y}", "decision": decision_words(after.promulgation)}
