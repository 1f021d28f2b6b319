"""The criteria of the service-quality score: six groups, 100 points, and what we can and cannot know of each.

How some groups divide their points among their criteria we have not seen in the decision: `is_assumed` says where we
divided evenly. What no data of ours can tell has no source and gives no points.

Law: Quyết định 766/QĐ-TTg.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Group(models.TextChoices):
    """The six groups, by the codes of the national board."""

    OPENNESS = "CKMB", _("Công khai, minh bạch")
    PROGRESS = "TDGQ", _("Tiến độ giải quyết")
    ONLINE = "ONLINE", _("Dịch vụ công trực tuyến")
    PAYMENT = "TTTT", _("Thanh toán trực tuyến")
    DIGITISING = "MDSH", _("Số hóa hồ sơ")
    SATISFACTION = "MDHL", _("Mức độ hài lòng")


MOST: Mapping[Group, int] = {
    Group.OPENNESS: 18,
    Group.PROGRESS: 20,
    Group.ONLINE: 12,
    Group.PAYMENT: 10,
    Group.DIGITISING: 22,
    Group.SATISFACTION: 18,
}
"""The points of each group; together 100."""


class Unit(models.TextChoices):
    """What a criterion counts."""

    DOSSIER = "dossier", _("hồ sơ")
    PROCEDURE = "procedure", _("thủ tục")
    FEEDBACK = "feedback", _("phản ánh")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion: `most` points, all of them from `full_at` percent on. `missing` says why we cannot know it."""

    number: str
    group: Group
    label: Any
    sentence: Any
    most: Decimal
    unit: Unit = Unit.DOSSIER
    full_at: int = 100
    is_assumed: bool = False
    missing: Any = ""

    @property
    def is_known(self) -> bool:
        """Whether our data can tell it."""
        return not self.missing


NO_GATEWAY = _("Hệ thống chưa nối cổng thanh toán trực tuyến.")
NO_SYNCHRONISATION = _("Hệ thống chưa đồng bộ với Cổng Dịch vụ công quốc gia.")
EVENLY = Decimal("4.4")
"""A fifth of the 22 points of digitising."""

