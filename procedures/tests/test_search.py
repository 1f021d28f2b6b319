"""People find a procedure in their own words."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from agencies.vietnamese import folded
from procedures import search
from procedures.models import Procedure, ProcedureVersion, SearchPosting, SearchSpelling, SearchWord
from procedures.search.query import MOST_TERMS, read
from procedures.search.ranking import Candidate, Phrase, ranked
from procedures.search.spelling import COMPLETED, EXACT, HEARD, SLIPPED, divisions_of, is_syllable, probes, spellings
from procedures.search.words import CHATTER, EVERYDAY, FILLERS, words_of
from procedures.tests import many

TODAY = date(2026, 11, 23)

LONG = "xin cấp giấy phép xây dựng nhà ở riêng lẻ tại đô thị mới trên thửa đất chưa có sổ đỏ"
"""More words than are looked for: the numbers of the last terms need more than four bytes."""

CATALOGUE = [
    ("1.001193", "Đăng ký khai sinh", ["giấy khai sinh", "làm khai sinh cho con"]),
    ("1.004884", "Đăng ký lại khai sinh", []),
    ("1.000894", "Đăng ký kết hôn", ["hôn thú"]),
    ("1.002801", "Đổi giấy phép lái xe", ["đổi bằng"]),
    ("1.004199", "Cấp đổi Giấy chứng nhận quyền sử dụng đất", ["sổ đỏ, sổ hồng"]),
    ("2.002206", "Đăng ký mã số đơn vị có quan hệ với ngân sách", []),
    ("1.001612", "Đăng ký thành lập hộ kinh doanh", ["mở cửa hàng"]),
    ("1.000656", "Đăng ký khai tử", ["giấy chứng tử"]),
    ("2.000815", "Chứng thực bản sao từ bản chính", ["sao y"]),
    ("1.003915", "Cấp Chứng chỉ hành nghề đấu giá", []),
    ("1.001667", "Giải quyết hưởng chế độ ốm đau", ["con ốm phải nghỉ ở nhà, tham gia bảo hiểm"]),
]


def row(code: str, name: str, keywords: list[str]) -> dict[str, object]:
    return {
        "code": code,
        "name": name,
        "keywords": keywords,
        "sector": "Hộ tịch",
        "level": ["commune"],
        "audience": ["citizen"],
    }


@pytest.fixture
def catalogue(db: None) -> None:
    many.write([row(*line) for line in CATALOGUE])


def codes(text: str) -> list[str]:
    return [found.code for found in search.find(text, today=TODAY).found]


# ── In one's own words ───────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("catalogue")
def test_a_procedure_is_found_without_diacritics_in_any_order_with_slips_and_by_everyday_words() -> None:
    for text, best in {
        "khai sinh": "1.001193",
        "KHAI SINH": "1.001193",
        "sinh khai dang": "1.001193",
        "Đăng ký khai sinh": "1.001193",
        "đăng kí khai sinh": "1.001193",
        "dang ky lai khai": "1.004884",
        "hôn kết đăng": "1.000894",
        "GPLX": "1.002801",
        "bằng lái xe": "1.002801",
        "so do": "1.004199",
        "sổ đỏ": "1.004199",
        "sodo": "1.004199",
        "GCN QSDĐ": "1.004199",
        "đkkd": "1.001612",
        "HKD": "1.001612",
        "kinh ho thanh lap doanh": "1.001612",
        "chung tu": "1.000656",
        "tôi muốn làm giấy khai sinh cho con": "1.001193",
        "khai sihn": "1.001193",
        "khai xinh": "1.001193",
        "khaisinh": "1.001193",
        "ddoiri giaays pheps": "1.002801",
        "1.001193": "1.001193",
        "1001193": "1.001193",
        "001193": "1.001193",
        "thủ tục 1.001193": "1.001193",
    }.items():
        assert codes(text)[:1] == [best], text


@pytest.mark.usefixtures("catalogue")
def test_words_next_to_each_other_come_before_words_that_are_scattered() -> None:
    found = codes("dau gia")
    assert found[0] == "1.003915"
    assert "1.001667" in found, "It has both words, too."


@pytest.mark.usefixtures("catalogue")
def test_the_very_words_come_before_words_that_look_like_them() -> None:
    assert codes("khai tu") == ["1.000656"]


@pytest.mark.usefixtures("catalogue")
def test_half_a_word_and_half_a_code_find_already() -> None:
    assert set(codes("khai si")) == {"1.001193", "1.004884"}
    assert codes("1.0041") == ["1.004199"]


@pytest.mark.usefixtures("catalogue")
def test_a_word_is_found_from_its_beginning_only() -> None:
    assert codes("an") == []
    assert codes("ban sao")[0] == "2.000815"


@pytest.mark.usefixtures("catalogue")
def test_an_everyday_word_is_a_whole_word() -> None:
    assert "2.002206" not in codes("so do")


@pytest.mark.usefixtures("catalogue")
def test_who_does_not_say_again_wants_it_the_first_time() -> None:
    assert codes("dang ky khai sinh")[:2] == ["1.001193", "1.004884"]
    assert codes("lai khai sinh")[0] == "1.004884"


@pytest.mark.usefixtures("catalogue")
def test_between_equals_the_one_that_is_used_more_comes_first() -> None:
    Procedure.objects.filter(code="1.000656").update(dossier_count=50)
    assert codes("đăng ký khai")[0] == "1.000656"
    assert codes("")[0] == "1.000656", "Without words, the most used comes first."
    assert len(codes("  …  ")) == len(CATALOGUE)


@pytest.mark.usefixtures("catalogue")
def test_where_nothing_has_every_word_the_nearest_are_shown_and_said_to_be_so() -> None:
    results = search.find("đăng ký kết hôn khẩn", today=TODAY)
    assert results.found[0].code == "1.000894"
    assert not results.is_whole
    for nonsense in ("zzzz", "khong co gi giong vay"):
        assert search.find(nonsense, today=TODAY) == search.Results([]), nonsense


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    "text", ["%", "_", "'", '"', "\\", "<script>", "đ" * 5000, "\ufeff", "a" * 5000, "ab ba " * 99, LONG]
)
def test_no_text_breaks_the_search(text: str) -> None:
    codes(text)


# ── What search reads is kept in step ────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("catalogue")
def test_search_finds_what_is_in_force_on_the_day() -> None:
    version = ProcedureVersion.objects.get(procedure__code="1.000894")
    version.valid_to = TODAY
    version.save()
    assert codes("ket hon") == ["1.000894"]
    tomorrow = TODAY + timedelta(days=1)
    assert not search.find("ket hon", today=tomorrow).found
    assert len(search.find("", today=tomorrow).found) == len(CATALOGUE) - 1


@pytest.mark.usefixtures("catalogue")
def test_indexing_anew_replaces_what_was_written_and_adds_no_word_twice() -> None:
    version = ProcedureVersion.objects.get(procedure__code="1.000894")
    before = SearchPosting.objects.count(), SearchWord.objects.count(), SearchSpelling.objects.count()
    search.index([version])
    assert (SearchPosting.objects.count(), SearchWord.objects.count(), SearchSpelling.objects.count()) == before
    version.name, version.keywords = "Ghi chú ly hôn", []
    version.save()
    search.index([version])
    assert codes("ly hon")[0] == "1.000894"
    assert "1.000894" not in codes("dang ky ket hon")


@pytest.mark.usefixtures("catalogue")
def test_the_index_is_written_anew_after_the_words_have_changed() -> None:
    before = set(SearchPosting.objects.values_list("version__name", "word__word", "weight"))
    SearchWord.objects.create(word="nobodysword")
    call_command("index_procedures", stdout=StringIO())
    assert set(SearchPosting.objects.values_list("version__name", "word__word", "weight")) == before
    assert not SearchWord.objects.filter(word="nobodysword").exists()


# ── Words ────────────────────────────────────────────────────────────────────────────────────────


def test_words_are_the_same_however_they_are_written() -> None:
    assert words_of("Lý lịch, HÒA  giải") == words_of("lí lịch hoà giải") == ["li", "lich", "hoa", "giai"]
    assert words_of("thủ tục 1.001193, dưới 5.000 m") == ["thu", "tuc", "1001193", "duoi", "5000", "m"]


def test_everyday_words_and_chatter_are_heard_in_what_is_typed() -> None:
    terms = read("xin hỏi làm sổ đỏ cần giấy tờ gì").terms
    assert [(term.words, bool(term.everyday)) for term in terms if not term.is_filler] == [(("sodo",), True)]
    assert [term.words for term in read("thủ tục").terms], "Where nothing else is typed, this is looked for."


def test_the_vocabulary_is_written_folded() -> None:
    for everyday in EVERYDAY.values():
        for words in (everyday.said, *everyday.meanings):
            assert " ".join(words) == folded(" ".join(words))
    assert all(filler == folded(filler) for filler in FILLERS)
    assert not {words for words in CHATTER if words in EVERYDAY}


@pytest.mark.parametrize(
    ("typed", "meant", "strain"),
    [
        ("sinh", "sinh", EXACT),
        ("xinh", "sinh", HEARD),
        ("chu", "tru", HEARD),
        ("nich", "lich", HEARD),
        ("hong", "hon", HEARD),
        ("giaays", "giay", COMPLETED),
        ("dduwowngf", "duong", COMPLETED),
        ("d9a8ng", "dang", COMPLETED),
        ("sihn", "sinh", SLIPPED),
        ("sinhh", "sinh", SLIPPED),
        ("snh", "sinh", SLIPPED),
        ("sanh", "sinh", SLIPPED),
        ("hn", "hon", SLIPPED),
        ("nhan", "hanh", None),
        ("do", "to", None),
        ("1001193", "1001194", None),
    ],
)
def test_a_word_is_recognised_by_its_sound_and_through_one_slip(typed: str, meant: str, strain: int | None) -> None:
    assert reached(typed, meant) == strain


def reached(typed: str, word: str) -> int | None:
    kept = probes(typed)
    return min((kept[spelling] for spelling in spellings(word) if spelling in kept), default=None)


@given(st.text("abcghinotu", min_size=4, max_size=8), st.data())
def test_any_one_slip_in_a_word_is_undone(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abcghinotu"))
    swapped = word[:place] + word[place : place + 2][::-1] + word[place + 2 :]
    for typed in (
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :],
        swapped,
    ):
        assert reached(typed, word) is not None, typed


def test_words_typed_without_spaces_are_divided_into_syllables() -> None:
    assert divisions_of("khaisinh") == (("khai", "sinh"),)
    assert ("ket", "hon") in divisions_of("kethon")
    assert divisions_of("khai") == (("khai",),)
    assert divisions_of("gplx") == (("gplx",),)
    assert is_syllable("nghieng")
    assert not is_syllable("xyz")


@given(st.text(max_size=300))
def test_anything_that_is_typed_can_be_read(text: str) -> None:
    assert len(read(text).terms) <= MOST_TERMS


# ── Ranking ──────────────────────────────────────────────────────────────────────────────────────


def test_a_rare_word_weighs_more_than_common_ones() -> None:
    query = read("cap giay phep xdqz")
    rarity = dict(zip(query.needed, (1.0, 1.0, 1.0, 9.0), strict=True))
    has_the_common = Candidate(1, 0, 3, 0, 3.0, (Phrase(("cap", "giay", "phep")),))
    has_the_rare = Candidate(2, 0, 1, 0, 9.0, (Phrase(("mot", "xdqz")),))
    assert ranked(query, [has_the_common, has_the_rare], rarity=rarity).pks == (2,)


def test_what_is_far_down_the_database_s_list_stays_an_answer_behind_the_others() -> None:
    query = read("giay phep")
    near = Candidate(1, 0, 2, 0, 5.0, (Phrase(("giay", "phep")),))
    far = Candidate(2, 9, 2, 0, 4.0)
    assert ranked(query, [far, near], rarity={}).pks == (1, 2)
