"""The cell of fees: what the portal prints, what officers did to it, and what nobody may guess."""

import pytest

from procedures.national.fees import FeeCell, read_fee, split_fees


@pytest.mark.parametrize(
    ("text", "cells", "description"),
    [
        ("Không có thông tin", [], ""),
        ("Không có thông tinTrong thời hạn 05 ngày", [], "Trong thời hạn 05 ngày"),
        ("Miễn phí", [("Miễn phí", "")], ""),
        ("Miễn phí15 ngày kể từ ngày nhận", [("Miễn phí", "")], "15 ngày kể từ ngày nhận"),
        ("50,000 VNĐĐối với cá nhân", [("50,000 VNĐ", "")], "Đối với cá nhân"),
        ("50,000 VNĐkhông quá 05 ngày", [("50,000 VNĐ", "")], "không quá 05 ngày"),
        (
            "40,000 VNĐ(Cấp mới)20,000 VNĐ(Cấp lại)Miễn phí(Hộ nghèo)Nộp một lần",
            [("40,000 VNĐ", "Cấp mới"), ("20,000 VNĐ", "Cấp lại"), ("Miễn phí", "Hộ nghèo")],
            "Nộp một lần",
        ),
        ("40,000 VNĐ20,000 VNĐ", [("40,000 VNĐ", ""), ("20,000 VNĐ", "")], ""),
        ("40,000 VNĐ(A); 20,000 VNĐ(B)", [("40,000 VNĐ", "A"), ("20,000 VNĐ", "B")], ""),
        ("40,000 VNĐ(A)\n20,000 VNĐ mỗi bản", [("40,000 VNĐ", "A")], "20,000 VNĐ mỗi bản"),
        (
            "150 USD(/bản)150 USD/bản tại cơ quan đại diện",
            [("150 USD", "/bản"), ("150 USD", "")],
            "/bản tại cơ quan đại diện",
        ),
        # A description may begin with the word that begins a fee.
        ("50,000 VNĐ(Lệ phí)Miễn phí cho hộ nghèo", [("50,000 VNĐ", "Lệ phí")], "Miễn phí cho hộ nghèo"),
        # Brackets inside, one forgotten, one too many, and those of an enumeration.
        ("10,000 VNĐ(Phí (lần đầu))30 ngày", [("10,000 VNĐ", "Phí (lần đầu)")], "30 ngày"),
        ("10,000 VNĐ(đồng/lần (giảm 50%)04 ngày", [("10,000 VNĐ", "đồng/lần (giảm 50%")], "04 ngày"),
        ("10,000 VNĐ(Nhóm I (tàu) và nhóm II))Nộp", [("10,000 VNĐ", "Nhóm I (tàu) và nhóm II)")], "Nộp"),
        ("Miễn phí(a) Phí A: 10.000 đồng; b) Phí B)- Nộp", [("Miễn phí", "a) Phí A: 10.000 đồng; b) Phí B")], "- Nộp"),
        ("Miễn phí(Theo quy định) Đối với (một số) hồ sơ", [("Miễn phí", "Theo quy định")], "Đối với (một số) hồ sơ"),
        ("Miễn phí(Chưa đóng ngoặc", [("Miễn phí", "Chưa đóng ngoặc")], ""),
    ],
)
def test_a_cell_is_parted_into_fees_and_the_description_after_them(text, cells, description):
    found, rest = split_fees(text)
    assert [(cell.money, cell.words) for cell in found] == cells
    assert rest == description


@pytest.mark.parametrize(
    ("money", "words", "amount"),
    [
        ("50,000 VNĐ", "", 50000),
        ("1,200,000 Việt Nam Đồng", "Phí thẩm định", 1200000),
        ("1,000 VNĐ", "", 1000),
        # Below a thousand đồng somebody typed thousands; a foreign currency is no đồng; half a đồng does not exist.
        ("700 VNĐ", "", None),
        ("150 USD", "/bản", None),
        ("1,500.50 VNĐ", "", None),
        # “Miễn phí” is also what the portal prints where nobody entered an amount.
        ("Miễn phí", "", 0),
        ("Miễn phí", "Không có.", 0),
        ("Miễn phí", "Không quy định phí, lệ phí", 0),
        ("Miễn phí", "150.000 đồng/giấy", None),
        ("Miễn phí", "Theo Thông tư số 85/2019/TT-BTC", None),
        ("Miễn phí", "Mức lệ phí cụ thể do Hội đồng nhân dân tỉnh quyết định", None),
        ("Miễn phí", "Miễn lệ phí đối với người thuộc hộ nghèo", None),
    ],
)
def test_an_amount_is_read_only_where_the_words_do_not_contradict_it(money, words, amount):
    cell = FeeCell(money, words)
    fee = read_fee(cell, "")
    assert fee["amount"] == amount
    assert fee["text"] == cell.text
    assert not words or words.startswith(fee["name"]) or fee["condition"] == words


@pytest.mark.parametrize(
    ("description", "amount"),
    [
        ("Trong thời hạn 05 ngày làm việc", 0),
        ("Không thu phí, lệ phí", 0),
        ("Lệ phí: 20.000 đồng/giấy", None),
        ("Phí, lệ phí: Hội đồng nhân dân cấp tỉnh quyết định", None),
    ],
)
def test_a_description_may_contradict_a_fee_that_is_printed_as_free(description, amount):
    assert read_fee(FeeCell("Miễn phí"), description)["amount"] == amount


@pytest.mark.parametrize(
    ("words", "kind", "name"),
    [
        ("Lệ phí cấp giấy chứng nhận", "charge", "Lệ phí cấp giấy chứng nhận"),
        ("Phí thẩm định hồ sơ", "fee", "Phí thẩm định hồ sơ"),
        ("mức thu lệ phí theo biểu", "charge", "Lệ phí"),
        ("Phí và lệ phí", "unstated", "Phí và lệ phí"),
        ("Miễn phí cho trẻ em", "unstated", "Phí, lệ phí"),
        ("đồng/hồ sơ", "unstated", "Phí, lệ phí"),
    ],
)
def test_kind_and_name_come_from_the_words(words, kind, name):
    fee = read_fee(FeeCell("50,000 VNĐ", words), "")
    assert (fee["kind"], fee["name"]) == (kind, name)


def test_ground_and_exemption_are_found_in_the_words():
    words = "Theo Thông tư số 281/2016/TT-BTC ngày 14/11/2016. Miễn lệ phí cho người thuộc hộ nghèo."
    fee = read_fee(FeeCell("8,000 VNĐ", words), "")
    assert fee["legal_basis"] == "Thông tư số 281/2016/TT-BTC"
    assert fee["exemption"] == "Miễn lệ phí cho người thuộc hộ nghèo."
