"""The form of the check of published figures: a table, pasted or as a file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reporting.checking.reading import Printed, Unreadable, read, read_text

MOST_BYTES = 512 * 1024
MOST_ROWS = 1_000


class TableForm(forms.Form):
    """A table of published figures; `rows` are its rows once the form is valid."""

    table = forms.CharField(
        label=gettext_lazy("Dán bảng số liệu"),
        help_text=gettext_lazy("Cả dòng tiêu đề; các cột cách nhau bằng dấu phẩy, dấu chấm phẩy hoặc tab."),
        required=False,
        max_length=MOST_BYTES // 4,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocomplete": "off"}),
        error_messages={"max_length": gettext_lazy("Bảng quá dài. Ông/Bà gửi bảng dưới dạng tệp.")},
    )
    file = forms.FileField(
        label=gettext_lazy("Hoặc chọn tệp CSV"),
        help_text=gettext_lazy("Văn bản UTF-8, không quá 0,5 MB và 1.000 dòng. Tệp không được lưu."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
        error_messages={"empty": gettext_lazy("Tệp không có nội dung.")},
    )

    rows: list[Printed]

    def clean(self) -> dict[str, Any]:
        """Read the table; a file goes before what was pasted."""
        cleaned = super().clean() or self.cleaned_data
        file: UploadedFile | None = cleaned.get("file")
        name = "file" if file else "table"
        if self.errors:
            return cleaned
        if not file and not cleaned.get("table"):
            raise ValidationError(_("Ông/Bà dán bảng số liệu hoặc chọn một tệp."), code="required")
        try:
            self.rows = self._read(file) if file else read_text(cleaned["table"])
        except Unreadable as error:
            self.add_error(name, str(error))
            return cleaned
        if len(self.rows) > MOST_ROWS:
            self.add_error(name, _("Bảng có quá 1.000 dòng. Ông/Bà chia ra nhiều lần."))
        return cleaned

    def _read(self, file: UploadedFile) -> list[Printed]:
        if (file.size or 0) > MOST_BYTES:
            raise Unreadable(_("Tệp lớn hơn 0,5 MB."))
        return read(file.read())
