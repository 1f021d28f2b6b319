"""Which part of which register somebody wants to read."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import OneStopOffice
from procedures.models import Sector


class RegisterForm(forms.Form):
    """Office, year, sector, month; the names of the fields are the parameters of the address."""

    noi = forms.ChoiceField(label=_("Bộ phận một cửa"))
    nam = forms.TypedChoiceField(label=_("Quyển số (năm)"), coerce=int)
    linh_vuc = forms.ChoiceField(label=_("Lĩnh vực"), required=False)
    thang = forms.TypedChoiceField(label=_("Tháng tiếp nhận"), coerce=int, required=False, empty_value=None)

    def __init__(
        self,
        *args: Any,
        offices: Sequence[OneStopOffice],
        years: Sequence[int],
        sectors: Sequence[Sector],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["noi"].choices = [(office.code, office.name) for office in offices]
        fields["nam"].choices = [(year, str(year)) for year in years]
        fields["linh_vuc"].choices = [("", _("Mọi lĩnh vực")), *((one.code, one.name) for one in sectors)]
        fields["thang"].choices = [("", _("Cả năm")), *((month, _("Tháng %d") % month) for month in range(1, 13))]
