"""What differs between two versions of a procedure is told in words, completely, and without noise."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossiers.tests.cast import CERTIFICATE
from procedures.differences import Kind, Section, differences, marked
from procedures.differences.comparing import PARAGRAPHS, SETS, TEXTS, WHOLE
from procedures.differences.processes import COLUMNS as STAGE_COLUMNS
from procedures.differences.rows import ROWS
from procedures.differences.ways import FEE_COLUMNS
from procedures.records import canonical as shapes
from procedures.records.canonical import canonical

BASE = canonical({**CERTIFICATE, "service_level": "partial", "service_level_reason": "Phải xuất trình bản chính."})


def edited(*path: Any, to: Any) -> dict[str, Any]:
    """Return the record with one value of it replaced."""
    record: Any = deepcopy(BASE)
    place = record
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return record


def ways(**parts: Any) -> dict[str, Any]:
    """Return the record with all of its ways changed alike."""
    return edited("ways", to=[{**way, **parts} for way in deepcopy(BASE["ways"])])


def limits(*amounts: tuple[float, str, str]) -> list[dict[str, Any]]:
    return [
        {"amount": amount, "unit": unit, "condition": condition, "text": condition and "10 ngày làm việc"}
        for amount, unit, condition in amounts
    ]


def fees(amount: int | None, **parts: Any) -> list[dict[str, Any]]:
    return [{**BASE["ways"][0]["fees"][0], "amount": amount, **parts}]


PAPERS = BASE["required_documents"]
STAGES = BASE["processes"][0]["stages"]


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (BASE, []),
        (edited("name", to="Cấp chứng chỉ"), ["Tên thủ tục: Cấp chứng chỉ hành nghề đấu giá → Cấp chứng chỉ"]),
        (edited("category", to="Loại khác"), ["Thêm loại thủ tục: Loại khác"]),
        (edited("summary", to=""), [f"Bỏ tóm tắt: {BASE['summary']}"]),
        (edited("service_level", to="full"), ["Mức độ dịch vụ công trực tuyến: Một phần → Toàn trình"]),
        (edited("taken_in_at_centre", to=False), ["Tiếp nhận tại bộ phận một cửa: có → không"]),
        (
            edited("audience", to=["business", "citizen"]),
            ["Thêm đối tượng thực hiện: Doanh nghiệp, hộ kinh doanh"],
        ),
        (edited("agencies", to=["H98.04"]), ["Thêm cơ quan giải quyết: Sở Tài chính", "Bỏ cơ quan giải quyết: H98.03"]),
        (edited("steps", to=BASE["steps"][::-1]), ["Đổi thứ tự bước"]),
        (edited("conditions", to=[]), ["Bỏ yêu cầu, điều kiện: Có bằng đại học một trong các ngành luật, kinh tế."]),
        (
            edited("ways", 1, "limits", to=limits((3, "working_day", ""), (10, "working_day", "Phải xác minh"))),
            ["Thời hạn nộp trực tuyến: 05 ngày làm việc → 03 ngày làm việc (giảm 2 ngày)"],
        ),
        (
            ways(limits=limits((7.5, "working_day", ""), (10, "working_day", "Phải xác minh"))),
            [
                (
                    "Thời hạn nộp trực tiếp, trực tuyến, qua bưu chính công ích: "
                    "05 ngày làm việc → 7,5 ngày làm việc (tăng 2,5 ngày)"
                )
            ],
        ),
        (
            edited("ways", 0, "limits", to=limits((1, "month", ""), (10, "working_day", "Phải xác minh"))),
            ["Thời hạn nộp trực tiếp: 05 ngày làm việc → 01 tháng"],
        ),
        (
            edited("ways", 0, "limits", to=BASE["ways"][0]["limits"][:1]),
            ["Bỏ thời hạn nộp trực tiếp: 10 ngày làm việc, Phải xác minh"],
        ),
        (
            edited("ways", to=BASE["ways"][:2]),
            [
                (
                    "Bỏ hình thức nộp qua bưu chính công ích: "
                    "05 ngày làm việc; 10 ngày làm việc, Phải xác minh; Phí thẩm định 800.000 đồng"
                )
            ],
        ),
        (
            edited("ways", 1, "fees", to=fees(600_000)),
            ["Phí thẩm định khi nộp trực tuyến: 800.000 đồng → 600.000 đồng (giảm 200.000 đồng)"],
        ),
        (
            edited("ways", 1, "fees", to=fees(None, condition="Theo nghị quyết")),
            [
                "Phí thẩm định khi nộp trực tuyến: 800.000 đồng → Theo nghị quyết của Hội đồng nhân dân tỉnh",
                "Phí thẩm định khi nộp trực tuyến, trường hợp: không ghi → Theo nghị quyết",
            ],
        ),
        (edited("ways", 1, "fees", to=[]), ["Bỏ phí thẩm định khi nộp trực tuyến: 800.000 đồng"]),
        (
            edited("required_documents", to=PAPERS[1:]),
            ["Bỏ giấy tờ: Tờ khai đề nghị cấp chứng chỉ (1 bản chính)"],
        ),
        (
            edited("required_documents", to=[*PAPERS, {**PAPERS[1], "name": "Giấy khám sức khỏe"}]),
            ["Thêm giấy tờ: Giấy khám sức khỏe (1 bản sao chứng thực)"],
        ),
        (
            edited("required_documents", 0, "name", to="Tờ khai đề nghị cấp chứng chỉ (Mẫu 02)"),
            [
                (
                    "Giấy tờ “Tờ khai đề nghị cấp chứng chỉ (Mẫu 02)”, tên gọi: "
                    "Tờ khai đề nghị cấp chứng chỉ → Tờ khai đề nghị cấp chứng chỉ (Mẫu 02)"
                )
            ],
        ),
        (
            edited("required_documents", 1, "certified_copies", to=2),
            ["Giấy tờ “Bằng tốt nghiệp đại học”, số bản sao chứng thực: 1 → 2"],
        ),
        (edited("required_documents", to=PAPERS[::-1]), ["Đổi thứ tự giấy tờ"]),
        (
            edited("legal_bases", 0, "article", to="Điều 14, 15"),
            ["Căn cứ “Luật Đấu giá tài sản”, điều, khoản: Điều 14 → Điều 14, 15"],
        ),
        (
            edited("competences", to=[{"kind": "cooperating", "name": "Công an tỉnh"}]),
            ["Thêm cơ quan: Công an tỉnh (Cơ quan phối hợp)"],
        ),
        (
            edited("processes", 0, "stages", 1, "minutes", to=960),
            [
                "Bước “Thẩm định hồ sơ”, thời gian: 3 ngày (1440 phút) → 2 ngày (960 phút)",
            ],
        ),
        (
            edited("processes", 0, "stages", to=STAGES[::-1]),
            ["Đổi thứ tự các bước"],
        ),
        (
            edited("processes", to=[*BASE["processes"], {"agencies": ["H98.04"], "stages": STAGES[:1]}]),
            [
                (
                    "Thêm quy trình nội bộ tại Sở Tài chính: "
                    "Kiểm tra, tiếp nhận hồ sơ (Cán bộ tiếp nhận và trả kết quả, 4 giờ (240 phút))"
                )
            ],
        ),
    ],
)
def test_a_difference_is_told_as_a_clerk_would(record: dict[str, Any], told: list[str]) -> None:
    assert [one.words for one in differences(BASE, record, names={"H98.04": "Sở Tài chính"})] == told


def test_what_only_officers_need_is_marked() -> None:
    record = {**edited("processes", 0, "stages", 1, "minutes", to=960), "name": "Tên mới"}
    assert [(one.section, one.is_for_staff) for one in differences(BASE, record)] == [
        (Section.GENERAL, False),
        (Section.PROCESSES, True),
    ]


def test_in_a_long_text_the_words_that_changed_are_marked() -> None:
    pieces = list(marked("Nộp hồ sơ tại xã.", "Nộp hồ sơ tại phường."))
    assert pieces == [("=", "Nộp hồ sơ tại "), ("-", "xã"), ("+", "phường"), ("=", ".")]


def test_every_part_of_a_record_has_its_words() -> None:
    assert set(BASE) <= {*TEXTS, *SETS, *PARAGRAPHS, *ROWS, *WHOLE}
    for part, shape in (
        ("required_documents", shapes.DOCUMENT),
        ("results", shapes.RESULT),
        ("legal_bases", shapes.LEGAL_BASIS),
        ("competences", shapes.COMPETENCE),
    ):
        assert set(shape) == set(ROWS[part].columns), part
    assert set(shapes.STAGE) == set(STAGE_COLUMNS)
    assert set(shapes.FEE) == {*FEE_COLUMNS, "amount"}


@st.composite
def changed_records(draw: st.DrawFn) -> dict[str, Any]:
    """A record with up to three places changed: a value, a row left out, doubled or moved."""
    record: Any = deepcopy(BASE)
    for _ in range(draw(st.integers(0, 3))):
        place, key = record, draw(st.sampled_from(sorted(record)))
        while isinstance(place[key], dict | list) and place[key] and draw(st.booleans()):
            place = place[key]
            keys = sorted(place) if isinstance(place, dict) else range(len(place))
            key = draw(st.sampled_from(list(keys)))
        _change(draw, place, key)
    return canonical(record)


def _change(draw: st.DrawFn, place: Any, key: Any) -> None:
    value = place[key]
    match value:
        case bool():
            place[key] = not value
        case int() | float():
            place[key] = draw(st.integers(1, 99))
        case str():
            place[key] = draw(st.sampled_from(["", "khác", f"{value} khác", "khác %s", "online"]))
        case list():
            rows = draw(st.permutations(value))
            place[key] = draw(st.sampled_from([rows, rows[1:], rows + rows[:1]]))


@settings(max_examples=150)
@given(changed_records(), changed_records())
def test_records_that_say_the_same_differ_in_nothing_and_others_in_something(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    found = differences(one, other)
    assert bool(found) is (one != other)
    for difference in found:
        assert difference.words
        assert difference.kind is not Kind.CHANGED or difference.before != difference.after
