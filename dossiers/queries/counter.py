"""What the counter reads: its lists, the procedures it takes in, and what one of them asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import CharField, Count, DateField, Exists, F, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import posts_of
from accounts.models import Post, Role, User
from agencies.calendars import calendar_of
from agencies.compiled import CompiledQuery
from agencies.models import Agency, OneStopOffice
from dossiers import services
from dossiers.models import Dossier
from dossiers.queries.inbox import tab_named
from dossiers.queries.worklist import UNREAD_COLUMNS, Tab, WorkList, own_condition, work_list
from dossiers.services.terms import as_one, limits_of, required_of
from dossiers.verdicts import HANDLED_HERE
from dossiers.workflow import FINAL, Status
from procedures import search
from procedures.models import Channel, InternalProcess, ProcedureVersion, RequiredDocument, SubmissionWay, TimeLimit

PROCEDURES_SHOWN = 12
EARLIER_SHOWN = 3
EARLIER_READ = 20
NEIGHBOURS_READ = 200
COUNTER_CHANNELS = (Channel.IN_PERSON, Channel.POSTAL)
"""How a dossier reaches the counter without an account."""

EVERYTHING = Tab(
    "moi-ho-so", gettext_lazy("Tất cả hồ sơ"), Q(), ("-submitted_at", "-pk"), gettext_lazy("Không tìm thấy hồ sơ nào.")
)
TABS = (
    Tab(
        "cho-kiem-tra",
        gettext_lazy("Trực tuyến chờ kiểm tra"),
        Q(status=Status.SUBMITTED),
        (F("acceptance_due_at").asc(nulls_last=True), "pk"),
        gettext_lazy("Không có hồ sơ trực tuyến nào chờ kiểm tra."),
    ),
    Tab(
        "cho-tra",
        gettext_lazy("Chờ trả kết quả"),
        Q(status=Status.RESULT_READY),
        ("finished_at", "pk"),
        gettext_lazy("Không có kết quả nào chờ trả."),
    ),
    Tab(
        "nguoi-nop-bo-sung",
        gettext_lazy("Chờ người nộp bổ sung"),
        Q(status=Status.SUPPLEMENTING),
        (F("answer_due_at").asc(nulls_last=True), "pk"),
        gettext_lazy("Không có hồ sơ nào chờ bổ sung."),
    ),
    EVERYTHING,
)


def clerk_posts(user: User, *, at: datetime) -> list[Post]:
    """Return the posts of a person at counters."""
    return [post for post in posts_of(user, today=timezone.localdate(at)) if post.role == Role.CLERK]


def counter(
    user: User, posts: Sequence[Post], *, muc: str, parameters: Mapping[str, Any], page: int, at: datetime
) -> WorkList:
    """Return one page of the counter's lists; four queries beside the person's own.

    Who looks for somebody at the counter looks in all dossiers, unless they have chosen a list.
    """
    chosen = tab_named(TABS, muc)
    if chosen is None:
        chosen = EVERYTHING if parameters.get("q") else TABS[0]
    return work_list(
        counter_dossiers(user, posts, at=at),
        TABS,
        chosen=chosen,
        parameters=parameters,
        page=page,
        at=at,
        calendar=calendar_of(None),
    )


def counter_dossiers(user: User, posts: Sequence[Post], *, at: datetime) -> "QuerySet[Dossier]":
    """Return the dossiers of the offices where a person sits, without their own."""
    offices = {post.office_id for post in posts}
    return Dossier.objects.filter(HANDLED_HERE, office__in=offices).exclude(own_condition(user, at=at))


def next_at_counter(user: User, posts: Sequence[Post], *, muc: str, after: Dossier, at: datetime) -> str | None:
    """Return the code of the first dossier that is left in a list of the counter; None when nothing is left."""
    tab = tab_named(TABS, muc)
    if tab is None or tab is EVERYTHING:
        return None
    left = counter_dossiers(user, posts, at=at).filter(tab.condition).exclude(pk=after.pk)
    return left.order_by(*tab.order).values_list("code", flat=True).first()


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What stands before and behind a dossier in a list of the counter; `place` counts from 1."""

    before: str
    after: str
    place: int
    count: int


def neighbours_at_counter(
    user: User, posts: Sequence[Post], *, muc: str, dossier: Dossier, at: datetime
) -> Neighbours | None:
    """Return a dossier's neighbours in the list that its clerk came from; one query, none for other lists.

    None where it is not, or no longer, among the first of that list.
    """
    tab = tab_named(TABS, muc)
    if tab is None or tab is EVERYTHING or not posts:
        return None
    listed = counter_dossiers(user, posts, at=at).filter(tab.condition).order_by(*tab.order)
    codes = list(listed.values_list("code", flat=True)[:NEIGHBOURS_READ])
    if dossier.code not in codes:
        return None
    place = codes.index(dossier.code)
    return Neighbours(
        before=codes[place - 1] if place else "",
        after=codes[place + 1] if place + 1 < len(codes) else "",
        place=place + 1,
        count=len(codes),
    )


# ── Choosing a procedure ─────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ProcedureChoice:
    """A procedure that the counter takes in."""

    code: str
    name: str
    sector: str


