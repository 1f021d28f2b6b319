"""The cast of the whole suite, and one small world for them to act in.

An applies; Bình receives at the counter; Chi appraises; Dũng approves; Giang keeps the seal; Hà leads the province;
Khoa has every role in another agency. `dossier_in(Status.X)` walks a dossier along the workflow's table through the
services; no test sets a status by hand. Names: `world`, `an` … `khoa`, `dossier_in`.
"""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password

from accounts.models import CitizenProfile, Post, Role, User
from agencies import calendars
from agencies.calendar_seed import NATIONAL_DAYS
from agencies.models import Agency, AgencyKind, CalendarDay, Level, OfficeHours, OneStopOffice, SecondSeal
from agencies.worktime import format_sessions
from dossiers.models import Dossier
from dossiers.tests.remembering import remembered
from dossiers.tests.world import (
    CERTIFICATE,
    CONFIRMATION,
    GROUND,
    MONDAY,
    MONDAY_MORNING,
    PASSWORD,
    PDF,
    ROUTES,
    SESSION_QUERIES,
    DossierIn,
    World,
    instant,
    loaded,
    walk,
)
from dossiers.workflow import Status
from procedures.models import ClockCause, ClockRule, FormsSet, LegalRegime, ProcedureVersion, SupplementPolicy
from procedures.services import publish_versions

__all__ = [
    "CERTIFICATE",
    "CONFIRMATION",
    "GROUND",
    "MONDAY",
    "MONDAY_MORNING",
    "PASSWORD",
    "PDF",
    "ROUTES",
    "SESSION_QUERIES",
    "DossierIn",
    "World",
    "instant",
    "loaded",
    "make_world",
    "walk",
]


@pytest.fixture
def world(db: None) -> World:
    """One small world."""
    return make_world()


def make_world() -> World:
    """Write the small world, inside the transaction of the caller."""
    return remembered(_written)


def _written() -> World:
    """Write the small world by the services; about fifty statements."""
    department = Agency(
        code="H98.03", name="Sở Tư pháp tỉnh Thử", short_name="Sở Tư pháp", kind="department", level=Level.PROVINCE
    )
    commune = Agency(
        code="H98.41",
        name="Ủy ban nhân dân phường Thử",
        short_name="UBND phường Thử",
        kind=AgencyKind.COMMUNE,
        level=Level.COMMUNE,
    )
    Agency.objects.bulk_create([department, commune])
    centre = OneStopOffice(
        code="H98.01.01",
        name="Trung tâm Phục vụ hành chính công tỉnh Thử",
        agency=department,
        address="Số 2, đường Hùng Vương, tỉnh Thử",
        place_name="Thử",
        receipt_symbol="TTPVHCC",
        is_provincial_centre=True,
    )
    commune_office = OneStopOffice(
        code="H98.41.01",
        name="Bộ phận Tiếp nhận và Trả kết quả phường Thử",
        agency=commune,
        address="Phường Thử, tỉnh Thử",
        place_name="Phường Thử",
        receipt_symbol="BPTNTKQ",
    )
    OneStopOffice.objects.bulk_create([centre, commune_office])
    seal = SecondSeal.objects.create(
        agency=department,
        serial_number="TH-0001/ĐKMCD",
        permission_document="Văn bản số 12/UBND-KSTT",
        custody_office=centre,
        valid_from=date(2020, 1, 1),
    )
    _set_calendar()
    regime = LegalRegime.objects.create(
        code="ND118-2025",
        name="Nghị định số 118/2025/NĐ-CP",
        valid_from=date(2020, 1, 1),
        forms_set=FormsSet.TT03_2025,
        supplement_policy=SupplementPolicy.PAUSE,
    )
    people = _people(department, commune, centre, commune_office)
    certificate, confirmation = publish_versions([CERTIFICATE, CONFIRMATION], valid_from=date(2020, 1, 1))
    _rule_the_clock(regime, confirmation)
    return World(
        department=department,
        commune=commune,
        centre=centre,
        commune_office=commune_office,
        seal=seal,
        regime=regime,
        certificate=certificate,
        confirmation=confirmation,
        **people,
    )


