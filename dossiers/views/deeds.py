"""What each action at a desk asks for, and which verb it calls with the answers."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import User
from agencies.calendars import calendar_of
from dossiers import services
from dossiers.forms import moves as forms_of
from dossiers.models import Dossier, Outcome
from dossiers.queries import desk as queries
from dossiers.workflow import Action
from procedures.models import RequiredDocument, TimeLimit

Words = dict[str, Any]


def form_of(action: Action, dossier: Dossier, user: User, **options: Any) -> forms.Form:
    """Return the form of an action, bound or not."""
    match action:
        case Action.RECEIVE:
            limits = TimeLimit.objects.promised().filter(way__version=dossier.version_id, way__channel=dossier.channel)
            return forms_of.ReceiveForm(limits=list(limits), **options)
        case Action.REQUEST_SUPPLEMENT:
            required = RequiredDocument.objects.filter(version=dossier.version_id).order_by("ordinal")
            return forms_of.RequestSupplementForm(required=list(required), **options)
        case Action.SUPPLEMENT:
            return forms_of.CounterSupplementForm(items=queries.asked_papers(dossier), actor=user, **options)
        case Action.PROPOSE:
            return forms_of.ProposeForm(actor=user, **options)
        case _:
            return SIMPLE_FORMS[action](**options)


SIMPLE_FORMS: dict[Action, type[forms_of.MoveForm]] = {
    Action.REFUSE: forms_of.RefuseForm,
    Action.TAKE: forms_of.MoveForm,
    Action.WITHDRAW: forms_of.WithdrawForm,
    Action.DISCONTINUE: forms_of.DiscontinueForm,
    Action.SEND_BACK: forms_of.SendBackForm,
    Action.APPROVE: forms_of.ApproveForm,
    Action.SEAL: forms_of.MoveForm,
    Action.HAND_OVER: forms_of.HandOverForm,
}


def initial_of(action: Action, dossier: Dossier) -> Words:
    """Return what a form may begin with: what is known already, never a decision."""
    if action is Action.HAND_OVER:
        return {"collected_by": dossier.applicant_name}
    if action is Action.PROPOSE and (result := getattr(dossier, "result", None)):
        # Sent back: the officer goes on from what they proposed.
        return {"outcome": result.outcome, "reason": result.reason, "legal_ground": result.legal_ground}
    return {}


def _receive(dossier: Dossier, form: Any, who: Words) -> None:
    case = form.cleaned_data.get("case") or 1
    services.receive(dossier, calendar=calendar_of(dossier.agency), case=case, **who)


def _request_supplement(dossier: Dossier, form: Any, who: Words) -> None:
    services.request_supplement(
        dossier,
        form.asked_papers(),
        reason=form.cleaned_data["reason"],
        calendar=calendar_of(dossier.agency),
        **who,
    )


def _supplement(dossier: Dossier, form: Any, who: Words) -> None:
    services.supplement(
        dossier, form.papers(), calendar=calendar_of(dossier.agency), words=form.cleaned_data["words"], **who
    )


def _propose(dossier: Dossier, form: Any, who: Words) -> None:
    given = form.cleaned_data
    services.propose(
        dossier,
        outcome=Outcome(given["outcome"]),
        reason=given["reason"],
        legal_ground=given["legal_ground"],
        file=form.kept_file,
        **who,
    )


def _with(verb: Callable[..., Any], *names: str) -> Callable[[Dossier, Any, Words], Any]:
    """Return what calls a verb with the named fields of the form."""

    def perform(dossier: Dossier, form: Any, who: Words) -> Any:
        return verb(dossier, **{name: form.cleaned_data[name] for name in names}, **who)

    return perform


PERFORMED: dict[Action, Callable[[Dossier, Any, Words], Any]] = {
    Action.RECEIVE: _receive,
    Action.REFUSE: _with(services.refuse, "reason", "legal_ground"),
    Action.TAKE: _with(services.take),
    Action.REQUEST_SUPPLEMENT: _request_supplement,
    Action.SUPPLEMENT: _supplement,
    Action.WITHDRAW: _with(services.withdraw, "reason"),
    Action.DISCONTINUE: _with(services.discontinue, "reason"),
    Action.PROPOSE: _propose,
    Action.SEND_BACK: _with(services.send_back, "reason"),
    Action.APPROVE: _with(services.approve, "words"),
    Action.SEAL: _with(services.seal),
    Action.HAND_OVER: _with(services.hand_over, "collected_by"),
}
"""What an action does; one that is missing here has no page, and a test compares this with the workflow's table."""

DONE_WORDS: dict[Action, Any] = {
    Action.RECEIVE: gettext_lazy("Đã tiếp nhận hồ sơ %(code)s."),
    Action.REFUSE: gettext_lazy("Đã từ chối tiếp nhận hồ sơ %(code)s và báo lý do cho người nộp."),
    Action.TAKE: gettext_lazy("Ông/Bà đã nhận xử lý hồ sơ %(code)s."),
    Action.REQUEST_SUPPLEMENT: gettext_lazy("Đã gửi phiếu yêu cầu bổ sung hồ sơ %(code)s; thời hạn tạm dừng."),
    Action.SUPPLEMENT: gettext_lazy("Đã nhận giấy tờ bổ sung của hồ sơ %(code)s; thời hạn tính tiếp."),
    Action.WITHDRAW: gettext_lazy("Đã ghi nhận việc rút hồ sơ %(code)s."),
    Action.DISCONTINUE: gettext_lazy("Đã dừng giải quyết hồ sơ %(code)s."),
    Action.PROPOSE: gettext_lazy("Đã trình hồ sơ %(code)s."),
    Action.SEND_BACK: gettext_lazy("Đã trả lại hồ sơ %(code)s để thẩm định tiếp."),
    Action.APPROVE: gettext_lazy("Đã phê duyệt hồ sơ %(code)s."),
    Action.SEAL: gettext_lazy("Đã đóng dấu hồ sơ %(code)s; kết quả sẵn sàng trả."),
    Action.HAND_OVER: gettext_lazy("Đã trả kết quả hồ sơ %(code)s."),
}
