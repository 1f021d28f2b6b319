"""The list of a citizen's dossiers: what needs them now, what is running, what is over; a linked request as one entry.

Each dossier stands in exactly one of the three.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import memberships_of
from accounts.models import User
from agencies.calendars import calendar_of
from agencies.vietnamese import folded
from agencies.worktime import WorkCalendar
from dossiers.access import own_dossiers
from dossiers.models import Dossier, LinkedDossier
from dossiers.path import STATUS_TONES, holder_words, standing_badge
from dossiers.queries.linked import request_cards
from dossiers.queries.needs import LONGEST_LIST, needing, needs_of, other_entries
from dossiers.workflow import FINAL, Status

PAGE_SIZE = 20
MANY = 6
"""From so many entries on a search field is worth its place on a phone."""

RUNNING, OVER = "dang-giai-quyet", "da-ket-thuc"
SECTIONS = {RUNNING: gettext_lazy("Đang giải quyết"), OVER: gettext_lazy("Đã kết thúc")}
"""The two lists that may be long, by their name in the address; each has a page of its own."""

MY_OWN, ON_MANDATE = "cua-toi", "uy-quyen"


@dataclass(frozen=True, slots=True)
class Section:
    """One of the lists; `count` is how many entries it has, on all its pages."""

    slug: str
    label: str
    count: int
    page: "Page[Any]"
    cards: list[dict[str, Any]]

    @property
    def has_more(self) -> bool:
        """Whether the list goes on beyond what is shown."""
        return self.page.paginator.num_pages > 1


@dataclass(frozen=True, slots=True)
class MyDossiers:
    """A citizen's page; `parties` are the names in which they follow dossiers, empty for whoever has only their own."""

    needs: list[dict[str, Any]]
    sections: list[Section]
    chosen: str
    parties: list[tuple[str, str]]
    is_narrowed: bool

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.needs or any(section.count for section in self.sections))

    @property
    def is_long(self) -> bool:
        """Whether one has to search in it."""
        return bool(self.parties or sum(section.count for section in self.sections) >= MANY)


def my_dossiers(
    user: User, *, text: str = "", party: str = "", section: str = "", page: int = 1, at: datetime
) -> MyDossiers:
    """Return a citizen's dossiers; `section` is one list alone, page by page; a fixed number of queries.

    `text` narrows by code, procedure or applicant, `party` by in whose name (`cua-toi`, `uy-quyen`, a tax code).
    """
    today = timezone.localdate(at)
    own = _narrowed(own_dossiers(user, today=today), text=text, party=party)
    own = own.select_related("version", "agency", "office", "organisation", "linked_part")
    waiting = own.filter(needing(at=at))
    requests = LinkedDossier.objects.filter(dossier__in=waiting.order_by().values("pk")).values("request")
    # The first dossier of a linked request stands for all of them.
    others = own.exclude(needing(at=at)).filter(
        Q(linked_part=None) | Q(linked_part__ordinal=1) & ~Q(linked_part__request__in=requests)
    )
    shown = _pages(others, [slug for slug in SECTIONS if section in ("", slug)], page=page if section else 1)
    pressing = [] if section else list(waiting.order_by("answer_due_at", "-submitted_at")[:LONGEST_LIST])
    entries = _entries([*pressing, *(one for page in shown.values() for one in page.object_list)], at=at)
    is_narrowed = bool(text or party)
    return MyDossiers(
        needs=[] if section else _needs(pressing, entries, [] if is_narrowed else other_entries(user), at=at),
        sections=[
            Section(
                slug, str(SECTIONS[slug]), page.paginator.count, page, [entries[one.pk] for one in page.object_list]
            )
            for slug, page in shown.items()
        ],
        chosen=section,
        parties=_parties(user, at=at),
        is_narrowed=is_narrowed,
    )


