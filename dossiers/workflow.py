"""The life of a dossier on one screen: its statuses, its moves, and who may make them.

Everything else is derived from `MOVES`: final states, buttons, access, the drawn path, the diagram in the docs. What a
move causes is read in its service (`dossiers/services/`); nothing hides in the table.

Law: Nghị định 118/2025/NĐ-CP Điều 17–22; the four steps at the centre: Thông tư 01/2018/TT-VPCP Điều 6; one guidance
and one supplement, apology and one re-appointment: Nghị định 61/2018/NĐ-CP Điều 15, 17, 19.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Role
from procedures.models import Step


class Status(models.TextChoices):
    """Where a dossier stands. The decision (granted, denied) is not a status: it is the result's `outcome`."""

    SUBMITTED = "submitted", _("Chờ tiếp nhận")
    GUIDED = "guided", _("Chờ hoàn thiện")
    TO_AGENCY = "to_agency", _("Chờ bàn giao cho cơ quan")
    IN_APPRAISAL = "in_appraisal", _("Đang thẩm định")
    SUPPLEMENTING = "supplementing", _("Chờ bổ sung")
    AWAITING_OPINION = "awaiting_opinion", _("Chờ ý kiến phối hợp")
    VERIFYING = "verifying", _("Đang xác minh thực tế")
    AWAITING_PAYMENT = "awaiting_payment", _("Chờ nghĩa vụ tài chính")
    IN_APPROVAL = "in_approval", _("Chờ phê duyệt")
    AWAITING_SIGNATURE = "awaiting_signature", _("Chờ ký số")
    AWAITING_SEAL = "awaiting_seal", _("Chờ đóng dấu")
    TO_CENTRE = "to_centre", _("Chờ chuyển kết quả về nơi trả")
    RESULT_READY = "result_ready", _("Đã có kết quả")
    IN_DELIVERY = "in_delivery", _("Đang gửi bưu chính")
    RETURNED = "returned", _("Đã trả kết quả")
    REFUSED = "refused", _("Từ chối tiếp nhận")
    WITHDRAWN = "withdrawn", _("Đã rút hồ sơ")
    DISCONTINUED = "discontinued", _("Dừng giải quyết")


