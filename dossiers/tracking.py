"""The public look-up: a code and a second secret open how far a dossier has come, and nothing about a person.

Law: Thông tư 01/2018/TT-VPCP Điều 16 khoản 2 điểm d (without sign-in: code and degree of completion);
domain decision 10.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.utils.crypto import constant_time_compare

from accounts.models import Role
from agencies.calendars import calendar_of
from dossiers.models import Dossier
from dossiers.path import ENDED_EARLY, Badge, Progress, Station, progress_of, standing_badge, stations_of
from dossiers.tries import Tries
from dossiers.workflow import FINAL, HOLDER_OF, Status

TRIES = 10
WINDOW_SECONDS = 600
BY_CLIENT = Tries("tracking:client", TRIES, WINDOW_SECONDS)
SLIP_SALT, SLIP_LIFE = "dossiers.tracking.slip", timedelta(minutes=30)
AT_CODE = Tries("tracking:code", TRIES, WINDOW_SECONDS)


@dataclass(frozen=True, slots=True)
class PublicWords:
    """What anybody with code and secret may know of a dossier; nothing of it is about a person."""

    code: str
    status: Status
    progress: Progress | None
    stations: tuple[Station, ...]
    due_at: datetime | None
    standing: Badge | None
    waits_for_applicant: bool
    is_ready: bool
    is_over: bool


_NO_ANSWER = "--------"
"""Compared with where there is no dossier, so that both refusals do the same work."""


class TooManyTries(Exception):
    """Somebody guesses: from one address, or at one code."""


class NothingFound(Exception):
    """No dossier has this code with this secret; which of the two is wrong is not told."""


def look_up(code: str, secret: str, *, client: str, at: datetime) -> Dossier:
    """Return the dossier that code and secret belong to; one query.

    Raises `NothingFound` for a wrong code and for a wrong secret alike, `TooManyTries` after ten failures in ten
    minutes by one client address or at one code. Only failures count: whoever has the secret may look as often as
    they like.
    """
    code = code.strip().upper()
    if BY_CLIENT.are_used_up(client, at=at) or AT_CODE.are_used_up(code, at=at):
        raise TooManyTries
    dossier = Dossier.objects.filter(code=code).first()
    expected = dossier.tracking_secret if dossier else _NO_ANSWER
    is_right = constant_time_compare(secret.strip().replace(" ", "").upper(), expected)
    if dossier is None or not is_right:
        BY_CLIENT.count(client, at=at)
        AT_CODE.count(code, at=at)
        raise NothingFound
    return dossier


def slip_shown(dossier: Dossier, *, at: datetime) -> str:
    """Return what proves for half an hour that somebody had code and secret, so that no page repeats the secret."""
    return Signer(salt=SLIP_SALT).sign_object({"code": dossier.code, "until": (at + SLIP_LIFE).isoformat()})


def dossier_of_slip(slip: str, *, at: datetime) -> Dossier:
    """Return the dossier that `slip_shown` was given for; one query. Raises `NothingFound` once it is forged or old."""
    try:
        shown = Signer(salt=SLIP_SALT).unsign_object(slip)
    except BadSignature as error:
        raise NothingFound from error
    dossier = Dossier.objects.filter(code=shown["code"]).first()
    if dossier is None or at > datetime.fromisoformat(shown["until"]):
        raise NothingFound
    return dossier


def what_is_public(dossier: Dossier, *, at: datetime) -> PublicWords:
    """Return what page and API show of a dossier that was looked up: its step, how much is done, the promised date."""
    status = Status(dossier.status)
    is_open = status not in FINAL and dossier.finished_at is None
    return PublicWords(
        code=dossier.code,
        status=status,
        progress=None if status in ENDED_EARLY else progress_of(dossier),
        stations=stations_of(dossier),
        due_at=dossier.due_at if is_open else None,
        standing=standing_badge(dossier, at=at, calendar=calendar_of(None)) if is_open else None,
        waits_for_applicant=HOLDER_OF.get(status) is Role.APPLICANT,
        is_ready=status is Status.RESULT_READY,
        is_over=status in FINAL,
    )
