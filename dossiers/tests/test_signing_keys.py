"""Keys wherever they live: a file, a token, a service; each signs the same letter, each refuses in words."""

import os
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import keys, tsp
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from dossiers.models import KeyKind
from dossiers.signing import pades
from dossiers.signing.authority import as_pkcs12
from dossiers.signing.certificates import as_asn1
from dossiers.signing.contract import SigningKey
from dossiers.signing.errors import KeyUnavailable, SigningRefused
from dossiers.signing.keyring import open_key
from dossiers.signing.pkcs12 import open_file
from dossiers.signing.places import Places
from dossiers.signing.pretended import Mood, PretendedService
from dossiers.signing.remote import HttpService, open_account
from dossiers.signing.running import run
from dossiers.signing.timestamps import HttpTimeAuthority
from dossiers.signing.verifying import verify
from dossiers.tests.signing import (
    DEED,
    LATER,
    PLACES,
    SECRET,
    approver_key,
    issued,
    letter,
    prepared,
    trust,
)

TOKEN, LABEL, PIN = "dung", "ky-so", "246810"
MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
)


def assert_signs(key):
    """Expect a key to sign a letter that is then found sound but for the seal."""
    assert isinstance(key, SigningKey)
    done = pades.sign(prepared(), key, picture=None, at=DEED)
    (signature,) = verify(done, at=LATER, trust=trust()).signatures
    assert signature.is_sound
    assert signature.signer == "Phạm Tiến Dũng"


# ── In a file ────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def key_file(tmp_path):
    path = tmp_path / "dung.p12"
    path.write_bytes(as_pkcs12(approver_key(), passphrase=SECRET))
    return path


def test_a_key_in_a_file_signs(key_file):
    assert_signs(open_file(key_file, passphrase=SECRET))


def test_a_key_in_a_file_brings_its_issuers_nearest_first(key_file):
    key = open_file(key_file, passphrase=SECRET)

    assert key.chain == approver_key().chain


@pytest.mark.parametrize("passphrase", ["", "sai", SECRET.upper()])
def test_a_wrong_passphrase_is_refused_in_words(key_file, passphrase):
    with pytest.raises(SigningRefused, match="Mật khẩu của khóa ký số không đúng") as refusal:
        open_file(key_file, passphrase=passphrase)
    assert refusal.value.field == "passphrase"


def test_a_file_that_is_not_there_or_no_key_is_refused_in_words(tmp_path):
    (tmp_path / "rac.p12").write_bytes(b"khong phai khoa")

    with pytest.raises(KeyUnavailable, match="Không đọc được tệp khóa"):
        open_file(tmp_path / "khong-co.p12", passphrase=SECRET)
    with pytest.raises(SigningRefused, match="bị hỏng"):
        open_file(tmp_path / "rac.p12", passphrase=SECRET)


def test_a_place_that_climbs_out_of_the_folder_stays_inside(settings, tmp_path, key_file):
    settings.SIGNING_KEYS = tmp_path / "keys"
    settings.SIGNING_PASSPHRASE = SECRET

    with pytest.raises(KeyUnavailable):
        open_key(KeyKind.PKCS12, "../dung.p12")


def test_a_secret_is_not_shown_where_a_key_is_printed(key_file):
    assert "PrivateKey" not in repr(open_file(key_file, passphrase=SECRET))


# ── On a token ───────────────────────────────────────────────────────────────────────────
@pytest.fixture(scope="module")
def token(tmp_path_factory):
    """A software token with Dũng's key; the module reads its settings once for the whole process."""
    module = next((path for path in MODULES if Path(path).exists()), None)
    assert module, "The tests need SoftHSM: apt install softhsm2 (macOS: brew install softhsm)."
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    for label in (TOKEN, "trong"):
        options = ["--init-token", "--free", "--label", label, "--so-pin", "0000", "--pin", PIN]
        subprocess.run(["softhsm2-util", *options], check=True, capture_output=True)
    _put_key_on_token(module)
    return module


def _put_key_on_token(module):
    import pkcs11
    from pkcs11.util.rsa import decode_rsa_private_key
    from pkcs11.util.x509 import decode_x509_certificate

    key = approver_key()
    der = key.private.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    named = {pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.LABEL: LABEL}
    with pkcs11.lib(module).get_token(token_label=TOKEN).open(rw=True, user_pin=PIN) as session:
        session.create_object({**decode_rsa_private_key(der), **named, pkcs11.Attribute.SENSITIVE: True})
        for number, certificate in enumerate((key.certificate, *key.chain)):
            label = {pkcs11.Attribute.LABEL: LABEL if number == 0 else f"cap-tren-{number}"}
            session.create_object({**decode_x509_certificate(certificate.public_bytes(Encoding.DER)), **named, **label})


@pytest.fixture
def plugged_in(settings, token):
    settings.SIGNING_PKCS11_MODULE = token
    settings.SIGNING_PKCS11_PIN = ""


def test_a_key_on_a_token_signs_with_the_pin_that_is_typed(plugged_in):
    key = open_key(KeyKind.PKCS11, f"{TOKEN}/{LABEL}", secret=PIN)

    assert key.chain == approver_key().chain
    assert PIN not in repr(key)
    assert_signs(key)


