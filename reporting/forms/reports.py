"""What is asked when a report is made, and when somebody wants to hear of new ones."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import ParagraphField
from agencies.models import Agency
from procedures.forms.decisions import DayField
from reporting.periods import ONE_DAY, Period, PeriodKind, cut_into_months, period
from reporting.reports.kinds import KINDS

MONTHS_OFFERED = 15
OTHER = "other"
WHOLE = "all"
LONGEST_REASON = 2000


class MakeForm(forms.Form):
    """Which report is made, over which period, about which part of the province."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("Loại báo cáo"),
        choices=[(kind.key, kind.title) for kind in KINDS],
        error_messages={"required": _("Ông/Bà chọn loại báo cáo.")},
    )
    period = forms.ChoiceField(
        label=_("Kỳ báo cáo"),
        help_text=_("Chỉ kỳ đã kết thúc. Kỳ báo cáo theo Nghị định 09/2019/NĐ-CP tính từ ngày 15 đến hết ngày 14."),
        error_messages={"required": _("Ông/Bà chọn kỳ báo cáo.")},
    )
    first_on = DayField(label=_("Từ ngày"), required=False, help_text=_("Khi chọn khoảng ngày khác."))
    last_on = DayField(label=_("Đến hết ngày"), required=False, help_text=_("Khi chọn khoảng ngày khác."))
    scope = forms.ChoiceField(label=_("Phạm vi"), error_messages={"required": _("Ông/Bà chọn phạm vi.")})

    def __init__(self, *args: Any, today: date, scopes: "list[Agency]", makes_any: bool, **options: Any) -> None:
        options["initial"] = {"key": uuid4(), **options.get("initial", {})}
        super().__init__(*args, **options)
        offered: Any = self.fields["period"]
        offered.choices = [*period_choices(today), (OTHER, _("Khoảng ngày khác"))]
        places: Any = self.fields["scope"]
        whole = [(WHOLE, _("Toàn tỉnh"))] if makes_any else []
        places.choices = [*whole, *((agency.code, agency.name) for agency in scopes)]
        self.scopes = {agency.code: agency for agency in scopes}

    def clean(self) -> dict[str, Any] | None:
        """Ask for both days of a range, in their order."""
        given = super().clean() or self.cleaned_data
        if given.get("period") == OTHER:
            first, last = given.get("first_on"), given.get("last_on")
            if first is None or last is None:
                self.add_error("first_on" if first is None else "last_on", _("Ông/Bà nhập đủ hai ngày."))
            elif last < first:
                self.add_error("last_on", _("Ngày cuối phải sau ngày đầu."))
        return given

    @property
    def chosen_period(self) -> str:
        """The slug of the period."""
        given = self.cleaned_data
        if given["period"] == OTHER:
            return Period(given["first_on"], given["last_on"]).slug
        return str(given["period"])

    @property
    def chosen_scope(self) -> Agency | None:
        """The agency, or None for the whole province."""
        return self.scopes.get(self.cleaned_data["scope"])


def period_choices(today: date) -> list[tuple[str, str]]:
    """Return the periods that are over, by kind, the newest first: months, quarters, halves, nine months, years."""
    year = today.year
    found: list[Period] = []
    oldest = date(year - 1, 1, 1)
    months = [part for part in reversed(cut_into_months(Period(oldest, today))) if part.last_on < today]
    found += months[:MONTHS_OFFERED]
    for kind, numbers in (
        (PeriodKind.QUARTER, (4, 3, 2, 1)),
        (PeriodKind.HALF_YEAR, (2, 1)),
        (PeriodKind.NINE_MONTHS, (1,)),
        (PeriodKind.YEAR, (1,)),
    ):
        found += [period(kind, of, number) for of in (year, year - 1) for number in numbers]
    cut_off = [
        period(one.kind, one.last_on.year, one.number, is_cut_off=True) for one in found if one.kind != PeriodKind.MONTH
    ]
    return [(one.slug, one.name) for one in [*found, *cut_off] if one.last_on <= today - ONE_DAY]


class ReasonForm(forms.Form):
    """Why a report is sent back, or corrected."""

    reason = ParagraphField(
        label=_("Lý do"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Ông/Bà ghi rõ lý do.")},
    )


class KindForm(forms.Form):
    """Which published reports are listed."""

    loai = forms.ChoiceField(
        label=_("Loại báo cáo"),
        required=False,
        choices=[("", _("Tất cả báo cáo")), *((kind.key, kind.title) for kind in KINDS if kind.is_public)],
    )


class SubscribeForm(forms.Form):
    """Who wants to hear of new reports, and of which."""

    email = forms.EmailField(
        label=_("Thư điện tử"),
        help_text=_("Chúng tôi gửi một thư để Ông/Bà xác nhận trước."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Ông/Bà nhập địa chỉ thư điện tử."),
            "invalid": _("Địa chỉ thư điện tử không đúng, ví dụ ten@example.vn."),
        },
    )
    kind = forms.ChoiceField(
        label=_("Loại báo cáo"),
        required=False,
        choices=[("", _("Tất cả báo cáo")), *((kind.key, kind.title) for kind in KINDS if kind.is_public)],
    )
