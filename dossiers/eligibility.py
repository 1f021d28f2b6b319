"""What a person says of the requirements before submitting. It explains and locks nobody out: the agency decides."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Eligibility(models.TextChoices):
    """What somebody says of one requirement."""

    MET = "met", _("Có")
    NOT_MET = "not_met", _("Không")
    UNSURE = "unsure", _("Tôi chưa rõ")


EXPLANATIONS = {
    Eligibility.NOT_MET: _(
        "Nếu chưa đáp ứng yêu cầu này, cơ quan có thể từ chối và nêu rõ lý do. Ông/Bà vẫn nộp được hồ sơ, hoặc chờ"
        " đến khi đủ điều kiện để đỡ mất công và lệ phí."
    ),
    Eligibility.UNSURE: _("Ông/Bà hỏi bộ phận một cửa, hoặc cứ nộp: cán bộ sẽ kiểm tra và hướng dẫn."),
}
"""What follows from an answer, in words; nothing follows from a yes."""


def answer_words(answer: str) -> str:
    """Return an answer as people read it."""
    return str(Eligibility(answer).label) if answer in Eligibility else ""


def explanation_of(answer: str) -> str:
    """Return what follows from an answer, empty where nothing does."""
    return str(EXPLANATIONS.get(Eligibility(answer), "")) if answer in Eligibility else ""
