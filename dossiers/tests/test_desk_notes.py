"""Beside the papers: notes for colleagues, messages, and the papers one after the other, as large as one likes."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from dossiers.models import InternalNote
from dossiers.queries.desk import viewed_paper
from dossiers.tests.cast import MONDAY_MORNING, DossierIn, World
from dossiers.tests.desk import path
from dossiers.workflow import Status

TUESDAY = MONDAY_MORNING + timedelta(days=1)


@pytest.fixture(autouse=True)
def _tuesday() -> Any:
    with time_machine.travel(TUESDAY, tick=False):
        yield


def noted(client: Client, user: User, code: str, words: str) -> Any:
    client.force_login(user)
    return client.post(f"/xu-ly/{code}/ghi-chu/", {"words": words})


def test_a_note_is_read_by_colleagues_and_never_by_the_applicant(
    client: Client, world: World, dossier_in: DossierIn
) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    answer = noted(client, world.chi, dossier.code, "Đã gọi điện cho Phòng Hộ tịch.")
    assert answer.url == f"/xu-ly/{dossier.code}/#ghi-chu"
    noted(client, world.chi, dossier.code, "Đã gọi điện cho Phòng Hộ tịch.")
    assert InternalNote.objects.count() == 1, "pressed twice, written once"
    client.force_login(world.binh)
    assert "Đã gọi điện cho Phòng Hộ tịch." in client.get(path(dossier)).content.decode()
    client.force_login(world.an)
    for address in (f"/ho-so/{dossier.code}/", f"/ho-so/{dossier.code}/giay-to-da-cap/"):
        assert "Phòng Hộ tịch" not in client.get(address).content.decode()
    assert noted(client, world.an, dossier.code, "Xin chào").status_code == 403
    assert noted(client, world.khoa, dossier.code, "Xin chào").status_code == 404
    assert InternalNote.objects.count() == 1


def test_an_empty_note_is_refused_and_a_long_one_kept(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    assert noted(client, world.chi, dossier.code, " \u200b ").status_code == 422
    long = noted(client, world.chi, dossier.code, "x" * 2001)
    assert long.status_code == 422
    assert "x" * 2001 in long.content.decode(), "what was typed is kept"


def test_one_reads_paper_after_paper_and_larger() -> None:
    papers: list[dict[str, Any]] = [
        {"pk": number, "url": "/x", "is_shown": number != 2, "view_url": f"/xu-ly/A/?giay={number}&muc=#giay-to"}
        for number in (1, 2, 3)
    ]
    first = viewed_paper(papers, "")
    assert first is not None
    assert (first["pk"], first["previous_url"], first["place"], first["places"]) == (1, "", 1, 2)
    assert first["next_url"] == "/xu-ly/A/?giay=3&muc=#giay-to", "a file that no browser shows is passed over"
    assert (first["smaller_url"], first["larger_url"]) == ("", "/xu-ly/A/?giay=1&muc=&co=150#giay-to")
    largest = viewed_paper(papers, "3", zoom="300")
    assert largest is not None
    assert (largest["larger_url"], largest["smaller_url"]) == ("", "/xu-ly/A/?giay=3&muc=&co=200#giay-to")
    odd = viewed_paper(papers, "3", zoom="9999")
    assert odd is not None and odd["zoom"] == 100
