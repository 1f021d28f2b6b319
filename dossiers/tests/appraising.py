"""What the cast does to a dossier while it is appraised: one function for each action, as `World.act` calls it."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from accounts.models import User
from dossiers import services
from dossiers.models import Dossier
from dossiers.services import AskedPaper, Owed, Question
from dossiers.workflow import Action

if TYPE_CHECKING:
    from dossiers.tests.world import World

GROUND = "Nghị định số 118/2025/NĐ-CP"


def officer_of(world: "World", dossier: Dossier) -> User:
    """Return who appraises at the dossier's agency."""
    return world.khoa if dossier.agency_id == world.commune.pk else world.chi


def approver_of(world: "World", dossier: Dossier) -> User:
    """Return who approves at the dossier's agency."""
    return world.lan if dossier.agency_id == world.commune.pk else world.dung


def _assign(world: "World", dossier: Dossier, words: dict[str, Any], seen: dict[str, Any]) -> None:
    words = {"officer": officer_of(world, dossier)} | words
    services.assign(dossier, actor=approver_of(world, dossier), **seen, **words)


def _consult(world: "World", dossier: Dossier, words: dict[str, Any], seen: dict[str, Any]) -> None:
    """Ask the commune; the department where the commune itself handles the dossier."""
    asked = world.department if dossier.agency_id == world.commune.pk else world.commune
    question = Question(asked, "Đề nghị xác nhận thông tin.", seen["at"] + timedelta(hours=3))
    questions = words.pop("questions", None) or [question]
    services.consult(dossier, questions, actor=officer_of(world, dossier), calendar=world.calendar, **seen)


def _answer(world: "World", dossier: Dossier, words: dict[str, Any], seen: dict[str, Any]) -> None:
    answering = world.chi if dossier.agency_id == world.commune.pk else world.khoa
    words = {"opinion": "Thông tin đúng như sổ.", "actor": answering} | words
    services.answer(dossier, calendar=world.calendar, **seen, **words)


def _close_consultation(world: "World", dossier: Dossier, words: dict[str, Any], seen: dict[str, Any]) -> None:
    words = {"reason": "Đã đủ căn cứ để thẩm định."} | words
    officer = officer_of(world, dossier)
    services.close_consultation(dossier, actor=officer, calendar=world.calendar, **seen, **words)


def _verify(world: "World", dossier: Dossier, words: dict[str, Any], seen: dict[str, Any]) -> None:
    plan = {
        "planned_at": seen["at"] + timedelta(hours=20),
        "place": "Số 18, đường Lê Lợi",
        "members": "Lê Quỳnh Chi; cán bộ phường",
        "reason": "Kiểm tra nơi hành nghề.",
        "legal_ground": GROUND,
    }
    services.verify(dossier, actor=officer_of(world, dossier), calendar=world.calendar, **seen, **(plan | words))


def _report_verification(world: "World", dossier: Dossier, words: dict[str, Any], seen: dict[str, Any]) -> None:
    words = {"findings": "Đúng như hồ sơ."} | words
    officer = officer_of(world, dossier)
    services.report_verification(dossier, actor=officer, calendar=world.calendar, **seen, **words)


def _request_payment(world: "World", dossier: Dossier, words: dict[str, Any], seen: dict[str, Any]) -> None:
    owed = words.pop("owed", None) or [Owed("Lệ phí trước bạ", 1_250_000, GROUND)]
    services.request_payment(dossier, owed, actor=officer_of(world, dossier), calendar=world.calendar, **seen)


def _confirm_payment(world: "World", dossier: Dossier, words: dict[str, Any], seen: dict[str, Any]) -> None:
    words = {"evidence": "Giấy nộp tiền 0012345", "actor": world.binh} | words
    services.confirm_payment(dossier, calendar=world.calendar, **seen, **words)


def _extend(world: "World", dossier: Dossier, words: dict[str, Any], seen: dict[str, Any]) -> None:
    words = {"amount": Decimal(3), "reason": "Vụ việc phức tạp.", "evidence": "Văn bản số 15/STP"} | words
    services.extend(dossier, actor=approver_of(world, dossier), calendar=world.calendar, **seen, **words)


def _prepare_supplement(world: "World", dossier: Dossier, words: dict[str, Any], seen: dict[str, Any]) -> None:
    papers = words.pop("papers", None) or [AskedPaper("Sơ yếu lý lịch", "Chưa có xác nhận.", GROUND)]
    words = {"reason": "Phát sinh tình tiết mới."} | words
    services.prepare_supplement(dossier, papers, actor=officer_of(world, dossier), **seen, **words)


def _consent_supplement(world: "World", dossier: Dossier, words: dict[str, Any], seen: dict[str, Any]) -> None:
    approver = approver_of(world, dossier)
    services.consent_supplement(dossier, actor=approver, calendar=world.calendar, **seen, **words)


def _decline_supplement(world: "World", dossier: Dossier, words: dict[str, Any], seen: dict[str, Any]) -> None:
    words = {"reason": "Giải quyết theo giấy tờ đã có."} | words
    services.decline_supplement(dossier, actor=approver_of(world, dossier), **seen, **words)


def _reopen(world: "World", dossier: Dossier, words: dict[str, Any], seen: dict[str, Any]) -> None:
    words = {"reason": "Kết quả ghi sai ngày sinh."} | words
    services.reopen(dossier, actor=approver_of(world, dossier), calendar=world.calendar, **seen, **words)


Perform = Callable[["World", Dossier, dict[str, Any], dict[str, Any]], None]

PERFORMED: dict[Action, Perform] = {
    Action.ASSIGN: _assign,
    Action.CONSULT: _consult,
    Action.ANSWER: _answer,
    Action.CLOSE_CONSULTATION: _close_consultation,
    Action.VERIFY: _verify,
    Action.REPORT_VERIFICATION: _report_verification,
    Action.REQUEST_PAYMENT: _request_payment,
    Action.CONFIRM_PAYMENT: _confirm_payment,
    Action.EXTEND: _extend,
    Action.PREPARE_SUPPLEMENT: _prepare_supplement,
    Action.CONSENT_SUPPLEMENT: _consent_supplement,
    Action.DECLINE_SUPPLEMENT: _decline_supplement,
    Action.REOPEN: _reopen,
}
