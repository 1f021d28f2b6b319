"""The small world of the whole suite: its agencies and people, and dossiers that walk along the workflow’s table."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import PartyKind, Post, Role, User
from agencies import calendars
from agencies.models import Agency, OneStopOffice, SecondSeal
from agencies.worktime import WorkCalendar
from dossiers import services
from dossiers.access import FOR_ACTION
from dossiers.models import (
    DocumentForm,
    Dossier,
    Outcome,
    ResultTemplate,
    ReturnMethod,
    SheetKind,
    StoredFile,
    SupplementRequest,
)
from dossiers.services import Applicant, AskedPaper, Paper, transfers
from dossiers.tests import apologising, appraising
from dossiers.workflow import Action, Status
from procedures.models import Channel, LegalRegime, ProcedureVersion

SESSION_QUERIES = int("DatabaseCache" in settings.CACHES["default"]["BACKEND"])
"""How many statements it takes to read a session: none where the cache is Redis."""

PASSWORD = "bốn-người-một-cửa"
"""Everybody's password."""

PDF = (
    b"%PDF-1.4\n"
    b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n"
    b"%%EOF\n"
)

GROUND = "Nghị định số 118/2025/NĐ-CP"


def instant(day: date, clock: str = "08:00") -> datetime:
    """Return a local day and time as an aware instant."""
    return datetime.fromisoformat(f"{day.isoformat()}T{clock}").replace(tzinfo=timezone.get_default_timezone())


MONDAY = date(2026, 3, 2)
"""A Monday without holidays near: where every dossier begins unless told otherwise."""

MONDAY_MORNING = instant(MONDAY)

CERTIFICATE = {
    "code": "9.000001",
    "name": "Cấp chứng chỉ hành nghề đấu giá",
    "sector": "Bổ trợ tư pháp",
    "level": ["province"],
    "agencies": ["H98.03"],
    "audience": ["citizen"],
    "promulgation": {"number": "2230/QĐ-BTP"},
    "keywords": ["CCHN", "đấu giá viên"],
    "summary": "Cấp chứng chỉ hành nghề cho người đủ tiêu chuẩn đấu giá viên.",
    "life_events": ["work"],
    "steps": ["Người đề nghị nộp hồ sơ.", "Sở Tư pháp thẩm định và cấp chứng chỉ."],
    "ways": [
        {
            "channel": channel,
            "limits": [
                {"amount": 5, "unit": "working_day", "text": "05 ngày làm việc kể từ ngày nhận đủ hồ sơ"},
                {"amount": 10, "unit": "working_day", "condition": "Phải xác minh", "text": "10 ngày làm việc"},
            ],
            "fees": [{"kind": "fee", "name": "Phí thẩm định", "amount": 800000}],
        }
        for channel in ("in_person", "online", "postal")
    ],
    "required_documents": [
        {"name": "Tờ khai đề nghị cấp chứng chỉ", "originals": 1, "form": "TP-ĐGTS-01"},
        {"name": "Bằng tốt nghiệp đại học", "certified_copies": 1},
        {"name": "Giấy ủy quyền", "originals": 1, "condition": "Khi người khác nộp thay", "is_required": False},
    ],
    "results": [{"name": "Chứng chỉ hành nghề đấu giá", "code": "KQ.G15.000001"}],
    "conditions": ["Có bằng đại học một trong các ngành luật, kinh tế."],
    "legal_bases": [{"number": "01/2016/QH14", "name": "Luật Đấu giá tài sản", "article": "Điều 14"}],
    "service_level": "full",
    "four_step": True,
    "processes": [
        {
            "stages": [
                {"step": "reception", "name": "Kiểm tra, tiếp nhận hồ sơ", "role": "clerk", "minutes": 240},
                {"step": "appraisal", "name": "Thẩm định hồ sơ", "role": "appraiser", "minutes": 1440},
                {"step": "approval", "name": "Ký chứng chỉ", "role": "approver", "minutes": 480},
                {"step": "approval", "name": "Đóng dấu", "role": "seal_keeper", "minutes": 120, "needs_seal": True},
                {"step": "return", "name": "Trả kết quả", "role": "clerk", "minutes": 120},
            ]
        }
    ],
}

