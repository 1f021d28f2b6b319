"""The page that shows every component: for those who work here, and it renders."""

import pytest
from django.urls import reverse

from accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return User.objects.create_user("quan-tri@example.vn", "mat-khau-dai-1", full_name="Vũ Văn Quản", is_staff=True)


def test_staff_see_every_component(client, administrator):
    client.force_login(administrator)
    page = client.get(reverse("ui")).content.decode()
    for part in ("path__station--current", "error-summary", "timeline__event", 'class="table"', "tiles__value"):
        assert part in page


def test_in_the_form_with_errors_each_error_leads_to_its_field(client, administrator):
    client.force_login(administrator)
    page = client.get(reverse("ui")).content.decode()
    assert 'href="#id_wrong-personal_id"' in page
    assert 'id="id_wrong-personal_id"' in page
    assert 'id="id_wrong-personal_id_error"' in page
    assert 'aria-describedby="id_wrong-personal_id_helptext id_wrong-personal_id_error"' in page


def test_for_citizens_the_page_does_not_exist(client):
    client.force_login(User.objects.create_user("an@example.vn", "mat-khau-dai-1", full_name="Nguyễn Thị Ẩn"))
    response = client.get(reverse("ui"))
    assert response.status_code == 404
    assert "Không có trang này" in response.content.decode()


def test_strangers_are_asked_to_sign_in(client):
    assert client.get(reverse("ui")).status_code == 302


def test_the_page_asks_the_database_no_more_than_who_is_there(client, administrator, django_assert_max_num_queries):
    client.force_login(administrator)
    client.get(reverse("ui"))
    with django_assert_max_num_queries(3):
        client.get(reverse("ui"))
