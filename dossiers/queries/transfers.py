"""What waits to travel between office and agency, the sheets that are out, and one sheet item by item."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Post, Role, User
from agencies.calendars import calendar_of
from agencies.models import Agency, OneStopOffice
from agencies.vietnamese import normalised
from agencies.worktime import WorkCalendar
from dossiers.access import FOR_ACTION
from dossiers.models import Dossier, HandOverItem, HandOverSheet, SheetKind
from dossiers.queries.worklist import own_condition
from dossiers.services.transfers import GIVERS, TAKERS, WAITING, journey_due, waiting_since
from dossiers.verdicts import HANDLED_HERE

SHEETS_SHOWN = 30
MOST_CODES = 200
"""More than anybody carries; the rest of a paste is not read."""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One dossier whose papers wait to go: until when they should, and why the last sheet's taker refused them."""

    dossier: Dossier
    due_at: datetime
    is_late: bool
    refusal: str


@dataclass(frozen=True, slots=True)
class Group:
    """What waits to go one way: a sheet is made of it."""

    office: OneStopOffice
    agency: Agency
    rows: list[WaitingRow]

    @property
    def late(self) -> int:
        """How many should have gone already."""
        return sum(row.is_late for row in self.rows)


@dataclass(frozen=True, slots=True)
class TransferPage:
    """One side's desk of papers: what it has to give, what it has to take, what it gave."""

    groups: list[Group]
    incoming: list[HandOverSheet]
    outgoing: list[HandOverSheet]


def may(posts: Sequence[Post], roles: Collection[Role]) -> list[Post]:
    """Return the posts that give or take."""
    return [post for post in posts if Role(post.role) in roles]


def transfer_page(user: User, posts: Sequence[Post], *, gives: SheetKind, at: datetime) -> TransferPage:
    """Return what one side gives (`gives`) and takes; four queries."""
    takes = SheetKind.BACK if gives is SheetKind.OUT else SheetKind.OUT
    return TransferPage(
        groups=waiting_groups(user, posts, kind=gives, at=at),
        incoming=_sheets(posts, takes, at_giver=False),
        outgoing=_sheets(posts, gives, at_giver=True),
    )


def waiting_groups(user: User, posts: Sequence[Post], *, kind: SheetKind, at: datetime) -> list[Group]:
    """Return the dossiers that wait to go and stand on no open sheet, by office and agency; two queries."""
    waiting = HandOverItem.objects.filter(dossier=OuterRef("pk"), accepted_at=None, refused_at=None)
    found = Dossier.objects.filter(HANDLED_HERE, _here(posts, GIVERS[kind]), ~Exists(waiting), status=WAITING[kind])
    found = found.exclude(own_condition(user, at=at)).select_related("version", "agency", "office", "result")
    dossiers = list(found.order_by("office__name", "agency__name", "held_since", "pk"))
    refusals = _last_refusals(dossiers)
    calendar = calendar_of(None)
    groups: dict[tuple[int, int], Group] = {}
    for dossier in dossiers:
        key = (dossier.office_id, dossier.agency_id)
        group = groups.setdefault(key, Group(dossier.office, dossier.agency, []))
        group.rows.append(_waiting_row(dossier, refusals.get(dossier.pk, ""), at=at, calendar=calendar))
    return list(groups.values())


def _waiting_row(dossier: Dossier, refusal: str, *, at: datetime, calendar: WorkCalendar) -> WaitingRow:
    due_at = journey_due(waiting_since(dossier), calendar)
    return WaitingRow(dossier, due_at, at > due_at, refusal)


def _last_refusals(dossiers: Sequence[Dossier]) -> dict[int, str]:
    refused = HandOverItem.objects.filter(dossier__in=dossiers, refused_at__isnull=False)
    return dict(refused.order_by("refused_at", "pk").values_list("dossier_id", "refusal"))


