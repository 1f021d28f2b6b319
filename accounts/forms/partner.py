"""Forms of who came with an identity of the sign-in partner: this account is mine, or a new one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import FullNameField
from accounts.identity import masked_contact
from accounts.models import User

CODE, PASSWORD = "ma", "mat-khau"


@dataclass(frozen=True, slots=True)
class Way:
    """One way to prove that an account is one's own: a code to a contact of it, or its password."""

    key: str
    user: User
    kind: str
    contact: str

    @property
    def label(self) -> str:
        """How the page calls it; the contact is masked, because it may be a stranger's."""
        words = _t("Gửi mã đến %(contact)s") if self.kind == CODE else _t("Nhập mật khẩu của tài khoản %(contact)s")
        return words % {"contact": masked_contact(self.contact)}


def ways_to(users: Sequence[User]) -> list[Way]:
    """Return the ways into some accounts, in their order."""
    ways = []
    for number, user in enumerate(users):
        if user.phone_confirmed_at:
            ways.append(Way(f"{number}-dien-thoai", user, CODE, user.phone))
        if user.email:
            ways.append(Way(f"{number}-thu", user, CODE, user.email))
            if user.has_usable_password():
                ways.append(Way(f"{number}-mat-khau", user, PASSWORD, user.email))
    return ways


class ClaimForm(forms.Form):
    """This account is mine, and so I prove it."""

    way = forms.ChoiceField(
        label=_("Ông/Bà chứng minh bằng cách nào?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Ông/Bà chọn một cách."), "invalid_choice": _("Ông/Bà chọn lại.")},
    )
    password = forms.CharField(
        label=_("Mật khẩu"),
        help_text=_("Chỉ cần khi chọn cách nhập mật khẩu."),
        required=False,
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, ways: Sequence[Way], **options: Any) -> None:
        super().__init__(*args, **options)
        self.ways = {way.key: way for way in ways}
        way_field: forms.ChoiceField = self.fields["way"]  # type: ignore[assignment]
        way_field.choices = [(way.key, way.label) for way in ways]
        if not any(way.kind == PASSWORD for way in ways):
            del self.fields["password"]

    def clean(self) -> dict[str, Any]:
        """Ask for the password where it was chosen."""
        given = super().clean() or self.cleaned_data
        way = self.ways.get(given.get("way", ""))
        if way is not None and way.kind == PASSWORD and not given.get("password"):
            self.add_error("password", _("Ông/Bà nhập mật khẩu."))
        return given


class NewLinkedAccountForm(forms.Form):
    """The name of a new account; the number is the partner's."""

    full_name = FullNameField()
