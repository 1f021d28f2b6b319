"""The apology as a closed loop: foreseen, drafted, signed by a person, delivered with proof."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from dossiers import guards, verdicts
from dossiers.deadlines import Timeliness, timeliness
from dossiers.errors import InvalidInput, NotAllowed, StaleDossier
from dossiers.models import ApologyNotice, ClockEntry, DelayCause, Dossier
from dossiers.path import due_of
from dossiers.services import apologies, apology_drafts
from dossiers.tests.apologising import NEEDS_APOLOGY, REASON, apologise
from dossiers.tests.cast import MONDAY, instant, loaded
from dossiers.workflow import GUARD_WORDS, Action, Guard, Status
from procedures.models import Channel, Step

DUE_ON = MONDAY + timedelta(days=7)
"""Five working days from the first Monday."""


def day(number, clock="08:00"):
    return instant(MONDAY + timedelta(days=number), clock)


THURSDAY, NEXT_MONDAY, TUESDAY = day(3), day(7), day(8)
"""Two working days before the due date; the due date; the first day of the delay."""


def drafts():
    return list(apology_drafts.open_drafts().order_by("pk"))


def words(**changed):
    return {"cause": DelayCause.WORKLOAD, "reason": REASON, "new_due_on": date(2026, 3, 11)} | changed


# ── Foreseen ─────────────────────────────────────────────────────────────────────────────
def test_two_working_days_before_the_date_there_is_a_draft(dossier_in):
    dossier = dossier_in(Status.IN_APPRAISAL)

    assert apology_drafts.sweep(at=day(2, "17:00")) == (0, 0)
    assert apology_drafts.sweep(at=day(3, "00:00")) == (1, 0)
    (draft,) = drafts()
    assert (draft.dossier, draft.step, draft.old_due_at) == (dossier, Step.APPRAISAL, dossier.due_at)
    assert draft.holder_name == "Chuyên viên thụ lý, Sở Tư pháp"
    assert draft.must_be_out_on == DUE_ON - timedelta(days=1)
    # The stages that are left need 3 days of 450 minutes by their budgets, the first day in question comes after.
    assert draft.new_due_at == instant(DUE_ON + timedelta(days=1), "17:00")


def test_a_draft_is_made_once_however_often_the_job_runs(dossier_in):
    dossier_in(Status.IN_APPRAISAL)
    apology_drafts.sweep(at=THURSDAY)

    assert apology_drafts.sweep(at=THURSDAY) == (0, 0)
    assert len(drafts()) == 1


def test_a_dossier_that_is_finished_in_time_needs_no_draft_any_more(world, dossier_in):
    dossier = dossier_in(Status.AWAITING_SEAL)
    apology_drafts.sweep(at=THURSDAY)
    world.act(dossier, Action.SEAL, at=day(4))

    assert apology_drafts.sweep(at=day(4, "09:00")) == (0, 1)
    assert not drafts()


def test_what_waits_for_the_citizen_needs_no_apology(dossier_in):
    dossier_in(Status.SUPPLEMENTING)

    assert apology_drafts.sweep(at=day(30)) == (0, 0)


def test_a_limit_of_one_day_needs_its_draft_from_the_half_of_it(world, dossier_in):
    dossier_in(Status.IN_APPRAISAL, version=world.confirmation)

    assert apology_drafts.sweep(at=day(0, "09:00")) == (0, 0)
    assert apology_drafts.sweep(at=day(0, "14:00")) == (1, 0)
    assert drafts()[0].must_be_out_on == MONDAY


def test_a_dossier_that_was_finished_late_still_needs_an_apology_without_a_new_day(world, dossier_in):
    world.act(dossier_in(Status.AWAITING_SEAL), Action.SEAL, at=TUESDAY)

    apology_drafts.sweep(at=TUESDAY)
    assert drafts()[0].new_due_at is None


# ── Signed by a person ───────────────────────────────────────────────────────────────────
def test_the_officer_confirms_and_the_approver_signs(world, dossier_in, chi, dung):
    dossier = dossier_in(Status.IN_APPRAISAL)
    confirmed = apologies.prepare(dossier, **words(), actor=chi, at=THURSDAY, calendar=world.calendar)
    signed = apologies.apologise(
        dossier, **words(), seen=dossier.revision, actor=dung, at=day(4), calendar=world.calendar
    )

    assert signed.pk == confirmed.pk
    apology = ApologyNotice.objects.get()
    assert (apology.confirmed_by, apology.signed_by, apology.signed_at) == (chi, dung, day(4))
    assert apology.number == f"01/PXL-{world.department.code}"
    dossier = loaded(dossier)
    assert dossier.due_at == apology.new_due_at == day(9, "17:00")
    assert dossier.original_due_at == day(7, "17:00") == dossier.first_due_at
    entry = ClockEntry.objects.get(dossier=dossier, kind="reappoint")
    assert (entry.evidence, entry.new_due_at, entry.actor) == (apology.number, apology.new_due_at, dung)


def test_no_draft_is_needed_to_apologise(world, dossier_in):
    dossier = dossier_in(Status.IN_APPRAISAL)

    assert apologise(world, dossier, at=TUESDAY).old_due_at == day(7, "17:00")
    assert not guards.owes_apology(loaded(dossier), TUESDAY)


def test_a_second_re_appointment_is_refused_in_words(world, dossier_in, dung):
    dossier = dossier_in(Status.IN_APPRAISAL)
    apologise(world, dossier, at=day(4))
    dossier = loaded(dossier)

    with pytest.raises(NotAllowed, match="chỉ được hẹn lại một lần"):
        apologies.apologise(
            dossier,
            **words(new_due_on=date(2026, 3, 16)),
            seen=dossier.revision,
            actor=dung,
            at=day(9),
            calendar=world.calendar,
        )
    assert loaded(dossier).due_at == dossier.due_at
    assert ClockEntry.objects.filter(kind="reappoint").count() == 1


def test_a_broken_new_date_needs_an_apology_of_its_own_without_another_date(world, dossier_in):
    dossier = dossier_in(Status.IN_APPRAISAL)
    apologise(world, dossier, at=day(4))
    new_due_on = loaded(dossier).due_on
    assert new_due_on == DUE_ON + timedelta(days=1)

    assert apology_drafts.sweep(at=instant(new_due_on, "23:59")) == (0, 0)
    after = instant(new_due_on + timedelta(days=1), "00:00")
    assert guards.owes_apology(loaded(dossier), after)
    assert apology_drafts.sweep(at=after) == (1, 0)
    second = apologise(world, loaded(dossier), at=after)
    assert (second.new_due_at, second.old_due_at.date()) == (None, new_due_on)
    assert not guards.owes_apology(loaded(dossier), after + timedelta(days=30))


@pytest.mark.parametrize(
    ("new_due_on", "what"),
    [
        (date(2026, 3, 14), "ngày nghỉ"),
        (DUE_ON, "phải sau ngày hẹn trả hiện tại"),
        (date(2026, 3, 6), "phải sau ngày hẹn trả hiện tại"),
        (date(2026, 3, 24), "nhiều nhất 10 ngày làm việc, tức đến hết ngày 23/03/2026"),
        (None, "chọn ngày hẹn lại"),
    ],
)
def test_a_new_date_that_cannot_be_promised_is_refused_at_its_field(world, dossier_in, dung, new_due_on, what):
    dossier = dossier_in(Status.IN_APPRAISAL)

    with pytest.raises(InvalidInput, match=what) as refused:
        apologies.apologise(
            dossier,
            **words(new_due_on=new_due_on),
            seen=dossier.revision,
            actor=dung,
            at=day(4),
            calendar=world.calendar,
        )
    assert refused.value.field == "new_due_on"
    assert loaded(dossier).revision == dossier.revision
    assert not ApologyNotice.objects.exists()


def test_a_new_date_must_lie_ahead(world, dossier_in, dung):
    dossier = dossier_in(Status.IN_APPRAISAL)

    with pytest.raises(InvalidInput, match="đã qua"):
        apologies.apologise(
            dossier,
            **words(new_due_on=date(2026, 3, 10)),
            seen=dossier.revision,
            actor=dung,
            at=day(10),
            calendar=world.calendar,
        )


@pytest.mark.parametrize(
    ("changed", "field"), [({"cause": ""}, "cause"), ({"cause": "x"}, "cause"), ({"reason": " "}, "reason")]
)
def test_an_apology_says_why(world, dossier_in, dung, changed, field):
    dossier = dossier_in(Status.IN_APPRAISAL)

    with pytest.raises(InvalidInput) as refused:
        apologies.apologise(
            dossier, **words(**changed), seen=dossier.revision, actor=dung, at=day(4), calendar=world.calendar
        )
    assert refused.value.field == field


@pytest.mark.parametrize("name", ["an", "binh", "chi", "giang", "ha", "khoa", "mai"])
def test_only_the_approver_of_the_agency_signs(world, dossier_in, name):
    dossier = dossier_in(Status.IN_APPRAISAL)

    with pytest.raises((NotAllowed, StaleDossier)):
        apologies.apologise(
            dossier, **words(), seen=dossier.revision, actor=getattr(world, name), at=day(4), calendar=world.calendar
        )


@pytest.mark.parametrize("name", ["an", "binh", "giang", "ha", "khoa", "mai"])
def test_only_those_who_handle_it_confirm(world, dossier_in, name):
    with pytest.raises(NotAllowed):
        apologies.prepare(
            dossier_in(Status.IN_APPRAISAL), **words(), actor=getattr(world, name), at=day(4), calendar=world.calendar
        )
    assert not drafts()


def test_of_two_approvers_the_second_is_told(world, dossier_in, dung):
    dossier = dossier_in(Status.IN_APPRAISAL)
    seen = dossier.revision
    apologise(world, dossier, at=day(4))

    with pytest.raises(StaleDossier):
        apologies.apologise(loaded(dossier), **words(), seen=seen, actor=dung, at=day(4), calendar=world.calendar)
    assert ApologyNotice.objects.count() == 1


# ── The breach ───────────────────────────────────────────────────────────────────────────
def test_the_breach_holds_at_the_legal_instant_without_any_job(dossier_in):
    by_day = dossier_in(Status.IN_APPRAISAL)
    midnight = day(8, "00:00")

    for at, is_late in ((day(7, "23:59"), False), (midnight, True)):
        assert guards.breached_at(by_day, at) is is_late
        assert guards.owes_apology(by_day, at) is is_late
        assert Dossier.objects.filter(verdicts.owes_apology(at)).exists() is is_late
    assert not ApologyNotice.objects.exists()


def test_apology_never_turns_late_into_on_time(world, dossier_in):
    dossier = dossier_in(Status.AWAITING_SEAL)
    apologise(world, dossier, at=day(4))
    dossier = world.act(loaded(dossier), Action.SEAL, at=TUESDAY)

    assert timeliness(due_of(dossier), dossier.finished_at) is Timeliness.ON_TIME
    assert guards.breached_at(dossier, TUESDAY)
    assert Dossier.objects.filter(verdicts.RESOLVED & verdicts.LATE).exists()
    assert not Dossier.objects.filter(verdicts.RESOLVED & verdicts.KEPT).exists()


def test_no_late_dossier_can_end_without_an_apology(world, dossier_in):
    waiting = {
        Action.APPROVE: dossier_in(Status.IN_APPROVAL),
        Action.HAND_OVER: world.act(dossier_in(Status.AWAITING_SEAL), Action.SEAL, at=TUESDAY),
        Action.HAND_TO_POST: world.act(
            dossier_in(Status.AWAITING_SEAL, channel=Channel.POSTAL), Action.SEAL, at=TUESDAY
        ),
        Action.DISCONTINUE: world.act(
            world.act(dossier_in(Status.IN_APPRAISAL), Action.TAKE, at=TUESDAY),
            Action.REQUEST_SUPPLEMENT,
            at=TUESDAY,
            late_reason="Luật chuyên ngành cho phép.",
        ),
    }
    assert waiting.keys() == NEEDS_APOLOGY
    later = day(60)
    for action, dossier in waiting.items():
        with pytest.raises(NotAllowed) as refused:
            _without_apology(world, dossier, action, at=later)
        assert str(refused.value) == str(GUARD_WORDS[Guard.APOLOGY_SETTLED])
        apologise(world, loaded(dossier), at=later)
        assert world.act(loaded(dossier), action, at=later).revision == dossier.revision + 2


def _without_apology(world, dossier, action, *, at):
    """Let the right person try, without signing first."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dossiers.tests.apologising.settle", lambda *_who, **_when: None)
        world.act(dossier, action, at=at)


