"""Whom a person may submit for, and the pages about mandates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.access import memberships_of
from accounts.models import CitizenProfile, Organisation, PartyKind, User
from dossiers.models import Mandate
from procedures.models import Procedure


@dataclass(frozen=True, slots=True)
class Party:
    """One whose dossier a person may submit: themselves, an organisation of theirs, or who gave them a mandate.

    `key` names it in a form (`toi`, `to-chuc-0100109106`, `uy-quyen-UQ-2026-000001`). The rest fills a declaration in;
    `organisation` and `mandate` are what the draft and the dossier keep.
    """

    key: str
    kind: PartyKind
    name: str
    label: str
    personal_id: str = ""
    tax_code: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    born_on: date | None = None
    organisation: Organisation | None = None
    mandate: Mandate | None = None


def parties_for(user: User, procedure: Procedure | None, today: date) -> list[Party]:
    """Return whom a person may submit for today, themselves first; three queries.

    Of mandates those that hold, allow submitting, and reach this procedure; without one, those for any procedure count.
    """
    mandates = (
        Mandate.objects.in_force(today)
        .filter(agent=user, may_submit=True)
        .select_related("organisation", "giver__profile")
        .order_by("giver_name", "pk")
    )
    if procedure is not None:
        mandates = mandates.filter(Q(procedures=None) | Q(procedures=procedure)).distinct()
    return [
        _oneself(user),
        *(_organisation(one.organisation) for one in memberships_of(user, today=today)),
        *(_giver(one) for one in mandates),
    ]


def party_named(parties: Sequence[Party], key: str) -> Party | None:
    """Return the party of this key, or None where the person may not submit for it (any more)."""
    return next((party for party in parties if party.key == key), None)


def party_chosen(parties: Sequence[Party], *, organisation: int | None, mandate: int | None) -> Party | None:
    """Return the party that a draft keeps by its keys, or None where the person may not submit for it any more."""
    for party in parties:
        of_organisation = party.organisation.pk if party.organisation else None
        of_mandate = party.mandate.pk if party.mandate else None
        if (of_organisation, of_mandate) == (organisation, mandate):
            return party
    return None


def _oneself(user: User) -> Party:
    profile = CitizenProfile.objects.filter(user=user).first() or CitizenProfile()
    return Party(
        key="toi",
        kind=PartyKind.PERSON,
        name=user.full_name,
        label=_("Cho tôi: %(name)s") % {"name": user.full_name},
        personal_id=profile.personal_id,
        address=profile.address,
        phone=user.phone,
        email=user.email or "",
        born_on=profile.born_on,
    )


def _organisation(organisation: Organisation, mandate: Mandate | None = None) -> Party:
    words = _("Theo ủy quyền của %(name)s") if mandate else _("Cho tổ chức: %(name)s")
    return Party(
        key=f"uy-quyen-{mandate.code}" if mandate else f"to-chuc-{organisation.tax_code}",
        kind=PartyKind.ORGANISATION,
        name=organisation.name,
        label=words % {"name": organisation.name},
        tax_code=organisation.tax_code,
        address=organisation.address,
        phone=organisation.phone,
        email=organisation.email,
        organisation=organisation,
        mandate=mandate,
    )


def _giver(mandate: Mandate) -> Party:
    if mandate.organisation is not None:
        return _organisation(mandate.organisation, mandate)
    giver = mandate.giver
    profile = getattr(giver, "profile", None) or CitizenProfile()
    return Party(
        key=f"uy-quyen-{mandate.code}",
        kind=PartyKind(mandate.giver_kind),
        name=mandate.giver_name,
        label=_("Theo ủy quyền của %(name)s") % {"name": mandate.giver_name},
        personal_id=mandate.giver_personal_id,
        tax_code=mandate.giver_tax_code,
        address=profile.address,
        phone=giver.phone if giver else "",
        email=(giver.email or "") if giver else "",
        born_on=profile.born_on,
        mandate=mandate,
    )
