"""Lists that officers work through: tabs whose counts equal their lists, filters, pages, rows; queries are fixed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import django_filters
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import posts_of
from accounts.models import Membership, Role, User
from agencies.vietnamese import folded, normalised
from agencies.worktime import WorkCalendar
from dossiers.deadlines import DUE_SOON_DAYS, Standing
from dossiers.models import Dossier, DueBasis, Mandate, Outcome
from dossiers.path import STANDING_LABELS, STATUS_TONES, Badge, standing_badge
from dossiers.queries.promises import waiting_badge
from dossiers.queries.risk import by_risk
from dossiers.risk import Risk, risk_of, risk_words
from dossiers.verdicts import PAUSED, overdue
from dossiers.workflow import FINAL, HOLDER_OF, ON_THE_CLOCK, Status
from procedures.models import Channel, ProcedureVersion

PAGE_SIZE = 30
SHORTEST_NUMBER = 4
"""Fewer digits would match nearly every personal number and phone."""

UNREAD_COLUMNS = (
    "content",
    "version__steps",
    "version__summary",
    "version__levels",
    "version__audience",
    "version__keywords",
    "version__life_events",
    "version__source_note",
    "version__service_level_reason",
    "version__not_taken_in_reason",
)


RISK_ORDER = ("risk",)
"""Stands for the order of `queries.risk.by_risk`: most endangered first, what waits for the citizen last."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One view of a list: which dossiers, in what order, under which name in the address (`slug`).

    `shows_proposal` where one decides upon what an officer proposes, and has to read it.
    """

    slug: str
    label: str | Promise
    condition: Q
    order: tuple[Any, ...]
    empty: str | Promise = ""
    shows_proposal: bool = False

    @property
    def is_by_risk(self) -> bool:
        """Whether the most endangered dossier stands first."""
        return self.order is RISK_ORDER

    def ordered(self, dossiers: "QuerySet[Dossier]", *, at: datetime, calendar: WorkCalendar) -> "QuerySet[Dossier]":
        """Return the dossiers of this view among some, in its order."""
        mine = dossiers.filter(self.condition)
        return by_risk(mine, at=at, calendar=calendar) if self.is_by_risk else mine.order_by(*self.order)


READ_COLUMNS = (
    "code",
    "applicant_name",
    "channel",
    "status",
    "holder_role",
    "submitted_at",
    "acceptance_due_at",
    "answer_due_at",
    "due_basis",
    "due_at",
    "original_due_at",
    "paused_at",
    "finished_at",
    "version__name",
    "agency__short_name",
    "holder__full_name",
)
"""What a row is made of; the tables behind it have a hundred columns."""


PROPOSAL_COLUMNS = ("result__outcome", "result__reason", "result__proposed_by__full_name")
LONGEST_PROPOSAL = 160


@dataclass(frozen=True, slots=True)
class Row:
    """One dossier in a list, in words. `waiting` is the time left of a promise that is not the clock's own.

    `moment` is the date that matters now, and `moment_label` which one that is; empty for the promised date. `unread`
    counts the applicant's messages that nobody of the office has read, where the list asks for them.
    """

    code: str
    url: str
    applicant: str
    procedure: str
    agency: str
    channel: str
    is_online: bool
    status: Badge
    standing: Badge | None
    waiting: Badge | None
    holder: str
    submitted: str
    moment_label: str
    moment: str
    risk: str = ""
    is_endangered: bool = False
    proposal: Badge | None = None
    unread: int = 0

    @property
    def badge(self) -> Badge | None:
        """How the dossier stands: against the promise that somebody waits for now, else against its clock."""
        return self.waiting or self.standing


@dataclass(frozen=True, slots=True)
class WorkList:
    """A page of a list as it is shown. `counts` belong to the tabs under the same filter."""

    tab: Tab
    tabs: list[dict[str, Any]]
    counts: dict[str, int]
    page: "Page[Any]"
    rows: list[Row]
    filter: "WorkFilter"
    query: str
    """The address's parameters without the page."""

    @property
    def is_filtered(self) -> bool:
        """Whether something narrows the list."""
        return any(self.filter.data.get(name) for name in self.filter.filters)


class WorkFilter(django_filters.FilterSet):
    """What narrows a list; the names of the filters are the parameters of the address."""

    q = django_filters.CharFilter(
        label=gettext_lazy("Mã hồ sơ, tên, số định danh, điện thoại"), method="by_text", max_length=200
    )
    thu_tuc = django_filters.ChoiceFilter(
        label=gettext_lazy("Thủ tục"),
        field_name="version__procedure__code",
        empty_label=gettext_lazy("Mọi thủ tục"),
    )
    han = django_filters.ChoiceFilter(
        label=gettext_lazy("Thời hạn"),
        choices=[(standing.value, STANDING_LABELS[standing]) for standing in Standing],
        method="by_standing",
        empty_label=gettext_lazy("Mọi thời hạn"),
    )

    def __init__(self, *args: Any, at: datetime, calendar: WorkCalendar, **options: Any) -> None:
        super().__init__(*args, **options)
        self.at, self.calendar = at, calendar
        self.offer_choices()
        self.form.fields["q"].widget.attrs.update({"type": "search", "aria-keyshortcuts": "/", "autocomplete": "off"})

    def offer_choices(self) -> None:
        """Set what can be chosen among these dossiers, before the form is made; one query."""
        self.filters["thu_tuc"].extra["choices"] = open_procedures(self.queryset)

    def by_text(self, dossiers: "QuerySet[Dossier]", _name: str, text: str) -> "QuerySet[Dossier]":
        """Keep what a person typed about a dossier."""
        return dossiers.filter(text_condition(text))

    def by_standing(self, dossiers: "QuerySet[Dossier]", _name: str, value: str) -> "QuerySet[Dossier]":
        """Keep the dossiers that stand so."""
        return dossiers.filter(standing_condition(Standing(value), at=self.at, calendar=self.calendar))


