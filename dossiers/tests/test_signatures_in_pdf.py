"""A result signed twice: what is in the file, who accepts it, and what is noticed when it is changed."""

import io
import random
import re
import subprocess
from datetime import timedelta

import pypdfium2
import pytest

from dossiers.signing import pades
from dossiers.signing.errors import SigningRefused
from dossiers.signing.fields import Field, fields_of, opened
from dossiers.signing.places import Box, Places
from dossiers.signing.trust import trust_of
from dossiers.signing.verdict import Outcome, Problem, verdict_from
from dossiers.signing.verifying import verify
from dossiers.tests.signing import (
    AGENCY,
    AGENCY_CODE,
    DEED,
    LATER,
    NUMBERING,
    PLACES,
    approver_key,
    authority,
    drawn,
    issued,
    letter,
    prepared,
    seal_key,
    sealed,
    signed,
    trust,
)
from dossiers.tests.world import PDF


def judged(pdf, **options):
    return verify(pdf, **{"at": LATER, "trust": trust(), **options})


def pdfsig(pdf, tmp_path):
    """Ask poppler's verifier, which shares no code with ours."""
    path = tmp_path / "van-ban.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False).stdout


# ── Signing ──────────────────────────────────────────────────────────────────────────────
def test_a_result_signed_twice_is_accepted_by_an_independent_verifier(tmp_path):
    said = pdfsig(sealed(), tmp_path)

    assert said.count("Signature is Valid") == 2
    assert said.count("ETSI.CAdES.detached") == 2
    assert said.count("Not total document signed") == 1
    assert re.search(r"ConDau.*Total document signed", said, re.DOTALL)


def test_both_signatures_are_valid_and_say_who_and_when():
    verdict = judged(sealed())

    assert verdict.is_valid, verdict
    first, second = verdict.signatures
    assert (first.field, first.signer, first.agency_code) == (Field.SIGNATURE, "Phạm Tiến Dũng", AGENCY_CODE)
    assert (second.field, second.signer, second.organisation) == (Field.SEAL, AGENCY, AGENCY)
    assert (first.stated_at, second.stated_at) == (DEED, DEED + timedelta(minutes=5))
    assert first.fingerprint != second.fingerprint


def test_number_and_date_are_given_after_the_approver_has_signed_and_stand_in_the_file():
    assert judged(signed()).number == ""
    verdict = judged(sealed())

    assert (verdict.number, verdict.date) == (NUMBERING.number, NUMBERING.date)


def test_every_signature_is_an_update_that_keeps_all_earlier_bytes():
    assert prepared().startswith(letter())
    assert signed().startswith(prepared())
    assert sealed().startswith(signed())


def test_the_same_paper_key_and_instant_give_the_same_bytes():
    again = pades.sign(pades.prepare(letter(), PLACES), approver_key(), picture=drawn(), at=DEED)

    assert again == signed()


def test_the_stamps_show_the_signer_and_the_time_with_its_zone():
    document = pypdfium2.PdfDocument(sealed())
    document.init_forms()
    page = document[0]
    picture = page.render(scale=2, may_draw_forms=True).to_pil().convert("RGB")
    left, top = (int(one * 72 / 25.4 * 2) for one in (PLACES.seal.left, PLACES.seal.top))
    width = int(PLACES.seal.width * 72 / 25.4 * 2)
    colours = picture.crop((left, top, left + width, top + width)).getcolors(100_000)
    red = sum(count for count, (r, g, b) in colours if r > 150 and g < 100 and b < 100)

    assert red > 500, "The seal is red and stands in its box."
    assert b"/BM" in sealed() or b"/ca " in sealed() or b"/SMask" in sealed()


def test_without_number_the_places_stay_empty():
    done = pades.seal(signed(), seal_key(), agency=AGENCY, picture=None, numbering=None, at=LATER)

    assert judged(done).is_valid
    assert judged(done).number == ""


def test_a_result_that_needs_no_seal_is_numbered_before_it_is_signed():
    places = Places(signature=PLACES.signature, seal=None, number=PLACES.number, date=PLACES.date)
    done = pades.sign(pades.prepare(letter(), places), approver_key(), picture=None, at=DEED, numbering=NUMBERING)
    verdict = judged(done)

    assert verdict.is_valid
    assert (len(verdict.signatures), verdict.number) == (1, NUMBERING.number)


# ── Refusing to sign ─────────────────────────────────────────────────────────────────────
def refused(deed):
    with pytest.raises(SigningRefused) as refusal:
        deed()
    return str(refusal.value)