CONFIRMATION = {
    "code": "9.000002",
    "name": "Xác nhận thông tin hộ tịch",
    "sector": "Hộ tịch",
    "level": ["province", "commune"],
    "agencies": ["H98.03", "H98.41"],
    "audience": ["citizen"],
    "summary": "Xác nhận thông tin về một sự kiện hộ tịch đã đăng ký.",
    "ways": [
        {"channel": "in_person", "limits": [{"amount": 1, "unit": "same_day", "text": "Trong ngày làm việc"}]},
        {"channel": "online", "limits": [{"amount": 1, "unit": "same_day", "text": "Trong ngày làm việc"}]},
    ],
    "required_documents": [{"name": "Tờ khai xác nhận thông tin hộ tịch", "originals": 1}],
    "results": [{"name": "Văn bản xác nhận thông tin hộ tịch"}],
    "service_level": "full",
    "processes": [
        {
            "stages": [
                {"step": "reception", "name": "Tiếp nhận hồ sơ", "role": "clerk", "minutes": 60},
                {"step": "appraisal", "name": "Tra cứu sổ, soạn văn bản", "role": "appraiser", "minutes": 240},
                {"step": "approval", "name": "Ký số văn bản", "role": "approver", "minutes": 120},
                {"step": "return", "name": "Trả kết quả", "role": "clerk", "minutes": 60},
            ]
        }
    ],
}

ROUTES: dict[Status, tuple[Action, ...]] = {
    Status.SUBMITTED: (),
    Status.REFUSED: (Action.REFUSE,),
    Status.GUIDED: (Action.GUIDE,),
    Status.TO_AGENCY: (Action.RECEIVE,),
    Status.TO_CENTRE: (Action.RECEIVE, Action.ACCEPT_TRANSFER, Action.TAKE, Action.PROPOSE, Action.APPROVE),
    Status.IN_APPRAISAL: (Action.RECEIVE,),
    Status.WITHDRAWN: (Action.RECEIVE, Action.WITHDRAW),
    Status.SUPPLEMENTING: (Action.RECEIVE, Action.TAKE, Action.REQUEST_SUPPLEMENT),
    Status.DISCONTINUED: (Action.RECEIVE, Action.TAKE, Action.REQUEST_SUPPLEMENT, Action.DISCONTINUE),
    Status.AWAITING_OPINION: (Action.RECEIVE, Action.TAKE, Action.CONSULT),
    Status.VERIFYING: (Action.RECEIVE, Action.TAKE, Action.VERIFY),
    Status.AWAITING_PAYMENT: (Action.RECEIVE, Action.TAKE, Action.REQUEST_PAYMENT),
    Status.IN_APPROVAL: (Action.RECEIVE, Action.TAKE, Action.PROPOSE),
    Status.AWAITING_SIGNATURE: (Action.RECEIVE, Action.TAKE, Action.PROPOSE, Action.APPROVE),
    Status.AWAITING_SEAL: (Action.RECEIVE, Action.TAKE, Action.PROPOSE, Action.APPROVE),
    Status.RESULT_READY: (Action.RECEIVE, Action.TAKE, Action.PROPOSE, Action.APPROVE, Action.SEAL),
    Status.IN_DELIVERY: (
        Action.RECEIVE,
        Action.TAKE,
        Action.PROPOSE,
        Action.APPROVE,
        Action.SEAL,
        Action.HAND_TO_POST,
    ),
    Status.RETURNED: (Action.RECEIVE, Action.TAKE, Action.PROPOSE, Action.APPROVE, Action.SEAL, Action.HAND_OVER),
}
"""What is done to a submitted dossier until it stands in a status."""

JOURNEYS = frozenset({Status.TO_AGENCY, Status.TO_CENTRE})
"""Where only a dossier stands whose papers travel: the commune's, received on paper at the provincial centre."""

OWN = tuple(status for status in Status if status is not Status.TO_AGENCY)
"""Where a dossier with an account can stand: what came online has no paper that would wait to go out to the agency."""