def _rule_the_clock(regime: LegalRegime, confirmation: ProcedureVersion) -> None:
    """Payment and verification pause, an opinion only for the confirmation; five days more once; thirty to reopen."""
    rules: list[tuple[ClockCause, int | None, ProcedureVersion | None]] = [
        (ClockCause.PAYMENT, 10, None),
        (ClockCause.VERIFICATION, None, None),
        (ClockCause.CONSULTATION, 2, confirmation),
        (ClockCause.EXTENSION, 5, None),
        (ClockCause.REOPENING, 30, None),
    ]
    ClockRule.objects.bulk_create(
        ClockRule(
            regime=regime,
            procedure=version.procedure if version else None,
            cause=cause,
            amount=days,
            legal_ground=GROUND,
        )
        for cause, days, version in rules
    )


def _set_calendar() -> None:
    OfficeHours.objects.bulk_create(
        OfficeHours(weekday=weekday, sessions="07:30-11:30,13:30-17:00" if weekday < 5 else "") for weekday in range(7)
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
        for day, special in NATIONAL_DAYS.items()
        if day.year >= 2025
    )
    calendars.revise(at=MONDAY_MORNING)


def _people(
    department: Agency, commune: Agency, centre: OneStopOffice, commune_office: OneStopOffice
) -> dict[str, User]:
    password = make_password(PASSWORD)
    names = {
        "an": "Nguyễn Văn An",
        "binh": "Trần Thị Bình",
        "chi": "Lê Quỳnh Chi",
        "dung": "Phạm Tiến Dũng",
        "giang": "Hoàng Hương Giang",
        "ha": "Vũ Thu Hà",
        "khoa": "Đặng Anh Khoa",
        "mai": "Đỗ Thanh Mai",
    }
    people = {
        key: User(email=f"{key}@test.test", full_name=full_name, password=password) for key, full_name in names.items()
    }
    User.objects.bulk_create(people.values())
    CitizenProfile.objects.create(
        user=people["an"],
        personal_id="049090000127",
        born_on=date(1990, 5, 12),
        address="Số 18, đường Lê Lợi, phường Hòa Thuận, tỉnh An Hòa",
    )
    held: list[tuple[str, Role, Agency, OneStopOffice | None]] = [
        ("binh", Role.CLERK, department, centre),
        ("chi", Role.APPRAISER, department, None),
        ("dung", Role.APPROVER, department, None),
        ("giang", Role.SEAL_KEEPER, department, None),
        ("ha", Role.LEADER, department, centre),
        ("khoa", Role.CLERK, commune, commune_office),
        ("khoa", Role.APPRAISER, commune, None),
        ("khoa", Role.APPROVER, commune, None),
        ("khoa", Role.SEAL_KEEPER, commune, None),
        ("khoa", Role.LEADER, commune, None),
        ("mai", Role.EDITOR, department, None),
    ]
    Post.objects.bulk_create(
        Post(user=people[key], role=role, agency=agency, office=office, valid_from=date(2020, 1, 1))
        for key, role, agency, office in held
    )
    return people


@pytest.fixture
def dossier_in(world: World) -> DossierIn:
    """Walk a new dossier to a status: `dossier_in(Status.IN_APPROVAL, channel=…, version=…, at=…, outcome=…)`."""

    def walked(status: Status, **options: Any) -> Dossier:
        return walk(world, status, **options)

    return walked


@pytest.fixture
def an(world: World) -> User:
    """The citizen."""
    return world.an


@pytest.fixture
def binh(world: World) -> User:
    """The clerk at the provincial centre."""
    return world.binh


@pytest.fixture
def chi(world: World) -> User:
    """The appraiser of the department."""
    return world.chi


@pytest.fixture
def dung(world: World) -> User:
    """The approver of the department."""
    return world.dung


@pytest.fixture
def giang(world: World) -> User:
    """The seal keeper of the department."""
    return world.giang


@pytest.fixture
def ha(world: World) -> User:
    """The leader who sees the whole province."""
    return world.ha


@pytest.fixture
def khoa(world: World) -> User:
    """Every role at the commune, nothing at the department."""
    return world.khoa


@pytest.fixture
def mai(world: World) -> User:
    """The editor of the catalogue, who handles no dossier."""
    return world.mai
