"""What was foreseen of each dossier, once, before its due date."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models import Dossier


class LatenessForecast(models.Model):
    """How likely a dossier was to be late, as it looked three working days before its due date.

    Made once and never changed, so that it can be held against what came of it. `band` is one of
    `reporting.forecasting.BANDS`, `chance` is in percent.
    """

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="forecast")
    made_on = models.DateField(_("Dự báo sáng ngày"), db_index=True)
    band = models.PositiveSmallIntegerField()
    chance = models.PositiveSmallIntegerField(_("Khả năng trễ hạn (%)"))

    class Meta:
        verbose_name = _("dự báo trễ hạn")
        constraints = [
            models.CheckConstraint(condition=Q(chance__lte=100), name="chance_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.made_on:%d/%m/%Y}: {self.chance} %"
