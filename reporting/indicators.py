"""What each published figure means: its name, its sentence, what it is counted in, and the law it rests on.

The words of this module stand under every table, so that a reader can check what was counted. Pure, but for the
translation of the words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure: `key` is its name in code, CSV and API; `measures` are the nightly facts that it sums."""

    key: str
    label: Any
    sentence: Any
    measures: tuple[str, ...]
    law: str = ""


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "carried_over",
        _("Kỳ trước chuyển sang"),
        _("Hồ sơ đã tiếp nhận nhưng chưa kết thúc vào cuối ngày trước kỳ báo cáo."),
        (),
    ),
    Indicator(
        "received",
        pgettext_lazy("chỉ tiêu", "Tiếp nhận"),
        _(
            "Hồ sơ được cơ quan trả lời lần đầu trong kỳ: tiếp nhận, hoặc từ chối tiếp nhận. Hồ sơ trực tuyến rút trước"
            " khi được trả lời không tính."
        ),
        ("received",),
        "Nghị định 118/2025/NĐ-CP Điều 17",
    ),
    Indicator(
        "early",
        _("Trước hạn"),
        _("Hồ sơ có kết quả trước ngày đến hạn."),
        ("early",),
        "Thông tư 01/2018/TT-VPCP Điều 13",
    ),
    Indicator(
        "on_time",
        _("Đúng hạn"),
        _(
            "Hồ sơ có kết quả đúng ngày đến hạn, vào giờ nào cũng được; thời hạn tính bằng giờ hoặc trong ngày thì so"
            " đến phút."
        ),
        ("on_time",),
        "Thông tư 01/2018/TT-VPCP Điều 13",
    ),
    Indicator(
        "late",
        _("Trễ hạn"),
        _("Hồ sơ có kết quả sau hạn. Xin lỗi và hẹn lại không biến hồ sơ trễ thành đúng hạn."),
        ("late",),
        "Nghị định 61/2018/NĐ-CP Điều 19 khoản 9",
    ),
    Indicator(
        "in_time",
        _("Đang giải quyết, trong hạn"),
        _("Hồ sơ chưa kết thúc vào cuối kỳ, chưa quá hạn; xét theo hạn có hiệu lực vào cuối kỳ."),
        ("in_time",),
    ),
    Indicator(
        "overdue",
        _("Đang giải quyết, quá hạn"),
        _("Hồ sơ chưa kết thúc vào cuối kỳ và đã quá hạn."),
        ("overdue",),
    ),
    Indicator(
        "paused",
        _("Tạm dừng"),
        _("Hồ sơ chờ người nộp bổ sung vào cuối kỳ; thời gian chờ không tính vào thời hạn."),
        ("paused",),
        "Nghị định 61/2018/NĐ-CP Điều 19 khoản 4",
    ),
    Indicator(
        "refused",
        _("Từ chối tiếp nhận"),
        _("Hồ sơ bị từ chối tiếp nhận trong kỳ, có lý do và căn cứ."),
        ("refused",),
        "Nghị định 118/2025/NĐ-CP Điều 17",
    ),
    Indicator(
        "withdrawn",
        pgettext_lazy("chỉ tiêu", "Rút hồ sơ"),
        _("Hồ sơ được người nộp rút trong kỳ, sau khi đã tiếp nhận."),
        ("withdrawn",),
        "Nghị định 118/2025/NĐ-CP Điều 21",
    ),
    Indicator(
        "discontinued",
        _("Dừng giải quyết"),
        _("Hồ sơ dừng giải quyết trong kỳ vì quá thời hạn bổ sung."),
        ("discontinued",),
        "Nghị định 118/2025/NĐ-CP Điều 21",
    ),
    Indicator(
        "in_all",
        _("Tổng số tiếp nhận"),
        _("Hồ sơ kỳ trước chuyển sang và hồ sơ tiếp nhận trong kỳ cộng lại: tất cả hồ sơ phải giải quyết trong kỳ."),
        ("received",),
    ),
    Indicator(
        "kept_rate",
        _("Tỷ lệ đúng và trước hạn"),
        _(
            "Hồ sơ trước hạn và đúng hạn, chia cho hồ sơ đã giải quyết (số đứng cạnh tỷ lệ), làm tròn đến hai chữ số"
            " thập phân. Không có hồ sơ nào đã giải quyết thì không có tỷ lệ, ghi “–”."
        ),
        ("early", "on_time"),
        "Thông tư 01/2018/TT-VPCP Điều 13",
    ),
    Indicator(
        "resolved",
        _("Đã giải quyết"),
        _("Trước hạn, đúng hạn và trễ hạn cộng lại; gồm cả kết quả không đồng ý."),
        ("early", "on_time", "late"),
    ),
    Indicator(
        "in_progress",
        _("Đang giải quyết"),
        _("Trong hạn và quá hạn cộng lại, không gồm hồ sơ tạm dừng."),
        ("in_time", "overdue"),
    ),
)

BY_KEY: Mapping[str, Indicator] = {indicator.key: indicator for indicator in INDICATORS}
