"""Deeds of the approval: the decision, the signature, the seal; what only an approver may do to a limit."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from dossiers import services
from dossiers.forms.moves import approval as forms_of
from dossiers.forms.moves.fields import MoveForm
from dossiers.models import Dossier
from dossiers.rules import rule_for
from dossiers.services.signing import approve_and_sign, sign
from dossiers.services.timing import limit_of_rule
from dossiers.views.deeds.deed import Deed, Words, on_calendar, plain, with_fields
from dossiers.workflow import Action
from procedures.limits import WORDS, LimitUnit
from procedures.models import ClockCause


def _is_electronic(dossier: Dossier) -> bool:
    result = getattr(dossier, "result", None)
    return result is not None and result.is_electronic


def _approve_form(dossier: Dossier, _user: User, **options: Any) -> forms.Form:
    form = forms_of.ApproveAndSignForm if _is_electronic(dossier) else forms_of.ApproveForm
    return form(**options)


def _approve(dossier: Dossier, form: Any, who: Words) -> None:
    given = form.cleaned_data
    if given.get("is_signed_now"):
        approve_and_sign(dossier, words=given["words"], secret=given["passphrase"], **who)
    else:
        services.approve(dossier, words=given["words"], **who)


def _sign(dossier: Dossier, form: Any, who: Words) -> None:
    sign(dossier, secret=form.cleaned_data["passphrase"], **who)


def _seal_form(dossier: Dossier, _user: User, **options: Any) -> forms.Form:
    return forms_of.SignForm(**options) if _is_electronic(dossier) else MoveForm(**options)


def _seal(dossier: Dossier, form: Any, who: Words) -> None:
    services.seal(dossier, secret=form.cleaned_data.get("passphrase", ""), **who)


def _extend_form(dossier: Dossier, _user: User, **options: Any) -> forms.Form:
    rule = rule_for(dossier, ClockCause.EXTENSION)
    if rule is None or rule.amount is None:
        return forms_of.ExtendForm(unit="", most="", **options)
    most = _("Nhiều nhất %(most)s một lần; căn cứ: %(ground)s.") % {
        "most": limit_of_rule(rule),
        "ground": rule.legal_ground,
    }
    return forms_of.ExtendForm(unit=WORDS[LimitUnit(rule.unit)], most=most, **options)


DEEDS: dict[Action, Deed] = {
    Action.SEND_BACK: Deed(
        form=plain(forms_of.SendBackForm),
        perform=with_fields(services.send_back, "reason"),
        done=gettext_lazy("Đã trả lại hồ sơ %(code)s."),
    ),
    Action.APPROVE: Deed(form=_approve_form, perform=_approve, done=gettext_lazy("Đã phê duyệt hồ sơ %(code)s.")),
    Action.SIGN: Deed(
        form=plain(forms_of.SignForm), perform=_sign, done=gettext_lazy("Đã ký số kết quả hồ sơ %(code)s.")
    ),
    Action.SEAL: Deed(form=_seal_form, perform=_seal, done=gettext_lazy("Đã cấp số, đóng dấu kết quả hồ sơ %(code)s.")),
    Action.EXTEND: Deed(
        form=_extend_form,
        perform=on_calendar(services.extend, "amount", "reason", "evidence"),
        done=gettext_lazy("Đã gia hạn giải quyết hồ sơ %(code)s."),
    ),
    Action.REOPEN: Deed(
        form=plain(forms_of.ReopenForm),
        perform=on_calendar(services.reopen, "reason"),
        done=gettext_lazy("Đã mở lại hồ sơ %(code)s; hồ sơ mới nằm ở hàng chờ chung."),
    ),
}
