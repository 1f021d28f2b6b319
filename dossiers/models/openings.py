"""Who opened which paper of a dossier."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from agencies.models import Agency
from dossiers.models.dossier import Dossier
from dossiers.models.papers import StoredFile


class FileOpening(models.Model):
    """One opening of a paper by somebody of an office; the applicant's own are not written down."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="file_openings")
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    paper = models.CharField(_("Giấy tờ"), max_length=300)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("Vai trò"), max_length=12, choices=Role)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("Lúc"))

    class Meta:
        verbose_name = _("lần xem giấy tờ")
        ordering = ["dossier_id", "-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.paper}"
