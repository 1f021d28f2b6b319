"""The people of the access matrix, and the dossiers that they meet there: each situation is walked into once."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import Absence, CitizenProfile, Membership, Organisation, Post, Role, User
from agencies.models import Agency, Level
from dossiers.models import Dossier
from dossiers.services import Question
from dossiers.services.mandates import Scope, give
from dossiers.tests.cast import GROUND, MONDAY, MONDAY_MORNING, World, instant, loaded, make_world
from dossiers.workflow import Action, Status
from procedures.models import Channel, ClockCause, ClockRule
from procedures.services import publish_versions

A, S = Action, Status

MONDAY_LATE = instant(MONDAY, "16:30")
TUESDAY = MONDAY_MORNING + timedelta(days=1)
WEDNESDAY = MONDAY_MORNING + timedelta(days=2)
"""The day on which Chi is away."""
MUCH_LATER = instant(date(2026, 6, 1))
"""When every term that was given in March is over."""
YEAR_END = instant(date(2026, 12, 28))

LICENCE: dict[str, Any] = {
    "code": "9.000003",
    "name": "Cấp giấy phép sử dụng tạm thời lòng đường, hè phố",
    "sector": "Đường bộ",
    "level": ["commune"],
    "agencies": ["H98.41"],
    "audience": ["citizen"],
    "summary": "Cấp giấy phép sử dụng tạm thời lòng đường, hè phố.",
    "ways": [
        {"channel": channel, "limits": [{"amount": 5, "unit": "working_day", "text": "05 ngày làm việc"}]}
        for channel in ("in_person", "online")
    ],
    "required_documents": [{"name": "Đơn đề nghị", "originals": 1}],
    "results": [{"name": "Giấy phép sử dụng tạm thời lòng đường, hè phố"}],
    "service_level": "full",
    "processes": [
        {
            "stages": [
                {"step": "reception", "name": "Tiếp nhận hồ sơ", "role": "clerk", "minutes": 60},
                {"step": "appraisal", "name": "Thẩm định hồ sơ", "role": "appraiser", "minutes": 1920},
                {"step": "approval", "name": "Ký giấy phép", "role": "approver", "minutes": 240},
                {"step": "approval", "name": "Đóng dấu", "role": "seal_keeper", "minutes": 120, "needs_seal": True},
                {"step": "return", "name": "Trả kết quả", "role": "clerk", "minutes": 60},
            ]
        }
    ],
}
"""Sealed by the commune at its own seat: what is received for it at the centre goes home and comes back."""

PEOPLE = (
    *("an", "binh", "chi", "dung", "giang", "ha", "khoa", "mai"),
    *("linh", "sub", "duy", "toan", "lan", "clerk_there", "stranger", "an_at_work", "an_by_number"),
    *("member", "agent"),
)
"""The cast, and people at the edge of the rules.

