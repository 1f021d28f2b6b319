"""Form 02: the request to complete a dossier, one complete list with reason and ground for each paper.

Law: Thông tư 03/2025/TT-VPCP mẫu 02 (before: Thông tư 01/2018/TT-VPCP mẫu 02); Nghị định 61/2018/NĐ-CP Điều 17, 19.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import override

from dossiers.models import ClockEntry, Dossier, EntryKind, SupplementRequest, SupplementStage
from dossiers.papers.forms import Form
from dossiers.papers.parts import Explained, Letterhead, Link, Mandated, Party, Signatory
from dossiers.papers.printing import printed, tracking_link
from dossiers.papers.sources import form_for, mandated_of, office_head, party_of
from procedures.models import SupplementPolicy

NOT_RECEIVED = "Hồ sơ chưa được tiếp nhận nên thời hạn giải quyết chưa bắt đầu tính."
RUNS_ON = "Thời hạn giải quyết vẫn tiếp tục tính trong thời gian bổ sung."
CLOCK_NOTES = {
    SupplementPolicy.PAUSE: "Thời hạn giải quyết tạm dừng từ lúc yêu cầu và tính tiếp khi hồ sơ được bổ sung đủ.",
    SupplementPolicy.RESTART: "Khi hồ sơ được bổ sung đủ, thời hạn giải quyết được tính lại từ đầu.",
}


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One paper that is asked for, why, and on what ground."""

    name: str
    reason: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementSlip:
    """What form 02 prints. `round` counts the requests of this dossier from 1; a second one says who agreed to it."""

    head: Letterhead
    code: str
    link: Link
    party: Party
    mandated: Mandated | None = None
    content: str
    papers: tuple[AskedLine, ...]
    reason: str
    answer_due_at: datetime
    clock_note: str
    round: int = 1
    consent: str = ""
    contact_name: str
    contact_phone: str = ""
    look_up: str
    lines: tuple[Explained, ...] = ()
    signatory: Signatory


def supplement_pdf(slip: SupplementSlip) -> bytes:
    """Return form 02 as PDF."""
    return printed("supplement.typ", slip, at=slip.head.issued_at)


def supplement_of(dossier: Dossier, request: SupplementRequest) -> SupplementSlip:
    """Return what a request says that was sent; three queries, four for another's account.

    `request` comes with `requested_by` and `consented_by`, `dossier` with `version`, `regime` and `office__agency`.
    Raises `SupplementRequest.DoesNotExist` for one that is only prepared.
    """
    if request.requested_at is None or request.answer_due_at is None:
        raise SupplementRequest.DoesNotExist
    papers = tuple(AskedLine(one.name, one.reason, one.legal_ground) for one in request.papers.all())
    with override("vi"):
        return SupplementSlip(
            head=office_head(
                dossier.office, form_for(dossier, Form.SUPPLEMENT), number=request.number, at=request.requested_at
            ),
            code=dossier.code,
            link=tracking_link(dossier.code),
            party=party_of(dossier),
            mandated=mandated_of(dossier, ()),
            content=dossier.content,
            papers=papers,
            reason=request.reason,
            answer_due_at=request.answer_due_at,
            clock_note=_clock_note(dossier, request, at=request.requested_at),
            round=_round(dossier, request, until=request.requested_at),
            consent=f"được {request.consented_by.full_name} đồng ý" if request.consented_by else "",
            contact_name=request.requested_by.full_name,
            contact_phone=request.requested_by.phone or dossier.office.phone,
            look_up=tracking_link().address,
            signatory=Signatory(("Người hướng dẫn",), request.requested_by.full_name),
        )


def _round(dossier: Dossier, request: SupplementRequest, *, until: datetime) -> int:
    """Return which request of the appraisal this is; the guidance before reception is none of them."""
    if request.stage == SupplementStage.RECEPTION:
        return 1
    earlier = SupplementRequest.objects.filter(
        dossier=dossier, stage=SupplementStage.APPRAISAL, requested_at__lte=until
    )
    return earlier.count()


def _clock_note(dossier: Dossier, request: SupplementRequest, *, at: datetime) -> str:
    """Return what the request does to the limit, as the ledger has it."""
    if request.stage == SupplementStage.RECEPTION:
        return NOT_RECEIVED
    pause = ClockEntry.objects.filter(dossier=dossier, kind=EntryKind.PAUSE, at=at).first()
    if pause is None:
        return RUNS_ON
    return CLOCK_NOTES[SupplementPolicy(pause.policy or SupplementPolicy.PAUSE)]
