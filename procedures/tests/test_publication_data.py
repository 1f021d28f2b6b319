"""The catalogue as a whole in public: counts that open their lists, and files that say what their dictionary says."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from agencies.models import Agency
from procedures.models import Source
from procedures.open_data.files import csv_chunks
from procedures.open_data.tables import BY_SLUG, TABLES
from procedures.services import publish_version, publish_versions
from procedures.tests.test_public_pages import FROM, department, record
from procedures.tests.test_publication_page import NATIONAL, national

__all__ = ["department"]

COUNTS = "/thu-tuc/thong-ke/"
OPEN = "/du-lieu-mo/thu-tuc/"


@pytest.fixture
def catalogue(department: Agency) -> None:
    """Some procedures that differ in everything that is counted, one that has ended, one that is to come."""
    of_communes = {"agencies": ["@communes"], "level": ["province", "commune"], "sector": "Hộ tịch"}
    partial = {"service_level": "partial", "service_level_reason": "Phải đến ký."}
    elsewhere = {"taken_in_at_centre": False, "not_taken_in_reason": "Nộp tại cơ quan ngành dọc."}
    publish_versions(
        [record(2), record(3, **of_communes), record(4, **partial), record(5, **elsewhere, sector="Đất đai")],
        valid_from=FROM,
    )
    publish_version(national(), valid_from=FROM, **NATIONAL)
    publish_version(record(6), valid_from=date(2999, 1, 1))
    ended = publish_version(record(7), valid_from=FROM)
    ended.valid_to = date(2025, 12, 31)
    ended.save()


def counted(text: str) -> Iterator[tuple[str, int]]:
    """Yield the address and the number of each row of the page of counts."""
    rows = re.findall(r'<a href="(/thu-tuc/\?[^"]+)">.*?</th>\s*<td class="numeric">\s*([\d.]+)', text, re.S)
    yield from ((address, int(number.replace(".", ""))) for address, number in rows)


def test_each_count_opens_a_list_of_exactly_so_many(client: Client, catalogue: None) -> None:
    text = client.get(COUNTS).content.decode()
    assert "Hôm nay có 5 thủ tục" in text
    assert "1 thủ tục lấy từ Cơ sở dữ liệu quốc gia" in text
    rows = list(counted(text))
    for parameter in ("muc_do", "tiep_nhan", "bon_buoc", "cap", "co_quan", "linh_vuc"):
        assert any(f"?{parameter}=" in address for address, _number in rows), parameter
    for address, number in rows:
        assert f"Có {number} thủ tục" in client.get(address).content.decode(), address


@pytest.mark.parametrize("more", [0, 25])
def test_counting_costs_three_queries(
    client: Client, catalogue: None, django_assert_num_queries: DjangoAssertNumQueries, more: int
) -> None:
    publish_versions([record(100 + number) for number in range(more)], valid_from=FROM)
    with django_assert_num_queries(3):
        client.get(COUNTS)


# ── Open data ────────────────────────────────────────────────────────────────────────────────────


def table(client: Client, slug: str) -> list[dict[str, str]]:
    response = client.get(f"{OPEN}{slug}.csv")
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_files_dictionary_and_package_name_the_same_columns(client: Client, catalogue: None) -> None:
    package = client.get(f"{OPEN}datapackage.json").json()
    page = client.get(OPEN).content.decode()
    for one, resource in zip(TABLES, package["resources"], strict=True):
        fields = [field["name"] for field in resource["schema"]["fields"]]
        assert fields == list(table(client, one.slug)[0]), one.slug
        assert f'href="{OPEN}{resource["path"]}"' in page
        dictionary = page.partition(f'<details class="details" id="{one.slug}">')[2].partition("</details>")[0]
        assert re.findall(r'<th scope="row"[^>]*>\s*([a-z0-9_]+)\s*</th>', dictionary) == fields


READERS = {
    "string": str,
    "integer": int,
    "number": Decimal,
    "boolean": {"true": True, "false": False}.__getitem__,
    "date": date.fromisoformat,
}


def test_every_value_is_of_the_type_that_the_package_states(client: Client, catalogue: None) -> None:
    for resource in client.get(f"{OPEN}datapackage.json").json()["resources"]:
        rows = table(client, resource["name"])
        for field in resource["schema"]["fields"]:
            values = {row[field["name"]] for row in rows} - {""}
            for value in values:
                READERS[field["type"]](value)
            allowed = field.get("constraints", {}).get("enum")
            assert not allowed or values <= set(allowed), field


def test_only_what_is_in_force_is_given_in_the_order_of_codes(client: Client, catalogue: None) -> None:
    rows = table(client, "thu-tuc")
    assert [row["code"] for row in rows] == [f"1.00000{number}" for number in range(1, 6)]
    assert {row["code"] for row in table(client, "thoi-han")} == {row["code"] for row in rows}
    assert rows[0]["is_compared"] == "false" and rows[1]["is_compared"] == "true"
    assert rows[1]["audience"] == "citizen; business"


def test_what_could_not_be_read_stays_empty_beside_its_words(client: Client, catalogue: None) -> None:
    limits = [row for row in table(client, "thoi-han") if row["code"] == "1.000001"]
    assert [(row["amount"], row["unit"], row["text"]) for row in limits] == [("3", "working_day", ""), ("", "", "7")]


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")'])
def test_no_cell_is_a_formula(client: Client, department: Agency, formula: str) -> None:
    publish_version(record(name=formula, keywords=[formula], conditions=[formula]), valid_from=FROM)
    for one in TABLES:
        cells = [cell for row in table(client, one.slug) for cell in row.values()]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]
    assert table(client, "thu-tuc")[0]["name"] == f"'{formula}"


def test_a_table_is_one_query_and_never_whole_in_memory(
    department: Agency, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish_versions([record(number, conditions=["x"] * 60) for number in range(1, 31)], valid_from=FROM)
    with django_assert_num_queries(1):
        chunks = list(csv_chunks(BY_SLUG["dieu-kien"], on=timezone.localdate()))
    assert len(chunks) == 5, "the header, and five hundred rows at a time"


def test_the_json_holds_the_records_that_we_exchange(client: Client, catalogue: None) -> None:
    publish_version(record(8, source_note="Ghi chú nội bộ"), valid_from=FROM, source=Source.OWN_FILE)
    body = json.loads(b"".join(client.get(f"{OPEN}thu-tuc.json").streaming_content))
    assert [one["code"] for one in body["procedures"]] == [f"1.00000{number}" for number in (1, 2, 3, 4, 5, 8)]
    assert body["licence"]["name"] == "CC-BY-4.0"
    first, second = body["procedures"][:2]
    assert first["ways"][0]["limits"][0] == {
        "amount": 3,
        "unit": "working_day",
        "condition": "Không phải xác minh",
        "text": "",
    }
    assert (first["is_compared"], second["is_compared"]) == (False, True)
    assert "Ghi chú nội bộ" not in json.dumps(body, ensure_ascii=False)


def test_who_has_the_newest_copy_is_told_so_for_one_query(
    client: Client, catalogue: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    tag = client.get(f"{OPEN}thu-tuc.csv")["ETag"]
    with django_assert_num_queries(1):
        assert client.get(f"{OPEN}thu-tuc.csv", headers={"If-None-Match": tag}).status_code == 304
    publish_version(record(9), valid_from=FROM)
    assert client.get(f"{OPEN}thu-tuc.csv", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("address", [f"{OPEN}khong-co.csv", f"{OPEN}thu-tuc.xml"])
def test_a_file_that_does_not_exist_is_not_found(client: Client, db: None, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_table_says_its_columns_once() -> None:
    for one in TABLES:
        names: list[Any] = [column.name for column in one.columns]
        assert names[0] == "code" and len(set(names)) == len(names)
