"""The fields that an agency may write into a result letter, and the refusal of any other.

A template is plain text with `{{field}}` places; the fields are Vietnamese words, read without regard to capitals and
spaces. Values are put in once: what somebody typed into a dossier is never read as a field.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from unicodedata import normalize

from django.utils.translation import gettext as _

from dossiers.models import Outcome
from procedures.models import ProcedureVersion

PLACE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
LEFTOVER = re.compile(r"\{\{|\}\}")
ARTICLE = re.compile(r"^(Điều \d+\.)\s*(.*)$", re.DOTALL)
BOTH = (Outcome.GRANTED, Outcome.DENIED)

Value = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterField:
    """One field: its name, what it becomes, a sample, for which outcomes a letter must have it.

    `catalogue` names the part of the procedure that it is taken from: a procedure without that part cannot fill it.
    """

    name: str
    meaning: str
    sample: Value
    needed_for: tuple[Outcome, ...] = ()
    catalogue: str = ""


# fmt: off
# ruff: noqa: E501 — the table is read across
FIELDS: tuple[LetterField, ...] = (
    LetterField("xưng hô",             "“Ông/Bà” hoặc “tổ chức”, tùy chủ hồ sơ",        "Ông/Bà"),
    LetterField("chủ hồ sơ",           "Họ tên hoặc tên tổ chức",                        "Nguyễn Văn An",                                    needed_for=BOTH),
    LetterField("số định danh",        "Số định danh cá nhân hoặc mã số thuế",           "049090000127"),
    LetterField("địa chỉ",             "Địa chỉ của chủ hồ sơ",                          "Số 18, đường Lê Lợi, phường Hòa Thuận"),
    LetterField("số điện thoại",       "Số điện thoại của chủ hồ sơ",                    "0905123456"),
    LetterField("mã hồ sơ",            "Mã hồ sơ",                                       "H98.03-260302-0001",                               needed_for=BOTH),
    LetterField("nội dung yêu cầu",    "Nội dung yêu cầu giải quyết",                    "Cấp chứng chỉ lần đầu"),
    LetterField("ngày nộp",            "Ngày nộp hồ sơ",                                 "ngày 02 tháng 3 năm 2026"),
    LetterField("ngày tiếp nhận",      "Ngày tiếp nhận hồ sơ",                           "ngày 02 tháng 3 năm 2026"),
    LetterField("số giấy tiếp nhận",   "Số của giấy tiếp nhận và hẹn trả",               "05/TTPVHCC"),
    LetterField("ngày hẹn trả",        "Ngày hẹn trả kết quả đang có hiệu lực",          "ngày 09 tháng 3 năm 2026"),
    LetterField("tên thủ tục",         "Tên thủ tục hành chính",                         "Cấp chứng chỉ hành nghề đấu giá",                  needed_for=BOTH),
    LetterField("mã thủ tục",          "Mã thủ tục trên cơ sở dữ liệu quốc gia",         "1.000001"),
    LetterField("lĩnh vực",            "Lĩnh vực của thủ tục",                           "Bổ trợ tư pháp"),
    LetterField("căn cứ pháp lý",      "Các văn bản làm căn cứ, mỗi văn bản một dòng",   ("Luật Đấu giá tài sản số 01/2016/QH14, Điều 14",), catalogue="legal_bases"),
    LetterField("thành phần hồ sơ",    "Giấy tờ mà thủ tục đòi hỏi, mỗi giấy tờ một dòng", ("Tờ khai đề nghị cấp chứng chỉ",),               catalogue="required_documents"),
    LetterField("yêu cầu, điều kiện",  "Yêu cầu, điều kiện của thủ tục, mỗi điều một dòng", ("Có bằng đại học ngành luật",),                 catalogue="conditions"),
    LetterField("tên kết quả",         "Tên kết quả mà thủ tục cho",                     "Chứng chỉ hành nghề đấu giá",                      catalogue="results"),
    LetterField("giấy tờ đã nộp",      "Giấy tờ chủ hồ sơ đã nộp, mỗi giấy tờ một dòng", ("Tờ khai đề nghị cấp chứng chỉ",)),
    LetterField("quyết định",          "“Đồng ý giải quyết” hoặc “Không đồng ý”",        "Đồng ý giải quyết"),
    LetterField("lý do",               "Lý do, nội dung đề xuất của người thụ lý",       "Không đủ tiêu chuẩn.",                             needed_for=(Outcome.DENIED,)),
    LetterField("căn cứ",              "Căn cứ của quyết định",                          "Luật Đấu giá tài sản Điều 10",                     needed_for=(Outcome.DENIED,)),
    LetterField("cơ quan",             "Tên cơ quan giải quyết",                         "Sở Tư pháp tỉnh Thử"),
    LetterField("cơ quan cấp trên",    "Tên cơ quan chủ quản",                           "Ủy ban nhân dân tỉnh Thử"),
    LetterField("nơi tiếp nhận",       "Tên bộ phận một cửa đã tiếp nhận",               "Trung tâm Phục vụ hành chính công"),
)
# fmt: on

BY_NAME = {field.name: field for field in FIELDS}
PARTS = {
    "legal_bases": "căn cứ pháp lý",
    "required_documents": "thành phần hồ sơ",
    "conditions": "yêu cầu, điều kiện",
    "results": "kết quả",
}
"""The parts of a procedure that fields are taken from, in words."""


def field_name(typed: str) -> str:
    """Return what somebody wrote between the braces as the vocabulary spells it."""
    return " ".join(normalize("NFC", typed).lower().split())


def fields_in(body: str) -> list[str]:
    """Return the names of the fields in a template, in their order, each once."""
    return list(dict.fromkeys(field_name(typed) for typed in PLACE.findall(body)))


def problems_of(body: str, *, outcome: Outcome, version: ProcedureVersion | None) -> list[str]:
    """Return what is wrong with a template, in sentences; none if it may be used. One query per part it refers to.

    `version` is the procedure as it is in force, None where none is.
    """
    if LEFTOVER.search(PLACE.sub("", body)):
        return [_("Có dấu {{ hoặc }} không đi thành cặp; mỗi trường viết là {{tên trường}}.")]
    names = fields_in(body)
    unknown = [_unknown(name) for name in names if name not in BY_NAME]
    missing = [
        _("Văn bản này bắt buộc có trường {{%(field)s}}.") % {"field": field.name}
        for field in FIELDS
        if outcome in field.needed_for and field.name not in names
    ]
    return [*unknown, *missing, *_unfillable(names, version)]


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name, BY_NAME, n=1)
    if near:
        return _("Không có trường {{%(name)s}}. Có phải Ông/Bà muốn viết {{%(near)s}}?") % {
            "name": name,
            "near": near[0],
        }
    return _("Không có trường {{%(name)s}}. Ông/Bà chọn trong danh sách các trường.") % {"name": name}


def _unfillable(names: Iterable[str], version: ProcedureVersion | None) -> list[str]:
    """Return the fields that the catalogue has nothing for."""
    taken = [BY_NAME[name] for name in names if name in BY_NAME and BY_NAME[name].catalogue]
    if taken and version is None:
        return [_("Thủ tục này hiện không có hiệu lực nên chưa lấy được dữ liệu từ danh mục.")]
    return [
        _("Danh mục chưa ghi %(part)s của thủ tục này nên không dùng được trường {{%(field)s}}.")
        % {"part": PARTS[field.catalogue], "field": field.name}
        for field in taken
        if version is not None and not getattr(version, field.catalogue).exists()
    ]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a letter: running text, a ground (italic), a point of a list, an article, a centred heading."""

    kind: str
    text: str
    lead: str = ""


