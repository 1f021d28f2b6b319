"""The store of papers: what was issued comes by itself, what was handed in is kept on a press, the rest is uploaded."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Membership, MembershipRole, Organisation
from dossiers.models import Dossier, Outcome, VaultDocument, VaultOrigin
from dossiers.queries.vault import kept_papers
from dossiers.services import vault
from dossiers.tests.cast import GROUND, MONDAY, MONDAY_MORNING, PDF, SESSION_QUERIES, DossierIn, World
from dossiers.workflow import Action, Status

TUESDAY = MONDAY_MORNING + timedelta(days=1)
STORE = "/tai-khoan/kho-giay-to/"


@pytest.fixture(autouse=True)
def _tuesday() -> Any:
    with time_machine.travel(TUESDAY, tick=False):
        yield


def handed_over(world: World, dossier_in: DossierIn, **proposal: Any) -> Dossier:
    """Walk a dossier with a result file to its end."""
    dossier = dossier_in(Status.IN_APPRAISAL)
    for action in (Action.TAKE, Action.PROPOSE, Action.APPROVE, Action.SEAL, Action.HAND_OVER):
        words = {"file": world.scan, **proposal} if action is Action.PROPOSE else {}
        dossier = world.act(dossier, action, at=TUESDAY, **words)
    return dossier


def test_what_was_issued_comes_into_the_store_once(world: World, dossier_in: DossierIn) -> None:
    dossier = handed_over(world, dossier_in)
    kept = VaultDocument.objects.get()
    assert (kept.owner, kept.origin, kept.dossier, kept.file) == (world.an, VaultOrigin.ISSUED, dossier, world.scan)
    assert (kept.name, kept.document_code) == ("Chứng chỉ hành nghề đấu giá", "KQ.G15.000001")
    assert kept.issued_on == MONDAY + timedelta(days=1)
    assert vault.keep_result(dossier, at=TUESDAY) is None
    vault.remove(kept, at=TUESDAY)
    assert vault.keep_result(dossier, at=TUESDAY) is None, "what was taken out stays out"


def test_a_denial_is_no_paper_to_use_again(world: World, dossier_in: DossierIn) -> None:
    handed_over(world, dossier_in, outcome=Outcome.DENIED, reason="Không đủ.", legal_ground=GROUND)
    assert not VaultDocument.objects.exists()


def test_a_result_of_an_organisation_is_its_own(world: World, dossier_in: DossierIn) -> None:
    confirmed = {"created_at": MONDAY_MORNING, "confirmed_at": MONDAY_MORNING}
    company = Organisation.objects.create(tax_code="0100109106", name="Công ty Thử", **confirmed)
    dossier = dossier_in(Status.IN_APPRAISAL)
    Dossier.objects.filter(pk=dossier.pk).update(organisation=company)
    dossier.refresh_from_db()
    for action in (Action.TAKE, Action.PROPOSE, Action.APPROVE, Action.SEAL, Action.HAND_OVER):
        words = {"file": world.scan} if action is Action.PROPOSE else {}
        dossier = world.act(dossier, action, at=TUESDAY, **words)
    kept = VaultDocument.objects.get()
    assert (kept.owner, kept.organisation) == (None, company)
    assert not kept_papers(world.an, today=MONDAY).exists()
    role = MembershipRole.MEMBER
    Membership.objects.create(organisation=company, user=world.mai, role=role, valid_from=MONDAY, added_by=world.mai)
    mai = type(world.mai).objects.get(pk=world.mai.pk)
    assert kept in kept_papers(mai, today=MONDAY, organisation=company)


def test_papers_of_a_dossier_are_kept_on_a_press(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    press = reverse("dossiers:keep_papers", args=[dossier.code])
    client.force_login(world.khoa)
    assert client.post(press).status_code == 404
    client.force_login(world.an)
    for _press in range(2):
        assert client.post(press).status_code == 302
    kept = VaultDocument.objects.get()
    assert (kept.origin, kept.owner, kept.dossier) == (VaultOrigin.SUBMITTED, world.an, dossier)


def test_a_file_is_uploaded_renamed_and_taken_out(client: Client, world: World) -> None:
    client.force_login(world.an)

    def upload(**changed: Any) -> Any:
        scan = SimpleUploadedFile("bang.pdf", PDF, content_type="application/pdf")
        return client.post(STORE, {"file": scan, "name": "Bằng tốt nghiệp", "valid_to": "31/12/2026", **changed})

    assert upload(name="").status_code == 422
    assert upload(issued_on="01/01/2027").status_code == 422
    assert upload(file=SimpleUploadedFile("bang.pdf", b"<html>")).status_code == 422
    assert [upload().status_code for _press in range(2)] == [302, 302]
    kept = VaultDocument.objects.get()
    text = client.get(STORE).content.decode()
    assert "Bằng tốt nghiệp" in text
    assert "có giá trị đến 31/12/2026" in text
    address = reverse("dossiers:vault_document", args=[kept.file_id])
    assert client.post(address, {"name": "Bằng đại học", "valid_to": "01/03/2026"}).status_code == 302
    assert "Hết giá trị" in client.get(STORE).content.decode()
    assert not kept_papers(world.an, today=MONDAY).exists(), "what no longer holds is not offered"
    opened = client.get(reverse("dossiers:vault_file", args=[kept.file_id]))
    assert b"".join(opened.streaming_content) == PDF  # type: ignore[attr-defined]
    client.force_login(world.khoa)
    for name in ("vault_document", "vault_file"):
        assert client.get(reverse(f"dossiers:{name}", args=[kept.file_id])).status_code == 404
    assert client.post(address, {"remove": "1"}).status_code == 404
    client.force_login(world.an)
    assert client.post(address, {"remove": "1"}).status_code == 302
    assert "Bằng đại học" not in client.get(STORE).content.decode().replace("Đã bỏ “Bằng đại học”", "")


@pytest.mark.parametrize("rows", [1, 30])
def test_the_store_takes_the_same_queries_for_one_and_for_thirty(
    client: Client, world: World, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    files = [type(world.scan)(**{**_columns(world), "name": f"{number}.pdf"}) for number in range(rows)]
    type(world.scan).objects.bulk_create(files)
    VaultDocument.objects.bulk_create(
        VaultDocument(owner=world.an, name=file.name, file=file, origin=VaultOrigin.UPLOADED, added_at=TUESDAY)
        for file in files
    )
    client.force_login(world.an)
    client.get(STORE)
    with django_assert_num_queries(5 + SESSION_QUERIES):
        client.get(STORE)


def _columns(world: World) -> dict[str, Any]:
    names = ("content", "extension", "media_type", "size", "sha256", "uploaded_at")
    return {name: getattr(world.scan, name) for name in names}
