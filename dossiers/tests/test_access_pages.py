"""The pages obey the access table: a button is shown if and only if its press is accepted."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from accounts.models import Post, User
from dossiers.models import Dossier
from dossiers.queries.buttons import move_url
from dossiers.tests.access_table import SITUATIONS
from dossiers.tests.cast import DossierIn, World, loaded
from dossiers.tests.situations import PEOPLE, Matrix, Situation
from dossiers.workflow import MOVES, Action, Status

ONE_FOR_EACH_STATUS = {situation.status: situation for situation in reversed(SITUATIONS)}
"""The first situation of each status: the conditions are tried without pages in `test_access_matrix`."""

CITIZENS = ("an", "stranger")
OUTSIDERS = ("mai", "stranger")
"""Who may not even know that the dossier exists."""


@pytest.fixture(scope="module")
def matrix(django_db_setup: None, django_db_blocker: Any) -> Iterator[Matrix]:
    """Every situation, walked into once."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Matrix()
        transaction.set_rollback(True)


def signed_in(user: User) -> Client:
    """Return a browser in which somebody is signed in; they hold the posts that the table thinks of."""
    client = Client()
    client.force_login(user)
    return client


def shown(page: str, dossier: Dossier) -> set[Action]:
    """Return the actions that a page offers."""
    return {action for action in Action if f'"{move_url(dossier.code, action)}' in page}


class _Undo(Exception):
    """Takes a press back, so that the next person meets the same dossier."""


def press(client: Client, dossier: Dossier, action: Action) -> tuple[int, bool]:
    """Press an action's button without a word; return the answer and whether the dossier moved."""
    try:
        with transaction.atomic():
            answer = client.post(move_url(dossier.code, action), {"seen": dossier.revision})
            has_moved = loaded(dossier).revision != dossier.revision
            raise _Undo
    except _Undo:
        return answer.status_code, has_moved


@pytest.mark.parametrize("status", Status)
def test_the_desk_shows_the_buttons_of_the_table(status: Status, matrix: Matrix) -> None:
    situation = ONE_FOR_EACH_STATUS[status]
    dossier = matrix.dossier(situation)
    wrong = {}
    with time_machine.travel(situation.at, tick=False):
        for person, user in desk_people(matrix):
            # Whoever is only asked for an opinion is led to the page of the question.
            answer = signed_in(user).get(f"/xu-ly/{dossier.code}/", follow=True)
            offered = shown(answer.content.decode(), dossier) if answer.status_code == 200 else set()
            if offered != at_the_desk(situation, person):
                wrong[person] = (answer.status_code, offered ^ at_the_desk(situation, person))
    assert wrong == {}


@pytest.mark.parametrize("status", Status)
def test_a_press_is_accepted_if_and_only_if_the_table_permits_it(status: Status, matrix: Matrix) -> None:
    situation = ONE_FOR_EACH_STATUS[status]
    dossier = matrix.dossier(situation)
    leaving = [move.action for move in MOVES if move.before == status and move.roles]
    tried = dict.fromkeys([*leaving, Action.RECEIVE, Action.APPROVE])
    wrong = []
    with time_machine.travel(situation.at, tick=False):
        for person, user in desk_people(matrix):
            client, may = signed_in(user), at_the_desk(situation, person)
            # Who may do nothing is refused before anybody asks what: two presses show it.
            for action in tried if may else list(tried)[:2]:
                code, has_moved = press(client, dossier, action)
                right = {302, 422} if action in may else {403, 404, 409}
                if code not in right or (has_moved and action not in may):
                    wrong.append((person, action.value, code, has_moved))
    assert wrong == []


def desk_people(matrix: Matrix) -> Iterator[tuple[str, User]]:
    """Yield everybody who might sit at a desk."""
    for person in PEOPLE:
        if person not in CITIZENS or person in OUTSIDERS:
            yield person, matrix.people[person]


def at_the_desk(situation: Situation, person: str) -> set[Action]:
    """Return what somebody may do as an officer; nobody works at a dossier of their own."""
    return set() if person in ("an_at_work", "an_by_number") else situation.expected(person)


@pytest.mark.parametrize("status", Status)
def test_the_citizen_is_offered_what_the_table_permits(status: Status, matrix: Matrix) -> None:
    situation = ONE_FOR_EACH_STATUS[status]
    dossier = matrix.dossier(situation)
    if dossier.submitter_id is None:
        return
    pages = {Action.SUPPLEMENT: f"/ho-so/{dossier.code}/bo-sung/", Action.WITHDRAW: f"/ho-so/{dossier.code}/rut/"}
    with time_machine.travel(situation.at, tick=False):
        client = signed_in(matrix.people["an"])
        page = client.get(f"/ho-so/{dossier.code}/").content.decode()
        offered = {action for action, address in pages.items() if f'"{address}"' in page}
        opened = {action for action, address in pages.items() if client.get(address).status_code == 200}
    assert offered == opened == situation.expected("an") & pages.keys()


def test_what_is_no_action_has_no_page(client: Client, world: World, dossier_in: DossierIn) -> None:
    client.force_login(world.binh)
    dossier = dossier_in(Status.SUBMITTED)
    for path in ("submit", "recalendar", "no-such-thing", "receive-", "__init__"):
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
    with time_machine.travel(dossier.submitted_at, tick=False):
        client.force_login(world.binh)
        assert client.get("/quay/").status_code == 200
        Post.objects.filter(user=world.binh).update(valid_to=dossier.submitted_at.date().replace(day=1))
        assert client.get("/quay/").status_code == 403
        assert client.get(f"/xu-ly/{dossier.code}/").status_code == 404
