"""Drafts of apologies, made and cancelled by rule: nobody has to notice that a date will not be kept.

Law: Nghị định 61/2018/NĐ-CP Điều 19 khoản 9; domain decision 7 (two working days before the appointment).
"""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, QuerySet

from agencies.calendars import calendars_of
from agencies.worktime import WorkCalendar
from dossiers import delays, guards
from dossiers.delays import Proposal, is_reappointable, propose_apology
from dossiers.models import ApologyNotice, Dossier
from dossiers.queries.apologies import in_need, open_drafts, without_draft
from dossiers.queries.stages import reports_of, spans_of
from dossiers.stages import ClockSpan

BATCH = 200
"""How many dossiers a sweep looks at together."""


def draft(dossier: Dossier, *, at: datetime, calendar: WorkCalendar) -> ApologyNotice:
    """Return the open draft of a dossier, made now where there is none."""
    found = open_drafts().filter(dossier=dossier).first()
    if found is not None and found.old_due_at == dossier.due_at:
        return found
    proposal = propose_apology(dossier, reports_of([dossier], at=at)[dossier.pk], at=at, calendar=calendar)
    if found is None:
        _write_drafts([drafted(dossier, proposal, at=at, calendar=calendar)])
        return open_drafts().get(dossier=dossier)
    # The appointment has been moved since: what is apologised for is the one that holds.
    found.old_due_at, found.must_be_out_on = proposal.old_due_at, proposal.must_be_out_on
    found.save(update_fields=["old_due_at", "must_be_out_on"])
    return found


def drafted(dossier: Dossier, proposal: Proposal, *, at: datetime, calendar: WorkCalendar) -> ApologyNotice:
    """Return a draft that is not written yet."""
    return ApologyNotice(
        dossier=dossier,
        agency_id=dossier.agency_id,
        step=proposal.step,
        holder_name=proposal.holder_name,
        cause=proposal.cause,
        old_due_at=proposal.old_due_at,
        new_due_at=calendar.closing(proposal.new_due_on) if proposal.new_due_on else None,
        must_be_out_on=proposal.must_be_out_on,
        drafted_at=at,
    )


def sweep(*, at: datetime) -> tuple[int, int]:
    """Cancel the drafts that are not needed any more, make those that are; returns how many were made and cancelled.

    Reads the dossiers in need in batches, so memory does not grow with them. A second sweep changes nothing, and of two
    at once one draft is left.
    """
    cancelled = cancel_drafts(at=at)
    found = without_draft(in_need(at)).select_related("regime").order_by("pk")
    return sum(_make_drafts(batch, at=at) for batch in _in_batches(found)), cancelled


def _make_drafts(batch: list[Dossier], *, at: datetime) -> int:
    """Write the drafts that dossiers near or past their appointment need; returns how many."""
    calendars = calendars_of({dossier.agency_id for dossier in batch})
    spans = spans_of(batch, at=at)
    needy = [
        dossier
        for dossier in batch
        if guards.owes_apology(dossier, at)
        or is_due(dossier, spans[dossier.pk], at=at, calendar=calendars[dossier.agency_id])
    ]
    reports = reports_of(needy, at=at)
    drafts = []
    for dossier in needy:
        calendar = calendars[dossier.agency_id]
        proposal = propose_apology(dossier, reports[dossier.pk], at=at, calendar=calendar)
        drafts.append(drafted(dossier, proposal, at=at, calendar=calendar))
    return _write_drafts(drafts)


def is_due(dossier: Dossier, span: ClockSpan, *, at: datetime, calendar: WorkCalendar) -> bool:
    """Say whether an apology has to be prepared for a dossier that runs towards its first appointment."""
    if not is_reappointable(dossier) or dossier.due_at is None:
        return False
    if dossier.paused_at is not None and dossier.paused_at <= dossier.due_at:
        return False
    return delays.is_apology_due(
        span,
        dossier.due_at,
        task_days=dossier.regime.apology_task_days,
        shares=dossier.regime.warning_shares,
        at=at,
        calendar=calendar,
    )


def cancel_drafts(*, at: datetime) -> int:
    """Cancel what was drafted for dossiers that kept their appointment, or whose appointment has moved away.

    What an officer has confirmed stays while the dossier still needs an apology; signing takes the date that holds.
    """
    needed = in_need(at).values("pk")
    unneeded = open_drafts().exclude(dossier__in=needed)
    outdated = open_drafts().filter(confirmed_at=None).exclude(old_due_at=F("dossier__due_at"))
    return ApologyNotice.objects.filter(pk__in=(unneeded | outdated).values("pk")).update(cancelled_at=at)


def _write_drafts(drafts: list[ApologyNotice]) -> int:
    """Write drafts; where somebody else was faster with one, that one stays. Returns how many dossiers have one now."""
    if not drafts:
        return 0
    ApologyNotice.objects.bulk_create(drafts, ignore_conflicts=True)
    return len(drafts)


def _in_batches(dossiers: QuerySet[Dossier]) -> Iterator[list[Dossier]]:
    last = 0
    while batch := list(dossiers.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk
