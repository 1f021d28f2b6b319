"""What is told, to whom, and how urgently: one table.

Each action of the workflow either tells somebody (`OF_ACTION`) or is `SILENT`, for the reason that stands beside it; a
test requires that every action is in one of the two. The words of a letter are `templates/exchange/notices/<kind>.txt`.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from dossiers.workflow import Action, Status


class Audience(models.TextChoices):
    """For whom a notice is."""

    CITIZEN = "citizen", _("Người nộp hồ sơ")
    STAFF = "staff", _("Cán bộ")


class Kind(models.TextChoices):
    """What a notice says."""

    SUBMITTED = "submitted", _("Đã nhận hồ sơ trực tuyến")
    RECEIVED = "received", _("Đã tiếp nhận, hẹn ngày trả")
    GUIDED = "guided", _("Hướng dẫn hoàn thiện hồ sơ")
    REFUSED = "refused", _("Từ chối tiếp nhận")
    CORRECTED = "corrected", _("Sửa giấy tiếp nhận")
    SUPPLEMENT_ASKED = "supplement_asked", _("Yêu cầu bổ sung")
    PAYMENT_ASKED = "payment_asked", _("Yêu cầu nghĩa vụ tài chính")
    DUE_MOVED = "due_moved", _("Đổi ngày hẹn trả")
    EXTENDED = "extended", _("Gia hạn giải quyết")
    APOLOGY = "apology", _("Xin lỗi vì trễ hạn")
    RESULT_READY = "result_ready", _("Đã có kết quả")
    POSTED = "posted", _("Đã gửi kết quả qua bưu chính")
    CAME_BACK = "came_back", _("Kết quả gửi bưu chính bị trả lại")
    RETURNED = "returned", _("Đã trả kết quả")
    WITHDRAWN = "withdrawn", _("Đã rút hồ sơ")
    DISCONTINUED = "discontinued", _("Dừng giải quyết")
    REOPENED = "reopened", _("Mở lại hồ sơ")
    UNCOLLECTED = "uncollected", _("Nhắc đến nhận kết quả")
    MESSAGE = "message", _("Cơ quan nhắn tin về hồ sơ")
    MANDATE = "mandate", _("Được ủy quyền làm thủ tục")
    APPOINTMENT = "appointment", _("Lịch hẹn tại bộ phận một cửa")
    FEEDBACK_RECEIVED = "feedback_received", _("Đã nhận phản ánh, kiến nghị")
    FEEDBACK_MOVED = "feedback_moved", _("Xử lý phản ánh, kiến nghị")
    FEEDBACK_ANSWERED = "feedback_answered", _("Trả lời phản ánh, kiến nghị")
    MESSAGE_IN = "message_in", _("Người nộp nhắn tin về hồ sơ")
    FEEDBACK_IN = "feedback_in", _("Có phản ánh, kiến nghị mới")
    REMINDER = "reminder", _("Được đôn đốc")
    REMINDER_ANSWERED = "reminder_answered", _("Trả lời đôn đốc")
    REPORT_DRAFTED = "report_drafted", _("Dự thảo báo cáo đã được lập theo lịch")
    WARNING = "warning", _("Hồ sơ sắp đến hạn")
    APOLOGY_TASK = "apology_task", _("Phải lập phiếu xin lỗi")
    DELIVERY_FAILED = "delivery_failed", _("Có thông báo chưa gửi được")
    CHANNEL_STOPPED = "channel_stopped", _("Một cách gửi thông báo đã ngừng")


class Reach(StrEnum):
    """By how many ways at once."""

    FIRST = "first"
    """The first way that there is: it is good to know."""
    EVERY = "every"
    """All of them: something must be done, or a promise has changed."""


class To(StrEnum):
    """Who is meant. Officers are found when the notice is turned into letters, so that it reaches today's holder."""

    CITIZEN = "citizen"
    HOLDER = "holder"
    """Who holds the dossier; while nobody has taken it, those of the agency whose turn it is."""
    HOLDER_AND_APPROVERS = "holder_and_approvers"
    CLERKS = "clerks"
    """The clerks of the office that took the dossier in."""
    ADMINISTRATORS = "administrators"
    PERSON = "person"
    """The person outside whom the facts name (`to`): they may have no dossier here."""
    OFFICERS = "officers"
    """The officers whom the facts name (`officers`)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How a kind is told. `subject` and `status` may use the facts of `exchange.facts`.

    `status` is what goes by SMS and Zalo, after the dossier's code: nothing personal. Where `must_reach`, a dossier
    without any contact leaves a task for the office, and a second way is tried when the first fails for good. After
    `patience` a message that is still waiting becomes a task.
    """

    subject: Any
    status: Any
    to: To = To.CITIZEN
    reach: Reach = Reach.EVERY
    must_reach: bool = True
    patience: timedelta = timedelta(hours=24)

    @property
    def audience(self) -> Audience:
        """For whom the kind is."""
        return Audience.CITIZEN if self.to in (To.CITIZEN, To.PERSON) else Audience.STAFF