def open_procedures(dossiers: "QuerySet[Dossier]") -> list[tuple[str, str]]:
    """Return code and name of the procedures that have a dossier which is not over, by name; one query."""
    open_ones = dossiers.exclude(status__in=FINAL).order_by()
    versions = ProcedureVersion.objects.filter(pk__in=open_ones.values("version")).order_by("procedure", "number")
    names = dict(versions.values_list("procedure__code", "name"))
    return sorted(names.items(), key=lambda procedure: folded(procedure[1]))


def text_condition(text: str) -> Q:
    """Return what finds a dossier by its code, the applicant's name without diacritics, a number or a phone."""
    text = normalised(text)
    words, digits = folded(text), re.sub(r"\D", "", text)
    found = Q(code__icontains=re.sub(r"\s", "", text))
    if words:
        found |= Q(applicant_folded__startswith=words) | Q(applicant_folded__contains=f" {words}")
    if len(digits) >= SHORTEST_NUMBER and not re.search(r"[a-z]", words):
        national = digits.removeprefix("84") if len(digits) > 10 else digits
        found |= Q(personal_id__startswith=digits) | Q(tax_code__startswith=digits)
        found |= Q(phone__contains=national.removeprefix("0") or digits)
    return found


def standing_condition(standing: Standing, *, at: datetime, calendar: WorkCalendar) -> Q:
    """Return in SQL what `deadlines.standing` says row by row; a test compares the two.

    Law: domain decision 6 (day-based limits compare local dates, hour-based ones instants).
    """
    if standing is Standing.PAUSED:
        return PAUSED
    today = timezone.localdate(at)
    soon_until = calendar.shift_working_days(today, DUE_SOON_DAYS)
    running = Q(status__in=ON_THE_CLOCK, due_at__isnull=False) & ~PAUSED
    is_over = Q(due_basis=DueBasis.DAY, due_on__lt=today) | Q(due_basis=DueBasis.INSTANT, due_at__lt=at)
    match standing:
        case Standing.OVERDUE:
            return overdue(at)
        case Standing.DUE_TODAY:
            return running & ~is_over & Q(due_on=today)
        case Standing.DUE_SOON:
            return running & Q(due_on__gt=today, due_on__lte=soon_until)
        case _:
            return running & Q(due_on__gt=soon_until)


def own_condition(user: User, *, at: datetime) -> Q:
    """Return what tells the dossiers that are a person's own, which they never handle: see `access.is_own`."""
    today = timezone.localdate(at)
    posts = posts_of(user, today=today)
    profile = getattr(posts[0].user, "profile", None) if posts else None
    own = Q(submitter=user) | Q(mandate__in=Mandate.objects.filter(giver=user).values("pk"))
    member = Membership.objects.in_force(today).filter(user=user, organisation__confirmed_at__isnull=False)
    own |= Q(organisation__in=member.values("organisation")) | Q(tax_code__in=member.values("organisation__tax_code"))
    if profile and profile.personal_id:
        own |= Q(personal_id=profile.personal_id)
    return own


def work_list(
    dossiers: "QuerySet[Dossier]",
    tabs: Sequence[Tab],
    *,
    chosen: Tab | None,
    parameters: Mapping[str, Any],
    page: int,
    at: datetime,
    calendar: WorkCalendar,
    filter_class: type[WorkFilter] = WorkFilter,
) -> WorkList:
    """Return one page of the chosen tab, else of the first that is not empty; three queries and those of the filter."""
    narrowed = filter_class(parameters, queryset=dossiers, at=at, calendar=calendar)
    counts = counts_of(narrowed.qs, tabs)
    tab = chosen or next((tab for tab in tabs if counts[tab.slug]), tabs[0])
    listed = tab.ordered(narrowed.qs, at=at, calendar=calendar)
    proposal = PROPOSAL_COLUMNS if tab.shows_proposal else ()
    related = ("version", "agency", "holder", *(("result__proposed_by",) if proposal else ()))
    listed = listed.select_related(*related).only(*READ_COLUMNS, *proposal)
    paginator = Paginator(listed, PAGE_SIZE)
    paginator.count = counts[tab.slug]
    shown = paginator.get_page(page)
    asked = {name: parameters.get(name, "") for name in narrowed.filters if parameters.get(name)}
    return WorkList(
        tab=tab,
        tabs=[
            {
                "label": each.label,
                "url": f"?{urlencode({**asked, 'muc': each.slug})}",
                "count": counts[each.slug],
                "current": each is tab,
            }
            for each in tabs
        ],
        counts=counts,
        page=shown,
        rows=rows_of(shown.object_list, tab=tab, at=at, calendar=calendar),
        filter=narrowed,
        query=urlencode({**asked, "muc": tab.slug}),
    )


