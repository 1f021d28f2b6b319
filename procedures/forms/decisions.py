"""What an editor types about a decision: its first page, its PDF, the procedures that it changes."""

import re
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import LineField, ParagraphField
from agencies.contents import FILE_TYPES
from agencies.uploads import CheckedUpload, UploadRefused, check_upload
from procedures.models import ChangeKind, Promulgation
from procedures.services.decisions import DecisionError, FirstPage

CODE_IN_TEXT = re.compile(r"(?<![\d.])\d\.\d{6}(?:\.[0-9A-Za-z]+)*")
"""A code wherever it stands in a line that was pasted from a table."""

MOST_CODES = 500
LONGEST_PASTE = 50_000
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)


class DayField(forms.DateField):
    """A day, typed as in Vietnamese papers: 24/11/2026."""

    default_error_messages = {
        "invalid": gettext_lazy("Ngày không đúng. Ông/Bà nhập ngày/tháng/năm, ví dụ 24/11/2026."),
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("input_formats", ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"])
        attributes = {"inputmode": "numeric", "autocomplete": "off"}
        options.setdefault("widget", forms.DateInput(format="%d/%m/%Y", attrs=attributes))
        super().__init__(**options)

    def validate(self, value: date | None) -> None:
        """Refuse years that are typing errors."""
        super().validate(value)
        if value and not EARLIEST <= value <= LATEST:
            raise ValidationError(self.error_messages["invalid"], code="invalid")


class FirstPageForm(forms.Form):
    """The first page of a decision. What is missing may follow, until the decision is issued."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    number = LineField(
        label=gettext_lazy("Số, ký hiệu"),
        help_text=gettext_lazy("Như trên quyết định, ví dụ 1180/QĐ-UBND."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Ông/Bà nhập số quyết định.")},
    )
    title = ParagraphField(
        label=gettext_lazy("Trích yếu"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Ông/Bà nhập trích yếu của quyết định.")},
    )
    issuer = LineField(
        label=gettext_lazy("Cơ quan ban hành"),
        max_length=200,
        error_messages={"required": gettext_lazy("Ông/Bà nhập cơ quan ban hành.")},
    )
    signer = LineField(
        label=gettext_lazy("Người ký"),
        help_text=gettext_lazy("Họ tên, chức vụ của người ký. Cần có trước khi ban hành."),
        max_length=120,
        required=False,
    )
    issued_on = DayField(
        label=gettext_lazy("Ngày ban hành"),
        help_text=gettext_lazy("Ngày ghi trên quyết định. Cần có trước khi ban hành."),
        required=False,
    )
    effective_on = DayField(
        label=gettext_lazy("Ngày có hiệu lực"),
        help_text=gettext_lazy("Từ đầu ngày này, nội dung mới áp dụng cho hồ sơ mới; hồ sơ đã nhận không thay đổi."),
        error_messages={"required": gettext_lazy("Ông/Bà nhập ngày quyết định có hiệu lực.")},
    )

    def clean_number(self) -> str:
        """Refuse a number without a letter or digit: its pages would have no address."""
        number: str = self.cleaned_data["number"]
        if not re.search(r"\d", number):
            raise ValidationError(_("Số quyết định phải có chữ số, ví dụ 1180/QĐ-UBND."))
        return number

    @property
    def first_page(self) -> FirstPage:
        """What was typed, as the service takes it."""
        typed = self.cleaned_data
        return FirstPage(**{name: typed[name] for name in typed if name != "seen"})

    @classmethod
    def initial_of(cls, decision: Promulgation | None, *, seen: int = 0) -> dict[str, Any]:
        """Return what the form begins with: a decision's words, or the usual issuer."""
        if decision is None:
            return {"issuer": _("Ủy ban nhân dân %s") % settings.PROVINCE_NAME}
        names = ("number", "title", "issuer", "signer", "issued_on", "effective_on")
        return {"seen": seen, **{name: getattr(decision, name) for name in names}}


class SignedPdfField(forms.FileField):
    """The signed decision; its clean value is a `CheckedUpload` that is a PDF and nothing else."""

    widget = forms.FileInput(attrs={"accept": ".pdf"})
    default_error_messages = {
        "required": gettext_lazy("Ông/Bà chưa chọn tệp PDF."),
        "invalid": gettext_lazy("Tệp chưa được gửi kèm. Ông/Bà chọn lại tệp."),
        "missing": gettext_lazy("Tệp chưa được gửi kèm. Ông/Bà chọn lại tệp."),
    }

    def clean(self, data: UploadedFile | None, initial: Any = None) -> CheckedUpload | None:
        """Return the checked file."""
        file = super().clean(data, initial)
        if not isinstance(file, UploadedFile):
            return None
        try:
            return check_upload(file, types=[FILE_TYPES["PDF"]])
        except UploadRefused as error:
            raise ValidationError(str(error), code=error.refusal) from error


class SignedPdfForm(forms.Form):
    """The PDF alone: a fault in another field must not make somebody choose the file again."""

    document = SignedPdfField(
        label=gettext_lazy("Bản PDF có chữ ký"),
        help_text=gettext_lazy("Tệp PDF, không quá 20 MB. Người dân tải được khi quyết định đã ban hành."),
        allow_empty_file=True,
    )


class CodesField(forms.CharField):
    """Codes of procedures, pasted in any way: one a line, with names beside them, or separated by commas."""

    widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"})

    def clean(self, value: Any) -> list[str]:
        """Return the codes; a line that holds none is named."""
        text = super().clean(value)
        codes: list[str] = []
        without = []
        for place, line in enumerate(text.splitlines(), start=1):
            found = [code.upper() for code in CODE_IN_TEXT.findall(line)]
            codes += found
            if line.strip() and not found:
                without.append(_("dòng %(place)s “%(line)s”") % {"place": place, "line": line.strip()[:60]})
        if without:
            text = _("Không thấy mã thủ tục (ví dụ 1.001193) ở %s.")
            raise ValidationError(text % ", ".join(without[:5]), code="no_code")
        if len(codes) > MOST_CODES:
            raise ValidationError(_("Mỗi lần thêm nhiều nhất %s thủ tục.") % MOST_CODES, code="too_many")
        return list(dict.fromkeys(codes))


class AddChangesForm(forms.Form):
    """Which procedures a decision changes, and how."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Hình thức"),
        choices=ChangeKind.choices,
        initial=ChangeKind.AMEND,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Ông/Bà chọn hình thức.")},
    )
    codes = CodesField(
        label=gettext_lazy("Mã thủ tục"),
        help_text=gettext_lazy("Mỗi dòng một mã; dán được cả bảng từ Word, Excel, phần tên thủ tục được bỏ qua."),
        max_length=LONGEST_PASTE,
        error_messages={"required": gettext_lazy("Ông/Bà nhập ít nhất một mã thủ tục.")},
    )
    replaces = CodesField(
        label=gettext_lazy("Thay thế các thủ tục"),
        help_text=gettext_lazy("Chỉ khi chọn “Thay thế”: mã các thủ tục hết áp dụng."),
        max_length=LONGEST_PASTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false", "autocomplete": "off"}),
    )


class ReplacedForm(forms.Form):
    """Which procedures a replacement ends."""

    replaces = CodesField(
        label=gettext_lazy("Thay thế các thủ tục"),
        help_text=gettext_lazy("Mã các thủ tục hết áp dụng, mỗi dòng một mã."),
        max_length=LONGEST_PASTE,
        error_messages={"required": gettext_lazy("Ông/Bà ghi mã các thủ tục bị thay thế.")},
    )


class UndoForm(forms.Form):
    """Why an issued decision is taken back."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    note = ParagraphField(
        label=gettext_lazy("Lý do thu hồi"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Ông/Bà ghi lý do thu hồi.")},
    )


class SeenForm(forms.Form):
    """A deed that needs no word; `seen` is what the editor looked at."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


def show_refusal(form: forms.Form, error: DecisionError) -> None:
    """Put a service's refusal beside the field that caused it."""
    form.add_error(error.field if error.field in form.fields else None, str(error))
