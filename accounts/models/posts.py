"""Officers: their posts and their absences."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
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
