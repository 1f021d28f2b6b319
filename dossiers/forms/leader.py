"""What narrows a leader's list."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from dossiers.workflow import HOLDER_OF


class WatchForm(forms.Form):
    """Which concern, which agency, whose turn it is; the names of the fields are the parameters of the address."""

    muc = forms.ChoiceField(label=_("Danh sách"))
    co_quan = forms.ChoiceField(label=_("Cơ quan"), required=False)
    vai_tro = forms.ChoiceField(label=_("Đang ở"), required=False)

    def __init__(
        self, *args: Any, concerns: Sequence[tuple[str, Any]], agencies: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        held = set(HOLDER_OF.values())
        fields: dict[str, Any] = self.fields
        fields["muc"].choices = concerns
        fields["co_quan"].choices = [("", _("Mọi cơ quan")), *agencies]
        fields["vai_tro"].choices = [
            ("", _("Mọi vai trò")),
            *((role.value, role.label) for role in Role if role in held),
        ]
