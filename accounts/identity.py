"""How people and organisations name themselves: numbers, phones, names and addresses of mail, parsed and explained.

Pure: no database, no clock. Each parser returns the one form in which a value is stored, or raises its own
`InvalidIdentity` whose words say in Vietnamese what is wrong and what to write instead.
"""

import re
import unicodedata
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _
from stdnum.exceptions import InvalidChecksum
from stdnum.exceptions import ValidationError as NumberError
from stdnum.vn import mst

from agencies.vietnamese import normalised

PERSONAL_ID_LENGTH = 12

# fmt: off
PROVINCES_OF_BIRTH = frozenset({
    "001", "002", "004", "006", "008", "010", "011", "012", "014", "015", "017", "019", "020",
    "022", "024", "025", "026", "027", "030", "031", "033", "034", "035", "036", "037", "038",
    "040", "042", "044", "045", "046", "048", "049", "051", "052", "054", "056", "058", "060",
    "062", "064", "066", "067", "068", "070", "072", "074", "075", "077", "079", "080", "082",
    "083", "084", "086", "087", "089", "091", "092", "093", "094", "095", "096",
})
# fmt: on
"""Codes of the 63 provinces, which a personal number keeps for life; other codes are countries of birth.

Law: Thông tư 59/2021/TT-BCA Điều 4; Thông tư 07/2016/TT-BCA phụ lục.
"""

MAX_NAME_LENGTH = 120
NAME_MARKS = frozenset(" '’.-")
"""What stands in names beside letters: H'Hen Niê, Jean-Pierre, Nguyễn T. An."""

_SEPARATORS = re.compile(r"[\s.\-()/]+")
_SEPARATORS_OF_NUMBER = re.compile(r"[\s.]+")
_MOBILE = re.compile(r"0[35789]\d{8}")
_LANDLINE = re.compile(r"02\d{9}")
_ABROAD = re.compile(r"\+[1-9]\d{7,14}")


class InvalidIdentity(ValueError):
    """Something that names a person is not what it should be; the message may be shown to the person."""


class InvalidPersonalId(InvalidIdentity):
    """Not a personal identification number (số định danh cá nhân)."""


class InvalidTaxCode(InvalidIdentity):
    """Not a tax code (mã số thuế, which is also the number of an enterprise)."""


class InvalidPhone(InvalidIdentity):
    """Not a phone number on which somebody can be reached."""


class InvalidFullName(InvalidIdentity):
    """Not a person's full name."""


class InvalidEmail(InvalidIdentity):
    """Not an e-mail address."""


# ── Personal identification number ───────────────────────────────────────────────────────
def parse_personal_id(text: str, *, born_on: date | None = None) -> str:
    """Return the twelve digits of a personal identification number; checks them against the birth date if it is given.

    There is no check digit. A country code instead of a province's is valid: see `is_registered_in_province`.

    Law: Thông tư 59/2021/TT-BCA Điều 4.
    """
    digits = _SEPARATORS_OF_NUMBER.sub("", _plain(text))
    if not re.fullmatch(r"[0-9]+", digits):
        raise InvalidPersonalId(_("Số định danh cá nhân chỉ gồm chữ số. Ông/Bà nhập 12 số trên thẻ căn cước."))
    if len(digits) == 9:
        raise InvalidPersonalId(
            _("Chứng minh nhân dân 9 số không còn giá trị sử dụng. Ông/Bà nhập 12 số trên thẻ căn cước.")
        )
    if len(digits) != PERSONAL_ID_LENGTH:
        raise InvalidPersonalId(
            _("Số định danh cá nhân phải có đúng 12 chữ số; Ông/Bà đã nhập %(count)d.") % {"count": len(digits)}
        )
    if digits.startswith("000") or int(digits[3]) > 3:
        raise InvalidPersonalId(_("Số định danh cá nhân này không tồn tại. Ông/Bà kiểm tra lại từng số trên thẻ."))
    if born_on:
        check_birth_date(digits, born_on)
    return digits


def check_birth_date(personal_id: str, born_on: date) -> None:
    """Raise `InvalidPersonalId` where the number belongs to a person of another year of birth."""
    if birth_year(personal_id) != born_on.year:
        raise InvalidPersonalId(
            _("Số định danh cá nhân này thuộc về người sinh năm %(year)d. Ông/Bà kiểm tra lại số hoặc ngày sinh.")
            % {"year": birth_year(personal_id)}
        )


