"""Extension of the limit (gia hạn), as far as the regime lets an approver go."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.vietnamese import normalised
from agencies.worktime import WorkCalendar
from dossiers.access import check
from dossiers.errors import InvalidInput, StaleDossier
from dossiers.models import Dossier, EntryKind
from dossiers.rules import rule_for
from dossiers.services.moves import move
from dossiers.services.timing import limit_of_rule, reckoned
from dossiers.workflow import Action
from procedures.limits import Limit, LimitUnit
from procedures.models import ClockCause, ClockRule


def extend(
    dossier: Dossier,
    *,
    amount: Decimal,
    reason: str,
    evidence: str,
    seen: int,
    actor: User,
    at: datetime,
    calendar: WorkCalendar,
) -> None:
    """Add an amount to the limit, in the unit of the rule; `evidence` is the number of the decision.

    Raises `InvalidInput` at `amount` for more than the law lets add at once, with its maximum in words, and at
    `evidence` where no decision is named. How often, and that it is not too late, is the guard's (`EXTENDABLE`).
    """
    if dossier.revision != seen:
        raise StaleDossier
    permit = check(actor, Action.EXTEND, dossier, at=at)
    rule = _rule_for_adding(dossier, amount)
    evidence = normalised(evidence)
    if not evidence:
        raise InvalidInput(_("Ông/Bà ghi số quyết định, văn bản gia hạn."), field="evidence")
    entry = reckoned(
        dossier,
        EntryKind.EXTEND,
        cause=str(_("Gia hạn giải quyết")),
        legal_ground=rule.legal_ground,
        evidence=evidence,
        limit=Limit(amount, LimitUnit(rule.unit)),
        at=at,
        calendar=calendar,
        field="amount",
    )
    with transaction.atomic():
        move(
            dossier,
            Action.EXTEND,
            seen=seen,
            actor=actor,
            at=at,
            words=normalised(reason),
            entry=entry,
            changes={"extensions": dossier.extensions + 1},
            permit=permit,
        )


def _rule_for_adding(dossier: Dossier, amount: Decimal) -> ClockRule:
    """Return the rule that lets this amount be added; raises `InvalidInput` with the most that the law lets."""
    rule = rule_for(dossier, ClockCause.EXTENSION)
    if rule is None or rule.amount is None:
        raise InvalidInput(_("Quy định không nêu được gia hạn thêm bao lâu."), field="amount")
    most = limit_of_rule(rule)
    if not 0 < amount <= most.amount:
        raise InvalidInput(
            _("Mỗi lần gia hạn nhiều nhất %(most)s (%(ground)s).") % {"most": most, "ground": rule.legal_ground},
            field="amount",
        )
    return rule
