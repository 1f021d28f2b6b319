"""Fields of the catalogue: amounts as Vietnamese writes them, lines that are a list, agencies by their names."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from accounts.forms import LineField, ParagraphField
from agencies.contents import FILE_TYPES
from agencies.models import Agency
from agencies.uploads import CheckedUpload, UploadRefused, check_upload, extensions_of
from agencies.vietnamese import folded
from procedures.records import EVERY_COMMUNE

LONGEST_TEXT = 20_000
"""National records hold conditions of several pages."""

FORM_TYPES = tuple(FILE_TYPES[name] for name in ("DOCX", "ODT", "PDF", "XLSX"))
MOST_FORM_MEGABYTES = 5

EVERY_COMMUNE_NAME = _("Mọi xã, phường")


class TextField(ParagraphField):
    """Optional words of any length; the box grows with them."""

    def __init__(self, *, rows: int = 1, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**{"required": False, "max_length": LONGEST_TEXT} | options)


class LinesField(TextField):
    """One entry a line; the clean value is the list of entries."""

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        """Return the lines that say something."""
        if isinstance(value, list):
            return value
        return [line for line in super().to_python(value).splitlines() if line]

    def validate(self, value: Any) -> None:
        """Judge the list and not its text."""
        forms.Field.validate(self, value)

    def run_validators(self, value: Any) -> None:
        """Hold the whole text to the longest length."""
        super().run_validators("\n".join(value))

    def prepare_value(self, value: Any) -> Any:
        """Show a list as lines."""
        return "\n".join(value) if isinstance(value, list) else value


class AmountField(LineField):
    """The number of a time limit: 5 or 0,5. The clean value is an `int`, a `float` or None."""

    default_error_messages = {"amount": _("Nhập một số lớn hơn 0, ví dụ 5 hoặc 0,5.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**{"required": False, "max_length": 20} | options)

    def clean(self, value: Any) -> Any:
        """Return the number as a record holds it."""
        text = super().clean(value)
        if not text:
            return None
        if not re.fullmatch(r"\d{1,4}([.,]\d{1,2})?", text) or not (amount := float(text.replace(",", "."))):
            raise ValidationError(self.error_messages["amount"], code="amount")
        return int(amount) if amount.is_integer() else amount

    def prepare_value(self, value: Any) -> Any:
        """Show a number with a decimal comma, and nothing where there is none."""
        return f"{value:g}".replace(".", ",") if isinstance(value, int | float) else value


class MoneyField(LineField):
    """An amount in đồng: 50000 or 50.000; the clean value is an `int` or None."""

    default_error_messages = {"money": _("Nhập số tiền bằng đồng, ví dụ 50.000; không thu thì nhập 0.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        super().__init__(**{"required": False, "max_length": 30} | options)

    def clean(self, value: Any) -> Any:
        """Return whole đồng; points and spaces only part thousands."""
        text = super().clean(value)
        if not text:
            return None
        bare = re.sub(r"\s*(đồng|đ|VNĐ)$", "", text, flags=re.IGNORECASE)
        if not re.fullmatch(r"\d{1,15}|\d{1,3}([. ]\d{3}){1,4}", bare):
            raise ValidationError(self.error_messages["money"], code="money")
        return int(re.sub(r"\D", "", bare))

    def prepare_value(self, value: Any) -> Any:
        """Show an amount with points between thousands."""
        return number_format(value, force_grouping=True) if isinstance(value, int) else value


@dataclass(frozen=True, slots=True)
class KnownAgencies:
    """The agencies in service, as an editor names them: by identifier code, by name or by short name."""

    names: Mapping[str, str]
    """Short names by code, `EVERY_COMMUNE` among them, in the order in which they are offered."""
    codes: Mapping[str, str] = field(repr=False)
    """Codes by the folded name, short name or code."""

    @classmethod
    def of(cls, agencies: Iterable[Agency]) -> "KnownAgencies":
        """Return the vocabulary of some agencies; names that two of them share mean neither."""
        names = {EVERY_COMMUNE: str(EVERY_COMMUNE_NAME)}
        meant: dict[str, set[str]] = {folded(str(EVERY_COMMUNE_NAME)): {EVERY_COMMUNE}}
        for agency in agencies:
            names[agency.code] = agency.short_name
            for words in (agency.code, agency.name, agency.short_name):
                meant.setdefault(folded(words), set()).add(agency.code)
        return cls(names, {words: next(iter(codes)) for words, codes in meant.items() if len(codes) == 1})

    def code_of(self, text: str) -> str | None:
        """Return the code that a text means: a name of the list, or one with its code in brackets behind it."""
        in_brackets = re.search(r"\(([^()]+)\)$", text)
        if in_brackets and in_brackets[1] in self.names:
            return in_brackets[1]
        return self.codes.get(folded(text))

    def label_of(self, code: str) -> str:
        """Return how a code is shown and typed: “Sở Tư pháp (H99.03)”; an unknown one stands as it is."""
        if code == EVERY_COMMUNE:
            return self.names[EVERY_COMMUNE]
        return f"{self.names[code]} ({code})" if code in self.names else code

    @property
    def labels(self) -> list[str]:
        """What a field offers to choose."""
        return [self.label_of(code) for code in self.names]


class AgencyField(LineField):
    """One of the known agencies, typed with suggestions; the clean value is its code or an empty text."""

    default_error_messages = {"unknown": _("Không có cơ quan “%(name)s” đang hoạt động. Chọn trong danh sách gợi ý.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"list": "agencies", "autocomplete": "off"}))
        super().__init__(**{"required": False, "max_length": 250} | options)
        self.known = KnownAgencies.of([])

    def clean(self, value: Any) -> str:
        """Return the code of the agency that was named."""
        text = super().clean(value)
        if not text:
            return ""
        code = self.known.code_of(text)
        if code is None:
            raise ValidationError(self.error_messages["unknown"], code="unknown", params={"name": text})
        return code

    def prepare_value(self, value: Any) -> Any:
        """Show a code by its name."""
        return self.known.label_of(value) if isinstance(value, str) and value else value


class FormFileField(forms.FileField):
    """The file of a form that everybody may download; its clean value is a `CheckedUpload`."""

    widget = forms.FileInput(attrs={"accept": ",".join(extensions_of(FORM_TYPES))})

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, "allow_empty_file": True} | options)

    def clean(self, data: UploadedFile | None, initial: Any = None) -> CheckedUpload | None:
        """Return the checked file, None where none was sent."""
        file = super().clean(data, initial)
        if not isinstance(file, UploadedFile):
            return None
        try:
            return check_upload(file, types=FORM_TYPES, max_bytes=MOST_FORM_MEGABYTES * 1024 * 1024)
        except UploadRefused as error:
            raise ValidationError(str(error), code=error.refusal) from error
