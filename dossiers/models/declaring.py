"""What the applicant declared in the electronic form of the procedure."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier


class Declaration(models.Model):
    """The filled-in declaration (tờ khai) of a dossier that was submitted online; written once, with the dossier.

    `answers` are by the names of the questions of the dossier's version (`procedures.declarations`): texts as they are
    stored, dates as YYYY-MM-DD, a table as a list of such lines. `provenance` says from where an answer was filled in
    and left as it was (`{name: {source, label}}`); `eligibility` what the applicant said of each requirement
    (`[{condition, answer}]`).
    """

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="declaration")
    answers = models.JSONField(_("Nội dung khai"), default=dict)
    provenance = models.JSONField(_("Nguồn của nội dung điền sẵn"), default=dict)
    eligibility = models.JSONField(_("Tự đánh giá điều kiện"), default=list)
    declared_at = models.DateTimeField(_("Khai lúc"))

    class Meta:
        verbose_name = _("tờ khai")

    def __str__(self) -> str:
        return str(self.dossier)
