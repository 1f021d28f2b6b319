"""Who serves, with what authority: agencies, one-stop offices, second seals."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """Level of government. Districts were abolished on 1 July 2025; their old dossiers keep the level.

    Law: Nghị định 118/2025/NĐ-CP (two tiers: province and commune).
    """

    CENTRAL = "central", _("Trung ương")
    PROVINCE = "province", _("Cấp tỉnh")
    DISTRICT = "district", _("Cấp huyện (trước 01/7/2025)")
    COMMUNE = "commune", _("Cấp xã")


class AgencyKind(models.TextChoices):
    """What an agency is in the structure of the province.

    `FORMER` is one that only imported history names: it serves nobody today and stands in figures alone.
    """

    DEPARTMENT = "department", _("Sở, ban, ngành")
    SUBDIVISION = "subdivision", _("Đơn vị trực thuộc sở")
    CENTRAL_BRANCH = "central_branch", _("Cơ quan ngành dọc")
    COMMUNE = "commune", _("Ủy ban nhân dân xã, phường")
    FORMER = "former", _("Đơn vị ở hệ thống trước (nhập số liệu)")


class AgencyQuerySet(models.QuerySet["Agency"]):
    """Vocabulary of agency queries."""

    def in_service(self, on: date) -> "AgencyQuerySet":
        """Return the agencies that exist on a day."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on))


class Agency(models.Model):
    """An authority that resolves procedures, with its identifier code (mã định danh).

    Law: Quyết định 20/2020/QĐ-TTg (identifier codes).
    """

    code = models.CharField(_("Mã định danh"), max_length=35, unique=True)
    name = models.CharField(_("Tên cơ quan"), max_length=200)
    short_name = models.CharField(_("Tên gọi ngắn"), max_length=60)
    kind = models.CharField(_("Loại cơ quan"), max_length=20, choices=AgencyKind)
    level = models.CharField(_("Cấp"), max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("Cơ quan cấp trên"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="units",
    )
    address = models.CharField(_("Địa chỉ"), max_length=300, blank=True)
    phone = models.CharField(_("Điện thoại"), max_length=20, blank=True)
    valid_from = models.DateField(_("Hoạt động từ ngày"), null=True, blank=True)
    valid_to = models.DateField(_("Hoạt động đến ngày"), null=True, blank=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("cơ quan")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class OneStopOffice(models.Model):
    """A place that receives dossiers and returns results: the provincial centre or a commune's one-stop unit.

    Any office of the province takes in any procedure of the province, so the receiving place and the competent
    agency are two things.

    Law: Nghị định 118/2025/NĐ-CP (reception independent of administrative boundaries inside the province).
    """

    code = models.CharField(_("Mã"), max_length=35, unique=True)
    name = models.CharField(_("Tên"), max_length=200)
    agency = models.ForeignKey(
        Agency, verbose_name=_("Cơ quan quản lý"), on_delete=models.PROTECT, related_name="offices"
    )
    address = models.CharField(_("Địa chỉ"), max_length=300)
    place_name = models.CharField(_("Địa danh ghi trên giấy tờ"), max_length=60)
    phone = models.CharField(_("Điện thoại"), max_length=20, blank=True)
    email = models.EmailField(_("Thư điện tử"), blank=True)
    receipt_symbol = models.CharField(
        _("Ký hiệu giấy tiếp nhận"), max_length=20, help_text=_("Ví dụ: TTPVHCC, BPTNTKQ")
    )
    is_provincial_centre = models.BooleanField(_("Là trung tâm cấp tỉnh"), default=False)

    class Meta:
        verbose_name = _("bộ phận một cửa")
        ordering = ["-is_provincial_centre", "code"]

    def __str__(self) -> str:
        return self.name


class SecondSeal(models.Model):
    """A department's additional wet seal, kept at the centre so that results are sealed there.

    Law: Nghị định 99/2016/NĐ-CP (one seal; an additional wet seal needs permission; lending seals is forbidden).
    """

    agency = models.ForeignKey(Agency, verbose_name=_("Cơ quan"), on_delete=models.PROTECT, related_name="second_seals")
    serial_number = models.CharField(_("Số đăng ký con dấu"), max_length=40, unique=True)
    permission_document = models.CharField(_("Văn bản cho phép"), max_length=120)
    custody_office = models.ForeignKey(
        OneStopOffice, verbose_name=_("Nơi lưu giữ"), on_delete=models.PROTECT, related_name="seals"
    )
    valid_from = models.DateField(_("Sử dụng từ ngày"))
    valid_to = models.DateField(_("Sử dụng đến ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("con dấu thứ hai")
        ordering = ["agency__code", "valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                name="second_seal_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.serial_number} – {self.agency}"
