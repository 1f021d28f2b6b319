"""Every address of the portal, each with real arguments from a world in which something of everything exists."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from accounts.models import Membership, MembershipRole, Organisation, User
from accounts.services import organisations
from agencies.calendar_changes import DayRow
from agencies.uploads import check_upload
from dossiers import drafts, linked_drafts
from dossiers.access import FOR_ACTION
from dossiers.models import (
    Appointment,
    Dossier,
    DossierDraft,
    FeedbackKind,
    HistoryImport,
    LinkedDraft,
    LinkedRequest,
    PaymentMethod,
    QueueTicket,
    Reminder,
    StoredFile,
    VaultDocument,
    VaultOrigin,
)
from dossiers.services import calendar, calling, feedback, mandates, messages
from dossiers.services.fees import Charge, collect
from dossiers.services.reminders import remind
from dossiers.tests.cast import MONDAY, MONDAY_MORNING, PDF, World, instant, make_world, walk
from dossiers.tests.hall import drawn, furnish, sit
from dossiers.tests.linking import ask, newborn_group
from dossiers.tests.remembering import remembered
from dossiers.workflow import MOVES, Status
from exchange.channels.contract import ChannelName
from exchange.models import Delivery, DeliveryState, Notice
from procedures.declarations import canonical_declaration
from procedures.models import ChangeKind, DeclarationTemplate, FeeKind, GuidedChoice, ImportRun, LinkedGroup
from procedures.services import decisions, imports
from procedures.tasks import run_import
from procedures.tests.files import NATIONAL, lines
from reporting.models import RunState, StatisticsRun, Subscription
from reporting.publishing import life

AFTERNOON = instant(MONDAY, "15:00")
"""When the pages are asked for: the dossiers began in the morning."""

NOBODYS = UUID("00000000-0000-4000-8000-000000000000")
UNREACHED = UUID("00000000-0000-4000-8000-000000000001")
"""A notice that did not reach its citizen."""
REMINDED = UUID("00000000-0000-4000-8000-000000000002")
"""A reminder that the department has not answered."""

REPORTED = UUID("00000000-0000-4000-8000-000000000003")
"""A published report, and (the same key) a subscription to reports."""

IMPORTED = UUID("00000000-0000-4000-8000-000000000004")
"""An import of history that took nothing in."""

COMING, BEING_WRITTEN = "1-qd-ubnd", "2-qd-ubnd"
"""Two decisions on the certificate, by their addresses: one waits for its day, one is a draft."""

ASKED = [
    {
        "title": "Nơi hành nghề",
        "questions": [
            {"name": "has_office", "label": "Đã có nơi hành nghề?", "kind": "yes_no", "is_required": False},
            {
                "name": "offices",
                "label": "Nơi hành nghề",
                "kind": "rows",
                "is_required": False,
                "shown_if": {"question": "has_office", "answers": ["yes"]},
                "questions": [{"name": "place", "label": "Địa chỉ", "kind": "address"}],
            },
        ],
    }
]
"""An electronic declaration of which nothing must be answered."""

SLUGS = {
    "cong-bo/": "2026-1-ban-tin",
    "bien-tap/nhap/": "mot-lan-nhap",
    "thu-tuc/chon/": "lam-chung-chi",
    "du-lieu-mo/so-lieu/": "2026-1-ban-tin",
    "du-lieu-mo/": "thu-tuc",
    "ban-lam-viec/": "dong-y",
    "phan-anh/": "tra-loi",
    "thong-ke/phuc-vu/": "rated",
    "api/v1/": "2026-1-ban-tin",
    "": "2026-02",
}
"""What stands for a slug, by how a route begins: a trial of a file, a guided choice, a table of open data, a month."""


NAMES = {"du-lieu-mo/": "ho-so", "dieu-hanh/dau-hieu/": "last_tenth", "thong-ke/": "phan-bo", "": "mau.pdf"}
"""What stands for a name, by how a route begins: an open file, a signal, a table, the file of a form."""

WAITING, BOOKED, BOOKING = "waiting23456", "booked234567", "12345678"
"""The secrets of a number and of an appointment, and the code of the appointment; each is drawn by chance."""

SHEET, RECEIPT, RECORD = "BG-H98.01.01-2026-0001", "BL-H98.01.01-2026-000001", "BC-H98.01.01-2026-0001"
COMPANY, MANDATE = 77, "UQ-2026-000001"
NUMBERS: dict[str, str | int] = {
    "tai-khoan/to-chuc/": COMPANY,
    "quay/ban-giao/": SHEET,
    "xu-ly/ban-giao/": SHEET,
    "ban-giao/": SHEET,
    "quay/thu-phi/": RECEIPT,
    "quay/tra-ket-qua/": RECORD,
    "lich-lam-viec/": 1,
    "quay/thiet-lap/": 1,
    "phan-anh/": "PA-2026-0001",
    "thong-ke/diem-chat-luong/": "2.1",
    "": 2,
}
"""What stands for a number, by how a route begins: a hand-over sheet, a receipt, a record of the post, a version."""


@dataclass(frozen=True)
class Pattern:
    """One pattern of addresses: its name with namespaces, its route as written, its view, its arguments."""

    name: str
    route: str
    view: Any
    arguments: tuple[str, ...]

    @property
    def is_public(self) -> bool:
        """Whether a stranger may come: by Django's mark for a page, by its permissions for a view of the API."""
        api_view = getattr(self.view, "cls", None)
        if hasattr(api_view, "permission_classes"):
            return not [one for one in api_view.permission_classes if one.__name__ != "AllowAny"]
        return not getattr(self.view, "login_required", True)