@pytest.mark.parametrize(
    ("address", "pin", "error", "words"),
    [
        (f"{TOKEN}/{LABEL}", "111111", SigningRefused, "Mã PIN của thiết bị ký số không đúng"),
        (f"{TOKEN}/khac", PIN, SigningRefused, "không chứa khóa đã đăng ký"),
        (f"trong/{LABEL}", PIN, SigningRefused, "không chứa khóa đã đăng ký"),
        (f"rut-ra/{LABEL}", PIN, KeyUnavailable, "cắm thiết bị"),
    ],
    ids=["wrong PIN", "no such key", "empty token", "unplugged"],
)
def test_a_token_refuses_in_words(plugged_in, address, pin, error, words):
    with pytest.raises(error, match=words):
        open_key(KeyKind.PKCS11, address, secret=pin)


def test_an_installation_without_tokens_says_so(settings):
    settings.SIGNING_PKCS11_MODULE = ""

    with pytest.raises(KeyUnavailable, match="chưa được cài đặt"):
        open_key(KeyKind.PKCS11, f"{TOKEN}/{LABEL}", secret=PIN)


# ── At a service ─────────────────────────────────────────────────────────────────────────
ACCOUNT = "dung@ky-so"


@pytest.fixture
def service():
    return PretendedService({ACCOUNT: approver_key()}, {ACCOUNT: PIN})


@pytest.fixture(params=["in this process", "over HTTP"])
def reached(request, service):
    """The service, spoken to directly and over the network."""
    if request.param == "in this process":
        yield service
        return
    with service.serve() as address:
        yield HttpService(address, timeout=1)


def test_a_key_at_a_service_signs(reached, service):
    assert_signs(open_account(ACCOUNT, service=reached, secret=PIN))
    assert service.signatures_made == 1


def test_an_answer_that_got_lost_is_asked_for_again_and_signed_once(reached, service):
    service.mood = Mood.LOSES_ITS_FIRST_ANSWER

    assert_signs(open_account(ACCOUNT, service=reached, secret=PIN))
    assert service.signatures_made == 1


@pytest.mark.parametrize(
    ("mood", "error", "words"),
    [
        (Mood.REFUSES, SigningRefused, "Người ký đã từ chối trên điện thoại"),
        (Mood.SILENT, KeyUnavailable, "chưa trả lời"),
        (Mood.ANSWERS_TWICE, SigningRefused, "không đúng một chữ ký"),
        (Mood.SIGNS_SOMETHING_ELSE, SigningRefused, "không khớp với chứng thư số"),
    ],
)
def test_a_service_that_misbehaves_is_not_believed(reached, service, mood, error, words):
    key = open_account(ACCOUNT, service=reached, secret=PIN)
    service.mood = mood

    with pytest.raises(error, match=words):
        pades.sign(prepared(), key, picture=None, at=DEED)


def test_a_wrong_pin_at_the_service_is_refused_in_words(reached, service):
    key = open_account(ACCOUNT, service=reached, secret="000000")

    with pytest.raises(SigningRefused, match="Mã PIN không đúng"):
        pades.sign(prepared(), key, picture=None, at=DEED)
    assert service.signatures_made == 0


def test_an_account_that_the_service_does_not_know_is_refused(reached):
    with pytest.raises(SigningRefused, match="Không có tài khoản này"):
        open_account("ai-do", service=reached, secret=PIN)


def test_a_service_that_is_not_there_is_unavailable():
    with pytest.raises(KeyUnavailable):
        open_account(ACCOUNT, service=HttpService("http://127.0.0.1:9", timeout=1), secret=PIN)


def test_an_installation_without_a_service_says_so(settings):
    settings.SIGNING_SERVICE_URL = ""

    with pytest.raises(KeyUnavailable, match="chưa kết nối dịch vụ"):
        open_key(KeyKind.REMOTE, ACCOUNT)


# ── An attested time ─────────────────────────────────────────────────────────────────────
class Clockmaker:
    """A time-stamp authority whose clock stands still."""

    def __init__(self, at):
        self.at, self.key = at, issued("Dịch vụ dấu thời gian", stamps_time=True)

    def attest(self, request):
        from pyhanko.sign.timestamps import DummyTimeStamper

        der = self.key.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        private = keys.PrivateKeyInfo.load(der)
        stamper = DummyTimeStamper(as_asn1(self.key.certificate), private, fixed_dt=self.at)
        return run(stamper.async_request_tsa_response(tsp.TimeStampReq.load(request))).dump()


def test_an_attested_time_proves_that_the_certificate_was_in_force():
    soon = issued("Người sắp hết hạn", valid_until=DEED + timedelta(hours=2))
    paper = pades.prepare(letter(), Places(signature=PLACES.signature, seal=None))
    done = pades.sign(paper, soon, picture=None, at=DEED, authority=Clockmaker(DEED))
    (signature,) = verify(done, at=DEED + timedelta(days=30), trust=trust()).signatures

    assert signature.attested_at == DEED
    assert signature.is_sound


def test_a_time_authority_that_does_not_answer_stops_the_signature():
    silent = HttpTimeAuthority("http://127.0.0.1:9", timeout=1)

    with pytest.raises(KeyUnavailable, match="dấu thời gian chưa trả lời"):
        pades.sign(prepared(), approver_key(), picture=None, at=DEED, authority=silent)
