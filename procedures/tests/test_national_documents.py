"""The glued tables of papers: names, forms and counts part where the table glues them."""

import pytest

from procedures.national.documents import read_documents, read_sets
from procedures.national.reading import ReadRecord

HEADER = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"


def documents_of(body: str, heading: str = "--") -> list[dict]:
    return read_documents(f"{heading}{HEADER}{body}", ReadRecord())


@pytest.mark.parametrize(
    ("body", "papers"),
    [
        ("- Đơn đề nghị theo mẫu;1 bản chính", [("Đơn đề nghị theo mẫu", 1, 0)]),
        (
            "Đơn đề nghị1 bản chínhBản sao hợp đồng0 bản chính,2 bản sao",
            [("Đơn đề nghị", 1, 0), ("Bản sao hợp đồng", 0, 2)],
        ),
        (
            "Đơn1 bản chínhảnh màu2 bản chínhb) Giấy phép3 bản chính",
            [("Đơn", 1, 0), ("ảnh màu", 2, 0), ("b) Giấy phép", 3, 0)],
        ),
        # A name may speak of numbers of papers.
        (
            "Hợp đồng (01 bản chính hoặc 01 bản sao) kèm phụ lục.1 bản chính",
            [("Hợp đồng (01 bản chính hoặc 01 bản sao) kèm phụ lục.", 1, 0)],
        ),
        ("Tờ khai (1 bản chính)2 bản chính", [("Tờ khai (1 bản chính)", 2, 0)]),
        ("Hồ sơ gồm 1 bản chính và 2 bản sao1 bản chính", [("Hồ sơ gồm 1 bản chính và 2 bản sao", 1, 0)]),
        # A name may end with digits.
        ("Giấy tờ theo Luật Đất đai năm 20240 bản chính,1 bản sao", [("Giấy tờ theo Luật Đất đai năm 2024", 0, 1)]),
        ("Thông tư ngày 22/12/20211 bản chính", [("Thông tư ngày 22/12/2021", 1, 0)]),
        ("Hồ sơ bước 11 bản chính", [("Hồ sơ bước 1", 1, 0)]),
        ("Giấy khổ A42 bản chính", [("Giấy khổ A4", 2, 0)]),
        ("Danh sách nhân sự;12 bản chính", [("Danh sách nhân sự", 12, 0)]),
    ],
)
def test_a_count_is_what_the_table_glues_to_a_name(body, papers):
    read = documents_of(body)
    assert [(paper["name"], paper["originals"], paper["copies"]) for paper in read] == papers


@pytest.mark.parametrize(
    ("text", "name", "form"),
    [
        ("Tờ khai theo mẫuMẫu số 01.docx", "Tờ khai theo mẫu", "Mẫu số 01.docx"),
        ("Đơn theo Nghị định số 58/2017/NĐ-CPMau01.doc", "Đơn theo Nghị định số 58/2017/NĐ-CP", "Mau01.doc"),
        ("Đơn đề nghị theo mẫumaudon (1).pdf", "Đơn đề nghị theo mẫu", "maudon (1).pdf"),
        ("Tờ khai;MẪU ĐƠN.docxMẪU BẢN KHAI.docx", "Tờ khai", "MẪU ĐƠN.docx; MẪU BẢN KHAI.docx"),
        ("Bản vẽ mặt bằng", "Bản vẽ mặt bằng", ""),
        ("Tệp đính kèm .docx hoặc .pdf của báo cáo", "Tệp đính kèm .docx hoặc .pdf của báo cáo", ""),
    ],
)
def test_the_files_of_forms_part_from_the_name(text, name, form):
    (paper,) = documents_of(f"{text}1 bản chính")
    assert (paper["name"], paper["form"]) == (name, form)


def test_headings_group_papers_and_tell_what_is_only_shown():
    cell = (
        f"* Giấy tờ phải nộp:{HEADER}Tờ khai theo mẫu1 bản chính"
        f"* Giấy tờ phải xuất trình:{HEADER}Hộ chiếu1 bản chính"
        f"* Lưu ý:{HEADER}Giấy tờ nước ngoài phải được hợp pháp hóa.0 bản chính"
    )
    read = read_documents(cell, ReadRecord())
    assert [(paper["group"], paper["shown_only"], paper["is_required"]) for paper in read] == [
        ("Giấy tờ phải nộp", False, True),
        ("Giấy tờ phải xuất trình", True, True),
        ("Lưu ý", False, False),
    ]


def test_a_paper_may_be_conditional_or_certified():
    conditional, certified = documents_of(
        "Văn bản ủy quyền (nếu có);1 bản chínhBản sao có chứng thực bằng tốt nghiệp0 bản chính,1 bản sao"
    )
    assert (conditional["name"], conditional["condition"], conditional["is_required"]) == (
        "Văn bản ủy quyền",
        "nếu có",
        False,
    )
    assert (certified["certified_copies"], certified["copies"], certified["is_required"]) == (1, 0, True)


def test_what_has_no_count_is_kept_and_what_has_no_name_is_reported():
    reading = ReadRecord()
    read = read_documents(f"--{HEADER}Đơn1 bản chính1 bản chínhGiấy tờ khác theo quy định", reading)
    assert [(paper["name"], paper["is_required"]) for paper in read] == [
        ("Đơn", True),
        ("Giấy tờ khác theo quy định", False),
    ]
    assert reading.counts == {"documents": 1, "documents_unread": 2}
    assert read_documents("--", ReadRecord()) == []


@pytest.mark.parametrize(
    ("cell", "sets"),
    [
        ("Số lượng hồ sơ: 01 (một) bộ", 1),
        ("b) Số lượng: 02 bộ.", 2),
        ("Số lượng hồ sơ: 01 bộ; số lượng hồ sơ: 03 bộ", None),
        ("01 bộ hồ sơ", None),
    ],
)
def test_the_number_of_sets_is_read_where_it_is_stated_once(cell, sets):
    assert read_sets(cell) == sets
