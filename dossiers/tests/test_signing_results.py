"""The electronic result: the approver signs, the keeper seals, and each refusal leaves everything as it was."""

import hashlib
from datetime import timedelta

import pytest

from dossiers.access import check
from dossiers.errors import InvalidInput, NotAllowed, StaleDossier
from dossiers.models import KeyKind, Signature, SigningIdentity
from dossiers.services.approval import approve, seal, send_back
from dossiers.services.identities import register, revoke
from dossiers.services.letters import CODE_LENGTH, new_verification_code
from dossiers.services.signing import sign
from dossiers.signing.errors import KeyUnavailable, SigningRefused
from dossiers.signing.fields import Field
from dossiers.signing.verifying import verify
from dossiers.tests.signing import (
    DEED,
    SECRET,
    equip,
    issued,
    make_electronic,
    put_key,
    trust,
)
from dossiers.tests.world import MONDAY_MORNING, loaded
from dossiers.workflow import Action, Status

HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def house(world, settings, tmp_path):
    """The world with keys; everything is signed at 10:00 or later."""
    equip(world, settings, tmp_path)
    return world


@pytest.fixture
def to_sign(house, dossier_in):
    """A dossier whose electronic result waits for Dũng's signature."""

    def made(has_seal=True):
        version = house.certificate if has_seal else house.confirmation
        dossier = loaded(dossier_in(Status.IN_APPROVAL, version=version))
        dossier = make_electronic(dossier, actor=house.chi, at=MONDAY_MORNING, has_seal=has_seal)
        approve(dossier, seen=dossier.revision, actor=house.dung, at=DEED)
        return loaded(dossier)

    return made


def signed_by_dung(house, dossier, **options):
    sign(dossier, seen=dossier.revision, actor=house.dung, at=DEED, **options)
    return loaded(dossier)


def sealed_by_giang(house, dossier, *, at=DEED + HALF_AN_HOUR, **options):
    seal(dossier, seen=dossier.revision, actor=house.giang, at=at, **options)
    return loaded(dossier)


def content_of(dossier):
    with dossier.result.file.content.open("rb") as file:
        return file.read()


def test_signed_and_sealed_the_result_is_ready_and_its_file_proves_it(house, to_sign):
    dossier = sealed_by_giang(house, signed_by_dung(house, to_sign()))
    content = content_of(dossier)
    verdict = verify(content, at=DEED + timedelta(hours=1), trust=trust())

    assert dossier.status == Status.RESULT_READY
    assert dossier.finished_at == DEED + HALF_AN_HOUR
    assert verdict.is_valid
    assert [one.signer for one in verdict.signatures] == ["Phạm Tiến Dũng", house.department.name]
    assert (verdict.number, verdict.date) == (dossier.result.number, "ngày 02 tháng 3 năm 2026")
    assert hashlib.sha256(content).hexdigest() == dossier.result.file.sha256
    assert dossier.result.second_seal is None, "The agency's digital signature stands for the wet seal."


def test_each_state_of_the_letter_is_kept_with_who_signed_it(house, to_sign):
    dossier = sealed_by_giang(house, signed_by_dung(house, to_sign()))
    first, second = Signature.objects.filter(result=dossier.result)

    assert (first.field_name, first.signed_by, first.signed_at) == (Field.SIGNATURE, house.dung, DEED)
    assert (second.field_name, second.signed_by) == (Field.SEAL, house.giang)
    assert first.after == second.before
    assert second.after == dossier.result.file
    assert (first.identity.user, second.identity.user) == (house.dung, None)


def test_a_result_without_seal_is_numbered_and_ready_when_it_is_signed(house, to_sign):
    dossier = signed_by_dung(house, to_sign(has_seal=False))
    verdict = verify(content_of(dossier), at=DEED + timedelta(hours=1), trust=trust())

    assert dossier.status == Status.RESULT_READY
    assert verdict.is_valid and verdict.number == dossier.result.number != ""


