"""Acting for another: who let whom submit or collect, for what, until when."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, PartyKind, User
from dossiers.models.papers import StoredFile
from procedures.models import Procedure


class MandateQuerySet(models.QuerySet["Mandate"]):
    """Vocabulary of mandates."""

    def in_force(self, on: date) -> "MandateQuerySet":
        """Return those that hold on a day: begun, not over, not revoked, and on paper only once a clerk saw it."""
        return self.filter(
            Q(giver__isnull=False) | Q(organisation__isnull=False) | Q(confirmed_at__isnull=False),
            revoked_at=None,
            valid_from__lte=on,
            valid_to__gte=on,
        )


class Mandate(models.Model):
    """One authorisation (ủy quyền): `agent` may act for the giver, for some procedures or all, until a day.

    Given online by a person with an account (`giver`), or by an organisation through its representative, it holds at
    once. On paper it holds once a clerk has seen the document (`confirmed_…`). Whoever gave it may revoke it at any
    time; dossiers that were submitted under it stay.

    Law: Bộ luật Dân sự 2015 Điều 138, 140 (authorised representation, its term and end), Điều 563 (one year where no
    term is written).
    """

    code = models.CharField(_("Mã ủy quyền"), max_length=20, unique=True)
    giver = models.ForeignKey(
        User, verbose_name=_("Người ủy quyền"), null=True, blank=True, on_delete=models.PROTECT, related_name="given"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="mandates"
    )
    giver_kind = models.CharField(_("Bên ủy quyền là"), max_length=12, choices=PartyKind)
    giver_name = models.CharField(_("Tên bên ủy quyền"), max_length=200)
    giver_personal_id = models.CharField(_("Số định danh cá nhân"), max_length=12, blank=True)
    giver_tax_code = models.CharField(_("Mã số thuế"), max_length=14, blank=True)
    agent = models.ForeignKey(
        User, verbose_name=_("Người được ủy quyền"), on_delete=models.PROTECT, related_name="mandates"
    )
    procedures = models.ManyToManyField(Procedure, verbose_name=_("Thủ tục"), blank=True, related_name="+")
    may_submit = models.BooleanField(_("Được nộp và theo dõi hồ sơ"), default=True)
    may_collect = models.BooleanField(_("Được nhận kết quả"), default=False)
    document_number = models.CharField(_("Số văn bản ủy quyền"), max_length=80, blank=True)
    document = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(_("Từ ngày"))
    valid_to = models.DateField(_("Đến hết ngày"))
    given_at = models.DateTimeField(_("Lập lúc"))
    confirmed_at = models.DateTimeField(_("Cán bộ xác nhận lúc"), null=True, blank=True)
    confirmed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(_("Chấm dứt lúc"), null=True, blank=True)
    revoked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    revoked_words = models.CharField(_("Lý do chấm dứt"), max_length=300, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("ủy quyền")
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=models.F("valid_from")), name="mandate_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(may_submit=True) | Q(may_collect=True), name="mandate_allows_something"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(confirmed_by__isnull=False), name="confirmed_mandate_says_by_whom"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.giver_name} – {self.agent}"
