"""What pages show of linked requests: a citizen’s one page, its entry in a list, what a dossier tells of the others."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from agencies.calendars import calendars_of
from agencies.worktime import WorkCalendar
from dossiers import clock as ledger
from dossiers.access import get_request
from dossiers.linked import DECIDED, PartState, after, awaited_by, failed_before, state_of
from dossiers.models import ClockEntry, Dossier, DossierEvent, LinkedDossier, LinkedRequest, Outcome
from dossiers.path import STATUS_TONES, Badge, Path, holder_words, path_of, standing_badge
from dossiers.workflow import Status

UNOPENED = {
    PartState.WAITING: (gettext_lazy("Chưa mở"), "neutral"),
    PartState.STOPPED: (gettext_lazy("Không mở nữa"), "bad"),
    PartState.BLOCKED: (gettext_lazy("Chưa mở được"), "warn"),
}
"""How a part without dossier is called, and its tone; one with a dossier is called by its status, or by a denial."""


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part of a request as its citizen sees it; `path` is None until it has a dossier."""

    part: LinkedDossier
    state: PartState
    badge: Badge
    words: str
    path: Path | None = None

    @property
    def is_blocked(self) -> bool:
        """Whether the citizen must ask for this procedure on its own."""
        return self.state is PartState.BLOCKED


@dataclass(frozen=True, slots=True)
class RequestPage:
    """One request as its citizen sees it: how it stands as a whole, then part by part."""

    request: LinkedRequest
    summary: Badge
    rows: list[PartRow]

    @property
    def is_stopped(self) -> bool:
        """Whether parts remain that do not open any more."""
        return any(row.state is PartState.STOPPED for row in self.rows)

    @property
    def waves(self) -> list[list[PartRow]]:
        """The parts wave by wave."""
        return [list(of_wave) for _wave, of_wave in groupby(self.rows, key=lambda row: row.part.wave)]

    @property
    def opened(self) -> list[LinkedDossier]:
        """The parts that have a dossier."""
        return [row.part for row in self.rows if row.part.dossier]


@dataclass(frozen=True, slots=True)
class Siblings:
    """What a dossier tells of the request that it is part of: names, agencies and states of the others, no more."""

    request: LinkedRequest
    rows: list[dict[str, Any]]
    depending: list[str]
    """The parts that open only when this dossier has been granted."""


def request_page(user: User, code: str, *, at: datetime) -> RequestPage:
    """Return a citizen's own request; five queries, however many parts it has."""
    request = get_request(user, code)
    parts = _parts_of([request.pk])[request.pk]
    dossiers = [part.dossier for part in parts if part.dossier]
    events: dict[int, list[DossierEvent]] = defaultdict(list)
    for event in DossierEvent.objects.filter(dossier__in=dossiers).order_by("dossier_id", "ordinal"):
        events[event.dossier_id].append(event)
    entries: dict[int, list[ClockEntry]] = defaultdict(list)
    for entry in ClockEntry.objects.filter(dossier__in=dossiers).order_by("dossier_id", "ordinal"):
        entries[entry.dossier_id].append(entry)
    calendars = calendars_of({dossier.agency_id for dossier in dossiers})
    rows = []
    for part in parts:
        path = None
        if dossier := part.dossier:
            calendar = calendars[dossier.agency_id]
            clock = ledger.replayed(entries[dossier.pk], calendar) if entries[dossier.pk] else None
            path = path_of(dossier, events[dossier.pk], clock, at=at, calendar=calendar, holder=holder_words(dossier))
        state = state_of(part, parts)
        rows.append(PartRow(part, state, _badge(part, state), _words(part, state, parts), path))
    return RequestPage(request, summary_of(parts), rows)


def request_cards(request_pks: Collection[int], *, at: datetime, calendar: WorkCalendar) -> dict[int, dict[str, Any]]:
    """Return what `dossiers/linked/_card.html` shows of requests, by their key; one query, none for no request."""
    if not request_pks:
        return {}
    cards = {}
    for pk, parts in _parts_of(request_pks).items():
        request, summary = parts[0].request, summary_of(parts)
        cards[pk] = {
            "code": request.code,
            "name": request.group.name,
            "url": reverse("dossiers:linked", args=[request.code]),
            "summary": summary,
            "parts": [_card_row(part, parts, at=at, calendar=calendar) for part in parts],
        }
    return cards


def siblings_of(dossier: Dossier) -> Siblings | None:
    """Return what a dossier tells of its linked request, None where it is one of its own; one query, or none.

    The dossier should have been read with its `linked_part`.
    """
    linked_part: LinkedDossier | None = getattr(dossier, "linked_part", None)
    if linked_part is None:
        return None
    of_request = LinkedDossier.objects.filter(request=linked_part.request_id)
    parts = list(of_request.select_related("request__group", "agency", "dossier__result").order_by("ordinal"))
    own = next(part for part in parts if part.dossier_id == dossier.pk)
    rows = [
        {
            "key": part.name,
            "value": part.agency.short_name,
            "status": {"label": badge.label, "tone": badge.tone},
        }
        for part in parts
        if part is not own and (badge := _badge(part, state_of(part, parts)))
    ]
    return Siblings(own.request, rows, [part.name for part in after(own, parts)])