GOOD_TO_KNOW: dict[str, Any] = {"reach": Reach.FIRST, "must_reach": False}

SOON = timedelta(hours=4)
"""The law wants an apology out a day before the date: when the machine fails, people still need time."""

K = Kind

RULES: dict[Kind, Rule] = {
    K.SUBMITTED: Rule(_("Hồ sơ %(code)s đã đến Cổng"), _("đã nộp, đang chờ kiểm tra"), **GOOD_TO_KNOW),
    K.RECEIVED: Rule(
        _("Hồ sơ %(code)s đã được tiếp nhận"),
        _("đã tiếp nhận, hẹn trả kết quả %(due)s"),
        **GOOD_TO_KNOW,
    ),
    K.GUIDED: Rule(
        _("Hồ sơ %(code)s cần hoàn thiện"), _("cần hoàn thiện trước khi tiếp nhận; mời Ông/Bà xem hướng dẫn")
    ),
    K.REFUSED: Rule(_("Hồ sơ %(code)s không được tiếp nhận"), _("không được tiếp nhận; mời Ông/Bà xem lý do")),
    K.CORRECTED: Rule(
        _("Giấy tiếp nhận của hồ sơ %(code)s đã được sửa"),
        _("giấy tiếp nhận đã được sửa, hẹn trả kết quả %(due)s"),
    ),
    K.SUPPLEMENT_ASKED: Rule(
        _("Hồ sơ %(code)s cần bổ sung giấy tờ"), _("cần bổ sung giấy tờ; mời Ông/Bà xem danh sách")
    ),
    K.PAYMENT_ASKED: Rule(
        _("Hồ sơ %(code)s cần thực hiện nghĩa vụ tài chính"),
        _("cần thực hiện nghĩa vụ tài chính; mời Ông/Bà xem số tiền và hạn nộp"),
    ),
    K.DUE_MOVED: Rule(_("Hồ sơ %(code)s có ngày hẹn trả mới"), _("ngày hẹn trả kết quả mới là %(due)s")),
    K.EXTENDED: Rule(_("Hồ sơ %(code)s được gia hạn giải quyết"), _("được gia hạn, hẹn trả kết quả %(due)s")),
    K.APOLOGY: Rule(
        _("Xin lỗi về hồ sơ %(code)s chưa được trả đúng hẹn"),
        _("chưa kịp trả đúng hẹn, chúng tôi xin lỗi Ông/Bà; mời xem phiếu xin lỗi"),
        patience=SOON,
    ),
    K.RESULT_READY: Rule(_("Hồ sơ %(code)s đã có kết quả"), _("đã có kết quả")),
    K.POSTED: Rule(
        _("Kết quả hồ sơ %(code)s đã được gửi qua bưu chính"), _("kết quả đã được gửi qua bưu chính"), **GOOD_TO_KNOW
    ),
    K.CAME_BACK: Rule(
        _("Bưu chính chưa phát được kết quả hồ sơ %(code)s"),
        _("bưu chính chưa phát được kết quả; mời Ông/Bà đến nhận tại nơi tiếp nhận"),
    ),
    K.RETURNED: Rule(_("Đã trả kết quả hồ sơ %(code)s"), _("đã trả kết quả"), **GOOD_TO_KNOW),
    K.WITHDRAWN: Rule(_("Hồ sơ %(code)s đã được rút"), _("đã được rút theo yêu cầu"), **GOOD_TO_KNOW),
    K.DISCONTINUED: Rule(_("Hồ sơ %(code)s đã dừng giải quyết"), _("đã dừng giải quyết; mời Ông/Bà xem lý do")),
    K.REOPENED: Rule(_("Hồ sơ %(code)s được mở lại"), _("được mở lại; mời Ông/Bà xem lý do")),
    K.UNCOLLECTED: Rule(_("Kết quả hồ sơ %(code)s đang chờ Ông/Bà đến nhận"), _("kết quả đang chờ Ông/Bà đến nhận")),
    K.MESSAGE: Rule(_("Có tin nhắn về hồ sơ %(code)s"), _("có tin nhắn của cơ quan giải quyết"), **GOOD_TO_KNOW),
    K.MANDATE: Rule(_("Ông/Bà được ủy quyền làm thủ tục"), _("đã được lập"), to=To.PERSON, **GOOD_TO_KNOW),
    K.APPOINTMENT: Rule(_("Lịch hẹn %(number)s"), "%(status_words)s", to=To.PERSON, **GOOD_TO_KNOW),
    K.FEEDBACK_RECEIVED: Rule(_("Đã nhận phản ánh %(number)s"), _("đã được nhận"), to=To.PERSON, **GOOD_TO_KNOW),
    K.FEEDBACK_MOVED: Rule(
        _("Phản ánh %(number)s: %(status_words)s"), "%(status_words)s", to=To.PERSON, must_reach=False
    ),
    K.FEEDBACK_ANSWERED: Rule(
        _("Trả lời phản ánh %(number)s"), _("đã có trả lời; mời Ông/Bà xem"), to=To.PERSON, must_reach=False
    ),
    K.MESSAGE_IN: Rule(_("Người nộp nhắn tin về hồ sơ %(code)s"), "", to=To.HOLDER, must_reach=False),
    K.FEEDBACK_IN: Rule(_("Phản ánh, kiến nghị %(number)s chờ xem xét"), "", to=To.OFFICERS, must_reach=False),
    K.REMINDER: Rule(_("Văn bản đôn đốc %(number)s"), "", to=To.OFFICERS, must_reach=False),
    K.REMINDER_ANSWERED: Rule(_("Đã trả lời đôn đốc %(number)s"), "", to=To.OFFICERS, must_reach=False),
    K.REPORT_DRAFTED: Rule(_("Dự thảo báo cáo: %(number)s"), "", to=To.OFFICERS, must_reach=False),
    K.WARNING: Rule(_("Hồ sơ %(code)s sắp đến hạn"), "", to=To.HOLDER, must_reach=False),
    K.APOLOGY_TASK: Rule(_("Hồ sơ %(code)s cần phiếu xin lỗi"), "", to=To.HOLDER_AND_APPROVERS, must_reach=False),
    K.DELIVERY_FAILED: Rule(_("Có thông báo chưa gửi được cho người dân"), "", to=To.CLERKS, must_reach=False),
    K.CHANNEL_STOPPED: Rule(_("Kênh gửi thông báo đã ngừng: %(channel)s"), "", to=To.ADMINISTRATORS, must_reach=False),
}

