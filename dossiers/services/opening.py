"""Writing down who of an office opened which paper.

The one thing that a GET writes: whoever reads a paper leaves a trace, and reading is a GET.
"""

from datetime import datetime

from django.utils import timezone

from accounts.models import User
from agencies.compiled import insert
from dossiers.access import is_party, opening_post
from dossiers.models import Dossier, FileOpening, StoredFile


def record_opening(
    dossier: Dossier, *, paper: str, actor: User, at: datetime, file: StoredFile | None = None
) -> FileOpening | None:
    """Write down that an officer opened a paper; the applicant's own openings are not written. One statement.

    Law: Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 (processing is logged); domain 8.6.
    """
    today = timezone.localdate(at)
    if is_party(actor, dossier, today=today):
        return None
    post = opening_post(actor, dossier, today=today)
    if post is None:
        return None
    opening = FileOpening(
        dossier=dossier, file=file, paper=paper[:300], user=actor, role=post.role, agency_id=post.agency_id, at=at
    )
    return insert(opening)
