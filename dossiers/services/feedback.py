"""Feedback and petitions: received, judged, answered and published, each step with its event and its notice.

Law: Nghị định 20/2008/NĐ-CP (sửa đổi 92/2017/NĐ-CP); the terms stand in `dossiers.petitions`.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from agencies.models import Agency
from agencies.numbers import take_numbers
from agencies.uploads import CheckedUpload
from agencies.vietnamese import normalised
from agencies.worktime import WorkCalendar
from dossiers.deadlines import Pause
from dossiers.errors import DossierError, InvalidInput, NotAllowed, StaleDossier
from dossiers.feedback_access import feedback_led_by
from dossiers.models import (
    Dossier,
    Feedback,
    FeedbackChannel,
    FeedbackEvent,
    FeedbackFile,
    FeedbackKind,
    FeedbackStatus,
)
from dossiers.petitions import ANSWER_DAYS, ASK_DAYS, DEEDS, JUDGE_DAYS, PUBLISH_DAYS, Deed, term
from dossiers.public_words import personal_in
from dossiers.services.feedback_news import moment, tell_leaders, tell_sender
from dossiers.services.intake import SECRET_LENGTH, TRACKING_LETTERS
from dossiers.uploads import store

S = FeedbackStatus

MOST_FILES, TIMES_ENCLOSED = 5, 3
"""How many files come with a petition at once, and how often so many."""


class StaleFeedback(StaleDossier):
    """Somebody else has moved the petition since the actor saw it."""

    def __init__(self) -> None:
        DossierError.__init__(
            self, _("Phản ánh này vừa được người khác xử lý. Ông/Bà xem lại tình trạng mới nhất rồi thao tác tiếp.")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Petition:
    """What a sender says; the phone in E.164. Name and address are required by law."""

    kind: FeedbackKind
    agency: Agency
    subject: str
    words: str
    name: str
    address: str
    phone: str = ""
    email: str = ""
    dossier: Dossier | None = None


def receive(
    petition: Petition,
    *,
    channel: FeedbackChannel = FeedbackChannel.PORTAL,
    key: UUID,
    actor: User | None,
    at: datetime,
    calendar: WorkCalendar,
    files: Sequence[CheckedUpload] = (),
) -> Feedback:
    """Take a petition in, draw its number, set its terms; the sender and the agency's leaders are told. Once per key.

    `actor` is who sent it from their account, or who wrote it down for somebody (`channel` says which). Raises
    `InvalidInput` where name, address or content is missing: the law does not take such a petition; or where more
    files come with it than anybody can read.
    """
    if earlier := Feedback.objects.filter(key=key).first():
        return earlier
    given = {name: normalised(getattr(petition, name)) for name in ("name", "address", "subject", "words")}
    for name, message in NEEDED.items():
        if not given[name]:
            raise InvalidInput(message, field=name)
    try:
        with transaction.atomic():
            year = timezone.localdate(at).year
            (number,) = take_numbers([("feedback", "", str(year))])
            feedback = Feedback.objects.create(
                number=f"PA-{year}-{number:04d}",
                key=key,
                tracking_secret="".join(secrets.choice(TRACKING_LETTERS) for _i in range(SECRET_LENGTH)),
                kind=petition.kind,
                channel=channel,
                dossier=petition.dossier,
                agency=petition.agency,
                sender=actor if channel == FeedbackChannel.PORTAL else None,
                sender_name=given["name"],
                sender_address=given["address"],
                sender_phone=petition.phone,
                sender_email=petition.email,
                subject=given["subject"],
                words=given["words"],
                received_at=at,
                judge_due_at=term(at, JUDGE_DAYS, calendar),
                answer_due_at=term(at, ANSWER_DAYS, calendar),
            )
            _enclose(feedback, files, actor=actor, at=at)
            _write_event(feedback, actor=actor, at=at)
            facts = {"answer_due": moment(feedback.answer_due_at)}
            tell_sender(feedback, "feedback_received", facts, at=at)
            tell_leaders(feedback, at=at)
    except IntegrityError:
        if earlier := Feedback.objects.filter(key=key).first():
            return earlier
        raise
    return feedback


NEEDED = {
    "name": gettext_lazy("Ông/Bà ghi họ và tên: phản ánh không có tên thì không được tiếp nhận."),
    "address": gettext_lazy("Ông/Bà ghi địa chỉ: phản ánh không có địa chỉ thì không được tiếp nhận."),
    "subject": gettext_lazy("Ông/Bà ghi tiêu đề."),
    "words": gettext_lazy("Ông/Bà viết nội dung phản ánh, kiến nghị."),
}


def accept(feedback: Feedback, *, seen: int, actor: User, at: datetime, calendar: WorkCalendar) -> None:
    """Take a petition in hand; waiting for the sender, if it did, ends now."""
    with transaction.atomic():
        changes = _after_waiting(feedback, at=at, calendar=calendar)
        _move(feedback, Deed.ACCEPT, S.IN_HAND, seen=seen, actor=actor, at=at, changes={**changes, "handler": actor})
        tell_sender(feedback, "feedback_moved", {"status_words": _("cơ quan đang xử lý")}, at=at)


def refuse(feedback: Feedback, *, reason: str, seen: int, actor: User, at: datetime) -> None:
    """End a petition that cannot be taken, and tell why."""
    reason = _needed(reason, "reason", _("Ông/Bà ghi lý do không thụ lý và hướng dẫn người gửi."))
    with transaction.atomic():
        _move(feedback, Deed.REFUSE, S.REFUSED, seen=seen, actor=actor, at=at, words=reason)
        tell_sender(feedback, "feedback_moved", {"status_words": _("không thụ lý"), "reason": reason}, at=at)


def forward(
    feedback: Feedback,
    *,
    to: Agency | None,
    outside: str = "",
    reason: str,
    seen: int,
    actor: User,
    at: datetime,
    calendar: WorkCalendar,
) -> None:
    """Give a petition to the agency that is competent: one of the province, whose terms begin now, or one `outside`.

    Raises `InvalidInput` where neither or both are named, or where it would go to the agency that has it.
    """
    outside = normalised(outside)
    reason = _needed(reason, "reason", _("Ông/Bà ghi vì sao chuyển."))
    if (to is None) == (not outside):
        raise InvalidInput(_("Ông/Bà chọn một cơ quan của tỉnh, hoặc ghi tên cơ quan khác."), field="agency")
    if to is not None and to.pk == feedback.agency_id:
        raise InvalidInput(_("Phản ánh đang ở chính cơ quan này."), field="agency")
    name = to.name if to else outside
    words = _("Chuyển %(agency)s: %(reason)s") % {"agency": name, "reason": reason}
    changes: dict[str, Any] = {"handler": None}
    if to is not None:
        changes |= {
            "agency": to,
            "judge_due_at": term(at, JUDGE_DAYS, calendar),
            "answer_due_at": term(at, ANSWER_DAYS, calendar),
        }
    after = S.NEW if to else S.FORWARDED
    with transaction.atomic():
        _move(feedback, Deed.FORWARD, after, seen=seen, actor=actor, at=at, words=words, changes=changes)
        told = {"status_words": _("đã chuyển đến %s") % name, "reason": reason}
        tell_sender(feedback, "feedback_moved", told, at=at)
        if to is not None:
            tell_leaders(feedback, at=at)


def ask(feedback: Feedback, *, question: str, seen: int, actor: User, at: datetime, calendar: WorkCalendar) -> None:
    """Ask the sender to make something clear; the term of the answer stands still until they have.

    Raises `InvalidInput` after the five working days in which the law lets one ask.
    """
    question = _needed(question, "question", _("Ông/Bà ghi điều cần người gửi làm rõ."))
    if timezone.localdate(at) > timezone.localdate(term(_begun_at(feedback), ASK_DAYS, calendar)):
        raise InvalidInput(
            _("Đã quá 5 ngày làm việc từ khi nhận nên không hỏi lại được nữa; Ông/Bà trả lời theo nội dung đã có.")
        )
    with transaction.atomic():
        changes = {"handler": actor}
        _move(feedback, Deed.ASK, S.AWAITING_SENDER, seen=seen, actor=actor, at=at, words=question, changes=changes)
        tell_sender(feedback, "feedback_moved", {"status_words": _("cần Ông/Bà làm rõ"), "reason": question}, at=at)


def clarify(
    feedback: Feedback,
    *,
    words: str,
    seen: int,
    actor: User | None,
    at: datetime,
    calendar: WorkCalendar,
    files: Sequence[CheckedUpload] = (),
) -> None:
    """Take what the sender made clear (whoever asks has shown that they are the sender); the term goes on."""
    words = _needed(words, "words", _("Ông/Bà viết điều cơ quan cần làm rõ."))
    if feedback.status != S.AWAITING_SENDER:
        raise StaleFeedback
    with transaction.atomic():
        changes = _after_waiting(feedback, at=at, calendar=calendar)
        _write(feedback, S.IN_HAND, seen=seen, actor=actor, at=at, words=words, changes=changes)
        _enclose(feedback, files, actor=actor, at=at)
        tell_leaders(feedback, at=at, step="clarified")


def answer(feedback: Feedback, *, words: str, seen: int, actor: User, at: datetime, calendar: WorkCalendar) -> None:
    """Answer the sender; the answer is published within two working days."""
    words = _needed(words, "answer", _("Ông/Bà viết nội dung trả lời."))
    changes = {
        "answer": words,
        "answered_at": at,
        "answered_by": actor,
        "handler": actor,
        "publish_due_at": term(at, PUBLISH_DAYS, calendar),
    }
    with transaction.atomic():
        _move(feedback, Deed.ANSWER, S.ANSWERED, seen=seen, actor=actor, at=at, words=words, changes=changes)
        tell_sender(feedback, "feedback_answered", {}, at=at)


def publish(feedback: Feedback, *, public_words: str, public_answer: str, seen: int, actor: User, at: datetime) -> None:
    """Publish question and answer without the sender.

    Raises `InvalidInput` at the text that still names the sender, a phone, an e-mail address, an identity number or
    the dossier.

    Law: Nghị định 61/2018/NĐ-CP Điều 27 khoản 3; Nghị định 20/2008/NĐ-CP Điều 19.
    """
    texts = {
        "public_words": _needed(public_words, "public_words", _("Ông/Bà viết nội dung phản ánh sẽ công khai.")),
        "public_answer": _needed(public_answer, "public_answer", _("Ông/Bà viết nội dung trả lời sẽ công khai.")),
    }
    named = [feedback.sender_name, *([feedback.dossier.applicant_name] if feedback.dossier else [])]
    for field, text in texts.items():
        if found := personal_in(text, names=named):
            raise InvalidInput(
                _("Nội dung còn thông tin riêng: %s. Ông/Bà bỏ đi rồi công khai.") % ", ".join(found), field=field
            )
    with transaction.atomic():
        changes = {**texts, "published_at": at}
        _move(feedback, Deed.PUBLISH, S.PUBLISHED, seen=seen, actor=actor, at=at, changes=changes)


def say_satisfied(feedback: Feedback, *, is_satisfied: bool, actor: User | None, at: datetime) -> None:
    """Keep whether the sender is content with the answer; they may think again until they close the page for good.

    Raises `StaleFeedback` before there is an answer.
    """
    if feedback.answered_at is None:
        raise StaleFeedback
    words = _("Hài lòng với trả lời") if is_satisfied else _("Chưa hài lòng với trả lời")
    with transaction.atomic():
        changed = Feedback.objects.filter(pk=feedback.pk).exclude(is_satisfied=is_satisfied)
        if changed.update(is_satisfied=is_satisfied):
            feedback.is_satisfied = is_satisfied
            _write_event(feedback, actor=actor, at=at, words=words)


def hand_over(feedback: Feedback, *, to: User | None, words: str, actor: User, at: datetime) -> None:
    """Give a petition that a leaver had in hand to another leader, or to all who are left; inside the office only.

    Whoever may not handle it (it concerns them, or they do not lead there) does not get it: then it waits for all.
    """
    today = timezone.localdate(at)
    may_take = to is not None and feedback_led_by(to, today=today).filter(pk=feedback.pk).exists()
    with transaction.atomic():
        changed = Feedback.objects.filter(pk=feedback.pk, revision=feedback.revision)
        if not changed.update(handler=to if may_take else None, revision=feedback.revision + 1):
            raise StaleFeedback
        feedback.handler, feedback.revision = (to if may_take else None), feedback.revision + 1
        taker = to.full_name if to is not None and may_take else _("lãnh đạo của cơ quan")
        said = _("Bàn giao cho %(name)s: %(words)s") % {"name": taker, "words": words}
        FeedbackEvent.objects.create(
            feedback=feedback, status_after=feedback.status, actor=actor, at=at, words=said, is_internal=True
        )
        tell_leaders(feedback, at=at, step="handed_over")


# ── One writer ───────────────────────────────────────────────────────────────────────────


def _move(
    feedback: Feedback,
    deed: Deed,
    after: FeedbackStatus,
    *,
    seen: int,
    actor: User,
    at: datetime,
    words: str = "",
    changes: dict[str, Any] | None = None,
) -> None:
    """Let an officer take one step of the table; raises `NotAllowed` for whoever may not handle this petition."""
    if not feedback_led_by(actor, today=timezone.localdate(at)).filter(pk=feedback.pk).exists():
        raise NotAllowed(_("Ông/Bà không có quyền xử lý phản ánh này."))
    if deed not in DEEDS[FeedbackStatus(feedback.status)]:
        raise StaleFeedback
    _write(feedback, after, seen=seen, actor=actor, at=at, words=words, changes=changes or {})


def _write(
    feedback: Feedback,
    after: FeedbackStatus,
    *,
    seen: int,
    actor: User | None,
    at: datetime,
    words: str,
    changes: dict[str, Any],
) -> None:
    fields = {**changes, "status": after, "revision": seen + 1}
    if not Feedback.objects.filter(pk=feedback.pk, revision=seen, status=feedback.status).update(**fields):
        raise StaleFeedback
    for name, value in fields.items():
        setattr(feedback, name, value)
    _write_event(feedback, actor=actor, at=at, words=words)


def _write_event(feedback: Feedback, *, actor: User | None, at: datetime, words: str = "") -> None:
    FeedbackEvent.objects.create(
        feedback=feedback, status_after=feedback.status, actor=actor, at=at, words=words.strip()
    )


def _needed(words: str, field: str, message: str) -> str:
    words = normalised(words)
    if not words:
        raise InvalidInput(message, field=field)
    return words


def _enclose(feedback: Feedback, files: Sequence[CheckedUpload], *, actor: User | None, at: datetime) -> None:
    if feedback.files.count() + len(files) > MOST_FILES * TIMES_ENCLOSED:
        raise InvalidInput(_("Phản ánh này đã có quá nhiều tệp kèm theo."), field="files")
    for upload in files:
        FeedbackFile.objects.create(feedback=feedback, file=store(upload, actor=actor, at=at), at=at)


# ── Terms ────────────────────────────────────────────────────────────────────────────────


def _begun_at(feedback: Feedback) -> datetime:
    """Return when the agency that has it now got it: when it was sent, or forwarded there."""
    arrived = feedback.events.filter(status_after=S.NEW).order_by("-pk").values_list("at", flat=True).first()
    return arrived or feedback.received_at


def _after_waiting(feedback: Feedback, *, at: datetime, calendar: WorkCalendar) -> dict[str, Any]:
    """Return the new term of the answer after the sender was waited for; nothing where they were not."""
    if feedback.status != S.AWAITING_SENDER:
        return {}
    begun_at = _begun_at(feedback)
    pauses: list[Pause] = []
    asked_at = None
    for status, then in feedback.events.filter(at__gte=begun_at).order_by("pk").values_list("status_after", "at"):
        if status == S.AWAITING_SENDER:
            asked_at = asked_at or then
        elif asked_at is not None:
            pauses.append(Pause(asked_at, then))
            asked_at = None
    if asked_at is not None:
        pauses.append(Pause(asked_at, at))
    return {"answer_due_at": term(begun_at, ANSWER_DAYS, calendar, pauses)}
