"""The forms of the public check of a paper: a file, or the code that is printed on it."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.forms import LineField

MAGIC = b"%PDF-"


class SignedFileField(forms.FileField):
    """A PDF as it was brought, whole or broken: whether it was changed is what it is looked at for.

    Its clean value is the bytes.
    """

    widget = forms.FileInput
    default_error_messages = {
        "required": _("Ông/Bà chọn tệp văn bản cần kiểm tra."),
        "invalid": _("Tệp chưa được gửi kèm. Ông/Bà chọn lại tệp."),
        "empty": _("Tệp không có nội dung."),
    }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Let the browser offer the right files."""
        return {**super().widget_attrs(widget), "accept": ".pdf,application/pdf"}

    def clean(self, data: UploadedFile | None, initial: Any = None) -> bytes:
        """Return the bytes of a file that says it is a PDF and is not too large; empty where none was sent."""
        file = super().clean(data, initial)
        if not isinstance(file, UploadedFile):
            return b""
        limit = settings.UPLOAD_MAX_FILE_SIZE
        if (file.size or 0) > limit:
            raise ValidationError(_("Tệp lớn hơn %(most)s MB.") % {"most": limit // (1024 * 1024)}, code="size")
        content: bytes = file.read()
        if MAGIC not in content[:1024]:
            raise ValidationError(_("Tệp này không phải tệp PDF. Ông/Bà chọn tệp văn bản đã nhận."), code="type")
        return content


class CheckFileForm(forms.Form):
    """A file to be checked."""

    file = SignedFileField(
        label=_("Tệp văn bản (PDF)"),
        help_text=_(
            "Tệp gốc đã nhận, không phải bản chụp hay bản in ra quét lại; không quá 20 MB. Tệp không được lưu."
        ),
    )


class CheckCodeForm(forms.Form):
    """The code under the QR code of a paper."""

    code = LineField(
        label=_("Mã kiểm tra văn bản"),
        help_text=_("Mười hai chữ và số, in cạnh mã QR trên văn bản."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Ông/Bà nhập mã kiểm tra.")},
    )

    def clean_code(self) -> str:
        """Return the code as it is kept: large letters, without the spaces and dashes that help reading."""
        given: str = self.cleaned_data["code"]
        code = given.replace(" ", "").replace("-", "").upper()
        # It becomes a part of an address, where not every sign can stand.
        if not (code.isascii() and code.isalnum()):
            raise ValidationError(
                _("Mã kiểm tra chỉ gồm chữ cái không dấu và chữ số. Ông/Bà xem lại từng chữ."), code="invalid"
            )
        return code
