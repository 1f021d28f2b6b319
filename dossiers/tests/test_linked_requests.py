"""A linked request: one press opens the first dossiers, later ones open by themselves or say why they do not."""

from datetime import timedelta
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from dossiers.errors import AlreadySubmitted, InvalidInput
from dossiers.linked import PartState, state_of
from dossiers.models import DocumentForm, Dossier, KeptPaper, LinkedRequest, Outcome, StoredFile
from dossiers.services import open_what_follows
from dossiers.tests.cast import GROUND, MONDAY, MONDAY_MORNING, World, instant
from dossiers.tests.linking import (
    BIRTH,
    CERTIFICATE_OF_BIRTH,
    IDENTITY_PAPER,
    INSURANCE,
    RESIDENCE,
    ask,
    dossier_of,
    newborn_group,
    part_of,
    record,
    resolve,
)
from dossiers.workflow import Action, Status
from procedures.models import LinkedGroup, LinkedPart
from procedures.services import publish_version
from reporting.services import compute_statistics

TUESDAY = MONDAY_MORNING + timedelta(days=1)


@pytest.fixture
def group(world: World) -> LinkedGroup:
    return newborn_group(world)


@pytest.fixture
def request_of_an(world: World, group: LinkedGroup) -> LinkedRequest:
    return ask(world, group)


def states(request: LinkedRequest) -> dict[str, PartState]:
    parts = list(request.parts.select_related("procedure", "dossier__result").order_by("ordinal"))
    return {part.procedure.code: state_of(part, parts) for part in parts}


# ── In order ─────────────────────────────────────────────────────────────────────────────
def test_one_press_opens_the_first_wave_and_keeps_the_papers_of_the_others(
    world: World, request_of_an: LinkedRequest
) -> None:
    assert request_of_an.code == "LT-260302-0001"
    birth = Dossier.objects.get()
    assert birth.status == Status.SUBMITTED
    assert birth.agency == world.department
    assert birth.content == "Khai sinh cho con là Nguyễn Gia Bảo"
    assert states(request_of_an) == {
        BIRTH: PartState.RUNNING,
        RESIDENCE: PartState.WAITING,
        INSURANCE: PartState.WAITING,
    }
    kept = part_of(request_of_an, RESIDENCE).kept_papers
    assert set(kept.filter(file=world.scan).values_list("name", flat=True)) == {"Tờ khai cư trú", IDENTITY_PAPER}
    assert kept.get(file=None).result_of.code == BIRTH


def test_the_second_wave_opens_in_parallel_when_the_first_is_granted(
    world: World, request_of_an: LinkedRequest
) -> None:
    resolve(world, dossier_of(request_of_an, BIRTH), at=TUESDAY)
    residence, insurance = dossier_of(request_of_an, RESIDENCE), dossier_of(request_of_an, INSURANCE)
    assert {residence.status, insurance.status} == {Status.SUBMITTED}
    assert (residence.agency, residence.office) == (world.commune, world.commune_office)
    assert (insurance.agency, insurance.office) == (world.department, world.centre)
    assert residence.submitter == insurance.submitter == world.an
    assert residence.submitted_at == TUESDAY
    assert [event.actor for event in residence.events.all()] == [world.an]
    assert not KeptPaper.objects.exists()


def test_each_dossier_has_its_own_clock(world: World, request_of_an: LinkedRequest) -> None:
    birth = resolve(world, dossier_of(request_of_an, BIRTH), at=TUESDAY)
    insurance = world.act(dossier_of(request_of_an, INSURANCE), Action.RECEIVE, at=TUESDAY + timedelta(hours=2))
    assert f"{birth.due_on} {insurance.due_on}" == "2026-03-04 2026-03-05"
    assert dossier_of(request_of_an, RESIDENCE).due_at is None, "nobody has received it yet"


def test_a_shared_paper_is_stored_once_and_stands_in_each_dossier(world: World, request_of_an: LinkedRequest) -> None:
    resolve(world, dossier_of(request_of_an, BIRTH), at=TUESDAY)
    for code in (BIRTH, RESIDENCE):
        assert dossier_of(request_of_an, code).documents.get(name=IDENTITY_PAPER).file == world.scan
    assert StoredFile.objects.count() == 1


@pytest.mark.parametrize("has_file", [True, False])
def test_the_result_of_an_earlier_part_is_passed_on(world: World, request_of_an: LinkedRequest, has_file: bool) -> None:
    file = world.scan if has_file else None
    birth = resolve(world, dossier_of(request_of_an, BIRTH), at=TUESDAY, file=file)
    paper = dossier_of(request_of_an, INSURANCE).documents.get(required_document__name=CERTIFICATE_OF_BIRTH)
    assert paper.form == DocumentForm.ISSUED
    assert paper.file == file
    assert birth.code in paper.name and birth.result.number in paper.name


