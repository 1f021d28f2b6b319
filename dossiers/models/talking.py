"""What is said about a dossier: between applicant and office, inside the office, and once at the end."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.models import Agency
from dossiers.models.dossier import Dossier
from dossiers.models.papers import StoredFile


class Message(models.Model):
    """One message between the applicant and the office that handles the dossier. It is never changed or deleted.

    A message asks for no paper: papers are asked for once, by a supplement request. `agency` is the author's, empty for
    the applicant's side.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_from_applicant = models.BooleanField()
    words = models.TextField(_("Nội dung"))
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(_("Khóa chống gửi trùng"), unique=True)
    at = models.DateTimeField(_("Gửi lúc"))
    read_at = models.DateTimeField(_("Bên kia đọc lúc"), null=True, blank=True)
    read_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("tin nhắn")
        ordering = ["dossier_id", "pk"]
        indexes = [
            models.Index(fields=["dossier", "is_from_applicant"], name="message_unread", condition=Q(read_at=None))
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="message_says_something"),
            models.CheckConstraint(
                condition=Q(is_from_applicant=True) | Q(agency__isnull=False), name="message_of_an_office_names_it"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.at:%d/%m/%Y}"


class InternalNote(models.Model):
    """A note of one officer for colleagues of the agencies that handle the dossier; the applicant never sees it."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(_("Ghi chú"))
    at = models.DateTimeField(_("Lúc"))

    class Meta:
        verbose_name = _("ghi chú nội bộ")
        ordering = ["dossier_id", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="note_says_something")]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.at:%d/%m/%Y}"


class Satisfaction(models.IntegerChoices):
    """The three grades of the law.

    Law: Thông tư 32/2017/TT-BTTTT Điều 12; Thông tư 01/2018/TT-VPCP Điều 13.
    """

    VERY_SATISFIED = 3, _("Rất hài lòng")
    SATISFIED = 2, _("Hài lòng")
    NOT_SATISFIED = 1, _("Chưa hài lòng")


class Rating(models.Model):
    """What the applicant thinks of how a dossier was handled: one for each dossier, once it is over.

    `overall` is asked of everybody, the rest may stay empty. Who rated is not shown to those who are rated.

    Law: Nghị định 61/2018/NĐ-CP Điều 27 (the rater's identity is confidential).
    """

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="rating")
    overall = models.PositiveSmallIntegerField(
        _("Nhìn chung"), choices=Satisfaction, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    guidance = models.PositiveSmallIntegerField(_("Hướng dẫn thủ tục"), choices=Satisfaction, null=True, blank=True)
    conduct = models.PositiveSmallIntegerField(_("Thái độ phục vụ"), choices=Satisfaction, null=True, blank=True)
    timeliness = models.PositiveSmallIntegerField(
        _("Thời gian giải quyết"), choices=Satisfaction, null=True, blank=True
    )
    words = models.TextField(_("Góp ý thêm"), blank=True)
    rated_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_at_counter = models.BooleanField(_("Đánh giá tại quầy"), default=False)
    rated_at = models.DateTimeField(_("Lúc"))

    class Meta:
        verbose_name = _("đánh giá hài lòng")
        constraints = [
            models.CheckConstraint(condition=Q(overall__gte=1) & Q(overall__lte=3), name="rating_is_one_of_three")
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.overall}"
