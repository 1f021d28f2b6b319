"""Whatever somebody sends: a clear answer in Vietnamese, what was typed is kept, nothing is half done, never a 500.

The forms are not listed here. They are found on the pages, as a browser finds them, by each of the cast.
"""

import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve

from accounts.models import User
from dossiers.models import ClockEntry, Dossier, DossierEvent, IntakeReceipt, SubmittedDocument
from dossiers.workflow import MOVES, Action, Status
from portal.tests.addresses import AFTERNOON, NOBODYS, Populated, patterns, populated_world
from portal.tests.crawl import forms_met_by
from portal.tests.found_forms import FoundForm, forms_of

VIETNAMESE = re.compile(r"[ạảãàáâậầấẩẫăắằặẳẵđèéẹẻẽêềếệểễìíịỉĩòóọỏõôồốộổỗơờớợởỡùúụủũưừứựửữỳýỵỷỹ]", re.IGNORECASE)


# ── What is sent ─────────────────────────────────────────────────────────────────────────
WRONG = "không phải <số> & “ngày”"
REASON = "Lý do mà cán bộ đã viết"
DECOMPOSED = unicodedata.normalize("NFD", "Nguyễn Thị Ễnh Ương ở số 5/2 đường Lê Lợi, phường Hòa Thuận")
DISGUISED = b"MZ\x90\x00" + b"\x00" * 200
LONG = "Ă" * 50_000
"""A hundred thousand bytes."""

Body = dict[str, Any]


def nothing(form: FoundForm) -> Body:
    return {}


def only_what_is_hidden(form: FoundForm) -> Body:
    return {name: form.values.get(name, "") for name in form.names("hidden")}


def unknown_fields(form: FoundForm) -> Body:
    forged = {
        "is_staff": "1",
        "status": "returned",
        "due_at": "2099-01-01",
        "submitter": "1",
        "pk": "1",
        "__proto__": "x",
    }
    return {**form.values, **forged}


def every_field(value: str) -> Callable[[FoundForm], Body]:
    def body(form: FoundForm) -> Body:
        return {name: value for name, kind in form.kinds.items() if name != "csrfmiddlewaretoken" and kind != "file"}

    body.__name__ = f"every field {value[:20]!r}"
    return body


def every_written_field(value: str) -> Callable[[FoundForm], Body]:
    def body(form: FoundForm) -> Body:
        return {**form.values, **dict.fromkeys([*form.written, *form.names("password")], value)}

    body.__name__ = f"every written field {value[:20]!r}"
    return body


def lists_for_single_values(form: FoundForm) -> Body:
    return {name: [value, WRONG, ""] for name, value in form.values.items()}


def files_for_texts_and_texts_for_files(form: FoundForm) -> Body:
    files = {name: SimpleUploadedFile("a.txt", b"\xff\xfe") for name in form.written}
    return {**form.values, **files, **dict.fromkeys(form.names("file"), "C:\\fakepath\\đơn.pdf")}


def disguised_and_empty_files(form: FoundForm) -> Body:
    names = ("đơn\x00.pdf", "../../../etc/passwd.pdf", "a.pdf.exe", "ảnh.png", "a" * 400 + ".pdf", "trống.pdf")
    files = {
        name: SimpleUploadedFile(names[number % len(names)], DISGUISED if number % 2 == 0 else b"")
        for number, name in enumerate(form.names("file"))
    }
    return {**form.values, **files, **{name: form.values.get(name) or "1" for name in form.names("submit")}}


def a_stale_page(form: FoundForm) -> Body:
    stale = {"seen": "0", "key": str(NOBODYS), "kept": "giả:mạo", "paper": "999999", "remove": "999999"}
    forged = {name: value for name, value in stale.items() if name in form.kinds}
    return {**form.values, **dict.fromkeys(form.written, REASON), **forged}


