"""Counters of a hall: who sits there, which are open, what they serve, how the office lets people wait."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import AdministrativeEvent, User
from accounts.models.trail import AdministrativeAction
from agencies.models import OneStopOffice
from dossiers.errors import InvalidInput, NotAllowed
from dossiers.hall_access import check_clerk, check_head, offices_headed_by
from dossiers.models import Counter, HallSettings, QueueTicket, TicketState
from dossiers.services.calling import AT_COUNTER, close_forgotten
from procedures.models import Sector

SETTINGS = ("gives_tickets_online", "takes_bookings", "slot_minutes", "places", "days_ahead")


def sit_at(counter: Counter, *, actor: User, at: datetime, takes_over: bool = False) -> None:
    """Sit down at a counter and open it; one's other counter is closed.

    Raises `NotAllowed` for whoever is no clerk of the office, `InvalidInput` where somebody else sits there (unless
    the person takes over) or one's other counter still serves somebody.
    """
    check_clerk(actor, counter.office_id, today=timezone.localdate(at))
    with transaction.atomic():
        held = Counter.objects.select_for_update(of=("self",)).get(pk=counter.pk)
        if held.clerk_id not in (None, actor.pk) and held.is_open and not takes_over:
            raise InvalidInput(_("Quầy %(number)s đang có %(name)s ngồi.") % {"number": held, "name": held.clerk})
        for other in Counter.objects.filter(clerk=actor).exclude(pk=counter.pk):
            _leave(other, at=at)
        close_forgotten(counter, at=at)
        Counter.objects.filter(pk=counter.pk).update(clerk=actor, is_open=True)
    counter.clerk, counter.is_open = actor, True


def close_counter(counter: Counter, *, actor: User, at: datetime) -> None:
    """Close a counter; whoever was sent there waits for any counter of their sector again.

    Raises `NotAllowed` for whoever neither sits there nor keeps the hall, `InvalidInput` while somebody is served.
    """
    today = timezone.localdate(at)
    if counter.clerk_id != actor.pk and counter.office_id not in {
        office.pk for office in offices_headed_by(actor, today=today)
    }:
        raise NotAllowed(_("Ông/Bà không ngồi quầy này."))
    with transaction.atomic():
        Counter.objects.select_for_update(of=("self",)).get(pk=counter.pk)
        _leave(counter, at=at)
    counter.clerk, counter.is_open = None, False


def _leave(counter: Counter, *, at: datetime) -> None:
    close_forgotten(counter, at=at)
    tickets = QueueTicket.objects.filter(counter=counter)
    current = tickets.filter(state__in=AT_COUNTER).first()
    if current is not None:
        raise InvalidInput(
            _("Quầy %(number)s còn số %(label)s. Ông/Bà bấm “Xong” hoặc “Vắng mặt” trước.")
            % {"number": counter, "label": current}
        )
    tickets.filter(state=TicketState.WAITING).update(counter=None)
    Counter.objects.filter(pk=counter.pk).update(clerk=None, is_open=False)


# ── What the head of the hall decides ────────────────────────────────────────────────────────────
def save_counter(
    office: OneStopOffice,
    *,
    number: int,
    name: str,
    sectors: Sequence[Sector],
    actor: User,
    at: datetime,
    counter: Counter | None = None,
) -> Counter:
    """Add a counter, or change one; written down as an administrative event.

    Raises `NotAllowed` for whoever does not keep the hall, `InvalidInput` for a number that another counter has.
    """
    check_head(actor, office.pk, today=timezone.localdate(at))
    with transaction.atomic():
        OneStopOffice.objects.select_for_update().get(pk=office.pk)
        others = Counter.objects.filter(office=office, number=number)
        if counter is not None:
            others = others.exclude(pk=counter.pk)
        if others.exists():
            raise InvalidInput(_("Đã có quầy số %s.") % number, field="number")
        before = _words_of(counter) if counter else {}
        action = AdministrativeAction.CHANGED if counter else AdministrativeAction.CREATED
        counter = counter or Counter(office=office)
        counter.number, counter.name = number, name
        counter.save()
        counter.sectors.set(sectors)
        _note(
            f"counter:{counter.pk}", f"{_('Quầy')} {number} – {office}", action, before, _words_of(counter), actor, at
        )
    return counter


def remove_counter(counter: Counter, *, actor: User, at: datetime) -> None:
    """Take a counter away that has never called anybody. Raises `InvalidInput` for any other: it is closed instead."""
    check_head(actor, counter.office_id, today=timezone.localdate(at))
    with transaction.atomic():
        if counter.is_open or counter.tickets.exists():
            raise InvalidInput(_("Quầy này đã phục vụ hoặc đang mở nên không xóa được; Ông/Bà đóng quầy."))
        subject, name = f"counter:{counter.pk}", f"{_('Quầy')} {counter} – {counter.office}"
        _note(subject, name, AdministrativeAction.DELETED, _words_of(counter), {}, actor, at)
        counter.delete()


def save_settings(office: OneStopOffice, *, given: Mapping[str, Any], actor: User, at: datetime) -> HallSettings:
    """Change how the office lets people wait (`SETTINGS`); bookings that were made keep their time."""
    check_head(actor, office.pk, today=timezone.localdate(at))
    with transaction.atomic():
        rows = HallSettings.objects.select_for_update()
        settings = rows.filter(office=office).first() or HallSettings(office=office)
        before = {name: getattr(settings, name) for name in SETTINGS}
        for name in SETTINGS:
            setattr(settings, name, given[name])
        settings.save()
        after = {name: getattr(settings, name) for name in SETTINGS}
        if before != after:
            _note(f"hall:{office.code}", str(office), AdministrativeAction.CHANGED, before, after, actor, at)
    return settings


def _words_of(counter: Counter) -> dict[str, Any]:
    return {
        "number": counter.number,
        "name": counter.name,
        "sectors": ", ".join(counter.sectors.order_by("name").values_list("name", flat=True)),
    }


def _note(
    subject: str,
    name: str,
    action: AdministrativeAction,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    actor: User,
    at: datetime,
) -> None:
    fields = dict.fromkeys([*before, *after])
    changes = {key: [before.get(key), after.get(key)] for key in fields if before.get(key) != after.get(key)}
    AdministrativeEvent.objects.create(
        actor=actor, at=at, action=action, subject=subject, subject_name=name, changes=changes
    )
