"""What a deadline refuses; every message is Vietnamese and may be shown."""


class DeadlineError(ValueError):
    """A deadline cannot be computed from what was given."""


class BadLimit(DeadlineError):
    """The amount means nothing in its unit, or is longer than any law allows."""


class BadPause(DeadlineError):
    """A pause ends before it begins, has no end, or cannot be read."""


class LinesDoNotAddUp(DeadlineError):
    """The explanation of a due date contradicts itself, or has been altered."""


class LedgerError(DeadlineError):
    """The entries of a clock's ledger cannot have happened in this order."""


class NotStarted(LedgerError):
    """Something happened to a clock that has not started."""


class AlreadyStarted(LedgerError):
    """A clock was started twice."""


class AlreadyPaused(LedgerError):
    """A clock was paused while it was paused."""


class NotPaused(LedgerError):
    """A clock was resumed while it was running."""


class AlreadyStopped(LedgerError):
    """Something happened to a clock after it had stopped."""


class OutOfOrder(LedgerError):
    """An entry is earlier than the one before it."""


class ExtensionTooLate(LedgerError):
    """A limit was extended after it had been breached."""


class SecondReappointment(LedgerError):
    """The citizen was given a new appointment for a second time."""


class BadAppointment(LedgerError):
    """A new appointment has no date, or one that is not later than the due date."""


class CorrectionTooLate(LedgerError):
    """A receipt was corrected to a later date after the earlier one had been breached."""


class CalendarMissing(LedgerError):
    """A change of the calendar came without the calendar."""
