"""The figures on the command line: one object a line, the same numbers in the table, and clear refusals."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from dossiers.models import Dossier
from dossiers.tests.cast import MONDAY, instant
from dossiers.workflow import Status


def printed(*options: str) -> str:
    out = StringIO()
    call_command("figures", "--from", "2026-03-01", "--to", "2026-04-30", *options, stdout=out)
    return out.getvalue()


def test_the_command_answers_one_object_a_line(world, dossier_in):
    for status in (Status.RETURNED, Status.REFUSED, Status.SUPPLEMENTING, Status.IN_APPRAISAL):
        dossier_in(status)
    dossier_in(Status.IN_APPRAISAL, at=instant(MONDAY.replace(month=4)))
    lines = [json.loads(line) for line in printed("--by", "month,agency", "--json").splitlines()]
    assert [(line["month"], line["agency"]) for line in lines] == [("2026-03", "H98.03"), ("2026-04", "H98.03")]
    assert [*lines[0]] == (
        "month agency received carried_over resolved early on_time late in_progress in_time overdue paused refused"
        " withdrawn discontinued median_days p90_days"
    ).split()
    march, april = lines
    assert (march["received"], march["early"], march["refused"], march["paused"], march["overdue"]) == (4, 1, 1, 1, 1)
    assert (april["carried_over"], april["received"], april["median_days"]) == (2, 1, None)

    table = printed("--by", "level")
    assert "full" in table and " 5 " in table
    Dossier.objects.filter(status=Status.RETURNED).update(original_due_on=None)
    assert json.loads(printed("--json"))["undated"] == 1


def test_a_cohort_stands_as_of_an_instant(dossier_in):
    dossier_in(Status.RETURNED, at=instant(MONDAY, "09:00"))
    before = json.loads(printed("--cohort", "--json", "--as-of", "2026-03-02T07:00:00+07:00"))
    after = json.loads(printed("--cohort", "--json", "--as-of", "2026-03-02"))
    assert (before["received"], after["received"], after["resolved"]) == (0, 1, 1)
    assert json.loads(printed("--cohort", "--json"))["early"] == 1


def test_where_nobody_has_set_a_calendar_imported_history_is_counted(db):
    assert json.loads(printed("--json"))["received"] == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--to", "2026-02-28"], "trước khi bắt đầu"),
        (["--from", "hôm qua"], "YYYY-MM-DD"),
        (["--from", ""], "--from"),
        (["--by", "officer"], "officer"),
        (["--by", "month,month"], "một lần"),
        (["--as-of", "2026-13-01"], "ISO 8601"),
        (["--as-of", "2026-02-01"], "trước kỳ"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_words(db, options, words):
    with pytest.raises(CommandError, match=words) as refused:
        printed(*options)
    assert refused.value.returncode == 1
