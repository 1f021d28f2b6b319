"""The declaration of an online submission: who asks, for what, and how the result shall come."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import (
    AddressField,
    EmailField,
    LineField,
    ParagraphField,
    PersonalIdField,
    PhoneField,
    TaxCodeField,
)
from accounts.identity import InvalidFullName, parse_full_name
from accounts.models import CitizenProfile, PartyKind, User
from agencies.models import Agency
from dossiers.models import Dossier, ReturnMethod
from dossiers.services import Applicant


class AgencyForm(forms.Form):
    """Which of several agencies shall resolve the dossier."""

    agency = forms.ModelChoiceField(
        queryset=Agency.objects.none(),
        label=_("Cơ quan giải quyết"),
        help_text=_("Thường là nơi Ông/Bà cư trú, hoặc nơi có việc cần giải quyết."),
        widget=forms.RadioSelect,
        to_field_name="code",
        empty_label=None,
        error_messages={
            "required": _("Ông/Bà chọn một cơ quan."),
            "invalid_choice": _("Cơ quan này không giải quyết thủ tục đã chọn."),
        },
    )

    def __init__(self, *args: Any, agencies: Sequence[Agency], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["agency"].queryset = Agency.objects.filter(pk__in=[a.pk for a in agencies]).order_by("name")


class DeclarationForm(forms.Form):
    """Who asks (a person or an organisation), what for, and how the result shall be received."""

    applicant_kind = forms.ChoiceField(
        label=_("Hồ sơ này của"),
        choices=PartyKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Ông/Bà chọn cá nhân hoặc tổ chức."), "invalid_choice": _("Ông/Bà chọn lại.")},
    )
    name = LineField(
        label=_("Họ và tên, hoặc tên tổ chức"),
        help_text=_("Viết đúng như trên thẻ căn cước hoặc giấy chứng nhận đăng ký."),
        max_length=200,
        error_messages={"required": _("Ông/Bà nhập tên của chủ hồ sơ.")},
    )
    personal_id = PersonalIdField(required=False)
    tax_code = TaxCodeField(required=False)
    phone = PhoneField()
    email = EmailField(required=False)
    address = AddressField()
    content = ParagraphField(
        label=_("Nội dung yêu cầu giải quyết"),
        help_text=_("Ghi ngắn gọn việc cần làm, ví dụ: đăng ký khai sinh cho con là Nguyễn Gia Bảo."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    return_method = forms.ChoiceField(
        label=_("Cách nhận kết quả"),
        choices=ReturnMethod.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Ông/Bà chọn cách nhận kết quả."), "invalid_choice": _("Ông/Bà chọn lại.")},
    )

    def clean(self) -> dict[str, Any]:
        """Ask a person for the personal number and an organisation for the tax code; drop the other one."""
        given = super().clean() or {}
        kind = given.get("applicant_kind")
        if kind == PartyKind.PERSON:
            self.errors.pop("tax_code", None)
            given["tax_code"] = ""
            if "personal_id" not in self.errors and not given.get("personal_id"):
                self.add_error("personal_id", self.fields["personal_id"].error_messages["required"])
            if name := given.get("name"):
                try:
                    given["name"] = parse_full_name(name)
                except InvalidFullName as error:
                    self.add_error("name", str(error))
        elif kind == PartyKind.ORGANISATION:
            self.errors.pop("personal_id", None)
            given["personal_id"] = ""
            if "tax_code" not in self.errors and not given.get("tax_code"):
                self.add_error("tax_code", self.fields["tax_code"].error_messages["required"])
        return given

    @property
    def applicant(self) -> Applicant:
        """The applicant whom a valid form describes."""
        given = self.cleaned_data
        return Applicant(
            kind=PartyKind(given["applicant_kind"]),
            name=given["name"],
            address=given["address"],
            personal_id=given["personal_id"],
            tax_code=given["tax_code"],
            phone=given["phone"],
            email=given["email"],
        )


class ReviewForm(forms.Form):
    """The promise without which nothing is submitted. It is never ticked beforehand."""

    is_true = forms.BooleanField(
        label=_(
            "Tôi cam đoan những điều đã khai và giấy tờ đính kèm là đúng sự thật, và chịu trách nhiệm trước pháp luật."
        ),
        error_messages={"required": _("Ông/Bà đánh dấu vào lời cam đoan trước khi nộp.")},
    )


def prefilled(user: User, profile: CitizenProfile | None, last: Dossier | None) -> dict[str, str]:
    """Return what we already know of a person, so that no form asks it again: profile first, then the last dossier.

    Law: Thông tư 32/2017/TT-BTTTT Điều 11 (data given before is filled in).
    """
    known = {
        "applicant_kind": PartyKind.PERSON.value,
        "name": user.full_name,
        "phone": user.phone,
        "email": user.email or "",
        "personal_id": profile.personal_id if profile else "",
        "address": profile.address if profile else "",
        "return_method": ReturnMethod.COUNTER.value,
    }
    if last is not None:
        known["return_method"] = last.return_method
        known["address"] = known["address"] or last.address
        known["phone"] = known["phone"] or last.phone
        if last.applicant_kind == PartyKind.ORGANISATION:
            # Who files for an organisation usually does so again.
            known |= {
                "applicant_kind": PartyKind.ORGANISATION.value,
                "name": last.applicant_name,
                "tax_code": last.tax_code,
                "address": last.address,
                "personal_id": "",
            }
    return known