@dataclass
class World:
    """Two agencies, two offices, a seal, a calendar, a regime, two procedures, eight people."""

    department: Agency
    commune: Agency
    centre: OneStopOffice
    commune_office: OneStopOffice
    seal: SecondSeal
    regime: LegalRegime
    certificate: ProcedureVersion
    """Sealed at the centre; 5 working days (case 2: 10); three channels; two papers always, one by condition."""
    confirmation: ProcedureVersion
    """Not sealed; the same day; in person and online; at the department and at the commune."""
    an: User
    binh: User
    chi: User
    dung: User
    giang: User
    ha: User
    khoa: User
    mai: User

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The working calendar of the department."""
        return calendars.calendar_of(self.department)

    @cached_property
    def scan(self) -> StoredFile:
        """A real small PDF that passed the check at upload."""
        stored = StoredFile(
            name="to-khai.pdf",
            extension=".pdf",
            media_type="application/pdf",
            size=len(PDF),
            sha256=hashlib.sha256(PDF).hexdigest(),
            uploaded_by=self.an,
            uploaded_at=MONDAY_MORNING,
        )
        stored.content.save("to-khai.pdf", ContentFile(PDF), save=False)
        stored.save(force_insert=True)
        return stored

    @cached_property
    def letter(self) -> ResultTemplate:
        """The department's letter that grants a certificate."""
        return ResultTemplate.objects.create(
            procedure=self.certificate.procedure,
            agency=self.department,
            outcome=Outcome.GRANTED,
            number=1,
            title="Về việc cấp chứng chỉ",
            symbol="STP",
            body="Kính gửi {{chủ hồ sơ}}.\n\nHồ sơ {{mã hồ sơ}} đủ điều kiện.",
            signing_title="GIÁM ĐỐC",
            made_by=self.dung,
            made_at=MONDAY_MORNING,
        )

    @cached_property
    def applicant(self) -> Applicant:
        """An, as a form has parsed him."""
        return Applicant(
            kind=PartyKind.PERSON,
            name=self.an.full_name,
            address="Số 18, đường Lê Lợi, phường Hòa Thuận, tỉnh An Hòa",
            personal_id="049090000127",
            phone="+84900000127",
            email=self.an.email,
        )

    @cached_property
    def walk_in_applicant(self) -> Applicant:
        """Somebody without an account."""
        return replace(self.applicant, name="Đỗ Thị Mận", personal_id="049170000311", email="", phone="+84900000311")

    def papers(self, version: ProcedureVersion, *, scanned: bool = True) -> list[Paper]:
        """Return what the version always asks for."""
        form = DocumentForm.ELECTRONIC if scanned else DocumentForm.ORIGINAL
        return [
            Paper(name=document.name, form=form, required_document=document, file=self.scan if scanned else None)
            for document in version.required_documents.all()
            if document.is_required and not document.condition
        ]

    def submit(
        self,
        version: ProcedureVersion | None = None,
        *,
        at: datetime = MONDAY_MORNING,
        agency: Agency | None = None,
        **changed: Any,
    ) -> Dossier:
        """An submits online; `changed` replaces arguments of the service."""
        version, agency = version or self.certificate, agency or self.department
        arguments: dict[str, Any] = {
            "office": self.centre if agency == self.department else self.commune_office,
            "content": "",
            "return_method": ReturnMethod.COUNTER,
            "key": uuid4(),
            "actor": self.an,
            "at": at,
            "calendar": self.calendar,
            "applicant": self.applicant,
            "papers": self.papers(version),
            **changed,
        }
        process = services.process_for(version.pk, agency, today=timezone.localdate(at))
        return services.submit(process, arguments.pop("applicant"), arguments.pop("papers"), **arguments)

    def receive_walk_in(
        self,
        version: ProcedureVersion | None = None,
        *,
        at: datetime = MONDAY_MORNING,
        agency: Agency | None = None,
        **changed: Any,
    ) -> Dossier:
        """Somebody without an account comes to the counter; Bình receives (Khoa, at the commune)."""
        version, agency = version or self.certificate, agency or self.department
        arguments: dict[str, Any] = {
            "office": self.centre if agency == self.department else self.commune_office,
            "content": "",
            "return_method": ReturnMethod.COUNTER,
            "key": uuid4(),
            "actor": self.binh if agency == self.department else self.khoa,
            "at": at,
            "calendar": self.calendar,
            "applicant": self.walk_in_applicant,
            "papers": self.papers(version, scanned=False),
            "channel": Channel.IN_PERSON,
            **changed,
        }
        process = services.process_for(version.pk, agency, today=timezone.localdate(at))
        dossier, _receipt = services.receive_walk_in(
            process, arguments.pop("applicant"), arguments.pop("papers"), **arguments
        )
        return dossier

    @cached_property
    def lan(self) -> User:
        """Who approves at the commune what Khoa proposed there."""
        lan = User.objects.create_user("lan@test.test", full_name="Ngô Thị Lan", password=PASSWORD)
        Post.objects.create(user=lan, role=Role.APPROVER, agency=self.commune, valid_from=date(2020, 1, 1))
        return lan

    def receive_journey(self, *, at: datetime = MONDAY_MORNING, **changed: Any) -> Dossier:
        """Somebody hands a dossier of the commune in at the provincial centre: its papers have to travel."""
        arguments = {"agency": self.commune, "office": self.centre, "actor": self.binh} | changed
        return self.receive_walk_in(self.confirmation, at=at, **arguments)

    def act(self, dossier: Dossier, action: Action, *, at: datetime, **words: Any) -> Dossier:
        """Let the right one of the cast make one move, and return the dossier as the database has it now.

        Where the table asks for a signed apology first, the approver signs one.
        """
        apologising.settle(self, dossier, action, at=at)
        seen = {"seen": dossier.revision, "at": at}
        is_at_commune = dossier.agency_id == self.commune.pk
        officer, approver = (self.khoa, self.lan) if is_at_commune else (self.chi, self.dung)
        match action:
            case Action.GUIDE:
                papers = words.pop("papers", None) or self._asked(dossier)
                words = {"reason": "Tờ khai chưa ký tên."} | words
                services.guide(dossier, papers, actor=self.binh, calendar=self.calendar, **seen, **words)
            case Action.SUPPLEMENT if dossier.status == Status.GUIDED:
                papers = words.pop("papers", None) or self._supplied(dossier)
                services.complete(dossier, papers, actor=self.an, calendar=self.calendar, **seen, **words)
            case Action.ACCEPT_TRANSFER:
                kind = SheetKind.OUT
                transfers.take_directly(dossier, kind=kind, actor=officer, calendar=self.calendar, **seen)
            case Action.ACCEPT_RESULT:
                kind = SheetKind.BACK
                transfers.take_directly(dossier, kind=kind, actor=self.binh, calendar=self.calendar, **seen)
            case Action.HAND_TO_POST:
                item = {"item_code": f"EH{dossier.pk:09d}VN", "postman_name": "Phan Văn Bưu"} | words
                services.hand_to_post(dossier, actor=self.binh, **seen, **item)
            case Action.CONFIRM_DELIVERY:
                words = {"received_by": dossier.applicant_name, "delivered_at": at} | words
                services.confirm_delivery(dossier, actor=self.binh, **seen, **words)
            case Action.TAKE_BACK:
                words = {"attempts": 2, "reason": "Người nhận đi vắng."} | words
                services.take_back(dossier, actor=self.binh, **seen, **words)
            case Action.RECEIVE:
                services.receive(dossier, actor=self.binh, calendar=self.calendar, **seen, **words)
            case Action.REFUSE:
                words = {"reason": "Không thuộc thẩm quyền giải quyết.", "legal_ground": GROUND} | words
                services.refuse(dossier, actor=self.binh, **seen, **words)
            case Action.TAKE:
                services.take(dossier, actor=officer, **seen)
            case Action.REQUEST_SUPPLEMENT:
                papers = words.pop("papers", None) or self._asked(dossier)
                words = {"reason": "Hồ sơ chưa đủ thành phần."} | words
                services.request_supplement(dossier, papers, actor=self.chi, calendar=self.calendar, **seen, **words)
            case Action.SUPPLEMENT:
                papers = words.pop("papers", None) or self._supplied(dossier)
                actor = words.pop("actor", None) or (self.an if dossier.submitter_id else self.binh)
                services.supplement(dossier, papers, actor=actor, calendar=self.calendar, **seen, **words)
            case Action.WITHDRAW:
                actor = words.pop("actor", None) or (self.an if dossier.submitter_id else self.binh)
                services.withdraw(dossier, actor=actor, **seen, **({"reason": "Không còn nhu cầu."} | words))
            case Action.DISCONTINUE:
                words = {"reason": "Quá thời hạn bổ sung hồ sơ."} | words
                services.discontinue(dossier, actor=self.chi, **seen, **words)
            case Action.PROPOSE:
                words = {"outcome": Outcome.GRANTED, "reason": "Hồ sơ đủ điều kiện."} | words
                services.propose(dossier, actor=officer, **seen, **words)
            case Action.SEND_BACK:
                words = {"reason": "Đề nghị làm rõ căn cứ."} | words
                services.send_back(dossier, actor=approver, **seen, **words)
            case Action.APPROVE:
                services.approve(dossier, actor=approver, **seen, **words)
            case Action.SEAL:
                services.seal(dossier, actor=self.giang, **seen)
            case Action.HAND_OVER:
                words = {"collected_by": dossier.applicant_name} | words
                services.hand_over(dossier, actor=self.binh, **seen, **words)
            case _ if action in appraising.PERFORMED:
                appraising.PERFORMED[action](self, dossier, words, seen)
            case Action.REAPPOINT | Action.APOLOGISE:
                apologising.apologise(self, dossier, at=at, **words)
            case _:
                raise ValueError(f"Nobody of the cast does {action} to a dossier that exists.")
        return loaded(dossier)

    def _asked(self, dossier: Dossier) -> list[AskedPaper]:
        document = dossier.version.required_documents.first()
        assert document is not None
        return [AskedPaper(document.name, "Tờ khai chưa có chữ ký.", GROUND, document)]

    def _supplied(self, dossier: Dossier) -> list[Paper]:
        request = SupplementRequest.objects.get(dossier=dossier, answered_at=None)
        return [
            Paper(asked.name, DocumentForm.ELECTRONIC, asked.required_document, file=self.scan)
            for asked in request.papers.select_related("required_document")
        ]


