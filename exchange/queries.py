"""What the pages of notices show, each with a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.identity import national_phone
from accounts.models import User
from dossiers.models import Dossier
from exchange.access import seen_by
from exchange.channels.configured import channels
from exchange.channels.contract import ChannelName
from exchange.kinds import RULES, Audience, Kind
from exchange.models import (
    ChannelConsent,
    ChannelState,
    Delivery,
    DeliveryState,
    Notice,
    NoticePreference,
    NoticeState,
    NoticeWording,
)
from exchange.wordings import languages_of

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class WordingRow:
    """One kind of notice in a language: whose words hold."""

    label: str
    audience: str
    language: str
    url: str
    version: int
    written_at: datetime | None
    written_by: str


def wording_rows() -> list[WordingRow]:
    """Return every kind in every language that it is told in, with the version that holds; one query."""
    last: dict[tuple[str, str], NoticeWording] = {}
    for wording in NoticeWording.objects.select_related("written_by").order_by("version"):
        last[wording.kind, wording.language] = wording
    rows = []
    for kind in Kind:
        for language, words in languages_of(kind):
            held = last.get((kind, language))
            own = held if held is not None and held.withdrawn_at is None else None
            rows.append(
                WordingRow(
                    label=str(kind.label),
                    audience=str(RULES[kind].audience.label),
                    language=words,
                    url=reverse("exchange:wording", args=[kind.value, language]),
                    version=own.version if own else 0,
                    written_at=own.written_at if own else None,
                    written_by=own.written_by.full_name if own else "",
                )
            )
    return rows


def versions_of(kind: Kind, language: str) -> list[NoticeWording]:
    """Return all versions of a wording, the newest first; one query."""
    found = NoticeWording.objects.filter(kind=kind, language=language).select_related("written_by")
    return list(found.order_by("-version"))


TONES = {
    DeliveryState.WAITING: "pause",
    DeliveryState.SENT: "ok",
    DeliveryState.DELIVERED: "ok",
    DeliveryState.REPLACED: "neutral",
    DeliveryState.FAILED: "bad",
    DeliveryState.TOLD: "ok",
}


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """How one channel is doing."""

    label: str
    status: dict[str, str]
    waiting: int
    last_success_at: datetime | None
    stopped_at: datetime | None
    retry_at: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class Tasks:
    """The page of those who see to notices that did not go out."""

    page: Page
    rows: Sequence[dict[str, Any]]
    channels: Sequence[ChannelRow]
    unwritten: int
    """Notices that could not be put into words; only administrators can help."""


def tasks(user: User, *, page: int, today: date) -> Tasks:
    """Return what a person has to see to, the oldest first; five queries beside the person's posts."""
    failed = seen_by(user, today=today).filter(state=DeliveryState.FAILED)
    listed = failed.select_related("notice__dossier__version", "notice__dossier__agency").order_by("created_at", "pk")
    chosen = Paginator(listed, PAGE_SIZE).get_page(page)
    return Tasks(
        page=chosen,
        rows=[task_row(delivery) for delivery in chosen],
        channels=channel_rows(),
        unwritten=Notice.objects.filter(state=NoticeState.NEW).exclude(error="").count(),
    )


def task_row(delivery: Delivery) -> dict[str, Any]:
    """Return a failed delivery as a row shows it; no query."""
    dossier = delivery.notice.dossier
    return {
        "key": delivery.key,
        "code": dossier.code if dossier else "",
        "procedure": dossier.version.name if dossier else "",
        "kind": delivery.notice.get_kind_display(),
        "who": delivery.recipient_name,
        "to": shown(delivery),
        "channel": delivery.get_channel_display(),
        "error": delivery.error,
        "at": delivery.created_at,
    }


def channel_rows() -> list[ChannelRow]:
    """Return how each channel of this installation is doing; two queries."""
    states = {state.channel: state for state in ChannelState.objects.all()}
    waiting = dict(
        Delivery.objects.filter(state=DeliveryState.WAITING).values_list("channel").annotate(Count("pk")).order_by()
    )
    rows = []
    for name in channels():
        state = states.get(name)
        stopped = state is not None and state.stopped_at is not None
        status = {"label": _("Đang ngừng"), "tone": "bad"} if stopped else {"label": _("Hoạt động"), "tone": "ok"}
        rows.append(
            ChannelRow(
                label=str(name.label),
                status=status,
                waiting=waiting.get(name.value, 0),
                last_success_at=state.last_success_at if state else None,
                stopped_at=state.stopped_at if state else None,
                retry_at=state.retry_at if state else None,
                error=state.last_error if state and (stopped or state.failures) else "",
            )
        )
    return rows


def told_of(dossier: Dossier) -> list[dict[str, Any]]:
    """Return what the citizen was told of a dossier, the newest first, with the fate of each message; two queries."""
    sent = Prefetch("deliveries", Delivery.objects.select_related("settled_by").order_by("pk"))
    notices = (
        Notice.objects.filter(dossier=dossier, audience=Audience.CITIZEN)
        .exclude(Q(state=NoticeState.NEEDLESS))
        .order_by("-created_at", "-pk")
        .prefetch_related(sent)
    )
    return [
        {
            "title": notice.get_kind_display(),
            "at": notice.created_at,
            "deliveries": (rows := [delivery_row(delivery) for delivery in notice.deliveries.all()]),
            "tone": "bad" if any(row["is_task"] for row in rows) else "ok" if rows else "pause",
        }
        for notice in notices
    ]


def delivery_row(delivery: Delivery) -> dict[str, Any]:
    """Return one message as its dossier's page shows it; no query."""
    state = DeliveryState(delivery.state)
    at = delivery.settled_at or delivery.delivered_at or delivery.sent_at
    return {
        "key": delivery.key,
        "channel": delivery.get_channel_display(),
        "to": shown(delivery),
        "status": {"label": str(state.label), "tone": TONES[state]},
        "at": at,
        "proof": delivery.proof,
        "words": delivery.settled_words,
        "by": delivery.settled_by.full_name if delivery.settled_by else "",
        "error": delivery.error
        if state in (DeliveryState.FAILED, DeliveryState.WAITING, DeliveryState.REPLACED)
        else "",
        "text": delivery.text,
        "is_task": state is DeliveryState.FAILED,
    }


def shown(delivery: Delivery) -> str:
    """Return an address as people read it."""
    return delivery.recipient if delivery.channel == ChannelName.EMAIL else national_phone(delivery.recipient)


def preference_of(user: User) -> dict[str, Any]:
    """Return what a person has chosen, as the form takes it; two queries."""
    preference = NoticePreference.objects.filter(user=user).first()
    consents = list(ChannelConsent.objects.filter(user=user, withdrawn_at=None).order_by("channel"))
    return {
        "language": preference.language if preference else "vi",
        "ways": [consent.channel for consent in consents],
        "consents": consents,
        "has_chosen": preference is not None,
    }
