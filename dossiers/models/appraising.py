"""What an officer asks of others while appraising: opinions, a look at the place, money that is owed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.models import Agency
from dossiers.models.dossier import Dossier
from dossiers.models.papers import StoredFile


class Consultation(models.Model):
    """A question to another unit or agency, with a term of its own; one row for each that was asked.

    It is open until it was answered, or closed without an answer. `is_pausing` tells whether the dossier's clock stood
    still for it.

    Law: Nghị định 61/2018/NĐ-CP Điều 19 khoản 5 (opinions inside the limit, late ones are reported).
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="consultations")
    agency = models.ForeignKey(
        Agency, verbose_name=_("Cơ quan được hỏi"), on_delete=models.PROTECT, related_name="consultations"
    )
    question = models.TextField(_("Nội dung xin ý kiến"))
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(_("Trả lời trước"))
    is_pausing = models.BooleanField(default=False)
    answer = models.TextField(_("Ý kiến trả lời"), blank=True)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("lấy ý kiến phối hợp")
        ordering = ["dossier_id", "pk"]
        indexes = [
            models.Index(
                fields=["agency", "due_at"],
                name="consultation_open",
                condition=Q(answered_at=None, closed_at=None),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "agency"],
                condition=Q(answered_at=None, closed_at=None),
                name="one_open_consultation_per_agency",
            ),
            models.CheckConstraint(condition=Q(answered_at=None) | ~Q(answer=""), name="consultation_answer_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} → {self.agency}"


class Verification(models.Model):
    """A look at the place: when, where, by whom, on what ground, and what was found."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="verifications")
    planned_at = models.DateTimeField(_("Thời gian xác minh"))
    place = models.CharField(_("Địa điểm"), max_length=300)
    members = models.TextField(_("Thành phần"))
    reason = models.TextField(_("Nội dung xác minh"))
    legal_ground = models.CharField(_("Căn cứ"), max_length=300)
    ordered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()
    findings = models.TextField(_("Kết quả xác minh"), blank=True)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reported_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("xác minh thực tế")
        ordering = ["dossier_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(reported_at=None), name="one_open_verification_per_dossier"
            ),
            models.CheckConstraint(
                condition=Q(reported_at=None) | ~Q(findings=""), name="verification_says_what_it_found"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} – {self.place}"
