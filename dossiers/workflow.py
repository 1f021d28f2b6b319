"""The life of a dossier on one screen: its statuses, its moves, and who may make them.

Everything else is derived from `MOVES`: final states, buttons, access, the drawn path, the diagram in the docs. What a
move causes is read in its service (`dossiers/services/`); nothing hides in the table.

Law: Nghị định 118/2025/NĐ-CP Điều 17–22; the four steps at the centre: Thông tư 01/2018/TT-VPCP Điều 6.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Role
from procedures.models import Step


class Status(models.TextChoices):
    """Where a dossier stands. The decision (granted, denied) is not a status: it is the result's `outcome`."""

    SUBMITTED = "submitted", _("Chờ tiếp nhận")
    IN_APPRAISAL = "in_appraisal", _("Đang thẩm định")
    SUPPLEMENTING = "supplementing", _("Chờ bổ sung")
    IN_APPROVAL = "in_approval", _("Chờ phê duyệt")
    AWAITING_SEAL = "awaiting_seal", _("Chờ đóng dấu")
    RESULT_READY = "result_ready", _("Đã có kết quả")
    RETURNED = "returned", _("Đã trả kết quả")
    REFUSED = "refused", _("Từ chối tiếp nhận")
    WITHDRAWN = "withdrawn", _("Đã rút hồ sơ")
    DISCONTINUED = "discontinued", _("Dừng giải quyết")


class Action(models.TextChoices):
    """What somebody does to a dossier."""

    SUBMIT = "submit", pgettext_lazy("việc cần làm", "Nộp hồ sơ")
    RECEIVE = "receive", pgettext_lazy("việc cần làm", "Tiếp nhận")
    REFUSE = "refuse", pgettext_lazy("việc cần làm", "Từ chối tiếp nhận")
    TAKE = "take", pgettext_lazy("việc cần làm", "Nhận xử lý")
    REQUEST_SUPPLEMENT = "request_supplement", pgettext_lazy("việc cần làm", "Yêu cầu bổ sung")
    SUPPLEMENT = "supplement", pgettext_lazy("việc cần làm", "Bổ sung hồ sơ")
    WITHDRAW = "withdraw", pgettext_lazy("việc cần làm", "Rút hồ sơ")
    DISCONTINUE = "discontinue", pgettext_lazy("việc cần làm", "Dừng giải quyết")
    PROPOSE = "propose", pgettext_lazy("việc cần làm", "Trình phê duyệt")
    SEND_BACK = "send_back", pgettext_lazy("việc cần làm", "Trả lại thẩm định")
    APPROVE = "approve", pgettext_lazy("việc cần làm", "Phê duyệt")
    SEAL = "seal", pgettext_lazy("việc cần làm", "Đóng dấu")
    HAND_OVER = "hand_over", pgettext_lazy("việc cần làm", "Trả kết quả")


DEEDS = {
    Action.SUBMIT: pgettext_lazy("việc đã làm", "Nộp hồ sơ"),
    Action.RECEIVE: pgettext_lazy("việc đã làm", "Tiếp nhận"),
    Action.REFUSE: pgettext_lazy("việc đã làm", "Từ chối tiếp nhận"),
    Action.TAKE: pgettext_lazy("việc đã làm", "Nhận xử lý"),
    Action.REQUEST_SUPPLEMENT: pgettext_lazy("việc đã làm", "Yêu cầu bổ sung"),
    Action.SUPPLEMENT: pgettext_lazy("việc đã làm", "Bổ sung hồ sơ"),
    Action.WITHDRAW: pgettext_lazy("việc đã làm", "Rút hồ sơ"),
    Action.DISCONTINUE: pgettext_lazy("việc đã làm", "Dừng giải quyết"),
    Action.PROPOSE: pgettext_lazy("việc đã làm", "Trình phê duyệt"),
    Action.SEND_BACK: pgettext_lazy("việc đã làm", "Trả lại thẩm định"),
    Action.APPROVE: pgettext_lazy("việc đã làm", "Phê duyệt"),
    Action.SEAL: pgettext_lazy("việc đã làm", "Đóng dấu"),
    Action.HAND_OVER: pgettext_lazy("việc đã làm", "Trả kết quả"),
}
"""What an action is called once it is done. Vietnamese has one word for both; English has “Approve” and “Approved”."""


class ClockEffect(StrEnum):
    """What a move writes into the clock's ledger."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"


class Guard(StrEnum):
    """A condition on the dossier itself, checked by `dossiers.access`. Each has its sentence in `GUARD_WORDS`."""

    SEAL_NEEDED = "seal_needed"
    SEAL_NOT_NEEDED = "seal_not_needed"
    FIRST_SUPPLEMENT = "first_supplement"
    SUPPLEMENT_OVERDUE = "supplement_overdue"


GUARD_WORDS = {
    Guard.SEAL_NEEDED: _("Quy trình của thủ tục này không có bước đóng dấu."),
    Guard.SEAL_NOT_NEEDED: _("Kết quả của thủ tục này phải được đóng dấu."),
    Guard.FIRST_SUPPLEMENT: _("Hồ sơ đã được yêu cầu bổ sung một lần; theo quy định chỉ được yêu cầu một lần."),
    Guard.SUPPLEMENT_OVERDUE: _("Chưa hết thời hạn bổ sung nên chưa thể dừng giải quyết."),
}


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table. `before` is None for a move that makes the dossier."""

    action: Action
    before: Status | None
    after: Status
    roles: tuple[Role, ...]
    clock: ClockEffect | None = None
    guard: Guard | None = None

    def __post_init__(self) -> None:
        if self.guard is not None and self.guard not in GUARD_WORDS:
            raise ValueError(f"Unknown guard {self.guard!r} of move {self.action}: give it a sentence in GUARD_WORDS.")


