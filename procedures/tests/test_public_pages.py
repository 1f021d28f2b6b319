"""The catalogue as everybody reads it."""

import json
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from agencies.models import Agency, AgencyKind, Level
from procedures.services import publish_version

LIST = "/thu-tuc/"
FROM = date(2025, 7, 1)


def record(number: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "code": f"1.{number:06d}",
        "name": f"Cấp giấy phép thứ {number}",
        "sector": "Xây dựng",
        "level": ["province"],
        "agencies": ["H98.07"],
        "audience": ["citizen", "business"],
        "keywords": ["GPXD"],
        "life_events": ["housing"],
        "summary": "Được xây nhà <đúng> quy hoạch.",
        "steps": ["Nộp hồ sơ.", "Nhận giấy phép."],
        "ways": [
            {
                "channel": channel,
                "limits": [{"amount": 15, "unit": "working_day"}],
                "fees": [{"kind": "charge", "name": "Lệ phí cấp giấy phép", "amount": 75000}],
            }
            for channel in ("in_person", "online")
        ],
        "required_documents": [{"name": "Đơn đề nghị", "originals": 1}, {"name": "Bản vẽ", "copies": 2}],
        "results": [{"name": "Giấy phép xây dựng", "code": "KQ.1"}],
        "conditions": ["Phù hợp quy hoạch </script><b>."],
        "legal_bases": [{"number": "50/2014/QH13", "name": "Luật Xây dựng", "article": "Điều 95"}],
        "service_level": "full",
        "processes": [
            {
                "stages": [
                    {"step": "reception", "name": "Tiếp nhận", "role": "clerk", "minutes": 480},
                    {"step": "appraisal", "name": "Thẩm định", "role": "appraiser", "minutes": 5760},
                    {"step": "approval", "name": "Ký giấy phép", "role": "approver", "minutes": 720},
                    {"step": "return", "name": "Trả kết quả", "role": "clerk", "minutes": 240},
                ]
            }
        ],
        **changes,
    }