def _here(posts: Sequence[Post], roles: Collection[Role]) -> Q:
    """Return what tells the dossiers or sheets of somebody's side: their offices at a counter, else their agencies."""
    mine = may(posts, roles)
    if Role.CLERK in roles:
        return Q(office__in={post.office_id for post in mine if post.office_id})
    return Q(agency__in={post.agency_id for post in mine})


def _sheets(posts: Sequence[Post], kind: SheetKind, *, at_giver: bool) -> list[HandOverSheet]:
    """Return the sheets of a kind, open ones first, each with its counts; one query."""
    roles = GIVERS[kind] if at_giver else TAKERS[kind]
    items = {
        "item_count": Count("items"),
        "waiting_count": Count("items", filter=Q(items__accepted_at=None, items__refused_at=None)),
        "refused_count": Count("items", filter=Q(items__refused_at__isnull=False)),
    }
    found = HandOverSheet.objects.filter(_here(posts, roles), kind=kind).annotate(**items)
    found = found.select_related("agency", "office", "made_by")
    return list(found.order_by(F("closed_at").desc(nulls_first=True), "-made_at", "-pk")[:SHEETS_SHOWN])


# ── One sheet ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class SheetPage:
    """One sheet as one of its two sides sees it."""

    sheet: HandOverSheet
    items: list[HandOverItem]
    may_take: bool

    @property
    def waiting(self) -> int:
        """How many items nobody has settled."""
        return sum(1 for item in self.items if not item.accepted_at and not item.refused_at)


def get_sheet(posts: Sequence[Post], number: str) -> tuple[HandOverSheet, bool]:
    """Return a sheet of somebody's side, and whether they may take it; one query; absent and forbidden raise `Http404`.

    Whoever gives sees it, too; nobody else.
    """
    found = HandOverSheet.objects.filter(number=number.strip().upper())
    sheet = found.select_related("office__agency", "agency", "made_by").first()
    if sheet is not None:
        kind = SheetKind(sheet.kind)
        if _is_of(sheet, may(posts, TAKERS[kind])):
            return sheet, True
        if _is_of(sheet, may(posts, GIVERS[kind])):
            return sheet, False
    raise Http404(_("Không tìm thấy biên bản bàn giao này."))


def _is_of(sheet: HandOverSheet, posts: Sequence[Post]) -> bool:
    return any(
        post.office_id == sheet.office_id if post.role == Role.CLERK else post.agency_id == sheet.agency_id
        for post in posts
    )


def sheet_page(sheet: HandOverSheet, *, may_take: bool) -> SheetPage:
    """Return a sheet with its items in their order; one query."""
    items = HandOverItem.objects.filter(sheet=sheet).select_related("dossier__version", "accepted_by")
    return SheetPage(sheet, list(items.order_by("ordinal")), may_take)


def sheet_url(sheet: HandOverSheet, *, at_counter: bool) -> str:
    """Return the address of a sheet on one of its two sides."""
    return reverse("dossiers:hand_over" if at_counter else "dossiers:agency_hand_over", args=[sheet.number])


def dossiers_named(codes: Sequence[str]) -> "QuerySet[Dossier]":
    """Return the dossiers of these codes with all that a sheet needs, in the order of their codes."""
    return Dossier.objects.filter(code__in=codes).select_related(*FOR_ACTION).order_by("held_since", "pk")


def codes_in(text: str) -> list[str]:
    """Return the codes in what somebody typed or a scanner read: codes, or addresses of the look-up with one."""
    codes = []
    for token in re.split(r"[\s,;]+", normalised(text))[:MOST_CODES]:
        code = _code_of(token)
        if code:
            codes.append(code.upper()[:60])
    return codes


def _code_of(token: str) -> str:
    if "?" not in token:
        return token
    try:
        named: dict[str, Any] = parse_qs(urlsplit(token).query)
    except ValueError:
        return token
    return next(iter(named.get("ma", [])), token)
