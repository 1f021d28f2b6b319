"""The square code of an identity card, as scanners type it."""

from datetime import date

import pytest

from accounts.identity_card import InvalidCard, as_written, read_card

GOOD = "049170000311|205123456|ĐỖ THỊ MẬN|12051970|Nữ|Số 4, đường Lê Lợi, phường Hòa Thuận, tỉnh An Hòa|01012022"


def test_a_card_says_who_it_belongs_to() -> None:
    card = read_card(GOOD)
    assert (card.personal_id, card.full_name, card.born_on) == ("049170000311", "Đỗ Thị Mận", date(1970, 5, 12))
    assert card.address == "Số 4, đường Lê Lợi, phường Hòa Thuận, tỉnh An Hòa"


@pytest.mark.parametrize(
    "text",
    [
        "049170000311||ĐỖ THỊ MẬN|12051970|Nữ|Số 4",
        f"{GOOD}||||",
        f"  {GOOD}\r\n",
        GOOD.replace("12051970", ""),
        GOOD.replace("ĐỖ THỊ MẬN", "Đỗ Thị Mận"),
    ],
)
def test_older_and_newer_cards_are_read_alike(text: str) -> None:
    assert read_card(text).full_name == "Đỗ Thị Mận"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "049170000311",
        "1|2|3",
        "https://example.test/|||||",
        GOOD.replace("049170000311", "04917000031"),
        GOOD.replace("12051970", "12051971"),
        GOOD.replace("12051970", "32131970"),
        GOOD.replace("ĐỖ THỊ MẬN", ""),
        GOOD.replace("ĐỖ THỊ MẬN", "<SCRIPT>"),
    ],
)
def test_anything_else_is_refused_in_words(text: str) -> None:
    with pytest.raises(InvalidCard) as refusal:
        read_card(text)
    assert str(refusal.value)


def test_names_in_capitals_are_written_as_in_forms() -> None:
    assert as_written("H'HEN NIÊ") == "H'Hen Niê"
    assert as_written("Nguyễn Văn An") == "Nguyễn Văn An"
