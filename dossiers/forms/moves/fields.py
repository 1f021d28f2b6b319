"""The fields that officers' forms share; every form carries `seen` and `muc`."""

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import LineField, ParagraphField
from accounts.models import User
from dossiers.forms.papers import note_of, noted_file
from dossiers.forms.uploads import UploadField
from dossiers.models import StoredFile
from dossiers.uploads import store

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST_REASON = 2000
LONGEST_GROUND = 300
LONGEST_NAME = 200


def reason_field(
    label: "StrOrPromise", missing: "StrOrPromise", *, hint: "StrOrPromise" = "", required: bool = True, rows: int = 3
) -> ParagraphField:
    """Return a text of several lines; `missing` is said when it is empty."""
    return ParagraphField(
        label=label,
        help_text=hint,
        max_length=LONGEST_REASON,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


def ground_field(*, required: bool = True) -> LineField:
    """Return a line for a legal ground, which offers those of the procedure."""
    return LineField(
        label=_("Căn cứ pháp lý"),
        help_text=_("Số hiệu văn bản, điều, khoản; gõ vài chữ để chọn trong căn cứ của thủ tục."),
        max_length=LONGEST_GROUND,
        required=required,
        widget=forms.TextInput(attrs={"list": "grounds", "autocomplete": "off"}),
        error_messages={"required": _("Ông/Bà ghi căn cứ pháp lý.")},
    )


class MoveForm(forms.Form):
    """An action that needs no word."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    muc = forms.CharField(widget=forms.HiddenInput, required=False)


class DongField(LineField):
    """An amount of money in đồng, typed with or without dots; its clean value is an integer."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 30)
        options.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "numeric"})
        )
        super().__init__(**options)

    def clean(self, value: Any) -> Any:
        """Return the amount, None where nothing was typed."""
        typed = super().clean(value)
        if not typed:
            return None
        digits = re.sub(r"[.\s]|đồng$|đ$", "", typed.casefold())
        if not (digits.isascii() and digits.isdigit()):
            raise ValidationError(_("Ông/Bà ghi số tiền bằng đồng, ví dụ 1.250.000."), code="invalid")
        return int(digits)


class WithFile(MoveForm):
    """An action to which a file belongs; the file that was sent is kept, so that a mistake elsewhere loses nothing."""

    file = UploadField(label=_("Tệp đính kèm"), help_text=_("Tệp PDF hoặc DOCX, không quá 20 MB."), required=False)
    kept = forms.CharField(widget=forms.HiddenInput, required=False, max_length=300)

    def __init__(self, *args: Any, actor: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.actor = actor
        self.kept_file: StoredFile | None = None
        if self.is_bound:
            self.kept_file = noted_file(self.data.get("kept", ""), actor)

    def keep_scans(self, *, at: datetime) -> None:
        """Store the file that was sent, and note it in the page."""
        upload = self.cleaned_data.get("file")
        if upload:
            self.kept_file = store(upload, actor=self.actor, at=at)
            noted = self.data.copy()
            noted["kept"] = note_of(self.kept_file, self.actor)
            self.data = noted


class RowsForm(MoveForm):
    """A list of which an officer fills as many rows as there are: field `<name>-<n>`, the first row is needed."""

    ROWS = 4
    COLUMNS: tuple[str, ...] = ()
    legend: "StrOrPromise" = ""

    def row_fields(self) -> dict[str, forms.Field]:
        """Return new fields for one row, by name."""
        raise NotImplementedError

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for number in range(self.ROWS):
            for name, field in self.row_fields().items():
                field.required = False
                self.fields[f"{name}-{number}"] = field

    def rows(self) -> list[list[forms.BoundField]]:
        """Return the rows as the template shows them."""
        return [[self[f"{name}-{number}"] for name in self.COLUMNS] for number in range(self.ROWS)]

    def filled(self) -> list[int]:
        """Return the numbers of the rows in which something is written."""
        given = self.cleaned_data
        return [n for n in range(self.ROWS) if any(given.get(f"{name}-{n}") for name in self.COLUMNS)]
