"""A change of the calendar: one person proposes it, a second one applies it, and each ledger says what moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import posts_of
from accounts.models import Post, Role, User
from agencies.calendar_changes import (
    Row,
    agencies_named,
    check,
    days_named,
    enact,
    read_rows,
    whom_it_concerns,
    write_rows,
)
from agencies.calendars import CalendarState, lock_revisions, newest_state
from agencies.models import Agency, CalendarChange, CalendarRevision, ChangeState
from agencies.vietnamese import normalised
from agencies.worktime import WorkCalendar
from dossiers import deadlines
from dossiers.access import FOR_ACTION, sees_whole_province
from dossiers.errors import DossierError, InvalidInput, NotAllowed, StaleDossier
from dossiers.ledgers import Ledger, ledgers_of
from dossiers.models import ClockEntry, Dossier, EntryKind
from dossiers.services.moves import by_rule, move
from dossiers.services.timing import reckoned
from dossiers.verdicts import HANDLED_HERE
from dossiers.workflow import ON_THE_CLOCK, Action

CAUGHT_UP = timedelta(days=7)
"""How long after a change dossiers are looked for that were received while it was being applied."""

RECKONING = (EntryKind.START, EntryKind.RESUME, EntryKind.EXTEND, EntryKind.CORRECT, EntryKind.CALENDAR)
"""Entries after which the date is counted under the calendar of their revision."""


class StaleChange(DossierError):
    """Somebody else decided on the change, or changed the calendar, since the actor saw it."""

    def __init__(self) -> None:
        super().__init__(
            _("Lịch làm việc hoặc đề nghị này vừa được người khác thay đổi. Ông/Bà xem lại rồi thao tác tiếp.")
        )


# ── Who may ──────────────────────────────────────────────────────────────────────────────


def proposing_post(user: User, *, today: date) -> Post | None:
    """Return the post from which a person may propose changes: that of an editor."""
    return next((post for post in posts_of(user, today=today) if post.role == Role.EDITOR), None)


def deciding_post(user: User, *, today: date) -> Post | None:
    """Return the post from which a person may decide on changes: that of a leader who sees the whole province."""
    return next((post for post in posts_of(user, today=today) if sees_whole_province(post)), None)


def obstacle(change: CalendarChange, user: User, *, today: date) -> str:
    """Return why a person may not decide on a change, in words; empty when they may."""
    if deciding_post(user, today=today) is None:
        return _("Chỉ lãnh đạo theo dõi toàn tỉnh được duyệt thay đổi lịch làm việc.")
    if change.proposed_by_id == user.pk:
        return _("Người đề nghị không được tự duyệt thay đổi của mình.")
    if change.state != ChangeState.PROPOSED:
        return _("Thay đổi này đã có quyết định.")
    return ""


# ── Proposing ────────────────────────────────────────────────────────────────────────────


def propose(rows: Sequence[Row], *, decision: str, actor: User, at: datetime, words: str) -> CalendarChange:
    """Propose a change; nothing moves yet.

    Raises `NotAllowed`, `InvalidInput` at `decision` or `words`, `BadChange` at the row that makes no sense.
    """
    if proposing_post(actor, today=timezone.localdate(at)) is None:
        raise NotAllowed(_("Ông/Bà không có quyền đề nghị thay đổi lịch làm việc."))
    decision, words = normalised(decision), normalised(words)
    if not decision:
        raise InvalidInput(_("Ông/Bà ghi số và ngày của văn bản quy định."), field="decision")
    if not words:
        raise InvalidInput(_("Ông/Bà ghi nội dung thay đổi."), field="words")
    check(rows, decision=decision, agencies=agencies_named(rows))
    with transaction.atomic():
        lock_revisions()
        last = CalendarChange.objects.aggregate(last=Max("number"))["last"] or 0
        return CalendarChange.objects.create(
            number=last + 1,
            decision=decision,
            words=words,
            rows=write_rows(rows),
            proposed_by=actor,
            proposed_at=at,
        )


# ── What would move ──────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Moved:
    """A running dossier whose date a change moves, from when to when."""

    dossier: Dossier
    before: datetime
    after: datetime


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would do: the revision that it was compared with, and every dossier that moves, by its code."""

    seen: int
    moved: tuple[Moved, ...]
    looked_at: int


def preview(change: CalendarChange, *, at: datetime) -> Preview:
    """Return exactly which running dossiers a change would move if it were applied at this instant.

    A fixed number of statements for each chunk of dossiers that it can concern. Raises `BadChange` where the calendar
    has changed since it was proposed so that it makes no sense any more.
    """
    rows = read_rows(change.rows)
    agencies = agencies_named(rows)
    after = check(rows, decision=change.decision, agencies=agencies)
    moved, looked_at = [], 0
    for ledger in ledgers_of(_concerned(rows, after, agencies).select_related("agency", "version__procedure")):
        looked_at += 1
        if found := _moved(ledger, after.calendar(ledger.dossier.agency_id), at=at):
            moved.append(found)
    return Preview(after.number - 1, tuple(sorted(moved, key=lambda each: each.dossier.code)), looked_at)


def _moved(ledger: Ledger, calendar: WorkCalendar, *, at: datetime) -> Moved | None:
    """Return from when to when a dossier moves under another calendar, or None where it stays."""
    last_at = ledger.rows[-1].at if ledger.rows else at
    change = deadlines.Entry(deadlines.EntryKind.CALENDAR, max(at, last_at), calendar=calendar)
    *_earlier, before, after = ledger.replayed(change)
    if not (before.due and after.due) or (before.due, before.original_due) == (after.due, after.original_due):
        return None
    return Moved(ledger.dossier, before.due.at, after.due.at)