CRITERIA: tuple[Criterion, ...] = (
    Criterion(
        "1.1",
        Group.OPENNESS,
        _("Công bố đúng hạn"),
        _("Thủ tục có quyết định công bố trước ngày văn bản căn cứ có hiệu lực ít nhất 5 ngày làm việc."),
        Decimal(4),
        Unit.PROCEDURE,
        is_assumed=True,
        missing=_("Danh mục không ghi ngày có hiệu lực của văn bản căn cứ."),
    ),
    Criterion(
        "1.2",
        Group.OPENNESS,
        _("Cập nhật, công khai đúng hạn"),
        _("Thủ tục được công khai trên Cổng này trong 5 ngày làm việc kể từ ngày ký quyết định công bố trong kỳ."),
        Decimal(4),
        Unit.PROCEDURE,
    ),
    Criterion(
        "1.3",
        Group.OPENNESS,
        _("Công khai đủ bộ phận tạo thành"),
        _(
            "Thủ tục đang có hiệu lực có đủ tên, trình tự, cách thức, thành phần và số lượng hồ sơ, thời hạn, đối tượng"
            " và cơ quan thực hiện."
        ),
        Decimal(4),
        Unit.PROCEDURE,
        is_assumed=True,
    ),
    Criterion(
        "1.4",
        Group.OPENNESS,
        _("Đồng bộ hồ sơ lên Cổng quốc gia"),
        _("Hồ sơ tiếp nhận trong kỳ đã đồng bộ lên Cổng Dịch vụ công quốc gia."),
        Decimal(6),
        missing=NO_SYNCHRONISATION,
    ),
    Criterion(
        "2.1",
        Group.PROGRESS,
        _("Giải quyết trước hạn và đúng hạn"),
        _(
            "Hồ sơ phải giải quyết trong kỳ mà kết thúc không sau ngày hẹn hiện hành, hoặc chưa xong nhưng chưa quá hạn"
            " ban đầu. Hồ sơ bị yêu cầu bổ sung quá một lần tính là trễ; hồ sơ không rõ hạn không tính là đúng hạn."
        ),
        Decimal(20),
    ),
    Criterion(
        "3.1",
        Group.ONLINE,
        _("Cung cấp dịch vụ công trực tuyến"),
        _("Thủ tục đang có hiệu lực được cung cấp trực tuyến toàn trình hoặc một phần; đủ điểm từ 80 %."),
        Decimal(2),
        Unit.PROCEDURE,
        full_at=80,
    ),
    Criterion(
        "3.2",
        Group.ONLINE,
        _("Dịch vụ trực tuyến có phát sinh hồ sơ"),
        _("Dịch vụ công trực tuyến có ít nhất một hồ sơ nộp trực tuyến được tiếp nhận trong kỳ."),
        Decimal(4),
        Unit.PROCEDURE,
    ),
    Criterion(
        "3.3",
        Group.ONLINE,
        _("Hồ sơ trực tuyến"),
        _(
            "Hồ sơ tiếp nhận trong kỳ được nộp trực tuyến và có tệp kết quả điện tử; đủ điểm từ 50 %. Chưa nhân với tỷ"
            " lệ đồng bộ lên Cổng quốc gia."
        ),
        Decimal(6),
        full_at=50,
    ),
    Criterion(
        "3.5",
        Group.PAYMENT,
        _("Thủ tục thanh toán được trực tuyến"),
        _("Thủ tục có thu phí, lệ phí được tích hợp thanh toán trực tuyến; đủ điểm từ 80 %."),
        Decimal(4),
        Unit.PROCEDURE,
        full_at=80,
        is_assumed=True,
        missing=NO_GATEWAY,
    ),
    Criterion(
        "3.6",
        Group.PAYMENT,
        _("Hồ sơ thanh toán trực tuyến"),
        _("Hồ sơ có thu phí, lệ phí được thanh toán trực tuyến; đủ điểm từ 30 %."),
        Decimal(6),
        full_at=30,
        missing=NO_GATEWAY,
    ),
    Criterion(
        "4.1",
        Group.DIGITISING,
        _("Cấp kết quả điện tử"),
        _("Hồ sơ đã giải quyết trong kỳ có tệp kết quả điện tử."),
        EVENLY,
        is_assumed=True,
    ),
    Criterion(
        "4.2",
        Group.DIGITISING,
        _("Số hóa hồ sơ"),
        _("Hồ sơ đã giải quyết trong kỳ có tệp kết quả và mọi giấy tờ phải số hóa đều có tệp; đủ điểm từ 80 %."),
        EVENLY,
        full_at=80,
        is_assumed=True,
    ),
    Criterion(
        "4.3",
        Group.DIGITISING,
        _("Khai thác, sử dụng lại giấy tờ số hóa"),
        _("Hồ sơ tiếp nhận trong kỳ có ít nhất một giấy tờ dùng lại; đủ điểm từ 80 %."),
        EVENLY,
        full_at=80,
        is_assumed=True,
    ),
    Criterion(
        "4.4",
        Group.DIGITISING,
        _("Kết nối kho dữ liệu điện tử quốc gia"),
        _("Hồ sơ lấy giấy tờ từ kho quốc gia, hoặc trả kết quả vào kho quốc gia."),
        EVENLY,
        is_assumed=True,
        missing=NO_SYNCHRONISATION,
    ),
    Criterion(
        "4.5",
        Group.DIGITISING,
        _("Khai thác dữ liệu dân cư"),
        _("Hồ sơ tiếp nhận trong kỳ mà tài khoản nộp đã xác thực bằng VNeID."),
        EVENLY,
        is_assumed=True,
    ),
    Criterion(
        "5.2",
        Group.SATISFACTION,
        _("Xử lý phản ánh đúng hạn"),
        _("Phản ánh, kiến nghị xử lý xong trong kỳ: trả lời trong 15, không thụ lý hoặc chuyển trong 2 ngày làm việc."),
        Decimal(6),
        Unit.FEEDBACK,
    ),
    Criterion(
        "5.3",
        Group.SATISFACTION,
        _("Hài lòng với xử lý phản ánh"),
        _("Phản ánh, kiến nghị xử lý xong trong kỳ, đúng hạn và người gửi không tỏ ý không hài lòng."),
        Decimal(6),
        Unit.FEEDBACK,
    ),
    Criterion(
        "5.4",
        Group.SATISFACTION,
        _("Hài lòng với giải quyết thủ tục"),
        _(
            "Hồ sơ phải giải quyết trong kỳ, không trễ hạn, không bị phản ánh và không bị đánh giá “Chưa hài lòng”; đủ"
            " điểm từ 90 %. Hồ sơ vừa trễ vừa bị phản ánh chỉ trừ một lần."
        ),
        Decimal(6),
        full_at=90,
    ),
)

BY_NUMBER: Mapping[str, Criterion] = {criterion.number: criterion for criterion in CRITERIA}

GRADES: tuple[tuple[int, Any], ...] = (
    (90, _("Xuất sắc")),
    (80, _("Tốt")),
    (70, _("Khá")),
    (50, _("Trung bình")),
    (0, _("Yếu")),
)
"""From how many of 100 points on a score has which name."""
