"""What an administrator says when somebody leaves a post, and the workbook that brings posts."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.forms import LineField
from accounts.models import User

MOST_BYTES = 5 * 1024 * 1024


class EndPostForm(forms.Form):
    """Why a post ends, and who takes over."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    successor = forms.TypedChoiceField(
        label=_("Người nhận bàn giao"),
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("Ông/Bà chọn lại người nhận bàn giao.")},
    )
    words = LineField(
        label=_("Lý do, căn cứ"),
        max_length=300,
        help_text=_("Ví dụ: Quyết định điều động số 45/QĐ-STP."),
        error_messages={"required": _("Ông/Bà ghi lý do, ví dụ số quyết định điều động.")},
    )

    def __init__(self, *args: Any, people: Sequence[User], needs_successor: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.people = {person.pk: person for person in people}
        field: Any = self.fields["successor"]
        empty = _("Chọn người kế nhiệm") if needs_successor else _("Đưa về hàng chờ chung")
        field.choices = [("", empty), *((pk, person.full_name) for pk, person in self.people.items())]

    def successor_chosen(self) -> User | None:
        """Return who takes over; None for the shared queue."""
        return self.people.get(self.cleaned_data.get("successor") or 0)


class PostsFileForm(forms.Form):
    """A workbook with people and posts; it is tried unless told to be written."""

    file = forms.FileField(
        label=_("Bảng tính"),
        help_text=_("Tệp XLSX theo mẫu, không quá 5 MB."),
        error_messages={
            "required": _("Ông/Bà chọn tệp."),
            "empty": _("Tệp này trống. Ông/Bà chọn lại tệp."),
            "invalid": _("Ông/Bà chọn tệp."),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        max_length=200,
    )

    def clean_file(self) -> UploadedFile:
        """Refuse what is too large to be a list of people."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("Tệp lớn hơn 5 MB. Ông/Bà chia thành nhiều tệp."))
        return file
