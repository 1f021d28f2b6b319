"""The operations that are measured, prepared on the demo province: what a browser would send, many times over."""

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.models import PartyKind, Post, Role, User
from agencies.calendars import calendar_of
from agencies.models import OneStopOffice
from agencies.offices import office_for
from dossiers import services
from dossiers.access import FOR_ACTION
from dossiers.models import DocumentForm, Dossier, DossierDraft, DraftDocument, ReturnMethod, StoredFile
from dossiers.services import Applicant, Paper, process_for
from dossiers.workflow import Status
from portal.bench.load import Call
from procedures.models import Channel, InternalProcess

FORM = "application/x-www-form-urlencoded"
APPLICANT = Applicant(
    kind=PartyKind.PERSON,
    name="Nguyễn Thị Minh Khai",
    address="Số 12, đường Trần Hưng Đạo, phường Hòa Thuận, tỉnh An Hòa",
    personal_id="049190000127",
    phone="+84912345678",
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One operation: its name, the calls that repeat it, and how many database statements one call takes."""

    name: str
    calls: Sequence[Call]
    statements: int


class SignedIn:
    """A person with a session, as the load generator and as Django's test client."""

    def __init__(self, user: User) -> None:
        self.user = user
        session: SessionBase = import_string(f"{settings.SESSION_ENGINE}.SessionStore")()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        self.token = secrets.token_hex(16)
        self.cookies = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; csrftoken={self.token}"
        self.client = Client(SERVER_NAME="127.0.0.1")
        self.client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""

    def post(self, path: str, words: dict[str, str], *, expected: tuple[int, ...]) -> Call:
        """Return the call that sends a form."""
        headers = (("Cookie", self.cookies), ("Content-Type", FORM))
        return Call("POST", path, urlencode(words | {"csrfmiddlewaretoken": self.token}).encode(), headers, expected)

    def get(self, path: str) -> Call:
        """Return the call that opens a page."""
        return Call("GET", path, headers=(("Cookie", self.cookies),))


def form_on(html: str) -> dict[str, str]:
    """Return what a form on a page would send untouched: its named inputs with their values."""
    words: dict[str, str] = {}
    for tag in re.findall(r"<(?:input|textarea)\b[^>]*>", html):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        kind = attributes.get("type", "text")
        if "name" not in attributes or kind in {"file", "submit", "search"}:
            continue
        if kind in {"radio", "checkbox"} and not re.search(r"\bchecked\b", tag):
            continue
        words.setdefault(attributes["name"], attributes.get("value", ""))
    return words


def statements_of(client: Client, call: Call) -> int:
    """Return how many statements one call takes; it is sent once before, so that nothing is compiled in it."""
    with CaptureQueriesContext(connection) as captured:
        if call.method == "GET":
            answer = client.get(call.path)
        else:
            answer = client.post(call.path, call.body.decode(), content_type=FORM)
    if answer.status_code not in call.expected:
        raise RuntimeError(f"{call.method} {call.path}: {answer.status_code} {answer.content.decode()[:2000]}")
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in captured)


def walk_in_process() -> InternalProcess:
    """Return a process of the demo with at least two papers, taken in at the centre over the counter."""
    return (
        InternalProcess.objects.filter(
            version__ways__channel=Channel.IN_PERSON,
            version__valid_to=None,
            agency__posts__role=Role.APPRAISER,
            is_at_centre=True,
            needs_seal=True,
        )
        .exclude(version__required_documents__condition__gt="")
        .filter(version__ways__channel=Channel.ONLINE)
        .select_related("version__procedure", "agency")
        .order_by("version__procedure__code")[0]
    )


def papers_of(process: InternalProcess, *, scan: StoredFile | None = None) -> list[Paper]:
    """Return every paper that the version asks for."""
    form = DocumentForm.ELECTRONIC if scan else DocumentForm.ORIGINAL
    return [
        Paper(name=required.name, form=form, required_document=required, file=scan)
        for required in process.version.required_documents.all()
    ]


def intake(process: InternalProcess, clerk: SignedIn, count: int) -> Scenario:
    """A clerk receives a walk-in through the form of the counter."""
    path = reverse("dossiers:intake", args=[process.version.procedure.code])
    page = clerk.client.get(path).content.decode()
    words = form_on(page) | {
        "applicant_kind": "person",
        "name": APPLICANT.name,
        "personal_id": APPLICANT.personal_id,
        "phone": "0912345678",
        "address": APPLICANT.address,
        "content": "",
        "return_method": ReturnMethod.COUNTER.value,
        "agency": process.agency.code,
        "channel": Channel.IN_PERSON.value,
    }
    for required in process.version.required_documents.all():
        words |= dict.fromkeys(re.findall(rf'name="([^"]*\b{required.pk}-form)"', page), "original")

    def call() -> Call:
        return clerk.post(path, words | {"key": str(uuid4())}, expected=(302,))

    return _scenario("walk-in intake, view", call, clerk, count)


