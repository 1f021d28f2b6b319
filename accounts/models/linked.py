"""Identities that the sign-in partner vouches for, each linked to one account here."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User


class LinkedIdentity(models.Model):
    """One identity at the sign-in partner (VNeID), and whose account it opens.

    `subject` is the partner's stable key (TechID). `personal_id` is a number that the partner proved, unlike the one
    that a profile says; an identity of an organisation also carries its `tax_code`.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities")
    issuer = models.CharField(_("Nơi cấp"), max_length=200)
    subject = models.CharField(_("Mã định danh tại nơi cấp"), max_length=200)
    personal_id = models.CharField(_("Số định danh cá nhân"), max_length=12, blank=True, db_index=True)
    tax_code = models.CharField(_("Mã số thuế"), max_length=14, blank=True)
    linked_at = models.DateTimeField(_("Liên kết lúc"))

    class Meta:
        verbose_name = _("định danh điện tử đã liên kết")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="identity_opens_one_account"),
            models.CheckConstraint(condition=~Q(subject=""), name="identity_has_a_key"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.issuer}"
