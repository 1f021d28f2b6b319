"""Our exchange format as a workbook: which sheets there are, which columns, and what a cell of each may hold.

`docs/exchange-format.md` describes it for people. The words below are the format: they are not translated.
"""

from dataclasses import dataclass
from enum import StrEnum

FORMAT = "mot-cua/thu-tuc"
VERSION = 1

ABOUT = "Giới thiệu"
FORMAT_TITLE = "Định dạng"
VERSION_TITLE = "Phiên bản"
CODE_TITLE = "Mã thủ tục"


class Holds(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    WORDS = "words"  # one a line
    WHOLE = "whole"
    NUMBER = "number"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the key of the record, the heading in the sheet."""

    key: str
    title: str
    holds: Holds = Holds.TEXT


@dataclass(frozen=True, slots=True)
class SheetForm:
    """A sheet: its name and its columns after that of the code, and which part of a record its rows are."""

    part: str
    name: str
    columns: tuple[Column, ...]

    @property
    def titles(self) -> list[str]:
        """The headings of the sheet."""
        return [CODE_TITLE, *(column.title for column in self.columns)]


W, N, D, F = Holds.WORDS, Holds.WHOLE, Holds.NUMBER, Holds.FLAG

PROCEDURES = SheetForm(
    "",
    "Thủ tục",
    (
        Column("name", "Tên thủ tục"),
        Column("sector", "Lĩnh vực"),
        Column("category", "Loại thủ tục"),
        Column("level", "Cấp thực hiện", W),
        Column("audience", "Đối tượng", W),
        Column("agencies", "Mã cơ quan thực hiện", W),
        Column("promulgation", "Số quyết định công bố"),
        Column("summary", "Tóm tắt"),
        Column("life_events", "Sự kiện trong đời", W),
        Column("reception_address", "Địa chỉ tiếp nhận"),
        Column("sets", "Số bộ hồ sơ", N),
        Column("related", "Thủ tục liên quan", W),
        Column("service_level", "Mức độ dịch vụ công"),
        Column("service_level_reason", "Lý do chưa toàn trình"),
        Column("taken_in_at_centre", "Tiếp nhận tại bộ phận một cửa", F),
        Column("not_taken_in_reason", "Lý do không tiếp nhận"),
        Column("four_step", "Bốn bước tại trung tâm", F),
        Column("source_note", "Ghi chú"),
    ),
)

TEXT_SHEETS = (
    SheetForm("keywords", "Từ khóa", (Column("text", "Từ khóa"),)),
    SheetForm("steps", "Trình tự", (Column("text", "Nội dung"),)),
    SheetForm("conditions", "Yêu cầu, điều kiện", (Column("text", "Nội dung"),)),
)
"""Parts that are lists of texts: one row a text."""

ROW_SHEETS = (
    SheetForm("competences", "Cơ quan", (Column("kind", "Tư cách"), Column("name", "Tên cơ quan"))),
    SheetForm(
        "required_documents",
        "Giấy tờ",
        (
            Column("group", "Nhóm"),
            Column("name", "Tên giấy tờ"),
            Column("form", "Mẫu đơn, tờ khai"),
            Column("form_template", "Tệp biểu mẫu (SHA-256)"),
            Column("originals", "Bản chính", N),
            Column("certified_copies", "Bản sao chứng thực", N),
            Column("copies", "Bản chụp", N),
            Column("condition", "Trường hợp"),
            Column("is_required", "Bắt buộc", F),
            Column("shown_only", "Chỉ xuất trình", F),
            Column("vault", "Dùng lại từ kho", F),
        ),
    ),
    SheetForm(
        "results", "Kết quả", (Column("name", "Tên kết quả"), Column("code", "Mã"), Column("validity", "Hiệu lực"))
    ),
    SheetForm(
        "legal_bases",
        "Căn cứ pháp lý",
        (
            Column("number", "Số, ký hiệu"),
            Column("name", "Tên văn bản"),
            Column("article", "Điều, khoản"),
            Column("url", "Địa chỉ toàn văn"),
        ),
    ),
)
"""Parts that are lists of objects: one row an object."""

CHANNEL = Column("channel", "Hình thức nộp")
WAYS = SheetForm("ways", "Cách thức", (CHANNEL, Column("note", "Mô tả")))
WAY_SHEETS = (
    SheetForm(
        "limits",
        "Thời hạn",
        (
            CHANNEL,
            Column("amount", "Số lượng", D),
            Column("unit", "Đơn vị"),
            Column("condition", "Trường hợp"),
            Column("text", "Nguyên văn"),
        ),
    ),
    SheetForm(
        "fees",
        "Phí, lệ phí",
        (
            CHANNEL,
            Column("kind", "Loại"),
            Column("name", "Tên khoản thu"),
            Column("amount", "Mức thu (đồng)", N),
            Column("condition", "Trường hợp"),
            Column("exemption", "Miễn, giảm"),
            Column("legal_basis", "Căn cứ"),
            Column("text", "Nguyên văn"),
        ),
    ),
)
"""Parts of a way: each row names its channel."""

PROCESS = Column("process", "Quy trình số", N)
AGENCIES = Column("agencies", "Mã cơ quan (trống: các cơ quan còn lại)", W)
STAGES = SheetForm(
    "processes",
    "Quy trình",
    (
        PROCESS,
        AGENCIES,
        Column("step", "Bước"),
        Column("name", "Nội dung công việc"),
        Column("role", "Vai trò"),
        Column("minutes", "Số phút", N),
        Column("agency", "Mã đơn vị thực hiện"),
        Column("may_consult", "Được lấy ý kiến", F),
        Column("needs_seal", "Đóng dấu", F),
    ),
)
"""One row a stage; stages with the same number are one process."""

SHEETS = (PROCEDURES, *TEXT_SHEETS, *ROW_SHEETS, WAYS, *WAY_SHEETS, STAGES)