GARBAGE: list[Callable[[FoundForm], Body]] = [
    nothing,
    only_what_is_hidden,
    unknown_fields,
    every_field(WRONG),
    every_field("-1"),
    every_field("9" * 40),
    every_field("²"),
    every_field("１２"),
    every_field("a\x00b"),
    every_written_field(LONG),
    every_written_field(DECOMPOSED),
    every_written_field("\u202e\ufeff\x1b[31m{{ 7*7 }}<script>alert(1)</script>"),
    lists_for_single_values,
    files_for_texts_and_texts_for_files,
    disguised_and_empty_files,
    a_stale_page,
]
FOR_A_DATABASE = GARBAGE[4:11]
"""Numbers too large, digits of other scripts, a NUL, texts without end: what one database takes and another refuses."""

A_FEW = 1
"""How much of it a form gets that has been met before on another dossier: each what comes next, in turn."""


def garbage_for(met: Iterable[FoundForm]) -> Iterator[tuple[FoundForm, Callable[[FoundForm], Body]]]:
    """Pair forms with what is sent to them: all of it to the first of each kind, to the others a few in turn."""
    everything = GARBAGE if connection.vendor == "sqlite" else FOR_A_DATABASE
    turns: Counter[tuple[str, str]] = Counter()
    for form in met:
        kind = (resolve(urlsplit(form.action).path).view_name, re.sub(r"\d+", "#", str(sorted(form.kinds))))
        turn = turns[kind]
        turns[kind] += 1
        start = (turn - 1) * A_FEW
        chosen = [everything[(start + one) % len(everything)] for one in range(A_FEW)] if turn else everything
        yield from ((form, garbage) for garbage in chosen)


# ── What must be true of each answer ─────────────────────────────────────────────────────
def counted() -> dict[str, int]:
    """Return how much there is of what a dossier is made of."""
    tables = (Dossier, DossierEvent, ClockEntry, IntakeReceipt, SubmittedDocument)
    return {table.__name__: table.objects.count() for table in tables}


def words_of(response: HttpResponse) -> str:
    """Return the text of the main part of a page."""
    text = response.content.decode()
    main = text.split("<main", 1)[-1].split("</main", 1)[0]
    return unescape(re.sub(r"<[^>]+>", " ", main))


def complaints(response: HttpResponse, form: FoundForm, sent: Body, *, changed: bool) -> Iterator[str]:
    """Give a sentence for everything that is wrong with the answer to bad input."""
    status = response.status_code
    if status >= 500:
        yield f"broke with {status}"
        return
    if status >= 400:
        if changed:
            yield f"refused with {status}, but something was done"
        if not VIETNAMESE.search(words_of(response)):
            yield f"refused with {status} without a word of Vietnamese"
    told = 'class="error-summary"' in response.content.decode()
    if status == 422 and not told:
        yield "refused without a summary of the errors"
    if status == 409 or told:
        yield from _not_kept(response, form, sent)
    if b"<script>alert(1)" in response.content:
        yield "gave a script back as a script"


def _not_kept(response: HttpResponse, form: FoundForm, sent: Body) -> Iterator[str]:
    """Give the fields whose text the page has lost, though it was a text that a page can show."""
    again = [other for other in forms_of(response, form.action) if set(form.written) & set(other.kinds)]
    for name in form.written:
        value, rows = sent.get(name), name.partition("-")[0]
        if not isinstance(value, str) or value not in {WRONG, REASON}:
            continue
        if rows in form.values and sent.get(rows) != form.values[rows]:
            # Fields of a row which the page, forged like this, says it does not have.
            continue
        # What cannot be sent any more is given back as text, to copy.
        is_shown = response.status_code == 409 and value in words_of(response)
        if not is_shown and not any(other.values.get(name, "").strip() == value for other in again):
            yield f"lost what was typed into {name}"


