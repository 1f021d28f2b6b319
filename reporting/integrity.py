"""Integrity signals: what may stand behind a fine on-time rate, judged against the rest of the province. Pure.

A signal is a question to a unit, not an accusation: each has an innocent answer, too. A unit is asked only where what
is counted happens at least twice as often as elsewhere, by ten points more, and so often that chance gives it to one in
a hundred of all units together (binomial tail, corrected for how many units and signals are looked at).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import exp, lgamma, log
from typing import Any

from django.utils.translation import gettext_lazy as _

from reporting.rates import rate

LEAST = 20
"""Fewer cases of a unit, or of all others together, say nothing."""

CHANCE = 0.01
"""How likely it may be that any honest unit is asked at all."""

TIMES, POINTS = 2, Decimal(10)
"""How much more often than elsewhere, as a factor and in percentage points."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing that is watched: what is counted, out of what, and what it may mean either way."""

    key: str
    label: Any
    sentence: Any
    innocent: Any
    whole: Any


SIGNALS: tuple[Signal, ...] = (
    Signal(
        "last_tenth",
        _("Xong trong một phần mười cuối của thời hạn"),
        _("Có thể hồ sơ được đóng cho kịp hạn khi việc chưa xong."),
        _("Cũng có thể cơ quan đông việc, làm theo thứ tự ngày hẹn."),
        _("hồ sơ đúng hạn, thời hạn từ ba ngày"),
    ),
    Signal(
        "late_pause",
        _("Tạm dừng trong một phần mười cuối của thời hạn"),
        _("Có thể yêu cầu bổ sung được dùng để dừng đồng hồ."),
        _("Cũng có thể thiếu sót chỉ lộ ra khi ký duyệt."),
        _("lần tạm dừng, thời hạn từ ba ngày"),
    ),
    Signal(
        "repeated_supplement",
        _("Yêu cầu bổ sung từ hai lần"),
        _("Pháp luật cho yêu cầu bổ sung một lần; hỏi nhiều lần làm người dân đi lại."),
        _("Cũng có thể người nộp bổ sung chưa đủ điều đã yêu cầu."),
        _("hồ sơ tiếp nhận"),
    ),
    Signal(
        "after_hours",
        _("Đóng hàng loạt ngoài giờ làm việc"),
        _("Có thể hồ sơ được bấm xong một lượt để kịp số liệu."),
        _("Cũng có thể cơ quan làm thêm giờ trong đợt cao điểm."),
        _("hồ sơ có kết quả"),
    ),
    Signal(
        "typed_later",
        _("Hồ sơ trực tiếp được nhập sau khi nhận"),
        _("Có thể hồ sơ được giữ ngoài hệ thống để rút ngắn thời gian tính hạn."),
        _("Cũng có thể mất mạng, hoặc tiếp nhận lưu động rồi nhập lại."),
        _("hồ sơ nộp trực tiếp"),
    ),
    Signal(
        "slow_answer",
        _("Hồ sơ trực tuyến được trả lời quá 8 giờ làm việc"),
        _("Chậm tiếp nhận để thời hạn bắt đầu muộn."),
        _("Cũng có thể thiếu người ở bộ phận một cửa."),
        _("hồ sơ nộp trực tuyến đã trả lời"),
    ),
    Signal(
        "reopened",
        _("Mở lại sau khi đã xong"),
        _("Có thể kết quả được đóng trước hạn rồi làm tiếp."),
        _("Cũng có thể có sai sót được phát hiện và sửa kịp thời."),
        _("hồ sơ có kết quả"),
    ),
)

Counted = tuple[int, int]
"""How often it happened, and out of how many."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one unit shows in one signal, beside all others: `is_asked` where leaders should ask."""

    unit: str
    part: int
    whole: int
    other_part: int
    other_whole: int
    is_asked: bool

    @property
    def percent(self) -> Decimal | None:
        """The unit's rate."""
        return rate(self.part, self.whole)

    @property
    def base(self) -> Decimal | None:
        """The rate of all other units together."""
        return rate(self.other_part, self.other_whole)


def judged(counts: Mapping[str, Counted], *, looks: int = 1) -> list[Asked]:
    """Return each unit beside the others, those to be asked first; `looks` is how many signals are looked at."""
    part, whole = (sum(counted[place] for counted in counts.values()) for place in (0, 1))
    found = [
        _beside(unit, mine, (part - mine[0], whole - mine[1]), looks=looks * max(len(counts), 1))
        for unit, mine in counts.items()
        if mine[1]
    ]
    return sorted(found, key=lambda one: (not one.is_asked, -(one.percent or 0), one.unit))


def _beside(unit: str, mine: Counted, others: Counted, *, looks: int) -> Asked:
    (part, whole), (other_part, other_whole) = mine, others
    is_asked = False
    if whole >= LEAST and other_whole >= LEAST:
        # One case more elsewhere than there was: where nothing ever happened, chance is not zero.
        base = Decimal(other_part + 1) / (other_whole + 2)
        mine_rate = Decimal(part) / whole
        is_often = mine_rate >= TIMES * base and (mine_rate - base) * 100 >= POINTS
        is_asked = is_often and tail(part, whole, float(base)) < CHANCE / looks
    return Asked(unit, part, whole, other_part, other_whole, is_asked)


def tail(part: int, whole: int, chance: float) -> float:
    """Return how likely at least so many of a whole are, if each happens with this chance (binomial)."""
    if part <= 0:
        return 1.0
    logs = (
        lgamma(whole + 1) - lgamma(k + 1) - lgamma(whole - k + 1) + k * log(chance) + (whole - k) * log(1 - chance)
        for k in range(part, whole + 1)
    )
    return min(1.0, sum(exp(one) for one in logs))
