"""What an officer reads of one dossier, on one screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.identity import national_phone
from accounts.models import PartyKind, Role, User
from agencies.calendars import calendar_of
from agencies.worktime import WorkCalendar
from dossiers import clock as ledger
from dossiers.access import FOR_ACTION, get_dossier, is_only_consulted, is_own
from dossiers.deadlines import condensed
from dossiers.errors import NotAllowed
from dossiers.models import (
    ClockEntry,
    Dossier,
    DossierEvent,
    Origin,
    Outcome,
    Result,
    StoredFile,
    SubmittedDocument,
    SupplementItem,
    SupplementRequest,
)
from dossiers.path import STATUS_TONES, Badge, Path, path_of
from dossiers.presence import pass_for
from dossiers.queries.apology_tasks import Delay, delay_of
from dossiers.queries.beside import beside_of
from dossiers.queries.buttons import Button, buttons_of
from dossiers.queries.citizen import line_words, paper_row
from dossiers.queries.differences import is_comparable
from dossiers.queries.inquiries import Inquiries, inquiries_of
from dossiers.queries.linked import Siblings, siblings_of
from dossiers.queries.money import NO_MONEY, Money, money_of
from dossiers.queries.notes import Talk, talk_of
from dossiers.queries.stages import report_of_desk
from dossiers.queries.timeline import events_of, timeline_of
from dossiers.workflow import HOLDER_OF, Status
from procedures.models import Condition, LegalBasis

RESULT_PAPER = "ket-qua"
SHOWN_IN_FRAME = frozenset({"application/pdf", "image/jpeg", "image/png"})

FOR_DESK = (
    *FOR_ACTION,
    "version__procedure",
    "version__sector",
    "holder",
    "holder_agency",
    "linked_part",
    "received_by",
    "result__file",
    "result__proposed_by",
    "result__approved_by",
)
"""What a dossier must carry to be shown to an officer."""


class OwnDossier(NotAllowed):
    """An officer has come upon a dossier of their own."""

    def __init__(self) -> None:
        super().__init__(_("Đây là hồ sơ của chính Ông/Bà nên người khác xử lý. Ông/Bà theo dõi ở “Hồ sơ của tôi”."))


@dataclass(frozen=True, slots=True)
class DeskPage:
    """One dossier as an officer sees it."""

    dossier: Dossier
    status: Badge
    path: Path
    due_lines: list[dict[str, str]]
    due_grounds: str
    events: list[dict[str, Any]]
    papers: list[dict[str, Any]]
    viewed: dict[str, Any] | None
    asked: list[SupplementItem]
    request: SupplementRequest | None
    result: Result | None
    result_rows: list[dict[str, Any]]
    applicant: list[dict[str, Any]]
    facts: list[dict[str, Any]]
    conditions: list[Condition]
    legal_bases: list[LegalBasis]
    inquiries: Inquiries
    prepared: SupplementRequest | None
    buttons: list[Button]
    idle_words: str
    linked: Siblings | None
    delay: Delay | None
    money: Money
    talk: Talk
    is_comparable: bool
    presence: str
    """What the page says when it tells that it is still open (`dossiers.presence`)."""


class OnlyConsulted(NotAllowed):
    """Somebody's agency was asked about a dossier, and nothing more: they read the question and the papers."""

    def __init__(self) -> None:
        super().__init__(_("Cơ quan của Ông/Bà chỉ được hỏi ý kiến về hồ sơ này."))


def get_for_work(
    user: User, code: str, *, at: datetime, related: Sequence[str] = FOR_DESK, is_for_answer: bool = False
) -> Dossier:
    """Return a dossier that a person may see by their post, with all that is shown of it or `related`; one query.

    Absent and forbidden raise `Http404`; somebody's own dossier raises `OwnDossier`, because nobody handles that; whose
    agency was only asked for its opinion meets `OnlyConsulted`, except to answer.
    """
    today = timezone.localdate(at)
    dossier = get_dossier(user, code, today=today, related=related)
    if is_own(user, dossier, today=today):
        raise OwnDossier
    if not is_for_answer and is_only_consulted(user, dossier, today=today):
        raise OnlyConsulted
    return dossier


