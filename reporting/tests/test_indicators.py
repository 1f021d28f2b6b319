"""The words under the table."""

from reporting.indicators import BY_KEY, INDICATORS
from reporting.tables import COLUMNS, definitions


def test_every_column_of_the_published_table_has_its_definition():
    assert [definition["key"] for definition in definitions()] == [*(column.key for column in COLUMNS), "kept_rate"]
    assert all(str(definition["sentence"]).endswith((".", "”.")) for definition in definitions())


def test_no_two_indicators_share_a_name():
    assert len(BY_KEY) == len(INDICATORS) == len({str(indicator.label) for indicator in INDICATORS})
