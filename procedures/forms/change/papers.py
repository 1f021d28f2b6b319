"""What is handed in, what comes of it, under which conditions and on what ground."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import LineField
from procedures.forms.change.fields import FormFileField, TextField
from procedures.forms.change.general import Part
from procedures.forms.change.rows import Row
from procedures.models import FormTemplate
from procedures.records import Record

MOST_COPIES = 999


class CountField(forms.IntegerField):
    """How many of a paper; nothing typed is none."""

    def __init__(self, **options: Any) -> None:
        options["error_messages"] = {
            "invalid": _("Nhập số bản."),
            "min_value": _("Nhập số bản."),
            "max_value": _("Số bản nhiều nhất là %(limit_value)s."),
        }
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        usual: dict[str, Any] = {"required": False, "min_value": 0, "max_value": MOST_COPIES, "widget": widget}
        super().__init__(**usual | options)

    def clean(self, value: Any) -> int:
        """Return the number."""
        return super().clean(value) or 0

    def prepare_value(self, value: Any) -> Any:
        """Show nothing for none."""
        return value or ""


class SetsPart(Part):
    """How many sets of the papers."""

    sets = CountField(label=_("Số bộ hồ sơ"), initial=1, min_value=1)

    def values(self) -> dict[str, Any]:
        """Return the key of the record that this section states."""
        return {"sets": self.cleaned_data["sets"] or 1}


class DocumentRow(Row):
    """A paper of the dossier, perhaps with the file of its form."""

    template = "procedures/change/_document.html"
    noun = _("giấy tờ")
    add_label = _("Thêm giấy tờ")
    name = TextField(label=_("Tên giấy tờ"))
    originals = CountField(label=_("Bản chính"))
    certified_copies = CountField(label=_("Bản sao chứng thực"))
    copies = CountField(label=_("Bản chụp"))
    is_required = forms.BooleanField(label=_("Bắt buộc"), required=False, initial=True)
    shown_only = forms.BooleanField(label=_("Chỉ xuất trình"), required=False)
    vault = forms.BooleanField(label=_("Lấy được từ kho dữ liệu"), required=False)
    condition = TextField(label=_("Trường hợp phải nộp"))
    group = TextField(label=_("Nhóm giấy tờ"))
    form = TextField(label=_("Mẫu đơn, tờ khai"))
    file = FormFileField(label=_("Tệp biểu mẫu"), help_text=_("DOCX, ODT, PDF hoặc XLSX; không quá 5 MB."))
    form_template = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    drop_file = forms.BooleanField(label=_("Bỏ tệp này"), required=False)

    rare = ("condition", "group", "form", "form_template")

    @property
    def is_opened(self) -> bool:
        """Whether the rarer fields stand open."""
        return super().is_opened or bool(self["file"].errors)

    def part(self) -> dict[str, Any]:
        """Return the paper; a file that is not kept here is none."""
        part = {name: value for name, value in self.cleaned_data.items() if name not in ("file", "drop_file")}
        return {**part, "form_template": self.kept.sha256 if self.kept else ""}

    @property
    def kept(self) -> FormTemplate | None:
        """The file of the form that is kept already."""
        if self.is_bound and self["drop_file"].value():
            return None
        known: Mapping[str, FormTemplate] = self.options["form_templates"]
        return known.get(self["form_template"].value() or "")


class ResultRow(Row):
    """What the procedure ends with when it is granted."""

    template = "procedures/change/_result.html"
    noun = _("kết quả")
    add_label = _("Thêm kết quả")
    name = TextField(label=_("Tên kết quả"))
    code = LineField(label=_("Mã kết quả"), required=False, max_length=40)
    validity = TextField(label=_("Thời hạn hiệu lực"))


class ConditionRow(Row):
    """A requirement that the applicant must meet."""

    template = "procedures/change/_condition.html"
    noun = _("yêu cầu, điều kiện")
    add_label = _("Thêm yêu cầu, điều kiện")
    text = TextField(label=_("Yêu cầu, điều kiện"), rows=2)

    @classmethod
    def initial_of(cls, part: Record | str) -> dict[str, Any]:
        """Return the field for a text."""
        return {"text": part}


class LegalBasisRow(Row):
    """A legal text with its article."""

    template = "procedures/change/_legal_basis.html"
    noun = _("căn cứ")
    add_label = _("Thêm căn cứ")
    number = LineField(label=_("Số, ký hiệu"), required=False, max_length=80)
    name = TextField(label=_("Tên văn bản"))
    article = TextField(label=_("Điều, khoản"))
    url = forms.URLField(
        label=_("Địa chỉ toàn văn"),
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={"invalid": _("Nhập địa chỉ trang web, ví dụ https://vanban.chinhphu.vn/.")},
    )

    rare = ("url",)
