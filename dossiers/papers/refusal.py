"""Form 03: the refusal to take a dossier in, with reason, ground and guidance.

Law: Thông tư 03/2025/TT-VPCP mẫu 03 (before: Thông tư 01/2018/TT-VPCP mẫu 03).
"""

from dataclasses import dataclass

from django.utils.translation import override

from dossiers.models import Dossier, RefusalNotice
from dossiers.papers.forms import Form
from dossiers.papers.parts import Letterhead, Link, Mandated, Party, Signatory
from dossiers.papers.printing import printed, tracking_link
from dossiers.papers.sources import form_for, mandated_of, office_head, party_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalSlip:
    """What form 03 prints. `code` is empty for a request that never got one."""

    head: Letterhead
    code: str = ""
    link: Link
    party: Party
    mandated: Mandated | None = None
    content: str
    reason: str
    ground: str
    guidance: str = ""
    signatories: tuple[Signatory, ...]


def refusal_pdf(slip: RefusalSlip) -> bytes:
    """Return form 03 as PDF."""
    return printed("refusal.typ", slip, at=slip.head.issued_at)


def refusal_of(dossier: Dossier, notice: RefusalNotice) -> RefusalSlip:
    """Return what a refusal says; no query, one for another's account.

    `notice` comes with `issued_by`, `dossier` with `version`, `regime` and `office__agency`.
    """
    party = party_of(dossier)
    with override("vi"):
        return RefusalSlip(
            head=office_head(
                dossier.office, form_for(dossier, Form.REFUSAL), number=notice.number, at=notice.issued_at
            ),
            code=dossier.code,
            link=tracking_link(dossier.code),
            party=party,
            mandated=mandated_of(dossier, ()),
            content=dossier.content,
            reason=notice.reason,
            ground=notice.legal_ground,
            guidance=notice.guidance,
            signatories=(
                Signatory(("Người nộp hồ sơ",), party.name if party.is_person else ""),
                Signatory(("Người tiếp nhận hồ sơ",), notice.issued_by.full_name),
            ),
        )
