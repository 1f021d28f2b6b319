"""Which files are taken, and what a row of them brings: each refusal names the row and the cell."""

import gzip
import json
import re
import unicodedata
from datetime import date
from io import BytesIO

import pytest

from procedures.importing import sources
from procedures.importing.sources import open_source
from procedures.interchange.codes import BadCode, code_from_number, code_from_text
from procedures.interchange.legacy import is_legacy
from procedures.interchange.rows import BadFile
from procedures.models import Source
from procedures.tests.files import HEADINGS, NATIONAL, ROW, lines, portal_list, read, workbook
from procedures.tests.test_workbooks import sheet_of

OWN = {"code": "1.001193", "name": "Đăng ký khai sinh"}


# ── Codes ────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1.001193", "1.001193"),
        (" 1.001193\u00a0", "1.001193"),
        ("1. 001 193", "1.001193"),
        ("１．００１１９３", "1.001193"),
        ("\ufeff1.001193\u200b", "1.001193"),
        ("1.014199.h05", "1.014199.H05"),
        ("1.001193.000.00.00.H22", "1.001193.000.00.00.H22"),
    ],
)
def test_a_code_is_freed_from_what_does_not_belong_to_it(typed, code):
    assert code_from_text(typed) == code


@pytest.mark.parametrize("typed", ["", "  ", "khai sinh", "0.001193", "1.00119", "1-001193", "1.0011934"])
def test_what_is_no_code_is_refused(typed):
    with pytest.raises(BadCode):
        code_from_text(typed)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (1.001193, "1.001193"),
        (1.00119, "1.001190"),
        (2.002, "2.002000"),
        (1001193, "1.001193"),
        (3000333.0, "3.000333"),
    ],
)
def test_a_code_that_became_a_number_is_recovered(number, code):
    assert code_from_number(number) == code


@pytest.mark.parametrize(
    "number", [1, 1.5, 100119, 10011930, 1.0011934, 0.001193, float("inf"), float("nan"), -1.001193]
)
def test_a_number_that_may_have_been_several_codes_is_refused(number):
    with pytest.raises(BadCode):
        code_from_number(number)


# ── Encodings of before Unicode ──────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "text",
    [
        "NguyÔn ThÞ Hßa",
        "TrÇn V¨n Thóy",
        "Nguyeãn Thò Hoøa",
        "Traàn Vaên Thuùy",
        "§¨ng ký khai sinh",
        "Ñaêng kyù khai sinh",
    ],
)
def test_text_in_an_old_encoding_is_told(text):
    assert is_legacy(text)


@pytest.mark.parametrize(
    "text",
    [
        "Nguyễn Thị Hòa",
        unicodedata.normalize("NFD", "Đăng ký khai sinh lưu động, hoà giải"),
        "Quy chuẩn QCVN 05:2023, bụi PM10 ≤ 50 µg/Nm³ trong không khí xung quanh nơi sản xuất",
        "Hãng Citroën mở chi nhánh tại phường Hòa Thuận, tỉnh An Hòa theo giấy phép đã cấp năm ngoái",
        "THỦ TỤC CẤP GIẤY PHÉP HOẠT ĐỘNG",
        "Form 01 – application",
    ],
)
def test_good_vietnamese_and_a_foreign_name_are_not(text):
    assert not is_legacy(text)


# ── The list of the national portal ──────────────────────────────────────────────────────
def test_the_headings_are_found_under_the_title():
    (row,) = read(portal_list([*ROW[:3], "Sở Tư pháp\nỦy ban nhân dân cấp tỉnh", "Hộ tịch "]))

    assert (row.row, row.code, row.warnings) == (3, "1.001193", [])
    assert row.record["sector"] == "Hộ tịch"
    assert [part["name"] for part in row.record["competences"]] == ["Sở Tư pháp", "Ủy ban nhân dân cấp tỉnh"]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["", "Đăng ký", "", "", "Hộ tịch"], "không có mã"),
        (["1.001193", "", "", "", "Hộ tịch"], "không có tên"),
        (["khai sinh", "Đăng ký", "", "", "Hộ tịch"], "Ô A3"),
        ([1.5, "Đăng ký", "", "", "Hộ tịch"], "Ô A3.*số 1.5"),
        (["1.001193", 4.5, "", "", "Hộ tịch"], "Ô B3 là số 4.5"),
        (["1.001193", "NguyÔn ThÞ Hßa", "", "", "Hộ tịch"], "Ô B3.*TCVN3"),
        (["1.001193", "#REF!", "", "", True], "Ô E3"),
    ],
)
def test_a_row_that_cannot_be_taken_names_its_cell(cells, words):
    (row,) = read(portal_list(cells))
    assert row.row == 3 and row.record is None
    assert re.search(words, row.refusal)


