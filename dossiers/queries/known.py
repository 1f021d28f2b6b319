"""What we know of an applicant already, and from where: no form asks it again, and each field says its source."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.identity import national_phone
from accounts.models import CitizenProfile, PartyKind, User
from dossiers.forms.answers import field_name
from dossiers.models import Declaration, Dossier, DossierDraft, ReturnMethod
from dossiers.queries.mandates import Party
from dossiers.typed import Known
from procedures.declarations import Definition, QuestionKind, questions_of

PROFILE, DOSSIER, ORGANISATION, MANDATE = "profile", "dossier", "organisation", "mandate"


def known_applicant(user: User, party: Party | None = None) -> dict[str, Known]:
    """Return the fields of the applicant's page that we can fill in, as they are shown in it; two queries, or one.

    In the person's own name: the profile first, then the last dossier. In another's name: what is known of that party.

    Law: Thông tư 32/2017/TT-BTTTT Điều 11 (data given before is filled in).
    """
    if party is not None and (party.organisation or party.mandate):
        return _of_party(user, party)
    profile = CitizenProfile.objects.filter(user=user).first()
    last = Dossier.objects.filter(submitter=user).order_by("-submitted_at").first()
    return _of_person(user, profile, last)


def _of_party(user: User, party: Party) -> dict[str, Known]:
    source, label = (MANDATE, _("ủy quyền")) if party.mandate else (ORGANISATION, _("thông tin của tổ chức"))
    given = {
        "applicant_kind": party.kind.value,
        "name": party.name,
        "personal_id": party.personal_id,
        "tax_code": party.tax_code,
        "phone": national_phone(party.phone),
        "email": party.email,
        "address": party.address,
    }
    known = {name: Known(value, source, label) for name, value in given.items() if value}
    if "phone" not in known and user.phone:
        known["phone"] = Known(national_phone(user.phone), PROFILE, _("hồ sơ cá nhân"))
    return known | {"return_method": Known(ReturnMethod.COUNTER.value, "", "")}


def _of_person(user: User, profile: CitizenProfile | None, last: Dossier | None) -> dict[str, Known]:
    said = {
        "name": user.full_name,
        "phone": national_phone(user.phone),
        "email": user.email or "",
        "personal_id": profile.personal_id if profile else "",
        "address": profile.address if profile else "",
    }
    own = _("hồ sơ cá nhân")
    known = {name: Known(value, PROFILE, own) for name, value in said.items() if value}
    known["applicant_kind"] = Known(PartyKind.PERSON.value, "", "")
    known["return_method"] = Known(ReturnMethod.COUNTER.value, "", "")
    if last is None:
        return known
    label = _("hồ sơ %(code)s") % {"code": last.code}
    known["return_method"] = Known(last.return_method, DOSSIER, label)
    before = {"address": last.address, "phone": national_phone(last.phone)}
    if last.applicant_kind == PartyKind.ORGANISATION and last.mandate_id is None and last.organisation_id is None:
        # Who files for an organisation usually does so again.
        known.pop("personal_id", None)
        known["applicant_kind"] = Known(PartyKind.ORGANISATION.value, DOSSIER, label)
        known |= {
            name: Known(value, DOSSIER, label)
            for name, value in (
                ("name", last.applicant_name),
                ("tax_code", last.tax_code),
                ("address", last.address),
            )
        }
    return {name: Known(value, DOSSIER, label) for name, value in before.items() if value} | known


def known_answers(draft: DossierDraft, definition: Definition, party: Party | None) -> dict[str, Known]:
    """Return the answers that we can fill in: what the profile knows, then the last dossier of the same procedure.

    One query beside the party's. Tables are left to the person.
    """
    own = _profile_of(draft.user, party)
    last = _last_declaration(draft)
    said: Mapping[str, Any] = last.answers if last else {}
    label = _("hồ sơ %(code)s") % {"code": last.dossier.code} if last else ""
    known: dict[str, Known] = {}
    for question in questions_of(definition):
        name = field_name(question.name)
        if question.known_as and (value := own.get(question.known_as, "")):
            known[name] = Known(value, PROFILE, _("hồ sơ cá nhân"))
        elif question.kind != QuestionKind.ROWS and isinstance(said.get(question.name), str):
            known[name] = Known(_shown(question.kind, said[question.name]), DOSSIER, label)
    return known


def _profile_of(user: User, party: Party | None) -> dict[str, str]:
    """Return what is known of the person who applies; nothing of a person where an organisation does."""
    if party is not None and party.kind == PartyKind.ORGANISATION:
        return {}
    if party is None:
        profile = CitizenProfile.objects.filter(user=user).first() or CitizenProfile()
        party = Party(
            key="",
            kind=PartyKind.PERSON,
            name=user.full_name,
            label="",
            personal_id=profile.personal_id,
            address=profile.address,
            phone=user.phone,
            email=user.email or "",
            born_on=profile.born_on,
        )
    return {
        "full_name": party.name,
        "personal_id": party.personal_id,
        "address": party.address,
        "phone": national_phone(party.phone),
        "email": party.email,
        "born_on": f"{party.born_on:%d/%m/%Y}" if party.born_on else "",
    }


def _last_declaration(draft: DossierDraft) -> Declaration | None:
    """Return the last declaration of the same procedure in the same name."""
    own = Declaration.objects.filter(
        dossier__submitter=draft.user_id,
        dossier__version__procedure=draft.version.procedure_id,
        dossier__organisation=draft.organisation_id,
        dossier__mandate=draft.mandate_id,
    )
    return own.select_related("dossier").order_by("-dossier__submitted_at").first()


def _shown(kind: QuestionKind, value: str) -> str:
    if kind == QuestionKind.DATE:
        year, month, day = value.split("-")
        return f"{day}/{month}/{year}"
    if kind == QuestionKind.PHONE:
        return national_phone(value)
    return value.replace(".", ",") if kind == QuestionKind.NUMBER else value