def test_a_result_that_awaits_its_seal_opens_nothing_yet(world: World, group: LinkedGroup) -> None:
    LinkedPart.objects.filter(group=group, wave=1).update(procedure=world.certificate.procedure)
    group.documents.all().delete()
    request = ask(world, group)
    sealed = resolve(world, dossier_of(request, "9.000001"), at=TUESDAY)
    assert sealed.status == Status.AWAITING_SEAL
    assert states(request)[RESIDENCE] is PartState.WAITING
    world.act(sealed, Action.SEAL, at=TUESDAY)
    assert states(request)[RESIDENCE] is PartState.RUNNING


def test_a_wave_waits_for_the_last_of_the_wave_before_it(world: World, group: LinkedGroup) -> None:
    LinkedPart.objects.filter(group=group, procedure__code=INSURANCE).update(wave=1)
    group.documents.all().delete()
    request = ask(world, group)
    resolve(world, dossier_of(request, BIRTH), at=TUESDAY)
    assert states(request)[RESIDENCE] is PartState.WAITING
    resolve(world, dossier_of(request, INSURANCE), at=TUESDAY)
    assert states(request)[RESIDENCE] is PartState.RUNNING


# ── Once, and whole ──────────────────────────────────────────────────────────────────────
def test_a_second_press_is_led_to_the_request_of_the_first(world: World, group: LinkedGroup) -> None:
    key = uuid4()
    first = ask(world, group, key=key)
    with pytest.raises(AlreadySubmitted) as second:
        ask(world, group, key=key)
    assert second.value.code == first.code
    assert (LinkedRequest.objects.count(), Dossier.objects.count()) == (1, 1)


def test_a_paper_that_only_a_later_part_needs_is_missed_at_once(world: World, group: LinkedGroup) -> None:
    with pytest.raises(InvalidInput, match="Còn thiếu: Tờ khai cư trú"):
        ask(world, group, without="Tờ khai cư trú")
    assert not Dossier.objects.exists()
    assert not LinkedRequest.objects.exists()


def test_only_an_optional_part_can_be_left_out(world: World, group: LinkedGroup) -> None:
    with pytest.raises(InvalidInput, match="bắt buộc"):
        ask(world, group, left_out=[INSURANCE])
    LinkedPart.objects.filter(group=group, procedure__code=INSURANCE).update(is_optional=True)
    assert set(states(ask(world, group, left_out=[INSURANCE]))) == {BIRTH, RESIDENCE}


def test_a_closed_group_takes_no_request(world: World, group: LinkedGroup) -> None:
    group.is_open = False
    with pytest.raises(InvalidInput, match="tạm dừng"):
        ask(world, group)


# ── Where it does not go on ──────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "ending",
    [(Action.REFUSE,), (Action.WITHDRAW,), (Action.RECEIVE, Action.WITHDRAW), "denied"],
    ids=["refused", "withdrawn", "withdrawn later", "denied"],
)
def test_what_ends_without_a_grant_opens_nothing(
    world: World, request_of_an: LinkedRequest, ending: tuple[Action, ...] | str
) -> None:
    birth = dossier_of(request_of_an, BIRTH)
    if isinstance(ending, str):
        resolve(world, birth, at=TUESDAY, outcome=Outcome.DENIED, reason="Không đủ.", legal_ground=GROUND)
    else:
        resolve(world, birth, at=TUESDAY, actions=ending)
    assert states(request_of_an) == {
        BIRTH: PartState.FAILED,
        RESIDENCE: PartState.STOPPED,
        INSURANCE: PartState.STOPPED,
    }
    assert Dossier.objects.count() == 1


def test_a_part_that_cannot_open_says_why_and_hinders_neither_the_officer_nor_the_other_part(
    world: World, request_of_an: LinkedRequest
) -> None:
    changed = record(RESIDENCE, "Đăng ký thường trú", "H98.41", "Giấy tờ mới", days=3)
    publish_version(changed, valid_from=TUESDAY.date())
    birth = resolve(world, dossier_of(request_of_an, BIRTH), at=TUESDAY)
    assert birth.status == Status.RESULT_READY
    assert states(request_of_an)[RESIDENCE] is PartState.BLOCKED
    assert "Giấy tờ mới" in part_of(request_of_an, RESIDENCE).obstacle
    assert states(request_of_an)[INSURANCE] is PartState.RUNNING
    assert part_of(request_of_an, RESIDENCE).kept_papers.exists(), "what was handed in is not lost"


def test_statistics_count_each_dossier_and_their_identities_hold(world: World, request_of_an: LinkedRequest) -> None:
    resolve(world, dossier_of(request_of_an, BIRTH), at=TUESDAY)
    world.act(dossier_of(request_of_an, INSURANCE), Action.RECEIVE, at=TUESDAY)
    run = compute_statistics(until=TUESDAY.date(), at=instant(MONDAY + timedelta(days=2), "00:30")).run
    assert run is not None
    assert run.findings == []
    assert run.rows_written > 0


def test_a_dossier_of_its_own_costs_one_question_more(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    dossier = world.submit()
    with django_assert_num_queries(1):
        assert open_what_follows(dossier, at=TUESDAY) == []