class Action(models.TextChoices):
    """What somebody does to a dossier."""

    SUBMIT = "submit", pgettext_lazy("việc cần làm", "Nộp hồ sơ")
    RECEIVE = "receive", pgettext_lazy("việc cần làm", "Tiếp nhận")
    GUIDE = "guide", pgettext_lazy("việc cần làm", "Hướng dẫn hoàn thiện")
    REFUSE = "refuse", pgettext_lazy("việc cần làm", "Từ chối tiếp nhận")
    CORRECT = "correct", pgettext_lazy("việc cần làm", "Sửa giấy tiếp nhận")
    ACCEPT_TRANSFER = "accept_transfer", pgettext_lazy("việc cần làm", "Nhận bàn giao hồ sơ")
    COLLECT_FEE = "collect_fee", pgettext_lazy("việc cần làm", "Thu phí, lệ phí")
    TAKE = "take", pgettext_lazy("việc cần làm", "Nhận xử lý")
    ASSIGN = "assign", pgettext_lazy("việc cần làm", "Phân công xử lý")
    REQUEST_SUPPLEMENT = "request_supplement", pgettext_lazy("việc cần làm", "Yêu cầu bổ sung")
    PREPARE_SUPPLEMENT = "prepare_supplement", pgettext_lazy("việc cần làm", "Đề nghị yêu cầu bổ sung lần nữa")
    CONSENT_SUPPLEMENT = "consent_supplement", pgettext_lazy("việc cần làm", "Đồng ý yêu cầu bổ sung lần nữa")
    DECLINE_SUPPLEMENT = "decline_supplement", pgettext_lazy("việc cần làm", "Không đồng ý yêu cầu bổ sung lần nữa")
    SUPPLEMENT = "supplement", pgettext_lazy("việc cần làm", "Bổ sung hồ sơ")
    CONSULT = "consult", pgettext_lazy("việc cần làm", "Lấy ý kiến phối hợp")
    ANSWER = "answer", pgettext_lazy("việc cần làm", "Trả lời ý kiến phối hợp")
    CLOSE_CONSULTATION = "close_consultation", pgettext_lazy("việc cần làm", "Kết thúc lấy ý kiến")
    VERIFY = "verify", pgettext_lazy("việc cần làm", "Xác minh thực tế")
    REPORT_VERIFICATION = "report_verification", pgettext_lazy("việc cần làm", "Ghi kết quả xác minh")
    REQUEST_PAYMENT = "request_payment", pgettext_lazy("việc cần làm", "Yêu cầu nghĩa vụ tài chính")
    CONFIRM_PAYMENT = "confirm_payment", pgettext_lazy("việc cần làm", "Xác nhận đã nộp tiền")
    EXTEND = "extend", pgettext_lazy("việc cần làm", "Gia hạn giải quyết")
    REAPPOINT = "reappoint", pgettext_lazy("việc cần làm", "Xin lỗi và hẹn lại ngày trả")
    APOLOGISE = "apologise", pgettext_lazy("việc cần làm", "Xin lỗi vì trễ hạn")
    RECALENDAR = "recalendar", pgettext_lazy("việc cần làm", "Tính lại theo lịch làm việc mới")
    WITHDRAW = "withdraw", pgettext_lazy("việc cần làm", "Rút hồ sơ")
    DISCONTINUE = "discontinue", pgettext_lazy("việc cần làm", "Dừng giải quyết")
    PROPOSE = "propose", pgettext_lazy("việc cần làm", "Trình phê duyệt")
    SEND_BACK = "send_back", pgettext_lazy("việc cần làm", "Trả lại")
    APPROVE = "approve", pgettext_lazy("việc cần làm", "Phê duyệt")
    SIGN = "sign", pgettext_lazy("việc cần làm", "Ký số kết quả")
    SEAL = "seal", pgettext_lazy("việc cần làm", "Đóng dấu")
    ACCEPT_RESULT = "accept_result", pgettext_lazy("việc cần làm", "Nhận kết quả từ cơ quan")
    HAND_OVER = "hand_over", pgettext_lazy("việc cần làm", "Trả kết quả")
    HAND_TO_POST = "hand_to_post", pgettext_lazy("việc cần làm", "Gửi kết quả qua bưu chính")
    CONFIRM_DELIVERY = "confirm_delivery", pgettext_lazy("việc cần làm", "Xác nhận đã phát kết quả")
    TAKE_BACK = "take_back", pgettext_lazy("việc cần làm", "Nhận lại kết quả không phát được")
    REOPEN = "reopen", pgettext_lazy("việc cần làm", "Mở lại hồ sơ")
    TAKE_OVER = "take_over", pgettext_lazy("việc cần làm", "Nhập từ hệ thống trước")


