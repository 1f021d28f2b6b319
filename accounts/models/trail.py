"""What administrators changed, for whoever asks later."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User


class AdministrativeAction(models.TextChoices):
    """What was done."""

    CREATED = "created", _("Thêm mới")
    CHANGED = "changed", _("Sửa")
    ENDED = "ended", _("Kết thúc")
    IMPORTED = "imported", _("Nhập từ tệp")
    DELETED = "deleted", _("Xóa")


class AdministrativeEvent(models.Model):
    """One change of people, posts, agencies, seals or wordings. Rows are only ever added; the database refuses else.

    `subject` names what was changed for machines (`post:12`), `subject_name` as people called it then. `changes` is
    `{field: [before, after]}` in the words of the page; a password is never in it.
    """

    actor = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("Lúc"))
    action = models.CharField(_("Việc"), max_length=10, choices=AdministrativeAction)
    subject = models.CharField(max_length=60, db_index=True)
    subject_name = models.CharField(_("Đối tượng"), max_length=300)
    changes = models.JSONField(_("Thay đổi"), default=dict, blank=True)
    words = models.TextField(_("Lý do, ghi chú"), blank=True)

    class Meta:
        verbose_name = _("việc quản trị")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.subject_name}"
