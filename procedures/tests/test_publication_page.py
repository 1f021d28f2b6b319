"""One procedure in public: complete on its page, on paper and for machines, and honest about what is not known."""

import json
import re
from datetime import date
from typing import Any

import pypdfium2
import pytest
from django.core.files.base import ContentFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from agencies.models import Agency
from dossiers.tests.cast import PDF
from procedures.models import FormTemplate, Procedure, Source
from procedures.services import publish_version
from procedures.tests.test_public_pages import FROM, department, record

__all__ = ["department"]

ADDRESS = "/thu-tuc/1.000001/"
NATIONAL = {
    "source": Source.NATIONAL_RECORD,
    "complete": False,
}


def national(**changes: Any) -> dict[str, Any]:
    """Return a record as the national catalogue brings it: parts unread, nothing of the province in it."""
    return {
        "code": "1.000001",
        "name": "Đăng ký nhận cha, mẹ, con " + "có yếu tố nước ngoài " * 60,
        "sector": "Hộ tịch",
        "competences": [
            {"kind": "competent", "name": "Ủy ban nhân dân cấp xã"},
            {"kind": "cooperating", "name": "Công an cấp xã"},
        ],
        "ways": [
            {
                "channel": "in_person",
                "limits": [
                    {"amount": 3, "unit": "working_day", "condition": "Không phải xác minh"},
                    {"amount": None, "unit": None, "text": "7"},
                ],
                "fees": [{"kind": "unstated", "name": "", "amount": None, "text": "700 VNĐ tùy trường hợp"}],
            }
        ],
        "required_documents": [
            {"group": "Giấy tờ phải nộp", "name": f"Giấy tờ thứ {number}", "originals": 1} for number in range(20)
        ]
        + [{"group": "Giấy tờ phải xuất trình", "name": "Hộ chiếu", "shown_only": True}],
        "legal_bases": [{"number": "60/2014/QH13", "name": "Luật Hộ tịch", "url": "https://vbpl.test/60"}],
        "related": ["1.000002", "9.999999"],
        "taken_in_at_centre": False,
        "not_taken_in_reason": "Tỉnh chưa công bố tiếp nhận thủ tục này.",
        **changes,
    }


def test_what_the_source_left_unclear_is_shown_in_its_words_and_said_to_be_so(
    client: Client, department: Agency
) -> None:
    publish_version(national(), valid_from=FROM, **NATIONAL)
    text = client.get(ADDRESS).content.decode()
    for words in (
        "chưa đối chiếu",
        "chưa rõ số ngày",
        "700 VNĐ tùy trường hợp",
        "Không phải xác minh",
        "Tỉnh chưa công bố tiếp nhận thủ tục này.",
        "Công an cấp xã",
        'href="https://vbpl.test/60"',
    ):
        assert words in text, words


def test_long_parts_are_folded_and_lose_nothing(client: Client, department: Agency) -> None:
    publish_version(national(), valid_from=FROM, **NATIONAL)
    text = client.get(ADDRESS).content.decode()
    assert "Tên đầy đủ của thủ tục" in text
    assert text.count("Giấy tờ thứ ") == 20
    assert re.search(r"<summary>\s*Giấy tờ phải nộp \(20\)", text)


def test_the_form_of_a_paper_can_be_downloaded(client: Client, department: Agency) -> None:
    form = FormTemplate(name="Đơn", file_name="don-de-nghi.pdf", content_type="application/pdf", sha256="ab" * 32)
    form.content.save("don", ContentFile(PDF))
    publish_version(record(required_documents=[{"name": "Đơn", "form_template": form.sha256}]), valid_from=FROM)
    (address,) = re.findall(r'href="(/thu-tuc/bieu-mau/[^"]+)"', client.get(ADDRESS).content.decode())
    assert b"".join(client.get(address).streaming_content) == PDF


def test_a_version_of_the_past_leads_to_the_one_that_holds(client: Client, department: Agency) -> None:
    publish_version(record(summary="Bản cũ"), valid_from=FROM)
    publish_version(record(summary="Bản mới"), valid_from=date(2026, 1, 1))
    text = client.get(f"{ADDRESS}phien-ban/1/").content.decode()
    assert "chỉ áp dụng đến hết ngày 31/12/2025" in text and "Xem nội dung đang áp dụng" in text
    assert "Bản cũ" in text and "nop-ho-so" not in text
    assert ".pdf" not in text, "the paper would tell the version that holds"


def test_a_related_procedure_is_linked_where_we_know_it(client: Client, department: Agency) -> None:
    publish_version(record(2), valid_from=FROM)
    publish_version(national(), valid_from=FROM, **NATIONAL)
    text = client.get(ADDRESS).content.decode()
    assert '<a href="/thu-tuc/1.000002/">Cấp giấy phép thứ 2</a>' in text
    assert "9.999999" in text and "/thu-tuc/9.999999/" not in text


def test_a_procedure_leads_to_the_one_that_replaced_it_and_back(client: Client, department: Agency) -> None:
    old, new = publish_version(record(1), valid_from=FROM), publish_version(record(2), valid_from=FROM)
    Procedure.objects.filter(pk=old.procedure_id).update(successor=new.procedure_id)
    old.valid_to = date(2025, 12, 31)
    old.save()
    assert 'href="/thu-tuc/1.000002/"' in client.get(ADDRESS).content.decode()
    assert "1.000001 – Cấp giấy phép thứ 1" in client.get("/thu-tuc/1.000002/").content.decode()


