"""Who may do what in every status: one table, written by hand, held against `access` and against the pages.

Silence means nothing: whoever is not named may not, and whatever is not in the set is refused.
"""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from accounts.models import CitizenProfile, Post, Role, User
from dossiers.access import allowed_actions, check
from dossiers.errors import DossierError
from dossiers.models import Dossier
from dossiers.tests.cast import GROUND, MONDAY_MORNING, DossierIn, World, loaded
from dossiers.workflow import FINAL, MOVES, Action, Status

TUESDAY = MONDAY_MORNING + timedelta(days=1)
A, S = Action, Status

MAY: dict[Status, dict[str, set[Action]]] = {
    S.SUBMITTED: {"an": {A.WITHDRAW}, "binh": {A.RECEIVE, A.REFUSE}},
    S.IN_APPRAISAL: {"an": {A.WITHDRAW}, "binh": {A.WITHDRAW}, "chi": {A.TAKE, A.PROPOSE, A.REQUEST_SUPPLEMENT}},
    S.SUPPLEMENTING: {"an": {A.SUPPLEMENT, A.WITHDRAW}, "binh": {A.SUPPLEMENT, A.WITHDRAW}},
    S.IN_APPROVAL: {"dung": {A.APPROVE, A.SEND_BACK}},
    S.AWAITING_SEAL: {"giang": {A.SEAL}},
    S.RESULT_READY: {"binh": {A.HAND_OVER}},
    S.RETURNED: {},
    S.REFUSED: {},
    S.WITHDRAWN: {},
    S.DISCONTINUED: {},
}
"""Of An's online dossier of the department, untaken, nothing overdue."""

OFFICERS = ("binh", "chi", "dung", "giang")
EVERYBODY = ("an", *OFFICERS, "ha", "khoa", "stranger", "an_at_work", "an_by_number")
"""`an_at_work` is An holding every role at the department and its counter; `an_by_number` is an officer with every
role there whose personal number is the dossier's, although another account submitted it."""

NEW = {Action.SUBMIT}
ON_DESK = [action for action in Action if action not in NEW]


@pytest.fixture(autouse=True)
def _tuesday() -> Any:
    with time_machine.travel(TUESDAY, tick=False):
        yield


@pytest.fixture
def people(world: World) -> dict[str, User]:
    """The cast, and three people at the edge of the rules."""
    stranger = User.objects.create_user("nga@test.test", full_name="Bùi Thúy Nga")
    by_number = User.objects.create_user("so@test.test", full_name="Nguyễn Văn An")
    CitizenProfile.objects.create(user=by_number, personal_id=world.applicant.personal_id)
    for role in Role:
        if role is Role.APPLICANT:
            continue
        for user in (by_number, at_work := User.objects.get(pk=world.an.pk)):
            Post.objects.create(
                user=user,
                role=role,
                agency=world.department,
                office=world.centre if role is Role.CLERK else None,
                valid_from=date(2026, 3, 3),
            )
    cast = {name: getattr(world, name) for name in (*OFFICERS, "ha", "khoa")}
    citizen = User.objects.get(pk=world.an.pk)
    # The same row twice: An before and after the appointment.
    citizen._posts_ever = []
    return {**cast, "an": citizen, "stranger": stranger, "an_at_work": at_work, "an_by_number": by_number}


def expected(status: Status, person: str) -> set[Action]:
    """An keeps the applicant's own moves when An is an officer, too; nobody else's self gains any."""
    return MAY[status].get("an" if person == "an_at_work" else person, set())


def test_the_table_names_every_status_and_every_action() -> None:
    assert set(MAY) == set(Status)
    named = {action for people in MAY.values() for actions in people.values() for action in actions}
    guarded = {Action.DISCONTINUE}
    assert named | guarded | NEW == set(Action)


def test_the_table_agrees_with_the_workflow() -> None:
    from_table = {
        (status, action) for status, people in MAY.items() for actions in people.values() for action in actions
    }
    from_moves = {(move.before, move.action) for move in MOVES if move.before} - {(S.SUPPLEMENTING, A.DISCONTINUE)}
    assert from_table == from_moves
    assert all(not MAY[status] for status in FINAL)


@pytest.mark.parametrize("status", Status)
def test_access_permits_what_the_table_says_and_nothing_else(
    status: Status, dossier_in: DossierIn, people: dict[str, User]
) -> None:
    dossier = dossier_in(status)
    permitted = {
        person: {permit.move.action for permit in allowed_actions(people[person], dossier, at=TUESDAY)}
        for person in EVERYBODY
    }
    assert permitted == {person: expected(status, person) for person in EVERYBODY}


@pytest.mark.parametrize("status", Status)
def test_each_single_press_is_judged_by_the_same_table(
    status: Status, dossier_in: DossierIn, people: dict[str, User]
) -> None:
    dossier = dossier_in(status)
    accepted = {
        person: {action for action in ON_DESK if is_accepted(people[person], action, dossier)} for person in EVERYBODY
    }
    assert accepted == {person: expected(status, person) for person in EVERYBODY}


