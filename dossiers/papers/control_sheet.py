"""The control sheet: who gave the dossier to whom, when, and whether their part was in time.

It is read from the events and keeps no tally of its own.

Law: Thông tư 03/2025/TT-VPCP mẫu 06 (before: Thông tư 01/2018/TT-VPCP mẫu 05).
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import override

from accounts.models import Role
from agencies.models import Agency
from agencies.worktime import WorkCalendar
from dossiers.models import Consultation, Dossier, DossierEvent
from dossiers.papers.forms import Form
from dossiers.papers.parts import Letterhead, Link
from dossiers.papers.printing import printed, tracking_link
from dossiers.papers.sources import form_for, office_head
from dossiers.stages import StageReport
from dossiers.workflow import DEEDS, Action, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """One hand-over: from whom to whom, when, and how the giver's part stood against its budget (may be empty)."""

    giver: str
    receiver: str
    given_by: str
    taken_by: str
    at: datetime
    standing: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlSheet:
    """What the control sheet prints. `first_due_at` is given when the appointment has moved since the receipt."""

    head: Letterhead
    code: str
    link: Link
    procedure: str
    agency: str
    cooperating: str
    received_at: datetime
    due_at: datetime
    first_due_at: datetime | None = None
    handovers: tuple[Handover, ...] = ()


def control_sheet_pdf(sheet: ControlSheet) -> bytes:
    """Return the control sheet as PDF."""
    return printed("control_sheet.typ", sheet, at=sheet.head.issued_at)


def control_sheet_of(
    dossier: Dossier, report: StageReport, *, number: str = "", at: datetime, calendar: WorkCalendar
) -> ControlSheet:
    """Return the control sheet as the events of a dossier say it at an instant; two queries.

    `dossier` comes with `version`, `regime`, `agency`, `office__agency`; `report` says where its time went, `calendar`
    is its agency's. Raises `Dossier.DoesNotExist` before reception: what nobody took in was not handed to anybody.
    """
    if dossier.received_at is None or dossier.due_at is None:
        raise Dossier.DoesNotExist
    asked = Consultation.objects.filter(dossier=dossier).values_list("agency__name", flat=True).order_by("asked_at")
    has_moved = dossier.first_due_at is not None and dossier.first_due_at != dossier.due_at
    with override("vi"):
        return ControlSheet(
            head=office_head(dossier.office, form_for(dossier, Form.CONTROL_SHEET), number=number, at=at),
            code=dossier.code,
            link=tracking_link(dossier.code),
            procedure=dossier.version.name,
            agency=dossier.agency.name,
            cooperating="; ".join(dict.fromkeys(asked)) or "Không có",
            received_at=dossier.received_at,
            due_at=dossier.due_at,
            first_due_at=dossier.first_due_at if has_moved else None,
            handovers=handovers_of(dossier, report, calendar=calendar),
        )


def handovers_of(dossier: Dossier, report: StageReport, *, calendar: WorkCalendar) -> tuple[Handover, ...]:
    """Return every hand-over of a dossier, oldest first; one query.

    The dossier changes hands when an event leaves it with another role or another agency. Who took it is the first
    person named there; nobody, while it lies in a shared queue.
    """
    events = list(
        DossierEvent.objects.filter(dossier=dossier)
        .select_related("actor", "actor_agency", "holder", "holder_agency")
        .order_by("ordinal")
    )
    handovers: list[Handover] = []
    giver = _first_hands(dossier, events[0]) if events else ""
    for place, event in enumerate(events):
        receiver = _receiver(dossier, event)
        if not receiver or receiver == giver:
            continue
        handovers.append(
            Handover(
                giver=giver,
                receiver=receiver,
                given_by=event.actor.full_name if event.actor else "",
                taken_by=_taker(dossier, events[place:], receiver),
                at=event.at,
                standing=standing_of_part(report, event.at, calendar=calendar),
                note=str(DEEDS[Action(event.action)]),
            )
        )
        giver = receiver
    return tuple(handovers)


def standing_of_part(report: StageReport, left_at: datetime, *, calendar: WorkCalendar) -> str:
    """Return how the part that ended at an instant stood against its budget; nothing where the process sets none.

    Early, on time and late are told apart as for whole dossiers: by the local day on which the budget ends.

    Law: Thông tư 01/2018/TT-VPCP mẫu 05 (trước hạn, đúng hạn, quá hạn của từng cơ quan).
    """
    for stage in report.clocks:
        ended = [one for one in stage.holdings if one.left_at is not None and one.left_at <= left_at]
        if stage.budget is None or not any(one.left_at == left_at for one in ended):
            continue
        left = stage.budget - sum(one.consumed for one in ended)
        if left < 0:
            return "Quá hạn"
        is_early = calendar.add_working_minutes(left_at, left).date() > calendar.local(left_at).date()
        return "Trước hạn" if is_early else "Đúng hạn"
    return ""


def _first_hands(dossier: Dossier, first: DossierEvent) -> str:
    """Return who holds a dossier before it is handed on: the sheet begins at the office, not with the applicant."""
    if first.action == Action.SUBMIT:
        return _receiver(dossier, first)
    return _unit(dossier, first.actor_role, first.actor_agency)


def _receiver(dossier: Dossier, event: DossierEvent) -> str:
    if event.holder_role:
        return _unit(dossier, event.holder_role, event.holder_agency)
    return str(Role.APPLICANT.label) if event.status_after == Status.RETURNED else ""


def _taker(dossier: Dossier, events: list[DossierEvent], receiver: str) -> str:
    """Return the first person who held the dossier in this pair of hands."""
    for event in events:
        if _receiver(dossier, event) != receiver:
            break
        if event.holder is not None:
            return event.holder.full_name
    return ""


def _unit(dossier: Dossier, role: str, agency: Agency | None) -> str:
    """Return whose hands those are: the office, the applicant, the post, or an agency's officers."""
    if role == Role.CLERK:
        return dossier.office.name
    label = str(Role(role).label)
    return f"{agency.name} – {label}" if agency else label
