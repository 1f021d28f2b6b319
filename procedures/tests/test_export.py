"""What is written in our format is read back as it was, as JSON and as a workbook."""

import json
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import pytest
import xlsxwriter
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from agencies.vietnamese import normalised
from procedures.importing import import_file
from procedures.interchange import form
from procedures.interchange.legacy import is_legacy
from procedures.interchange.rows import BadFile
from procedures.interchange.shape import taken
from procedures.interchange.writing import TextTooLong, line_of, write_workbook
from procedures.models import ClockRule, Procedure, ProcedureVersion
from procedures.records.canonical import canonical
from procedures.services import publish_versions, withdraw_versions
from procedures.tests.files import lines, read
from procedures.tests.test_publishing import RECORD

FIRST = date(2026, 1, 1)

WHOLE = canonical(
    {
        **RECORD,
        "code": "1.000777",
        "category": "TTHC được luật giao quy định chi tiết",
        "summary": "Một dòng\nvà dòng nữa",
        "life_events": ["business"],
        "steps": ["=1+1", "Bước 2: _x000A_ không phải xuống dòng", "@tới đây"],
        "competences": [{"kind": "competent", "name": "Chủ tịch Ủy ban nhân dân cấp tỉnh"}],
        "conditions": ["Đủ 18 tuổi"],
        "legal_bases": [
            {"number": "53/2014/QH13", "name": "Luật Công chứng", "article": "Điều 8", "url": "https://vbpl.vn"}
        ],
        "related": ["2.000635"],
        "sets": 2,
        "ways": [
            {
                "channel": "online",
                "note": "Nộp trên cổng",
                "limits": [{"amount": 0.5, "unit": "working_day"}, {"amount": None, "unit": None, "text": "7"}],
                "fees": [
                    {"kind": "fee", "name": "Phí", "amount": 0, "condition": "Hộ nghèo", "exemption": "Miễn"},
                    {"kind": "unstated", "name": "", "amount": None, "text": "700 VNĐ"},
                ],
            },
            {"channel": "postal"},
        ],
        "required_documents": [
            {"group": "Nộp", "name": "Đơn", "form": "Mẫu 01.docx", "originals": 1, "certified_copies": 2, "copies": 3},
            {"name": "Căn cước", "is_required": False, "shown_only": True, "vault": True, "condition": "Khi nộp thay"},
        ],
        "results": [{"name": "Thẻ", "code": "KQ.G15.000033", "validity": "05 năm"}],
        "service_level": "partial",
        "service_level_reason": "Phải nộp bản gốc",
        "taken_in_at_centre": False,
        "not_taken_in_reason": "Tỉnh chưa công bố",
        "four_step": False,
        "source_note": "Đối chiếu ngày 1/1",
        "processes": [],
        "agencies": [],
    }
)


def as_workbook(*records: dict[str, Any]) -> bytes:
    file = BytesIO()
    assert write_workbook(records, file) == len(records)
    return file.getvalue()


def read_back(content: bytes) -> list[dict[str, Any]]:
    rows = read(content)
    assert [row.refusal for row in rows] == [""] * len(rows)
    return [canonical(row.record) for row in rows]


# ── The format ───────────────────────────────────────────────────────────────────────────
def test_the_format_knows_every_key_of_a_record():
    assert taken(json.loads(line_of(canonical(RECORD)))) == (canonical(RECORD), [])
    record, warnings = taken(WHOLE)
    assert (canonical(record), warnings) == (WHOLE, [])


def test_a_workbook_keeps_every_part():
    other = canonical(RECORD)
    assert read_back(as_workbook(WHOLE, other)) == [WHOLE, other]


text = st.text(max_size=40).map(normalised).filter(lambda text: text and not is_legacy(text))


@settings(max_examples=8)
@given(texts=st.lists(text, max_size=4), amount=st.decimals("0.01", "9999.99", places=2), words=text)
def test_whatever_people_write_comes_back_as_it_was(texts, amount, words):
    limit = {"amount": float(amount), "unit": "month", "condition": words, "text": words}
    record = canonical({**WHOLE, "steps": texts, "keywords": texts, "ways": [{"channel": "online", "limits": [limit]}]})
    assert read_back(as_workbook(record)) == [record]
    assert read_back_line(record) == record


def read_back_line(record: dict[str, Any]) -> dict[str, Any]:
    (row,) = read(line_of(record).encode(), name="x.jsonl")
    return canonical(row.record)


def test_a_sheet_that_is_not_there_says_nothing():
    (row,) = read(own_workbook({"Thủ tục": main_sheet()}))
    assert "required_documents" not in row.record and "ways" not in row.record


def test_a_text_that_no_cell_can_hold_is_refused_with_its_place():
    with pytest.raises(TextTooLong, match=r"1\.000777.*Tóm tắt"):
        as_workbook({**WHOLE, "summary": "x" * 40_000})


