"""Applicant and office write to each other about a dossier; nothing else moves by it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from dossiers.errors import InvalidInput, NotAllowed
from dossiers.models import ClockEntry, Dossier, Message
from dossiers.queries.messages import unread_of_office
from dossiers.queries.needs import needs_of
from dossiers.services import messages
from dossiers.tests.cast import MONDAY_MORNING, PDF, DossierIn, World, loaded
from dossiers.workflow import Status
from exchange.models import Notice

TUESDAY = MONDAY_MORNING + timedelta(days=1)


@pytest.fixture(autouse=True)
def _tuesday() -> Any:
    with time_machine.travel(TUESDAY, tick=False):
        yield


@pytest.fixture
def dossier(dossier_in: DossierIn) -> Dossier:
    return dossier_in(Status.IN_APPRAISAL)


def write(dossier: Dossier, who: Any, words: str = "Xin hỏi hồ sơ đến đâu?", **changed: Any) -> Message:
    return messages.send(dossier, words=words, key=changed.pop("key", uuid4()), actor=who, at=TUESDAY, **changed)


def page(side: str, dossier: Dossier) -> str:
    return reverse(f"dossiers:{side}_messages", args=[dossier.code])


# ── Who writes ───────────────────────────────────────────────────────────────────────────
def test_each_side_writes_in_its_own_name_and_the_other_is_told(world: World, dossier: Dossier) -> None:
    asked = write(dossier, world.an)
    answered = write(dossier, world.chi, "Hồ sơ đang thẩm định.")

    assert (asked.is_from_applicant, asked.agency) == (True, None)
    assert (answered.is_from_applicant, answered.agency) == (False, world.department)
    told = Notice.objects.filter(kind__in=("message", "message_in")).order_by("pk").values_list("kind", "dossier")
    assert list(told) == [("message_in", dossier.pk), ("message", dossier.pk)]


@pytest.mark.parametrize("name", ["binh", "dung"])
def test_clerk_and_approver_of_the_dossier_write_too(world: World, dossier: Dossier, name: str) -> None:
    assert write(dossier, getattr(world, name)).author == getattr(world, name)


@pytest.mark.parametrize("name", ["giang", "ha", "khoa", "mai"])
def test_nobody_else_writes(world: World, dossier: Dossier, name: str) -> None:
    with pytest.raises(NotAllowed):
        write(dossier, getattr(world, name))
    assert not Message.objects.exists()


def test_a_message_moves_neither_dossier_nor_clock(world: World, dossier: Dossier) -> None:
    before = (dossier.revision, dossier.status, ClockEntry.objects.count())
    write(dossier, world.chi, "Đề nghị Ông/Bà gọi lại.")
    dossier = loaded(dossier)
    assert (dossier.revision, dossier.status, ClockEntry.objects.count()) == before


def test_two_presses_write_once(world: World, dossier: Dossier) -> None:
    key = uuid4()
    assert write(dossier, world.an, key=key) == write(dossier, world.an, key=key)
    assert Message.objects.count() == 1


def test_another_dossier_or_person_cannot_take_a_key(world: World, dossier: Dossier, dossier_in: DossierIn) -> None:
    key = uuid4()
    write(dossier, world.an, key=key)
    with pytest.raises(Exception):  # noqa: B017 - the database's own rule
        write(dossier, world.chi, key=key)


@pytest.mark.parametrize("status", [Status.RETURNED, Status.REFUSED, Status.WITHDRAWN])
def test_after_the_end_nobody_writes(world: World, dossier_in: DossierIn, status: Status) -> None:
    with pytest.raises(InvalidInput):
        write(dossier_in(status), world.an)


def test_without_an_account_there_is_nobody_to_write_to(world: World) -> None:
    with pytest.raises(InvalidInput):
        write(world.receive_walk_in(), world.binh)


# ── Reading ──────────────────────────────────────────────────────────────────────────────
def told_of_unread(dossier: Dossier) -> list[str]:
    return [need.words for need in needs_of([dossier], at=TUESDAY)[dossier.pk] if "tin nhắn" in need.words]


def test_the_inbox_says_what_the_applicant_wrote_and_nobody_has_read(
    client: Client, world: World, dossier: Dossier
) -> None:
    write(dossier, world.an)
    client.force_login(world.chi)
    with time_machine.travel(TUESDAY, tick=False):
        page = client.get("/xu-ly/", {"muc": "tat-ca"})
        assert [row.unread for row in page.context["work"].rows if row.code == dossier.code] == [1]
        assert "1 tin nhắn chưa đọc" in page.content.decode()
        messages.mark_read(dossier, actor=world.chi, at=TUESDAY)
        assert "tin nhắn chưa đọc" not in client.get("/xu-ly/", {"muc": "tat-ca"}).content.decode()


def test_what_is_unread_is_counted_for_each_side_until_it_is_read(world: World, dossier: Dossier) -> None:
    write(dossier, world.an)
    write(dossier, world.an)
    assert unread_of_office([dossier.pk]) == {dossier.pk: 2}
    assert told_of_unread(dossier) == []

    messages.mark_read(dossier, actor=world.giang, at=TUESDAY)
    assert unread_of_office([dossier.pk]) == {dossier.pk: 2}, "a seal keeper does not read for the office"
    write(dossier, world.chi, "Xin trả lời.")
    assert unread_of_office([dossier.pk]) == {}, "who answers has read"
    assert told_of_unread(dossier) == ["Có 1 tin nhắn chưa đọc."]
    messages.mark_read(dossier, actor=world.an, at=TUESDAY)
    assert told_of_unread(dossier) == []


# ── Pages ────────────────────────────────────────────────────────────────────────────────
def test_a_citizen_writes_with_a_file_and_the_office_opens_it(client: Client, world: World, dossier: Dossier) -> None:
    client.force_login(world.an)
    scan = SimpleUploadedFile("giay-hen.pdf", PDF, content_type="application/pdf")
    typed = {"words": "Tôi gửi kèm giấy hẹn.", "key": str(uuid4()), "file": scan}
    assert client.post(page("citizen", dossier), typed).status_code == 302
    own = client.get(reverse("dossiers:detail", args=[dossier.code])).content.decode()
    assert "Tôi gửi kèm giấy hẹn." in own
    assert "giay-hen.pdf" in own

    sent = Message.objects.get()
    address = reverse("dossiers:message_file", args=[dossier.code, sent.file_id])
    client.force_login(world.chi)
    desk = client.get(page("office", dossier)).content.decode()
    assert "Tôi gửi kèm giấy hẹn." in desk
    assert "Chưa đọc" in desk
    opened = client.get(address)
    assert b"".join(opened.streaming_content) == PDF  # type: ignore[attr-defined]
    client.force_login(world.khoa)
    assert client.get(address).status_code == 404


def test_the_citizen_reads_which_agency_wrote_and_not_who(client: Client, world: World, dossier: Dossier) -> None:
    write(dossier, world.chi, "Hồ sơ đang thẩm định.")
    client.force_login(world.an)
    text = client.get(page("citizen", dossier)).content.decode()
    assert world.department.name in text
    assert world.chi.full_name not in text


def test_reading_is_noted_on_a_press_and_not_by_looking(client: Client, world: World, dossier: Dossier) -> None:
    write(dossier, world.chi, "Hồ sơ đang thẩm định.")
    client.force_login(world.an)
    client.get(page("citizen", dossier))
    assert Message.objects.get().read_at is None
    client.post(reverse("dossiers:citizen_messages_read", args=[dossier.code]))
    assert (Message.objects.get().read_at, Message.objects.get().read_by) == (TUESDAY, world.an)


def test_an_empty_message_is_refused_at_its_field(client: Client, world: World, dossier: Dossier) -> None:
    client.force_login(world.an)
    answer = client.post(page("citizen", dossier), {"words": " \u200b ", "key": str(uuid4())})
    assert answer.status_code == 422
    assert "Ông/Bà viết nội dung cần nhắn." in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "side", "code"), [("khoa", "citizen", 404), ("khoa", "office", 404), ("an", "office", 403)]
)
def test_messages_of_others_are_not_there(
    client: Client, world: World, dossier: Dossier, name: str, side: str, code: int
) -> None:
    client.force_login(getattr(world, name))
    assert client.get(page(side, dossier)).status_code == code
    assert client.post(page(side, dossier), {"words": "x", "key": str(uuid4())}).status_code == code
    assert not Message.objects.exists()
