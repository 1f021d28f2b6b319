"""The register as a workbook, row by row: a year of a large office never lies in memory at once."""

from collections.abc import Iterable
from datetime import datetime
from typing import BinaryIO

from django.utils import timezone

from dossiers.papers.register import RegisterRow

COLUMNS = (
    ("STT", 7),
    ("Mã hồ sơ", 22),
    ("Tên thủ tục hành chính", 50),
    ("Tên tổ chức, cá nhân", 28),
    ("Địa chỉ, số điện thoại", 40),
    ("Cơ quan chủ trì giải quyết", 30),
    ("Nhận hồ sơ", 17),
    ("Hẹn trả kết quả", 17),
    ("Trả kết quả", 17),
    ("Tình trạng", 20),
    ("Phương thức nhận kết quả", 24),
    ("Ký nhận", 24),
)
"""The columns of the form, with how wide they are; the form's column of returns is two, so that dates stay dates."""


def write_register(file: BinaryIO, rows: Iterable[RegisterRow], *, title: str, at: datetime) -> int:
    """Write the register as XLSX and return how many lines it has. Moments are local; no cell is ever a formula."""
    # Takes a while to import, and only few ask for a workbook.
    import xlsxwriter

    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "in_memory": False,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"title": title, "created": timezone.localtime(at).replace(tzinfo=None)})
    sheet = book.add_worksheet("Sổ theo dõi")
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    moment = book.add_format({"num_format": "hh:mm dd/mm/yyyy", "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    for place, (label, width) in enumerate(COLUMNS):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, label, head)
    sheet.freeze_panes(1, 2)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    count = 0
    for count, row in enumerate(rows, start=1):
        sheet.write_number(count, 0, row.number)
        for place, words in enumerate((row.code, row.procedure, row.applicant, row.contact, row.agency), start=1):
            sheet.write_string(count, place, words, text)
        for place, instant in enumerate((row.received_at, row.due_at, row.returned_at), start=6):
            if instant is not None:
                sheet.write_datetime(count, place, timezone.localtime(instant).replace(tzinfo=None), moment)
        for place, words in enumerate((row.ended, row.return_method, row.collected_by), start=9):
            sheet.write_string(count, place, words, text)
    sheet.autofilter(0, 0, max(count, 1), len(COLUMNS) - 1)
    book.close()
    return count
