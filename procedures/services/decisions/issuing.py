"""Issuing a decision: its drafts become versions that wait for their day; and taking it back before that day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from procedures.models import (
    ChangeKind,
    Procedure,
    ProcedureChange,
    ProcedureVersion,
    Promulgation,
    PromulgationDeed,
    PromulgationState,
)
from procedures.records import BadRecord
from procedures.services.decisions.entering import draft, locked, record_deed
from procedures.services.decisions.errors import CannotIssue, CannotUndo, Obstacle
from procedures.services.decisions.obstacles import codes_of, decision_words, histories_of, holding, obstacles
from procedures.services.publishing import ONE_DAY, end_version, publish_versions, withdraw_versions


def issue(decision: Promulgation, *, seen: int, actor: User, at: datetime) -> Promulgation:
    """Make every line of a draft hold from the day of effect, all or none.

    What is created, amended or replacing becomes a version; what is repealed or replaced ends the day before. `seen`
    is the last event that the actor saw. Raises `CannotIssue` with every obstacle, `StaleDecision`, `NotDraft`.

    Law: Nghị định 63/2010/NĐ-CP Điều 13, 15 (the chairman of the province publishes procedures).
    """
    with transaction.atomic():
        decision = draft(decision, seen=seen)
        changes = list(decision.changes.order_by("pk"))
        _lock_procedures(changes)
        found = obstacles(decision, today=timezone.localdate(at))
        if found or decision.effective_on is None:
            raise CannotIssue(found)
        _publish(decision, changes, valid_from=decision.effective_on)
        _end(decision, changes, last_day=decision.effective_on - ONE_DAY)
        decision.state = PromulgationState.ISSUED
        decision.save(update_fields=["state"])
        record_deed(decision, PromulgationDeed.ISSUE, actor=actor, at=at)
    return decision


def undo(decision: Promulgation, *, seen: int, note: str = "", actor: User, at: datetime) -> Promulgation:
    """Take an issued decision back to a draft, as long as its day has not come: the catalogue is as it was before.

    Raises `CannotUndo` from the day of effect on, and where a later decision was drawn up from what this one says.
    """
    with transaction.atomic():
        decision = locked(decision, seen=seen)
        changes = list(decision.changes.select_related("version__procedure").order_by("-pk"))
        _lock_procedures(changes)
        if refusal := undo_refusal(decision, changes, today=timezone.localdate(at)):
            raise CannotUndo(refusal)
        versions = [change.version for change in changes if change.version]
        _leave_drafts_without_base(versions)
        withdraw_versions(versions)
        _reopen(decision, changes)
        decision.state = PromulgationState.DRAFT
        decision.save(update_fields=["state"])
        record_deed(decision, PromulgationDeed.UNDO, actor=actor, at=at, note=note)
    return decision


def undo_refusal(decision: Promulgation, changes: Sequence[ProcedureChange], *, today: date) -> str:
    """Return why a decision cannot be taken back today, or nothing; one query."""
    if decision.state != PromulgationState.ISSUED or decision.effective_on is None:
        return _("Quyết định chưa ban hành nên không có gì để thu hồi.")
    if decision.effective_on <= today:
        text = _("Quyết định đã có hiệu lực từ ngày %s; chỉ một quyết định mới có thể thay đổi nội dung này.")
        return text % f"{decision.effective_on:%d/%m/%Y}"
    numbers = {(change.code, change.version.number) for change in changes if change.version}
    others = ProcedureChange.objects.filter(
        promulgation__state=PromulgationState.ISSUED, code__in=[code for code, _number in numbers]
    )
    for other in others.exclude(promulgation=decision).select_related("promulgation"):
        if (other.code, other.base_number) in numbers:
            text = _(
                "%(other)s đã sửa tiếp thủ tục %(code)s trên nội dung của quyết định này; thu hồi quyết định đó trước."
            )
            return text % {"other": decision_words(other.promulgation), "code": other.code}
    return ""


def _lock_procedures(changes: Sequence[ProcedureChange]) -> None:
    """Let nobody else publish, end or withdraw these procedures until the transaction ends."""
    rows = Procedure.objects.select_for_update().filter(code__in=codes_of(changes)).order_by("pk")
    list(rows.values_list("pk"))


def _publish(decision: Promulgation, changes: Sequence[ProcedureChange], *, valid_from: date) -> None:
    written = [change for change in changes if change.kind != ChangeKind.REPEAL]
    try:
        versions = publish_versions([change.record for change in written], valid_from=valid_from, promulgation=decision)
    except BadRecord as error:
        raise CannotIssue([Obstacle(problem.text, error.code, problem.where) for problem in error.problems]) from error
    for change, version in zip(written, versions, strict=True):
        change.version = version
    ProcedureChange.objects.bulk_update(written, ["version"])


def _end(decision: Promulgation, changes: Sequence[ProcedureChange], *, last_day: date) -> None:
    ended: dict[str, ProcedureVersion | None]
    ended = {change.code: None for change in changes if change.kind == ChangeKind.REPEAL}
    ended |= {code: change.version for change in changes for code in change.replaces}
    histories = histories_of(ended)
    for code, successor in ended.items():
        if version := holding(histories[code], last_day):
            end_version(version, last_day=last_day, ended_by=decision)
        if successor is not None:
            Procedure.objects.filter(code=code).update(successor=successor.procedure)


def _leave_drafts_without_base(versions: Sequence[ProcedureVersion]) -> None:
    """Tell drafts that were begun with versions which go: later ones may get their numbers."""
    gone = {(version.procedure.code, version.number) for version in versions}
    drafts = ProcedureChange.objects.filter(
        promulgation__state=PromulgationState.DRAFT, code__in=[code for code, _number in gone]
    )
    orphans = [pk for pk, code, number in drafts.values_list("pk", "code", "base_number") if (code, number) in gone]
    ProcedureChange.objects.filter(pk__in=orphans).update(base_number=0)


def _reopen(decision: Promulgation, changes: Sequence[ProcedureChange]) -> None:
    """Let what a decision ended hold on: until the next version begins, or for good."""
    histories = histories_of(codes_of(changes))
    for version in decision.ended_versions.select_related("procedure"):
        after = [
            other.valid_from for other in histories[version.procedure.code] if other.valid_from > version.valid_from
        ]
        version.valid_to = min(after) - timedelta(days=1) if after else None
        version.ended_by = None
        version.save(update_fields=["valid_to", "ended_by"])
    replaced = {code for change in changes for code in change.replaces}
    Procedure.objects.filter(code__in=replaced).update(successor=None)
    # Who had replaced them before stands in the lines of decisions that still hold.
    earlier = ProcedureChange.objects.filter(kind=ChangeKind.REPLACE, version__isnull=False)
    earlier = earlier.order_by("promulgation__effective_on", "pk")
    for others, successor in earlier.values_list("replaces", "version__procedure"):
        if codes := replaced.intersection(others):
            Procedure.objects.filter(code__in=codes).update(successor=successor)
