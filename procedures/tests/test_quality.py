"""The check of the catalogue: each rule finds its fault, none finds one in a sound record, the whole has one price."""

import json
from copy import deepcopy
from datetime import date
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Post, Role
from agencies.vietnamese import normalised
from dossiers.tests.cast import CERTIFICATE, MONDAY_MORNING, World
from procedures.models import GuidedChoice, LinkedGroup, Procedure, ProcedureVersion, Source
from procedures.quality import Finding, Severity, check_catalogue, place_words
from procedures.quality.links import dead_links, is_public_page
from procedures.quality.reading import Subject, subjects
from procedures.quality.rules import RULES, Looked, Surroundings, is_clean
from procedures.quality.whole import WHOLE_RULES, Choice, Entry, Group, Whole
from procedures.records import gaps_of
from procedures.records.canonical import canonical
from procedures.services import publish_version, publish_versions, records_of
from procedures.services.comparing import confirm_version

TODAY = date(2026, 3, 2)
FROM = date(2025, 7, 1)
AROUND = Surroundings(
    known_codes=frozenset({"1.000001", "1.000002"}), agencies={}, roles_held=set(), missing_forms={7: "to-khai.pdf"}
)


def sound(**changes: Any) -> dict[str, Any]:
    """Return a record without a fault, with some parts changed."""
    return deepcopy(CERTIFICATE) | {"code": "1.000001", "name": "Cấp thẻ công chứng viên"} | changes


# ── Each rule ────────────────────────────────────────────────────────────────────────────────────


def faults(
    record: dict[str, Any], *, around: Surroundings = AROUND, forms: tuple[int, ...] = ()
) -> set[tuple[str, str]]:
    """Return what the rules that look at a record alone find: rule and place."""
    whole = canonical(record)
    looked = Looked(Subject(1, whole, awaits_comparison=False, form_templates=forms), around, gaps_of(whole))
    alone = [rule for rule in RULES if rule.key not in ("unfit_agency", "no_officer")]
    return {(rule.key, fault.where) for rule in alone for fault in rule.faults(looked)}


def way(channel: str = "online", **changes: Any) -> dict[str, Any]:
    return {"channel": channel, "limits": [{"amount": 5, "unit": "working_day"}], **changes}


def fee(**changes: Any) -> list[dict[str, Any]]:
    return [{"kind": "fee", "name": "Phí thẩm định", "amount": 50000, **changes}]


def test_a_sound_record_has_no_fault() -> None:
    assert faults(sound()) == set()


FAULTS: list[tuple[str, str, dict[str, Any]]] = [
    ("no_legal_basis", "legal_bases", {"legal_bases": []}),
    ("no_limit", "ways", {"ways": [], "service_level": "unstated"}),
    ("no_limit", "ways.0.limits", {"ways": [way(limits=[])]}),
    ("unread_limit", "ways.0.limits.0.amount", {"ways": [way(limits=[{"amount": None, "unit": None, "text": "7"}])]}),
    ("unread_fee", "ways.0.fees.0", {"ways": [way(fees=fee(amount=None, text="tùy"))]}),
    ("suspicious_fee", "ways.0.fees.0", {"ways": [way(fees=fee(amount=700))]}),
    ("suspicious_fee", "ways.0.fees.0", {"ways": [way(fees=fee(amount=5_000_000_000))]}),
    ("suspicious_fee", "ways.0.fees.0", {"ways": [way(fees=fee(amount=0, condition="Bản in: 135.000 đồng"))]}),
    (
        "different_limits",
        "ways",
        {"ways": [way(), way("in_person", limits=[{"amount": 9, "unit": "working_day"}])]},
    ),
    ("unstated_level", "service_level", {"service_level": "unstated"}),
    (
        "one_sided_level",
        "service_level",
        {"service_level": "information", "service_level_reason": "Phải đến", "ways": [way()]},
    ),
    ("one_sided_level", "service_level", {"ways": [way("in_person")]}),
    ("incomplete", "results", {"results": []}),
    ("unclean_text", "summary", {"summary": "Hai  dấu cách"}),
    ("unclean_text", "steps.1", {"steps": ["Nộp.", "Nhận kết quả\u200b."]}),
    ("dead_related", "related.0", {"related": ["2.999999"]}),
    ("dead_link", "legal_bases.0", {"legal_bases": [{"number": "1", "name": "Luật", "url": "ftp://x.test/a"}]}),
    ("no_process", "processes", {"processes": []}),
    ("no_process", "agencies", {"processes": [], "agencies": []}),
    ("contradiction", "not_taken_in_reason", {"taken_in_at_centre": False}),
    ("contradiction", "processes.0.stages", {"ways": [way(limits=[{"amount": 9, "unit": "working_day"}])]}),
]


