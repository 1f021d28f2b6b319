"""The lines of a decision: added by their codes, renewed when the procedure has changed meanwhile, taken out."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from procedures.forms.decisions import AddChangesForm, ReplacedForm, SeenForm, show_refusal
from procedures.models import ChangeKind, ProcedureChange
from procedures.services import decisions
from procedures.services.decisions import DecisionError
from procedures.views.decisions import CONFLICT, UNPROCESSABLE, ask, desk_page, entered_or_404
from procedures.views.guard import for_editors


@require_POST
@for_editors
def changes_add(request: SignedInRequest, slug: str) -> HttpResponse:
    """Add the procedures whose codes were typed or pasted; one new procedure is opened at once."""
    decision = entered_or_404(slug)
    form = AddChangesForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        kind = ChangeKind(typed["kind"])
        try:
            added = decisions.add_changes(
                decision,
                typed["codes"],
                kind=kind,
                replaces=typed["replaces"],
                actor=request.user,
                at=timezone.now(),
            )
        except DecisionError as error:
            show_refusal(form, error)
        else:
            words = ngettext("Đã thêm %(count)s thủ tục.", "Đã thêm %(count)s thủ tục.", len(added))
            messages.success(request, words % {"count": len(added)})
            if len(added) == 1 and kind != ChangeKind.REPEAL:
                return redirect("procedures:change_edit", slug, added[0].code)
            return redirect(f"{reverse('procedures:decision_desk', args=[slug])}#noi-dung")
    return desk_page(request, decision, add_form=form, status=UNPROCESSABLE)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def change_remove(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """Ask whether a procedure is to be taken out of a draft, and do it."""
    change = _change_or_404(slug, code)
    if request.method == "POST":
        try:
            decisions.remove_change(change, actor=request.user, at=timezone.now())
        except DecisionError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Đã bỏ thủ tục %s khỏi quyết định.") % code)
        return redirect("procedures:decision_desk", slug)
    question = {
        "heading": _("Bỏ thủ tục %s khỏi quyết định?") % code,
        "consequences": [_("Nội dung đã soạn cho thủ tục này mất đi. Thủ tục đang áp dụng không thay đổi.")],
        "button": _("Bỏ khỏi quyết định"),
        "is_danger": True,
    }
    return ask(request, change.promulgation, question)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def change_replaced(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """Ask which procedures a replacement ends, and keep the answer."""
    change = _change_or_404(slug, code)
    form = ReplacedForm(request.POST or None, initial={"replaces": "\n".join(change.replaces)})
    if request.method == "POST" and form.is_valid():
        try:
            decisions.name_replaced(change, form.cleaned_data["replaces"], actor=request.user, at=timezone.now())
        except DecisionError as error:
            show_refusal(form, error)
        else:
            return redirect("procedures:decision_desk", slug)
    question = {"heading": _("Thủ tục %s thay thế những thủ tục nào?") % code, "button": _("Lưu")}
    return ask(request, change.promulgation, question, form=form, status=UNPROCESSABLE if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def change_renew(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """Ask whether a draft is to take over what has changed since it was begun, and do it."""
    change = _change_or_404(slug, code)
    if request.method != "POST":
        question = {
            "heading": _("Làm mới bản soạn của thủ tục %s?") % code,
            "consequences": [
                _("Một quyết định khác đã thay đổi thủ tục này sau khi Ông/Bà bắt đầu soạn."),
                _("Phần Ông/Bà chưa sửa lấy theo nội dung mới; phần Ông/Bà đã sửa giữ nguyên."),
            ],
            "button": _("Làm mới"),
        }
        return ask(request, change.promulgation, question, form=SeenForm(initial={"seen": change.revision}))
    form = SeenForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else 0
    try:
        both = decisions.renew_change(change, seen_revision=seen, actor=request.user, at=timezone.now())
    except DecisionError as error:
        question = {"heading": str(error), "consequences": [], "button": _("Làm mới")}
        fresh = SeenForm(initial={"seen": change.revision})
        return ask(request, change.promulgation, question, form=fresh, status=CONFLICT)
    if both:
        text = _("Đã làm mới. Có phần cả hai bên cùng sửa, bản của Ông/Bà được giữ; Ông/Bà xem lại trước khi ban hành.")
        messages.warning(request, text)
    else:
        messages.success(request, _("Đã làm mới bản soạn."))
    return redirect("procedures:change_edit", slug, code)


def _change_or_404(slug: str, code: str) -> ProcedureChange:
    rows = ProcedureChange.objects.select_related("promulgation").filter(promulgation__slug=slug, code=code)
    change = rows.first()
    if change is None:
        raise Http404(_("Quyết định này không có thủ tục ấy."))
    return change
