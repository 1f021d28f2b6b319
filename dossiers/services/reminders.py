"""Reminders (đôn đốc): a leader urges an agency or one of its people, they answer, the leader closes.

Law: Nghị định 61/2018/NĐ-CP Điều 8, 9.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.models import Agency
from agencies.numbers import take_numbers
from agencies.vietnamese import normalised
from agencies.worktime import WorkCalendar
from dossiers.access_to_reminders import answerers, may_answer, may_close, reminding_post, senders
from dossiers.announcing import News, tell
from dossiers.errors import InvalidInput, NotAllowed, StaleDossier
from dossiers.models import Dossier, Reminder
from dossiers.services.deputising import officers_of

LONGEST_TERM = timedelta(days=60)
MOST_DOSSIERS = 200


class StaleReminder(StaleDossier):
    """Somebody else has answered or closed the reminder since the actor saw it."""

    def __init__(self) -> None:
        super().__init__()
        self.message = _("Văn bản đôn đốc này vừa được người khác xử lý. Ông/Bà xem lại tình trạng mới nhất.")
        self.args = (self.message,)


def remind(
    dossiers: Sequence[Dossier],
    *,
    person: User | None,
    words: str,
    answer_on: date,
    key: UUID,
    actor: User,
    at: datetime,
    calendar: WorkCalendar,
) -> list[Reminder]:
    """Urge the agencies of some dossiers, each in a letter of its own, to act and to answer until a working day ends.

    `key` is the page's: pressed twice it gives the same reminders. `person` is somebody of the one agency concerned.
    Raises `NotAllowed` for whoever does not lead there, else `InvalidInput` at the field.
    """
    if sent := list(Reminder.objects.filter(key__in=_keys(key, dossiers)).order_by("number")):
        return sent
    words = normalised(words).strip()
    if not dossiers or len(dossiers) > MOST_DOSSIERS:
        raise InvalidInput(_("Ông/Bà chọn từ 1 đến %(most)s hồ sơ cho một lần đôn đốc.") % {"most": MOST_DOSSIERS})
    if not words:
        raise InvalidInput(_("Ông/Bà ghi nội dung đôn đốc."), field="words")
    answer_due_at = _term(answer_on, at=at, calendar=calendar)
    by_agency: dict[Agency, list[Dossier]] = {}
    for dossier in dossiers:
        by_agency.setdefault(dossier.agency, []).append(dossier)
    _check_person(person, list(by_agency), actor=actor, at=at)
    try:
        with transaction.atomic():
            return [
                _send(agency, those, person=person, words=words, due_at=answer_due_at, key=key, actor=actor, at=at)
                for agency, those in by_agency.items()
            ]
    except IntegrityError:
        # The same page, pressed twice at once: the other press has sent them.
        if sent := list(Reminder.objects.filter(key__in=_keys(key, dossiers)).order_by("number")):
            return sent
        raise


def answer(reminder: Reminder, *, words: str, actor: User, at: datetime) -> None:
    """Answer a reminder; its sender hears of it. Raises `NotAllowed`, `InvalidInput`, `StaleReminder`."""
    words = normalised(words).strip()
    if reminder.answered_at or reminder.closed_at:
        raise StaleReminder
    if not may_answer(actor, reminder, at=at):
        raise NotAllowed(_("Chỉ người được đôn đốc hoặc lãnh đạo của cơ quan được đôn đốc mới trả lời được."))
    if not words:
        raise InvalidInput(_("Ông/Bà ghi nội dung trả lời."), field="words")
    with transaction.atomic():
        waiting = Reminder.objects.filter(pk=reminder.pk, answered_at=None, closed_at=None)
        if not waiting.update(answer=words, answered_at=at, answered_by=actor):
            raise StaleReminder
        facts = {
            "number": reminder.number,
            "agency": reminder.agency.name,
            "words": words,
            "officers": senders(reminder, today=timezone.localdate(at)),
            **_page(reminder),
        }
        kind, key = "reminder_answered", f"reminder:{reminder.pk}:answered"
        tell(News(kind, key, at, subject=f"reminder:{reminder.pk}", facts=facts))


def close(reminder: Reminder, *, actor: User, at: datetime) -> None:
    """Close a reminder, answered or not. Raises `NotAllowed`, or `StaleReminder` where somebody has closed it."""
    if reminder.closed_at:
        raise StaleReminder
    if not may_close(actor, reminder, at=at):
        raise NotAllowed(_("Chỉ bên gửi đôn đốc mới kết thúc được việc đôn đốc."))
    if not Reminder.objects.filter(pk=reminder.pk, closed_at=None).update(closed_at=at, closed_by=actor):
        raise StaleReminder


def _keys(key: UUID, dossiers: Sequence[Dossier]) -> list[UUID]:
    return [uuid5(key, str(agency)) for agency in {dossier.agency_id for dossier in dossiers}]


def _term(answer_on: date, *, at: datetime, calendar: WorkCalendar) -> datetime:
    """Return the end of work of the day until which an answer is expected; raises `InvalidInput`."""
    today = timezone.localdate(at)
    if answer_on < today or answer_on > today + LONGEST_TERM:
        raise InvalidInput(_("Hạn trả lời phải từ hôm nay và không quá 60 ngày."), field="answer_on")
    if not calendar.is_working_day(answer_on):
        raise InvalidInput(_("Ngày này là ngày nghỉ. Ông/Bà chọn một ngày làm việc."), field="answer_on")
    due_at = calendar.closing(answer_on)
    if due_at <= at:
        raise InvalidInput(_("Hôm nay đã hết giờ làm việc. Ông/Bà chọn ngày khác."), field="answer_on")
    return due_at


def _check_person(person: User | None, agencies: list[Agency], *, actor: User, at: datetime) -> None:
    for agency in agencies:
        if reminding_post(actor, agency.pk, at=at) is None:
            raise NotAllowed(_("Ông/Bà không theo dõi hồ sơ của %(agency)s.") % {"agency": agency.name})
    if person is None:
        return
    if len(agencies) > 1:
        raise InvalidInput(_("Hồ sơ thuộc nhiều cơ quan nên không đôn đốc riêng một người."), field="person")
    if person not in officers_of(agencies[0].pk, today=timezone.localdate(at)):
        raise InvalidInput(_("%(name)s không giữ vị trí nào tại cơ quan.") % {"name": person}, field="person")
    if person.pk == actor.pk:
        raise InvalidInput(_("Ông/Bà không tự đôn đốc mình."), field="person")


def _send(
    agency: Agency,
    dossiers: list[Dossier],
    *,
    person: User | None,
    words: str,
    due_at: datetime,
    key: UUID,
    actor: User,
    at: datetime,
) -> Reminder:
    post = reminding_post(actor, agency.pk, at=at)
    if post is None:
        raise NotAllowed(_("Ông/Bà không theo dõi hồ sơ của %(agency)s.") % {"agency": agency.name})
    year = timezone.localdate(at).year
    (number,) = take_numbers([("reminder", post.agency.code, str(year))])
    reminder = Reminder.objects.create(
        number=f"{number:02d}/{year}/ĐĐ-{post.agency.code}",
        key=uuid5(key, str(agency.pk)),
        sent_by=actor,
        sending_agency=post.agency,
        agency=agency,
        person=person,
        words=words,
        sent_at=at,
        answer_due_at=due_at,
    )
    reminder.dossiers.set(dossiers)
    due = timezone.localtime(due_at)
    facts = {
        "number": reminder.number,
        "sender": actor.full_name,
        "agency": agency.name,
        "count": len(dossiers),
        "answer_due": _("%(time)s ngày %(day)s") % {"time": f"{due:%H:%M}", "day": f"{due:%d/%m/%Y}"},
        "words": words,
        "officers": answerers(reminder, today=timezone.localdate(at)),
        **_page(reminder),
    }
    tell(News("reminder", f"reminder:{reminder.pk}:sent", at, subject=f"reminder:{reminder.pk}", facts=facts))
    return reminder


def _page(reminder: Reminder) -> dict[str, str]:
    return {
        "link": reverse("dossiers:reminder", args=[reminder.key]),
        "what": _("Văn bản đôn đốc %(number)s") % {"number": reminder.number},
    }
