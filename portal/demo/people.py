"""The people of the province: eight who can sign in, and the officers and citizens around them."""

import os
import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils.timezone import get_default_timezone

from accounts.models import Absence, CitizenProfile, Membership, MembershipRole, Organisation, Post, Role, User
from agencies.models import Agency, AgencyKind
from dossiers.services import mandates
from portal.demo import names
from portal.demo.province import PLACES, TWO_TIERS_FROM, Province

READABLE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that nobody mistakes for one another when typing them from paper."""

JUSTICE = "H99.03"
OTHER_AGENCY = "H99.41"

TITLES = {
    Role.CLERK: "Chuyên viên tiếp nhận và trả kết quả",
    Role.APPRAISER: "Chuyên viên",
    Role.APPROVER: "Phó Giám đốc",
    Role.SEAL_KEEPER: "Văn thư",
    Role.LEADER: "Giám đốc",
}
COMMUNE_TITLES = {
    Role.CLERK: "Công chức tiếp nhận và trả kết quả",
    Role.APPRAISER: "Công chức chuyên môn",
    Role.APPROVER: "Phó Chủ tịch Ủy ban nhân dân",
    Role.SEAL_KEEPER: "Văn thư",
    Role.LEADER: "Chủ tịch Ủy ban nhân dân",
}


@dataclass(frozen=True, slots=True)
class Member:
    """One of the cast: who they are, what they do here in words, and the posts they hold."""

    email: str
    full_name: str
    part: str
    roles: tuple[Role, ...] = ()
    agency_code: str = ""
    title: str = ""
    is_administrator: bool = False


CAST = (
    Member("an@demo.test", "Nguyễn Văn An", "Công dân nộp hồ sơ"),
    Member(
        "binh@demo.test",
        "Trần Thị Bình",
        "Tiếp nhận tại Trung tâm Phục vụ hành chính công tỉnh",
        (Role.CLERK,),
        "H99.01",
        TITLES[Role.CLERK],
    ),
    Member("chi@demo.test", "Lê Quỳnh Chi", "Thẩm định, Sở Tư pháp", (Role.APPRAISER,), JUSTICE, "Chuyên viên"),
    Member("dung@demo.test", "Phạm Tiến Dũng", "Phê duyệt, Sở Tư pháp", (Role.APPROVER,), JUSTICE, "Phó Giám đốc"),
    Member("giang@demo.test", "Hoàng Hương Giang", "Giữ con dấu, Sở Tư pháp", (Role.SEAL_KEEPER,), JUSTICE, "Văn thư"),
    Member(
        "ha@demo.test",
        "Vũ Thu Hà",
        "Lãnh đạo theo dõi toàn tỉnh",
        (Role.LEADER,),
        "H99.01",
        "Phó Chánh Văn phòng, Giám đốc Trung tâm",
    ),
    Member(
        "mai@demo.test",
        "Đỗ Thanh Mai",
        "Biên tập danh mục thủ tục, Văn phòng UBND tỉnh",
        (Role.EDITOR,),
        "H99.01",
        "Chuyên viên kiểm soát thủ tục hành chính",
    ),
    Member(
        "khoa@demo.test",
        "Đặng Anh Khoa",
        "Mọi vai trò tại UBND phường Hòa Thuận",
        (Role.CLERK, Role.APPRAISER, Role.APPROVER, Role.SEAL_KEEPER, Role.LEADER),
        OTHER_AGENCY,
        "Phó Chủ tịch Ủy ban nhân dân",
    ),
    Member("oanh@demo.test", "Lý Kim Oanh", "Quản trị hệ thống", is_administrator=True),
)

AN = names.Person(
    full_name="Nguyễn Văn An",
    sex="male",
    born_on=date(1990, 5, 12),
    personal_id="049090000127",
    phone="+84900000127",
    address="Số 18, đường Lê Lợi, phường Hòa Thuận, tỉnh An Hòa",
)


@dataclass(slots=True)
class Staff:
    """Who works where: clerks by the code of their office, everybody else by the code of their agency."""

    clerks: dict[str, list[User]] = field(default_factory=lambda: defaultdict(list))
    appraisers: dict[str, list[User]] = field(default_factory=lambda: defaultdict(list))
    approvers: dict[str, list[User]] = field(default_factory=lambda: defaultdict(list))
    seal_keepers: dict[str, list[User]] = field(default_factory=lambda: defaultdict(list))

    def add(self, post: Post) -> None:
        """Enter a post where the demo looks for it."""
        match post.role:
            case Role.CLERK if post.office:
                self.clerks[post.office.code].append(post.user)
            case Role.APPRAISER:
                self.appraisers[post.agency.code].append(post.user)
            case Role.APPROVER:
                self.approvers[post.agency.code].append(post.user)
            case Role.SEAL_KEEPER:
                self.seal_keepers[post.agency.code].append(post.user)


def appoint_cast(province: Province, *, passwords: dict[str, str]) -> list[Post]:
    """Make those who can sign in, with their posts; return the posts."""
    users = {}
    for member in CAST:
        phone = AN.phone if member.full_name == AN.full_name else ""
        rights = {"is_staff": member.is_administrator, "is_superuser": member.is_administrator}
        users[member.email] = User(email=member.email, full_name=member.full_name, phone=phone, **rights)
    with ThreadPoolExecutor() as pool:  # slow on purpose, so one after the other would take seconds
        hashes = pool.map(make_password, (passwords[email] for email in users))
    for user, password in zip(users.values(), hashes, strict=True):
        user.password = password
    User.objects.bulk_create(users.values())
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=email, verified=True, primary=True) for email, user in users.items()
    )
    CitizenProfile.objects.create(
        user=users["an@demo.test"], personal_id=AN.personal_id, born_on=AN.born_on, address=AN.address
    )
    posts = []
    for member in CAST:
        for role in member.roles:
            agency = province.agencies[member.agency_code]
            posts.append(_post(users[member.email], role, agency, province, title=member.title))
    return Post.objects.bulk_create(posts)


def appoint_officers(province: Province, chance: Random) -> list[Post]:
    """Staff every agency and office; nobody signs in as these officers. Return the posts."""
    wanted: list[tuple[Role, Agency]] = [(Role.CLERK, province.agencies["H99.01"])] * 9
    for agency in province.agencies.values():
        is_commune = agency.kind == AgencyKind.COMMUNE
        wanted += [(Role.CLERK, agency)] * (2 if is_commune else 0)
        wanted += [(Role.APPRAISER, agency)] * chance.choice((2, 3))
        wanted += [(Role.APPROVER, agency)] * chance.choice((1, 2))
        wanted += [(Role.SEAL_KEEPER, agency), (Role.LEADER, agency)]
    taken: set[str] = set()
    posts = []
    for role, agency in wanted:
        name = names.full_name(chance, chance.choice(("male", "female")))
        titles = COMMUNE_TITLES if agency.kind == AgencyKind.COMMUNE else TITLES
        user = User(email=_free_address(name, agency, taken), full_name=name)
        user.set_unusable_password()
        posts.append(_post(user, role, agency, province, title=titles[role]))
    User.objects.bulk_create(post.user for post in posts)
    for post in posts:
        post.user = post.user  # the key that the database has given by now
    return Post.objects.bulk_create(posts)


def staff_of(posts: Iterable[Post]) -> Staff:
    """Return who works where."""
    staff = Staff()
    for post in posts:
        staff.add(post)
    return staff


@dataclass(frozen=True, slots=True)
class Citizen:
    """A citizen with an account."""

    user: User
    person: names.Person


def register_citizens(chance: Random, count: int, *, on: date) -> list[Citizen]:
    """Give this many citizens an account that nobody signs in with; return them."""
    persons = [names.person(chance, PLACES, adult_on=on) for _ in range(count)]
    users = []
    for number, person in enumerate(persons, start=1):
        user = User(
            email=f"{names.mailbox(person.full_name)}{number}@demo.test",
            full_name=person.full_name,
            phone=person.phone,
        )
        user.set_unusable_password()
        users.append(user)
    User.objects.bulk_create(users)
    CitizenProfile.objects.bulk_create(
        CitizenProfile(user=user, personal_id=person.personal_id, born_on=person.born_on, address=person.address)
        for user, person in zip(users, persons, strict=True)
    )
    return [Citizen(user, person) for user, person in zip(users, persons, strict=True)]


def an_as_citizen() -> Citizen:
    """Return the one of the cast who applies."""
    return Citizen(User.objects.get(email="an@demo.test"), AN)


def named(email: str) -> User:
    """Return one of the cast."""
    return User.objects.get(email=email)


def leave_and_stand_ins(staff: Staff, *, today: date) -> None:
    """Send a colleague of Chi's on leave for some days around today; Chi stands in for her."""
    chi, colleague = staff.appraisers[JUSTICE][:2]
    first_on, last_on = today - timedelta(days=3), today + timedelta(days=11)
    Absence.objects.create(
        user=colleague,
        first_on=first_on,
        last_on=last_on,
        reason="Nghỉ phép năm",
        recorded_by=staff.approvers[JUSTICE][0],
        recorded_at=datetime.combine(first_on - timedelta(days=4), time(9), tzinfo=get_default_timezone()),
    )
    post = Post.objects.get(user=colleague, role=Role.APPRAISER)
    Post.objects.create(
        user=chi,
        role=Role.APPRAISER,
        agency=post.agency,
        title=post.title,
        valid_from=first_on,
        valid_to=last_on,
        stands_in_for=post,
        delegation="Văn bản phân công số 31/PC-STP",
    )


