"""Reports and lists as files: the same figures in each form, the same bytes each time, and never a formula."""

import io
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import openpyxl
import pypdfium2
import pytest
from django.utils.translation import override

from dossiers.papers.tables import Column, csv_lines, write_workbook
from dossiers.tests.cast import instant
from portal.tests.our_files import ROOT
from reporting.formats import FORMATS, opendocument
from reporting.formats.layout import Percentage, headings, lines
from reporting.formats.opendocument import write_spreadsheet
from reporting.reports import snapshot as shape
from reporting.reports.snapshot import Ratio, Unit

FORMULAS = ("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", '=HYPERLINK("http://x")', " =1+1", "\ufeff=1+1")
AT = instant(date(2026, 11, 22), "08:00")

COLUMNS = (
    shape.Column("received", "Tổng số", "Tiếp nhận", is_sum=True),
    shape.Column("early", "Trước hạn", "Tỷ lệ", Unit.SHARE),
    shape.Column("on_time", "Đúng hạn", "Tỷ lệ", Unit.SHARE),
    shape.Column("late", "Trễ hạn", "Tỷ lệ", Unit.SHARE),
    shape.Column("kept", "Đúng và trước hạn", unit=Unit.RATE),
    shape.Column("median", "Trung vị", unit=Unit.DURATION),
    shape.Column("points", "Điểm", unit=Unit.POINTS),
    shape.Column("day", "Ngày", unit=Unit.DATE),
    shape.Column("note", "Ghi chú", unit=Unit.TEXT),
)
CELLS = (
    9415,
    Ratio(3975, 5732),
    Ratio(1716, 5732),
    Ratio(41, 5732),
    Ratio(0, 0),
    123_456,
    1768,
    "2026-11-24",
    "Ủy ban",
)


def report(*, words: str = "Sở Tư pháp", **of: Any) -> shape.Snapshot:
    """A report of one row, its total and a correction; `words` stand wherever somebody may have typed something."""
    rows = (
        shape.Row("a", words, (*CELLS[:-1], words), code=words),
        shape.Row("total", "Tổng cộng", CELLS, is_total=True),
    )
    correction = shape.Correction("11/BC", words, (shape.Amendment("a", "received", 9414, 9415),))
    definitions = (shape.Definition("received", "Tiếp nhận", words, "Nghị định 118/2025/NĐ-CP Điều 17"),)
    given = {"number": "12/BC-TTPVHCC", "published_on": "2026-11-05", "approved_by": "Nguyễn Thị Hà", **of}
    return shape.Snapshot(
        kind="ban-tin",
        title="Bản tin",
        period="2026-10",
        period_name="Tháng 10/2026",
        first_on="2026-10-01",
        last_on="2026-10-31",
        scope_code="",
        scope_name="Tỉnh An Hòa",
        issuer="Trung tâm Phục vụ hành chính công",
        as_of="2026-11-01T00:30:00+07:00",
        columns=COLUMNS,
        rows=rows,
        row_label="Cơ quan",
        notes=(words,),
        definitions=definitions,
        correction=correction,
        **given,
    )


def cells_of_ods(content: bytes) -> list[list[tuple[str, str]]]:
    """Return the type and the words or value of every cell, by row; reading it fails where the file is no XML."""
    office = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
    table = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
    with ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "mimetype"
        root = ElementTree.fromstring(archive.read("content.xml"))
    assert b"formula" not in content
    return [
        [
            (
                cell.get(f"{office}value-type", ""),
                cell.get(f"{office}value") or cell.get(f"{office}date-value") or "\n".join(cell.itertext()),
            )
            for cell in row
        ]
        for row in root.iter(f"{table}table-row")
    ]


def test_a_report_is_the_same_bytes_each_time_in_every_form():
    assert {"csv", "json", "xlsx", "ods", "pdf"} <= set(FORMATS)
    for form in FORMATS.values():
        first = form.render(report())
        with override("en"):
            assert form.render(report()) == first, form.extension


def test_every_form_shows_the_same_figures():
    of_sheet = [heading.label for heading in headings(report())]
    values = next(iter(lines(report()))).values
    assert of_sheet[3:8] == ["Trước hạn", "Đúng hạn", "Trễ hạn", "Mẫu số của tỷ lệ", "Đúng và trước hạn"]
    assert values[2:9] == (9415, *(Percentage(Decimal(one)) for one in ("69.35", "29.94", "0.71")), 5732, None, 0)
    assert values[9:] == (Decimal("1.4"), Decimal("17.68"), date(2026, 11, 24), "Sở Tư pháp")

    sheet = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].render(report())))["Báo cáo"]
    (row,) = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=9, max_row=9)]
    assert row[2:9] == [9415, 0.6935, 0.2994, 0.0071, 5732, None, 0]
    assert row[9:] == [1.4, 17.68, datetime(2026, 11, 24), "Sở Tư pháp"]

    row = next(row for row in cells_of_ods(FORMATS["ods"].render(report())) if row[0][1] == "Sở Tư pháp")
    assert [value for _kind, value in row[2:9]] == ["9415", "0.6935", "0.2994", "0.0071", "5732", "", "0"]
    assert [kind for kind, _value in row[8:]] == ["float", "float", "float", "date", "string"]

    paper = pypdfium2.PdfDocument(FORMATS["pdf"].render(report()))
    text = "".join(page.get_textpage().get_text_range() for page in paper)
    for words in ("9.415", "69,35 %", "của 5.732", "17,68", "24/11/2026", "Số: 12/BC-TTPVHCC", "9.414 → 9.415"):
        assert words in text.replace("\u00a0", " "), words
    assert "DỰ THẢO" not in text


