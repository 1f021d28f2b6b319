"""The same verb for many dossiers: each in a transaction of its own, with a result for each."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dossiers.errors import DossierError
from dossiers.models import Dossier

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What became of one dossier of a batch; `obstacle` says in words why nothing was done, and is empty otherwise."""

    dossier: Dossier
    obstacle: str = ""

    @property
    def is_done(self) -> bool:
        """Whether the verb was carried out."""
        return not self.obstacle


def each(dossiers: Iterable[Dossier], verb: Callable[[Dossier], Any]) -> list[ItemResult]:
    """Do a verb to each dossier in turn; one that is refused, or fails, never stops the others.

    Must not run inside a transaction: what was done before a failure stays done.
    """
    return [_one(dossier, verb) for dossier in dossiers]


def together(dossiers: Sequence[Dossier], verb: Callable[[], Any]) -> list[ItemResult]:
    """Do one verb to dossiers that only go together; where it is refused it is refused for each of them."""
    try:
        verb()
    except DossierError as error:
        return [ItemResult(dossier, str(error)) for dossier in dossiers]
    return [ItemResult(dossier) for dossier in dossiers]


def _one(dossier: Dossier, verb: Callable[[Dossier], Any]) -> ItemResult:
    try:
        with transaction.atomic():
            verb(dossier)
    except DossierError as error:
        return ItemResult(dossier, str(error))
    except Exception:
        # One broken dossier must not take the day's signatures of all the others with it.
        logger.exception("A batch failed at dossier %s", dossier.code)
        return ItemResult(
            dossier, _("Hệ thống gặp lỗi với hồ sơ này; chưa có gì thay đổi. Ông/Bà thử lại riêng hồ sơ.")
        )
    return ItemResult(dossier)
