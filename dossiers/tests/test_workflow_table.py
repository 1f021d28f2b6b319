"""The workflow's table by itself: nothing in it is unknown, unreachable or unused."""

import pytest

from accounts.models import Role
from dossiers import guards
from dossiers.workflow import (
    DEEDS,
    FINAL,
    GUARD_WORDS,
    HOLDER_OF,
    MOVES,
    ON_THE_CLOCK,
    REASON_NEEDED,
    STEP_OF,
    Action,
    ClockEffect,
    Guard,
    Move,
    Status,
)


def test_unknown_guard_refuses_to_load() -> None:
    with pytest.raises(ValueError, match="Unknown guard 'fee_paid' of move seal"):
        Move(
            Action.SEAL,
            Status.AWAITING_SEAL,
            Status.RESULT_READY,
            (Role.SEAL_KEEPER,),
            guards=("fee_paid",),  # type: ignore[arg-type]
        )


def test_every_guard_has_a_question_a_sentence_and_a_use() -> None:
    used = {guard for move in MOVES for guard in move.guards}
    assert used == set(Guard) == set(GUARD_WORDS) == set(guards.QUESTIONS)


def test_every_action_is_somebody_s() -> None:
    assert {move.action for move in MOVES} == set(Action) == set(DEEDS)
    by_rule = {move.action for move in MOVES if not move.roles}
    assert by_rule == {Action.RECALENDAR, Action.TAKE_OVER}


def test_every_status_can_be_reached_along_the_table() -> None:
    reached: set[Status | None] = {None}
    while more := {move.after for move in MOVES if move.before in reached} - reached:
        reached |= more
    assert reached - {None} == set(Status)


def test_from_every_status_a_dossier_can_still_end() -> None:
    ends: set[Status] = set(FINAL)
    while more := {move.before for move in MOVES if move.before and move.after in ends} - ends:
        ends |= more
    assert ends == set(Status)


def test_what_has_ended_is_left_by_no_move() -> None:
    assert {Status.RETURNED, Status.REFUSED, Status.WITHDRAWN, Status.DISCONTINUED} == FINAL


def test_every_status_has_a_step_and_what_is_open_has_a_holder() -> None:
    assert set(STEP_OF) == set(Status)
    assert set(HOLDER_OF) == set(Status) - FINAL


def test_the_clock_starts_at_reception_and_stops_where_a_result_or_an_end_is() -> None:
    for move in MOVES:
        starts = move.action is Action.RECEIVE
        was_running = move.before in ON_THE_CLOCK
        assert (move.clock is ClockEffect.START) is starts, move
        stops = was_running and move.after not in ON_THE_CLOCK
        assert (move.clock is ClockEffect.STOP) is stops, move


def test_nobody_moves_a_dossier_twice_by_one_row() -> None:
    rows = [(move.action, move.before, move.after) for move in MOVES]
    assert len(rows) == len(set(rows))


def test_two_rows_for_one_action_are_told_apart_by_their_guards() -> None:
    for move in MOVES:
        others = [other for other in MOVES if other is not move and other.action is move.action]
        rivals = [other for other in others if other.before == move.before and set(other.roles) & set(move.roles)]
        assert not rivals or move.guards, move


def test_what_ends_a_dossier_against_the_applicant_needs_a_reason() -> None:
    assert {Action.REFUSE, Action.DISCONTINUE, Action.SEND_BACK, Action.REQUEST_SUPPLEMENT} <= REASON_NEEDED
