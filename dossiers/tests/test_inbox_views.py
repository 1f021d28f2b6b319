"""The inbox as each officer sets it up: filters, views with a name, words for the risk; and what it costs."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from dossiers.models import SavedView
from dossiers.tests.cast import MONDAY, MONDAY_MORNING, DossierIn, World, instant
from dossiers.workflow import Action, Status

TUESDAY = MONDAY_MORNING + timedelta(days=1)
VIEWS = "/xu-ly/bo-loc/"


@pytest.fixture(autouse=True)
def _tuesday() -> Any:
    with time_machine.travel(TUESDAY, tick=False):
        yield


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def names(client: Client) -> list[str]:
    return [view["name"] for view in client.get("/xu-ly/").context["views"]]


def test_each_row_says_what_is_left_and_what_is_usual(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier_in(Status.IN_APPRAISAL, at=MONDAY_MORNING - timedelta(days=4))
    dossier_in(Status.IN_APPRAISAL)
    rows = signed_in(client, world.chi).get("/xu-ly/").context["work"].rows
    assert [row.is_endangered for row in rows] == [True, False]
    assert "các bước còn lại thường mất 34 giờ" in rows[1].risk


def test_an_inbox_is_narrowed_to_a_status_and_to_who_appraises(
    client: Client, world: World, dossier_in: DossierIn
) -> None:
    nobodys = dossier_in(Status.IN_APPRAISAL)
    mine = dossier_in(Status.IN_APPROVAL)
    signed_in(client, world.dung)
    for asked, found in (
        ({"nguoi_giu": str(world.chi.pk)}, [mine.code]),
        ({"nguoi_giu": "chua-ai"}, [nobodys.code]),
        ({"tinh_trang": "in_approval"}, [mine.code]),
        ({"nguoi_giu": "999999"}, None),
    ):
        work = client.get("/xu-ly/", {"muc": "tat-ca", **asked}).context["work"]
        assert work.counts["tat-ca"] == len(work.rows)
        assert found is None or [row.code for row in work.rows] == found


def test_a_choice_of_filters_is_kept_and_opened_with_one_press(client: Client, world: World) -> None:
    signed_in(client, world.chi)
    sent = {"viec": "luu", "name": " Quá hạn   của tôi ", "loc": "muc=cua-toi&han=overdue&page=7&next=//evil"}
    answer = client.post(VIEWS, sent)
    assert answer.url == "/xu-ly/?muc=cua-toi&han=overdue"
    view = client.get(answer.url).context["views"][0]
    assert (view["name"], view["url"], view["key"], view["current"]) == (
        "Quá hạn của tôi",
        "/xu-ly/?muc=cua-toi&han=overdue",
        "1",
        True,
    )
    client.post(VIEWS, {**sent, "loc": "muc=tat-ca"})
    assert SavedView.objects.get().query == "muc=tat-ca", "the same name takes the new choice"
    assert names(signed_in(client, world.dung)) == [], "a view is nobody else's"


def test_views_are_renamed_ordered_and_dropped(client: Client, world: World) -> None:
    signed_in(client, world.chi)
    for name in ("A", "B", "C"):
        client.post(VIEWS, {"viec": "luu", "name": name, "loc": "muc=tat-ca"})
    client.post(VIEWS, {"viec": "len", "bo_loc": "C"})
    client.post(VIEWS, {"viec": "xuong", "bo_loc": "A"})
    assert names(client) == ["C", "A", "B"]
    client.post(VIEWS, {"viec": "doi-ten", "bo_loc": "A", "name": "Ngày mai"})
    client.post(VIEWS, {"viec": "xoa", "bo_loc": "B"})
    assert names(client) == ["C", "Ngày mai"]
    assert client.post(VIEWS, {"viec": "xoa", "bo_loc": "B"}).status_code == 404


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"viec": "luu", "name": "  ", "loc": "muc=tat-ca"}, "đặt tên"),
        ({"viec": "luu", "name": "x" * 61, "loc": "muc=tat-ca"}, "60"),
        ({"viec": "luu", "name": "Dài", "loc": "q=" + "x" * 600}, "dài quá"),
        ({"viec": "doi-ten", "bo_loc": "B", "name": "A"}, "đã có bộ lọc tên này"),
    ],
)
def test_a_name_that_cannot_be_is_refused_at_its_field(
    client: Client, world: World, sent: dict[str, str], said: str
) -> None:
    signed_in(client, world.chi)
    for name in ("A", "B"):
        client.post(VIEWS, {"viec": "luu", "name": name, "loc": "muc=tat-ca"})
    answer = client.post(VIEWS, sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert answer.context["form"]["name"].errors


def test_the_next_dossier_is_the_next_in_danger(client: Client, world: World, dossier_in: DossierIn) -> None:
    first, second, third = (
        dossier_in(Status.IN_APPROVAL, at=MONDAY_MORNING - timedelta(days=days)) for days in (5, 4, 3)
    )
    signed_in(client, world.dung)
    for dossier, following in ((second, third), (third, first)):
        answer = client.post(
            f"/xu-ly/{dossier.code}/send-back/",
            {"seen": dossier.revision, "muc": "cho-phe-duyet", "reason": "Xem lại."},
        )
        assert following.code in answer.url


def test_the_officer_of_one_dossier_takes_it_with_its_place_in_the_list(
    client: Client, world: World, dossier_in: DossierIn
) -> None:
    waiting = dossier_in(Status.IN_APPRAISAL)
    world.act(waiting, Action.TAKE, at=instant(MONDAY, "10:00"))
    work = signed_in(client, world.chi).get("/xu-ly/", {"nguoi_giu": str(world.chi.pk)}).context["work"]
    assert [row.code for row in work.rows] == [waiting.code]