`linh` is another appraiser of the department; `sub` stands in for Chi; `duy` holds every role at the department and its
counter; `toan` appraises at a third agency; `lan` approves, and `clerk_there` receives, at the commune.
`an_at_work` is An holding every role at the department and its counter; `an_by_number` is an officer with every role
there whose personal number is the dossier's, although another account submitted it. `member` belongs to An's company
and `agent` holds An's mandate: neither has a say in what An submitted for himself.
"""

EVERY_POST = (Role.CLERK, Role.APPRAISER, Role.APPROVER, Role.SEAL_KEEPER, Role.LEADER, Role.EDITOR)


def gather(world: World) -> dict[str, User]:
    """Write the people at the edge of the rules, and return everybody by name."""
    third = Agency.objects.create(
        code="H98.07", name="Sở Xây dựng tỉnh Thử", short_name="Sở Xây dựng", kind="department", level=Level.PROVINCE
    )
    names = {
        "linh": "Đào Thùy Linh",
        "sub": "Phan Văn Thay",
        "duy": "Trịnh Quốc Duy",
        "toan": "Lý Minh Toàn",
        "clerk_there": "Võ Thị Sáu",
        "stranger": "Bùi Thúy Nga",
        "an_by_number": "Nguyễn Văn An",
        "member": "Hồ Thị Kim",
        "agent": "Tạ Văn Quý",
    }
    people = {name: User.objects.create_user(f"{name}@test.test", full_name=words) for name, words in names.items()}
    CitizenProfile.objects.create(user=people["an_by_number"], personal_id=world.applicant.personal_id)
    people["an_at_work"] = User.objects.get(pk=world.an.pk)
    for name in ("duy", "an_at_work", "an_by_number"):
        for role in EVERY_POST:
            _appoint(people[name], role, world.department, office=world.centre if role is Role.CLERK else None)
    _appoint(people["linh"], Role.APPRAISER, world.department)
    _appoint(people["toan"], Role.APPRAISER, third)
    _appoint(people["clerk_there"], Role.CLERK, world.commune, office=world.commune_office)
    Post.objects.create(
        user=people["sub"],
        role=Role.APPRAISER,
        agency=world.department,
        valid_from=date(2026, 3, 1),
        valid_to=date(2026, 12, 31),
        stands_in_for=Post.objects.get(user=world.chi),
        delegation="Văn bản phân công số 7/PC-STP",
    )
    Absence.objects.create(
        user=world.chi,
        first_on=WEDNESDAY.date(),
        last_on=WEDNESDAY.date(),
        reason="Nghỉ phép",
        recorded_by=world.dung,
        recorded_at=MONDAY_MORNING,
    )
    company = Organisation.objects.create(
        tax_code="0100109106", name="Công ty Thử", created_at=MONDAY_MORNING, confirmed_at=MONDAY_MORNING
    )
    for user in (people["member"], world.an):
        Membership.objects.create(
            organisation=company, user=user, role="representative", valid_from=date(2026, 1, 1), added_by=world.an
        )
    scope = Scope(date(2026, 1, 1), date(2030, 1, 1), may_collect=True)
    give(people["agent"], scope, actor=User.objects.get(pk=world.an.pk), at=MONDAY_MORNING)
    # The same row twice: An before and after the appointment.
    citizen = User.objects.get(pk=world.an.pk)
    citizen._posts_ever = []  # type: ignore[attr-defined]
    cast = {name: getattr(world, name) for name in ("binh", "chi", "dung", "giang", "ha", "khoa", "mai", "lan")}
    return {**cast, **people, "an": citizen}


def _appoint(user: User, role: Role, agency: Agency, *, office: Any = None) -> None:
    Post.objects.create(user=user, role=role, agency=agency, office=office, valid_from=date(2026, 3, 2))


@dataclass(frozen=True)
class Situation:
    """A dossier of a kind, brought somewhere by a route, asked about at an instant; and who may do what to it then.

    `route` is what happens to it one after the other, half an hour apart; a step may bring words for `World.act`.
    `crew` replaces people of the cast by others who then act in their place. `is_at_home` is a dossier of the commune
    that was received at the centre.
    """

    name: str
    status: Status
    route: Sequence[Action | tuple[Action, dict[str, Any]]]
    may: dict[str, set[Action]]
    procedure: str = "certificate"
    channel: Channel = Channel.ONLINE
    is_at_home: bool = False
    at: datetime = TUESDAY
    crew: dict[str, str] = field(default_factory=dict)

    def expected(self, person: str) -> set[Action]:
        """Return what a person may do; An keeps the applicant's own moves when An is an officer, too."""
        if person == "sub":
            # Who stands in for Chi may do what Chi may, and take it over altogether.
            chis = self.may.get("chi", set())
            taken = {A.TAKE} if self.status is S.IN_APPRAISAL and chis else set()
            return self.may.get("sub", chis | taken)
        return self.may.get("an" if person == "an_at_work" else person, set())


class Matrix:
    """The small world with one dossier in each situation, walked into once; nobody changes it."""

    def __init__(self) -> None:
        self.world = make_world()
        self.people = gather(self.world)
        world = self.world
        self.versions = {
            "certificate": world.certificate,
            "confirmation": world.confirmation,
            "licence": publish_versions([LICENCE], valid_from=date(2020, 1, 1))[0],
        }
        ClockRule.objects.create(
            regime=world.regime,
            procedure=world.confirmation.procedure,
            cause=ClockCause.REOPENING,
            is_allowed=False,
            legal_ground=GROUND,
        )
        letter = world.letter
        letter.pk, letter.procedure = None, world.confirmation.procedure
        letter.save(force_insert=True)
        self._dossiers: dict[str, Dossier] = {}

    def dossier(self, situation: Situation) -> Dossier:
        """Return the dossier that stands in a situation."""
        if situation.name not in self._dossiers:
            with transaction.atomic():
                self._dossiers[situation.name] = self._walked(situation)
        return self._dossiers[situation.name]

    def _walked(self, situation: Situation) -> Dossier:
        """Walk a new dossier into a situation: begun on Monday morning, then one step every half an hour."""
        world, people = self.world, self.people
        crew = {"giang": "khoa"} if situation.is_at_home else {}
        acting = replace(world, **{part: people[name] for part, name in (crew | situation.crew).items()})
        acting.__dict__.update({"lan": world.lan, "calendar": world.calendar, "scan": world.scan})  # not made again
        agency = world.commune if situation.is_at_home else world.department
        begin, by = acting.submit, {}
        if situation.channel is not Channel.ONLINE:
            # An has come to the counter in person: the dossier has no account, but it is still An's.
            begin, by = acting.receive_walk_in, {"actor": acting.binh, "applicant": world.applicant}
        at = MONDAY_MORNING
        version = self.versions[situation.procedure]
        dossier = loaded(begin(version, at=at, agency=agency, office=world.centre, **by))
        for step in situation.route:
            action, words = (step, {}) if isinstance(step, Action) else (step[0], dict(step[1]))
            at = words.pop("at", MUCH_LATER if action is Action.DISCONTINUE else at + timedelta(minutes=30))
            dossier = acting.act(dossier, action, at=at, **self._words(words, at=at))
        assert dossier.status == situation.status
        return dossier

    def _words(self, words: dict[str, Any], *, at: datetime) -> dict[str, Any]:
        """Return the words of a step as `World.act` takes them."""
        if words.pop("agencies", None) == "both":
            asked = (self.world.commune, Post.objects.get(user=self.people["toan"]).agency)
            due_at = at + timedelta(hours=3)
            words["questions"] = [Question(agency, "Đề nghị xác nhận thông tin.", due_at) for agency in asked]
        return words
