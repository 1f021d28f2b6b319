"""Who is away and who stands in for whom: who may record it, what a stand-in may do, and what is refused."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import Absence, Post, Role, User
from dossiers import services
from dossiers.access import roles_in
from dossiers.errors import InvalidInput, NotAllowed
from dossiers.models import Dossier, DossierEvent
from dossiers.queries.timeline import event_words, events_of
from dossiers.services.deputising import appoint_stand_in, end_absence, end_stand_in, record_absence
from dossiers.tests.cast import MONDAY, MONDAY_MORNING, DossierIn, World, loaded
from dossiers.workflow import Action, Status

TUESDAY = MONDAY_MORNING + timedelta(days=1)
TODAY = TUESDAY.date()
LIST = "/xu-ly/vang-mat/"
A, S = Action, Status


@pytest.fixture(autouse=True)
def _tuesday() -> Any:
    with time_machine.travel(TUESDAY, tick=False):
        yield


@pytest.fixture
def phu(world: World) -> User:
    """A colleague of Chi's, who appraises too."""
    user = User.objects.create_user("phu@test.test", full_name="Lý Thiên Phú")
    user.posts.create(role=Role.APPRAISER, agency=world.department, valid_from="2020-01-01")
    return user


def post_of(user: User, role: Role) -> Post:
    return Post.objects.select_related("agency", "user", "office").get(user=user, role=role, stands_in_for=None)


def appointed(world: World, deputy: User, **changed: Any) -> Post:
    """Dũng lets somebody approve in his place this week."""
    given: dict[str, Any] = {
        "principal": post_of(world.dung, Role.APPROVER),
        "capacity": "TUQ.",
        "delegation": "Giấy ủy quyền số 12/GUQ-STP",
        "valid_from": TODAY,
        "valid_to": TODAY + timedelta(days=3),
        "actor": world.dung,
        "at": TUESDAY,
    } | changed
    return appoint_stand_in(given.pop("principal"), deputy, **given)


# ── Stand-ins ────────────────────────────────────────────────────────────────────────────
def test_a_stand_in_approves_and_the_timeline_says_in_whose_place(
    world: World, dossier_in: DossierIn, phu: User
) -> None:
    dossier = dossier_in(S.IN_APPROVAL)
    with pytest.raises(NotAllowed):
        services.approve(dossier, seen=dossier.revision, actor=phu, at=TUESDAY)
    appointed(world, phu)
    phu = User.objects.get(pk=phu.pk)
    services.approve(dossier, seen=dossier.revision, actor=phu, at=TUESDAY)
    event = events_of(dossier).get(action=A.APPROVE)
    who = event_words(event)["who"]
    for said in ("Lý Thiên Phú", "TUQ. Lãnh đạo phê duyệt", "thay Phạm Tiến Dũng", "12/GUQ-STP"):
        assert said in who


def test_who_stands_in_for_an_officer_acts_from_that_post(world: World, dossier_in: DossierIn, phu: User) -> None:
    dossier = world.act(dossier_in(S.IN_APPRAISAL), A.TAKE, at=TUESDAY)
    with pytest.raises(NotAllowed, match="Lê Quỳnh Chi"):
        services.propose(dossier, outcome="granted", reason="", seen=dossier.revision, actor=phu, at=TUESDAY)
    appointed(world, phu, principal=post_of(world.chi, Role.APPRAISER))
    phu = User.objects.get(pk=phu.pk)
    post = roles_in(phu, dossier, today=TODAY)[Role.APPRAISER]
    assert post is not None
    assert post.stands_in_for is not None
    services.propose(dossier, outcome="granted", reason="", seen=dossier.revision, actor=phu, at=TUESDAY)
    assert loaded(dossier).status == S.IN_APPROVAL
    assert DossierEvent.objects.get(dossier=dossier, action=A.PROPOSE).actor_post == post


