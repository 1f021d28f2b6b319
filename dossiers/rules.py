"""What the regime of a dossier lets happen to its limit: read once for each dossier in memory."""

from django.db.models import BigIntegerField, Q

from agencies.compiled import CompiledQuery
from dossiers.models import Dossier
from procedures.models import ClockCause, ClockRule

RULES_OF = CompiledQuery(
    lambda regime, version: ClockRule.objects.filter(Q(procedure=None) | Q(procedure__versions=version), regime=regime),
    regime=BigIntegerField(),
    version=BigIntegerField(),
)


def rule_for(dossier: Dossier, cause: ClockCause) -> ClockRule | None:
    """Return what the regime says about a cause for this dossier's procedure; None where it lets nothing happen.

    The rule of the procedure wins over the general one, also where it forbids. One query for all causes, then none.

    Law: domain decision 1 (the regime is data).
    """
    kept: dict[str, ClockRule] | None = getattr(dossier, "_clock_rules", None)
    if kept is None:
        found = RULES_OF(regime=dossier.regime_id, version=dossier.version_id)
        kept = {rule.cause: rule for rule in sorted(found, key=lambda rule: rule.procedure_id is not None)}
        dossier._clock_rules = kept  # type: ignore[attr-defined]
    rule = kept.get(cause)
    return rule if rule is not None and rule.is_allowed else None
