"""What is asked in a waiting hall: for a number, for an appointment, and how an office lets people wait."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import FullNameField, LineField, PhoneField
from dossiers.models import Counter, Priority
from dossiers.queries.appointments import Slot
from dossiers.services.appointments import PHONE_DIGITS
from procedures.models import Sector

ANY_SECTOR = _("Việc khác, nhận kết quả")
LONGEST_PURPOSE = 300
CHOOSE_AGAIN = _("Ông/Bà chọn lại trong danh sách.")


class SectorField(forms.ChoiceField):
    """One of the sectors that have counters of their own; its clean value is the sector, None for anything else."""

    def __init__(self, sectors: Sequence[Sector], **options: Any) -> None:
        self.sectors = {sector.code: sector for sector in sectors}
        super().__init__(
            label=_("Ông/Bà đến làm việc gì?"),
            choices=[("", ANY_SECTOR), *((code, sector.name) for code, sector in self.sectors.items())],
            required=False,
            error_messages={"invalid_choice": CHOOSE_AGAIN},
            **options,
        )

    def clean(self, value: Any) -> Any:
        """Return the sector."""
        return self.sectors.get(super().clean(value))


class PriorityField(forms.ChoiceField):
    """Whether one goes before others by law; nothing said means no."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=_("Ông/Bà thuộc diện ưu tiên?"),
            choices=Priority.choices,
            required=False,
            initial=Priority.NONE,
            help_text=_("Cán bộ có thể hỏi giấy tờ chứng minh khi Ông/Bà đến quầy."),
            error_messages={"invalid_choice": CHOOSE_AGAIN},
            **options,
        )

    def clean(self, value: Any) -> Priority:
        """Return the priority."""
        return Priority(super().clean(value) or Priority.NONE)


