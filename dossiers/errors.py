"""What a service says when it will not do something: in Vietnamese, at the field that caused it, nothing half-done."""

from django.utils.translation import gettext_lazy as _


class DossierError(Exception):
    """A refusal in words that a person may read; `field` names the input that caused it, if one did."""

    def __init__(self, message: object, *, field: str | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field


class NotAllowed(DossierError):
    """The person may not do this to this dossier now."""


class StaleDossier(DossierError):
    """Somebody else moved the dossier since the actor saw it."""

    def __init__(self) -> None:
        super().__init__(_("Hồ sơ vừa được người khác xử lý. Ông/Bà xem lại tình trạng mới nhất rồi thao tác tiếp."))


class StaleDraft(DossierError):
    """Another device saved the same page of a draft since this one was opened; nothing was overwritten."""

    def __init__(self) -> None:
        super().__init__(_("Phần này vừa được lưu từ một máy khác. Ông/Bà xem hai bản và chọn bản muốn giữ."))


class StaleQueue(DossierError):
    """The number that a clerk saw at the counter is not the current one any more."""

    def __init__(self) -> None:
        super().__init__(_("Số ở quầy vừa thay đổi. Ông/Bà xem lại rồi thao tác tiếp."))


class InvalidInput(DossierError):
    """Something that was typed or attached cannot be accepted."""


class AlreadySubmitted(DossierError):
    """The same submission arrived twice; `code` is the dossier that the first one made."""

    def __init__(self, code: str) -> None:
        super().__init__(_("Hồ sơ này đã được nộp."))
        self.code = code
