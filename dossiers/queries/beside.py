"""What is kept beside a dossier: one statement tells which of its many side tables are worth reading.

Most dossiers have no messages, no obligations, no reminders; asking each table in turn would be most of a page's
statements.
"""

from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from django.db.models import BigIntegerField, Exists, Model, OuterRef, QuerySet

from agencies.compiled import CompiledQuery
from dossiers.models import (
    Declaration,
    Dossier,
    FileOpening,
    FinancialObligation,
    InternalNote,
    Message,
    PaymentReceipt,
    Reminder,
)


@dataclass(frozen=True, slots=True)
class Beside:
    """Of each table whether it has rows about a dossier; what nobody has asked about may have some."""

    notes: bool = True
    messages: bool = True
    reminders: bool = True
    receipts: bool = True
    obligations: bool = True
    declaration: bool = True
    openings: bool = True


UNASKED = Beside()

TABLES: dict[str, type[Model]] = {
    "notes": InternalNote,
    "messages": Message,
    "receipts": PaymentReceipt,
    "obligations": FinancialObligation,
    "declaration": Declaration,
    "openings": FileOpening,
}


def beside_of(dossier: Dossier) -> Beside:
    """Return what there is beside a dossier; one query."""
    ((*found,),) = _question()(pk=dossier.pk)
    return Beside(*map(bool, found))


@cache
def _question() -> CompiledQuery[Any]:
    here = OuterRef("pk")
    about: dict[str, QuerySet[Any]] = {
        name: table._default_manager.filter(dossier=here) for name, table in TABLES.items()
    }
    about["reminders"] = Reminder.objects.filter(dossiers=here, closed_at=None)
    asked = [Exists(about[field.name]) for field in fields(Beside)]
    return CompiledQuery(
        lambda pk: Dossier.objects.filter(pk=pk).order_by().values_list(*asked),
        pk=BigIntegerField(),
    )
