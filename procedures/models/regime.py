"""The rules of the one-stop mechanism in force in a period."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from procedures.limits import LimitUnit


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


def half_and_four_fifths() -> list[int]:
    """Return the shares of a limit, in percent, at which a regime warns unless it says otherwise."""
    return [50, 80]


class LegalRegime(models.Model):
    """The rules of the one-stop mechanism in force in a period. A dossier keeps the regime of its reception.

    `warning_shares` are percents of the limit, rising. An apology is prepared from `apology_task_days` working days
    before the appointment on, and is in time until `apology_notice_days` calendar days before it; the new appointment
    lies at most `reappointment_days` working days after the old one. Only the days before are the law's; how far a new
    date may lie is our parameter, because no text says it.

    Law: Nghị định 61/2018/NĐ-CP Điều 19 khoản 9; domain decisions 1 and 7.
    """

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
    warning_shares = models.JSONField(_("Cảnh báo khi đã dùng (phần trăm thời hạn)"), default=half_and_four_fifths)
    apology_task_days = models.PositiveSmallIntegerField(
        _("Số ngày làm việc trước ngày hẹn phải lập phiếu xin lỗi"), default=2
    )
    apology_notice_days = models.PositiveSmallIntegerField(
        _("Số ngày trước ngày hẹn phải gửi phiếu xin lỗi"), default=1
    )
    reappointment_days = models.PositiveSmallIntegerField(_("Số ngày làm việc được hẹn lại nhiều nhất"), default=10)
    shows_apologised_names = models.BooleanField(
        _("Danh sách xin lỗi công khai nêu tên viết tắt của chủ hồ sơ"), default=False
    )
    has_district_level = models.BooleanField(_("Có cấp huyện"), default=False)

    class Meta:
        verbose_name = _("khung pháp lý")
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return self.name


class ClockCause(models.TextChoices):
    """What the law lets happen to a running limit."""

    SUPPLEMENT = "supplement", _("Chờ bổ sung hồ sơ")
    PAYMENT = "payment", _("Chờ nghĩa vụ tài chính")
    CONSULTATION = "consultation", _("Lấy ý kiến cơ quan phối hợp")
    VERIFICATION = "verification", _("Xác minh thực tế")
    EXTENSION = "extension", _("Gia hạn")
    REOPENING = "reopening", _("Mở lại hồ sơ đã trả")


class ClockRule(models.Model):
    """What a regime lets happen to a limit, for every procedure or for one; the rule of the procedure wins.

    A pause without a rule is none: the clock runs on. `amount` and `unit` are, for a pause, how long the other side has
    to answer; for an extension, the most that may be added each time; for a reopening, within what time of the return.
    `times` is how often.

    Law: domain decisions 1 and 5; Nghị định 61/2018/NĐ-CP Điều 19 khoản 4–5 (opinions stay inside the limit).
    """

    regime = models.ForeignKey(LegalRegime, on_delete=models.PROTECT, related_name="clock_rules")
    procedure = models.ForeignKey(
        "procedures.Procedure", null=True, blank=True, on_delete=models.PROTECT, related_name="clock_rules"
    )
    cause = models.CharField(_("Trường hợp"), max_length=14, choices=ClockCause)
    is_allowed = models.BooleanField(_("Được phép"), default=True)
    policy = models.CharField(_("Cách tính"), max_length=8, choices=SupplementPolicy, default=SupplementPolicy.PAUSE)
    amount = models.DecimalField(_("Thời gian"), max_digits=6, decimal_places=2, null=True, blank=True)
    unit = models.CharField(
        max_length=14,
        choices=[(unit.value, unit.value) for unit in LimitUnit],
        default=LimitUnit.WORKING_DAY.value,
    )
    times = models.PositiveSmallIntegerField(_("Số lần"), default=1)
    legal_ground = models.CharField(_("Căn cứ"), max_length=300)

    class Meta:
        verbose_name = _("quy định về thời hạn")
        constraints = [
            models.UniqueConstraint(fields=["regime", "procedure", "cause"], name="one_clock_rule_per_procedure"),
            models.UniqueConstraint(
                fields=["regime", "cause"], condition=models.Q(procedure=None), name="one_general_clock_rule"
            ),
            models.CheckConstraint(condition=~models.Q(legal_ground=""), name="clock_rule_names_its_ground"),
        ]

    def __str__(self) -> str:
        return f"{self.regime} – {self.get_cause_display()}"
