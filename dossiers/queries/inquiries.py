"""What was asked of others about a dossier: opinions, looks at the place, money; as the desk tells it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from dossiers.models import Consultation, Dossier, DossierEvent, FinancialObligation, StoredFile, Verification
from dossiers.path import Badge
from dossiers.workflow import Action


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One question: to whom or what for, with its term, its answer, and how it stands."""

    title: str
    asked: str
    asked_by: str
    asked_at: datetime
    due_at: datetime | None
    standing: Badge
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None
    file: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Inquiries:
    """What was asked, by kind, in the order of asking."""

    consultations: list[Inquiry]
    verifications: list[Inquiry]
    obligations: list[Inquiry]

    def __bool__(self) -> bool:
        return bool(self.consultations or self.verifications or self.obligations)


def inquiries_of(dossier: Dossier, events: Sequence[DossierEvent], *, at: datetime) -> Inquiries:
    """Return what was asked of others; one query for each kind that the events tell of, none for the others."""
    done = {event.action for event in events}
    return Inquiries(
        consultations=_consultations(dossier, at=at) if Action.CONSULT in done else [],
        verifications=_verifications(dossier) if Action.VERIFY in done else [],
        obligations=_obligations(dossier, at=at) if Action.REQUEST_PAYMENT in done else [],
    )


def _consultations(dossier: Dossier, *, at: datetime) -> list[Inquiry]:
    asked = Consultation.objects.filter(dossier=dossier).select_related("agency", "asked_by", "answered_by", "file")
    return [
        Inquiry(
            title=row.agency.name,
            asked=row.question,
            asked_by=row.asked_by.full_name,
            asked_at=row.asked_at,
            due_at=row.due_at,
            standing=opinion_badge(row, at=at),
            answer=row.answer,
            answered_by=row.answered_by.full_name if row.answered_by else "",
            answered_at=row.answered_at,
            file=_file(dossier, row.file),
        )
        for row in asked.order_by("pk")
    ]


def opinion_badge(row: Consultation, *, at: datetime) -> Badge:
    """Return how an opinion stands: answered in time or late, waited for, overdue, or no longer waited for."""
    if row.answered_at is not None:
        late = row.answered_at > row.due_at
        return Badge(_("Trả lời muộn") if late else _("Đã trả lời"), "warn" if late else "ok")
    if row.closed_at is not None:
        return Badge(_("Không trả lời"), "neutral")
    return Badge(_("Quá hạn trả lời"), "bad") if at > row.due_at else Badge(_("Chờ trả lời"), "info")


def _verifications(dossier: Dossier) -> list[Inquiry]:
    ordered = Verification.objects.filter(dossier=dossier).select_related("ordered_by", "reported_by", "file")
    return [
        Inquiry(
            title=row.place,
            asked=f"{row.reason}\n{row.members}",
            asked_by=row.ordered_by.full_name,
            asked_at=row.ordered_at,
            due_at=row.planned_at,
            standing=Badge(_("Đã xác minh"), "ok") if row.reported_at else Badge(_("Chờ xác minh"), "info"),
            answer=row.findings,
            answered_by=row.reported_by.full_name if row.reported_by else "",
            answered_at=row.reported_at,
            file=_file(dossier, row.file),
        )
        for row in ordered.order_by("pk")
    ]


def _obligations(dossier: Dossier, *, at: datetime) -> list[Inquiry]:
    owed = FinancialObligation.objects.filter(dossier=dossier).select_related("asked_by", "confirmed_by")
    return [
        Inquiry(
            title=f"{row.name}: {_dong(row.amount)}",
            asked=f"{row.number} · {row.legal_ground}",
            asked_by=row.asked_by.full_name,
            asked_at=row.asked_at,
            due_at=row.due_at,
            standing=_payment_badge(row, dossier, at=at),
            answer=row.evidence,
            answered_by=row.confirmed_by.full_name if row.confirmed_by else "",
            answered_at=row.paid_at,
        )
        for row in owed.order_by("pk")
    ]


def _payment_badge(row: FinancialObligation, dossier: Dossier, *, at: datetime) -> Badge:
    if row.paid_at is not None:
        return Badge(_("Đã nộp"), "ok")
    if dossier.finished_at is not None:
        return Badge(_("Chưa nộp, hồ sơ đã kết thúc"), "neutral")
    return Badge(_("Quá hạn nộp"), "bad") if at > row.due_at else Badge(_("Chờ nộp"), "pause")


def _file(dossier: Dossier, file: StoredFile | None) -> dict[str, Any] | None:
    if file is None:
        return None
    return {"name": file.name, "url": reverse("dossiers:file", args=[dossier.code, file.pk]), "size": file.size}


def _dong(amount: int) -> str:
    return f"{amount:,} đồng".replace(",", ".")
