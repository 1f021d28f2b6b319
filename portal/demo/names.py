"""Vietnamese names, addresses and numbers that are plausible, valid in form, and nobody's on purpose."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from agencies.vietnamese import folded

# Roughly as frequent as among real people.
FAMILY_NAMES = {
    "Nguyễn": 38,
    "Trần": 11,
    "Lê": 10,
    "Phạm": 7,
    "Hoàng": 5,
    "Phan": 5,
    "Vũ": 4,
    "Đặng": 3,
    "Bùi": 3,
    "Đỗ": 3,
    "Hồ": 2,
    "Ngô": 2,
    "Dương": 2,
    "Lý": 1,
    "Huỳnh": 2,
    "Võ": 2,
    "Trương": 1,
    "Đinh": 1,
    "Mai": 1,
    "Cao": 1,
}
MIDDLE_NAMES = {
    "male": ("Văn", "Hữu", "Đức", "Minh", "Quang", "Thanh", "Xuân", "Ngọc", "Công", "Đình", "Quốc", "Tuấn", "Gia"),
    "female": ("Thị", "Thị", "Thị Ngọc", "Thị Thu", "Thị Hồng", "Thị Thanh", "Ngọc", "Thu", "Phương", "Khánh", "Bảo"),
}
MALE_GIVEN_NAMES = """
Anh Bảo Bình Chiến Cường Dũng Duy Đạt Đức Hải Hậu Hiếu Hòa Hoàng Hùng Huy Khang Khoa Kiên Lâm Linh Long Lộc Mạnh Minh
Nam Nghĩa Nhân Phát Phong Phú Phúc Quân Quang Quý Sơn Sỹ Tài Tâm Tân Thái Thành Thắng Thiện Thịnh Thọ Thuận Tiến Toàn
Trí Trọng Trung Trường Tuấn Tùng Việt Vinh Vũ Vượng
"""
FEMALE_GIVEN_NAMES = """
An Anh Bích Châu Chi Cúc Diễm Diệp Dung Duyên Đào Giang Hà Hạnh Hằng Hiền Hoa Hồng Huệ Huyền Hương Lan Liên Linh Loan
Mai My Nga Ngân Ngọc Nguyệt Nhàn Nhi Nhung Oanh Phương Phượng Quyên Quỳnh Tâm Thanh Thảo Thắm Thơ Thu Thủy Thúy Tiên
Trang Trâm Trinh Tuyết Uyên Vân Xuân Yến
"""
GIVEN_NAMES = {"male": MALE_GIVEN_NAMES.split(), "female": FEMALE_GIVEN_NAMES.split()}

STREETS = (
    "Lê Lợi",
    "Trần Hưng Đạo",
    "Nguyễn Trãi",
    "Quang Trung",
    "Hai Bà Trưng",
    "Lý Thường Kiệt",
    "Phan Châu Trinh",
    "Nguyễn Du",
    "Hùng Vương",
    "Trần Phú",
    "Ngô Quyền",
    "Phan Đình Phùng",
)

BIRTH_PROVINCE_CODES = ("049", "049", "049", "049", "049", "049", "048", "051", "046", "001", "079")
"""Where births were registered: mostly one code, as in any province. Law: Thông tư 07/2016/TT-BCA, annex 1."""

MOBILE_PREFIXES = ("32", "33", "35", "38", "70", "76", "79", "83", "86", "88", "90", "91", "93", "96", "97", "98")

TAX_CODE_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)

COMPANY_KINDS = ("Công ty TNHH", "Công ty TNHH MTV", "Công ty Cổ phần", "Hợp tác xã", "Doanh nghiệp tư nhân")
COMPANY_TRADES = (
    "Xây dựng",
    "Thương mại và Dịch vụ",
    "Vận tải",
    "Nông sản",
    "Thủy sản",
    "Dược phẩm",
    "Vật liệu xây dựng",
    "Du lịch",
    "Cơ khí",
    "May mặc",
    "Thực phẩm sạch",
    "Đầu tư và Phát triển",
)
COMPANY_NAMES = (
    "An Hòa",
    "Bình Minh",
    "Đại Phát",
    "Hưng Thịnh",
    "Hoàng Long",
    "Minh Quân",
    "Nam Việt",
    "Phú Cường",
    "Sông Trà",
    "Tân Tiến",
    "Thành Công",
    "Thiên Phúc",
    "Trường Sơn",
    "Việt Hải",
    "Xuân Lộc",
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with everything that a form asks for."""

    full_name: str
    sex: str
    born_on: date
    personal_id: str
    phone: str
    address: str


