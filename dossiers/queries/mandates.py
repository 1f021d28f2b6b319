"""Whom a person may submit for, and the pages about mandates."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.access import memberships_of
from accounts.models import CitizenProfile, Organisation, PartyKind, User
from dossiers.access import may_revoke
from dossiers.models import Mandate
from procedures import search
from procedures.models import Procedure, ProcedureVersion


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


def parties_for_all(user: User, procedures: Collection[int], today: date) -> list[Party]:
    """Return whom a person may submit for in every one of these procedures (keys), themselves first; four queries."""
    parties = parties_for(user, None, today)
    limits: dict[int, set[int]] = {}
    mandates = [party.mandate.pk for party in parties if party.mandate]
    for mandate, procedure in Mandate.procedures.through.objects.filter(mandate__in=mandates).values_list(
        "mandate_id", "procedure_id"
    ):
        limits.setdefault(mandate, set()).add(procedure)
    wanted = set(procedures)
    return [
        party
        for party in parties
        if party.mandate is None or party.mandate.pk not in limits or wanted <= limits[party.mandate.pk]
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


LONGEST_LIST = 50
MOST_OFFERED = 40
"""More procedures than these nobody reads through; one looks for them in other words."""
MOST_COMPARED = 400
"""How many of what was found are looked for in a sector: the best come first."""


# ── The pages ────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class MandateRow:
    """One mandate as a page shows it."""

    mandate: Mandate
    procedures: list[str]
    status: dict[str, str]
    can_revoke: bool


@dataclass(frozen=True, slots=True)
class MyMandates:
    """What a person gave, for themselves or an organisation, and what was given to them."""

    given: list[MandateRow]
    received: list[MandateRow]


def my_mandates(user: User, *, today: date) -> MyMandates:
    """Return a person's mandates, the newest first; five queries at most."""
    organisations = [one.organisation_id for one in memberships_of(user, today=today)]
    mine = Mandate.objects.filter(Q(giver=user) | Q(organisation__in=organisations) | Q(agent=user))
    rows = _rows(mine, user, today=today)
    return MyMandates(
        given=[row for row in rows if row.mandate.agent_id != user.pk],
        received=[row for row in rows if row.mandate.agent_id == user.pk],
    )


def paper_mandates(user: User, *, today: date) -> list[MandateRow]:
    """Return the mandates on paper that a clerk wrote down, the newest ones; four queries."""
    own = Mandate.objects.filter(confirmed_by=user)
    return _rows(own, user, today=today)


@dataclass(frozen=True, slots=True)
class OfferedProcedures:
    """What a form about a mandate offers to tick: the chosen procedures and what was looked for, by sector.

    `total` counts what answers, of which `MOST_OFFERED` are shown; None where nothing was looked for.
    """

    groups: list[tuple[str, list[tuple[int, str]]]]
    sectors: list[tuple[str, str]]
    total: int | None = None

    @property
    def is_cut(self) -> bool:
        """Whether more answers than is shown."""
        return (self.total or 0) > MOST_OFFERED


def offered_procedures(
    today: date, *, find: str = "", sector: str = "", chosen: Collection[str] = ()
) -> OfferedProcedures:
    """Return the procedures in force that some words or a sector (its key) name, and those that are chosen already.

    Three queries at most.
    """
    versions = ProcedureVersion.objects.in_force(today)
    keys = [int(key) for key in chosen if key.isascii() and key.isdigit() and len(key) < 10]
    of_sector = int(sector) if sector.isascii() and sector.isdigit() and len(sector) < 10 else None
    wanted: list[int] | None = None
    if find.strip():
        wanted = [found.pk for found in search.find(find[: search.LONGEST_QUERY], today=today).found]
    if of_sector is not None:
        there = versions.filter(sector=of_sector)
        named = there.filter(pk__in=wanted[:MOST_COMPARED]) if wanted is not None else there
        inside = set(named.values_list("pk", flat=True))
        wanted = sorted(inside) if wanted is None else [pk for pk in wanted if pk in inside]
    rows = versions.filter(Q(procedure__in=keys) | Q(pk__in=(wanted or [])[:MOST_OFFERED]))
    groups: dict[str, list[tuple[int, str]]] = {}
    for pk, code, name, of in rows.order_by("sector__name", "name").values_list(
        "procedure", "procedure__code", "name", "sector__name"
    ):
        groups.setdefault(of, []).append((pk, f"{name} ({code})"))
    sectors = versions.order_by("sector__name").values_list("sector", "sector__name").distinct()
    return OfferedProcedures(
        list(groups.items()),
        [(str(pk), name) for pk, name in sectors],
        None if wanted is None else len(wanted),
    )


def _rows(mandates: "QuerySet[Mandate]", user: User, *, today: date) -> list[MandateRow]:
    keys = list(mandates.order_by("-given_at", "-pk").values_list("pk", flat=True)[:LONGEST_LIST])
    found = Mandate.objects.filter(pk__in=keys).select_related("agent", "organisation").order_by("-given_at", "-pk")
    found = found.prefetch_related("procedures")
    names = dict(
        ProcedureVersion.objects.in_force(today)
        .filter(procedure__in=Mandate.procedures.through.objects.filter(mandate__in=keys).values("procedure"))
        .values_list("procedure", "name")
    )
    return [
        MandateRow(
            mandate=mandate,
            procedures=[names.get(one.pk, one.code) for one in mandate.procedures.all()],
            status=_status(mandate, today=today),
            can_revoke=mandate.revoked_at is None
            and mandate.valid_to >= today
            and may_revoke(user, mandate, today=today),
        )
        for mandate in found
    ]


def _status(mandate: Mandate, *, today: date) -> dict[str, str]:
    if mandate.revoked_at is not None:
        return {"label": _("Đã chấm dứt"), "tone": "neutral"}
    if mandate.valid_to < today:
        return {"label": _("Đã hết hạn"), "tone": "neutral"}
    if mandate.valid_from > today:
        return {"label": _("Chưa đến ngày"), "tone": "info"}
    return {"label": _("Đang có hiệu lực"), "tone": "ok"}
