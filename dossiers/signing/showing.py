"""A stored verdict in words, for whoever reads a paper that was handed in signed."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers.signing.verdict import SignatureSeen, verdict_from


def shown(given: dict[str, Any] | None) -> dict[str, Any]:
    """Return what the row of a paper shows of its signatures: a badge (`status`), lines (`signatures`), or nothing."""
    if not given:
        return {}
    verdict = verdict_from(given)
    lines = [_line(one) for one in verdict.signatures] + [str(problem.label) for problem in verdict.problems]
    return {"status": {"label": verdict.outcome.label, "tone": verdict.tone}, "signatures": lines}


def _line(one: SignatureSeen) -> str:
    signer = f"{one.signer} ({one.organisation})" if one.organisation not in ("", one.signer) else one.signer
    moment = one.attested_at or one.stated_at
    when = f"{timezone.localtime(moment):%d/%m/%Y %H:%M}" if moment else _("không ghi thời điểm")
    verdict = one.problem.label if one.problem else _("Hợp lệ.")
    return _("%(signer)s, ký lúc %(when)s: %(verdict)s") % {"signer": signer, "when": when, "verdict": verdict}