def test_a_result_that_was_sent_back_is_signed_anew(house, to_sign):
    dossier = signed_by_dung(house, to_sign())
    send_back(dossier, reason="Sai tên.", seen=dossier.revision, actor=house.giang, at=DEED + HALF_AN_HOUR)
    dossier = loaded(dossier)
    approve(dossier, seen=dossier.revision, actor=house.dung, at=DEED + HALF_AN_HOUR)
    dossier = sealed_by_giang(house, signed_by_dung(house, loaded(dossier)), at=DEED + 3 * HALF_AN_HOUR)

    assert verify(content_of(dossier), at=DEED + timedelta(hours=3), trust=trust()).is_valid
    assert Signature.objects.filter(result=dossier.result).count() == 3


# ── Refused in words, nothing changed ────────────────────────────────────────────────────
def assert_refused(deed, dossier, words, error=SigningRefused):
    """Expect a refusal that says so, and a dossier, a result and signatures as they were."""
    dossier = loaded(dossier)
    signatures = Signature.objects.count()
    with pytest.raises(error) as refusal:
        deed()
    now = loaded(dossier)
    assert words in str(refusal.value)
    assert (now.revision, now.status, now.result.file_id, now.result.number) == (
        dossier.revision,
        dossier.status,
        dossier.result.file_id,
        dossier.result.number,
    )
    assert Signature.objects.count() == signatures
    return refusal.value


def test_a_wrong_passphrase_is_said_at_its_field(house, to_sign):
    dossier = to_sign()
    refusal = assert_refused(lambda: signed_by_dung(house, dossier, secret="sai"), dossier, "Mật khẩu")

    assert refusal.field == "passphrase"


def test_the_passphrase_that_the_approver_types_opens_the_key(house, to_sign, settings):
    settings.SIGNING_PASSPHRASE = ""
    dossier = to_sign()
    assert_refused(lambda: signed_by_dung(house, dossier), dossier, "Mật khẩu")

    assert signed_by_dung(house, dossier, secret=SECRET).status == Status.AWAITING_SEAL


def test_who_has_no_certificate_does_not_sign(house, to_sign):
    dossier = to_sign()
    SigningIdentity.objects.filter(user=house.dung).delete()

    assert_refused(lambda: signed_by_dung(house, dossier), dossier, "chưa đăng ký chứng thư số")


def test_an_agency_without_its_own_certificate_does_not_seal(house, to_sign):
    dossier = signed_by_dung(house, to_sign())
    SigningIdentity.objects.filter(user=None).delete()

    assert_refused(lambda: sealed_by_giang(house, dossier), dossier, "chưa đăng ký chữ ký số của cơ quan")


def test_a_seal_that_was_taken_out_of_use_seals_nothing(house, to_sign):
    dossier = signed_by_dung(house, to_sign())
    revoke(SigningIdentity.objects.get(user=None), at=DEED)

    assert_refused(lambda: sealed_by_giang(house, dossier), dossier, "ngừng sử dụng từ ngày 02/03/2026")


def test_an_expired_certificate_is_refused_on_the_day(house, to_sign, tmp_path):
    soon = issued("Phạm Tiến Dũng 2", valid_from=DEED - timedelta(days=5), valid_until=DEED - timedelta(hours=1))
    put_key("dung-2.p12", soon, tmp_path)
    register(house.department, KeyKind.PKCS12, "dung-2.p12", user=house.dung, at=MONDAY_MORNING)
    dossier = to_sign()

    assert_refused(lambda: signed_by_dung(house, dossier), dossier, "đã hết hạn ngày 02/03/2026")


def test_another_key_under_the_registered_name_is_refused(house, to_sign, tmp_path):
    put_key("dung.p12", issued("Người khác"), tmp_path)
    dossier = to_sign()

    assert_refused(lambda: signed_by_dung(house, dossier), dossier, "không thuộc chứng thư số đã đăng ký")


def test_a_missing_key_is_said_to_be_missing(house, to_sign, tmp_path):
    (tmp_path / "keys" / "dung.p12").unlink()
    dossier = to_sign()

    assert_refused(lambda: signed_by_dung(house, dossier), dossier, "Không đọc được tệp khóa", KeyUnavailable)


