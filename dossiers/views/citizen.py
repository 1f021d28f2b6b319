"""A citizen follows their own dossiers: sees, supplements, withdraws."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from agencies.vietnamese import normalised
from dossiers import drafts, services
from dossiers.access import allowed_actions
from dossiers.errors import DossierError, InvalidInput, NotAllowed, StaleDossier
from dossiers.forms.citizen import MyDossiersForm, PaperForm, WithdrawalForm
from dossiers.models import Dossier, SupplementItem
from dossiers.queries import citizen as queries
from dossiers.queries.linked import siblings_of
from dossiers.queries.mine import SECTIONS, my_dossiers
from dossiers.queries.submitted import submitted_page
from dossiers.views.counter import page_number
from dossiers.workflow import Action, Status

CONFLICT = 409
READ_OR_POST = ["GET", "HEAD", "POST"]
UNPROCESSABLE = 422


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """List a citizen's dossiers: what needs them now, what is running, what is over."""
    asked = {name: request.GET.get(name, "")[:100] for name in ("tim", "chu", "muc")}
    text = " ".join(normalised(asked["tim"]).split())
    found = my_dossiers(
        request.user,
        text=text,
        party=asked["chu"],
        section=asked["muc"] if asked["muc"] in SECTIONS else "",
        page=page_number(request),
        at=timezone.now(),
    )
    narrowing = {name: asked[name] for name in ("tim", "chu") if asked[name]}
    context = {
        "found": found,
        "form": MyDossiersForm(request.GET, parties=found.parties),
        "has_filters": found.is_narrowed or found.is_long,
        "reset_url": reverse("dossiers:mine") if found.is_narrowed else "",
        "query": urlencode(narrowing | ({"muc": found.chosen} if found.chosen else {})),
    }
    return render(request, "dossiers/citizen/mine.html", context)


@require_safe
def detail(request: SignedInRequest, code: str) -> HttpResponse:
    """Show one dossier: where it is, with whom, until when and why, and what happened."""
    page = queries.dossier_page(request.user, code, at=timezone.now())
    context = {"page": page, "dossier": page.dossier, "facts": page.facts, "facts_heading": _("Thông tin hồ sơ")}
    return render(request, "dossiers/citizen/detail.html", context)


@require_safe
def submitted(request: SignedInRequest, code: str) -> HttpResponse:
    """Confirm a submission: its code, the second secret, what happens next, what was handed in."""
    dossier = queries.get_own(request.user, code, at=timezone.now())
    return render(
        request,
        "dossiers/citizen/submitted.html",
        {"dossier": dossier, "next_steps": queries.next_steps(dossier), "page": submitted_page(dossier)},
    )


@require_http_methods(READ_OR_POST)
def supplement(request: SignedInRequest, code: str) -> HttpResponse:
    """Take the papers that were asked for, one by one, and send them when all are there."""
    at = timezone.now()
    dossier = queries.get_own(request.user, code, at=at)
    if not _may(request, Action.SUPPLEMENT, dossier):
        messages.info(request, _("Hồ sơ này hiện không chờ Ông/Bà bổ sung."))
        return redirect("dossiers:detail", dossier.code)
    asked = queries.asked_papers(dossier)
    if request.method != "POST":
        return _supplement_page(request, dossier, asked)
    if "remove" in request.POST:
        return _take_back(request, dossier, asked)
    if "paper" in request.POST:
        return _add(request, dossier, asked)
    return _send(request, dossier, asked, at=at)


def _add(request: SignedInRequest, dossier: Dossier, asked: list[SupplementItem]) -> HttpResponse:
    """Keep a file for one of the papers, or say at that paper what is wrong with it."""
    paper = _asked_paper(asked, request.POST["paper"])
    form = PaperForm(request.POST, request.FILES, prefix=f"paper-{paper.pk}")
    if _keep(request, paper, form):
        return redirect(f"{reverse('dossiers:supplement', args=[dossier.code])}#paper-{paper.pk}")
    errors = [
        {"message": f"{paper.name}: {message}", "target": form["file"].id_for_label}
        for message in form.errors.get("file", [])
    ]
    return _supplement_page(request, dossier, asked, {paper.pk: form}, errors=errors, status=UNPROCESSABLE)


