"""What the pages of accounts read."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from accounts.codes import is_phone
from accounts.models import LinkedIdentity, Membership, Organisation, User


def account_of(contact: str) -> User | None:
    """Return whose account a contact names: an e-mail address, or a phone number that was confirmed; one query."""
    if is_phone(contact):
        return User.objects.filter(phone=contact, phone_confirmed_at__isnull=False).first()
    return User.objects.filter(email=contact.lower()).first()


def identities_of(user: User) -> QuerySet[LinkedIdentity]:
    """Return the identities of the sign-in partner that open an account."""
    return LinkedIdentity.objects.filter(user=user).order_by("pk")


def organisations_of(user: User, *, today: date) -> list[Membership]:
    """Return a person's memberships today with their organisations, confirmed or not, by name; one query."""
    mine = Membership.objects.in_force(today).filter(user=user).select_related("organisation", "user")
    return list(mine.order_by("organisation__name", "pk"))


def members_of(organisation: Organisation, *, today: date) -> list[Membership]:
    """Return who belongs to an organisation today, representatives first; one query."""
    members = Membership.objects.in_force(today).filter(organisation=organisation).select_related("user")
    return list(members.order_by("-role", "user__full_name", "pk"))


@dataclass(frozen=True, slots=True)
class Declared:
    """An organisation that nobody proved yet, and who declared it."""

    organisation: Organisation
    members: list[Membership]


def declared_organisations(query: str, *, today: date) -> list[Declared]:
    """Return the organisations that wait for a clerk, the newest fifty, by a part of name or tax code; two queries."""
    waiting = Organisation.objects.filter(confirmed_at=None)
    if query.strip():
        waiting = waiting.filter(Q(name__icontains=query.strip()) | Q(tax_code__startswith=query.strip()))
    members = Membership.objects.in_force(today).select_related("user__profile").order_by("pk")
    prefetched = Prefetch("memberships", queryset=members, to_attr="declarants")
    newest = waiting.order_by("-created_at", "-pk").prefetch_related(prefetched)[:50]
    return [Declared(one, one.declarants) for one in newest if one.declarants]
