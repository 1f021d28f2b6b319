"""Leaders' dashboards: trends from the nights, a year ago beside them, where the time went, the list of each number."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers.tests.cast import MONDAY, instant
from dossiers.workflow import Status
from reporting.services import compute_statistics

AT = instant(date(2026, 3, 20), "09:00")


@pytest.fixture
def computed_month(world, dossier_in):
    for number, status in enumerate(Status):
        dossier_in(status, at=instant(MONDAY + timedelta(days=number % 4)))
    compute_statistics(until=date(2026, 3, 19), at=AT, rebuild=True)
    return world


@pytest.fixture
def as_leader(computed_month, client, time_machine):
    time_machine.move_to(AT, tick=False)
    client.force_login(computed_month.ha)
    return client


def test_a_leader_goes_from_the_province_to_a_dossier_in_four_clicks(as_leader, computed_month):
    def links(address):
        page = as_leader.get(address)
        assert page.status_code == 200, address
        return re.findall(r'href="([^"]+)"', page.content.decode().replace("&amp;", "&"))

    province = links("/dieu-hanh/")
    agency = next(link for link in province if link.startswith("/dieu-hanh/co-quan/"))
    listed = next(link for link in links(agency) if link.startswith("/thong-ke/danh-sach/") and "thu-tuc=" in link)
    dossier = next(link for link in links(listed) if re.search(r"/xu-ly/H|/ho-so/H", link))
    assert as_leader.get(dossier).status_code == 200


def test_each_number_of_the_dashboard_is_as_long_as_its_list(as_leader):
    page = as_leader.get("/dieu-hanh/").context["board"]
    numbers = [cell for row in page.agencies for cell in row if cell.get("url", "").startswith("/thong-ke/danh-sach/")]
    assert numbers
    for cell in numbers:
        assert as_leader.get(cell["url"]).context["listing"].page.paginator.count == cell["text"], cell["url"]


def test_the_time_of_resolved_dossiers_lies_somewhere_to_the_last_minute(as_leader):
    waiting = as_leader.get("/dieu-hanh/").context["board"].waiting
    assert sum(place.share for place in waiting) == pytest.approx(100, abs=0.05)
    assert [place.is_longest for place in waiting].count(True) == 1


def test_the_dashboard_asks_the_same_however_many_dossiers_there_are(as_leader, dossier_in):
    as_leader.get("/dieu-hanh/")
    with CaptureQueriesContext(connection) as few:
        as_leader.get("/dieu-hanh/")
    for number in range(12):
        dossier_in(Status.RETURNED, at=instant(MONDAY + timedelta(days=number % 4)))
    compute_statistics(until=date(2026, 3, 19), at=AT, rebuild=True)
    with CaptureQueriesContext(connection) as many:
        as_leader.get("/dieu-hanh/")
    assert len(many) == len(few)


@pytest.mark.parametrize("page", ["/dieu-hanh/", "/dieu-hanh/man-hinh/", "/dieu-hanh/dau-hieu/", "/dieu-hanh/du-bao/"])
def test_only_leaders_see_the_dashboards(computed_month, client, page):
    client.force_login(computed_month.chi)
    assert client.get(page).status_code == 403
    client.force_login(computed_month.ha)
    assert client.get(page).status_code == 200


def test_the_head_of_one_agency_sees_no_other(computed_month, client):
    client.force_login(computed_month.khoa)
    shown = client.get("/dieu-hanh/").context["scope"]
    assert shown.agency == computed_month.commune
    assert client.get(f"/dieu-hanh/co-quan/{computed_month.department.code}/").status_code == 404


@pytest.mark.parametrize("who", ["ha", "khoa"])
def test_what_stands_now_is_said_to_the_leader_of_the_province_and_to_the_head_of_an_agency(as_leader, world, who):
    as_leader.force_login(getattr(world, who))
    for address in ("/dieu-hanh/", f"/dieu-hanh/co-quan/{world.commune.code}/"):
        now = as_leader.get(address).context["now"]
        assert [tile["label"] for tile in now][:2] == ["Quá hạn", "Chậm tiếp nhận"]
        for tile in now:
            assert as_leader.get(tile["url"]).context["watched"].page.paginator.count == tile["value"], tile["url"]


def test_the_wall_screen_names_nobody(as_leader, computed_month):
    page = as_leader.get("/dieu-hanh/man-hinh/").content.decode()
    people = [computed_month.an.full_name, computed_month.chi.full_name, "H98.01-"]
    assert not [name for name in people if name in page]


def test_a_period_that_does_not_exist_is_not_found(as_leader):
    assert as_leader.get("/dieu-hanh/?ky=2026-02").status_code == 200
    assert as_leader.get("/dieu-hanh/?ky=tet").status_code == 404