def summary_of(parts: Sequence[LinkedDossier]) -> Badge:
    """Return how a request stands as a whole: one word with its tone, and what it means. Pure."""
    states = [state_of(part, parts) for part in parts]
    waits_for_citizen = [part.name for part in parts if part.dossier and part.dossier.status == Status.SUPPLEMENTING]
    granted, total = states.count(PartState.GRANTED), len(states)
    told = ngettext(
        "Đã có kết quả %(granted)s trong %(total)s phần việc.",
        "Đã có kết quả %(granted)s trong %(total)s phần việc.",
        total,
    ) % {"granted": granted, "total": total}
    if waits_for_citizen:
        words = _("Cơ quan chờ Ông/Bà bổ sung giấy tờ: %(names)s.") % {"names": _listed(waits_for_citizen)}
        return Badge(_("Chờ Ông/Bà bổ sung"), "pause", f"{words} {told}")
    if PartState.STOPPED in states:
        return Badge(_("Không đi tiếp được"), "bad", f"{_stopped_words(parts, states)} {told}")
    if PartState.BLOCKED in states:
        words = _("Có phần việc không tự mở được; Ông/Bà nộp riêng thủ tục đó.")
        return Badge(_("Cần Ông/Bà làm"), "warn", f"{words} {told}")
    if granted == total:
        return Badge(_("Đã có đủ kết quả"), "ok", told)
    if PartState.RUNNING in states:
        return Badge(_("Đang giải quyết"), "info", told)
    return Badge(_("Đã kết thúc"), "neutral", told)


def _parts_of(request_pks: Collection[int]) -> dict[int, list[LinkedDossier]]:
    related = ("request__group", "procedure", "agency", "dossier__agency", "dossier__office", "dossier__result")
    rows = LinkedDossier.objects.filter(request__in=request_pks).select_related(*related)
    parts: dict[int, list[LinkedDossier]] = defaultdict(list)
    for row in rows.order_by("request_id", "ordinal"):
        parts[row.request_id].append(row)
    return parts


def _card_row(
    part: LinkedDossier, parts: Sequence[LinkedDossier], *, at: datetime, calendar: WorkCalendar
) -> dict[str, Any]:
    state = state_of(part, parts)
    dossier = part.dossier
    return {
        "name": part.name,
        "agency": part.agency.short_name,
        "badge": _badge(part, state),
        "due": dossier.due_at if dossier and not dossier.finished_at else None,
        "standing": standing_badge(dossier, at=at, calendar=calendar) if dossier else None,
    }


def _badge(part: LinkedDossier, state: PartState) -> Badge:
    if part.dossier is None:
        label, tone = UNOPENED[state]
        return Badge(str(label), tone)
    status = Status(part.dossier.status)
    if state is PartState.FAILED and status in DECIDED:
        return Badge(str(Outcome.DENIED.label), "bad")
    return Badge(str(status.label), STATUS_TONES[status])


def _words(part: LinkedDossier, state: PartState, parts: Sequence[LinkedDossier]) -> str:
    """Return what the state of a part means for the citizen; empty where its dossier says it."""
    match state:
        case PartState.WAITING:
            names = _listed([other.name for other in awaited_by(part, parts)])
            return _("Hồ sơ này sẽ mở khi có kết quả: %(names)s. Ông/Bà không phải làm gì thêm.") % {"names": names}
        case PartState.STOPPED:
            names = _listed([other.name for other in failed_before(part, parts)])
            return _("Hồ sơ này không mở, vì không có kết quả: %(names)s.") % {"names": names}
        case PartState.BLOCKED:
            return _("Hệ thống chưa mở được hồ sơ này. %(reason)s") % {"reason": part.obstacle}
        case _:
            return ""


def _stopped_words(parts: Sequence[LinkedDossier], states: Sequence[PartState]) -> str:
    failed = [part.name for part, state in zip(parts, states, strict=True) if state is PartState.FAILED]
    return _("%(names)s: không được giải quyết, nên các phần sau không mở.") % {"names": _listed(failed)}


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def next_steps(page: RequestPage) -> list[str]:
    """Return what happens after a request has been submitted, in words."""
    opened = _listed([part.name for part in page.opened])
    waiting = _listed([row.part.name for row in page.rows if row.state is PartState.WAITING])
    steps = [
        _("Cơ quan tiếp nhận kiểm tra hồ sơ %(names)s. Mỗi hồ sơ có mã, thời hạn và giấy hẹn riêng.")
        % {"names": opened}
    ]
    if waiting:
        steps.append(
            _("Khi các hồ sơ trên có kết quả, hồ sơ %(names)s tự mở; Ông/Bà không phải nộp lại giấy tờ.")
            % {"names": waiting}
        )
    steps.append(_("Ông/Bà theo dõi tất cả trên một trang, trong mục “Hồ sơ của tôi”."))
    return steps