def desk_page(user: User, dossier: Dossier, *, viewed: str, zoom: str = "", tab: str, at: datetime) -> DeskPage:
    """Return all that is shown of a dossier: eight queries, and one for each kind of thing that happened beside it."""
    beside = beside_of(dossier)
    calendar = calendar_of(dossier.agency)
    events = list(events_of(dossier))
    entries = list(ClockEntry.objects.filter(dossier=dossier).order_by("ordinal"))
    clock = ledger.replayed(entries, calendar) if entries else None
    papers = papers_of(dossier, tab=tab)
    result: Result | None = getattr(dossier, "result", None)
    asked = asked_papers(dossier)
    lines = condensed(clock.due.lines) if clock and clock.due else ()
    status = Status(dossier.status)
    buttons = buttons_of(user, dossier, tab=tab, at=at)
    return DeskPage(
        dossier=dossier,
        status=Badge(str(status.label), STATUS_TONES[status]),
        path=path_of(dossier, events, clock, at=at, calendar=calendar, holder=_holder(dossier)),
        due_lines=[line_words(line) for line in lines],
        due_grounds="; ".join(dict.fromkeys(line.ground for line in lines if line.ground)),
        events=timeline_of(events),
        inquiries=inquiries_of(dossier, events, at=at),
        prepared=prepared_supplement(dossier) if dossier.awaits_consent else None,
        papers=papers,
        viewed=viewed_paper(papers, viewed, zoom=zoom),
        asked=asked,
        request=asked[0].request if asked else None,
        result=result,
        result_rows=result_rows(dossier),
        applicant=applicant_rows(dossier),
        facts=_fact_rows(dossier),
        conditions=list(Condition.objects.filter(version=dossier.version_id)),
        legal_bases=list(LegalBasis.objects.filter(version=dossier.version_id)),
        buttons=buttons,
        idle_words="" if buttons else _idle_words(dossier),
        linked=siblings_of(dossier),
        delay=_delay(dossier, events, entries, at=at, calendar=calendar),
        money=money_of(dossier, beside=beside) if dossier.received_at else NO_MONEY,
        talk=talk_of(user, dossier, beside=beside, at=at),
        is_comparable=is_comparable(dossier),
        presence=pass_for(dossier),
    )


def papers_of(dossier: Dossier, *, tab: str) -> list[dict[str, Any]]:
    """Return the papers of a dossier as the desk shows them, the drafted or final result first; one query."""
    documents = SubmittedDocument.objects.filter(dossier=dossier).select_related("file").order_by("pk")
    return [*_result_paper(dossier, tab=tab), *(desk_paper(document, dossier, tab=tab) for document in documents)]


def _result_paper(dossier: Dossier, *, tab: str) -> list[dict[str, Any]]:
    """Return the file of the result, which the approver reads before any other paper."""
    result: Result | None = getattr(dossier, "result", None)
    if result is None or result.file is None:
        return []
    file = result.file
    return [
        {
            "name": _("Kết quả giải quyết") if dossier.finished_at else _("Dự thảo kết quả"),
            "kind": result.number,
            "url": reverse("dossiers:file", args=[dossier.code, file.pk]),
            "size": file.size,
            "note": file.name,
            "pk": RESULT_PAPER,
            "quantity": 1,
            "is_supplement": False,
            **_shown(dossier, file, RESULT_PAPER, tab),
        }
    ]


def desk_paper(document: SubmittedDocument, dossier: Dossier, *, tab: str) -> dict[str, Any]:
    """Return a paper as the desk lists and shows it: its key, its file, whether a browser can show it in a frame."""
    row = paper_row(document, dossier)
    file = document.file
    return {
        **row,
        "pk": document.pk,
        "quantity": document.quantity,
        "is_supplement": document.supplement_id is not None,
        **_shown(dossier, file, document.pk, tab),
    }


