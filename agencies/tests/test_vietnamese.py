"""Vietnamese text has one stored form and one form for search."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.vietnamese import folded, masked_name, masked_personal_id, name_order, normalised

NAMES = {
    "Nguyễn Thị Hòa": "nguyen thi hoa",
    "Phạm Đức Ẩn": "pham duc an",
    "Huỳnh Thị Ỷ Lan": "huynh thi y lan",
    "Đặng Thùy Trâm": "dang thuy tram",
    "Lý Thường Kiệt": "ly thuong kiet",
    "Đoàn Ngọc Tường Vy": "doan ngoc tuong vy",
    "Bế Văn Ước": "be van uoc",
}


@pytest.mark.parametrize("name", NAMES)
def test_composed_and_decomposed_letters_are_stored_alike(name):
    decomposed = unicodedata.normalize("NFD", name)
    half = decomposed.replace("e\u0302", "ê").replace("o\u031b", "ơ").replace("u\u031b", "ư")
    assert normalised(decomposed) == normalised(half) == normalised(name) == name


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Ðỗ Mười", "Đỗ Mười"),  # ETH of old keyboards
        ("Đỗ  Mười", "Đỗ Mười"),
        ("\ufeffĐỗ\u200b Mười", "Đỗ Mười"),  # byte order mark and zero-width space out of a spreadsheet
        ("Đỗ\xa0Mười", "Đỗ Mười"),
        ("Nguye\u0303\u0302n", "Nguyễn"),  # tone typed before the circumflex
        ("Tr\u00c2\u0300n", "TrẦn"),
        ("dòng một \n  dòng  hai\r\n", "dòng một\ndòng hai"),
        ("a\x00b\x07c\u202ed\ud800", "abcd"),
        ("", ""),
    ],
)
def test_text_is_stored_in_one_form(typed, stored):
    assert normalised(typed) == stored


def test_words_that_differ_to_a_reader_are_stored_differently():
    assert normalised("Hà") != normalised("Hạ")
    assert normalised("Hòa") != normalised("Hoà")  # both are right; a name stays as its owner writes it


@pytest.mark.parametrize(("name", "key"), NAMES.items())
def test_search_ignores_marks_and_case(name, key):
    for form in ("NFC", "NFD"):
        assert folded(unicodedata.normalize(form, name.upper())) == key


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Hòa", "Hoà"),
        ("Thủy", "Thuỷ"),
        ("Đỗ Mười", "Ðỗ Mười"),
        ("Đỗ Mười", "do muoi"),
        ("Đỗ Mười", "Đỗ   Mười"),
        ("Đỗ Mười", "\ufeffĐỗ Mười"),
        ("Trần Quý Cáp", "tran quy cap"),
        ("Hà", "Hạ"),
        ("Nguyễn", "Nguye\u0303\u0302n"),
        ("ký tự “ngoặc”", 'ký tự "ngoặc"'),
        ("Straße", "STRASSE"),
        ("Giấy phép (cấp lại)", "giay phep cap lai"),
    ],
)
def test_search_finds_it_however_it_is_typed(stored, typed):
    assert folded(stored) == folded(typed)


@pytest.mark.parametrize(("one", "other"), [("Kỷ", "Kí"), ("Lý", "Lí"), ("Đan", "Tan")])
def test_search_keeps_other_spellings_apart(one, other):
    assert folded(one) != folded(other)


@given(st.text())
def test_both_forms_are_stable(text):
    assert normalised(normalised(text)) == normalised(text)
    assert folded(folded(text)) == folded(text)
    assert folded(normalised(text)) == folded(text)


@given(st.text())
def test_what_is_stored_can_be_written_to_any_database(text):
    stored = normalised(text)
    assert "\x00" not in stored
    stored.encode()


def test_names_sort_by_given_name():
    people = ["Nguyễn Văn Bình", "Trần Thị An", "Đặng Ân", "Lê Chi"]
    assert sorted(people, key=name_order) == ["Đặng Ân", "Trần Thị An", "Nguyễn Văn Bình", "Lê Chi"]


def test_what_is_shown_in_public_does_not_say_who():
    assert masked_name("Nguyễn Thị Hòa") == "Nguyễn T. H."
    assert masked_name("") == ""
    assert masked_personal_id("079190001234") == "•••••••••234"
