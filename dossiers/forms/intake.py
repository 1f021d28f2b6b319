"""Taking a dossier in at the counter, on one screen: who, what, which papers, until when."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from accounts.forms import LineField, PhoneField
from accounts.identity import national_phone
from accounts.identity_card import IdentityCard, read_card
from accounts.models import PartyKind, User
from agencies.models import Agency, OneStopOffice
from dossiers.forms.declaration import DeclarationForm
from dossiers.forms.fees import FeesForm
from dossiers.forms.moments import MomentField
from dossiers.forms.papers import FREE_ROWS, PapersForm, asked_at_counter
from dossiers.models import Dossier, PaymentMethod, ReturnMethod
from dossiers.queries.counter import Intake
from dossiers.services import Payment, PostalRecord
from procedures.models import Channel, Fee

LONGEST_CARD = 600


class CounterDeclarationForm(DeclarationForm):
    """Who asks and for what, as a clerk types it; somebody without a phone is served, too."""

    card = forms.CharField(
        label=_("Quét mã QR trên thẻ căn cước"),
        required=False,
        max_length=LONGEST_CARD,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "aria-keyshortcuts": "F4", "data-scanned": ""}
        ),
    )
    phone = PhoneField(required=False)
    return_method = forms.ChoiceField(
        label=_("Cách nhận kết quả"),
        # An electronic result goes into an account, which somebody at the counter need not have.
        choices=[choice for choice in ReturnMethod.choices if choice[0] != ReturnMethod.ELECTRONIC],
        initial=ReturnMethod.COUNTER.value,
        widget=forms.RadioSelect,
        error_messages={"required": _("Ông/Bà chọn cách nhận kết quả."), "invalid_choice": _("Ông/Bà chọn lại.")},
    )
    field_order = ("card", "applicant_kind", "personal_id", "tax_code", "name", "phone", "address", "email")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["applicant_kind"].initial = PartyKind.PERSON.value
        self.fields["applicant_kind"].label = _("Chủ hồ sơ là")
        self.fields["content"].widget.attrs["rows"] = 2
        for name in ("name", "personal_id", "tax_code", "phone", "email", "address", "content"):
            # A clerk has read them a thousand times.
            self.fields[name].help_text = ""


class PostalForm(forms.Form):
    """The record that the postman and the clerk signed; asked for where a dossier came by post."""

    record_number = LineField(label=_("Số biên bản giao nhận"), required=False, max_length=60)
    item_code = LineField(
        label=_("Số hiệu bưu gửi"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "data-scanned": ""}),
    )
    postman_name = LineField(label=_("Nhân viên bưu chính"), required=False, max_length=120)
    signed_at = MomentField(
        label=_("Ký biên bản lúc"),
        required=False,
        help_text=_("Thời điểm nộp hồ sơ theo quy định, ví dụ 16:20 02/03/2026."),
    )
    late_reason = LineField(
        label=_("Lý do nhập muộn"),
        required=False,
        max_length=300,
        help_text=_("Khi biên bản ký trước ngày làm việc liền trước."),
    )

    NEEDED = {
        "record_number": _("Ông/Bà ghi số biên bản giao nhận."),
        "item_code": _("Ông/Bà ghi hoặc quét số hiệu bưu gửi."),
        "postman_name": _("Ông/Bà ghi họ tên nhân viên bưu chính."),
        "signed_at": _("Ông/Bà ghi thời điểm hai bên ký biên bản."),
    }

    def ask_record(self, given: dict[str, Any]) -> None:
        """Name all that is missing of the record."""
        for name, words in self.NEEDED.items():
            if not given.get(name) and name not in self.errors:
                self.add_error(name, words)

    def record(self) -> PostalRecord:
        """Return the record of a valid form."""
        given = self.cleaned_data
        return PostalRecord(
            number=given["record_number"],
            item_code=given["item_code"],
            postman_name=given["postman_name"],
            signed_at=given["signed_at"],
            late_reason=given["late_reason"],
        )

    def postal_fields(self) -> list[Any]:
        """Return the fields of the record as the template shows them."""
        return [self[name] for name in (*self.NEEDED, "late_reason")]


class IntakeForm(PapersForm, FeesForm, PostalForm, CounterDeclarationForm):
    """The whole intake of one procedure. `key` makes a second press harmless."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    office = forms.TypedChoiceField(label=_("Nơi tiếp nhận"))
    agency = forms.TypedChoiceField(
        label=_("Cơ quan giải quyết"),
        error_messages={
            "required": _("Ông/Bà chọn cơ quan giải quyết."),
            "invalid_choice": _("Cơ quan này không giải quyết thủ tục đã chọn."),
        },
    )
    channel = forms.ChoiceField(
        label=_("Hồ sơ đến bằng"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Ông/Bà chọn cách hồ sơ đến."), "invalid_choice": _("Ông/Bà chọn lại.")},
    )
    case = forms.TypedChoiceField(
        label=_("Trường hợp thời hạn"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Ông/Bà chọn trường hợp."), "invalid_choice": _("Ông/Bà chọn lại.")},
    )

    def __init__(self, *args: Any, intake: Intake, actor: User, fees: Sequence[Fee] = (), **options: Any) -> None:
        self.intake = intake
        asked = asked_at_counter(intake.required)
        super().__init__(*args, asked=asked, actor=actor, free_rows=FREE_ROWS, fees=fees, **options)
        self._offer(intake)

    def _offer(self, intake: Intake) -> None:
        """Ask only what there is a choice of."""
        self._among("office", sorted(intake.offices, key=lambda office: office.name))
        self._among("agency", intake.agencies, nothing=_("Chọn cơ quan"))
        own = {office.agency_id for office in intake.offices}
        near = [agency for agency in intake.agencies if agency.pk in own]
        if len(near) == 1 and "agency" in self.fields:
            self.fields["agency"].initial = near[0].code
        self.fields["channel"].choices = [(channel.value, channel.label) for channel in intake.channels]
        self.fields["channel"].initial = intake.channels[0].value
        self.fields["case"].choices = list(intake.cases.items())
        self.fields["case"].initial = next(iter(intake.cases))
        if len(intake.channels) == 1:
            del self.fields["channel"]
        if Channel.POSTAL not in intake.channels:
            for name in (*self.NEEDED, "late_reason"):
                del self.fields[name]
        if len(intake.cases) == 1:
            del self.fields["case"]

    def _among(self, name: str, places: Sequence[Agency] | Sequence[OneStopOffice], *, nothing: Any = "") -> None:
        """Offer places that are known already by their codes; the field's value is the place."""
        if len(places) == 1:
            del self.fields[name]
            return
        choices = [(place.code, place.name) for place in places]
        self.fields[name].choices = [("", nothing), *choices] if nothing else choices
        self.fields[name].coerce = {place.code: place for place in places}.__getitem__

    def clean(self) -> dict[str, Any]:
        """Name every paper that is missing at once; the service would stop at the first."""
        given = super().clean()
        for paper in self.asked:
            field = f"{paper.key}-form"
            if paper.is_always and not given.get(field) and field not in self.errors:
                self.add_error(field, _("Còn thiếu giấy tờ này. Hồ sơ chưa đủ thì chưa tiếp nhận được."))
        if (given.get("channel") or self.intake.channels[0]) == Channel.POSTAL:
            self.ask_record(given)
        return given

    @property
    def postal(self) -> PostalRecord | None:
        """The record of the post of a valid form; None for what was brought in person."""
        return self.record() if self.chosen_channel is Channel.POSTAL else None

    @property
    def payment(self) -> Payment | None:
        """The money of a valid form; None where none was taken."""
        if not self.charges():
            return None
        given = self.cleaned_data
        method = PaymentMethod(given.get("method") or PaymentMethod.CASH)
        return Payment(tuple(self.charges()), method, given.get("evidence", ""))

    @property
    def chosen_agency(self) -> Agency:
        """The agency of a valid form."""
        return self.cleaned_data.get("agency") or self.intake.agencies[0]

    @property
    def chosen_office(self) -> OneStopOffice:
        """The office of a valid form."""
        return self.cleaned_data.get("office") or self.intake.offices[0]

    @property
    def chosen_channel(self) -> Channel:
        """The channel of a valid form."""
        return Channel(self.cleaned_data.get("channel") or self.intake.channels[0])

    @property
    def chosen_case(self) -> int:
        """The case of time limit of a valid form."""
        return self.cleaned_data.get("case") or next(iter(self.intake.cases))

    def receive_all(self) -> None:
        """Mark every paper that is always asked for as received in its usual form, where nothing was said of it."""
        filled = self.data.copy()
        for paper in self.asked:
            name = self.add_prefix(f"{paper.key}-form")
            if paper.is_always and not filled.get(name):
                filled[name] = paper.usual_form
                filled.setdefault(self.add_prefix(f"{paper.key}-quantity"), str(paper.usual_quantity))
        self.data = filled

    def take_fees(self) -> None:
        """Tick every fee that all pay and whose amount is published; what depends on a case is the clerk's to tick."""
        filled = self.data.copy()
        for fee in self.fees:
            if fee.amount and not fee.condition.strip():
                filled[self.add_prefix(f"fee-{fee.pk}-taken")] = "on"
        self.data = filled

    def forgive(self) -> None:
        """Show no errors, because nobody has asked to take the dossier in yet; only a refused file is told of."""
        for name in [name for name in self.errors if not name.endswith("-scan")]:
            del self.errors[name]


def card_in(typed: "MultiValueDict[str, Any]") -> IdentityCard | None:
    """Return the identity card that was scanned into a form, None where nothing was; raises `InvalidIdentity`."""
    text = str(typed.get("card") or "").strip()
    return read_card(text[:LONGEST_CARD]) if text else None


def fill_from_dossier(typed: "MultiValueDict[str, Any]", dossier: Dossier) -> None:
    """Write into the form's fields who asked for an earlier dossier."""
    typed["applicant_kind"] = dossier.applicant_kind
    typed["name"] = dossier.applicant_name
    for name in ("personal_id", "tax_code", "email", "address"):
        typed[name] = getattr(dossier, name)
    typed["phone"] = national_phone(dossier.phone)


def fill_from_card(typed: "MultiValueDict[str, Any]", card: IdentityCard) -> bool:
    """Write what a card says into the form's fields; say whether anything changed. The card's text is dropped."""
    said = {
        "applicant_kind": PartyKind.PERSON.value,
        "name": card.full_name,
        "personal_id": card.personal_id,
        **({"address": card.address} if card.address else {}),
    }
    is_new = any(typed.get(name) != value for name, value in said.items())
    for name, value in said.items():
        typed[name] = value
    typed["card"] = ""
    return is_new
