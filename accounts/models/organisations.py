"""Organisations and enterprises, and the people who act for them."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User


class Organisation(models.Model):
    """An organisation or enterprise that submits dossiers under its own name.

    `confirmed_at` is when somebody proved that it is theirs: an identity of the organisation at the sign-in partner
    (`confirmed_by` is empty then), or papers shown to a clerk.
    """

    tax_code = models.CharField(_("Mã số thuế"), max_length=14, unique=True)
    name = models.CharField(_("Tên tổ chức, doanh nghiệp"), max_length=200)
    address = models.CharField(_("Địa chỉ trụ sở"), max_length=300, blank=True)
    phone = models.CharField(_("Số điện thoại"), max_length=16, blank=True)
    email = models.EmailField(_("Thư điện tử"), blank=True)
    created_at = models.DateTimeField(_("Khai báo lúc"))
    confirmed_at = models.DateTimeField(_("Xác nhận lúc"), null=True, blank=True)
    confirmed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("tổ chức, doanh nghiệp")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class MembershipRole(models.TextChoices):
    """What a person may do for an organisation."""

    REPRESENTATIVE = "representative", _("Người đại diện, quản lý thành viên")
    MEMBER = "member", _("Thành viên, nộp và theo dõi hồ sơ")


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Vocabulary of memberships."""

    def in_force(self, on: date) -> "MembershipQuerySet":
        """Return those that hold on a day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)


class Membership(models.Model):
    """One person of one organisation. It ends by its date and is never deleted: dossiers name who submitted them."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, verbose_name=_("Thành viên"), on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("Vai trò"), max_length=16, choices=MembershipRole)
    valid_from = models.DateField(_("Từ ngày"))
    valid_to = models.DateField(_("Đến hết ngày"), null=True, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("thành viên tổ chức")
        ordering = ["organisation_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"], condition=Q(valid_to=None), name="one_open_membership_per_person"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                name="membership_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.organisation}"