def act_for_others(citizens: Sequence[Citizen], *, at: datetime) -> None:
    """Let An belong to a company with a colleague, and let a neighbour do one errand for him."""
    an, colleague, neighbour = named("an@demo.test"), citizens[0].user, citizens[1].user
    today = at.date()
    company = Organisation.objects.create(
        tax_code="0100109106",
        name="Công ty TNHH Thương mại Hòa Bình",
        address=AN.address,
        phone=AN.phone,
        created_at=at,
        confirmed_at=at,
        confirmed_by=named("binh@demo.test"),
    )
    Membership.objects.bulk_create(
        Membership(organisation=company, user=user, role=role, valid_from=today, added_by=an)
        for user, role in ((an, MembershipRole.REPRESENTATIVE), (colleague, MembershipRole.MEMBER))
    )
    scope = mandates.Scope(today, today + timedelta(days=364), may_collect=True)
    mandates.give(neighbour, scope, actor=an, at=at)


def new_passwords() -> dict[str, str]:
    """Draw a password for each of the cast, for this installation only."""
    return {
        member.email: "-".join("".join(secrets.choice(READABLE_LETTERS) for _ in range(4)) for _ in range(3))
        for member in CAST
    }


def write_people(path: Path, passwords: dict[str, str]) -> None:
    """Write who can sign in, and how, into a file that only its owner can read."""
    rows = [("Họ và tên", "Thư điện tử", "Mật khẩu", "Vai trò")]
    rows += [(member.full_name, member.email, passwords[member.email], member.part) for member in CAST]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = ["Những người dùng thử của tỉnh An Hòa (dữ liệu giả lập):", ""]
    for *columns, part in rows:
        padded = [text.ljust(width) for text, width in zip(columns, widths, strict=True)]
        lines.append("  ".join([*padded, part]))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def _post(user: User, role: Role, agency: Agency, province: Province, *, title: str) -> Post:
    office = None
    if role is Role.CLERK or (role is Role.LEADER and agency.code == "H99.01"):
        office = province.office_of(agency)
    return Post(user=user, role=role, agency=agency, office=office, title=title, valid_from=TWO_TIERS_FROM)


def _free_address(name: str, agency: Agency, taken: set[str]) -> str:
    unit = agency.code.lower().replace(".", "")
    stem, number = names.mailbox(name), 1
    address = f"{stem}@{unit}.demo.test"
    while address in taken:
        number += 1
        address = f"{stem}{number}@{unit}.demo.test"
    taken.add(address)
    return address