class KeyField(forms.UUIDField):
    """What tells two presses of one form apart from two forms."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        again = _("Trang này đã cũ. Ông/Bà mở lại trang rồi làm lại.")
        super().__init__(error_messages={"required": again, "invalid": again})


class DrawForm(forms.Form):
    """What is asked for a number; nothing about the person."""

    def __init__(self, *args: Any, sectors: Sequence[Sector], **options: Any) -> None:
        super().__init__(*args, **options)
        self.sectors = list(sectors)
        self.fields["sector"] = SectorField(sectors, widget=forms.RadioSelect if len(sectors) < 8 else forms.Select)
        self.fields["priority"] = PriorityField(widget=forms.RadioSelect)
        self.fields["key"] = KeyField()


class CheckInForm(forms.Form):
    """How one shows at the kiosk that one has an appointment."""

    code = LineField(
        label=_("Mã lịch hẹn"),
        help_text=_("8 số trong tin nhắn hoặc trên trang lịch hẹn."),
        max_length=16,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Ông/Bà nhập mã lịch hẹn.")},
    )
    digits = LineField(
        label=_("4 số cuối của số điện thoại"),
        max_length=PHONE_DIGITS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": _("Ông/Bà nhập 4 số cuối của số điện thoại."),
            "max_length": _("Ông/Bà chỉ nhập 4 số cuối."),
        },
    )
    key = KeyField()


class SlotField(forms.ChoiceField):
    """A slot of the chosen day; its clean value is when it begins."""

    widget = forms.RadioSelect

    def __init__(self, slots: Sequence[Slot]) -> None:
        choices = [(_slot_key(slot), _slot_words(slot)) for slot in slots if slot.left]
        wrong = _("Ông/Bà chọn một khung giờ còn chỗ.")
        super().__init__(
            label=_("Giờ hẹn"), choices=choices, error_messages={"required": wrong, "invalid_choice": wrong}
        )

    def clean(self, value: Any) -> datetime:
        """Return the instant."""
        return datetime.fromisoformat(super().clean(value))


def _slot_key(slot: Slot) -> str:
    return slot.starts_at.isoformat()


def _slot_words(slot: Slot) -> str:
    return f"{timezone.localtime(slot.starts_at):%H:%M}"


class BookingForm(forms.Form):
    """Who comes, when, and for what."""

    name = FullNameField()
    phone = PhoneField(help_text=_("Nhận tin nhắn xác nhận. Ví dụ: 0912 345 678."))
    purpose = LineField(
        label=_("Việc cần làm"),
        required=False,
        max_length=LONGEST_PURPOSE,
        help_text=_("Ví dụ: nộp hồ sơ cấp lại giấy phép, hỏi về thừa kế đất."),
        error_messages={"max_length": _("Ông/Bà viết ngắn hơn, tối đa 300 ký tự.")},
    )
    key = KeyField()
    field_order = ["slot", "name", "phone", "sector", "purpose", "priority", "key"]

    def __init__(self, *args: Any, slots: Sequence[Slot], sectors: Sequence[Sector], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["slot"] = SlotField(slots)
        if sectors:
            self.fields["sector"] = SectorField(sectors)
        self.fields["priority"] = PriorityField()
        self.order_fields(self.field_order)


class SendOnForm(forms.Form):
    """Where somebody is sent on to: another open counter, or whichever serves a sector."""

    PLACE = re.compile(r"(quay|linh-vuc):(.+)")

    def __init__(self, *args: Any, counters: Sequence[Counter], sectors: Sequence[Sector], **options: Any) -> None:
        super().__init__(*args, **options)
        self.counters = {f"quay:{counter.number}": counter for counter in counters}
        self.sectors = {f"linh-vuc:{sector.code}": sector for sector in sectors}
        choices = [
            ("", _("Chọn nơi chuyển đến")),
            *((key, _("Quầy %s") % counter) for key, counter in self.counters.items()),
            *((key, sector.name) for key, sector in self.sectors.items()),
        ]
        self.fields["to"] = forms.ChoiceField(
            label=_("Chuyển đến"),
            choices=choices,
            error_messages={"required": _("Ông/Bà chọn nơi chuyển đến."), "invalid_choice": CHOOSE_AGAIN},
        )

    @property
    def counter(self) -> Counter | None:
        """The counter that was chosen, if it was one; only of a valid form."""
        return self.counters.get(self.cleaned_data["to"])

    @property
    def sector(self) -> Sector | None:
        """The sector that was chosen, if it was one; only of a valid form."""
        return self.sectors.get(self.cleaned_data["to"])


class CounterForm(forms.Form):
    """A counter of the hall."""

    number = forms.IntegerField(
        label=_("Số quầy"),
        min_value=1,
        max_value=999,
        error_messages={
            "required": _("Ông/Bà nhập số quầy."),
            "invalid": _("Số quầy là một số, ví dụ 3."),
            "min_value": _("Số quầy từ 1 đến 999."),
            "max_value": _("Số quầy từ 1 đến 999."),
        },
    )
    name = LineField(
        label=_("Tên quầy"),
        required=False,
        max_length=80,
        help_text=_("Hiện trên màn hình, ví dụ: Đất đai."),
        error_messages={"max_length": _("Ông/Bà viết ngắn hơn, tối đa 80 ký tự.")},
    )
    sectors = forms.ModelMultipleChoiceField(
        label=_("Lĩnh vực"),
        queryset=Sector.objects.all(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Không chọn lĩnh vực nào là quầy nhận mọi việc."),
        error_messages={"invalid_choice": CHOOSE_AGAIN, "invalid_pk_value": CHOOSE_AGAIN, "invalid_list": CHOOSE_AGAIN},
    )


def _bounded(label: Any, least: int, most: int, hint: Any = "") -> forms.IntegerField:
    wrong = _("Ông/Bà nhập một số từ %(least)d đến %(most)d.") % {"least": least, "most": most}
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        help_text=hint,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
    )


class HallSettingsForm(forms.Form):
    """How an office lets people wait."""

    gives_tickets_online = forms.BooleanField(label=_("Cho lấy số qua mạng"), required=False)
    takes_bookings = forms.BooleanField(label=_("Cho đặt lịch hẹn"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Made for each form: the words of their errors are in the language of the request.
        self.fields["slot_minutes"] = _bounded(_("Mỗi khung giờ dài (phút)"), 5, 240)
        self.fields["places"] = _bounded(_("Số người mỗi khung giờ"), 1, 200)
        self.fields["days_ahead"] = _bounded(_("Đặt trước tối đa (ngày làm việc)"), 1, 60)
