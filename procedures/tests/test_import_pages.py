"""An editor tries a file, reads what it would do, and brings it in; a worker that dies is noticed."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dossiers.tests.cast import MONDAY, MONDAY_MORNING
from procedures import tasks
from procedures.models import ImportRun, ImportState, Procedure
from procedures.services import imports
from procedures.tests.files import NATIONAL, lines, portal_list

pytestmark = pytest.mark.django_db

TODAY = f"{MONDAY:%d/%m/%Y}"
LIST = "/bien-tap/nhap/"
FILE = lines(NATIONAL, {**NATIONAL, "ma_thu_tuc": "khai sinh"}, packed=True)


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY_MORNING, tick=False):
        yield


@pytest.fixture
def woken(monkeypatch):
    """The worker's messages, which nobody runs unless the test does."""
    messages: list[int] = []
    monkeypatch.setattr(tasks.run_import, "delay", messages.append)
    return messages


@pytest.fixture
def editor(client, mai):
    client.force_login(mai)
    return client


def upload(client, content: bytes, *, name: str = "records.jsonl.gz", day: str = TODAY):
    return client.post(LIST, {"file": SimpleUploadedFile(name, content), "valid_from": day}, follow=True)


def page(client, run: ImportRun) -> str:
    return client.get(reverse("procedures:import_run", args=[run.slug])).content.decode()


def tried(client, content: bytes = FILE) -> ImportRun:
    upload(client, content)
    run = ImportRun.objects.latest("pk")
    tasks.run_import(run.pk)
    run.refresh_from_db()
    return run


