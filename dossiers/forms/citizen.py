"""Small forms of a citizen's own dossier."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import LineField, ParagraphField
from dossiers.forms.uploads import UploadField


class PaperForm(forms.Form):
    """One file for one paper; which paper, the view knows. What may be sent is said once, at the top of the page."""

    file = UploadField(help_text="")


class WithdrawalForm(forms.Form):
    """Why a dossier is withdrawn. `seen` is the revision that the person looked at."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    reason = ParagraphField(
        label=_("Lý do rút hồ sơ"),
        help_text=_("Ví dụ: nộp nhầm thủ tục, không còn nhu cầu."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Ông/Bà ghi lý do rút hồ sơ.")},
    )


class MyDossiersForm(forms.Form):
    """What narrows the list of one's dossiers; the names of the fields are parameters of the address."""

    tim = LineField(label=_("Tìm"), required=False, max_length=100)
    chu = forms.ChoiceField(label=_("Chủ hồ sơ"), required=False)

    def __init__(self, *args: Any, parties: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        if parties:
            fields["chu"].choices = [("", _("Tất cả")), *parties]
        else:
            del fields["chu"]