def birth_year(personal_id: str) -> int:
    """Return the year of birth that a personal identification number carries in its digits 4 to 6."""
    return 1900 + 100 * (int(personal_id[3]) // 2) + int(personal_id[4:6])


def is_registered_in_province(personal_id: str) -> bool:
    """Say whether the birth was registered in a province of Viet Nam; if not, a clerk looks at the card once more."""
    return personal_id[:3] in PROVINCES_OF_BIRTH


# ── Tax code ─────────────────────────────────────────────────────────────────────────────
def parse_tax_code(text: str) -> str:
    """Return a tax code as it is written: ten digits, `0100233488-001` for a dependent unit, or a person's twelve.

    Law: Luật Quản lý thuế 2019 Điều 30; Thông tư 86/2024/TT-BTC (twelve digits since 01/7/2025).
    """
    digits = _SEPARATORS.sub("", _plain(text))
    if not re.fullmatch(r"[0-9]+", digits) or len(digits) not in {10, 12, 13}:
        raise InvalidTaxCode(
            _("Mã số thuế có 10 số, hoặc 13 số với đơn vị phụ thuộc; cá nhân, hộ kinh doanh dùng số định danh 12 số.")
        )
    if len(digits) == PERSONAL_ID_LENGTH:
        try:
            return parse_personal_id(digits)
        except InvalidPersonalId as error:
            raise InvalidTaxCode(str(error)) from error
    try:
        mst.validate(digits)
    except InvalidChecksum as error:
        # The formula has no digit for this remainder; such codes were given out with a 0.
        if not (mst.calc_check_digit(digits) == "10" and digits[9] == "0"):
            raise InvalidTaxCode(
                _("Mã số thuế này không đúng số kiểm tra. Ông/Bà xem lại giấy chứng nhận đăng ký.")
            ) from error
    except NumberError as error:
        raise InvalidTaxCode(_("Mã số thuế này không tồn tại. Ông/Bà xem lại giấy chứng nhận đăng ký.")) from error
    return digits if len(digits) == 10 else f"{digits[:10]}-{digits[10:]}"


# ── Phone ────────────────────────────────────────────────────────────────────────────────
def parse_phone(text: str) -> str:
    """Return a phone number in E.164 (`+84912345678`): mobile, landline, or abroad with its country code."""
    number = _SEPARATORS.sub("", _plain(text))
    if not re.fullmatch(r"\+?[0-9]+", number):
        raise InvalidPhone(_("Số điện thoại chỉ gồm chữ số, ví dụ 0912 345 678."))
    if number.startswith("00"):
        number = f"+{number[2:]}"
    if number.startswith("+") and not number.startswith("+84"):
        if not _ABROAD.fullmatch(number):
            raise InvalidPhone(_("Số điện thoại nước ngoài phải có mã quốc gia, ví dụ +1 202 555 0123."))
        return number
    national = number
    if number.startswith("+84"):
        national = "0" + number[3:].removeprefix("0")
    elif number.startswith("84") and len(number) in {11, 12}:
        national = "0" + number[2:]
    if re.match(r"0?1[89]00", national):
        raise InvalidPhone(_("Đây là số tổng đài. Ông/Bà nhập số liên lạc được với người nộp hồ sơ."))
    if re.fullmatch(r"01\d{9}", national):
        raise InvalidPhone(_("Số di động 11 số đã đổi thành 10 số. Ông/Bà nhập số mới, ví dụ 0912 345 678."))
    if not (_MOBILE.fullmatch(national) or _LANDLINE.fullmatch(national)):
        raise InvalidPhone(
            _("Số điện thoại không đúng. Di động có 10 số (0912 345 678), cố định có 11 số (024 3825 1234).")
        )
    return f"+84{national[1:]}"


def national_phone(phone: str) -> str:
    """Return a stored phone number as people in Viet Nam read it: `0912 345 678`."""
    if not phone.startswith("+84"):
        return phone
    number = f"0{phone[3:]}"
    if len(number) == 10:
        return f"{number[:4]} {number[4:7]} {number[7:]}"
    head = 3 if number[:3] in {"024", "028"} else 4
    return f"{number[:head]} {number[head:-4]} {number[-4:]}"


# ── Name and e-mail ──────────────────────────────────────────────────────────────────────
def parse_full_name(text: str) -> str:
    """Return a person's full name in NFC with single spaces; at least two words, as in Vietnamese papers."""
    name = " ".join(normalised(text).split())
    if not name:
        raise InvalidFullName(_("Ông/Bà nhập họ và tên."))
    if len(name) > MAX_NAME_LENGTH:
        raise InvalidFullName(_("Họ và tên dài quá %(count)d ký tự.") % {"count": MAX_NAME_LENGTH})
    if not all(letter in NAME_MARKS or unicodedata.category(letter)[0] in "LM" for letter in name):
        raise InvalidFullName(_("Họ và tên chỉ gồm chữ cái. Ông/Bà bỏ chữ số và ký hiệu."))
    words = [word for word in name.split() if any(letter.isalpha() for letter in word)]
    if len(words) < 2:
        raise InvalidFullName(_("Ông/Bà nhập đầy đủ họ và tên như trên thẻ căn cước."))
    return name


def parse_email(text: str) -> str:
    """Return an e-mail address in lower case."""
    address = _plain(text).strip().lower()
    message = _("Địa chỉ thư điện tử không đúng. Ông/Bà nhập theo mẫu ten@vidu.vn.")
    if len(address) > 254:
        raise InvalidEmail(message)
    try:
        EmailValidator()(address)
    except ValidationError as error:
        raise InvalidEmail(message) from error
    return address


def _plain(text: str) -> str:
    """Return text with full-width digits and exotic spaces as plain ones, as phones and spreadsheets paste them."""
    return normalised(unicodedata.normalize("NFKC", text))


# ── Shown to who may be a stranger ───────────────────────────────────────────────────────
def masked_contact(contact: str) -> str:
    """Return a stored phone number or e-mail address so that only its owner knows it again: `091*****78`, `a***@x.vn`.

    Law: domain 8.6 (masks of phone and e-mail).
    """
    if "@" in contact:
        name, _at, host = contact.partition("@")
        return f"{name[:1]}***@{host}"
    number = f"0{contact[3:]}" if contact.startswith("+84") else contact
    return f"{number[:3]}{'*' * max(len(number) - 5, 3)}{number[-2:]}"
