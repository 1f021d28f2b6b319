"""The public list of apologies: what was promised, why it was not kept, whether the new date was; nobody's data.

The code alone opens nothing (a look-up needs the secret too). What an officer wrote about the delay may name somebody,
so only the kind of cause is told. A procedure that hardly anybody asks for would tell who asked: of it, only the field.

Law: domain 4.5 and 8.2; Nghị định 61/2018/NĐ-CP Điều 19 khoản 9.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from agencies.vietnamese import masked_name
from dossiers import guards
from dossiers.models import ApologyNotice, DelayCause, Dossier

SMALLEST_CROWD = 5
"""How many dossiers of a procedure there must be for its name to say nothing about who asked. A choice of ours."""

PAGE_SIZE = 30


class Promise(models.TextChoices):
    """What became of the new appointment."""

    NONE = "none", _("Không hẹn lại")
    PENDING = "pending", _("Chưa đến ngày hẹn lại")
    KEPT = "kept", _("Đã giữ ngày hẹn lại")
    BROKEN = "broken", _("Không giữ được ngày hẹn lại")


PROMISE_TONES = {Promise.NONE: "neutral", Promise.PENDING: "info", Promise.KEPT: "ok", Promise.BROKEN: "bad"}


@dataclass(frozen=True, slots=True)
class PublicApology:
    """One apology as everybody may read it. `procedure` is empty where it would tell who asked; `name` is masked."""

    code: str
    number: str
    procedure: str
    sector: str
    agency: Agency
    signed_on: date
    due_on: date
    new_due_on: date | None
    cause: DelayCause
    promise: Promise
    name: str

    @property
    def promise_tone(self) -> str:
        """The tone in which the page shows what became of the new appointment."""
        return PROMISE_TONES[self.promise]


def signed_apologies() -> QuerySet[ApologyNotice]:
    """Return the signed apologies with what is told of them, the newest first."""
    rows = ApologyNotice.objects.filter(signed_at__isnull=False)
    rows = rows.select_related("agency", "dossier__version__procedure", "dossier__version__sector", "dossier__regime")
    return rows.only(
        "number",
        "signed_at",
        "old_due_at",
        "new_due_at",
        "cause",
        "agency__code",
        "agency__name",
        "agency__short_name",
        "dossier__code",
        "dossier__applicant_name",
        "dossier__due_at",
        "dossier__due_basis",
        "dossier__paused_at",
        "dossier__finished_at",
        "dossier__version__name",
        "dossier__version__procedure__dossier_count",
        "dossier__version__sector__name",
        "dossier__regime__shows_apologised_names",
    ).order_by("-signed_at", "-pk")


def public_rows(apologies: Iterable[ApologyNotice], *, at: datetime) -> list[PublicApology]:
    """Return signed apologies as everybody may read them; no query beside their own."""
    return [_public(apology, at=at) for apology in apologies]


def apologising_agencies() -> QuerySet[Agency]:
    """Return the agencies that have signed an apology, by name."""
    signed = ApologyNotice.objects.filter(signed_at__isnull=False).order_by().values("agency")
    return Agency.objects.filter(pk__in=signed).order_by("short_name")


def promise_of(dossier: Dossier, apology: ApologyNotice, *, at: datetime) -> Promise:
    """Return what became of the new appointment, at an instant; pauses since have moved it lawfully."""
    if apology.new_due_at is None:
        return Promise.NONE
    if guards.misses_appointment(dossier, at):
        return Promise.BROKEN
    return Promise.KEPT if dossier.finished_at is not None else Promise.PENDING


def _public(apology: ApologyNotice, *, at: datetime) -> PublicApology:
    dossier = apology.dossier
    version = dossier.version
    is_common = version.procedure.dossier_count >= SMALLEST_CROWD
    return PublicApology(
        code=dossier.code,
        number=apology.number,
        procedure=version.name if is_common else "",
        sector=version.sector.name,
        agency=apology.agency,
        signed_on=timezone.localdate(apology.signed_at),
        due_on=timezone.localdate(apology.old_due_at),
        new_due_on=timezone.localdate(apology.new_due_at) if apology.new_due_at else None,
        cause=DelayCause(apology.cause),
        promise=promise_of(dossier, apology, at=at),
        name=masked_name(dossier.applicant_name) if dossier.regime.shows_apologised_names else "",
    )
