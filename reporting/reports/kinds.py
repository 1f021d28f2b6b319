"""The kinds of reports, as data: what each is called, what it is for, who may read it, and the table that it counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from reporting.questions import Key
from reporting.reports import tables
from reporting.reports.rules import CountedTable


@dataclass(frozen=True, slots=True)
class ReportKind:
    """One kind of report; `key` stands in addresses. What is not public is published to officers only."""

    key: str
    title: Any
    purpose: Any
    table: CountedTable
    row_label: Any
    notes: tuple[Any, ...] = ()
    law: str = ""
    is_public: bool = True


OWN_RULES = (
    _("Hồ sơ từ chối, rút và dừng giải quyết đứng thành cột riêng, không tính vào hồ sơ đã giải quyết."),
    _("Hồ sơ tạm dừng chờ người nộp đứng thành cột riêng, không tính vào hồ sơ đang giải quyết."),
    _("Đúng hạn hay trễ hạn xét theo hạn ban đầu; còn hạn hay quá hạn xét theo hạn có hiệu lực vào cuối kỳ."),
)
MANDATED_RULES = (
    _("Hồ sơ rút hoặc dừng giải quyết sau khi tiếp nhận tính là đã giải quyết vào ngày thông báo."),
    _("Hồ sơ chờ người nộp bổ sung hoặc nộp tiền tính là đang giải quyết, trong hạn."),
    _("Hồ sơ bị từ chối ngay khi tiếp nhận không tính vào biểu này."),
)

KINDS: tuple[ReportKind, ...] = (
    ReportKind(
        "ban-tin",
        _("Bản tin kết quả giải quyết thủ tục hành chính"),
        _("Bản tin định kỳ của trung tâm: mọi cơ quan, mọi hình thức nộp."),
        tables.bulletin(Key.AGENCY, *tables.SHARES),
        _("Cơ quan"),
        OWN_RULES,
    ),
    ReportKind(
        "bieu-ii-06a",
        _("Biểu II.06a: tình hình, kết quả giải quyết thủ tục hành chính"),
        _("Biểu bắt buộc gửi Văn phòng Chính phủ, theo lĩnh vực."),
        tables.SETTLEMENT_BY_SECTOR,
        _("Lĩnh vực"),
        MANDATED_RULES,
        "Thông tư 01/2020/TT-VPCP, biểu II.06a",
    ),
    ReportKind(
        "bieu-ii-06b",
        _("Biểu II.06b: tổng hợp tình hình, kết quả giải quyết thủ tục hành chính"),
        _("Biểu bắt buộc gửi Văn phòng Chính phủ, theo cơ quan."),
        tables.SETTLEMENT_BY_AGENCY,
        _("Cơ quan"),
        MANDATED_RULES,
        "Thông tư 01/2020/TT-VPCP, biểu II.06b",
    ),
    ReportKind(
        "co-quan",
        _("Bảng điểm các cơ quan"),
        _("Mỗi cơ quan: kết quả, tỷ lệ đúng hạn, thời gian giải quyết."),
        tables.bulletin(Key.AGENCY, *tables.ELAPSED),
        _("Cơ quan"),
        OWN_RULES,
    ),
    ReportKind(
        "linh-vuc",
        _("Kết quả giải quyết theo lĩnh vực"),
        _("Mỗi lĩnh vực: kết quả, tỷ lệ đúng hạn, thời gian giải quyết."),
        tables.bulletin(Key.SECTOR, *tables.ELAPSED),
        _("Lĩnh vực"),
        OWN_RULES,
    ),
    ReportKind(
        "thu-tuc",
        _("Kết quả giải quyết theo thủ tục"),
        _("Mỗi thủ tục: kết quả, tỷ lệ đúng hạn, thời gian giải quyết."),
        tables.bulletin(Key.PROCEDURE, *tables.ELAPSED),
        _("Thủ tục"),
        OWN_RULES,
    ),
    ReportKind(
        "hinh-thuc-nop",
        _("Kết quả giải quyết theo hình thức nộp"),
        _("Nộp trực tiếp, trực tuyến, qua bưu chính công ích."),
        tables.bulletin(Key.CHANNEL, *tables.ELAPSED),
        _("Hình thức nộp"),
        OWN_RULES,
    ),
    ReportKind(
        "truc-tuyen",
        _("Dịch vụ công trực tuyến theo mức độ"),
        _("Hồ sơ của thủ tục toàn trình, một phần và chỉ cung cấp thông tin."),
        tables.bulletin(Key.LEVEL, *tables.ONLINE),
        _("Mức độ dịch vụ công"),
        OWN_RULES,
    ),
)

BY_KEY: Mapping[str, ReportKind] = {kind.key: kind for kind in KINDS}