DEEDS = {
    Action.SUBMIT: pgettext_lazy("việc đã làm", "Nộp hồ sơ"),
    Action.RECEIVE: pgettext_lazy("việc đã làm", "Tiếp nhận"),
    Action.GUIDE: pgettext_lazy("việc đã làm", "Hướng dẫn hoàn thiện"),
    Action.REFUSE: pgettext_lazy("việc đã làm", "Từ chối tiếp nhận"),
    Action.CORRECT: pgettext_lazy("việc đã làm", "Sửa giấy tiếp nhận"),
    Action.ACCEPT_TRANSFER: pgettext_lazy("việc đã làm", "Nhận bàn giao hồ sơ"),
    Action.COLLECT_FEE: pgettext_lazy("việc đã làm", "Thu phí, lệ phí"),
    Action.TAKE: pgettext_lazy("việc đã làm", "Nhận xử lý"),
    Action.ASSIGN: pgettext_lazy("việc đã làm", "Phân công xử lý"),
    Action.REQUEST_SUPPLEMENT: pgettext_lazy("việc đã làm", "Yêu cầu bổ sung"),
    Action.PREPARE_SUPPLEMENT: pgettext_lazy("việc đã làm", "Đề nghị yêu cầu bổ sung lần nữa"),
    Action.CONSENT_SUPPLEMENT: pgettext_lazy("việc đã làm", "Đồng ý yêu cầu bổ sung lần nữa"),
    Action.DECLINE_SUPPLEMENT: pgettext_lazy("việc đã làm", "Không đồng ý yêu cầu bổ sung lần nữa"),
    Action.SUPPLEMENT: pgettext_lazy("việc đã làm", "Bổ sung hồ sơ"),
    Action.CONSULT: pgettext_lazy("việc đã làm", "Lấy ý kiến phối hợp"),
    Action.ANSWER: pgettext_lazy("việc đã làm", "Trả lời ý kiến phối hợp"),
    Action.CLOSE_CONSULTATION: pgettext_lazy("việc đã làm", "Kết thúc lấy ý kiến"),
    Action.VERIFY: pgettext_lazy("việc đã làm", "Xác minh thực tế"),
    Action.REPORT_VERIFICATION: pgettext_lazy("việc đã làm", "Ghi kết quả xác minh"),
    Action.REQUEST_PAYMENT: pgettext_lazy("việc đã làm", "Yêu cầu nghĩa vụ tài chính"),
    Action.CONFIRM_PAYMENT: pgettext_lazy("việc đã làm", "Xác nhận đã nộp tiền"),
    Action.EXTEND: pgettext_lazy("việc đã làm", "Gia hạn giải quyết"),
    Action.REAPPOINT: pgettext_lazy("việc đã làm", "Xin lỗi và hẹn lại ngày trả"),
    Action.APOLOGISE: pgettext_lazy("việc đã làm", "Xin lỗi vì trễ hạn"),
    Action.RECALENDAR: pgettext_lazy("việc đã làm", "Tính lại theo lịch làm việc mới"),
    Action.WITHDRAW: pgettext_lazy("việc đã làm", "Rút hồ sơ"),
    Action.DISCONTINUE: pgettext_lazy("việc đã làm", "Dừng giải quyết"),
    Action.PROPOSE: pgettext_lazy("việc đã làm", "Trình phê duyệt"),
    Action.SEND_BACK: pgettext_lazy("việc đã làm", "Trả lại"),
    Action.APPROVE: pgettext_lazy("việc đã làm", "Phê duyệt"),
    Action.SIGN: pgettext_lazy("việc đã làm", "Ký số kết quả"),
    Action.SEAL: pgettext_lazy("việc đã làm", "Đóng dấu"),
    Action.ACCEPT_RESULT: pgettext_lazy("việc đã làm", "Nhận kết quả từ cơ quan"),
    Action.HAND_OVER: pgettext_lazy("việc đã làm", "Trả kết quả"),
    Action.HAND_TO_POST: pgettext_lazy("việc đã làm", "Gửi kết quả qua bưu chính"),
    Action.CONFIRM_DELIVERY: pgettext_lazy("việc đã làm", "Xác nhận đã phát kết quả"),
    Action.TAKE_BACK: pgettext_lazy("việc đã làm", "Nhận lại kết quả không phát được"),
    Action.REOPEN: pgettext_lazy("việc đã làm", "Mở lại hồ sơ"),
    Action.TAKE_OVER: pgettext_lazy("việc đã làm", "Nhập từ hệ thống trước"),
}
"""What an action is called once it is done. Vietnamese has one word for both; English has “Approve” and “Approved”."""


class ClockEffect(StrEnum):
    """What a move writes into the clock's ledger.

    `MAY_PAUSE` pauses only where a `ClockRule` of the dossier's regime lets it, and `RESUME` ends such a pause: whether
    the clock stands still is told by `paused_at`, never by the status.
    """

    START = "start"
    PAUSE = "pause"
    MAY_PAUSE = "may_pause"
    RESUME = "resume"
    EXTEND = "extend"
    REAPPOINT = "reappoint"
    CORRECT = "correct"
    CALENDAR = "calendar"
    STOP = "stop"


