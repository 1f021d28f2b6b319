"""What a service says when it will not change a decision: in Vietnamese, at the field that caused it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a decision cannot be issued.

    `code` is the procedure whose change is at fault (empty: the decision itself), `where` the path of the value in its
    record or the name of the decision's field, `is_stale` whether the procedure has changed since the draft was begun.
    """

    text: str
    code: str = ""
    where: str = ""
    is_stale: bool = False


class DecisionError(Exception):
    """A refusal in words that an editor may read; `field` names the input that caused it, if one did."""

    def __init__(self, message: object, *, field: str | None = None) -> None:
        super().__init__(str(message))
        self.field = field


class NotDraft(DecisionError):
    """The decision has been issued: what it says is fixed, unless it is taken back before its day."""

    def __init__(self) -> None:
        super().__init__(_("Quyết định đã ban hành, không sửa được nữa. Ông/Bà thu hồi về bản soạn trước khi sửa."))


class StaleDecision(DecisionError):
    """Somebody else did something with the decision since the actor saw it."""

    def __init__(self) -> None:
        super().__init__(_("Quyết định vừa được người khác thay đổi. Ông/Bà xem lại rồi thao tác tiếp."))


class StaleChange(DecisionError):
    """Somebody else saved the same change since the actor opened it."""

    def __init__(self) -> None:
        super().__init__(_("Thủ tục này vừa được người khác lưu. Ông/Bà xem lại bản mới nhất rồi sửa tiếp."))


class CannotIssue(DecisionError):
    """The decision cannot be issued; `obstacles` says why, one by one."""

    def __init__(self, obstacles: Sequence[Obstacle]) -> None:
        super().__init__(" ".join(obstacle.text for obstacle in obstacles))
        self.obstacles = list(obstacles)


class CannotUndo(DecisionError):
    """The decision cannot be taken back."""
