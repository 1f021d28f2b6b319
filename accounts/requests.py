"""What a view behind the sign-in knows about its request."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request of a person who signed in, for the annotations of views that are not public.

    The middleware lets nobody else through; only a view marked `@login_not_required` meets an anonymous user.
    """

    user: User
