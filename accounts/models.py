"""Who is at the keyboard: users, citizens' profiles, officers' posts."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, OneStopOffice


class Role(models.TextChoices):
    """What a post may do.

    `APPLICANT`, `CONSULTEE` and `POSTMAN` are nobody's posts: the workflow names with them the citizen's own moves, the
    officers of an agency that was asked for its opinion, and the post that carries a result.
    """

    APPLICANT = "applicant", _("Người nộp hồ sơ")
    CLERK = "clerk", _("Cán bộ tiếp nhận và trả kết quả")
    APPRAISER = "appraiser", _("Chuyên viên thụ lý")
    APPROVER = "approver", _("Lãnh đạo phê duyệt")
    SEAL_KEEPER = "seal_keeper", _("Văn thư giữ con dấu")
    LEADER = "leader", _("Lãnh đạo theo dõi, đôn đốc")
    EDITOR = "editor", _("Cán bộ kiểm soát thủ tục hành chính")
    CONSULTEE = "consultee", _("Cơ quan phối hợp")
    POSTMAN = "postman", _("Bưu chính công ích")


POSTLESS = (Role.APPLICANT, Role.CONSULTEE, Role.POSTMAN)
"""The roles that nobody is appointed to."""


class UserManager(BaseUserManager["User"]):
    """Makes users whose name of account is their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person who signs in with an e-mail address; without password nobody can sign in as them."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
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
    """A person who can sign in: a citizen, an officer, or both."""

    email = models.EmailField(_("Thư điện tử"), unique=True)
    full_name = models.CharField(_("Họ và tên"), max_length=120)
    phone = models.CharField(_("Số điện thoại"), max_length=16, blank=True)
    is_active = models.BooleanField(_("Đang hoạt động"), default=True)
    is_staff = models.BooleanField(_("Quản trị hệ thống"), default=False)
    date_joined = models.DateTimeField(_("Ngày đăng ký"), auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("người dùng")

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        """Return the name as it is written, family name first."""
        return self.full_name

    def get_short_name(self) -> str:
        """Return the given name, which is how Vietnamese people address each other."""
        return self.full_name.split()[-1] if self.full_name else self.email


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


class Post(models.Model):
    """One person in one role at one agency; clerks also sit at a one-stop office.

    A person may hold several posts. A post ends by its date and is never deleted, because events name its holder.
    Whoever stands in for another (ký thay, thừa ủy quyền) holds a post of their own for that time, which names the
    post and the document; what was done from it stays theirs.

    Law: Nghị định 30/2020/NĐ-CP Điều 13 (KT., TL., TUQ.).
    """

    user = models.ForeignKey(User, verbose_name=_("Người giữ"), on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(_("Vai trò"), max_length=12, choices=Role)
    agency = models.ForeignKey(Agency, verbose_name=_("Cơ quan"), on_delete=models.PROTECT, related_name="posts")
    office = models.ForeignKey(
        OneStopOffice,
        verbose_name=_("Bộ phận một cửa"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="posts",
    )
    title = models.CharField(_("Chức vụ"), max_length=80, blank=True)
    valid_from = models.DateField(_("Từ ngày"))
    valid_to = models.DateField(_("Đến ngày"), null=True, blank=True)
    stands_in_for = models.ForeignKey(
        "self",
        verbose_name=_("Thay cho"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="stand_ins",
    )
    delegation = models.CharField(_("Văn bản ủy quyền, phân công"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("vị trí công tác")
        constraints = [
            models.CheckConstraint(condition=~Q(role__in=POSTLESS), name="post_has_a_role_one_is_appointed_to"),
            models.CheckConstraint(
                condition=Q(stands_in_for=None) | (~Q(delegation="") & Q(valid_to__isnull=False)),
                name="stand_in_has_a_document_and_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.CLERK) | Q(office__isnull=False), name="clerk_sits_at_an_office"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")), name="post_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()} – {self.agency}"


class Absence(models.Model):
    """Days on which an officer is not at work: colleagues may take over what they hold.

    `first_on` and `last_on` are local dates, both included.
    """

    user = models.ForeignKey(User, verbose_name=_("Người vắng"), on_delete=models.PROTECT, related_name="absences")
    first_on = models.DateField(_("Từ ngày"))
    last_on = models.DateField(_("Đến hết ngày"))
    reason = models.CharField(_("Lý do"), max_length=200)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("vắng mặt")
        ordering = ["-first_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=models.F("first_on")), name="absence_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.first_on:%d/%m/%Y} – {self.last_on:%d/%m/%Y}"
