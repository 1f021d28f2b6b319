"""Comparing what a file brought with the decision that it stands for."""

from datetime import datetime

from accounts.models import User
from procedures.models import ProcedureVersion, Source


def confirm_version(version: ProcedureVersion, *, actor: User, at: datetime) -> bool:
    """Note that an editor has compared a version with its decision; say whether this changed anything.

    What an editor wrote, and what somebody has confirmed already, stays as it is: the first confirmation counts.
    """
    unconfirmed = ProcedureVersion.objects.filter(pk=version.pk, confirmed_at=None).exclude(source=Source.EDITOR)
    return bool(unconfirmed.update(confirmed_by=actor, confirmed_at=at))