def test_the_seal_waits_for_the_approver():
    assert "chưa có chữ ký số của người có thẩm quyền" in refused(
        lambda: pades.seal(prepared(), seal_key(), agency=AGENCY, picture=None, numbering=None, at=DEED)
    )


def test_a_paper_is_signed_and_sealed_once():
    again = lambda: pades.sign(signed(), approver_key(), picture=None, at=LATER)  # noqa: E731
    twice = lambda: pades.seal(sealed(), seal_key(), agency=AGENCY, picture=None, numbering=None, at=LATER)  # noqa: E731

    assert "đã được ký" in refused(again)
    assert "đã được ký" in refused(twice)


def test_a_paper_that_was_not_prepared_is_not_signed():
    assert "chưa được chuẩn bị" in refused(lambda: pades.sign(letter(), approver_key(), picture=None, at=DEED))


def test_a_paper_with_fields_of_its_own_is_not_prepared():
    assert "đã có biểu mẫu" in refused(lambda: pades.prepare(prepared(), PLACES))


def test_a_paper_without_the_page_of_a_box_is_not_prepared():
    third = Box(2, left=10, top=10, width=50, height=20)

    assert "không có trang" in refused(lambda: pades.prepare(letter(), Places(signature=third, seal=PLACES.seal)))


def test_a_number_needs_its_place_on_the_paper():
    unnumbered = pades.prepare(letter(), Places(signature=PLACES.signature, seal=PLACES.seal))
    once = pades.sign(unnumbered, approver_key(), picture=None, at=DEED)

    assert "chưa có chỗ ghi số" in refused(
        lambda: pades.seal(once, seal_key(), agency=AGENCY, picture=None, numbering=NUMBERING, at=LATER)
    )


@pytest.mark.parametrize("content", [b"", b"khong phai PDF", sealed()[:5000]], ids=["empty", "text", "cut"])
def test_what_is_no_pdf_is_not_signed(content):
    assert "không ký được" in refused(lambda: pades.prepare(content, PLACES))


def test_an_answer_that_the_certificate_does_not_confirm_is_not_used():
    class Mistaken:
        certificate, chain = approver_key().certificate, approver_key().chain

        def sign(self, digest):
            return seal_key().sign(digest)

    assert "không khớp" in refused(lambda: pades.sign(prepared(), Mistaken(), picture=None, at=DEED))


# ── What is noticed ──────────────────────────────────────────────────────────────────────
def with_one_bit_changed(pdf, position, bit=0):
    changed = bytearray(pdf)
    changed[position] ^= 1 << bit
    return bytes(changed)


def positions():
    """Return places all over the file, and closely in the room of the seal, which no signature covers."""
    chance = random.Random("một byte")
    room = sealed().rfind(b"/Contents <")
    end = sealed().find(b">", room)
    anywhere = [chance.randrange(len(sealed())) for _ in range(15)]
    return anywhere + [chance.randrange(room, end) for _ in range(15)] + [0, room + 12, end, len(sealed()) - 1]


def test_one_changed_byte_is_noticed_wherever_it_is():
    unnoticed = [one for one in positions() if judged(with_one_bit_changed(sealed(), one)).is_valid]

    assert unnoticed == []


def test_one_changed_letter_is_noticed_by_the_independent_verifier_too(tmp_path):
    said = pdfsig(with_one_bit_changed(sealed(), sealed().find(b"stream") + 40), tmp_path)

    assert said.count("Signature is Valid") < 2


def test_the_spelling_of_the_room_counts():
    """Digits may be large or small; changing one changes no value, but it changes a byte."""
    room = sealed().rfind(b"/Contents <") + len(b"/Contents <")
    letter_at = next(one for one in range(room, room + 200) if sealed()[one : one + 1].isalpha())

    verdict = judged(with_one_bit_changed(sealed(), letter_at, bit=5))

    assert verdict.problems or any(one.problem is Problem.BROKEN for one in verdict.signatures)
    assert verdict.outcome is Outcome.INVALID


def with_red_box(pdf):
    """Return the file with a red box drawn over its first page in a new revision."""
    from pyhanko.pdf_utils import generic

    writer = opened(pdf)
    box = writer.add_object(generic.StreamObject(stream_data=b"1 0 0 rg 50 700 300 80 re f"))
    writer.add_stream_to_page(0, box)
    changed = io.BytesIO()
    writer.write(changed)
    return changed.getvalue()


