"""What is asked for a due date before anything is submitted."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from procedures.models import Channel, TimeLimit

EARLIEST, LATEST = date(2018, 1, 1), date(2099, 12, 31)


def limit_key(limit: TimeLimit) -> str:
    """Return what stands for a limit in the address: its channel and the ordinal of its case."""
    return f"{limit.way.channel}-{limit.ordinal}"


def limit_words(limit: TimeLimit) -> str:
    """Return a limit as one reads it in a list: the way of submitting, the time, the case."""
    channel = Channel(limit.way.channel).label
    return f"{channel}: {limit}" + (f" ({limit.condition})" if limit.condition else "")


class WhenForm(forms.Form):
    """Day, hour, way and case, agency; the names of the fields are the parameters of the address."""

    ngay = forms.DateField(
        label=_("Ngày nộp"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"required": _("Ông/Bà chọn ngày nộp."), "invalid": _("Ngày nộp chưa đúng, ví dụ 25/11/2026.")},
    )
    gio = forms.TimeField(
        label=_("Giờ nộp"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": _("Ông/Bà ghi giờ nộp."), "invalid": _("Giờ nộp chưa đúng, ví dụ 09:30.")},
    )
    han = forms.ChoiceField(
        label=_("Hình thức nộp và trường hợp"),
        error_messages={"invalid_choice": _("Ông/Bà chọn một hình thức nộp trong danh sách.")},
    )
    co_quan = forms.ChoiceField(
        label=_("Cơ quan giải quyết"),
        error_messages={"invalid_choice": _("Ông/Bà chọn một cơ quan trong danh sách.")},
    )

    def __init__(
        self, asked: Mapping[str, Any], *, at: datetime, limits: Sequence[TimeLimit], agencies: Sequence[Agency]
    ) -> None:
        """Ask about the moment `at` unless the address says otherwise; what it leaves out is filled in."""
        usual = {
            "ngay": at.strftime("%Y-%m-%d"),
            "gio": at.strftime("%H:%M"),
            "han": limit_key(limits[0]) if limits else "",
            "co_quan": agencies[0].code if agencies else "",
        }
        super().__init__({**usual, **{name: asked[name] for name in usual if asked.get(name)}})
        fields: dict[str, Any] = self.fields
        fields["han"].choices = [(limit_key(limit), limit_words(limit)) for limit in limits]
        fields["co_quan"].choices = [(agency.code, agency.name) for agency in agencies]

    def clean_ngay(self) -> date:
        """Refuse a day for which no working calendar will ever be known."""
        day: date = self.cleaned_data["ngay"]
        if not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(_("Ngày nộp phải từ năm 2018 đến năm 2099."))
        return day

    def received_at(self, zone: ZoneInfo) -> datetime:
        """Return the moment that was asked about; only of a valid form."""
        return datetime.combine(self.cleaned_data["ngay"], self.cleaned_data["gio"].replace(second=0), tzinfo=zone)
