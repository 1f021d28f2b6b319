"""Who signs with what, what was signed, and what somebody drew on a signature pad."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.models import Agency
from dossiers.models.dossier import Dossier
from dossiers.models.papers import StoredFile
from dossiers.models.slips import Result


class KeyKind(models.TextChoices):
    """Where a private key lies."""

    PKCS12 = "pkcs12", _("Tệp PKCS#12")
    PKCS11 = "pkcs11", _("Thiết bị bảo mật PKCS#11")
    REMOTE = "remote", _("Dịch vụ ký số từ xa")


class SigningIdentity(models.Model):
    """A certificate with the place of its key: a person's at an agency, or the agency's own (its digital seal).

    `location` names the key in its store (file name, token and label, account at the service); secrets come from the
    environment and never stand here. `certificate` is PEM, `chain` the certificates up to the root.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="signing_identities")
    user = models.ForeignKey(
        User,
        verbose_name=_("Người ký"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="signing_identities",
    )
    kind = models.CharField(_("Nơi giữ khóa"), max_length=8, choices=KeyKind)
    location = models.CharField(_("Khóa"), max_length=200)
    certificate = models.TextField(_("Chứng thư số"))
    chain = models.TextField(_("Chuỗi chứng thư"), blank=True)
    serial_number = models.CharField(_("Số chứng thư"), max_length=60)
    valid_from = models.DateTimeField(_("Hiệu lực từ"))
    valid_to = models.DateTimeField(_("Hiệu lực đến"))
    image = models.ForeignKey(
        StoredFile,
        verbose_name=_("Hình chữ ký, hình con dấu"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    revoked_at = models.DateTimeField(_("Thu hồi lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("chứng thư ký số")
        ordering = ["agency__code", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["serial_number", "agency"], name="one_identity_per_certificate"),
            models.CheckConstraint(
                condition=Q(valid_to__gt=models.F("valid_from")), name="certificate_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.agency} – {self.serial_number}"


class Signature(models.Model):
    """One signature put on a result: whose, with which certificate, and the digests of the file before and after."""

    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="signatures")
    identity = models.ForeignKey(SigningIdentity, on_delete=models.PROTECT, related_name="signatures")
    field_name = models.CharField(max_length=40)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    before = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("chữ ký số")
        ordering = ["result_id", "pk"]
        # A letter that was sent back is signed again, so only the file that a signature made is its own.
        constraints = [models.UniqueConstraint(fields=["after"], name="signature_makes_a_file_of_its_own")]

    def __str__(self) -> str:
        return f"{self.result_id} {self.field_name}"


class DrawnSignature(models.Model):
    """What somebody drew on a signature pad to acknowledge a slip: evidence of receipt, not a digital signature.

    It is bound to the SHA-256 of the exact PDF that was shown. `strokes` is what signature_pad records.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="drawn_signatures")
    slip = models.CharField(_("Giấy tờ ký nhận"), max_length=30)
    slip_sha256 = models.CharField(max_length=64)
    signer_name = models.CharField(_("Người ký"), max_length=200)
    strokes = models.JSONField()
    image = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    device = models.CharField(_("Thiết bị"), max_length=200)
    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("Lúc"))

    class Meta:
        verbose_name = _("chữ ký trên bàn ký")
        ordering = ["dossier_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "slip", "slip_sha256"], name="slip_is_acknowledged_once")
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.slip}"
