"""Who may remind whom, and who sees, answers and closes a reminder: the only place that answers.

A leader of the provincial centre reminds every agency, a leader of an agency its own people. Approvers and leaders of
the reminded agency, or the person who was named, answer.
"""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import posts_of
from accounts.models import Post, Role, User
from dossiers.access import Person, sees_whole_province
from dossiers.models import Reminder

ANSWERING = (Role.APPROVER, Role.LEADER)


def reminders_seen_by(user: Person, *, today: date) -> "QuerySet[Reminder]":
    """Return the reminders that a person sends, follows, answers or was named in."""
    if not user.is_authenticated:
        return Reminder.objects.none()
    posts = posts_of(user, today=today)
    if any(sees_whole_province(post) for post in posts):
        return Reminder.objects.all()
    reach = Q(person=user)
    if posts:
        leads = {post.agency_id for post in posts if post.role == Role.LEADER}
        answers = {post.agency_id for post in posts if post.role in ANSWERING}
        reach |= Q(sending_agency__in=leads) | Q(agency__in=answers)
    return Reminder.objects.filter(reach)


def sees_reminders(user: Person, *, today: date) -> bool:
    """Say whether the pages of reminders are a person's business: every officer's but the catalogue's editors'."""
    return any(post.role != Role.EDITOR for post in posts_of(user, today=today))


def get_reminder(user: Person, key: UUID, *, today: date) -> Reminder:
    """Return a reminder that a person may see, with whom it concerns; absent and forbidden both raise `Http404`."""
    related = ("agency", "sending_agency__parent", "sent_by", "person", "answered_by", "closed_by")
    found = reminders_seen_by(user, today=today).filter(key=key).select_related(*related).first()
    if found is None:
        raise Http404(_("Không tìm thấy văn bản đôn đốc này."))
    return found


def reminding_post(user: Person, agency_pk: int, *, at: datetime) -> Post | None:
    """Return the leader's post from which a person may remind an agency, the province's before their own; or None."""
    posts = [post for post in posts_of(user, today=timezone.localdate(at)) if post.role == Role.LEADER]
    whole = next((post for post in posts if sees_whole_province(post)), None)
    return whole or next((post for post in posts if post.agency_id == agency_pk), None)


def may_answer(user: Person, reminder: Reminder, *, at: datetime) -> bool:
    """Say whether a person may answer a reminder now: whoever was named, else approvers and leaders of the agency.

    Nobody answers what they sent themselves.
    """
    if reminder.answered_at or reminder.closed_at or reminder.sent_by_id == user.pk:
        return False
    posts = [post for post in posts_of(user, today=timezone.localdate(at)) if post.agency_id == reminder.agency_id]
    return bool(posts) and (
        reminder.person_id == user.pk or any(post.role in ANSWERING and not sees_whole_province(post) for post in posts)
    )


def may_close(user: Person, reminder: Reminder, *, at: datetime) -> bool:
    """Say whether a person may close a reminder: the sender, and other leaders of the side that sent it."""
    if reminder.closed_at:
        return False
    post = reminding_post(user, reminder.agency_id, at=at)
    return post is not None and (reminder.sent_by_id == user.pk or post.agency_id == reminder.sending_agency_id)


def answerers(reminder: Reminder, *, today: date) -> list[int]:
    """Return the keys of the users who are told of a reminder: who was named, else who answers for the agency."""
    if reminder.person_id:
        return [reminder.person_id]
    return _holders(reminder.agency_id, ANSWERING, today=today, but=reminder.sent_by_id)


def senders(reminder: Reminder, *, today: date) -> list[int]:
    """Return the keys of the users who are told of an answer: the sender, or today's leaders where they have left."""
    leaders = _holders(reminder.sending_agency_id, (Role.LEADER,), today=today, but=None)
    return [reminder.sent_by_id] if reminder.sent_by_id in leaders else leaders


def _holders(agency_pk: int, roles: tuple[Role, ...], *, today: date, but: int | None) -> list[int]:
    held = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today), valid_from__lte=today)
    users = User.objects.filter(pk__in=held.filter(agency=agency_pk, role__in=roles).values("user"), is_active=True)
    return sorted(pk for pk in users.values_list("pk", flat=True) if pk != but)
