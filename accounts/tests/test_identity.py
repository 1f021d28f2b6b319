"""What people type about themselves is stored in one form, or refused with words that help."""

import contextlib
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts import identity
from accounts.forms import BirthDateField, EmailField, FullNameField, LineField, PersonalIdField, PhoneField

DIGITS = "0123456789"


# ── Personal identification number ───────────────────────────────────────────────────────
@pytest.mark.parametrize("typed", ["079190001234", "079 190 001 234", " 079.190.001.234\u200b", "０７９190001234"])
def test_a_personal_id_is_stored_as_twelve_digits(typed):
    assert identity.parse_personal_id(typed) == "079190001234"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "chỉ gồm chữ số"),
        ("07919000123O", "chỉ gồm chữ số"),
        ("012345678", "Chứng minh nhân dân 9 số"),
        ("07919000123", "đã nhập 11"),
        ("0791900012345", "đã nhập 13"),
        ("000190001234", "không tồn tại"),
        ("079490001234", "không tồn tại"),
    ],
)
def test_what_is_no_personal_id_is_explained(typed, words):
    with pytest.raises(identity.InvalidPersonalId, match=words):
        identity.parse_personal_id(typed)


@pytest.mark.parametrize(
    ("personal_id", "year"),
    [("079090001234", 1990), ("079190001234", 1990), ("001205123456", 2005), ("001399123456", 2099)],
)
def test_a_personal_id_carries_century_and_year_of_birth(personal_id, year):
    assert identity.birth_year(personal_id) == year


def test_a_personal_id_must_agree_with_the_birth_date():
    assert identity.parse_personal_id("001205123456", born_on=date(2005, 3, 1)) == "001205123456"
    with pytest.raises(identity.InvalidPersonalId, match="sinh năm 2005"):
        identity.parse_personal_id("001205123456", born_on=date(1905, 3, 1))


def test_a_country_code_is_valid_and_noticed():
    assert identity.is_registered_in_province(identity.parse_personal_id("096190001234"))
    assert not identity.is_registered_in_province(identity.parse_personal_id("123190001234"))


# ── Tax code ─────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0100233488", "0100233488"),
        ("0100 109 106", "0100109106"),
        ("0100233488-001", "0100233488-001"),
        ("0100233488001", "0100233488-001"),
        ("079190001234", "079190001234"),
        # The remainder 0 has no check digit; such codes end in 0.
        ("0100000050", "0100000050"),
    ],
)
def test_a_tax_code_is_stored_as_it_is_written(typed, stored):
    assert identity.parse_tax_code(typed) == stored


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("0100233489", "số kiểm tra"),
        ("0100000051", "số kiểm tra"),
        ("0100233488-000", "không tồn tại"),
        ("123", "10 số"),
        ("MST0100233488", "10 số"),
        ("000190001234", "không tồn tại"),
    ],
)
def test_what_is_no_tax_code_is_explained(typed, words):
    with pytest.raises(identity.InvalidTaxCode, match=words):
        identity.parse_tax_code(typed)


# ── Phone ────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("0912345678", "+84912345678", "0912 345 678"),
        ("0912.345.678", "+84912345678", "0912 345 678"),
        ("84912345678", "+84912345678", "0912 345 678"),
        ("+84 (0) 912-345-678", "+84912345678", "0912 345 678"),
        ("0084 912 345 678", "+84912345678", "0912 345 678"),
        ("024 3825 1234", "+842438251234", "024 3825 1234"),
        ("(0272) 3979299", "+842723979299", "0272 397 9299"),
        ("+1 202 555 0123", "+12025550123", "+12025550123"),
    ],
)
def test_a_phone_is_stored_in_one_form_and_shown_as_people_read_it(typed, stored, shown):
    assert identity.parse_phone(typed) == stored
    assert identity.national_phone(stored) == shown


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("gọi cho tôi", "chỉ gồm chữ số"),
        ("091234567", "Di động có 10 số"),
        ("0612345678", "Di động có 10 số"),
        ("01651234567", "đã đổi thành 10 số"),
        ("1900 1234", "tổng đài"),
        ("18001234", "tổng đài"),
        ("+12", "mã quốc gia"),
    ],
)
def test_what_is_no_phone_is_explained(typed, words):
    with pytest.raises(identity.InvalidPhone, match=words):
        identity.parse_phone(typed)


