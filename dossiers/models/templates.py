"""Templates of result letters, which each agency writes for its procedures."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.models import Agency
from dossiers.models.slips import Outcome
from procedures.models import Procedure


class ResultTemplate(models.Model):
    """One version of an agency's letter for one procedure and outcome; the newest that is not withdrawn is used.

    `body` is text with `{{field}}` places; `dossiers.papers` knows the fields and refuses any other. A version is never
    changed: a letter keeps the one from which it was made.
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="result_templates")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="result_templates")
    outcome = models.CharField(_("Quyết định"), max_length=8, choices=Outcome)
    number = models.PositiveSmallIntegerField(_("Phiên bản"))
    title = models.CharField(_("Tên văn bản"), max_length=200)
    symbol = models.CharField(_("Ký hiệu văn bản"), max_length=30)
    body = models.TextField(_("Nội dung"))
    signing_title = models.CharField(_("Quyền hạn, chức vụ người ký"), max_length=160)
    recipients = models.TextField(_("Nơi nhận"), blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(_("Ngừng dùng"), null=True, blank=True)

    class Meta:
        verbose_name = _("mẫu văn bản kết quả")
        ordering = ["procedure_id", "agency_id", "outcome", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "agency", "outcome", "number"], name="one_template_per_version_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"
