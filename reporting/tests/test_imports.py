"""Which history was imported: each import opens its dossiers and its refusals, within what a person may see."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from dossiers.models import Dossier, HistoryImport
from dossiers.tests.history import imported

FINISHED = {"finished_at": "2026-01-08T10:00:00+07:00", "outcome": "granted"}
ENDS_BEFORE = {"code": "=1+1", "finished_at": "2025-01-08T10:00:00+07:00", "outcome": "granted"}


@pytest.fixture
def run(world, tmp_path) -> HistoryImport:
    commune = {"agency_code": "H98.41"}
    report = imported(tmp_path, FINISHED, commune, ENDS_BEFORE)
    assert (report.created, len(report.refused)) == (2, 1)
    return HistoryImport.objects.get()


def page_of(client: Client, name: str, *args: object) -> str:
    return " ".join(client.get(reverse(f"reporting:{name}", args=args)).content.decode().split())


def test_each_import_says_what_became_of_its_rows_and_opens_its_dossiers(run, world, client):
    client.force_login(world.mai)
    for before, after in (("reports", "runs"), ("runs", "imports")):
        assert reverse(f"reporting:{after}") in page_of(client, before)
    page = page_of(client, "imports")
    assert "history.csv" in page and "Dòng lệnh của máy chủ" in page
    assert reverse("reporting:import", args=[run.key]) in page
    opened = client.get(reverse("reporting:import", args=[run.key]))
    codes = set(Dossier.objects.values_list("code", flat=True))
    assert {row[0]["text"] for row in opened.context["listing"].rows} == codes and len(codes) == 2
    assert "Thêm mới 2, thay đổi 0, giữ nguyên 0, không nhận 1." in " ".join(opened.content.decode().split())
    file = client.get(reverse("reporting:import_csv", args=[run.key]))
    assert len(b"".join(file.streaming_content).decode().splitlines()) == 3


def test_what_a_later_import_changed_stands_under_that_one(run, world, tmp_path, client):
    imported(tmp_path, FINISHED | {"finished_at": "2026-01-09T10:00:00+07:00"})
    newest, oldest = HistoryImport.objects.order_by("-pk")
    client.force_login(world.mai)
    shown = {
        key: [row[0]["text"] for row in client.get(reverse("reporting:import", args=[key])).context["listing"].rows]
        for key in (newest.key, oldest.key)
    }
    assert shown == {newest.key: ["HS-1"], oldest.key: ["HS-2"]}


def test_refused_rows_are_named_and_leave_as_a_file_that_is_no_formula(run, world, client):
    client.force_login(world.mai)
    refusal = run.refusals[0]
    page = client.get(reverse("reporting:import_refusals", args=[run.key]))
    assert [cell["text"] for cell in page.context["rows"][0]] == ["4", "=1+1", refusal["reason"]]
    file = client.get(reverse("reporting:import_refusals_csv", args=[run.key]))
    lines = list(csv.reader(io.StringIO(b"".join(file.streaming_content).decode("utf-8-sig"))))
    assert lines == [["Dòng", "Mã hồ sơ", "Lý do"], ["4", "'=1+1", refusal["reason"]]]
    HistoryImport.objects.update(refused=1_200)
    assert "Hệ thống giữ 1 dòng đầu trong 1.200 dòng không nhận." in page_of(client, "import_refusals", run.key)


def test_a_leader_sees_what_concerns_their_agencies_and_no_refusals(run, world, tmp_path, client):
    imported(tmp_path, {**FINISHED, "code": "HS-9"})
    of_others = HistoryImport.objects.latest("pk")
    client.force_login(world.khoa)
    assert [one.dossiers for one in client.get(reverse("reporting:imports")).context["brought"]] == [1]
    opened = client.get(reverse("reporting:import", args=[run.key]))
    assert [row[0]["text"] for row in opened.context["listing"].rows] == ["HS-2"]
    assert client.get(reverse("reporting:import", args=[of_others.key])).status_code == 404
    for name in ("import_refusals", "import_refusals_csv"):
        assert client.get(reverse(f"reporting:{name}", args=[run.key])).status_code == 404
    client.force_login(world.chi)
    assert client.get(reverse("reporting:imports")).status_code == 403


def test_an_import_that_was_cut_off_says_how_to_go_on(run, world, client):
    HistoryImport.objects.update(finished_at=None)
    client.force_login(world.mai)
    assert "Chưa xong" in page_of(client, "imports")
    assert "Nhập lại cùng tệp" in page_of(client, "import", run.key)


def test_the_list_asks_the_same_of_one_import_and_of_thirty(run, world, client, django_assert_max_num_queries):
    client.force_login(world.mai)
    client.get(reverse("reporting:imports"))
    for number in range(30):
        HistoryImport.objects.create(file_name=f"{number}.csv", started_at=run.started_at)
    with django_assert_max_num_queries(9):
        client.get(reverse("reporting:imports"))
