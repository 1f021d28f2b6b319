"""What a file may do to a record that stands: nothing changes without a sentence, nothing local changes at all."""

from copy import deepcopy
from typing import Any

import pytest

from procedures.importing.reconciling import NOT_ADOPTED, UNSORTED, budget_notes, founded, reconciled
from procedures.models import Source
from procedures.records.canonical import canonical
from procedures.tests.test_publishing import RECORD

STANDING = canonical(
    {
        **RECORD,
        "ways": [
            {
                "channel": "in_person",
                "limits": [{"amount": 7, "unit": "working_day", "text": "7"}],
                "fees": [{"kind": "fee", "name": "Phí", "amount": 90000, "text": "90 VNĐ"}],
            },
            {"channel": "postal", "limits": [{"amount": 7, "unit": "working_day"}]},
        ],
        "required_documents": [{"name": "Đơn đề nghị", "originals": 1, "vault": True}, {"name": "Ảnh chân dung"}],
        "processes": [],
    }
)


def brought(incoming: dict[str, Any], *, kind=Source.NATIONAL_RECORD, standing_source=Source.EDITOR):
    return reconciled(deepcopy(STANDING), standing_source, incoming, kind=kind)


def test_what_the_file_does_not_say_stays():
    result = brought({"code": STANDING["code"], "name": STANDING["name"], "steps": [], "summary": ""})
    assert (result.record, result.notes) == (STANDING, [])


def test_each_value_that_changes_is_told_old_and_new():
    result = brought({"name": "Cấp lại thẻ", "required_documents": [{"name": "Đơn đề nghị", "originals": 2}]})

    assert result.record["name"] == "Cấp lại thẻ"
    told = "\n".join(result.notes)
    assert "Cấp thẻ công chứng viên → Cấp lại thẻ" in told
    assert "1 → 2" in told
    assert "Bỏ giấy tờ: Ảnh chân dung" in told


def test_the_vault_and_the_form_of_a_paper_stay_with_its_name():
    (document,) = brought({"required_documents": [{"name": "đơn  đề nghị ", "originals": 1}]}).record[
        "required_documents"
    ]
    assert document["vault"] is True


@pytest.mark.parametrize("key", ["agencies", "service_level", "taken_in_at_centre", "four_step", "processes"])
def test_no_national_file_touches_what_the_province_decides(key):
    result = brought({"agencies": ["H98.41"], "service_level": "partial", "four_step": True, "processes": [{}]})
    assert result.record[key] == STANDING[key]


def test_editors_words_are_filled_in_but_never_replaced():
    record = brought({"keywords": ["công chứng"], "summary": "Tóm tắt của Bộ"}).record
    assert (record["keywords"], record["summary"]) == (["thẻ CCV"], "Tóm tắt của Bộ")


# ── Ways ─────────────────────────────────────────────────────────────────────────────────
def in_person(**parts: Any) -> dict[str, Any]:
    return {"ways": [{"channel": "in_person", **parts}, {"channel": "postal"}]}


def test_a_limit_that_was_read_replaces_the_one_that_stands():
    result = brought(in_person(limits=[{"amount": 5, "unit": "working_day", "text": "5 Ngày làm việc"}]))
    assert result.record["ways"][0]["limits"][0]["amount"] == 5
    assert any("07 ngày làm việc → 05 ngày làm việc" in note for note in result.notes)


@pytest.mark.parametrize("text", ["7", "7 hoặc 9"])
def test_a_limit_that_could_not_be_read_does_not(text):
    result = brought(in_person(limits=[{"amount": None, "unit": None, "text": text}]))
    assert result.record["ways"] == STANDING["ways"]


def test_of_several_limits_only_the_unread_ones_are_kept():
    limits = [{"amount": None, "text": "7"}, {"amount": 12, "unit": "working_day", "condition": "Phải xác minh"}]
    record = brought(in_person(limits=limits)).record
    assert [limit["amount"] for limit in record["ways"][0]["limits"]] == [7, 12]


def test_a_fee_that_an_editor_read_is_kept_with_a_note():
    result = brought(in_person(fees=[{"kind": "fee", "name": "Phí", "amount": None, "text": "90 VNĐ(Phí thẩm định)"}]))
    assert result.record["ways"][0]["fees"][0]["amount"] == 90000
    assert any("chưa đọc được (“90 VNĐ(Phí thẩm định)”)" in note for note in result.notes)


def test_a_channel_that_the_file_lacks_is_kept_with_a_note():
    result = brought({"ways": [{"channel": "in_person"}]})
    assert [way["channel"] for way in result.record["ways"]] == ["in_person", "postal"]
    assert any("Bưu chính" in note for note in result.notes)


def test_a_process_that_no_longer_fits_is_kept_and_the_mend_is_told():
    result = reconciled(
        canonical(RECORD),
        Source.EDITOR,
        {"ways": [{"channel": "in_person", "limits": [{"amount": 1, "unit": "working_day"}]}]},
        kind=Source.NATIONAL_RECORD,
    )
    assert result.record["processes"] == canonical(RECORD)["processes"]
    (note,) = budget_notes(result.record)
    assert "480 phút" in note and "quyết định" in note
    assert budget_notes(canonical(RECORD)) == []


# ── The list ─────────────────────────────────────────────────────────────────────────────
LISTED = {
    "name": "Tên trong danh sách",
    "sector": "công  chứng",
    "competences": [{"kind": "implementing", "name": "Sở Tư Pháp"}],
}


@pytest.mark.parametrize(
    ("source", "filled"), [(Source.EDITOR, False), (Source.NATIONAL_RECORD, True), (Source.OWN_FILE, True)]
)
def test_a_list_fills_gaps_of_richer_records_and_says_where_it_differs(source, filled):
    result = brought(LISTED, kind=Source.NATIONAL_LIST, standing_source=source)
    assert result.record["name"] == STANDING["name"]
    assert bool(result.record["competences"]) is filled
    assert len(result.notes) == (1 if filled else 2)


def test_a_list_replaces_what_a_list_said():
    result = brought(LISTED, kind=Source.NATIONAL_LIST, standing_source=Source.NATIONAL_LIST)
    assert result.record["name"] == "Tên trong danh sách"


# ── Our own file, and a procedure that is new ────────────────────────────────────────────
def test_our_own_file_replaces_what_it_mentions_also_by_nothing():
    result = brought({"keywords": [], "four_step": True}, kind=Source.OWN_FILE)
    assert (result.record["keywords"], result.record["four_step"]) == ([], True)
    assert result.record["required_documents"] == STANDING["required_documents"]
    assert any("thẻ CCV" in note for note in result.notes)


def test_a_national_procedure_is_not_taken_in_before_the_province_says_so():
    record = founded({"code": "1.000001", "name": "Mới"}, kind=Source.NATIONAL_RECORD).record
    assert (record["taken_in_at_centre"], record["not_taken_in_reason"]) == (False, NOT_ADOPTED)
    assert record["sector"] == UNSORTED


def test_of_our_own_file_it_is_as_it_says():
    assert founded({"code": "1.000001", "name": "Mới"}, kind=Source.OWN_FILE).record["taken_in_at_centre"] is True
