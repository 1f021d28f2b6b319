"""Who people are: by e-mail and password at the door, by the key in their session at every request after it."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import BigIntegerField

from accounts.models import User
from agencies.compiled import CompiledQuery

WITH_KEY = CompiledQuery(lambda key: User.objects.filter(pk=key), key=BigIntegerField())


class Backend(AuthenticationBackend):
    """The one way to sign in; what happens at the door is allauth's."""

    def get_user(self, user_id: int) -> User | None:
        """Return the person of a session while their account is active; one query."""
        found = WITH_KEY(key=user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None
