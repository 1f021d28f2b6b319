"""Deeds of the approver about a delay: the apology with a new day, and the one without."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from agencies.calendars import calendar_of
from dossiers.forms.moves import apologies as forms_of
from dossiers.models import Dossier
from dossiers.queries.apologies import written_or_proposed
from dossiers.services import apologies
from dossiers.views.deeds.deed import Deed, Words, plain
from dossiers.workflow import Action


def _known(dossier: Dossier) -> Words:
    """Begin with what the officer has confirmed, else with what the clock of the dossier tells."""
    return written_or_proposed(dossier, at=timezone.now(), calendar=calendar_of(dossier.agency)).initial


def _apologise(dossier: Dossier, form: Any, who: Words) -> None:
    given = form.cleaned_data
    apologies.apologise(
        dossier,
        cause=given["cause"],
        reason=given["reason"],
        step=given["step"],
        new_due_on=given.get("new_due_on"),
        calendar=calendar_of(dossier.agency),
        **who,
    )


DEEDS: dict[Action, Deed] = {
    Action.REAPPOINT: Deed(
        form=plain(forms_of.ReappointForm),
        initial=_known,
        perform=_apologise,
        done=gettext_lazy("Đã ký phiếu xin lỗi của hồ sơ %(code)s và hẹn lại ngày trả."),
    ),
    Action.APOLOGISE: Deed(
        form=plain(forms_of.ApologiseForm),
        initial=_known,
        perform=_apologise,
        done=gettext_lazy("Đã ký phiếu xin lỗi của hồ sơ %(code)s."),
    ),
}
