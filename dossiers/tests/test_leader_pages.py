"""The leader's pages: what is late and where, each number with its list, for the leader's own part of the province."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from dossiers.access import led_by
from dossiers.models import Dossier, SupplementRequest
from dossiers.queries import leader
from dossiers.queries.leader import list_url, narrowed, overview, totals, watch_list
from dossiers.services.apologies import record_delivery
from dossiers.tests.cast import MONDAY, PASSWORD, instant
from dossiers.workflow import Action, Status
from procedures.models import Channel

NOON_ON_TUESDAY = instant(MONDAY + timedelta(days=8), "12:00")
"""Eight days later: five working days from the first Monday are over since midnight."""


@pytest.fixture
def some_of_everything(world, dossier_in):
    """Dossiers of both agencies that a leader must see, and some that need nobody's attention."""
    overdue = dossier_in(Status.IN_APPRAISAL)
    dossier_in(Status.IN_APPROVAL, channel=Channel.POSTAL)
    dossier_in(Status.SUPPLEMENTING)
    dossier_in(Status.RETURNED)
    dossier_in(Status.SUBMITTED)
    dossier_in(Status.IN_APPRAISAL, at=instant(MONDAY + timedelta(days=2)))
    world.receive_walk_in(world.confirmation, agency=world.commune)
    late = dossier_in(Status.AWAITING_SEAL)
    world.act(late, Action.SEAL, at=instant(MONDAY + timedelta(days=8), "08:00"))
    return overdue


def counts(user, at=NOON_ON_TUESDAY):
    return dict(overview(user, at=at).totals)


def listed_codes(user, at=NOON_ON_TUESDAY, **parameters):
    return [row.code for row in watch_list(user, parameters, page=1, at=at).rows]


# ── What is counted ──────────────────────────────────────────────────────────────────────
def test_the_leader_of_the_province_sees_what_needs_attention(some_of_everything, ha):
    assert counts(ha) == {
        "qua-han": 3,
        "cham-tiep-nhan": 1,
        "nguy-co": 1,
        "sap-den-han": 1,
        "dung-lau": 3,
        "no-xin-loi": 4,
    }


def test_the_dashboard_is_told_the_same_numbers(some_of_everything, ha, khoa):
    for person in (ha, khoa):
        told = {concern.slug: count for concern, count in totals(person, at=NOON_ON_TUESDAY)}
        assert told == counts(person)


def test_every_dossier_says_since_when_it_stands_at_its_status(some_of_everything):
    for dossier in Dossier.objects.all():
        reached = dossier.events.filter(status_after=dossier.status).exclude(status_before=dossier.status)
        assert dossier.status_since == reached.latest("ordinal").at


def test_a_leader_of_one_agency_sees_that_agency_only(some_of_everything, khoa, world):
    assert counts(khoa)["qua-han"] == 1
    assert {row.agency for row in overview(khoa, at=NOON_ON_TUESDAY).worst} == {"UBND phường Thử"}
    assert listed_codes(khoa, muc="qua-han", co_quan=world.department.code) == []


def test_a_leader_is_told_of_a_year_whose_days_off_nobody_has_confirmed(client, ha):
    client.force_login(ha)
    with time_machine.travel(instant(date(2026, 9, 30)), tick=False):
        assert "chưa được xác nhận" not in client.get("/lanh-dao/").content.decode()
    with time_machine.travel(instant(date(2026, 10, 1)), tick=False):
        assert "Lịch nghỉ của năm 2027 chưa được xác nhận" in client.get("/lanh-dao/").content.decode()


def test_dashboard_cell_equals_list_length(some_of_everything, ha, khoa):
    for user in (ha, khoa):
        seen = overview(user, at=NOON_ON_TUESDAY)
        for concern in seen.concerns:
            slug = concern.slug
            assert len(listed_codes(user, muc=slug)) == seen.totals[slug]
            assert sum(each[slug] for _code, _name, each in seen.agencies) == seen.totals[slug]
            for code, _name, each in seen.agencies:
                assert len(listed_codes(user, muc=slug, co_quan=code)) == each[slug]
            for role, _name, each in seen.holders:
                assert len(listed_codes(user, muc=slug, vai_tro=role)) == each[slug]
            for person, _name, each in seen.people:
                assert len(listed_codes(user, muc=slug, can_bo=person)) == each[slug]


