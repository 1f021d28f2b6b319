"""What a service says when it will not do something with a report: in Vietnamese, nothing half-done."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _


class ReportError(Exception):
    """A refusal in words that a person may read."""

    def __init__(self, message: object) -> None:
        super().__init__(str(message))
        self.message = message


class NotAllowed(ReportError):
    """The person may not do this to this report now."""


class StaleReport(ReportError):
    """Somebody else moved the report since the actor saw it."""

    def __init__(self) -> None:
        super().__init__(_("Báo cáo vừa được người khác xử lý. Ông/Bà xem lại bản mới nhất rồi thao tác tiếp."))


class Blocked(ReportError):
    """Something does not add up: the report stays a draft. `findings` says what, in which cell, and which dossiers."""

    def __init__(self, findings: Sequence["object"]) -> None:
        super().__init__(_("Số liệu không cân đối nên báo cáo không được công bố."))
        self.findings = findings
