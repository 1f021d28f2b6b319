"""Appraisal: the officer proposes a decision."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.vietnamese import normalised
from dossiers.errors import InvalidInput
from dossiers.models import Dossier, Outcome, Result, StoredFile, SupplementRequest
from dossiers.services.drafting import new_draft, template_of, verification_code_of
from dossiers.services.moves import move
from dossiers.workflow import Action


def propose(
    dossier: Dossier,
    *,
    outcome: Outcome,
    reason: str,
    legal_ground: str = "",
    file: StoredFile | None = None,
    is_electronic: bool = False,
    seen: int,
    actor: User,
    at: datetime,
) -> Result:
    """Propose a decision to the approver; a denial needs its reason and legal ground.

    An electronic result is the agency's own letter for the outcome (`dossiers.services.drafting`); it raises
    `InvalidInput` where there is none, or where the letter asks for what the dossier does not have. On paper, `file` is
    the draft, if there is one. A request for a further supplement that still waits for consent is dropped: the officer
    decides without it.
    """
    reason, legal_ground = normalised(reason), normalised(legal_ground)
    _check_denial(outcome, reason, legal_ground)
    template = template_of(dossier, outcome) if is_electronic else None
    with transaction.atomic():
        was_asking = dossier.awaits_consent
        changes = {"awaits_consent": False} if was_asking else None
        move(dossier, Action.PROPOSE, seen=seen, actor=actor, at=at, words=reason, changes=changes, is_internal=True)
        if was_asking:
            waiting = SupplementRequest.objects.filter(dossier=dossier, requested_at=None, declined_at=None)
            waiting.update(declined_at=at)
        fields: dict[str, Any] = {
            "outcome": outcome,
            "reason": reason,
            "legal_ground": legal_ground,
            "proposed_by": actor,
            "proposed_at": at,
            "approved_by": None,
            "approved_at": None,
            "is_electronic": is_electronic,
            "template": template,
        }
        if template is not None:
            fields["verification_code"] = verification_code_of(getattr(dossier, "result", None))
        elif file is not None:
            fields["file"] = file
        result = _write_result(dossier, fields)
        if template is not None:
            result.file = new_draft(dossier, template, actor=actor, at=at)
            result.save(update_fields=["file"])
        return result


def _check_denial(outcome: Outcome, reason: str, legal_ground: str) -> None:
    """Refuse a denial that does not say why and on what ground."""
    if outcome == Outcome.DENIED and not reason:
        raise InvalidInput(_("Ghi rõ lý do không đồng ý giải quyết."), field="reason")
    if outcome == Outcome.DENIED and not legal_ground:
        raise InvalidInput(_("Ghi rõ căn cứ pháp lý của việc không đồng ý."), field="legal_ground")


def _write_result(dossier: Dossier, fields: dict[str, Any]) -> Result:
    """Write the one result of a dossier, new or proposed again.

    The move has locked the dossier's row: nobody else proposes at the same time.
    """
    result: Result | None = getattr(dossier, "result", None)
    if result is None:
        result = Result.objects.create(dossier=dossier, **fields)
    else:
        for name, value in fields.items():
            setattr(result, name, value)
        result.save(update_fields=list(fields))
    dossier.result = result
    return result