class Guard(StrEnum):
    """A condition on the dossier itself, checked by `dossiers.guards`. Each has its sentence in `GUARD_WORDS`."""

    PAPERS_GO_OUT = "papers_go_out"
    PAPERS_STAY = "papers_stay"
    SEAL_NEEDED = "seal_needed"
    SEAL_NOT_NEEDED = "seal_not_needed"
    ELECTRONIC_RESULT = "electronic_result"
    PAPER_RESULT = "paper_result"
    RESULT_COMES_BACK = "result_comes_back"
    RESULT_IS_HERE = "result_is_here"
    NOT_GUIDED = "not_guided"
    FIRST_SUPPLEMENT = "first_supplement"
    LATER_SUPPLEMENT = "later_supplement"
    CONSENT_ASKED = "consent_asked"
    ANSWER_OVERDUE = "answer_overdue"
    OPINION_PAUSES = "opinion_pauses"
    OPINION_RUNS_ON = "opinion_runs_on"
    OTHERS_TO_ANSWER = "others_to_answer"
    LAST_TO_ANSWER = "last_to_answer"
    OPINION_AWAITED = "opinion_awaited"
    OPINIONS_ARE_IN = "opinions_are_in"
    EXTENDABLE = "extendable"
    NOT_REAPPOINTED = "not_reappointed"
    ALREADY_REAPPOINTED = "already_reappointed"
    APOLOGY_OWED = "apology_owed"
    APOLOGY_SETTLED = "apology_settled"
    REOPENABLE = "reopenable"


