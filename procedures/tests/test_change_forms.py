"""The editor's form takes a record apart and puts it together again, and says what is wrong where it stands."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.models import Agency
from dossiers.tests.cast import CERTIFICATE
from procedures.forms.change import ChangeForm, KnownAgencies, RowsEdit
from procedures.forms.change.terms import drawn_together
from procedures.records import problems_of
from procedures.records.canonical import canonical
from procedures.records.usual import shared_out, usual_stages
from procedures.tests.typing import typed_from

DEMO = sorted((Path(__file__).parents[2] / "portal" / "demo" / "catalogue").glob("*.json"))
AGENCIES = KnownAgencies.of(
    [
        Agency(code="H98.03", name="Sở Tư pháp tỉnh Thử", short_name="Sở Tư pháp"),
        Agency(code="H98.41", name="Ủy ban nhân dân phường Một", short_name="UBND phường Một"),
    ]
)


def form_of(record: dict[str, Any], typed: Any = None) -> ChangeForm:
    return ChangeForm(record, agencies=AGENCIES, form_templates={}, typed=typed)


def sent(record: dict[str, Any], **more: Any) -> ChangeForm:
    """Return the form of a record as a browser sends it, some fields typed over."""
    return form_of(record, typed_from(form_of(record), **more))


def shown(form: ChangeForm) -> dict[str, str]:
    """Return what is wrong by the id of its place."""
    told: dict[str, str] = {}
    for line in form.errors:
        told[line["target"]] = f"{told.get(line['target'], '')} {line['message']}".strip()
    return told


# ── There and back ───────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("path", DEMO, ids=lambda path: path.stem)
def test_whoever_saves_without_typing_changes_nothing(path):
    records = json.loads(path.read_text())
    codes = {code for record in records for code in record.get("agencies", ())}
    codes |= {stage.get("agency") for record in records for one in record["processes"] for stage in one["stages"]}
    known = KnownAgencies.of([Agency(code=code, name=code, short_name=code) for code in sorted(codes - {None, ""})])
    for record in records:
        fresh = ChangeForm(record, agencies=known, form_templates={})
        form = ChangeForm(record, agencies=known, form_templates={}, typed=typed_from(fresh))
        assert form.is_sound(), form.errors
        assert form.record() == canonical(record)


LIMITS = st.fixed_dictionaries(
    {"amount": st.sampled_from([1, 2, 0.5]), "unit": st.sampled_from(["working_day", "month"])}
)
WAYS = st.permutations(["in_person", "online", "postal"]).flatmap(
    lambda channels: st.lists(st.lists(LIMITS, max_size=4), max_size=3).map(
        lambda limits: [{"channel": channel, "limits": own} for channel, own in zip(channels, limits, strict=False)]
    )
)


@given(ways=WAYS)
def test_limits_that_are_drawn_together_keep_their_order_in_every_channel(ways):
    lines = drawn_together(ways, "limits")
    for way in ways:
        own = [line for line in lines if way["channel"] in line["channels"]]
        assert [{**line, "channels": None} for line in own] == [{**limit, "channels": None} for limit in way["limits"]]


# ── What is typed ────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("typed", "amount"), [("5", 5), (" 05 ", 5), ("0,5", 0.5), ("1.5", 1.5), ("0", None), ("năm", None), ("-1", None)]
)
def test_a_limit_is_read_as_vietnamese_writes_numbers(typed, amount):
    form = sent(CERTIFICATE, **{"limits-n1-amount": typed})
    assert form.is_sound() == (amount is not None)
    if amount is not None:
        assert form.record()["ways"][0]["limits"][0]["amount"] == amount
    else:
        assert "Nhập một số lớn hơn 0" in shown(form)["id_limits-n1-amount"]


@pytest.mark.parametrize(
    ("typed", "money"), [("50000", 50000), ("50.000", 50000), ("1 200 000 đ", 1200000), ("0", 0), ("50,5", None)]
)
def test_a_fee_is_read_in_dong(typed, money):
    form = sent(CERTIFICATE, **{"fees-n1-amount": typed})
    assert form.is_sound() == (money is not None)
    if money is not None:
        assert form.record()["ways"][0]["fees"][0]["amount"] == money


@pytest.mark.parametrize("typed", ["H98.03", "sở tư pháp", "So Tu phap (H98.03)", "Sở Tư pháp tỉnh Thử"])
def test_an_agency_is_known_by_its_code_and_by_its_names(typed):
    form = sent(CERTIFICATE, **{"agencies-n1-agency": typed})
    assert form.is_sound() and form.record()["agencies"] == ["H98.03"]


def test_an_agency_that_nobody_knows_is_named_at_its_field():
    form = sent(CERTIFICATE, **{"agencies-n1-agency": "Sở Tư Phát"})
    assert not form.is_sound()
    assert "“Sở Tư Phát”" in shown(form)["id_agencies-n1-agency"]


def test_a_line_for_a_way_that_there_is_not_is_not_lost_without_a_word():
    limits = {"limits-n1-channels": ["postal"], "channels": ["in_person"]}
    assert "Chọn ít nhất một hình thức nộp" in shown_after(sent(CERTIFICATE, **limits))["id_limits-n1-channels"]


def shown_after(form: ChangeForm) -> dict[str, str]:
    form.is_sound()
    return shown(form)


# ── What contradicts itself is said where it stands ──────────────────────────────────────
CONTRADICTIONS = [
    ({"processes-n1-stages-n2-days": "1"}, "processes-n1-stages", "khác thời hạn giải quyết"),
    ({"processes-n1-stages-n3-role": "clerk"}, "id_processes-n1-stages-n3-role", "vai trò không phù hợp"),
    ({"processes-n1-stages-n1-step": "return"}, "processes-n1-stages", "theo thứ tự"),
    ({"processes-n1-stages": ["n1", "n2", "n4", "n3", "n5"]}, "id_processes-n1-stages-n4-step", "không đến được"),
    ({"processes-n1-stages-n2-name": ""}, "id_processes-n1-stages-n2-name", "chưa ghi nội dung"),
    ({"processes-n1-stages-n4-needs_seal": []}, "processes-n1-stages", "đóng dấu"),
    ({"service_level": "partial"}, "id_service_level_reason", "phải ghi lý do"),
    ({"taken_in_at_centre": []}, "id_not_taken_in_reason", "phải ghi lý do"),
    ({"fees-n1-amount": ""}, "id_fees-n1-condition", "Hội đồng nhân dân"),
    ({"required_documents-n2-name": ""}, "id_required_documents-n2-name", "chưa có tên"),
    (
        {"processes": ["n1", "n2"], "processes-n2-stages": ["n1"], "processes-n2-stages-n1-name": "Làm"},
        "processes",
        "Có hai quy trình dùng chung",
    ),
    (
        {"processes-n1-agencies": ["n1"], "processes-n1-agencies-n1-agency": "H98.41"},
        "processes",
        "không thực hiện thủ tục này",
    ),
]


@pytest.mark.parametrize(
    ("typed", "place", "text"), CONTRADICTIONS, ids=[text for _typed, _place, text in CONTRADICTIONS]
)
def test_a_contradiction_is_told_at_its_field(typed, place, text):
    form = sent(CERTIFICATE, **typed)
    assert form.is_sound(), form.errors
    record = form.record()
    form.tell(problems_of(record, complete=False), record)
    assert text in shown(form)[place]


def test_a_fault_of_a_line_for_three_ways_is_told_once():
    form = sent(CERTIFICATE, **{"limits-n1-unit": "same_day"})
    assert form.is_sound()
    record = form.record()
    form.tell(problems_of(record, complete=False), record)
    assert [line["target"] for line in form.errors] == ["id_limits-n1-amount"]


def test_what_is_missing_leads_to_where_it_is_typed():
    form = form_of({"code": "9.000009"})
    lines = form.lines(problems_of(form.kept, complete=True), form.kept)
    fields = {"id_name", "id_sector", "id_level", "id_audience", "id_channels", "id_service_level"}
    assert {line["target"] for line in lines} == {*fields, "agencies", "results", "processes"}


# ── Rows ─────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("button", "keys"),
    [
        ("add conditions", ["n1", "n2", "n3", "n4"]),
        ("drop conditions n2", ["n1", "n3"]),
        ("up conditions n3", ["n1", "n3", "n2"]),
        ("up conditions n1", ["n1", "n2", "n3"]),
        ("down conditions n1", ["n2", "n1", "n3"]),
        ("drop conditions n9", ["n1", "n2", "n3"]),
    ],
)
def test_a_button_changes_the_rows_and_nothing_else(button, keys):
    record = CERTIFICATE | {"conditions": ["Một.", "Hai.", "Ba."]}
    typed = typed_from(form_of(record), name="Tên đang gõ dở")
    edit = RowsEdit.of(button)
    assert edit is not None
    edit.apply(typed)
    assert typed.getlist("conditions") == keys
    assert typed["name"] == "Tên đang gõ dở" and typed["conditions-n2-text"] == "Hai."


@pytest.mark.parametrize("button", ["", "add", "add Limits", "delete limits n1", "add limits n1 n2", "add a-b-c-d"])
def test_a_button_that_does_not_exist_does_nothing(button):
    assert RowsEdit.of(button) is None


# ── Stages that fit the limit ────────────────────────────────────────────────────────────
@given(allowed=st.integers(min_value=30, max_value=200_000), count=st.integers(min_value=1, max_value=15))
def test_shared_out_minutes_are_the_limit_and_nobody_goes_without(allowed, count):
    stages = [{"minutes": place} for place in range(1, count + 1)]
    minutes = [stage["minutes"] for stage in shared_out(stages, allowed)]
    assert sum(minutes) == allowed and min(minutes) > 0


def test_the_usual_stages_of_five_days_are_round():
    assert [stage["minutes"] for stage in usual_stages(2400)] == [240, 1440, 480, 120, 120]


def test_a_procedure_with_usual_stages_contradicts_nothing():
    record = deepcopy(CERTIFICATE) | {"processes": [{"stages": usual_stages(2400)}]}
    assert problems_of(record, complete=True) == []


def test_sharing_out_keeps_what_was_typed_and_fits_a_new_limit():
    form = sent(CERTIFICATE, **{"limits-n1-amount": "3"})
    edit = RowsEdit.of("split processes-n1-stages")
    assert edit is not None and form.share_out(edit) is None
    again = form_of(CERTIFICATE, form.typed)
    assert again.is_sound()
    stages = again.record()["processes"][0]["stages"]
    assert sum(stage["minutes"] for stage in stages) == 1440
    assert [stage["name"] for stage in stages] == [stage["name"] for stage in CERTIFICATE["processes"][0]["stages"]]


def test_nothing_is_shared_out_before_there_is_a_limit():
    form = form_of({}, typed_from(form_of({})))
    edit = RowsEdit.of("split processes-n1-stages")
    assert edit is not None and "Ghi thời hạn giải quyết" in str(form.share_out(edit))
