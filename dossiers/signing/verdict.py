"""What the portal says of the signatures in a file. Words are chosen when it is shown; what is stored are facts."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    """The one answer to “may I rely on these signatures?”."""

    VALID = "valid", _("Chữ ký số hợp lệ")
    DOUBTFUL = "doubtful", _("Chưa đủ căn cứ để khẳng định")
    INVALID = "invalid", _("Chữ ký số không hợp lệ")
    UNSIGNED = "unsigned", _("Tệp không có chữ ký số")
    UNREADABLE = "unreadable", _("Không kiểm tra được tệp")


TONES = {
    Outcome.VALID: "ok",
    Outcome.DOUBTFUL: "warn",
    Outcome.INVALID: "bad",
    Outcome.UNSIGNED: "neutral",
    Outcome.UNREADABLE: "bad",
}


class Problem(models.TextChoices):
    """What is wrong with one signature, or with the file around the signatures."""

    BROKEN = "broken", _("Nội dung tệp hoặc chữ ký đã bị thay đổi.")
    CHANGED_AFTERWARDS = "changed_afterwards", _("Tệp đã bị thay đổi sau khi ký.")
    NOT_WHOLE = "not_whole", _("Chữ ký không bao trùm toàn bộ tệp: có phần được thêm vào sau khi ký.")
    UNKNOWN_KIND = "unknown_kind", _("Chữ ký thuộc loại mà hệ thống không kiểm tra được.")
    UNTRUSTED = "untrusted", _("Chứng thư số không do tổ chức chứng thực mà hệ thống tin cậy cấp.")
    REVOKED = "revoked", _("Chứng thư số đã bị thu hồi.")
    NOT_IN_FORCE = "not_in_force", _("Chứng thư số không có hiệu lực vào lúc ký.")
    FUTURE = "future", _("Thời điểm ký ghi trong tệp chưa tới.")
    EXPIRED_SINCE = (
        "expired_since",
        _("Chứng thư số đã hết hạn và tệp không có dấu thời gian chứng minh tệp được ký khi chứng thư còn hiệu lực."),
    )
    SIGNATURE_MISSING = "signature_missing", _("Văn bản còn chỗ ký chưa có chữ ký số, nên chưa hoàn thành.")
    LOCKED = "locked", _("Tệp bị đặt mật khẩu.")
    NOT_PDF = "not_pdf", _("Tệp không phải là PDF hoặc bị hỏng.")
    TOO_MANY = "too_many", _("Tệp có quá nhiều chữ ký hoặc quá nhiều lần sửa nên hệ thống không kiểm tra.")


LEAVES_DOUBT = frozenset({Problem.EXPIRED_SINCE, Problem.SIGNATURE_MISSING, Problem.UNTRUSTED})
"""What does not prove that a signature is bad, only that nobody here can vouch for it."""


@dataclass(frozen=True, slots=True)
class SignatureSeen:
    """One signature of a file. `stated_at` is the signer's own clock, `attested_at` a time-stamp authority's."""

    field: str
    signer: str
    organisation: str
    agency_code: str
    issuer: str
    serial_number: str
    fingerprint: str
    stated_at: datetime | None
    attested_at: datetime | None
    certificate_until: datetime | None
    problem: Problem | None

    @property
    def is_sound(self) -> bool:
        """Whether nothing at all is wrong with it."""
        return self.problem is None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in one file; `number` and `date` are what a result of this portal says of itself."""

    outcome: Outcome
    signatures: tuple[SignatureSeen, ...] = ()
    problems: tuple[Problem, ...] = ()
    number: str = ""
    date: str = ""
    sha256: str = ""

    @property
    def is_valid(self) -> bool:
        """Whether every signature is sound and the last one covers the whole file."""
        return self.outcome is Outcome.VALID

    @property
    def tone(self) -> str:
        """The design's tone of the outcome."""
        return TONES[self.outcome]

    def as_json(self) -> dict[str, Any]:
        """Return the verdict as JSON holds it; `verdict_from` reads it back."""
        given = asdict(self)
        for one in given["signatures"]:
            for name in ("stated_at", "attested_at", "certificate_until"):
                one[name] = one[name].isoformat() if one[name] else None
        return given


def verdict_from(given: dict[str, Any]) -> Verdict:
    """Return the verdict that `as_json` wrote."""
    signatures = tuple(_signature_from(one) for one in given["signatures"])
    whole = Verdict(**{**given, "signatures": signatures, "problems": tuple(Problem(one) for one in given["problems"])})
    return replace(whole, outcome=Outcome(given["outcome"]))


def _signature_from(given: dict[str, Any]) -> SignatureSeen:
    moments = {
        name: datetime.fromisoformat(given[name]) if given[name] else None
        for name in ("stated_at", "attested_at", "certificate_until")
    }
    return SignatureSeen(**{**given, **moments, "problem": Problem(given["problem"]) if given["problem"] else None})
