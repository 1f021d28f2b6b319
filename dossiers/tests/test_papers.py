"""Every official paper, on either circular's forms: complete, in the order of the form, and the same each time."""

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from agencies import typesetting
from agencies.worktime import VIETNAM
from dossiers.papers.amounts import spoken_amount, spoken_number
from dossiers.papers.apology import apology_pdf
from dossiers.papers.forms import FORMS, Form, form_of
from dossiers.papers.parts import Capacity, signing_as
from dossiers.papers.printing import moment
from dossiers.papers.receipt import receipt_pdf
from dossiers.papers.supplement import supplement_pdf
from dossiers.tests.paper_inputs import CODE, LINK, LONG_NAME, apology, receipt, supplement
from dossiers.tests.paper_samples import HEADING, SAMPLES
from procedures.models import FormsSet

A5, A4, A4_ACROSS = (148, 210), (210, 297), (297, 210)
SIZES = {"register": A4_ACROSS, "hand_over": A4, "postal_record": A4}
WITHOUT_CODE = {"register", "hand_over", "postal_record"}
REPEATED = {
    "receipt": "Tên giấy tờ",
    "register": "Mã hồ sơ",
    "hand_over": "Chủ hồ sơ",
    "postal_record": "Số hiệu bưu gửi",
}
NUMBERS = {
    FormsSet.TT01_2018: {
        "receipt": "01",
        "supplement": "02",
        "refusal": "03",
        "apology": "04",
        "control_sheet": "05",
        "register": "06",
    },
    FormsSet.TT03_2025: {
        "receipt": "01",
        "supplement": "02",
        "refusal": "03",
        "apology": "04",
        "discontinuance": "05",
        "control_sheet": "06",
        "register": "07",
    },
}


def pages_of(pdf: bytes) -> list[str]:
    """Return the text of each page, with single spaces."""
    document = pypdfium2.PdfDocument(pdf)
    texts = [re.sub(r"\s+", " ", page.get_textpage().get_text_bounded()) for page in document]
    document.close()
    return texts


def sizes_of(pdf: bytes) -> set[tuple[int, int]]:
    """Return the sizes of the pages in millimetres."""
    document = pypdfium2.PdfDocument(pdf)
    sizes = {(round(page.get_width() / 72 * 25.4), round(page.get_height() / 72 * 25.4)) for page in document}
    document.close()
    return sizes


@pytest.mark.parametrize("is_extreme", [False, True], ids=["plain", "extreme"])
@pytest.mark.parametrize("forms_set", FormsSet)
@pytest.mark.parametrize("name", SAMPLES)
def test_paper_holds_its_fields_in_the_order_of_the_form(name: str, forms_set: FormsSet, is_extreme: bool) -> None:
    sample = SAMPLES[name]
    pdf = sample.pdf(sample.make(forms_set, is_extreme=is_extreme))
    pages = pages_of(pdf)
    # The foot of a page repeats the title.
    text = " ".join(re.sub(r"Trang \d+/\d+.*$", "", page) for page in pages).replace("\u00a0", " ")
    place = 0
    for field in (HEADING[0], *sample.fields):
        found = text.find(field, place)
        assert found >= place, f"{field!r} is missing, or out of order, in {text[:3000]}"
        place = found + len(field)
    assert HEADING[1] in text
    assert sizes_of(pdf) == {SIZES.get(name, A5)}
    number = NUMBERS[forms_set].get(name)
    assert (f"Mẫu số {number}" in text) if number else ("Mẫu số" not in text)
    assert len(pages) == 1 or is_extreme
    assert f"Trang {len(pages)}/{len(pages)}" in pages[-1]


