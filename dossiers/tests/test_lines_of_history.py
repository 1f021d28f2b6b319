"""The lines in which history is written: whatever a text holds, it comes back as it was, on both databases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.vietnamese import folded, normalised
from dossiers.history import lines
from dossiers.history.lines import escaped, folded_name, values_of
from dossiers.history.rows import name_of
from dossiers.models import Dossier, DossierEvent
from dossiers.tests.history import imported

HOSTILE = "HS\\N \\t \\\\ “1”,'2';\"3\"\\"


@given(st.lists(st.text(), min_size=1))
def test_texts_come_back_from_a_line_as_they_went_in(texts):
    assert values_of("\t".join(map(escaped, texts))) == texts


def test_nothing_is_not_the_text_that_stands_for_it():
    assert values_of(f"{lines.NULL}\t{escaped(lines.NULL)}\t") == [None, "\\N", ""]


@given(st.text())
def test_a_name_is_the_same_word_by_word(name):
    assert name_of(name) == normalised(name)
    assert folded_name(name) == folded(name)


def test_secrets_are_many_and_readable():
    secrets = lines.tracking_secrets()
    drawn = [next(secrets) for _each in range(3 * lines.SECRETS_AT_ONCE)]
    assert len({*drawn}) > len(drawn) - 3
    assert all(len(secret) == lines.SECRET_LENGTH and {*secret.encode()} <= {*lines.LETTERS} for secret in drawn)


@pytest.mark.django_db
def test_a_text_that_looks_like_a_line_is_kept_as_it_is(world, tmp_path):
    row = {"code": HOSTILE, "applicant_name": "Hoa\\N\nLan\tAn", "finished_at": "2026-01-09T10:00:00.25+07:00"}
    log = [{"code": HOSTILE, "step": "a\\tb", "action": "\\.", "at": "2026-01-06T08:00:00+07:00"}]
    assert imported(tmp_path, row, log=log).created == 1
    dossier = Dossier.objects.get()
    assert (dossier.code, dossier.applicant_name) == (HOSTILE, "Hoa\\N\nLan An")
    assert dossier.finished_at.isoformat() == "2026-01-09T03:00:00.250000+00:00"
    assert DossierEvent.objects.filter(words="a\\tb: \\.").count() == 1
    assert imported(tmp_path, row, log=log).unchanged == 1
