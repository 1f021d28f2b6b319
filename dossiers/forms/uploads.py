"""The form field of a file that is handed in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from agencies.uploads import PAPER_TYPES, CheckedUpload, UploadRefused, check_upload, extensions_of


class UploadField(forms.FileField):
    """A file of a type that is taken; its clean value is a `CheckedUpload`, ready for `dossiers.uploads.store`."""

    widget = forms.FileInput
    default_error_messages = {
        "required": _("Ông/Bà chưa chọn tệp."),
        "invalid": _("Tệp chưa được gửi kèm. Ông/Bà chọn lại tệp."),
        "missing": _("Tệp chưa được gửi kèm. Ông/Bà chọn lại tệp."),
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Tệp đính kèm"))
        options.setdefault("help_text", _("Tệp PDF, ảnh JPG, PNG, hoặc tệp DOCX, XLSX; không quá 20 MB."))
        # The check says it better, with the name of the file.
        super().__init__(allow_empty_file=True, **options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Let the browser offer the right files."""
        return {**super().widget_attrs(widget), "accept": ",".join(extensions_of(PAPER_TYPES))}

    def clean(self, data: UploadedFile | None, initial: Any = None) -> CheckedUpload | None:
        """Return the checked file, None where none was sent and none is required."""
        file = super().clean(data, initial)
        if not isinstance(file, UploadedFile):
            return None
        try:
            return check_upload(file)
        except UploadRefused as error:
            raise ValidationError(str(error), code=error.refusal) from error