@pytest.fixture
def department(db: None) -> Agency:
    Agency.objects.create(
        code="H98.41", name="UBND xã Thử", short_name="UBND xã Thử", kind=AgencyKind.COMMUNE, level=Level.COMMUNE
    )
    return Agency.objects.create(
        code="H98.07", name="Sở Xây dựng tỉnh Thử", short_name="Sở Xây dựng", kind="department", level=Level.PROVINCE
    )


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_takes_three_queries_whatever_it_holds(
    client: Client, department: Agency, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for number in range(1, rows + 1):
        publish_version(record(number), valid_from=FROM)
    with django_assert_num_queries(3):
        response = client.get(LIST, {"q": "giay phep"})
    assert f"Có {rows} thủ tục" in response.content.decode()


def test_a_page_of_a_procedure_takes_ten_queries(
    client: Client, department: Agency, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish_version(record(), valid_from=FROM)
    with django_assert_num_queries(10):
        client.get("/thu-tuc/1.000001/")


def test_the_page_says_what_is_promised(client: Client, department: Agency) -> None:
    publish_version(record(), valid_from=FROM)
    text = client.get("/thu-tuc/1.000001/").content.decode()
    for words in (
        "Cấp giấy phép thứ 1",
        "15 ngày làm việc",
        "75.000",
        "Đơn đề nghị",
        "2 bản chụp",
        "Giấy phép xây dựng",
        "Luật Xây dựng",
        "Sở Xây dựng tỉnh Thử",
        "Cả quy trình: 15 ngày làm việc",
        "Nộp trực tuyến",
    ):
        assert words in text, words


def test_ways_on_the_same_terms_are_told_once(client: Client, department: Agency) -> None:
    publish_version(record(), valid_from=FROM)
    text = client.get("/thu-tuc/1.000001/").content.decode()
    assert text.count(">Lệ phí cấp giấy phép<") == 1
    assert "Trực tuyến hoặc trực tiếp" in text


def test_the_description_for_search_engines_is_json_that_cannot_end_its_element(
    client: Client, department: Agency
) -> None:
    publish_version(record(), valid_from=FROM)
    text = client.get("/thu-tuc/1.000001/").content.decode()
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
    assert "<" not in script
    description = json.loads(script)
    assert description["@type"] == "GovernmentService"
    assert description["identifier"] == "1.000001"
    assert description["description"] == "Được xây nhà <đúng> quy hoạch."


def test_a_procedure_that_takes_nothing_online_offers_no_online_submission(client: Client, department: Agency) -> None:
    ways = [{"channel": "in_person", "limits": [{"amount": 15, "unit": "working_day"}]}]
    publish_version(record(ways=ways), valid_from=FROM)
    text = client.get("/thu-tuc/1.000001/").content.decode()
    assert "chưa nhận hồ sơ trực tuyến" in text
    assert "nop-ho-so" not in text


def test_a_procedure_that_ended_is_still_read_but_takes_no_dossier(client: Client, department: Agency) -> None:
    version = publish_version(record(), valid_from=FROM)
    version.valid_to = date(2025, 12, 31)
    version.save()
    response = client.get("/thu-tuc/1.000001/")
    assert response.status_code == 200
    assert "không còn nhận hồ sơ mới" in response.content.decode()
    assert "nop-ho-so" not in response.content.decode()
    assert "Có 0 thủ tục" in client.get(LIST).content.decode()


def test_a_procedure_that_nobody_published_is_not_found(client: Client, department: Agency) -> None:
    assert client.get("/thu-tuc/9.999999/").status_code == 404


def test_choices_narrow_the_list_and_count_what_is_left(client: Client, department: Agency) -> None:
    publish_version(record(1), valid_from=FROM)
    publish_version(
        record(2, sector="Hộ tịch", agencies=["@communes"], level=["commune"], life_events=[]), valid_from=FROM
    )
    text = client.get(LIST, {"co_quan": "xa"}).content.decode()
    assert "Có 1 thủ tục" in text
    assert "Cấp giấy phép thứ 2" in text
    assert "Cấp giấy phép thứ 1<" not in text
    assert "Sở Xây dựng (1)" in text, "a choice counts what it would leave if it were taken instead"
    assert "Có 1 thủ tục" in client.get(LIST, {"linh_vuc": "ho-tich"}).content.decode()
    assert "Có 1 thủ tục" in client.get(LIST, {"su_kien": "housing"}).content.decode()
    assert "Có 0 thủ tục" in client.get(LIST, {"su_kien": "housing", "cap": "commune"}).content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        {"page": "x"},
        {"page": "-3"},
        {"page": "99999999999999999999"},
        {"page": "²"},
        {"q": "\x00"},
        {"q": "x" * 9000},
        {"cap": "moon", "linh_vuc": "'", "co_quan": "\x00", "su_kien": "<"},
        {"unknown": "1"},
    ],
)
def test_no_question_breaks_the_list(client: Client, department: Agency, asked: dict[str, str]) -> None:
    publish_version(record(), valid_from=FROM)
    assert client.get(LIST, asked).status_code == 200


def test_htmx_gets_the_part_of_the_page_that_changes(client: Client, department: Agency) -> None:
    publish_version(record(), valid_from=FROM)
    part = client.get(LIST, {"q": "giay"}, headers={"HX-Request": "true"})
    text = part.content.decode()
    assert "<html" not in text
    assert "Cấp giấy phép thứ 1" in text
    assert "HX-Request" in part["Vary"]
    assert part["HX-Push-Url"] == f"{LIST}?q=giay"
    again = client.get(LIST, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in again.content.decode()


def test_the_pages_only_read(client: Client, department: Agency) -> None:
    publish_version(record(), valid_from=FROM)
    assert client.post(LIST).status_code == 405
    assert client.post("/thu-tuc/1.000001/").status_code == 405


def test_the_home_page_leads_to_procedures_and_to_tracking(client: Client, department: Agency) -> None:
    publish_version(record(), valid_from=FROM)
    text = client.get(reverse("home")).content.decode()
    assert "su_kien=housing" in text
    assert reverse("dossiers:track") in text
    assert client.get(reverse("help")).status_code == 200
