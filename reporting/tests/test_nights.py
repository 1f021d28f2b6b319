"""Whether last night ran and added up: leaders, administrators and machines are told; each figure opens its list."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import reverse

from dossiers.models import Dossier
from dossiers.tests.cast import instant
from dossiers.workflow import Status
from procedures.models import Channel
from reporting.answers import figures
from reporting.behind import behind_url
from reporting.conditions import MEASURES
from reporting.models import DailyFigure, RunState, StatisticsRun
from reporting.nights import NightState, night_state
from reporting.periods import month
from reporting.questions import Key, Question
from reporting.tests.nights import FRIDAY, LONG_AFTER_ALL_EVENTS, night

MARCH = month(2026, 3)
SATURDAY = FRIDAY + timedelta(days=1)


def test_a_missed_a_failed_and_a_broken_night_are_alarms(dossier_in):
    assert night_state(at=instant(SATURDAY, "07:00")) is NightState.EMPTY
    dossier_in(Status.IN_APPRAISAL)
    assert night_state(at=instant(SATURDAY, "07:00")) is NightState.MISSED
    night(FRIDAY, at=LONG_AFTER_ALL_EVENTS)
    assert night_state(at=instant(SATURDAY, "07:00")) is NightState.GOOD
    assert night_state(at=instant(SATURDAY + timedelta(days=1), "01:00")) is NightState.GOOD
    assert night_state(at=instant(SATURDAY + timedelta(days=1), "07:00")) is NightState.MISSED
    DailyFigure.objects.filter(day=FRIDAY).update(in_time=3)
    night(SATURDAY, at=LONG_AFTER_ALL_EVENTS)
    assert night_state(at=instant(SATURDAY + timedelta(days=1), "07:00")) is NightState.BROKEN
    later = LONG_AFTER_ALL_EVENTS + timedelta(days=1)
    StatisticsRun.objects.create(until=SATURDAY, state=RunState.FAILED, started_at=later)
    assert night_state(at=instant(SATURDAY, "07:00")) is NightState.FAILED


def test_the_page_of_runs_names_what_was_found_and_links_its_dossiers(world, dossier_in, client):
    kept = dossier_in(Status.IN_APPRAISAL)
    night(FRIDAY, at=LONG_AFTER_ALL_EVENTS)
    DailyFigure.objects.filter(day=FRIDAY).update(in_time=3)
    night(SATURDAY, at=LONG_AFTER_ALL_EVENTS)
    client.force_login(world.ha)
    page = " ".join(client.get(reverse("reporting:runs")).content.decode().split())
    assert "Sở Tư pháp, Trực tuyến, ngày 07/03/2026: phải là 3, bảng ghi 1." in page
    assert reverse("dossiers:desk", args=[kept.code]) in page
    client.force_login(world.chi)
    assert client.get(reverse("reporting:runs")).status_code == 403


def test_every_figure_opens_a_list_of_its_length(world, dossier_in, client):
    for status in (Status.RETURNED, Status.REFUSED, Status.SUPPLEMENTING, Status.IN_APPRAISAL):
        dossier_in(status)
    dossier_in(Status.IN_APPRAISAL, channel=Channel.POSTAL)
    client.force_login(world.ha)
    for cell in figures(Question(MARCH, by=(Key.CHANNEL, Key.MONTH))):
        for measure in [measure for measure in MEASURES if cell.counts[measure]]:
            shown = client.get(behind_url(MARCH, measure, cell.keys, within="H98.03"))
            assert shown.context["listing"].page.paginator.count == cell.counts[measure]


def test_the_list_leaves_as_a_file_without_personal_data(world, dossier_in, client):
    dossier_in(Status.IN_APPRAISAL)
    client.force_login(world.ha)
    address = behind_url(MARCH, "received").replace("danh-sach/", "danh-sach.csv")
    text = b"".join(client.get(address).streaming_content).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    assert len(lines) == 2 and lines[1][0] == Dossier.objects.get().code
    assert world.an.full_name not in text
    workbook = client.get(address.replace(".csv", ".xlsx"))
    assert workbook.getvalue().startswith(b"PK")
    workbook.close()


def test_a_leader_sees_the_lists_of_their_agencies_and_nothing_else_is_an_address(world, dossier_in, client):
    dossier_in(Status.IN_APPRAISAL)
    address = behind_url(MARCH, "received")
    client.force_login(world.khoa)
    assert client.get(address).context["listing"].page.paginator.count == 0
    assert client.get(behind_url(MARCH, "received", within="H98.03")).status_code == 404
    client.force_login(world.chi)
    assert client.get(address).status_code == 403
    client.force_login(world.ha)
    for bad in (
        "so-lieu=vui",
        "ky=2026-13",
        "thang=2026-07",
        "xet=mai",
        "xet=2001-01-01T00:00:00%2B07:00",
        "theo-doi=1",
    ):
        assert client.get(f"{address}&{bad}").status_code == 404, bad


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_asks_the_same_whatever_its_length(world, dossier_in, client, count, django_assert_max_num_queries):
    for _number in range(count):
        dossier_in(Status.IN_APPRAISAL, at=instant(date(2026, 3, 30)))
    client.force_login(world.ha)
    client.get(reverse("reporting:runs"))
    with django_assert_max_num_queries(16):
        client.get(behind_url(MARCH, "in_time"))
