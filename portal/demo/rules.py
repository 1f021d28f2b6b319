"""What the regimes let happen to a limit in this province.

A ground that names a text without an article is a parameter of the demo: the article was not seen.
"""

from decimal import Decimal

from procedures.limits import LimitUnit
from procedures.models import ClockCause, ClockRule, LegalRegime, Procedure

TODAY, EARLIER = "ND118-2025", "ND61-2018"

LAND = "Nghị định số 101/2024/NĐ-CP"
LAND_PROCEDURES = ("1.013831", "1.012784", "1.012783", "1.012786", "1.013833", "1.013992", "1.013978")
MEASURED = ("1.012784", "1.013978")
HOUSE, ENVIRONMENT, COMPLAINT, DENUNCIATION = "1.013225", "1.010733", "2.002407", "2.002394"
LAND_FIRST = "1.013978"

WORKING, CALENDAR = LimitUnit.WORKING_DAY, LimitUnit.CALENDAR_DAY

GENERAL = ((ClockCause.REOPENING, 30, WORKING, "Nghị định 61/2018/NĐ-CP Điều 21"),)
"""Cause, amount, unit and ground of what holds for every procedure. No word about opinions: they stay inside the limit.

Law: Nghị định 61/2018/NĐ-CP Điều 19 khoản 5.
"""

SPECIAL = (
    *((code, ClockCause.PAYMENT, 30, CALENDAR, LAND) for code in LAND_PROCEDURES),
    *((code, ClockCause.VERIFICATION, None, WORKING, LAND) for code in MEASURED),
    (LAND_FIRST, ClockCause.EXTENSION, 10, WORKING, LAND),
    (HOUSE, ClockCause.EXTENSION, 10, CALENDAR, "Luật Xây dựng số 50/2014/QH13"),
    (COMPLAINT, ClockCause.EXTENSION, 15, CALENDAR, "Luật Khiếu nại số 02/2011/QH13"),
    (DENUNCIATION, ClockCause.EXTENSION, 30, CALENDAR, "Luật Tố cáo số 25/2018/QH14"),
    (ENVIRONMENT, ClockCause.CONSULTATION, 5, WORKING, "Quy chế phối hợp của tỉnh mẫu An Hòa (giả lập)"),
)
"""Code, cause, amount, unit and ground of what holds for one procedure."""

TWICE = {DENUNCIATION}
"""What may be extended twice."""


def rule_the_clock() -> None:
    """Write the rules, once the regimes and the catalogue are there."""
    regimes = {regime.code: regime for regime in LegalRegime.objects.filter(code__in=(TODAY, EARLIER))}
    procedures = Procedure.objects.in_bulk([code for code, *_rest in SPECIAL], field_name="code")
    rules = [
        _rule(regime, None, cause, amount, unit, ground)
        for regime in regimes.values()
        for cause, amount, unit, ground in GENERAL
    ]
    rules += [
        _rule(regimes[TODAY], procedures[code], cause, amount, unit, ground)
        for code, cause, amount, unit, ground in SPECIAL
    ]
    ClockRule.objects.bulk_create(rules)


def _rule(
    regime: LegalRegime,
    procedure: Procedure | None,
    cause: ClockCause,
    amount: int | None,
    unit: LimitUnit,
    ground: str,
) -> ClockRule:
    return ClockRule(
        regime=regime,
        procedure=procedure,
        cause=cause,
        amount=None if amount is None else Decimal(amount),
        unit=unit.value,
        times=2 if procedure is not None and procedure.code in TWICE else 1,
        legal_ground=ground,
    )
