"""The letter by which a leader urges an agency to act and to answer (văn bản đôn đốc).

Law: Nghị định 61/2018/NĐ-CP Điều 8, 9; Nghị định 30/2020/NĐ-CP Phụ lục I (form of official letters).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import override

from accounts.models import Post, Role
from dossiers.models import Reminder
from dossiers.papers.forms import FormIdentity
from dossiers.papers.parts import Letterhead, Signatory
from dossiers.papers.printing import printed
from dossiers.papers.sources import agency_head, signatory_of

TITLE = FormIdentity("Văn bản đôn đốc")


@dataclass(frozen=True, slots=True)
class UrgedRow:
    """One dossier of the letter, with the date that was promised."""

    code: str
    procedure: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderLetter:
    """What the letter prints; `person` is empty where the agency as a whole is urged."""

    head: Letterhead
    recipient: str
    person: str
    words: str
    answer_due_at: datetime
    rows: tuple[UrgedRow, ...]
    signatory: Signatory
    recipients: tuple[str, ...]


def reminder_pdf(letter: ReminderLetter) -> bytes:
    """Return the letter as PDF."""
    return printed("reminder.typ", letter, at=letter.head.issued_at)


def reminder_of(reminder: Reminder) -> ReminderLetter:
    """Return what a reminder says; two queries.

    It comes with `agency`, `sending_agency__parent`, `sent_by` and `person`. The dates are those that hold now, as on
    the reminder's page.
    """
    sent_on = timezone.localdate(reminder.sent_at)
    held = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gte=sent_on), valid_from__lte=sent_on)
    posts = held.filter(user=reminder.sent_by, agency=reminder.sending_agency, role=Role.LEADER)
    post = posts.select_related("stands_in_for").first()
    rows = reminder.dossiers.select_related("version").order_by("due_at", "code")
    with override("vi"):
        return ReminderLetter(
            head=agency_head(reminder.sending_agency, TITLE, number=reminder.number, at=reminder.sent_at),
            recipient=reminder.agency.name,
            person=reminder.person.full_name if reminder.person else "",
            words=reminder.words,
            answer_due_at=reminder.answer_due_at,
            rows=tuple(UrgedRow(row.code, row.version.name, row.due_at or row.acceptance_due_at) for row in rows),
            signatory=signatory_of(reminder.sent_by, post, agency=reminder.sending_agency),
            recipients=("Như trên", "Lưu: VT"),
        )