def submission(process: InternalProcess, citizen: SignedIn, count: int) -> Scenario:
    """A citizen presses the last button of an online submission; the drafts are prepared beforehand."""
    scan = StoredFile.objects.order_by("uploaded_at")[0]
    required = list(process.version.required_documents.all())
    declaration = {
        "applicant_kind": "person",
        "name": APPLICANT.name,
        "personal_id": APPLICANT.personal_id,
        "phone": "0912345678",
        "email": citizen.user.email,
        "address": APPLICANT.address,
        "content": process.version.name,
        "return_method": ReturnMethod.COUNTER.value,
    }

    def call() -> Call:
        draft = DossierDraft.objects.create(
            user=citizen.user,
            version=process.version,
            agency=process.agency,
            declaration=declaration,
            is_declared=True,
            updated_at=timezone.now(),
        )
        DraftDocument.objects.bulk_create(
            DraftDocument(draft=draft, required_document=paper, file=scan) for paper in required
        )
        path = reverse("dossiers:draft_review", args=[draft.key])
        return citizen.post(path, {"is_true": "on"}, expected=(302,))

    return _scenario("online submission, view", call, citizen, count)


def move(process: InternalProcess, clerk: SignedIn, appraiser: SignedIn, count: int) -> Scenario:
    """An appraiser takes a dossier from the shared queue; the dossiers are received beforehand."""

    def call() -> Call:
        dossier = received(process, clerk.user)
        path = reverse("dossiers:move", args=[dossier.code, "take"])
        return appraiser.post(path, {"seen": str(dossier.revision)}, expected=(302,))

    return _scenario("one move (take), view", call, appraiser, count)


def tracking(process: InternalProcess, clerk: SignedIn, count: int) -> Scenario:
    """Anybody looks a dossier up by code and secret."""
    dossier = received(process, clerk.user)
    words = {"code": dossier.code, "secret": dossier.tracking_secret}

    def call() -> Call:
        return clerk.post(reverse("dossiers:track"), words, expected=(200,))

    return _scenario("tracking page", call, clerk, count)


def work_list(appraiser: SignedIn, count: int) -> Scenario:
    """An officer opens the work list with thirty rows."""
    path = reverse("dossiers:inbox") + "?muc=hang-cho"
    rows = appraiser.client.get(path).content.decode().count('class="worklist__code"')
    if rows < 30:
        raise RuntimeError(f"The work list shows {rows} rows instead of 30.")
    return _scenario("work list, 30 rows", lambda: appraiser.get(path), appraiser, count)


def office_of(process: InternalProcess) -> OneStopOffice:
    """Return the office that receives for the agency of a process."""
    office = office_for(process.agency)
    if office is None:
        raise RuntimeError(f"No office receives for {process.agency}.")
    return office


def received(process: InternalProcess, clerk: User) -> Dossier:
    """Return a dossier received now through the service alone."""
    now = timezone.now()
    found = process_for(process.version_id, process.agency, today=timezone.localdate(now))
    dossier, _receipt = services.receive_walk_in(
        found,
        APPLICANT,
        papers_of(process),
        office=office_of(process),
        content="",
        return_method=ReturnMethod.COUNTER,
        key=uuid4(),
        actor=clerk,
        at=now,
        calendar=calendar_of(process.agency),
    )
    return dossier


def submitted(process: InternalProcess, citizen: User) -> Dossier:
    """Return a dossier submitted now through the service alone."""
    now = timezone.now()
    found = process_for(process.version_id, process.agency, today=timezone.localdate(now))
    return services.submit(
        found,
        APPLICANT,
        papers_of(process, scan=StoredFile.objects.order_by("uploaded_at")[0]),
        office=office_of(process),
        content="",
        return_method=ReturnMethod.COUNTER,
        key=uuid4(),
        actor=citizen,
        at=now,
        calendar=calendar_of(process.agency),
    )


def take(dossier: Dossier, appraiser: User) -> None:
    """Make one move through the service alone."""
    fresh = Dossier.objects.select_related(*FOR_ACTION).get(pk=dossier.pk)
    services.take(fresh, seen=fresh.revision, actor=appraiser, at=timezone.now())


def people(process: InternalProcess) -> tuple[User, User, User]:
    """Return a clerk of the centre, an appraiser of the agency, and a citizen with an account."""
    office = office_of(process)
    clerk = Post.objects.filter(role=Role.CLERK, office=office).select_related("user").order_by("pk")[0].user
    appraiser = (
        Post.objects.filter(role=Role.APPRAISER, agency=process.agency).select_related("user").order_by("pk")[0].user
    )
    citizen = User.objects.filter(posts=None, profile__isnull=False).order_by("pk")[0]
    return clerk, appraiser, citizen


def open_queue(process: InternalProcess, clerk: User, rows: int = 30) -> None:
    """Make sure that at least this many dossiers wait in the agency's shared queue."""
    waiting = Dossier.objects.filter(agency=process.agency, status=Status.IN_APPRAISAL, holder=None).count()
    for _i in range(max(rows - waiting, 0)):
        received(process, clerk)


def _scenario(name: str, call: Callable[[], Call], person: SignedIn, count: int) -> Scenario:
    statements_of(person.client, call())
    return Scenario(name, [call() for _i in range(count)], statements_of(person.client, call()))
