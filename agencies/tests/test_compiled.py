"""Statements that are compiled once answer as those that Django compiles each time."""

from collections.abc import Callable
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import BigIntegerField, CharField, UUIDField
from django.utils import timezone

from agencies.compiled import CompiledQuery, insert
from agencies.models import Agency, AgencyKind, CalendarRevision, Level, OneStopOffice

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> OneStopOffice:
    agency = Agency.objects.create(
        code="H99.05", name="Sở Tư pháp", short_name="Sở Tư pháp", kind=AgencyKind.DEPARTMENT, level=Level.PROVINCE
    )
    return OneStopOffice.objects.create(code="TT", name="Trung tâm", agency=agency, address="Số 1")


def test_it_returns_what_the_query_returns_with_what_is_related_read(
    office: OneStopOffice, django_assert_num_queries
) -> None:
    offices_of = CompiledQuery(
        lambda agency: OneStopOffice.objects.filter(agency=agency).select_related("agency"), agency=BigIntegerField()
    )
    for _again in range(2):
        with django_assert_num_queries(1):
            (found,) = offices_of(agency=office.agency_id)
            assert (found, found.agency.name) == (office, "Sở Tư pháp")
    assert offices_of(agency=0) == []


def test_it_sees_what_was_written_since(office: OneStopOffice) -> None:
    named = CompiledQuery(lambda code: OneStopOffice.objects.filter(code=code), code=CharField())
    assert named(code="TT")[0].name == "Trung tâm"
    OneStopOffice.objects.update(name="Trung tâm mới")
    assert named(code="TT")[0].name == "Trung tâm mới"


def test_a_value_is_passed_on_as_its_field_stores_it() -> None:
    stamped = CompiledQuery(lambda stamp: CalendarRevision.objects.filter(stamp=stamp), stamp=UUIDField())
    revision = CalendarRevision.objects.create(number=1, changed_at=timezone.now())
    assert stamped(stamp=revision.stamp) == [revision]
    assert stamped(stamp=uuid4()) == []


def test_each_thread_asks_on_its_own_connection() -> None:
    revisions = CompiledQuery(lambda: CalendarRevision.objects.all())
    revisions()
    asked_on: list[Any] = []

    def noted(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        asked_on.append(context["connection"])
        return execute(sql, params, many, context)

    def ask() -> None:
        with connection.execute_wrapper(noted):
            revisions()
        connection.close()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert len(asked_on) == 1
    assert asked_on[0] is not connections[DEFAULT_DB_ALIAS]


def test_an_inserted_row_is_as_a_saved_one(django_assert_num_queries) -> None:
    saved = Agency(code="H99.05", name="Sở Tư pháp", short_name="STP", kind=AgencyKind.DEPARTMENT, level=Level.PROVINCE)
    with django_assert_num_queries(1):
        assert insert(saved) is saved
    saved.name = "Sở Tư pháp tỉnh"
    saved.save()
    assert list(Agency.objects.values_list("pk", "name")) == [(saved.pk, "Sở Tư pháp tỉnh")]
