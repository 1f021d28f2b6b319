"""What the administrators' services say when they will not do something: in Vietnamese, at the field that caused it."""


class Refused(Exception):
    """A refusal in words that a person may read; `field` names the input that caused it, if one did."""

    def __init__(self, message: object, *, field: str | None = None) -> None:
        super().__init__(str(message))
        self.field = field


class Stale(Refused):
    """Somebody else changed it since the actor saw it."""
