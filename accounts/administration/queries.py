"""What administrators read: officers with their posts, agencies, offices, seals, and what was changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.http import urlencode

from accounts.administration.forms import BodyFilter, PeopleFilter, TrailFilter
from accounts.administration.posts import in_force
from accounts.models import AdministrativeEvent, Post, User
from agencies.models import Agency, OneStopOffice, SecondSeal

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list under a filter."""

    form: Any
    page: "Page[Any]"

    @property
    def query(self) -> str:
        """The parameters of the address without the page."""
        chosen = {name: value for name, value in self.form.data.items() if value and name in self.form.fields}
        return urlencode(chosen)


def people(parameters: Mapping[str, str], *, page: int, today: date) -> Listed:
    """Return officers with the posts they hold; four queries."""
    agencies = list(Agency.objects.order_by("short_name").values_list("code", "short_name"))
    form = PeopleFilter(parameters, agencies=agencies)
    found = _people(form.cleaned_data, today=today) if form.is_valid() else User.objects.none()
    posts = Post.objects.select_related("agency", "office").order_by("agency__short_name", "pk")
    held = Prefetch("posts", queryset=in_force(posts, today=today), to_attr="held_posts")
    return Listed(form, Paginator(found.prefetch_related(held), PAGE_SIZE).get_page(page))


def _people(chosen: Mapping[str, str], *, today: date) -> "QuerySet[User]":
    ever = Post.objects.filter(user=OuterRef("pk"))
    narrowed = in_force(ever, today=today)
    if chosen["co_quan"]:
        narrowed = narrowed.filter(agency__code=chosen["co_quan"])
        ever = ever.filter(agency__code=chosen["co_quan"])
    if chosen["vai_tro"]:
        narrowed = narrowed.filter(role=chosen["vai_tro"])
        ever = ever.filter(role=chosen["vai_tro"])
    officers = User.objects.filter(
        Exists(ever) | Q(is_staff=True) if not (chosen["co_quan"] or chosen["vai_tro"]) else Exists(ever)
    )
    match chosen["tinh_trang"]:
        case "het":
            officers = officers.filter(~Exists(in_force(Post.objects.filter(user=OuterRef("pk")), today=today)))
        case "khoa":
            officers = officers.filter(is_active=False)
        case "":
            officers = officers.filter(Exists(narrowed), is_active=True)
    for word in chosen["q"].split():
        officers = officers.filter(
            Q(full_name__icontains=word) | Q(email__icontains=word) | Q(phone__contains=word.lstrip("0") or word)
        )
    return officers.order_by("full_name", "pk")


def person_posts(user: User) -> list[Post]:
    """Return every post that somebody holds or held, those in force and the newest first; one query."""
    posts = user.posts.select_related("agency", "office", "stands_in_for__user")
    return sorted(posts, key=lambda post: (post.valid_to or date.max, post.valid_from), reverse=True)


def agencies(parameters: Mapping[str, str], *, page: int) -> Listed:
    """Return agencies by code; two queries."""
    return _bodies(
        Agency.objects.select_related("parent").order_by("code"), parameters, ("code", "name", "short_name"), page
    )


def offices(parameters: Mapping[str, str], *, page: int) -> Listed:
    """Return one-stop offices, the provincial centre first; two queries."""
    found = OneStopOffice.objects.select_related("agency").order_by("-is_provincial_centre", "code")
    return _bodies(found, parameters, ("code", "name", "agency__name"), page)


def seals(parameters: Mapping[str, str], *, page: int) -> Listed:
    """Return second seals by agency; two queries."""
    found = SecondSeal.objects.select_related("agency", "custody_office").order_by("agency__code", "-valid_from", "pk")
    return _bodies(found, parameters, ("serial_number", "agency__name", "permission_document"), page)


def trail(parameters: Mapping[str, str], *, page: int) -> Listed:
    """Return what was changed, the newest first; two queries."""
    form = TrailFilter(parameters)
    found = AdministrativeEvent.objects.select_related("actor")
    if form.is_valid():
        chosen = form.cleaned_data
        if chosen["q"]:
            found = found.filter(Q(subject_name__icontains=chosen["q"]) | Q(actor__full_name__icontains=chosen["q"]))
        if chosen["viec"]:
            found = found.filter(action=chosen["viec"])
        if chosen["tu"]:
            found = found.filter(at__gte=_midnight(chosen["tu"]))
        if chosen["den"]:
            found = found.filter(at__date__lte=chosen["den"])
    else:
        found = found.none()
    return Listed(form, Paginator(found.order_by("-at", "-pk"), PAGE_SIZE).get_page(page))


def changes_of(subjects: Sequence[str]) -> list[AdministrativeEvent]:
    """Return the last changes of some subjects, the newest first; one query."""
    events = AdministrativeEvent.objects.filter(subject__in=subjects).select_related("actor")
    return list(events.order_by("-at", "-pk")[:20])


def _bodies(found: "QuerySet[Any]", parameters: Mapping[str, str], names: Sequence[str], page: int) -> Listed:
    form = BodyFilter(parameters)
    if not form.is_valid():
        found = found.none()
    elif words := form.cleaned_data["q"]:
        any_name = Q()
        for name in names:
            any_name |= Q(**{f"{name}__icontains": words})
        found = found.filter(any_name)
    return Listed(form, Paginator(found, PAGE_SIZE).get_page(page))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=timezone.get_default_timezone())
