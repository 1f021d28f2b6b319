"""Who receives a slip at the counter signs for it on a pad; the drawing is bound to the exact slip."""

import io
import json
import math
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from PIL import Image

from dossiers.errors import InvalidInput, NotAllowed
from dossiers.models import DrawnSignature, IntakeReceipt
from dossiers.services.acknowledging import acknowledge, digest_of, slip_pdf
from dossiers.tests.signing import DEED
from dossiers.tests.world import loaded
from dossiers.workflow import Status

RECEIPT = "giay-tiep-nhan"


def scrawl(points=60, reach=120):
    """Return what signature_pad records of one stroke."""
    drawn = [
        {"x": 40 + reach * step / points, "y": 60 + 25 * math.sin(step / 4), "time": 1000 + step, "pressure": 0.5}
        for step in range(points)
    ]
    return [{"penColor": "blue", "points": drawn}]


@pytest.fixture
def received(world, dossier_in):
    """An's dossier, received by Bình, and how it is acknowledged unless a test says otherwise."""
    return loaded(dossier_in(Status.IN_APPRAISAL))


def signed_for(world, dossier, **changed):
    arguments = {
        "slip": RECEIPT,
        "slip_sha256": digest_of(slip_pdf(dossier, RECEIPT, calendar=world.calendar)),
        "signer_name": "Nguyễn Văn An",
        "strokes": scrawl(),
        "device": "pen; 600×240",
        "actor": world.binh,
        "at": DEED,
        "calendar": world.calendar,
        **changed,
    }
    return acknowledge(dossier, **arguments)


def test_a_drawing_is_kept_with_the_digest_of_the_slip_the_device_and_the_officer(world, received):
    drawn = signed_for(world, received)
    with drawn.image.content.open("rb") as file:
        picture = Image.open(io.BytesIO(file.read()))

    assert (drawn.officer, drawn.device, drawn.at) == (world.binh, "pen; 600×240", DEED)
    assert drawn.slip_sha256 == digest_of(slip_pdf(received, RECEIPT, calendar=world.calendar))
    assert drawn.strokes == scrawl()
    assert picture.format == "PNG" and picture.getbbox() is not None
    assert picture.width > 2 * picture.height, "The picture is drawn from the strokes, which run to the right."


def test_a_slip_that_changed_meanwhile_is_signed_again(world, received):
    shown = digest_of(slip_pdf(received, RECEIPT, calendar=world.calendar))
    IntakeReceipt.objects.filter(dossier=received).update(issued_at=DEED - timedelta(minutes=30))

    with pytest.raises(InvalidInput, match="đã thay đổi"):
        signed_for(world, received, slip_sha256=shown)
    assert not DrawnSignature.objects.exists()


def test_a_slip_is_acknowledged_once(world, received):
    signed_for(world, received)

    with pytest.raises(InvalidInput, match="đã được ký nhận"):
        signed_for(world, received)
    assert DrawnSignature.objects.count() == 1


@pytest.mark.parametrize(
    ("strokes", "words"),
    [
        ([], "còn trống"),
        (scrawl(points=3), "còn trống"),
        ([{"points": [{"x": 5, "y": 5}] * 40}], "còn trống"),
        ("abc", "không đọc được"),
        ([{"points": [{"x": "a", "y": 1}]}], "không đọc được"),
        ([{"diem": []}], "không đọc được"),
        ([7], "không đọc được"),
        ([{"points": [{"x": float("inf"), "y": 1}] * 40}], "không đọc được"),
        (scrawl(points=20_001), "không đọc được"),
        (scrawl(points=10) * 301, "không đọc được"),
    ],
    ids=["nothing", "a tick", "a dot", "text", "letters", "no points", "numbers", "infinite", "too long", "too many"],
)
def test_what_is_no_signature_is_not_kept(world, received, strokes, words):
    with pytest.raises(InvalidInput, match=words):
        signed_for(world, received, strokes=strokes)


