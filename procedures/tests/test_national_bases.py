"""The glued tables of legal bases and of results."""

import pytest

from procedures.national.bases import read_bases
from procedures.national.reading import ReadRecord
from procedures.national.results import read_results

HEADER = "Tên văn bản pháp lýMã văn bản"


def bases_of(body: str) -> list[tuple[str, str]]:
    return [(basis["number"], basis["name"]) for basis in read_bases(HEADER + body, ReadRecord())]


@pytest.mark.parametrize(
    ("body", "bases"),
    [
        ("Luật Hộ tịch60/2014/QH13", [("60/2014/QH13", "Luật Hộ tịch")]),
        ("Luật 60/2014/QH1360/2014/QH13", [("60/2014/QH13", "Luật 60/2014/QH13")]),
        (
            "Nghị định số 123/2015/NĐ-CP ngày 15/11/2015 về hộ tịch123/2015/NĐ-CPThông tư về phí281/2016/TT-BTC",
            [
                ("123/2015/NĐ-CP", "Nghị định số 123/2015/NĐ-CP ngày 15/11/2015 về hộ tịch"),
                ("281/2016/TT-BTC", "Thông tư về phí"),
            ],
        ),
        # The next name may begin with a small letter, a digit, capitals only, a space or a dash.
        (
            "Luật A5/2020/QH14quy định B2/2021/NĐ-CPLUẬT C6/2022/QH15 Nghị định D66.7/2025/NQ-CP- Về E3/2023/TT-BTP",
            [
                ("5/2020/QH14", "Luật A"),
                ("2/2021/NĐ-CP", "quy định B"),
                ("6/2022/QH15", "LUẬT C"),
                ("66.7/2025/NQ-CP", "Nghị định D"),
                ("3/2023/TT-BTP", "Về E"),
            ],
        ),
        ("Luật năm 201601/2016/QH14", [("01/2016/QH14", "Luật năm 2016")]),
        (
            "Luật Nhà ở số 27/2023/QH1527/2023/QH15Về phí5/2024/TT-BXD",
            [("27/2023/QH15", "Luật Nhà ở số 27/2023/QH15"), ("5/2024/TT-BXD", "Về phí")],
        ),
        (
            "Quy định về phíThông tư số 106/2017/TT-BTCLuật B1/2018/QH14",
            [("106/2017/TT-BTC", "Quy định về phí"), ("1/2018/QH14", "Luật B")],
        ),
        (
            "Phối hợp liên tịch11/2016/TTLT-BTP-TANDTC-VKSNDTCCông bố1898/QĐ-BTP",
            [("11/2016/TTLT-BTP-TANDTC-VKSNDTC", "Phối hợp liên tịch"), ("1898/QĐ-BTP", "Công bố")],
        ),
        (
            "Sửa đổi một số nghị định14/2026công tác chuyên cơ96/2021/NĐ-CP",
            [("14/2026", "Sửa đổi một số nghị định"), ("96/2021/NĐ-CP", "công tác chuyên cơ")],
        ),
    ],
)
def test_names_and_numbers_of_legal_texts_part(body, bases):
    assert bases_of(body) == bases


def test_what_cannot_be_parted_is_kept_whole_and_reported():
    reading = ReadRecord()
    (basis,) = read_bases(f"{HEADER}Luật Thi đua 202206Nghị định về khen thưởng", reading)
    assert (basis["number"], basis["name"]) == ("", "Luật Thi đua 202206Nghị định về khen thưởng")
    assert reading.counts == {"legal_bases_unread": 1}
    assert read_bases("Không có thông tin", reading) == []


FOOT = "Từ khóaKhông có thông tinMô tảKhông có thông tin"
SIDE = "Chọn cơ quan thực hiệnTỉnh/ Thành phốBộ ngành-- Chọn Tỉnh/ Thành phố --Nộp hồ sơ"


@pytest.mark.parametrize(
    ("cell", "results"),
    [
        (f"Giấy khai sinhMã: KQ.G15.000031{FOOT}{SIDE}", [("Giấy khai sinh", "KQ.G15.000031")]),
        (
            f"- Giấy phépMã: KQ.G17.000362thông báo tiếp nhậnMã: 000.00.00.G04-KQ003507Quyết địnhMã: 78{FOOT}",
            [("Giấy phép", "KQ.G17.000362"), ("thông báo tiếp nhận", "000.00.00.G04-KQ003507"), ("Quyết định", "78")],
        ),
        ("Văn bản chấp thuận", [("Văn bản chấp thuận", "")]),
        (FOOT, []),
    ],
)
def test_results_part_from_their_codes_and_from_the_rest_of_the_page(cell, results):
    read = read_results({"ket_qua_xu_ly": cell}, ReadRecord())
    assert [(result["name"], result["code"]) for result in read["results"]] == results
    assert not read["keywords"] and not read["summary"]


def test_keywords_and_summary_stand_below_the_results():
    cell = f"Giấy phépMã: KQ.G17.000362Từ khóađăng kiểm, ủy quyềnMô tảCấp cho chủ tàu.{SIDE}"
    read = read_results({"ket_qua_xu_ly": cell}, ReadRecord())
    assert read["keywords"] == ["đăng kiểm", "ủy quyền"]
    assert read["summary"] == "Cấp cho chủ tàu."


def test_the_column_of_the_first_result_serves_where_the_cell_is_empty():
    row = {"ket_qua_xu_ly": "", "ket_qua_ten": "Giấy khai sinh", "ket_qua_ma": "KQ.G15.000031T"}
    assert read_results(row, ReadRecord())["results"] == [
        {"name": "Giấy khai sinh", "code": "KQ.G15.000031", "validity": ""}
    ]
