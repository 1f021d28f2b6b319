"""What a citizen's pages of one dossier read: the dossier, the papers to supply, what happens next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from agencies.calendars import calendar_of
from agencies.vietnamese import masked_personal_id
from agencies.worktime import WorkCalendar
from dossiers import clock as ledger
from dossiers import drafts
from dossiers.access import FOR_ACTION, allowed_actions, get_dossier, is_party
from dossiers.deadlines import Clock, ClockState, LineKind, condensed
from dossiers.forms.citizen import PaperForm
from dossiers.models import (
    ClockEntry,
    Dossier,
    DossierEvent,
    FinancialObligation,
    Outcome,
    RefusalNotice,
    Result,
    ReturnMethod,
    Shipment,
    SubmittedDocument,
    SupplementItem,
    SupplementRequest,
)
from dossiers.path import STATUS_TONES, Path, holder_words, path_of
from dossiers.queries.beside import beside_of
from dossiers.queries.declared import declared_sections
from dossiers.queries.linked import Siblings, siblings_of
from dossiers.queries.messages import Thread, thread_of
from dossiers.queries.money import NO_MONEY, Money, money_of
from dossiers.queries.opening import Readers, readers_of
from dossiers.queries.ratings import is_rated
from dossiers.queries.slips import Slip, slips_of
from dossiers.signing.showing import shown as signatures_shown
from dossiers.workflow import DEEDS, FINAL, Action, Status

SPOKEN = {Action.REFUSE, Action.REQUEST_SUPPLEMENT, Action.SUPPLEMENT, Action.WITHDRAW, Action.DISCONTINUE}
SPOKEN |= {Action.GUIDE, Action.CORRECT, Action.COLLECT_FEE, Action.HAND_TO_POST, Action.TAKE_BACK}
SPOKEN |= {Action.CONSENT_SUPPLEMENT, Action.REQUEST_PAYMENT}
"""Actions whose words are addressed to the citizen, or their own."""

LINE_TONES = {
    LineKind.COUNTED: "ok",
    LineKind.WORKED: "ok",
    LineKind.OFF: "neutral",
    LineKind.ROLLED_OVER: "neutral",
    LineKind.GIVEN_BACK: "pause",
    LineKind.PAUSED: "pause",
    LineKind.PAUSED_TOO_LATE: "pause",
    LineKind.UNCONFIRMED: "warn",
    LineKind.REAPPOINTED: "warn",
}

LINE_LABELS = {
    LineKind.RECEIVED: gettext_lazy("Tiếp nhận"),
    LineKind.RESTARTED: gettext_lazy("Tính lại từ đầu"),
    LineKind.START: gettext_lazy("Bắt đầu tính"),
    LineKind.CUTOFF: gettext_lazy("Mốc 15 giờ"),
    LineKind.LAST_DAY: gettext_lazy("Ngày cuối"),
    LineKind.PAUSED: gettext_lazy("Tạm dừng"),
    LineKind.PAUSED_TOO_LATE: gettext_lazy("Tạm dừng"),
    LineKind.WORKED: gettext_lazy("Giờ làm việc"),
    LineKind.REAPPOINTED: gettext_lazy("Hẹn lại"),
    LineKind.UNCONFIRMED: gettext_lazy("Lưu ý"),
}
"""What a line of the explained date is about, where its words do not begin with it."""


def how_to_collect(dossier: Dossier) -> str:
    """Return how the citizen gets the result, in the way they chose."""
    match ReturnMethod(dossier.return_method):
        case ReturnMethod.ELECTRONIC:
            words = _("Ông/Bà mở hồ sơ để xem kết quả; bản giấy nhận tại %(office)s.")
        case ReturnMethod.POSTAL:
            words = _("%(office)s gửi kết quả qua bưu chính đến địa chỉ Ông/Bà đã khai.")
        case _:
            words = _("Mời Ông/Bà nhận kết quả tại %(office)s.")
    return words % {"office": dossier.office.name}


@dataclass(frozen=True, slots=True)
class DossierPage:
    """One dossier as its citizen sees it."""

    dossier: Dossier
    path: Path
    due_lines: list[dict[str, str]]
    due_grounds: str
    events: list[dict[str, Any]]
    papers: list[dict[str, Any]]
    asked: list[SupplementItem]
    request: SupplementRequest | None
    result: Result | None
    result_file: dict[str, Any] | None
    refusal: RefusalNotice | None
    facts: list[dict[str, str]]
    actions: set[Action]
    linked: Siblings | None
    slips: list[Slip]
    readers: list[Readers]
    money: Money
    shipment: Shipment | None
    thread: Thread
    may_rate: bool
    declared: list[dict[str, Any]]

    @property
    def has_files(self) -> bool:
        """Whether papers of it could be kept for the next time."""
        return any("url" in paper for paper in self.papers)

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens to it."""
        return self.dossier.status in FINAL

    @property
    def is_guided(self) -> bool:
        """Whether the submission waits to be completed before it is received."""
        return self.dossier.status == Status.GUIDED

    @property
    def owes(self) -> list[FinancialObligation]:
        """What the citizen has to pay before the dossier goes on."""
        return [one for one in self.money.obligations if one.paid_at is None]

    @property
    def tone(self) -> str:
        """The tone of the status."""
        return STATUS_TONES[Status(self.dossier.status)]

    @property
    def is_ready(self) -> bool:
        """Whether the result waits at the counter."""
        return self.dossier.status == Status.RESULT_READY

    @property
    def collecting(self) -> str:
        """How the citizen gets the result."""
        return how_to_collect(self.dossier)

    @property
    def result_tone(self) -> str:
        """The tone of the decision."""
        return "ok" if self.result and self.result.outcome == Outcome.GRANTED else "bad"

    @property
    def denial(self) -> str:
        """Why the request was denied; empty where it was granted, because what led to a grant is internal."""
        return self.result.reason if self.result and self.result.outcome == Outcome.DENIED else ""

    @property
    def can_supplement(self) -> bool:
        """Whether the citizen has papers to supply now."""
        return Action.SUPPLEMENT in self.actions

    @property
    def can_withdraw(self) -> bool:
        """Whether the citizen may still withdraw."""
        return Action.WITHDRAW in self.actions

    @property
    def has_receipt(self) -> bool:
        """Whether the office has received it, so that there is a receipt."""
        return self.dossier.received_at is not None


