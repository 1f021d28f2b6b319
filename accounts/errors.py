"""What a service of accounts says when it will not do something: in Vietnamese, at the field that caused it."""


class AccountError(Exception):
    """A refusal in words that a person may read; `field` names the input that caused it, if one did."""

    def __init__(self, message: object, *, field: str | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field


class ContactTaken(AccountError):
    """Another account is named by this phone number or e-mail address."""


class NotYours(AccountError):
    """The person may not do this to this organisation or identity."""


class Refused(AccountError):
    """Something that was typed cannot be accepted, or came too late."""
