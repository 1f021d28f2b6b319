"""Administrators look after people, posts, agencies and seals; every change is an event."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.administration import bodies, posts, trail
from accounts.administration.errors import Refused, Stale
from accounts.administration.posts import Appointment
from accounts.models import AdministrativeEvent, Post, Role, User
from accounts.tests.people import LONG_AGO, citizen, officer
from agencies.models import Agency, OneStopOffice, SecondSeal
from dossiers.tests.cast import MONDAY, instant
from portal.views.django_administration import site

NOON = instant(MONDAY, "12:00")
YESTERDAY = MONDAY - timedelta(days=1)


@pytest.fixture
def admin(db):
    return User.objects.create_user("quantri@vidu.vn", full_name="Lý Quản Trị", is_staff=True, is_superuser=True)


@pytest.fixture
def binh(db):
    return officer(Role.CLERK)


@pytest.fixture
def agency(binh):
    return Agency.objects.get(code="H98.03")


def appointment(agency, **changed):
    values = {"role": Role.APPRAISER, "agency": agency, "office": None, "title": "", "valid_from": MONDAY} | changed
    return Appointment(**values)


# ── People and posts ─────────────────────────────────────────────────────────────────────
def test_somebody_is_added_and_appointed_and_each_is_an_event(admin, agency):
    hoa = posts.add_person(full_name="Nguyễn Thị Hòa", email="HOA@vidu.vn", actor=admin, at=NOON)
    post = posts.add_post(hoa, appointment(agency), actor=admin, at=NOON, words="QĐ 45")
    events = AdministrativeEvent.objects.order_by("pk")
    assert [event.subject for event in events] == [f"user:{hoa.pk}", f"post:{post.pk}"]
    assert hoa.email == "hoa@vidu.vn" and not hoa.has_usable_password()


def test_one_address_is_one_account(admin, binh):
    with pytest.raises(Refused) as refused:
        posts.add_person(full_name="Ai Đó", email=binh.email, actor=admin, at=NOON)
    assert refused.value.field == "email"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"role": Role.APPLICANT}, "role"),
        ({"role": Role.CLERK}, "office"),
        ({"valid_to": YESTERDAY}, "valid_to"),
    ],
)
def test_an_impossible_post_is_refused(admin, agency, binh, changed, field):
    with pytest.raises(Refused) as refused:
        posts.add_post(binh, appointment(agency, **changed), actor=admin, at=NOON)
    assert refused.value.field == field


def test_a_post_is_held_once_and_nobody_appoints_themselves(admin, agency, binh):
    posts.add_post(binh, appointment(agency), actor=admin, at=NOON)
    with pytest.raises(Refused, match="đang giữ"):
        posts.add_post(binh, appointment(agency), actor=admin, at=NOON)
    with pytest.raises(Refused, match="cho mình"):
        posts.add_post(admin, appointment(agency), actor=admin, at=NOON)


def test_of_two_who_correct_a_title_the_second_is_told(admin, binh):
    post = binh.posts.get()
    posts.change_title(post, title="Chuyên viên", seen=0, actor=admin, at=NOON)
    with pytest.raises(Stale):
        posts.change_title(post, title="Trưởng phòng", seen=0, actor=admin, at=NOON)
    assert AdministrativeEvent.objects.get().changes == {"Chức vụ": ["", "Chuyên viên"]}


def test_an_account_is_locked_only_when_its_posts_have_ended(admin, binh):
    with pytest.raises(Refused, match="còn giữ vị trí"):
        posts.set_active(binh, is_active=False, words="Nghỉ việc", actor=admin, at=NOON)
    post = binh.posts.get()
    posts.write_end(post, last_on=YESTERDAY, words="Nghỉ hưu", actor=admin, at=NOON)
    posts.set_active(binh, is_active=False, words="Nghỉ hưu", actor=admin, at=NOON)
    binh.refresh_from_db()
    assert not binh.is_active
    with pytest.raises(Refused):
        posts.set_active(admin, is_active=False, words="x", actor=admin, at=NOON)


# ── Agencies, offices, seals ─────────────────────────────────────────────────────────────
def seal_values(agency, **changed):
    return {
        "agency": agency,
        "serial_number": "TH-02",
        "permission_document": "12/UBND",
        "custody_office": OneStopOffice.objects.get(),
        "valid_from": LONG_AGO,
        "valid_to": None,
    } | changed


def test_a_second_seal_is_registered_once_at_a_place(admin, agency):
    bodies.save(SecondSeal(), seal_values(agency), seen=None, actor=admin, at=NOON)
    with pytest.raises(Refused):
        bodies.save(SecondSeal(), seal_values(agency, serial_number="TH-03"), seen=None, actor=admin, at=NOON)
    backwards = seal_values(agency, serial_number="TH-04", valid_from=date(2030, 1, 1), valid_to=date(2029, 1, 1))
    with pytest.raises(Refused):
        bodies.save(SecondSeal(), backwards, seen=None, actor=admin, at=NOON)


def test_an_agency_is_not_above_itself_and_does_not_close_over_its_people(admin, agency, binh):
    with pytest.raises(Refused) as refused:
        bodies.save(agency, {"parent": agency}, seen=0, actor=admin, at=NOON)
    assert refused.value.field == "parent"
    with pytest.raises(Refused) as refused:
        bodies.save(agency, {"valid_to": MONDAY}, seen=0, actor=admin, at=NOON)
    assert refused.value.field == "valid_to"
    bodies.save(agency, {"address": "Số 5"}, seen=0, actor=admin, at=NOON)
    with pytest.raises(Stale):
        bodies.save(agency, {"address": "Số 6"}, seen=0, actor=admin, at=NOON)
    assert AdministrativeEvent.objects.get().changes == {"Địa chỉ": ["", "Số 5"]}


# ── Pages ────────────────────────────────────────────────────────────────────────────────
def test_the_pages_add_a_person_a_post_and_show_the_trail(admin, agency, client):
    client.force_login(admin)
    answer = client.post(reverse("administration:add_person"), {"full_name": "Nguyễn Thị Hòa", "email": "sai"})
    assert answer.status_code == 422 and "Nguyễn Thị Hòa" in answer.content.decode()
    typed = {"full_name": "Nguyễn Thị Hòa", "email": "hoa@vidu.vn", "phone": ""}
    answer = client.post(reverse("administration:add_person"), typed)
    hoa = User.objects.get(email="hoa@vidu.vn")
    assert answer["Location"] == reverse("administration:add_post", args=[hoa.pk])
    typed = {"role": "appraiser", "agency": agency.pk, "office": "", "title": "Chuyên viên", "valid_from": "02/03/2026"}
    assert client.post(answer["Location"], typed).status_code == 302
    for name in ("people", "agency_list", "office_list", "seal_list", "trail"):
        assert client.get(reverse(f"administration:{name}")).status_code == 200
    assert "Nguyễn Thị Hòa" in client.get(reverse("administration:trail")).content.decode()
    assert "Chuyên viên" in client.get(reverse("administration:person", args=[hoa.pk])).content.decode()


@pytest.mark.parametrize("name", ["agency", "office", "seal"])
def test_a_body_is_added_and_changed_by_its_form(admin, agency, client, name):
    client.force_login(admin)
    office = OneStopOffice.objects.get()
    typed = {
        "agency": {
            "code": "H98.77",
            "name": "Sở Mới",
            "short_name": "Sở Mới",
            "kind": "department",
            "level": "province",
        },
        "office": {
            "code": "H98.77.01",
            "name": "Nơi mới",
            "agency": agency.pk,
            "address": "Số 1",
            "place_name": "Thử",
            "receipt_symbol": "NM",
        },
        "seal": {
            "agency": agency.pk,
            "serial_number": "TH-9",
            "permission_document": "VB 1",
            "custody_office": office.pk,
            "valid_from": "01/01/2026",
        },
    }[name]
    add = reverse(f"administration:add_{name}")
    assert client.get(add).status_code == 200
    assert client.post(add, {}).status_code == 422
    assert client.post(add, typed).status_code == 302
    row = {"agency": Agency, "office": OneStopOffice, "seal": SecondSeal}[name].objects.order_by("-pk").first()
    page = reverse(f"administration:{name}", args=[row.pk])
    assert str(trail.last_seen(row)) in client.get(page).content.decode()
    assert client.post(page, {**typed, "seen": 0}).status_code == 409
    assert client.post(page, {**typed, "seen": trail.last_seen(row)}).status_code == 302


def test_nobody_else_comes_in(binh, client):
    for user in (binh, citizen("ba@vidu.vn")):
        client.force_login(user)
        for name in ("manage", "administration:people", "administration:trail", "administration:seal_list"):
            assert client.get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", ["people", "trail"])
def test_lists_take_as_many_queries_for_thirty_rows_as_for_one(admin, agency, client, name):
    client.force_login(admin)
    spent = []
    for more in (1, 28):
        for number in range(more):
            hoa = posts.add_person(full_name="Nguyễn Hòa", email=f"h{more}.{number}@vidu.vn", actor=admin, at=NOON)
            posts.add_post(hoa, appointment(agency, valid_from=LONG_AGO), actor=admin, at=NOON)
        client.get(reverse(f"administration:{name}"))
        with CaptureQueriesContext(connection) as statements:
            client.get(reverse(f"administration:{name}"))
        spent.append(len(statements))
    assert spent[0] == spent[1]


# ── Django's own administration ──────────────────────────────────────────────────────────
def test_djangos_administration_has_our_door_and_our_trail(admin, binh, client):
    address = reverse("admin:accounts_user_change", args=[binh.pk])
    assert client.get(address)["Location"].startswith("/tai-khoan/dang-nhap/")
    client.force_login(binh)
    assert client.get(address).status_code == 302
    client.force_login(admin)
    page = client.get(address)
    assert page.status_code == 200 and "dist/administration.css" in page.content.decode()
    assert client.post(address, {"is_staff": "on"}).status_code == 302
    event = AdministrativeEvent.objects.get()
    assert event.subject == f"user:{binh.pk}" and event.changes == {"Quản trị hệ thống": ["Không", "Có"]}
    assert client.get(reverse("admin:accounts_user_change", args=[admin.pk])).status_code == 200
    assert client.post(reverse("admin:accounts_user_change", args=[admin.pk]), {}).status_code == 403


def test_every_list_of_djangos_administration_opens(admin, binh, client):
    client.force_login(admin)
    assert client.get(reverse("admin:index")).status_code == 200
    for model in site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        assert client.get(reverse(name)).status_code == 200
    post = Post.objects.get()
    assert client.get(reverse("admin:accounts_post_change", args=[post.pk])).status_code == 200
    assert client.get(reverse("admin:accounts_post_history", args=[post.pk])).status_code == 302