def _concerned(rows: Sequence[Row], state: CalendarState, agencies: Mapping[str, Agency]) -> QuerySet[Dossier]:
    """Return the running dossiers that the rows can touch: of their agencies, and open on one of their days."""
    running = Dossier.objects.filter(HANDLED_HERE, status__in=ON_THE_CLOCK, finished_at=None).exclude(received_at=None)
    concerned = whom_it_concerns(rows, state, agencies)
    if concerned is not None:
        running = running.filter(agency__in=concerned)
    days = days_named(rows)
    if len(days) == len(rows):
        reaches = Q(due_on__gte=days[0]) | Q(original_due_on__gte=days[0]) | Q(paused_at__isnull=False)
        running = running.filter(reaches, received_on__lte=days[-1])
    return running


# ── Deciding ─────────────────────────────────────────────────────────────────────────────


def apply(change: CalendarChange, *, seen: int, actor: User, at: datetime) -> CalendarRevision:
    """Put a change into force: from now on every date is counted under it. `catch_up` then moves what is running.

    `seen` is the revision that the actor's preview was compared with. Raises `NotAllowed` for the proposer and for
    whoever does not see the whole province, `StaleChange` when somebody was faster, `BadChange`.
    """
    _may_decide(change, actor, at=at)
    with transaction.atomic():
        lock_revisions()
        if newest_state().number != seen:
            raise StaleChange
        rows = read_rows(change.rows)
        revision = enact(rows, decision=change.decision, words=change.words, at=at)
        _decide(change, ChangeState.APPLIED, actor=actor, at=at, revision=revision)
    return revision


def decline(change: CalendarChange, *, actor: User, at: datetime, reason: str) -> None:
    """Turn a proposal down, with the reason; raises what `apply` raises."""
    _may_decide(change, actor, at=at)
    reason = normalised(reason)
    if not reason:
        raise InvalidInput(_("Ông/Bà ghi rõ lý do không duyệt."), field="reason")
    with transaction.atomic():
        _decide(change, ChangeState.DECLINED, actor=actor, at=at, reason=reason)


def _may_decide(change: CalendarChange, actor: User, *, at: datetime) -> None:
    if change.state != ChangeState.PROPOSED:
        raise StaleChange
    if refusal := obstacle(change, actor, today=timezone.localdate(at)):
        raise NotAllowed(refusal)


def _decide(change: CalendarChange, state: ChangeState, *, actor: User, at: datetime, **more: object) -> None:
    fields = {"state": state, "decided_by": actor, "decided_at": at, **more}
    if not CalendarChange.objects.filter(pk=change.pk, state=ChangeState.PROPOSED).update(**fields):
        raise StaleChange
    for name, value in fields.items():
        setattr(change, name, value)


# ── Moving what runs ─────────────────────────────────────────────────────────────────────


def catch_up(*, at: datetime) -> int:
    """Write into the ledgers of running dossiers what the changes of the last days move, and return how many moved.

    Each dossier in a transaction of its own, so that it may be interrupted and run again, by two processes at once, or
    for a dossier that was received while the change was being applied: one that was reckoned under the newest calendar
    has nothing left to move. Finished dossiers are left alone.
    """
    recent = CalendarChange.objects.filter(state=ChangeState.APPLIED, decided_at__gte=at - CAUGHT_UP)
    state = newest_state()
    moved = 0
    for change in recent.select_related("decided_by", "revision").order_by("revision"):
        if change.decided_by is None or change.revision is None:
            continue
        rows = read_rows(change.rows)
        concerned = _concerned(rows, state, agencies_named(rows))
        reckoned_since = ClockEntry.objects.filter(
            dossier=OuterRef("pk"), kind__in=RECKONING, calendar_revision__gte=change.revision.number
        )
        waiting = concerned.exclude(Exists(reckoned_since)).select_related(*FOR_ACTION)
        moved += sum(_recalendar(ledger, change, state, at=at) for ledger in ledgers_of(waiting))
    return moved


def _recalendar(ledger: Ledger, change: CalendarChange, state: CalendarState, *, at: datetime) -> bool:
    """Write the entry and the event of one dossier; say whether it moved. Somebody who was faster is no trouble."""
    dossier, calendar = ledger.dossier, state.calendar(ledger.dossier.agency_id)
    found = _moved(ledger, calendar, at=at)
    if found is None or change.decided_by is None:
        return False
    post = deciding_post(change.decided_by, today=timezone.localdate(change.decided_at))
    try:
        with transaction.atomic():
            permit = by_rule(Action.RECALENDAR, dossier, role=Role.LEADER, post=post)
            entry = reckoned(
                dossier,
                EntryKind.CALENDAR,
                cause=change.words,
                legal_ground=change.decision,
                at=at,
                calendar=calendar,
            )
            words = _("%(words)s Ngày hẹn trả chuyển từ %(before)s sang %(after)s.") % {
                "words": _sentence(change.words),
                "before": f"{timezone.localtime(found.before):%H:%M %d/%m/%Y}",
                "after": f"{timezone.localtime(found.after):%H:%M %d/%m/%Y}",
            }
            move(
                dossier,
                Action.RECALENDAR,
                seen=dossier.revision,
                actor=change.decided_by,
                at=at,
                words=words,
                entry=entry,
                permit=permit,
            )
    except StaleDossier:
        return False
    return True


def _sentence(words: str) -> str:
    return words if words.endswith((".", "!", "?")) else f"{words}."
