"""The verdict on a file: who signed, when, whether a byte has changed since, and whether the signers are known.

A file is judged by what pyHanko calls the bottom line of each signature, which also weighs what was appended after it;
the last signature must cover the file to its last byte; whatever cannot be read counts as changed. The one place that
no signature covers, the room of the last signature itself, must hold the signature and nothing else (`tightness`).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from dossiers.signing.fields import Field, fields_of
from dossiers.signing.running import run
from dossiers.signing.tightness import is_tight
from dossiers.signing.trust import Trust
from dossiers.signing.verdict import LEAVES_DOUBT, Outcome, Problem, SignatureSeen, Verdict

MOST_SIGNATURES = 20
MOST_REVISIONS = 60
CLOCKS_DIFFER = timedelta(minutes=10)
TRACE = b"/ByteRange"
"""What every signature leaves in the bytes of a PDF: it must stand there plainly, or nobody could find the room."""
MAGIC = b"%PDF-"
SIGNATURE = "/Sig"
"""The kind of a signature; the other kind attests a time."""


def verify(pdf: bytes, *, at: datetime, trust: Trust, proven_at: datetime | None = None) -> Verdict:
    """Return what is to be said of a file, whatever bytes it is made of; about 100 ms for two signatures.

    `proven_at` is an instant at which our own records prove that the file existed; certificates are then judged as of
    that instant.
    """
    if TRACE not in pdf:
        found = Verdict(Outcome.UNSIGNED) if MAGIC in pdf[:1024] else _unreadable(Problem.NOT_PDF)
    else:
        try:
            found = _found_in(pdf, at=at, trust=trust, proven_at=proven_at)
        except Exception:
            found = _unreadable(Problem.BROKEN)
    return replace(found, sha256=hashlib.sha256(pdf).hexdigest())


def _unreadable(problem: Problem) -> Verdict:
    is_tampered = problem in (Problem.BROKEN, Problem.UNKNOWN_KIND)
    return Verdict(Outcome.INVALID if is_tampered else Outcome.UNREADABLE, problems=(problem,))


def _found_in(pdf: bytes, *, at: datetime, trust: Trust, proven_at: datetime | None) -> Verdict:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import enumerate_sig_fields

    reader = PdfFileReader(BytesIO(pdf))
    if reader.encrypted:
        return _unreadable(Problem.LOCKED)
    filled = list(enumerate_sig_fields(reader, filled_status=True))
    if not filled:
        return _unreadable(Problem.BROKEN)
    if len(filled) > MOST_SIGNATURES or reader.xrefs.total_revisions > MOST_REVISIONS:
        return _unreadable(Problem.TOO_MANY)
    embedded = list(reader.embedded_signatures)
    if len(embedded) < len(filled):
        return _unreadable(Problem.UNKNOWN_KIND)
    seen = {
        one.field_name: _seen(one, is_last=one is embedded[-1], at=at, trust=trust, proven_at=proven_at)
        for one in embedded
    }
    problems = _problems_around(reader)
    values = _values_of(reader)
    return Verdict(
        _outcome_of(seen.values(), problems),
        signatures=tuple(seen[one.field_name] for one in embedded if one.sig_object_type == SIGNATURE),
        problems=problems,
        number=values.get(Field.NUMBER, ""),
        date=values.get(Field.DATE, ""),
    )


def _outcome_of(signatures: Iterable[SignatureSeen], problems: tuple[Problem, ...]) -> Outcome:
    every = {one.problem for one in signatures if one.problem} | set(problems)
    if not every:
        return Outcome.VALID
    return Outcome.DOUBTFUL if every <= LEAVES_DOUBT else Outcome.INVALID


def _problems_around(reader: Any) -> tuple[Problem, ...]:
    from pyhanko.sign.fields import enumerate_sig_fields

    is_incomplete = next(iter(enumerate_sig_fields(reader, filled_status=False)), None) is not None
    return (Problem.SIGNATURE_MISSING,) if is_incomplete else ()


def _values_of(reader: Any) -> dict[str, str]:
    found = {name: one.get_object() for name, one in fields_of(reader).items() if name in (Field.NUMBER, Field.DATE)}
    return {name: str(one["/V"]) for name, one in found.items() if "/V" in one}


# ── One signature ────────────────────────────────────────────────────────────────────────
def _seen(one: Any, *, is_last: bool, at: datetime, trust: Trust, proven_at: datetime | None) -> SignatureSeen:
    """Return what is to be said of one signature of a file."""
    stated_at = one.self_reported_timestamp
    if one.sig_object_type != SIGNATURE:
        return _described(one, stated_at, None, problem=_problem_of_timestamp(one, at=at, trust=trust))
    status = _status(one, moment=proven_at or at, trust=trust)
    attested_at = status.timestamp_validity.timestamp if status.timestamp_validity else None
    moment = attested_at or proven_at or at
    if attested_at:
        status = _status(one, moment=attested_at, trust=trust)
    problem = _problem_of_content(one, status, is_last=is_last)
    if problem is None and stated_at is not None and stated_at > at + CLOCKS_DIFFER:
        problem = Problem.FUTURE
    if problem is None:
        problem = _problem_of_trust(one, status, stated_at, moment=moment, trust=trust)
    return _described(one, stated_at, attested_at, problem=problem)


def _status(one: Any, *, moment: datetime, trust: Trust) -> Any:
    from pyhanko.sign.validation import async_validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints

    return run(
        async_validate_pdf_signature(
            one,
            signer_validation_context=trust.context(moment=moment),
            key_usage_settings=KeyUsageConstraints(
                key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
            ),
        )
    )


def _problem_of_content(one: Any, status: Any, *, is_last: bool) -> Problem | None:
    """Return what is wrong with the bytes: those that were signed, and those that were not."""
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    if not (status.valid and status.intact and is_tight(one, status)):
        return Problem.BROKEN
    if is_last and status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        return Problem.NOT_WHOLE
    if not status.docmdp_ok or not status.seed_value_ok:
        return Problem.CHANGED_AFTERWARDS
    stamp = status.timestamp_validity
    return Problem.BROKEN if stamp is not None and not (stamp.valid and stamp.intact) else None


def _problem_of_trust(
    one: Any, status: Any, stated_at: datetime | None, *, moment: datetime, trust: Trust
) -> Problem | None:
    """Return why nobody here can vouch for the signer, or None."""
    from cryptography import x509

    signer = x509.load_der_x509_certificate(status.signing_cert.dump())
    chain = [x509.load_der_x509_certificate(each.dump()) for each in status.validation_path or []]
    if any(since and since <= moment for since in map(trust.revoked_at, [signer, *chain])):
        return Problem.REVOKED
    if status.bottom_line:
        return None
    if stated_at is not None and not signer.not_valid_before_utc <= stated_at <= signer.not_valid_after_utc:
        return Problem.NOT_IN_FORCE
    if stated_at is not None and moment > signer.not_valid_after_utc:
        then = _status(one, moment=stated_at, trust=trust)
        return Problem.EXPIRED_SINCE if then.bottom_line else Problem.UNTRUSTED
    return Problem.UNTRUSTED


def _problem_of_timestamp(one: Any, *, at: datetime, trust: Trust) -> Problem | None:
    from pyhanko.sign.validation import async_validate_pdf_timestamp

    status = run(async_validate_pdf_timestamp(one, validation_context=trust.context(moment=at)))
    if not (status.valid and status.intact and status.docmdp_ok):
        return Problem.BROKEN
    return None if status.trusted else Problem.UNTRUSTED


def _described(
    one: Any, stated_at: datetime | None, attested_at: datetime | None, *, problem: Problem | None
) -> SignatureSeen:
    from cryptography import x509

    from dossiers.signing.certificates import holder_of

    holder = holder_of(x509.load_der_x509_certificate(one.signer_cert.dump()))
    return SignatureSeen(
        field=one.field_name,
        signer=holder.name,
        organisation=holder.organisation,
        agency_code=holder.agency_code,
        issuer=holder.issuer,
        serial_number=holder.serial_number,
        fingerprint=holder.fingerprint,
        stated_at=stated_at,
        attested_at=attested_at,
        certificate_until=holder.valid_until,
        problem=problem,
    )
