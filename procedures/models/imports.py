"""Files that bring procedures: what was asked, how far it is, what came of it."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def import_path(_run: "ImportRun", _name: str) -> str:
    """Return the path of a file in private storage: nothing of the file's own name is in it."""
    return f"imports/{uuid4().hex}"


class ImportState(models.TextChoices):
    """How far an import has come."""

    WAITING = "waiting", _("Đang chờ")
    RUNNING = "running", _("Đang chạy")
    DONE = "done", _("Đã xong")
    FAILED = "failed", _("Không thực hiện được")


class ImportRun(models.Model):
    """One import from the staff pages; `is_trial` reads and compares and writes nothing.

    `report` has the shape that `manage.py import_procedures --json` prints. `touched_at` is the last sign of life of
    the worker: one that fell silent was interrupted.
    """

    slug = models.SlugField(max_length=32, unique=True)
    file = models.FileField(_("Tệp"), upload_to=import_path, max_length=120)
    file_name = models.CharField(_("Tên tệp"), max_length=200)
    is_trial = models.BooleanField(_("Chỉ xem trước"), default=True)
    valid_from = models.DateField(_("Áp dụng từ ngày"))
    state = models.CharField(_("Tình trạng"), max_length=8, choices=ImportState, default=ImportState.WAITING)
    rows_total = models.PositiveIntegerField(_("Số dòng"), default=0)
    rows_read = models.PositiveIntegerField(_("Đã đọc"), default=0)
    report = models.JSONField(_("Kết quả"), default=dict, blank=True)
    fault = models.TextField(_("Lỗi"), blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("Yêu cầu lúc"))
    touched_at = models.DateTimeField(_("Tiến triển lúc"), null=True, blank=True)
    finished_at = models.DateTimeField(_("Xong lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("lần nhập danh mục")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name