def get_own(user: User, code: str, *, at: datetime) -> Dossier:
    """Return a citizen's own dossier with all that an action needs; one query; anybody else's raises `Http404`."""
    related = (*FOR_ACTION, "version__procedure", "result__file", "linked_part")
    dossier = get_dossier(user, code, today=timezone.localdate(at), related=related)
    if not is_party(user, dossier, today=timezone.localdate(at)):
        raise Http404(_("Không tìm thấy hồ sơ này."))
    return dossier


def dossier_page(user: User, code: str, *, at: datetime) -> DossierPage:
    """Return a citizen's own dossier; a fixed number of queries, one more for each kind of thing beside it."""
    dossier = get_own(user, code, at=at)
    beside = beside_of(dossier)
    events = list(DossierEvent.objects.filter(dossier=dossier).select_related("actor_agency").order_by("ordinal"))
    documents = SubmittedDocument.objects.filter(dossier=dossier).select_related("file").order_by("pk")
    calendar = calendar_of(dossier.agency)
    clock = clock_of(dossier, calendar)
    asked = asked_papers(dossier)
    result = visible_result(dossier)
    lines = condensed(clock.due.lines) if clock and clock.due else ()
    return DossierPage(
        dossier=dossier,
        path=path_of(dossier, events, clock, at=at, calendar=calendar, holder=holder_words(dossier)),
        due_lines=[line_words(line) for line in lines],
        due_grounds="; ".join(dict.fromkeys(line.ground for line in lines if line.ground)),
        events=[event_words(event) for event in reversed(events) if not event.is_internal],
        papers=[paper_row(document, dossier) for document in documents],
        asked=asked,
        request=asked[0].request if asked else None,
        result=result,
        result_file=_result_row(result, dossier),
        refusal=RefusalNotice.objects.filter(dossier=dossier).first() if dossier.status == Status.REFUSED else None,
        facts=_facts(dossier),
        actions={permit.move.action for permit in allowed_actions(user, dossier, at=at)},
        linked=siblings_of(dossier),
        slips=slips_of(dossier, beside=beside, for_office=False),
        readers=readers_of(dossier) if beside.openings else [],
        money=money_of(dossier, beside=beside) if dossier.received_at else NO_MONEY,
        shipment=_shipment_of(dossier),
        thread=thread_of(user, dossier, beside=beside, at=at),
        may_rate=dossier.status in FINAL and not is_rated(dossier),
        declared=declared_sections(dossier) if beside.declaration else [],
    )


def _shipment_of(dossier: Dossier) -> Shipment | None:
    """Return the last sending of the result; one query, none for a dossier that the post never had."""
    if dossier.status != Status.IN_DELIVERY and dossier.return_method != ReturnMethod.POSTAL:
        return None
    return Shipment.objects.filter(dossier=dossier).order_by("-pk").first() if dossier.finished_at else None


def _facts(dossier: Dossier) -> list[dict[str, str]]:
    """Return what stands beside the dossier; the number of an identity card only by its last digits."""
    number = dossier.personal_id or dossier.tax_code
    received = f"{timezone.localtime(dossier.received_at):%H:%M, %d/%m/%Y}" if dossier.received_at else ""
    rows = [
        (_("Chủ hồ sơ"), dossier.applicant_name),
        (_("Số định danh cá nhân") if dossier.personal_id else _("Mã số thuế"), masked_personal_id(number)),
        (_("Nội dung yêu cầu"), dossier.content),
        (_("Nộp lúc"), f"{timezone.localtime(dossier.submitted_at):%H:%M, %d/%m/%Y}"),
        (_("Tiếp nhận lúc"), received),
        (_("Hình thức nộp"), dossier.get_channel_display()),
        (_("Nơi tiếp nhận"), dossier.office.name),
        (_("Cơ quan giải quyết"), dossier.agency.name),
        (_("Cách nhận kết quả"), dossier.get_return_method_display()),
    ]
    return [{"key": key, "value": str(value)} for key, value in rows if value]


