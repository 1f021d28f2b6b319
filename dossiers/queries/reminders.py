"""Reminders as leaders follow them and units answer them: a list by state, one letter, those of a dossier."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Post, User
from agencies.calendars import calendar_of
from agencies.models import Agency
from agencies.worktime import WorkCalendar
from dossiers.access import Person, led_by
from dossiers.access_to_reminders import may_answer, may_close, reminders_seen_by
from dossiers.forms.leader import OwedForm
from dossiers.models import Dossier, Reminder
from dossiers.papers.tables import Column
from dossiers.path import STATUS_TONES, Badge, standing_badge
from dossiers.queries.worklist import UNREAD_COLUMNS
from dossiers.workflow import FINAL, HOLDER_OF, Status

PAGE_SIZE = 30
WAITING, OVERDUE, ANSWERED, CLOSED = "cho-tra-loi", "qua-han", "da-tra-loi", "ket-thuc"
STATES = [
    (WAITING, gettext_lazy("Chờ trả lời")),
    (OVERDUE, gettext_lazy("Quá hạn trả lời")),
    (ANSWERED, gettext_lazy("Đã trả lời, chờ kết thúc")),
    (CLOSED, gettext_lazy("Đã kết thúc")),
]
TONES = {WAITING: "info", OVERDUE: "bad", ANSWERED: "ok", CLOSED: "neutral"}


@dataclass(frozen=True, slots=True)
class ReminderRow:
    """One reminder in a list."""

    number: str
    url: str
    agency: str
    person: str
    sender: str
    words: str
    count: int
    sent_at: datetime
    answer_due_at: datetime
    answered_at: datetime | None
    state: Badge


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: the reminders of a state under its filters."""

    state: str
    form: OwedForm
    found: "QuerySet[Reminder]"
    counts: Mapping[str, int]

    @property
    def query(self) -> str:
        """The parameters of the address without the page."""
        return urlencode({name: value for name, value in self.form.data.items() if value and name in self.form.fields})


@dataclass(frozen=True, slots=True)
class ReminderList:
    """A page of the list."""

    asked: Asked
    tabs: list[dict[str, Any]]
    page: "Page[Any]"
    rows: Sequence[ReminderRow]


@dataclass(frozen=True, slots=True)
class ReminderDossier:
    """A dossier in a letter: where it stands now, and how."""

    code: str
    url: str
    procedure: str
    status: Badge
    holder: str
    due_at: datetime | None
    standing: Badge | None
    is_over: bool


@dataclass(frozen=True, slots=True)
class ReminderPage:
    """One letter with its dossiers as they stand now, and what this person may do."""

    reminder: Reminder
    state: Badge
    dossiers: Sequence[ReminderDossier]
    may_answer: bool
    may_close: bool
    again_url: str
    """Where a leader writes another letter about what is not over; empty for everybody else."""


def condition_of(state: str, *, at: datetime) -> Q:
    """Return what tells the reminders of a state; a waiting one that is overdue is in both of the first two."""
    waiting = Q(answered_at=None, closed_at=None)
    return {
        WAITING: waiting,
        OVERDUE: waiting & Q(answer_due_at__lt=at),
        ANSWERED: Q(answered_at__isnull=False, closed_at=None),
        CLOSED: Q(closed_at__isnull=False),
    }[state]


def counts_of(seen: "QuerySet[Reminder]", *, at: datetime) -> dict[str, int]:
    """Return how many reminders are in each state; one query."""
    columns = {f"state_{n}": Count("pk", filter=condition_of(state, at=at)) for n, (state, _label) in enumerate(STATES)}
    counted = seen.order_by().aggregate(**columns)
    return {state: counted[f"state_{n}"] for n, (state, _label) in enumerate(STATES)}


def asked_for(user: Person, parameters: Mapping[str, str], *, at: datetime) -> Asked:
    """Return what the parameters of an address ask for; two queries, the list unread."""
    seen = reminders_seen_by(user, today=timezone.localdate(at))
    agencies = Agency.objects.filter(pk__in=seen.order_by().values("agency")).order_by("short_name")
    typed = {**parameters, "trang_thai": parameters.get("trang_thai") or WAITING}
    form = OwedForm(typed, states=STATES, agencies=list(agencies.values_list("code", "short_name")))
    if form.is_valid():
        state, code = form.cleaned_data["trang_thai"], form.cleaned_data["co_quan"]
        seen = seen.filter(agency__code=code) if code else seen
        found = seen.filter(condition_of(state, at=at))
    else:
        state, found = WAITING, Reminder.objects.none()
    return Asked(state, form, _listed(found, state), counts_of(seen, at=at))


def reminder_list(user: Person, parameters: Mapping[str, str], *, page: int, at: datetime) -> ReminderList:
    """Return one page of the list; four queries beside the person's own."""
    asked = asked_for(user, parameters, at=at)
    shown = Paginator(asked.found, PAGE_SIZE).get_page(page)
    agency = asked.form.data.get("co_quan", "")
    tabs = [
        {
            "label": label,
            "url": list_url(state, agency=agency),
            "count": asked.counts[state],
            "current": state == asked.state,
        }
        for state, label in STATES
    ]
    return ReminderList(asked, tabs, shown, [_row(each, at=at) for each in shown.object_list])


def all_rows(asked: Asked, *, at: datetime) -> Iterator[ReminderRow]:
    """Yield every row of a list, for a file."""
    for reminder in asked.found.iterator(chunk_size=500):
        yield _row(reminder, at=at)


