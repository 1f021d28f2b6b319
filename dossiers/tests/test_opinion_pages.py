"""What an agency sees that was asked for its opinion: its question and the papers, not the desk."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from dossiers.models import Consultation, SubmittedDocument
from dossiers.tests.cast import MONDAY_MORNING, PDF, SESSION_QUERIES, DossierIn, World, loaded
from dossiers.tests.desk import path, press, text_of
from dossiers.workflow import Action, Status

TUESDAY = MONDAY_MORNING + timedelta(days=1)
LIST = "/xu-ly/y-kien/"
A, S = Action, Status


@pytest.fixture(autouse=True)
def _tuesday() -> Any:
    with time_machine.travel(TUESDAY, tick=False):
        yield


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def opened(client: Client, address: str) -> int:
    answer = client.get(address)
    if answer.streaming:
        assert b"".join(answer.streaming_content) == PDF
    return answer.status_code


def test_the_question_is_in_the_list_and_late_when_its_time_is_over(
    client: Client, world: World, dossier_in: DossierIn
) -> None:
    dossier = world.act(dossier_in(S.IN_APPRAISAL), A.CONSULT, at=TUESDAY)
    page = signed_in(client, world.khoa).get(LIST)
    assert [row.code for row in page.context["found"].rows] == [dossier.code]
    assert page.context["found"].rows[0].standing.label == "Chờ trả lời"
    with time_machine.travel(TUESDAY + timedelta(days=1), tick=False):
        row = signed_in(client, world.khoa).get(LIST).context["found"].rows[0]
    assert (row.standing.label, row.standing.tone) == ("Quá hạn trả lời", "bad")
    assert not signed_in(client, world.chi).get(LIST).context["found"].rows
    assert client.get("/xu-ly/").context["questions"] == 0
    assert signed_in(client, world.binh).get(LIST).status_code == 403


def test_who_is_only_asked_sees_the_question_and_not_the_desk(
    client: Client, world: World, dossier_in: DossierIn
) -> None:
    dossier = world.act(dossier_in(S.IN_APPRAISAL), A.CONSULT, at=TUESDAY)
    signed_in(client, world.khoa)
    desk = client.get(path(dossier))
    assert (desk.status_code, desk["Location"]) == (302, f"{LIST}{dossier.code}/")
    text = text_of(client.get(desk["Location"]))
    assert "Đề nghị xác nhận thông tin." in text
    assert "Tờ khai đề nghị cấp chứng chỉ" in text
    for hidden in ("049090000127", "0900000127", "Quá trình xử lý"):
        assert hidden not in text
    paper = SubmittedDocument.objects.filter(dossier=dossier).first()
    assert paper is not None
    assert opened(client, f"/ho-so/{dossier.code}/tep/{paper.file_id}/") == 200
    assert client.get(path(dossier, A.PROPOSE)).status_code == 403


def test_the_answer_is_sent_with_its_file(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.AWAITING_OPINION)
    empty = press(client, world.khoa, dossier, A.ANSWER, opinion="")
    assert empty.status_code == 422
    assert "Đề nghị xác nhận thông tin." in text_of(empty)
    file = SimpleUploadedFile("y-kien.pdf", PDF, "application/pdf")
    answer = press(client, world.khoa, dossier, A.ANSWER, opinion="Đúng như sổ.", file=file)
    assert (answer.status_code, answer["Location"]) == (302, LIST)
    row = Consultation.objects.get(dossier=dossier)
    assert (row.answer, row.answered_by, row.file.name) == ("Đúng như sổ.", world.khoa, "y-kien.pdf")
    assert loaded(dossier).status == S.IN_APPRAISAL
    client.get(answer["Location"])
    text = text_of(client.get(f"{LIST}{dossier.code}/"))
    assert "Đúng như sổ." in text
    assert "Trả lời ý kiến phối hợp" not in text
    address = f"/ho-so/{dossier.code}/tep/{row.file_id}/"
    assert opened(client, address) == 200, "their own answer"
    assert opened(signed_in(client, world.chi), address) == 200
    assert "Đúng như sổ." in text_of(client.get(path(dossier)))
    assert opened(signed_in(client, world.an), address) == 404, "it stays between the agencies"


def test_nobody_else_answers(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.AWAITING_OPINION)
    assert press(client, world.dung, dossier, A.ANSWER, opinion="Tôi đồng ý.").status_code == 403
    assert signed_in(client, world.chi).get(f"{LIST}{dossier.code}/").status_code == 404
    unasked = dossier_in(S.IN_APPRAISAL)
    assert signed_in(client, world.khoa).get(f"{LIST}{unasked.code}/").status_code == 404


def test_a_consultation_is_asked_for_on_the_desk(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(S.IN_APPRAISAL)
    row = {"agency-1": str(world.commune.pk), "question-1": "Xin ý kiến.", "due_on-1": "20/03/2026"}
    late = press(client, world.chi, dossier, A.CONSULT, **row)
    assert late.status_code == 422
    assert "due_on-1" in late.context["form"].errors, "at the row where it was typed"
    assert "Xin ý kiến." in text_of(late)
    assert press(client, world.chi, dossier, A.CONSULT).status_code == 422
    assert press(client, world.chi, dossier, A.CONSULT, **{**row, "agency-1": "999"}).status_code == 422
    sunday = {**row, "due_on-1": "08/03/2026"}
    assert press(client, world.chi, dossier, A.CONSULT, **sunday).status_code == 302
    asked = Consultation.objects.get(dossier=dossier)
    assert asked.due_at == MONDAY_MORNING.replace(day=6, hour=17), "the last working day before it"


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_takes_the_same_queries_for_one_and_for_thirty(
    client: Client, world: World, dossier_in: DossierIn, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    dossier = dossier_in(S.IN_APPRAISAL)
    answered = {"answer": "Đúng.", "answered_by": world.khoa, "answered_at": MONDAY_MORNING}
    Consultation.objects.bulk_create(
        Consultation(
            dossier=dossier,
            agency=world.commune,
            question="Xin ý kiến.",
            asked_by=world.chi,
            asked_at=MONDAY_MORNING,
            due_at=TUESDAY,
            **answered,
        )
        for _row in range(rows)
    )
    signed_in(client, world.khoa).get(LIST)
    with django_assert_num_queries(7 + SESSION_QUERIES):
        assert len(client.get(LIST, {"muc": "da-tra-loi"}).context["found"].rows) == rows
