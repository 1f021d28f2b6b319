"""What an operator does with keys at the terminal."""

import os
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings as project
from django.core.management import CommandError, call_command

from dossiers.models import SigningIdentity
from dossiers.signing.remote import HttpService, open_account
from dossiers.tests.signing import (
    AGENCY_CODE,
    SECRET,
    approver_key,
    drawn,
    equip,
    issued,
    put_key,
)
from dossiers.tests.test_signing_keys import assert_signs


@pytest.fixture
def house(world, settings, tmp_path):
    equip(world, settings, tmp_path)
    SigningIdentity.objects.all().delete()
    return world


def said(*arguments):
    out = StringIO()
    call_command("signing_key", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def lasting(tmp_path, house):
    """A key that is in force on whatever day the tests run."""
    from datetime import timedelta

    from django.utils import timezone

    now = timezone.now()
    key = issued("Người lâu năm", valid_from=now - timedelta(days=1), valid_until=now + timedelta(days=9))
    put_key("lau-nam.p12", key, tmp_path)
    return key


def test_a_key_is_registered_listed_and_taken_out_of_use(house, lasting, tmp_path):
    picture = tmp_path / "chu-ky.png"
    picture.write_bytes(drawn())
    options = ("--user", house.dung.email, "--picture", str(picture))

    assert "Đã đăng ký" in said("register", AGENCY_CODE, "pkcs12", "lau-nam.p12", *options)
    identity = SigningIdentity.objects.get()
    assert (identity.user, identity.image is not None) == (house.dung, True)
    assert f"{AGENCY_CODE}\tPhạm Tiến Dũng\t{identity.serial_number}\tpkcs12" in said("list")
    assert "đang dùng" in said("list")
    assert "Đã ngừng" in said("revoke", AGENCY_CODE, identity.serial_number)
    assert "đã ngừng" in said("list")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("register", "H00.00", "pkcs12", "lau-nam.p12"), "Không có cơ quan"),
        (("register", AGENCY_CODE, "pkcs12", "lau-nam.p12", "--user", "ai@do.test"), "Không có tài khoản"),
        (("register", AGENCY_CODE, "pkcs12", "khong-co.p12"), "Không đọc được tệp khóa"),
        (("register", AGENCY_CODE, "pkcs12", "lau-nam.p12", "--picture", "/khong/co.png"), "Không đọc được hình"),
        (("register", "H98.41", "pkcs12", "lau-nam.p12"), "không phải của"),
        (("revoke", AGENCY_CODE, "abc"), "Không có chứng thư số này"),
    ],
)
def test_mistakes_are_said_in_words(house, lasting, arguments, words):
    with pytest.raises(CommandError, match=words):
        said(*arguments)
    assert not SigningIdentity.objects.exists()


def test_the_pretended_service_runs_beside_the_portal(tmp_path):
    (tmp_path / "keys").mkdir()
    put_key("dung.p12", approver_key(), tmp_path)
    env = {**os.environ, "SIGNING_KEYS": str(tmp_path / "keys"), "SIGNING_PASSPHRASE": SECRET}
    command = [sys.executable, project.BASE_DIR / "manage.py", "pretend_signing_service", "--skip-checks"]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as service:
        try:
            address = service.stdout.readline().strip()
            assert_signs(open_account("dung", service=HttpService(address, timeout=10), secret="1234"))
        finally:
            service.terminate()


def test_the_pretended_service_stays_out_of_production(settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="vận hành thật"):
        call_command("pretend_signing_service")