def patterns() -> list[Pattern]:
    """Return every pattern that the portal answers, in the order in which it is looked up."""
    return list(_walk(get_resolver().url_patterns, "", ""))


def _walk(entries: list[URLPattern | URLResolver], namespace: str, route: str) -> Iterator[Pattern]:
    for entry in entries:
        full = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inside = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, inside, full)
        else:
            converters = entry.pattern.converters or entry.pattern.regex.groupindex
            name = f"{namespace}{entry.name}" if entry.name else ""
            yield Pattern(name, full, entry.callback, tuple(converters))


@dataclass
class Populated:
    """A world with one dossier in every status, a linked request, and a draft of each that is ready to be submitted."""

    world: World
    codes: dict[Status, str]
    draft: DossierDraft
    file_key: UUID
    linked: LinkedRequest
    linked_draft: LinkedDraft
    invitation: str

    def addresses(self, pattern: Pattern) -> list[str]:
        """Return the addresses of a pattern, one for each thing in this world that it may be about."""
        if not pattern.name:
            return []
        choices = self._choices(pattern)
        try:
            return [reverse(pattern.name, kwargs=choice) for choice in choices]
        except NoReverseMatch as error:
            raise AssertionError(
                f"The tests do not know what stands for {pattern.arguments} in “{pattern.route}”: say so in"
                " portal/tests/addresses.py, so that the new page is tried like all others."
            ) from error

    def all_addresses(self) -> list[str]:
        """Return every address of this world."""
        return [address for pattern in patterns() for address in self.addresses(pattern)]

    def _choices(self, pattern: Pattern) -> list[dict[str, Any]]:
        """Return the arguments with which a pattern is tried."""
        if not pattern.arguments:
            return [{}]
        if pattern.name == "dossiers:move":
            moves = {(move.before, move.action) for move in MOVES if move.before}
            return [
                {"code": self.codes[before], "action": action.value.replace("_", "-")}
                for before, action in sorted(moves, key=str)
            ]
        if "lien-thong/" in pattern.route:
            return [self._linked(pattern)]
        if pattern.route.startswith("tai-khoan/uy-quyen/"):
            return [{"code": MANDATE}]
        if "quyet-dinh" in pattern.route:
            known = {"code": "9.000001"}
            return [
                {name: {**known, "slug": slug}[name] for name in pattern.arguments} for slug in (COMING, BEING_WRITTEN)
            ]
        # Procedures, too, are named by a code; the two are told apart by what stands before it.
        is_procedure = (
            pattern.route.startswith(("thu-tuc/", "quay/tiep-nhan/", "bien-tap/", "ban-lam-viec/"))
            or "procedures/" in pattern.route
        )
        if "code" in pattern.arguments and not is_procedure:
            known = self._known(pattern)
            return [{**known, "code": code} for code in self.codes.values()]
        return [{**self._known(pattern), **({"code": "9.000001"} if "code" in pattern.arguments else {})}]

    def _linked(self, pattern: Pattern) -> dict[str, Any]:
        """Return the arguments of a page of linked procedures: of a group, of a request, of a draft."""
        code = self.linked.code if pattern.route.startswith("ho-so/") else self.linked.group.code
        attached = self.linked_draft.documents.first()
        known = {"code": code, "key": self.linked_draft.key, "file_key": attached.file_id if attached else NOBODYS}
        return {name: known[name] for name in pattern.arguments}

    def _known(self, pattern: Pattern) -> dict[str, Any]:
        keys = {
            "nop-ho-so/": self.draft.key,
            "thong-bao/": UNREACHED,
            "xu-ly/hang-loat/": NOBODYS,
            "don-doc/": REMINDED,
            "bao-cao/": REPORTED,
            "cong-bo/": REPORTED,
            "thong-ke/nhap-lich-su/": IMPORTED,
            "": "MQ-1",
        }
        known = {
            "key": next(key for start, key in keys.items() if pattern.route.startswith(start)),
            "file_key": self.file_key,
            "slug": next(slug for start, slug in SLUGS.items() if pattern.route.startswith(start)),
            "month": "2026-02",
            "form": "csv",
            "deed": "kiem-tra",
            "uidb36": "1",
            "pk": 1,
            "ordinal": 1,
            "agency": "H98.03",
            "sector": "ho-tich",
            "procedure": "9.000001",
            "number": next(number for start, number in NUMBERS.items() if pattern.route.startswith(start)),
            "other": 1,
            "digest": "0" * 64,
            "token": self.invitation,
            "name": next(name for start, name in NAMES.items() if pattern.route.startswith(start)),
            "slip": "giay-tiep-nhan",
            "kind": "received",
            "language": "vi",
            "object_id": 1,
            "app_label": "accounts",
            "office": "H98.01.01",
            "booking": BOOKING,
            "secret": BOOKED if pattern.route.startswith("lich-hen/") else WAITING,
        }
        return {name: known[name] for name in pattern.arguments if name in known}


