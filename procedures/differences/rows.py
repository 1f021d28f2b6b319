"""Comparing the rows of a record: papers, results, legal bases, agencies as the law words them. Pure."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.differences.aligning import paired
from procedures.differences.telling import Difference, Kind, Section, quoted
from procedures.models import CompetenceKind

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """How the rows of one part are told: what each is called, what it is in full, and its columns in words."""

    section: Section
    noun: str | Promise
    key: Callable[[Row], Hashable]
    text: Callable[[Row], str]
    columns: Mapping[str, str | Promise]


def of_rows(rows: Rows, before: Sequence[Row], after: Sequence[Row]) -> Iterator[Difference]:
    """Tell what rows came, went and changed, column by column."""
    for was, became in paired(before, after, key=rows.key, text=rows.text):
        if was is None and became is not None:
            yield Difference(rows.section, Kind.ADDED, str(rows.noun), after=rows.text(became))
        elif became is None and was is not None:
            yield Difference(rows.section, Kind.REMOVED, str(rows.noun), before=rows.text(was))
        elif was is not None and became is not None:
            yield from columns_of(rows, f"{rows.noun} {quoted(became['name'])}", was, became)


def columns_of(rows: Rows, subject: str, was: Row, became: Row) -> Iterator[Difference]:
    """Tell the columns in which two rows differ."""
    for column in became:
        if was[column] != became[column]:
            label = str(rows.columns.get(column, column))
            before, after = column_words(column, was[column]), column_words(column, became[column])
            yield Difference(rows.section, Kind.CHANGED, f"{subject}, {label}", before, after)


def column_words(column: str, value: Any) -> str:
    """Return a value of a column in words; nothing is said to be nothing."""
    if column == "kind" and value in CompetenceKind:
        return str(CompetenceKind(value).label)
    if column == "form_template":
        return _("tệp %s…") % value[:8] if value else _("chưa có tệp")
    if isinstance(value, bool):
        return _("có") if value else _("không")
    return str(value) if value != "" else _("không ghi")


def _document(row: Row) -> str:
    counts = [
        (row["originals"], _("%s bản chính")),
        (row["certified_copies"], _("%s bản sao chứng thực")),
        (row["copies"], _("%s bản chụp")),
    ]
    parts = [words % count for count, words in counts if count]
    if row["condition"]:
        parts.append(_("trường hợp: %s") % row["condition"])
    return f"{row['name']} ({'; '.join(parts)})" if parts else str(row["name"])


def _result(row: Row) -> str:
    return f"{row['name']} ({row['code']})" if row["code"] else str(row["name"])


def _basis(row: Row) -> str:
    return ", ".join(str(text) for text in (row["number"], row["name"], row["article"]) if text)


def _competence(row: Row) -> str:
    return f"{row['name']} ({column_words('kind', row['kind'])})"


ROWS = {
    "required_documents": Rows(
        Section.DOCUMENTS,
        gettext_lazy("giấy tờ"),
        key=lambda row: (row["group"], row["name"]),
        text=_document,
        columns={
            "name": gettext_lazy("tên gọi"),
            "group": gettext_lazy("nhóm"),
            "form": gettext_lazy("mẫu đơn, tờ khai"),
            "form_template": gettext_lazy("tệp biểu mẫu"),
            "originals": gettext_lazy("số bản chính"),
            "certified_copies": gettext_lazy("số bản sao chứng thực"),
            "copies": gettext_lazy("số bản chụp"),
            "condition": gettext_lazy("trường hợp phải nộp"),
            "is_required": gettext_lazy("bắt buộc"),
            "shown_only": gettext_lazy("chỉ xuất trình"),
            "vault": gettext_lazy("tái sử dụng được từ kho dữ liệu"),
        },
    ),
    "results": Rows(
        Section.RESULTS,
        gettext_lazy("kết quả"),
        key=lambda row: row["name"],
        text=_result,
        columns={
            "name": gettext_lazy("tên gọi"),
            "code": gettext_lazy("mã kết quả"),
            "validity": gettext_lazy("thời hạn hiệu lực"),
        },
    ),
    "legal_bases": Rows(
        Section.LEGAL_BASES,
        gettext_lazy("căn cứ"),
        key=lambda row: row["number"] or row["name"],
        text=_basis,
        columns={
            "number": gettext_lazy("số, ký hiệu"),
            "name": gettext_lazy("tên văn bản"),
            "article": gettext_lazy("điều, khoản"),
            "url": gettext_lazy("địa chỉ toàn văn"),
        },
    ),
    "competences": Rows(
        Section.AGENCIES,
        gettext_lazy("cơ quan"),
        key=lambda row: row["name"],
        text=_competence,
        columns={"name": gettext_lazy("tên gọi"), "kind": gettext_lazy("tư cách")},
    ),
}
"""The parts of a record that are rows of named columns."""