def is_accepted(user: User, action: Action, dossier: Dossier) -> bool:
    try:
        check(user, action, dossier, at=TUESDAY)
    except DossierError:
        return False
    return True


WORDS: dict[Action, dict[str, str]] = {
    A.RECEIVE: {"case": "1"},
    A.REFUSE: {"reason": "Không thuộc thẩm quyền.", "legal_ground": GROUND},
    A.REQUEST_SUPPLEMENT: {
        "reason": "Chưa đủ thành phần.",
        "row-0-asked": "on",
        "row-0-reason": "Thiếu chữ ký.",
        "row-0-ground": GROUND,
    },
    A.WITHDRAW: {"reason": "Không còn nhu cầu."},
    A.DISCONTINUE: {"reason": "Quá thời hạn bổ sung."},
    A.PROPOSE: {"outcome": "granted", "reason": "Đủ điều kiện."},
    A.SEND_BACK: {"reason": "Làm rõ căn cứ."},
    A.HAND_OVER: {"collected_by": "Nguyễn Văn An"},
}


class _Undo(Exception):
    """Takes a move back, so that the next person meets the same dossier."""


def press(client: Client, dossier: Dossier, action: Action) -> tuple[int, bool]:
    """Press an action's button with all that it asks for; return the answer and whether the dossier moved."""
    words = dict(WORDS.get(action, {}))
    if action is Action.SUPPLEMENT and dossier.status == Status.SUPPLEMENTING:
        for asked in dossier.supplement_requests.get().papers.all():
            words[f"paper-{asked.pk}-form"] = "original"
    address = f"/xu-ly/{dossier.code}/{action.value.replace('_', '-')}/"
    try:
        with transaction.atomic():
            answer = client.post(address, {"seen": dossier.revision, **words})
            has_moved = loaded(dossier).revision != dossier.revision
            raise _Undo
    except _Undo:
        return answer.status_code, has_moved


OWN_ACTION = {"binh": A.RECEIVE, "chi": A.PROPOSE, "dung": A.APPROVE, "giang": A.SEAL}
"""What each officer would press on a page that is out of date."""


@pytest.mark.parametrize("status", Status)
def test_the_pages_obey_the_same_table(
    status: Status, dossier_in: DossierIn, people: dict[str, User], client: Client
) -> None:
    dossier = dossier_in(status)
    leaving = [move.action for move in MOVES if move.before == status]
    wrong = []
    for person in ("binh", "chi", "dung", "giang", "ha", "khoa", "stranger", "an_at_work", "an_by_number"):
        client.force_login(people[person])
        tried = dict.fromkeys([*leaving, OWN_ACTION.get(person, A.WITHDRAW)])
        for action in tried:
            code, has_moved = press(client, dossier, action)
            may = person in OFFICERS and action in expected(status, person)
            if person in ("khoa", "stranger"):
                right = {404}
            elif person in ("an_at_work", "an_by_number", "ha"):
                right = {403}
            else:
                right = {302} if may else {403, 409}
            if code not in right or has_moved is not may:
                wrong.append((person, action.value, code, has_moved))
    assert not wrong


def test_what_is_no_action_has_no_page(client: Client, world: World, dossier_in: DossierIn) -> None:
    client.force_login(world.binh)
    dossier = dossier_in(Status.SUBMITTED)
    for path in ("submit", "no-such-thing", "receive-", "__init__"):
        assert client.get(f"/xu-ly/{dossier.code}/{path}/").status_code == 404
        assert client.post(f"/xu-ly/{dossier.code}/{path}/").status_code == 404


COUNTER = ["/quay/", "/quay/tiep-nhan/", "/quay/tiep-nhan/9.000001/", "/quay/ngay-hen/?thu_tuc=9.000001"]


def test_only_clerks_come_behind_the_counter(client: Client, world: World) -> None:
    for person in ("an", "chi", "dung", "giang", "ha"):
        client.force_login(getattr(world, person))
        assert [client.get(address).status_code for address in COUNTER] == [403] * 4, person
        assert client.post("/quay/the-can-cuoc/", {"card": "1|2"}).status_code == 403
    client.force_login(world.binh)
    assert [client.get(address).status_code for address in COUNTER] == [200] * 4


def test_strangers_are_asked_to_sign_in(client: Client, world: World) -> None:
    for address in (*COUNTER, "/xu-ly/", "/xu-ly/H98.03-260302-0001/", "/xu-ly/H98.03-260302-0001/approve/"):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/tai-khoan/")


def test_a_post_that_has_ended_opens_nothing(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.SUBMITTED)
    Post.objects.filter(user=world.binh).update(valid_to=date(2026, 3, 2))
    client.force_login(world.binh)
    assert client.get("/quay/").status_code == 403
    assert client.get(f"/xu-ly/{dossier.code}/").status_code == 404
