"""A change of the calendar as an editor writes it down."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import LineField
from agencies.calendar_changes import LONGEST_GAP_DAYS, DayRow, HoursRow, Row, capital
from agencies.models import Agency, CalendarLevel
from agencies.worktime import WEEKDAY_NAMES, DayKind

END = "end"
"""Stands for a rule that ends: the day is again what its weekday and the levels above say."""

BLANK_DAYS, BLANK_HOURS, MOST_ROWS = 4, 2, 60


class DateField(forms.DateField):
    """A date chosen in the browser's own calendar, or typed as people write it."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"], **options)


class YearForm(forms.Form):
    """Which year of whose calendar; the names of the fields are the parameters of the address."""

    nam = forms.ChoiceField(label=_("Năm"))
    co_quan = forms.ChoiceField(label=_("Cơ quan"), required=False)

    def __init__(self, *args: Any, years: Sequence[int], agencies: Sequence[Agency], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["nam"].choices = [(str(year), str(year)) for year in years]
        fields["co_quan"].choices = [("", _("Toàn tỉnh")), *((agency.code, agency.name) for agency in agencies)]


class ChangeForm(forms.Form):
    """By which decision, and what it is about."""

    decision = LineField(
        label=_("Số, ngày của văn bản"),
        help_text=_("Ví dụ: Công điện số 12/CĐ-UBND ngày 22/9/2026."),
        max_length=160,
        error_messages={"required": _("Ông/Bà ghi số và ngày của văn bản quy định.")},
    )
    words = LineField(
        label=_("Nội dung thay đổi"),
        help_text=_("Người nộp hồ sơ đọc được câu này khi ngày hẹn trả của họ thay đổi."),
        max_length=300,
        error_messages={"required": _("Ông/Bà ghi nội dung thay đổi.")},
    )


class RowForm(forms.Form):
    """For whom a row holds."""

    level = forms.ChoiceField(label=_("Phạm vi"), choices=CalendarLevel.choices, initial=CalendarLevel.PROVINCE)
    agency = forms.ChoiceField(label=_("Cơ quan"), required=False)

    def __init__(self, *args: Any, agencies: Sequence[Agency], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["agency"].choices = [("", "–"), *((agency.code, agency.name) for agency in agencies)]


class DayForm(RowForm):
    """A day, or a run of days, that gets a rule or loses it."""

    field_order = ("first", "last", "kind", "name", "level", "agency", "sessions", "stands_for")

    first = DateField(label=_("Từ ngày"), error_messages={"required": _("Ông/Bà chọn ngày.")})
    last = DateField(label=_("Đến ngày"), required=False)
    kind = forms.ChoiceField(
        label=_("Loại ngày"),
        choices=[*((kind.value, kind.label.capitalize()) for kind in DayKind), (END, _("Bỏ quy định riêng"))],
        initial=DayKind.DAY_OFF.value,
    )
    name = LineField(label=_("Tên ngày hoặc lý do"), max_length=120, required=False)
    sessions = LineField(label=_("Giờ làm việc riêng"), max_length=80, required=False)
    stands_for = DateField(label=_("Làm bù cho ngày"), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a run of days that ends before it begins, or that nobody could have meant."""
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and not first <= last <= first + timedelta(days=LONGEST_GAP_DAYS):
            self.add_error("last", _("Ngày cuối phải sau ngày đầu và cách không quá 31 ngày."))
        return cleaned

    def rows(self) -> list[Row]:
        """Return one row for each day; only of a valid form."""
        typed = self.cleaned_data
        first: date = typed["first"]
        length = ((typed["last"] or first) - first).days
        kind = "" if typed["kind"] == END else typed["kind"]
        more = {"kind": kind, "name": typed["name"], "sessions": typed["sessions"], "stands_for": typed["stands_for"]}
        return [DayRow(typed["level"], typed["agency"], first + timedelta(days=n), **more) for n in range(length + 1)]


class HoursForm(RowForm):
    """The hours of one weekday."""

    field_order = ("weekday", "sessions", "level", "agency", "is_ended")

    weekday = forms.TypedChoiceField(
        label=_("Thứ"),
        choices=[("", "–"), *((n, capital(name)) for n, name in enumerate(WEEKDAY_NAMES))],
        coerce=int,
        error_messages={"required": _("Ông/Bà chọn thứ trong tuần.")},
    )
    sessions = LineField(
        label=_("Các buổi làm việc"),
        help_text=_("Ví dụ 07:30-11:30,13:00-17:00; để trống: không làm việc."),
        max_length=80,
        required=False,
    )
    is_ended = forms.BooleanField(label=_("Bỏ giờ riêng, theo giờ của cấp trên"), required=False)

    def rows(self) -> list[Row]:
        """Return the row; only of a valid form."""
        typed = self.cleaned_data
        sessions = None if typed["is_ended"] else typed["sessions"]
        return [HoursRow(typed["level"], typed["agency"], typed["weekday"], sessions)]


class DeclineForm(forms.Form):
    """Why a change is turned down."""

    reason = LineField(
        label=_("Lý do không duyệt"),
        max_length=300,
        error_messages={"required": _("Ông/Bà ghi rõ lý do không duyệt.")},
    )


class Rows(forms.BaseFormSet):
    """Rows of one sort; blank ones at the end are no rows, one that is ticked away neither."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Say in our words what the tick does."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Bỏ dòng này")

    def filled(self) -> list[Any]:
        """Return the forms that say something; only of valid rows."""
        return [form for form in self.forms if form.has_changed() and form not in self.deleted_forms]


DayRows = forms.formset_factory(
    DayForm,
    formset=Rows,
    extra=BLANK_DAYS,
    max_num=MOST_ROWS,
    validate_max=True,
    can_delete=True,
    can_delete_extra=False,
)
HoursRows = forms.formset_factory(HoursForm, formset=Rows, extra=BLANK_HOURS, max_num=MOST_ROWS, validate_max=True)


def drawn_together(rows: Sequence[DayRow]) -> list[dict[str, Any]]:
    """Return days as the forms take them to begin with, runs of one rule in one row."""
    drawn: list[dict[str, Any]] = []
    for row in rows:
        fields = {
            "level": row.level,
            "agency": row.agency,
            "kind": row.kind or END,
            "name": row.name,
            "sessions": row.sessions,
            "stands_for": row.stands_for,
        }
        last = drawn[-1] if drawn else None
        if last and last["last"] == row.day - timedelta(days=1) and fields.items() <= last.items():
            last["last"] = row.day
        else:
            drawn.append({**fields, "first": row.day, "last": row.day})
    return drawn