def test_a_procedure_that_waits_for_its_day_says_so_and_takes_nothing(client: Client, department: Agency) -> None:
    publish_version(record(), valid_from=date(2999, 1, 1))
    text = client.get(ADDRESS).content.decode()
    assert "sắp áp dụng, từ ngày 01/01/2999" in text
    assert "nop-ho-so" not in text
    assert "application/ld+json" not in text, "machines would take it for the law of today"


def test_all_communes_are_one_line(client: Client, department: Agency) -> None:
    publish_version(record(agencies=["@communes"], level=["commune"]), valid_from=FROM)
    text = client.get(ADDRESS).content.decode()
    assert "Ủy ban nhân dân mọi xã, phường trong tỉnh" in text
    assert "UBND xã Thử" not in text


def test_the_page_costs_the_same_whatever_it_holds(
    client: Client, department: Agency, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish_version(national(), valid_from=FROM, **NATIONAL)
    with django_assert_num_queries(10):
        client.get(ADDRESS)


@pytest.mark.parametrize("make", [record, national])
def test_the_paper_holds_what_the_page_holds(client: Client, department: Agency, make: Any) -> None:
    publish_version(make(), valid_from=FROM, **NATIONAL)
    response = client.get("/thu-tuc/1.000001.pdf")
    assert response["Content-Type"] == "application/pdf"
    document = pypdfium2.PdfDocument(response.content)
    assert document.get_page_size(0) == pytest.approx((595.3, 841.9), abs=1)
    text = " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())
    wanted = ["1.000001", make()["name"].split()[0], *(paper["name"] for paper in make()["required_documents"])]
    assert not [words for words in wanted if words not in text]


def test_signs_of_symbol_typefaces_do_not_break_the_paper(client: Client, department: Agency) -> None:
    publish_version(record(steps=["\uf0b7 Nộp hồ sơ 📄 \u2713.", '#import "x" $ \\ *']), valid_from=FROM)
    assert client.get("/thu-tuc/1.000001.pdf").status_code == 200


# ── For machines ─────────────────────────────────────────────────────────────────────────────────

THING = {"@context", "@type", "@id", "name", "description", "identifier", "url", "subjectOf"}
SERVICE = THING | {
    "areaServed",
    "audience",
    "availableChannel",
    "category",
    "isRelatedTo",
    "offers",
    "provider",
    "serviceOutput",
    "serviceType",
}
VOCABULARY = {
    "GovernmentService": SERVICE | {"serviceOperator", "jurisdiction"},
    "GovernmentOrganization": THING | {"address", "telephone"},
    "ServiceChannel": THING | {"availableLanguage", "processingTime", "serviceUrl"},
    "Offer": THING | {"price", "priceCurrency"},
    "Audience": THING | {"audienceType"},
    "AdministrativeArea": THING,
    "Legislation": THING | {"legislationIdentifier"},
    "PropertyValue": THING | {"propertyID", "value"},
    "Thing": THING,
}
"""The properties that schema.org (version 29) defines for these types, as far as we use them."""


def things(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [thing for part in value for thing in things(part)]
    if isinstance(value, dict):
        return [value, *(thing for part in value.values() for thing in things(part))]
    return []


@pytest.mark.parametrize("make", [record, national])
def test_the_description_speaks_schema_org(client: Client, department: Agency, make: Any) -> None:
    publish_version(make(), valid_from=FROM, **NATIONAL)
    text = client.get(ADDRESS).content.decode()
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
    description = json.loads(script)
    for thing in things(description):
        assert not thing.keys() - VOCABULARY[thing["@type"]], thing
        assert "" not in thing.values() and [] not in thing.values(), thing
    assert {"name", "identifier", "url", "provider", "availableChannel"} <= description.keys()
    for channel in description["availableChannel"]:
        assert re.fullmatch(r"P\d+[DM]", channel.get("processingTime", "P1D"))


def test_the_page_names_its_other_forms(client: Client, department: Agency) -> None:
    publish_version(record(), valid_from=FROM)
    text = client.get(ADDRESS).content.decode()
    links = re.findall(r'<link rel="alternate"\s+type="([^"]+)"\s+href="([^"]+)"', text)
    for kind, address in links:
        assert client.get(address)["Content-Type"].startswith(kind)
    assert len(links) == 2


def test_the_api_tells_what_could_not_be_read(client: Client, department: Agency) -> None:
    publish_version(national(), valid_from=FROM, **NATIONAL)
    body = client.get("/api/v1/procedures/1.000001/").json()
    assert body["is_compared"] is False
    limits = body["ways"][0]["limits"]
    assert [(limit["amount"], limit["unit"], limit["words"]) for limit in limits] == [
        ("3.00", "working_day", "03 ngày làm việc"),
        (None, None, "7"),
    ]
    assert body["ways"][0]["fees"][0]["text"] == "700 VNĐ tùy trường hợp"
    assert {(part["code"], part["name"]) for part in body["agencies"]} == {
        (None, "Ủy ban nhân dân cấp xã"),
        (None, "Công an cấp xã"),
    }
    assert body["documents"][20]["group"] == "Giấy tờ phải xuất trình"
