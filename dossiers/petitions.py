"""How feedback (phản ánh, kiến nghị) moves and until when: a table, and arithmetic with the agency's calendar.

Law: Nghị định 20/2008/NĐ-CP (sửa đổi 92/2017/NĐ-CP) Điều 5, 9, 14; Quyết định 766/QĐ-TTg tiêu chí 5.2 (2, 5, 15 and
2 working days).
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.worktime import WorkCalendar
from dossiers import deadlines
from dossiers.deadlines import Limit, LimitUnit, Pause
from dossiers.models import Feedback, FeedbackStatus

JUDGE_DAYS, ASK_DAYS, ANSWER_DAYS, PUBLISH_DAYS = 2, 5, 15, 2
"""Working days: to refuse or forward, to ask the sender, to answer, to publish the answer."""


class Deed(models.TextChoices):
    """What an office does with a petition; the value stands in the address of its page."""

    ACCEPT = "tiep-nhan", _("Nhận xử lý")
    ANSWER = "tra-loi", _("Trả lời")
    ASK = "hoi-lai", _("Hỏi lại người gửi")
    FORWARD = "chuyen", _("Chuyển cơ quan khác")
    REFUSE = "khong-thu-ly", _("Không thụ lý")
    PUBLISH = "cong-khai", _("Công khai")


S, D = FeedbackStatus, Deed

DEEDS: dict[FeedbackStatus, tuple[Deed, ...]] = {
    S.NEW: (D.ACCEPT, D.ANSWER, D.ASK, D.FORWARD, D.REFUSE),
    S.AWAITING_SENDER: (D.ACCEPT, D.REFUSE),
    S.IN_HAND: (D.ANSWER, D.ASK, D.FORWARD),
    S.ANSWERED: (D.PUBLISH,),
    S.PUBLISHED: (),
    S.REFUSED: (),
    S.FORWARDED: (),
}
"""What may be done where a petition stands; the first one is the usual one."""

OPEN = tuple(status for status, deeds in DEEDS.items() if deeds)
"""Where an office still owes something, or waits for the sender."""


def term(start: datetime, days: int, calendar: WorkCalendar, pauses: Sequence[Pause] = ()) -> datetime:
    """Return the end of a term of so many working days from a moment; waiting for the sender does not count."""
    return deadlines.due_date(start, Limit(Decimal(days), LimitUnit.WORKING_DAY), calendar, pauses).at


def next_due(feedback: Feedback) -> datetime | None:
    """Return until when the office must do the next thing; None where it waits for the sender, or where all is done."""
    match FeedbackStatus(feedback.status):
        case FeedbackStatus.NEW:
            return feedback.judge_due_at
        case FeedbackStatus.IN_HAND:
            return feedback.answer_due_at
        case FeedbackStatus.ANSWERED:
            return feedback.publish_due_at
        case _:
            return None