class Sender:
    """Sends bodies to forms, each time to a world that nobody has touched."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.client.raise_request_exception = False
        self.cookies = deepcopy(client.cookies)
        self.count = 0
        self.before = counted()

    def send(self, form: FoundForm, body: Body, **more: Any) -> tuple[HttpResponse, bool]:
        """Return the answer, and whether it refused although something of a dossier was made or moved.

        All of it is undone.
        """
        self.count += 1
        # Another visitor each time: how often one may try is tested elsewhere.
        visitor = f"10.{self.count >> 16 & 255}.{self.count >> 8 & 255}.{self.count & 255}"
        with transaction.atomic():
            response = self.client.post(form.action, body, REMOTE_ADDR=visitor, **more)
            if response.streaming:
                b"".join(response.streaming_content)
            changed = 400 <= response.status_code < 500 and counted() != self.before
            transaction.set_rollback(True)
        # Whoever was signed out, or got another session with a new password, has the old one back.
        self.client.cookies = deepcopy(self.cookies)
        return response, changed


@pytest.fixture(autouse=True)
def only_faults_are_logged() -> Iterator[None]:
    """Leave out the thousands of lines about refusals: they would bury the one about a fault."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(autouse=True)
def nothing_is_kept_of_a_page_but_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copying the context of each template for a test to look at takes a tenth of the time, and no test here looks."""
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *args, **kwargs: None)


@pytest.fixture
def populated(db: None) -> Iterator[Populated]:
    with time_machine.travel(AFTERNOON):
        yield populated_world()


@pytest.mark.parametrize(
    "name", ["an", "binh", "chi", "dung", "giang", "khoa", "mai", ""], ids=lambda name: name or "stranger"
)
def test_bad_input_gets_a_clear_answer(populated: Populated, client: Client, name: str) -> None:
    if name:
        client.force_login(getattr(populated.world, name))
    sender = Sender(client)
    met = forms_met_by(client, populated, name=name)
    wrong, refused = [], 0
    for form, garbage in garbage_for(met.values()):
        body = garbage(form)
        response, changed = sender.send(form, body)
        refused += response.status_code in {409, 422}
        wrong += [
            f"{form.action}, {garbage.__name__}: {complaint}"
            for complaint in complaints(response, form, body, changed=changed)
        ]

    assert refused > 3, "Hardly anything was refused: is the crawl still signed in?"
    assert not wrong


# ── Addresses and questions that nobody would type ───────────────────────────────────────
FORGED = (
    "H98.03-260302-9999",
    "%00",
    "a%00b",
    "..%2f..%2fetc%2fpasswd",
    "%27%20OR%201%3D1--",
    "%FF%FE",
    "9" * 300,
    "²",
)

HARMLESS = {302, 400, 401, 403, 404, 405, 429}


@pytest.mark.parametrize("name", ["an", "binh"])
def test_a_forged_address_leads_nowhere(populated: Populated, client: Client, name: str) -> None:
    client.force_login(getattr(populated.world, name))
    sender = Sender(client)
    code = next(iter(populated.codes.values()))
    shapes = {
        address.replace(part, "{}")
        for address in populated.all_addresses()
        for part in (code, "9.000001", str(populated.draft.key), str(populated.file_key), "2026-02")
        if part in address
    }
    wrong = []
    for shape in sorted(shapes):
        for address in (shape.format(forged) for forged in FORGED):
            answers = (client.get(address), sender.send(FoundForm(address), {})[0])
            wrong += [f"{one.status_code} {address}" for one in answers if one.status_code not in HARMLESS]

    assert len(shapes) > 20
    assert not wrong, "A forged code must not be found, and must not break anything."


QUESTIONS = ("²", "-1", "9" * 40, "a\x00b", DECOMPOSED, LONG[:3000], "<script>alert(1)</script>", "%", "_", "'\"\\")


@pytest.mark.parametrize(
    "name", ["an", "binh", *(pytest.param(name, marks=pytest.mark.one_database) for name in ("chi", "ha", "mai"))]
)
def test_no_question_breaks_a_list(populated: Populated, client: Client, name: str) -> None:
    client.force_login(getattr(populated.world, name))
    client.raise_request_exception = False
    wrong = []
    # What everybody may see An asks for all.
    asked = [pattern for pattern in patterns() if name == "an" or not pattern.is_public]
    for address in (address for pattern in asked for address in populated.addresses(pattern)):
        if re.search(r"\d", address.replace("/v1/", "")):
            continue
        response = client.get(address)
        if response.streaming:
            b"".join(response.streaming_content)
            continue
        # A list may be a PDF: it is asked, too, but has no fields to be found.
        page = response.content.decode() if response["Content-Type"] != "application/pdf" else ""
        fields = re.findall(r'<(?:input|select)[^>]*\sname="(\w+)"', page)
        names = {"page", "q", "ma", "muc", "next", "phan", *fields}
        for question in QUESTIONS:
            answer = client.get(address, dict.fromkeys(names - {"csrfmiddlewaretoken"}, question))
            if answer.status_code >= 500 or b"<script>alert(1)" in answer.content:
                wrong.append(f"{answer.status_code} {address} {question[:20]!r}")

    assert not wrong


# ── Other people's dossiers, and impatient people ────────────────────────────────────────
@pytest.mark.one_database
@pytest.mark.parametrize("name", ["khoa", "ha", "an"])
def test_nobody_moves_a_dossier_that_is_not_theirs_to_move(populated: Populated, client: Client, name: str) -> None:
    client.force_login(getattr(populated.world, name))
    sender = Sender(client)
    pages = [pattern for pattern in patterns() if pattern.name == "dossiers:move"]
    every_move = [address for pattern in pages for address in populated.addresses(pattern)]
    # The commune handles dossiers of its own, and is asked for its opinion on others.
    moves = [address for address in every_move if "/H98.03-" in address and not address.endswith("/answer/")]
    body = {"seen": "1", "reason": REASON, "legal_ground": REASON, "outcome": "granted", "collected_by": "Ai đó"}
    for address in moves:
        response, changed = sender.send(FoundForm(address), body)
        assert response.status_code in {403, 404, 409}, address
        assert not changed, address
        assert VIETNAMESE.search(words_of(response)), address

    assert len(every_move) == len({(move.before, move.action) for move in MOVES if move.before})
    assert len(moves) > 80


@pytest.mark.one_database
def test_a_stranger_with_an_account_finds_nothing_of_ans(populated: Populated, client: Client) -> None:
    client.force_login(User.objects.create_user("la@test.test", "x", full_name="Lạ Văn Mặt"))
    sender = Sender(client)
    private = [address for address in populated.all_addresses() if address.startswith(("/ho-so/H", "/nop-ho-so/"))]
    for address in private:
        response, changed = sender.send(FoundForm(address), {"seen": "1", "reason": REASON})
        assert response.status_code in {404, 405}, address
        assert not changed
        assert client.get(address).status_code in {404, 405}, address

    assert len(private) > 30


def test_two_presses_submit_one_dossier(populated: Populated, client: Client) -> None:
    client.force_login(populated.world.an)
    before = Dossier.objects.count()
    answers = [client.post(f"/nop-ho-so/{populated.draft.key}/kiem-tra/", {"is_true": "on"}) for _press in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Dossier.objects.count() == before + 1


@pytest.mark.parametrize(
    ("name", "status", "action"),
    [
        ("chi", Status.IN_APPRAISAL, Action.TAKE),
        ("dung", Status.IN_APPROVAL, Action.APPROVE),
        ("giang", Status.AWAITING_SEAL, Action.SEAL),
        ("binh", Status.RESULT_READY, Action.HAND_OVER),
    ],
)
def test_two_presses_make_one_move(
    populated: Populated, client: Client, name: str, status: Status, action: Action
) -> None:
    client.force_login(getattr(populated.world, name))
    dossier = Dossier.objects.get(code=populated.codes[status])
    address = f"/xu-ly/{dossier.code}/{action.value.replace('_', '-')}/"
    events = DossierEvent.objects.filter(dossier=dossier).count()
    body = {"seen": dossier.revision, "collected_by": "Nguyễn Văn An"}
    answers = [client.post(address, body).status_code for _press in range(2)]

    assert answers[0] == 302
    assert answers[1] < 500
    assert DossierEvent.objects.filter(dossier=dossier).count() == events + 1
