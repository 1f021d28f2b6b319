"""Who comes for results: their card or number, and the mandate on paper where they need one."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import LineField, PersonalIdField
from accounts.identity_card import IdentityCard
from dossiers.forms.intake import LONGEST_CARD
from dossiers.forms.moves.fields import LONGEST_NAME
from dossiers.queries.collecting import Collectable
from procedures.forms.decisions import DayField

LONGEST_NUMBER = 80


def _scanned(keys: str, **more: str) -> forms.TextInput:
    return forms.TextInput(
        attrs={"autocomplete": "off", "spellcheck": "false", "aria-keyshortcuts": keys, "maxlength": "600", **more}
    )


class CollectingForm(forms.Form):
    """Who takes results away. `checked_id` is the number that a card said; it proves the number that stands there."""

    card = forms.CharField(
        label=_("Quét mã QR trên thẻ căn cước của người nhận"),
        required=False,
        max_length=LONGEST_CARD,
        widget=_scanned("F4"),
    )
    code = LineField(
        label=_("Thêm kết quả: quét giấy hẹn hoặc gõ mã hồ sơ"), required=False, max_length=300, widget=_scanned("F7")
    )
    collected_by = LineField(
        label=_("Họ tên người nhận"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Ông/Bà ghi họ tên người nhận kết quả.")},
    )
    personal_id = PersonalIdField(label=_("Số định danh của người nhận"), required=False)
    checked_id = forms.CharField(widget=forms.HiddenInput, required=False, max_length=12)
    mandate_number = LineField(label=_("Số giấy ủy quyền"), required=False, max_length=LONGEST_NUMBER)
    mandate_on = DayField(label=_("Ngày ủy quyền"), required=False)
    originals = LineField(
        label=_("Bản chính trả lại"),
        help_text=_("Giấy tờ gốc đã giữ để đối chiếu, nay trả lại cùng kết quả."),
        required=False,
        max_length=LONGEST_NAME,
    )

    def fill_from_card(self, card: IdentityCard) -> None:
        """Write who the card belongs to into the form; what the card says besides is dropped."""
        filled = self.data.copy()
        filled["collected_by"], filled["personal_id"] = card.full_name, card.personal_id
        filled["checked_id"], filled["card"] = card.personal_id, ""
        self.data = filled

    def forget_code(self) -> None:
        """Empty the field of the scanner, whose code stands in the list now."""
        filled = self.data.copy()
        filled["code"] = ""
        self.data = filled

    def judge(self, chosen: Sequence[Collectable], *, today: date) -> bool:
        """Say whether the form allows these results to be taken; what is missing is told at its field."""
        if not chosen:
            self.add_error(None, _("Ông/Bà chọn ít nhất một kết quả còn chờ trả."))
        if any(one.needs_paper for one in chosen):
            if not self.cleaned_data.get("mandate_number"):
                self.add_error(
                    "mandate_number", _("Người nhận không phải chủ hồ sơ; Ông/Bà ghi số giấy ủy quyền đã xem.")
                )
            if not self.cleaned_data.get("mandate_on") and "mandate_on" not in self.errors:
                self.add_error("mandate_on", _("Ông/Bà ghi ngày của giấy ủy quyền."))
        given_on = self.cleaned_data.get("mandate_on")
        if given_on and given_on > today:
            self.add_error("mandate_on", _("Ngày ủy quyền không thể ở tương lai."))
        return not self.errors

    def mandate_for(self, one: Collectable) -> str:
        """Return what is noted of the mandate for one result; empty for the applicant in person."""
        if not one.needs_paper:
            return one.mandate
        given: dict[str, Any] = self.cleaned_data
        words = _("Giấy ủy quyền số %(number)s, ngày %(day)s")
        return words % {"number": given["mandate_number"], "day": f"{given['mandate_on']:%d/%m/%Y}"}

    @property
    def is_card_checked(self) -> bool:
        """Whether the number of a valid form is the one that a card said."""
        checked = self.cleaned_data.get("checked_id")
        return bool(checked) and checked == self.cleaned_data.get("personal_id")

    def forgive(self) -> None:
        """Show no errors, because nobody has asked to hand anything over yet."""
        self.errors.clear()
