"""What applicant and office write to each other about a dossier. It moves nothing: papers are asked for by form 02."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Role, User
from agencies.uploads import CheckedUpload
from agencies.vietnamese import normalised
from dossiers.access import MAY_MESSAGE, roles_in
from dossiers.announcing import News, tell
from dossiers.errors import InvalidInput, NotAllowed
from dossiers.models import Dossier, Message
from dossiers.uploads import store
from dossiers.workflow import FINAL

LONGEST_MESSAGE = 2000


def send(
    dossier: Dossier, *, words: str, file: CheckedUpload | None = None, key: UUID, actor: User, at: datetime
) -> Message:
    """Write to the other side, and let it be told; the same `key` writes once.

    Whoever is the applicant writes for the applicant, an officer for the agency of the post they hold in the dossier.
    Raises `NotAllowed` for everybody else, `InvalidInput` where nothing is said, where the dossier is over, or where
    no account of an applicant could read it.
    """
    roles = roles_in(actor, dossier, today=timezone.localdate(at))
    role = next((role for role in MAY_MESSAGE if role in roles), None)
    if role is None:
        raise NotAllowed(_("Ông/Bà không có quyền nhắn tin về hồ sơ này."))
    words = normalised(words)
    if not words:
        raise InvalidInput(_("Ông/Bà viết nội dung cần nhắn."), field="words")
    if dossier.submitter_id is None:
        raise InvalidInput(_("Người nộp hồ sơ này không có tài khoản trên Cổng nên không đọc được tin nhắn."))
    if dossier.status in FINAL:
        raise InvalidInput(_("Hồ sơ đã kết thúc nên không nhắn tin được nữa. Ông/Bà gửi phản ánh nếu cần hỏi thêm."))
    if earlier := _sent_with(key, dossier, actor):
        return earlier
    post = roles[role]
    try:
        with transaction.atomic():
            message = Message.objects.create(
                dossier=dossier,
                author=actor,
                agency=post.agency if post else None,
                is_from_applicant=role is Role.APPLICANT,
                words=words[:LONGEST_MESSAGE],
                file=store(file, actor=actor, at=at) if file else None,
                key=key,
                at=at,
            )
            _mark(dossier, is_for_applicant=message.is_from_applicant, actor=actor, at=at)
            kind = "message_in" if message.is_from_applicant else "message"
            tell(News(kind, f"message:{message.pk}", at, dossier=dossier))
    except IntegrityError:
        # Two presses at the same moment: the first one has written it.
        if earlier := _sent_with(key, dossier, actor):
            return earlier
        raise
    return message


def mark_read(dossier: Dossier, *, actor: User, at: datetime) -> int:
    """Note that a side has read what the other wrote until now; return how many messages that were. One statement.

    A reader who may not write for either side changes nothing.
    """
    roles = roles_in(actor, dossier, today=timezone.localdate(at))
    if not any(role in roles for role in MAY_MESSAGE):
        return 0
    return _mark(dossier, is_for_applicant=Role.APPLICANT in roles, actor=actor, at=at)


def _mark(dossier: Dossier, *, is_for_applicant: bool, actor: User, at: datetime) -> int:
    unread = Message.objects.filter(dossier=dossier, is_from_applicant=not is_for_applicant, read_at=None)
    return unread.update(read_at=at, read_by=actor)


def _sent_with(key: UUID, dossier: Dossier, actor: User) -> Message | None:
    return Message.objects.filter(key=key, dossier=dossier, author=actor).first()
