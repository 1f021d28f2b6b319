"""Ledger entries that change a due date: reckoned by replaying the ledger, refused in words where it cannot be."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from agencies.worktime import WorkCalendar
from dossiers import clock, deadlines
from dossiers.errors import InvalidInput, StaleDossier
from dossiers.models import Dossier, EntryKind
from dossiers.services.moves import Entry, ledger_of
from procedures.limits import Limit, LimitUnit
from procedures.models import ClockRule

FURTHEST = timedelta(days=366)
"""Further ahead nobody plans anything in a dossier: it is a slip of the finger."""

STALE = (deadlines.NotStarted, deadlines.NotPaused, deadlines.AlreadyPaused, deadlines.AlreadyStopped)
"""What a ledger refuses because somebody else was faster."""


def pause_entry(cause: deadlines.PauseCause, *, policy: str, legal_ground: str, evidence: str = "") -> Entry:
    """Return the entry that lets the clock stand still; the dates stay what they were until it runs again."""
    return Entry(
        kind=EntryKind.PAUSE, cause=cause, due=None, legal_ground=legal_ground, policy=policy, evidence=evidence
    )


def stop_entry(*, cause: str, legal_ground: str = "", evidence: str = "") -> Entry:
    """Return the entry that ends the ledger; the promised date stays as it was."""
    return Entry(kind=EntryKind.STOP, cause=cause, due=None, legal_ground=legal_ground, evidence=evidence)


def resume_entry(
    dossier: Dossier, *, cause: str, legal_ground: str, at: datetime, calendar: WorkCalendar, evidence: str = ""
) -> Entry:
    """Return the entry that lets the clock run again; raises `StaleDossier` where it does not stand still."""
    return reckoned(
        dossier,
        EntryKind.RESUME,
        cause=cause,
        legal_ground=legal_ground,
        evidence=evidence,
        at=at,
        calendar=calendar,
    )


def reckoned(
    dossier: Dossier,
    kind: EntryKind,
    *,
    cause: str,
    at: datetime,
    calendar: WorkCalendar,
    legal_ground: str = "",
    evidence: str = "",
    limit: Limit | None = None,
    new_due_at: datetime | None = None,
    field: str | None = None,
) -> Entry:
    """Return an entry with the due moments that follow from the ledger and it; one query.

    Raises `StaleDossier` where the clock has moved on meanwhile, `InvalidInput` at `field` where the law or the
    arithmetic refuses it (a second re-appointment, a new date before the old one, an extension after the breach).
    """
    added = deadlines.Entry(
        kind=deadlines.EntryKind(kind),
        at=at,
        limit=limit,
        cause=cause,
        ground=legal_ground,
        new_due_at=new_due_at,
        calendar=calendar,
    )
    try:
        after = deadlines.replay([*clock.entries_of(dossier, ledger_of(dossier)), added], calendar)
    except STALE as error:
        raise StaleDossier from error
    except deadlines.DeadlineError as error:
        raise InvalidInput(_(str(error)), field=field) from error
    return Entry(
        kind=kind,
        cause=cause,
        due=after.due,
        original=after.original_due,
        first=after.first_due if kind is EntryKind.CORRECT else None,
        limit=limit,
        new_due_at=new_due_at,
        legal_ground=legal_ground,
        evidence=evidence,
        calendar_revision=calendar.revision,
    )


def answer_term(rule: ClockRule | None, *, at: datetime, calendar: WorkCalendar, days: int) -> datetime:
    """Return until when the other side has time: what the rule says, else a number of working days from `at`."""
    has_amount = rule is not None and rule.amount is not None
    limit = limit_of_rule(rule) if rule and has_amount else Limit(Decimal(days), LimitUnit.WORKING_DAY)
    return deadlines.due_date(at, limit, calendar).at


def limit_of_rule(rule: ClockRule) -> Limit:
    """Return the amount of a rule that has one, as a limit."""
    return Limit(Decimal(rule.amount or 0), LimitUnit(rule.unit))


def resume_if_paused(
    dossier: Dossier, *, cause: str, legal_ground: str, at: datetime, calendar: WorkCalendar
) -> Entry | None:
    """Return the entry that ends a pause, or None where the clock ran on all the time."""
    if dossier.paused_at is None:
        return None
    return resume_entry(dossier, cause=cause, legal_ground=legal_ground, at=at, calendar=calendar)
