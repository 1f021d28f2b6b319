"""A linked request (liên thông): one thing that a citizen asks for, several dossiers that agencies resolve."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from agencies.models import Agency
from dossiers.models.dossier import Dossier, ReturnMethod
from dossiers.models.papers import StoredFile
from procedures.models import LinkedGroup, Procedure


class LinkedRequest(models.Model):
    """What a citizen asked for once, of a group of procedures.

    `applicant` keeps `dossiers.services.Applicant` field by field, because parts that open later need it again;
    `organisation` and `mandate` say in whose name it was submitted, if not in the submitter's own. What
    becomes of the request is told from its parts (`dossiers.linked`); it has no status of its own.
    """

    code = models.CharField(_("Mã yêu cầu"), max_length=40, unique=True)
    key = models.UUIDField(_("Khóa chống nộp trùng"), unique=True)
    group = models.ForeignKey(
        LinkedGroup, verbose_name=_("Nhóm thủ tục"), on_delete=models.PROTECT, related_name="requests"
    )
    submitter = models.ForeignKey(
        User, verbose_name=_("Tài khoản nộp"), on_delete=models.PROTECT, related_name="linked_requests"
    )
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    mandate = models.ForeignKey("dossiers.Mandate", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    applicant = models.JSONField(_("Chủ hồ sơ"))
    content = models.TextField(_("Nội dung yêu cầu giải quyết"), blank=True)
    return_method = models.CharField(_("Nhận kết quả"), max_length=10, choices=ReturnMethod)
    submitted_at = models.DateTimeField(_("Nộp lúc"))

    class Meta:
        verbose_name = _("yêu cầu liên thông")
        ordering = ["-submitted_at", "-pk"]
        indexes = [models.Index(fields=["submitter", "-submitted_at"], name="linked_request_of_citizen")]

    def __str__(self) -> str:
        return self.code


class LinkedDossier(models.Model):
    """One part of a request. It has no dossier until its wave opens.

    `name` is the procedure's on the day of the request; `obstacle` says why a part could not open by itself.
    """

    request = models.ForeignKey(LinkedRequest, on_delete=models.PROTECT, related_name="parts")
    ordinal = models.PositiveSmallIntegerField()
    wave = models.PositiveSmallIntegerField(_("Đợt"))
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="+")
    name = models.TextField(_("Thủ tục"))
    agency = models.ForeignKey(
        Agency, verbose_name=_("Cơ quan giải quyết"), on_delete=models.PROTECT, related_name="linked_parts"
    )
    dossier = models.OneToOneField(
        Dossier, verbose_name=_("Hồ sơ"), null=True, blank=True, on_delete=models.PROTECT, related_name="linked_part"
    )
    obstacle = models.TextField(_("Vì sao chưa mở được"), blank=True)

    class Meta:
        verbose_name = _("phần của yêu cầu liên thông")
        ordering = ["request_id", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["request", "ordinal"], name="one_linked_dossier_per_ordinal"),
            models.UniqueConstraint(fields=["request", "procedure"], name="procedure_stands_once_in_a_request"),
            models.CheckConstraint(condition=Q(dossier=None) | Q(obstacle=""), name="part_that_opened_has_no_obstacle"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} #{self.ordinal} {self.name}"


class KeptPaper(models.Model):
    """A paper that a part needs when it opens: a file handed in with the request, or the result of another part.

    `name` is that of the required document for which it stands. The row goes when the part has its dossier.
    """

    part = models.ForeignKey(LinkedDossier, on_delete=models.PROTECT, related_name="kept_papers")
    name = models.TextField(_("Tên giấy tờ"))
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    result_of = models.ForeignKey(Procedure, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("giấy tờ giữ cho phần mở sau")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file__isnull=False, result_of=None) | Q(file=None, result_of__isnull=False),
                name="kept_paper_is_a_file_or_a_result",
            )
        ]

    def __str__(self) -> str:
        return self.name


class LinkedDraft(models.Model):
    """One person's unfinished request of a group. `declaration` holds what was typed, field by field.

    `organisation` and `mandate` say in whose name it is, `provenance` from where a field was filled in, as in
    `DossierDraft`. `left_out` lists the codes of the optional parts that are not wanted; `agencies` maps the code of a
    procedure to the code of the agency chosen for it.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="linked_drafts")
    group = models.ForeignKey(LinkedGroup, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    mandate = models.ForeignKey("dossiers.Mandate", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    left_out = models.JSONField(default=list)
    agencies = models.JSONField(default=dict)
    are_parts_chosen = models.BooleanField(default=False)
    declaration = models.JSONField(default=dict)
    provenance = models.JSONField(default=dict, blank=True)
    is_declared = models.BooleanField(default=False)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("yêu cầu liên thông đang soạn")
        ordering = ["-updated_at"]
        constraints = [models.UniqueConstraint(fields=["user", "group"], name="one_linked_draft_per_person_and_group")]

    def __str__(self) -> str:
        return str(self.group)


class LinkedDraftFile(models.Model):
    """A file attached to a draft, for one paper: named by procedure and name, a shared one by its name alone."""

    draft = models.ForeignKey(LinkedDraft, on_delete=models.CASCADE, related_name="documents")
    procedure_code = models.CharField(max_length=40, blank=True)
    name = models.TextField(_("Tên giấy tờ"))
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("giấy tờ đính kèm")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
