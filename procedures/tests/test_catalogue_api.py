"""The catalogue in the API: found as on the page, told completely."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers.tests.cast import CONFIRMATION, World
from procedures.services import publish_version


def codes(client: Client, **parameters: str) -> list[str]:
    response = client.get(reverse("api:procedures"), parameters)
    assert response.status_code == 200, response.content
    return [row["code"] for row in response.json()["results"]]


@pytest.mark.parametrize("words", ["dau gia", "ĐẤU GIÁ", "cchn", "9.000001"])
def test_a_procedure_is_found_without_diacritics_by_keyword_and_by_code(
    client: Client, world: World, words: str
) -> None:
    assert codes(client, q=words) == ["9.000001"]


def test_the_best_answer_comes_first(client: Client, world: World) -> None:
    assert codes(client, q="thong tin ho tich")[0] == "9.000002"
    assert codes(client, q="khong co gi giong vay") == []


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({"agency": "H98.41"}, ["9.000002"]),
        ({"agency": "H98.03"}, ["9.000001", "9.000002"]),
        ({"level": "commune"}, ["9.000002"]),
        ({"service_level": "full"}, ["9.000001", "9.000002"]),
        ({"service_level": "partial"}, []),
    ],
)
def test_the_list_is_narrowed(client: Client, world: World, parameters: dict[str, str], found: list[str]) -> None:
    assert sorted(codes(client, **parameters)) == found


def test_the_list_is_narrowed_by_sector(client: Client, world: World) -> None:
    sectors = client.get(reverse("api:sectors")).json()["results"]
    assert [sector["name"] for sector in sectors] == ["Bổ trợ tư pháp", "Hộ tịch"]
    assert codes(client, sector=sectors[1]["code"]) == ["9.000002"]


@pytest.mark.parametrize("name", ["sector", "agency", "level", "service_level"])
@pytest.mark.parametrize("value", ["khong-co", "\x00", "x" * 3000])
def test_a_choice_that_does_not_exist_is_refused_at_its_filter(
    client: Client, world: World, name: str, value: str
) -> None:
    response = client.get(reverse("api:procedures"), {name: value})
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [name]


def test_a_procedure_is_told_completely(client: Client, world: World) -> None:
    body = client.get(reverse("api:procedure", args=["9.000001"])).json()
    assert (body["code"], body["version"], body["is_in_force"]) == ("9.000001", 1, True)
    assert body["sector"]["name"] == "Bổ trợ tư pháp"
    assert body["service_level"] == {"code": "full", "label": "Toàn trình"}
    assert {way["channel"] for way in body["ways"]} == {"online", "in_person", "postal"}
    way = body["ways"][0]
    assert [(limit["case"], limit["words"]) for limit in way["limits"]] == [
        (1, "05 ngày làm việc"),
        (2, "10 ngày làm việc"),
    ]
    assert way["fees"][0]["amount"] == 800000
    assert [paper["number"] for paper in body["documents"]] == [1, 2, 3]
    assert body["documents"][2]["condition"] == "Khi người khác nộp thay"
    assert body["results"][0]["code"] == "KQ.G15.000001"
    assert body["legal_bases"][0]["article"] == "Điều 14"
    assert [agency["code"] for agency in body["agencies"]] == ["H98.03"]
    assert body["promulgation"] == "2230/QĐ-BTP"


def test_an_unknown_procedure_is_a_problem_document(client: Client, world: World) -> None:
    response = client.get(reverse("api:procedure", args=["9.999999"]))
    assert response.status_code == 404
    assert response.json()["detail"] == "Không có thủ tục này."


def publish(count: int) -> None:
    for number in range(count):
        record: dict[str, Any] = {**CONFIRMATION, "code": f"9.1{number:05d}", "name": f"Xác nhận thông tin số {number}"}
        publish_version(record, valid_from=date(2020, 1, 1))


def test_the_list_costs_as_much_with_thirty_procedures_as_with_one(client: Client, world: World) -> None:
    def cost(**parameters: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(reverse("api:procedures"), {"page_size": "100", **parameters}).status_code == 200
        return sum("portal_cache" not in query["sql"] and "SAVEPOINT" not in query["sql"] for query in queries)

    searches: list[dict[str, str]] = [{}, {"q": "xac nhan"}, {"level": "commune"}, {"agency": "H98.41"}]
    few = [cost(**parameters) for parameters in searches]
    publish(30)
    assert [cost(**parameters) for parameters in searches] == few
    assert max(few) <= 8
    assert len(codes(client, q="xac nhan", page_size="100")) == 31
