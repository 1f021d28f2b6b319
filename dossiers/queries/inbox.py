"""The work list of those who appraise, approve, seal or watch, by the posts that they hold."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import posts_of
from accounts.models import Absence, Post, Role, User
from agencies.calendars import calendar_of
from agencies.models import Agency
from agencies.vietnamese import name_order
from dossiers.access import sees_whole_province
from dossiers.models import Dossier
from dossiers.queries.messages import unread_of_office
from dossiers.queries.risk import after_in_risk, usual_of
from dossiers.queries.worklist import RISK_ORDER, Tab, WorkFilter, WorkList, own_condition, work_list
from dossiers.risk import risk_of
from dossiers.verdicts import HANDLED_HERE
from dossiers.workflow import FINAL, HOLDER_OF, ON_THE_CLOCK, WITH_OFFICER, Status

AT_THE_AGENCY = frozenset({Role.APPRAISER, Role.APPROVER, Role.SEAL_KEEPER, Role.LEADER})
"""The roles that work through this list; clerks have the counter."""

NOBODY = "chua-ai"


class InboxFilter(WorkFilter):
    """What narrows an inbox: beside the filters of every list the status, and who has the dossier."""

    tinh_trang = django_filters.ChoiceFilter(
        label=_("Tình trạng"),
        field_name="status",
        choices=[(status.value, status.label) for status in Status if status in ON_THE_CLOCK],
        empty_label=_("Mọi tình trạng"),
    )
    nguoi_giu = django_filters.ChoiceFilter(label=_("Người thụ lý"), method="by_officer", empty_label=_("Mọi người"))

    def offer_choices(self) -> None:
        """Set what can be chosen among these dossiers; two queries."""
        super().offer_choices()
        self.filters["nguoi_giu"].extra["choices"] = [(NOBODY, _("Chưa ai nhận")), *officers_in(self.queryset)]

    def by_officer(self, dossiers: "QuerySet[Dossier]", _name: str, value: str) -> "QuerySet[Dossier]":
        """Keep what somebody appraises, or what nobody does."""
        return dossiers.filter(officer=None if value == NOBODY else int(value))


def officers_in(dossiers: "QuerySet[Dossier]") -> list[tuple[str, str]]:
    """Return key and name of who appraises a dossier that is not over, by name; one query."""
    open_ones = dossiers.filter(status__in=ON_THE_CLOCK).order_by()
    officers = User.objects.filter(pk__in=open_ones.values("officer")).values_list("pk", "full_name")
    return sorted(((str(pk), name) for pk, name in officers), key=lambda officer: name_order(officer[1]))


LATEST_FIRST = (F("finished_at").desc(nulls_last=True), "-pk")


def inbox_posts(user: User, *, at: datetime) -> list[Post]:
    """Return the posts of a person that have work in the inbox."""
    return [post for post in posts_of(user, today=timezone.localdate(at)) if post.role in AT_THE_AGENCY]


def inbox_tabs(user: User, posts: Sequence[Post], *, at: datetime) -> list[Tab]:
    """Return the views of the inbox that a person's posts give, those with work of their own first."""
    appraised, approved = _at(posts, Role.APPRAISER), _at(posts, Role.APPROVER)
    sealed = _at(posts, Role.SEAL_KEEPER)
    over = FINAL | {Status.RESULT_READY, Status.IN_DELIVERY, Status.SUBMITTED, Status.GUIDED}
    done = (FINAL | {Status.RESULT_READY, Status.IN_DELIVERY}) - {Status.REFUSED}
    return [
        *(_appraiser_tabs(user, appraised, today=timezone.localdate(at)) if appraised else ()),
        *(_approver_tabs(approved) if approved else ()),
        *(_seal_keeper_tabs(sealed) if sealed else ()),
        *(_waiting_tabs(appraised) if appraised else ()),
        Tab("tat-ca", _("Tất cả đang xử lý"), ~Q(status__in=over), RISK_ORDER, _("Cơ quan không có hồ sơ đang xử lý.")),
        Tab("da-xong", _("Đã xong"), Q(status__in=done), LATEST_FIRST, _("Chưa có hồ sơ nào xử lý xong.")),
    ]


