"""Deeds of the return: the dossier leaves the office."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.identity import national_phone
from accounts.models import User
from dossiers import services
from dossiers.forms.moves import returning as forms_of
from dossiers.models import Dossier
from dossiers.views.deeds.deed import Deed, Words, plain, with_fields
from dossiers.workflow import Action


def _collected_by_applicant(dossier: Dossier) -> Words:
    return {"collected_by": dossier.applicant_name}


def _addressee(dossier: Dossier) -> Words:
    return {
        "receiver_name": dossier.applicant_name,
        "receiver_address": dossier.address,
        "receiver_phone": national_phone(dossier.phone),
    }


def _hand_to_post(dossier: Dossier, form: Any, who: Words) -> None:
    given = form.cleaned_data
    services.hand_to_post(
        dossier, item_code=given["item_code"], postman_name=given["postman_name"], addressee=form.addressee, **who
    )


def _delivery_form(_dossier: Dossier, user: User, **options: Any) -> forms.Form:
    return forms_of.ConfirmDeliveryForm(actor=user, **options)


def _confirm_delivery(dossier: Dossier, form: Any, who: Words) -> None:
    given = form.cleaned_data
    services.confirm_delivery(
        dossier,
        received_by=given["received_by"],
        delivered_at=given["delivered_at"],
        proof=form.kept_file,
        **who,
    )


DEEDS: dict[Action, Deed] = {
    Action.WITHDRAW: Deed(
        form=plain(forms_of.WithdrawForm),
        perform=with_fields(services.withdraw, "reason", "returned_papers"),
        done=gettext_lazy("Đã ghi nhận việc rút hồ sơ %(code)s."),
    ),
    Action.HAND_OVER: Deed(
        form=plain(forms_of.HandOverForm),
        initial=_collected_by_applicant,
        perform=with_fields(services.hand_over, "collected_by", "mandate", "originals"),
        done=gettext_lazy("Đã trả kết quả hồ sơ %(code)s."),
    ),
    Action.HAND_TO_POST: Deed(
        form=plain(forms_of.HandToPostForm),
        initial=_addressee,
        perform=_hand_to_post,
        done=gettext_lazy("Đã giao kết quả hồ sơ %(code)s cho bưu chính."),
    ),
    Action.CONFIRM_DELIVERY: Deed(
        form=_delivery_form,
        perform=_confirm_delivery,
        done=gettext_lazy("Đã ghi nhận người nhận ký nhận kết quả hồ sơ %(code)s."),
    ),
    Action.TAKE_BACK: Deed(
        form=plain(forms_of.TakeBackForm),
        perform=with_fields(services.take_back, "attempts", "reason"),
        done=gettext_lazy("Kết quả hồ sơ %(code)s đã về lại nơi trả; có thể gửi lại hoặc trả tại quầy."),
    ),
}
