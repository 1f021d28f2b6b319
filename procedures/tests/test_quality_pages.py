"""Mai sees what a check found, narrows it, mends it, and notes what she has compared."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from dossiers.tests.cast import MONDAY_MORNING, World
from procedures.models import ProcedureVersion, Source
from procedures.services import publish_version, publish_versions
from procedures.tests.test_quality import FROM, sound

PAGE = "/bien-tap/kiem-tra/"


@pytest.fixture
def editor(client: Client, world: World, mai: User) -> Client:
    client.force_login(mai)
    return client


def brought(number: int, **changes: Any) -> dict[str, Any]:
    return sound(code=f"1.1{number:05d}", name=f"Cấp giấy phép loại {number}", **changes)


@time_machine.travel(MONDAY_MORNING)
def test_the_page_names_the_procedure_the_fault_and_the_mend(editor: Client) -> None:
    publish_version(sound(related=["2.999999"]), valid_from=FROM)
    text = editor.get(PAGE).content.decode()
    for words in (
        "Cấp thẻ công chứng viên",
        "Thủ tục liên quan 2.999999 không có trong danh mục.",
        "thủ tục liên quan 1",
        "Sửa mã hoặc bỏ khỏi danh sách liên quan.",
    ):
        assert words in text, words


@time_machine.travel(MONDAY_MORNING)
def test_findings_are_narrowed_and_paged(editor: Client) -> None:
    records = [brought(number, related=["2.999999"]) for number in range(35)]
    publish_versions([*records, brought(99, sector="Đất đai", related=["2.999999"])], valid_from=FROM)
    assert "36 điểm cần xem" in editor.get(PAGE, {"luat": "dead_related"}).content.decode()
    assert "1 điểm cần xem" in editor.get(PAGE, {"luat": "dead_related", "linh_vuc": "Đất đai"}).content.decode()
    second = editor.get(PAGE, {"luat": "dead_related", "page": "2"}).content.decode()
    assert second.count("không có trong danh mục") == 6
    assert "Không còn điểm nào" in editor.get(PAGE, {"luat": "khong-co"}).content.decode()


@time_machine.travel(MONDAY_MORNING)
def test_what_mai_has_compared_is_noted_once_and_leaves_the_list(editor: Client, mai: User) -> None:
    version = publish_version(sound(), valid_from=FROM, source=Source.NATIONAL_RECORD)
    assert "Đã đối chiếu" in editor.get(PAGE, {"luat": "not_compared"}).content.decode()
    address = reverse("procedures:quality_compared", args=["1.000001"])
    response = editor.post(address, {"version": "1", "luat": "not_compared"})
    assert response["Location"] == f"{PAGE}?luat=not_compared"
    version.refresh_from_db()
    assert version.confirmed_by == mai and version.confirmed_at is not None
    assert "Không còn điểm nào" in editor.get(PAGE, {"luat": "not_compared"}).content.decode()
    assert "đã được đối chiếu từ trước" in editor.post(address, {"version": "1"}, follow=True).content.decode()
    assert "đã đối chiếu ngày 02/03/2026" in editor.get("/thu-tuc/1.000001/").content.decode()


@time_machine.travel(MONDAY_MORNING)
def test_a_version_that_mai_has_not_seen_is_not_confirmed(editor: Client) -> None:
    publish_version(sound(), valid_from=FROM, source=Source.NATIONAL_RECORD)
    newer = publish_version(sound(name="Tên mới"), valid_from=FROM + timedelta(7), source=Source.NATIONAL_RECORD)
    address = reverse("procedures:quality_compared", args=["1.000001"])
    assert "vừa có phiên bản khác" in editor.post(address, {"version": "1"}, follow=True).content.decode()
    assert ProcedureVersion.objects.get(pk=newer.pk).confirmed_at is None


def test_a_check_is_kept_until_something_is_published(
    editor: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with time_machine.travel(MONDAY_MORNING):
        editor.get(PAGE)
        with django_assert_max_num_queries(8):
            editor.get(PAGE)
        publish_version(sound(related=["2.999999"]), valid_from=FROM)
        assert "2.999999" in editor.get(PAGE).content.decode()
    with time_machine.travel(MONDAY_MORNING + timedelta(minutes=5)):
        assert "08:00" in editor.get(PAGE).content.decode()
        assert "08:05" in editor.post(reverse("procedures:quality_again"), follow=True).content.decode()


@pytest.mark.parametrize("name", ["an", "chi", "ha"])
@time_machine.travel(MONDAY_MORNING)
def test_for_everybody_else_there_is_no_such_page(client: Client, world: World, name: str) -> None:
    publish_version(sound(), valid_from=FROM, source=Source.NATIONAL_RECORD)
    client.force_login(getattr(world, name))
    assert client.get(PAGE).status_code == 404
    assert client.post(reverse("procedures:quality_again")).status_code == 404
    assert client.post(reverse("procedures:quality_compared", args=["1.000001"]), {"version": "1"}).status_code == 404


@pytest.mark.parametrize("asked", [{"page": "x"}, {"muc": "\x00"}, {"linh_vuc": "'" * 900}, {"luat": "<script>"}])
@time_machine.travel(MONDAY_MORNING)
def test_no_question_breaks_the_page(editor: Client, asked: dict[str, str]) -> None:
    assert editor.get(PAGE, asked).status_code == 200
