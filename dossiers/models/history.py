"""Where imported dossiers come from: runs of the import, what each dossier was last told, people of other systems."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from dossiers.models.dossier import Dossier


class HistoryImport(models.Model):
    """One run of the import of history over one file. `finished_at` is empty while it runs, and where it was killed.

    What it had reported until then stays, and the next run over the same file completes it. `refusals` are the first
    rows that were not taken in, as `{"row", "code", "reason"}`; `refused` counts all of them. `key` is its address.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file_name = models.CharField(_("Tệp"), max_length=200)
    events_file_name = models.CharField(_("Tệp nhật ký"), max_length=200, blank=True)
    actor = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    creates_missing = models.BooleanField(_("Tạo danh mục còn thiếu"), default=False)
    started_at = models.DateTimeField(_("Bắt đầu lúc"))
    finished_at = models.DateTimeField(_("Xong lúc"), null=True, blank=True)
    created = models.PositiveIntegerField(_("Thêm mới"), default=0)
    changed = models.PositiveIntegerField(_("Thay đổi"), default=0)
    unchanged = models.PositiveIntegerField(_("Giữ nguyên"), default=0)
    refused = models.PositiveIntegerField(_("Không nhận"), default=0)
    refusals = models.JSONField(_("Dòng không nhận"), default=list, blank=True)

    class Meta:
        verbose_name = _("lần nhập lịch sử hồ sơ")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(finished_at__gte=F("started_at")),
                name="history_import_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_name} {self.started_at:%d/%m/%Y %H:%M}"


class HistoryRecord(models.Model):
    """What the file of another system last said of a dossier, as digests: equal digests, unchanged dossier.

    `run` is the import that brought the dossier, or changed it last.
    """

    dossier = models.OneToOneField(Dossier, primary_key=True, on_delete=models.PROTECT, related_name="history")
    run = models.ForeignKey(HistoryImport, on_delete=models.PROTECT, related_name="records")
    digest = models.CharField(max_length=32)
    events_digest = models.CharField(max_length=32, blank=True)

    class Meta:
        verbose_name = _("dòng lịch sử hồ sơ")

    def __str__(self) -> str:
        return str(self.dossier_id)


class HistoryPerson(models.Model):
    """An officer whom only imported history names: one person for each name, who cannot sign in and holds no post."""

    user = models.OneToOneField(User, primary_key=True, on_delete=models.PROTECT, related_name="history_person")
    name = models.CharField(_("Tên trong tệp"), max_length=120, unique=True)

    class Meta:
        verbose_name = _("cán bộ ở hệ thống trước")

    def __str__(self) -> str:
        return self.name