def loaded(dossier: Dossier) -> Dossier:
    """Return the dossier afresh, with all that an action needs; one query."""
    return Dossier.objects.select_related(*FOR_ACTION).get(pk=dossier.pk)


DossierIn = Callable[..., Dossier]


def walk(
    world: World,
    status: Status,
    *,
    version: ProcedureVersion | None = None,
    channel: Channel = Channel.ONLINE,
    at: datetime = MONDAY_MORNING,
    outcome: Outcome = Outcome.GRANTED,
    is_own: bool = False,
) -> Dossier:
    """Walk a new dossier of the department to a status: begun at `at`, then one move every half an hour.

    Online it is An's; in person or by post it is a walk-in's, who has no account. Papers travel to the commune and back
    (`JOURNEYS`), which is a walk-in's too, unless `is_own` asks for An's: submitted online at the centre, only its
    result travels. A dossier is discontinued on the morning after the last day for its supplement.
    """
    version = version or world.certificate
    actions: Sequence[Action] = ROUTES[status]
    is_journey = status in JOURNEYS
    if is_journey:
        version, channel = world.confirmation, Channel.ONLINE if is_own else Channel.IN_PERSON
    if is_journey and is_own:
        if status not in OWN:
            raise ValueError(f"A dossier submitted online never stands in {status}.")
        actions = [action for action in actions if action is not Action.ACCEPT_TRANSFER]
    if status is Status.AWAITING_OPINION:
        version = world.confirmation
    if version == world.confirmation:
        actions = [action for action in actions if action is not Action.SEAL]
    if channel is Channel.ONLINE:
        where: dict[str, Any] = {"agency": world.commune, "office": world.centre} if is_journey else {}
        dossier = world.submit(version, at=at, **where)
    else:
        if Action.RECEIVE not in actions:
            raise ValueError(f"A dossier received at the counter never stands in {status}.")
        actions = actions[1:]
        receive = world.receive_journey if is_journey else partial(world.receive_walk_in, version)
        dossier = receive(at=at, channel=channel)
    dossier = loaded(dossier)
    for action in actions:
        at += timedelta(minutes=30)
        if action is Action.DISCONTINUE and dossier.answer_due_at:
            at = dossier.answer_due_at + timedelta(hours=15)
        words: dict[str, Any] = {}
        if action is Action.PROPOSE and outcome is Outcome.DENIED:
            words = {"outcome": outcome, "reason": "Không đủ tiêu chuẩn.", "legal_ground": GROUND}
        if action is Action.PROPOSE and status is Status.AWAITING_SIGNATURE:
            words["is_electronic"] = bool(world.letter)
        dossier = world.act(dossier, action, at=at, **words)
    assert dossier.status == status
    return dossier
