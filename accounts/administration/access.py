"""Who administers people, posts, agencies and seals."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User


def is_administrator(user: User | AnonymousUser) -> bool:
    """Say whether a person administers the system."""
    return user.is_authenticated and user.is_active and user.is_staff


def require_administrator(user: User | AnonymousUser) -> None:
    """Let administrators in; raises `PermissionDenied` for everybody else."""
    if not is_administrator(user):
        raise PermissionDenied(_("Trang này dành cho người quản trị hệ thống."))
