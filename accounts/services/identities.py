"""Whose account an identity of the sign-in partner opens, without making a second citizen.

By the partner's key; else by the personal number of a profile, once the person has proved that the account is theirs;
else a new account.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.errors import Refused
from accounts.models import CitizenProfile, LinkedIdentity, User
from accounts.partner.contract import Claims
from accounts.services.organisations import represent
from accounts.services.profiles import open_account


def account_behind(claims: Claims) -> User | None:
    """Return whose account an identity opens already; one query."""
    found = LinkedIdentity.objects.filter(issuer=claims.issuer, subject=claims.subject).select_related("user").first()
    return found.user if found else None


def accounts_like(claims: Claims) -> list[User]:
    """Return the active accounts whose profile says the number that the partner proved, the oldest first; one query."""
    if not claims.personal_id:
        return []
    same = User.objects.filter(is_active=True, profile__personal_id=claims.personal_id)
    return list(same.select_related("profile").order_by("pk")[:5])


def link(user: User, claims: Claims, *, at: datetime) -> LinkedIdentity:
    """Let an identity open an account; of an organisation's, the person becomes its representative.

    Raises `Refused` where it opens another account, or carries another personal number than the profile says.
    """
    profile = CitizenProfile.objects.filter(user=user).first()
    if profile and profile.personal_id and claims.personal_id and profile.personal_id != claims.personal_id:
        raise Refused(_("Định danh này mang số định danh cá nhân khác với số trong tài khoản của Ông/Bà."))
    try:
        with transaction.atomic():
            linked, is_new = LinkedIdentity.objects.get_or_create(
                issuer=claims.issuer,
                subject=claims.subject,
                defaults={
                    "user": user,
                    "personal_id": claims.personal_id,
                    "tax_code": claims.tax_code,
                    "linked_at": at,
                },
            )
            if linked.user_id != user.pk:
                raise Refused(_("Định danh này đã liên kết với một tài khoản khác."))
            if is_new and claims.personal_id and not (profile and profile.personal_id):
                CitizenProfile.objects.update_or_create(user=user, defaults={"personal_id": claims.personal_id})
            represent_by(user, claims, at=at)
    except IntegrityError as error:
        raise Refused(_("Định danh này đã liên kết với một tài khoản khác.")) from error
    return linked


def represent_by(user: User, claims: Claims, *, at: datetime) -> None:
    """Make a person represent the organisation whose identity they came with; nothing for a person's identity."""
    if claims.is_organisation:
        represent(user, tax_code=claims.tax_code, name=claims.name or claims.tax_code, at=at)


def open_linked(claims: Claims, *, full_name: str, at: datetime) -> User:
    """Open an account for an identity that fits none; a second press finds the account of the first.

    The phone that the partner names is a way to reach the person and no name of the account: no code came back from it.
    """
    with transaction.atomic():
        if user := account_behind(claims):
            return user
        user = open_account(full_name=full_name, personal_id=claims.personal_id, phone=claims.phone, at=at)
        link(user, claims, at=at)
    return user


def unlink(identity: LinkedIdentity, *, actor: User) -> None:
    """Let an identity open the account no more; raises `Refused` where it is the only way in."""
    others = LinkedIdentity.objects.filter(user=actor).exclude(pk=identity.pk)
    if not (actor.email or actor.phone_confirmed_at or others.exists()):
        raise Refused(_("Đây là cách đăng nhập duy nhất của Ông/Bà. Ông/Bà xác nhận số điện thoại hoặc thư trước."))
    LinkedIdentity.objects.filter(pk=identity.pk, user=actor).delete()
