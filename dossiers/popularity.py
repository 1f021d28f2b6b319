"""How often each procedure is asked for: a tally for ordering lists, counted anew each night and nowhere else."""

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from dossiers.models import Dossier
from procedures.models import Procedure


def count_dossiers() -> None:
    """Write how many dossiers were received under each procedure, whatever the version; one statement."""
    received = (
        Dossier.objects.filter(version__procedure=OuterRef("pk"), received_at__isnull=False)
        .order_by()
        .values("version__procedure")
        .annotate(count=Count("pk"))
        .values("count")
    )
    Procedure.objects.update(dossier_count=Coalesce(Subquery(received), 0))
