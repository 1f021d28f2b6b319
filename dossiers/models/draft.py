"""A submission that is being prepared: everything typed and attached is kept until it is submitted."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from agencies.models import Agency
from dossiers.models.papers import StoredFile, SupplementItem
from procedures.models import ProcedureVersion, RequiredDocument


class DossierDraft(models.Model):
    """One person's unfinished submission of one procedure, in their own name or, by membership or mandate, another's.

    `declaration` holds what was typed, field by field; `answers` what was answered about eligibility, question by
    question; `provenance` from where a field was filled in and left as it was (`{field: {source, label}}`).
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="drafts"
    )
    mandate = models.ForeignKey(
        "dossiers.Mandate", null=True, blank=True, on_delete=models.PROTECT, related_name="drafts"
    )
    answers = models.JSONField(default=dict, blank=True)
    declaration = models.JSONField(default=dict)
    provenance = models.JSONField(default=dict, blank=True)
    is_declared = models.BooleanField(default=False)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("hồ sơ đang soạn")
        ordering = ["-updated_at"]

    def __str__(self) -> str:
        return str(self.version)


class DraftDocument(models.Model):
    """A file attached to a draft; `vault_document` where it was taken from the person's store of papers."""

    draft = models.ForeignKey(DossierDraft, on_delete=models.CASCADE, related_name="documents")
    required_document = models.ForeignKey(RequiredDocument, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    vault_document = models.ForeignKey(
        "dossiers.VaultDocument", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("giấy tờ đính kèm")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.required_document)


class SupplementAttachment(models.Model):
    """A file kept for one paper that was asked for, until the applicant has them all and sends the supplement."""

    asked = models.ForeignKey(SupplementItem, on_delete=models.PROTECT, related_name="attachments")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("giấy tờ bổ sung đang soạn")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.asked)
