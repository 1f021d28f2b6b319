"""Administrators' pages of officers and their posts."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.administration import posts, queries, trail
from accounts.administration.access import require_administrator
from accounts.administration.errors import Refused, Stale
from accounts.administration.forms import ActiveForm, PersonForm, PostForm, TitleForm
from accounts.models import Post, User
from accounts.requests import SignedInRequest

CONFLICT, UNPROCESSABLE = 409, 422


@require_safe
def people(request: SignedInRequest) -> HttpResponse:
    """Show officers with the posts they hold."""
    require_administrator(request.user)
    shown = queries.people(request.GET.dict(), page=page_number(request), today=timezone.localdate())
    return render(request, "administration/people.html", {"shown": shown})


@require_http_methods(["GET", "HEAD", "POST"])
def add_person(request: SignedInRequest) -> HttpResponse:
    """Open an account for an officer; their first post is given on the next page."""
    require_administrator(request.user)
    form = PersonForm(_typed(request), is_new=True)

    def done() -> str:
        given = {name: form.cleaned_data[name] for name in ("full_name", "email", "phone")}
        user = posts.add_person(**given, actor=request.user, at=timezone.now())
        messages.success(request, _("Đã thêm %(name)s. Ông/Bà giao vị trí công tác.") % {"name": user})
        return reverse("administration:add_post", args=[user.pk])

    return answer(request, form, done, heading=_("Thêm cán bộ"), back=reverse("administration:people"))


@require_safe
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one officer: account, posts, what was changed."""
    require_administrator(request.user)
    return _person_page(request, get_object_or_404(User, pk=pk), ActiveForm())


@require_http_methods(["GET", "HEAD", "POST"])
def change_person(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct an officer's name or number."""
    require_administrator(request.user)
    user = get_object_or_404(User, pk=pk)
    initial = {"full_name": user.full_name, "phone": user.phone, "seen": trail.last_seen(user)}
    form = PersonForm(_typed(request), is_new=False, initial=initial)
    page = reverse("administration:person", args=[pk])

    def done() -> str:
        given = form.cleaned_data
        who: dict[str, Any] = {"actor": request.user, "at": timezone.now()}
        seen = given["seen"] if given["seen"] is not None else -1
        posts.change_person(user, full_name=given["full_name"], phone=given["phone"], seen=seen, **who)
        messages.success(request, _("Đã lưu."))
        return page

    return answer(request, form, done, heading=_("Sửa thông tin cán bộ"), subject=str(user), back=page)


@require_POST
def set_active(request: SignedInRequest, pk: int, is_active: bool) -> HttpResponse:
    """Lock an account, or open it again."""
    require_administrator(request.user)
    user, form = get_object_or_404(User, pk=pk), ActiveForm(request.POST)
    if form.is_valid():
        words = form.cleaned_data["words"]
        try:
            posts.set_active(user, is_active=is_active, words=words, actor=request.user, at=timezone.now())
        except Refused as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("Đã mở khóa tài khoản.") if is_active else _("Đã khóa tài khoản."))
            return redirect("administration:person", pk)
    return _person_page(request, user, form, status=UNPROCESSABLE)


@require_http_methods(["GET", "HEAD", "POST"])
def add_post(request: SignedInRequest, pk: int) -> HttpResponse:
    """Appoint an officer to a post."""
    require_administrator(request.user)
    at, user = timezone.now(), get_object_or_404(User, pk=pk)
    form = PostForm(_typed(request), today=timezone.localdate(at))
    page = reverse("administration:person", args=[pk])

    def done() -> str:
        words = form.cleaned_data["words"]
        post = posts.add_post(user, form.appointment(), actor=request.user, at=at, words=words)
        messages.success(request, _("Đã giao vị trí: %(role)s.") % {"role": post.get_role_display()})
        return page

    return answer(request, form, done, heading=_("Giao vị trí công tác"), subject=str(user), back=page)


@require_http_methods(["GET", "HEAD", "POST"])
def change_post(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct how a post is called."""
    require_administrator(request.user)
    post = get_object_or_404(Post.objects.select_related("user", "agency"), pk=pk)
    form = TitleForm(_typed(request), initial={"title": post.title, "seen": trail.last_seen(post)})
    page = reverse("administration:person", args=[post.user_id])

    def done() -> str:
        given = form.cleaned_data
        posts.change_title(post, title=given["title"], seen=given["seen"], actor=request.user, at=timezone.now())
        messages.success(request, _("Đã lưu."))
        return page

    return answer(request, form, done, heading=_("Sửa chức vụ"), subject=str(post), back=page)


def answer(
    request: SignedInRequest, form: Any, done: Callable[[], str], *, heading: str, back: str, subject: str = ""
) -> HttpResponse:
    """Do what a valid form says and go where `done` says; else show it with its mistakes, what was typed kept."""
    status, stale = 200, ""
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                return redirect(done())
            except Stale as error:
                status, stale = CONFLICT, str(error)
            except Refused as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
    context = {"form": form, "heading": heading, "back": back, "subject": subject, "stale": stale}
    return render(request, "administration/form.html", context, status=status)


def page_number(request: SignedInRequest) -> int:
    """Return the page that an address asks for; the first for nonsense."""
    number = request.GET.get("page", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1


def _typed(request: SignedInRequest) -> Any:
    """Return what was sent, also where it is nothing at all; None where somebody only looks."""
    return request.POST if request.method == "POST" else None


def _person_page(request: SignedInRequest, user: User, form: forms.Form, *, status: int = 200) -> HttpResponse:
    at: datetime = timezone.now()
    held = queries.person_posts(user)
    subjects = [trail.subject_of(user), *(trail.subject_of(post) for post in held)]
    context = {
        "person": user,
        "posts": held,
        "today": timezone.localdate(at),
        "events": queries.changes_of(subjects),
        "form": form,
    }
    return render(request, "administration/person.html", context, status=status)
