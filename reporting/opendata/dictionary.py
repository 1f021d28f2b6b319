"""What the open files hold, column by column. Pure, but for the translation of the words.

No column names or describes a person: a line has no code, and its days are those on which an office did something. Why
that is enough, and what still could be guessed: docs/decisions/027-open-figures.md.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class OpenColumn:
    """One column of an open file: its name, the form of its values, and what they mean."""

    name: str
    form: Any
    meaning: Any


REPORT = OpenColumn("report", _("chữ"), _("Báo cáo đã công bố mà dòng này thuộc về, như trong địa chỉ của báo cáo."))

DOSSIERS: tuple[OpenColumn, ...] = (
    REPORT,
    OpenColumn("row", _("chữ"), _("Dòng của báo cáo mà hồ sơ được đếm vào, ví dụ mã cơ quan.")),
    OpenColumn(
        "counts_in",
        _("các chữ, cách nhau một dấu cách"),
        _("Những cột của báo cáo mà hồ sơ được đếm vào."),
    ),
    OpenColumn("agency", _("chữ"), _("Mã định danh của cơ quan giải quyết.")),
    OpenColumn("sector", _("chữ"), _("Mã lĩnh vực.")),
    OpenColumn("procedure", _("chữ"), _("Mã thủ tục hành chính.")),
    OpenColumn(
        "channel", "in_person / online / postal", _("Hình thức nộp: trực tiếp, trực tuyến, bưu chính công ích.")
    ),
    OpenColumn("level", _("chữ"), _("Mức độ dịch vụ công trực tuyến của thủ tục khi hồ sơ được tiếp nhận.")),
    OpenColumn("received", "1 / 0", _("1: hồ sơ được tiếp nhận; 0: bị từ chối khi chưa tiếp nhận.")),
    OpenColumn(
        "entered_on", _("năm-tháng-ngày"), _("Ngày cơ quan trả lời lần đầu: tiếp nhận, hoặc từ chối tiếp nhận.")
    ),
    OpenColumn("ended_on", _("năm-tháng-ngày"), _("Ngày kết thúc, nếu hồ sơ kết thúc trong kỳ.")),
    OpenColumn(
        "ending",
        "resolved / refused / withdrawn / discontinued",
        _("Kết thúc thế nào: đã giải quyết, từ chối, rút, dừng. Trống: chưa kết thúc vào cuối kỳ."),
    ),
    OpenColumn("due_basis", "day / instant", _("Hạn tính theo ngày hay theo giờ. Trống: không rõ hạn.")),
    OpenColumn("due_on", _("năm-tháng-ngày"), _("Ngày đến hạn dùng để xét: hạn ban đầu, đã trừ thời gian tạm dừng.")),
    OpenColumn(
        "verdict",
        "early / on_time / late / undated",
        _("Trước hạn, đúng hạn, trễ hạn, không rõ hạn; với hạn theo ngày thì suy ra được từ hai ngày."),
    ),
    OpenColumn(
        "standing",
        "in_time / overdue / paused / open_undated",
        _("Hồ sơ chưa kết thúc thì đứng ở đâu vào cuối kỳ: trong hạn, quá hạn, tạm dừng, không rõ hạn."),
    ),
    OpenColumn("elapsed_seconds", _("số"), _("Số giây từ lúc tiếp nhận đến lúc có kết quả.")),
)

FIGURES: tuple[OpenColumn, ...] = (
    REPORT,
    OpenColumn("first_on", _("năm-tháng-ngày"), _("Ngày đầu của kỳ báo cáo.")),
    OpenColumn("last_on", _("năm-tháng-ngày"), _("Ngày cuối của kỳ báo cáo.")),
    OpenColumn("row", _("chữ"), _("Dòng của báo cáo; “total” là dòng tổng cộng.")),
    OpenColumn("column", _("chữ"), _("Cột của báo cáo.")),
    OpenColumn(
        "kind",
        "count / ratio / median / p90",
        _("Số đếm; phần trên tổng; trung vị hoặc phân vị 90 của số giây từ tiếp nhận đến kết quả."),
    ),
    OpenColumn("parts", _("các chữ, cách nhau một dấu cách"), _("Những số đếm cộng lại thành con số này.")),
    OpenColumn("wholes", _("các chữ, cách nhau một dấu cách"), _("Những số đếm cộng lại thành mẫu số.")),
    OpenColumn("value", _("số nguyên"), _("Con số đã công bố; của tỷ lệ là tử số.")),
    OpenColumn("whole", _("số nguyên"), _("Mẫu số của tỷ lệ đã công bố.")),
)
