"""Each table of the observatory leaves as CSV and JSON: what the page shows, nothing more, and never a formula."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from agencies.models import Agency
from dossiers.tests.cast import MONDAY, instant
from dossiers.workflow import Status
from reporting.models import DailyFigure
from reporting.observatory import judging
from reporting.observatory.observing import observed
from reporting.observatory.subjects import subject
from reporting.observatory.tables import BESIDE, BY_SLUG, TABLES
from reporting.questions import Key
from reporting.services import compute_statistics

APRIL = instant(date(2026, 4, 2), "09:00")


@pytest.fixture
def march(world, dossier_in):
    for number in range(3):
        dossier_in(Status.RETURNED, at=instant(MONDAY + timedelta(days=number)))
    dossier_in(Status.IN_APPRAISAL, at=instant(MONDAY))
    compute_statistics(until=date(2026, 3, 31), at=APRIL, rebuild=True)
    return world


def csv_of(client, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_each_table_of_each_subject_leaves_as_csv_and_as_json_alike(march, client):
    version = march.certificate
    subjects = [
        (Key.AGENCY, march.department.code),
        (Key.SECTOR, version.sector.code),
        (Key.PROCEDURE, version.procedure.code),
    ]
    for shown in [subject(key, code) for key, code in subjects]:
        for table in TABLES:
            rows = csv_of(client, shown.file_url(table.slug, "csv"))
            told = client.get(shown.file_url(table.slug, "json")).json()
            names = [column.name for column in table.columns]
            assert [*rows[0]] == names == [column["name"] for column in told["columns"]]
            same = [{name: "" if value is None else str(value) for name, value in row.items()} for row in told["rows"]]
            assert [[_number(value) for value in row.values()] for row in rows] == [
                [_number(value) for value in row.values()] for row in same
            ]
            assert told["licence"]["name"] == "CC-BY-4.0"
            assert told["dictionary"].endswith(f"{reverse('reporting:open_data')}#{table.slug}")


def _number(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text


def test_the_files_hold_what_the_page_shows(march, client):
    shown = subject(Key.AGENCY, march.department.code)
    page = observed(shown)
    months = csv_of(client, shown.file_url("tiep-nhan", "csv"))
    assert [int(row["received"]) for row in months] == page.charts[0].series[0].values
    columns = csv_of(client, shown.file_url("phan-bo", "csv"))
    assert [int(row["kept"]) + int(row["late"]) + int(row["undated"]) for row in columns] == [
        sum(stack) for stack in zip(*page.histogram.values(), strict=True)
    ]
    whole = csv_of(client, shown.file_url("tong-hop", "csv"))[0]
    assert (whole["received"], whole["resolved"], whole["kept_rate"], whole["median_days"]) == ("4", "3", "", "")


def test_enough_dossiers_have_a_rate_with_its_interval_in_the_files_too(march, client, monkeypatch):
    monkeypatch.setattr(judging, "LEAST", 3)
    shown = subject(Key.AGENCY, march.department.code)
    whole = csv_of(client, shown.file_url("tong-hop", "csv"))[0]
    page = observed(shown)
    assert (whole["kept_rate"], whole["low"], whole["high"]) == (
        str(page.this.kept_rate),
        str(page.this.interval.low),
        str(page.this.interval.high),
    )
    (line,) = csv_of(client, reverse("reporting:observatory_file", args=["csv"]))
    assert line["kept_rate"] == whole["kept_rate"] and line["code"] == march.department.code


def test_a_name_that_looks_like_a_formula_is_none_in_the_file(march, client):
    Agency.objects.filter(pk=march.department.pk).update(short_name="=HYPERLINK(1)")
    (line,) = csv_of(client, reverse("reporting:observatory_file", args=["csv"]))
    assert line["name"] == "'=HYPERLINK(1)"
    (told,) = client.get(reverse("reporting:observatory_file", args=["json"])).json()["rows"]
    assert [*told] == [column.name for column in BESIDE] and told["name"] == "=HYPERLINK(1)"


def test_each_table_of_a_page_links_its_files_and_their_licence_goes_with_them(march, client):
    for address in (f"/thong-ke/co-quan/{march.department.code}/", "/thong-ke/co-quan/", "/thong-ke/linh-vuc/"):
        answer = client.get(address)
        page = answer.content.decode()
        links = [part.split('"')[0] for part in page.split('href="')[1:]]
        files = [link for link in links if link.endswith((".csv", ".json"))]
        assert len(files) == page.count("table-files") * 2 >= 2
        assert len(files) >= 2 * len(answer.context.get("charts", ()))
        for file in files:
            sent = client.get(file)
            assert 'rel="license"' in sent["Link"] and 'rel="describedby"' in sent["Link"]
            assert sent["Access-Control-Allow-Origin"] == "*"
        assert reverse("reporting:open_data") + "#observatory" in links
    dictionary = client.get(reverse("reporting:open_data")).content.decode()
    assert all(f'id="{slug}"' in dictionary for slug in [*BY_SLUG, "observatory"])


@pytest.mark.parametrize("end", ["phan-bo.xml", "khong-co.csv"])
def test_what_is_no_table_or_no_form_is_not_found(march, client, end):
    assert client.get(f"/thong-ke/co-quan/{march.department.code}/{end}").status_code == 404


def test_figures_that_do_not_add_up_leave_as_no_file(march, client):
    DailyFigure.objects.filter(received__gt=0).update(late=7)
    cache.clear()
    assert client.get(f"/thong-ke/co-quan/{march.department.code}/phan-bo.csv").status_code == 404
    assert client.get("/thong-ke/co-quan.json").status_code == 404