def test_a_file_is_tried_read_and_brought_in(editor, woken, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        waiting = upload(editor, FILE)
    trial = ImportRun.objects.get()
    assert woken == [trial.pk]
    assert "Đang chờ đến lượt" in waiting.content.decode()

    tasks.run_import(trial.pk)
    report = page(editor, trial)
    assert "Chưa có gì thay đổi" in report
    assert "không đúng dạng mã thủ tục" in report
    assert not Procedure.objects.filter(code="1.001193").exists()

    with django_capture_on_commit_callbacks(execute=True):
        for _press in (1, 2):
            answer = editor.post(reverse("procedures:import_bring_in", args=[trial.slug]))
    run = ImportRun.objects.get(is_trial=False)
    assert answer.url == reverse("procedures:import_run", args=[run.slug])
    for pk in woken:
        tasks.run_import(pk)
    assert Procedure.objects.filter(code="1.001193").exists()
    assert "Kết quả nhập" in page(editor, run)
    assert "đã được nhập" in page(editor, trial)


@pytest.mark.parametrize(
    ("content", "name", "day", "words"),
    [
        (b"xin chao", "danh-sach.xlsx", TODAY, "có tên là Excel"),
        (portal_list(headings=["Mã số", "Tên"]), "danh-sach.xlsx", TODAY, "thiếu cột “Lĩnh vực”"),
        (b"", "x.jsonl", TODAY, "không có nội dung"),
        (FILE, "x.gz", f"{MONDAY - timedelta(days=1):%d/%m/%Y}", "trước hôm nay"),
        (FILE, "x.gz", "hôm nay", "Ngày không đúng"),
    ],
)
def test_what_cannot_be_imported_is_refused_at_its_field(editor, woken, content, name, day, words):
    answer = upload(editor, content, name=name, day=day)
    assert answer.status_code == 422
    assert answer.content.decode().count(words) == 2  # in the summary and at the field
    assert not ImportRun.objects.exists()


def test_while_a_worker_reads_the_page_tells_how_far_it_is(editor, woken):
    upload(editor, FILE)
    run = ImportRun.objects.get()
    imports.begin(run.pk, at=MONDAY_MORNING)
    imports.note_progress(run, read=100, total=1300, at=MONDAY_MORNING)
    address = reverse("procedures:import_run", args=[run.slug])

    part = editor.get(address, headers={"HX-Request": "true"})
    assert "100 / 1.300 dòng" in part.content.decode()
    assert "<html" not in part.content.decode()
    assert "100 / 1.300 dòng" in page(editor, run)
    imports.fail(run, "Tệp bị hỏng", at=MONDAY_MORNING)
    assert editor.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert "Tệp bị hỏng" in page(editor, run)


def test_a_worker_that_fell_silent_is_noticed_and_the_import_started_again(editor, woken):
    upload(editor, FILE)
    run = ImportRun.objects.get()
    imports.begin(run.pk, at=MONDAY_MORNING)
    again = reverse("procedures:import_again", args=[run.slug])
    assert imports.begin(run.pk, at=MONDAY_MORNING) is None
    assert "đang chạy hoặc đã xong" in editor.post(again, follow=True).content.decode()

    with time_machine.travel(MONDAY_MORNING + imports.SILENCE + timedelta(seconds=1), tick=False):
        assert "Chạy lại" in page(editor, run)
        editor.post(again)
        run.refresh_from_db()
        assert run.state == ImportState.WAITING
        tasks.run_import(run.pk)
    run.refresh_from_db()
    assert run.state == ImportState.DONE
    assert tasks.run_import(run.pk) == "under way or over"


def test_a_fault_of_ours_is_told_and_kept_for_those_who_mend_it(editor, woken, monkeypatch):
    upload(editor, FILE)
    run = ImportRun.objects.get()

    def broken(*_arguments, **_options):
        raise ZeroDivisionError

    monkeypatch.setattr(tasks, "import_file", broken)
    with pytest.raises(ZeroDivisionError):
        tasks.run_import(run.pk)
    assert "Hệ thống gặp lỗi" in page(editor, run)


def test_notes_are_found_without_diacritics_and_paged(editor, woken):
    rows = [{**NATIONAL, "ma_thu_tuc": f"mã {number}"} for number in range(60)]
    run = tried(editor, lines(*rows))
    address = reverse("procedures:import_run", args=[run.slug])

    assert "Trang sau" in editor.get(address, {"muc": "tu-choi"}).content.decode()
    narrowed = editor.get(address, {"muc": "tu-choi", "q": "ma 59"}).content.decode()
    assert "mã 59" in narrowed and "mã 58" not in narrowed
    assert editor.get(address, {"muc": "canh-bao", "page": "x"}).status_code == 200


def test_the_file_is_kept_as_it_came(editor, woken):
    upload(editor, FILE, name="Danh mục tháng 11.jsonl.gz")
    run = ImportRun.objects.get()
    answer = editor.get(reverse("procedures:import_original", args=[run.slug]))
    assert b"".join(answer.streaming_content) == FILE
    assert "attachment" in answer["Content-Disposition"]


def test_the_catalogue_can_be_taken_along(editor, woken):
    rows = b"".join(editor.get(reverse("procedures:export_lines")).streaming_content).decode().splitlines()
    book = b"".join(editor.get(reverse("procedures:export_workbook")).streaming_content)
    assert len(rows) == 2
    run = tried(editor, book)
    assert (run.report["unchanged"], run.report["refused"]) == (2, [])


@pytest.mark.parametrize("name", ["an", "binh", "ha"])
def test_nobody_but_an_editor_reaches_these_pages(world, client, name):
    client.force_login(getattr(world, name))
    for address in (LIST, reverse("procedures:export_lines"), f"{LIST}abc/"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_of_imports_costs_the_same_for_one_and_for_thirty(
    editor, mai, woken, count, django_assert_max_num_queries
):
    for _number in range(count):
        run = imports.ask(SimpleUploadedFile("x", FILE), name="x", valid_from=MONDAY, actor=mai, at=MONDAY_MORNING)
    assert run.file_name == "x"
    with django_assert_max_num_queries(9):
        editor.get(LIST)