def procedures_taken_in(text: str, posts: Sequence[Post], *, page: int, today: date) -> "Page[ProcedureChoice]":
    """Return the procedures that answer a few letters, the best first; two queries.

    Without letters these are all, the most used at these offices first; three queries.
    """
    found = search.find(text, today=today).found
    if not text.strip():
        used = _used_here(posts)
        found = sorted(found, key=lambda one: -used.get(one.code, 0))
    taken_in = ProcedureVersion.objects.filter(
        Exists(SubmissionWay.objects.filter(version=OuterRef("pk"), channel__in=COUNTER_CHANNELS)),
        Exists(InternalProcess.objects.filter(version=OuterRef("pk"))),
        pk__in=[one.pk for one in found],
        is_taken_in_at_centre=True,
    )
    sectors = dict(taken_in.order_by().values_list("pk", "sector__name"))
    choices = [ProcedureChoice(one.code, one.name, sectors[one.pk]) for one in found if one.pk in sectors]
    return Paginator(choices, PROCEDURES_SHOWN).get_page(page)


def _used_here(posts: Sequence[Post]) -> dict[str, int]:
    """Return how often each procedure was asked for at these offices; one query."""
    here = Dossier.objects.filter(office__in={post.office_id for post in posts}).order_by()
    return dict(here.values_list("version__procedure__code").annotate(count=Count("pk")))


# ── Taking in ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Intake:
    """What the intake form of a procedure is made from."""

    version: ProcedureVersion
    processes: list[InternalProcess]
    offices: list[OneStopOffice]
    required: list[RequiredDocument]
    limits: dict[Channel, list[TimeLimit]] = field(default_factory=dict)

    @property
    def agencies(self) -> list[Agency]:
        """The agencies that carry the procedure out."""
        return [process.agency for process in self.processes]

    def process_at(self, agency: Agency) -> InternalProcess:
        """Return the process of one of the agencies, as `services.receive_walk_in` takes it."""
        return next(process for process in self.processes if process.agency == agency)

    @property
    def channels(self) -> list[Channel]:
        """The channels of this procedure that lead to a counter."""
        return [channel for channel in COUNTER_CHANNELS if channel in self.limits]

    @property
    def cases(self) -> dict[int, str]:
        """The cases of time limit, by ordinal: when they hold, and how long each channel takes then."""
        cases: dict[int, str] = {}
        for ordinal in sorted({limit.ordinal for limits in self.limits.values() for limit in limits}):
            of_case = [limit for limits in self.limits.values() for limit in limits if limit.ordinal == ordinal]
            condition = of_case[0].condition or _("Trường hợp thông thường")
            lengths = " / ".join(dict.fromkeys(str(limit) for limit in of_case))
            cases[ordinal] = f"{condition} – {lengths}"
        return cases

    def limit(self, channel: Channel, case: int) -> TimeLimit | None:
        """Return the time limit of a channel in a case, or None where there is none."""
        return next((limit for limit in self.limits.get(channel, []) if limit.ordinal == case), None)


def _carried_out(code: Any, today: Any) -> "QuerySet[InternalProcess]":
    # As `ProcedureVersion.objects.in_force` has it, but without a subquery, which takes twice as long to plan.
    in_force = Q(version__valid_to=None) | Q(version__valid_to__gte=today), Q(version__valid_from__lte=today)
    rows = InternalProcess.objects.filter(*in_force, version__procedure__code=code).order_by("agency__name")
    return services.under_regime(rows.select_related("agency", "version__procedure", "version__sector"), today=today)


CARRIED_OUT = CompiledQuery(_carried_out, code=CharField(), today=DateField())


def intake_of(code: str, posts: Sequence[Post], *, today: date) -> Intake:
    """Return what a procedure in force asks for at the counter, or raise `Http404`; three queries."""
    processes = [process for process in CARRIED_OUT(code=code, today=today) if _is_in_service(process.agency, today)]
    limits = limits_of(processes[0]) if processes else {}
    limits = {channel: limits[channel] for channel in COUNTER_CHANNELS if channel in limits}
    if not limits:
        raise Http404(_("Thủ tục này không nhận hồ sơ tại bộ phận một cửa."))
    as_one(processes)
    version = processes[0].version
    return Intake(
        version=version,
        processes=processes,
        offices=[post.office for post in posts if post.office],
        required=required_of(version),
        limits=limits,
    )


def _is_in_service(agency: Agency, on: date) -> bool:
    return (agency.valid_from is None or agency.valid_from <= on) and (agency.valid_to is None or on <= agency.valid_to)


@dataclass(frozen=True, slots=True)
class Known:
    """What these offices know of whoever stands at the counter: the last dossiers, and which of them ask the same."""

    last: list[Dossier] = field(default_factory=list)
    same: list[Dossier] = field(default_factory=list)


def known_applicant(personal_id: str, tax_code: str, posts: Sequence[Post], *, procedure_code: str) -> Known:
    """Return what is known of an applicant, so that nothing is asked or taken in twice; one query.

    `same` are dossiers of the same procedure that nobody has finished. Without a number there is no query.
    """
    personal_id, tax_code = _digits(personal_id), _digits(tax_code)
    who = Q(personal_id=personal_id) if personal_id else Q(tax_code=tax_code)
    if not personal_id and not tax_code:
        return Known()
    here = Dossier.objects.filter(who, office__in={post.office_id for post in posts})
    found = list(
        here.select_related("version__procedure").defer(*UNREAD_COLUMNS).order_by("-submitted_at")[:EARLIER_READ]
    )
    same = [one for one in found if one.finished_at is None and one.version.procedure.code == procedure_code]
    return Known(found[:EARLIER_SHOWN], [one for one in same if Status(one.status) not in FINAL])


def _digits(text: str) -> str:
    """Return a number as it is stored: without the spaces and dots of a hand that typed it."""
    return "".join(sign for sign in text if sign.isdigit() or sign == "-")[:20]
