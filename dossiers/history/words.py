"""What other systems call channels, levels, outcomes and steps. Pure.

Words are compared folded: without case, marks and punctuation.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from agencies.vietnamese import folded
from procedures.models import Channel, ServiceLevel, Step


class Ending(StrEnum):
    """How a dossier ended in the other system. `UNKNOWN` is finished, nobody says with what decision."""

    GRANTED = "granted"
    DENIED = "denied"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    DISCONTINUED = "discontinued"
    UNKNOWN = ""


def _known(words: Mapping[Any, Iterable[str]]) -> dict[str, Any]:
    return {folded(word): value for value, said in words.items() for word in (value, *said)}


CHANNELS: dict[str, Channel] = _known(
    {
        Channel.IN_PERSON: (
            "in person",
            "Trực tiếp",
            "Tại quầy",
            "Quầy",
            "desk",
            "counter",
            "front desk",
            "office",
            "walk-in",
            "intern",
            "internal",
            "Nội bộ",
        ),
        Channel.ONLINE: (
            "Trực tuyến",
            "Qua mạng",
            "internet",
            "web",
            "website",
            "portal",
            "digital",
            "electronic",
            "e-mail",
            "email",
            "mail điện tử",
            "Thư điện tử",
            "app",
        ),
        Channel.POSTAL: ("post", "mail", "letter", "Bưu chính", "Bưu chính công ích", "Bưu điện", "Qua bưu điện"),
    }
)
"""The channel that a word means. E-mail came over the network; what an office took up by itself, came to its desk."""

LEVELS: dict[str, ServiceLevel] = _known(
    {
        ServiceLevel.FULL: ("Toàn trình", "full", "fully online"),
        ServiceLevel.PARTIAL: ("Một phần", "partially online"),
        ServiceLevel.INFORMATION: ("Cung cấp thông tin", "Cung cấp thông tin trực tuyến", "1", "mức 1", "mức độ 1"),
        ServiceLevel.LEVEL_4: ("4", "mức 4", "mức độ 4", "level 4"),
        ServiceLevel.LEVEL_3: ("3", "mức 3", "mức độ 3", "level 3"),
        ServiceLevel.LEVEL_2: ("2", "mức 2", "mức độ 2", "level 2"),
        ServiceLevel.UNSTATED: ("Chưa xác định", "unknown", "none"),
    }
)

ENDINGS: dict[str, Ending] = _known(
    {
        Ending.GRANTED: (
            "Đồng ý",
            "Đồng ý giải quyết",
            "Đã giải quyết",
            "Hoàn thành",
            "Đã trả kết quả",
            "Cấp",
            "approved",
            "accepted",
            "resolved",
            "completed",
            "complete",
            "done",
            "finished",
            "closed",
            "returned",
            "positive",
        ),
        Ending.DENIED: (
            "Không đồng ý",
            "Không giải quyết",
            "Từ chối giải quyết",
            "Không đủ điều kiện",
            "rejected",
            "declined",
            "negative",
        ),
        Ending.REFUSED: ("Từ chối", "Từ chối tiếp nhận", "Không tiếp nhận", "not accepted", "refused at intake"),
        Ending.WITHDRAWN: ("Rút", "Rút hồ sơ", "Đã rút hồ sơ", "Công dân rút", "withdraw", "cancelled", "canceled"),
        Ending.DISCONTINUED: ("Dừng", "Dừng giải quyết", "Dừng xử lý", "Hủy", "stopped", "aborted", "discontinue"),
        Ending.UNKNOWN: ("unknown", "Không rõ"),
    }
)

STEPS: dict[str, Step] = _known(
    {
        Step.RECEPTION: ("Tiếp nhận", "receipt", "intake"),
        Step.APPRAISAL: ("Thẩm định", "Xử lý", "Thụ lý", "processing", "assessment"),
        Step.APPROVAL: ("Phê duyệt", "Ký duyệt", "Trình ký", "decision", "approve"),
        Step.RETURN: ("Trả kết quả", "hand over", "delivery"),
    }
)
"""The step that a word means; any other word is kept as it is written and stands under appraisal."""