def list_url(state: str, *, agency: str = "") -> str:
    """Return the address of the list that a number counts."""
    chosen = {"trang_thai": state, "co_quan": agency}
    return f"{reverse('dossiers:reminders')}?{urlencode({name: value for name, value in chosen.items() if value})}"


def reminder_page(user: User, reminder: Reminder, *, at: datetime) -> ReminderPage:
    """Return one letter with its dossiers as they stand now; one query."""
    listed = reminder.dossiers.select_related("version", "agency", "holder").defer(*UNREAD_COLUMNS).order_by("due_at")
    calendar = calendar_of(None)
    dossiers = [_dossier(each, at=at, calendar=calendar) for each in listed]
    closes = may_close(user, reminder, at=at)
    still_open = [("chon", each.code) for each in dossiers if not each.is_over]
    again = f"{reverse('dossiers:remind')}?{urlencode(still_open)}" if closes and still_open else ""
    return ReminderPage(
        reminder=reminder,
        state=_state(reminder, at=at),
        dossiers=dossiers,
        may_answer=may_answer(user, reminder, at=at),
        may_close=closes,
        again_url=again,
    )


def of_dossier(dossier: Dossier, user: Person, *, at: datetime) -> tuple[ReminderRow, ...]:
    """Return the reminders about a dossier that a person may see and that are not closed; one query."""
    seen = reminders_seen_by(user, today=timezone.localdate(at)).filter(dossiers=dossier, closed_at=None).distinct()
    return tuple(_row(each, at=at) for each in _listed(seen, WAITING))


def chosen_for_reminder(user: User, codes: Sequence[str], *, at: datetime) -> list[Dossier]:
    """Return the chosen dossiers that a leader watches, by agency; one query."""
    wanted = [code.strip().upper() for code in codes if len(code) < 60]
    found = led_by(user, today=timezone.localdate(at)).filter(code__in=wanted)
    return list(found.select_related("version", "agency", "holder").order_by("agency__short_name", "due_at", "pk"))


def people_to_remind(dossiers: Sequence[Dossier], *, at: datetime) -> list[User]:
    """Return who works at the one agency of the dossiers today, those who hold one of them first; one query.

    Empty where they belong to several agencies.
    """
    agencies = {dossier.agency_id for dossier in dossiers}
    if len(agencies) != 1:
        return []
    today = timezone.localdate(at)
    held = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today), valid_from__lte=today, agency__in=agencies)
    staff = User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("full_name", "pk")
    holding = {dossier.holder_id for dossier in dossiers}
    return sorted(staff, key=lambda person: person.pk not in holding)


COLUMNS = (
    Column(gettext_lazy("Số văn bản"), lambda row: row.number, 24),
    Column(gettext_lazy("Cơ quan được đôn đốc"), lambda row: row.agency, 30),
    Column(gettext_lazy("Người được đôn đốc"), lambda row: row.person, 24),
    Column(gettext_lazy("Người gửi"), lambda row: row.sender, 24),
    Column(gettext_lazy("Số hồ sơ"), lambda row: row.count, 10),
    Column(gettext_lazy("Nội dung"), lambda row: row.words, 60),
    Column(gettext_lazy("Gửi lúc"), lambda row: row.sent_at, 17),
    Column(gettext_lazy("Trả lời trước"), lambda row: row.answer_due_at, 17),
    Column(gettext_lazy("Trả lời lúc"), lambda row: row.answered_at, 17),
    Column(gettext_lazy("Tình trạng"), lambda row: row.state.label, 24),
)


def _listed(found: "QuerySet[Reminder]", state: str) -> "QuerySet[Reminder]":
    order = ("-sent_at", "-pk") if state in (ANSWERED, CLOSED) else ("answer_due_at", "pk")
    related = found.select_related("agency", "person", "sent_by")
    return related.annotate(dossier_count=Count("dossiers")).order_by(*order)


def _row(reminder: Reminder, *, at: datetime) -> ReminderRow:
    return ReminderRow(
        number=reminder.number,
        url=reverse("dossiers:reminder", args=[reminder.key]),
        agency=reminder.agency.short_name,
        person=reminder.person.full_name if reminder.person else "",
        sender=reminder.sent_by.full_name,
        words=reminder.words,
        count=reminder.dossier_count,  # type: ignore[attr-defined]
        sent_at=reminder.sent_at,
        answer_due_at=reminder.answer_due_at,
        answered_at=reminder.answered_at,
        state=_state(reminder, at=at),
    )


def _state(reminder: Reminder, *, at: datetime) -> Badge:
    if reminder.closed_at:
        state = CLOSED
    elif reminder.answered_at:
        state = ANSWERED
    else:
        state = OVERDUE if reminder.answer_due_at < at else WAITING
    return Badge(str(dict(STATES)[state]), TONES[state])


def _dossier(dossier: Dossier, *, at: datetime, calendar: WorkCalendar) -> ReminderDossier:
    status = Status(dossier.status)
    role = HOLDER_OF.get(status)
    holder = dossier.holder.full_name if dossier.holder else str(role.label) if role else _("Đã xong")
    return ReminderDossier(
        code=dossier.code,
        url=reverse("dossiers:desk", args=[dossier.code]),
        procedure=dossier.version.name,
        status=Badge(str(status.label), STATUS_TONES[status]),
        holder=holder,
        due_at=dossier.due_at or dossier.acceptance_due_at,
        standing=standing_badge(dossier, at=at, calendar=calendar),
        is_over=status in FINAL,
    )
