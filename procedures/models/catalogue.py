"""Procedures and their versions: what the State promises from a day on."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Level
from procedures.models.promulgation import Promulgation


class Sector(models.Model):
    """A field of administration (lĩnh vực)."""

    code = models.SlugField(_("Mã lĩnh vực"), max_length=80, unique=True)
    name = models.CharField(_("Tên lĩnh vực"), max_length=300, unique=True)

    class Meta:
        verbose_name = _("lĩnh vực")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Procedure(models.Model):
    """An administrative procedure known by its national code; what it says stands in its versions.

    A ministry that publishes a procedure anew may give it another code: `successor` leads there.
    """

    code = models.CharField(_("Mã thủ tục"), max_length=40, unique=True)
    successor = models.ForeignKey(
        "self",
        verbose_name=_("Được thay thế bởi"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="predecessors",
    )
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
    UNSTATED = "unstated", _("Chưa xác định")


class Audience(models.TextChoices):
    """Who may ask for a procedure."""

    CITIZEN = "citizen", _("Công dân Việt Nam")
    OVERSEAS_VIETNAMESE = "overseas_vietnamese", _("Người Việt Nam định cư ở nước ngoài")
    FOREIGNER = "foreigner", _("Người nước ngoài")
    BUSINESS = "business", _("Doanh nghiệp, hộ kinh doanh")
    COOPERATIVE = "cooperative", _("Hợp tác xã")
    ORGANISATION = "organisation", _("Tổ chức khác")
    OFFICIAL = "official", _("Cán bộ, công chức, viên chức")


class Source(models.TextChoices):
    """Who wrote a version: an editor by a decision of the province, or a file.

    A version of `HISTORY` only gives imported dossiers a procedure and a sector: it is over, promises nothing and
    stands in no catalogue.
    """

    EDITOR = "editor", _("Biên tập theo quyết định công bố")
    NATIONAL_RECORD = "national_record", _("Cơ sở dữ liệu quốc gia (bản chi tiết)")
    NATIONAL_LIST = "national_list", _("Cổng Dịch vụ công quốc gia (danh sách)")
    OWN_FILE = "own_file", _("Tệp trao đổi của hệ thống")
    HISTORY = "history", _("Số liệu nhập từ hệ thống trước")


class ProcedureVersionQuerySet(models.QuerySet["ProcedureVersion"]):
    """Vocabulary of version queries."""

    def in_force(self, on: date) -> "ProcedureVersionQuerySet":
        """Return the versions that hold on a day; at most one for each procedure."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)

    def published(self) -> "ProcedureVersionQuerySet":
        """Return the versions of the catalogue, without those that only give imported dossiers a procedure."""
        return self.exclude(source=Source.HISTORY)


class ProcedureVersion(models.Model):
    """What a procedure says from a day on. Once in force it is never edited: a change is a new version.

    A version that a file brought waits for an editor who compares it with the decision (`confirmed_at`).
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
    ended_by = models.ForeignKey(
        Promulgation,
        verbose_name=_("Bãi bỏ hoặc thay thế bởi"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="ended_versions",
    )
    valid_from = models.DateField(_("Áp dụng từ ngày"))
    valid_to = models.DateField(_("Áp dụng đến ngày"), null=True, blank=True)
    source = models.CharField(_("Nguồn"), max_length=16, choices=Source, default=Source.EDITOR)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Người đối chiếu"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    confirmed_at = models.DateTimeField(_("Đối chiếu lúc"), null=True, blank=True)
    name = models.TextField(_("Tên thủ tục"))
    summary = models.TextField(_("Tóm tắt"), blank=True)
    sector = models.ForeignKey(Sector, verbose_name=_("Lĩnh vực"), on_delete=models.PROTECT, related_name="versions")
    category = models.CharField(_("Loại thủ tục"), max_length=200, blank=True)
    levels = models.JSONField(_("Cấp thực hiện"), default=list)
    audience = models.JSONField(_("Đối tượng thực hiện"), default=list)
    life_events = models.JSONField(_("Sự kiện trong đời"), default=list, blank=True)
    keywords = models.JSONField(_("Từ khóa"), default=list, blank=True)
    steps = models.JSONField(_("Trình tự thực hiện"), default=list)
    reception_address = models.TextField(_("Địa chỉ tiếp nhận"), blank=True)
    related = models.JSONField(_("Thủ tục liên quan"), default=list, blank=True)
    sets = models.PositiveSmallIntegerField(_("Số bộ hồ sơ"), default=1)
    service_level = models.CharField(_("Mức độ dịch vụ công trực tuyến"), max_length=12, choices=ServiceLevel)
    service_level_reason = models.TextField(_("Lý do chưa toàn trình"), blank=True)
    is_taken_in_at_centre = models.BooleanField(_("Tiếp nhận tại bộ phận một cửa"), default=True)
    not_taken_in_reason = models.TextField(_("Lý do không tiếp nhận tại bộ phận một cửa"), blank=True)
    is_four_step = models.BooleanField(_("Thực hiện bốn bước tại trung tâm"), default=False)
    source_note = models.TextField(_("Ghi chú của người biên tập"), blank=True)

    is_for_every_commune = models.BooleanField(_("Mọi xã, phường đều thực hiện"), default=False)
    agencies: "models.ManyToManyField[Agency, Competence]" = models.ManyToManyField(
        Agency, through="Competence", related_name="procedure_versions"
    )

    objects = ProcedureVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("phiên bản thủ tục")
        ordering = ["procedure__code", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="version_number_is_given_once"),
            models.UniqueConstraint(fields=["procedure", "valid_from"], name="one_version_begins_on_a_day"),
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

    IMPLEMENTING = "implementing", _("Cơ quan thực hiện")
    COMPETENT = "competent", _("Cơ quan có thẩm quyền quyết định")
    AUTHORISED = "authorised", _("Cơ quan được ủy quyền, phân cấp")
    COOPERATING = "cooperating", _("Cơ quan phối hợp")


class Competence(models.Model):
    """An agency's part in a version of a procedure.

    An agency of the province that carries the procedure out is a row of `agencies`; other parts, and agencies that a
    national record only names, stand as the law words them in `name`.
    """

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="competences")
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="competences")
    name = models.TextField(_("Tên cơ quan"), blank=True)
    kind = models.CharField(_("Tư cách"), max_length=12, choices=CompetenceKind, default=CompetenceKind.IMPLEMENTING)

    class Meta:
        verbose_name = _("thẩm quyền")
        constraints = [
            models.UniqueConstraint(fields=["version", "agency", "kind"], name="agency_has_one_part_of_each_kind"),
            models.CheckConstraint(
                condition=Q(agency=None, name__gt="") | Q(agency__isnull=False, name=""),
                name="competence_is_an_agency_or_a_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency or self.name}: {self.get_kind_display()}"
