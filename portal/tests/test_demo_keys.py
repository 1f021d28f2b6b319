"""The keys of the demo: made by our own authority, registered, and good to sign with."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest

from dossiers.models import SigningIdentity
from dossiers.services.identities import identity_of, open_identity
from dossiers.tests.world import MONDAY_MORNING
from portal.demo.keys import BEFORE, drawn_signature, make_keys, seal_picture


@pytest.fixture
def folders(settings, tmp_path):
    settings.SIGNING_KEYS, settings.SIGNING_TRUST = tmp_path / "keys", tmp_path / "trust"
    settings.SIGNING_PASSPHRASE = "mật khẩu của phần thử"
    return tmp_path


def test_every_approver_and_every_agency_gets_a_key_that_signs_now_and_in_the_past(world, folders):
    made = make_keys(at=MONDAY_MORNING)

    assert made == SigningIdentity.objects.count() == 4
    for at in (MONDAY_MORNING, MONDAY_MORNING - BEFORE + timedelta(days=2)):
        for agency, officer in ((world.department, world.dung), (world.department, None), (world.commune, world.khoa)):
            identity = identity_of(agency, officer, at=at)
            assert open_identity(identity, secret="", at=at)
            assert identity.image is not None


def test_keys_are_made_once(world, folders):
    make_keys(at=MONDAY_MORNING)

    assert make_keys(at=MONDAY_MORNING) == 0


def test_only_their_owner_reads_the_files(world, folders):
    make_keys(at=MONDAY_MORNING)
    files = [path for path in Path(folders).rglob("*") if path.is_file()]

    assert {path.suffix for path in files} == {".p12", ".pem"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_without_a_passphrase_no_key_is_made(world, folders, settings):
    settings.SIGNING_PASSPHRASE = ""

    assert make_keys(at=MONDAY_MORNING) == 0
    assert not SigningIdentity.objects.exists()


def test_pictures_are_the_same_for_the_same_name():
    assert drawn_signature("Phạm Tiến Dũng") == drawn_signature("Phạm Tiến Dũng") != drawn_signature("Lê Sơn")
    assert seal_picture("Sở Tư pháp", "tỉnh An Hòa") == seal_picture("Sở Tư pháp", "tỉnh An Hòa")