A = Action

OF_ACTION: dict[Action, Kind] = {
    A.SUBMIT: K.SUBMITTED,
    A.RECEIVE: K.RECEIVED,
    A.GUIDE: K.GUIDED,
    A.REFUSE: K.REFUSED,
    A.CORRECT: K.CORRECTED,
    A.REQUEST_SUPPLEMENT: K.SUPPLEMENT_ASKED,
    A.CONSENT_SUPPLEMENT: K.SUPPLEMENT_ASKED,
    A.SUPPLEMENT: K.DUE_MOVED,
    A.ANSWER: K.DUE_MOVED,
    A.CLOSE_CONSULTATION: K.DUE_MOVED,
    A.REPORT_VERIFICATION: K.DUE_MOVED,
    A.REQUEST_PAYMENT: K.PAYMENT_ASKED,
    A.CONFIRM_PAYMENT: K.DUE_MOVED,
    A.EXTEND: K.EXTENDED,
    A.REAPPOINT: K.APOLOGY,
    A.APOLOGISE: K.APOLOGY,
    A.RECALENDAR: K.DUE_MOVED,
    A.WITHDRAW: K.WITHDRAWN,
    A.DISCONTINUE: K.DISCONTINUED,
    A.APPROVE: K.RESULT_READY,
    A.SIGN: K.RESULT_READY,
    A.SEAL: K.RESULT_READY,
    A.ACCEPT_RESULT: K.RESULT_READY,
    A.HAND_OVER: K.RETURNED,
    A.HAND_TO_POST: K.POSTED,
    A.CONFIRM_DELIVERY: K.RETURNED,
    A.TAKE_BACK: K.CAME_BACK,
    A.REOPEN: K.REOPENED,
}
"""What a move tells the citizen. `DUE_MOVED` is dropped again when the move left the promised date as it was."""

SILENT: dict[Action, str] = {
    A.ACCEPT_TRANSFER: "papers travel inside the house",
    A.COLLECT_FEE: "the payer stands at the counter and gets the receipt",
    A.TAKE: "work is shared out inside the agency",
    A.ASSIGN: "work is shared out inside the agency",
    A.PREPARE_SUPPLEMENT: "nothing is asked before the approver consents",
    A.DECLINE_SUPPLEMENT: "nothing is asked",
    A.CONSULT: "an opinion is asked inside the administration; a new date is told when it comes",
    A.VERIFY: "the agency arranges the visit itself; a new date is told when it has reported",
    A.PROPOSE: "not decided yet",
    A.SEND_BACK: "not decided yet",
    A.TAKE_OVER: "it happened in another system, which told whom it had to tell",
}
"""Moves of which nobody is told, and why."""

ONLY_INTO: dict[Kind, Status] = {K.RESULT_READY: Status.RESULT_READY}
"""A kind that is told only where the move leads to a status: an approval that still needs a seal is no result."""


def kind_of(action: str, status_after: str) -> Kind | None:
    """Return what a move tells, or None where nobody is told."""
    kind = OF_ACTION.get(Action(action))
    if kind is not None and ONLY_INTO.get(kind, status_after) != status_after:
        return None
    return kind
