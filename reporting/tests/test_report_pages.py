"""The pages of reports: officers make and check them, everybody reads what is published, nobody sees a draft."""

import hashlib
import json
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers.models import Dossier
from dossiers.tests.cast import MONDAY
from reporting.formats import FORMATS
from reporting.models import Report, ReportState, Subscription
from reporting.publishing import counting, life
from reporting.reports import printing
from reporting.tests.test_reports import APRIL, drafted, march, published

__all__ = ["march"]


def deed(client, report: Report, name: str, **more):
    report.refresh_from_db()
    return client.post(f"/bao-cao/{report.key}/{name}/", {"seen": report.revision, **more})


def test_a_report_goes_from_the_form_to_the_public_page(march, client):
    with time_machine.travel(APRIL):
        client.force_login(march.mai)
        asked = {"key": str(uuid4()), "kind": "ban-tin", "period": "2026-03", "scope": "all"}
        made = client.post("/bao-cao/lap/", asked)
        again = client.post("/bao-cao/lap/", asked)
        report = Report.objects.get()
        assert made["Location"] == again["Location"] == f"/bao-cao/{report.key}/"
        assert client.get(made["Location"]).status_code == 200
        assert client.get("/cong-bo/").content.decode().count("Bản tin kết quả") == 1  # only in the filter
        deed(client, report, "kiem-tra")
        assert deed(client, report, "phe-duyet").status_code == 422
        client.force_login(march.ha)
        assert deed(client, report, "phe-duyet").status_code == 302
        client.force_login(march.mai)
        assert deed(client, report, "cong-bo").status_code == 302
        client.logout()
        report.refresh_from_db()
        assert report.state == ReportState.PUBLISHED
        page = client.get(f"/cong-bo/{report.slug}/").content.decode()
        for words in (report.sha256, "1/BC-TTPVHCC", march.ha.full_name, "Cách tính của báo cáo này"):
            assert words in page
        assert report.slug in client.get("/cong-bo/").content.decode()
        assert f"urn:uuid:{report.key}" in client.get("/cong-bo/atom.xml").content.decode()


def test_a_downloaded_report_is_the_same_bytes_whenever_and_json_is_what_was_hashed(march, client, monkeypatch):
    report = published(march)
    before = {form: client.get(f"/cong-bo/{report.slug}.{form}").content for form in FORMATS}
    monkeypatch.setattr(printing, "NOTHING", "0")
    Dossier.objects.update(finished_on=MONDAY)
    assert {form: client.get(f"/cong-bo/{report.slug}.{form}").content for form in FORMATS} == before
    content = client.get(f"/cong-bo/{report.slug}.json").content
    assert hashlib.sha256(content).hexdigest() == report.sha256
    assert json.loads(content)["number"] == "1/BC-TTPVHCC"
    assert client.get(f"/cong-bo/{report.slug}.exe").status_code == 404


def test_a_row_of_the_late_list_opens_its_dossier_for_a_leader_and_not_for_the_maker(march, client):
    late = published(march, "ho-so-tre")
    codes = [row.label for row in counting.snapshot_of(late).rows]
    assert codes
    for person, opens in ((march.ha, True), (march.mai, False)):
        client.force_login(person)
        page = client.get(f"/bao-cao/{late.key}/").content.decode()
        assert all((f'href="/ho-so/{code}/"' in page) is opens and code in page for code in codes)


def test_each_number_opens_the_frozen_list_that_it_counts(march, client):
    report = published(march)
    client.force_login(march.ha)
    snapshot = counting.snapshot_of(report)
    for row, column in (("total", "in_all"), ("H98.03", "resolved"), ("total", "kept_rate")):
        page = client.get(f"/bao-cao/{report.key}/danh-sach/", {"dong": row, "cot": column})
        cell = snapshot.cell(row, column)
        assert page.context["shown"].page.paginator.count == (cell if isinstance(cell, int) else cell.part)
    assert client.get(f"/bao-cao/{report.key}/danh-sach/", {"dong": "?", "cot": "in_all"}).status_code == 404


def test_what_is_not_published_or_not_public_is_nobodys_but_the_offices(march, client):
    draft = drafted(march, "bieu-ii-06a")
    internal = published(march, "ho-so-tre")
    for address in (f"/cong-bo/{internal.slug}/", f"/cong-bo/{internal.slug}.json", "/cong-bo/khong-co/"):
        assert client.get(address).status_code == 404
    assert "Danh sách hồ sơ trễ" not in client.get("/cong-bo/").content.decode()
    for somebody, status in ((march.an, 404), (march.chi, 404), (march.khoa, 404), (march.mai, 200), (march.ha, 200)):
        client.force_login(somebody)
        assert client.get(f"/bao-cao/{draft.key}/").status_code == status
    client.force_login(march.khoa)
    assert client.get(f"/bao-cao/{internal.key}/").status_code == 200


@pytest.mark.parametrize("address", ["/bao-cao/", "/cong-bo/"])
def test_lists_of_reports_ask_as_much_for_thirty_as_for_one(march, client, address):
    report = published(march)
    client.force_login(march.mai)
    counted = []
    for more in (0, 29):
        _copy(report, times=more)
        with CaptureQueriesContext(connection) as made:
            assert client.get(address).status_code == 200
        counted.append(len(made))
    assert counted[0] == counted[1]


def _copy(report: Report, *, times: int) -> None:
    """Let there be as many published reports more, of other days."""
    for number in range(times):
        report.pk, report.key, report.slug = None, uuid4(), f"ban-{number}"
        report.period = f"2025-01-01_2025-03-{number + 1:02}"
        report._state.adding = True
        report.save()


def test_a_reader_confirms_from_the_mailbox_and_ends_it_by_one_press(march, client, mailoutbox):
    with time_machine.travel(APRIL):
        asked = client.post("/cong-bo/dang-ky/", {"email": "doc@test.test", "kind": "ban-tin"})
        assert asked["Location"] == reverse("reporting:subscription_asked")
        wanted = Subscription.objects.get()
        address = f"/cong-bo/dang-ky/{wanted.key}/"
        client.get(address)
        wanted.refresh_from_db()
        assert wanted.confirmed_at is None  # opening a link confirms nothing
        client.post(address)
        wanted.refresh_from_db()
        assert wanted.confirmed_at
        assert client.post(f"/cong-bo/thoi-nhan/{wanted.key}/").status_code == 200
        wanted.refresh_from_db()
        assert wanted.ended_at
        assert client.get(f"/cong-bo/thoi-nhan/{uuid4()}/").status_code == 404
        client.post("/cong-bo/dang-ky/", {"email": "doc@test.test", "kind": ""})
        late = Subscription.objects.get(ended_at=None)
    with time_machine.travel(APRIL + timedelta(days=8)):
        assert client.get(f"/cong-bo/dang-ky/{late.key}/").status_code == 404


def test_of_two_officers_at_one_report_the_second_is_told(march, client):
    report = drafted(march)
    client.force_login(march.mai)
    life.check(report, seen=1, actor=march.mai, at=APRIL)
    answer = client.post(f"/bao-cao/{report.key}/tinh-lai/", {"seen": 1})
    assert answer.status_code == 409
    assert "vừa được người khác xử lý" in answer.content.decode()
