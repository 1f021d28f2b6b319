"""The two signatures of a result: the approver's, then the agency's seal, each an update appended to the same file.

`prepare` makes every field before the first signature, because the first one certifies the paper: from then on fields
may be filled and nothing else may change. Number and date are fields too; they are given after the approver has
signed, in the same update as the seal, so that both signatures stay valid. The seal locks every field.

Importing pyHanko takes more than a second, so it happens inside the functions; `warm_up` does it ahead of the first
request.

Law: Nghị định 30/2020/NĐ-CP Điều 13–18, Phụ lục I (signing, numbering and sealing of electronic documents).
"""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers.signing import stamps
from dossiers.signing.certificates import as_asn1, holder_of
from dossiers.signing.cms import signer_of, stamp_style, timestamper_of
from dossiers.signing.contract import DIGEST, SigningKey, TimeAuthority
from dossiers.signing.errors import SigningRefused
from dossiers.signing.fields import Field, append_all, expect, fields_of, fill, opened, size_of
from dossiers.signing.places import Places
from dossiers.signing.running import run

if TYPE_CHECKING:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter


@dataclass(frozen=True, slots=True)
class Numbering:
    """What is given with the seal: the number with its symbol and the date line, as they shall read on the paper."""

    number: str
    date: str


def warm_up() -> None:
    """Import what signing and verifying need, so that the first person does not wait for it."""
    import pyhanko.sign.signers
    import pyhanko.sign.validation  # noqa: F401


def prepare(pdf: bytes, places: Places) -> bytes:
    """Return a paper with its fields made, all empty; the same paper gives the same bytes.

    Raises `SigningRefused` for a file that is broken, already has fields, or lacks the page of a box.
    """
    from pyhanko.pdf_utils.misc import PdfError

    writer = opened(pdf)
    if fields_of(writer):
        raise SigningRefused(_("Văn bản đã có biểu mẫu hoặc chữ ký số nên không thể chuẩn bị để ký."))
    output = BytesIO()
    try:
        append_all(writer, places)
        writer.write(output)
    except (PdfError, ValueError, IndexError, KeyError, TypeError) as error:
        raise SigningRefused(_("Tệp văn bản không có trang để đặt chữ ký, hoặc bị hỏng.")) from error
    return output.getvalue()


def sign(
    pdf: bytes,
    key: SigningKey,
    *,
    picture: bytes | None,
    at: datetime,
    numbering: Numbering | None = None,
    authority: TimeAuthority | None = None,
) -> bytes:
    """Return a prepared paper with the approver's signature, which certifies it; `picture` is the drawn signature.

    A paper that nobody seals gets its number here, in the same update. Raises `SigningRefused` for a paper that is not
    prepared or has been signed already.
    """
    writer = opened(pdf)
    has_seal = Field.SEAL in fields_of(writer)
    expect(writer, signed=(), unsigned=(Field.SIGNATURE, *([Field.SEAL] if has_seal else [])))
    _number(writer, numbering, at=at)
    name = holder_of(key.certificate).name
    stamp = stamps.signature_stamp(size_of(writer, Field.SIGNATURE), signer=name, picture=picture, at=at)
    return _signed(writer, Field.SIGNATURE, key, stamp=stamp, is_last=not has_seal, at=at, authority=authority)


def seal(
    pdf: bytes,
    key: SigningKey,
    *,
    agency: str,
    picture: bytes | None,
    numbering: Numbering | None,
    at: datetime,
    authority: TimeAuthority | None = None,
) -> bytes:
    """Return a signed paper with number and date filled in and the agency's seal over them, in one update.

    `picture` is the seal as a PNG. Raises `SigningRefused` for a paper that the approver has not signed, that is sealed
    already, or that has no place for the number that is given. Whether the approver's signature is sound is not asked
    here: `verifying.verify` is.
    """
    writer = opened(pdf)
    expect(writer, signed=(Field.SIGNATURE,), unsigned=(Field.SEAL,))
    _number(writer, numbering, at=at)
    stamp = stamps.seal_stamp(size_of(writer, Field.SEAL), agency=agency, picture=picture, at=at)
    return _signed(writer, Field.SEAL, key, stamp=stamp, is_last=True, at=at, authority=authority)


def _number(writer: "IncrementalPdfFileWriter", numbering: Numbering | None, *, at: datetime) -> None:
    if numbering is not None:
        fill(writer, Field.NUMBER, numbering.number, at=at)
        fill(writer, Field.DATE, numbering.date, is_italic=True, at=at)


def _signed(
    writer: "IncrementalPdfFileWriter",
    field: Field,
    key: SigningKey,
    *,
    stamp: bytes,
    is_last: bool,
    at: datetime,
    authority: TimeAuthority | None,
) -> bytes:
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    metadata = PdfSignatureMetadata(
        field_name=field.value,
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        certify=field is Field.SIGNATURE,
        docmdp_permissions=MDPPerm.NO_CHANGES if is_last else MDPPerm.FILL_FORMS,
        name=holder_of(key.certificate).name,
    )
    signer = PdfSigner(
        metadata,
        signer=signer_of(key, as_asn1(key.certificate), [as_asn1(one) for one in key.chain]),
        timestamper=timestamper_of(authority) if authority else None,
        stamp_style=stamp_style(stamp),
    )
    try:
        return run(_signing(signer, writer, at=at))
    except (PdfError, SigningError) as error:
        raise SigningRefused(_("Văn bản đã bị thay đổi sau khi lập nên không ký được.")) from error


async def _signing(signer: Any, writer: "IncrementalPdfFileWriter", *, at: datetime) -> bytes:
    """Do what `PdfSigner.sign_pdf` does, at our time instead of the machine's."""
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    session = signer.init_signing_session(writer, existing_fields_only=True)
    session.system_time = timezone.localtime(at, timezone.get_default_timezone())
    reserved = await session.estimate_signature_container_size(None)
    document = session.prepare_tbs_document(validation_info=None, bytes_reserved=reserved)
    prepared, output = document.digest_tbs_document()
    await document.perform_signature(prepared.document_digest, PdfCMSSignedAttributes(signing_time=at))
    content: bytes = output.getvalue()
    return content
