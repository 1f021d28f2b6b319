"""The choices of a table of one's own: every one from the documented view, none of them a query."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.forms import LineField
from agencies.models import Agency
from procedures.forms.decisions import DayField
from procedures.models import Sector
from reporting.builder.columns import BY_KEY, COLUMNS, USUAL, Condition, Kind
from reporting.builder.tables import MEASURES, MOST_GROUPS, Choice

CHOSEN = tuple(column for column in COLUMNS if column.kind == Kind.CHOICE)
ANY = ("", _("Tất cả"))

COMPARED = {
    "agency": ("agency_code", "exact"),
    "sector": ("sector", "exact"),
    "procedure": ("procedure", "icontains"),
    "officer": ("officer", "icontains"),
    "received_from": ("received_on", "gte"),
    "received_to": ("received_on", "lte"),
    "finished_from": ("finished_on", "gte"),
    "finished_to": ("finished_on", "lte"),
    "late_from": ("late_days", "gte"),
    **{column.key: (column.key, "exact") for column in CHOSEN},
}
"""The column of each filter, and how it is compared."""


class BuildForm(forms.Form):
    """Which columns or groups, of which dossiers."""

    groups = forms.MultipleChoiceField(
        label=_("Nhóm theo"),
        help_text=_("Nhiều nhất ba. Không chọn thì bảng liệt kê từng hồ sơ."),
        choices=[(column.key, column.label) for column in COLUMNS if column.may_group],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    measures = forms.MultipleChoiceField(
        label=_("Tính cho mỗi nhóm"),
        help_text=_("Số hồ sơ luôn có."),
        choices=[(measure.key, measure.label) for measure in MEASURES],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    columns = forms.MultipleChoiceField(
        label=_("Cột, khi liệt kê từng hồ sơ"),
        choices=[(column.key, column.label) for column in COLUMNS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    agency = forms.ChoiceField(label=_("Cơ quan"), required=False)
    sector = forms.ChoiceField(label=_("Lĩnh vực"), required=False)
    procedure = LineField(label=_("Tên thủ tục có chữ"), required=False, max_length=100)
    officer = LineField(label=_("Tên người thụ lý có chữ"), required=False, max_length=100)
    received_from = DayField(label=_("Tiếp nhận từ ngày"), required=False)
    received_to = DayField(label=_("Tiếp nhận đến hết ngày"), required=False)
    finished_from = DayField(label=_("Kết thúc từ ngày"), required=False)
    finished_to = DayField(label=_("Kết thúc đến hết ngày"), required=False)
    late_from = forms.IntegerField(label=_("Trễ từ bao nhiêu ngày"), required=False, min_value=1, max_value=10_000)

    def __init__(self, *args: Any, agencies: Iterable[Agency], sectors: Iterable[Sector], **options: Any) -> None:
        super().__init__(*args, **options)
        places: Any = self.fields["agency"]
        places.choices = [ANY, *((agency.code, agency.name) for agency in agencies)]
        subjects: Any = self.fields["sector"]
        subjects.choices = [ANY, *((sector.name, sector.name) for sector in sectors)]
        for column in CHOSEN:
            choices = [ANY, *(column.choices or {}).items()]
            self.fields[column.key] = forms.ChoiceField(label=column.label, choices=choices, required=False)

    @property
    def filters(self) -> list[forms.BoundField]:
        """The fields that narrow what is shown."""
        return [self[name] for name in COMPARED]

    def clean_groups(self) -> list[str]:
        """Refuse more groups than a table can be read by."""
        groups: list[str] = self.cleaned_data["groups"]
        if len(groups) > MOST_GROUPS:
            raise ValidationError(_("Ông/Bà chọn nhiều nhất ba cột để nhóm."), code="many")
        return groups

    @property
    def choice(self) -> Choice:
        """What was chosen; the form is valid."""
        given = self.cleaned_data
        conditions = tuple(
            Condition(column, compared, given[name])
            for name, (column, compared) in COMPARED.items()
            if isinstance(given[name], date | int) or given[name]
        )
        measures = tuple(given["measures"]) if given["groups"] else ()
        return Choice(tuple(given["columns"]) or USUAL, tuple(given["groups"]), measures, conditions)

    @property
    def question(self) -> str:
        """The query of the address that asks the same, without what is empty."""
        asked = QueryDict(mutable=True)
        for name in self.fields:
            found = self.cleaned_data[name]
            values = found if isinstance(found, list) else [found]
            asked.setlist(name, [_typed(value) for value in values if value not in (None, "")])
        return asked.urlencode()

    @property
    def words(self) -> str:
        """What the table shows, in a line for its caption."""
        if not self.choice.groups:
            return str(_("Từng hồ sơ"))
        return ", ".join(str(BY_KEY[key].label) for key in self.choice.groups)


class NameForm(forms.Form):
    """A name under which a table is kept."""

    name = LineField(
        label=_("Lưu bảng này với tên"),
        max_length=80,
        error_messages={"required": _("Ông/Bà đặt tên cho bảng.")},
    )


def _typed(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
