"""People for the tests of this room: a citizen who signed up, an officer with a post."""

from datetime import date

from accounts.models import CitizenProfile, Post, Role, User
from agencies.models import Agency, AgencyKind, Level, OneStopOffice

PASSWORD = "con chim non 7"
"""Everybody's password."""

LONG_AGO = date(2020, 1, 1)


def citizen(email: str = "an@vidu.vn", **fields: object) -> User:
    """Return a citizen with a profile."""
    user = User.objects.create_user(email, PASSWORD, full_name="Nguyễn Văn An", phone="+84912345678", **fields)
    CitizenProfile.objects.create(user=user, personal_id="001090123456")
    return user


def officer(*roles: Role, email: str = "binh@vidu.vn", valid_to: date | None = None) -> User:
    """Return an officer who holds roles at one agency."""
    user = User.objects.create_user(email, PASSWORD, full_name="Trần Thị Bình")
    agency, _made = Agency.objects.get_or_create(
        code="H98.03",
        defaults={
            "name": "Sở Tư pháp tỉnh Thử",
            "short_name": "Sở Tư pháp",
            "kind": AgencyKind.DEPARTMENT,
            "level": Level.PROVINCE,
        },
    )
    office, _made = OneStopOffice.objects.get_or_create(
        code="H98.TT",
        defaults={
            "name": "Trung tâm",
            "agency": agency,
            "address": "Số 1",
            "place_name": "Thử",
            "receipt_symbol": "TT",
        },
    )
    for role in roles:
        Post.objects.create(
            user=user,
            role=role,
            agency=agency,
            office=office if role == Role.CLERK else None,
            valid_from=LONG_AGO,
            valid_to=valid_to,
        )
    return user
