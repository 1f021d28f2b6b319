"""Acting for another: who may submit, follow and collect for whom, and nobody who handles the dossier."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import LinkedIdentity, Membership, Organisation, PartyKind, User
from agencies.uploads import check_upload
from dossiers import access
from dossiers.errors import InvalidInput, NotAllowed, StaleDossier
from dossiers.models import Dossier, Mandate
from dossiers.queries import mandates as queries
from dossiers.services import mandates as services
from dossiers.services.mandates import Giver, Scope
from dossiers.tests.cast import MONDAY, MONDAY_MORNING, PDF, instant
from dossiers.workflow import Action, Status
from exchange.models import Notice
from procedures.models import Procedure

YEAR = Scope(MONDAY, MONDAY + timedelta(days=364))
LATER = instant(MONDAY + timedelta(days=400), "08:00")
TOMORROW = MONDAY + timedelta(days=1)


@pytest.fixture
def lan(world):
    """A neighbour with an account."""
    return User.objects.create_user("lan@test.test", full_name="Lê Thị Lan")


@pytest.fixture
def company(world):
    """A company that An represents."""
    company = Organisation.objects.create(
        tax_code="0100109106", name="Công ty TNHH Thử", created_at=MONDAY_MORNING, confirmed_at=MONDAY_MORNING
    )
    belong(company, world.an, "representative")
    return company


def belong(company, user, role="member"):
    return Membership.objects.create(
        organisation=company, user=user, role=role, valid_from=MONDAY - timedelta(days=30), added_by=user
    )


def fresh(user):
    """The same person at the next request."""
    return User.objects.get(pk=user.pk)


def given(an, lan, scope=YEAR, **more):
    return services.give(lan, scope, actor=an, at=MONDAY_MORNING, **more)


def under(dossier, *, submitter=None, **fields):
    """The dossier as it is when somebody submitted it for another."""
    Dossier.objects.filter(pk=dossier.pk).update(submitter=submitter, **fields)
    return Dossier.objects.select_related(*access.FOR_ACTION).get(pk=dossier.pk)


def sees(user, dossier, today=MONDAY):
    listed = access.own_dossiers(fresh(user), today=today).filter(pk=dossier.pk).exists()
    opened = access.is_party(fresh(user), dossier, today=today)
    assert listed == opened
    return opened


def paper():
    return check_upload(SimpleUploadedFile("giay-uy-quyen.pdf", PDF))


# ── Given ────────────────────────────────────────────────────────────────────────────────
def test_a_mandate_holds_at_once_and_its_agent_is_told(an, lan):
    mandate = given(an, lan)
    assert (mandate.code, mandate.giver_name) == ("UQ-2026-000001", "Nguyễn Văn An")
    assert mandate in Mandate.objects.in_force(MONDAY)
    assert Notice.objects.filter(kind="mandate").count() == 1


def test_the_same_mandate_twice_is_one(an, lan):
    assert given(an, lan) == given(an, lan)
    assert Notice.objects.filter(kind="mandate").count() == 1


@pytest.mark.parametrize(
    ("scope", "field"),
    [
        (replace(YEAR, valid_to=MONDAY - timedelta(days=1)), "valid_to"),
        (replace(YEAR, valid_to=MONDAY + timedelta(days=5 * 366)), "valid_to"),
        (replace(YEAR, may_submit=False), "deeds"),
    ],
)
def test_a_mandate_that_makes_no_sense_is_refused_at_its_field(an, lan, scope, field):
    with pytest.raises(InvalidInput) as refusal:
        given(an, lan, scope)
    assert refusal.value.field == field


def test_nobody_gives_a_mandate_to_themselves_or_for_a_company_of_others(an, lan, company):
    with pytest.raises(InvalidInput):
        given(an, an)
    with pytest.raises(NotAllowed):
        services.give(an, YEAR, organisation=company, actor=lan, at=MONDAY_MORNING)


def test_an_agent_is_found_by_contact_and_name_together_and_never_by_a_number_they_merely_typed(an, lan):
    assert services.find_agent(contact="lan@test.test", full_name="le thi lan") == lan
    for contact, name in (
        ("lan@test.test", "Trần Thị Bình"),
        ("khong@test.test", "Lê Thị Lan"),
        ("+84912345678", "Nguyễn Văn An"),
        ("049090000127", "Nguyễn Văn An"),
    ):
        with pytest.raises(InvalidInput, match="Không có tài khoản nào"):
            services.find_agent(contact=contact, full_name=name)
    LinkedIdentity.objects.create(
        user=an, issuer="https://x", subject="1", personal_id="049090000127", linked_at=MONDAY_MORNING
    )
    assert services.find_agent(contact="049090000127", full_name="Nguyễn Văn An") == an


# ── Whom somebody may submit for ─────────────────────────────────────────────────────────
def test_the_parties_are_oneself_ones_organisations_and_who_gave_a_mandate(
    world, an, lan, company, django_assert_num_queries
):
    belong(company, lan)
    mandate = given(an, lan, replace(YEAR, procedures=(world.certificate.procedure,)))
    given(an, lan, replace(YEAR, may_submit=False, may_collect=True))
    user = fresh(lan)
    with django_assert_num_queries(3):
        parties = queries.parties_for(user, world.certificate.procedure, MONDAY)
    assert [party.key for party in parties] == ["toi", "to-chuc-0100109106", f"uy-quyen-{mandate.code}"]
    assert [party.name for party in parties] == ["Lê Thị Lan", "Công ty TNHH Thử", "Nguyễn Văn An"]
    assert parties[2].personal_id == "049090000127"
    other = queries.parties_for(fresh(lan), world.confirmation.procedure, MONDAY)
    assert [party.key for party in other] == ["toi", "to-chuc-0100109106"]
    assert [party.key for party in queries.parties_for(fresh(lan), None, LATER.date())] == [
        "toi",
        "to-chuc-0100109106",
    ]
    assert queries.party_chosen(parties, organisation=None, mandate=mandate.pk) == parties[2]
    assert queries.party_chosen(other, organisation=None, mandate=mandate.pk) is None


def test_the_service_asks_again_whether_the_names_are_ones_to_use(world, an, lan, company):
    mandate = given(an, lan)
    procedure = world.certificate.procedure_id
    access.check_represents(lan, organisation=None, mandate=mandate.pk, procedure=procedure, today=MONDAY)
    access.check_represents(an, organisation=company.pk, mandate=None, procedure=procedure, today=MONDAY)
    services.revoke(mandate, actor=an, at=MONDAY_MORNING)
    for user, names in (
        (lan, {"organisation": None, "mandate": mandate.pk}),
        (lan, {"organisation": company.pk, "mandate": None}),
        (an, {"organisation": None, "mandate": mandate.pk}),
    ):
        with pytest.raises(NotAllowed):
            access.check_represents(user, **names, procedure=procedure, today=MONDAY)


# ── Whose the dossier is ─────────────────────────────────────────────────────────────────
def test_giver_and_agent_act_as_the_applicant_and_the_agent_while_the_mandate_holds(an, lan, dossier_in):
    mandate = given(an, lan)
    dossier = under(dossier_in(Status.GUIDED), submitter=lan, mandate=mandate)
    for user in (an, lan):
        actions = {permit.move.action for permit in access.allowed_actions(fresh(user), dossier, at=MONDAY_MORNING)}
        assert actions == {Action.SUPPLEMENT, Action.WITHDRAW}
        assert sees(user, dossier)
    assert sees(an, dossier, today=LATER.date())
    assert not sees(lan, dossier, today=LATER.date())
    services.revoke(mandate, actor=an, at=MONDAY_MORNING)
    assert sees(an, dossier)
    assert not sees(lan, dossier)


def test_members_act_for_their_organisation_and_who_left_it_no_longer(an, lan, company, dossier_in):
    membership = belong(company, lan)
    dossier = under(dossier_in(Status.GUIDED), submitter=lan, organisation=company)
    assert sees(an, dossier)
    assert sees(lan, dossier)
    membership.valid_to = MONDAY - timedelta(days=1)
    membership.save()
    assert sees(an, dossier)
    assert not sees(lan, dossier)


def test_strangers_see_nothing(world, lan, mai, company, dossier_in):
    dossier = under(dossier_in(Status.GUIDED), submitter=world.an, organisation=company)
    assert not sees(lan, dossier)
    assert not sees(mai, dossier)


def test_nobody_handles_what_their_organisation_or_their_mandate_is_about(an, chi, company, dossier_in):
    belong(company, chi)
    dossier = dossier_in(Status.IN_APPRAISAL)
    assert access.roles_in(fresh(chi), dossier, today=MONDAY)
    of_company = under(dossier, submitter=an, organisation=company)
    assert list(access.roles_in(fresh(chi), of_company, today=MONDAY)) == ["applicant"]
    by_counter = under(dossier, submitter=None, organisation=None, tax_code=company.tax_code)
    assert access.roles_in(fresh(chi), by_counter, today=MONDAY) == {}
    mandate = given(an, chi)
    as_agent = under(dossier, submitter=chi, mandate=mandate, tax_code="")
    assert list(access.roles_in(fresh(chi), as_agent, today=MONDAY)) == ["applicant"]
    services.revoke(mandate, actor=an, at=MONDAY_MORNING)
    assert access.roles_in(fresh(chi), as_agent, today=MONDAY) == {}


def test_a_mandate_alone_keeps_no_officer_from_a_dossier(an, chi, dossier_in):
    given(an, chi)
    assert access.roles_in(fresh(chi), dossier_in(Status.IN_APPRAISAL), today=MONDAY)


# ── On paper, and its end ────────────────────────────────────────────────────────────────
def test_a_clerk_writes_a_mandate_on_paper_down_once(world, lan, binh, an, chi):
    giver = Giver(PartyKind.PERSON, "Nguyễn Văn An", personal_id="049090000127")
    scope = replace(YEAR, may_collect=True)
    told = {"document_number": "12/2026", "document": paper(), "at": MONDAY_MORNING}
    mandate = services.record_paper(lan, giver, scope, **told, actor=binh)
    told["document"] = paper()
    assert services.record_paper(lan, giver, scope, **told, actor=binh) == mandate
    assert [party.name for party in queries.parties_for(lan, None, MONDAY)] == ["Lê Thị Lan", "Nguyễn Văn An"]
    for nobody in (chi, an):
        with pytest.raises(NotAllowed):
            services.record_paper(lan, giver, scope, **told, actor=nobody)
    with pytest.raises(NotAllowed):
        services.record_paper(binh, giver, scope, **told, actor=binh)


def test_either_side_ends_a_mandate_once_and_nobody_else(an, lan, khoa):
    mandate = given(an, lan)
    with pytest.raises(NotAllowed):
        services.revoke(mandate, actor=khoa, at=MONDAY_MORNING)
    services.revoke(mandate, actor=lan, at=MONDAY_MORNING)
    with pytest.raises(StaleDossier):
        services.revoke(mandate, actor=an, at=MONDAY_MORNING)


# ── The pages ────────────────────────────────────────────────────────────────────────────
def typed(**changes):
    return {
        "giver": "toi",
        "full_name": "Lê Thị Lan",
        "contact": "lan@test.test",
        "deeds": ["submit", "collect"],
        "valid_from": f"{MONDAY:%d/%m/%Y}",
        "valid_to": f"{TOMORROW:%d/%m/%Y}",
        **changes,
    }


@time_machine.travel(MONDAY_MORNING)
def test_a_person_gives_a_mandate_sees_it_and_ends_it(client, an, lan):
    client.force_login(an)
    assert client.post(reverse("dossiers:give_mandate"), typed())["Location"] == reverse("dossiers:mandates")
    mandate = Mandate.objects.get()
    assert "Đang có hiệu lực" in client.get(reverse("dossiers:mandates")).content.decode()
    client.force_login(lan)
    assert "Nguyễn Văn An" in client.get(reverse("dossiers:mandates")).content.decode()
    client.force_login(an)
    page = reverse("dossiers:revoke_mandate", args=[mandate.code])
    assert client.post(page, {"words": "Đổi ý"}).status_code == 302
    assert client.post(page, {"words": "Đổi ý"}).status_code == 409
    client.force_login(User.objects.create_user("la@test.test", full_name="Người Lạ"))
    assert client.get(page).status_code == 404


@time_machine.travel(MONDAY_MORNING)
def test_procedures_are_found_by_words_or_sector_and_ticked_without_a_script(client, an, lan):
    client.force_login(an)
    give = reverse("dossiers:give_mandate")
    assert 'name="procedures"' not in client.get(give).content.decode(), "nobody reads a list of all procedures"
    page = client.post(give, typed(find="chung chi", look="1"))
    procedure = Procedure.objects.get(code="9.000001")
    assert page.status_code == 200 and "Lê Thị Lan" in page.content.decode()
    assert f'id="id_procedures_{procedure.pk}"' in page.content.decode()
    ticked = typed(procedures=[str(procedure.pk)], find="khong co thu tuc nay", searched="chung chi|")
    page = client.post(give, ticked).content.decode()
    assert "Không có thủ tục nào như vậy" in page and "checked" in page.split(f"id_procedures_{procedure.pk}")[1][:20]
    assert not Mandate.objects.exists(), "words that nobody has looked for yet do not give a mandate"
    sector = procedure.versions.get().sector
    assert f"id_procedures_{procedure.pk}" in client.post(give, typed(sector=sector.pk, look="1")).content.decode()
    assert client.post(give, typed(procedures=[str(procedure.pk)])).status_code == 302
    assert list(Mandate.objects.get().procedures.all()) == [procedure]


@time_machine.travel(MONDAY_MORNING)
def test_what_was_typed_wrongly_is_explained_and_kept(client, an, lan, company):
    client.force_login(an)
    for changes, words in (
        ({"contact": "khong@test.test"}, "Không có tài khoản nào"),
        ({"deeds": []}, "ít nhất một việc"),
        ({"valid_to": "31/02/2026"}, "Ngày không đúng"),
        ({"valid_to": "01/01/2020"}, "Ngày kết thúc phải"),
        ({"giver": "999999"}, "Ông/Bà chọn lại."),
        ({"procedures": ["abc", "99999999"]}, "chọn lại thủ tục"),
    ):
        response = client.post(reverse("dossiers:give_mandate"), typed(**changes))
        assert response.status_code == 422
        assert words in response.content.decode()
        assert "Lê Thị Lan" in response.content.decode()
    assert not Mandate.objects.exists()


@time_machine.travel(MONDAY_MORNING)
def test_the_clerk_writes_down_a_paper_and_confirms_an_organisation(client, binh, an, lan, chi):
    page = reverse("dossiers:paper_mandates")
    client.force_login(chi)
    assert client.get(page).status_code == 403
    client.force_login(binh)
    told = typed(giver_kind="person", giver_name="Nguyễn Văn Già", giver_personal_id="", document_number="12/2026")
    response = client.post(page, told)
    assert response.status_code == 422
    assert "Nguyễn Văn Già" in response.content.decode()
    upload = SimpleUploadedFile("giay.pdf", PDF)
    told |= {"giver_personal_id": "049050000127", "document": upload}
    assert client.post(page, told).status_code == 302
    mandate = Mandate.objects.get()
    assert "12/2026" in client.get(page).content.decode()
    document = reverse("dossiers:mandate_document", args=[mandate.code])
    assert b"".join(client.get(document).streaming_content).startswith(b"%PDF")
    company = Organisation.objects.create(tax_code="0100109106", name="Công ty Mới", created_at=MONDAY_MORNING)
    Membership.objects.create(organisation=company, user=an, role="representative", valid_from=MONDAY, added_by=an)
    confirm = reverse("dossiers:confirm_organisation")
    assert "Công ty Mới" in client.get(confirm).content.decode()
    assert client.post(confirm, {"to_chuc": company.pk}).status_code == 422
    assert client.post(confirm, {"to_chuc": company.pk, "representative": an.pk}).status_code == 302
    company.refresh_from_db()
    assert company.confirmed_by == binh


@time_machine.travel(MONDAY_MORNING)
def test_the_list_costs_the_same_for_one_and_for_thirty(client, an, lan, world, django_assert_num_queries):
    client.force_login(an)
    counted = []
    for number in range(30):
        scope = replace(YEAR, valid_to=MONDAY + timedelta(days=number), procedures=(world.certificate.procedure,))
        given(an, lan, scope)
        if number in (0, 29):
            with django_assert_num_queries(counted[0] if counted else 8, exact=bool(counted)) as found:
                client.get(reverse("dossiers:mandates"))
            counted.append(len(found))
