"""Notes of officers for their colleagues about one dossier; the applicant never sees them."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.vietnamese import normalised
from dossiers.access import MAY_NOTE, roles_in
from dossiers.errors import InvalidInput, NotAllowed
from dossiers.models import Dossier, InternalNote

TWICE = timedelta(minutes=1)
"""The same words of the same person within this time are one press too many."""


def write_note(dossier: Dossier, *, words: str, actor: User, at: datetime) -> InternalNote:
    """Leave a note for colleagues; it is never changed. The same words sent twice are one note.

    Raises `NotAllowed` for whoever has no part in the dossier, `InvalidInput` where nothing is said.
    """
    roles = roles_in(actor, dossier, today=timezone.localdate(at))
    post = next((roles[role] for role in MAY_NOTE if roles.get(role)), None)
    if post is None:
        raise NotAllowed(_("Ông/Bà không có quyền ghi chú vào hồ sơ này."))
    words = normalised(words)
    if not words:
        raise InvalidInput(_("Ông/Bà viết nội dung ghi chú."), field="words")
    with transaction.atomic():
        said = InternalNote.objects.filter(dossier=dossier, author=actor, words=words, at__gt=at - TWICE).first()
        return said or InternalNote.objects.create(
            dossier=dossier, author=actor, agency_id=post.agency_id, words=words, at=at
        )
