"""A citizen's list: what needs them first; each dossier once; the number above a list is its length."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from accounts.models import Membership, MembershipRole, Organisation
from dossiers import drafts
from dossiers.models import Dossier, Satisfaction
from dossiers.queries.mine import MyDossiers, my_dossiers
from dossiers.services import feedback, messages
from dossiers.services.ratings import Grades, rate
from dossiers.tests.cast import MONDAY, MONDAY_MORNING, DossierIn, World
from dossiers.tests.test_feedback import sent
from dossiers.workflow import FINAL, Status

TUESDAY = MONDAY_MORNING + timedelta(days=1)


@pytest.fixture(autouse=True)
def _tuesday() -> Any:
    with time_machine.travel(TUESDAY, tick=False):
        yield


def shown(world: World, **narrowed: Any) -> MyDossiers:
    """Return An's page as a new request would."""
    return my_dossiers(type(world.an).objects.get(pk=world.an.pk), at=TUESDAY, **narrowed)


def needs(world: World) -> list[str]:
    """Return what is to be done, in its order."""
    return [need.action for entry in shown(world).needs for need in entry["needs"]]


def counts(world: World, **narrowed: Any) -> dict[str, int]:
    return {section.slug: section.count for section in shown(world, **narrowed).sections}


@pytest.mark.parametrize(
    ("status", "action"),
    [
        (Status.SUPPLEMENTING, "Bổ sung giấy tờ"),
        (Status.GUIDED, "Bổ sung giấy tờ"),
        (Status.AWAITING_PAYMENT, "Xem khoản phải nộp"),
        (Status.RESULT_READY, "Xem kết quả"),
        (Status.RETURNED, "Đánh giá"),
    ],
)
def test_where_the_next_step_is_the_citizens_it_says_which(
    world: World, dossier_in: DossierIn, status: Status, action: str
) -> None:
    dossier_in(status)
    assert needs(world) == [action]
    assert counts(world) == {"dang-giai-quyet": 0, "da-ket-thuc": 0}


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.IN_APPRAISAL, Status.REFUSED, Status.WITHDRAWN])
def test_where_it_is_somebody_elses_nothing_is_asked(world: World, dossier_in: DossierIn, status: Status) -> None:
    dossier_in(status)
    assert needs(world) == []
    assert counts(world) == {"dang-giai-quyet": int(status not in FINAL), "da-ket-thuc": int(status in FINAL)}


def test_what_is_most_pressing_comes_first(world: World, dossier_in: DossierIn) -> None:
    drafts.start(world.certificate, user=world.an, at=TUESDAY)
    dossier_in(Status.RETURNED)
    written = dossier_in(Status.IN_APPRAISAL)
    messages.send(written, words="Xin gọi lại.", key=uuid4(), actor=world.chi, at=TUESDAY)
    asked = sent(world, actor=world.an)
    seen = {"seen": asked.revision, "actor": world.ha, "at": TUESDAY, "calendar": world.calendar}
    feedback.ask(asked, question="Gì?", **seen)
    dossier_in(Status.SUPPLEMENTING)
    assert needs(world) == ["Bổ sung giấy tờ", "Trả lời", "Đọc tin nhắn", "Soạn tiếp", "Đánh giá"]


def test_what_was_done_is_asked_no_more(world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.RETURNED)
    rate(dossier, Grades(Satisfaction.SATISFIED), actor=world.an, at=TUESDAY)
    running = dossier_in(Status.IN_APPRAISAL)
    messages.send(running, words="Xin gọi lại.", key=uuid4(), actor=world.chi, at=TUESDAY)
    messages.mark_read(running, actor=world.an, at=TUESDAY)
    assert needs(world) == []
    assert counts(world) == {"dang-giai-quyet": 1, "da-ket-thuc": 1}


def test_after_thirty_days_nobody_is_asked_to_rate(world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.RETURNED)
    Dossier.objects.filter(pk=dossier.pk).update(returned_at=TUESDAY - timedelta(days=31))
    assert needs(world) == []


def test_the_number_above_a_list_is_its_length_on_all_its_pages(
    client: Client, world: World, dossier_in: DossierIn
) -> None:
    for _time in range(21):
        dossier_in(Status.SUBMITTED)
    pages = [shown(world, section="dang-giai-quyet", page=number).sections[0] for number in (1, 2)]
    assert [page.count for page in pages] == [21, 21]
    assert sum(len(page.cards) for page in pages) == 21
    client.force_login(world.an)
    assert "Xem cả 21 hồ sơ" in client.get("/ho-so/").content.decode()
    assert client.get("/ho-so/?muc=dang-giai-quyet&page=2").status_code == 200
    code = pages[1].cards[0]["code"]
    assert counts(world, text=code.lower()) == {"dang-giai-quyet": 1, "da-ket-thuc": 0}
    assert counts(world, text="không có") == {"dang-giai-quyet": 0, "da-ket-thuc": 0}


def test_dossiers_of_an_organisation_are_its_members_and_found_by_its_name(
    client: Client, world: World, dossier_in: DossierIn
) -> None:
    confirmed = {"created_at": MONDAY_MORNING, "confirmed_at": MONDAY_MORNING}
    company = Organisation.objects.create(tax_code="0100109106", name="Công ty Thử", **confirmed)
    dossier_in(Status.IN_APPRAISAL)
    theirs = dossier_in(Status.IN_APPRAISAL)
    Dossier.objects.filter(pk=theirs.pk).update(organisation=company)
    assert counts(world) == {"dang-giai-quyet": 1, "da-ket-thuc": 0}, "An is no member"
    role = MembershipRole.MEMBER
    Membership.objects.create(organisation=company, user=world.an, role=role, valid_from=MONDAY, added_by=world.an)
    assert counts(world)["dang-giai-quyet"] == 2
    assert counts(world, party="0100109106")["dang-giai-quyet"] == 1
    assert counts(world, party="cua-toi")["dang-giai-quyet"] == 1
    client.force_login(world.an)
    assert "Công ty Thử" in client.get("/ho-so/").content.decode()