@pytest.mark.parametrize(("rule", "where", "changes"), FAULTS)
def test_a_rule_finds_its_fault(rule: str, where: str, changes: dict[str, Any]) -> None:
    assert (rule, where) in faults(sound(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"ways": [way(), way("in_person", limits=[{"amount": 9, "unit": "working_day"}], note="Phải xác minh")]},
        {"ways": [way(), way("in_person")]},
        {"ways": [way(fees=fee(amount=0, name="Miễn phí"))]},
        {"ways": [way(fees=fee(amount=None, condition="Theo nghị quyết của HĐND tỉnh"))]},
        {"related": ["1.000002"]},
        {"agencies": [], "processes": [], "taken_in_at_centre": False, "not_taken_in_reason": "Do ngành dọc."},
        {"steps": ["Dòng một.\nDòng hai."]},
    ],
)
def test_what_has_a_reason_is_no_fault(changes: dict[str, Any]) -> None:
    loud = {rule for rule, _where in faults(sound(**changes))} - {"contradiction"}
    assert not loud


def test_a_form_whose_file_is_gone_is_a_fault() -> None:
    assert faults(sound(), forms=(8,)) == set()
    assert faults(sound(), forms=(7,)) == {("dead_form", "required_documents")}


@pytest.mark.parametrize(
    "text",
    [
        "Sạch",
        "Hai\ndòng",
        "",
        "a  b",
        " a",
        "a ",
        "a\u00a0b",
        "a\u200bb",
        "Ho\u0300a",
        "Ðăng ký",
        "a\tb",
        "a \nb",
        "\ufeffa",
    ],
)
def test_the_fast_look_at_a_text_agrees_with_cleaning_it(text: str) -> None:
    assert is_clean(text) == (text == normalised(text))


def test_a_place_is_told_in_words() -> None:
    assert place_words("ways.0.limits.1.amount") == "cách nộp 1, thời hạn 2"
    assert place_words("") == ""


# ── The catalogue as a whole ─────────────────────────────────────────────────────────────────────


def faults_of_whole(names: dict[str, str], **parts: Any) -> set[tuple[str, str]]:
    whole = Whole(
        entries={code: Entry(code, name, "Hộ tịch") for code, name in names.items()},
        **({"choices": (), "groups": (), "papers": {}} | parts),
    )
    return {(rule.key, at.entry.code or at.entry.name) for rule in WHOLE_RULES for at in rule.faults(whole)}


def test_names_that_are_taken_for_each_other_are_told_on_both_sides() -> None:
    names = {
        "1.000001": "Đăng ký khai tử",
        "1.000002": "ĐĂNG KÝ KHAI TỬ",
        "1.000003": "Thủ tục khai tử, đăng ký",
        "1.000004": "Đăng ký khai sinh",
    }
    assert faults_of_whole(names) == {
        ("doubled_name", "1.000001"),
        ("doubled_name", "1.000002"),
        ("near_name", "1.000003"),
    }


def test_what_leads_to_a_procedure_that_is_gone_leads_nowhere() -> None:
    choices = [Choice("Khai sinh", "1.000001", 0), Choice("Khai tử", "1.000009", 0), Choice("Khác", "", 0)]
    groups = [Group("Sinh con", ["1.000001", "1.000009"], [("1.000001", "Tờ khai"), ("1.000001", "Giấy chứng sinh")])]
    papers = {"1.000001": frozenset({"to khai"})}
    names = {"1.000001": "Đăng ký khai sinh"}
    found = faults_of_whole(names, choices=choices, groups=groups, papers=papers)
    assert found == {("dead_choice", "1.000009"), ("dead_choice", "Khác"), ("dead_group", "Sinh con")}


# ── Links ────────────────────────────────────────────────────────────────────────────────────────


def test_each_address_is_tried_once_and_none_inside_the_house() -> None:
    tried: list[str] = []

    def opener(url: str) -> str:
        tried.append(url)
        return "máy chủ trả lời 404" if "gone" in url else ""

    urls = ["https://a.test/x", "https://a.test/x", "https://a.test/gone", "http://127.0.0.1/", "http://localhost/x"]
    assert dead_links(urls, opener) == {"https://a.test/gone": "máy chủ trả lời 404"}
    assert sorted(tried) == ["https://a.test/gone", "https://a.test/x"]


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://10.0.0.1/", "http://[::1]/", "http://db.internal/", "x"])
def test_the_check_asks_only_pages_of_the_web(url: str) -> None:
    assert not is_public_page(url)


