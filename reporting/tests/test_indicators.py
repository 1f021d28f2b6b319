"""The words under the table."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from reporting.indicators import BY_KEY, INDICATORS
from reporting.tables import COLUMNS, definitions


def test_every_column_of_the_published_table_has_its_definition():
    assert [definition["key"] for definition in definitions()] == [*(column.key for column in COLUMNS), "kept_rate"]
    assert all(str(definition["sentence"]).endswith((".", "”.")) for definition in definitions())


def test_no_two_indicators_share_a_name():
    assert len(BY_KEY) == len(INDICATORS) == len({str(indicator.label) for indicator in INDICATORS})


@pytest.mark.django_db
def test_everybody_reads_what_each_figure_means(client: Client, django_assert_num_queries: DjangoAssertNumQueries):
    with django_assert_num_queries(0):
        page = client.get(reverse("reporting:indicators")).content.decode()
    for indicator in INDICATORS:
        assert f'id="chi-tieu-{indicator.key}"' in page
    assert "(Trước hạn + Đúng hạn) / Đã giải quyết" in page
    assert page.count("Chưa có nguồn số liệu") == sum(not indicator.is_known for indicator in INDICATORS) == 1
