"""Who hears of the steps of a petition: its sender, and those who answer it."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers.announcing import News, tell
from dossiers.feedback_access import leaders_for
from dossiers.models import Feedback


def tell_sender(feedback: Feedback, kind: str, facts: dict[str, Any], *, at: datetime) -> None:
    """Let the sender hear of a step by the contact they left; where they left none, they look it up."""
    sender = feedback.sender
    if sender is not None:
        link = reverse("dossiers:own_feedback", args=[feedback.number])
    else:
        link = f"{reverse('dossiers:track_feedback')}?ma={feedback.number}"
    to = {
        "name": feedback.sender_name,
        "email": feedback.sender_email or (sender.email if sender else "") or "",
        "phone": feedback.sender_phone or (sender.phone if sender else ""),
    }
    _tell(feedback, kind, {"to": to, "link": link, **facts}, at=at)


def tell_leaders(feedback: Feedback, *, at: datetime, step: str = "in") -> None:
    """Let those hear of a petition who answer it, and nobody whom it concerns."""
    leaders = leaders_for(feedback.agency, feedback.dossier, feedback.kind, today=timezone.localdate(at))
    facts = {
        "officers": [leader.pk for leader in leaders],
        "judge_due": moment(feedback.judge_due_at),
        "answer_due": moment(feedback.answer_due_at),
        "link": reverse("dossiers:feedback_petition", args=[feedback.number]),
    }
    _tell(feedback, "feedback_in", facts, at=at, step=step)


def _tell(feedback: Feedback, kind: str, facts: dict[str, Any], *, at: datetime, step: str = "") -> None:
    named = {
        "number": feedback.number,
        "what": _("Phản ánh %s") % feedback.number,
        "agency": feedback.agency.name,
        **facts,
    }
    key = f"feedback:{feedback.pk}:{kind}:{step}:{feedback.revision}"
    tell(News(kind, key, at, subject=f"feedback:{feedback.pk}", facts=named))


def moment(at: datetime) -> str:
    """Return a moment as notices write it."""
    return f"{timezone.localtime(at):%H:%M ngày %d/%m/%Y}"