@pytest.mark.parametrize("name", SAMPLES)
def test_same_input_gives_same_bytes_of_a_tagged_archivable_file(name: str) -> None:
    sample = SAMPLES[name]
    first, second = (sample.pdf(sample.make(FormsSet.TT03_2025, is_extreme=True)) for _time in range(2))
    assert first == second
    assert b"/MarkInfo" in first
    assert b"/StructTreeRoot" in first
    assert b"pdfaid:part" in first
    assert b"pdfuaid:part" in first
    assert re.search(rb"/Lang ?\(vi", first)


@pytest.mark.parametrize("name", [name for name in SAMPLES if name not in WITHOUT_CODE])
def test_the_code_on_a_paper_leads_to_the_tracking_page(name: str) -> None:
    sample = SAMPLES[name]
    document = pypdfium2.PdfDocument(sample.pdf(sample.make(FormsSet.TT03_2025)))
    read = zxingcpp.read_barcodes(document[0].render(scale=3).to_pil())
    document.close()
    assert [code.text for code in read] == [LINK.address]


@pytest.mark.parametrize(("name", "column"), REPEATED.items())
def test_the_head_of_a_table_is_repeated_on_every_page_it_reaches(name: str, column: str) -> None:
    sample = SAMPLES[name]
    pages = pages_of(sample.pdf(sample.make(FormsSet.TT03_2025, is_extreme=True)))
    assert len(pages) > 2
    assert all(column in page for page in pages[1:-1])


def test_forty_papers_and_twelve_lines_stand_on_the_receipt() -> None:
    pages = pages_of(receipt_pdf(receipt(FormsSet.TT03_2025, is_extreme=True)))
    text = " ".join(pages)
    assert all(f"Giấy tờ thứ {number}:" in text for number in range(1, 41))
    assert all(f"Ngày {number}: thứ Hai" in text for number in range(1, 13))
    assert LONG_NAME in text
    assert "Người được ủy quyền: Trần Thị Ẩn" in text


def test_a_voided_slip_says_so_in_its_text_and_across_the_page() -> None:
    pdf = receipt_pdf(receipt(FormsSet.TT03_2025, voided="ĐÃ HỦY – thay bằng giấy số 06/TTPVHCC"))
    (page,) = pages_of(pdf)
    assert "ĐÃ HỦY – thay bằng giấy số 06/TTPVHCC" in page
    assert page.count("ĐÃ HỦY") == 2
    assert "ĐÃ HỦY" not in " ".join(pages_of(receipt_pdf(receipt(FormsSet.TT03_2025))))


def test_what_people_typed_is_printed_and_never_run() -> None:
    hostile = '#read("/etc/passwd") *đậm* $x$ <nhãn> @dẫn [ ] \\ // /* `'
    given = receipt(FormsSet.TT03_2025)
    sample = type(given)(**{name: getattr(given, name) for name in given.__slots__} | {"content": hostile})
    (page,) = pages_of(receipt_pdf(sample))
    assert hostile in page, page


def test_an_apology_that_appoints_no_new_day_says_why() -> None:
    (page,) = pages_of(apology_pdf(replace(apology(FormsSet.TT03_2025), new_due_at=None, lines=(), is_late=True)))
    assert "đã được hẹn lại một lần nên không hẹn lại lần nữa" in page
    assert "Đến nay đã quá thời hạn" in page


def test_a_second_request_says_who_agreed_to_it() -> None:
    slip = replace(supplement(FormsSet.TT03_2025), round=2, consent="được Phạm Tiến Dũng đồng ý")
    (page,) = pages_of(supplement_pdf(slip))
    assert "lần yêu cầu bổ sung thứ 02, được Phạm Tiến Dũng đồng ý." in page


def test_every_circular_names_every_form() -> None:
    assert all(set(forms) == set(Form) for forms in FORMS.values())
    assert form_of(Form.DISCONTINUANCE, FormsSet.TT01_2018).number == ""
    assert form_of(Form.CONTROL_SHEET, FormsSet.TT01_2018).number == "05"
    assert form_of(Form.CONTROL_SHEET, FormsSet.TT03_2025).number == "06"


