"""A list asks as much of the database at one row as at thirty and at three thousand."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers.models import ClockEntry, Dossier, DossierEvent
from dossiers.tests.cast import MONDAY
from dossiers.tests.world import instant
from dossiers.workflow import Status

SIZES = (1, 30, 3000)
LISTS = [
    ("an", "dossiers:mine"),
    ("binh", "dossiers:counter"),
    ("binh", "dossiers:register"),
    ("chi", "dossiers:inbox"),
    ("dung", "dossiers:inbox"),
    ("ha", "dossiers:lead"),
    ("ha", "dossiers:lead_list"),
]


@pytest.mark.one_database
def test_lists_ask_as_much_at_one_row_as_at_three_thousand(world, dossier_in, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: instant(MONDAY, "15:00"))
    first = [dossier_in(status) for status in (Status.SUBMITTED, Status.IN_APPRAISAL, Status.IN_APPROVAL)]
    asked = {}
    there = 1
    for size in SIZES:
        for dossier in first:
            multiply(dossier, by=size - there)
        there = size
        asked[size] = {(name, address): queries_of(getattr(world, name), address) for name, address in LISTS}

    assert asked[30] == asked[1]
    assert asked[3000] == asked[1]


def queries_of(user, name):
    """Return how many statements a page takes at its second opening: the first one warms what a process keeps."""
    client = Client()
    client.force_login(user)
    for _opening in range(2):
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(reverse(name))
        assert answer.status_code == 200, name
    return len(captured)


def multiply(dossier, *, by):
    """Add copies of a dossier with its events and its clock, some statements a thousand."""
    copies = [_copy(dossier, code=f"{dossier.code[:-4]}{uuid4().hex[:8]}", submission_key=uuid4()) for _i in range(by)]
    Dossier.objects.bulk_create(copies, batch_size=500)
    for model in (DossierEvent, ClockEntry):
        rows = list(model.objects.filter(dossier=dossier))
        model.objects.bulk_create([_copy(row, dossier_id=copy.pk) for copy in copies for row in rows], batch_size=1000)


def _copy(row, **changed):
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    del values[row._meta.pk.attname]
    return type(row)(**{**values, **changed})
