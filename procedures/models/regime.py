"""The rules of the one-stop mechanism in force in a period."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
