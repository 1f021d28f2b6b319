"""Linked groups in the catalogue: what everybody reads of them, and what an editor may not save."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from dossiers.tests.cast import MONDAY, MONDAY_MORNING, World
from dossiers.tests.linking import BIRTH, CERTIFICATE_OF_BIRTH, IDENTITY_PAPER, INSURANCE, RESIDENCE, newborn_group
from procedures.models import LinkedDocument, LinkedGroup, LinkedPart, Procedure
from procedures.queries.groups import group_terms, groups_of, paper_key
from procedures.services.groups import BadGroup, PaperWanted, PartWanted, save_group, save_papers


@pytest.fixture(autouse=True)
def _monday() -> Any:
    with time_machine.travel(MONDAY_MORNING, tick=False):
        yield


@pytest.fixture
def group(world: World) -> LinkedGroup:
    return newborn_group(world)


@pytest.fixture
def mai_client(client: Client, world: World) -> Client:
    client.force_login(world.mai)
    return client


# ── Each paper once ──────────────────────────────────────────────────────────────────────
def test_a_shared_paper_is_asked_for_once_and_a_result_not_at_all(group: LinkedGroup) -> None:
    terms = group_terms(group, today=MONDAY)
    assert [paper.name for paper in terms.asked] == [
        "Căn cước của cha hoặc mẹ",
        "Tờ khai đăng ký khai sinh",
        "Tờ khai cư trú",
        "Tờ khai bảo hiểm",
    ]
    assert [paper.parts for paper in terms.passed_on] == [["Đăng ký thường trú", "Cấp thẻ bảo hiểm y tế"]]


def test_without_the_part_that_gives_it_a_result_is_asked_for(group: LinkedGroup) -> None:
    LinkedPart.objects.filter(group=group, procedure__code=BIRTH).update(is_optional=True)
    terms = group_terms(group, today=MONDAY, left_out=[BIRTH])
    assert [paper.name for paper in terms.asked].count(CERTIFICATE_OF_BIRTH) == 2
    assert terms.passed_on == []


def test_a_result_is_passed_on_only_to_what_opens_later(group: LinkedGroup) -> None:
    LinkedPart.objects.filter(group=group, procedure__code=INSURANCE).update(wave=1)
    terms = group_terms(group, today=MONDAY)
    assert [paper.parts for paper in terms.passed_on] == [["Đăng ký thường trú"]]


# ── Everybody ────────────────────────────────────────────────────────────────────────────
def test_the_page_tells_parts_agencies_limits_and_papers(client: Client, group: LinkedGroup) -> None:
    text = client.get(reverse("procedures:group", args=[group.code])).content.decode()
    for words in ("Sở Tư pháp tỉnh Thử", "Ủy ban nhân dân phường Thử", "03 ngày làm việc", "Làm trước"):
        assert words in text
    assert text.count("Căn cước của cha hoặc mẹ") == 1
    assert reverse("dossiers:linked_start", args=[group.code]) in text
    assert group.name in client.get(reverse("procedures:groups")).content.decode()
    assert client.get("/thu-tuc/lien-thong/khong-co/").status_code == 404


def test_a_closed_group_is_not_listed_and_cannot_be_begun(client: Client, group: LinkedGroup) -> None:
    LinkedGroup.objects.update(is_open=False)
    text = client.get(reverse("procedures:group", args=[group.code])).content.decode()
    assert "tạm dừng tiếp nhận" in text
    assert reverse("dossiers:linked_start", args=[group.code]) not in text
    assert group.name not in client.get(reverse("procedures:groups")).content.decode()
    assert groups_of(Procedure.objects.get(code=BIRTH)) == []


# ── What cannot be saved ─────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("parts", "where", "words"),
    [
        ([(BIRTH, 1), ("9.999999", 1)], "parts.1.code", "Không có thủ tục"),
        ([(BIRTH, 1), (BIRTH, 2)], "parts.0.code", "hai lần"),
        ([(BIRTH, 1), (RESIDENCE, 3)], "parts.1.wave", "đợt 2"),
        ([(BIRTH, 2), (RESIDENCE, 2)], "parts.0.wave", "đợt 1"),
        ([(BIRTH, 1)], "parts", "ít nhất hai"),
    ],
)
def test_parts_that_contradict_each_other_are_refused_at_their_field(
    group: LinkedGroup, parts: list[tuple[str, int]], where: str, words: str
) -> None:
    with pytest.raises(BadGroup) as refused:
        save_group(group, [PartWanted(code, wave) for code, wave in parts], today=MONDAY)
    assert any(problem.where == where and words in problem.text for problem in refused.value.problems)
    assert group.parts.count() == 3


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda version: setattr(version, "valid_to", MONDAY.replace(day=1)), "hiệu lực"),
        (lambda version: version.ways.filter(channel="online").delete(), "trực tuyến"),
        (lambda version: version.processes.all().delete(), "quy trình"),
    ],
    ids=["not in force", "no online way", "no process"],
)
def test_a_procedure_that_nobody_can_ask_for_is_no_part(group: LinkedGroup, spoil: Any, words: str) -> None:
    version = Procedure.objects.get(code=RESIDENCE).versions.get()
    spoil(version)
    version.save()
    with pytest.raises(BadGroup) as refused:
        save_group(group, [PartWanted(BIRTH, 1), PartWanted(RESIDENCE, 2)], today=MONDAY)
    (problem,) = refused.value.problems
    assert problem.where == "parts.1.code"
    assert words in problem.text


@pytest.mark.parametrize(
    ("paper", "words"),
    [
        (PaperWanted("Giấy", [(BIRTH, "Không có"), (RESIDENCE, IDENTITY_PAPER)]), "không đòi hỏi"),
        (PaperWanted("Giấy", [(RESIDENCE, IDENTITY_PAPER)]), "ít nhất của hai"),
        (PaperWanted("Giấy", [(RESIDENCE, CERTIFICATE_OF_BIRTH)], result_of=INSURANCE), "đợt sau"),
        (PaperWanted("", [(BIRTH, IDENTITY_PAPER), (RESIDENCE, IDENTITY_PAPER)]), "Nhập tên"),
    ],
)
def test_a_shared_paper_covers_what_the_parts_ask_for(group: LinkedGroup, paper: PaperWanted, words: str) -> None:
    with pytest.raises(BadGroup, match=words):
        save_papers(group, [paper], today=MONDAY)
    assert group.documents.count() == 2


def test_a_part_that_goes_takes_along_what_was_covered_of_it(group: LinkedGroup) -> None:
    save_group(group, [PartWanted(INSURANCE, 2), PartWanted(BIRTH, 1, is_optional=True)], today=MONDAY)
    assert list(group.parts.values_list("procedure__code", "ordinal")) == [(BIRTH, 2), (INSURANCE, 1)]
    assert [row["code"] for row in group.documents.get().covers] == [INSURANCE]


# ── The editor's pages ───────────────────────────────────────────────────────────────────
def typed(*rows: tuple[str, str], **more: str) -> dict[str, str]:
    body = {"name": "Nhóm thử", "code": "nhom-thu", "is_open": "on"}
    body |= {"parts-TOTAL_FORMS": str(len(rows)), "parts-INITIAL_FORMS": "0"}
    for place, (code, wave) in enumerate(rows):
        body |= {f"parts-{place}-code": code, f"parts-{place}-wave": wave}
    return body | more


def test_an_editor_founds_a_group_and_says_which_papers_are_shared(mai_client: Client, group: LinkedGroup) -> None:
    response = mai_client.post(reverse("procedures:group_new"), typed((BIRTH, "1"), (RESIDENCE, "2"), ("", "")))
    assert response["Location"] == "/bien-tap/lien-thong/nhom-thu/giay-to/"
    page = mai_client.get(response["Location"]).content.decode()
    assert "Đăng ký thường trú: Giấy tờ tùy thân của cha hoặc mẹ" in page
    body = {
        "papers-TOTAL_FORMS": "1",
        "papers-INITIAL_FORMS": "0",
        "papers-0-name": "Căn cước",
        "papers-0-covers": [paper_key(BIRTH, IDENTITY_PAPER), paper_key(RESIDENCE, IDENTITY_PAPER)],
    }
    assert mai_client.post(response["Location"], body)["Location"] == "/thu-tuc/lien-thong/nhom-thu/"
    paper = LinkedDocument.objects.get(group__code="nhom-thu")
    assert paper.covers == [{"code": BIRTH, "name": IDENTITY_PAPER}, {"code": RESIDENCE, "name": IDENTITY_PAPER}]
    assert 'value="Căn cước"' in mai_client.get(response["Location"]).content.decode()
    assert "Nhóm thử" in mai_client.get(reverse("procedures:groups_edit")).content.decode()


def test_faults_stand_at_their_fields_and_nothing_typed_is_lost(mai_client: Client, group: LinkedGroup) -> None:
    response = mai_client.post(reverse("procedures:group_new"), typed((BIRTH, "1"), ("9.999999", "x"), code="them"))
    assert response.status_code == 422
    text = response.content.decode()
    assert "Nhập số của đợt." in text
    assert 'value="9.999999"' in text
    response = mai_client.post(reverse("procedures:group_new"), typed((BIRTH, "1"), ("9.999999", "1"), code="them"))
    rows = response.context["rows"]
    assert "Không có thủ tục" in rows.forms[1].errors["code"][0]
    assert "Mã này đã dùng" in response.context["form"].errors["code"][0]
    assert 'href="#id_parts-1-code"' in response.content.decode()
    assert not LinkedGroup.objects.exclude(pk=group.pk).exists()


def test_one_row_more_keeps_all_that_is_typed_and_judges_nothing(mai_client: Client, group: LinkedGroup) -> None:
    response = mai_client.post(
        reverse("procedures:group_new"), typed(("9.999999", "7"), name="", add="1") | {"parts-0-is_optional": "on"}
    )
    assert response.status_code == 200
    rows = response.context["rows"]
    assert len(rows.forms) == 2
    text = response.content.decode()
    assert 'value="9.999999"' in text and 'value="7"' in text
    assert "error-summary" not in text


@pytest.mark.parametrize("name", ["groups_edit", "group_new", "group_edit", "group_papers"])
def test_only_an_editor_changes_groups(client: Client, world: World, group: LinkedGroup, name: str) -> None:
    needs_code = name in ("group_edit", "group_papers")
    address = reverse(f"procedures:{name}", args=[group.code] if needs_code else [])
    for person in (world.an, world.binh, world.dung, world.ha, world.khoa):
        client.force_login(person)
        assert client.get(address).status_code == 404
    client.force_login(world.mai)
    assert client.get(address).status_code == 200
