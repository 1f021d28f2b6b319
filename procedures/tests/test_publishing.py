"""A structured record becomes a version, whole or not at all."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from agencies.models import Agency, AgencyKind, Level, OneStopOffice, SecondSeal
from procedures.models import InternalProcess, Procedure, ProcedureVersion, Source
from procedures.records import BadRecord, check_record, limit_minutes
from procedures.records.canonical import canonical
from procedures.services import publish_version, record_of, withdraw_version

RECORD: dict[str, Any] = {
    "code": "9.000003",
    "name": "Cấp thẻ công chứng viên",
    "sector": "Công chứng",
    "level": ["province"],
    "agencies": ["H98.03"],
    "audience": ["citizen"],
    "promulgation": {"number": "2230/QĐ-BTP"},
    "keywords": ["thẻ CCV"],
    "ways": [
        {
            "channel": "in_person",
            "limits": [
                {"amount": 5, "unit": "working_day"},
                {"amount": 10, "unit": "working_day", "condition": "Phải xác minh"},
            ],
            "fees": [{"kind": "charge", "name": "Lệ phí", "amount": 8000}],
        },
        {"channel": "online", "limits": [{"amount": 3, "unit": "working_day"}]},
    ],
    "required_documents": [{"name": "Đơn đề nghị", "originals": 1}],
    "results": [{"name": "Thẻ công chứng viên"}],
    "service_level": "full",
    "processes": [
        {
            "stages": [
                {"step": "reception", "name": "Tiếp nhận", "role": "clerk", "minutes": 120},
                {"step": "appraisal", "name": "Thẩm định", "role": "appraiser", "minutes": 840},
                {"step": "approval", "name": "Ký thẻ", "role": "approver", "minutes": 240},
                {"step": "approval", "name": "Đóng dấu", "role": "seal_keeper", "minutes": 120, "needs_seal": True},
                {"step": "return", "name": "Trả kết quả", "role": "clerk", "minutes": 120},
            ]
        }
    ],
}


def changed(**parts: Any) -> dict[str, Any]:
    return deepcopy(RECORD) | parts


@pytest.fixture
def justice(db: None) -> Agency:
    return Agency.objects.create(
        code="H98.03", name="Sở Tư pháp", short_name="Sở Tư pháp", kind=AgencyKind.DEPARTMENT, level=Level.PROVINCE
    )


def test_a_record_becomes_a_version_with_all_its_parts(justice: Agency) -> None:
    version = publish_version(RECORD, valid_from=date(2026, 1, 1))
    assert (version.number, version.procedure.code) == (1, "9.000003")
    assert [str(limit.limit) for limit in version.ways.get(channel="in_person").limits.all()] == [
        "05 ngày làm việc",
        "10 ngày làm việc",
    ]
    assert version.required_documents.get().originals == 1
    assert version.promulgation is not None
    assert version.promulgation.issuer == "Bộ Tư pháp"
    process = InternalProcess.objects.get(version=version)
    assert (process.agency, process.needs_seal, process.is_at_centre) == (justice, True, False)
    assert process.stages.count() == 5


def test_a_new_version_ends_the_one_before_on_the_day_before(justice: Agency) -> None:
    first = publish_version(RECORD, valid_from=date(2026, 1, 1))
    second = publish_version(changed(name="Cấp lại thẻ công chứng viên"), valid_from=date(2026, 7, 1))
    first.refresh_from_db()
    assert (first.valid_to, second.number) == (date(2026, 6, 30), 2)
    assert ProcedureVersion.objects.in_force(date(2026, 6, 30)).get() == first
    assert ProcedureVersion.objects.in_force(date(2026, 7, 1)).get() == second


def test_two_versions_cannot_begin_on_one_day(justice: Agency) -> None:
    publish_version(RECORD, valid_from=date(2026, 7, 1))
    with pytest.raises(BadRecord, match="01/07/2026"):
        publish_version(RECORD, valid_from=date(2026, 7, 1))
    assert ProcedureVersion.objects.count() == 1


def test_a_version_fits_in_between_two_others_and_can_be_withdrawn_again(justice: Agency) -> None:
    for month in (1, 12, 6):
        publish_version(RECORD, valid_from=date(2026, month, 1))
    days = list(ProcedureVersion.objects.order_by("valid_from").values_list("number", "valid_to"))
    assert days == [(1, date(2026, 5, 31)), (3, date(2026, 11, 30)), (2, None)]
    withdraw_version(ProcedureVersion.objects.get(number=3))
    withdraw_version(ProcedureVersion.objects.get(number=2))
    assert list(ProcedureVersion.objects.values_list("number", "valid_to")) == [(1, None)]


def test_a_version_read_back_says_what_was_published(justice: Agency) -> None:
    assert record_of(publish_version(RECORD, valid_from=date(2026, 1, 1))) == canonical(RECORD)


def test_an_agency_may_have_a_process_of_its_own(justice: Agency) -> None:
    other = Agency.objects.create(
        code="H98.04", name="Sở Tài chính", short_name="STC", kind=AgencyKind.DEPARTMENT, level=Level.PROVINCE
    )
    shared = RECORD["processes"][0]["stages"]
    own = [*shared[:1], {**shared[1], "agency": justice.code, "may_consult": True}, *shared[2:]]
    record = changed(
        agencies=["H98.03", "H98.04"], processes=[{"stages": shared}, {"agencies": [other.code], "stages": own}]
    )
    version = publish_version(record, valid_from=date(2026, 1, 1))
    assert version.processes.get(agency=other).stages.get(may_consult=True).agency == justice
    assert record_of(version) == canonical(record)


def test_what_a_file_could_not_say_is_kept_as_words(justice: Agency) -> None:
    limit = {"amount": None, "unit": None, "condition": "", "text": "7"}
    record = changed(ways=[{"channel": "online", "limits": [limit]}], agencies=[], processes=[])
    with pytest.raises(BadRecord, match="chưa đọc được"):
        publish_version(record, valid_from=date(2026, 1, 1))
    version = publish_version(record, valid_from=date(2026, 1, 1), source=Source.NATIONAL_RECORD, complete=False)
    assert str(version.ways.get().limits.get()) == "7"
    assert record_of(version) == canonical(record)


def test_nothing_is_written_for_an_agency_that_does_not_exist(db: None) -> None:
    with pytest.raises(BadRecord, match=r"H98\.03"):
        publish_version(RECORD, valid_from=date(2026, 1, 1))
    assert not Procedure.objects.exists()


def test_four_steps_at_the_centre_need_a_second_seal_there(justice: Agency) -> None:
    with pytest.raises(BadRecord, match="con dấu thứ hai"):
        publish_version(changed(four_step=True), valid_from=date(2026, 1, 1))
    centre = OneStopOffice.objects.create(code="H98.01.01", name="Trung tâm", agency=justice, receipt_symbol="TTPVHCC")
    SecondSeal.objects.create(
        agency=justice, serial_number="1", permission_document="2", custody_office=centre, valid_from=date(2025, 7, 1)
    )
    version = publish_version(changed(four_step=True), valid_from=date(2026, 1, 1))
    assert version.processes.get().is_at_centre


def test_every_commune_carries_out_what_communes_do(justice: Agency) -> None:
    for number in (41, 42):
        Agency.objects.create(
            code=f"H98.{number}", name=f"UBND xã {number}", short_name="x", kind=AgencyKind.COMMUNE, level=Level.COMMUNE
        )
    version = publish_version(changed(agencies=["@communes"], level=["commune"]), valid_from=date(2026, 1, 1))
    assert version.processes.count() == 2


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"results": []}, "kết quả"),
        ({"level": ["district_of_old"]}, "district_of_old"),
        ({"audience": ["everybody"]}, "everybody"),
        ({"name": "Cấp the\u0309"}, "NFC"),
        ({"service_level": "partial"}, "lý do"),
        ({"taken_in_at_centre": False}, "lý do"),
        ({"ways": [RECORD["ways"][0], RECORD["ways"][0]]}, "hai lần"),
        ({"ways": [{"channel": "online", "limits": []}]}, "thời hạn"),
        ({"ways": [{"channel": "online", "limits": [{"amount": 0, "unit": "working_day"}]}]}, "lớn hơn 0"),
        ({"processes": [{"stages": RECORD["processes"][0]["stages"][:3]}]}, "1440"),
        ({"processes": [{"stages": RECORD["processes"][0]["stages"][1:]}]}, "Tổng thời gian"),
        ({"processes": [{"stages": RECORD["processes"][0]["stages"][::-1]}]}, "thứ tự"),
    ],
)
def test_a_faulty_record_is_refused_in_words(parts: dict[str, Any], words: str) -> None:
    with pytest.raises(BadRecord, match=words):
        check_record(changed(**parts))


@pytest.mark.parametrize(
    ("amount", "unit", "minutes"),
    [
        (3, "working_day", 1440),
        (0.5, "working_day", 240),
        (8, "working_hour", 480),
        (1, "same_day", 480),
        (15, "calendar_day", 10 * 480),
        (1, "calendar_day", 480),
        (2, "month", 44 * 480),
    ],
)
def test_a_limit_is_a_budget_of_working_minutes(amount: float, unit: str, minutes: int) -> None:
    assert limit_minutes({"amount": amount, "unit": unit}) == minutes
