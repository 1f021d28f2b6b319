"""Who is at the keyboard, as rows."""

from accounts.models.linked import LinkedIdentity
from accounts.models.organisations import Membership, MembershipRole, Organisation
from accounts.models.people import CitizenProfile, PartyKind, User, UserManager
from accounts.models.posts import POSTLESS, Absence, Post, Role
from accounts.models.trail import AdministrativeAction, AdministrativeEvent

__all__ = [
    "POSTLESS",
    "Absence",
    "AdministrativeAction",
    "AdministrativeEvent",
    "CitizenProfile",
    "LinkedIdentity",
    "Membership",
    "MembershipRole",
    "Organisation",
    "PartyKind",
    "Post",
    "Role",
    "User",
    "UserManager",
]