def test_a_citizen_may_withdraw_from_a_late_dossier_and_is_still_owed_an_apology(world, dossier_in):
    dossier = world.act(dossier_in(Status.IN_APPRAISAL), Action.WITHDRAW, at=TUESDAY)

    assert guards.owes_apology(dossier, day(60))
    apology_drafts.sweep(at=day(60))
    assert [draft.dossier for draft in drafts()] == [dossier]


def test_a_dossier_that_ends_while_the_citizen_was_waited_for_is_not_late(dossier_in):
    dossier = dossier_in(Status.DISCONTINUED)

    assert dossier.finished_at > dossier.original_due_at
    assert not guards.breached_at(dossier, day(90))
    assert not Dossier.objects.filter(verdicts.late_at(day(90))).exists()


# ── Delivered ────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def signed(world, dossier_in):
    return apologise(world, dossier_in(Status.IN_APPRAISAL), at=day(4))


def test_the_first_proof_is_the_delivery(signed, binh):
    apologies.record_delivery(signed, channel="sms", at=day(5), proof="250 OK")
    apologies.record_delivery(signed, channel="in_person", at=day(4, "09:00"), proof="Đã ký nhận.", actor=binh)
    apologies.record_delivery(signed, channel="sms", at=day(4, "08:30"), proof="once more")

    signed.refresh_from_db()
    assert signed.delivered_at == day(4, "09:00")
    assert list(signed.deliveries.values_list("channel", "proof")) == [("in_person", "Đã ký nhận."), ("sms", "250 OK")]


def test_a_delivery_needs_a_proof_and_a_signature(signed, world, dossier_in, binh, khoa):
    with pytest.raises(InvalidInput, match="bằng chứng"):
        apologies.record_delivery(signed, channel="in_person", at=day(5), proof=" ", actor=binh)
    with pytest.raises(InvalidInput, match="trước khi ký"):
        apologies.record_delivery(signed, channel="in_person", at=day(3), proof="x", actor=binh)
    with pytest.raises(NotAllowed):
        apologies.record_delivery(signed, channel="in_person", at=day(5), proof="x", actor=khoa)
    with transaction.atomic():
        draft = apology_drafts.draft(dossier_in(Status.IN_APPRAISAL), at=day(4), calendar=world.calendar)
    with pytest.raises(InvalidInput, match="chưa được ký"):
        apologies.record_delivery(draft, channel="in_person", at=day(5), proof="x")