def test_a_warning_of_the_typesetter_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wrong.typ").write_text('#set text(font: "No Such Face")\n#set document(title: "x")\nx')
    monkeypatch.setattr(typesetting, "TEMPLATES", tmp_path)
    typesetting._compiler.cache_clear()
    with pytest.raises(typesetting.TypesettingFailed, match="no such face"):
        typesetting.typeset("wrong.typ", {}, at=datetime(2026, 1, 1, tzinfo=VIETNAM))
    typesetting._compiler.cache_clear()


def test_day_and_month_are_written_as_the_decree_has_it() -> None:
    assert moment(datetime(2026, 2, 5, 16, 4, tzinfo=VIETNAM)) == "16 giờ 04 phút, ngày 05 tháng 02 năm 2026"
    assert moment(datetime(2026, 3, 15, 7, 30, tzinfo=VIETNAM)) == "07 giờ 30 phút, ngày 15 tháng 3 năm 2026"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (15, "Mười lăm đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi tư đồng"),
        (105, "Một trăm linh năm đồng"),
        (1_000, "Một nghìn đồng"),
        (8_014, "Tám nghìn không trăm mười bốn đồng"),
        (135_000, "Một trăm ba mươi lăm nghìn đồng"),
        (1_005_000, "Một triệu không trăm linh năm nghìn đồng"),
        (9_600_000, "Chín triệu sáu trăm nghìn đồng"),
        (2_000_000_001, "Hai tỷ không trăm linh một đồng"),
        (1_234_567_891, "Một tỷ hai trăm ba mươi tư triệu năm trăm sáu mươi bảy nghìn tám trăm chín mươi mốt đồng"),
    ],
)
def test_amount_is_said_in_words(amount: int, words: str) -> None:
    assert spoken_amount(amount) == words


def test_no_amount_is_below_zero() -> None:
    with pytest.raises(ValueError, match="âm"):
        spoken_amount(-1)
    assert spoken_number(10**12) == "một nghìn tỷ"


@pytest.mark.parametrize(
    ("capacity", "options", "lines"),
    [
        (Capacity.OWN, {"title": "Giám đốc"}, ("Giám đốc",)),
        (
            Capacity.COLLECTIVE,
            {"title": "Chủ tịch", "collective": "Ủy ban nhân dân"},
            ("TM. Ủy ban nhân dân", "Chủ tịch"),
        ),
        (Capacity.DEPUTY, {"title": "Phó Giám đốc", "head": "Giám đốc"}, ("KT. Giám đốc", "Phó Giám đốc")),
        (
            Capacity.DEPUTY,
            {"title": "Phó Chủ tịch", "head": "Chủ tịch", "collective": "Ủy ban nhân dân"},
            ("TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch"),
        ),
        (Capacity.BY_ORDER, {"title": "Trưởng phòng", "head": "Giám đốc"}, ("TL. Giám đốc", "Trưởng phòng")),
        (Capacity.DELEGATED, {"title": "Trưởng phòng", "head": "Giám đốc"}, ("TUQ. Giám đốc", "Trưởng phòng")),
        (Capacity.ACTING, {"title": "Giám đốc"}, ("Q. Giám đốc",)),
    ],
)
def test_each_capacity_has_its_lines_above_the_signature(
    capacity: Capacity, options: dict[str, str], lines: tuple[str, ...]
) -> None:
    assert signing_as(capacity, **options).capacity == lines


@pytest.mark.parametrize("capacity", [Capacity.DEPUTY, Capacity.BY_ORDER, Capacity.DELEGATED, Capacity.COLLECTIVE])
def test_nobody_signs_for_somebody_unnamed(capacity: Capacity) -> None:
    with pytest.raises(ValueError, match="cần"):
        signing_as(capacity, title="Phó Giám đốc")


def test_the_code_is_readable_as_text() -> None:
    assert CODE in pages_of(receipt_pdf(receipt(FormsSet.TT03_2025)))[0]
