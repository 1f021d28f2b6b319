"""The register of seal use: every sealing of an agency, with which seal, on what, by whom; nobody else's."""

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
import time_machine
from django.test import Client

from dossiers.models import Dossier
from dossiers.services.signing import sign
from dossiers.tests.cast import MONDAY_MORNING, DossierIn, World, loaded
from dossiers.tests.signing import DEED, equip
from dossiers.workflow import Action, Status

BOOK = "/xu-ly/so-dong-dau/"


@pytest.fixture(autouse=True)
def _next_day() -> Any:
    with time_machine.travel(MONDAY_MORNING + timedelta(days=1), tick=False):
        yield


def rows(client: Client, **asked: str) -> list[Any]:
    answer = client.get(BOOK, asked)
    assert answer.status_code == 200
    return list(answer.context["shown"].object_list)


def test_every_sealing_stands_in_the_book_with_its_seal(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.RESULT_READY)
    dossier_in(Status.AWAITING_SEAL)
    client.force_login(world.giang)
    (row,) = rows(client)
    assert (row.number, row.code, row.sealed_by, row.signed_by) == (
        "01/KQ-H98.03",
        dossier.code,
        "Hoàng Hương Giang",
        "Phạm Tiến Dũng",
    )
    at_seat = Dossier.objects.get(pk=dossier.pk).result.second_seal is None
    assert (row.kind, row.seal) == (("Con dấu tại trụ sở", "") if at_seat else ("Con dấu thứ hai", "TH-0001/ĐKMCD"))
    assert rows(client, tu="01/01/2026", den="31/01/2026") == []


def test_a_letter_bears_the_certificate_of_the_agency(
    client: Client, world: World, dossier_in: DossierIn, settings: Any, tmp_path: Any
) -> None:
    equip(world, settings, tmp_path)
    assert world.letter
    dossier = world.act(dossier_in(Status.IN_APPRAISAL), Action.PROPOSE, at=DEED, is_electronic=True)
    dossier = world.act(dossier, Action.APPROVE, at=DEED)
    sign(dossier, seen=dossier.revision, actor=world.dung, at=DEED)
    world.act(loaded(dossier), Action.SEAL, at=DEED)
    client.force_login(world.dung)
    (row,) = rows(client)
    assert row.kind == "Chữ ký số cơ quan"
    assert row.seal.startswith("Chứng thư số ")


def test_the_book_leaves_as_a_file_of_the_same_lines(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.RESULT_READY)
    client.force_login(world.giang)
    csv = b"".join(client.get(f"{BOOK}so-dong-dau.csv").streaming_content).decode()
    assert dossier.code in csv and "01/KQ-H98.03" in csv
    book = b"".join(client.get(f"{BOOK}so-dong-dau.xlsx").streaming_content)
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert sheet is not None
    assert [sheet.max_row, sheet["E2"].value] == [2, dossier.code]


def test_the_book_is_read_by_who_keeps_the_seal_and_who_answers_for_it(client: Client, world: World) -> None:
    for person, status in (("giang", 200), ("dung", 200), ("ha", 200), ("chi", 403), ("binh", 403), ("an", 403)):
        client.force_login(getattr(world, person))
        assert client.get(BOOK).status_code == status, person
    client.force_login(world.khoa)
    assert client.get(BOOK, {"co_quan": "H98.03"}).status_code == 404, "nobody reads another agency's book"


@pytest.mark.parametrize(
    ("asked", "field"), [({"tu": "32/01/2026"}, "tu"), ({"tu": "02/03/2026", "den": "01/03/2026"}, "den")]
)
def test_days_that_cannot_be_are_refused_at_their_field(
    client: Client, world: World, asked: dict[str, str], field: str
) -> None:
    client.force_login(world.giang)
    answer = client.get(BOOK, asked)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert client.get(f"{BOOK}so-dong-dau.csv", asked).status_code == 404


def test_the_book_takes_the_same_queries_for_one_and_for_many(
    client: Client, world: World, dossier_in: DossierIn, django_assert_max_num_queries: Any
) -> None:
    client.force_login(world.giang)
    counts = []
    for more in (1, 4):
        for _number in range(more):
            dossier_in(Status.RESULT_READY)
        client.get(BOOK)
        with django_assert_max_num_queries(12) as captured:
            client.get(BOOK)
        counts.append(len(captured))
    assert counts[0] == counts[1]