GUARD_WORDS = {
    Guard.PAPERS_GO_OUT: _("Hồ sơ này không phải bàn giao bản giấy cho cơ quan giải quyết."),
    Guard.PAPERS_STAY: _("Hồ sơ giấy phải được bàn giao cho cơ quan giải quyết."),
    Guard.SEAL_NEEDED: _("Quy trình của thủ tục này không có bước đóng dấu."),
    Guard.SEAL_NOT_NEEDED: _("Kết quả của thủ tục này phải được đóng dấu."),
    Guard.ELECTRONIC_RESULT: _("Kết quả của hồ sơ này là bản giấy, không ký số."),
    Guard.PAPER_RESULT: _("Kết quả của hồ sơ này là bản điện tử, phải ký số."),
    Guard.RESULT_COMES_BACK: _("Kết quả của hồ sơ này không phải chuyển về từ cơ quan giải quyết."),
    Guard.RESULT_IS_HERE: _("Kết quả bản giấy phải được chuyển từ cơ quan giải quyết về nơi trả."),
    Guard.NOT_GUIDED: _("Hồ sơ đã được hướng dẫn hoàn thiện một lần; theo quy định chỉ được hướng dẫn một lần."),
    Guard.FIRST_SUPPLEMENT: _(
        "Hồ sơ đã được yêu cầu bổ sung một lần; yêu cầu thêm lần nữa phải được lãnh đạo phê duyệt đồng ý."
    ),
    Guard.LATER_SUPPLEMENT: _("Hồ sơ chưa được yêu cầu bổ sung lần nào; Ông/Bà yêu cầu bổ sung trực tiếp."),
    Guard.CONSENT_ASKED: _("Không có đề nghị yêu cầu bổ sung lần nữa nào đang chờ ý kiến."),
    Guard.ANSWER_OVERDUE: _("Chưa hết thời hạn dành cho người nộp nên chưa thể dừng giải quyết."),
    Guard.OPINION_PAUSES: _("Quy định không cho tạm dừng thời hạn khi lấy ý kiến đối với thủ tục này."),
    Guard.OPINION_RUNS_ON: _("Lấy ý kiến đối với thủ tục này tạm dừng thời hạn giải quyết."),
    Guard.OTHERS_TO_ANSWER: _("Không còn cơ quan nào khác chưa trả lời."),
    Guard.LAST_TO_ANSWER: _("Còn cơ quan khác chưa trả lời."),
    Guard.OPINION_AWAITED: _("Không có ý kiến phối hợp nào đang chờ trả lời."),
    Guard.OPINIONS_ARE_IN: _("Còn ý kiến phối hợp chưa trả lời; Ông/Bà chờ trả lời hoặc kết thúc lấy ý kiến trước."),
    Guard.EXTENDABLE: _("Quy định không cho gia hạn hồ sơ này, hoặc hồ sơ đã được gia hạn đủ số lần, hoặc đã quá hạn."),
    Guard.NOT_REAPPOINTED: _("Hồ sơ đã được hẹn lại một lần; theo quy định chỉ được hẹn lại một lần."),
    Guard.ALREADY_REAPPOINTED: _("Hồ sơ chưa được hẹn lại lần nào; Ông/Bà xin lỗi và hẹn lại ngày trả."),
    Guard.APOLOGY_OWED: _("Hồ sơ không trễ hạn hoặc đã có phiếu xin lỗi."),
    Guard.APOLOGY_SETTLED: _(
        "Hồ sơ đã trễ hạn mà chưa có phiếu xin lỗi được ký; lãnh đạo phê duyệt của cơ quan giải quyết ký phiếu xin lỗi"
        " trước."
    ),
    Guard.REOPENABLE: _("Quy định không cho mở lại hồ sơ này, hoặc đã hết thời hạn được mở lại."),
}


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table. `before` is None for a move that makes the dossier."""

    action: Action
    before: Status | None
    after: Status
    roles: tuple[Role, ...]
    clock: ClockEffect | None = None
    guards: tuple[Guard, ...] = ()

    def __post_init__(self) -> None:
        for guard in self.guards:
            if guard not in GUARD_WORDS:
                raise ValueError(f"Unknown guard {guard!r} of move {self.action}: give it a sentence in GUARD_WORDS.")

    @property
    def stays(self) -> bool:
        """Whether the dossier stands afterwards where it stood before, with whoever held it."""
        return self.before is self.after


def staying(action: Action, statuses: Iterable[Status], roles: tuple[Role, ...], **how: Any) -> tuple[Move, ...]:
    """Return one row for each of these statuses in which an action leaves the dossier where it is."""
    return tuple(Move(action, status, status, roles, **how) for status in statuses)


A, S, R, G = Action, Status, Role, Guard
START, PAUSE, MAY_PAUSE, RESUME = ClockEffect.START, ClockEffect.PAUSE, ClockEffect.MAY_PAUSE, ClockEffect.RESUME
STOP = ClockEffect.STOP

WITH_OFFICER = (S.IN_APPRAISAL, S.SUPPLEMENTING, S.AWAITING_OPINION, S.VERIFYING, S.AWAITING_PAYMENT)
"""In the hands of the officer who appraises, or of somebody whom that officer asked."""

ON_THE_CLOCK = (S.TO_AGENCY, *WITH_OFFICER, S.IN_APPROVAL, S.AWAITING_SIGNATURE, S.AWAITING_SEAL, S.TO_CENTRE)
"""Received, and no result at the return desk yet."""

PROMISED_AND_OVER = (S.RESULT_READY, S.IN_DELIVERY, S.RETURNED, S.WITHDRAWN, S.DISCONTINUED)
"""Nobody works at it any more; if it came late, the apology is still owed."""

# fmt: off
# ruff: noqa: E501 — the table is read across
MOVES: tuple[Move, ...] = (
    # ── 1. Reception (tiếp nhận) ─────────────────────────────────────────────────────────────────────
    Move(A.SUBMIT,              None,                 S.SUBMITTED,          (R.APPLICANT,)),
    Move(A.RECEIVE,             None,                 S.IN_APPRAISAL,       (R.CLERK,),             clock=START,     guards=(G.PAPERS_STAY,)),
    Move(A.RECEIVE,             None,                 S.TO_AGENCY,          (R.CLERK,),             clock=START,     guards=(G.PAPERS_GO_OUT,)),
    Move(A.RECEIVE,             S.SUBMITTED,          S.IN_APPRAISAL,       (R.CLERK,),             clock=START),
    Move(A.GUIDE,               S.SUBMITTED,          S.GUIDED,             (R.CLERK,),                              guards=(G.NOT_GUIDED,)),
    Move(A.SUPPLEMENT,          S.GUIDED,             S.SUBMITTED,          (R.APPLICANT,)),
    Move(A.REFUSE,              S.SUBMITTED,          S.REFUSED,            (R.CLERK,)),
    Move(A.REFUSE,              S.GUIDED,             S.REFUSED,            (R.CLERK,),                              guards=(G.ANSWER_OVERDUE,)),
    Move(A.WITHDRAW,            S.SUBMITTED,          S.WITHDRAWN,          (R.APPLICANT,)),
    Move(A.WITHDRAW,            S.GUIDED,             S.WITHDRAWN,          (R.APPLICANT,)),
    *staying(A.CORRECT,         (S.TO_AGENCY, S.IN_APPRAISAL),              (R.CLERK,),             clock=ClockEffect.CORRECT),
    *staying(A.COLLECT_FEE,     (S.TO_AGENCY, *WITH_OFFICER, S.RESULT_READY), (R.CLERK,)),
    Move(A.ACCEPT_TRANSFER,     S.TO_AGENCY,          S.IN_APPRAISAL,       (R.APPRAISER,)),
    # ── 2. Appraisal (thẩm định) ─────────────────────────────────────────────────────────────────────
    Move(A.TAKE,                S.IN_APPRAISAL,       S.IN_APPRAISAL,       (R.APPRAISER,)),
    *staying(A.ASSIGN,          WITH_OFFICER,                               (R.APPROVER,)),
    Move(A.PROPOSE,             S.IN_APPRAISAL,       S.IN_APPROVAL,        (R.APPRAISER,),                          guards=(G.OPINIONS_ARE_IN,)),
    Move(A.REQUEST_SUPPLEMENT,  S.IN_APPRAISAL,       S.SUPPLEMENTING,      (R.APPRAISER,),         clock=PAUSE,     guards=(G.FIRST_SUPPLEMENT, G.OPINIONS_ARE_IN)),
    Move(A.PREPARE_SUPPLEMENT,  S.IN_APPRAISAL,       S.IN_APPRAISAL,       (R.APPRAISER,),                          guards=(G.LATER_SUPPLEMENT, G.OPINIONS_ARE_IN)),
    Move(A.CONSENT_SUPPLEMENT,  S.IN_APPRAISAL,       S.SUPPLEMENTING,      (R.APPROVER,),          clock=PAUSE,     guards=(G.CONSENT_ASKED, G.OPINIONS_ARE_IN)),
    Move(A.DECLINE_SUPPLEMENT,  S.IN_APPRAISAL,       S.IN_APPRAISAL,       (R.APPROVER,),                           guards=(G.CONSENT_ASKED,)),
    Move(A.SUPPLEMENT,          S.SUPPLEMENTING,      S.IN_APPRAISAL,       (R.APPLICANT, R.CLERK), clock=RESUME),
    Move(A.CONSULT,             S.IN_APPRAISAL,       S.IN_APPRAISAL,       (R.APPRAISER,),                          guards=(G.OPINION_RUNS_ON,)),
    Move(A.CONSULT,             S.IN_APPRAISAL,       S.AWAITING_OPINION,   (R.APPRAISER,),         clock=PAUSE,     guards=(G.OPINION_PAUSES,)),
    Move(A.ANSWER,              S.IN_APPRAISAL,       S.IN_APPRAISAL,       (R.CONSULTEE,),                          guards=(G.OPINION_AWAITED,)),
    Move(A.ANSWER,              S.AWAITING_OPINION,   S.AWAITING_OPINION,   (R.CONSULTEE,),                          guards=(G.OTHERS_TO_ANSWER,)),
    Move(A.ANSWER,              S.AWAITING_OPINION,   S.IN_APPRAISAL,       (R.CONSULTEE,),         clock=RESUME,    guards=(G.LAST_TO_ANSWER,)),
    Move(A.CLOSE_CONSULTATION,  S.IN_APPRAISAL,       S.IN_APPRAISAL,       (R.APPRAISER,),                          guards=(G.OPINION_AWAITED,)),
    Move(A.CLOSE_CONSULTATION,  S.AWAITING_OPINION,   S.IN_APPRAISAL,       (R.APPRAISER,),         clock=RESUME),
    Move(A.VERIFY,              S.IN_APPRAISAL,       S.VERIFYING,          (R.APPRAISER,),         clock=MAY_PAUSE, guards=(G.OPINIONS_ARE_IN,)),
    Move(A.REPORT_VERIFICATION, S.VERIFYING,          S.IN_APPRAISAL,       (R.APPRAISER,),         clock=RESUME),
    Move(A.REQUEST_PAYMENT,     S.IN_APPRAISAL,       S.AWAITING_PAYMENT,   (R.APPRAISER,),         clock=MAY_PAUSE, guards=(G.OPINIONS_ARE_IN,)),
    Move(A.CONFIRM_PAYMENT,     S.AWAITING_PAYMENT,   S.IN_APPRAISAL,       (R.CLERK, R.APPRAISER), clock=RESUME),
    Move(A.DISCONTINUE,         S.SUPPLEMENTING,      S.DISCONTINUED,       (R.APPRAISER,),         clock=STOP,      guards=(G.APOLOGY_SETTLED, G.ANSWER_OVERDUE)),
    Move(A.DISCONTINUE,         S.AWAITING_PAYMENT,   S.DISCONTINUED,       (R.APPRAISER,),         clock=STOP,      guards=(G.APOLOGY_SETTLED, G.ANSWER_OVERDUE)),
    *(Move(A.WITHDRAW,          status,               S.WITHDRAWN,          (R.APPLICANT, R.CLERK), clock=STOP) for status in (S.TO_AGENCY, *WITH_OFFICER)),
    *staying(A.EXTEND,          (*WITH_OFFICER, S.IN_APPROVAL),             (R.APPROVER,),          clock=ClockEffect.EXTEND,    guards=(G.EXTENDABLE,)),
    *staying(A.REAPPOINT,       ON_THE_CLOCK,                               (R.APPROVER,),          clock=ClockEffect.REAPPOINT, guards=(G.NOT_REAPPOINTED,)),
    *staying(A.APOLOGISE,       ON_THE_CLOCK,                               (R.APPROVER,),                                       guards=(G.APOLOGY_OWED, G.ALREADY_REAPPOINTED)),
    *staying(A.APOLOGISE,       PROMISED_AND_OVER,                          (R.APPROVER,),                                       guards=(G.APOLOGY_OWED,)),
    *staying(A.RECALENDAR,      ON_THE_CLOCK,                               (),                     clock=ClockEffect.CALENDAR),
    # ── 3. Approval (phê duyệt) ──────────────────────────────────────────────────────────────────────
    Move(A.SEND_BACK,           S.IN_APPROVAL,        S.IN_APPRAISAL,       (R.APPROVER,)),
    Move(A.APPROVE,             S.IN_APPROVAL,        S.AWAITING_SIGNATURE, (R.APPROVER,),                           guards=(G.APOLOGY_SETTLED, G.ELECTRONIC_RESULT)),
    Move(A.APPROVE,             S.IN_APPROVAL,        S.AWAITING_SEAL,      (R.APPROVER,),                           guards=(G.APOLOGY_SETTLED, G.PAPER_RESULT, G.SEAL_NEEDED)),
    Move(A.APPROVE,             S.IN_APPROVAL,        S.TO_CENTRE,          (R.APPROVER,),                           guards=(G.APOLOGY_SETTLED, G.PAPER_RESULT, G.SEAL_NOT_NEEDED, G.RESULT_COMES_BACK)),
    Move(A.APPROVE,             S.IN_APPROVAL,        S.RESULT_READY,       (R.APPROVER,),          clock=STOP,      guards=(G.APOLOGY_SETTLED, G.PAPER_RESULT, G.SEAL_NOT_NEEDED, G.RESULT_IS_HERE)),
    Move(A.SEND_BACK,           S.AWAITING_SIGNATURE, S.IN_APPRAISAL,       (R.APPROVER,)),
    Move(A.SIGN,                S.AWAITING_SIGNATURE, S.AWAITING_SEAL,      (R.APPROVER,),                           guards=(G.SEAL_NEEDED,)),
    Move(A.SIGN,                S.AWAITING_SIGNATURE, S.RESULT_READY,       (R.APPROVER,),          clock=STOP,      guards=(G.SEAL_NOT_NEEDED,)),
    Move(A.SEND_BACK,           S.AWAITING_SEAL,      S.IN_APPROVAL,        (R.SEAL_KEEPER,)),
    Move(A.SEAL,                S.AWAITING_SEAL,      S.TO_CENTRE,          (R.SEAL_KEEPER,),                        guards=(G.RESULT_COMES_BACK,)),
    Move(A.SEAL,                S.AWAITING_SEAL,      S.RESULT_READY,       (R.SEAL_KEEPER,),       clock=STOP,      guards=(G.RESULT_IS_HERE,)),
    # ── 4. Return (trả kết quả) ──────────────────────────────────────────────────────────────────────
    Move(A.ACCEPT_RESULT,       S.TO_CENTRE,          S.RESULT_READY,       (R.CLERK,),             clock=STOP),
    Move(A.HAND_OVER,           S.RESULT_READY,       S.RETURNED,           (R.CLERK,),                              guards=(G.APOLOGY_SETTLED,)),
    Move(A.HAND_TO_POST,        S.RESULT_READY,       S.IN_DELIVERY,        (R.CLERK,),                              guards=(G.APOLOGY_SETTLED,)),
    Move(A.CONFIRM_DELIVERY,    S.IN_DELIVERY,        S.RETURNED,           (R.CLERK,)),
    Move(A.TAKE_BACK,           S.IN_DELIVERY,        S.RESULT_READY,       (R.CLERK,)),
    Move(A.REOPEN,              S.RETURNED,           S.RETURNED,           (R.APPROVER,),                           guards=(G.REOPENABLE,)),
    # ── What another system did, or says anew (dossiers/history); nobody presses it ──────────────────
    *staying(A.TAKE_OVER,       Status,                                     ()),
)
# fmt: on

STEP_OF: dict[Status, Step] = {
    S.SUBMITTED: Step.RECEPTION,
    S.GUIDED: Step.RECEPTION,
    S.TO_AGENCY: Step.RECEPTION,
    S.IN_APPRAISAL: Step.APPRAISAL,
    S.SUPPLEMENTING: Step.APPRAISAL,
    S.AWAITING_OPINION: Step.APPRAISAL,
    S.VERIFYING: Step.APPRAISAL,
    S.AWAITING_PAYMENT: Step.APPRAISAL,
    S.IN_APPROVAL: Step.APPROVAL,
    S.AWAITING_SIGNATURE: Step.APPROVAL,
    S.AWAITING_SEAL: Step.APPROVAL,
    S.TO_CENTRE: Step.RETURN,
    S.RESULT_READY: Step.RETURN,
    S.IN_DELIVERY: Step.RETURN,
    S.RETURNED: Step.RETURN,
    S.REFUSED: Step.RECEPTION,
    S.WITHDRAWN: Step.APPRAISAL,
    S.DISCONTINUED: Step.APPRAISAL,
}
"""The step at which a dossier in a status stands, or stood when it ended."""

HOLDER_OF: dict[Status, Role] = {
    S.SUBMITTED: R.CLERK,
    S.GUIDED: R.APPLICANT,
    S.TO_AGENCY: R.CLERK,
    S.IN_APPRAISAL: R.APPRAISER,
    S.SUPPLEMENTING: R.APPLICANT,
    S.AWAITING_OPINION: R.CONSULTEE,
    S.VERIFYING: R.APPRAISER,
    S.AWAITING_PAYMENT: R.APPLICANT,
    S.IN_APPROVAL: R.APPROVER,
    S.AWAITING_SIGNATURE: R.APPROVER,
    S.AWAITING_SEAL: R.SEAL_KEEPER,
    S.TO_CENTRE: R.SEAL_KEEPER,
    S.RESULT_READY: R.CLERK,
    S.IN_DELIVERY: R.POSTMAN,
}
"""Whose turn it is. A final status has no holder."""

FINAL = frozenset(Status) - frozenset(move.before for move in MOVES if not move.stays)
"""The statuses that no move leaves."""

REASON_NEEDED = frozenset(
    {
        A.REFUSE,
        A.GUIDE,
        A.CORRECT,
        A.REQUEST_SUPPLEMENT,
        A.PREPARE_SUPPLEMENT,
        A.DECLINE_SUPPLEMENT,
        A.CLOSE_CONSULTATION,
    }
    | {A.VERIFY, A.EXTEND, A.REAPPOINT, A.APOLOGISE, A.DISCONTINUE, A.SEND_BACK, A.WITHDRAW, A.TAKE_BACK, A.REOPEN}
)
"""Actions that nobody may do without saying why."""