@given(st.sampled_from("35789"), st.text(DIGITS, min_size=8, max_size=8))
def test_every_way_of_writing_a_mobile_number_is_the_same_number(head, rest):
    ways = [f"0{head}{rest}", f"+84{head}{rest}", f"84{head}{rest}", f"0{head}{rest[:2]}.{rest[2:5]}.{rest[5:]}"]
    assert {identity.parse_phone(way) for way in ways} == {f"+84{head}{rest}"}


@given(st.text(max_size=30))
def test_whatever_is_typed_a_parser_answers_or_refuses(text):
    for parse in (
        identity.parse_personal_id,
        identity.parse_tax_code,
        identity.parse_phone,
        identity.parse_full_name,
        identity.parse_email,
    ):
        with contextlib.suppress(identity.InvalidIdentity):
            stored = parse(text)
            assert parse(stored) == stored


# ── Name and e-mail ──────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Nguyễn  Thị\tHòa ", "Nguyễn Thị Hòa"),
        ("Nguye\u0302\u0303n Thi\u0323 Ho\u0300a", "Nguyễn Thị Hòa"),
        ("H'Hen Niê", "H'Hen Niê"),
        ("Jean-Pierre Lê", "Jean-Pierre Lê"),
        ("Lê\u202e\x00 Hòa", "Lê Hòa"),
    ],
)
def test_a_full_name_is_stored_in_one_form(typed, stored):
    assert identity.parse_full_name(typed) == stored


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (" ", "nhập họ và tên"),
        ("Hòa", "đầy đủ họ và tên"),
        ("Nguyễn -", "đầy đủ họ và tên"),
        ("Nguyễn V4n An", "chỉ gồm chữ cái"),
        ("<b>Nguyễn</b> An", "chỉ gồm chữ cái"),
        ("An " * 60, "dài quá"),
    ],
)
def test_what_is_no_full_name_is_explained(typed, words):
    with pytest.raises(identity.InvalidFullName, match=words):
        identity.parse_full_name(typed)


def test_an_email_address_is_stored_in_lower_case():
    assert identity.parse_email(" An.Nguyen@ViDu.VN ") == "an.nguyen@vidu.vn"


@pytest.mark.parametrize("typed", ["an", "an@", "an@vidu", "an nguyen@vidu.vn", f"{'a' * 250}@vidu.vn"])
def test_what_is_no_email_address_is_explained(typed):
    with pytest.raises(identity.InvalidEmail, match="ten@vidu"):
        identity.parse_email(typed)


# ── Fields ───────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("field", [PersonalIdField, PhoneField, FullNameField, EmailField])
def test_a_field_says_what_its_parser_says(field):
    with pytest.raises(ValidationError) as refusal:
        field().clean("?")
    with pytest.raises(identity.InvalidIdentity) as reason:
        field.parse("?")
    assert refusal.value.messages == [str(reason.value)]
    assert field(required=False).clean("") == ""


def test_a_stored_phone_is_shown_as_people_read_it_and_a_wrong_one_as_it_was_typed():
    assert PhoneField().prepare_value("+84912345678") == "0912 345 678"
    assert PhoneField().prepare_value("09 12 ?") == "09 12 ?"


def test_a_line_keeps_no_invisible_characters():
    assert LineField().clean("Số 5,\x00 ngõ\u00ad 3\n đường  Láng ") == "Số 5, ngõ 3 đường Láng"


@pytest.mark.parametrize("typed", ["24/11/1990", "24-11-1990", "24.11.1990", "1990-11-24"])
def test_a_birth_date_is_typed_as_on_paper(typed):
    assert BirthDateField().clean(typed) == date(1990, 11, 24)


@pytest.mark.parametrize("typed", ["31/02/1990", "1990", "24/11/1799", "11/24/1990", "9" * 5000])
def test_what_is_no_birth_date_is_explained(typed):
    with pytest.raises(ValidationError, match="24/11/1990"):
        BirthDateField().clean(typed)
