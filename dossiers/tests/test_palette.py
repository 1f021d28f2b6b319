"""The command palette: what a person may do, open and go to, by a few letters without diacritics; nothing else."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from dossiers.tests.cast import MONDAY_MORNING, DossierIn, World
from dossiers.workflow import Status

PALETTE = "/lenh/"


@pytest.fixture(autouse=True)
def _tuesday() -> Any:
    with time_machine.travel(MONDAY_MORNING + timedelta(days=1), tick=False):
        yield


def found(client: Client, **asked: str) -> list[str]:
    groups = client.get(PALETTE, asked).context["groups"]
    return [command.label for group in groups for command in group.commands]


def test_a_dossier_is_found_by_its_code_and_its_applicant(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    for person, address in (("chi", "xu-ly"), ("binh", "xu-ly"), ("an", "ho-so")):
        client.force_login(getattr(world, person))
        answer = client.get(PALETTE, {"q": dossier.code.lower()})
        urls = [command.url for group in answer.context["groups"] for command in group.commands]
        assert f"/{address}/{dossier.code}/" in urls, person
    client.force_login(world.chi)
    assert found(client, q="nguyen van an") == [dossier.code]
    assert found(client, q="an") != [dossier.code], "two letters would find half the archive"
    client.force_login(world.khoa)
    assert dossier.code not in found(client, q=dossier.code)


def test_pages_are_those_of_ones_posts(client: Client, world: World) -> None:
    client.force_login(world.giang)
    assert found(client, q="so dong dau") == found(client, q="SỔ ĐÓNG") == ["Sổ đóng dấu"]
    assert "Hồ sơ cần xử lý" in found(client)
    client.force_login(world.an)
    assert found(client, q="so dong dau") == []
    assert "Hồ sơ của tôi" in found(client)


def test_the_moves_of_the_open_dossier_are_those_of_its_buttons(
    client: Client, world: World, dossier_in: DossierIn
) -> None:
    dossier = dossier_in(Status.IN_APPROVAL)
    client.force_login(world.dung)
    buttons = [button.label for button in client.get(f"/xu-ly/{dossier.code}/").context["page"].buttons]
    assert found(client, ho_so=dossier.code)[: len(buttons)] == buttons
    assert found(client, ho_so=dossier.code, q="phe duyet")[0] == "Phê duyệt"
    for person in ("an", "khoa", "ha"):
        client.force_login(getattr(world, person))
        assert "Phê duyệt" not in found(client, ho_so=dossier.code, q="phe duyet"), person


def test_the_dialog_asks_for_options_and_the_page_for_links(client: Client, world: World) -> None:
    client.force_login(world.chi)
    options = client.get(PALETTE, headers={"X-Palette": "1"}).content.decode()
    assert 'role="option"' in options and "<html" not in options
    page = client.get(PALETTE).content.decode()
    assert '<a href="/xu-ly/">' in page
    assert client.get(PALETTE, {"q": "x\x00" * 300, "ho_so": "\x00"}).status_code == 200
    assert client.get(PALETTE, {"q": "vang mat", "mo": ""}).status_code == 200, "of what is not theirs nothing opens"
    client.force_login(world.dung)
    assert client.get(PALETTE, {"q": "vang mat", "mo": ""}).url == "/xu-ly/vang-mat/"
    client.logout()
    assert client.get(PALETTE).status_code == 302


def test_the_palette_takes_the_same_queries_for_one_and_for_thirty(
    client: Client, world: World, dossier_in: DossierIn, django_assert_max_num_queries: Any
) -> None:
    client.force_login(world.binh)
    counts = []
    for more in (1, 8):
        for _number in range(more):
            dossier_in(Status.IN_APPRAISAL)
        client.get(PALETTE, {"q": "nguyen"})
        with django_assert_max_num_queries(12) as captured:
            client.get(PALETTE, {"q": "nguyen"})
        counts.append(len(captured))
    assert counts[0] == counts[1]
