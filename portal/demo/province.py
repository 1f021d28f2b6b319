"""The province as an organisation: agencies, one-stop offices, second seals, hours, days off, legal regimes."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from agencies import calendars
from agencies.calendar_library import days_to_begin_with
from agencies.models import Agency, AgencyKind, CalendarDay, Level, OfficeHours, OneStopOffice, SecondSeal
from agencies.worktime import format_sessions
from procedures.models import FormsSet, LegalRegime, SupplementPolicy

PROVINCE = "An Hòa"
TWO_TIERS_FROM = date(2025, 7, 1)
CENTRE_CODE = "H99.01.01"
HOURS = "07:30-11:30,13:30-17:00"

# Code, name, what it is called in a table.
DEPARTMENTS = (
    ("H99.01", "Văn phòng Ủy ban nhân dân tỉnh An Hòa", "Văn phòng UBND tỉnh"),
    ("H99.02", "Sở Nội vụ tỉnh An Hòa", "Sở Nội vụ"),
    ("H99.03", "Sở Tư pháp tỉnh An Hòa", "Sở Tư pháp"),
    ("H99.04", "Sở Tài chính tỉnh An Hòa", "Sở Tài chính"),
    ("H99.05", "Sở Công Thương tỉnh An Hòa", "Sở Công Thương"),
    ("H99.06", "Sở Nông nghiệp và Môi trường tỉnh An Hòa", "Sở Nông nghiệp và Môi trường"),
    ("H99.07", "Sở Xây dựng tỉnh An Hòa", "Sở Xây dựng"),
    ("H99.08", "Sở Khoa học và Công nghệ tỉnh An Hòa", "Sở Khoa học và Công nghệ"),
    ("H99.09", "Sở Văn hóa, Thể thao và Du lịch tỉnh An Hòa", "Sở Văn hóa, Thể thao và Du lịch"),
    ("H99.10", "Sở Giáo dục và Đào tạo tỉnh An Hòa", "Sở Giáo dục và Đào tạo"),
    ("H99.11", "Sở Y tế tỉnh An Hòa", "Sở Y tế"),
    ("H99.12", "Sở Dân tộc và Tôn giáo tỉnh An Hòa", "Sở Dân tộc và Tôn giáo"),
    ("H99.13", "Thanh tra tỉnh An Hòa", "Thanh tra tỉnh"),
    ("H99.14", "Sở Ngoại vụ tỉnh An Hòa", "Sở Ngoại vụ"),
    ("H99.15", "Ban Quản lý các khu công nghiệp tỉnh An Hòa", "Ban Quản lý các KCN"),
)

# Code, name, short name, code of the department above it.
SUBDIVISIONS = (
    ("H99.16", "Văn phòng Đăng ký đất đai tỉnh An Hòa", "Văn phòng Đăng ký đất đai", "H99.06"),
    ("H99.17", "Chi cục Kiểm lâm tỉnh An Hòa", "Chi cục Kiểm lâm", "H99.06"),
    ("H99.18", "Chi cục Thủy sản tỉnh An Hòa", "Chi cục Thủy sản", "H99.06"),
    ("H99.19", "Chi cục Chăn nuôi và Thú y tỉnh An Hòa", "Chi cục Chăn nuôi và Thú y", "H99.06"),
    ("H99.20", "Trung tâm Dịch vụ việc làm tỉnh An Hòa", "Trung tâm Dịch vụ việc làm", "H99.02"),
)

CENTRAL_BRANCHES = (
    ("G01.99", "Công an tỉnh An Hòa", "Công an tỉnh"),
    ("G12.98", "Bảo hiểm xã hội tỉnh An Hòa", "Bảo hiểm xã hội tỉnh"),
    ("G12.99", "Thuế tỉnh An Hòa", "Thuế tỉnh"),
)

COMMUNES = (
    ("H99.41", "phường Hòa Thuận"),
    ("H99.42", "phường Đông Giang"),
    ("H99.43", "xã Phước Sơn"),
    ("H99.44", "xã Bình Khê"),
    ("H99.45", "xã Thanh Lâm"),
    ("H99.46", "xã Cẩm Vân"),
)

PLACES = tuple(name for _code, name in COMMUNES)

WITH_SECOND_SEAL = (
    "H99.02",
    "H99.03",
    "H99.04",
    "H99.05",
    "H99.06",
    "H99.07",
    "H99.09",
    "H99.11",
    "H99.15",
    "H99.16",
)


CONSULTED = ("H99.41", "H99.42", "H99.43", "H99.06", "H99.07", "H99.11", "G01.99", "G12.99")
"""Who is asked for an opinion."""


@dataclass(frozen=True, slots=True)
class Province:
    """What the rest of the demo needs to know of the province, by code."""

    agencies: dict[str, Agency]
    centre: OneStopOffice
    office_of_commune: dict[str, OneStopOffice]

    def office_of(self, agency: Agency) -> OneStopOffice:
        """Return where dossiers for an agency are handed in: at the commune, or at the provincial centre."""
        return self.office_of_commune.get(agency.code, self.centre)


def found_province(*, at: datetime) -> Province:
    """Write the province into an empty database."""
    agencies = _found_agencies()
    offices = _open_offices(agencies)
    centre = offices.pop(CENTRE_CODE)
    _register_seals(agencies, centre)
    _set_calendar(at=at)
    _enact_regimes()
    return Province(agencies, centre, {office.agency.code: office for office in offices.values()})


def _found_agencies() -> dict[str, Agency]:
    departments = f"Khu hành chính tỉnh, đường Hùng Vương, phường Hòa Thuận, tỉnh {PROVINCE}"
    branches = f"Đường Trần Phú, phường Hòa Thuận, tỉnh {PROVINCE}"
    rows = [
        *(
            _agency(number, *names, AgencyKind.DEPARTMENT, Level.PROVINCE, address=departments)
            for number, names in enumerate(DEPARTMENTS, start=101)
        ),
        *(
            _agency(number, *names, AgencyKind.CENTRAL_BRANCH, Level.CENTRAL, address=branches)
            for number, names in enumerate(CENTRAL_BRANCHES, start=201)
        ),
        *(_commune(number, code, name) for number, (code, name) in enumerate(COMMUNES, start=301)),
    ]
    agencies = {agency.code: agency for agency in Agency.objects.bulk_create(rows)}
    address = f"Đường Quang Trung, phường Đông Giang, tỉnh {PROVINCE}"
    units = []
    for number, (code, name, short, parent) in enumerate(SUBDIVISIONS, start=116):
        unit = _agency(number, code, name, short, AgencyKind.SUBDIVISION, Level.PROVINCE, address=address)
        unit.parent = agencies[parent]
        units.append(unit)
    return agencies | {agency.code: agency for agency in Agency.objects.bulk_create(units)}


def _commune(number: int, code: str, name: str) -> Agency:
    address = f"Trụ sở UBND {name}, tỉnh {PROVINCE}"
    full, short = f"Ủy ban nhân dân {name}", f"UBND {name}"
    commune = _agency(number, code, full, short, AgencyKind.COMMUNE, Level.COMMUNE, address=address)
    commune.valid_from = TWO_TIERS_FROM
    return commune


def _agency(number: int, code: str, name: str, short: str, kind: AgencyKind, level: Level, *, address: str) -> Agency:
    return Agency(
        code=code,
        name=name,
        short_name=short,
        kind=kind,
        level=level,
        address=address,
        phone=f"02993000{number:03d}",
    )


def _open_offices(agencies: dict[str, Agency]) -> dict[str, OneStopOffice]:
    centre = OneStopOffice(
        code=CENTRE_CODE,
        name=f"Trung tâm Phục vụ hành chính công tỉnh {PROVINCE}",
        agency=agencies["H99.01"],
        address=f"Số 2, đường Hùng Vương, phường Hòa Thuận, tỉnh {PROVINCE}",
        place_name=PROVINCE,
        phone="02993000001",
        email="ttpvhcc@demo.test",
        receipt_symbol="TTPVHCC",
        is_provincial_centre=True,
    )
    units = [
        OneStopOffice(
            code=f"{code}.01",
            name=f"Bộ phận Tiếp nhận và Trả kết quả {name}",
            agency=agencies[code],
            address=agencies[code].address,
            place_name=name.split(maxsplit=1)[1],
            phone=agencies[code].phone,
            email=f"motcua.{code[-2:]}@demo.test",
            receipt_symbol="BPTNTKQ",
        )
        for code, name in COMMUNES
    ]
    return {office.code: office for office in OneStopOffice.objects.bulk_create([centre, *units])}


def _register_seals(agencies: dict[str, Agency], centre: OneStopOffice) -> None:
    SecondSeal.objects.bulk_create(
        SecondSeal(
            agency=agencies[code],
            serial_number=f"AH-{number:04d}/ĐKMCD",
            permission_document=f"Văn bản số {number}/UBND-KSTT của Ủy ban nhân dân tỉnh {PROVINCE}",
            custody_office=centre,
            valid_from=TWO_TIERS_FROM,
        )
        for number, code in enumerate(WITH_SECOND_SEAL, start=1201)
    )


LAST_EXPECTED_YEAR = 2030
"""Until when the calendar holds what is expected, for limits of years."""


def _set_calendar(*, at: datetime) -> None:
    OfficeHours.objects.bulk_create(
        OfficeHours(weekday=weekday, sessions=HOURS if weekday < 5 else "") for weekday in range(7)
    )
    CalendarDay.objects.bulk_create(
        CalendarDay(
            day=day,
            kind=special.kind,
            name=special.name,
            sessions=format_sessions(special.sessions),
            decision=special.decision,
            stands_for=special.stands_for,
            is_confirmed=special.is_confirmed,
        )
        for day, special in days_to_begin_with(LAST_EXPECTED_YEAR).items()
    )
    calendars.revise(at=at)


def _enact_regimes() -> None:
    LegalRegime.objects.bulk_create(
        [
            LegalRegime(
                code="ND61-2018",
                name="Nghị định số 61/2018/NĐ-CP về cơ chế một cửa, một cửa liên thông",
                valid_from=date(2018, 6, 21),
                valid_to=date(2025, 6, 30),
                forms_set=FormsSet.TT01_2018,
                supplement_policy=SupplementPolicy.RESTART,
                has_district_level=True,
            ),
            LegalRegime(
                code="ND118-2025",
                name="Nghị định số 118/2025/NĐ-CP về cơ chế một cửa, một cửa liên thông",
                valid_from=TWO_TIERS_FROM,
                forms_set=FormsSet.TT03_2025,
                supplement_policy=SupplementPolicy.PAUSE,
            ),
        ]
    )


def noon_of(day: date) -> datetime:
    """Return noon of a local day, the instant of things whose hour does not matter."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=timezone.get_default_timezone())
