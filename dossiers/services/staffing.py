"""When somebody leaves a post: what hangs on it goes to a successor or to the shared queue, in the same transaction.

The last appraiser, approver, seal keeper of an agency, or clerk of an office, cannot leave open dossiers to nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import is_absent
from accounts.administration import posts as appointing
from accounts.administration import trail
from accounts.administration.access import is_administrator
from accounts.administration.errors import Refused
from accounts.models import AdministrativeAction, Post, Role, User
from agencies.vietnamese import normalised
from dossiers.access import FOR_ACTION, is_own
from dossiers.errors import InvalidInput, NotAllowed, StaleDossier
from dossiers.models import Consultation, Dossier, DossierEvent, Feedback
from dossiers.petitions import OPEN
from dossiers.services import feedback
from dossiers.services.assigning import assign
from dossiers.services.deputising import officers_of
from dossiers.services.moves import by_rule
from dossiers.verdicts import HANDLED_HERE
from dossiers.workflow import FINAL, WITH_OFFICER, Action

NEEDED = frozenset({Role.CLERK, Role.APPRAISER, Role.APPROVER, Role.SEAL_KEEPER})
"""The roles without which a dossier stops."""


@dataclass(frozen=True, slots=True)
class Queue:
    """What hangs on a post: the dossiers that its holder appraises, and whether it is the last of its role there.

    `waiting` counts the open dossiers of the agency (of the office, for a clerk) that need the role, `consultations`
    the questions of other agencies that its appraisers still owe an answer; `feedback` are the petitions that a leader
    has taken in hand.
    """

    held: list[Dossier]
    is_last: bool
    waiting: int
    consultations: int = 0
    feedback: Sequence[Feedback] = ()

    @property
    def needs_successor(self) -> bool:
        """Whether nobody would be left to do the work."""
        return self.is_last and self.waiting + self.consultations > 0


def queue_of(post: Post, *, today: date) -> Queue:
    """Return what hangs on a post; five queries at most."""
    role = Role(post.role)
    if role is Role.LEADER and post.stands_in_for_id is None:
        return Queue([], is_last=False, waiting=0, feedback=_in_hand(post, today=today))
    if role not in NEEDED or post.stands_in_for_id is not None:
        return Queue([], is_last=False, waiting=0)
    others = appointing.in_force(_same(post), today=today).filter(stands_in_for=None).exclude(pk=post.pk)
    open_ones = Dossier.objects.filter(HANDLED_HERE).exclude(status__in=FINAL)
    waits = open_ones.filter(office=post.office_id) if role is Role.CLERK else open_ones.filter(agency=post.agency_id)
    held: list[Dossier] = []
    if role is Role.APPRAISER and not others.filter(user=post.user_id).exists():
        mine = waits.filter(officer=post.user_id, status__in=WITH_OFFICER)
        held = list(mine.select_related("version", *FOR_ACTION).order_by("due_at", "pk"))
    is_last = not others.exclude(user=post.user_id).filter(user__is_active=True).exists()
    still_mine = others.filter(user=post.user_id).exists()
    asked = Consultation.objects.filter(agency=post.agency_id, answered_at=None, closed_at=None)
    return Queue(
        held,
        is_last=is_last and not still_mine,
        waiting=waits.count(),
        consultations=asked.count() if role is Role.APPRAISER else 0,
    )


def _in_hand(post: Post, *, today: date) -> list[Feedback]:
    """Return the petitions that a leader handles from this post and would handle no more without it."""
    others = appointing.in_force(_same(post), today=today).exclude(pk=post.pk)
    if others.filter(user=post.user_id).exists():
        return []
    taken = Feedback.objects.filter(handler=post.user_id, status__in=OPEN, agency=post.agency_id)
    return list(taken.select_related("agency", "dossier").order_by("received_at", "pk"))


def successors_for(post: Post, queue: Queue, *, today: date) -> list[User]:
    """Return who may take over: colleagues in the same role, else everybody of the agency; one query."""
    staff = officers_of(post.agency_id, today=today)
    if not queue.needs_successor:
        peers = set(appointing.in_force(_same(post), today=today).values_list("user_id", flat=True))
        staff = [person for person in staff if person.pk in peers]
    return [person for person in staff if person.pk != post.user_id]


def end_post(post: Post, *, successor: User | None, words: str, seen: int, actor: User, at: datetime) -> list[Dossier]:
    """End a post from today on and return the dossiers that were moved; the posts of its stand-ins end with it.

    What its holder appraises goes to `successor`, else to the shared queue; so does what the successor may not or
    cannot take, and so do petitions in hand, to the leaders who are left. What other agencies have asked waits for any
    appraiser. Where the post is the last of its role and dossiers wait, the successor is appointed to the same role.
    Raises `NotAllowed`, `InvalidInput` at the field, `StaleDossier`; nothing is half done.
    """
    if not is_administrator(actor):
        raise NotAllowed(_("Chỉ người quản trị hệ thống được kết thúc vị trí công tác."))
    today, words = timezone.localdate(at), normalised(words).strip()
    if not words:
        raise InvalidInput(_("Ông/Bà ghi lý do, ví dụ số quyết định điều động."), field="words")
    with transaction.atomic():
        # The row of the person is the lock: nobody appoints them, and they end no second post, meanwhile.
        User.objects.select_for_update().get(pk=post.user_id)
        if trail.last_seen(post) != seen or (post.valid_to is not None and post.valid_to < today):
            raise StalePost
        queue = queue_of(post, today=today)
        if queue.needs_successor and successor is None:
            raise InvalidInput(_no_successor(post, queue), field="successor")
        if successor is not None and successor not in successors_for(post, queue, today=today):
            raise InvalidInput(_("Ông/Bà chọn lại người nhận bàn giao."), field="successor")
        if successor is not None and queue.needs_successor:
            _appoint(post, successor, today=today, words=words, actor=actor, at=at)
        for dossier in queue.held:
            _pass_on(dossier, successor, words=words, actor=actor, at=at)
        for stand_in in Post.objects.filter(stands_in_for=post, valid_to__gte=today):
            _end(stand_in, today=today, words=words, actor=actor, at=at)
        _end(post, today=today, words=words, actor=actor, at=at)
        for petition in queue.feedback:
            feedback.hand_over(petition, to=successor, words=words, actor=actor, at=at)
    return queue.held


class StalePost(StaleDossier):
    """Somebody else has changed or ended the post since the actor saw it."""

    def __init__(self) -> None:
        super().__init__()
        self.message = _("Người khác vừa sửa vị trí này. Ông/Bà xem lại rồi thao tác tiếp.")
        self.args = (self.message,)


def _same(post: Post) -> "QuerySet[Post]":
    """Return the posts of the same role at the same place."""
    posts = Post.objects.filter(role=post.role)
    return posts.filter(office=post.office_id) if post.role == Role.CLERK else posts.filter(agency=post.agency_id)


def _no_successor(post: Post, queue: Queue) -> str:
    return _(
        "%(name)s là người cuối cùng giữ vai trò “%(role)s” tại đây, còn %(count)s việc chưa xong. Ông/Bà chọn người"
        " kế nhiệm."
    ) % {"name": post.user, "role": post.get_role_display(), "count": queue.waiting + queue.consultations}


def _appoint(post: Post, successor: User, *, today: date, words: str, actor: User, at: datetime) -> None:
    appointed = appointing.Appointment(Role(post.role), post.agency, post.office, post.title, today)
    try:
        appointing.add_post(successor, appointed, actor=actor, at=at, words=words)
    except Refused as error:
        raise InvalidInput(str(error), field="successor") from error


def _pass_on(dossier: Dossier, successor: User | None, *, words: str, actor: User, at: datetime) -> None:
    """Give a dossier to the successor; to the shared queue where it is their own, or they are away."""
    today = timezone.localdate(at)
    taker = successor
    if taker is not None and (is_own(taker, dossier, today=today) or is_absent(taker.pk, today=today)):
        taker = None
    permit = by_rule(Action.ASSIGN, dossier, role=Role.APPROVER, post=None)
    assign(dossier, officer=taker, words=words, seen=dossier.revision, actor=actor, at=at, permit=permit)


def _end(post: Post, *, today: date, words: str, actor: User, at: datetime) -> None:
    """End a post with yesterday; one that never began and from which nothing was done is taken away."""
    is_used = DossierEvent.objects.filter(actor_post=post).exists()
    if post.valid_from >= today and not is_used and not post.stand_ins.exists():
        trail.record(AdministrativeAction.DELETED, post, actor=actor, at=at, words=words)
        post.delete()
        return
    appointing.write_end(post, last_on=today - timedelta(days=1), words=words, actor=actor, at=at)
