"""How long the rest of the way usually takes, by process and status: what the order of a work list is reckoned from."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.workflow import Status
from procedures.models import InternalProcess


class UsualTime(models.Model):
    """The median of what dossiers of a process last took from a status to their result, in working minutes.

    Counted every night from finished dossiers, pauses left out; where there is no row the process's own budgets hold.
    Nothing legal is reckoned from it: it sorts work lists.
    """

    process = models.ForeignKey(InternalProcess, on_delete=models.CASCADE, related_name="usual_times")
    status = models.CharField(_("Trạng thái"), max_length=20, choices=Status)
    minutes = models.PositiveIntegerField(_("Thời gian thường dùng (phút làm việc)"))
    cases = models.PositiveSmallIntegerField(_("Số hồ sơ đã tính"))
    counted_at = models.DateTimeField(_("Tính lúc"))

    class Meta:
        verbose_name = _("thời gian thường dùng")
        ordering = ["process_id", "status"]
        constraints = [
            models.UniqueConstraint(fields=["process", "status"], name="one_usual_time_per_process_and_status"),
            models.CheckConstraint(condition=Q(cases__gt=0), name="usual_time_was_counted"),
        ]

    def __str__(self) -> str:
        return f"{self.process_id} {self.status}: {self.minutes}"
