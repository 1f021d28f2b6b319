"""Deeds of the reception: what a clerk does with a dossier that comes in, and the agency with its papers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import User
from agencies.calendars import calendar_of
from dossiers import services
from dossiers.forms.correction import CorrectForm
from dossiers.forms.fees import CollectForm
from dossiers.forms.moves import reception as forms_of
from dossiers.models import Dossier, PaymentMethod, SheetKind
from dossiers.queries import correction as correction_queries
from dossiers.queries.money import fees_of
from dossiers.services import fees, transfers
from dossiers.services.terms import required_of
from dossiers.views.deeds.deed import Deed, Words, plain, with_fields
from dossiers.workflow import Action
from procedures.models import TimeLimit


def _receive_form(dossier: Dossier, _user: User, **options: Any) -> forms.Form:
    limits = TimeLimit.objects.promised().filter(way__version=dossier.version_id, way__channel=dossier.channel)
    return forms_of.ReceiveForm(limits=list(limits), **options)


def _receive(dossier: Dossier, form: Any, who: Words) -> None:
    case = form.cleaned_data.get("case") or 1
    services.receive(dossier, calendar=calendar_of(dossier.agency), case=case, **who)


def _guide_form(dossier: Dossier, _user: User, **options: Any) -> forms.Form:
    return forms_of.GuideForm(required=required_of(dossier.version), **options)


def _guide(dossier: Dossier, form: Any, who: Words) -> None:
    reason = form.cleaned_data["reason"]
    services.guide(dossier, form.asked_papers(), reason=reason, calendar=calendar_of(dossier.agency), **who)


def _collect_form(dossier: Dossier, _user: User, **options: Any) -> forms.Form:
    return CollectForm(fees=fees_of(dossier), **options)


def _payer(dossier: Dossier) -> Words:
    return {"payer_name": dossier.applicant_name, "method": PaymentMethod.CASH.value}


def _collect(dossier: Dossier, form: Any, who: Words) -> None:
    given = form.cleaned_data
    fees.collect(
        dossier,
        form.charges(),
        payer_name=given["payer_name"],
        payer_address=dossier.address,
        method=PaymentMethod(given["method"]),
        evidence=given["evidence"],
        **who,
    )


def _correct_form(dossier: Dossier, user: User, **options: Any) -> forms.Form:
    asked = correction_queries.correction_of(dossier, options.get("data"))
    return CorrectForm(page=asked, actor=user, **options)


def _correct(dossier: Dossier, form: Any, who: Words) -> None:
    calendar = calendar_of(form.chosen_agency)
    services.correct(dossier, form.correction(), reason=form.cleaned_data["reason"], calendar=calendar, **who)


def _take_papers(kind: SheetKind) -> Any:
    def take(dossier: Dossier, _form: Any, who: Words) -> None:
        transfers.take_directly(dossier, kind=kind, calendar=calendar_of(dossier.agency), **who)

    return take


DEEDS: dict[Action, Deed] = {
    Action.RECEIVE: Deed(form=_receive_form, perform=_receive, done=gettext_lazy("Đã tiếp nhận hồ sơ %(code)s.")),
    Action.GUIDE: Deed(
        form=_guide_form,
        perform=_guide,
        done=gettext_lazy("Đã gửi phiếu hướng dẫn hoàn thiện hồ sơ %(code)s cho người nộp."),
        template="dossiers/desk/_request_supplement.html",
    ),
    Action.REFUSE: Deed(
        form=plain(forms_of.RefuseForm),
        perform=with_fields(services.refuse, "reason", "legal_ground", "guidance"),
        done=gettext_lazy("Đã từ chối tiếp nhận hồ sơ %(code)s và báo lý do cho người nộp."),
    ),
    Action.CORRECT: Deed(
        form=_correct_form,
        initial=correction_queries.said_before,
        perform=_correct,
        done=gettext_lazy("Đã sửa hồ sơ %(code)s; giấy tiếp nhận cũ đã hủy, giấy mới đã cấp."),
        template="dossiers/desk/_correct.html",
    ),
    Action.COLLECT_FEE: Deed(
        form=_collect_form,
        initial=_payer,
        perform=_collect,
        done=gettext_lazy("Đã thu tiền và lập biên lai cho hồ sơ %(code)s."),
        template="dossiers/desk/_collect_fee.html",
    ),
    Action.ACCEPT_TRANSFER: Deed(
        perform=_take_papers(SheetKind.OUT),
        done=gettext_lazy("Đã nhận bàn giao hồ sơ giấy %(code)s."),
    ),
    Action.ACCEPT_RESULT: Deed(
        perform=_take_papers(SheetKind.BACK),
        done=gettext_lazy("Đã nhận kết quả hồ sơ %(code)s từ cơ quan giải quyết; thời hạn giải quyết kết thúc."),
    ),
}
