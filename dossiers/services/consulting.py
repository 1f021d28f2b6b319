"""Opinions of other agencies and units: asked for together, each with a term of its own, answered or closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Post, Role, User
from agencies.models import Agency
from agencies.vietnamese import normalised
from agencies.worktime import WorkCalendar
from dossiers import deadlines
from dossiers.access import check
from dossiers.errors import InvalidInput, StaleDossier
from dossiers.models import Consultation, Dossier, StoredFile
from dossiers.rules import rule_for
from dossiers.services.moves import KEEP, Entry, move
from dossiers.services.timing import FURTHEST, answer_term, pause_entry, resume_if_paused
from dossiers.workflow import Action, Status
from procedures.models import ClockCause, ClockRule

CONSULT_GROUND = "Nghị định 61/2018/NĐ-CP Điều 19 khoản 5"


@dataclass(frozen=True, slots=True)
class Question:
    """What one agency is asked, and until when it has to answer (an aware instant)."""

    agency: Agency
    question: str
    due_at: datetime


def consult(
    dossier: Dossier,
    questions: Sequence[Question],
    *,
    seen: int,
    actor: User,
    at: datetime,
    calendar: WorkCalendar,
) -> list[Consultation]:
    """Ask agencies and units for their opinion, all in one list; the clock pauses only where a rule lets it.

    Where it pauses, the first agency of the list holds the dossier until it has answered, then the next. Raises
    `InvalidInput` at `question-<n>`, `agency-<n>` or `due_on-<n>` (counted from 0) before anything is written.

    Law: Nghị định 61/2018/NĐ-CP Điều 19 khoản 5 (inside the limit; no pause unless the sector's law says so).
    """
    rule = rule_for(dossier, ClockCause.CONSULTATION)
    _check_questions(dossier, questions, rule=rule, at=at, calendar=calendar)
    names = ", ".join(question.agency.short_name for question in questions)
    with transaction.atomic():
        move(
            dossier,
            Action.CONSULT,
            seen=seen,
            actor=actor,
            at=at,
            words=names,
            holder=None if rule else KEEP,
            holder_agency=questions[0].agency if rule else None,
            entry=_pause(rule) if rule else None,
            changes={"open_consultations": dossier.open_consultations + len(questions)},
        )
        return Consultation.objects.bulk_create(
            Consultation(
                dossier=dossier,
                agency=asked.agency,
                question=normalised(asked.question),
                asked_by=actor,
                asked_at=at,
                due_at=asked.due_at,
                is_pausing=rule is not None,
            )
            for asked in questions
        )


def answer(
    dossier: Dossier,
    *,
    opinion: str,
    file: StoredFile | None = None,
    seen: int,
    actor: User,
    at: datetime,
    calendar: WorkCalendar,
) -> Consultation:
    """Answer for one's agency what it was asked; with the last answer the dossier returns to its officer.

    Raises `InvalidInput` for an answer without words. The opinion stays between the agencies; the event names only who
    has answered.
    """
    opinion = normalised(opinion)
    if not opinion:
        raise InvalidInput(_("Ông/Bà ghi ý kiến trả lời."), field="opinion")
    if dossier.revision != seen:
        raise StaleDossier
    permit = check(actor, Action.ANSWER, dossier, at=at)
    own = [row for row in open_consultations(dossier) if permit.post and row.agency_id == permit.post.agency_id]
    if not own:
        raise StaleDossier
    consultation = own[0]
    is_last = permit.move.after is not Status.AWAITING_OPINION
    entry = None
    if is_last:
        cause = str(_("Đã có đủ ý kiến phối hợp"))
        entry = resume_if_paused(dossier, cause=cause, legal_ground=_ground(dossier), at=at, calendar=calendar)
    with transaction.atomic():
        move(
            dossier,
            Action.ANSWER,
            seen=seen,
            actor=actor,
            at=at,
            words=consultation.agency.short_name,
            entry=entry,
            changes={"open_consultations": dossier.open_consultations - 1},
            permit=permit,
            **_held_by_next(dossier, consultation, stays_out=not is_last),
        )
        consultation.answer, consultation.file = opinion, file
        consultation.answered_by, consultation.answered_at = actor, at
        consultation.save(update_fields=["answer", "file", "answered_by", "answered_at"])
        return consultation


def close_consultation(
    dossier: Dossier, *, reason: str, seen: int, actor: User, at: datetime, calendar: WorkCalendar
) -> None:
    """Stop waiting for the opinions that have not come, and say why; those who did not answer stay on record."""
    cause = str(_("Kết thúc lấy ý kiến"))
    entry = resume_if_paused(dossier, cause=cause, legal_ground=_ground(dossier), at=at, calendar=calendar)
    with transaction.atomic():
        move(
            dossier,
            Action.CLOSE_CONSULTATION,
            seen=seen,
            actor=actor,
            at=at,
            words=normalised(reason),
            entry=entry,
            changes={"open_consultations": 0},
        )
        Consultation.objects.filter(dossier=dossier, answered_at=None, closed_at=None).update(closed_at=at)


def open_consultations(dossier: Dossier) -> list[Consultation]:
    """Return the opinions that are still awaited, with their agencies, in the order of asking; one query."""
    open_ones = Consultation.objects.filter(dossier=dossier, answered_at=None, closed_at=None)
    return list(open_ones.select_related("agency").order_by("pk"))


def agencies_to_consult(dossier: Dossier, *, at: datetime) -> list[Agency]:
    """Return who can be asked: every agency and unit in being with an appraiser who can answer; one query."""
    today = timezone.localdate(at)
    holding = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today), valid_from__lte=today)
    answering = holding.filter(role=Role.APPRAISER).values("agency")
    in_being = Agency.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today), pk__in=answering)
    return list(in_being.exclude(pk=dossier.agency_id).order_by("name"))


def latest_answer(dossier: Dossier, rule: ClockRule | None, *, at: datetime, calendar: WorkCalendar) -> datetime | None:
    """Return until when an answer may be asked for: the rule's term, else the dossier's; None where that is over."""
    if rule is not None:
        return answer_term(rule, at=at, calendar=calendar, days=0) if rule.amount is not None else None
    return dossier.due_at if dossier.due_at and dossier.due_at > at else None


def _check_questions(
    dossier: Dossier, questions: Sequence[Question], *, rule: ClockRule | None, at: datetime, calendar: WorkCalendar
) -> None:
    if not questions:
        raise InvalidInput(_("Ông/Bà chọn ít nhất một cơ quan cần lấy ý kiến."), field="agency-0")
    reachable = {agency.pk for agency in agencies_to_consult(dossier, at=at)}
    asked = {row.agency_id for row in open_consultations(dossier)} if dossier.open_consultations else set()
    latest = latest_answer(dossier, rule, at=at, calendar=calendar)
    for number, question in enumerate(questions):
        if question.agency.pk not in reachable:
            message = _("%(name)s chưa có cán bộ trả lời trên hệ thống.") % {"name": question.agency.short_name}
            raise InvalidInput(message, field=f"agency-{number}")
        if question.agency.pk in asked:
            message = _("%(name)s đã được hỏi và chưa trả lời.") % {"name": question.agency.short_name}
            raise InvalidInput(message, field=f"agency-{number}")
        asked.add(question.agency.pk)
        if not normalised(question.question):
            raise InvalidInput(_("Ông/Bà ghi nội dung xin ý kiến."), field=f"question-{number}")
        _check_due(question.due_at, latest, at=at, field=f"due_on-{number}")


def _check_due(due_at: datetime, latest: datetime | None, *, at: datetime, field: str) -> None:
    if due_at <= at:
        raise InvalidInput(_("Thời hạn trả lời phải ở sau thời điểm này."), field=field)
    if due_at > at + FURTHEST:
        raise InvalidInput(_("Thời hạn trả lời không được quá một năm kể từ hôm nay."), field=field)
    if latest is not None and due_at > latest:
        until = timezone.localtime(latest)
        raise InvalidInput(
            _("Thời hạn trả lời không được sau %(moment)s, là thời hạn còn lại của hồ sơ.")
            % {"moment": f"{until:%H:%M, %d/%m/%Y}"},
            field=field,
        )


def _pause(rule: ClockRule) -> Entry:
    return pause_entry(deadlines.PauseCause.CONSULTATION, policy=rule.policy, legal_ground=rule.legal_ground)


def _ground(dossier: Dossier) -> str:
    rule = rule_for(dossier, ClockCause.CONSULTATION)
    return rule.legal_ground if rule else CONSULT_GROUND


def _held_by_next(dossier: Dossier, answered: Consultation, *, stays_out: bool) -> dict[str, Any]:
    """Return who holds the dossier while others still have to answer: the next agency of the list."""
    if not stays_out:
        return {}
    following = [row for row in open_consultations(dossier) if row.pk != answered.pk]
    return {"holder": None, "holder_agency": following[0].agency} if following else {}