def populated_world() -> Populated:
    """Write the small world and fill it, inside the transaction of the caller."""
    return remembered(_filled)


def _filled() -> Populated:
    return populate(make_world())


def populate(world: World, *, at: datetime = AFTERNOON) -> Populated:
    """Fill a world: a dossier of An's in each status, a complete draft, files."""
    # Signing up leaves this row, too; allauth would make up for it at the first chance.
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in User.objects.all()
    )
    codes = {status: walk(world, status).code for status in Status}
    DeclarationTemplate.objects.create(version=world.certificate, sections=canonical_declaration(ASKED))
    draft = drafts.start(world.certificate, user=world.an, at=at)
    drafts.declare(draft, TYPED_DECLARATION, fields=TYPED_DECLARATION, is_complete=True, at=at)
    for required in world.certificate.required_documents.all():
        if drafts.must_be_attached(required):
            scan = SimpleUploadedFile("to-khai.pdf", PDF, content_type="application/pdf")
            attached = drafts.attach(draft, required, check_upload(scan), at=at)
    _decide(world)
    closed = DayRow("province", "", MONDAY + timedelta(days=1), "closure", "Bão số 3")
    calendar.propose([closed], decision="Công điện số 1/CĐ-UBND", words="Nghỉ chống bão", actor=world.mai, at=at)
    _try_a_file(world, at=at)
    _leave_unreached(codes[Status.RESULT_READY], at=at)
    _take_money(world, codes[Status.RESULT_READY], at=at)
    _remind(world, codes[Status.IN_APPRAISAL], at=at)
    _follow_up(world, codes[Status.IN_APPRAISAL], attached.file, at=at)
    _open_the_hall(world, at=at)
    _publish_a_report(world, at=at)
    HistoryImport.objects.create(key=IMPORTED, file_name="lich-su.csv", actor=world.mai, started_at=at, finished_at=at)
    certificate = world.certificate.procedure
    GuidedChoice.objects.create(slug="lam-chung-chi", ordinal=1, label="Làm chứng chỉ", procedure=certificate)
    group = newborn_group(world, is_insurance_optional=True)
    return Populated(
        world,
        codes,
        draft,
        attached.file_id,
        ask(world, group, at=at),
        _linked_draft(world, group, at=at),
        _act_for_others(world, at=at),
    )