def filled(body: str, values: Mapping[str, Value]) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a letter; raises `KeyError` for a field that has no value.

    A line that consists of one field with several values becomes as many lines; within a line they are strung together.
    """
    paragraphs: list[Paragraph] = []
    for line in body.splitlines():
        paragraphs += [_paragraph(text) for text in _lines(line.strip(), values)]
    return tuple(paragraph for paragraph in paragraphs if paragraph.text or paragraph.lead)


def sample_values() -> dict[str, Value]:
    """Return made-up values, for a preview without a dossier."""
    return {field.name: field.sample for field in FIELDS}


def _lines(line: str, values: Mapping[str, Value]) -> list[str]:
    """Return a line of a template as lines of the letter."""
    listed = re.fullmatch(r"([-–] |Căn cứ )?\{\{([^{}]*)\}\}([;.])?", line)
    if listed:
        before, name, after = listed.group(1) or "", field_name(listed.group(2)), listed.group(3) or ""
        value = values[name]
        if isinstance(value, tuple):
            return [f"{before}{one}{after}" for one in value]
    return [PLACE.sub(_in_line(values), line)]


def _in_line(values: Mapping[str, Value]) -> Callable[[re.Match[str]], str]:
    def value_of(found: re.Match[str]) -> str:
        value = values[field_name(found.group(1))]
        return value if isinstance(value, str) else "; ".join(value)

    return value_of


def _paragraph(text: str) -> Paragraph:
    """Return a line as a paragraph; its kind follows from how it begins, as officers write it anyway.

    Law: Nghị định 30/2020/NĐ-CP Phụ lục I (grounds in italics, articles in bold, headings centred).
    """
    if text.startswith(("- ", "– ")):
        return Paragraph("point", text[2:])
    if text.startswith("Căn cứ "):
        return Paragraph("ground", text)
    article = ARTICLE.match(text)
    if article:
        return Paragraph("article", article.group(2), lead=article.group(1))
    is_heading = len(text) < 80 and text == text.upper() and any(sign.isalpha() for sign in text)
    return Paragraph("heading" if is_heading else "text", text)
