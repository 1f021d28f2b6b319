"""The kinds of reports, as data: what each is called, what it is for, who may read it, and the table that it counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from reporting.questions import Key
from reporting.reports import beside, tables
from reporting.reports.rules import AnyTable

IN_DOSSIERS = _("Đơn vị tính: hồ sơ")


@dataclass(frozen=True, slots=True)
class ReportKind:
    """One kind of report; `key` stands in addresses. What is not public is published to officers only."""

    key: str
    title: Any
    purpose: Any
    table: AnyTable
    row_label: Any
    notes: tuple[Any, ...] = ()
    law: str = ""
    is_public: bool = True
    unit_note: Any = IN_DOSSIERS


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
    ReportKind(
        "bon-buoc",
        _("Thực hiện bốn bước tại trung tâm"),
        _("Cơ quan nào có con dấu thứ hai, bao nhiêu thủ tục, bao nhiêu hồ sơ làm trọn tại trung tâm."),
        beside.FOUR_STEPS,
        _("Cơ quan"),
        (_("Con dấu và thủ tục xét vào ngày cuối kỳ; hồ sơ xét theo thủ tục khi tiếp nhận."),),
        "Thông tư 01/2018/TT-VPCP Điều 6, Điều 13 khoản 5",
        unit_note=_("Đơn vị tính: con dấu, thủ tục, hồ sơ"),
    ),
    ReportKind(
        "no-xin-loi",
        _("Xin lỗi và hẹn lại khi trễ hạn"),
        _("Mỗi cơ quan còn nợ bao nhiêu lời xin lỗi, đã gửi bao nhiêu, có kịp không."),
        beside.APOLOGIES,
        _("Cơ quan"),
        law="Nghị định 61/2018/NĐ-CP Điều 19 khoản 9",
        unit_note=_("Đơn vị tính: hồ sơ, phiếu xin lỗi"),
    ),
    ReportKind(
        "buu-chinh",
        _("Nhận và trả hồ sơ qua bưu chính công ích"),
        _("Hồ sơ đến, kết quả đi qua bưu chính công ích."),
        beside.POSTAL,
        _("Cơ quan"),
        law="Quyết định 45/2016/QĐ-TTg",
        unit_note=_("Đơn vị tính: hồ sơ, bưu gửi"),
    ),
    ReportKind(
        "danh-gia",
        _("Đánh giá sự hài lòng"),
        _("Số người đánh giá, trên bao nhiêu hồ sơ, và khoảng tin cậy."),
        beside.RATINGS,
        _("Cơ quan"),
        (_("Khoảng tin cậy 95 % theo Wilson; ít người đánh giá thì khoảng rộng."),),
        "Thông tư 01/2018/TT-VPCP Điều 13",
        unit_note=_("Đơn vị tính: hồ sơ, lượt đánh giá"),
    ),
    ReportKind(
        "phan-anh",
        _("Phản ánh, kiến nghị"),
        _("Phản ánh, kiến nghị nhận được, trả lời kịp hạn, còn tồn."),
        beside.FEEDBACK,
        _("Cơ quan"),
        law="Nghị định 20/2008/NĐ-CP",
        unit_note=_("Đơn vị tính: phản ánh, kiến nghị"),
    ),
    ReportKind(
        "diem-chat-luong",
        _("Điểm chất lượng phục vụ, tự tính"),
        _("Điểm theo từng tiêu chí, những gì làm mất điểm, và cần gì để thêm điểm."),
        beside.SCORE,
        _("Tiêu chí"),
        (_("Tiêu chí mà dữ liệu của hệ thống chưa xét được thì không cho điểm và ghi rõ vì sao."),),
        "Quyết định 766/QĐ-TTg",
        is_public=False,
        unit_note=_("Đơn vị tính: điểm"),
    ),
    ReportKind(
        "ho-so-tre",
        _("Danh sách hồ sơ trễ hạn, quá hạn"),
        _("Từng hồ sơ trễ: trễ mấy ngày, ở khâu nào, ai giữ. Chỉ dùng trong cơ quan."),
        beside.LATE,
        _("Mã hồ sơ"),
        (_("Số ngày trễ là số ngày lịch từ hạn ban đầu đến khi kết thúc, hoặc đến hết kỳ."),),
        is_public=False,
    ),
)

BY_KEY: Mapping[str, ReportKind] = {kind.key: kind for kind in KINDS}
