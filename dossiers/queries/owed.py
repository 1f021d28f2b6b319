"""What else a leader's agencies owe beside apologies: answers to petitions and answers to reminders."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from dossiers.access import Person
from dossiers.access_to_reminders import reminders_seen_by
from dossiers.feedback_access import feedback_led_by
from dossiers.forms.leader import OwedForm
from dossiers.models import Feedback, FeedbackStatus
from dossiers.papers.tables import Column
from dossiers.path import Badge
from dossiers.queries import reminders

PAGE_SIZE = 30
OPEN, LATE = "chua-tra-loi", "qua-han"
STATES = [(OPEN, _("Chưa trả lời")), (LATE, _("Quá hạn trả lời"))]
UNANSWERED = (FeedbackStatus.NEW, FeedbackStatus.AWAITING_SENDER, FeedbackStatus.IN_HAND)


@dataclass(frozen=True, slots=True)
class Debt:
    """A number of answers that are owed, with the list that it counts."""

    label: Any
    sentence: Any
    tone: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    """One petition that waits for its answer; who sent it stays inside its own page."""

    number: str
    url: str
    subject: str
    agency: str
    handler: str
    received_at: datetime
    answer_due_at: datetime
    state: Badge


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for."""

    form: OwedForm
    found: "QuerySet[Feedback]"

    @property
    def query(self) -> str:
        """The parameters of the address without the page."""
        return urlencode({name: value for name, value in self.form.data.items() if value and name in self.form.fields})


@dataclass(frozen=True, slots=True)
class FeedbackList:
    """A page of the petitions that wait for an answer."""

    asked: Asked
    page: "Page[Any]"
    rows: Sequence[FeedbackRow]


def condition_of(state: str, *, at: datetime) -> Q:
    """Return what tells the petitions of a state."""
    unanswered = Q(status__in=UNANSWERED)
    return unanswered & Q(answer_due_at__lt=at) if state == LATE else unanswered


def debts(user: Person, *, at: datetime) -> list[Debt]:
    """Return what a leader's agencies owe beside apologies; two queries."""
    feedback = feedback_led_by(user, today=timezone.localdate(at)).order_by()
    petitions = feedback.aggregate(
        **{state.replace("-", "_"): Count("pk", filter=condition_of(state, at=at)) for state, _label in STATES}
    )
    urged = reminders.counts_of(reminders_seen_by(user, today=timezone.localdate(at)), at=at)
    late, waiting = petitions["qua_han"], petitions["chua_tra_loi"]
    return [
        Debt(
            _("Phản ánh quá hạn trả lời"), _("Phản ánh, kiến nghị đã quá hạn trả lời."), "bad", late, feedback_url(LATE)
        ),
        Debt(_("Phản ánh chưa trả lời"), _("Đang xem xét, xử lý."), "info", waiting, feedback_url(OPEN)),
        Debt(
            _("Đôn đốc quá hạn trả lời"),
            _("Đơn vị được đôn đốc chưa trả lời đúng hạn."),
            "bad",
            urged[reminders.OVERDUE],
            reminders.list_url(reminders.OVERDUE),
        ),
        Debt(
            _("Đôn đốc đã trả lời"),
            _("Chờ Ông/Bà xem và kết thúc."),
            "info",
            urged[reminders.ANSWERED],
            reminders.list_url(reminders.ANSWERED),
        ),
    ]


def feedback_asked_for(user: Person, parameters: Mapping[str, str], *, at: datetime) -> Asked:
    """Return what the parameters of an address ask for; one query, the list unread."""
    seen = feedback_led_by(user, today=timezone.localdate(at))
    agencies = Agency.objects.filter(pk__in=seen.order_by().values("agency")).order_by("short_name")
    typed = {**parameters, "trang_thai": parameters.get("trang_thai") or LATE}
    form = OwedForm(typed, states=STATES, agencies=list(agencies.values_list("code", "short_name")))
    if not form.is_valid():
        return Asked(form, Feedback.objects.none())
    found = seen.filter(condition_of(form.cleaned_data["trang_thai"], at=at))
    if form.cleaned_data["co_quan"]:
        found = found.filter(agency__code=form.cleaned_data["co_quan"])
    return Asked(form, found.select_related("agency", "handler").order_by("answer_due_at", "pk"))


def feedback_list(user: Person, parameters: Mapping[str, str], *, page: int, at: datetime) -> FeedbackList:
    """Return one page of the petitions that wait for an answer; three queries beside the person's own."""
    asked = feedback_asked_for(user, parameters, at=at)
    shown = Paginator(asked.found, PAGE_SIZE).get_page(page)
    return FeedbackList(asked, shown, [_row(each, at=at) for each in shown.object_list])


def all_feedback_rows(asked: Asked, *, at: datetime) -> Iterator[FeedbackRow]:
    """Yield every row of a list, for a file."""
    for feedback in asked.found.iterator(chunk_size=500):
        yield _row(feedback, at=at)


def feedback_url(state: str) -> str:
    """Return the address of the list that a number counts."""
    return f"{reverse('dossiers:lead_feedback')}?{urlencode({'trang_thai': state})}"


FEEDBACK_COLUMNS = (
    Column(_("Mã phản ánh"), lambda row: row.number, 20),
    Column(_("Tiêu đề"), lambda row: row.subject, 50),
    Column(_("Cơ quan"), lambda row: row.agency, 30),
    Column(_("Người xử lý"), lambda row: row.handler, 24),
    Column(_("Nhận lúc"), lambda row: row.received_at, 17),
    Column(_("Trả lời trước"), lambda row: row.answer_due_at, 17),
    Column(_("Tình trạng"), lambda row: row.state.label, 24),
)


def _row(feedback: Feedback, *, at: datetime) -> FeedbackRow:
    is_late = feedback.answer_due_at < at
    return FeedbackRow(
        number=feedback.number,
        url=reverse("dossiers:feedback_petition", args=[feedback.number]),
        subject=feedback.subject,
        agency=feedback.agency.short_name,
        handler=feedback.handler.full_name if feedback.handler else "",
        received_at=feedback.received_at,
        answer_due_at=feedback.answer_due_at,
        state=Badge(str(STATES[1][1]), "bad") if is_late else Badge(str(feedback.get_status_display()), "info"),
    )