@pytest.mark.parametrize("name", ["an", "chi", "khoa", "ha"])
def test_only_a_clerk_of_the_office_lets_somebody_sign(world, received, name):
    with pytest.raises(NotAllowed):
        signed_for(world, received, actor=getattr(world, name))


def test_a_dossier_without_the_slip_has_nothing_to_sign_for(world, dossier_in):
    submitted = loaded(dossier_in(Status.SUBMITTED))

    for slip in (RECEIPT, "ket-qua", "khac"):
        with pytest.raises(InvalidInput, match="chưa có giấy tờ này"):
            slip_pdf(submitted, slip, calendar=world.calendar)


# ── The page ─────────────────────────────────────────────────────────────────────────────
def address_of(dossier, slip=RECEIPT):
    return reverse("dossiers:acknowledge", args=[dossier.code, slip])


def typed(world, dossier, **changed):
    return {
        "signer_name": "Nguyễn Văn An",
        "strokes": json.dumps(scrawl()),
        "slip_sha256": digest_of(slip_pdf(dossier, RECEIPT, calendar=world.calendar)),
        "device": "touch; 600×240",
        **changed,
    }


@time_machine.travel(DEED)
def test_what_is_drawn_on_the_page_is_kept_and_shown_afterwards(world, received, client):
    client.force_login(world.binh)
    assert "data-signature-pad" in client.get(address_of(received)).content.decode()
    answer = client.post(address_of(received), typed(world, received))
    page = client.get(address_of(received)).content.decode()

    assert answer.status_code == 302
    assert DrawnSignature.objects.get().signer_name == "Nguyễn Văn An"
    assert "đã ký nhận trên bàn ký" in page
    assert "data-signature-pad" not in page


@time_machine.travel(DEED)
def test_the_slip_beside_the_pad_is_the_one_whose_digest_is_taken(world, received, client):
    client.force_login(world.binh)
    shown = client.get(reverse("dossiers:slip_to_acknowledge", args=[received.code, RECEIPT]))

    assert shown["Content-Type"] == "application/pdf"
    assert digest_of(shown.content) in client.get(address_of(received)).content.decode()


@time_machine.travel(DEED)
def test_without_a_pad_the_clerk_confirms_that_paper_was_signed(world, received, client):
    client.force_login(world.binh)
    nothing = client.post(address_of(received), typed(world, received, strokes=""))
    paper = client.post(address_of(received), typed(world, received, strokes="", is_signed_on_paper="on"))

    assert nothing.status_code == 422
    assert "Bàn ký còn trống" in nothing.content.decode()
    assert paper.status_code == 302
    assert not DrawnSignature.objects.exists()


@time_machine.travel(DEED)
def test_a_changed_slip_is_shown_again_and_the_drawing_is_dropped(world, received, client):
    client.force_login(world.binh)
    page = client.post(address_of(received), typed(world, received, slip_sha256="0" * 64))
    words = page.content.decode()

    assert page.status_code == 422
    assert "đã thay đổi" in words
    assert digest_of(slip_pdf(received, RECEIPT, calendar=world.calendar)) in words
    assert "penColor" not in words
    assert "Nguyễn Văn An" in words


@pytest.mark.parametrize("strokes", ["{", "7", '{"a": 1}', "[" * 5000])
@time_machine.travel(DEED)
def test_strokes_that_are_none_are_refused_in_words(world, received, client, strokes):
    client.force_login(world.binh)
    page = client.post(address_of(received), typed(world, received, strokes=strokes))

    assert page.status_code == 422
    assert "không đọc được" in page.content.decode()


@pytest.mark.parametrize("name", ["an", "chi", "khoa"])
@time_machine.travel(DEED)
def test_to_others_the_page_does_not_exist(world, received, client, name):
    client.force_login(getattr(world, name))

    assert client.get(address_of(received)).status_code == 404
    assert client.get(reverse("dossiers:slip_to_acknowledge", args=[received.code, RECEIPT])).status_code == 404
    assert client.get(address_of(received, "khac")).status_code == 404
