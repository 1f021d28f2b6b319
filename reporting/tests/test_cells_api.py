"""The facts in the API: what the command answers, within what a person may see, refused at the parameter."""

import hashlib
import json
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.urls import reverse

from dossiers.tests.cast import MONDAY, MONDAY_MORNING, instant
from dossiers.workflow import Status
from reporting.models import Report
from reporting.publishing import life
from reporting.tests.nights import FRIDAY, LONG_AFTER_ALL_EVENTS, night

CELLS = "/api/v1/figures/cells/"
NOON = "2026-04-07T12:00:00+07:00"
SPRING = {"from": "2026-03-01", "to": "2026-04-30"}


@pytest.fixture
def spring(world, dossier_in):
    for status in (Status.RETURNED, Status.REFUSED, Status.SUPPLEMENTING, Status.IN_APPRAISAL):
        dossier_in(status)
    dossier_in(Status.IN_APPRAISAL, at=instant(MONDAY.replace(month=4)))
    world.receive_walk_in(world.confirmation, agency=world.commune)
    return world


@pytest.mark.parametrize(
    ("options", "parameters"),
    [
        ([], {}),
        (["--by", "month,agency"], {"by": "month,agency"}),
        (["--by", "channel,level", "--as-of", "2026-03-02"], {"by": "channel,level", "as_of": "2026-03-02"}),
        (
            ["--cohort", "--as-of", NOON],
            {"cohort": "true", "as_of": NOON},
        ),
        (["--cohort", "--by", "sector"], {"cohort": "1", "by": "sector"}),
    ],
)
def test_the_api_answers_what_the_command_prints(spring, client, options, parameters):
    out = StringIO()
    call_command("figures", "--from", SPRING["from"], "--to", SPRING["to"], "--json", *options, stdout=out)
    client.force_login(spring.mai)
    answer = client.get(CELLS, SPRING | parameters)
    assert answer.status_code == 200
    assert answer.json() == [json.loads(line) for line in out.getvalue().splitlines()] != []
    assert answer["Cache-Control"] == "no-store"


def test_a_leader_is_answered_about_their_agencies_only(spring, client):
    client.force_login(spring.khoa)
    (whole,) = client.get(CELLS, SPRING).json()
    assert whole["received"] == 1
    assert [cell["agency"] for cell in client.get(CELLS, SPRING | {"by": "agency"}).json()] == ["H98.41"]
    assert client.get(CELLS, SPRING | {"within": "H98.41"}).json() == [whole]
    for code in ("H98.03", "H98.99"):
        refused = client.get(CELLS, SPRING | {"within": code})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "within")
    client.force_login(spring.chi)
    assert client.get(CELLS, SPRING).status_code == 403
    client.logout()
    assert client.get(CELLS, SPRING).status_code == 401


@pytest.mark.parametrize(
    ("parameters", "field", "words"),
    [
        ({"from": ""}, "from", "YYYY-MM-DD"),
        ({"to": "hôm qua"}, "to", "YYYY-MM-DD"),
        ({"to": "2026-02-01"}, "to", "trước khi bắt đầu"),
        ({"from": "1950-01-01"}, "to", "10 năm"),
        ({"from": "0001-01-01"}, "from", "1900"),
        ({"by": "officer"}, "by", "officer"),
        ({"by": ["month", "month"]}, "by", "một lần"),
        ({"as_of": "2026-13-01"}, "as_of", "ISO 8601"),
        ({"as_of": "2026-02-01"}, "as_of", "trước kỳ"),
        ({"cohort": "vâng"}, "cohort", "true"),
        ({"tu": "2026"}, "tu", "tham số"),
    ],
)
def test_what_cannot_be_answered_is_refused_at_its_parameter(world, client, parameters, field, words):
    client.force_login(world.mai)
    refused = client.get(CELLS, SPRING | parameters)
    assert refused.status_code == 400
    assert refused["Content-Type"] == "application/problem+json"
    (error,) = refused.json()["errors"]
    assert error["field"] == field and words in error["message"]


def test_published_reports_are_read_by_everybody_with_every_figure(spring, client):
    night(FRIDAY, at=LONG_AFTER_ALL_EVENTS)
    report = life.draft("ban-tin", period="2026-02", scope=None, key=uuid4(), actor=spring.mai, at=MONDAY_MORNING)
    assert client.get(reverse("api:reports")).json()["results"] == []
    for deed, actor in ((life.check, spring.mai), (life.approve, spring.ha), (life.publish, spring.mai)):
        deed(report, seen=report.revision, actor=actor, at=MONDAY_MORNING)
    report = Report.objects.get(pk=report.pk)
    (line,) = client.get(reverse("api:reports"), {"kind": "ban-tin"}).json()["results"]
    assert (line["slug"], line["number"], line["scope"], line["corrects"]) == (report.slug, report.number, None, None)
    assert client.get(line["files"]["json"]).content == bytes(report.content)
    told = client.get(reverse("api:report", args=[report.slug])).json()
    assert {key: told[key] for key in line} == line
    written = json.dumps(told["content"], ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
    assert hashlib.sha256(written.encode()).hexdigest() == told["sha256"] == report.sha256
    assert client.get(reverse("api:report", args=["khong-co"])).status_code == 404
    assert client.get(reverse("api:reports"), {"kind": "khac"}).status_code == 400
