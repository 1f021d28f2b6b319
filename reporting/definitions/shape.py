"""The shape of a definition: what one published figure counts, in which words, by which law. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Unit(models.TextChoices):
    """What a figure is counted in."""

    DOSSIERS = "dossiers", _("hồ sơ")
    PAPERS = "papers", _("giấy tờ")
    REQUESTS = "requests", _("phiếu, yêu cầu")
    ITEMS = "items", _("bưu gửi")
    FEEDBACK = "feedback", _("phản ánh, kiến nghị")
    PERCENT = "percent", _("%")
    TIMES = "times", _("lần")
    DAYS = "days", _("ngày")
    MINUTES = "minutes", _("phút")
    DONG = "dong", _("đồng")


class Topic(models.TextChoices):
    """Under which heading a figure stands."""

    COMING = "coming", _("Tiếp nhận")
    RESOLVING = "resolving", _("Giải quyết")
    STANDING = "standing", _("Còn đang giải quyết")
    ENDING = "ending", _("Không giải quyết")
    RETURNING = "returning", _("Trả kết quả, bưu chính")
    ASKING = "asking", _("Yêu cầu bổ sung")
    APOLOGISING = "apologising", _("Xin lỗi khi trễ hạn")
    LINKING = "linking", _("Liên thông")
    DIGITISING = "digitising", _("Số hóa, tái sử dụng giấy tờ")
    PAYING = "paying", _("Phí, lệ phí")
    RATING = "rating", _("Đánh giá hài lòng")
    FEEDBACK = "feedback", _("Phản ánh, kiến nghị")
    TIME = "time", _("Thời gian giải quyết, ai giữ hồ sơ")


SETTLEMENT = "answers"
"""The module that reads what a definition names no other for: `reporting.answers`."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure: `key` is its name in code, files and API.

    `numerator` are the counts that are added up, `denominator` those that they are divided by (a count has none).
    `source` names who reads them: `reporting.answers`, else a measure of `reporting.measures.REGISTRY`. `channels` and
    `levels` narrow it. `is_known` is False where no data of ours can tell.
    """

    key: str
    label: Any
    sentence: Any
    topic: Topic
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    law: str = ""
    unit: Unit = Unit.DOSSIERS
    source: str = SETTLEMENT
    channels: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    is_known: bool = True

    @property
    def counted(self) -> tuple[str, ...]:
        """The counts that are added up; a plain count is its own."""
        return self.numerator or (self.key,)


Definitions = Sequence[Indicator]
