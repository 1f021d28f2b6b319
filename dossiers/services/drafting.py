"""The electronic result as a draft: the agency's letter for this dossier, shown before and kept when it is proposed."""

from dataclasses import replace
from datetime import datetime

from accounts.models import User
from dossiers.models import Dossier, Outcome, Result, ResultTemplate, StoredFile
from dossiers.papers.result_letter import letter_for
from dossiers.services.letters import keep_letter, new_verification_code
from dossiers.services.result_templates import template_for
from dossiers.signing.places import Places


def template_of(dossier: Dossier, outcome: Outcome) -> ResultTemplate:
    """Return the letter with which the agency tells this outcome; raises `InvalidInput` where it has written none."""
    return template_for(dossier.version.procedure_id, dossier.agency_id, outcome)


def preview_letter(
    dossier: Dossier, *, outcome: Outcome, reason: str, legal_ground: str, actor: User, at: datetime
) -> bytes:
    """Return the letter that a proposal would make, as PDF; nothing is written. Raises `InvalidInput`."""
    proposed = Result(
        dossier=dossier,
        outcome=outcome,
        reason=reason,
        legal_ground=legal_ground,
        proposed_by=actor,
        proposed_at=at,
        is_electronic=True,
    )
    pdf, _places = _typeset(dossier, proposed, template_of(dossier, outcome), at=at)
    return pdf


def new_draft(dossier: Dossier, template: ResultTemplate, *, actor: User, at: datetime) -> StoredFile:
    """Keep the letter of the result as it is now, ready to be signed; it bears the approver's name once there is one.

    Called again when it is approved: the name under the signature is that of who signs.
    """
    pdf, places = _typeset(dossier, dossier.result, template, at=at)
    return keep_letter(pdf, places, name=f"ket-qua-{dossier.code}.pdf", actor=actor, at=at)


def verification_code_of(result: Result | None) -> str:
    """Return the code that leads to a result, a new one where it has none yet."""
    return (result.verification_code if result else None) or new_verification_code()


def _typeset(dossier: Dossier, result: Result, template: ResultTemplate, *, at: datetime) -> tuple[bytes, Places]:
    pdf, places = letter_for(dossier, result, template, at=at)
    return pdf, places if dossier.process.needs_seal else replace(places, seal=None)
