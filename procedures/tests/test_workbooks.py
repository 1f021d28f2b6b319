"""A workbook from a stranger is read cell by cell, in bounded memory, or refused with a reason."""

import zipfile
from datetime import date
from io import BytesIO

import pytest

from procedures.tests.files import repacked, workbook
from procedures.workbooks import BadWorkbook, CellKind, column_letters, open_workbook

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def cells(content):
    with open_workbook(BytesIO(content)) as book:
        return {cell.address: (cell.kind, cell.text) for row in book.sheets[0].rows() for cell in row.cells.values()}


def sheet_of(rows: str) -> bytes:
    page = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return repacked(workbook([["x"]]), change={SHEET: page})


def test_each_cell_says_what_it_holds_and_where():
    content = workbook([["Mã", 5, date(2026, 11, 22)], [None, True, "=1+1"]], formulas={"D1": "=1+6"})

    assert cells(content) == {
        "A1": (CellKind.TEXT, "Mã"),
        "B1": (CellKind.NUMBER, "5"),
        "C1": (CellKind.DATE, "46348"),
        "D1": (CellKind.FORMULA, "=1+6"),
        "B2": (CellKind.BOOLEAN, "1"),
        "C2": (CellKind.TEXT, "=1+1"),
    }


def test_a_text_may_come_in_pieces_inline_or_with_escaped_characters():
    rows = (
        '<row><c t="inlineStr"><is><r><t>Đăng </t></r><r><t>ký</t></r><rPh><t>doc</t></rPh></is></c>'
        '<c t="str"><v>a_x000A_b_x005F_x000A_</v></c></row>'
    )
    assert cells(sheet_of(rows)) == {"A1": (CellKind.TEXT, "Đăng ký"), "B1": (CellKind.TEXT, "a\nb_x000A_")}


def test_merged_cells_are_known_before_the_first_row():
    with open_workbook(BytesIO(workbook([["a"]], merges=["A3:B4"]))) as book:
        (merge,) = book.sheets[0].merges
        assert (merge.reference, merge.first_row, merge.last_row, merge.last_column) == ("A3:B4", 3, 4, 2)
        assert book.sheets[0].row_count == 2


@pytest.mark.parametrize(("column", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (16384, "XFD")])
def test_columns_are_called_as_excel_calls_them(column, letters):
    assert column_letters(column) == letters


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ('<row><c r="XFD1" t="str"><v>1</v></c></row>', "XFD1"),
        ('<row><c r="A1" t="s"><v>99</v></c></row>', "hỏng"),
        ('<row><c r="A1" t="s"><v>x</v></c></row>', "hỏng"),
        ('<row><c r="hàng 1"><v>1</v></c></row>', "hỏng"),
        ('<row><c r="A1"><v>không phải số</v></c></row>', "hỏng"),
        ("<row><c", "hỏng"),
    ],
)
def test_a_sheet_that_makes_no_sense_is_refused(rows, words):
    with pytest.raises(BadWorkbook, match=words):
        cells(sheet_of(rows))


def entities() -> bytes:
    entity = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
    return repacked(workbook([["x"]]), change={SHEET: f'{entity}<worksheet xmlns="{MAIN}"/>'})


def bomb() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/media/a.bin", bytes(200 * 1024 * 1024))
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 not a package", "hỏng"),
        (workbook([["x"]])[:500], "hỏng"),
        (repacked(workbook([["x"]]), add={"xl/vbaProject.bin": "x"}), "macro"),
        (entities(), "thực thể"),
        (bomb(), "quá lớn"),
    ],
    ids=["garbage", "cut in half", "macro", "entities", "bomb"],
)
def test_what_is_dangerous_or_broken_is_refused_with_its_reason(content, words):
    with pytest.raises(BadWorkbook, match=words):
        cells(content)