def _shown(dossier: Dossier, file: StoredFile | None, key: int | str, tab: str) -> dict[str, Any]:
    return {
        "is_shown": bool(file and file.media_type in SHOWN_IN_FRAME),
        "is_picture": bool(file and file.media_type.startswith("image/")),
        "view_url": f"{reverse('dossiers:desk', args=[dossier.code])}?giay={key}&muc={tab}#giay-to",
    }


ZOOMS = (100, 150, 200, 300)
"""How large a paper may be read, in percent of the width it has."""


def viewed_paper(papers: Sequence[dict[str, Any]], wanted: str, *, zoom: str = "") -> dict[str, Any] | None:
    """Return the paper that was asked for, else the first that can be shown, with the addresses of those beside it.

    `zoom` is one of `ZOOMS` in digits; anything else reads the paper as wide as its place.
    """
    asked = next((paper for paper in papers if str(paper["pk"]) == wanted and paper.get("url")), None)
    paper = asked or next((paper for paper in papers if paper["is_shown"]), None)
    if paper is None:
        return None
    shown = [one for one in papers if one["is_shown"] or one is paper]
    here = shown.index(paper)
    size = next((number for number, percent in enumerate(ZOOMS) if str(percent) == zoom), 0)
    address, _hash, place = paper["view_url"].partition("#")

    def at_size(number: int) -> str:
        return f"{address}&co={ZOOMS[number]}#{place}" if 0 <= number < len(ZOOMS) else ""

    return {
        **paper,
        "zoom": ZOOMS[size],
        "larger_url": at_size(size + 1),
        "smaller_url": at_size(size - 1),
        "previous_url": shown[here - 1]["view_url"] if here else "",
        "next_url": shown[here + 1]["view_url"] if here + 1 < len(shown) else "",
        "place": here + 1,
        "places": len(shown),
    }


def asked_papers(dossier: Dossier) -> list[SupplementItem]:
    """Return the papers of the last request for supplement, each with its request; one query, none without request."""
    if not dossier.supplement_rounds and dossier.guided_at is None:
        return []
    asked = SupplementItem.objects.filter(request__dossier=dossier).select_related(
        "request__requested_by", "required_document"
    )
    papers = list(asked.order_by("-request_id", "pk"))
    return [paper for paper in papers if paper.request_id == papers[0].request_id]


def prepared_supplement(dossier: Dossier) -> SupplementRequest | None:
    """Return the further request that waits for the approver, with its list; two queries."""
    waiting = SupplementRequest.objects.filter(dossier=dossier, requested_at=None, declined_at=None)
    return waiting.select_related("requested_by").prefetch_related("papers").first()


