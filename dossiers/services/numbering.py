"""Numbers of the slips that an office issues: one series for each kind, office and year."""

from datetime import datetime

from django.utils import timezone

from agencies.numbers import take_numbers
from dossiers.models import Dossier

SYMBOLS = {"supplement": "PBS", "obligation": "TBNT", "discontinuance": "TBD"}
"""What stands between the number of a slip and the office's own symbol."""


def slip_number(dossier: Dossier, series: str, *, at: datetime) -> str:
    """Draw the next number of a series of the dossier's office, such as 07/PBS-TTPVHCC; one statement.

    Must run inside the transaction that uses it (`agencies.numbers`).
    """
    (number,) = take_numbers([(series, dossier.office.code, str(timezone.localdate(at).year))])
    return f"{number:02d}/{SYMBOLS[series]}-{dossier.office.receipt_symbol}"
