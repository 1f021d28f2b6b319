"""Money that is taken at the counter: which published fees, how many of each, how it came."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from accounts.forms import LineField
from dossiers.errors import InvalidInput
from dossiers.forms.moves.fields import LONGEST_NAME, MoveForm
from dossiers.models import PaymentMethod
from dossiers.services.fees import MOST_COPIES, MOST_DONG, Charge, charge_for
from procedures.models import Fee

BY_HAND = [(method.value, method.label) for method in (PaymentMethod.CASH, PaymentMethod.TRANSFER)]


class AmountField(forms.IntegerField):
    """An amount in đồng, with or without dots between the thousands."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("min_value", 1)
        options.setdefault("max_value", MOST_DONG)
        messages = {
            "invalid": _("Ông/Bà ghi số tiền bằng đồng, ví dụ 15.000."),
            "min_value": _("Số tiền phải lớn hơn 0."),
            "max_value": _("Số tiền không quá 1.000 tỷ đồng."),
        }
        super().__init__(error_messages=messages | options.pop("error_messages", {}), **options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Let a phone show digits; the check is ours."""
        return {"inputmode": "numeric", "autocomplete": "off"}

    def to_python(self, value: Any) -> int | None:
        """Read 15.000 as fifteen thousand."""
        if isinstance(value, str):
            value = value.replace(".", "").replace(" ", "")
        return super().to_python(value)


@dataclass(frozen=True, slots=True)
class FeeRow:
    """One published fee as the template shows it."""

    fee: Fee
    taken: BoundField
    quantity: BoundField
    amount: BoundField


class FeesForm(forms.Form):
    """Which fees were paid; a subclass adds the rest of its form."""

    def __init__(self, *args: Any, fees: Sequence[Fee], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fees = list(fees)
        self._charges: list[Charge] = []
        for fee in self.fees:
            self._add_fee(fee)
        if self.fees:
            self.fields["method"] = forms.ChoiceField(
                label=_("Hình thức nộp tiền"),
                choices=BY_HAND,
                initial=PaymentMethod.CASH.value,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields["evidence"] = LineField(
                label=_("Số chứng từ chuyển khoản"), required=False, max_length=LONGEST_NAME
            )

    def _add_fee(self, fee: Fee) -> None:
        self.fields[f"fee-{fee.pk}-taken"] = forms.BooleanField(label=_("Thu khoản này"), required=False)
        self.fields[f"fee-{fee.pk}-quantity"] = forms.IntegerField(
            label=_("Số lượng"),
            min_value=1,
            max_value=MOST_COPIES,
            initial=1,
            required=False,
            error_messages={
                "invalid": _("Ông/Bà ghi số lượng bằng chữ số."),
                "min_value": _("Số lượng ít nhất là 1."),
                "max_value": _("Số lượng nhiều nhất là %(limit_value)s."),
            },
        )
        self.fields[f"fee-{fee.pk}-amount"] = AmountField(label=_("Số tiền (đồng)"), required=False)

    def clean(self) -> dict[str, Any]:
        """Reckon each fee that is taken, and say at its field what cannot be."""
        given = super().clean() or {}
        self._charges = []
        for fee in self.fees:
            key = f"fee-{fee.pk}"
            if not given.get(f"{key}-taken"):
                continue
            if {f"{key}-quantity", f"{key}-amount"} & self.errors.keys():
                continue
            try:
                quantity, amount = given.get(f"{key}-quantity") or 1, given.get(f"{key}-amount")
                self._charges.append(charge_for(fee, quantity=quantity, amount=amount))
            except InvalidInput as error:
                self.add_error(f"{key}-{error.field}", str(error))
        is_transfer = given.get("method") == PaymentMethod.TRANSFER
        if self._charges and is_transfer and not given.get("evidence") and "evidence" not in self.errors:
            self.add_error("evidence", _("Ông/Bà ghi số chứng từ chuyển khoản."))
        return given

    def charges(self) -> list[Charge]:
        """Return what a valid form takes."""
        return self._charges

    def fee_rows(self) -> list[FeeRow]:
        """Return the fees as the template shows them."""
        return [
            FeeRow(fee, self[f"fee-{fee.pk}-taken"], self[f"fee-{fee.pk}-quantity"], self[f"fee-{fee.pk}-amount"])
            for fee in self.fees
        ]


class CollectForm(FeesForm, MoveForm):
    """Take money for a dossier that was received before."""

    payer_name = LineField(
        label=_("Người nộp tiền"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Ông/Bà ghi họ tên người nộp tiền.")},
    )

    def clean(self) -> dict[str, Any]:
        """Ask for at least one fee."""
        given = super().clean()
        if not self._charges and not self.errors:
            self.add_error(None, _("Ông/Bà chọn ít nhất một khoản thu."))
        return given


class VoidForm(forms.Form):
    """Why a receipt is void."""

    reason = LineField(
        label=_("Lý do hủy"),
        max_length=300,
        error_messages={"required": _("Ông/Bà ghi rõ lý do hủy biên lai.")},
    )
