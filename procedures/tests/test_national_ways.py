"""The glued table of channels, limits and fees: what the portal prints comes out as it went in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.national.limits import read_limit
from procedures.national.reading import ReadRecord
from procedures.national.ways import read_ways, split_rows

HEADER = "Hình thức nộpThời gianPhí, lệ phíMô tả"
UNITS = {"Ngày làm việc": "working_day", "Ngày": "calendar_day", "Giờ": "working_hour", "Tháng": "month"}
CHANNELS = {"Trực tiếp": "in_person", "Trực tuyến": "online", "Dịch vụ bưu chính": "postal"}


def ways_of(body: str) -> list[dict]:
    return read_ways(HEADER + body, ReadRecord())


def limits_of(body: str) -> list[tuple]:
    return [(way["channel"], limit["amount"], limit["unit"]) for way in ways_of(body) for limit in way["limits"]]


@pytest.mark.parametrize(
    ("cell", "amount", "unit"),
    [
        ("5 Ngày làm việc", 5, "working_day"),
        ("05 Ngày làm việc", 5, "working_day"),
        ("0.5 Ngày làm việc", 0.5, "working_day"),
        ("1,5 Ngày làm việc", 1.5, "working_day"),
        ("2.0 Ngày", 2, "calendar_day"),
        ("120 Ngày", 120, "calendar_day"),
        ("4 Giờ", 4, "working_hour"),
        ("8 Giờ làm việc", 8, "working_hour"),
        ("3 Tháng", 3, "month"),
        ("Trong ngày làm việc", 1, "same_day"),
        ("1 Ngày làm việc", 1, "working_day"),
    ],
)
def test_a_limit_with_number_and_unit_is_read(cell, amount, unit):
    assert read_limit(cell) == {"amount": amount, "unit": unit, "condition": "", "text": cell}


@pytest.mark.parametrize(
    "cell", ["7", "Ngày làm việc", "3-5 Ngày", "10+5 Ngày làm việc", "0 Ngày", "1.000 Ngày", "1 Năm", "30 Phút"]
)
def test_a_limit_that_nobody_can_be_sure_of_keeps_its_words(cell):
    assert read_limit(cell) == {"amount": None, "unit": None, "condition": "", "text": cell}


@pytest.mark.parametrize(
    ("body", "limits"),
    [
        # What an officer writes begins with digits, units and channels, too.
        ("Trực tiếp30 NgàyMiễn phí15 ngày kể từ ngày nhận đủ hồ sơ.", [("in_person", 30, "calendar_day")]),
        ("Trực tiếp30 Ngày60 Ngày làm việc nếu phải xác minh", [("in_person", 30, "calendar_day")]),
        ("Trực tiếp5 Ngày làm việctrong giờ hành chính", [("in_person", 5, "working_day")]),
        ("Trực tiếp10 Ngày làm việc500,000 VNĐ", [("in_person", 10, "working_day")]),
        ("Trực tiếp10 Ngày làm việc500.000 VNĐ", [("in_person", 10, "working_day")]),
        (
            "Trực tuyến3 NgàyKhông có thông tinNộp Trực tuyến hoặc Trực tiếp: 05 ngày làm việcTrực tiếp4 NgàyMiễn phí",
            [("online", 3, "calendar_day"), ("in_person", 4, "calendar_day")],
        ),
        (
            "Trực tiếp2 GiờMiễn phíqua Dịch vụ bưu chínhDịch vụ bưu chính1.5 Ngày làm việcMiễn phíTrực tuyến",
            [("in_person", 2, "working_hour"), ("postal", 1.5, "working_day")],
        ),
        ("Trực tiếp\xa05 Ngày làm việc", []),
        ("Trực tiếp5\xa0Ngày làm việcMiễn phí", [("in_person", 5, "working_day")]),
        # Without a unit, without a number, without either.
        ("Trực tuyến7Miễn phíTrực tiếp7Miễn phí", [("online", None, None), ("in_person", None, None)]),
        ("Trực tiếpNgày làm việcMiễn phí", [("in_person", None, None)]),
        ("Trực tuyếnKhông có thông tinMiễn phíTrực tiếp1 ThángMiễn phí", [("in_person", 1, "month")]),
    ],
)
def test_only_the_table_itself_opens_a_row(body, limits):
    assert limits_of(body) == limits


@pytest.mark.parametrize(
    ("glued", "limit", "amounts"),
    [
        ("Trực tiếp140,000 Việt Nam Đồng", "1", [40000]),
        ("Trực tiếp1200,000 VNĐ(Lệ phí)", "1", [200000]),
        ("Trực tiếp15200,000 VNĐ", "15", [200000]),
        ("Trực tiếp1200 VNĐ", "1", [None]),  # 200 đồng? Most likely thousands: not read, but parted.
        ("Trực tiếp155,000 VNĐ", "155,000", [None]),  # 1 and 55.000, or 15 and 5.000
        ("Trực tiếp1550,000 VNĐ", "1550,000", [None]),
    ],
)
def test_a_bare_number_is_parted_from_the_fee_only_where_there_is_one_way(glued, limit, amounts):
    way = ways_of(glued)[0]
    assert [row["text"] for row in way["limits"]] == [limit]
    assert [fee["amount"] for fee in way["fees"]] == amounts


def test_several_rows_of_a_channel_are_several_cases():
    (way,) = ways_of("Trực tiếp2 NgàyMiễn phíKhông phải xác minhTrực tiếp10 NgàyMiễn phíPhải xác minh")
    assert way["note"] == ""
    assert [(limit["amount"], limit["condition"]) for limit in way["limits"]] == [
        (2, "Không phải xác minh"),
        (10, "Phải xác minh"),
    ]
    assert len(way["fees"]) == 1


def test_rows_that_differ_only_in_their_fee_are_told_apart_by_what_they_say():
    (way,) = ways_of("Trực tiếp2 Ngày10,000 VNĐ(/bản)Cấp mớiTrực tiếp2 Ngày5,000 VNĐCấp lại")
    assert [(limit["amount"], limit["condition"]) for limit in way["limits"]] == [(2, "Cấp mới"), (2, "Cấp lại")]
    assert [(fee["amount"], fee["condition"]) for fee in way["fees"]] == [(10000, "Cấp mới\n/bản"), (5000, "Cấp lại")]
    (way,) = ways_of("Trực tiếp2 Ngày10,000 VNĐNộp một lầnTrực tiếp2 Ngày5,000 VNĐNộp một lần")
    assert (way["note"], len(way["limits"]), len(way["fees"])) == ("Nộp một lần", 1, 2)


def test_cases_that_the_source_does_not_tell_apart_are_reported():
    reading = ReadRecord()
    read_ways("Trực tiếp3 Ngày làm việcMiễn phíTrực tiếp3 NgàyMiễn phí", reading)
    assert [warning.raw for warning in reading.warnings] == ["3 Ngày làm việc; 3 Ngày"]


def test_text_that_is_no_table_is_reported_and_invents_nothing():
    reading = ReadRecord()
    assert read_ways("Nộp trực tiếp tại bộ phận một cửa trong 05 ngày làm việc.", reading) == []
    assert reading.warnings[0].raw.startswith("Nộp trực tiếp")
    assert reading.record["source_note"].endswith("05 ngày làm việc.")
    assert read_ways("Không có thông tin", reading) == [] == read_ways(None, reading)


DESCRIPTIONS = st.sampled_from(
    [
        "",
        "15 ngày kể từ ngày nhận đủ hồ sơ.",
        "- Trực tiếp: 05 ngày làm việc;\n- Trực tuyến: 03 ngày.",
        "Ngày làm việc tính từ khi nộp qua Dịch vụ bưu chính",
        "Hồ sơ nộp Trực tuyến",
        "đối với 02 trường hợp a) và b)Miễn phí cho hộ nghèo",
        "Trong ngày; nếu nhận sau 15 giờ thì trả trong ngày làm việc tiếp theo (Điều 7)",
        "Không có thông tin về thời hạn",
        "2.000 đồng/trang",
        "\nLệ phí: 50.000 đồng\n",
    ]
)
FEES = st.lists(
    st.sampled_from(
        [
            "Miễn phí",
            "Miễn phí(Theo Thông tư số 85/2019/TT-BTC)",
            "50,000 VNĐ",
            "1,200,000 Việt Nam Đồng(Phí thẩm định (lần đầu))",
            "150 USD(/bản)",
            "700 VNĐ(đồng/hồ sơ (giảm 50%)",
            "20,000 VNĐ(1) Cấp mới: 20.000 đồng; 2) Cấp lại: 10.000 đồng)",
        ]
    ),
    max_size=3,
)
AMOUNTS = st.sampled_from(["1", "2", "05", "15", "60", "120", "0.5", "1.5", "7,5"])
ROWS = st.lists(
    st.tuples(st.sampled_from(list(CHANNELS)), AMOUNTS, st.sampled_from(list(UNITS)), FEES, DESCRIPTIONS), max_size=9
)


@given(ROWS)
def test_every_row_that_the_portal_glues_together_comes_out_again(rows):
    body = "".join(
        f"{channel}{amount} {unit}{''.join(fees) or 'Không có thông tin'}{words}"
        for channel, amount, unit, fees, words in rows
    )
    read = [read_limit(row.limit) | {"channel": row.channel} for row in split_rows(HEADER + body, ReadRecord())]
    assert [(limit["channel"], limit["amount"], limit["unit"]) for limit in read] == [
        (CHANNELS[channel], float(amount.replace(",", ".")), UNITS[unit]) for channel, amount, unit, _, _ in rows
    ]
