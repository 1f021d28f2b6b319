"""Every night: count how long the rest of the way usually takes, for the order of tomorrow's work lists."""

from datetime import datetime

from django.db import transaction

from dossiers.models import UsualTime
from dossiers.queries.risk import usual_times


def count_usual_times(*, at: datetime) -> int:
    """Write what finished dossiers say now over what they said before, and return how many rows there are.

    Work lists never meet an empty table. Safe when run twice at once.
    """
    counted = [
        UsualTime(process_id=one.process_pk, status=one.status, minutes=one.minutes, cases=one.cases, counted_at=at)
        for one in usual_times(at=at)
    ]
    with transaction.atomic():
        UsualTime.objects.bulk_create(
            counted,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["process", "status"],
            update_fields=["minutes", "cases", "counted_at"],
        )
        UsualTime.objects.filter(counted_at__lt=at).delete()
    return len(counted)