def asked_papers(dossier: Dossier) -> list[SupplementItem]:
    """Return the papers of the last request for supplement, open or answered, each with its request; one query."""
    if not dossier.supplement_rounds and dossier.guided_at is None:
        return []
    sent = SupplementItem.objects.filter(request__dossier=dossier, request__requested_at__isnull=False)
    asked = sent.select_related("request", "required_document")
    items = list(asked.order_by("-request_id", "pk"))
    return [item for item in items if item.request_id == items[0].request_id]


def line_words(line: Any) -> dict[str, str]:
    """Return a line of the explained date as `components/due_lines.html` takes it."""
    label, _colon, detail = line.text.partition(": ")
    if line.kind in LINE_LABELS:
        label, detail = str(LINE_LABELS[line.kind]), line.text
    return {"label": label, "detail": detail, "tone": LINE_TONES.get(line.kind, "info")}


def event_words(event: DossierEvent) -> dict[str, Any]:
    """Return an event as `components/timeline.html` takes it: who by role and agency, never by name."""
    action, after = Action(event.action), Status(event.status_after)
    who = _("Ông/Bà") if event.actor_agency is None else f"{event.get_actor_role_display()}, {event.actor_agency}"
    return {
        "at": event.at,
        "title": DEEDS[action],
        "who": who,
        "note": event.words if action in SPOKEN else "",
        "tone": STATUS_TONES[after],
    }


def paper_row(document: SubmittedDocument, dossier: Dossier) -> dict[str, Any]:
    """Return a submitted paper as `components/file_row.html` takes it."""
    row: dict[str, Any] = {
        "name": document.name,
        "kind": document.get_form_display(),
        "at": document.added_at,
    }
    if document.file:
        row["url"] = reverse("dossiers:file", args=[dossier.code, document.file.pk])
        row["size"] = document.file.size
        row["note"] = document.file.name
        row |= signatures_shown(document.file.signature_verdict)
    return row


def clock_of(dossier: Dossier, calendar: WorkCalendar) -> Clock | None:
    """Return the replayed clock; None before reception, without a query, else one."""
    if dossier.received_at is None:
        return None
    rows = list(ClockEntry.objects.filter(dossier=dossier).order_by("ordinal"))
    clock = ledger.replayed(rows, calendar)
    return None if clock.state is ClockState.NOT_STARTED else clock


def visible_result(dossier: Dossier) -> Result | None:
    """Return the decision once it may be told: approved, sealed where that is needed, ready at the counter."""
    if dossier.status not in (Status.RESULT_READY, Status.IN_DELIVERY, Status.RETURNED):
        return None
    return getattr(dossier, "result", None)


def _result_row(result: Result | None, dossier: Dossier) -> dict[str, Any] | None:
    if result is None or result.file is None:
        return None
    return {
        "name": _("Kết quả giải quyết"),
        "kind": result.number,
        "url": reverse("dossiers:file", args=[dossier.code, result.file.pk]),
        "size": result.file.size,
        "note": result.file.name,
    }


@dataclass(frozen=True, slots=True)
class SupplementPage:
    """The papers that were asked for, each with the files kept for it and its form."""

    request: SupplementRequest
    rows: list[dict[str, Any]]

    @property
    def is_complete(self) -> bool:
        """Whether every asked paper has a file."""
        return all(row["files"] for row in self.rows)


def supplement_page(asked: list[SupplementItem], tried: Mapping[int, PaperForm]) -> SupplementPage:
    """Return what a citizen must supply; one query. `tried` holds the forms that were just refused."""
    kept = drafts.attachments_of(asked)
    rows = [
        {
            "asked": paper,
            "files": kept[paper.pk],
            "form": tried.get(paper.pk) or PaperForm(prefix=f"paper-{paper.pk}"),
        }
        for paper in asked
    ]
    return SupplementPage(asked[0].request, rows)


def next_steps(dossier: Dossier) -> Sequence[str]:
    """Return what happens after a submission, in words."""
    first = _("%(office)s kiểm tra hồ sơ.") % {"office": dossier.office.name}
    if dossier.acceptance_due_at:
        answer_by = timezone.localtime(dossier.acceptance_due_at)
        first = _("%(office)s kiểm tra hồ sơ, trả lời chậm nhất %(moment)s.") % {
            "office": dossier.office.name,
            "moment": f"{answer_by:%H:%M, %d/%m/%Y}",
        }
    return [
        first,
        _("Hồ sơ đủ thì có giấy tiếp nhận và ngày hẹn trả; thiếu thì Ông/Bà nhận phiếu yêu cầu, ghi rõ từng giấy tờ."),
        _("Ông/Bà theo dõi trong mục “Hồ sơ của tôi”, hoặc tra cứu không cần đăng nhập bằng hai mã trên."),
    ]