def _appraiser_tabs(user: User, here: Q, *, today: date) -> list[Tab]:
    """Return what an appraiser can do now: their own, nobody's, and what a colleague who is away has left."""
    mine = here & Q(status__in=[Status.IN_APPRAISAL, Status.VERIFYING], holder=user)
    nobodys = here & Q(status=Status.IN_APPRAISAL, holder=None)
    away = Absence.objects.filter(first_on__lte=today, last_on__gte=today).exclude(user=user)
    left = here & Q(status=Status.IN_APPRAISAL, holder__in=away.values("user"))
    nothing = _("Ông/Bà chưa nhận hồ sơ nào. Hồ sơ mới nằm ở “Hàng chờ chung”.")
    nobody = _("Không có hồ sơ của đồng nghiệp vắng mặt.")
    return [
        Tab("cua-toi", _("Của tôi"), mine, RISK_ORDER, nothing),
        Tab("hang-cho", _("Hàng chờ chung"), nobodys, RISK_ORDER, _("Không có hồ sơ nào chờ người nhận.")),
        Tab("vang-mat", _("Của người vắng mặt"), left, RISK_ORDER, nobody),
    ]


def _approver_tabs(here: Q) -> list[Tab]:
    waiting = here & Q(status=Status.IN_APPROVAL)
    to_sign = here & Q(status=Status.AWAITING_SIGNATURE)
    consent = here & Q(status=Status.IN_APPRAISAL, awaits_consent=True)
    nobodys = here & Q(status__in=WITH_OFFICER, officer=None)
    asking = _("Không có đề nghị bổ sung thêm nào chờ ý kiến.")
    return [
        Tab("cho-phe-duyet", _("Chờ phê duyệt"), waiting, RISK_ORDER, _("Không có hồ sơ chờ phê duyệt."), True),
        Tab("cho-ky-so", _("Chờ ký số"), to_sign, RISK_ORDER, _("Không có kết quả chờ ký số."), True),
        Tab("cho-dong-y", _("Chờ đồng ý bổ sung thêm"), consent, RISK_ORDER, asking),
        Tab("cho-phan-cong", _("Chưa phân công"), nobodys, RISK_ORDER, _("Hồ sơ nào cũng đã có người thụ lý.")),
    ]


def _seal_keeper_tabs(here: Q) -> list[Tab]:
    waiting = here & Q(status=Status.AWAITING_SEAL)
    to_bring = here & Q(status=Status.TO_CENTRE)
    nothing = _("Không có kết quả nào chờ chuyển về nơi trả.")
    return [
        Tab("cho-dong-dau", _("Chờ đóng dấu"), waiting, RISK_ORDER, _("Không có kết quả chờ đóng dấu."), True),
        Tab("cho-chuyen-ket-qua", _("Chờ chuyển về nơi trả"), to_bring, RISK_ORDER, nothing),
    ]


