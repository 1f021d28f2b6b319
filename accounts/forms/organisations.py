"""Forms about organisations: declaring one, and inviting somebody."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.codes import ContactField
from accounts.forms.fields import AddressField, EmailField, LineField, PhoneField, TaxCodeField
from accounts.models import MembershipRole


class OrganisationForm(forms.Form):
    """What an organisation is called and where it has its seat."""

    tax_code = TaxCodeField()
    name = LineField(
        label=_("Tên tổ chức, doanh nghiệp"),
        max_length=200,
        help_text=_("Đúng như trên giấy chứng nhận đăng ký."),
        error_messages={"required": _("Ông/Bà nhập tên tổ chức, doanh nghiệp.")},
    )
    address = AddressField(label=_("Địa chỉ trụ sở"))
    phone = PhoneField(required=False)
    email = EmailField(required=False)


class InvitationForm(forms.Form):
    """Who is invited, and what they may do."""

    contact = ContactField(
        label=_("Số di động hoặc thư điện tử của người được mời"),
        help_text=_("Lời mời gửi đến đây; chỉ người đăng nhập bằng số hoặc thư này mới nhận được."),
    )
    role = forms.ChoiceField(
        label=_("Vai trò"),
        choices=MembershipRole.choices,
        initial=MembershipRole.MEMBER,
        widget=forms.RadioSelect,
        error_messages={"required": _("Ông/Bà chọn vai trò."), "invalid_choice": _("Ông/Bà chọn lại vai trò.")},
    )
