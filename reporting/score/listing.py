"""The lists behind a criterion: the dossiers, procedures and petitions that qualify, or that cost points."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from reporting.questions import Question
from reporting.score.rows import rows_of, rows_that_cost, rows_that_qualify

ALL, QUALIFIED, COSTLY = "xet", "dat", "thieu"
"""The three lists, by their names in the address: all that is judged, what qualifies, what costs points."""

LISTS: Mapping[str, tuple[Any, Callable[[str, Question], "QuerySet[Any]"]]] = {
    ALL: (_("Tất cả được xét"), rows_of),
    QUALIFIED: (_("Đạt"), rows_that_qualify),
    COSTLY: (_("Làm mất điểm"), rows_that_cost),
}
