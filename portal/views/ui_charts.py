"""The charts of the page at /ui/: columns, columns upon columns with a limit, lines with bounds and a gap, nothing."""

from reporting.charts import Chart, Series, column_chart, line_chart, percents

MONTHS = [f"T{month}" for month in (12, *range(1, 12))]


def sample_charts() -> list[Chart]:
    """Return one chart of each kind; the figures are invented and stand still."""
    received = [3120, 3480, 1960, 4105, 4390, 4512, 4470, 4820, 4411, 4903, 4740, 2980]
    kept = [96.1, 95.8, None, 97.2, 97.9, 98.4, 98.1, 98.6, 98.2, 98.9, 98.67, 98.4]
    low = [94.9, 94.6, None, 96.1, 96.9, 97.5, 97.2, 97.8, 97.3, 98.2, 97.9, 97.2]
    high = [97.1, 96.8, None, 98.1, 98.6, 99.0, 98.8, 99.2, 98.9, 99.4, 99.2, 99.1]
    return [
        column_chart("Hồ sơ tiếp nhận mỗi tháng", MONTHS, [Series("Tiếp nhận", received)], name="c1", heading="Tháng"),
        line_chart(
            "Tỷ lệ đúng và trước hạn",
            MONTHS,
            [Series("Đúng và trước hạn", kept, "ok", low, high)],
            name="c2",
            heading="Tháng",
            written=percents,
            top=100,
        ),
        column_chart(
            "Số ngày từ khi tiếp nhận đến khi có kết quả; vạch đứt là thời hạn 5 ngày",
            ["0–1", "1–2", "2–3", "3–4", "4–5", "5–6", "trên 6"],
            [
                Series("Trong hạn", [12, 41, 88, 120, 97, 0, 0], "ok"),
                Series("Tạm dừng rồi trong hạn", [0, 0, 0, 0, 0, 11, 6], "pause"),
                Series("Trễ hạn", [0, 0, 0, 0, 0, 7, 4], "bad"),
            ],
            name="c3",
            heading="Số ngày",
            limit_after=5,
        ),
        line_chart("Chưa có số liệu", MONTHS[:4], [Series("Tiếp nhận", [None] * 4)], name="c4", heading="Tháng"),
    ]
