"""What the desk refuses, what it says to who came late, and where it leads on."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import Role, User
from dossiers import services
from dossiers.tests.cast import GROUND, DossierIn, World, loaded
from dossiers.tests.desk import FOLLOWING, OWED, TUESDAY, VISIT, A, S, path, press, text_of
from dossiers.workflow import Action, Status


@pytest.fixture(autouse=True)
def _tuesday() -> Any:
    with time_machine.travel(TUESDAY, tick=False):
        yield


# ── What is refused ──────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("person", "status", "action", "words"),
    [
        ("binh", S.SUBMITTED, A.REFUSE, {"legal_ground": GROUND}),
        ("binh", S.SUBMITTED, A.REFUSE, {"reason": "Không thuộc thẩm quyền."}),
        ("binh", S.SUBMITTED, A.RECEIVE, {"case": "7"}),
        ("binh", S.IN_APPRAISAL, A.WITHDRAW, {"reason": " \u200b "}),
        ("chi", S.IN_APPRAISAL, A.PROPOSE, {}),
        ("chi", S.IN_APPRAISAL, A.PROPOSE, {"outcome": "denied", "reason": "Không đủ."}),
        ("chi", S.IN_APPRAISAL, A.PROPOSE, {"outcome": "maybe"}),
        ("dung", S.IN_APPROVAL, A.SEND_BACK, {"reason": ""}),
        ("chi", S.IN_APPRAISAL, A.VERIFY, {**VISIT, "planned_at": "09:00 02/03/2026"}),
        ("chi", S.IN_APPRAISAL, A.VERIFY, {**VISIT, "place": " "}),
        ("chi", S.IN_APPRAISAL, A.REQUEST_PAYMENT, {}),
        ("chi", S.IN_APPRAISAL, A.REQUEST_PAYMENT, {**OWED, "amount-1": "một triệu"}),
        ("chi", S.IN_APPRAISAL, A.REQUEST_PAYMENT, {"name-0": "Lệ phí"}),
        ("binh", S.AWAITING_PAYMENT, A.CONFIRM_PAYMENT, {"evidence": ""}),
        ("dung", S.IN_APPRAISAL, A.EXTEND, {"amount": "6", "evidence": "15/STP", "reason": "Phức tạp."}),
        ("dung", S.IN_APPRAISAL, A.EXTEND, {"amount": "NaN", "evidence": "15/STP", "reason": "Phức tạp."}),
        ("dung", S.IN_APPRAISAL, A.ASSIGN, {"officer": "99999"}),
        ("dung", S.RETURNED, A.REOPEN, {"reason": ""}),
        ("binh", S.RESULT_READY, A.HAND_OVER, {"collected_by": ""}),
        ("binh", S.RESULT_READY, A.HAND_OVER, {"collected_by": "x" * 500}),
    ],
)
def test_an_action_without_its_words_is_refused_at_the_field(
    client: Client,
    world: World,
    dossier_in: DossierIn,
    person: str,
    status: Status,
    action: Action,
    words: dict[str, str],
) -> None:
    dossier = dossier_in(status)
    answer = press(client, getattr(world, person), dossier, action, **words)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert loaded(dossier).revision == dossier.revision


def test_a_stale_page_is_told_what_happened_and_keeps_what_was_typed(
    client: Client, world: World, dossier_in: DossierIn
) -> None:
    dossier = dossier_in(S.IN_APPROVAL)
    client.force_login(world.dung)
    other = User.objects.create_user("phu@test.test", full_name="Lý Thiên Phú")
    other.posts.create(role=Role.APPROVER, agency=world.department, valid_from="2020-01-01")
    services.approve(dossier, seen=dossier.revision, actor=other, at=TUESDAY)
    answer = client.post(path(dossier, A.SEND_BACK), {"seen": dossier.revision - 1, "reason": "Xem lại điểm b."})
    text = text_of(answer)
    assert answer.status_code == 409
    for said in ("Lý Thiên Phú", "Chờ đóng dấu", "Xem lại điểm b.", f'href="{path(dossier)}'):
        assert said in text
    assert loaded(dossier).status == S.AWAITING_SEAL


def test_a_stale_page_whose_action_still_fits_can_be_sent_again(
    client: Client, world: World, dossier_in: DossierIn
) -> None:
    dossier = dossier_in(S.IN_APPRAISAL)
    before = dossier.revision
    world.act(dossier, A.TAKE, at=TUESDAY)
    client.force_login(world.chi)
    answer = client.post(path(dossier, A.PROPOSE), {"seen": before, "outcome": "granted", "reason": "Đủ điều kiện."})
    assert answer.status_code == 409
    assert "Đủ điều kiện." in text_of(answer)
    assert f'name="seen" value="{before + 1}"' in text_of(answer)
    again = {"seen": before + 1, "outcome": "granted", "reason": "Đủ điều kiện."}
    assert client.post(path(dossier, A.PROPOSE), again).status_code == 302


@pytest.mark.parametrize("seen", ["", "0", "-1", "x", "99999999999999999999", "7"])
def test_a_page_that_does_not_say_what_was_seen_changes_nothing(
    client: Client, world: World, dossier_in: DossierIn, seen: str
) -> None:
    dossier = dossier_in(S.IN_APPROVAL)
    client.force_login(world.dung)
    assert client.post(path(dossier, A.APPROVE), {"seen": seen}).status_code == 409
    assert loaded(dossier).revision == dossier.revision


@pytest.mark.parametrize(("person", "before", "action", "words", "after"), FOLLOWING, ids=lambda part: str(part)[:20])
def test_a_second_press_is_no_conflict_and_does_nothing(
    client: Client,
    world: World,
    dossier_in: DossierIn,
    person: str,
    before: Status,
    action: Action,
    words: dict[str, str],
    after: Status,
) -> None:
    dossier = dossier_in(before)
    first = press(client, getattr(world, person), dossier, action, **words)
    second = press(client, getattr(world, person), dossier, action, **words)
    assert (first.status_code, second.status_code) == (302, 302)
    assert loaded(dossier).revision == dossier.revision + 1


def test_asking_for_what_is_no_longer_possible_says_so(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.RETURNED)
    client.force_login(world.dung)
    answer = client.get(path(dossier, A.APPROVE))
    assert answer.status_code == 409
    assert "Đã trả kết quả" in text_of(answer)


def test_a_department_without_a_seal_in_force_cannot_seal(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.AWAITING_SEAL)
    world.seal.valid_to = "2026-03-01"
    world.seal.save()
    answer = press(client, world.giang, dossier, A.SEAL)
    assert answer.status_code == 422
    assert "con dấu thứ hai" in text_of(answer)
    assert loaded(dossier).status == S.AWAITING_SEAL


# ── Going on ─────────────────────────────────────────────────────────────────────────────
def test_after_an_action_the_next_dossier_of_the_list_is_opened(
    client: Client, world: World, dossier_in: DossierIn
) -> None:
    first, second, third = (dossier_in(S.IN_APPROVAL) for _number in range(3))
    answer = press(client, world.dung, second, A.APPROVE, muc="cho-phe-duyet")
    assert answer["Location"] == f"{path(third)}?muc=cho-phe-duyet"
    answer = press(client, world.dung, third, A.APPROVE, muc="cho-phe-duyet")
    assert answer["Location"] == f"{path(first)}?muc=cho-phe-duyet"
    answer = press(client, world.dung, first, A.APPROVE, muc="cho-phe-duyet")
    assert answer["Location"] == "/xu-ly/?muc=cho-phe-duyet"
    assert "Đã phê duyệt hồ sơ" in text_of(client.get(answer["Location"]))


def test_who_takes_a_dossier_stays_with_it(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.IN_APPRAISAL)
    answer = press(client, world.chi, dossier, A.TAKE, muc="hang-cho")
    assert answer["Location"] == f"{path(dossier)}?muc=cua-toi"


def test_the_counter_goes_back_to_its_list_after_a_result(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.RESULT_READY)
    dossier_in(S.RESULT_READY)
    answer = press(client, world.binh, dossier, A.HAND_OVER, collected_by="Nguyễn Văn An", muc="cho-tra")
    assert answer["Location"] == "/quay/?muc=cho-tra"


def test_nothing_of_an_address_is_believed(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.IN_APPROVAL)
    answer = press(client, world.dung, dossier, A.APPROVE, muc="//evil.test")
    assert answer["Location"].startswith("/xu-ly/")
