"""A change of the calendar: previewed exactly, applied by a second person, written into each ledger once."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from agencies.calendar_changes import BadChange, DayRow, HoursRow
from agencies.calendars import calendar_of
from agencies.models import CalendarChange, CalendarDay, ChangeState
from dossiers import clock
from dossiers.errors import InvalidInput, NotAllowed
from dossiers.models import ClockEntry, Dossier, DossierEvent, EntryKind
from dossiers.services import appointments
from dossiers.services import calendar as service
from dossiers.services.appointments import Visitor
from dossiers.services.moves import ledger_of
from dossiers.tests.cast import MONDAY, MONDAY_MORNING, instant
from dossiers.tests.hall import furnish
from dossiers.workflow import Action, Status
from exchange.models import Notice

TUESDAY = MONDAY + timedelta(days=1)
AT = instant(MONDAY, "16:00")


def closure(day=TUESDAY, name="bão số 3", level="province", agency=""):
    return DayRow(level, agency, day, "closure", name)


def proposed(world, *rows, words="Nghỉ phòng chống bão số 3", at=AT):
    return service.propose(rows or [closure()], decision="Công điện số 1/CĐ-UBND", words=words, actor=world.mai, at=at)


def applied(world, *rows, at=AT):
    change = proposed(world, *rows, at=at)
    service.apply(change, seen=service.preview(change, at=at).seen, actor=world.ha, at=at)
    service.catch_up(at=at)
    return change


def local(at):
    return f"{at.astimezone(calendar_of(None).zone):%m-%d %H:%M}"


def test_new_holiday_moves_running_dossiers(world):
    dossier = world.receive_walk_in()
    before = dossier.due_at
    applied(world)
    dossier.refresh_from_db()
    assert local(before) == "03-09 17:00"
    assert (local(dossier.due_at), local(dossier.original_due_at)) == ("03-10 17:00", "03-10 17:00")
    assert (dossier.due_on, dossier.first_due_at) == (date(2026, 3, 10), before)
    event = DossierEvent.objects.filter(dossier=dossier).last()
    assert (event.action, event.actor, event.is_internal) == (Action.RECALENDAR, world.ha, False)
    assert event.words == ("Nghỉ phòng chống bão số 3. Ngày hẹn trả chuyển từ 17:00 09/03/2026 sang 17:00 10/03/2026.")
    entry = ledger_of(dossier)[-1]
    assert (entry.kind, entry.calendar_revision, entry.due_at) == (EntryKind.CALENDAR, 2, dossier.due_at)
    assert entry.legal_ground == "Công điện số 1/CĐ-UBND"
    replayed = clock.replayed(ledger_of(dossier), calendar_of(world.department))
    assert (replayed.due.at, replayed.first_due.at) == (dossier.due_at, before)


def test_the_preview_names_exactly_the_dossiers_that_then_move(world, dossier_in):
    walks = [dossier_in(status) for status in (Status.IN_APPRAISAL, Status.SUPPLEMENTING, Status.IN_APPROVAL)]
    finished = dossier_in(Status.RETURNED)
    unreceived = dossier_in(Status.SUBMITTED)
    same_day = world.receive_walk_in(world.confirmation)
    at = max(DossierEvent.objects.values_list("at", flat=True))
    change = proposed(world, at=at)
    seen = service.preview(change, at=at)
    assert {moved.dossier.code for moved in seen.moved} == {dossier.code for dossier in walks}
    before = {dossier.pk: dossier.due_at for dossier in Dossier.objects.all()}
    service.apply(change, seen=seen.seen, actor=world.ha, at=at)
    assert service.catch_up(at=at) == 3
    after = {dossier.pk: dossier.due_at for dossier in Dossier.objects.all()}
    assert {moved.dossier.pk: (moved.before, moved.after) for moved in seen.moved} == {
        pk: (before[pk], after[pk]) for pk in after if before[pk] != after[pk]
    }
    for other in (finished, unreceived, same_day):
        assert not DossierEvent.objects.filter(dossier=other, action=Action.RECALENDAR).exists()


def test_a_preview_writes_nothing_and_costs_the_same_for_many(world, django_assert_num_queries):
    change = proposed(world)
    world.receive_walk_in()
    service.preview(change, at=AT)
    with django_assert_num_queries(5):
        assert len(service.preview(change, at=AT).moved) == 1
    for _more in range(9):
        world.receive_walk_in()
    with django_assert_num_queries(5):
        assert len(service.preview(change, at=AT).moved) == 10
    assert not ClockEntry.objects.filter(kind=EntryKind.CALENDAR).exists()


def test_what_closes_another_agency_moves_nothing_here(world):
    ours = world.receive_walk_in()
    change = proposed(world, closure(level="agency", agency=world.commune.code))
    assert service.preview(change, at=AT).moved == ()
    applied(world, HoursRow("agency", world.department.code, 0, "08:00-12:00"))
    ours.refresh_from_db()
    assert local(ours.due_at) == "03-09 12:00"


def test_who_proposed_a_change_cannot_apply_it(world):
    change = proposed(world)
    for person in (world.mai, world.binh, world.dung, world.khoa, world.an):
        with pytest.raises(NotAllowed):
            service.apply(change, seen=1, actor=person, at=AT)
    # Not even with a leader's post of their own.
    world.ha.posts.update(user=world.mai)
    with pytest.raises(NotAllowed, match="không được tự duyệt"):
        service.apply(change, seen=1, actor=type(world.mai).objects.get(pk=world.mai.pk), at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarChange.objects.update(state=ChangeState.DECLINED, decided_by=world.mai, decided_at=AT)
    change.refresh_from_db()
    assert change.state == ChangeState.PROPOSED


def test_only_an_editor_proposes_and_says_by_which_decision(world):
    with pytest.raises(NotAllowed):
        service.propose([closure()], decision="Công điện", words="Bão", actor=world.ha, at=AT)
    with pytest.raises(InvalidInput) as refusal:
        service.propose([closure()], decision=" ", words="Bão", actor=world.mai, at=AT)
    assert refusal.value.field == "decision"
    with pytest.raises(BadChange, match="khoảng trống"):
        proposed(world, *(closure(MONDAY + timedelta(days=n)) for n in range(40)))


def test_a_change_is_decided_once(world):
    change = proposed(world)
    again = CalendarChange.objects.get()
    service.apply(change, seen=1, actor=world.ha, at=AT)
    for decide in (
        lambda: service.apply(again, seen=2, actor=world.ha, at=AT),
        lambda: service.decline(again, actor=world.ha, at=AT, reason="Không cần"),
        lambda: service.apply(change, seen=2, actor=world.ha, at=AT),
    ):
        with pytest.raises((service.StaleChange, BadChange)):
            decide()
    assert CalendarDay.objects.filter(day=TUESDAY).count() == 1


def test_a_change_is_applied_only_against_the_calendar_of_its_preview(world):
    first, second = proposed(world), proposed(world, closure(TUESDAY + timedelta(days=1), "lũ"))
    seen = service.preview(second, at=AT).seen
    service.apply(first, seen=seen, actor=world.ha, at=AT)
    with pytest.raises(service.StaleChange, match="người khác"):
        service.apply(second, seen=seen, actor=world.ha, at=AT)
    service.apply(second, seen=service.preview(second, at=AT).seen, actor=world.ha, at=AT)


def test_a_declined_change_moves_nothing_and_says_why(world):
    dossier = world.receive_walk_in()
    change = proposed(world)
    with pytest.raises(InvalidInput):
        service.decline(change, actor=world.ha, at=AT, reason=" ")
    service.decline(change, actor=world.ha, at=AT, reason="Bão đã đổi hướng")
    assert service.catch_up(at=AT) == 0
    dossier.refresh_from_db()
    assert (change.state, change.reason, dossier.revision) == (ChangeState.DECLINED, "Bão đã đổi hướng", 1)


def test_what_was_received_while_a_change_was_applied_is_caught_up_once(world):
    known_elsewhere = calendar_of(world.department)
    change = proposed(world)
    service.apply(change, seen=1, actor=world.ha, at=AT)
    # Another process still counts under the old calendar.
    late = world.receive_walk_in(calendar=known_elsewhere)
    assert local(late.due_at) == "03-09 17:00"
    assert service.catch_up(at=AT) == 1
    assert service.catch_up(at=AT + timedelta(minutes=15)) == 0
    late.refresh_from_db()
    assert local(late.due_at) == "03-10 17:00"
    new = world.receive_walk_in(calendar=calendar_of(world.department))
    assert local(new.due_at) == "03-10 17:00"
    assert service.catch_up(at=AT) == 0


def test_a_dossier_that_was_moved_meanwhile_is_caught_up_the_next_time(world, monkeypatch):
    dossier = world.receive_walk_in()
    change = proposed(world)
    service.apply(change, seen=1, actor=world.ha, at=AT)
    found = service._moved

    def taken_first(ledger, calendar, *, at):
        monkeypatch.setattr(service, "_moved", found)
        world.act(Dossier.objects.get(pk=ledger.dossier.pk), Action.TAKE, at=AT)
        return found(ledger, calendar, at=at)

    monkeypatch.setattr(service, "_moved", taken_first)
    assert service.catch_up(at=AT) == 0
    assert service.catch_up(at=AT) == 1
    dossier.refresh_from_db()
    assert (local(dossier.due_at), dossier.holder) == ("03-10 17:00", world.chi)


def test_a_dossier_that_is_late_stays_late(world):
    dossier = world.receive_walk_in()
    at = instant(date(2026, 3, 11), "09:00")
    applied(world, closure(date(2026, 3, 9)), at=at)
    dossier.refresh_from_db()
    assert local(dossier.due_at) == "03-09 17:00"
    assert dossier.revision == 1


def test_a_paused_dossier_runs_on_under_the_new_calendar(world, dossier_in):
    dossier = dossier_in(Status.SUPPLEMENTING)
    paused_at = dossier.paused_at
    assert paused_at
    applied(world, closure(paused_at.date() + timedelta(days=1)), at=paused_at)
    dossier.refresh_from_db()
    assert (local(dossier.due_at), dossier.paused_at) == ("03-10 17:00", paused_at)
    # Even by a process that has not heard of the change: the ledger goes back to no earlier calendar.
    assert world.calendar.revision == 1
    resumed = world.act(dossier, Action.SUPPLEMENT, at=paused_at + timedelta(minutes=5))
    assert local(resumed.due_at) == "03-10 17:00"


def test_what_was_booked_for_a_closed_day_is_cancelled_and_whoever_booked_is_told(world):
    furnish(world)

    def book(day, phone):
        starts_at = instant(day, "09:00")
        visitor = Visitor("Nguyễn Văn Bảy", phone)
        return appointments.book(
            world.centre, visitor, starts_at=starts_at, key=uuid4(), at=MONDAY_MORNING, calendar=calendar_of(None)
        )

    closed, kept = book(TUESDAY, "+84912345671"), book(TUESDAY + timedelta(days=1), "+84912345672")
    applied(world)
    assert (appointments.cancel_closed(at=AT), appointments.cancel_closed(at=AT)) == (1, 0)
    closed.refresh_from_db()
    kept.refresh_from_db()
    assert closed.cancelled_at == AT and "nghỉ làm việc" in closed.cancelled_because
    assert kept.cancelled_at is None
    notice = Notice.objects.get(key=f"appointment:{closed.code}:closed")
    assert notice.facts["to"]["phone"] == "+84912345671" and "nghỉ" in notice.facts["status_words"]
