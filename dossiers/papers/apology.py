"""Form 04: the apology with the new date, issued by the agency that handles the dossier.

Law: Nghị định 61/2018/NĐ-CP Điều 19 khoản 9; Thông tư 03/2025/TT-VPCP mẫu 04 (before: Thông tư 01/2018/TT-VPCP mẫu 04).
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import override

from agencies.worktime import WorkCalendar
from dossiers.deadlines import Basis, Due, is_breached
from dossiers.models import ApologyNotice, Dossier, DossierEvent
from dossiers.papers.forms import Form
from dossiers.papers.parts import Explained, Letterhead, Link, Party, Signatory
from dossiers.papers.printing import printed, tracking_link
from dossiers.papers.sources import agency_head, clock_at, explained_by, form_for, party_of, signatory_of
from dossiers.workflow import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class ApologySlip:
    """What form 04 prints.

    `is_late` says that the old date had passed when the apology was issued. `new_due_at` is None for an apology that
    appoints no new day, because that is done once at most.
    """

    head: Letterhead
    code: str
    link: Link
    party: Party
    agency: str
    procedure: str
    received_at: datetime
    due_at: datetime
    is_late: bool
    reason: str
    new_due_at: datetime | None
    lines: tuple[Explained, ...] = ()
    signatory: Signatory
    recipients: tuple[str, ...] = ()


def apology_pdf(slip: ApologySlip) -> bytes:
    """Return form 04 as PDF."""
    return printed("apology.typ", slip, at=slip.head.issued_at)


def apology_of(dossier: Dossier, apology: ApologyNotice, *, calendar: WorkCalendar) -> ApologySlip:
    """Return what a signed apology says; two queries.

    `apology` comes with `agency__parent` and `signed_by`, `dossier` with `version`, `regime` and `office`. Raises
    `ApologyNotice.DoesNotExist` while nobody has signed it.
    """
    if apology.signed_at is None or apology.signed_by is None or dossier.received_at is None:
        raise ApologyNotice.DoesNotExist
    deed = (
        DossierEvent.objects.select_related("actor_post__stands_in_for")
        .filter(dossier=dossier, action__in=(Action.REAPPOINT, Action.APOLOGISE), at=apology.signed_at)
        .first()
    )
    appointed = clock_at(dossier, apology.signed_at, calendar=calendar).due if apology.new_due_at else None
    with override("vi"):
        return ApologySlip(
            head=agency_head(
                apology.agency, form_for(dossier, Form.APOLOGY), number=apology.number, at=apology.signed_at
            ),
            code=dossier.code,
            link=tracking_link(dossier.code),
            party=party_of(dossier),
            agency=apology.agency.name,
            procedure=dossier.version.name,
            received_at=dossier.received_at,
            due_at=apology.old_due_at,
            is_late=is_breached(Due(apology.old_due_at, Basis(dossier.due_basis)), apology.signed_at),
            reason=apology.reason,
            new_due_at=apology.new_due_at,
            lines=explained_by(appointed),
            signatory=signatory_of(apology.signed_by, deed.actor_post if deed else None, agency=apology.agency),
            recipients=("Như trên", dossier.office.name, "Lưu: VT, hồ sơ"),
        )
