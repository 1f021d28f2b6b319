"""From a move to a message: written with the move, sent by whoever comes by, once, and never forgotten."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from dossiers.models import DossierEvent
from dossiers.tests.cast import MONDAY_MORNING
from dossiers.workflow import MOVES, Action, Status
from exchange import addressing, delivering, outbox, tasks, watching
from exchange.bell import Bell
from exchange.channels.contract import ChannelName
from exchange.fakes.store import Behaviour
from exchange.kinds import OF_ACTION, RULES, SILENT, Audience, Kind
from exchange.models import ChannelConsent, Delivery, DeliveryState, Notice, NoticePreference, NoticeState

NOON = MONDAY_MORNING + timedelta(hours=4)


def states(**where) -> list[str]:
    return list(Delivery.objects.filter(**where).order_by("pk").values_list("state", flat=True))


# ── The table ────────────────────────────────────────────────────────────────────────────
def test_every_action_tells_somebody_or_is_silent_for_a_reason():
    assert set(OF_ACTION) | set(SILENT) == set(Action)
    assert not set(OF_ACTION) & set(SILENT)
    assert all(SILENT.values())


def test_every_kind_has_its_rule_and_is_told_by_something():
    assert set(RULES) == set(Kind)
    of_machines = {Kind.UNCOLLECTED, Kind.WARNING, Kind.APOLOGY_TASK, Kind.DELIVERY_FAILED, Kind.CHANNEL_STOPPED}
    of_machines.add(Kind.REPORT_DRAFTED)
    of_talk = {Kind.MESSAGE, Kind.MESSAGE_IN, Kind.MANDATE, Kind.APPOINTMENT, Kind.REMINDER, Kind.REMINDER_ANSWERED}
    of_feedback = {Kind.FEEDBACK_RECEIVED, Kind.FEEDBACK_MOVED, Kind.FEEDBACK_ANSWERED, Kind.FEEDBACK_IN}
    assert set(OF_ACTION.values()) | of_machines | of_talk | of_feedback == set(Kind)


def test_only_what_leads_to_a_result_says_that_there_is_one():
    from exchange.kinds import kind_of

    telling = {(move.action, move.after) for move in MOVES if kind_of(move.action, move.after) is Kind.RESULT_READY}

    assert {after for _action, after in telling} == {Status.RESULT_READY}
    assert (Action.APPROVE, Status.RESULT_READY) in telling


# ── Event and message in one transaction ─────────────────────────────────────────────────
def test_a_move_and_its_notice_are_written_together_or_not_at_all(world, dossier_in):
    dossier = dossier_in(Status.SUBMITTED)
    before = Notice.objects.count()

    def lights_go_out() -> None:
        with transaction.atomic():
            world.act(dossier, Action.RECEIVE, at=NOON)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        lights_go_out()

    assert Notice.objects.count() == before
    assert DossierEvent.objects.filter(dossier=dossier).count() == 1


def test_a_move_costs_one_insert_more(world, dossier_in):
    dossier = dossier_in(Status.SUBMITTED)

    with CaptureQueriesContext(connection) as captured:
        world.act(dossier, Action.RECEIVE, at=NOON)

    ours = [query["sql"] for query in captured if "exchange_" in query["sql"]]
    assert len(ours) == 1 and ours[0].startswith('INSERT INTO "exchange_notice"')


def test_the_worker_is_woken_after_the_commit(world, dossier_in, monkeypatch, django_capture_on_commit_callbacks):
    rung = []
    monkeypatch.setattr(outbox.BELL, "ring", lambda: rung.append(Notice.objects.count()))

    with django_capture_on_commit_callbacks(execute=True):
        dossier_in(Status.SUBMITTED)
        assert not rung

    assert rung == [1]


def test_a_broker_that_is_away_harms_nobody(monkeypatch, caplog):
    def away(**how):
        raise ConnectionError("no broker")

    monkeypatch.setattr(tasks.deliver, "apply_async", away)

    outbox.wake()

    assert "worker_not_woken" in caplog.text


def test_rings_during_an_answer_are_one_more_ring():
    answers, is_answering, may_go_on = [], threading.Semaphore(0), threading.Semaphore(0)

    def answer() -> None:
        answers.append(threading.current_thread().name)
        is_answering.release()
        may_go_on.acquire(timeout=10)

    bell = Bell(answer)
    bell.ring()
    assert is_answering.acquire(timeout=10)
    for _each in range(5):
        bell.ring()
    may_go_on.release()
    assert is_answering.acquire(timeout=10)
    may_go_on.release()

    assert not is_answering.acquire(timeout=0.2)
    assert answers == ["bell", "bell"]


def test_a_history_that_is_loaded_is_told_to_nobody(world):
    with outbox.quiet_until(NOON):
        world.receive_walk_in()
        assert not Notice.objects.exists()
        world.receive_walk_in(at=NOON)

    assert Notice.objects.count() == 1


# ── Who hears it ─────────────────────────────────────────────────────────────────────────
def test_a_citizen_hears_of_reception_with_the_date_by_letter(world, dossier_in, partners, work):
    dossier = dossier_in(Status.IN_APPRAISAL)

    work(NOON)

    letter = mail.outbox[-1]
    assert letter.to == [world.an.email]
    assert dossier.code in letter.subject and dossier.code in letter.body
    assert "09/03/2026" in letter.body
    assert states(notice__kind=Kind.RECEIVED) == [DeliveryState.SENT]


def test_what_is_good_to_know_goes_one_way_and_what_asks_for_something_goes_every_way(
    world, dossier_in, partners, work
):
    dossier = dossier_in(Status.SUPPLEMENTING)

    work(NOON)

    sent = {
        kind: set(Delivery.objects.filter(notice__kind=kind).values_list("channel", flat=True))
        for kind in (Kind.RECEIVED, Kind.SUPPLEMENT_ASKED)
    }
    assert sent == {Kind.RECEIVED: {"email"}, Kind.SUPPLEMENT_ASKED: {"email", "sms"}}
    assert "Tờ khai chưa có chữ ký." in mail.outbox[-1].body
    (text,) = partners.texts
    assert dossier.code in text and "cần bổ sung" in text
    assert dossier.applicant_name not in text and "Tờ khai" not in text


def test_a_walk_in_without_account_hears_by_the_number_given_at_the_counter(world, partners, work):
    dossier = world.receive_walk_in()

    work(NOON)

    delivery = Delivery.objects.get(notice__dossier=dossier)
    assert (delivery.channel, delivery.recipient) == ("sms", "+84900000311")
    assert "/tra-cuu/" in delivery.text


def test_a_dossier_without_any_contact_becomes_a_task_where_somebody_must_act(world, partners, work):
    from dataclasses import replace

    nobody = replace(world.walk_in_applicant, phone="", email="")
    dossier = world.receive_walk_in(applicant=nobody)
    dossier = world.act(dossier, Action.TAKE, at=NOON)
    world.act(dossier, Action.REQUEST_SUPPLEMENT, at=NOON)

    work(NOON)

    assert Notice.objects.get(kind=Kind.RECEIVED).state == NoticeState.NEEDLESS
    task = Delivery.objects.get(notice__kind=Kind.SUPPLEMENT_ASKED)
    assert (task.state, task.channel) == (DeliveryState.FAILED, ChannelName.PERSON)
    assert "Tờ khai chưa có chữ ký." in task.text


def test_a_date_that_did_not_move_is_not_told(world, dossier_in, partners, work):
    asked = dossier_in(Status.SUPPLEMENTING)
    last_moment = asked.answer_due_at
    dossier = world.act(asked, Action.SUPPLEMENT, at=last_moment)

    work(last_moment)

    assert Notice.objects.get(kind=Kind.DUE_MOVED).state == NoticeState.ADDRESSED
    assert f"{dossier.due_at.astimezone():%d/%m}" in mail.outbox[-1].body
    same_day = dossier_in(Status.SUPPLEMENTING)
    world.act(same_day, Action.SUPPLEMENT, at=NOON)
    work(NOON)
    assert Notice.objects.filter(kind=Kind.DUE_MOVED).last().state == NoticeState.NEEDLESS


def test_an_approval_that_still_needs_a_seal_is_no_result(world, dossier_in, partners, work):
    dossier = dossier_in(Status.AWAITING_SEAL)
    work(NOON)
    assert not Notice.objects.filter(kind=Kind.RESULT_READY).exists()

    world.act(dossier, Action.SEAL, at=NOON)
    work(NOON)

    assert "sớm hơn ngày hẹn" in mail.outbox[-1].body
    assert partners.texts[-1].startswith(f"Hồ sơ {dossier.code} đã có kết quả sớm hơn ngày hẹn.")


def test_words_kept_inside_the_house_stay_there(world, dossier_in, partners, work):
    dossier = dossier_in(Status.SUBMITTED)
    world.act(dossier, Action.REFUSE, at=NOON, reason="Không thuộc thẩm quyền của sở.")
    # What an event says inside the agency is not told.
    with transaction.atomic():
        event = DossierEvent.objects.create(
            dossier=dossier,
            ordinal=9,
            action=Action.WITHDRAW,
            status_after=Status.WITHDRAWN,
            actor_role="clerk",
            at=NOON,
            words="Chuyện nội bộ",
            is_internal=True,
        )
        outbox.enqueue(dossier, event)

    work(NOON)

    bodies = "".join(letter.body for letter in mail.outbox)
    assert "Không thuộc thẩm quyền của sở." in bodies
    assert "Chuyện nội bộ" not in bodies


def test_no_phone_rings_at_night(world, partners, work):
    late = MONDAY_MORNING + timedelta(hours=14, minutes=30)
    with outbox.quiet_until(late):
        dossier = world.receive_walk_in()
    outbox.tell(Kind.UNCOLLECTED, key="k", at=late, dossier=dossier)

    work(late)
    assert not partners.texts
    work(MONDAY_MORNING + timedelta(hours=21, minutes=59))
    assert not partners.texts
    work(MONDAY_MORNING + timedelta(hours=22))

    assert len(partners.texts) == 1


def test_an_uncollected_result_is_told_by_day_and_once_at_each_age(world, dossier_in, partners):
    dossier_in(Status.RESULT_READY)
    in_a_week = MONDAY_MORNING + timedelta(days=8)

    assert watching.tell_watched(at=in_a_week.replace(hour=3)) == 0
    assert watching.tell_watched(at=in_a_week) == 1
    assert watching.tell_watched(at=in_a_week + timedelta(hours=1)) == 0
    assert watching.tell_watched(at=in_a_week + timedelta(days=7)) == 1


# ── What people prefer ───────────────────────────────────────────────────────────────────
def prefer(user, *channels, language="vi"):
    NoticePreference.objects.create(user=user, language=language, changed_at=MONDAY_MORNING)
    ChannelConsent.objects.bulk_create(
        ChannelConsent(user=user, channel=channel, given_at=MONDAY_MORNING) for channel in channels
    )


def test_nobody_gets_zalo_without_having_agreed(world, dossier_in, partners, work):
    dossier_in(Status.SUPPLEMENTING)
    work(NOON)
    assert not partners.notices

    prefer(world.an, "zalo")
    dossier_in(Status.SUPPLEMENTING)
    work(NOON)

    assert [notice["phone"] for notice in partners.notices][-1] == "84900000127"
    assert set(partners.notices[-1]["template_data"]) == {"ma_ho_so", "trang_thai", "link"}


def test_a_consent_that_was_withdrawn_is_none(world, dossier_in, partners, work):
    prefer(world.an, "zalo", "email")
    ChannelConsent.objects.filter(channel="zalo").update(withdrawn_at=NOON)

    dossier_in(Status.SUPPLEMENTING)
    work(NOON)

    assert not partners.notices
    assert mail.outbox


def test_letters_come_in_the_language_that_somebody_chose(world, dossier_in, partners, work):
    prefer(world.an, "email", language="en")

    dossier_in(Status.IN_APPRAISAL)
    work(NOON)

    assert Delivery.objects.filter(language="en").count() == Delivery.objects.count() > 0


def test_who_can_be_reached_by_nothing_they_chose_is_reached_by_what_they_gave(
    world, dossier_in, partners, settings, work
):
    settings.EXCHANGE = {"fakes": None, "sms": {}, "zalo": {}}
    prefer(world.an, "zalo")

    dossier_in(Status.REFUSED)
    work(NOON)

    assert states(notice__kind=Kind.REFUSED, channel="email") == [DeliveryState.SENT]


# ── Once, and never forgotten ────────────────────────────────────────────────────────────
def test_of_two_workers_one_sends_a_delivery(world, dossier_in, partners):
    dossier_in(Status.SUBMITTED)
    addressing.address_new(at=NOON)
    first, second = Delivery.objects.get(), Delivery.objects.get()

    assert delivering.claim(first, at=NOON)
    assert not delivering.claim(second, at=NOON)


def test_of_two_workers_one_addresses_a_notice(world, dossier_in, partners):
    dossier_in(Status.SUBMITTED)
    first, second = Notice.objects.get(), Notice.objects.get()

    assert addressing.address(first, at=NOON)
    assert not addressing.address(second, at=NOON)
    assert Delivery.objects.count() == 1


def test_a_message_whose_worker_died_is_sent_when_the_lease_ends(world, partners, work):
    world.receive_walk_in()
    addressing.address_new(at=NOON)
    delivering.claim(Delivery.objects.get(), at=NOON)

    work(NOON + timedelta(minutes=1))
    assert not partners.texts
    work(NOON + delivering.LEASE)

    assert len(partners.texts) == 1
    assert states() == [DeliveryState.SENT]


def test_a_worker_that_died_after_sending_sends_no_second_text(world, partners, work):
    world.receive_walk_in()
    addressing.address_new(at=NOON)
    delivery = Delivery.objects.get()
    delivering.claim(delivery, at=NOON)
    from exchange.channels.configured import channels

    channels()[ChannelName.SMS].send(delivering._message(delivery), key=delivering.key_of(delivery), at=NOON)

    work(NOON + delivering.LEASE)

    assert len(partners.texts) == 1
    assert states() == [DeliveryState.SENT]


def test_what_zalo_may_have_got_from_a_worker_that_died_goes_on_as_a_text_message(world, dossier_in, partners, work):
    prefer(world.an, "zalo")
    dossier_in(Status.REFUSED)
    addressing.address_new(at=NOON)
    delivering.claim(Delivery.objects.get(notice__kind=Kind.REFUSED), at=NOON)

    work(NOON + delivering.LEASE)
    work(NOON + delivering.LEASE)

    assert states(notice__kind=Kind.REFUSED) == [DeliveryState.REPLACED, DeliveryState.SENT]
    assert not [notice for notice in partners.notices if "không được tiếp nhận" in str(notice)]


def test_a_worker_that_was_too_slow_overwrites_nothing(world, partners, work):
    world.receive_walk_in()
    addressing.address_new(at=NOON)
    slow = Delivery.objects.get()
    delivering.claim(slow, at=NOON)
    work(NOON + delivering.LEASE)

    delivering.give_up(slow, "quá chậm", at=NOON + delivering.LEASE)

    assert states() == [DeliveryState.SENT]


def test_a_partner_that_is_away_for_an_hour_gets_everything_once(world, partners, work):
    partners.sms.store.behaviour = Behaviour.OUTAGE
    world.receive_walk_in()
    world.receive_walk_in()
    at = NOON
    while at < NOON + timedelta(hours=1):
        work(at)
        at += timedelta(minutes=1)
    assert states() == [DeliveryState.WAITING] * 2

    partners.sms.store.behaviour = Behaviour.WORKS
    while at < NOON + timedelta(hours=3):
        work(at)
        at += timedelta(minutes=1)

    assert states() == [DeliveryState.SENT] * 2
    assert len(partners.texts) == 2


def test_the_same_thing_is_told_once(world, dossier_in):
    dossier = dossier_in(Status.RESULT_READY)
    told = {"key": f"uncollected:{dossier.pk}:1", "at": NOON, "dossier": dossier}

    assert outbox.tell(Kind.UNCOLLECTED, **told)
    assert not outbox.tell(Kind.UNCOLLECTED, **told)
    assert Notice.objects.filter(kind=Kind.UNCOLLECTED).count() == 1


def test_a_notice_that_cannot_be_written_lets_the_others_pass(world, dossier_in, partners, work):
    broken = dossier_in(Status.IN_APPRAISAL)
    outbox.tell(Kind.APOLOGY, key="apology:none", at=NOON, dossier=broken)
    world.receive_walk_in()

    work(NOON)

    left = Notice.objects.get(state=NoticeState.NEW)
    assert left.key == "apology:none" and "no signed apology" in left.error
    assert len(partners.texts) == 1


# ── Failure ──────────────────────────────────────────────────────────────────────────────
def test_one_failing_channel_never_stops_another(world, dossier_in, partners, work):
    partners.sms.store.behaviour = Behaviour.OUTAGE

    for _each in range(8):
        dossier_in(Status.REFUSED)
    work(NOON)

    assert states(notice__kind=Kind.REFUSED, channel="email") == [DeliveryState.SENT] * 8
    assert states(notice__kind=Kind.REFUSED, channel="sms") == [DeliveryState.WAITING] * 8


def test_a_message_that_waits_longer_than_its_kind_allows_becomes_a_task(world, partners, work):
    partners.sms.store.behaviour = Behaviour.OUTAGE
    world.receive_walk_in()
    work(NOON)
    late = NOON + timedelta(hours=25)

    assert delivering.end_overdue(at=late) == 1

    delivery = Delivery.objects.get(channel="sms")
    assert delivery.state == DeliveryState.FAILED
    assert "Chờ quá lâu" in delivery.error and "Không kết nối được" in delivery.error


def test_a_number_that_nobody_has_becomes_a_task_and_the_clerks_are_told_once_a_day(world, partners, work):
    from dataclasses import replace

    for _each in range(3):
        world.receive_walk_in(applicant=replace(world.walk_in_applicant, phone="+84900000404"))

    work(NOON)
    work(NOON)

    assert states(channel="sms") == [DeliveryState.FAILED] * 3
    told = Notice.objects.get(kind=Kind.DELIVERY_FAILED)
    assert told.audience == Audience.STAFF
    assert [letter.to for letter in mail.outbox] == [[world.binh.email]]
    assert "/thong-bao/" in mail.outbox[0].body


def test_a_report_that_a_text_never_arrived_becomes_a_task(world, partners, work):
    world.receive_walk_in()
    work(NOON)
    partners.sms.store.behaviour = Behaviour.REJECT

    assert delivering.ask_reports(at=NOON + timedelta(minutes=10)) == 1

    assert states(channel="sms") == [DeliveryState.FAILED]


def test_a_report_that_a_text_arrived_is_kept_as_proof(world, partners, work):
    world.receive_walk_in()
    work(NOON)

    assert delivering.ask_reports(at=NOON + timedelta(minutes=10)) == 1

    delivery = Delivery.objects.get()
    assert delivery.state == DeliveryState.DELIVERED
    assert delivery.reference in delivery.proof and delivery.delivered_at
