"""What people type, without diacritics and with errors, finds the right procedure among the first three of 5,000."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker

from procedures import search
from procedures.tests import many

TODAY = date(2026, 11, 23)

ASKED = {
    # ── As one says it ───────────────────────────────────────────────────────────────────────────
    "lam giay khai sinh cho con": "1.001193",
    "dang ki ket hon": "1.000894",
    "xac nhan doc than": "1.004873",
    "mat bang lai xe": "3.000348",
    "doi bang lai oto het han": "3.000347",
    "lam so do lan dau": "1.013978",
    "sang ten so do": "1.013831",
    "tach thua dat": "1.012784",
    "mo quan ca phe ho kinh doanh": "1.001612",
    "xin phep xay nha": "1.013225",
    "rut bao hiem 1 lan": "1.001613",
    "tien thai san": "2.000693",
    "nhap ho khau cho con": "1.004222",
    "sao y chung thuc giay to": "2.000815",
    "bao tu": "1.000656",
    "lam the can cuoc": "2.000200",
    "hoan thue tncn": "2.002233",
    "dau gia": "1.003915",
    "mo tiem thuoc tay": "1.014076",
    "chung chi hanh nghe luat su": "1.000828",
    # ── With abbreviations ───────────────────────────────────────────────────────────────────────
    "gplx bi mat": "3.000348",
    "cap cccd": "2.000200",
    "dkkd ho ca the": "1.001612",
    "lltp so 2": "3.000333",
    "bhtn": "1.014748",
    "gpxd nha o": "1.013225",
    "cap lai the bhyt": "1.002759",
    # ── With a slip of the finger ────────────────────────────────────────────────────────────────
    "dang ky khai sihn": "1.001193",
    "giay xac nhan tinh trang hnon nhan": "1.004873",
    "tro cap that ngiep": "1.014748",
    "thanh lap cong ti co phan": "2.002043",
    "chung thuc chu kyy": "2.000884",
    "ly lich tu phpa": "3.000333",
    "ho chieu pho thog": "1.001456",
    # ── As one hears it, or with the input method off ────────────────────────────────────────────
    "dang ky tam chu": "1.004194",
    "trung thuc ban sao": "2.000815",
    "li nich tu phap": "3.000333",
    "giaays pheps lao ddoongj": "1.014199",
    # ── Without spaces, by a part of the code ────────────────────────────────────────────────────
    "khaitu": "1.000656",
    "2.0008": "2.000806",
    "001193": "1.001193",
}


@pytest.fixture(scope="module")
def five_thousand(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Load 5,000 procedures once for this module, and take them back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        many.load(5000)
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("five_thousand")
@pytest.mark.parametrize(("text", "code"), ASKED.items())
def test_what_people_type_finds_the_procedure_among_the_first_three_of_five_thousand_in_one_query(
    text: str, code: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        results = search.find(text, today=TODAY)
    assert code in [found.code for found in results.found[:3]]
