"""The debt of apologies by agency, and the list that everybody may read."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from dossiers.models import Dossier
from dossiers.queries.apology_debt import COLUMNS, DEBT, debt_page
from dossiers.services import apologies
from dossiers.tests.apologising import REASON, apologise
from dossiers.tests.cast import MONDAY, SESSION_QUERIES, instant, loaded
from dossiers.workflow import Action, Status
from procedures.models import LegalRegime, Procedure

TUESDAY = instant(MONDAY + timedelta(days=8), "10:00")
FRIDAY = instant(MONDAY + timedelta(days=4))
PUBLIC, DEBTS = reverse("dossiers:apologies"), reverse("dossiers:lead_apologies")


@pytest.fixture
def debts(world, dossier_in):
    """Two late dossiers without an apology, one signed, one delivered; one late at the commune; one in time."""
    for _ in range(2):
        dossier_in(Status.IN_APPRAISAL)
    apologise(world, dossier_in(Status.IN_APPRAISAL), at=FRIDAY)
    delivered = apologise(world, dossier_in(Status.AWAITING_SEAL), at=FRIDAY)
    apologies.record_delivery(delivered, channel="sms", at=FRIDAY, proof="Đã nhận")
    world.receive_walk_in(world.confirmation, agency=world.commune)
    dossier_in(Status.RETURNED)
    return delivered


# ── The debt ─────────────────────────────────────────────────────────────────────────────
@time_machine.travel(TUESDAY)
def test_each_number_of_the_debt_opens_a_list_of_that_length(debts, ha, client):
    client.force_login(ha)
    page = client.get(DEBTS)
    seen = page.context["shown"]
    assert seen.totals == {DEBT: 4, "chua-ky": 3, "chua-giao": 1, "dung-han": 1, "sau-han": 0}
    assert [agency.counts[DEBT] for agency in seen.agencies] == [3, 1]
    links = re.findall(r'href="(/lanh-dao/xin-loi/\?[^"]+)">(?:<span[^>]*>)?\s*([\d.]+)', page.content.decode())
    assert len(links) >= 6
    for address, number in links:
        assert client.get(address.replace("&amp;", "&")).context["shown"].page.paginator.count == int(number)


def test_a_leader_of_one_agency_sees_its_debt_only(debts, khoa):
    seen = debt_page(khoa, {}, page=1, at=TUESDAY)
    assert [agency.counts[DEBT] for agency in seen.agencies] == [1]
    assert len(seen.rows) == 1


def test_the_row_names_the_stage_and_the_paper(debts, ha):
    (row,) = debt_page(ha, {"trang_thai": "chua-giao"}, page=1, at=TUESDAY).rows
    assert (row.cause, row.number, row.delivered_at) == ("Thẩm định: Thẩm định hồ sơ", "01/PXL-H98.03", None)
    (row,) = debt_page(ha, {"trang_thai": "dung-han"}, page=1, at=TUESDAY).rows
    assert row.state.label == "Đã xin lỗi đúng hạn"


@pytest.mark.parametrize("query", ["trang_thai=x", "co_quan=x", "page=x", "trang_thai=&co_quan=", "trang_thai=%00"])
@time_machine.travel(TUESDAY)
def test_nonsense_in_the_address_is_no_error(debts, ha, client, query):
    client.force_login(ha)
    assert client.get(f"{DEBTS}?{query}").status_code == 200
    assert client.get(f"{PUBLIC}?{query}").status_code == 200


@pytest.mark.parametrize("name", ["an", "binh", "chi", "dung", "giang", "mai"])
def test_only_leaders_see_the_debt(world, client, name):
    client.force_login(getattr(world, name))
    assert client.get(DEBTS).status_code == 403


@time_machine.travel(TUESDAY)
def test_the_debt_costs_the_same_for_one_and_for_thirty(dossier_in, ha, client, django_assert_max_num_queries):
    client.force_login(ha)
    spent = []
    for more in (1, 29):
        for _ in range(more):
            dossier_in(Status.IN_APPRAISAL)
        client.get(DEBTS)
        with django_assert_max_num_queries(12 + SESSION_QUERIES) as statements:
            assert client.get(DEBTS).context["shown"].totals[DEBT] == 1 + 29 * len(spent)
        spent.append(len(statements))
    assert spent[0] == spent[1]


def test_every_column_is_counted(world, ha):
    assert set(debt_page(ha, {}, page=1, at=TUESDAY).totals) == set(COLUMNS)


# ── In public ────────────────────────────────────────────────────────────────────────────
@time_machine.travel(TUESDAY)
def test_everybody_reads_what_was_promised_and_why_it_was_not_kept(debts, client):
    page = client.get(PUBLIC).content.decode()
    assert debts.dossier.code in page
    assert "Số lượng hồ sơ vượt khả năng xử lý" in page
    assert "09/03/2026" in page and "10/03/2026" in page
    assert "Chưa đến ngày hẹn lại" in page


@time_machine.travel(TUESDAY)
def test_the_public_list_holds_no_personal_data(debts, client, world):
    for answer in (client.get(PUBLIC), client.get("/api/v1/apologies/")):
        text = answer.content.decode()
        for private in (
            world.an.full_name,
            "Nguyễn V. A.",
            "049090000127",
            world.an.email,
            REASON,
            world.dung.full_name,
        ):
            assert private not in text
    assert world.certificate.name not in client.get(PUBLIC).content.decode()
    assert "Bổ trợ tư pháp" in client.get(PUBLIC).content.decode()


@time_machine.travel(TUESDAY)
def test_a_procedure_that_many_ask_for_is_named(debts, client, world):
    Procedure.objects.update(dossier_count=5)
    assert world.certificate.name in client.get(PUBLIC).content.decode()


@time_machine.travel(TUESDAY)
def test_a_regime_may_let_the_masked_name_be_shown(debts, client):
    LegalRegime.objects.update(shows_apologised_names=True)
    assert "Nguyễn V. A." in client.get(PUBLIC).content.decode()


@time_machine.travel(TUESDAY + timedelta(days=3))
def test_the_public_list_says_whether_the_new_date_was_kept(world, dossier_in, client):
    kept, broken = (dossier_in(Status.AWAITING_SEAL) for _ in range(2))
    for dossier in (kept, broken):
        apologise(world, dossier, at=FRIDAY)
    world.act(loaded(kept), Action.SEAL, at=TUESDAY)
    told = {row["code"]: row["promise"]["code"] for row in client.get("/api/v1/apologies/").json()["results"]}
    assert told == {kept.code: "kept", broken.code: "broken"}


@time_machine.travel(TUESDAY)
def test_the_public_list_is_narrowed_by_agency(debts, client):
    assert len(client.get(f"{PUBLIC}?co_quan=H98.03").context["rows"]) == 2
    assert len(client.get(f"{PUBLIC}?co_quan=H98.41").context["rows"]) == 0
    assert client.get("/api/v1/apologies/?agency=H98.03").json()["count"] == 2
    assert client.get("/api/v1/apologies/?signed_from=2026-03-07").json()["count"] == 0
    assert client.get("/api/v1/apologies/?ageny=H98.03").status_code == 400


def test_drafts_are_nobodys_business(world, dossier_in, client, chi):
    dossier = dossier_in(Status.IN_APPRAISAL)
    words = {"cause": "workload", "reason": REASON, "new_due_on": MONDAY + timedelta(days=8)}
    apologies.prepare(dossier, **words, actor=chi, at=FRIDAY, calendar=world.calendar)
    assert dossier.code not in client.get(PUBLIC).content.decode()


@time_machine.travel(TUESDAY)
def test_the_public_list_costs_the_same_for_one_and_for_thirty(
    world, dossier_in, client, django_assert_max_num_queries
):
    spent = []
    for more in (1, 29):
        for _ in range(more):
            apologise(world, dossier_in(Status.IN_APPRAISAL), at=FRIDAY)
        client.get(PUBLIC)
        with django_assert_max_num_queries(4) as statements:
            assert len(client.get(PUBLIC).context["rows"]) == 1 + 29 * len(spent)
        spent.append(len(statements))
    assert spent[0] == spent[1]
    assert Dossier.objects.count() == 30
