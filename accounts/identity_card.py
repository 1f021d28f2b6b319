"""The square code on a citizen's identity card, as a scanner types it. Pure: no database, no clock."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.identity import InvalidIdentity, parse_full_name, parse_personal_id
from agencies.vietnamese import normalised

FEWEST_PARTS = 6


class InvalidCard(InvalidIdentity):
    """Not what the square code of an identity card says."""


@dataclass(frozen=True, slots=True)
class IdentityCard:
    """Who the card belongs to."""

    personal_id: str
    full_name: str
    born_on: date | None
    address: str


def read_card(text: str) -> IdentityCard:
    """Return what a card says: `number|old number|NAME|ddmmyyyy|sex|address|date of issue`, later cards add parts.

    Raises `InvalidCard` for anything else, and where the number does not belong to somebody born in that year.
    """
    parts = [" ".join(part.split()) for part in normalised(text).replace("\n", " ").split("|")]
    if len(parts) < FEWEST_PARTS:
        raise InvalidCard(_("Đây không phải nội dung mã QR của thẻ căn cước. Ông/Bà quét lại hoặc nhập tay."))
    number, _old_number, name, born, _sex, address = parts[:FEWEST_PARTS]
    try:
        born_on = _date(born)
        return IdentityCard(
            personal_id=parse_personal_id(number, born_on=born_on),
            full_name=parse_full_name(as_written(name)),
            born_on=born_on,
            address=address[:300],
        )
    except InvalidCard:
        raise
    except InvalidIdentity as error:
        raise InvalidCard(str(error)) from error


def as_written(name: str) -> str:
    """Return a name in capitals as it is written in a form: `NGUYỄN VĂN AN` is `Nguyễn Văn An`."""
    if name != name.upper():
        return name
    return " ".join("'".join(part.capitalize() for part in word.split("'")) for word in name.split())


def _date(text: str) -> date | None:
    """Return the date of `ddmmyyyy`; None where the card has none (only the year is known of some people)."""
    digits = "".join(sign for sign in text if sign.isdigit())
    if len(digits) != 8:
        return None
    try:
        return datetime.strptime(digits, "%d%m%Y").date()  # noqa: DTZ007 - a date of birth has no zone
    except ValueError as error:
        raise InvalidCard(_("Ngày sinh trong mã QR không đúng. Ông/Bà quét lại hoặc nhập tay.")) from error