# ── A workbook that somebody edited ──────────────────────────────────────────────────────
def main_sheet(**cells: Any) -> list[list[Any]]:
    row = {"Mã thủ tục": "1.000777", "Tên thủ tục": "Khai sinh", "Lĩnh vực": "Hộ tịch", **cells}
    return [form.PROCEDURES.titles, [row.get(title, "") for title in form.PROCEDURES.titles]]


def own_workbook(sheets: dict[str, list[list[Any]]], version: int = 1) -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        about = book.add_worksheet("Giới thiệu")
        about.write_row(0, 0, ["Định dạng", "mot-cua/thu-tuc"])
        about.write_row(1, 0, ["Phiên bản", version])
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for place, row in enumerate(rows):
                page.write_row(place, 0, row)
    return file.getvalue()


DOCUMENTS = next(sheet.titles for sheet in form.ROW_SHEETS if sheet.name == "Giấy tờ")


def test_words_of_people_are_understood_in_cells_for_yes_and_no():
    rows = [DOCUMENTS, ["1.000777", "", "Đơn", "", "", "1", "", "", "", "không", "x", "Có"]]
    (row,) = read(own_workbook({"Thủ tục": main_sheet(), "Giấy tờ": rows}))
    (document,) = row.record["required_documents"]
    assert [document[key] for key in ("originals", "is_required", "shown_only", "vault")] == [1, False, True, True]


def test_a_wrong_cell_refuses_its_procedure_and_a_part_without_procedure_is_told():
    rows = [
        DOCUMENTS,
        ["1.000777", "", "Đơn", "", "", "một", "", "", "", "", "", ""],
        ["1.000888", "", "Đơn", "", "", 1, "", "", "", "", "", ""],
    ]
    wrong, orphan = read(own_workbook({"Thủ tục": main_sheet(), "Giấy tờ": rows}))
    assert "Trang “Giấy tờ”: Ô F2 phải là số" in wrong.refusal
    assert (orphan.row, orphan.code) == (3, "1.000888") and "không có ở trang" in orphan.refusal


@pytest.mark.parametrize(
    ("sheets", "version", "words"),
    [
        ({"Thủ tục": [["Mã thủ tục"], ["1.000777"]]}, 1, "thiếu cột “Tên thủ tục”"),
        ({"Giấy tờ": [DOCUMENTS]}, 1, "không có trang “Thủ tục”"),
        ({"Thủ tục": main_sheet(), "Thời hạn": [["Mã thủ tục"]]}, 1, "thiếu cột"),
        ({"Thủ tục": main_sheet()}, 2, "phiên bản"),
    ],
)
def test_a_workbook_that_lost_its_columns_is_refused_as_a_whole(sheets, version, words):
    with pytest.raises(BadFile, match=words):
        read(own_workbook(sheets, version))


# ── From the database and back ───────────────────────────────────────────────────────────
def exported(*options: str) -> str:
    out = StringIO()
    call_command("export_procedures", "--json", "--on", "2026-06-01", *options, stdout=out)
    return out.getvalue()


def bring(content: bytes) -> Any:
    return import_file(BytesIO(content), name="x", valid_from=FIRST, is_trial=False)


@pytest.fixture
def catalogue(world):
    bring(lines(WHOLE, {**RECORD, "code": "1.000001"}, {**RECORD, "code": "1.000002", "sector": "Luật sư"}))
    return world


def test_an_export_brought_into_an_empty_catalogue_is_exported_as_the_same_bytes(catalogue, tmp_path):
    first = exported()
    path = tmp_path / "danh-muc.xlsx"
    call_command("export_procedures", "--xlsx", str(path), "--on", "2026-06-01", stdout=StringIO())

    for content in (first.encode(), path.read_bytes()):
        assert (report := bring(content)).unchanged == len(first.splitlines()), report
        withdraw_versions(list(ProcedureVersion.objects.all()))
        ClockRule.objects.exclude(procedure=None).delete()
        Procedure.objects.all().delete()
        assert bring(content).refused == []
        assert exported() == first


def test_an_export_is_narrowed_by_sector_agency_and_code(catalogue):
    def codes(*options: str) -> list[str]:
        return [json.loads(line)["code"] for line in exported(*options).splitlines()]

    assert codes("--sector", "Luật sư") == ["1.000002"]
    assert codes("--code", "1.000001", "--code", "1.000777") == ["1.000001", "1.000777"]
    assert "1.000777" not in codes("--agency", "H98.03")
    assert {"1.000001", "1.000002"} <= set(codes("--agency", "H98.03"))


def test_an_export_costs_the_same_queries_for_one_procedure_and_for_thirty(catalogue):
    def cost(*options: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            exported(*options)
        return len(queries)

    publish_versions([{**RECORD, "code": f"1.0001{number:02}"} for number in range(28)], valid_from=FIRST)
    assert cost() == cost("--code", "1.000001")
