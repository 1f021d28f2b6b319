"""Entering a decision: what stands on its first page, its PDF, and the procedures that it changes, as drafts.

Each verb locks the decision, refuses one that has been issued (`NotDraft`), and leaves an event.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.uploads import CheckedUpload
from agencies.vietnamese import folded
from procedures.models import (
    ChangeKind,
    ProcedureChange,
    ProcedureVersion,
    Promulgation,
    PromulgationDeed,
    PromulgationEvent,
    PromulgationState,
)
from procedures.records import BadRecord, Record, check_record
from procedures.records.canonical import canonical
from procedures.records.merging import merged
from procedures.services.decisions.errors import DecisionError, NotDraft, StaleChange, StaleDecision
from procedures.services.decisions.obstacles import histories_of, holding, outside_problems
from procedures.services.recording import record_of, records_of

CODE = re.compile(r"[1-9]\.\d{6}(?:\.[0-9A-Z]+)*")
"""A national code, perhaps with the marks of a province: “1.001193”, “1.014199.H05”."""


@dataclass(frozen=True, slots=True)
class FirstPage:
    """What one reads on the first page of a decision."""

    number: str
    title: str
    issuer: str
    effective_on: date
    issued_on: date | None = None
    signer: str = ""

    @property
    def year(self) -> int:
        """The year in whose series the number stands; until the decision is signed, that of its day of effect."""
        return (self.issued_on or self.effective_on).year


def enter(page: FirstPage, *, actor: User, at: datetime) -> Promulgation:
    """Enter a decision as a draft. One that the catalogue only cites becomes it; raises `DecisionError` at `number`."""
    with transaction.atomic():
        same = Promulgation.objects.select_for_update().filter(number=page.number, year__in=(0, page.year))
        known = same.order_by("-year").first()
        if known and known.state != PromulgationState.CITED:
            raise _taken(page)
        decision = known or Promulgation()
        decision.state = PromulgationState.DRAFT
        _write(decision, page)
        record_deed(decision, PromulgationDeed.ENTER, actor=actor, at=at)
    return decision


def edit(decision: Promulgation, page: FirstPage, *, seen: int, actor: User, at: datetime) -> Promulgation:
    """Change the first page of a draft; `seen` is the last event that the actor saw.

    Raises `StaleDecision`, `NotDraft`, or `DecisionError` at `number`.
    """
    with transaction.atomic():
        decision = draft(decision, seen=seen)
        if Promulgation.objects.filter(number=page.number, year=page.year).exclude(pk=decision.pk).exists():
            raise _taken(page)
        is_renamed = decision.number != page.number
        _write(decision, page)
        if is_renamed:
            for change in decision.changes.exclude(kind=ChangeKind.REPEAL):
                change.record["promulgation"] = {"number": page.number}
                change.save(update_fields=["record"])
        record_deed(decision, PromulgationDeed.EDIT, actor=actor, at=at)
    return decision


def attach(decision: Promulgation, upload: CheckedUpload, *, actor: User, at: datetime) -> None:
    """Keep the signed PDF of a draft, in place of the one before."""
    with transaction.atomic():
        decision = draft(decision)
        before = decision.document.name
        upload.file.seek(0)
        decision.document.save(upload.name, upload.file, save=False)
        decision.document_sha256 = upload.sha256
        decision.save(update_fields=["document", "document_sha256"])
        record_deed(decision, PromulgationDeed.EDIT, actor=actor, at=at, note=_("Bản PDF: %s") % upload.name)
        if before:
            storage = decision.document.storage
            transaction.on_commit(lambda: storage.delete(before))


def add_changes(
    decision: Promulgation,
    codes: Sequence[str],
    *,
    kind: ChangeKind,
    replaces: Sequence[str] = (),
    actor: User,
    at: datetime,
) -> list[ProcedureChange]:
    """Add one line to a draft for each code, all of one kind; some twenty statements, however many.

    An amendment begins with what will hold on the day of effect, a replacement with what it replaces. Raises
    `DecisionError` at `codes` or `replaces`, naming every code that does not fit.
    """
    with transaction.atomic():
        decision = draft(decision)
        codes, replaces = list(dict.fromkeys(codes)), list(dict.fromkeys(replaces))
        versions = _versions_on(decision, [*codes, *replaces])
        _check_codes(decision, codes, kind=kind, versions=versions)
        _check_replaced(codes, replaces, kind=kind, versions=versions)
        begun = {version.procedure.code: record for version, record in _records(versions.values())}
        changes = []
        for code in codes:
            base = versions.get(code)
            record: Record = begun.get(code) or (begun.get(replaces[0]) if replaces else None) or {}
            changes.append(
                ProcedureChange(
                    promulgation=decision,
                    kind=kind,
                    code=code,
                    replaces=replaces,
                    record={} if kind == ChangeKind.REPEAL else _of_decision(record, code, decision),
                    base_number=base.number if base else None,
                )
            )
        changes = ProcedureChange.objects.bulk_create(changes)
        note = f"{kind.label}: {', '.join(codes)}"
        record_deed(decision, PromulgationDeed.EDIT, actor=actor, at=at, note=note)
    return changes


def save_change(
    change: ProcedureChange, record: Record, *, seen_revision: int, actor: User, at: datetime
) -> ProcedureChange:
    """Keep a draft's record, complete or not, if it does not contradict itself or what the house has.

    `seen_revision` is the revision that the actor began with. Raises `BadRecord` with every fault, `StaleChange` where
    somebody else saved meanwhile, `NotDraft` where the decision has been issued.
    """
    with transaction.atomic():
        decision = draft(change.promulgation)
        if change.kind == ChangeKind.REPEAL:
            raise DecisionError(_("Thủ tục bị bãi bỏ không có nội dung để sửa."))
        record = _of_decision(record, change.code, decision)
        _check_draft(record, on=decision.effective_on or timezone.localdate(at))
        _save(change, record, base_number=change.base_number, seen_revision=seen_revision)
        record_deed(decision, PromulgationDeed.EDIT, actor=actor, at=at, note=str(change))
    return change


def renew_change(change: ProcedureChange, *, seen_revision: int, actor: User, at: datetime) -> list[str]:
    """Bring a draft up to what will hold on the day of effect, and keep what the editor changed in it.

    Returns the keys that both sides changed, where the editor's words were kept. Raises as `save_change`.
    """
    with transaction.atomic():
        decision = draft(change.promulgation)
        version = _versions_on(decision, [change.code]).get(change.code)
        base = ProcedureVersion.objects.filter(procedure__code=change.code, number=change.base_number or 0).first()
        now = record_of(version) if version else {}
        record, both = merged(canonical(change.record), base=record_of(base) if base else {}, now=canonical(now))
        record = _of_decision(record, change.code, decision)
        number = version.number if version else None
        _save(change, record, base_number=number, seen_revision=seen_revision)
        record_deed(decision, PromulgationDeed.EDIT, actor=actor, at=at, note=_("Làm mới: %s") % change)
    return [key for key in both if key != "promulgation"]


def name_replaced(change: ProcedureChange, codes: Sequence[str], *, actor: User, at: datetime) -> None:
    """Say anew which procedures a replacement ends; its own draft stays. Raises `DecisionError` at `replaces`."""
    with transaction.atomic():
        decision = draft(change.promulgation)
        codes = list(dict.fromkeys(codes))
        versions = _versions_on(decision, codes)
        _check_replaced([change.code], codes, kind=ChangeKind(change.kind), versions=versions)
        change.replaces = codes
        change.save(update_fields=["replaces"])
        note = _("%(change)s, thay thế %(codes)s") % {"change": change, "codes": ", ".join(codes)}
        record_deed(decision, PromulgationDeed.EDIT, actor=actor, at=at, note=note)


def remove_change(change: ProcedureChange, *, actor: User, at: datetime) -> None:
    """Take a line out of a draft."""
    with transaction.atomic():
        decision = draft(change.promulgation)
        note = _("Bỏ khỏi quyết định: %s") % change
        change.delete()
        record_deed(decision, PromulgationDeed.EDIT, actor=actor, at=at, note=note)


def discard(decision: Promulgation) -> None:
    """Throw a draft away with all its lines; a decision that versions cite goes back to being cited.

    Raises `DecisionError` for one that was issued before: what was public once leaves its trace.
    """
    with transaction.atomic():
        decision = draft(decision)
        if decision.events.filter(deed=PromulgationDeed.ISSUE).exists():
            raise DecisionError(_("Quyết định đã từng được ban hành nên được lưu lại, không xóa."))
        name, storage = decision.document.name, decision.document.storage
        decision.changes.all().delete()
        decision.events.all().delete()
        if decision.versions.exists():
            decision.state, decision.slug, decision.year = PromulgationState.CITED, None, 0
            decision.document, decision.document_sha256 = "", ""
            decision.save()
        else:
            decision.delete()
        if name:
            transaction.on_commit(lambda: storage.delete(name))


# ── What the verbs share ─────────────────────────────────────────────────────────────────────────


def locked(decision: Promulgation, *, seen: int | None = None) -> Promulgation:
    """Return a decision under lock; raises `StaleDecision` where `seen` is not its last event."""
    decision = Promulgation.objects.select_for_update().get(pk=decision.pk)
    if seen is not None and seen != last_event(decision):
        raise StaleDecision
    return decision


def draft(decision: Promulgation, *, seen: int | None = None) -> Promulgation:
    """Return a draft under lock; raises `NotDraft`, `StaleDecision`."""
    decision = locked(decision, seen=seen)
    if decision.state != PromulgationState.DRAFT:
        raise NotDraft
    return decision


def last_event(decision: Promulgation) -> int:
    """Return the key of what was done last with a decision: what an editor has seen."""
    return decision.events.order_by("-pk").values_list("pk", flat=True).first() or 0


def record_deed(decision: Promulgation, deed: PromulgationDeed, *, actor: User, at: datetime, note: str = "") -> None:
    """Append one event."""
    PromulgationEvent.objects.create(promulgation=decision, deed=deed, actor=actor, at=at, note=note)


def _write(decision: Promulgation, page: FirstPage) -> None:
    for name, value in asdict(page).items():
        setattr(decision, name, value)
    decision.year = page.year
    decision.slug = _free_slug(decision)
    decision.save()


def _free_slug(decision: Promulgation) -> str:
    """Return the number as it stands in an address; numbers that fold alike are told apart by a count."""
    stem = folded(decision.number).replace(" ", "-")[:70] or "quyet-dinh"
    others = Promulgation.objects.filter(slug__startswith=stem).exclude(pk=decision.pk)
    taken = set(others.values_list("slug", flat=True))
    slug, count = stem, 1
    while slug in taken:
        count += 1
        slug = f"{stem}-{count}"
    return slug


def _taken(page: FirstPage) -> DecisionError:
    words = {"number": page.number, "year": page.year}
    return DecisionError(_("Quyết định số %(number)s năm %(year)s đã có trong danh mục.") % words, field="number")


def _versions_on(decision: Promulgation, codes: Sequence[str]) -> dict[str, ProcedureVersion]:
    """Return what will hold on the day of effect, by code; one query."""
    if decision.effective_on is None:
        raise DecisionError(_("Quyết định chưa có ngày có hiệu lực."), field="effective_on")
    found = {code: holding(history, decision.effective_on) for code, history in histories_of(codes).items()}
    return {code: version for code, version in found.items() if version}


def _records(versions: Any) -> list[tuple[ProcedureVersion, dict[str, Any]]]:
    rows = list(versions)
    return list(zip(rows, records_of(rows), strict=True))


def _of_decision(record: Record, code: str, decision: Promulgation) -> dict[str, Any]:
    return canonical({**record, "code": code, "promulgation": {"number": decision.number}})


def _save(change: ProcedureChange, record: dict[str, Any], *, base_number: int | None, seen_revision: int) -> None:
    rows = ProcedureChange.objects.filter(pk=change.pk, revision=seen_revision)
    if not rows.update(record=record, base_number=base_number, revision=seen_revision + 1):
        raise StaleChange
    change.record, change.base_number, change.revision = record, base_number, seen_revision + 1


def _check_draft(record: Record, *, on: date) -> None:
    check_record(record, complete=False)
    (problems,) = outside_problems([record], on=on)
    if problems:
        raise BadRecord(record["code"], problems)


def _check_codes(
    decision: Promulgation, codes: Sequence[str], *, kind: ChangeKind, versions: Mapping[str, ProcedureVersion]
) -> None:
    if not codes:
        raise DecisionError(_("Ông/Bà nhập ít nhất một mã thủ tục."), field="codes")
    words = {"day": f"{decision.effective_on:%d/%m/%Y}"}
    in_decision = set(decision.changes.values_list("code", flat=True))
    needs_version = kind in (ChangeKind.AMEND, ChangeKind.REPEAL)
    faults = [
        (_("Mã không đúng dạng (ví dụ 1.001193): %s."), [code for code in codes if not CODE.fullmatch(code)]),
        (_("Đã có trong quyết định này: %s."), [code for code in codes if code in in_decision]),
        (
            _("Không có thủ tục nào áp dụng vào ngày %(day)s mang mã này: %%s.") % words,
            [code for code in codes if needs_version and CODE.fullmatch(code) and code not in versions],
        ),
        (
            _("Thủ tục đang áp dụng, chỉ có thể sửa đổi, thay thế hoặc bãi bỏ: %s."),
            [code for code in codes if kind == ChangeKind.CREATE and code in versions],
        ),
    ]
    if told := [text % ", ".join(wrong) for text, wrong in faults if wrong]:
        raise DecisionError(" ".join(told), field="codes")


def _check_replaced(
    codes: Sequence[str], replaces: Sequence[str], *, kind: ChangeKind, versions: Mapping[str, ProcedureVersion]
) -> None:
    if kind != ChangeKind.REPLACE:
        if replaces:
            raise DecisionError(_("Chỉ hình thức “Thay thế” mới có thủ tục bị thay thế."), field="replaces")
        return
    if len(codes) != 1:
        raise DecisionError(_("Mỗi lần Ông/Bà nhập một thủ tục thay thế."), field="codes")
    if not replaces:
        raise DecisionError(_("Ông/Bà ghi mã các thủ tục bị thay thế."), field="replaces")
    if codes[0] in replaces:
        text = _("Thủ tục không thể thay thế chính nó; Ông/Bà chọn “Sửa đổi, bổ sung”.")
        raise DecisionError(text, field="replaces")
    if unknown := [code for code in replaces if code not in versions]:
        text = _("Không có thủ tục nào đang áp dụng mang mã: %s.") % ", ".join(unknown)
        raise DecisionError(text, field="replaces")
