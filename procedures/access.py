"""Who may change the catalogue: the officers of procedure control (kiểm soát thủ tục hành chính), nobody else.

Law: Nghị định 63/2010/NĐ-CP (kiểm soát thủ tục hành chính).
"""

from datetime import date

from django.contrib.auth.models import AnonymousUser

from accounts.access import roles_held
from accounts.models import Role, User


def is_editor(user: User | AnonymousUser, *, today: date) -> bool:
    """Say whether a person edits the catalogue today."""
    return Role.EDITOR in roles_held(user, today=today)