# ── Over a real catalogue ────────────────────────────────────────────────────────────────────────


def found(**options: Any) -> dict[tuple[str, str], Finding]:
    """Return what is found of the procedure 1.000001, by rule and place."""
    findings = check_catalogue(today=TODAY, **options)
    return {(finding.rule, finding.where): finding for finding in findings if finding.code == "1.000001"}


def test_the_check_reads_the_records_that_were_published(world: World) -> None:
    publish_version(sound(agencies=["@communes", "H98.03"]), valid_from=FROM)
    publish_version(
        sound(code="1.000002", related=["1.000001"], competences=[{"kind": "competent", "name": "UBND"}]),
        valid_from=FROM,
    )
    in_force = list(ProcedureVersion.objects.in_force(TODAY).order_by("pk"))
    # What no rule looks at is not read.
    unread = ("promulgation", "sets", "source_note", "is_required", "shown_only", "vault", "form_template")
    expected = [_without(record, unread) for record in records_of(in_force)]
    assert [_without(canonical(subject.record), unread) for subject in subjects(on=TODAY)] == expected


def _without(value: Any, names: tuple[str, ...]) -> Any:
    if isinstance(value, dict):
        return {name: _without(part, names) for name, part in value.items() if name not in names}
    return [_without(part, names) for part in value] if isinstance(value, list) else value


def test_a_stage_that_nobody_can_do_is_an_error(world: World) -> None:
    publish_version(sound(), valid_from=FROM)
    assert not found()
    Post.objects.filter(role=Role.SEAL_KEEPER).update(valid_to=date(2026, 1, 1))
    world.seal.valid_to = date(2026, 1, 1)
    world.seal.save()
    assert {rule for rule, _where in found()} == {"no_officer", "unfit_agency"}


def test_what_a_file_brought_weighs_less_until_it_is_compared(world: World) -> None:
    version = publish_version(sound(legal_bases=[]), valid_from=FROM, source=Source.NATIONAL_RECORD)
    basis = found()["no_legal_basis", "legal_bases"]
    assert basis.severity is Severity.WARNING and basis.version == version.number
    assert ("not_compared", "") in found()
    assert confirm_version(version, actor=world.mai, at=MONDAY_MORNING)
    assert not confirm_version(version, actor=world.mai, at=MONDAY_MORNING), "the first confirmation counts"
    assert set(found()) == {("no_legal_basis", "legal_bases")}
    assert found()["no_legal_basis", "legal_bases"].severity is Severity.ERROR


def test_a_group_and_a_choice_are_checked_too(world: World) -> None:
    ended = Procedure.objects.create(code="1.000009")
    LinkedGroup.objects.create(code="sinh-con", name="Sinh con").parts.create(ordinal=1, procedure=ended)
    GuidedChoice.objects.create(ordinal=1, label="Khai sinh", procedure=ended)
    rules = {finding.rule for finding in check_catalogue(today=TODAY)}
    assert {"dead_group", "dead_choice"} <= rules


def test_the_check_costs_the_same_number_of_queries_for_any_catalogue(world: World) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            check_catalogue(today=TODAY)
        return len(queries)

    few = cost()
    publish_versions([sound(code=f"1.1{number:05d}") for number in range(30)], valid_from=FROM)
    assert cost() == few <= 20


# ── The command ──────────────────────────────────────────────────────────────────────────────────


@time_machine.travel(TODAY)
def test_the_command_ends_with_one_where_there_are_errors(world: World) -> None:
    publish_version(sound(legal_bases=[]), valid_from=FROM)
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("lint_catalogue", "--json", "--rule", "no_legal_basis", stdout=out)
    assert ended.value.code == 1
    report = json.loads(out.getvalue())
    assert report["errors"] == len(report["findings"])
    assert "1.000001" in {finding["code"] for finding in report["findings"]}
    assert all(finding["mend"] for finding in report["findings"])


@time_machine.travel(TODAY)
def test_the_command_tells_totals_then_each_finding_with_its_mend(world: World) -> None:
    publish_version(sound(related=["2.999999"]), valid_from=FROM)
    out = StringIO()
    call_command("lint_catalogue", "--sector", "Bổ trợ tư pháp", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0] == "Phải sửa: 0; Nên xem: 1; Lưu ý: 0"
    assert "  1.000001 (thủ tục liên quan 1): Thủ tục liên quan 2.999999 không có trong danh mục." in lines
    assert any("Cách sửa" in line for line in lines)
