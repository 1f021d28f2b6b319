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
from accounts.models import PartyKind
from agencies.models import Agency
from dossiers.eligibility import Eligibility
from dossiers.models import ReturnMethod
from dossiers.queries.mandates import Party
from dossiers.services import Applicant
from procedures.models import Condition


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


class PartyForm(forms.Form):
    """In whose name the dossier is submitted."""

    party = forms.ChoiceField(
        label=_("Hồ sơ này của ai?"),
        help_text=_("Tên và số định danh hoặc mã số thuế của chủ hồ sơ được điền theo lựa chọn này."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Ông/Bà chọn chủ hồ sơ."), "invalid_choice": _("Ông/Bà chọn lại chủ hồ sơ.")},
    )

    def __init__(self, *args: Any, parties: Sequence[Party], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["party"].choices = [(party.key, party.label) for party in parties]


class EligibilityForm(forms.Form):
    """What the person says of each requirement of the version, in its order; the law locks nobody out here."""

    def __init__(self, *args: Any, conditions: Sequence[Condition], **options: Any) -> None:
        super().__init__(*args, **options)
        for condition in conditions:
            self.fields[str(condition.pk)] = forms.ChoiceField(
                label=_("Ông/Bà có đáp ứng yêu cầu này không?"),
                choices=Eligibility.choices,
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Ông/Bà chọn một câu trả lời."),
                    "invalid_choice": _("Ông/Bà chọn lại."),
                },
            )

    @property
    def answers(self) -> dict[str, str]:
        """What a valid form says, by the key of the condition."""
        return {name: self.cleaned_data[name] for name in self.fields}


class DeclarationForm(forms.Form):
    """Who asks (a person or an organisation), what for, and how the result shall be received.

    Where the submission is in the name of an organisation or of whoever gave a mandate (`party`), who asks is settled
    by that, and whatever is typed there counts for nothing.
    """

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

    def __init__(self, *args: Any, party: Party | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if party is None or (party.organisation is None and party.mandate is None):
            return
        settled = {
            "applicant_kind": party.kind.value,
            "name": party.name,
            "personal_id": party.personal_id,
            "tax_code": party.tax_code,
        }
        for name, value in settled.items():
            if value or name not in ("personal_id", "tax_code"):
                self.fields[name].disabled = True
                self.initial[name] = value

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
