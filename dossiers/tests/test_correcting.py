"""A receipt that was wrong: voided and kept, replaced under a new number, the ledger told, the code unchanged."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dossiers import clock, services
from dossiers.errors import InvalidInput, NotAllowed, StaleDossier
from dossiers.models import ClockEntry, DocumentForm, Dossier, EntryKind, IntakeReceipt, ReturnMethod
from dossiers.papers.receipt import issued_receipt
from dossiers.services import Correction, Listed, Paper
from dossiers.services.moves import ledger_of
from dossiers.tests.cast import MONDAY, MONDAY_MORNING, World, instant, loaded
from dossiers.workflow import Action, Status
from procedures.models import Channel

TEN = instant(MONDAY, "10:00")


def as_it_is(world: World, dossier: Dossier, **changed: Any) -> Correction:
    """Return the correction that changes nothing, or only what is named."""
    listed = tuple(
        Listed(Paper(one.name, DocumentForm(one.form), one.required_document, one.quantity, one.file), document=one)
        for one in dossier.documents.filter(supplement=None).select_related("required_document", "file")
    )
    same = Correction(
        applicant=world.walk_in_applicant,
        content=dossier.content,
        return_method=ReturnMethod(dossier.return_method),
        papers=listed,
    )
    return replace(same, **changed)


def correct(world: World, dossier: Dossier, correction: Correction, **options: Any) -> IntakeReceipt:
    arguments = {
        "reason": "Ghi sai trên giấy tiếp nhận.",
        "seen": dossier.revision,
        "actor": world.binh,
        "at": TEN,
        "calendar": world.calendar,
    } | options
    return services.correct(dossier, correction, **arguments)


@pytest.fixture
def received(world: World) -> Dossier:
    return loaded(world.receive_walk_in())


def test_the_old_slip_is_voided_and_both_are_kept(world: World, received: Dossier) -> None:
    code, old = received.code, IntakeReceipt.objects.get()
    right = replace(world.walk_in_applicant, name="Đỗ Thị Mẫn", address="Số 6, đường Lê Lợi")
    new = correct(world, received, as_it_is(world, received, applicant=right))
    old.refresh_from_db()
    assert (old.voided_at, old.voided_by, old.void_reason) == (TEN, world.binh, "Ghi sai trên giấy tiếp nhận.")
    assert (new.number, new.voided_at) == ("02/TTPVHCC", None)
    dossier = loaded(received)
    assert (dossier.code, dossier.applicant_name, dossier.applicant_folded) == (code, "Đỗ Thị Mẫn", "do thi man")
    assert old.printed is not None and old.printed["party"]["name"] == "Đỗ Thị Mận"
    for receipt in IntakeReceipt.objects.select_related("office__agency", "issued_by"):
        assert issued_receipt(dossier, receipt, calendar=world.calendar).startswith(b"%PDF")


def test_a_limit_that_was_wrong_counts_from_the_same_start(world: World, received: Dossier) -> None:
    promised = received.due_at
    correct(world, received, as_it_is(world, received, case=2))
    dossier = loaded(received)
    assert promised is not None and dossier.due_at == promised + timedelta(days=7), "ten working days, not five"
    assert dossier.due_at == dossier.original_due_at == dossier.first_due_at
    assert (dossier.limit_amount, dossier.received_at) == (10, MONDAY_MORNING)
    entry = ClockEntry.objects.get(dossier=dossier, kind=EntryKind.CORRECT)
    assert (entry.at, entry.due_at) == (TEN, dossier.due_at)
    replayed = clock.replayed(ledger_of(dossier), world.calendar)
    assert replayed.due is not None and replayed.due.at == dossier.due_at


def test_what_changes_no_limit_writes_no_ledger(world: World, received: Dossier) -> None:
    correct(world, received, as_it_is(world, received, content="Cấp chứng chỉ lần đầu", case=1))
    assert not ClockEntry.objects.filter(kind=EntryKind.CORRECT).exists()
    assert loaded(received).content == "Cấp chứng chỉ lần đầu"


def test_papers_are_corrected_added_and_left_out(world: World, received: Dossier) -> None:
    declaration, diploma = as_it_is(world, received).papers
    changed = replace(diploma, paper=replace(diploma.paper, form=DocumentForm.CERTIFIED_COPY, quantity=2))
    extra = Listed(Paper("Ảnh 3x4", DocumentForm.ORIGINAL))
    correct(world, received, as_it_is(world, received, papers=(declaration, changed, extra)))
    assert list(received.documents.values_list("name", "form", "quantity")) == [
        ("Tờ khai đề nghị cấp chứng chỉ", "original", 1),
        ("Bằng tốt nghiệp đại học", "certified_copy", 2),
        ("Ảnh 3x4", "original", 1),
    ]
    without = as_it_is(world, loaded(received))
    correct(
        world,
        received,
        replace(without, papers=without.papers[:2]),
        seen=received.revision,
        at=TEN + timedelta(minutes=1),
    )
    assert received.documents.count() == 2
    assert "Ảnh 3x4" in str(IntakeReceipt.objects.order_by("pk")[1].printed)


def test_a_paper_that_is_needed_cannot_be_corrected_away(world: World, received: Dossier) -> None:
    same = as_it_is(world, received)
    with pytest.raises(InvalidInput, match="Bằng tốt nghiệp đại học"):
        correct(world, received, replace(same, papers=same.papers[:1]))
    assert IntakeReceipt.objects.get().voided_at is None


def test_nothing_changed_is_no_correction(world: World, received: Dossier) -> None:
    with pytest.raises(InvalidInput, match="chưa sửa điều gì"):
        correct(world, received, as_it_is(world, received, case=1))
    assert loaded(received).revision == 1


def test_a_correction_says_why(world: World, received: Dossier) -> None:
    with pytest.raises(InvalidInput) as refused:
        correct(world, received, as_it_is(world, received, content="Khác"), reason="  ")
    assert refused.value.field == "reason"
    assert IntakeReceipt.objects.get().voided_at is None


def test_while_nobody_has_taken_it_even_the_agency_changes_and_the_code_does_not(world: World) -> None:
    dossier = loaded(world.receive_walk_in(world.confirmation))
    code = dossier.code
    at_centre = services.process_for(world.certificate.pk, world.department, today=MONDAY)
    papers = tuple(Listed(paper) for paper in world.papers(world.certificate, scanned=False))
    new = correct(world, dossier, as_it_is(world, dossier, process=at_centre, papers=papers, content=""))
    dossier = loaded(dossier)
    assert (dossier.code, dossier.version, dossier.content) == (code, world.certificate, world.certificate.name)
    assert (dossier.limit_amount, dossier.due_basis) == (5, "day")
    assert dossier.due_at == instant(MONDAY + timedelta(days=7), "17:00")
    assert new.number == "02/TTPVHCC"


def test_the_procedure_of_a_taken_dossier_stays(world: World) -> None:
    dossier = world.act(loaded(world.receive_walk_in(world.confirmation)), Action.TAKE, at=TEN)
    other = services.process_for(world.certificate.pk, world.department, today=MONDAY)
    with pytest.raises(InvalidInput) as refused:
        correct(world, dossier, as_it_is(world, dossier, process=other))
    assert refused.value.field == "procedure"
    correct(world, dossier, as_it_is(world, dossier, content="Xác nhận khai sinh"))
    assert loaded(dossier).officer == world.chi, "what is corrected stays with who has it"


def test_papers_on_a_sheet_are_not_sent_elsewhere(world: World) -> None:
    dossier = loaded(world.receive_journey())
    at_department = services.process_for(world.confirmation.pk, world.department, today=MONDAY)
    with pytest.raises(InvalidInput, match="đi theo đường khác"):
        correct(world, dossier, as_it_is(world, dossier, process=at_department))


def test_what_was_proposed_meanwhile_is_not_corrected(world: World, received: Dossier) -> None:
    before = loaded(received)
    taken = world.act(received, Action.TAKE, at=TEN)
    world.act(taken, Action.PROPOSE, at=TEN)
    with pytest.raises(StaleDossier):
        correct(world, before, as_it_is(world, before, content="Khác"))
    fresh = loaded(received)
    with pytest.raises(StaleDossier):
        correct(world, fresh, as_it_is(world, fresh, content="Khác"))
    assert IntakeReceipt.objects.get().voided_at is None
    assert loaded(received).status == Status.IN_APPROVAL


def test_only_the_counter_that_received_it_corrects(world: World, received: Dossier) -> None:
    for person in (world.chi, world.khoa, world.dung):
        with pytest.raises(NotAllowed):
            correct(world, loaded(received), as_it_is(world, received, content="Khác"), actor=person)


def test_a_correction_after_the_post_keeps_the_signed_time(world: World) -> None:
    dossier = loaded(world.receive_walk_in(channel=Channel.POSTAL))
    correct(world, dossier, as_it_is(world, dossier, content="Khác"))
    assert loaded(dossier).received_at == MONDAY_MORNING