def applicant_rows(dossier: Dossier) -> list[dict[str, Any]]:
    """Return who asks, for `components/summary_list.html`."""
    is_person = dossier.applicant_kind == PartyKind.PERSON
    rows = [
        (_("Chủ hồ sơ"), dossier.applicant_name),
        (_("Loại"), dossier.get_applicant_kind_display()),
        (_("Số định danh"), dossier.personal_id if is_person else ""),
        (_("Mã số thuế"), dossier.tax_code),
        (_("Điện thoại"), national_phone(dossier.phone)),
        (_("Thư điện tử"), dossier.email),
        (_("Địa chỉ"), dossier.address),
        (_("Nội dung"), dossier.content if dossier.content != dossier.version.name else ""),
        (_("Nhận kết quả"), dossier.get_return_method_display()),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def _fact_rows(dossier: Dossier) -> list[dict[str, Any]]:
    submitted = timezone.localtime(dossier.submitted_at)
    received = timezone.localtime(dossier.received_at) if dossier.received_at else None
    clerk = f" – {dossier.received_by}" if dossier.received_by else ""
    origin = dossier.get_origin_display() if dossier.origin != Origin.PORTAL else ""
    rows = [
        (_("Nguồn"), origin),
        (_("Lĩnh vực"), dossier.version.sector.name),
        (
            _("Mã thủ tục"),
            _("%(code)s, phiên bản %(number)s")
            % {"code": dossier.version.procedure.code, "number": dossier.version.number},
        ),
        (_("Cơ quan giải quyết"), dossier.agency.name),
        (_("Nơi tiếp nhận"), dossier.office.name),
        (_("Hình thức nộp"), dossier.get_channel_display()),
        (_("Nộp lúc"), f"{submitted:%H:%M, %d/%m/%Y}"),
        (_("Tiếp nhận lúc"), f"{received:%H:%M, %d/%m/%Y}{clerk}" if received else ""),
        (_("Thời hạn"), str(ledger.limit_of(dossier)) if dossier.limit_unit else ""),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def result_rows(dossier: Dossier) -> list[dict[str, Any]]:
    """Return the proposed or taken decision, for `components/summary_list.html`; empty before a proposal."""
    result: Result | None = getattr(dossier, "result", None)
    if result is None:
        return []
    is_granted = result.outcome == Outcome.GRANTED
    rows: list[dict[str, Any]] = [
        {
            "key": _("Quyết định"),
            "value": "",
            "status": {"label": result.get_outcome_display(), "tone": "ok" if is_granted else "bad"},
        },
        {"key": _("Nội dung đề xuất"), "value": result.reason},
        {"key": _("Căn cứ"), "value": result.legal_ground},
    ]
    if result.proposed_by:
        rows.append({"key": _("Người đề xuất"), "value": _signed(result.proposed_by.full_name, result.proposed_at)})
    if result.approved_by and result.approved_at:
        rows.append({"key": _("Người phê duyệt"), "value": _signed(result.approved_by.full_name, result.approved_at)})
    rows += [
        {"key": _("Số văn bản"), "value": result.number},
        {"key": _("Người nhận kết quả"), "value": result.collected_by_name},
    ]
    if result.file:
        address = reverse("dossiers:file", args=[dossier.code, result.file.pk])
        rows.append({"key": _("Tệp kết quả"), "value": result.file.name, "url": address, "action": _("Mở")})
    return [row for row in rows if row["value"] or row.get("status")]


def _signed(name: str, at: datetime) -> str:
    return f"{name}, {timezone.localtime(at):%H:%M %d/%m/%Y}"


APPLICANT_HOLDS = {Status.AWAITING_PAYMENT: gettext_lazy("Người nộp, để thực hiện nghĩa vụ tài chính")}
"""What the applicant has to do, where it is not to complete the papers."""


def _holder(dossier: Dossier) -> str:
    """Return who has the dossier now, by name where it is an officer's own."""
    role = HOLDER_OF.get(Status(dossier.status))
    if role is None:
        return ""
    if role is Role.APPLICANT:
        return str(APPLICANT_HOLDS.get(Status(dossier.status), _("Người nộp, để bổ sung hồ sơ")))
    if role is Role.CONSULTEE and dossier.holder_agency:
        return _("%(agency)s, để trả lời ý kiến") % {"agency": dossier.holder_agency.short_name}
    if role is Role.POSTMAN:
        return str(role.label)
    if dossier.holder:
        return f"{dossier.holder.full_name}, {dossier.agency.short_name}"
    place = dossier.office.name if role is Role.CLERK else dossier.agency.short_name
    waiting = _("Hàng chờ chung") if role is Role.APPRAISER else str(role.label)
    return f"{waiting}, {place}"


def _idle_words(dossier: Dossier) -> str:
    """Return why there is nothing to press."""
    if dossier.origin != Origin.PORTAL:
        return _("%(origin)s: hồ sơ này chỉ để thống kê, không xử lý ở đây.") % {"origin": dossier.get_origin_display()}
    holder = _holder(dossier)
    if not holder:
        return _("Hồ sơ đã kết thúc.")
    return _("Ông/Bà không có việc ở bước này. Hồ sơ đang ở: %(holder)s.") % {"holder": holder}


def _delay(
    dossier: Dossier,
    events: Sequence[DossierEvent],
    entries: Sequence[ClockEntry],
    *,
    at: datetime,
    calendar: WorkCalendar,
) -> Delay | None:
    if dossier.received_at is None:
        return None
    report = report_of_desk(dossier, events, entries, at=at, calendar=calendar)
    return delay_of(dossier, report, at=at, calendar=calendar)
