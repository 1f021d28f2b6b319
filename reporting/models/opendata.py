"""The open files of a report, frozen with it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reporting.models.reports import Report


class ReportOpenData(models.Model):
    """What anybody may check a report with: the dossiers behind it without persons, and its figures; packed CSV.

    `reporting.opendata.dictionary` says what the columns are. From publication on the database refuses every change.
    """

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="open_data")
    dossiers = models.BinaryField()
    figures = models.BinaryField()
    length = models.PositiveIntegerField(_("Số dòng"))
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = _("dữ liệu mở của báo cáo")

    def __str__(self) -> str:
        return f"{self.report_id}: {self.length}"
