"""Which kind of report is drafted by itself, how often, about which part of the province."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from reporting.forms.reports import WHOLE
from reporting.models import Rhythm
from reporting.reports.kinds import KINDS


class SwitchForm(forms.Form):
    """Which schedule is meant."""

    kind = forms.ChoiceField(
        label=_("Loại báo cáo"),
        choices=[(kind.key, kind.title) for kind in KINDS],
        error_messages={"required": _("Ông/Bà chọn loại báo cáo.")},
    )
    scope = forms.ChoiceField(label=_("Phạm vi"), error_messages={"required": _("Ông/Bà chọn phạm vi.")})

    def __init__(self, *args: Any, scopes: "list[Agency]", makes_any: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        places: Any = self.fields["scope"]
        whole = [(WHOLE, _("Toàn tỉnh"))] if makes_any else []
        places.choices = [*whole, *((agency.code, agency.name) for agency in scopes)]
        self.scopes = {agency.code: agency for agency in scopes}

    @property
    def chosen_scope(self) -> Agency | None:
        """The agency, or None for the whole province."""
        return self.scopes.get(self.cleaned_data["scope"])


class ScheduleForm(SwitchForm):
    """A schedule that is switched on."""

    rhythm = forms.ChoiceField(
        label=_("Định kỳ"),
        choices=Rhythm.choices,
        help_text=_("Dự thảo được lập vào ngày làm việc đầu tiên sau kỳ."),
        error_messages={"required": _("Ông/Bà chọn định kỳ.")},
    )

    field_order = ("kind", "rhythm", "scope")
