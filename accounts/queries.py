"""What the pages of accounts read."""

from django.db.models import QuerySet

from accounts.codes import is_phone
from accounts.models import LinkedIdentity, User


def account_of(contact: str) -> User | None:
    """Return whose account a contact names: an e-mail address, or a phone number that was confirmed; one query."""
    if is_phone(contact):
        return User.objects.filter(phone=contact, phone_confirmed_at__isnull=False).first()
    return User.objects.filter(email=contact.lower()).first()


def identities_of(user: User) -> QuerySet[LinkedIdentity]:
    """Return the identities of the sign-in partner that open an account."""
    return LinkedIdentity.objects.filter(user=user).order_by("pk")
