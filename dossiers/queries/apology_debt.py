"""What each agency owes its late applicants: counted from the rows as they are, each number with its list."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from dossiers import verdicts
from dossiers.access import Person, led_by
from dossiers.forms.apologies import DebtForm
from dossiers.models import ApologyNotice, Dossier
from dossiers.papers.tables import Column
from dossiers.path import Badge
from dossiers.queries.apologies import OWED, ApologyState, debt, state_conditions, state_of
from dossiers.queries.stages import reports_of, stage_words
from dossiers.queries.worklist import UNREAD_COLUMNS

PAGE_SIZE = 30
CHUNK = 500
DEBT = "con-no"
"""The name of the debt in the address: both states that are owed."""

STATE_TONES = {
    ApologyState.UNSIGNED: "bad",
    ApologyState.UNDELIVERED: "warn",
    ApologyState.IN_TIME: "ok",
    ApologyState.AFTERWARDS: "neutral",
}
CHOICES = [
    (DEBT, _("Còn nợ xin lỗi")),
    *((state.value, state.label) for state in ApologyState),
]
COLUMNS = (DEBT, *(state.value for state in ApologyState))


FILE_COLUMNS = (
    Column(_("Mã hồ sơ"), lambda row: row.code, 22),
    Column(_("Thủ tục"), lambda row: row.procedure, 50),
    Column(_("Cơ quan"), lambda row: row.agency, 26),
    Column(_("Hạn"), lambda row: row.due_at, 17),
    Column(_("Vì khâu nào"), lambda row: row.cause, 34),
    Column(_("Ở ai"), lambda row: row.holder, 34),
    Column(_("Phiếu xin lỗi"), lambda row: row.number, 24),
    Column(_("Ký lúc"), lambda row: row.signed_at, 17),
    Column(_("Đến người nộp"), lambda row: row.delivered_at, 17),
    Column(_("Tình trạng"), lambda row: row.state.label, 26),
)
"""The columns of the list as a file: those of the screen."""


@dataclass(frozen=True, slots=True)
class AgencyDebt:
    """One agency's late dossiers by how it stands with the apology; keys are those of the address."""

    code: str
    name: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DebtRow:
    """One late dossier: what was promised, which stage cost the time, how it stands with the apology."""

    code: str
    url: str
    procedure: str
    agency: str
    due_at: datetime | None
    cause: str
    holder: str
    number: str
    signed_at: datetime | None
    delivered_at: datetime | None
    state: Badge


@dataclass(frozen=True, slots=True)
class DebtPage:
    """The debt of all agencies that somebody leads, and one page of the dossiers behind a number."""

    agencies: Sequence[AgencyDebt]
    totals: Mapping[str, int]
    form: DebtForm
    page: "Page[Any]"
    rows: Sequence[DebtRow]
    query: str


def debt_page(user: Person, parameters: Mapping[str, str], *, page: int, at: datetime) -> DebtPage:
    """Return the debt of the agencies that a person leads; eight queries beside the person's own."""
    dossiers = led_by(user, today=timezone.localdate(at))
    agencies = _counted(dossiers, at=at)
    form = _form(dossiers, parameters)
    found = _listed(dossiers, form, at=at) if form.is_valid() else Dossier.objects.none()
    shown = Paginator(found, PAGE_SIZE).get_page(page)
    return DebtPage(
        agencies=agencies,
        totals={column: sum(agency.counts[column] for agency in agencies) for column in COLUMNS},
        form=form,
        page=shown,
        rows=_rows(list(shown.object_list), at=at),
        query=urlencode({name: value for name, value in form.data.items() if value and name in form.fields}),
    )


def all_rows(user: Person, parameters: Mapping[str, str], *, at: datetime) -> Iterator[DebtRow]:
    """Yield every row of a list, for a file; a query and those of `_rows` for each five hundred."""
    dossiers = led_by(user, today=timezone.localdate(at))
    form = _form(dossiers, parameters)
    if not form.is_valid():
        return
    found = _listed(dossiers, form, at=at).iterator(chunk_size=CHUNK)
    while chunk := list(islice(found, CHUNK)):
        yield from _rows(chunk, at=at)


def _form(dossiers: QuerySet[Dossier], parameters: Mapping[str, str]) -> DebtForm:
    names = Agency.objects.filter(pk__in=dossiers.order_by().values("agency")).order_by("short_name")
    return DebtForm(
        {**parameters, "trang_thai": parameters.get("trang_thai") or DEBT},
        agencies=list(names.values_list("code", "short_name")),
        states=CHOICES,
    )


def debt_url(state: str, *, agency: str = "") -> str:
    """Return the address of the list that a number counts."""
    chosen = {"trang_thai": state, "co_quan": agency}
    return f"{reverse('dossiers:lead_apologies')}?{urlencode({name: value for name, value in chosen.items() if value})}"


def _counted(dossiers: QuerySet[Dossier], *, at: datetime) -> list[AgencyDebt]:
    """Return the late dossiers of each agency by state, the greatest debt first; one query."""
    states = state_conditions(at)
    columns = {f"state_{number}": Count("pk", filter=condition) for number, condition in enumerate(states.values())}
    late = dossiers.filter(verdicts.HANDLED_HERE, verdicts.late_at(at)).values("agency__code", "agency__short_name")
    rows: Iterable[Mapping[str, Any]] = late.annotate(**columns).order_by()
    counted = []
    for row in rows:
        counts = {state.value: row[f"state_{number}"] for number, state in enumerate(states)}
        counts[DEBT] = sum(counts[state.value] for state in OWED)
        counted.append(AgencyDebt(row["agency__code"], row["agency__short_name"], counts))
    return sorted(counted, key=lambda agency: (-agency.counts[DEBT], agency.code))


def _listed(dossiers: QuerySet[Dossier], form: DebtForm, *, at: datetime) -> QuerySet[Dossier]:
    chosen = form.cleaned_data
    state = chosen["trang_thai"]
    found = dossiers.filter(debt(at) if state == DEBT else state_conditions(at)[ApologyState(state)])
    if chosen["co_quan"]:
        found = found.filter(agency__code=chosen["co_quan"])
    found = found.select_related("version", "agency", "regime").defer(*UNREAD_COLUMNS)
    return found.order_by("original_due_at", "pk")


def _rows(dossiers: list[Dossier], *, at: datetime) -> list[DebtRow]:
    """Return late dossiers as rows; five queries, whatever their number."""
    reports = reports_of(dossiers, at=at)
    signed = ApologyNotice.objects.filter(dossier__in=dossiers, signed_at__isnull=False).order_by("signed_at", "pk")
    last = {apology.dossier_id: apology for apology in signed}
    rows = []
    for dossier in dossiers:
        apology, culprit = last.get(dossier.pk), reports[dossier.pk].culprit
        state = state_of(dossier, apology, at=at) or ApologyState.UNSIGNED
        rows.append(
            DebtRow(
                code=dossier.code,
                url=reverse("dossiers:desk", args=[dossier.code]),
                procedure=dossier.version.name,
                agency=dossier.agency.short_name,
                due_at=dossier.original_due_at,
                cause=stage_words(culprit) if culprit else "",
                holder=culprit.holder_name if culprit else "",
                number=apology.number if apology else "",
                signed_at=apology.signed_at if apology else None,
                delivered_at=apology.delivered_at if apology else None,
                state=Badge(str(state.label), STATE_TONES[state]),
            )
        )
    return rows