def _waiting_tabs(here: Q) -> list[Tab]:
    """Return what an appraiser has sent on and waits for."""
    asked = here & Q(status=Status.SUPPLEMENTING)
    opinions = here & (Q(status=Status.AWAITING_OPINION) | Q(status=Status.IN_APPRAISAL, open_consultations__gt=0))
    on_site = here & Q(status=Status.VERIFYING)
    owing = here & Q(status=Status.AWAITING_PAYMENT)
    on_the_way = here & Q(status=Status.TO_AGENCY)
    proposed = here & (
        Q(status__in=[Status.IN_APPROVAL, Status.AWAITING_SIGNATURE, Status.AWAITING_SEAL])
        | Q(status=Status.IN_APPRAISAL, awaits_consent=True)
    )
    none_asked = _("Không có hồ sơ nào chờ người nộp bổ sung.")
    by_answer = ("answer_due_at", "pk")
    return [
        Tab("cho-bo-sung", _("Chờ bổ sung"), asked, by_answer, none_asked),
        Tab("cho-y-kien", _("Chờ ý kiến"), opinions, RISK_ORDER, _("Không có hồ sơ nào chờ ý kiến phối hợp.")),
        Tab("xac-minh", _("Đang xác minh"), on_site, RISK_ORDER, _("Không có hồ sơ nào đang xác minh.")),
        Tab("cho-nop-tien", _("Chờ nộp tiền"), owing, by_answer, _("Không có hồ sơ nào chờ nghĩa vụ tài chính.")),
        Tab("cho-ban-giao", _("Chờ bàn giao đến"), on_the_way, RISK_ORDER, _("Không có hồ sơ nào đang chuyển đến.")),
        Tab("da-trinh", _("Đã trình"), proposed, RISK_ORDER, _("Không có hồ sơ nào đang chờ ký, đóng dấu.")),
    ]


def inbox(
    user: User, posts: Sequence[Post], *, muc: str, parameters: Mapping[str, Any], page: int, at: datetime
) -> WorkList:
    """Return one page of a person's work list with unread messages; five queries beside the person's own."""
    tabs = inbox_tabs(user, posts, at=at)
    work = work_list(
        inbox_dossiers(user, posts, at=at),
        tabs,
        chosen=tab_named(tabs, muc),
        parameters=parameters,
        page=page,
        at=at,
        calendar=calendar_of(_only_agency(posts)),
        filter_class=InboxFilter,
    )
    unread = unread_of_office([dossier.pk for dossier in work.page.object_list])
    if not unread:
        return work
    rows = zip(work.page.object_list, work.rows, strict=True)
    return replace(work, rows=[replace(row, unread=unread.get(dossier.pk, 0)) for dossier, row in rows])


def next_in_inbox(
    user: User, posts: Sequence[Post], *, muc: str, after: Dossier, before: Status | None = None, at: datetime
) -> str | None:
    """Return the code of the dossier that follows one in a tab, or of the tab's first; None when nothing is left.

    `before` is the status in which the dossier stood in the list, where it has left it since; up to three queries.
    """
    tab = tab_named(inbox_tabs(user, posts, at=at), muc)
    if tab is None:
        return None
    calendar = calendar_of(_only_agency(posts))
    left = tab.ordered(inbox_dossiers(user, posts, at=at).exclude(pk=after.pk), at=at, calendar=calendar)
    codes = left.values_list("code", flat=True)
    stood = copy(after)
    if before is not None:
        stood.status, stood.holder_role = before, HOLDER_OF.get(before, "")
    risk = risk_of(stood, usual=usual_of(stood), at=at, calendar=calendar) if tab.is_by_risk else None
    following = left.filter(after_in_risk(risk, after)).values_list("code", flat=True) if risk else codes.none()
    return following.first() or codes.first()


def inbox_dossiers(user: User, posts: Sequence[Post], *, at: datetime) -> "QuerySet[Dossier]":
    """Return the dossiers of the agencies where a person holds a post, without their own."""
    dossiers = Dossier.objects.filter(HANDLED_HERE).exclude(own_condition(user, at=at))
    if any(sees_whole_province(post) for post in posts):
        return dossiers
    return dossiers.filter(agency__in={post.agency_id for post in posts})


def tab_named(tabs: Sequence[Tab], slug: str) -> Tab | None:
    """Return the tab of a name in the address, or None."""
    return next((tab for tab in tabs if tab.slug == slug), None)


def _only_agency(posts: Sequence[Post]) -> Agency | None:
    agencies = {post.agency_id: post.agency for post in posts}
    return next(iter(agencies.values())) if len(agencies) == 1 else None


def _at(posts: Sequence[Post], role: Role) -> Q | None:
    """Return what tells the dossiers of the agencies where somebody has a role; None where they have it nowhere."""
    agencies = {post.agency_id for post in posts if post.role == role}
    return Q(agency__in=agencies) if agencies else None
