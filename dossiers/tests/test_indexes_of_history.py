"""What every dossier that comes has to pay for: the indexes of the five tables that history is written into."""

import pytest
from django.db import connection

from dossiers.models import ClockEntry, Dossier, DossierEvent, HistoryRecord, Result

WRITTEN = (Dossier, DossierEvent, ClockEntry, Result, HistoryRecord)


def declared(model) -> set[tuple[str, ...]]:
    """Return the columns of the indexes that a model asks for, but for those of its conditions."""
    return {(field.column,) for field in model._meta.concrete_fields if field.db_index and not field.unique}


@pytest.mark.django_db
@pytest.mark.parametrize("model", WRITTEN)
def test_a_table_of_history_has_no_index_that_nobody_asked_for(model):
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    named = {index.name for index in model._meta.indexes}
    plain = {name: known for name, known in found.items() if known["index"] and not known["unique"]}
    unasked = {name for name, known in plain.items() if tuple(known["columns"]) not in declared(model)} - named
    assert not unasked


@pytest.mark.parametrize("model", WRITTEN)
def test_no_column_has_an_index_beside_a_longer_one_that_begins_with_it(model):
    whole = [index.fields for index in model._meta.indexes if index.condition is None]
    whole += [[*constraint.fields] for constraint in model._meta.constraints if hasattr(constraint, "fields")]
    begins = {model._meta.get_field(fields[0].lstrip("-")).column for fields in whole}
    assert not {columns[0] for columns in declared(model)} & begins