def _act_for_others(world: World, *, at: datetime) -> str:
    """Let An represent a company, give a mandate and invite somebody; return what the invitation carries."""
    company = Organisation.objects.create(
        pk=COMPANY, tax_code="0100109106", name="Công ty Thử", created_at=at, confirmed_at=at
    )
    Membership.objects.create(
        organisation=company, user=world.an, role=MembershipRole.REPRESENTATIVE, valid_from=MONDAY, added_by=world.an
    )
    mandates.give(world.mai, mandates.Scope(MONDAY, MONDAY), actor=world.an, at=at)
    # An was asked before the company was there.
    world.an.__dict__.pop("_memberships_ever", None)
    return organisations.invite(company, contact="an@test.test", role=MembershipRole.MEMBER, actor=world.an, at=at)


def _decide(world: World) -> None:
    """Let Mai issue a decision for next Monday, and begin another one."""
    who = {"actor": world.mai, "at": MONDAY_MORNING}
    for number, days in (("1/QĐ-UBND", 7), ("2/QĐ-UBND", 14)):
        day = MONDAY + timedelta(days=days)
        page = decisions.FirstPage(number, "Công bố thủ tục", "UBND tỉnh Thử", day, MONDAY, "Trần Văn Lâm")
        decision = decisions.enter(page, **who)
        decisions.attach(decision, check_upload(SimpleUploadedFile("quyet-dinh.pdf", PDF)), **who)
        decisions.add_changes(decision, ["9.000001"], kind=ChangeKind.AMEND, **who)
        if days == 7:
            decisions.issue(decision, seen=decisions.last_event(decision), **who)


def _open_the_hall(world: World, *, at: datetime) -> None:
    """Let Bình sit at a counter and serve somebody, another one wait, a third have an appointment."""
    general, _special = furnish(world)
    drawn(world, at - timedelta(minutes=9))
    calling.call_next(sit(general, world.binh, at=at), seen="", actor=world.binh, at=at - timedelta(minutes=2))
    QueueTicket.objects.filter(pk=drawn(world, at).pk).update(secret=WAITING)
    Appointment.objects.create(
        office=world.centre,
        code=BOOKING,
        secret=BOOKED,
        key=NOBODYS,
        name="Nguyễn Văn Bảy",
        phone="+84912345678",
        starts_at=at + timedelta(hours=1),
        booked_at=at,
    )


def _publish_a_report(world: World, *, at: datetime) -> None:
    """Let Mai and Hà publish the bulletin of the month before, and somebody ask to hear of more."""
    february = {"first_day": date(2026, 2, 1), "until": date(2026, 2, 28)}
    StatisticsRun.objects.create(**february, state=RunState.COMPLETE, started_at=at, finished_at=at)
    report = life.draft("ban-tin", period="2026-02", scope=None, key=REPORTED, actor=world.mai, at=at)
    for deed, actor in ((life.check, world.mai), (life.approve, world.ha), (life.publish, world.mai)):
        deed(report, seen=report.revision, actor=actor, at=at)
    Subscription.objects.create(key=REPORTED, email="doc-gia@test.test", language="vi", asked_at=at)


