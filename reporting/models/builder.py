"""Tables that somebody put together and named."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class SavedTable(models.Model):
    """A choice of columns, filters and groups under a name; `question` is the query of its address."""

    owner = models.ForeignKey(User, verbose_name=_("Người lập"), on_delete=models.CASCADE, related_name="saved_tables")
    name = models.CharField(_("Tên bảng"), max_length=80)
    question = models.CharField(max_length=2000)
    saved_at = models.DateTimeField(_("Lưu lúc"))

    class Meta:
        verbose_name = _("bảng tự lập")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="one_saved_table_of_a_name")]

    def __str__(self) -> str:
        return self.name
