"""People: the accounts they sign in with, and what a citizen told us once."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Makes users who sign in with an e-mail address, a confirmed phone number, or both."""

    def create_user(self, email: str | None, password: str | None = None, **fields: Any) -> "User":
        """Create a person; without password they sign in by a code that is sent to them, or not at all."""
        user = self.model(email=self.normalize_email(email).lower() or None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an administrator of the system."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a person by e-mail address, in whatever case it was typed."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can sign in: a citizen, an officer, or both.

    Who came by phone has no e-mail address. `phone_confirmed_at` is when a code sent to `phone` came back: only then
    is the number a name of the account, and no other account has it.
    """

    email = models.EmailField(_("Thư điện tử"), unique=True, null=True, blank=True)
    full_name = models.CharField(_("Họ và tên"), max_length=120)
    phone = models.CharField(_("Số điện thoại"), max_length=16, blank=True)
    phone_confirmed_at = models.DateTimeField(_("Xác nhận số điện thoại lúc"), null=True, blank=True)
    is_active = models.BooleanField(_("Đang hoạt động"), default=True)
    is_staff = models.BooleanField(_("Quản trị hệ thống"), default=False)
    date_joined = models.DateTimeField(_("Ngày đăng ký"), auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("người dùng")
        constraints = [
            models.UniqueConstraint(
                fields=["phone"], condition=Q(phone_confirmed_at__isnull=False), name="confirmed_phone_is_one_persons"
            ),
            models.CheckConstraint(
                condition=Q(phone_confirmed_at=None) | ~Q(phone=""), name="confirmed_phone_is_a_number"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        """Return the name as it is written, family name first."""
        return self.full_name

    def get_short_name(self) -> str:
        """Return the given name, which is how Vietnamese people address each other."""
        return self.full_name.split()[-1] if self.full_name else self.email or self.phone


class PartyKind(models.TextChoices):
    """Whether an applicant is a person or an organisation."""

    PERSON = "person", _("Cá nhân")
    ORGANISATION = "organisation", _("Tổ chức, doanh nghiệp")


class CitizenProfile(models.Model):
    """What a citizen told us once, so that no form asks it again."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="profile")
    personal_id = models.CharField(_("Số định danh cá nhân"), max_length=12, blank=True, db_index=True)
    born_on = models.DateField(_("Ngày sinh"), null=True, blank=True)
    address = models.CharField(_("Địa chỉ"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("hồ sơ công dân")

    def __str__(self) -> str:
        return str(self.user)
