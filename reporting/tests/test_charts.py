"""What a chart shows to the eye, its table and its sentence say in words."""

import pytest

from reporting.charts import Series, column_chart, line_chart, percents


def table_of(chart):
    return [[cell["text"] for cell in row] for row in chart.rows]


def test_a_chart_has_a_table_with_every_value_and_a_sentence_with_the_newest():
    chart = column_chart(
        "Hồ sơ tiếp nhận", ["T9", "T10", "T11"], [Series("Tiếp nhận", [900, 49343, 12])], name="c", heading="Tháng"
    )
    assert table_of(chart) == [["T9", "900"], ["T10", "49.343"], ["T11", "12"]]
    assert "12 (T11)" in chart.said
    assert "49.343 (T10)" in chart.said
    assert chart.ticks[-1] == "0", "the scale begins at zero"


def test_columns_of_one_label_stand_upon_each_other_and_never_above_the_scale():
    chart = column_chart(
        "Kết quả", ["T10"], [Series("Đúng hạn", [60], "ok"), Series("Trễ hạn", [20], "bad")], name="c", heading="Tháng"
    )
    assert chart.ticks[0] == "80"
    assert [(shape.path, shape.tone) for shape in chart.bars] == [
        ("M2 100v-75.00h6v75.00z", "ok"),
        ("M2 25.00v-25.00h6v25.00z", "bad"),
    ]


def test_a_month_without_a_rate_breaks_the_line_and_is_a_dash_in_the_table():
    rates = Series("Đúng hạn", [98.5, None, 97, 96], "ok", [97, None, 95, 94], [99, None, 98, 97])
    chart = line_chart(
        "Tỷ lệ", ["T8", "T9", "T10", "T11"], [rates], name="c", heading="Tháng", written=percents, top=100
    )
    assert len(chart.lines) == len(chart.bands) == 2
    assert table_of(chart)[0][1:] == ["98,50\u00a0%", "97,00\u00a0% – 99,00\u00a0%"]
    assert table_of(chart)[1] == ["T9", "–", "–"]


@pytest.mark.parametrize("highest", [0, 1, 4, 5, 7, 9, 10, 11, 99, 100, 101, 999, 4903, 70_000, 123_456_789])
def test_the_scale_holds_the_highest_value_in_four_whole_steps(highest):
    chart = column_chart("Tiếp nhận", ["T11"], [Series("Tiếp nhận", [highest])], name="c", heading="Tháng")
    ticks = [int(tick.replace(".", "")) for tick in chart.ticks]
    assert ticks[0] >= highest
    assert [ticks[0] - tick for tick in ticks] == [ticks[0] * step // 4 for step in range(5)]


def test_a_chart_of_nothing_says_so():
    chart = line_chart("Tỷ lệ", ["T10"], [Series("Đúng hạn", [None])], name="c", heading="Tháng")
    assert chart.said == "Chưa có số liệu."
    assert not chart.lines
