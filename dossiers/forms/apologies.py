"""What narrows the lists of apologies."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class PublicApologiesForm(forms.Form):
    """Whose apologies; the name of the field is the parameter of the address."""

    co_quan = forms.ChoiceField(label=_("Cơ quan"), required=False)

    def __init__(self, *args: Any, agencies: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["co_quan"].choices = [("", _("Mọi cơ quan")), *agencies]


class DebtForm(PublicApologiesForm):
    """Whose late dossiers, and how it stands with their apologies."""

    trang_thai = forms.ChoiceField(label=_("Xin lỗi"), required=False)
    field_order = ("trang_thai", "co_quan")

    def __init__(self, *args: Any, states: Sequence[tuple[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["trang_thai"].choices = states
