"""Forms about mandates: one given online, one on paper that a clerk writes down, and its end."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from accounts import identity
from accounts.forms import FullNameField, LineField, PersonalIdField, TaxCodeField
from accounts.models import Organisation, PartyKind
from dossiers.forms.uploads import UploadField
from dossiers.queries.mandates import OfferedProcedures
from dossiers.services.mandates import Giver, Scope
from procedures.forms.decisions import DayField
from procedures.models import Procedure

SUBMIT, COLLECT = "submit", "collect"
DEEDS = [(SUBMIT, _("Nộp, bổ sung và theo dõi hồ sơ")), (COLLECT, _("Nhận kết quả tại bộ phận một cửa"))]


class AgentContactField(LineField):
    """A phone number, an e-mail address or a personal number, in the form in which each is stored."""

    default_error_messages = {"required": _("Ông/Bà nhập số điện thoại, thư điện tử hoặc số định danh.")}

    def clean(self, value: Any) -> str:
        """Return the contact; twelve digits are a personal number."""
        text = super().clean(value)
        if not text:
            return text
        digits = "".join(text.split()).replace(".", "")
        try:
            if "@" in text:
                return identity.parse_email(text)
            if digits.isdigit() and len(digits) == identity.PERSONAL_ID_LENGTH:
                return identity.parse_personal_id(digits)
            return identity.parse_phone(text)
        except identity.InvalidIdentity as error:
            raise ValidationError(str(error), code="invalid") from error


def sought(typed: Mapping[str, Any]) -> str:
    """Return what was looked for, as a page remembers it."""
    return f"{typed.get('find', '').strip()}|{typed.get('sector', '')}"


class ScopeForm(forms.Form):
    """To whom, for what, from when until when."""

    full_name = FullNameField(label=_("Họ và tên người được ủy quyền"))
    contact = AgentContactField(
        label=_("Số điện thoại, thư điện tử hoặc số định danh của người được ủy quyền"),
        help_text=_(
            "Theo tài khoản của người đó trên cổng. Số định danh chỉ dùng được khi tài khoản đã liên kết VNeID."
        ),
        max_length=254,
    )
    deeds = forms.MultipleChoiceField(
        label=_("Được làm thay những việc"),
        choices=DEEDS,
        initial=[SUBMIT],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Ông/Bà chọn ít nhất một việc được làm thay.")},
    )
    find = LineField(
        label=_("Tìm thủ tục"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    sector = forms.ChoiceField(label=_("Lĩnh vực"), required=False)
    searched = forms.CharField(required=False, widget=forms.HiddenInput)
    procedures = forms.TypedMultipleChoiceField(
        label=_("Chỉ cho những thủ tục"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Ông/Bà chọn lại thủ tục.")},
    )
    valid_from = DayField(label=_("Từ ngày"), error_messages={"required": _("Ông/Bà nhập ngày bắt đầu.")})
    valid_to = DayField(
        label=_("Đến hết ngày"),
        help_text=_("Không quá năm năm. Ông/Bà chấm dứt sớm bất cứ lúc nào."),
        error_messages={"required": _("Ông/Bà nhập ngày kết thúc.")},
    )

    beside = frozenset({"find", "sector", "searched", "procedures"})
    """The fields by which procedures are chosen; they stand together on the page."""

    def __init__(self, *args: Any, offered: OfferedProcedures, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offered = offered
        # One year, which the law takes where no term is written (Bộ luật Dân sự 2015 Điều 563).
        self.fields["valid_from"].initial = today
        self.fields["valid_to"].initial = today + timedelta(days=364)
        self.fields["procedures"].choices = offered.groups
        self.fields["sector"].choices = [("", _("Mọi lĩnh vực")), *offered.sectors]

    @property
    def plain(self) -> list[BoundField]:
        """The fields that stand by themselves, in their order."""
        return [field for field in self if field.name not in self.beside]

    @property
    def ticks(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """The procedures that are offered, by sector, with what is ticked."""
        chosen = {str(key) for key in self["procedures"].value() or ()}
        return [
            (
                sector,
                [
                    {"value": str(pk), "label": label, "id": f"id_procedures_{pk}", "is_chosen": str(pk) in chosen}
                    for pk, label in options
                ],
            )
            for sector, options in self.offered.groups
        ]

    @property
    def looks_for_procedures(self) -> bool:
        """Say whether what was sent asks for procedures, by the button or by words that nobody has looked for yet."""
        if "look" in self.data:
            return True
        return bool(self["find"].value()) and sought(self.data) != self["searched"].value()

    def scope(self) -> Scope:
        """Return what a valid form allows."""
        given = self.cleaned_data
        return Scope(
            valid_from=given["valid_from"],
            valid_to=given["valid_to"],
            may_submit=SUBMIT in given["deeds"],
            may_collect=COLLECT in given["deeds"],
            procedures=tuple(Procedure.objects.filter(pk__in=given["procedures"]).order_by("pk")),
        )


class MandateForm(ScopeForm):
    """A mandate that a person gives online, for themselves or for an organisation that they represent."""

    giver = forms.ChoiceField(
        label=_("Ủy quyền thay mặt"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Ông/Bà chọn bên ủy quyền."), "invalid_choice": _("Ông/Bà chọn lại.")},
    )
    field_order = ["giver"]

    def __init__(self, *args: Any, organisations: Sequence[Organisation], name: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.organisations = {str(one.pk): one for one in organisations}
        self.fields["giver"].choices = [("toi", name), *((key, one.name) for key, one in self.organisations.items())]
        self.fields["giver"].initial = "toi"
        if not organisations:
            self.fields["giver"].widget = forms.HiddenInput()

    def organisation(self) -> Organisation | None:
        """Return the organisation that gives it, None where the person does."""
        return self.organisations.get(self.cleaned_data["giver"])


class PaperMandateForm(ScopeForm):
    """A mandate on paper, as a clerk writes it down."""

    giver_kind = forms.ChoiceField(
        label=_("Bên ủy quyền là"), choices=PartyKind.choices, initial=PartyKind.PERSON, widget=forms.RadioSelect
    )
    giver_name = LineField(
        label=_("Tên bên ủy quyền"), max_length=200, error_messages={"required": _("Ông/Bà nhập tên bên ủy quyền.")}
    )
    giver_personal_id = PersonalIdField(label=_("Số định danh của bên ủy quyền"), required=False)
    giver_tax_code = TaxCodeField(label=_("Mã số thuế của bên ủy quyền"), required=False)
    document_number = LineField(
        label=_("Số văn bản ủy quyền"),
        max_length=80,
        help_text=_("Số công chứng, chứng thực, hoặc số và ngày của giấy giới thiệu, giấy ủy quyền."),
        error_messages={"required": _("Ông/Bà nhập số văn bản.")},
    )
    document = UploadField(label=_("Bản chụp văn bản ủy quyền"))
    field_order = [
        *("giver_kind", "giver_name", "giver_personal_id", "giver_tax_code", "document_number"),
        # What is looked for sends the form, and a file that was chosen is chosen again then.
        *("full_name", "contact", "deeds", "valid_from", "valid_to", "document"),
    ]

    def clean(self) -> dict[str, Any]:
        """Ask for the number that names such a giver, and for no other."""
        given = super().clean() or self.cleaned_data
        is_person = given.get("giver_kind") == PartyKind.PERSON
        wanted = "giver_personal_id" if is_person else "giver_tax_code"
        if not given.get(wanted) and wanted not in self.errors:
            self.add_error(wanted, _("Ông/Bà nhập số ghi trên văn bản."))
        return given

    def party(self) -> Giver:
        """Return who gives it."""
        given, is_person = self.cleaned_data, self.cleaned_data["giver_kind"] == PartyKind.PERSON
        return Giver(
            PartyKind(given["giver_kind"]),
            given["giver_name"],
            personal_id=given["giver_personal_id"] if is_person else "",
            tax_code="" if is_person else given["giver_tax_code"],
        )


class RevokeForm(forms.Form):
    """Why a mandate ends."""

    words = LineField(label=_("Lý do"), max_length=300, required=False)
