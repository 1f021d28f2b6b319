"""The register of an office: every receipt in its order, for those who keep the book, as page, PDF and workbook."""

import io
from collections.abc import Iterator
from datetime import date

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers.models import IntakeReceipt
from dossiers.papers.register import RegisterRow
from dossiers.papers.register_workbook import COLUMNS, write_register
from dossiers.queries import register as queries
from dossiers.queries.register import Extract, offices_kept_by, register_page, rows_of
from dossiers.tests.cast import MONDAY, MONDAY_MORNING, DossierIn, World, instant
from dossiers.tests.test_papers import pages_of
from dossiers.workflow import Status
from procedures.models import Channel

AFTERNOON = instant(MONDAY, "15:00")


@pytest.fixture(autouse=True)
def _afternoon() -> Iterator[None]:
    with time_machine.travel(AFTERNOON, tick=False):
        yield


def extract(world: World, **narrower: object) -> Extract:
    """Return the centre's book of the year."""
    return Extract(world.centre, 2026, **narrower)  # type: ignore[arg-type]


def test_the_book_holds_every_receipt_of_the_office_in_its_order(world: World, dossier_in: DossierIn) -> None:
    received = [
        dossier_in(Status.IN_APPRAISAL),
        dossier_in(Status.RETURNED),
        dossier_in(Status.IN_APPRAISAL, channel=Channel.IN_PERSON),
        dossier_in(Status.WITHDRAWN),
    ]
    dossier_in(Status.SUBMITTED)
    rows = list(rows_of(extract(world)))
    assert [row.number for row in rows] == sorted(row.number for row in rows)
    assert {row.code for row in rows} == {dossier.code for dossier in received}
    by_code = {row.code: row for row in rows}
    returned = by_code[received[1].code]
    assert returned.returned_at == received[1].returned_at
    assert returned.collected_by == "Nguyễn Văn An"
    assert by_code[received[3].code].ended == "Đã rút hồ sơ"
    assert by_code[received[0].code].ended == ""


def test_a_voided_receipt_keeps_its_line(world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    IntakeReceipt.objects.filter(dossier=dossier).update(voided_at=MONDAY_MORNING)
    (row,) = rows_of(extract(world))
    assert row.ended == "Giấy tiếp nhận đã hủy"


def test_the_book_is_narrowed_by_sector_and_month(world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    sector = world.certificate.sector
    other = world.confirmation.sector
    assert [row.code for row in rows_of(extract(world, sector=sector, month=3))] == [dossier.code]
    assert not list(rows_of(extract(world, sector=other)))
    assert not list(rows_of(extract(world, month=4)))
    assert not list(rows_of(Extract(world.centre, 2025)))


def test_clerks_and_leaders_read_the_books_that_are_theirs(world: World, client: Client) -> None:
    kept = {
        name: [office.code for office in offices_kept_by(getattr(world, name), today=MONDAY)]
        for name in ("binh", "khoa", "ha", "chi", "dung", "an", "mai")
    }
    assert kept["binh"] == [world.centre.code]
    assert kept["khoa"] == [world.commune_office.code]
    assert kept["ha"] == [world.centre.code, world.commune_office.code]
    assert kept["chi"] == kept["dung"] == kept["an"] == kept["mai"] == []
    for name, status in (("binh", 200), ("ha", 200), ("chi", 403), ("an", 403)):
        client.force_login(getattr(world, name))
        for page in ("register", "register_pdf", "register_workbook"):
            answer = client.get(reverse(f"dossiers:{page}"))
            assert answer.status_code == status
            if answer.streaming:
                b"".join(answer.streaming_content)
    client.force_login(world.khoa)
    assert client.get(reverse("dossiers:register"), {"noi": world.centre.code}).status_code == 404


@pytest.mark.parametrize("asked", [{"nam": "1999"}, {"nam": "mai"}, {"thang": "13"}, {"linh_vuc": "khong-co"}])
def test_a_book_that_there_is_not_is_not_found(world: World, client: Client, asked: dict[str, str]) -> None:
    client.force_login(world.binh)
    assert client.get(reverse("dossiers:register"), asked).status_code == 404


def test_the_page_asks_the_same_for_one_line_and_for_thirty(
    world: World, client: Client, dossier_in: DossierIn
) -> None:
    client.force_login(world.binh)
    address = reverse("dossiers:register")
    counts = []
    for more in (1, 29):
        for _number in range(more):
            dossier_in(Status.IN_APPRAISAL)
        client.get(address)
        with CaptureQueriesContext(connection) as statements:
            assert client.get(address).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert register_page(extract(world), page=1).paginator.count == 30


def test_the_book_is_printed_on_the_form_of_its_year(world: World, client: Client, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.RETURNED)
    client.force_login(world.binh)
    answer = client.get(reverse("dossiers:register_pdf"))
    (page,) = pages_of(answer.content)
    assert "Mẫu số 07" in page
    assert "Quyển số: 2026" in page
    assert "Sổ đang mở." in page
    assert dossier.code in page
    closed = queries.book_of(extract(world), at=instant(date(2027, 1, 4)))
    assert closed.closing_note == "Sổ đã đóng ngày 31/12/2026."


def test_a_long_book_is_printed_in_parts(
    world: World, client: Client, dossier_in: DossierIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [dossier_in(Status.IN_APPRAISAL).code for _number in range(3)]
    monkeypatch.setattr(queries, "ROWS_PRINTED", 2)
    client.force_login(world.binh)
    page = client.get(reverse("dossiers:register")).content.decode()
    assert "Bản in (PDF), 2 phần" in page
    assert "phan=2" in page
    first, second = (
        pages_of(client.get(reverse("dossiers:register_pdf"), {"phan": part}).content)[0] for part in ("1", "2")
    )
    assert "Phần 1/2." in first
    assert "Tổng số: 03 hồ sơ, bản in này có 02 hồ sơ." in first
    assert codes[0] in first
    assert codes[2] not in first
    assert codes[2] in second
    for part in ("0", "3", "mai", "9" * 9):
        assert client.get(reverse("dossiers:register_pdf"), {"phan": part}).status_code == 404


def test_the_workbook_holds_what_the_page_holds(world: World, client: Client, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.RETURNED)
    client.force_login(world.binh)
    answer = client.get(reverse("dossiers:register_workbook"))
    assert answer["Content-Disposition"] == 'attachment; filename="so-theo-doi-H98.01.01-2026.xlsx"'
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert sheet
    lines = list(sheet.iter_rows(values_only=True))
    assert lines[0] == tuple(label for label, _width in COLUMNS)
    assert lines[1][:4] == (1, dossier.code, "Cấp chứng chỉ hành nghề đấu giá", "Nguyễn Văn An")
    assert str(lines[1][6]) == "2026-03-02 08:30:00"


def test_no_cell_of_the_workbook_is_a_formula() -> None:
    hostile = '=HYPERLINK("https://xau.test","Bấm")'
    row = RegisterRow(
        number=1,
        code="+1+1",
        procedure=hostile,
        applicant="@SUM(A1)",
        contact="-2+3",
        agency="https://xau.test",
        received_at=MONDAY_MORNING,
        due_at=None,
        returned_at=None,
        return_method="",
    )
    file = io.BytesIO()
    assert write_register(file, [row] * 3, title="Sổ", at=AFTERNOON) == 3
    sheet = openpyxl.load_workbook(file).active
    assert sheet
    cells = [cell for line in sheet.iter_rows(min_row=2) for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert sheet["C2"].value == hostile
    assert not [cell for cell in cells if cell.hyperlink]
