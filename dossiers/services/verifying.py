"""A look at the place: ordered with time, members and ground, ended with what was found."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.vietnamese import normalised
from agencies.worktime import WorkCalendar
from dossiers import deadlines
from dossiers.errors import InvalidInput
from dossiers.models import Dossier, StoredFile, Verification
from dossiers.rules import rule_for
from dossiers.services.moves import move
from dossiers.services.timing import FURTHEST, answer_term, pause_entry, resume_if_paused
from dossiers.workflow import Action
from procedures.models import ClockCause


def verify(
    dossier: Dossier,
    *,
    planned_at: datetime,
    place: str,
    members: str,
    reason: str,
    legal_ground: str,
    seen: int,
    actor: User,
    at: datetime,
    calendar: WorkCalendar,
) -> Verification:
    """Order a verification on site; the clock pauses only where a rule lets it.

    Raises `InvalidInput` for what is missing, and for a time that has passed or lies after the term.
    """
    given = {"place": place, "members": members, "reason": reason, "legal_ground": legal_ground}
    given = {name: normalised(text) for name, text in given.items()}
    for name, text in given.items():
        if not text:
            raise InvalidInput(_("Ông/Bà ghi đủ địa điểm, thành phần, nội dung và căn cứ xác minh."), field=name)
    rule = rule_for(dossier, ClockCause.VERIFICATION)
    latest = dossier.due_at if dossier.due_at and dossier.due_at > at else None
    if rule is not None:
        latest = answer_term(rule, at=at, calendar=calendar, days=0) if rule.amount is not None else None
    _check_planned(planned_at, latest, at=at)
    entry = None
    if rule is not None:
        entry = pause_entry(deadlines.PauseCause.VERIFICATION, policy=rule.policy, legal_ground=rule.legal_ground)
    with transaction.atomic():
        move(dossier, Action.VERIFY, seen=seen, actor=actor, at=at, words=given["reason"], entry=entry)
        return Verification.objects.create(
            dossier=dossier, planned_at=planned_at, ordered_by=actor, ordered_at=at, **given
        )


def report_verification(
    dossier: Dossier,
    *,
    findings: str,
    file: StoredFile | None = None,
    seen: int,
    actor: User,
    at: datetime,
    calendar: WorkCalendar,
) -> None:
    """Write down what was found; the appraisal goes on, and the clock if it stood. The findings stay in the agency."""
    findings = normalised(findings)
    if not findings:
        raise InvalidInput(_("Ông/Bà ghi kết quả xác minh."), field="findings")
    rule = rule_for(dossier, ClockCause.VERIFICATION)
    entry = resume_if_paused(
        dossier,
        cause=str(_("Đã xác minh xong")),
        legal_ground=rule.legal_ground if rule else "",
        at=at,
        calendar=calendar,
    )
    with transaction.atomic():
        move(dossier, Action.REPORT_VERIFICATION, seen=seen, actor=actor, at=at, entry=entry)
        open_ones = Verification.objects.filter(dossier=dossier, reported_at=None)
        open_ones.update(findings=findings, file=file, reported_by=actor, reported_at=at)


def _check_planned(planned_at: datetime, latest: datetime | None, *, at: datetime) -> None:
    if planned_at > at + FURTHEST:
        raise InvalidInput(_("Thời gian xác minh không được quá một năm kể từ hôm nay."), field="planned_at")
    if planned_at <= at:
        raise InvalidInput(_("Thời gian xác minh phải ở sau thời điểm này."), field="planned_at")
    if latest is not None and planned_at > latest:
        until = timezone.localtime(latest)
        raise InvalidInput(
            _("Thời gian xác minh không được sau %(moment)s, là thời hạn còn lại của hồ sơ.")
            % {"moment": f"{until:%H:%M, %d/%m/%Y}"},
            field="planned_at",
        )
