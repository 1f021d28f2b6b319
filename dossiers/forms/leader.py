"""What narrows a leader's lists."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from dossiers.workflow import HOLDER_OF


class WatchForm(forms.Form):
    """Which concern, which agency, whose turn it is; the names of the fields are the parameters of the address."""

    DAYS: ClassVar[tuple[str, ...]] = ("1", "2", "3", "5", "10")

    muc = forms.ChoiceField(label=_("Danh sách"))
    trong = forms.ChoiceField(label=_("Đến hạn trong"), required=False)
    co_quan = forms.ChoiceField(label=_("Cơ quan"), required=False)
    vai_tro = forms.ChoiceField(label=_("Đang ở bước của"), required=False)
    can_bo = forms.ChoiceField(label=_("Người đang giữ"), required=False)

    def __init__(
        self,
        *args: Any,
        concerns: Sequence[tuple[str, Any]],
        agencies: Sequence[tuple[str, str]],
        people: Sequence[tuple[str, str]],
        looks_ahead: bool,
        **options: Any,
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
        fields["can_bo"].choices = [("", _("Mọi người")), *people]
        fields["trong"].choices = [
            ("", _("Như ở trang đầu")),
            *((day, _("%(count)s ngày làm việc") % {"count": day}) for day in self.DAYS),
        ]
        if not looks_ahead:
            del fields["trong"]


class OwedForm(forms.Form):
    """Which answers that are owed, of which agency."""

    trang_thai = forms.ChoiceField(label=_("Tình trạng"))
    co_quan = forms.ChoiceField(label=_("Cơ quan"), required=False)

    def __init__(
        self, *args: Any, states: Sequence[tuple[str, Any]], agencies: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["trang_thai"].choices = states
        fields["co_quan"].choices = [("", _("Mọi cơ quan")), *agencies]
