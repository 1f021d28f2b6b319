"""Apologies: which dossiers need one, what one dossier's would say, and what is owed, always known from the rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.calendars import calendar_of
from agencies.worktime import WorkCalendar
from dossiers import guards, verdicts
from dossiers.delays import Proposal, is_reappointable, propose_apology
from dossiers.models import ApologyNotice, Dossier, Origin
from dossiers.queries.stages import reports_of
from dossiers.workflow import ON_THE_CLOCK
from procedures.models import LegalRegime

MARGIN = timedelta(days=7)
"""By how much the days off of one agency may differ from the province's; what is found too early is judged exactly."""


class ApologyState(models.TextChoices):
    """How it stands with the apology for a dossier that is or was late. The first two are owed.

    Derived on each read: no job has to run for an agency to owe an apology.
    """

    UNSIGNED = "chua-ky", _("Chưa có phiếu xin lỗi")
    UNDELIVERED = "chua-giao", _("Đã ký, chưa đến người nộp")
    IN_TIME = "dung-han", _("Đã xin lỗi đúng hạn")
    AFTERWARDS = "sau-han", _("Đã xin lỗi nhưng muộn")


OWED = (ApologyState.UNSIGNED, ApologyState.UNDELIVERED)

ON_ITS_WAY = Q(pk__in=ApologyNotice.objects.filter(signed_at__isnull=False, delivered_at=None).values("dossier"))
"""Has an apology that was signed and has not arrived; few, and an index knows them."""


# ── Which dossiers ───────────────────────────────────────────────────────────────────────


def open_drafts() -> QuerySet[ApologyNotice]:
    """Return the apologies that nobody has signed and that are still needed."""
    return ApologyNotice.objects.filter(signed_at=None, cancelled_at=None)


def without_draft(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Keep the dossiers for which nothing is drafted."""
    return dossiers.filter(~Exists(open_drafts().filter(dossier=OuterRef("pk"))))


def in_need(at: datetime) -> QuerySet[Dossier]:
    """Return the dossiers that owe an apology, and those that run towards their first appointment and are near it.

    A little more than `delays.is_apology_due` lets through. One query, for how early the regimes begin.
    """
    days = LegalRegime.objects.aggregate(days=Max("apology_task_days"))["days"] or 0
    until = calendar_of(None).shift_working_days(timezone.localdate(at), days) + MARGIN
    is_near = Q(status__in=ON_THE_CLOCK, reappointed_at=None, due_on__lte=until) & ~verdicts.PAUSED
    return Dossier.objects.filter(verdicts.HANDLED_HERE, is_near | verdicts.owes_apology(at))


def drafted_since(since: datetime) -> Iterator[ApologyNotice]:
    """Yield the open drafts made since an instant, with their dossiers, in the order in which they were made."""
    drafts = open_drafts().filter(drafted_at__gte=since).select_related("dossier").order_by("pk")
    return drafts.iterator(chunk_size=500)


# ── One dossier's ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Prepared:
    """What an apology would say now: as an officer has confirmed it, else as the clock of the dossier tells."""

    draft: ApologyNotice | None
    proposal: Proposal

    @property
    def is_confirmed(self) -> bool:
        """Whether an officer has confirmed it."""
        return self.draft is not None and self.draft.confirmed_at is not None

    @property
    def initial(self) -> dict[str, Any]:
        """What a form may begin with; nothing is decided by it."""
        draft, proposal = self.draft, self.proposal
        if draft is None or draft.confirmed_at is None:
            return {"step": proposal.step, "cause": proposal.cause, "new_due_on": proposal.new_due_on}
        new_due_on = timezone.localdate(draft.new_due_at) if draft.new_due_at and proposal.new_due_on else None
        return {"step": draft.step, "cause": draft.cause, "reason": draft.reason, "new_due_on": new_due_on}


def written_or_proposed(dossier: Dossier, *, at: datetime, calendar: WorkCalendar) -> Prepared:
    """Return what an apology for a received dossier would say; five queries, nothing is written."""
    draft = open_drafts().select_related("confirmed_by").filter(dossier=dossier).first()
    report = reports_of([dossier], at=at)[dossier.pk]
    return Prepared(draft, propose_apology(dossier, report, at=at, calendar=calendar))


def needs_preparing(dossier: Dossier, *, at: datetime) -> bool:
    """Say whether an apology is owed, or may still be given in time with a new day."""
    return guards.owes_apology(dossier, at) or is_reappointable(dossier)


# ── What is owed ─────────────────────────────────────────────────────────────────────────


def state_of(dossier: Dossier, last_signed: ApologyNotice | None, *, at: datetime) -> ApologyState | None:
    """Return how it stands with the apology of one dossier; None for one that is not late.

    `last_signed` is the apology that was signed last. For a dossier of another system nobody here owes one.
    """
    if dossier.origin != Origin.PORTAL or not guards.breached_at(dossier, at):
        return None
    if guards.owes_apology(dossier, at) or last_signed is None:
        return ApologyState.UNSIGNED
    if last_signed.delivered_at is None:
        return ApologyState.UNDELIVERED
    is_in_time = timezone.localdate(last_signed.delivered_at) <= last_signed.must_be_out_on
    return ApologyState.IN_TIME if is_in_time else ApologyState.AFTERWARDS


def state_conditions(at: datetime) -> Mapping[ApologyState, Q]:
    """Return the same as conditions of a query; each late dossier meets exactly one. A test compares row by row."""
    owes = verdicts.owes_apology(at)
    settled = verdicts.HANDLED_HERE & verdicts.late_at(at) & ~owes
    last = ApologyNotice.objects.filter(dossier=OuterRef("pk"), signed_at=OuterRef("apologised_at"))
    arrived = last.filter(delivered_at__isnull=False)
    in_time = arrived.filter(delivered_at__date__lte=F("must_be_out_on"))
    return {
        ApologyState.UNSIGNED: owes,
        ApologyState.UNDELIVERED: settled & ON_ITS_WAY & ~Q(Exists(arrived)),
        ApologyState.IN_TIME: settled & Q(Exists(in_time)),
        ApologyState.AFTERWARDS: settled & Q(Exists(arrived)) & ~Q(Exists(in_time)),
    }


def debt(at: datetime) -> Q:
    """Return what tells the late dossiers whose applicants have received no apology yet.

    Law: Nghị định 61/2018/NĐ-CP Điều 19 khoản 9.
    """
    states = state_conditions(at)
    return states[ApologyState.UNSIGNED] | states[ApologyState.UNDELIVERED]