def test_a_formula_and_a_date_are_refused_with_their_cells():
    first, second = read(portal_list(ROW, ["1.000894", date(2026, 1, 1), *ROW[2:]], formulas={"B3": '=A3&""'}))

    assert "Ô B3 chứa công thức" in first.refusal
    assert "Ô B4 được lưu thành ngày tháng" in second.refusal


def test_rows_in_merged_cells_are_refused_and_the_others_are_not():
    rows = read(workbook([HEADINGS, ROW, ["1.000894", *ROW[1:]], ["1.000656", *ROW[1:]]], merges=["E2:E3"]))

    assert [bool(row.refusal) for row in rows] == [True, True, False]
    assert "E2:E3" in rows[0].refusal


def test_spoiled_codes_and_decomposed_letters_are_mended_with_a_warning():
    name = unicodedata.normalize("NFD", "Đăng ký khai sinh")
    first, second = read(portal_list([" 1.001193 ", name, *ROW[2:]], [1.00119, *ROW[1:]]))

    assert (first.code, first.record["name"]) == ("1.001193", "Đăng ký khai sinh")
    assert ["A3" in first.warnings[0], "B3" in first.warnings[1]] == [True, True]
    assert second.code == "1.001190" and "A4" in second.warnings[0]


@pytest.mark.parametrize(
    ("headings", "words"),
    [
        (["Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện"], "dòng 2: thiếu cột “Lĩnh vực”"),
        (["Mã số", "Tên", "Tên", "Cơ quan thực hiện", "Lĩnh vực"], "cột “Tên” có hai lần, ở ô B2 và C2"),
        (["STT", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực"], "Không tìm thấy dòng tiêu đề"),
    ],
)
def test_a_list_without_its_columns_is_refused_as_a_whole(headings, words):
    with pytest.raises(BadFile, match=words):
        read(portal_list(ROW, headings=headings))


def test_columns_that_nobody_knows_are_told():
    with open_source(BytesIO(portal_list([*ROW, "x"], headings=[*HEADINGS, "Ghi chú"])), name="x.xlsx") as source:
        assert (source.kind, source.total) == (Source.NATIONAL_LIST, 1)
        assert source.warnings == ["Cột “Ghi chú” không có trong định dạng nên không được nhập."]


def test_a_hundred_thousand_rows_are_refused_with_the_figure():
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 100_001))
    with pytest.raises(BadFile, match=r"100\.000 dòng"):
        read(sheet_of(rows))
    with pytest.raises(BadFile, match=r"100\.000 dòng"):
        read(b"{}\n" * 100_000, name="x.jsonl")


# ── JSON ─────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("content", "name"),
    [
        (lines(OWN), "x.jsonl"),
        (lines(OWN, packed=True), "khong-co-duoi"),
        (json.dumps([OWN]).encode(), "x.json"),
        (b"\xef\xbb\xbf" + lines(OWN), "x.txt"),
        (b"\n\n" + lines(OWN), "x.jsonl"),
    ],
    ids=["lines", "gzip", "list", "byte order mark", "blank lines"],
)
def test_our_format_is_known_by_its_content(content, name):
    (row,) = read(content, name=name)
    assert row.record == OWN