def counts_of(dossiers: "QuerySet[Dossier]", tabs: Sequence[Tab]) -> dict[str, int]:
    """Return how many dossiers each tab holds; one query."""
    columns = {f"tab_{number}": Count("pk", filter=tab.condition) for number, tab in enumerate(tabs)}
    counted = dossiers.order_by().aggregate(**columns)
    return {tab.slug: counted[f"tab_{number}"] for number, tab in enumerate(tabs)}


@dataclass(frozen=True, slots=True)
class _Shared:
    """What the rows of a page have in common, looked up once: addresses around the code, and words."""

    before_code: str
    after_code: str
    shows_proposal: bool
    badges: Mapping[str, Badge]
    channels: Mapping[str, str]


def rows_of(dossiers: Iterable[Dossier], *, tab: Tab, at: datetime, calendar: WorkCalendar) -> list[Row]:
    """Return dossiers with version, agency and holder as rows; one query where the dossiers are not read yet."""
    before, after = reverse("dossiers:desk", args=["0"]).rsplit("0", 1)
    shared = _Shared(
        before_code=before,
        after_code=f"{after}?{urlencode({'muc': tab.slug})}",
        shows_proposal=tab.shows_proposal,
        badges={status: Badge(str(status.label), STATUS_TONES[status]) for status in Status},
        channels={channel: str(channel.label) for channel in Channel},
    )
    return [_row(dossier, shared, at=at, calendar=calendar) for dossier in dossiers]


def _row(dossier: Dossier, shared: _Shared, *, at: datetime, calendar: WorkCalendar) -> Row:
    waiting = waiting_badge(dossier, at=at, calendar=calendar)
    moment_label, moment = _moment(dossier, is_waiting=waiting is not None)
    risk = _risk(dossier, at=at, calendar=calendar)
    return Row(
        code=dossier.code,
        url=f"{shared.before_code}{dossier.code}{shared.after_code}",
        applicant=dossier.applicant_name,
        procedure=dossier.version.name,
        agency=dossier.agency.short_name,
        channel=shared.channels[dossier.channel],
        is_online=dossier.channel == Channel.ONLINE,
        status=shared.badges[dossier.status],
        standing=standing_badge(dossier, at=at, calendar=calendar),
        waiting=waiting,
        holder=_holder(dossier),
        submitted=f"{timezone.localtime(dossier.submitted_at):%d/%m/%Y %H:%M}",
        moment_label=moment_label,
        moment=moment,
        risk=risk_words(risk) if risk else "",
        is_endangered=bool(risk and risk.is_endangered),
        proposal=_proposal(dossier) if shared.shows_proposal else None,
    )


def _proposal(dossier: Dossier) -> Badge | None:
    """Return what an officer proposes, in words: the decision, why, and who says so."""
    result = getattr(dossier, "result", None)
    if result is None:
        return None
    tone = "ok" if result.outcome == Outcome.GRANTED else "bad"
    said = Truncator(result.reason).chars(LONGEST_PROPOSAL)
    detail = f"{result.proposed_by.full_name}: {said}" if said else result.proposed_by.full_name
    return Badge(str(Outcome(result.outcome).label), tone, detail)


def _risk(dossier: Dossier, *, at: datetime, calendar: WorkCalendar) -> Risk | None:
    """Return the risk of a dossier in a list that is ordered by it."""
    usual = getattr(dossier, "usual_minutes", None)
    return None if usual is None else risk_of(dossier, usual=usual, at=at, calendar=calendar)


def _moment(dossier: Dossier, *, is_waiting: bool) -> tuple[str, str]:
    """Return which date matters now, and the date."""
    if dossier.finished_at:
        return _("Xong"), f"{timezone.localtime(dossier.finished_at):%d/%m/%Y}"
    if is_waiting and dossier.answer_due_at:
        label = _("Nộp tiền trước") if dossier.status == Status.AWAITING_PAYMENT else _("Bổ sung trước")
        return label, f"{timezone.localtime(dossier.answer_due_at):%d/%m/%Y}"
    return "", f"{timezone.localtime(dossier.due_at):%d/%m/%Y %H:%M}" if dossier.due_at else ""


def _holder(dossier: Dossier) -> str:
    if HOLDER_OF.get(Status(dossier.status)) is Role.APPLICANT:
        return _("Người nộp")
    if dossier.holder is not None:
        return dossier.holder.full_name
    if dossier.status == Status.IN_APPRAISAL:
        return _("Chưa ai nhận")
    role = HOLDER_OF.get(Status(dossier.status))
    if role is Role.CLERK:
        return _("Quầy")
    return str(role.label) if role else ""
