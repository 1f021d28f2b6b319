"""Following a petition without account: number and secret, as often as one likes; guessing is stopped."""

from datetime import datetime

from django.utils.crypto import constant_time_compare

from dossiers.models import Feedback
from dossiers.tracking import TRIES, WINDOW_SECONDS, NothingFound, TooManyTries
from dossiers.tries import Tries

BY_CLIENT = Tries("feedback:client", TRIES, WINDOW_SECONDS)
AT_NUMBER = Tries("feedback:number", TRIES, WINDOW_SECONDS)
SENDINGS = Tries("feedback:sent", 10, WINDOW_SECONDS)
"""How often one client address may send a petition: a hall shares one, a flood does not stop by itself."""

_NO_ANSWER = "--------"


def look_up(number: str, secret: str, *, client: str, at: datetime) -> Feedback:
    """Return the petition that number and secret belong to; one query.

    Raises `NothingFound` for either that is wrong, `TooManyTries` after ten failures in ten minutes.
    """
    number = number.strip().upper()
    if BY_CLIENT.are_used_up(client, at=at) or AT_NUMBER.are_used_up(number, at=at):
        raise TooManyTries
    feedback = Feedback.objects.filter(number=number).select_related("agency", "dossier", "sender").first()
    expected = feedback.tracking_secret if feedback else _NO_ANSWER
    is_right = constant_time_compare(secret.strip().replace(" ", "").upper(), expected)
    if feedback is None or not is_right:
        BY_CLIENT.count(client, at=at)
        AT_NUMBER.count(number, at=at)
        raise NothingFound
    return feedback


def count_sending(client: str, *, at: datetime) -> None:
    """Count one more petition from a client address; raises `TooManyTries` where there were too many."""
    if SENDINGS.are_used_up(client, at=at):
        raise TooManyTries
    SENDINGS.count(client, at=at)