def test_a_draft_says_that_it_is_one():
    draft = FORMATS["pdf"].render(report(number="", published_on="", approved_by=""))
    text = pypdfium2.PdfDocument(draft)[0].get_textpage().get_text_range()

    assert "DỰ THẢO" in text


@pytest.mark.parametrize("words", FORMULAS)
def test_no_text_becomes_a_formula(words):
    """In a report and in a list, whoever typed it and wherever it stands."""
    column = [Column("Cột", lambda row: row)]
    workbook, spreadsheet = io.BytesIO(), io.BytesIO()
    write_workbook(workbook, column, [words], title=words, at=AT)
    write_spreadsheet(spreadsheet, column, [words], title=words, at=AT)
    [_mark, _head, line] = csv_lines(column, [words])

    assert line.strip('"').startswith("'")
    table = FORMATS["csv"].render(report(words=words)).decode("utf-8-sig")
    assert not any(
        cell.strip('"').startswith(("=", "+", "-", "@", "\t")) for cell in table.replace("\r\n", ",").split(",")
    )
    for file in (workbook, io.BytesIO(FORMATS["xlsx"].render(report(words=words)))):
        for sheet in openpyxl.load_workbook(file):
            assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    for content in (spreadsheet.getvalue(), FORMATS["ods"].render(report(words=words))):
        kinds = {kind for row in cells_of_ods(content) for kind, text in row if words.strip("\ufeff\t\r ") in text}
        assert kinds == {"string"}


def test_what_no_xml_may_hold_does_not_break_a_spreadsheet():
    words = "a\x00b\ufffe\uffffc\ud800 <&\"'>\n]]>"
    file = io.BytesIO()
    write_spreadsheet(file, [Column("Cột", lambda row: row)], [words], title=words, at=AT)

    assert cells_of_ods(file.getvalue())[1] == [("string", "abc <&\"'>\n]]>")]


def test_a_list_that_is_longer_than_a_sheet_goes_on_with_the_next(monkeypatch):
    monkeypatch.setattr("dossiers.papers.tables.MOST_ROWS", 4)
    monkeypatch.setattr(opendocument, "MOST_ROWS", 4)
    workbook, spreadsheet = io.BytesIO(), io.BytesIO()
    columns = [Column("Số", lambda row: row)]
    assert write_workbook(workbook, columns, range(7), title="t", at=AT) == 7
    assert write_spreadsheet(spreadsheet, columns, range(7), title="t", at=AT) == 7

    sheets = [[row[0] for row in sheet.values] for sheet in openpyxl.load_workbook(workbook)]
    assert sheets == [["Số", 0, 1, 2], ["Số", 3, 4, 5], ["Số", 6]]
    values = [row[0][1] for row in cells_of_ods(spreadsheet.getvalue())]
    assert values == ["Số", "0", "1", "2", "Số", "3", "4", "5", "Số", "6"]


EXPORT = """
import resource, sys, tempfile
import django
django.setup()
from django.utils import timezone
from dossiers.papers.tables import Column, csv_lines, write_workbook
from reporting.formats.opendocument import write_spreadsheet

columns = [Column("Mã", lambda number: f"H98.01-261122-{number}"), Column("Số", lambda number: number)]
def written(form, rows):
    with tempfile.TemporaryFile("wb+") as file:
        if form == "csv":
            for line in csv_lines(columns, range(rows)):
                file.write(line.encode())
        else:
            write = {"xlsx": write_workbook, "ods": write_spreadsheet}[form]
            write(file, columns, range(rows), title="t", at=timezone.now())
def most():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for form, rows in (("ods", 60_000), ("xlsx", 60_000), ("csv", 1_000_000)):
    written(form, 1_000)
    before = most()
    written(form, rows)
    print(form, most() - before)
"""


def test_export_of_a_million_rows_in_constant_memory():
    """A million rows as CSV, sixty thousand as spreadsheets: no form keeps its rows, which would be dozens of MB."""
    run = subprocess.run([sys.executable, "-c", EXPORT], cwd=ROOT, capture_output=True, text=True, check=True)
    grown = {form: int(kilobytes) for form, kilobytes in map(str.split, run.stdout.splitlines())}

    assert grown.keys() == {"csv", "xlsx", "ods"}
    assert max(grown.values()) < 8_000, grown
