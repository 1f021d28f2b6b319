"""People find a procedure in their own words."""

import pytest

from agencies.vietnamese import folded
from procedures.search import EVERYDAY_WORDS, FILLERS, Candidate, ranked, read

NAMES = {
    1: ("1.001193", "Đăng ký khai sinh", "giấy khai sinh, làm khai sinh cho con"),
    2: ("1.004884", "Đăng ký lại khai sinh", ""),
    3: ("1.000894", "Đăng ký kết hôn", "hôn thú"),
    4: ("1.002801", "Đổi giấy phép lái xe", "đổi bằng"),
    5: ("1.004199", "Cấp đổi Giấy chứng nhận quyền sử dụng đất", "sổ đỏ, sổ hồng"),
    6: ("2.002206", "Đăng ký mã số đơn vị có quan hệ với ngân sách", ""),
    7: ("1.001612", "Đăng ký thành lập hộ kinh doanh", "mở cửa hàng"),
    8: ("1.000656", "Đăng ký khai tử", "giấy chứng tử"),
    9: ("2.000815", "Chứng thực bản sao từ bản chính", "sao y"),
}


def candidates(uses: dict[int, int] | None = None) -> list[Candidate]:
    return [
        Candidate(pk, code, name, folded(f"{name} {code} {words}"), (uses or {}).get(pk, 0))
        for pk, (code, name, words) in NAMES.items()
    ]


def found(text: str, **options: dict[int, int]) -> list[int]:
    return ranked(read(text), candidates(**options))[0]


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("khai sinh", 1),
        ("KHAI SINH", 1),
        ("sinh khai dang", 1),
        ("Đăng ký khai sinh", 1),
        ("dang ky lai khai", 2),
        ("hôn kết đăng", 3),
        ("GPLX", 4),
        ("bằng lái xe", 4),
        ("bang lai", 4),
        ("so do", 5),
        ("sổ đỏ", 5),
        ("GCN QSDĐ", 5),
        ("đkkd", 7),
        ("HKD", 7),
        ("1.001193", 1),
        ("chung tu", 8),
        ("tôi muốn làm giấy khai sinh cho con", 1),
    ],
)
def test_a_procedure_is_found_without_diacritics_in_any_order_and_by_everyday_words(text: str, best: int) -> None:
    assert found(text)[0] == best


def test_three_words_in_the_wrong_order_without_diacritics_find_the_procedure() -> None:
    assert found("kinh ho thanh lap doanh") == [7]


def test_a_half_typed_word_finds_already() -> None:
    assert found("khai si") == [1, 2]


def test_a_word_is_found_from_its_beginning_only() -> None:
    assert 9 not in found("an sao")
    assert found("ban sao")[0] == 9


def test_an_everyday_word_is_a_whole_word() -> None:
    assert 6 not in found("so do")


def test_a_name_that_begins_so_comes_before_a_name_that_contains_it() -> None:
    assert found("đăng ký khai")[-1] == 2
    assert found("đổi giấy")[0] == 4


def test_between_equals_the_one_that_is_used_more_comes_first() -> None:
    assert found("khai sinh")[0] == 1
    assert found("khai sinh", uses={2: 50})[0] == 2


def test_where_nothing_has_every_word_the_nearest_are_shown_and_said_to_be_so() -> None:
    pks, is_whole = ranked(read("đăng ký kết hôn khẩn"), candidates())
    assert pks[0] == 3
    assert not is_whole


def test_a_word_that_nobody_knows_finds_nothing() -> None:
    assert ranked(read("zzzz"), candidates()) == ([], True)


def test_no_words_find_everything_by_use_and_name() -> None:
    assert len(found("")) == len(NAMES)
    assert found("  …  ", uses={9: 1})[0] == 9


@pytest.mark.parametrize("text", ["%", "_", "'", '"', "\\", "<script>", "đ" * 5000, "\ufeff", "a" * 5000 + " b"])
def test_no_text_breaks_the_search(text: str) -> None:
    found(text)


def test_the_vocabulary_is_written_folded() -> None:
    for said, meanings in EVERYDAY_WORDS.items():
        assert said == folded(said)
        assert len(said.split()) <= 3, "Only three words are looked up together."
        assert all(meaning == folded(meaning) for meaning in meanings)
    assert all(filler == folded(filler) for filler in FILLERS)
