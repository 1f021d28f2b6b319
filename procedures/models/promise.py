"""The parts of a version: ways of submission with limits and fees, required documents, results, grounds."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procedures.durations import limit_words
from procedures.fees import amount_words
from procedures.limits import Limit, LimitUnit
from procedures.models.catalogue import ProcedureVersion


class Channel(models.TextChoices):
    """How a dossier reaches the office."""

    IN_PERSON = "in_person", _("Trực tiếp")
    ONLINE = "online", _("Trực tuyến")
    POSTAL = "postal", _("Bưu chính công ích")


LIMIT_UNIT_LABELS = [
    (LimitUnit.WORKING_DAY.value, _("ngày làm việc")),
    (LimitUnit.CALENDAR_DAY.value, _("ngày")),
    (LimitUnit.WORKING_HOUR.value, _("giờ làm việc")),
    (LimitUnit.MONTH.value, _("tháng")),
    (LimitUnit.SAME_DAY.value, _("trong ngày làm việc")),
]


class SubmissionWay(models.Model):
    """One way to submit, with its own time limits and fees."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="ways")
    channel = models.CharField(_("Hình thức nộp"), max_length=10, choices=Channel)
    note = models.TextField(_("Mô tả"), blank=True)

    class Meta:
        verbose_name = _("cách thức thực hiện")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["version", "channel"], name="one_way_per_version_and_channel")]

    def __str__(self) -> str:
        return self.get_channel_display()


class TimeLimitQuerySet(models.QuerySet["TimeLimit"]):
    """Vocabulary of time limits."""

    def promised(self) -> "TimeLimitQuerySet":
        """Return the limits that bind: those with amount and unit, in the order of their cases."""
        return self.filter(amount__isnull=False).order_by("ordinal")


class TimeLimit(models.Model):
    """A time limit of a way. The first (ordinal 1) is the usual case; others say in `condition` when they hold.

    A limit that an import could not read has its `text` and neither amount nor unit; it promises nothing.
    """

    way = models.ForeignKey(SubmissionWay, on_delete=models.CASCADE, related_name="limits")
    ordinal = models.PositiveSmallIntegerField(default=1)
    amount = models.DecimalField(_("Số lượng"), max_digits=6, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("Đơn vị"), max_length=14, choices=LIMIT_UNIT_LABELS, blank=True)
    condition = models.TextField(_("Trường hợp"), blank=True)
    text = models.TextField(_("Nguyên văn"), blank=True)

    objects = TimeLimitQuerySet.as_manager()

    class Meta:
        verbose_name = _("thời hạn giải quyết")
        ordering = ["way_id", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["way", "ordinal"], name="one_limit_per_way_and_ordinal"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gt=0), name="time_limit_is_positive"),
            models.CheckConstraint(
                condition=Q(amount__isnull=False, unit__gt="") | Q(amount=None, unit="", text__gt=""),
                name="time_limit_is_read_or_kept_as_text",
            ),
        ]

    def __str__(self) -> str:
        return limit_words(self.limit) if self.is_read else self.text

    @property
    def is_read(self) -> bool:
        """Whether amount and unit are known."""
        return self.amount is not None

    @property
    def limit(self) -> Limit:
        """The limit as the arithmetic of deadlines takes it. Raises `ValueError` where it could not be read."""
        if self.amount is None:
            raise ValueError(f"Chưa đọc được thời hạn “{self.text}”.")
        return Limit(self.amount, LimitUnit(self.unit))


class FeeKind(models.TextChoices):
    """What the applicant pays: phí covers a service, lệ phí is a charge fixed by law.

    Law: Luật Phí và lệ phí 97/2015/QH13 Điều 3.
    """

    FEE = "fee", _("Phí")
    CHARGE = "charge", _("Lệ phí")
    UNSTATED = "unstated", _("Phí hoặc lệ phí")