def test_the_national_record_is_known_by_its_columns():
    (row,) = read(lines(NATIONAL, packed=True), name="x")
    assert row.record["ways"][0]["limits"][0]["amount"] == 5
    assert row.counts["limits"] == 1


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"khong phai JSON", "cú pháp"),
        (b'{"code": "1.001193", "code": "1.000894"}', "“code” được ghi hai lần"),
        (b'{"code": "1.001193", "sets": 1e999}', "quá lớn"),
        (b'{"code": "1.001193", "sets": ' + b"9" * 5000 + b"}", "quá lớn"),
        (b'{"code": "1.001193", "sets": NaN}', "NaN"),
        (b'{"a":' * 60 + b"1" + b"}" * 60, "nhiều tầng"),
        (b"[" * 100_000 + b"]" * 100_000, "nhiều tầng"),
        (b'{"code": "\xe9"}', "UTF-8"),
        (b"[1]", "đối tượng"),
        (b'{"name": "x"}', "Chưa có mã"),
        (b'{"code": 5}', "code: phải là chữ"),
        (b'{"code": "1.000894", "ways": {}}', "ways: phải là danh sách"),
        (b'{"code": "1.000894", "ways": [{"limits": [{"amount": "5"}]}]}', "ways.0.limits.0.amount: phải là số"),
        (b'{"code": "1.000894", "ways": [{"limits": [{"amount": 0.125}]}]}', "hai chữ số"),
        (b'{"code": "1.000894", "sets": -1}', "sets: phải là số nguyên"),
        (b'{"code": "1.000894", "four_step": 1}', "true hoặc false"),
        (b'{"code": "1.000894", "sector": "' + b"x" * 301 + b'"}', "dài hơn 300"),
        (b'{"code": "1.000894", "legal_bases": [{"url": "javascript:alert(1)"}]}', "https://"),
        ('{"code": "1.000894", "name": "NguyÔn ThÞ Hßa"}'.encode(), "TCVN3"),
    ],
)
def test_a_line_that_cannot_be_taken_says_why_and_the_others_are_read(line, words):
    good, bad = read(lines(OWN) + line + b"\n", name="x.jsonl")
    assert good.record == OWN
    assert bad.row == 2 and bad.record is None
    assert words in bad.refusal


def test_a_national_row_with_other_than_texts_is_refused_and_a_number_for_a_code_is_read():
    good, bad, nameless = read(
        lines({**NATIONAL, "ma_thu_tuc": 1.00119}, {**NATIONAL, "linh_vuc": ["Hộ tịch"]}, {"ten_thu_tuc": "Khai sinh"}),
        name="x",
    )
    assert good.code == "1.001190" and "1.00119" in good.warnings[0]
    assert "“Lĩnh vực” phải là chữ" in bad.refusal
    assert "không có mã" in nameless.refusal


def test_a_field_that_the_format_does_not_have_is_told():
    (row,) = read(lines({**OWN, "fee": 1}), name="x")
    assert row.record == OWN
    assert row.warnings == ["fee: trường này không có trong định dạng nên không được nhập."]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "x.jsonl", "không có nội dung"),
        (b"xin chao", "danh-sach.xlsx", "có tên là Excel"),
        (b"%PDF-1.7", "x.jsonl", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "x.xls", "đời cũ"),
        ("[]".encode("utf-16"), "x.json", "UTF-16"),
        (b"<html></html>", "x.json", "không phải danh mục"),
        (b'{"ten": "x"}', "x.json", "Không nhận ra"),
        (b"[" * 200_000, "x.json", "nhiều tầng|cú pháp"),
        (b'[{"code": ', "x.json", "cú pháp"),
        (lines(OWN, packed=True)[:-6], "x.gz", "hỏng"),
        (gzip.compress(lines(OWN, packed=True)), "x.gz", "hai lần"),
        (gzip.compress(b""), "x.gz", "không có nội dung"),
        (gzip.compress(bytes(3 * 1024 * 1024)), "x.gz", "quá lớn"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 30 else "",
)
def test_a_file_that_is_none_of_ours_is_refused_as_a_whole(content, name, words, monkeypatch):
    monkeypatch.setattr(sources, "MOST_UNPACKED", 2 * 1024 * 1024)
    with pytest.raises(BadFile, match=words):
        read(content, name=name)


def test_columns_that_a_national_file_lacks_or_adds_are_told():
    with open_source(BytesIO(lines({**NATIONAL, "ghi_chu": "x"})), name="x") as source:
        assert (source.kind, source.total) == (Source.NATIONAL_RECORD, 1)
        told = "\n".join(source.warnings)
    assert "“thanh_phan_ho_so” (Thành phần hồ sơ)" in told and "“ghi_chu”" in told
    assert "cach_thuc_thuc_hien" not in told