def _send(request: SignedInRequest, dossier: Dossier, asked: list[SupplementItem], *, at: datetime) -> HttpResponse:
    """Send what is kept; of a page that is out of date the kept files stay."""
    seen = request.POST.get("seen", "")
    try:
        drafts.send_supplement(
            dossier,
            asked,
            seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0,
            actor=request.user,
            at=at,
        )
    except StaleDossier as error:
        fresh = queries.get_own(request.user, dossier.code, at=at)
        errors = [{"message": str(error), "target": ""}]
        return _supplement_page(request, fresh, asked, errors=errors, status=CONFLICT)
    except DossierError as error:
        errors = [{"message": str(error), "target": f"id_{error.field}-file" if error.field else ""}]
        return _supplement_page(request, dossier, asked, errors=errors, status=UNPROCESSABLE)
    if dossier.status == Status.SUBMITTED:
        messages.success(request, _("Đã gửi giấy tờ bổ sung. Cơ quan kiểm tra lại hồ sơ rồi tiếp nhận."))
    else:
        messages.success(request, _("Đã gửi giấy tờ bổ sung. Thời hạn giải quyết được tính tiếp."))
    return redirect("dossiers:detail", dossier.code)


def _supplement_page(
    request: SignedInRequest,
    dossier: Dossier,
    asked: list[SupplementItem],
    tried: dict[int, PaperForm] | None = None,
    *,
    errors: Sequence[dict[str, str]] = (),
    status: int = 200,
) -> HttpResponse:
    context = {"dossier": dossier, "page": queries.supplement_page(asked, tried or {}), "errors": errors}
    return render(request, "dossiers/citizen/supplement.html", context, status=status)


@require_http_methods(READ_OR_POST)
def withdraw(request: SignedInRequest, code: str) -> HttpResponse:
    """Ask why, and withdraw; of a page that is out of date the words are kept."""
    at = timezone.now()
    dossier = queries.get_own(request.user, code, at=at)
    form = WithdrawalForm(initial={"seen": dossier.revision})
    status = 200
    if request.method == "POST":
        form = WithdrawalForm(request.POST)
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                services.withdraw(
                    dossier,
                    reason=form.cleaned_data["reason"],
                    seen=form.cleaned_data["seen"],
                    actor=request.user,
                    at=at,
                )
            except (StaleDossier, NotAllowed) as error:
                return _withdraw_again(request, code, form, str(error), at=at)
            except InvalidInput as error:
                form.add_error("reason", str(error))
            else:
                messages.success(request, _("Đã rút hồ sơ %(code)s.") % {"code": dossier.code})
                return redirect("dossiers:detail", dossier.code)
    elif not _may(request, Action.WITHDRAW, dossier):
        messages.warning(request, _("Hồ sơ này không rút được nữa vì đã có kết quả hoặc đã kết thúc."))
        return redirect("dossiers:detail", dossier.code)
    context = {"dossier": dossier, "form": form, "can_withdraw": True, "linked": siblings_of(dossier)}
    return render(request, "dossiers/citizen/withdraw.html", context, status=status)


def _withdraw_again(
    request: SignedInRequest, code: str, form: WithdrawalForm, message: str, *, at: Any
) -> HttpResponse:
    """Show the newest state with what was typed; the next press is made knowing it."""
    dossier = queries.get_own(request.user, code, at=at)
    again = WithdrawalForm({**form.data.dict(), "seen": dossier.revision})  # type: ignore[attr-defined]
    context = {
        "dossier": dossier,
        "form": again,
        "can_withdraw": _may(request, Action.WITHDRAW, dossier),
        "linked": siblings_of(dossier),
        "errors": [{"message": message, "target": ""}],
    }
    return render(request, "dossiers/citizen/withdraw.html", context, status=CONFLICT)


def _may(request: SignedInRequest, action: Action, dossier: Dossier) -> bool:
    permits = allowed_actions(request.user, dossier, at=timezone.now())
    return any(permit.move.action is action for permit in permits)


def _asked_paper(asked: list[SupplementItem], number: str) -> SupplementItem:
    for paper in asked:
        if str(paper.pk) == number:
            return paper
    raise Http404(_("Giấy tờ này không nằm trong phiếu yêu cầu bổ sung."))


def _keep(request: SignedInRequest, paper: SupplementItem, form: PaperForm) -> bool:
    """Keep the file of a valid form; False with the error at its field otherwise."""
    if not form.is_valid():
        return False
    try:
        drafts.attach_to_supplement(paper, form.cleaned_data["file"], actor=request.user, at=timezone.now())
    except DossierError as error:
        form.add_error("file", str(error))
        return False
    messages.success(request, _("Đã đính kèm “%(name)s”.") % {"name": form.cleaned_data["file"].name})
    return True


def _take_back(request: SignedInRequest, dossier: Dossier, asked: list[SupplementItem]) -> HttpResponse:
    number = request.POST.get("remove", "")
    is_number = number.isascii() and number.isdigit() and len(number) < 19
    if is_number and drafts.detach_from_supplement(asked, int(number)):
        messages.success(request, _("Đã gỡ tệp."))
    else:
        messages.info(request, _("Tệp này đã được gỡ trước đó."))
    return redirect("dossiers:supplement", dossier.code)