def test_a_file_that_was_changed_in_the_store_is_not_signed(house, to_sign):
    dossier = to_sign()
    path = dossier.result.file.content.path
    with open(path, "r+b") as file:
        file.seek(40)
        file.write(b"X")

    assert_refused(lambda: signed_by_dung(house, dossier), dossier, "đã bị thay đổi")


def test_a_letter_whose_signature_no_longer_holds_is_not_sealed(house, to_sign):
    """Somebody exchanges file and digest, as one with access to the database could."""
    dossier = signed_by_dung(house, to_sign())
    changed = bytearray(content_of(dossier))
    changed[200] ^= 1
    with open(dossier.result.file.content.path, "wb") as file:
        file.write(changed)
    type(dossier.result.file).objects.filter(pk=dossier.result.file_id).update(
        sha256=hashlib.sha256(changed).hexdigest()
    )

    assert_refused(lambda: sealed_by_giang(house, loaded(dossier)), dossier, "không còn hợp lệ")


def test_of_two_presses_the_second_is_told(house, to_sign):
    dossier = to_sign()
    again = loaded(dossier)
    signed_by_dung(house, dossier)

    assert_refused(lambda: signed_by_dung(house, again), dossier, "vừa được người khác xử lý", StaleDossier)


def test_the_seal_does_not_come_before_the_signature(house, to_sign):
    dossier = to_sign()

    assert_refused(lambda: sealed_by_giang(house, dossier), dossier, "", StaleDossier)


def test_the_approver_does_not_seal(house, to_sign):
    dossier = signed_by_dung(house, to_sign())

    with pytest.raises(NotAllowed):
        check(house.dung, Action.SEAL, dossier, at=DEED)


# ── Registering ──────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("holder", "words"),
    [
        ({"organisation": "Ủy ban nhân dân phường Thử", "agency_code": "H98.41"}, "không phải của Sở Tư pháp"),
        ({"valid_from": DEED + timedelta(days=1)}, "chưa có hiệu lực"),
        ({"valid_until": DEED - timedelta(days=2)}, "đã hết hạn"),
    ],
    ids=["another agency's", "not yet", "expired"],
)
def test_a_certificate_that_may_not_sign_here_is_not_registered(house, tmp_path, holder, words):
    put_key("moi.p12", issued("Người mới", **holder), tmp_path)

    with pytest.raises(SigningRefused, match=words):
        register(house.department, KeyKind.PKCS12, "moi.p12", user=house.dung, at=MONDAY_MORNING)


def test_a_certificate_of_an_authority_that_nobody_trusts_is_not_registered(house, tmp_path):
    from dossiers.signing.authority import new_authority

    stranger = new_authority("Tổ chức lạ", at=MONDAY_MORNING)
    put_key("la.p12", issued("Người lạ", by=stranger), tmp_path)

    with pytest.raises(SigningRefused, match="không do tổ chức chứng thực mà hệ thống tin cậy"):
        register(house.department, KeyKind.PKCS12, "la.p12", user=house.dung, at=MONDAY_MORNING)


def test_a_certificate_that_names_no_code_belongs_to_the_agency_of_its_name(house, tmp_path):
    put_key("ten.p12", issued("Người ghi tên", organisation="SỞ TƯ PHÁP TỈNH THỬ", agency_code=""), tmp_path)

    assert register(house.department, KeyKind.PKCS12, "ten.p12", user=house.dung, at=MONDAY_MORNING).pk


def test_a_certificate_is_registered_once(house):
    with pytest.raises(InvalidInput, match="đã được đăng ký"):
        register(house.department, KeyKind.PKCS12, "dung.p12", user=house.dung, at=MONDAY_MORNING)


def test_no_secret_enters_the_database(house):
    for identity in SigningIdentity.objects.all():
        told = " ".join(str(getattr(identity, field.attname)) for field in identity._meta.concrete_fields)
        assert SECRET not in told and "PRIVATE KEY" not in told


def test_verification_codes_are_long_and_differ():
    codes = {new_verification_code() for _ in range(200)}

    assert len(codes) == 200
    assert all(len(code) == CODE_LENGTH and not set(code) & set("01OIL") for code in codes)
