"""The same deed for many dossiers: chosen in the inbox, done one by one, with a result for each."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role, User
from dossiers import services
from dossiers.errors import InvalidInput
from dossiers.models import Dossier
from dossiers.services import batches
from dossiers.tests.cast import MONDAY_MORNING, DossierIn, World, loaded
from dossiers.workflow import Action, Status

TUESDAY = MONDAY_MORNING + timedelta(days=1)
BATCH = "/xu-ly/hang-loat/"
A, S = Action, Status


@pytest.fixture(autouse=True)
def _tuesday() -> Any:
    with time_machine.travel(TUESDAY, tick=False):
        yield


def chosen(*dossiers: Dossier) -> list[str]:
    return [f"{dossier.code}:{dossier.revision}" for dossier in dossiers]


def do(client: Client, user: User, action: Action, *dossiers: Dossier, **words: str) -> Any:
    client.force_login(user)
    return client.post(BATCH, {"viec": action, "chon": chosen(*dossiers), "muc": "cho-phe-duyet", **words})


def test_one_that_is_refused_stops_none_of_the_others(world: World, dossier_in: DossierIn) -> None:
    first, second, third = (dossier_in(S.IN_APPROVAL) for _n in range(3))

    def verb(dossier: Dossier) -> None:
        if dossier == second:
            raise InvalidInput("Không được.")
        if dossier == third:
            raise RuntimeError("something broke")
        services.approve(dossier, seen=dossier.revision, actor=world.dung, at=TUESDAY)

    results = batches.each([second, third, first], verb)
    assert [one.is_done for one in results] == [False, False, True]
    assert [results[0].obstacle, "Hệ thống gặp lỗi" in results[1].obstacle] == ["Không được.", True]
    assert [loaded(one).status for one in (first, second, third)] == [S.AWAITING_SEAL, S.IN_APPROVAL, S.IN_APPROVAL]


def test_what_fails_halfway_is_undone(world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.IN_APPROVAL)

    def verb(one: Dossier) -> None:
        services.approve(one, seen=one.revision, actor=world.dung, at=TUESDAY)
        raise RuntimeError("something broke")

    batches.each([dossier], verb)
    assert loaded(dossier).status == S.IN_APPROVAL


def test_many_are_approved_and_each_tells_its_result(client: Client, world: World, dossier_in: DossierIn) -> None:
    first, second, moved = (dossier_in(S.IN_APPROVAL) for _n in range(3))
    stale = chosen(moved)[0]
    world.act(moved, A.SEND_BACK, at=TUESDAY)
    moved = world.act(loaded(moved), A.PROPOSE, at=TUESDAY)
    client.force_login(world.dung)
    page = client.get(BATCH, {"viec": A.APPROVE, "chon": [first.code, second.code, moved.code]})
    assert page.status_code == 200
    assert loaded(first).status == S.IN_APPROVAL, "looking changes nothing"
    values = [*chosen(first, second), stale, "H98.03-990101-0001:1"]
    answer = client.post(BATCH, {"viec": A.APPROVE, "chon": values, "words": "Đồng ý."})
    assert answer.status_code == 302
    done = client.get(answer["Location"])
    rows = {row["code"]: row["obstacle"] for row in done.context["kept"]["rows"]}
    assert (rows[first.code], rows[second.code]) == ("", "")
    assert "vừa được người khác xử lý" in rows[moved.code]
    assert "Không tìm thấy" in rows["H98.03-990101-0001"]
    assert [loaded(one).status for one in (first, second, moved)] == [S.AWAITING_SEAL, S.AWAITING_SEAL, S.IN_APPROVAL]
    assert f'href="/xu-ly/{moved.code}/"' in done.content.decode()


def test_many_are_sealed_or_assigned(client: Client, world: World, dossier_in: DossierIn) -> None:
    sealed = [dossier_in(S.AWAITING_SEAL) for _n in range(2)]
    assert do(client, world.giang, A.SEAL, *sealed).status_code == 302
    assert {loaded(one).status for one in sealed} == {S.RESULT_READY}
    waiting = [dossier_in(S.IN_APPRAISAL), dossier_in(S.SUPPLEMENTING)]
    do(client, world.dung, A.ASSIGN, *waiting, officer=str(world.chi.pk))
    assert loaded(waiting[0]).officer == world.chi
    do(client, world.dung, A.ASSIGN, loaded(waiting[0]), officer="hang-cho")
    assert loaded(waiting[0]).officer is None


@pytest.mark.parametrize("officer", ["", "999999", "x"])
def test_nobody_unknown_is_given_dossiers(client: Client, world: World, dossier_in: DossierIn, officer: str) -> None:
    dossier = dossier_in(S.IN_APPRAISAL)
    answer = do(client, world.dung, A.ASSIGN, dossier, officer=officer, words="Gấp.")
    assert answer.status_code == 422
    assert "Gấp." in answer.content.decode()
    assert loaded(dossier).officer is None


def test_what_somebody_may_not_do_is_not_ready(client: Client, world: World, dossier_in: DossierIn) -> None:
    mine, others = dossier_in(S.IN_APPROVAL), dossier_in(S.IN_APPRAISAL, version=world.confirmation)
    client.force_login(world.chi)
    page = client.get(BATCH, {"viec": A.APPROVE, "chon": [mine.code, others.code]})
    assert not page.context["chosen"].ready
    answer = do(client, world.khoa, A.APPROVE, mine)
    assert answer.status_code == 422
    assert loaded(mine).status == S.IN_APPROVAL


@pytest.mark.parametrize("action", ["", "hand_over", "x<script>"])
def test_what_is_no_batch_has_no_page(client: Client, world: World, action: str) -> None:
    client.force_login(world.dung)
    assert client.get(BATCH, {"viec": action}).status_code == 404
    assert client.get(f"{BATCH}00000000-0000-4000-8000-000000000000/").status_code == 404


def test_a_clerk_has_no_batches(client: Client, world: World) -> None:
    client.force_login(world.binh)
    assert client.get(BATCH, {"viec": A.APPROVE}).status_code == 403


def test_the_inbox_offers_boxes_where_many_can_be_done(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.IN_APPROVAL)
    client.force_login(world.dung)
    page = client.get("/xu-ly/", {"muc": "cho-phe-duyet"}).content.decode()
    assert re.search(rf'name="chon"\s+value="{dossier.code}"', page)
    assert escape("Phê duyệt") in page
    assert " checked" not in page
    assert " checked" in client.get("/xu-ly/", {"muc": "cho-phe-duyet", "chon-het": ""}).content.decode()
    client.force_login(world.chi)
    assert 'name="chon"' not in client.get("/xu-ly/", {"muc": "da-trinh"}).content.decode()


def test_a_batch_takes_a_fixed_number_of_queries_to_be_shown(
    client: Client, world: World, dossier_in: DossierIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    dossiers = [dossier_in(S.IN_APPROVAL) for _n in range(6)]
    client.force_login(world.dung)
    client.get(BATCH, {"viec": A.APPROVE, "chon": [dossiers[0].code]})
    with django_assert_max_num_queries(30) as few:
        client.get(BATCH, {"viec": A.APPROVE, "chon": [dossiers[0].code]})
    with django_assert_max_num_queries(30) as many:
        client.get(BATCH, {"viec": A.APPROVE, "chon": [dossier.code for dossier in dossiers]})
    assert len(few) == len(many)


def test_a_role_that_ended_yesterday_approves_nothing(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.IN_APPROVAL)
    world.dung.posts.filter(role=Role.APPROVER).update(valid_to=MONDAY_MORNING.date())
    assert do(client, world.dung, A.APPROVE, dossier).status_code == 403


def test_many_are_sent_back_with_their_reason_and_none_without(
    client: Client, world: World, dossier_in: DossierIn
) -> None:
    both = [dossier_in(S.IN_APPROVAL) for _n in range(2)]
    refused = do(client, world.dung, A.SEND_BACK, *both, reason=" ")
    assert (refused.status_code, loaded(both[0]).status) == (422, S.IN_APPROVAL)
    assert do(client, world.dung, A.SEND_BACK, *both, reason="Thiếu căn cứ.").status_code == 302
    assert {loaded(one).status for one in both} == {S.IN_APPRAISAL}
    assert both[0].events.last().words == "Thiếu căn cứ."


def test_the_queue_of_the_approver_says_what_is_proposed(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier_in(S.IN_APPROVAL)
    client.force_login(world.dung)
    page = client.get("/xu-ly/", {"muc": "cho-phe-duyet"})
    proposal = page.context["work"].rows[0].proposal
    assert (proposal.label, proposal.detail) == ("Đồng ý giải quyết", "Lê Quỳnh Chi: Hồ sơ đủ điều kiện.")
    assert [deed.value for deed in page.context["deeds"]] == [A.APPROVE, A.SEND_BACK]


def test_two_colleagues_exchange_their_dossiers_or_neither_does(
    client: Client, world: World, dossier_in: DossierIn
) -> None:
    colleague = User.objects.create(email="em@test.test", full_name="Ngô Văn Em")
    colleague.posts.create(role=Role.APPRAISER, agency=world.department, valid_from=MONDAY_MORNING.date())
    first, second = (dossier_in(S.IN_APPRAISAL) for _n in range(2))
    services.assign(first, officer=world.chi, seen=first.revision, actor=world.dung, at=TUESDAY)
    services.assign(second, officer=colleague, seen=second.revision, actor=world.dung, at=TUESDAY)
    do(client, world.dung, A.ASSIGN, first, second, officer="doi-cho-nhau")
    assert [loaded(one).officer for one in (first, second)] == [colleague, world.chi]
    stale = do(client, world.dung, A.ASSIGN, first, loaded(second), officer="doi-cho-nhau")
    kept = client.get(stale["Location"]).context["kept"]
    assert (kept["done"], [loaded(one).officer for one in (first, second)]) == (0, [colleague, world.chi])
    alone = do(client, world.dung, A.ASSIGN, loaded(first), officer="doi-cho-nhau")
    assert alone.status_code == 422, "one dossier cannot be exchanged"
