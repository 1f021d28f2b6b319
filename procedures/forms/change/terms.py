"""Ways to submit, with limits and fees as people think of them: one line that holds for several ways."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import LineField
from procedures.forms.change.fields import AmountField, MoneyField, TextField
from procedures.forms.change.general import Part
from procedures.forms.change.rows import Row
from procedures.limits import LimitUnit
from procedures.models import Channel, FeeKind
from procedures.models.promise import LIMIT_UNIT_LABELS
from procedures.records import Record

EVERY_CHANNEL = [channel.value for channel in Channel]


def drawn_together(ways: Sequence[Record], name: str) -> list[dict[str, Any]]:
    """Return the limits (or fees) of all ways, equal ones once, each with the `channels` that it holds for.

    The lines of one channel keep their order, so that nothing is lost on the way there and back.
    """
    lines: list[dict[str, Any]] = []
    for way in ways:
        place = 0
        for part in way.get(name) or ():
            for nth in range(place, len(lines)):
                if {**lines[nth], "channels": None} == {**part, "channels": None}:
                    lines[nth]["channels"].append(way["channel"])
                    place = nth + 1
                    break
            else:
                lines.insert(place, {**part, "channels": [way["channel"]]})
                place += 1
    return lines


class WaysPart(Part):
    """Which ways there are, and what is said of each."""

    channels = forms.MultipleChoiceField(
        label=_("Nhận hồ sơ bằng"), choices=Channel, required=False, widget=forms.CheckboxSelectMultiple
    )
    note_in_person = TextField(label=_("Ghi chú khi nộp trực tiếp"))
    note_online = TextField(label=_("Ghi chú khi nộp trực tuyến"))
    note_postal = TextField(label=_("Ghi chú khi nộp qua bưu chính công ích"))

    rare = ("note_in_person", "note_online", "note_postal")

    @classmethod
    def initial_of(cls, ways: Sequence[Record]) -> dict[str, Any]:
        """Return the values of the fields for the ways of a record."""
        return {
            "channels": [way["channel"] for way in ways],
            **{f"note_{way['channel']}": way.get("note", "") for way in ways},
        }

    def field_of(self, key: str) -> str | None:
        """Show what is wrong with the ways as such where they are chosen."""
        return "channels" if key in ("ways", "channel", "limits", "fees") else super().field_of(key)


class TermRow(Row):
    """A line that holds for some channels. A channel that is not offered is left out, whatever its box says."""

    channels = forms.MultipleChoiceField(
        label=_("Áp dụng khi nộp"),
        choices=Channel,
        initial=EVERY_CHANNEL,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"none": _("Chọn ít nhất một hình thức nộp mà thủ tục này có.")},
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a way that exists: a line that holds for none would be lost without a word."""
        given = super().clean() or {}
        if not set(given.get("channels", ())) & set(self.options["channels"]):
            self.add_error("channels", self.fields["channels"].error_messages["none"])
        return given

    def part(self) -> dict[str, Any]:
        """Return the limit or fee without the channels."""
        return {name: value for name, value in self.cleaned_data.items() if name != "channels"}


class LimitRow(TermRow):
    """A time limit; the first one of a channel is the usual case."""

    template = "procedures/change/_limit.html"
    noun = _("thời hạn")
    add_label = _("Thêm thời hạn")
    amount = AmountField(label=_("Số lượng"))
    unit = forms.ChoiceField(label=_("Đơn vị"), choices=[("", _("Chọn đơn vị")), *LIMIT_UNIT_LABELS], required=False)
    condition = TextField(label=_("Trường hợp"))
    text = TextField(label=_("Nguyên văn"))

    rare = ("text",)

    def clean(self) -> dict[str, Any]:
        """Ask for the other half of a limit of which one half was given."""
        given = super().clean()
        if given.get("unit") == LimitUnit.SAME_DAY and given.get("amount") is None and "amount" not in self.errors:
            given["amount"] = 1
        if given.get("unit") and given.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", self.fields["amount"].error_messages["amount"])
        if given.get("amount") is not None and not given.get("unit"):
            self.add_error("unit", _("Chọn đơn vị của thời hạn."))
        return given

    def part(self) -> dict[str, Any]:
        """Return the limit."""
        return {**super().part(), "unit": self.cleaned_data["unit"] or None}


class FeeRow(TermRow):
    """An amount to pay in some cases."""

    template = "procedures/change/_fee.html"
    noun = _("khoản thu")
    add_label = _("Thêm khoản thu")
    kind = forms.ChoiceField(label=_("Loại"), choices=FeeKind, initial=FeeKind.CHARGE.value, required=False)
    name = LineField(label=_("Tên khoản thu"), required=False, max_length=1000)
    amount = MoneyField(label=_("Mức thu (đồng)"))
    condition = TextField(label=_("Trường hợp"))
    exemption = TextField(label=_("Miễn, giảm"))
    legal_basis = TextField(label=_("Căn cứ"))
    text = TextField(label=_("Nguyên văn"))

    rare = ("exemption", "legal_basis", "text")

    def part(self) -> dict[str, Any]:
        """Return the fee; one without a name of its own is called what it is."""
        kind = FeeKind(self.cleaned_data["kind"] or FeeKind.UNSTATED)
        return {**super().part(), "kind": kind.value, "name": self.cleaned_data["name"] or str(kind.label)}