@pytest.mark.parametrize("paper", [signed, sealed])
def test_a_red_box_in_a_new_revision_is_refused(paper):
    verdict = judged(with_red_box(paper()))

    assert verdict.outcome is Outcome.INVALID
    assert Problem.NOT_WHOLE in {one.problem for one in verdict.signatures}


def test_a_red_box_between_signature_and_seal_is_refused():
    done = pades.seal(with_red_box(signed()), seal_key(), agency=AGENCY, picture=None, numbering=None, at=LATER)
    first, second = judged(done).signatures

    assert first.problem is Problem.CHANGED_AFTERWARDS
    assert second.is_sound


def test_a_number_changed_after_the_seal_is_refused():
    from dossiers.signing.fields import fill

    writer = opened(sealed())
    fill(writer, Field.NUMBER, "99/QĐ-STP", at=LATER)
    changed = io.BytesIO()
    writer.write(changed)
    verdict = judged(changed.getvalue())

    assert verdict.outcome is Outcome.INVALID
    assert verdict.signatures[-1].problem is Problem.NOT_WHOLE


@pytest.mark.parametrize("tail", [b"\n", b"%xin chao\n", b"0"])
def test_bytes_added_at_the_end_are_noticed(tail):
    assert judged(sealed() + tail).outcome is Outcome.INVALID


def test_a_result_without_its_seal_is_not_finished():
    verdict = judged(signed())

    assert verdict.outcome is Outcome.DOUBTFUL
    assert verdict.problems == (Problem.SIGNATURE_MISSING,)


def test_a_field_that_lost_its_signature_is_no_unsigned_file():
    field = fields_of(opened(signed()))[Field.SIGNATURE]
    position = signed().rfind(b"/V ", 0, signed().rfind(b"/ByteRange"))
    assert field is not None and position > 0

    assert judged(signed()[:position] + b"/W " + signed()[position + 3 :]).outcome is Outcome.INVALID


# ── Who is trusted ───────────────────────────────────────────────────────────────────────
def signed_with(key, *, at=DEED):
    places = Places(signature=PLACES.signature, seal=None)
    return pades.sign(pades.prepare(letter(), places), key, picture=None, at=at)


def problem_of(pdf, **options):
    (one,) = judged(pdf, **options).signatures
    return one.problem


def test_a_signer_whom_nobody_here_knows_leaves_doubt():
    assert judged(sealed(), trust=trust_of([])).outcome is Outcome.DOUBTFUL
    assert problem_of(signed_with(approver_key()), trust=trust_of([])) is Problem.UNTRUSTED


def test_a_signature_made_after_the_certificate_ended_is_invalid():
    expired = issued("Người hết hạn", valid_until=DEED - timedelta(days=1))

    assert problem_of(signed_with(expired)) is Problem.NOT_IN_FORCE


def test_a_certificate_that_ended_since_leaves_doubt_unless_our_records_prove_the_time():
    soon = issued("Người sắp hết hạn", valid_until=DEED + timedelta(hours=2))
    done, next_day = signed_with(soon), DEED + timedelta(days=1)

    assert problem_of(done) is None
    assert problem_of(done, at=next_day) is Problem.EXPIRED_SINCE
    assert problem_of(done, at=next_day, proven_at=LATER) is None


def test_a_revoked_certificate_is_refused_from_the_day_of_its_revocation():
    lost = issued("Người mất khóa")
    revoked = authority().revocation_list([lost], since=DEED - timedelta(days=2), at=DEED - timedelta(days=1))
    with_list = trust_of([authority().root], [authority().issuer], [revoked])

    assert problem_of(signed_with(lost)) is None
    assert problem_of(signed_with(lost), trust=with_list) is Problem.REVOKED
    assert problem_of(signed_with(approver_key()), trust=with_list) is None


def test_a_time_that_has_not_come_is_refused():
    assert problem_of(signed_with(approver_key(), at=LATER + timedelta(days=1))) is Problem.FUTURE


# ── Other files ──────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        (b"", Outcome.UNREADABLE),
        (b"GIF89a", Outcome.UNREADABLE),
        (PDF, Outcome.UNSIGNED),
        (letter(), Outcome.UNSIGNED),
        (prepared(), Outcome.UNSIGNED),
    ],
    ids=["empty", "picture", "small", "letter", "prepared"],
)
def test_a_file_without_signatures_is_told_apart_from_a_broken_one(content, outcome):
    assert judged(content).outcome is outcome


def test_a_verdict_is_kept_as_facts_and_read_back():
    for paper in (sealed(), signed(), letter(), with_red_box(sealed())):
        verdict = judged(paper)
        assert verdict_from(verdict.as_json()) == verdict
