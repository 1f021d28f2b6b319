"""What happened to a dossier, as officers read it: who did it and in whose place, and who held it from then on."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Role
from dossiers.models import Dossier, DossierEvent
from dossiers.path import STATUS_TONES
from dossiers.workflow import DEEDS, Action, Status

TOLD_WITH = ("actor", "actor_agency", "actor_post__stands_in_for__user", "holder", "holder_agency")
"""What an event must carry to be told."""


def events_of(dossier: Dossier) -> QuerySet[DossierEvent]:
    """Return the events of a dossier, in their order, with what is told of them."""
    return DossierEvent.objects.filter(dossier=dossier).select_related(*TOLD_WITH).order_by("ordinal")


def timeline_of(events: Sequence[DossierEvent]) -> list[dict[str, Any]]:
    """Return events in their order as `components/timeline.html` takes them, newest first.

    Where the dossier passed into other hands, it says into whose: together they tell to the minute who held it when.
    """
    told: list[dict[str, Any]] = []
    before: tuple[str, int | None, int | None] = ("", None, None)
    for event in events:
        holder = (event.holder_role, event.holder_agency_id, event.holder_id)
        words = event_words(event)
        if holder != before and event.holder_role:
            words["who"] += " → " + holder_of_event(event)
        told.append(words)
        before = holder
    return told[::-1]


def last_event(dossier: Dossier) -> dict[str, Any] | None:
    """Return what happened last, as the timeline says it; one query."""
    event = events_of(dossier).reverse().first()
    return event_words(event) if event else None


def event_words(event: DossierEvent) -> dict[str, Any]:
    """Return an event as `components/timeline.html` takes it, with the name of who did it."""
    who = [event.actor.full_name if event.actor else "", capacity_of(event)]
    if event.actor_agency:
        who.append(event.actor_agency.short_name)
    if event.is_internal:
        who.append(_("chỉ trong cơ quan"))
    return {
        "at": event.at,
        "title": DEEDS[Action(event.action)],
        "who": " · ".join(part for part in who if part),
        "note": event.words,
        "tone": STATUS_TONES[Status(event.status_after)],
    }


def capacity_of(event: DossierEvent) -> str:
    """Return in what capacity somebody acted: by their role, or in the place of whom (KT., TL., TUQ.).

    Law: Nghị định 30/2020/NĐ-CP Điều 13.
    """
    role, post = str(event.get_actor_role_display()), event.actor_post
    if post is None or post.stands_in_for is None:
        return role
    place = _("thay %(name)s") % {"name": post.stands_in_for.user}
    return f"{post.title or role}, {place} ({post.delegation})"


def holder_of_event(event: DossierEvent) -> str:
    """Return who held the dossier after an event: by name, else the unit, else the role."""
    if event.holder is not None and event.holder_role != Role.APPLICANT:
        return event.holder.full_name
    role = str(event.get_holder_role_display())
    return f"{role}, {event.holder_agency.short_name}" if event.holder_agency else role