def test_the_day_after_its_end_a_stand_in_decides_nothing(world: World, dossier_in: DossierIn, phu: User) -> None:
    appointed(world, phu, valid_to=TODAY)
    dossier = dossier_in(S.IN_APPROVAL)
    with pytest.raises(NotAllowed):
        services.approve(
            dossier, seen=dossier.revision, actor=User.objects.get(pk=phu.pk), at=TUESDAY + timedelta(days=1)
        )


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"capacity": "QT."}, "capacity"),
        ({"delegation": " "}, "delegation"),
        ({"valid_from": TODAY - timedelta(days=1)}, "valid_from"),
        ({"valid_to": TODAY - timedelta(days=1), "valid_from": TODAY}, "valid_to"),
    ],
)
def test_a_stand_in_needs_a_document_and_days(world: World, phu: User, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        appointed(world, phu, **changed)
    assert refused.value.field == field
    assert not Post.objects.exclude(stands_in_for=None).exists()


def test_a_stand_in_neither_outlives_nor_passes_on_a_post(world: World, phu: User) -> None:
    Post.objects.filter(user=world.dung).update(valid_to=TODAY + timedelta(days=2))
    with pytest.raises(InvalidInput, match="quá ngày") as refused:
        appointed(world, phu)
    assert refused.value.field == "valid_to"
    stand_in = appointed(world, phu, valid_to=TODAY + timedelta(days=2))
    assert (stand_in.role, stand_in.agency, stand_in.office) == (Role.APPROVER, world.department, None)
    with pytest.raises(InvalidInput, match="ủy quyền lại"):
        appointed(world, world.chi, principal=stand_in, valid_to=TODAY)
    with pytest.raises(InvalidInput, match="đã được giao"):
        appointed(world, phu, valid_to=TODAY)


def test_nobody_stands_in_for_themselves_or_comes_from_elsewhere(world: World, phu: User) -> None:
    chi = post_of(world.chi, Role.APPRAISER)
    for deputy, principal, said in (
        (world.chi, chi, "chính mình"),
        (world.dung, chi, "tự giao"),
        (world.khoa, chi, "không phải là người của cơ quan"),
    ):
        with pytest.raises(InvalidInput, match=said) as refused:
            appointed(world, deputy, principal=principal)
        assert refused.value.field == "deputy"
    for actor in (world.chi, world.khoa, world.ha):
        with pytest.raises(NotAllowed):
            appointed(world, phu, actor=actor)


def test_a_stand_in_is_ended_and_stays_on_record(world: World, dossier_in: DossierIn, phu: User) -> None:
    unused = appointed(world, phu)
    end_stand_in(unused, actor=world.dung, at=TUESDAY)
    assert not Post.objects.filter(pk=unused.pk).exists()
    used = appointed(world, phu)
    dossier = dossier_in(S.IN_APPROVAL)
    services.approve(dossier, seen=dossier.revision, actor=User.objects.get(pk=phu.pk), at=TUESDAY)
    end_stand_in(used, actor=world.dung, at=TUESDAY + timedelta(days=1))
    used.refresh_from_db()
    assert used.valid_to == TODAY


# ── Absences ─────────────────────────────────────────────────────────────────────────────
def away(world: World, officer: User, first_on: date = TODAY, days: int = 2, **changed: Any) -> Absence:
    given = {"reason": "Nghỉ phép", "actor": world.dung, "at": TUESDAY} | changed
    return record_absence(officer, world.department, first_on=first_on, last_on=first_on + timedelta(days), **given)


def test_dossiers_of_who_is_away_are_in_a_view_of_their_own(
    client: Client, world: World, dossier_in: DossierIn, phu: User
) -> None:
    dossier = world.act(dossier_in(S.IN_APPRAISAL), A.TAKE, at=MONDAY_MORNING + timedelta(hours=3))
    client.force_login(phu)
    assert client.get("/xu-ly/", {"muc": "vang-mat"}).context["work"].counts["vang-mat"] == 0
    absence = away(world, world.chi)
    work = client.get("/xu-ly/", {"muc": "vang-mat"}).context["work"]
    assert [row.code for row in work.rows] == [dossier.code]
    services.take(dossier, seen=dossier.revision, actor=phu, at=TUESDAY)
    end_absence(absence, world.department, actor=world.dung, at=TUESDAY + timedelta(days=1))
    absence.refresh_from_db()
    assert absence.last_on == TODAY


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"days": -1}, "sau hoặc trùng"),
        ({"first_on": TODAY - timedelta(days=9)}, "còn đến hôm nay"),
        ({"days": 900}, "không quá một năm"),
        ({"reason": " "}, "lý do"),
    ],
)
def test_an_absence_that_makes_no_sense_is_refused(world: World, changed: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        away(world, world.chi, **changed)
    assert not Absence.objects.exists()


def test_the_same_days_are_recorded_once_and_by_the_approver(world: World) -> None:
    away(world, world.chi)
    with pytest.raises(InvalidInput, match="đã được ghi"):
        away(world, world.chi, first_on=TODAY + timedelta(days=1))
    with pytest.raises(InvalidInput, match="không giữ vị trí"):
        away(world, world.khoa)
    with pytest.raises(NotAllowed):
        away(world, world.giang, actor=world.chi)


# ── Pages ────────────────────────────────────────────────────────────────────────────────
def test_the_pages_record_and_end(client: Client, world: World, phu: User) -> None:
    client.force_login(world.dung)
    words = {"officer": world.chi.pk, "first_on": "03/03/2026", "last_on": "05/03/2026", "reason": "Nghỉ phép"}
    wrong = client.post(f"{LIST}ghi/", {**words, "last_on": "02/03/2026"})
    assert wrong.status_code == 422
    assert "Nghỉ phép" in wrong.content.decode()
    assert client.post(f"{LIST}ghi/", words)["Location"] == LIST
    deputy = {
        "principal": post_of(world.dung, Role.APPROVER).pk,
        "deputy": phu.pk,
        "capacity": "KT.",
        "delegation": "Quyết định số 5/QĐ-STP",
        "valid_from": "03/03/2026",
        "valid_to": "06/03/2026",
    }
    assert client.post(f"{LIST}giao-thay/", {**deputy, "deputy": world.dung.pk}).status_code == 422
    assert client.post(f"{LIST}giao-thay/", {**deputy, "principal": "999"}).status_code == 422
    assert client.post(f"{LIST}giao-thay/", deputy).status_code == 302
    page = client.get(LIST).content.decode()
    for said in ("Lê Quỳnh Chi", "Lý Thiên Phú", "KT. Lãnh đạo phê duyệt", "05/03/2026"):
        assert said in page
    assert Absence.objects.count() == 1, "looking ends nothing"
    client.post(LIST, {"ket_thuc": f"vang-mat:{Absence.objects.get().pk}"})
    client.post(LIST, {"ket_thuc": f"thay:{Post.objects.get(user=phu, role=Role.APPROVER).pk}"})
    assert not Absence.objects.exists()
    assert not Post.objects.exclude(stands_in_for=None).exists()


def test_nothing_of_another_agency_is_ended(client: Client, world: World) -> None:
    absence = away(world, world.chi)
    client.force_login(world.khoa)
    assert client.post(LIST, {"ket_thuc": f"vang-mat:{absence.pk}"}).status_code == 404
    for nonsense in ("", "x", "vang-mat:x", "thay:99999999999", "khac:1"):
        assert client.post(LIST, {"ket_thuc": nonsense}).status_code == 404
    assert Absence.objects.exists()
    for person in (world.chi, world.binh, world.an):
        client.force_login(person)
        assert client.get(LIST).status_code == 403


def test_the_holder_of_each_minute_is_told(world: World, dossier_in: DossierIn) -> None:
    dossier: Dossier = dossier_in(S.RESULT_READY)
    holders = [(event.holder_role, event.at) for event in events_of(dossier)]
    assert [role for role, _at in holders] == ["clerk", "appraiser", "appraiser", "approver", "seal_keeper", "clerk"]
    assert [at for _role, at in holders] == sorted(at for _role, at in holders)
    assert holders[0][1].date() == MONDAY