A, S, R, G = Action, Status, Role, Guard
START, PAUSE, RESUME, STOP = ClockEffect.START, ClockEffect.PAUSE, ClockEffect.RESUME, ClockEffect.STOP

# fmt: off
# ruff: noqa: E501 — the table is read across
MOVES: tuple[Move, ...] = (
    # ── 1. Reception (tiếp nhận) ─────────────────────────────────────────────────────────────────────
    Move(A.SUBMIT,             None,            S.SUBMITTED,     (R.APPLICANT,)),
    Move(A.RECEIVE,            None,            S.IN_APPRAISAL,  (R.CLERK,),             clock=START),
    Move(A.RECEIVE,            S.SUBMITTED,     S.IN_APPRAISAL,  (R.CLERK,),             clock=START),
    Move(A.REFUSE,             S.SUBMITTED,     S.REFUSED,       (R.CLERK,)),
    Move(A.WITHDRAW,           S.SUBMITTED,     S.WITHDRAWN,     (R.APPLICANT,)),
    # ── 2. Appraisal (thẩm định) ─────────────────────────────────────────────────────────────────────
    Move(A.TAKE,               S.IN_APPRAISAL,  S.IN_APPRAISAL,  (R.APPRAISER,)),
    Move(A.PROPOSE,            S.IN_APPRAISAL,  S.IN_APPROVAL,   (R.APPRAISER,)),
    Move(A.REQUEST_SUPPLEMENT, S.IN_APPRAISAL,  S.SUPPLEMENTING, (R.APPRAISER,),         clock=PAUSE,  guard=G.FIRST_SUPPLEMENT),
    Move(A.SUPPLEMENT,         S.SUPPLEMENTING, S.IN_APPRAISAL,  (R.APPLICANT, R.CLERK), clock=RESUME),
    Move(A.DISCONTINUE,        S.SUPPLEMENTING, S.DISCONTINUED,  (R.APPRAISER,),         clock=STOP,   guard=G.SUPPLEMENT_OVERDUE),
    Move(A.WITHDRAW,           S.IN_APPRAISAL,  S.WITHDRAWN,     (R.APPLICANT, R.CLERK), clock=STOP),
    Move(A.WITHDRAW,           S.SUPPLEMENTING, S.WITHDRAWN,     (R.APPLICANT, R.CLERK), clock=STOP),
    # ── 3. Approval (phê duyệt) ──────────────────────────────────────────────────────────────────────
    Move(A.SEND_BACK,          S.IN_APPROVAL,   S.IN_APPRAISAL,  (R.APPROVER,)),
    Move(A.APPROVE,            S.IN_APPROVAL,   S.AWAITING_SEAL, (R.APPROVER,),                        guard=G.SEAL_NEEDED),
    Move(A.APPROVE,            S.IN_APPROVAL,   S.RESULT_READY,  (R.APPROVER,),          clock=STOP,   guard=G.SEAL_NOT_NEEDED),
    Move(A.SEAL,               S.AWAITING_SEAL, S.RESULT_READY,  (R.SEAL_KEEPER,),       clock=STOP),
    # ── 4. Return (trả kết quả) ──────────────────────────────────────────────────────────────────────
    Move(A.HAND_OVER,          S.RESULT_READY,  S.RETURNED,      (R.CLERK,)),
)
# fmt: on

STEP_OF: dict[Status, Step] = {
    S.SUBMITTED: Step.RECEPTION,
    S.IN_APPRAISAL: Step.APPRAISAL,
    S.SUPPLEMENTING: Step.APPRAISAL,
    S.IN_APPROVAL: Step.APPROVAL,
    S.AWAITING_SEAL: Step.APPROVAL,
    S.RESULT_READY: Step.RETURN,
    S.RETURNED: Step.RETURN,
    S.REFUSED: Step.RECEPTION,
    S.WITHDRAWN: Step.APPRAISAL,
    S.DISCONTINUED: Step.APPRAISAL,
}
"""The step at which a dossier in a status stands, or stood when it ended."""

HOLDER_OF: dict[Status, Role] = {
    S.SUBMITTED: R.CLERK,
    S.IN_APPRAISAL: R.APPRAISER,
    S.SUPPLEMENTING: R.APPLICANT,
    S.IN_APPROVAL: R.APPROVER,
    S.AWAITING_SEAL: R.SEAL_KEEPER,
    S.RESULT_READY: R.CLERK,
}
"""Whose turn it is. A final status has no holder."""

FINAL = frozenset(Status) - frozenset(move.before for move in MOVES)
"""The statuses that no move leaves."""

RUNNING = frozenset({S.IN_APPRAISAL, S.IN_APPROVAL, S.AWAITING_SEAL})
"""The statuses in which the clock runs."""

REASON_NEEDED = frozenset({A.REFUSE, A.REQUEST_SUPPLEMENT, A.DISCONTINUE, A.SEND_BACK, A.WITHDRAW})
"""Actions that nobody may do without saying why."""
