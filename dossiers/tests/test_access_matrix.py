"""Who may do what in every situation: the access table, held against `access`."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from accounts.models import Post, Role, User
from dossiers import guards
from dossiers.access import allowed_actions, check, check_new
from dossiers.errors import DossierError, NotAllowed
from dossiers.models import Dossier
from dossiers.tests.access_table import SITUATIONS
from dossiers.tests.cast import MONDAY_MORNING
from dossiers.tests.situations import PEOPLE, TUESDAY, Matrix, Situation
from dossiers.workflow import FINAL, MOVES, Action, Guard, Status

BY_NAME = {situation.name: situation for situation in SITUATIONS}
NEW = {move.action for move in MOVES if move.before is None}
BY_RULE = {move.action for move in MOVES if not move.roles}


def permitted(matrix: Matrix, situation: Situation) -> dict[str, set[Action]]:
    """Return what each person may do there, without those who may do nothing."""
    dossier = matrix.dossier(situation)
    found = {
        person: {permit.move.action for permit in allowed_actions(user, dossier, at=situation.at)}
        for person, user in matrix.people.items()
    }
    return {person: actions for person, actions in found.items() if actions}


def accepted(matrix: Matrix, situation: Situation) -> dict[str, set[Action]]:
    """Return what each person may do there when they simply try everything."""
    dossier = matrix.dossier(situation)
    found = {
        person: {action for action in Action if is_accepted(user, action, dossier, at=situation.at)}
        for person, user in matrix.people.items()
    }
    return {person: actions for person, actions in found.items() if actions}


def is_accepted(user: User, action: Action, dossier: Dossier, *, at: datetime) -> bool:
    """Say whether `check` gives a permit."""
    try:
        permit = check(user, action, dossier, at=at)
    except DossierError:
        return False
    return permit.move.action is action and permit.move.before == dossier.status


@pytest.fixture(scope="module")
def matrix(django_db_setup: None, django_db_blocker: Any) -> Iterator[Matrix]:
    """Every situation, walked into once and asked about by every test."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Matrix()
        transaction.set_rollback(True)


def test_the_table_is_about_everybody_every_status_and_every_action() -> None:
    assert len(BY_NAME) == len(SITUATIONS)
    assert {situation.status for situation in SITUATIONS} == set(Status)
    named = {action for situation in SITUATIONS for actions in situation.may.values() for action in actions}
    assert named == set(Action) - BY_RULE - {Action.SUBMIT}
    assert {person for situation in SITUATIONS for person in situation.may} <= set(PEOPLE)


def test_the_cast_of_the_matrix_is_complete(matrix: Matrix) -> None:
    assert set(matrix.people) == set(PEOPLE)


@pytest.mark.parametrize("name", BY_NAME)
def test_access_permits_what_the_table_says_and_nothing_else(name: str, matrix: Matrix) -> None:
    situation = BY_NAME[name]
    assert permitted(matrix, situation) == {
        person: actions for person in PEOPLE if (actions := situation.expected(person))
    }


@pytest.mark.parametrize("name", BY_NAME)
def test_each_single_press_is_judged_by_the_same_table(name: str, matrix: Matrix) -> None:
    situation = BY_NAME[name]
    assert accepted(matrix, situation) == {
        person: actions for person in PEOPLE if (actions := situation.expected(person))
    }


@pytest.mark.parametrize("guard", Guard)
def test_each_guard_opens_in_one_situation_and_closes_in_another(guard: Guard, matrix: Matrix) -> None:
    answers = set()
    for situation in SITUATIONS:
        dossier = matrix.dossier(situation)
        for move in MOVES:
            if guard in move.guards and move.before in (dossier.status, None):
                answers.add(guards.holds(guard, dossier, at=situation.at))
    assert answers == {True, False}


BEFORE_THE_RULE = {(Action.APOLOGISE, status) for status in (Status.IN_DELIVERY, Status.RETURNED, Status.DISCONTINUED)}
"""What only concerns dossiers that ended late before no late dossier could end without an apology."""


def test_every_row_of_the_workflow_is_open_to_somebody(matrix: Matrix) -> None:
    opened = {
        permit.move
        for situation in SITUATIONS
        for user in matrix.people.values()
        for permit in allowed_actions(user, matrix.dossier(situation), at=situation.at)
    }
    closed = [move for move in MOVES if move not in opened and move.before is not None and move.roles]
    assert [move for move in closed if (move.action, move.before) not in BEFORE_THE_RULE] == []


def test_of_what_has_ended_nothing_is_left_but_to_apologise_or_to_reopen(matrix: Matrix) -> None:
    left = {
        action
        for situation in SITUATIONS
        if situation.status in FINAL
        for actions in situation.may.values()
        for action in actions
    }
    assert left <= {Action.APOLOGISE, Action.REOPEN}


RECEIVERS = {"binh", "duy"}
"""Who sits at the centre's counter; An and the officer with An's number do, too, but it is their own dossier."""


def test_at_a_counter_only_its_own_clerks_receive_and_nobody_what_is_their_own(matrix: Matrix) -> None:
    world, received = matrix.world, set()
    for person, user in matrix.people.items():
        try:
            permit = check_new(
                user,
                Action.RECEIVE,
                office_pk=world.centre.pk,
                personal_id=world.applicant.personal_id,
                at=TUESDAY,
            )
        except NotAllowed:
            continue
        assert permit.role is Role.CLERK
        received.add(person)
    assert received == RECEIVERS


def test_anybody_may_submit_for_themselves_and_holds_no_post_in_it(matrix: Matrix) -> None:
    for user in matrix.people.values():
        permit = check_new(user, Action.SUBMIT, office_pk=None, personal_id="", at=MONDAY_MORNING)
        assert (permit.role, permit.post) == (Role.APPLICANT, None)


@pytest.mark.django_db  # without one mark in it, a module has no database
def test_a_post_that_has_ended_permits_nothing(matrix: Matrix) -> None:
    with transaction.atomic():
        Post.objects.filter(user=matrix.world.binh).update(valid_to=MONDAY_MORNING.date())
        binh = User.objects.get(pk=matrix.world.binh.pk)
        assert allowed_actions(binh, matrix.dossier(BY_NAME["submitted"]), at=TUESDAY) == []
        assert allowed_actions(binh, matrix.dossier(BY_NAME["submitted"]), at=MONDAY_MORNING) != []
        transaction.set_rollback(True)
