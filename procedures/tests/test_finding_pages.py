"""The list narrows, the search field suggests, and a few questions lead to a procedure."""

import random
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from agencies.models import Agency, AgencyKind, Level
from portal.demo.guided_choices import load_guided_choices
from procedures import queries
from procedures.models import GuidedChoice, Procedure, ProcedureVersion
from procedures.records import EVERY_COMMUNE
from procedures.services import publish_versions
from procedures.tests import many

FROM = date(2025, 7, 1)
TODAY = date(2026, 11, 23)
SUGGESTIONS = "/thu-tuc/goi-y/"


# ── Facets ───────────────────────────────────────────────────────────────────────────────────────


def made_up(count: int) -> list[dict[str, Any]]:
    """Return records whose facets differ in every way, the same each time."""
    chance = random.Random(20)
    return [
        {
            "code": f"1.{number:06d}",
            "name": f"{chance.choice(['Cấp', 'Đổi'])} giấy phép số {number}",
            "sector": chance.choice(["Hộ tịch", "Đất đai", "Xây dựng"]),
            "level": chance.sample(["central", "province", "commune"], chance.randint(1, 2)),
            "audience": chance.sample(["citizen", "business", "foreigner"], chance.randint(1, 3)),
            "life_events": chance.sample(["birth", "land", "housing"], chance.randint(0, 2)),
            "agencies": chance.sample(["H98.03", "H98.07", EVERY_COMMUNE], chance.randint(0, 2)),
            "service_level": chance.choice(["full", "partial"]),
            "service_level_reason": "Cần kiểm tra thực địa.",
            "not_taken_in_reason": "Cần kiểm tra tại chỗ.",
            "taken_in_at_centre": chance.random() < 0.8,
            "four_step": False,
        }
        for number in range(1, count + 1)
    ]


def values_of(record: dict[str, Any], facet: str) -> set[str]:
    if facet == "sector":
        return {{"Hộ tịch": "ho-tich", "Đất đai": "dat-dai", "Xây dựng": "xay-dung"}[record["sector"]]}
    if facet == "agency":
        is_of_communes = EVERY_COMMUNE in record["agencies"] or "commune" in record["level"]
        return set(record["agencies"]) - {EVERY_COMMUNE} | ({"xa"} if is_of_communes else set())
    if facet in {"reception", "four_step"}:
        return {"co" if record[{"reception": "taken_in_at_centre"}.get(facet, facet)] else "khong"}
    return set(record[{"event": "life_events"}.get(facet, facet)]) if facet != "service" else {record["service_level"]}


@pytest.fixture
def thirty(db: None) -> list[dict[str, Any]]:
    for code, kind, level in (
        ("H98.03", AgencyKind.DEPARTMENT, Level.PROVINCE),
        ("H98.07", AgencyKind.DEPARTMENT, Level.PROVINCE),
        ("H98.41", AgencyKind.COMMUNE, Level.COMMUNE),
    ):
        Agency.objects.create(code=code, name=code, short_name=code, kind=kind, level=level)
    records = made_up(30)
    publish_versions(records, valid_from=FROM, complete=False)
    return records


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"text": "doi giay"},
        {"audience": "citizen"},
        {"agency": "xa", "audience": "business"},
        {"sector": "dat-dai", "level": "province", "event": "land"},
        {"text": "giay phep", "agency": "H98.07", "event": "birth"},
        {"sector": "không có"},
        {"service": "full", "reception": "khong"},
    ],
)
def test_each_facet_counts_what_its_choice_would_leave(thirty: list[dict[str, Any]], asked: dict[str, str]) -> None:
    page = queries.search_page(queries.Asked(**asked), page=1, today=TODAY)
    chosen = {facet: value for facet, value in asked.items() if facet != "text"}
    begins = "Đổi" if asked.get("text") == "doi giay" else ""
    answering = [record for record in thirty if record["name"].startswith(begins)]

    def left(choices: dict[str, str]) -> int:
        return sum(all(value in values_of(record, facet) for facet, value in choices.items()) for record in answering)

    assert page.page.paginator.count == left(chosen)
    for facet, choices in page.facets.items():
        others = {name: value for name, value in chosen.items() if name != facet}
        offered = {value for record in answering for value in values_of(record, facet)}
        counts = {value: left({**others, facet: value}) for value in offered}
        shown = {value: count for value, count in counts.items() if count or value == chosen.get(facet)}
        assert {choice.value: choice.count for choice in choices} == shown, facet


