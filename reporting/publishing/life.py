"""The life of a report: draft → checked → approved by a named leader → published; corrected only in the open.

Each verb is one guarded UPDATE (only while the report is as the actor saw it) and one event, in one transaction.

Law: Nghị định 09/2019/NĐ-CP (reports); Nghị định 30/2020/NĐ-CP Điều 15 (the number is given after the signature).
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.models import Agency
from agencies.numbers import take_numbers
from agencies.vietnamese import normalised
from reporting.formats import FORMATS, json
from reporting.models import Report, ReportDeed, ReportEvent, ReportFile, ReportState
from reporting.publishing import counting, subscribing
from reporting.publishing.access import approving_post, may_make
from reporting.publishing.checking import Finding, findings
from reporting.publishing.errors import Blocked, NotAllowed, ReportError, StaleReport
from reporting.reports.kinds import BY_KEY
from reporting.reports.snapshot import Snapshot, sha256_of

OPEN = (ReportState.DRAFT, ReportState.CHECKED, ReportState.APPROVED)

NOBODY: dict[str, Any] = {
    "checked_by": None,
    "checked_at": None,
    "approved_by": None,
    "approved_at": None,
    "approver_title": "",
}
"""Who vouches for a report that is a draft again."""


@transaction.atomic
def draft(kind: str, *, period: str, scope: Agency | None, key: UUID, actor: User, at: datetime) -> Report:
    """Make a draft and count it. `key` is the page's: pressed twice it gives the same draft.

    Raises `ValueError` in Vietnamese for a period that is not over, `NotAllowed`, and `ReportError` where the same
    report is published already: then only a corrigendum may follow.
    """
    today = timezone.localdate(at)
    if made := Report.objects.filter(key=key, made_by=actor).first():
        return made
    if kind not in BY_KEY or not may_make(actor, scope.pk if scope else None, today=today):
        raise NotAllowed(_("Ông/Bà không lập báo cáo này."))
    asked = counting.period_of(period, today=today)
    same = Report.objects.filter(kind=kind, period=asked.slug, scope=scope, state=ReportState.PUBLISHED)
    if published := same.order_by("-version").first():
        raise ReportError(
            _("Báo cáo kỳ này đã công bố, số %(number)s. Muốn sửa thì lập bản đính chính.")
            % {"number": published.number}
        )
    report = Report(key=key, kind=kind, period=asked.slug, first_on=asked.first_on, last_on=asked.last_on, scope=scope)
    return _made(report, actor=actor, at=at)


@transaction.atomic
def correct(published: Report, *, reason: str, key: UUID, actor: User, at: datetime) -> Report:
    """Make the draft of a corrigendum: the same report counted again, with every cell that differs, old and new.

    Raises `NotAllowed`, and `ReportError` without a reason, where nothing differs, or for what is corrected already.
    """
    if made := Report.objects.filter(key=key, made_by=actor).first():
        return made
    _only_makers(published, actor=actor, at=at)
    reason = normalised(reason)
    if not reason:
        raise ReportError(_("Ông/Bà ghi rõ vì sao phải đính chính."))
    if published.state != ReportState.PUBLISHED:
        raise ReportError(_("Chỉ đính chính báo cáo đã công bố."))
    report = Report(
        key=key,
        kind=published.kind,
        period=published.period,
        first_on=published.first_on,
        last_on=published.last_on,
        scope=published.scope,
        corrects=published,
        version=published.version + 1,
        reason=reason,
    )
    try:
        with transaction.atomic():
            made = _made(report, actor=actor, at=at)
    except IntegrityError as error:
        raise ReportError(_("Báo cáo này đã có bản đính chính.")) from error
    correction = counting.snapshot_of(made).correction
    if correction is None or not correction.amendments:
        raise ReportError(_("Số liệu tính lại giống hệt báo cáo đã công bố nên không có gì để đính chính."))
    return made


def _made(report: Report, *, actor: User, at: datetime) -> Report:
    report.state, report.made_by, report.made_at, report.as_of = ReportState.DRAFT, actor, at, at
    report.content = b""
    report.save(force_insert=True)
    counting.keep(report, counting.count(report, at=at))
    report.save(update_fields=["content", "sha256"])
    _event(report, ReportDeed.MAKE, actor=actor, at=at, words=report.reason)
    return report


@transaction.atomic
def recount(report: Report, *, seen: int, actor: User, at: datetime) -> None:
    """Count a report anew that is not published yet; it is a draft again."""
    _only_makers(report, actor=actor, at=at)
    _take(report, seen=seen, states=OPEN)
    counting.keep(report, counting.count(report, at=at))
    _move(report, ReportState.DRAFT, as_of=at, content=report.content, sha256=report.sha256, **NOBODY)
    _event(report, ReportDeed.RECOUNT, actor=actor, at=at)


@transaction.atomic
def check(report: Report, *, seen: int, actor: User, at: datetime) -> list[Finding]:
    """Check every identity; return what does not hold. Only a report without findings becomes checked.

    A report that is blocked stays a draft, and the trail keeps what was found.
    """
    _only_makers(report, actor=actor, at=at)
    _take(report, seen=seen, states=(ReportState.DRAFT,))
    broken = findings(report)
    if broken:
        _move(report, ReportState.DRAFT)
        _event(report, ReportDeed.BLOCK, actor=actor, at=at, findings=broken)
    else:
        _move(report, ReportState.CHECKED, checked_by=actor, checked_at=at)
        _event(report, ReportDeed.CHECK, actor=actor, at=at)
    return broken


@transaction.atomic
def send_back(report: Report, *, words: str, seen: int, actor: User, at: datetime) -> None:
    """Send a checked or approved report back to its maker, with a reason."""
    words = normalised(words)
    if not words:
        raise ReportError(_("Ông/Bà ghi rõ vì sao trả lại báo cáo."))
    if approving_post(actor, report, today=timezone.localdate(at)) is None:
        _only_makers(report, actor=actor, at=at)
    _take(report, seen=seen, states=(ReportState.CHECKED, ReportState.APPROVED))
    _move(report, ReportState.DRAFT, **NOBODY)
    _event(report, ReportDeed.SEND_BACK, actor=actor, at=at, words=words)


@transaction.atomic
def approve(report: Report, *, seen: int, actor: User, at: datetime) -> None:
    """Let a leader approve a checked report; raises `NotAllowed` for everybody else, and for whoever made it."""
    post = approving_post(actor, report, today=timezone.localdate(at))
    if post is None:
        raise NotAllowed(_("Chỉ lãnh đạo phê duyệt báo cáo, và không ai phê duyệt báo cáo do mình lập."))
    _take(report, seen=seen, states=(ReportState.CHECKED,))
    title = post.title or str(post.get_role_display())
    _move(report, ReportState.APPROVED, approved_by=actor, approved_at=at, approver_title=title)
    _event(report, ReportDeed.APPROVE, actor=actor, at=at)


def publish(report: Report, *, seen: int, actor: User, at: datetime) -> None:
    """Give an approved report its number and freeze it; who asked for it is told.

    Checks once more: raises `Blocked` with what does not hold, after sending the report back to be a draft.
    """
    with transaction.atomic():
        _only_makers(report, actor=actor, at=at)
        _take(report, seen=seen, states=(ReportState.APPROVED,))
        broken = findings(report)
        if broken:
            _move(report, ReportState.DRAFT, **NOBODY)
            _event(report, ReportDeed.BLOCK, actor=actor, at=at, findings=broken)
        else:
            _freeze(report, at=at)
            _event(report, ReportDeed.PUBLISH, actor=actor, at=at)
            subscribing.announce(report, at=at)
    if broken:
        raise Blocked(broken)


def _freeze(report: Report, *, at: datetime) -> None:
    """Write number, day and approver into the snapshot, and the snapshot with its hash into the report."""
    centre, today = counting.centre(), timezone.localdate(at)
    (number,) = take_numbers([("report", centre.code, str(today.year))])
    symbol = f"{number}/BC-{centre.receipt_symbol}"
    snapshot = replace(
        counting.snapshot_of(report),
        number=symbol,
        approved_by=report.approved_by.full_name if report.approved_by else "",
        approved_title=report.approver_title,
        published_on=today.isoformat(),
    )
    counting.keep(report, snapshot)
    ReportFile.objects.bulk_create(_files(report, snapshot))
    frozen = {"content": report.content, "sha256": report.sha256, "published_at": at}
    try:
        with transaction.atomic():
            slug = slugify(f"{today.year}-{number}-{report.kind}")[:40]
            _move(report, ReportState.PUBLISHED, number=symbol, slug=slug, **frozen)
    except IntegrityError as error:
        raise StaleReport from error


def _files(report: Report, snapshot: Snapshot) -> Iterator[ReportFile]:
    """Yield the report in every form; as JSON it is the snapshot itself."""
    for form in FORMATS.values():
        if form.extension != json.EXTENSION:
            content = form.render(snapshot)
            yield ReportFile(report=report, extension=form.extension, content=content, sha256=sha256_of(content))


@transaction.atomic
def withdraw(report: Report, *, seen: int, actor: User, at: datetime) -> None:
    """Give up a report that is not published; its cells and its list go, the trail stays."""
    _only_makers(report, actor=actor, at=at)
    _take(report, seen=seen, states=OPEN)
    report.entries.all().delete()
    report.cells.all().delete()
    # Somebody else may correct what this one would have corrected.
    freed = {"corrects": None, "reason": "", "version": 1} if report.corrects_id else {}
    _move(report, ReportState.WITHDRAWN, **freed)
    _event(report, ReportDeed.WITHDRAW, actor=actor, at=at)


def _only_makers(report: Report, *, actor: User, at: datetime) -> None:
    if not may_make(actor, report.scope_id, today=timezone.localdate(at)):
        raise NotAllowed(_("Ông/Bà không xử lý báo cáo này."))


def _take(report: Report, *, seen: int, states: Sequence[ReportState]) -> None:
    """Claim a report as the actor saw it; raises `StaleReport` where somebody else was first."""
    claimed = Report.objects.filter(pk=report.pk, revision=seen, state__in=states).update(revision=seen + 1)
    if not claimed:
        raise StaleReport
    report.revision = seen + 1


def _move(report: Report, state: ReportState, **columns: Any) -> None:
    report.state = state
    for name, value in columns.items():
        setattr(report, name, value)
    Report.objects.filter(pk=report.pk).update(state=state, **columns)


def _event(
    report: Report,
    deed: ReportDeed,
    *,
    actor: User,
    at: datetime,
    words: str = "",
    findings: Sequence[Finding] = (),
) -> None:
    found = [asdict(finding) for finding in findings]
    ReportEvent.objects.create(report=report, deed=deed, actor=actor, at=at, words=words, findings=found)
