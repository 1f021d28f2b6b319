"""The conditions that the workflow's table names: each a question about one dossier, at one instant."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from agencies.calendars import calendar_of
from dossiers.deadlines import Basis, Due, due_date, is_breached
from dossiers.models import Dossier, Origin
from dossiers.rules import rule_for
from dossiers.workflow import ON_THE_CLOCK, Guard, Status
from procedures.limits import Limit, LimitUnit
from procedures.models import Channel, ClockCause

Question = Callable[[Dossier, datetime], bool]


def goes_home(dossier: Dossier) -> bool:
    """Say whether the agency resolves the dossier at its own seat and not where it was received.

    Law: Thông tư 01/2018/TT-VPCP Điều 6 (what may be done completely at the one-stop office).
    """
    return not dossier.process.is_at_centre and dossier.office.agency_id != dossier.agency_id


def papers_go_out(dossier: Dossier) -> bool:
    """Say whether paper has to be handed over to the agency; what came online has none."""
    return goes_home(dossier) and dossier.channel != Channel.ONLINE


def result_comes_back(dossier: Dossier) -> bool:
    """Say whether the result is a paper that the agency has to bring to where it is returned."""
    return goes_home(dossier) and not dossier.result.is_electronic


def breached_at(dossier: Dossier, at: datetime) -> bool:
    """Say whether a dossier was, or at this instant is, late against its original due date.

    What was paused in time is not late, however long the pause lasts, even if the dossier ends in it.
    """
    if dossier.original_due_at is None:
        return False
    return _is_broken(dossier, dossier.original_due_at, at)


def _is_broken(dossier: Dossier, promised_at: datetime, at: datetime) -> bool:
    """Say whether a promise is broken by now; a pause that began after it hides nothing.

    Law: domain decision 5 (a pause that begins after the due moment changes nothing).
    """
    due = Due(promised_at, Basis(dossier.due_basis))
    paused_at = dossier.paused_at if dossier.paused_at and dossier.paused_at <= promised_at else None
    return is_breached(due, paused_at or dossier.finished_at or at)


def misses_appointment(dossier: Dossier, at: datetime) -> bool:
    """Say whether the appointment that holds now was missed, or is by this instant."""
    return dossier.due_at is not None and _is_broken(dossier, dossier.due_at, at)


def owes_apology(dossier: Dossier, at: datetime) -> bool:
    """Say whether a dossier is late and nobody has signed an apology since its last appointment was broken.

    Law: Nghị định 61/2018/NĐ-CP Điều 19 khoản 9.
    """
    if dossier.origin != Origin.PORTAL or not breached_at(dossier, at):
        return False
    if dossier.apologised_at is None:
        return True
    # The new appointment is a promise, too.
    appointed = dossier.due_at
    return appointed is not None and dossier.apologised_at <= appointed and misses_appointment(dossier, at)


def _is_extendable(dossier: Dossier, at: datetime) -> bool:
    rule = rule_for(dossier, ClockCause.EXTENSION)
    return rule is not None and dossier.extensions < rule.times and not breached_at(dossier, at)


def _is_overdue_answer(dossier: Dossier, at: datetime) -> bool:
    return dossier.answer_due_at is not None and at > dossier.answer_due_at


def _is_reopenable(dossier: Dossier, at: datetime) -> bool:
    """Say whether a returned dossier is still inside the time of its regime; without an amount there is no end."""
    rule = rule_for(dossier, ClockCause.REOPENING)
    if rule is None or dossier.status != Status.RETURNED or dossier.returned_at is None:
        return False
    if dossier.reopened.count() >= rule.times:
        return False
    if rule.amount is None:
        return True
    within = Limit(Decimal(rule.amount), LimitUnit(rule.unit))
    return at <= due_date(dossier.returned_at, within, calendar_of(dossier.agency)).at


QUESTIONS: dict[Guard, Question] = {
    Guard.PAPERS_GO_OUT: lambda dossier, _at: papers_go_out(dossier),
    Guard.PAPERS_STAY: lambda dossier, _at: not papers_go_out(dossier),
    Guard.SEAL_NEEDED: lambda dossier, _at: dossier.process.needs_seal,
    Guard.SEAL_NOT_NEEDED: lambda dossier, _at: not dossier.process.needs_seal,
    Guard.ELECTRONIC_RESULT: lambda dossier, _at: dossier.result.is_electronic,
    Guard.PAPER_RESULT: lambda dossier, _at: not dossier.result.is_electronic,
    Guard.RESULT_COMES_BACK: lambda dossier, _at: result_comes_back(dossier),
    Guard.RESULT_IS_HERE: lambda dossier, _at: not result_comes_back(dossier),
    Guard.NOT_GUIDED: lambda dossier, _at: dossier.guided_at is None,
    Guard.FIRST_SUPPLEMENT: lambda dossier, _at: dossier.supplement_rounds == 0,
    Guard.LATER_SUPPLEMENT: lambda dossier, _at: dossier.supplement_rounds > 0 and not dossier.awaits_consent,
    Guard.CONSENT_ASKED: lambda dossier, _at: dossier.awaits_consent,
    Guard.ANSWER_OVERDUE: _is_overdue_answer,
    Guard.OPINION_PAUSES: lambda dossier, _at: rule_for(dossier, ClockCause.CONSULTATION) is not None,
    Guard.OPINION_RUNS_ON: lambda dossier, _at: rule_for(dossier, ClockCause.CONSULTATION) is None,
    Guard.OTHERS_TO_ANSWER: lambda dossier, _at: dossier.open_consultations > 1,
    Guard.LAST_TO_ANSWER: lambda dossier, _at: dossier.open_consultations == 1,
    Guard.OPINION_AWAITED: lambda dossier, _at: dossier.open_consultations > 0,
    Guard.OPINIONS_ARE_IN: lambda dossier, _at: dossier.open_consultations == 0,
    Guard.EXTENDABLE: _is_extendable,
    Guard.NOT_REAPPOINTED: lambda dossier, _at: dossier.status in ON_THE_CLOCK and dossier.reappointed_at is None,
    Guard.ALREADY_REAPPOINTED: lambda dossier, _at: dossier.reappointed_at is not None,
    Guard.APOLOGY_OWED: owes_apology,
    Guard.APOLOGY_SETTLED: lambda dossier, at: not owes_apology(dossier, at),
    Guard.REOPENABLE: _is_reopenable,
}


def holds(guard: Guard, dossier: Dossier, *, at: datetime) -> bool:
    """Say whether a guard of the table lets a move pass; one query for what a regime allows, two more to reopen."""
    return QUESTIONS[guard](dossier, at)
