"""People see and correct what is known about them, and nobody else's."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import CitizenProfile, Role, User
from accounts.tests.people import citizen, officer

pytestmark = pytest.mark.django_db

TOLD = {
    "full_name": "Nguyễn Văn An",
    "personal_id": "001 090 123 456",
    "born_on": "24/11/1990",
    "phone": "024 3825 1234",
    "address": "Số 5, đường Láng, phường Thử",
}


@pytest.fixture
def an(client):
    user = citizen()
    client.force_login(user)
    return user


def test_a_person_corrects_what_is_known_about_them(client, an):
    response = client.post(reverse("accounts:profile"), TOLD, follow=True)
    assert "Đã lưu" in response.content.decode()
    profile = CitizenProfile.objects.select_related("user").get()
    assert profile.user.phone == "+842438251234"
    assert (profile.personal_id, f"{profile.born_on:%Y-%m-%d}") == ("001090123456", "1990-11-24")
    page = client.get(reverse("accounts:profile")).content.decode()
    assert 'value="024 3825 1234"' in page
    assert 'value="24/11/1990"' in page


@pytest.mark.parametrize(
    ("field", "typed", "reason"),
    [
        ("born_on", "24/11/1991", "sinh năm 1990"),
        ("born_on", "31/02/1990", "Ngày sinh không đúng"),
        ("personal_id", "001 090", "đúng 12 chữ số"),
        ("phone", "0612345678", "Số điện thoại không đúng"),
        ("full_name", "An", "đầy đủ họ và tên"),
        ("address", "x" * 301, "300"),
    ],
)
def test_what_is_wrong_is_explained_kept_and_not_saved(client, an, field, typed, reason):
    response = client.post(reverse("accounts:profile"), {**TOLD, field: typed})
    page = response.content.decode()
    assert reason in str(response.context["form"].errors)
    assert typed in page
    assert TOLD["address"] in page or field == "address"
    an.refresh_from_db()
    assert (an.full_name, an.phone, an.profile.address) == ("Nguyễn Văn An", "+84912345678", "")


def test_nobody_is_born_tomorrow(client, an):
    tomorrow = timezone.localdate() + timezone.timedelta(days=1)
    response = client.post(reverse("accounts:profile"), {**TOLD, "born_on": f"{tomorrow:%d/%m/%Y}"})
    assert "trước hôm nay" in str(response.context["form"].errors["born_on"])


def test_fields_that_are_not_asked_change_nothing(client, an):
    client.post(reverse("accounts:profile"), {**TOLD, "email": "xau@vidu.vn", "is_staff": "1", "user": "1"})
    user = User.objects.get()
    assert (user.email, user.is_staff) == ("an@vidu.vn", False)


def test_an_officer_without_profile_gets_one_and_then_keeps_the_number(client):
    client.force_login(officer(Role.APPRAISER))
    assert client.get(reverse("accounts:profile")).status_code == 200
    told = {**TOLD, "full_name": "Trần Thị Bình", "personal_id": "001190123456"}
    client.post(reverse("accounts:profile"), told)
    client.post(reverse("accounts:profile"), {**told, "personal_id": "001190999999"})
    assert CitizenProfile.objects.get().personal_id == "001190123456"


def test_strangers_are_asked_to_sign_in(client):
    assert client.get(reverse("accounts:profile")).status_code == 302
    assert client.post(reverse("accounts:profile"), TOLD).status_code == 302


def test_the_page_costs_few_queries(client, an, django_assert_max_num_queries):
    client.get(reverse("accounts:profile"))
    with django_assert_max_num_queries(6):
        client.get(reverse("accounts:profile"))