def test_every_number_on_the_page_opens_a_list_of_that_length(some_of_everything, ha, client, monkeypatch):
    monkeypatch.setattr("dossiers.views.leader.timezone.now", lambda: NOON_ON_TUESDAY)
    client.force_login(ha)
    page = client.get(reverse("dossiers:lead")).content.decode()
    links = re.findall(r'href="(/lanh-dao/danh-sach/[^"]+)">(?:<span[^>]*>)?\s*([\d.]+)', page)
    assert len(links) > 10
    for address, number in links:
        answer = client.get(address.replace("&amp;", "&"))
        assert answer.context["watched"].page.paginator.count == int(number)


def test_a_late_dossier_is_overdue_from_the_midnight_that_ends_its_due_date(dossier_in, ha):
    dossier_in(Status.IN_APPROVAL)
    assert counts(ha, at=instant(MONDAY + timedelta(days=7), "23:59"))["qua-han"] == 0
    assert counts(ha, at=instant(MONDAY + timedelta(days=8), "00:00"))["qua-han"] == 1


def test_a_pause_that_begins_after_the_due_moment_hides_nothing(world, dossier_in, ha):
    late, waiting = (dossier_in(Status.IN_APPRAISAL) for _ in range(2))
    for dossier, day in ((waiting, 3), (late, 8)):
        dossier = world.act(dossier, Action.TAKE, at=instant(MONDAY + timedelta(days=day), "08:00"))
        asked_at, why = instant(MONDAY + timedelta(days=day), "09:00"), "Luật chuyên ngành cho phép."
        world.act(dossier, Action.REQUEST_SUPPLEMENT, at=asked_at, late_reason=why)
    assert listed_codes(ha, muc="qua-han") == [late.code]
    assert SupplementRequest.objects.count() == 2
    (row,) = watch_list(ha, {"muc": "qua-han"}, page=1, at=NOON_ON_TUESDAY).rows
    assert row.standing.label == "Quá hạn"


def test_taking_a_dossier_over_does_not_make_it_move(world, dossier_in, ha):
    dossier = dossier_in(Status.IN_APPRAISAL)
    world.act(dossier, Action.TAKE, at=instant(MONDAY + timedelta(days=7)))
    assert listed_codes(ha, muc="dung-lau") == [dossier.code]


@pytest.mark.parametrize(("day", "stands"), [(6, False), (7, True), (8, True)])
def test_five_working_days_in_one_step_are_standing_still(dossier_in, ha, day, stands):
    dossier_in(Status.IN_APPRAISAL)
    assert counts(ha, at=instant(MONDAY + timedelta(days=day)))["dung-lau"] == stands


def test_an_apology_is_owed_for_every_breach_until_it_has_arrived(world, dossier_in, ha):
    late = dossier_in(Status.AWAITING_SEAL)
    late = world.act(late, Action.SEAL, at=NOON_ON_TUESDAY)
    world.act(late, Action.HAND_OVER, at=NOON_ON_TUESDAY)
    dossier_in(Status.RETURNED)
    assert listed_codes(ha, muc="no-xin-loi") == [late.code]
    apology = late.apologies.get()
    record_delivery(apology, channel="in_person", at=NOON_ON_TUESDAY, proof="Đã ký nhận.", actor=world.binh)
    assert listed_codes(ha, muc="no-xin-loi") == []


def test_a_late_dossier_names_the_stage_that_made_it_late(world, dossier_in, ha, chi):
    dossier = dossier_in(Status.IN_APPRAISAL)
    world.act(dossier, Action.TAKE, at=instant(MONDAY, "09:00"))
    (row,) = watch_list(ha, {"muc": "qua-han"}, page=1, at=NOON_ON_TUESDAY).rows
    assert (row.cause, row.cause_holder) == ("Thẩm định: Thẩm định hồ sơ", f"{chi.full_name}, Sở Tư pháp")
    (row,) = watch_list(ha, {"muc": "sap-den-han"}, page=1, at=instant(MONDAY + timedelta(days=4))).rows
    assert row.cause == ""


