"""Deeds about what an applicant must supply."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.models import User
from agencies.calendars import calendar_of
from dossiers import services
from dossiers.forms.moves import supplements as forms_of
from dossiers.models import Dossier
from dossiers.queries import desk as queries
from dossiers.services.supplements import is_late_to_ask
from dossiers.views.deeds.deed import Deed, MakeForm, Words, on_calendar, with_fields
from dossiers.workflow import Action
from procedures.models import RequiredDocument


def _request_form(dossier: Dossier, _user: User, **options: Any) -> forms.Form:
    is_late = is_late_to_ask(dossier, at=timezone.now(), calendar=calendar_of(dossier.agency))
    return forms_of.RequestSupplementForm(required=_required(dossier), is_late=is_late, **options)


def _prepare_form(dossier: Dossier, _user: User, **options: Any) -> forms.Form:
    return forms_of.PrepareSupplementForm(required=_required(dossier), **options)


def _required(dossier: Dossier) -> list[RequiredDocument]:
    return list(RequiredDocument.objects.filter(version=dossier.version_id).order_by("ordinal"))


def _with_prepared(form: type[forms_of.ConsentSupplementForm]) -> MakeForm:
    def make(dossier: Dossier, _user: User, **options: Any) -> forms.Form:
        return form(prepared=queries.prepared_supplement(dossier), **options)

    return make


def _supplement_form(dossier: Dossier, user: User, **options: Any) -> forms.Form:
    return forms_of.CounterSupplementForm(items=queries.asked_papers(dossier), actor=user, **options)


def _request_supplement(dossier: Dossier, form: Any, who: Words) -> None:
    services.request_supplement(
        dossier,
        form.asked_papers(),
        reason=form.cleaned_data["reason"],
        late_reason=form.cleaned_data.get("late_reason", ""),
        calendar=calendar_of(dossier.agency),
        **who,
    )


def _prepare_supplement(dossier: Dossier, form: Any, who: Words) -> None:
    services.prepare_supplement(dossier, form.asked_papers(), reason=form.cleaned_data["reason"], **who)


def _supplement(dossier: Dossier, form: Any, who: Words) -> None:
    services.supplement(
        dossier, form.papers(), calendar=calendar_of(dossier.agency), words=form.cleaned_data["words"], **who
    )


DEEDS: dict[Action, Deed] = {
    Action.REQUEST_SUPPLEMENT: Deed(
        form=_request_form,
        perform=_request_supplement,
        done=gettext_lazy("Đã gửi phiếu yêu cầu bổ sung hồ sơ %(code)s; thời hạn tạm dừng."),
        template="dossiers/desk/_request_supplement.html",
    ),
    Action.PREPARE_SUPPLEMENT: Deed(
        form=_prepare_form,
        perform=_prepare_supplement,
        done=gettext_lazy("Đã trình đề nghị yêu cầu bổ sung thêm hồ sơ %(code)s."),
        template="dossiers/desk/_request_supplement.html",
    ),
    Action.CONSENT_SUPPLEMENT: Deed(
        form=_with_prepared(forms_of.ConsentSupplementForm),
        perform=on_calendar(services.consent_supplement),
        done=gettext_lazy("Đã đồng ý và gửi phiếu yêu cầu bổ sung hồ sơ %(code)s; thời hạn tạm dừng."),
        template="dossiers/desk/_consent.html",
    ),
    Action.DECLINE_SUPPLEMENT: Deed(
        form=_with_prepared(forms_of.DeclineSupplementForm),
        perform=with_fields(services.decline_supplement, "reason"),
        done=gettext_lazy("Đã trả lời không đồng ý yêu cầu bổ sung thêm hồ sơ %(code)s."),
        template="dossiers/desk/_consent.html",
    ),
    Action.SUPPLEMENT: Deed(
        form=_supplement_form,
        perform=_supplement,
        done=gettext_lazy("Đã nhận giấy tờ bổ sung của hồ sơ %(code)s; thời hạn tính tiếp."),
        template="dossiers/desk/_supplement.html",
    ),
}
