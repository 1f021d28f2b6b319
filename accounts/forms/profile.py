"""What a person says about themselves, as a form."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import identity
from accounts.forms.fields import AddressField, BirthDateField, FullNameField, PersonalIdField, PhoneField
from accounts.models import CitizenProfile


class ProfileForm(forms.Form):
    """What a person says about themselves once, so that no form asks it again.

    An officer's personal number stays as it is: by it the system sees that nobody handles their own dossier.
    """

    full_name = FullNameField()
    personal_id = PersonalIdField()
    born_on = BirthDateField(required=False)
    phone = PhoneField()
    address = AddressField(required=False)

    def __init__(self, typed: Any = None, *, profile: CitizenProfile, today: date, personal_id_is_fixed: bool) -> None:
        initial = {
            "full_name": profile.user.full_name,
            "phone": profile.user.phone,
            "personal_id": profile.personal_id,
            "born_on": profile.born_on,
            "address": profile.address,
        }
        super().__init__(typed, initial=initial)
        self._today = today
        if personal_id_is_fixed:
            self.fields["personal_id"].disabled = True
            self.fields["personal_id"].help_text = _("Cán bộ không tự đổi số định danh của mình.")
        if profile.user.phone_confirmed_at:
            self.fields["phone"].disabled = True
            self.fields["phone"].help_text = _("Số này dùng để đăng nhập. Ông/Bà đổi số ở phần “Đăng nhập và an toàn”.")

    def clean(self) -> dict[str, Any]:
        """Check the birth date against the day and against the number that carries its year."""
        born_on, personal_id = self.cleaned_data.get("born_on"), self.cleaned_data.get("personal_id")
        if born_on and born_on > self._today:
            self.add_error("born_on", _("Ngày sinh phải trước hôm nay."))
        elif born_on and personal_id:
            try:
                identity.check_birth_date(personal_id, born_on)
            except identity.InvalidPersonalId as error:
                self.add_error("born_on", str(error))
        return self.cleaned_data
