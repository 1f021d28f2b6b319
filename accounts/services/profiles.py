"""What people do with their own accounts."""

from datetime import date, datetime

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.errors import ContactTaken
from accounts.models import CitizenProfile, User


def open_profile(user: User, *, personal_id: str) -> CitizenProfile:
    """Keep what a person told at sign-up, so that no form asks it again."""
    return CitizenProfile.objects.create(user=user, personal_id=personal_id)


def open_account(
    *,
    full_name: str,
    personal_id: str,
    at: datetime,
    email: str | None = None,
    phone: str = "",
    phone_is_proved: bool = False,
) -> User:
    """Open an account without password for who proved a contact, or came with an identity of the sign-in partner.

    An e-mail address must have been proved. Raises `ContactTaken` where another account has the contact already.
    """
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                email, full_name=full_name, phone=phone, phone_confirmed_at=at if phone_is_proved else None
            )
            if email:
                EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
            open_profile(user, personal_id=personal_id)
    except IntegrityError as error:
        raise ContactTaken(_("Đã có tài khoản với địa chỉ hoặc số này.")) from error
    return user


def revise_profile(
    user: User, *, full_name: str, phone: str, personal_id: str, born_on: date | None, address: str
) -> CitizenProfile:
    """Change what a person says about themselves; dossiers that were submitted keep what they say.

    A confirmed phone number is a name of the account: it changes by a code and not here.
    """
    with transaction.atomic():
        user.full_name = full_name
        if user.phone_confirmed_at is None:
            user.phone = phone
        user.save(update_fields=["full_name", "phone"])
        profile, _created = CitizenProfile.objects.update_or_create(
            user=user, defaults={"personal_id": personal_id, "born_on": born_on, "address": address}
        )
    return profile


def confirm_phone(user: User, *, phone: str, at: datetime) -> None:
    """Make a phone number that answered a code a name of the account.

    Raises `ContactTaken` where another account was confirmed with it.
    """
    try:
        with transaction.atomic():
            user.phone, user.phone_confirmed_at = phone, at
            user.save(update_fields=["phone", "phone_confirmed_at"])
    except IntegrityError as error:
        user.refresh_from_db(fields=["phone", "phone_confirmed_at"])
        raise ContactTaken(_("Số điện thoại này đã dùng để đăng nhập một tài khoản khác.")) from error


def prove_email(user: User, *, was_demanded: bool) -> None:
    """Write down that the account's e-mail address answered a code.

    `was_demanded` says that this installation lets nobody in before the address is confirmed. An account that was made
    with this address and never confirmed then has a password of who knows whom: it loses it.
    """
    with transaction.atomic():
        address = EmailAddress.objects.filter(user=user, email__iexact=user.email or "").first()
        if address is not None and address.verified:
            return
        if was_demanded and user.has_usable_password():
            user.set_unusable_password()
            user.save(update_fields=["password"])
        EmailAddress.objects.update_or_create(
            user=user, email=(user.email or "").lower(), defaults={"verified": True, "primary": True}
        )
