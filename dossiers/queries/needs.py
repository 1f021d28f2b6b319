"""What a citizen has to do now: for a dossier, for what they are preparing, for what an office has asked them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from dossiers.models import Dossier, DossierDraft, FinancialObligation, LinkedDraft, Message, Rating
from dossiers.queries.citizen import how_to_collect
from dossiers.queries.feedback import awaiting_sender
from dossiers.queries.money import dotted
from dossiers.workflow import Status

AWAITING_PAPERS = (Status.SUPPLEMENTING, Status.GUIDED)
RATING_DAYS = 30
"""So long after the result somebody is asked how they were served; later they may, and are not asked."""

LONGEST_LIST = 50

_OWED = FinancialObligation.objects.filter(dossier=OuterRef("pk"), paid_at=None)
_RATED = Rating.objects.filter(dossier=OuterRef("pk"))


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to do. `rank` orders them, then `due_at`; `tone` as everywhere."""

    rank: int
    words: str
    url: str
    action: str
    tone: str = "pause"
    due_at: datetime | None = None

    @property
    def order(self) -> tuple[int, bool, float]:
        """What has a date comes before what has none, the nearest first."""
        return (self.rank, self.due_at is None, self.due_at.timestamp() if self.due_at else 0.0)


def needing(*, at: datetime) -> Q:
    """Return the condition of dossiers in which the next thing to do is the citizen's."""
    unread = Message.objects.filter(dossier=OuterRef("pk"), is_from_applicant=False, read_at=None)
    lately = Q(status=Status.RETURNED, returned_at__gte=at - timedelta(days=RATING_DAYS))
    open_ones = ~Q(status__in=(Status.RETURNED, Status.REFUSED, Status.WITHDRAWN, Status.DISCONTINUED))
    return (
        Q(status__in=(*AWAITING_PAPERS, Status.RESULT_READY))
        | (open_ones & Q(Exists(_OWED)))
        | Q(Exists(unread))
        | (lately & Q(~Exists(_RATED)))
    )


def needs_of(dossiers: Sequence[Dossier], *, at: datetime) -> dict[int, list[Need]]:
    """Return what is to be done for each of some dossiers, the most pressing first; two queries at most."""
    unread = Count("messages", filter=Q(messages__is_from_applicant=False, messages__read_at=None))
    beside = Dossier.objects.filter(pk__in=[dossier.pk for dossier in dossiers]).order_by()
    beside = beside.annotate(unread=unread, is_rated=Exists(_RATED), owes=Exists(_OWED))
    states = {pk: state for pk, *state in beside.values_list("pk", "unread", "is_rated", "owes")}
    owed: defaultdict[int, list[FinancialObligation]] = defaultdict(list)
    if owing := [pk for pk, (_unread, _is_rated, owes) in states.items() if owes]:
        for one in FinancialObligation.objects.filter(dossier__in=owing, paid_at=None).order_by("due_at"):
            owed[one.dossier_id].append(one)
    found = {}
    for dossier in dossiers:
        count, is_rated, _owes = states[dossier.pk]
        needs = _needs(dossier, owed[dossier.pk], count, is_rated=bool(is_rated), at=at)
        found[dossier.pk] = sorted(needs, key=lambda need: need.order)
    return found


def _needs(
    dossier: Dossier, owed: list[FinancialObligation], unread: int, *, is_rated: bool, at: datetime
) -> Iterable[Need]:
    page = reverse("dossiers:detail", args=[dossier.code])
    if dossier.status in AWAITING_PAPERS:
        url = reverse("dossiers:supplement", args=[dossier.code])
        words = _("Ông/Bà bổ sung giấy tờ trước %s.") % _moment(dossier.answer_due_at)
        yield Need(0, words, url, _("Bổ sung giấy tờ"), due_at=dossier.answer_due_at)
    if owed and dossier.finished_at is None:
        amount = dotted(sum(one.amount for one in owed))
        words = _("Ông/Bà nộp %(amount)s đồng trước %(moment)s.")
        words = words % {"amount": amount, "moment": _moment(owed[0].due_at)}
        yield Need(0, words, f"{page}#owed", _("Xem khoản phải nộp"), due_at=owed[0].due_at)
    if dossier.status == Status.RESULT_READY:
        yield Need(1, how_to_collect(dossier), f"{page}#result", _("Xem kết quả"), tone="ok")
    if unread:
        words = ngettext("Có %(count)s tin nhắn chưa đọc.", "Có %(count)s tin nhắn chưa đọc.", unread)
        url = reverse("dossiers:citizen_messages", args=[dossier.code])
        yield Need(2, words % {"count": unread}, url, _("Đọc tin nhắn"), tone="info")
    was_returned = dossier.returned_at if dossier.status == Status.RETURNED else None
    if was_returned and was_returned >= at - timedelta(days=RATING_DAYS) and not is_rated:
        url = reverse("dossiers:rating", args=[dossier.code])
        yield Need(4, _("Ông/Bà có hài lòng với việc giải quyết không?"), url, _("Đánh giá"), tone="neutral")


def other_entries(user: User) -> list[dict[str, Any]]:
    """Return what is to be done beside dossiers: questions about feedback, drafts; three queries."""
    entries = [
        _entry(
            feedback.subject,
            feedback.number,
            reverse("dossiers:own_feedback", args=[feedback.number]),
            Need(1, _("Cơ quan cần Ông/Bà làm rõ phản ánh."), "", _("Trả lời")),
        )
        for feedback in awaiting_sender(user)
    ]
    single = DossierDraft.objects.filter(user=user).select_related("version")[:LONGEST_LIST]
    linked = LinkedDraft.objects.filter(user=user).select_related("group")[:LONGEST_LIST]
    drafts = [
        *((draft.updated_at, draft.version.name, reverse("dossiers:draft", args=[draft.key])) for draft in single),
        *((draft.updated_at, draft.group.name, reverse("dossiers:linked_draft", args=[draft.key])) for draft in linked),
    ]
    for saved_at, name, url in sorted(drafts, reverse=True):
        words = _("Đang soạn, chưa nộp; lưu lần cuối %s.") % _moment(saved_at)
        entries.append(_entry(name, "", url, Need(3, words, "", _("Soạn tiếp"), tone="neutral")))
    return entries


def _entry(title: str, code: str, url: str, need: Need) -> dict[str, Any]:
    needs = [Need(need.rank, need.words, url, need.action, need.tone, need.due_at)]
    return {"title": title, "code": code, "url": url, "badge": None, "needs": needs}


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%H:%M, %d/%m/%Y}" if at else ""
