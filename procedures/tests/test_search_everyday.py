"""What people type, without diacritics and with errors, finds the right procedure among the first three of 5,000."""

import random
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from agencies.vietnamese import folded
from portal.demo.procedures import records
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
    "2.00080": "2.000806",
    "001193": "1.001193",
}


@pytest.mark.django_db
def test_what_people_type_finds_the_procedure_among_the_first_three_of_five_thousand_in_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    many.load(5000)
    lost = {}
    for text, code in ASKED.items():
        with django_assert_num_queries(1):
            first = [found.code for found in search.find(text, today=TODAY).found[:3]]
        if code not in first:
            lost[text] = first
    assert not lost


@pytest.mark.django_db
def test_nineteen_of_twenty_keywords_are_found_in_spite_of_a_slip() -> None:
    many.load(0)
    chance = random.Random(7)
    keywords = [(record["code"], keyword) for record in records() for keyword in record["keywords"]]
    asked = [(code, slipped(folded(keyword), chance)) for code, keyword in chance.sample(keywords, 200)]
    lost = [
        (typed, code)
        for code, typed in asked
        if code not in [found.code for found in search.find(typed, today=TODAY).found[:3]]
    ]
    assert len(lost) <= len(asked) / 20, lost


def slipped(text: str, chance: random.Random) -> str:
    """Return a text in which a letter of one longer word is missing, too many, another, or swapped with the next."""
    words = text.split()
    places = [place for place, word in enumerate(words) if len(word) >= 4 and word.isalpha()]
    if not places:
        return text
    place = chance.choice(places)
    word, at, letter = words[place], chance.randrange(len(words[place])), chance.choice("abcdeghiklmnopqrstuvxy")
    words[place] = chance.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
        ]
    )
    return " ".join(words)
