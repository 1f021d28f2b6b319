"""What an officer asks of others while appraising, and what it does to the clock: through the services."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Absence, Role, User
from agencies.models import Agency, AgencyKind, Level
from dossiers import services
from dossiers.access import check
from dossiers.errors import InvalidInput, NotAllowed, StaleDossier
from dossiers.models import (
    ClockEntry,
    Consultation,
    DiscontinuanceNotice,
    Dossier,
    DossierEvent,
    EntryKind,
    FinancialObligation,
    PaymentReceipt,
    SubmittedDocument,
    SupplementRequest,
    Verification,
)
from dossiers.services import Owed, Question
from dossiers.services.supplements import is_late_to_ask
from dossiers.tests.cast import GROUND, MONDAY, MONDAY_MORNING, DossierIn, World, instant, loaded
from dossiers.workflow import Action, Status
from procedures.models import Channel, ClockCause, ClockRule, SupplementPolicy

TUESDAY = MONDAY_MORNING + timedelta(days=1)
A, S = Action, Status


def kinds(dossier: Dossier) -> list[str]:
    return list(ClockEntry.objects.filter(dossier=dossier).order_by("ordinal").values_list("kind", flat=True))


def last_event(dossier: Dossier) -> DossierEvent:
    return DossierEvent.objects.filter(dossier=dossier).latest("ordinal")


def colleague(world: World, role: Role = Role.APPRAISER, **post: Any) -> User:
    user = User.objects.create_user(f"{role.value}@test.test", full_name="Lý Thiên Phú")
    user.posts.create(**{"role": role, "agency": world.department, "valid_from": "2020-01-01", **post})
    return user


# ── Who appraises ────────────────────────────────────────────────────────────────────────
def test_the_approver_gives_a_dossier_to_an_appraiser_who_then_holds_it(world: World, dossier_in: DossierIn) -> None:
    dossier = world.act(dossier_in(S.IN_APPRAISAL), A.ASSIGN, at=TUESDAY)
    assert (dossier.officer, dossier.holder, dossier.held_since) == (world.chi, world.chi, TUESDAY)
    event = last_event(dossier)
    assert (event.actor, event.holder, event.is_internal) == (world.dung, world.chi, True)
    assert "Lê Quỳnh Chi" in event.words


def test_a_dossier_goes_back_to_the_shared_queue(world: World, dossier_in: DossierIn) -> None:
    dossier = world.act(dossier_in(S.IN_APPRAISAL), A.TAKE, at=TUESDAY)
    dossier = world.act(dossier, A.ASSIGN, at=TUESDAY, officer=None)
    assert (dossier.officer, dossier.holder, dossier.holder_role) == (None, None, Role.APPRAISER)


def test_what_waits_for_the_citizen_stays_with_them_when_it_is_reassigned(world: World, dossier_in: DossierIn) -> None:
    other = colleague(world)
    dossier = world.act(dossier_in(S.SUPPLEMENTING), A.ASSIGN, at=TUESDAY, officer=other)
    assert (dossier.holder_role, dossier.officer) == (Role.APPLICANT, other)
    back = world.act(dossier, A.SUPPLEMENT, at=TUESDAY + timedelta(hours=1))
    assert (back.holder, back.holder_role) == (other, Role.APPRAISER)


@pytest.mark.parametrize("who", ["khoa", "dung", "mai"])
def test_only_an_appraiser_of_the_agency_is_given_a_dossier(world: World, dossier_in: DossierIn, who: str) -> None:
    dossier = dossier_in(S.IN_APPRAISAL)
    with pytest.raises(InvalidInput, match="chuyên viên thụ lý") as refused:
        world.act(dossier, A.ASSIGN, at=TUESDAY, officer=getattr(world, who))
    assert refused.value.field == "officer"
    assert loaded(dossier).revision == dossier.revision


def test_who_is_away_or_has_it_already_is_not_given_a_dossier(world: World, dossier_in: DossierIn) -> None:
    dossier = world.act(dossier_in(S.IN_APPRAISAL), A.TAKE, at=TUESDAY)
    with pytest.raises(InvalidInput, match="đang xử lý"):
        world.act(dossier, A.ASSIGN, at=TUESDAY)
    other = colleague(world)
    away(other, world)
    with pytest.raises(InvalidInput, match="vắng mặt"):
        world.act(dossier, A.ASSIGN, at=TUESDAY, officer=other)


def away(user: User, world: World) -> None:
    day = timezone.localdate(TUESDAY)
    Absence.objects.create(
        user=user, first_on=day, last_on=day, reason="Nghỉ phép", recorded_by=world.dung, recorded_at=MONDAY_MORNING
    )


def test_a_dossier_of_an_absent_colleague_is_taken_over(world: World, dossier_in: DossierIn) -> None:
    dossier = world.act(dossier_in(S.IN_APPRAISAL), A.TAKE, at=MONDAY_MORNING + timedelta(hours=2))
    other = colleague(world)
    with pytest.raises(NotAllowed, match="Lê Quỳnh Chi"):
        services.take(dossier, seen=dossier.revision, actor=other, at=TUESDAY)
    away(world.chi, world)
    services.take(dossier, seen=dossier.revision, actor=other, at=TUESDAY)
    assert loaded(dossier).officer == other
    assert "Lê Quỳnh Chi đang vắng mặt" in last_event(dossier).words


# ── A further supplement ─────────────────────────────────────────────────────────────────
def supplemented(world: World, dossier_in: DossierIn) -> Dossier:
    return world.act(dossier_in(S.SUPPLEMENTING), A.SUPPLEMENT, at=TUESDAY)


def test_a_further_supplement_goes_out_only_with_consent(world: World, dossier_in: DossierIn) -> None:
    dossier = supplemented(world, dossier_in)
    with pytest.raises(NotAllowed, match="lãnh đạo phê duyệt đồng ý"):
        world.act(dossier, A.REQUEST_SUPPLEMENT, at=TUESDAY)
    dossier = world.act(dossier, A.PREPARE_SUPPLEMENT, at=TUESDAY + timedelta(hours=1))
    prepared = SupplementRequest.objects.get(dossier=dossier, requested_at=None)
    assert (dossier.status, dossier.paused_at, prepared.number) == (S.IN_APPRAISAL, None, "")
    assert last_event(dossier).is_internal
    dossier = world.act(dossier, A.CONSENT_SUPPLEMENT, at=TUESDAY + timedelta(hours=2))
    prepared.refresh_from_db()
    assert (dossier.status, dossier.supplement_rounds) == (S.SUPPLEMENTING, 2)
    assert dossier.paused_at == TUESDAY + timedelta(hours=2)
    assert prepared.number == "02/PBS-TTPVHCC"
    assert (prepared.consented_by, prepared.requested_by) == (world.dung, world.chi)
    assert dossier.answer_due_at == prepared.answer_due_at
    dossier = world.act(dossier, A.SUPPLEMENT, at=TUESDAY + timedelta(days=1))
    assert kinds(dossier) == ["start", "pause", "resume", "pause", "resume"]


def test_a_declined_supplement_leaves_the_dossier_with_its_officer(world: World, dossier_in: DossierIn) -> None:
    dossier = world.act(supplemented(world, dossier_in), A.PREPARE_SUPPLEMENT, at=TUESDAY + timedelta(hours=1))
    dossier = world.act(dossier, A.DECLINE_SUPPLEMENT, at=TUESDAY + timedelta(hours=2))
    assert (dossier.awaits_consent, dossier.supplement_rounds, dossier.holder) == (False, 1, world.chi)
    again = world.act(dossier, A.PREPARE_SUPPLEMENT, at=TUESDAY + timedelta(hours=3))
    assert SupplementRequest.objects.filter(dossier=again).count() == 3


def test_a_proposal_drops_the_supplement_that_waits_for_consent(world: World, dossier_in: DossierIn) -> None:
    dossier = world.act(supplemented(world, dossier_in), A.PREPARE_SUPPLEMENT, at=TUESDAY + timedelta(hours=1))
    dossier = world.act(dossier, A.PROPOSE, at=TUESDAY + timedelta(hours=2))
    assert not dossier.awaits_consent
    assert not SupplementRequest.objects.filter(dossier=dossier, requested_at=None, declined_at=None).exists()


def test_a_supplement_that_is_asked_for_late_says_why(world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.IN_APPRAISAL)
    thursday, friday = instant(MONDAY + timedelta(days=3), "16:59"), instant(MONDAY + timedelta(days=4))
    assert not is_late_to_ask(dossier, at=thursday, calendar=world.calendar)
    assert is_late_to_ask(dossier, at=friday, calendar=world.calendar)
    with pytest.raises(InvalidInput, match="muộn") as refused:
        world.act(dossier, A.REQUEST_SUPPLEMENT, at=friday)
    assert refused.value.field == "late_reason"
    world.act(dossier, A.REQUEST_SUPPLEMENT, at=friday, late_reason="Luật chuyên ngành cho 05 ngày.")
    assert SupplementRequest.objects.get(dossier=dossier).late_reason == "Luật chuyên ngành cho 05 ngày."


def test_the_rule_of_a_procedure_sets_policy_and_term_of_a_supplement(world: World, dossier_in: DossierIn) -> None:
    ClockRule.objects.create(
        regime=world.regime,
        procedure=world.certificate.procedure,
        cause=ClockCause.SUPPLEMENT,
        policy=SupplementPolicy.RESTART,
        amount=2,
        legal_ground="Luật Đấu giá tài sản Điều 14",
    )
    dossier = dossier_in(S.SUPPLEMENTING)
    pause = ClockEntry.objects.get(dossier=dossier, kind=EntryKind.PAUSE)
    assert (pause.policy, pause.legal_ground) == ("restart", "Luật Đấu giá tài sản Điều 14")
    assert dossier.answer_due_at == instant(MONDAY + timedelta(days=2), "17:00")


# ── Opinions ─────────────────────────────────────────────────────────────────────────────
def unit(world: World) -> Agency:
    """Another agency, with somebody who can answer there."""
    agency = Agency.objects.create(
        code="H98.05",
        name="Sở Nội vụ tỉnh Thử",
        short_name="Sở Nội vụ",
        kind=AgencyKind.DEPARTMENT,
        level=Level.PROVINCE,
    )
    person = User.objects.create_user("quy@test.test", full_name="Phan Thị Quý")
    person.posts.create(role=Role.APPRAISER, agency=agency, valid_from="2020-01-01")
    return agency


def test_an_opinion_is_asked_inside_the_limit_unless_a_rule_pauses(world: World, dossier_in: DossierIn) -> None:
    running = world.act(dossier_in(S.IN_APPRAISAL), A.CONSULT, at=MONDAY_MORNING + timedelta(hours=2))
    assert (running.status, running.paused_at, running.open_consultations) == (S.IN_APPRAISAL, None, 1)
    assert kinds(running) == ["start"]
    assert running.holder_role == Role.APPRAISER
    standing = dossier_in(S.AWAITING_OPINION)
    assert (standing.holder_role, standing.holder_agency, standing.holder) == (Role.CONSULTEE, world.commune, None)
    assert kinds(standing) == ["start", "pause"]
    assert Consultation.objects.get(dossier=standing).is_pausing


def test_the_clock_runs_again_only_with_the_last_answer(world: World, dossier_in: DossierIn) -> None:
    other, at = unit(world), MONDAY_MORNING + timedelta(hours=1)
    dossier = world.act(dossier_in(S.IN_APPRAISAL, version=world.confirmation), A.TAKE, at=at)
    both = [Question(agency, "Xin ý kiến.", at + timedelta(days=1)) for agency in (world.commune, other)]
    dossier = world.act(dossier, A.CONSULT, at=at, questions=both)
    assert dossier.holder_agency == world.commune
    dossier = world.act(dossier, A.ANSWER, at=at + timedelta(hours=1))
    assert (dossier.status, dossier.holder_agency, dossier.paused_at) == (S.AWAITING_OPINION, other, at)
    assert last_event(dossier).holder_agency == other
    dossier = world.act(dossier, A.ANSWER, at=at + timedelta(hours=3), actor=User.objects.get(email="quy@test.test"))
    assert (dossier.status, dossier.holder, dossier.paused_at) == (S.IN_APPRAISAL, world.chi, None)
    assert kinds(dossier) == ["start", "pause", "resume"]


def test_whose_opinion_is_not_asked_does_not_answer(world: World, dossier_in: DossierIn) -> None:
    unit(world)
    dossier = dossier_in(S.AWAITING_OPINION)
    with pytest.raises(NotAllowed):
        world.act(dossier, A.ANSWER, at=TUESDAY, actor=User.objects.get(email="quy@test.test"))


def test_an_answer_is_asked_for_before_the_limit_is_over(world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.IN_APPRAISAL)
    assert dossier.due_at is not None
    late = [Question(world.commune, "Xin ý kiến.", dossier.due_at + timedelta(minutes=1))]
    with pytest.raises(InvalidInput, match="17:00, 09/03/2026") as refused:
        world.act(dossier, A.CONSULT, at=TUESDAY, questions=late)
    assert refused.value.field == "due_on-0"
    assert not Consultation.objects.exists()
    past = [Question(world.commune, "Xin ý kiến.", TUESDAY)]
    with pytest.raises(InvalidInput, match="ở sau"):
        world.act(dossier, A.CONSULT, at=TUESDAY, questions=past)


def test_nobody_is_asked_twice_or_without_somebody_to_answer(world: World, dossier_in: DossierIn) -> None:
    dossier = world.act(dossier_in(S.IN_APPRAISAL), A.CONSULT, at=TUESDAY)
    with pytest.raises(InvalidInput, match="đã được hỏi"):
        world.act(dossier, A.CONSULT, at=TUESDAY)
    empty = Agency.objects.create(
        code="H98.06", name="Sở Y tế", short_name="Sở Y tế", kind=AgencyKind.DEPARTMENT, level=Level.PROVINCE
    )
    question = [Question(empty, "Xin ý kiến.", TUESDAY + timedelta(hours=1))]
    with pytest.raises(InvalidInput, match="chưa có cán bộ") as refused:
        world.act(dossier, A.CONSULT, at=TUESDAY, questions=question)
    assert refused.value.field == "agency-0"


def test_a_proposal_waits_for_the_opinions_or_for_their_closing(world: World, dossier_in: DossierIn) -> None:
    dossier = world.act(dossier_in(S.IN_APPRAISAL), A.CONSULT, at=TUESDAY)
    with pytest.raises(NotAllowed, match="ý kiến phối hợp"):
        world.act(dossier, A.PROPOSE, at=TUESDAY)
    dossier = world.act(dossier, A.CLOSE_CONSULTATION, at=TUESDAY + timedelta(hours=1))
    consultation = Consultation.objects.get(dossier=dossier)
    assert (consultation.closed_at, consultation.answered_at) == (TUESDAY + timedelta(hours=1), None)
    assert world.act(dossier, A.PROPOSE, at=TUESDAY + timedelta(hours=2)).status == S.IN_APPROVAL


def test_closing_a_consultation_that_paused_lets_the_clock_run(world: World, dossier_in: DossierIn) -> None:
    dossier = world.act(dossier_in(S.AWAITING_OPINION), A.CLOSE_CONSULTATION, at=TUESDAY)
    assert (dossier.status, dossier.paused_at, dossier.open_consultations) == (S.IN_APPRAISAL, None, 0)
    assert kinds(dossier) == ["start", "pause", "resume"]


# ── A look at the place, money that is owed ──────────────────────────────────────────────
def test_a_verification_pauses_where_the_regime_says_so(world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.VERIFYING)
    assert (dossier.holder, dossier.paused_at is not None) == (world.chi, True)
    dossier = world.act(dossier, A.REPORT_VERIFICATION, at=TUESDAY)
    found = Verification.objects.get(dossier=dossier)
    assert (found.findings, found.reported_by, dossier.paused_at) == ("Đúng như hồ sơ.", world.chi, None)


def test_a_verification_without_a_rule_lets_the_clock_run(world: World, dossier_in: DossierIn) -> None:
    ClockRule.objects.filter(cause__in=[ClockCause.VERIFICATION, ClockCause.PAYMENT]).delete()
    dossier = dossier_in(S.VERIFYING)
    assert (dossier.paused_at, kinds(dossier)) == (None, ["start"])
    dossier = world.act(dossier, A.REPORT_VERIFICATION, at=TUESDAY)
    dossier = world.act(dossier, A.REQUEST_PAYMENT, at=TUESDAY)
    assert (dossier.status, dossier.paused_at) == (S.AWAITING_PAYMENT, None)
    dossier = world.act(dossier, A.CONFIRM_PAYMENT, at=TUESDAY)
    assert (dossier.status, kinds(dossier)) == (S.IN_APPRAISAL, ["start"])


def test_a_verification_is_planned_for_a_time_that_is_left(world: World, dossier_in: DossierIn) -> None:
    ClockRule.objects.filter(cause=ClockCause.VERIFICATION).delete()
    dossier = dossier_in(S.IN_APPRAISAL)
    assert dossier.due_at is not None
    for planned_at in (TUESDAY, dossier.due_at + timedelta(hours=1)):
        with pytest.raises(InvalidInput) as refused:
            world.act(dossier, A.VERIFY, at=TUESDAY, planned_at=planned_at)
        assert refused.value.field == "planned_at"


def test_what_is_owed_has_number_ground_and_term(world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.AWAITING_PAYMENT)
    owed = FinancialObligation.objects.get(dossier=dossier)
    assert (owed.number, owed.amount, owed.legal_ground) == ("01/TBNT-TTPVHCC", 1_250_000, GROUND)
    assert owed.due_at == dossier.answer_due_at == instant(MONDAY + timedelta(days=14), "17:00")
    assert dossier.holder_role == Role.APPLICANT


def test_paid_by_transfer_the_proof_is_noted(world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.AWAITING_PAYMENT)
    with pytest.raises(InvalidInput) as refused:
        world.act(dossier, A.CONFIRM_PAYMENT, at=TUESDAY, evidence=" ", actor=world.chi)
    assert refused.value.field == "evidence"
    dossier = world.act(dossier, A.CONFIRM_PAYMENT, at=TUESDAY, actor=world.chi)
    owed = FinancialObligation.objects.get(dossier=dossier)
    assert (owed.evidence, owed.confirmed_by, owed.paid_at) == ("Giấy nộp tiền 0012345", world.chi, TUESDAY)
    assert (dossier.answer_due_at, dossier.holder, kinds(dossier)) == (None, world.chi, ["start", "pause", "resume"])


def test_cash_at_the_counter_gives_a_receipt(world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.AWAITING_PAYMENT)
    with pytest.raises(InvalidInput, match="Chỉ cán bộ tại quầy"):
        world.act(dossier, A.CONFIRM_PAYMENT, at=TUESDAY, is_cash=True, evidence="", actor=world.chi)
    dossier = world.act(loaded(dossier), A.CONFIRM_PAYMENT, at=TUESDAY, is_cash=True, evidence="")
    receipt, owed = PaymentReceipt.objects.get(dossier=dossier), FinancialObligation.objects.get(dossier=dossier)
    assert (receipt.total, receipt.obligation, owed.evidence) == (1_250_000, owed, receipt.number)


@pytest.mark.parametrize(
    ("owed", "field"),
    [
        ([], "name-0"),
        ([Owed("Thuế", 1, GROUND), Owed(" ", 1, GROUND)], "name-1"),
        ([Owed("Thuế", 0, GROUND)], "amount-0"),
        ([Owed("Thuế", 10**13, GROUND)], "amount-0"),
        ([Owed("Thuế", 1, "")], "ground-0"),
    ],
)
def test_nobody_is_asked_to_pay_without_amount_and_ground(
    world: World, dossier_in: DossierIn, owed: list[Owed], field: str
) -> None:
    dossier = dossier_in(S.IN_APPRAISAL)
    with pytest.raises(InvalidInput) as refused:
        services.request_payment(
            dossier, owed, seen=dossier.revision, actor=world.chi, at=TUESDAY, calendar=world.calendar
        )
    assert refused.value.field == field


# ── Extension ────────────────────────────────────────────────────────────────────────────
def test_an_extension_moves_the_promise_and_names_its_decision(world: World, dossier_in: DossierIn) -> None:
    dossier = world.act(dossier_in(S.IN_APPRAISAL), A.EXTEND, at=TUESDAY)
    assert (dossier.due_at, dossier.extensions) == (instant(MONDAY + timedelta(days=10), "17:00"), 1)
    assert dossier.original_due_at == dossier.due_at
    assert dossier.first_due_at == instant(MONDAY + timedelta(days=7), "17:00")
    entry = ClockEntry.objects.get(dossier=dossier, kind=EntryKind.EXTEND)
    assert (entry.evidence, entry.legal_ground, entry.limit_amount) == ("Văn bản số 15/STP", GROUND, 3)
    with pytest.raises(NotAllowed, match="đủ số lần"):
        world.act(dossier, A.EXTEND, at=TUESDAY)


@pytest.mark.parametrize(
    ("words", "field", "said"),
    [
        ({"amount": Decimal("5.5")}, "amount", "nhiều nhất 05 ngày làm việc"),
        ({"amount": Decimal(0)}, "amount", "nhiều nhất 05 ngày làm việc"),
        ({"evidence": " "}, "evidence", "số quyết định"),
        ({"reason": ""}, "reason", "lý do"),
    ],
)
def test_an_extension_beyond_the_law_is_refused_in_words(
    world: World, dossier_in: DossierIn, words: dict[str, Any], field: str, said: str
) -> None:
    dossier = dossier_in(S.IN_APPRAISAL)
    with pytest.raises(InvalidInput, match=said) as refused:
        world.act(dossier, A.EXTEND, at=TUESDAY, **words)
    assert refused.value.field == field
    now = loaded(dossier)
    assert (now.revision, now.due_at, now.extensions) == (dossier.revision, dossier.due_at, 0)


def test_a_late_dossier_is_not_extended(world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.IN_APPRAISAL)
    with pytest.raises(NotAllowed):
        world.act(dossier, A.EXTEND, at=instant(MONDAY + timedelta(days=8)))


def test_an_extension_stays_when_pauses_come_and_go(world: World, dossier_in: DossierIn) -> None:
    dossier = world.act(dossier_in(S.VERIFYING), A.EXTEND, at=MONDAY_MORNING + timedelta(hours=3))
    dossier = world.act(dossier, A.REPORT_VERIFICATION, at=MONDAY_MORNING + timedelta(days=2))
    assert dossier.due_at == instant(MONDAY + timedelta(days=11), "17:00"), "5 + 3 days, and Tuesday given back"


# ── The end without a result ─────────────────────────────────────────────────────────────
def test_who_does_not_pay_in_time_has_the_dossier_discontinued(world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.AWAITING_PAYMENT)
    assert dossier.answer_due_at is not None
    with pytest.raises(NotAllowed):
        world.act(dossier, A.DISCONTINUE, at=dossier.answer_due_at)
    ended = world.act(
        dossier, A.DISCONTINUE, at=dossier.answer_due_at + timedelta(hours=15), returned_papers="Bản chính"
    )
    notice = DiscontinuanceNotice.objects.get(dossier=ended)
    assert (notice.number, notice.status_before) == ("01/TBD-TTPVHCC", S.AWAITING_PAYMENT)
    assert (notice.returned_papers, notice.issued_by) == ("Bản chính", world.chi)
    stop = ClockEntry.objects.get(dossier=ended, kind=EntryKind.STOP)
    assert "nghĩa vụ tài chính" in stop.cause


def test_who_withdraws_online_gets_a_notice_that_nobody_signed(world: World, dossier_in: DossierIn) -> None:
    ended = world.act(dossier_in(S.AWAITING_OPINION), A.WITHDRAW, at=TUESDAY)
    notice = DiscontinuanceNotice.objects.get(dossier=ended)
    assert (notice.issued_by, notice.status_before) == (None, S.AWAITING_OPINION)
    assert ended.open_consultations == 0
    assert not Consultation.objects.filter(dossier=ended, closed_at=None).exists()
    at_counter = world.act(dossier_in(S.VERIFYING, channel=Channel.IN_PERSON), A.WITHDRAW, at=TUESDAY)
    assert DiscontinuanceNotice.objects.get(dossier=at_counter).issued_by == world.binh


def test_what_was_never_received_is_withdrawn_without_a_notice(world: World, dossier_in: DossierIn) -> None:
    world.act(dossier_in(S.SUBMITTED), A.WITHDRAW, at=TUESDAY)
    assert not DiscontinuanceNotice.objects.exists()


# ── Reopening ────────────────────────────────────────────────────────────────────────────
def test_a_returned_dossier_is_taken_up_again_as_a_new_one(world: World, dossier_in: DossierIn) -> None:
    old = dossier_in(S.RETURNED)
    papers = SubmittedDocument.objects.filter(dossier=old).count()
    new = services.reopen(
        old, reason="Sai ngày sinh.", seen=old.revision, actor=world.dung, at=TUESDAY, calendar=world.calendar
    )
    new, old = loaded(new), loaded(old)
    assert (old.status, new.status, new.reopens) == (S.RETURNED, S.IN_APPRAISAL, old)
    assert new.code != old.code
    assert new.code in last_event(old).words
    assert new.due_at == instant(MONDAY + timedelta(days=8), "17:00")
    assert (new.officer, new.holder_role, new.received_by) == (None, Role.APPRAISER, None)
    assert SubmittedDocument.objects.filter(dossier=new).count() == papers
    assert new.receipts.get(voided_at=None).number
    assert kinds(new) == ["start"]
    for action in (A.TAKE, A.PROPOSE, A.APPROVE):
        new = world.act(new, action, at=TUESDAY + timedelta(hours=1))
    assert new.status == S.AWAITING_SEAL, "the same approver may decide"


def test_a_dossier_is_reopened_within_its_time_and_once(world: World, dossier_in: DossierIn) -> None:
    old = dossier_in(S.RETURNED)
    assert check(world.dung, A.REOPEN, old, at=TUESDAY + timedelta(days=30))
    with pytest.raises(NotAllowed, match="hết thời hạn"):
        check(world.dung, A.REOPEN, old, at=TUESDAY + timedelta(days=60))
    old = world.act(old, A.REOPEN, at=TUESDAY)
    with pytest.raises(NotAllowed):
        world.act(old, A.REOPEN, at=TUESDAY)
    assert Dossier.objects.filter(reopens=old).count() == 1


# ── Two at once ──────────────────────────────────────────────────────────────────────────
def test_of_two_approvers_the_second_is_told(world: World, dossier_in: DossierIn) -> None:
    other = colleague(world, Role.APPROVER)
    dossier = dossier_in(S.IN_APPRAISAL)
    seen_by_other = loaded(dossier)
    world.act(dossier, A.EXTEND, at=TUESDAY)
    with pytest.raises(StaleDossier):
        services.extend(
            seen_by_other,
            amount=Decimal(2),
            reason="Khác.",
            evidence="16/STP",
            seen=seen_by_other.revision,
            actor=other,
            at=TUESDAY,
            calendar=world.calendar,
        )
    assert ClockEntry.objects.filter(kind=EntryKind.EXTEND).count() == 1


def test_a_post_that_ended_yesterday_decides_nothing(world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.IN_APPRAISAL)
    world.dung.posts.update(valid_to=MONDAY)
    with pytest.raises(NotAllowed):
        world.act(dossier, A.EXTEND, at=TUESDAY)