@dataclass(frozen=True, slots=True)
class Company:
    """An enterprise or co-operative with its number."""

    name: str
    tax_code: str
    phone: str
    address: str


def person(chance: Random, places: tuple[str, ...], *, adult_on: date) -> Person:
    """Return a person of 18 to 80 years who lives in one of the places."""
    sex = chance.choice(("male", "female"))
    born_on = adult_on - timedelta(days=365 * 18 + 5 + min(int(chance.expovariate(1 / 7300)), 22600))
    return Person(
        full_name=full_name(chance, sex),
        sex=sex,
        born_on=born_on,
        personal_id=personal_id(chance, sex, born_on),
        phone=phone(chance),
        address=address(chance, places),
    )


def company(chance: Random, places: tuple[str, ...]) -> Company:
    """Return an enterprise with its seat in one of the places."""
    words = (chance.choice(COMPANY_KINDS), chance.choice(COMPANY_TRADES), chance.choice(COMPANY_NAMES))
    return Company(" ".join(words), tax_code(chance), phone(chance), address(chance, places))


def full_name(chance: Random, sex: str) -> str:
    """Return a name as it is written: family, middle, given."""
    (family,) = chance.choices(list(FAMILY_NAMES), weights=list(FAMILY_NAMES.values()))
    given = chance.choice(GIVEN_NAMES[sex])
    middle = chance.choice([name for name in MIDDLE_NAMES[sex] if not name.endswith(given)])
    return f"{family} {middle} {given}"


def personal_id(chance: Random, sex: str, born_on: date) -> str:
    """Return a personal number that agrees with sex and year of birth.

    Law: Thông tư 59/2021/TT-BCA Điều 4 (place, century and sex, year, six random digits).
    """
    century_and_sex = (born_on.year // 100 - 19) * 2 + (sex == "female")
    place = chance.choice(BIRTH_PROVINCE_CODES)
    return f"{place}{century_and_sex}{born_on.year % 100:02d}{chance.randrange(1_000_000):06d}"


def tax_code(chance: Random) -> str:
    """Return an enterprise number of ten digits with the right check digit."""
    while True:
        digits = [4, *(chance.randrange(10) for _ in range(8))]
        check = 10 - sum(weight * digit for weight, digit in zip(TAX_CODE_WEIGHTS, digits, strict=True)) % 11
        if check < 10:
            return "".join(map(str, [*digits, check]))


def phone(chance: Random) -> str:
    """Return a mobile number in E.164, from blocks that begin with three zeros."""
    return f"+84{chance.choice(MOBILE_PREFIXES)}000{chance.randrange(10_000):04d}"


def address(chance: Random, places: tuple[str, ...]) -> str:
    """Return an address in one of the communes: by street in a ward, by hamlet in a rural commune."""
    place = chance.choice(places)
    if place.startswith("phường"):
        return f"Số {chance.randrange(1, 250)}, đường {chance.choice(STREETS)}, {place}, tỉnh An Hòa"
    return f"Thôn {chance.randrange(1, 12)}, {place}, tỉnh An Hòa"


def mailbox(name: str) -> str:
    """Return the local part of an official e-mail address: given name, then initials (“hung.nv”)."""
    *family_and_middle, given = folded(name).split()
    return f"{given}.{''.join(word[0] for word in family_and_middle)}"