def _try_a_file(world: World, *, at: datetime) -> None:
    """Let Mai try a file that brings one procedure and has one row that is refused."""
    file = lines(NATIONAL, {**NATIONAL, "ma_thu_tuc": "khai sinh"})
    brought = SimpleUploadedFile("danh-muc.jsonl", file)
    run = imports.ask(brought, name="danh-muc.jsonl", valid_from=at.date(), actor=world.mai, at=at)
    # Its address is drawn by chance.
    ImportRun.objects.filter(pk=run.pk).update(slug="mot-lan-nhap")
    run_import(run.pk)


def _take_money(world: World, code: str, *, at: datetime) -> None:
    """Let Bình take a fee and give a receipt for it."""
    dossier = Dossier.objects.select_related(*FOR_ACTION).get(code=code)
    paid = [Charge(FeeKind.FEE, "Phí thẩm định", 800_000)]
    who = {"payer_name": dossier.applicant_name, "method": PaymentMethod.CASH, "actor": world.binh, "at": at}
    collect(dossier, paid, seen=dossier.revision, **who)


def _follow_up(world: World, code: str, file: StoredFile, *, at: datetime) -> None:
    """Let office and applicant write to each other, An send feedback and keep a paper."""
    dossier = Dossier.objects.select_related(*FOR_ACTION).get(code=code)
    for writer in (world.an, world.chi):
        messages.send(dossier, words="Xin chào.", key=uuid4(), actor=writer, at=at)
    about = {"kind": FeedbackKind.QUESTION, "agency": world.department, "subject": "Giờ làm việc"}
    sender = {"words": "Có làm thứ Bảy không?", "name": world.an.full_name, "address": "Phường Thử"}
    petition = feedback.Petition(**about, **sender, dossier=dossier)
    feedback.receive(petition, key=uuid4(), actor=world.an, at=at, calendar=world.calendar)
    VaultDocument.objects.create(
        owner=world.an, name="Bằng đại học", file=file, origin=VaultOrigin.UPLOADED, added_at=at
    )


def _remind(world: World, code: str, *, at: datetime) -> None:
    """Let Hà urge the department, which has not answered yet."""
    dossiers = list(Dossier.objects.filter(code=code).select_related("agency"))
    words = {"words": "Giải quyết ngay.", "answer_on": MONDAY + timedelta(days=2), "person": None}
    remind(dossiers, **words, key=NOBODYS, actor=world.ha, at=at, calendar=world.calendar)
    Reminder.objects.update(key=REMINDED)


def _leave_unreached(code: str, *, at: datetime) -> None:
    """Let a notice fail, so that somebody of the office has to see to it."""
    notice = Notice.objects.filter(dossier__code=code).earliest("pk")
    Delivery.objects.create(
        key=UNREACHED,
        notice=notice,
        channel=ChannelName.SMS,
        recipient="+84900000404",
        language="vi",
        text="Hồ sơ đã nộp.",
        state=DeliveryState.FAILED,
        error="Nhà mạng báo số điện thoại này không tồn tại.",
        created_at=at,
    )


def _linked_draft(world: World, group: LinkedGroup, *, at: datetime) -> LinkedDraft:
    """Prepare a linked request of An's as far as it goes without submitting it."""
    draft = linked_drafts.start(group, user=world.an, at=at)
    linked_drafts.choose(draft, left_out=[], agencies={}, at=at)
    linked_drafts.declare(draft, TYPED_DECLARATION, fields=TYPED_DECLARATION, is_complete=True, at=at)
    for paper in linked_drafts.terms_of(draft, today=at.date()).asked:
        scan = SimpleUploadedFile("to-khai.pdf", PDF, content_type="application/pdf")
        linked_drafts.attach(draft, paper, check_upload(scan), at=at)
    return draft


TYPED_DECLARATION = {
    "applicant_kind": "person",
    "name": "Nguyễn Văn An",
    "personal_id": "049090000127",
    "phone": "0900000127",
    "email": "an@test.test",
    "address": "Số 18, đường Lê Lợi, phường Hòa Thuận, tỉnh An Hòa",
    "content": "Đề nghị cấp chứng chỉ",
    "return_method": "counter",
}
