"""Who is away and who stands in for whom at the agencies that somebody approves for."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from accounts.access import posts_of
from accounts.models import Absence, Post, Role, User
from agencies.models import Agency
from dossiers.services.deputising import officers_of


@dataclass(frozen=True, slots=True)
class Deputies:
    """What is in force at an agency today or later: absences and stand-ins, by their first day."""

    agency: Agency
    absences: list[Absence]
    stand_ins: list[Post]


def approved_agencies(user: User, *, at: datetime) -> list[Agency]:
    """Return the agencies where a person approves today by a post of their own or another's, each once."""
    posts = posts_of(user, today=timezone.localdate(at))
    return list({post.agency_id: post.agency for post in posts if post.role == Role.APPROVER}.values())


def deputies_of(agency: Agency, *, at: datetime) -> Deputies:
    """Return absences and stand-ins of an agency; two queries."""
    today = timezone.localdate(at)
    staff = Post.objects.filter(agency=agency).values("user")
    absences = Absence.objects.filter(user__in=staff, last_on__gte=today).select_related("user", "recorded_by")
    stand_ins = Post.objects.filter(agency=agency, stands_in_for__isnull=False, valid_to__gte=today)
    related = stand_ins.select_related("user", "stands_in_for__user", "office")
    return Deputies(agency, list(absences.order_by("first_on", "pk")), list(related.order_by("valid_from", "pk")))


def principals_of(agency: Agency, *, at: datetime) -> list[Post]:
    """Return the posts of an agency in which somebody can stand in, by the name of who holds them; one query."""
    today = timezone.localdate(at)
    held = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today), agency=agency, valid_from__lte=today)
    own = held.filter(stands_in_for=None).exclude(role=Role.EDITOR).select_related("user", "agency", "office")
    return list(own.order_by("user__full_name", "role", "pk"))


def staff_of(agency: Agency, *, at: datetime) -> list[User]:
    """Return who holds a post at an agency today, by name; one query."""
    return officers_of(agency.pk, today=timezone.localdate(at))
