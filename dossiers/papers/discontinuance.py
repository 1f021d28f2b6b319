"""The notice that a dossier is no longer handled: form 05 of 2025, a plain notice before.

Law: Nghị định 118/2025/NĐ-CP Điều 21; Thông tư 03/2025/TT-VPCP mẫu 05, Điều 7.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import override

from dossiers.models import DiscontinuanceNotice, Dossier
from dossiers.papers.forms import Form
from dossiers.papers.parts import Letterhead, Link, Mandated, Party, Signatory
from dossiers.papers.printing import printed, tracking_link
from dossiers.papers.sources import form_for, mandated_of, office_head, party_of
from dossiers.workflow import Status

GROUND = "Nghị định số 118/2025/NĐ-CP Điều 21"
ONLINE_SIGNATORY = "Xác nhận tự động trên hệ thống khi người nộp rút hồ sơ trực tuyến"


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscontinuanceSlip:
    """What the notice prints. `requested_at` is None where the office itself stops, not the applicant."""

    head: Letterhead
    code: str
    link: Link
    party: Party
    mandated: Mandated | None = None
    procedure: str
    received_at: datetime | None
    requested_at: datetime | None
    stopped_at: datetime
    reason: str
    ground: str
    standing: str
    returned: tuple[str, ...] = ()
    fees: str = ""
    signatory: Signatory
    recipients: tuple[str, ...] = ()


def discontinuance_pdf(notice: DiscontinuanceSlip) -> bytes:
    """Return the notice as PDF."""
    return printed("discontinuance.typ", notice, at=notice.head.issued_at)


def discontinuance_of(dossier: Dossier, notice: DiscontinuanceNotice) -> DiscontinuanceSlip:
    """Return what a notice says; no query, one for another's account.

    `notice` comes with `issued_by`, `dossier` with `version`, `regime` and `office__agency`. Nobody has issued the
    notice where the applicant withdrew online: the system confirmed it.
    """
    form = form_for(dossier, Form.DISCONTINUANCE)
    is_withdrawn = dossier.status == Status.WITHDRAWN
    with override("vi"):
        return DiscontinuanceSlip(
            head=office_head(dossier.office, form, number=notice.number, at=notice.issued_at),
            code=dossier.code,
            link=tracking_link(dossier.code),
            party=party_of(dossier),
            mandated=mandated_of(dossier, ()),
            procedure=dossier.version.name,
            received_at=dossier.received_at,
            requested_at=notice.issued_at if is_withdrawn else None,
            stopped_at=notice.issued_at,
            reason=notice.reason,
            # Only the decree of 2025 knows the stopping of a dossier.
            ground=GROUND if form.number else "",
            standing=str(Status(notice.status_before).label),
            returned=tuple(line for line in notice.returned_papers.splitlines() if line.strip()),
            signatory=Signatory(("Người thông báo",), notice.issued_by.full_name)
            if notice.issued_by
            else Signatory((), hint=f"({ONLINE_SIGNATORY})"),
            recipients=("Như trên", dossier.agency.name, "Lưu: VT, hồ sơ"),
        )