def _pages(others: QuerySet[Dossier], slugs: Sequence[str], *, page: int) -> dict[str, "Page[Any]"]:
    """Return a page of each of these lists; one query counts them all, one more for each that is shown."""
    is_running = ~Q(status__in=FINAL) | Q(Exists(_open_sibling()))
    conditions = {RUNNING: is_running, OVER: ~is_running}
    counts = others.aggregate(
        **{f"list_{number}": Count("pk", filter=conditions[one]) for number, one in enumerate(slugs)}
    )
    shown = {}
    for number, slug in enumerate(slugs):
        paginator = Paginator(others.filter(conditions[slug]).order_by("-submitted_at", "-pk"), PAGE_SIZE)
        paginator.count = counts[f"list_{number}"]
        shown[slug] = paginator.get_page(page)
    return shown


def _open_sibling() -> QuerySet[LinkedDossier]:
    """Return what is still open in the linked request of which a dossier is a part."""
    of_request = LinkedDossier.objects.filter(request=OuterRef("linked_part__request"), dossier__isnull=False)
    return of_request.exclude(dossier__status__in=FINAL)


def _narrowed(own: QuerySet[Dossier], *, text: str, party: str) -> QuerySet[Dossier]:
    if text:
        own = own.filter(
            Q(code__icontains=text) | Q(version__name__icontains=text) | Q(applicant_folded__contains=folded(text))
        )
    if party == MY_OWN:
        return own.filter(organisation=None, mandate=None)
    if party == ON_MANDATE:
        return own.filter(mandate__isnull=False)
    return own.filter(organisation__tax_code=party) if party else own


def _parties(user: User, *, at: datetime) -> list[tuple[str, str]]:
    """Return in whose names somebody follows dossiers, for the filter; no query beside that of the memberships."""
    organisations = [one.organisation for one in memberships_of(user, today=timezone.localdate(at))]
    if not organisations:
        return []
    named = [(organisation.tax_code, organisation.name) for organisation in organisations]
    return [(MY_OWN, _("Của riêng tôi")), *named, (ON_MANDATE, _("Theo ủy quyền"))]


def _needs(
    dossiers: Sequence[Dossier], entries: dict[int, dict[str, Any]], others: list[dict[str, Any]], *, at: datetime
) -> list[dict[str, Any]]:
    """Return what is to be done, the most pressing first; the dossiers of one linked request under its name."""
    needs = needs_of(dossiers, at=at)
    found: dict[str, dict[str, Any]] = {}
    for dossier in dossiers:
        card = entries[dossier.pk]
        entry = found.setdefault(
            card["code"],
            {
                "title": card.get("procedure") or card["name"],
                "code": card["code"],
                "url": card["url"],
                "badge": card.get("status") or card.get("summary"),
                "party": card.get("party", ""),
                "needs": [],
            },
        )
        entry["needs"] += needs[dossier.pk]
    return sorted([*found.values(), *others], key=lambda entry: min(need.order for need in entry["needs"]))


def _entries(dossiers: Sequence[Dossier], *, at: datetime) -> dict[int, dict[str, Any]]:
    """Return the entry of each dossier: its own card, or that of its request; two queries at most."""
    calendar = calendar_of(None)
    requests = {dossier.pk: dossier.linked_part.request_id for dossier in dossiers if hasattr(dossier, "linked_part")}
    cards = request_cards(set(requests.values()), at=at, calendar=calendar)
    return {
        dossier.pk: cards[requests[dossier.pk]]
        if dossier.pk in requests
        else card_of(dossier, at=at, calendar=calendar)
        for dossier in dossiers
    }


def card_of(dossier: Dossier, *, at: datetime, calendar: WorkCalendar) -> dict[str, Any]:
    """Return what `components/dossier_card.html` shows of a dossier with its version, agency and office."""
    status = Status(dossier.status)
    is_finished = status in FINAL or dossier.finished_at is not None
    in_whose_name = dossier.organisation.name if dossier.organisation else ""
    if dossier.mandate_id:
        in_whose_name = dossier.applicant_name
    return {
        "code": dossier.code,
        "procedure": dossier.version.name,
        "url": reverse("dossiers:detail", args=[dossier.code]),
        "status": {"label": status.label, "tone": STATUS_TONES[status]},
        "due": None if is_finished else dossier.due_at,
        "standing": standing_badge(dossier, at=at, calendar=calendar),
        "holder": holder_words(dossier),
        "note": _("Chủ hồ sơ: %s") % in_whose_name if in_whose_name else "",
        "party": in_whose_name,
    }
