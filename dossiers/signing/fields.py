"""The form fields of a paper that is signed: made before the first signature, filled when it is sealed."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, cast

from django.utils.translation import gettext as _

from dossiers.signing import stamps
from dossiers.signing.cms import imported
from dossiers.signing.errors import SigningRefused
from dossiers.signing.places import POINTS_PER_MM, Box, Places, Size

if TYPE_CHECKING:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter


class Field(StrEnum):
    """The fields of a paper that is signed; the values stand in the file."""

    SIGNATURE = "KyDuyet"
    SEAL = "ConDau"
    NUMBER = "SoVanBan"
    DATE = "NgayVanBan"


MEANING = {
    Field.SIGNATURE: "Chữ ký số của người có thẩm quyền",
    Field.SEAL: "Chữ ký số của cơ quan",
    Field.NUMBER: "Số, ký hiệu văn bản",
    Field.DATE: "Ngày, tháng, năm ban hành",
}
"""What a field is, as a viewer or a screen reader says it; it stands in the file, so it is Vietnamese."""

PRINTED = 4
READ_ONLY = 1


def opened(pdf: bytes) -> "IncrementalPdfFileWriter":
    """Return what appends an update to a paper; its identifier follows from the paper and not from chance.

    Raises `SigningRefused` for what is no PDF, is locked by a password, or is broken.
    """
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.misc import PdfError

    try:
        writer: IncrementalPdfFileWriter = _update_class()(BytesIO(pdf))
    except (PdfError, ValueError, KeyError, TypeError) as error:
        raise SigningRefused(_("Tệp văn bản bị hỏng hoặc không đúng định dạng PDF nên không ký được.")) from error
    if writer.security_handler is not None:
        raise SigningRefused(_("Tệp văn bản bị đặt mật khẩu nên không ký được."))
    digest = hashlib.sha256(pdf).digest()
    trailer = writer.prev.trailer
    first = trailer["/ID"][0] if "/ID" in trailer else generic.ByteStringObject(digest[:16])
    writer._document_id = generic.ArrayObject([first, generic.ByteStringObject(digest[16:])])
    return writer


@cache
def _update_class() -> Any:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class Update(IncrementalPdfFileWriter):
        """Leaves the description of the paper as it is; when it was signed, the signatures say."""

        def _update_meta(self) -> None:
            pass

    return Update


def append_all(writer: "IncrementalPdfFileWriter", places: Places) -> None:
    """Make the signature fields and the places for number and date, all empty.

    The last signature locks every field of the paper.
    """
    from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, SigFieldSpec, append_signature_field

    for field, box in ((Field.SIGNATURE, places.signature), (Field.SEAL, places.seal)):
        if box is None:
            continue
        is_last = field is Field.SEAL or places.seal is None
        spec = SigFieldSpec(
            field.value,
            on_page=box.page,
            # Fractions of a point are taken as well, whatever the annotation says.
            box=cast(Any, _rectangle(writer, box)),
            readable_field_name=MEANING[field],
            field_mdp_spec=FieldMDPSpec(FieldMDPAction.ALL) if is_last else None,
            doc_mdp_update_value=MDPPerm.NO_CHANGES if is_last else None,
        )
        append_signature_field(writer, spec)
    for field, place in ((Field.NUMBER, places.number), (Field.DATE, places.date)):
        if place is not None:
            _append_text(writer, field, place)


def _append_text(writer: "IncrementalPdfFileWriter", field: Field, box: Box) -> None:
    """Make an empty text field that nobody can type into; only sealing fills it."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.content import RawContent
    from pyhanko.pdf_utils.layout import BoxConstraints

    page = writer.find_page_for_modification(box.page)[0]
    left, bottom, right, top = _rectangle(writer, box)
    empty = RawContent(b"", box=BoxConstraints(width=right - left, height=top - bottom)).as_form_xobject()
    name = generic.pdf_name
    made = generic.DictionaryObject(
        {
            name("/Type"): name("/Annot"),
            name("/Subtype"): name("/Widget"),
            name("/FT"): name("/Tx"),
            name("/T"): generic.pdf_string(field.value),
            name("/TU"): generic.pdf_string(MEANING[field]),
            name("/F"): generic.NumberObject(PRINTED),
            name("/Ff"): generic.NumberObject(READ_ONLY),
            name("/DA"): generic.pdf_string("/Tinos 13 Tf 0 g"),
            name("/Rect"): generic.ArrayObject(generic.FloatObject(one) for one in (left, bottom, right, top)),
            name("/P"): page,
            name("/AP"): generic.DictionaryObject({name("/N"): writer.add_object(empty)}),
        }
    )
    reference = writer.add_object(made)
    known = writer.root["/AcroForm"]["/Fields"]
    known.append(reference)
    writer.update_container(known)
    writer.register_annotation(page, reference)


def fill(writer: "IncrementalPdfFileWriter", field: Field, text: str, *, is_italic: bool = False, at: datetime) -> None:
    """Write a line of text into a field; raises `SigningRefused` where the paper has no such field."""
    from pyhanko.pdf_utils import generic

    found = fields_of(writer).get(field)
    if found is None:
        raise SigningRefused(_("Mẫu văn bản chưa có chỗ ghi số và ngày ban hành nên không đóng dấu được."))
    made, name = found.get_object(), generic.pdf_name
    stamp = stamps.text_stamp(size_of(writer, field), text, is_italic=is_italic, at=at)
    made[name("/V")] = generic.pdf_string(text)
    made[name("/AP")] = generic.DictionaryObject({name("/N"): imported(writer, stamp)})
    writer.mark_update(found.reference)


def fields_of(paper: Any) -> Mapping[str, Any]:
    """Return the form fields of a paper that is read or written, by name, as references."""
    form = paper.root["/AcroForm"] if "/AcroForm" in paper.root else {}  # noqa: SIM401 — its `get` leaves references
    return {str(one.get_object()["/T"]): one for one in form["/Fields"]} if "/Fields" in form else {}


def size_of(writer: "IncrementalPdfFileWriter", field: Field) -> Size:
    """Return how large a field's box is."""
    left, bottom, right, top = (float(one) for one in fields_of(writer)[field].get_object()["/Rect"])
    return Size(round((right - left) / POINTS_PER_MM, 3), round((top - bottom) / POINTS_PER_MM, 3))


def expect(writer: "IncrementalPdfFileWriter", *, signed: tuple[Field, ...], unsigned: tuple[Field, ...]) -> None:
    """Refuse a paper whose fields are not in the state that this signature needs."""
    fields = fields_of(writer)
    if missing := [field for field in (*signed, *unsigned) if field not in fields]:
        raise SigningRefused(_("Văn bản chưa được chuẩn bị để ký: thiếu %(field)s.") % {"field": MEANING[missing[0]]})
    if any("/V" in fields[field].get_object() for field in unsigned):
        raise SigningRefused(_("Văn bản này đã được ký; mỗi văn bản chỉ ký và đóng dấu một lần."))
    if any("/V" not in fields[field].get_object() for field in signed):
        raise SigningRefused(_("Văn bản chưa có chữ ký số của người có thẩm quyền nên chưa đóng dấu được."))


def _rectangle(writer: "IncrementalPdfFileWriter", box: Box) -> tuple[float, float, float, float]:
    from pyhanko.pdf_utils.rw_common import find_inherited_value_in_tree

    page = writer.find_page_for_modification(box.page)[0].get_object()
    media = find_inherited_value_in_tree(page, "/MediaBox", "/Parent")
    return box.in_points(float(media[3]))