def test_a_procedure_of_which_little_is_known_has_its_card(client: Client, thirty: list[dict[str, Any]]) -> None:
    text = client.get("/thu-tuc/", {"doi_tuong": "foreigner"}).content.decode()
    assert "Đối tượng" in text
    assert "Người nước ngoài" in text
    assert text.count('class="card"') == min(20, sum("foreigner" in record["audience"] for record in thirty))


# ── Suggestions ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def demo(db: None) -> None:
    many.load(0)


def test_while_somebody_types_a_few_procedures_are_suggested_in_one_query(
    client: Client, demo: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        response = client.get(SUGGESTIONS, {"q": "khai si"}, headers={"HX-Request": "true"})
    text = response.content.decode()
    assert "<html" not in text
    assert reverse("procedures:detail", args=["1.001193"]) in text
    assert text.count("<li>") <= queries.listing.SUGGESTED + 1
    assert "Xem tất cả kết quả" in text


@pytest.mark.parametrize("typed", ["", " ", "k", "zzzz", "…!", "\x00"])
def test_where_nothing_fits_nothing_is_suggested(client: Client, demo: None, typed: str) -> None:
    response = client.get(SUGGESTIONS, {"q": typed}, headers={"HX-Request": "true"})
    assert not response.content.decode().strip()


def test_without_scripts_the_field_leads_to_the_list(client: Client, demo: None) -> None:
    assert client.get(SUGGESTIONS, {"q": "khai sinh"})["Location"] == "/thu-tuc/?q=khai+sinh"
    assert f'hx-get="{SUGGESTIONS}"' in client.get("/").content.decode()


# ── The guided choice ────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def guided(demo: None) -> None:
    load_guided_choices()


def test_a_few_questions_lead_to_a_procedure(
    client: Client, guided: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        text = client.get("/thu-tuc/chon/").content.decode()
    assert "Ông/Bà muốn…?" in text
    assert "/thu-tuc/chon/nha-dat/" in text
    assert "/thu-tuc/chon/so-do/" in client.get("/thu-tuc/chon/nha-dat/").content.decode()
    text = client.get("/thu-tuc/chon/so-do/").content.decode()
    assert "Thửa đất đã có sổ chưa?" in text
    assert reverse("procedures:detail", args=["1.013978"]) in text
    assert "/thu-tuc/chon/nha-dat/" in text, "One can go back to the question before."


def test_an_answer_leads_only_to_what_is_in_force(client: Client, guided: None) -> None:
    alive = GuidedChoice.objects.get(slug="ket-hon-trong-nuoc").procedure
    dead = Procedure.objects.filter(guided_choices__parent__slug="ket-hon").exclude(pk=alive.pk)
    ProcedureVersion.objects.filter(procedure__in=dead).update(valid_to=FROM)
    text = client.get("/thu-tuc/chon/ket-hon/").content.decode()
    assert reverse("procedures:detail", args=[alive.code]) in text
    assert reverse("procedures:detail", args=[dead.get().code]) not in text
    ProcedureVersion.objects.filter(procedure=alive).update(valid_to=FROM)
    assert client.get("/thu-tuc/chon/ket-hon/").status_code == 404
    assert "/thu-tuc/chon/ket-hon/" not in client.get("/thu-tuc/chon/gia-dinh/").content.decode()


@pytest.mark.parametrize("slug", ["khai-sinh", "khong-co"])
def test_what_is_no_question_is_not_found(client: Client, guided: None, slug: str) -> None:
    assert client.get(f"/thu-tuc/chon/{slug}/").status_code == 404


def test_before_there_are_questions_the_search_is_offered(client: Client, db: None) -> None:
    assert "Chưa có câu hỏi nào" in client.get("/thu-tuc/chon/").content.decode()


def test_the_demo_s_answers_stay_within_three_questions(guided: None) -> None:
    deepest = GuidedChoice.objects.filter(parent__parent__isnull=False)
    assert not deepest.filter(parent__parent__parent__isnull=False).exists()
    assert GuidedChoice.objects.filter(procedure__isnull=False).count() >= 20
