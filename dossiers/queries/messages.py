"""What is read of the messages between applicant and office, on either side."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Role, User
from dossiers.access import MAY_MESSAGE, roles_in
from dossiers.forms.messages import MessageForm
from dossiers.models import Dossier, Message
from dossiers.queries.beside import UNASKED, Beside
from dossiers.workflow import FINAL


@dataclass(frozen=True, slots=True)
class Thread:
    """The messages of a dossier as one side sees them, the oldest first, and where that side writes.

    `closed_words` says why nobody may write (empty where somebody may); `unread` counts what this side has not read.
    """

    rows: list[dict[str, Any]]
    unread: int
    is_applicant: bool
    form: MessageForm | None
    closed_words: str
    action: str
    read_action: str

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to show: what was written, or where to write."""
        return bool(self.rows or self.form or self.is_applicant)


def thread_of(
    user: User, dossier: Dossier, *, beside: Beside = UNASKED, at: datetime, form: MessageForm | None = None
) -> Thread:
    """Return the messages of a dossier for a person who may open it; one query. `form` is one just refused."""
    roles = roles_in(user, dossier, today=timezone.localdate(at))
    is_applicant = Role.APPLICANT in roles
    may_write = any(role in roles for role in MAY_MESSAGE)
    closed = _closed_words(dossier)
    messages = Message.objects.filter(dossier=dossier).select_related("author", "agency", "file").order_by("pk")
    rows = [_row(message, dossier, is_applicant=is_applicant) for message in (messages if beside.messages else ())]
    side = "citizen" if is_applicant else "office"
    return Thread(
        rows=rows,
        unread=sum(row["is_unread"] for row in rows) if may_write else 0,
        is_applicant=is_applicant,
        form=(form or MessageForm(initial={"key": uuid4()})) if may_write and not closed else None,
        closed_words=closed if may_write else "",
        action=reverse(f"dossiers:{side}_messages", args=[dossier.code]),
        read_action=reverse(f"dossiers:{side}_messages_read", args=[dossier.code]),
    )


def unread_of_office(dossier_pks: Collection[int]) -> dict[int, int]:
    """Return how many messages of the applicant the office has not read, by dossier; one query."""
    unread = Message.objects.filter(dossier__in=dossier_pks, is_from_applicant=True, read_at=None)
    return dict(unread.order_by().values_list("dossier").annotate(count=Count("pk")))


def _closed_words(dossier: Dossier) -> str:
    if dossier.submitter_id is None:
        return _("Người nộp không có tài khoản trên Cổng nên không nhắn tin được; xin gọi điện hoặc gửi thông báo.")
    if dossier.status in FINAL:
        return _("Hồ sơ đã kết thúc nên không nhắn tin được nữa.")
    return ""


def _row(message: Message, dossier: Dossier, *, is_applicant: bool) -> dict[str, Any]:
    """Return a message for one side. Citizens read which agency wrote, officers also who of it."""
    is_mine = message.is_from_applicant == is_applicant
    if message.is_from_applicant:
        who = _("Ông/Bà") if is_applicant else dossier.applicant_name
    else:
        who = message.agency.name if message.agency else ""
        who = who if is_applicant else f"{message.author.full_name}, {who}"
    row: dict[str, Any] = {
        "who": who,
        "at": message.at,
        "words": message.words,
        "is_mine": is_mine,
        "is_unread": not is_mine and message.read_at is None,
        "read_at": message.read_at if is_mine else None,
        "file": None,
    }
    if message.file:
        url = reverse("dossiers:message_file", args=[dossier.code, message.file.pk])
        row["file"] = {"name": message.file.name, "url": url, "size": message.file.size}
    return row
