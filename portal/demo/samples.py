"""Papers to attach: a few real small files, typeset once and shared by all the rows that stand for uploads."""

from datetime import datetime

import typst
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.models import User
from agencies.uploads import CheckedUpload, check_upload
from agencies.vietnamese import folded
from dossiers.models import StoredFile

FOLDER = "papers/demo"

PAGE = """
#set document(date: none, title: "{title}")
#set page(width: {width}, height: {height}, margin: {margin})
#set text(lang: "vi", size: {size}, font: "Libertinus Serif")
"""

SHEET = (
    PAGE.replace("{width}", "210mm").replace("{height}", "297mm").replace("{margin}", "25mm").replace("{size}", "13pt")
)
CARD = PAGE.replace("{width}", "86mm").replace("{height}", "54mm").replace("{margin}", "5mm").replace("{size}", "8pt")

MOTTO = """
#align(center)[
  *CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM* \\
  *Độc lập – Tự do – Hạnh phúc* \\
  #line(length: 30%, stroke: 0.5pt)
  #v(8mm)
  #text(size: 16pt)[*{title}*]
  #v(4mm)
]
"""

NOTE = """
#v(1fr)
#align(center)[#text(size: 0.8em, fill: luma(90))[
  Tài liệu giả lập của tỉnh mẫu An Hòa, không có giá trị pháp lý
]]
"""

BODIES = {
    "to-khai.pdf": (
        "TỜ KHAI",
        SHEET + MOTTO + "#for name in (\n"
        '  "Họ, chữ đệm, tên người yêu cầu", "Số định danh cá nhân", "Nơi cư trú", "Số điện thoại",\n'
        '  "Nội dung đề nghị", "Giấy tờ kèm theo", "Hình thức nhận kết quả",\n'
        ") [ #name: #box(width: 1fr, repeat[.]) #v(5mm) ]\n"
        "Tôi cam đoan những nội dung khai trên đây là đúng sự thật và chịu trách nhiệm trước pháp luật.\n"
        "#v(10mm) #align(right)[_An Hòa, ngày … tháng … năm …_ \\ *Người yêu cầu* \\ (Ký, ghi rõ họ tên)]\n",
    ),
    "van-ban.pdf": (
        "VĂN BẢN",
        SHEET + MOTTO + "#for number in range(1, 6) [\n"
        "  *Điều #number.* Nội dung thỏa thuận, cam kết của các bên theo quy định của pháp luật hiện hành. "
        "Các bên đã đọc lại, hiểu rõ và tự nguyện ký tên dưới đây. #v(6mm) ]\n"
        "#grid(columns: (1fr, 1fr), align: center, [*BÊN A*], [*BÊN B*])\n",
    ),
    "ban-ve.pdf": (
        "BẢN VẼ",
        SHEET + MOTTO + "#align(center)[\n"
        "  #rect(width: 110mm, height: 80mm)[ #rect(width: 45mm, height: 35mm)[P. khách]\n"
        "  #place(bottom + right, rect(width: 50mm, height: 30mm)[P. ngủ]) ]\n"
        "  #v(4mm) Mặt bằng tầng 1, tỷ lệ 1:100 ]\n",
    ),
    "ban-chup-giay-to.png": (
        "GIẤY TỜ",
        CARD + "#rect(width: 100%, inset: 3mm)[\n"
        "  *BẢN CHỤP GIẤY TỜ* #v(2mm) #grid(columns: (16mm, 1fr), gutter: 3mm,\n"
        "  rect(width: 16mm, height: 20mm, fill: luma(225)),\n"
        "  [Số: ………………… \\ Họ và tên: ………………… \\ Ngày cấp: ………… \\ Nơi cấp: …………]) ]\n",
    ),
    "ket-qua.pdf": (
        "KẾT QUẢ GIẢI QUYẾT",
        SHEET + MOTTO + "Cơ quan có thẩm quyền chứng nhận nội dung đề nghị trong hồ sơ đã được giải quyết "
        "theo quy định. #v(12mm)\n"
        "#align(right)[*KT. GIÁM ĐỐC* \\ *PHÓ GIÁM ĐỐC* \\ (Đã ký)]\n",
    ),
}

RESULT = "ket-qua.pdf"

KINDS = (
    ("ban-ve.pdf", ("ban ve", "thiet ke", "so do", "trich do")),
    (
        "van-ban.pdf",
        ("hop dong", "dieu le", "van ban", "thuyet minh", "bao cao", "phuong an", "danh sach", "quyet dinh"),
    ),
    ("to-khai.pdf", ("to khai", "don", "giay de nghi", "phieu", "thong bao", "ban khai")),
)
"""Which sample stands for a paper, by words in its name; any other paper is a photograph."""


class Samples:
    """The sample files in storage, and rows that stand for uploads of them."""

    def __init__(self) -> None:
        self._checked = {name: _kept(name, typeset(name)) for name in BODIES}

    def upload(self, wanted: str, *, actor: User | None, at: datetime) -> StoredFile:
        """Return an unsaved row for the sample that suits a paper's name, as uploaded by somebody."""
        kind = kind_of(wanted)
        return self._row(kind, name=kind, actor=actor, at=at)

    def result(self, *, actor: User, at: datetime) -> StoredFile:
        """Return an unsaved row for the electronic result of a dossier."""
        return self._row(RESULT, name=RESULT, actor=actor, at=at)

    def _row(self, kind: str, *, name: str, actor: User | None, at: datetime) -> StoredFile:
        checked = self._checked[kind]
        return StoredFile(
            content=f"{FOLDER}/{kind}",
            name=name,
            extension=checked.extension,
            media_type=checked.media_type,
            size=checked.size,
            sha256=checked.sha256,
            uploaded_by=actor,
            uploaded_at=at,
        )


def kind_of(paper: str) -> str:
    """Return which sample stands for a paper of this name."""
    words = f" {folded(paper)} "
    for kind, marks in KINDS:
        if any(f" {mark} " in words for mark in marks):
            return kind
    return "ban-chup-giay-to.png"


def typeset(name: str) -> bytes:
    """Return the bytes of a sample; the same each time."""
    title, body = BODIES[name]
    source = (body + NOTE).replace("{title}", title).encode()
    fonts = typst.Fonts(include_system_fonts=False)
    if name.endswith(".png"):
        return typst.compile(source, format="png", ppi=110.0, font_paths=fonts)
    return typst.compile(source, format="pdf", font_paths=fonts)


def _kept(name: str, content: bytes) -> CheckedUpload:
    """Put a sample into storage through the check that every upload passes."""
    checked = check_upload(ContentFile(content, name=name))
    path = f"{FOLDER}/{name}"
    if default_storage.exists(path):
        default_storage.delete(path)
    default_storage.save(path, ContentFile(content))
    return checked
