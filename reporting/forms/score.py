"""Which period's score, and whose."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reporting.periods import Period, PeriodKind, month_of, period

MONTHS_BACK = 6


class ScoreForm(forms.Form):
    """Period and agency; the names of the fields are the parameters of the address."""

    ky = forms.ChoiceField(label=_("Kỳ"), required=False)
    co_quan = forms.ChoiceField(label=_("Cơ quan"), required=False)

    def __init__(self, *args: Any, periods: Sequence[Period], agencies: Sequence[tuple[str, str]], **options: Any):
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["ky"].choices = [(one.slug, one.name) for one in periods]
        fields["co_quan"].choices = [("", _("Tất cả")), *agencies]


def offered_periods(today: date, chosen: Period) -> list[Period]:
    """Return the periods that the form offers: this year and the last, late quarters and months, and the chosen one."""
    this_month = month_of(today)
    months = [this_month]
    while len(months) < MONTHS_BACK:
        months.append(month_of(months[-1].day_before))
    quarter = period(PeriodKind.QUARTER, today.year, (today.month - 1) // 3 + 1)
    before = quarter.day_before
    offered = [
        period(PeriodKind.YEAR, today.year),
        period(PeriodKind.YEAR, today.year - 1),
        quarter,
        period(PeriodKind.QUARTER, before.year, (before.month - 1) // 3 + 1),
        *months,
    ]
    return offered if chosen.slug in {one.slug for one in offered} else [chosen, *offered]
