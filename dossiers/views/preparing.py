"""What the pages of one dossier and of a linked request share while a citizen prepares them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from dossiers.errors import AlreadySubmitted, DossierError
from dossiers.forms.citizen import PaperForm
from dossiers.forms.declaration import DeclarationForm, ReviewForm
from dossiers.models import Dossier, LinkedRequest, ReturnMethod

READ_OR_POST = ["GET", "HEAD", "POST"]
UNPROCESSABLE = 422


def answer(request: SignedInRequest, template: str, context: dict[str, Any], form: Any) -> HttpResponse:
    """Show a page; one that tells of errors says so to programs, too."""
    is_wrong = request.method == "POST" and bool(form and form.errors)
    return render(request, template, context, status=UNPROCESSABLE if is_wrong else 200)


def is_attached(request: SignedInRequest, form: PaperForm, attach: Callable[[Any], object]) -> bool:
    """Keep the file of a form and say so, or put the reason why not beside its field."""
    if not form.is_valid():
        return False
    file = form.cleaned_data["file"]
    try:
        attach(file)
    except DossierError as error:
        form.add_error("file", str(error))
        return False
    messages.success(request, _("Đã đính kèm “%(name)s”.") % {"name": file.name})
    return True


def take_back(request: SignedInRequest, detach: Callable[[int], bool]) -> None:
    """Take a file out that the person names, and say so; one that is gone already is no fault."""
    number = request.POST.get("remove", "")
    is_number = number.isascii() and number.isdigit() and len(number) < 19
    if is_number and detach(int(number)):
        messages.success(request, _("Đã gỡ tệp."))
    else:
        messages.info(request, _("Tệp này đã được gỡ trước đó."))


def pressed(form: ReviewForm, declared: DeclarationForm, submit: Callable[..., Dossier | LinkedRequest]) -> str | None:
    """Submit what was declared and return its code, also where an earlier press did it; else tell on the form why."""
    given = declared.cleaned_data
    try:
        submitted = submit(
            declared.applicant, content=given["content"], return_method=ReturnMethod(given["return_method"])
        )
    except AlreadySubmitted as first:
        return first.code
    except DossierError as error:
        form.add_error(None, str(error))
        return None
    return submitted.code
