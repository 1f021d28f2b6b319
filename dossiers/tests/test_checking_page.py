"""Anybody who holds a result may ask whether it is what was issued."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dossiers.checking import LOOK_UPS, UPLOADS, Comparison, check_file
from dossiers.models import StoredFile
from dossiers.queries.issued import issued_as, issued_paper
from dossiers.services.approval import approve, seal
from dossiers.services.signing import sign
from dossiers.signing.verdict import Outcome
from dossiers.tests.signing import DEED, LATER, equip, letter, make_electronic, prepared, sealed, signed
from dossiers.tests.world import MONDAY_MORNING, loaded
from dossiers.workflow import Status

ASK = reverse("dossiers:check_paper")


@pytest.fixture
def house(world, settings, tmp_path):
    equip(world, settings, tmp_path)
    return world


@pytest.fixture
def issued(house, dossier_in):
    """A dossier whose electronic result was signed at 10:00 and sealed at 10:30."""
    dossier = loaded(dossier_in(Status.IN_APPROVAL))
    dossier = make_electronic(dossier, actor=house.chi, at=MONDAY_MORNING)
    approve(dossier, seen=dossier.revision, actor=house.dung, at=DEED)
    dossier = loaded(dossier)
    sign(dossier, seen=dossier.revision, actor=house.dung, at=DEED)
    dossier = loaded(dossier)
    seal(dossier, seen=dossier.revision, actor=house.giang, at=DEED + timedelta(minutes=30))
    return loaded(dossier)


def file_of(dossier):
    with dossier.result.file.content.open("rb") as file:
        return file.read()


def brought(content, name="giay-chung-nhan.pdf"):
    return {"tep-file": SimpleUploadedFile(name, content, content_type="application/pdf")}


def address_of(dossier):
    return reverse("dossiers:check_issued", args=[dossier.result.verification_code])


# ── A file ───────────────────────────────────────────────────────────────────────────────
@time_machine.travel(LATER)
def test_who_brings_a_result_is_told_who_signed_it_when_and_that_nothing_changed(house, issued, client):
    page = client.post(ASK, brought(file_of(issued)))
    words = page.content.decode()

    assert page.status_code == 200
    assert "Chữ ký số hợp lệ" in words
    assert "Phạm Tiến Dũng" in words and "Sở Tư pháp tỉnh Thử" in words
    assert "02/03/2026, 10:00" in words and "02/03/2026, 10:30" in words
    assert issued.result.number in words
    assert "trùng khớp từng byte" in words


@time_machine.travel(LATER)
def test_nothing_personal_is_asked_or_told(house, issued, client):
    for page in (client.get(ASK), client.get(address_of(issued)), client.post(ASK, brought(file_of(issued)))):
        words = page.content.decode()
        assert issued.code not in words
        assert issued.applicant_name not in words
        assert issued.personal_id not in words


@time_machine.travel(LATER)
def test_one_changed_byte_is_told(house, issued, client):
    changed = bytearray(file_of(issued))
    changed[400] ^= 1
    words = client.post(ASK, brought(bytes(changed))).content.decode()

    assert "Chữ ký số không hợp lệ" in words
    assert "Không dùng tệp này" in words


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (letter(), "không có chữ ký số"),
        (prepared(), "không có chữ ký số"),
        (signed(), "chưa hoàn thành"),
        (sealed()[:-300], "không hợp lệ"),
    ],
    ids=["letter", "prepared", "unsealed", "cut"],
)
@time_machine.travel(LATER)
def test_other_files_are_told_apart(house, client, content, words):
    assert words in client.post(ASK, brought(content)).content.decode()


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "chọn tệp văn bản cần kiểm tra"),
        (brought(b""), "không có nội dung"),
        (brought(b"GIF89a...", "anh.pdf"), "không phải tệp PDF"),
        (brought(b"%PDF-1.7" + b"0" * 3000, "to.pdf"), "Tệp lớn hơn"),
    ],
    ids=["none", "empty", "picture", "large"],
)
def test_what_cannot_be_looked_at_is_said_at_the_field(db, client, settings, files, words):
    settings.UPLOAD_MAX_FILE_SIZE = 2000
    page = client.post(ASK, files)

    assert page.status_code == 422
    assert words in page.content.decode()


@time_machine.travel(LATER)
def test_a_file_is_looked_at_and_not_kept(house, issued, client, settings):
    before = StoredFile.objects.count()
    client.post(ASK, brought(sealed()))

    assert StoredFile.objects.count() == before


@time_machine.travel(LATER, tick=False)
def test_after_many_files_a_stranger_waits(db, client):
    for _ in range(UPLOADS.most):
        assert client.post(ASK, brought(letter())).status_code == 200
    page = client.post(ASK, brought(letter()))

    assert page.status_code == 429
    assert "chờ 10 phút" in page.content.decode()
    with time_machine.travel(LATER + timedelta(seconds=UPLOADS.seconds)):
        assert client.post(ASK, brought(letter())).status_code == 200


# ── A code ───────────────────────────────────────────────────────────────────────────────
@time_machine.travel(LATER)
def test_the_code_on_the_paper_tells_number_agency_and_when(issued, client):
    words = client.get(address_of(issued)).content.decode()

    assert issued.result.number in words
    assert "Sở Tư pháp tỉnh Thử" in words
    assert "02/03/2026, 10:30" in words
    assert issued.result.file.sha256 in words


@time_machine.travel(LATER)
def test_a_code_that_is_typed_leads_to_its_paper(issued, client):
    code = issued.result.verification_code
    page = client.post(ASK, {"ma-code": f" {code[:4].lower()}-{code[4:8]} {code[8:]}"})

    assert page["Location"] == address_of(issued)


@pytest.mark.parametrize("typed", ["abcd/efgh", "- -", "mã kiểm tra", "²", "\u202e\x1b[31m</script>"])
def test_what_cannot_be_a_code_is_refused_with_a_reason(db, client, typed):
    page = client.post(ASK, {"ma-code": typed})

    assert page.status_code == 422
    assert "chỉ gồm chữ cái không dấu và chữ số" in page.content.decode()


def test_an_address_that_cannot_hold_a_code_gets_one_reason(db, client):
    page = client.get(reverse("dossiers:check_issued", args=["<b>"]))

    assert page.status_code == 404
    assert "chỉ gồm chữ cái không dấu và chữ số" in page.content.decode()
    assert "Không có văn bản nào mang mã kiểm tra này" not in page.content.decode()


def test_an_unknown_code_and_an_unfinished_paper_get_the_same_answer(house, dossier_in, client):
    dossier = make_electronic(loaded(dossier_in(Status.IN_APPROVAL)), actor=house.chi, at=MONDAY_MORNING)
    unfinished = client.get(address_of(dossier))
    unknown = client.get(reverse("dossiers:check_issued", args=["ABCDEFGH2345"]))

    assert unfinished.status_code == unknown.status_code == 404
    for page in (unfinished, unknown):
        assert "Không có văn bản nào mang mã kiểm tra này" in page.content.decode()


@time_machine.travel(LATER)
@pytest.mark.parametrize(("state", "words"), [("same", "trùng khớp từng byte"), ("other", "không trùng khớp")])
def test_a_file_is_compared_with_the_paper_of_the_code(issued, client, state, words):
    content = file_of(issued) if state == "same" else sealed()

    assert words in client.post(address_of(issued), brought(content)).content.decode()


@time_machine.travel(LATER, tick=False)
def test_who_guesses_codes_waits(db, client):
    address = reverse("dossiers:check_issued", args=["ABCDEFGH2345"])
    answers = {client.get(address).status_code for _ in range(LOOK_UPS.most)}

    assert answers == {404}
    assert client.get(address).status_code == 429


# ── What stands behind ───────────────────────────────────────────────────────────────────
def test_an_earlier_state_of_the_paper_is_unfinished(issued):
    first = issued.result.signatures.first()
    with first.after.content.open("rb") as file:
        checked = check_file(file.read(), expected=issued_paper(issued.result.verification_code), at=LATER)

    assert checked.comparison is Comparison.UNFINISHED


def test_our_own_records_prove_when_a_result_was_signed(issued):
    """Years later the certificates have run out; that the file existed in time, we know."""
    checked = check_file(file_of(issued), at=DEED + timedelta(days=4000))

    assert checked.comparison is Comparison.SAME
    assert checked.verdict.outcome is Outcome.VALID


def test_a_paper_is_found_in_two_queries(issued, django_assert_num_queries):
    result, digest = issued.result, issued.result.file.sha256
    with django_assert_num_queries(2):
        assert issued_paper(result.verification_code).number == result.number
    with django_assert_num_queries(2):
        assert issued_as(digest).number == result.number
    with django_assert_num_queries(1):
        assert issued_as("0" * 64) is None
