"""Procedures and their versions, the decisions that promulgate them, and the legal regimes they live under."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Level


class FormsSet(models.TextChoices):
    """Which circular's forms a dossier is written on."""

    TT01_2018 = "tt01_2018", _("Sáu mẫu của Thông tư 01/2018/TT-VPCP")
    TT03_2025 = "tt03_2025", _("Bảy mẫu của Thông tư 03/2025/TT-VPCP")


class SupplementPolicy(models.TextChoices):
    """What a request for supplement does to the clock.

    Law: Nghị định 61/2018/NĐ-CP Điều 19 khoản 4 (restart); domain decision 5 (pause, the default today).
    """

    PAUSE = "pause", _("Tạm dừng, tính tiếp khi bổ sung xong")
    RESTART = "restart", _("Tính lại từ đầu khi bổ sung xong")


class LegalRegime(models.Model):
    """The rules of the one-stop mechanism in force in a period. A dossier keeps the regime of its reception."""

    code = models.CharField(_("Mã"), max_length=20, unique=True)
    name = models.CharField(_("Tên"), max_length=200)
    valid_from = models.DateField(_("Hiệu lực từ"))
    valid_to = models.DateField(_("Hiệu lực đến"), null=True, blank=True)
    forms_set = models.CharField(_("Bộ biểu mẫu"), max_length=12, choices=FormsSet)
    supplement_policy = models.CharField(_("Cách tính khi bổ sung"), max_length=8, choices=SupplementPolicy)
    supplement_request_days = models.PositiveSmallIntegerField(
        _("Số ngày làm việc được yêu cầu bổ sung kể từ khi tiếp nhận"), default=3
    )
    supplement_answer_days = models.PositiveSmallIntegerField(_("Số ngày làm việc để bổ sung"), default=15)
    acceptance_minutes = models.PositiveSmallIntegerField(
        _("Số phút làm việc để kiểm tra hồ sơ trực tuyến"), default=480
    )
    has_district_level = models.BooleanField(_("Có cấp huyện"), default=False)

    class Meta:
        verbose_name = _("khung pháp lý")
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return self.name


class Sector(models.Model):
    """A field of administration (lĩnh vực)."""

    code = models.SlugField(_("Mã lĩnh vực"), max_length=80, unique=True)
    name = models.CharField(_("Tên lĩnh vực"), max_length=160, unique=True)

    class Meta:
        verbose_name = _("lĩnh vực")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Promulgation(models.Model):
    """A decision that makes procedures new, amends, replaces or repeals them from a day on.

    Law: Nghị định 63/2010/NĐ-CP Điều 13, 15.
    """

    number = models.CharField(_("Số quyết định"), max_length=60, unique=True)
    issuer = models.CharField(_("Cơ quan ban hành"), max_length=200)
    issued_on = models.DateField(_("Ngày ban hành"), null=True, blank=True)
    effective_on = models.DateField(_("Ngày có hiệu lực"))

    class Meta:
        verbose_name = _("quyết định công bố")
        ordering = ["-effective_on", "number"]

    def __str__(self) -> str:
        return self.number


class Procedure(models.Model):
    """An administrative procedure known by its national code; what it says stands in its versions."""

    code = models.CharField(_("Mã thủ tục"), max_length=40, unique=True)
    dossier_count = models.PositiveIntegerField(_("Số hồ sơ đã tiếp nhận"), default=0, editable=False)

    class Meta:
        verbose_name = _("thủ tục hành chính")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class ServiceLevel(models.TextChoices):
    """Level of the online service, in today's vocabulary and in the one of dossiers before 2022.

    Law: Nghị định 224/2026/NĐ-CP Điều 14 (toàn trình, một phần); Nghị định 43/2011/NĐ-CP Điều 3 (levels 2–4).
    """

    FULL = "full", _("Toàn trình")
    PARTIAL = "partial", _("Một phần")
    INFORMATION = "information", _("Cung cấp thông tin")
    LEVEL_4 = "level_4", _("Mức độ 4 (cũ)")
    LEVEL_3 = "level_3", _("Mức độ 3 (cũ)")
    LEVEL_2 = "level_2", _("Mức độ 2 (cũ)")


