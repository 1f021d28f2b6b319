"""Mai writes a procedure on one page: nothing typed is lost, and nothing that contradicts itself is kept."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.urls import reverse

from accounts.models import Post, Role
from dossiers.tests import files
from dossiers.tests.cast import CERTIFICATE, MONDAY_MORNING, SESSION_QUERIES
from procedures.forms.change import ChangeForm, KnownAgencies
from procedures.models import ChangeKind, FormTemplate, ProcedureChange, Promulgation
from procedures.queries.change import form_templates, vocabulary
from procedures.records import problems_of
from procedures.records.canonical import canonical
from procedures.services import decisions, publish_version
from procedures.tests.typing import typed_from

DAY = date(2027, 1, 4)
CODE = "9.000777"
FORM = files.office()


@pytest.fixture
def decision(world, mai) -> Promulgation:
    page = decisions.FirstPage(number="12/QĐ-UBND", title="Công bố thủ tục", issuer="UBND tỉnh Thử", effective_on=DAY)
    return decisions.enter(page, actor=mai, at=MONDAY_MORNING)


@pytest.fixture
def change(decision, mai) -> ProcedureChange:
    (change,) = decisions.add_changes(decision, [CODE], kind=ChangeKind.CREATE, actor=mai, at=MONDAY_MORNING)
    return change


@pytest.fixture
def editor(client, mai):
    client.force_login(mai)
    return client


def address(change: ProcedureChange) -> str:
    return reverse("procedures:change_edit", args=[change.promulgation.slug, change.code])


def form_on(record: dict[str, Any]) -> ChangeForm:
    papers = record.get("required_documents", ())
    known = form_templates(paper.get("form_template", "") for paper in papers)
    return ChangeForm(record, agencies=KnownAgencies.of(vocabulary(on=DAY).agencies), form_templates=known)


def typed(record: dict[str, Any], *, seen: int = 0, **more: Any) -> QueryDict:
    """Return what the browser sends when a record stands on the page, some fields typed over."""
    return typed_from(form_on(record), seen=str(seen), **more)


def post(editor, change, sent: QueryDict, **file: Any):
    return editor.post(address(change), {**dict(sent.lists()), **file})


def saved(change: ProcedureChange) -> dict[str, Any]:
    change.refresh_from_db()
    return dict(change.record)


RECORD = CERTIFICATE | {"code": CODE, "name": "Cấp thẻ đấu giá viên"}


def test_a_new_procedure_begins_with_three_ways_and_says_what_it_lacks(editor, change):
    answer = editor.get(address(change))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count('name="channels" value="') == 3 and page.count('name="channels"') == 3
    assert "Chưa có tên thủ tục." in page and 'href="#id_name"' in page
    assert "Chia theo mẫu" in page


def test_mai_saves_a_whole_procedure(editor, change):
    answer = post(editor, change, typed(RECORD))
    assert answer.status_code == 302 and answer["Location"] == address(change)
    record = saved(change)
    assert record == canonical(RECORD | {"promulgation": {"number": "12/QĐ-UBND"}})
    assert change.revision == 1
    assert "Đủ nội dung để ban hành" in editor.get(address(change)).content.decode()


def test_an_incomplete_draft_is_kept_and_says_what_is_missing(editor, change):
    answer = post(editor, change, typed({}, name="Cấp thẻ", sector="Công chứng"))
    assert answer.status_code == 302
    assert saved(change)["name"] == "Cấp thẻ"
    page = editor.get(address(change)).content.decode()
    assert "Chưa có tên thủ tục." not in page and "Chưa có quy trình nội bộ." in page


@pytest.mark.parametrize("papers", [1, 30])
def test_the_page_asks_the_same_of_the_database_however_long_the_procedure(
    editor, change, papers, django_assert_max_num_queries
):
    change.record = RECORD | {"required_documents": [{"name": f"Giấy {number}"} for number in range(papers)]}
    change.save()
    with django_assert_max_num_queries(7 + SESSION_QUERIES):
        editor.get(address(change))


CONTRADICTIONS = {
    "sum of the stages": ({"processes-n1-stages-n2-days": "2"}, "khác thời hạn giải quyết"),
    "unreachable stage": ({"processes-n1-stages": ["n1", "n2", "n4", "n3", "n5"]}, "không đến được"),
    "wrong role": ({"processes-n1-stages-n3-role": "clerk"}, "vai trò không phù hợp"),
    "unknown agency": ({"agencies-n1-agency": "Sở Trời"}, "“Sở Trời”"),
    "unread number": ({"limits-n1-amount": "năm"}, "Nhập một số"),
}


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_a_procedure_that_contradicts_itself_is_not_kept_and_nothing_typed_is_lost(editor, change, case):
    fields, text = CONTRADICTIONS[case]
    answer = post(editor, change, typed(RECORD, summary="Gõ dở một câu", **fields))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert text in page and "error-summary" in page
    assert "Gõ dở một câu" in page and "Cấp thẻ đấu giá viên" in page
    assert saved(change)["name"] == "" and change.revision == 0


def test_four_steps_at_the_centre_need_the_registered_second_seal(editor, change, world):
    world.seal.delete()
    answer = post(editor, change, typed(RECORD))
    assert answer.status_code == 422
    assert "chưa có con dấu thứ hai" in answer.content.decode()


def test_a_stage_that_nobody_can_do_is_refused_at_its_role(editor, change, world):
    Post.objects.filter(role=Role.APPROVER, agency=world.department).delete()
    answer = post(editor, change, typed(RECORD))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Chưa có ai giữ vai trò" in page and 'href="#id_processes-n1-stages-n3-role"' in page


# ── Rows without a script ────────────────────────────────────────────────────────────────
def test_a_row_is_added_without_losing_a_word_and_without_a_reproach(editor, change):
    sent = typed(RECORD, name="", summary="Gõ dở", **{"limits-n1-amount": "năm", "edit": "add limits"})
    answer = post(editor, change, sent)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="limits-n3-amount"' in page and 'id="limits-n3"' in page
    assert "Gõ dở" in page and 'value="năm"' in page
    assert "error-summary" not in page and "field__error" not in page
    assert change.revision == 0 and saved(change)["name"] == ""


def test_a_row_is_dropped_and_moved(editor, change):
    page = post(editor, change, typed(RECORD, edit="up limits n2")).content.decode()
    assert page.index('name="limits-n2-amount"') < page.index('name="limits-n1-amount"')
    page = post(editor, change, typed(RECORD, edit="drop limits n2")).content.decode()
    assert 'name="limits-n2-amount"' not in page


def test_the_usual_stages_fit_the_limit_that_was_typed(editor, change):
    bare = RECORD | {"processes": []}
    page = post(editor, change, typed(bare, edit="split processes-n1-stages")).content.decode()
    assert "Đã phân bổ 5 ngày trong 5 ngày." in page
    assert "Kiểm tra, tiếp nhận hồ sơ" in page and "process__station" in page
    nothing = post(editor, change, typed({}, edit="split processes-n1-stages")).content.decode()
    assert "Ghi thời hạn giải quyết" in nothing


RUBBISH = [
    {"name": "\x00", "level": "moon", "channels": ["in_person", "carrier_pigeon"]},
    {"limits": ["n1", "n1", "../n2", "n9999999"], "limits-n1-amount": "9" * 400, "fees-n1-amount": "-1"},
    {"processes": [], "agencies": [], "required_documents-n1-form_template": "f" * 64},
    {"processes-n1-stages-n1-step": "x", "processes-n1-stages-n1-minutes": "10" * 9, "sets": "0"},
    {"seen": "9" * 40},
    {"edit": "split processes-n7-stages"},
    {"edit": "add nothing"},
    {"edit": "burn limits n1"},
]


@pytest.mark.parametrize("rubbish", RUBBISH)
def test_rubbish_gets_an_answer_and_is_not_kept(editor, change, rubbish):
    answer = post(editor, change, typed(RECORD, **rubbish))
    assert answer.status_code in (200, 302, 409, 422)
    assert saved(change).get("level") != ["moon"]
    if answer.status_code == 302:
        assert problems_of(saved(change), complete=False) == []


# ── Two editors ──────────────────────────────────────────────────────────────────────────
def test_of_two_editors_the_second_is_told_and_keeps_the_words(editor, change):
    post(editor, change, typed(RECORD))
    answer = post(editor, change, typed(RECORD, name="Tên của người thứ hai"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "vừa được người khác lưu" in page and "Tên của người thứ hai" in page
    assert saved(change)["name"] == RECORD["name"]


def test_a_problem_told_elsewhere_leads_to_its_field(editor, change):
    post(editor, change, typed(RECORD))
    places = {
        "ways.2.limits.1.amount": "#id_limits-n2-amount",
        "processes.0.stages.2.role": "#id_processes-n1-stages-n3-role",
        "processes.0.stages": "#processes-n1-stages",
        "required_documents.1.name": "#id_required_documents-n2-name",
        "nowhere.7": "",
    }
    for where, place in places.items():
        assert editor.get(address(change), {"cho": where})["Location"] == address(change) + place


def test_only_an_editor_finds_the_page(client, change, world):
    for person in (world.binh, world.ha, world.an):
        client.force_login(person)
        assert client.get(address(change)).status_code == 404
    client.logout()
    assert client.get(address(change)).status_code == 302


# ── Files of forms ───────────────────────────────────────────────────────────────────────
def upload(name: str = "mau-01.docx", content: bytes | None = None) -> dict[str, Any]:
    file = SimpleUploadedFile(name, FORM if content is None else content)
    return {"required_documents-n1-file": file}


def test_the_file_of_a_form_is_kept_and_everybody_may_load_it_down(editor, client, change, world, mai):
    post(editor, change, typed(RECORD), **upload())
    form = FormTemplate.objects.get()
    record = saved(change)
    assert record["required_documents"][0]["form_template"] == form.sha256
    file = reverse("procedures:form_template", args=[form.digest, form.file_name])
    assert b"".join(editor.get(file).streaming_content) == FORM
    client.logout()
    assert client.get(file).status_code == 404, "A draft is nobody's business."
    publish_version(record, valid_from=world.certificate.valid_from + timedelta(days=1))
    answer = client.get(file)
    assert answer.status_code == 200 and answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == FORM
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_good_file_survives_a_mistake_elsewhere_and_a_button(editor, change):
    answer = post(editor, change, typed(RECORD, **{"limits-n1-amount": "năm"}), **upload())
    form = FormTemplate.objects.get()
    page = answer.content.decode()
    assert answer.status_code == 422 and form.sha256 in page and "mau-01.docx" in page
    page = post(editor, change, typed(RECORD, edit="add fees"), **upload()).content.decode()
    assert form.sha256 in page and FormTemplate.objects.count() == 1


def test_a_file_is_taken_off_again(editor, change):
    post(editor, change, typed(RECORD), **upload())
    record = saved(change)
    answer = post(editor, change, typed(record, seen=1, **{"required_documents-n1-drop_file": "on"}))
    assert answer.status_code == 302
    assert saved(change)["required_documents"][0]["form_template"] == ""


BAD_FILES = {
    "macro": ("mau.docx", files.office(more={"word/vbaProject.bin": b"x"}), "macro"),
    "disguised": ("mau.docx", files.pdf(), "không phải DOCX"),
    "program": ("mau.docm", files.office(), "loại không được nhận"),
    "text": ("mau.xlsx", b"a;b", "không phải XLSX"),
    "too large": ("mau.pdf", files.pdf() + b"%" * (5 * 1024 * 1024), "lớn hơn 5 MB"),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_file_that_is_no_form_is_refused_at_its_field(editor, change, kind):
    name, content, text = BAD_FILES[kind]
    for button in ({}, {"edit": "add fees"}):
        answer = post(editor, change, typed(RECORD, **button), **upload(name, content))
        assert text in answer.content.decode()
    assert not FormTemplate.objects.exists() and change.revision == 0


# ── Pictures ─────────────────────────────────────────────────────────────────────────────
def test_everybody_sees_the_processes_of_a_procedure_by_agency(client, world):
    page = client.get(reverse("procedures:processes", args=[world.confirmation.procedure.code])).content.decode()
    assert "Quy trình dùng chung của 2 cơ quan" in page and "Tra cứu sổ, soạn văn bản" in page
    assert "Cả quy trình: 1 ngày làm việc" in page


def test_an_own_process_stands_beside_the_shared_one(client, world, django_assert_max_num_queries):
    stages = [dict(stage) for stage in world_stages()]
    stages[1] |= {"name": "Thẩm định tại phường", "may_consult": True, "agency": "H98.03"}
    record = {
        **canonical(CERTIFICATE | {"four_step": False}),
        "agencies": ["H98.03", "H98.41"],
        "processes": [{"stages": world_stages()}, {"agencies": ["H98.41"], "stages": stages}],
        "code": CODE,
    }
    publish_version(record, valid_from=world.certificate.valid_from)
    with django_assert_max_num_queries(6):
        page = client.get(reverse("procedures:processes", args=[CODE])).content.decode()
    assert page.index("Thẩm định hồ sơ") < page.index("Thẩm định tại phường")
    assert "Được lấy ý kiến phối hợp" in page and "Đóng dấu" in page


def world_stages() -> list[dict[str, Any]]:
    return [dict(stage) for stage in CERTIFICATE["processes"][0]["stages"]]
