"""What signing says when it will not sign."""

from dossiers.errors import InvalidInput


class SigningRefused(InvalidInput):
    """A key, a certificate or a file that cannot be signed with or on; the message says why and what to do."""


class KeyUnavailable(SigningRefused):
    """The key cannot be reached now: a token that is not plugged in, a service that does not answer. Try again."""
