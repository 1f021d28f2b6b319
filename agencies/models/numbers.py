"""Numbers that are given once."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NumberSequence(models.Model):
    """The last number given in a series. Numbers are taken under the row's lock and never given twice.

    Series in use: `dossier` by agency code and local day, `receipt` by office code and year, `supplement` and
    `refusal` likewise, `result` by agency code and year, `payment`, `postal_record`, `hand_over_out` and
    `hand_over_back` by office code and year, `reminder` by the sending agency's code and year, `report`
    by the centre's code and year.
    """

    series = models.CharField(max_length=20)
    owner_code = models.CharField(max_length=35)
    period = models.CharField(max_length=8)
    last_number = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("dãy số")
        constraints = [
            models.UniqueConstraint(fields=["series", "owner_code", "period"], name="one_row_per_number_sequence")
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.owner_code} {self.period}: {self.last_number}"