def test_the_list_says_who_holds_the_dossier_and_since_when(world, dossier_in, ha, chi):
    dossier = dossier_in(Status.IN_APPRAISAL)
    world.act(dossier, Action.TAKE, at=instant(MONDAY + timedelta(days=1)))
    (row,) = watch_list(ha, {"muc": "qua-han"}, page=1, at=NOON_ON_TUESDAY).rows
    assert (row.holder, row.holder_role) == (chi.full_name, "Chuyên viên thụ lý")
    assert row.since_at == instant(MONDAY, "08:30")


# ── Who may look ─────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("name", ["an", "binh", "chi", "dung", "giang"])
def test_only_leaders_look(world, client, name):
    client.force_login(getattr(world, name))
    for address in (reverse("dossiers:lead"), reverse("dossiers:lead_list")):
        assert client.get(address).status_code == 403


def test_strangers_are_asked_to_sign_in(client, db):
    assert client.get(reverse("dossiers:lead")).status_code == 302


def test_a_leader_whose_post_has_ended_watches_nothing(world, ha, dossier_in):
    dossier_in(Status.IN_APPRAISAL)
    ha.posts.update(valid_to=MONDAY)
    assert not led_by(type(ha).objects.get(pk=ha.pk), today=MONDAY + timedelta(days=1)).exists()
    assert not leader.is_leader(type(ha).objects.get(pk=ha.pk), at=NOON_ON_TUESDAY)


# ── The pages ────────────────────────────────────────────────────────────────────────────
def test_the_first_page_names_agencies_and_dossiers(some_of_everything, ha, client):
    assert client.login(email=ha.email, password=PASSWORD)
    page = client.get(reverse("dossiers:lead")).content.decode()
    assert "Sở Tư pháp" in page and "UBND phường Thử" in page
    assert some_of_everything.code in page
    assert reverse("dossiers:desk", args=[some_of_everything.code]) in page


def test_a_province_in_order_says_so(world, ha, client):
    client.force_login(ha)
    assert "Không có hồ sơ nào quá hạn." in client.get(reverse("dossiers:lead")).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "muc=khong-co",
        "co_quan=H0.0",
        "vai_tro=%00",
        "page=x",
        "page=999",
        "muc=",
        "co_quan='%20OR%201=1",
        "muc=qua-han&muc=x",
    ],
)
def test_nonsense_in_the_address_is_no_error(some_of_everything, ha, client, query):
    client.force_login(ha)
    assert client.get(f"{reverse('dossiers:lead_list')}?{query}").status_code == 200


def test_an_unknown_agency_is_said_and_lists_nothing(some_of_everything, ha, client):
    client.force_login(ha)
    answer = client.get(list_url("qua-han", agency="H0.0"))
    assert answer.context["watched"].page.paginator.count == 0
    assert "H0.0" in answer.content.decode()


@pytest.mark.parametrize("address", ["dossiers:lead", "dossiers:lead_list"])
def test_the_number_of_statements_does_not_depend_on_the_rows(
    dossier_in, ha, client, address, django_assert_max_num_queries
):
    client.force_login(ha)
    client.get(reverse(address))
    spent = []
    for more in (1, 29):
        for _ in range(more):
            dossier_in(Status.IN_APPRAISAL)
        with django_assert_max_num_queries(17) as statements:
            client.get(reverse(address))
        spent.append(len(statements))
    assert spent[0] == spent[1]
    assert Dossier.objects.count() == 30


def test_a_list_is_paged(dossier_in, ha):
    for _ in range(3):
        dossier_in(Status.IN_APPRAISAL)
    seen = watch_list(ha, {"muc": "qua-han", "vai_tro": "appraiser"}, page=1, at=NOON_ON_TUESDAY)
    assert seen.query == "muc=qua-han&vai_tro=appraiser"
    assert narrowed(Dossier.objects.all(), {"vai_tro": "approver"}).count() == 0
