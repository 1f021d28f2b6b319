"""What an editor gives to import a file, and how its report is narrowed."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.forms.decisions import DayField
from procedures.importing.sources import open_source
from procedures.interchange.rows import BadFile


class ImportForm(forms.Form):
    """A file, and the day from which it holds. A file that is none of ours is refused at its field."""

    file = forms.FileField(
        label=gettext_lazy("Tệp danh mục"),
        help_text=gettext_lazy(
            "Danh sách của Cổng Dịch vụ công quốc gia (.xlsx), bản chi tiết quốc gia (.jsonl, .jsonl.gz), hoặc tệp xuất"
            " từ hệ thống này (JSON, .xlsx). Tối đa 20 MB."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.json,.jsonl,.gz"}),
        error_messages={
            "required": gettext_lazy("Ông/Bà chọn tệp cần nhập."),
            "empty": gettext_lazy("Tệp này không có nội dung. Ông/Bà chọn tệp khác."),
        },
    )
    valid_from = DayField(
        label=gettext_lazy("Áp dụng từ ngày"),
        help_text=gettext_lazy("Nội dung mới bắt đầu áp dụng từ ngày này."),
        error_messages={"required": gettext_lazy("Ông/Bà nhập ngày áp dụng.")},
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self._today = today
        self.initial.setdefault("valid_from", today)

    def clean_file(self) -> UploadedFile:
        """Refuse what is no catalogue before it is kept."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_MAX_FILE_SIZE:
            most = settings.UPLOAD_MAX_FILE_SIZE // 1024 // 1024
            raise ValidationError(_("Tệp lớn hơn %(most)s MB. Ông/Bà nén bằng gzip hoặc tách tệp.") % {"most": most})
        try:
            with open_source(file, name=file.name or ""):
                pass
        except BadFile as error:
            raise ValidationError(str(error)) from error
        file.seek(0)
        return file

    def clean_valid_from(self) -> date:
        """Refuse days that have passed: nobody changes what held yesterday."""
        day: date = self.cleaned_data["valid_from"]
        if day < self._today:
            raise ValidationError(_("Ngày áp dụng không được trước hôm nay."))
        return day


class NotesForm(forms.Form):
    """Words to look for among the notes of a report."""

    q = forms.CharField(
        label=gettext_lazy("Tìm trong báo cáo"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