class Audience(models.TextChoices):
    """Who may ask for a procedure."""

    CITIZEN = "citizen", _("Công dân Việt Nam")
    OVERSEAS_VIETNAMESE = "overseas_vietnamese", _("Người Việt Nam định cư ở nước ngoài")
    FOREIGNER = "foreigner", _("Người nước ngoài")
    BUSINESS = "business", _("Doanh nghiệp, hộ kinh doanh")
    COOPERATIVE = "cooperative", _("Hợp tác xã")
    ORGANISATION = "organisation", _("Tổ chức khác")
    OFFICIAL = "official", _("Cán bộ, công chức, viên chức")


class ProcedureVersionQuerySet(models.QuerySet["ProcedureVersion"]):
    """Vocabulary of version queries."""

    def in_force(self, on: date) -> "ProcedureVersionQuerySet":
        """Return the versions that hold on a day; at most one for each procedure."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)


class ProcedureVersion(models.Model):
    """What a procedure says from a day on. Once in force it is never edited: a change is a new version.

    `search_text` holds the folded name, code, keywords and sector, written when the version is published, so that
    search is the same on every database.
    """

    procedure = models.ForeignKey(
        Procedure, verbose_name=_("Thủ tục"), on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveSmallIntegerField(_("Lần công bố"))
    promulgation = models.ForeignKey(
        Promulgation,
        verbose_name=_("Quyết định công bố"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="versions",
    )
    valid_from = models.DateField(_("Áp dụng từ ngày"))
    valid_to = models.DateField(_("Áp dụng đến ngày"), null=True, blank=True)
    name = models.TextField(_("Tên thủ tục"))
    summary = models.TextField(_("Tóm tắt"), blank=True)
    sector = models.ForeignKey(Sector, verbose_name=_("Lĩnh vực"), on_delete=models.PROTECT, related_name="versions")
    levels = models.JSONField(_("Cấp thực hiện"), default=list)
    audience = models.JSONField(_("Đối tượng thực hiện"), default=list)
    life_events = models.JSONField(_("Sự kiện trong đời"), default=list, blank=True)
    keywords = models.JSONField(_("Từ khóa"), default=list, blank=True)
    steps = models.JSONField(_("Trình tự thực hiện"), default=list)
    sets = models.PositiveSmallIntegerField(_("Số bộ hồ sơ"), default=1)
    service_level = models.CharField(_("Mức độ dịch vụ công trực tuyến"), max_length=12, choices=ServiceLevel)
    service_level_reason = models.TextField(_("Lý do chưa toàn trình"), blank=True)
    is_taken_in_at_centre = models.BooleanField(_("Tiếp nhận tại bộ phận một cửa"), default=True)
    not_taken_in_reason = models.TextField(_("Lý do không tiếp nhận tại bộ phận một cửa"), blank=True)
    is_four_step = models.BooleanField(_("Thực hiện bốn bước tại trung tâm"), default=False)
    source_note = models.TextField(_("Ghi chú của người biên tập"), blank=True)
    search_text = models.TextField(editable=False, default="")

    agencies: "models.ManyToManyField[Agency, Competence]" = models.ManyToManyField(
        Agency, through="Competence", related_name="procedure_versions"
    )

    objects = ProcedureVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("phiên bản thủ tục")
        ordering = ["procedure__code", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="version_number_is_given_once"),
            models.UniqueConstraint(
                fields=["procedure"], condition=Q(valid_to=None), name="one_open_version_per_procedure"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                name="version_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def level_labels(self) -> list[str]:
        """The levels of government that carry the procedure out, in words."""
        return [str(Level(level).label) for level in self.levels]

    @property
    def audience_labels(self) -> list[str]:
        """Who may ask for it, in words."""
        return [str(Audience(audience).label) for audience in self.audience]


class CompetenceKind(models.TextChoices):
    """In what capacity an agency takes part in a procedure."""

    COMPETENT = "competent", _("Cơ quan có thẩm quyền quyết định")
    COOPERATING = "cooperating", _("Cơ quan phối hợp")


class Competence(models.Model):
    """An agency's part in a version of a procedure."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="competences")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="competences")
    kind = models.CharField(_("Tư cách"), max_length=12, choices=CompetenceKind, default=CompetenceKind.COMPETENT)

    class Meta:
        verbose_name = _("thẩm quyền")
        constraints = [
            models.UniqueConstraint(fields=["version", "agency", "kind"], name="agency_has_one_part_of_each_kind")
        ]

    def __str__(self) -> str:
        return f"{self.agency}: {self.get_kind_display()}"
