"""The tables that somebody has named: kept, found again, theirs alone."""

from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from reporting.models import SavedTable

LONGEST = 2000
MOST = 50


def tables_of(user: User) -> list[SavedTable]:
    """Return a person's tables by name; one query."""
    return list(SavedTable.objects.filter(owner=user)[:MOST])


def get_table(user: User, key: str) -> SavedTable:
    """Return one table of a person; absent and another's both raise `Http404`."""
    found = SavedTable.objects.filter(owner=user, pk=int(key)).first() if _is_key(key) else None
    if found is None:
        raise Http404(_("Không tìm thấy bảng này."))
    return found


def keep(user: User, name: str, question: str, *, at: datetime) -> SavedTable:
    """Keep the address of a table under a name; raises `IntegrityError` where the name is taken."""
    return SavedTable.objects.create(owner=user, name=name, question=question[:LONGEST], saved_at=at)


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18