class Fee(models.Model):
    """An amount to pay, in đồng. No amount: the provincial council sets it, or the source was not read (`text`)."""

    way = models.ForeignKey(SubmissionWay, on_delete=models.CASCADE, related_name="fees")
    kind = models.CharField(_("Loại"), max_length=8, choices=FeeKind)
    name = models.TextField(_("Tên khoản thu"))
    amount = models.PositiveBigIntegerField(_("Mức thu (đồng)"), null=True, blank=True)
    condition = models.TextField(_("Trường hợp"), blank=True)
    exemption = models.TextField(_("Miễn, giảm"), blank=True)
    legal_basis = models.TextField(_("Căn cứ"), blank=True)
    text = models.TextField(_("Nguyên văn"), blank=True)

    class Meta:
        verbose_name = _("phí, lệ phí")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def amount_words(self) -> str:
        """The amount as people read it."""
        return amount_words(self.amount, text=self.text)


def form_path(_form: "FormTemplate", _name: str) -> str:
    """Return the path of a form in private storage: nothing of the file's own name is in it."""
    return f"forms/{uuid4().hex}"


class FormTemplate(models.Model):
    """A form to be filled in (mẫu đơn, tờ khai), as a file that everybody may download."""

    name = models.CharField(_("Tên biểu mẫu"), max_length=300)
    file_name = models.CharField(_("Tên tệp"), max_length=200)
    content_type = models.CharField(max_length=100)
    content = models.FileField(upload_to=form_path, max_length=120)
    sha256 = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("biểu mẫu")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def digest(self) -> str:
        """What stands for the file in its address: enough of its SHA-256 to tell it from every other."""
        return self.sha256[:16]


class RequiredDocument(models.Model):
    """A paper that the dossier must or may hold (thành phần hồ sơ); `group` is the heading that it stands under."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="required_documents")
    ordinal = models.PositiveSmallIntegerField()
    name = models.TextField(_("Tên giấy tờ"))
    group = models.TextField(_("Nhóm giấy tờ"), blank=True)
    form = models.TextField(_("Mẫu đơn, tờ khai"), blank=True)
    form_template = models.ForeignKey(
        FormTemplate,
        verbose_name=_("Tệp biểu mẫu"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="required_documents",
    )
    originals = models.PositiveSmallIntegerField(_("Bản chính"), default=0)
    certified_copies = models.PositiveSmallIntegerField(_("Bản sao chứng thực"), default=0)
    copies = models.PositiveSmallIntegerField(_("Bản chụp"), default=0)
    condition = models.TextField(_("Trường hợp phải nộp"), blank=True)
    is_required = models.BooleanField(_("Bắt buộc"), default=True)
    is_shown_only = models.BooleanField(_("Chỉ xuất trình"), default=False)
    is_reusable = models.BooleanField(_("Tái sử dụng được từ kho dữ liệu"), default=False)

    class Meta:
        verbose_name = _("thành phần hồ sơ")
        ordering = ["version_id", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["version", "ordinal"], name="one_required_document_per_ordinal")]

    def __str__(self) -> str:
        return self.name


class ProcedureResult(models.Model):
    """What the procedure ends with when it is granted."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="results")
    name = models.TextField(_("Tên kết quả"))
    code = models.CharField(_("Mã kết quả"), max_length=40, blank=True)
    validity = models.TextField(_("Thời hạn hiệu lực"), blank=True)

    class Meta:
        verbose_name = _("kết quả thực hiện")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Condition(models.Model):
    """A requirement that the applicant must meet."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="conditions")
    text = models.TextField(_("Nội dung"))

    class Meta:
        verbose_name = _("yêu cầu, điều kiện")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class DeclarationTemplate(models.Model):
    """The questions of a version's electronic declaration, as `procedures.declarations` reads them.

    Few versions have one. It is published with its version and never changed: the answers of a dossier are read by it
    for good.
    """

    version = models.OneToOneField(ProcedureVersion, on_delete=models.CASCADE, related_name="declaration_template")
    sections = models.JSONField(_("Câu hỏi"))

    class Meta:
        verbose_name = _("tờ khai điện tử")

    def __str__(self) -> str:
        return str(self.version)


class LegalBasis(models.Model):
    """A legal text that a version rests on, with its article."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="legal_bases")
    number = models.CharField(_("Số, ký hiệu"), max_length=80, blank=True)
    name = models.TextField(_("Tên văn bản"))
    article = models.TextField(_("Điều, khoản"), blank=True)
    url = models.URLField(_("Địa chỉ toàn văn"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("căn cứ pháp lý")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.number} – {self.name}"
