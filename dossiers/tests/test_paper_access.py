"""Who may open which paper of a dossier, and the trace that opening leaves."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from dossiers.models import FileOpening
from dossiers.queries.opening import readers_of
from dossiers.queries.slips import slips_of
from dossiers.services.opening import record_opening
from dossiers.tests.cast import MONDAY, MONDAY_MORNING, DossierIn, World, instant
from dossiers.workflow import Status

AFTERNOON = instant(MONDAY, "15:00")


@pytest.fixture(autouse=True)
def _afternoon() -> Iterator[None]:
    with time_machine.travel(AFTERNOON, tick=False):
        yield


# ── Who may open what, and the trace of it ───────────────────────────────────────────────


def test_internal_papers_are_not_there_for_the_applicant(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    client.force_login(world.an)
    assert client.get(reverse("dossiers:control_sheet_pdf", args=[dossier.code])).status_code == 404
    own = {slip.url for slip in slips_of(dossier, for_office=False)}
    assert own == {reverse("dossiers:receipt_pdf", args=[dossier.code])}
    assert len(slips_of(dossier, for_office=True)) == 2


def test_papers_are_closed_to_other_agencies_and_to_strangers(
    client: Client, world: World, dossier_in: DossierIn
) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    papers = [reverse(f"dossiers:{name}", args=[dossier.code]) for name in ("receipt_pdf", "control_sheet_pdf")]
    assert [client.get(paper).status_code for paper in papers] == [302, 302]
    client.force_login(world.khoa)
    assert [client.get(paper).status_code for paper in papers] == [404, 404]
    assert not FileOpening.objects.exists()


def test_an_officer_who_opens_a_paper_leaves_a_trace(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    receipt = reverse("dossiers:receipt_pdf", args=[dossier.code])
    scan = reverse("dossiers:file", args=[dossier.code, world.scan.pk])
    for person, address in ((world.an, receipt), (world.chi, receipt), (world.chi, scan), (world.binh, receipt)):
        client.force_login(person)
        answer = client.get(address)
        assert answer.status_code == 200
        if answer.streaming:
            b"".join(answer.streaming_content)
        else:
            client.head(address)
    traces = FileOpening.objects.order_by("pk").values_list("user__full_name", "role", "agency__code")
    assert [trace[0] for trace in traces] == ["Lê Quỳnh Chi", "Lê Quỳnh Chi", "Trần Thị Bình"]
    assert traces[0][1:] == ("appraiser", "H98.03")


def test_the_applicant_sees_who_read_the_dossier_by_agency_and_role(
    client: Client, world: World, dossier_in: DossierIn
) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    for minutes, person in enumerate((world.chi, world.chi, world.binh)):
        record_opening(
            dossier, paper="Giấy tiếp nhận", actor=person, at=MONDAY_MORNING + timedelta(hours=2, minutes=minutes)
        )
    assert record_opening(dossier, paper="Giấy tiếp nhận", actor=world.an, at=AFTERNOON) is None
    readers = readers_of(dossier)
    assert [(one.role, one.times, one.papers) for one in readers] == [
        ("Cán bộ tiếp nhận và trả kết quả", 1, 1),
        ("Chuyên viên thụ lý", 2, 1),
    ]
    client.force_login(world.an)
    page = client.get(reverse("dossiers:detail", args=[dossier.code])).content.decode()
    assert "Ai đã xem hồ sơ" in page
    assert "Chuyên viên thụ lý" in page
    assert world.chi.full_name not in page


# ── The page that lists them ─────────────────────────────────────────────────────────────


def test_the_list_of_papers_shows_an_officer_what_the_applicant_does_not_see(
    client: Client, world: World, dossier_in: DossierIn
) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    address = reverse("dossiers:slips", args=[dossier.code])
    for person, status, is_internal in ((world.binh, 200, True), (world.chi, 200, True), (world.an, 200, False)):
        client.force_login(person)
        page = client.get(address)
        assert page.status_code == status
        assert ("Phiếu kiểm soát" in page.content.decode()) is is_internal
        assert "Giấy tiếp nhận và hẹn trả" in page.content.decode()
    client.force_login(world.khoa)
    assert client.get(address).status_code == 404
