"""Papers that are handed in signed: judged at upload, and shown to whoever reads them."""

from dataclasses import replace

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agencies.uploads import check_upload
from dossiers.signing.verdict import Outcome, verdict_from
from dossiers.tests.signing import DEED, LATER, equip, letter, sealed
from dossiers.uploads import store


@pytest.fixture
def house(world, settings, tmp_path):
    equip(world, settings, tmp_path)
    return world


def handed_in(content, world):
    upload = check_upload(SimpleUploadedFile("van-bang.pdf", content, content_type="application/pdf"))
    return store(upload, actor=world.an, at=LATER)


def changed():
    """Return a signed paper with one letter of its own text changed, which can still be opened."""
    position = sealed().rfind(b"/ModDate") if b"/ModDate" in sealed() else sealed().find(b"CreationDate") + 20
    content = bytearray(sealed())
    content[position] ^= 1
    return bytes(content)


def test_a_signed_paper_is_judged_when_it_is_handed_in(house):
    verdict = verdict_from(handed_in(sealed(), house).signature_verdict)

    assert verdict.outcome is Outcome.VALID
    assert [one.signer for one in verdict.signatures] == ["Phạm Tiến Dũng", "Sở Tư pháp tỉnh Thử"]


def test_a_changed_paper_is_taken_and_said_to_be_changed(house):
    assert verdict_from(handed_in(changed(), house).signature_verdict).outcome is Outcome.INVALID


def test_a_paper_without_signature_has_no_verdict(house):
    assert handed_in(letter(), house).signature_verdict is None


@pytest.mark.parametrize(
    ("content", "label", "line"),
    [
        (sealed(), "Chữ ký số hợp lệ", "Phạm Tiến Dũng (Sở Tư pháp tỉnh Thử), ký lúc 02/03/2026 10:00: Hợp lệ."),
        (changed(), "Chữ ký số không hợp lệ", "đã bị thay đổi"),
    ],
    ids=["whole", "changed"],
)
@time_machine.travel(DEED)
def test_clerk_and_applicant_see_the_verdict_beside_the_paper(house, client, content, label, line):
    papers = house.papers(house.certificate)
    papers[1] = replace(papers[1], file=handed_in(content, house))
    dossier = house.submit(papers=papers)
    client.force_login(house.binh)
    desk = client.get(reverse("dossiers:desk", args=[dossier.code]), {"giay": dossier.documents.last().pk})
    client.force_login(house.an)
    own = client.get(reverse("dossiers:detail", args=[dossier.code]))

    assert label in desk.content.decode()
    assert line in desk.content.decode()
    assert label in own.content.decode()
