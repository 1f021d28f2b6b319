"""What somebody draws on a signature pad to say that they received a slip: evidence, not a digital signature.

It is bound to the digest of the exact PDF that was shown. A slip that has changed meanwhile is shown again.

Law: Nghị định 118/2025/NĐ-CP Điều 17, 20 (receiving and handing over against signature).
"""

import hashlib
import io
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role, User
from agencies.contents import FILE_TYPES
from agencies.vietnamese import normalised
from agencies.worktime import WorkCalendar
from dossiers.access import roles_in
from dossiers.errors import InvalidInput, NotAllowed
from dossiers.models import Dossier, DrawnSignature, IntakeReceipt, Result
from dossiers.papers.receipt import issued_receipt
from dossiers.services.letters import content_of
from dossiers.uploads import keep

MOST_STROKES, MOST_POINTS, FEWEST_POINTS = 300, 20_000, 8
SMALLEST_REACH = 20
"""A dot or a slip of the finger is no signature: so many points, reaching so many pixels."""
LONGEST_DEVICE = 200
MARGIN, WIDTH = 12, 2.4

Stroke = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Slip:
    """A paper that somebody acknowledges at the counter: its name, and its PDF as it is now (None: there is none)."""

    name: Promise
    pdf: Callable[[Dossier, WorkCalendar], bytes | None]


def _receipt(dossier: Dossier, calendar: WorkCalendar) -> bytes | None:
    valid = IntakeReceipt.objects.filter(dossier=dossier, voided_at=None)
    receipt = valid.select_related("office__agency", "issued_by").first()
    return issued_receipt(dossier, receipt, calendar=calendar) if receipt else None


def _result(dossier: Dossier, _calendar: WorkCalendar) -> bytes | None:
    result: Result | None = getattr(dossier, "result", None)
    is_out = result is not None and result.file is not None and dossier.finished_at is not None
    return content_of(result.file) if is_out else None  # type: ignore[union-attr, arg-type]


SLIPS: Mapping[str, Slip] = {
    "giay-tiep-nhan": Slip(gettext_lazy("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"), _receipt),
    "ket-qua": Slip(gettext_lazy("Kết quả giải quyết"), _result),
}
"""What may be acknowledged, by its name in addresses and in `DrawnSignature.slip`."""


def slip_pdf(dossier: Dossier, slip: str, *, calendar: WorkCalendar) -> bytes:
    """Return a slip as it is now; raises `InvalidInput` where the dossier has none of this kind."""
    known = SLIPS.get(slip)
    pdf = known.pdf(dossier, calendar) if known else None
    if pdf is None:
        raise InvalidInput(_("Hồ sơ chưa có giấy tờ này để ký nhận."))
    return pdf


def digest_of(pdf: bytes) -> str:
    """Return the SHA-256 digest that binds a drawn signature to a slip."""
    return hashlib.sha256(pdf).hexdigest()


def acknowledge(
    dossier: Dossier,
    *,
    slip: str,
    slip_sha256: str,
    signer_name: str,
    strokes: Any,
    device: str,
    actor: User,
    at: datetime,
    calendar: WorkCalendar,
) -> DrawnSignature:
    """Keep what somebody drew for a slip that was shown to them; `strokes` is what signature_pad records.

    `slip_sha256` is the digest of the PDF that was shown. The picture is drawn from the strokes, so the two cannot
    differ. Raises `NotAllowed` for who is no clerk of the dossier's office, `InvalidInput` where the slip has changed,
    the drawing is none, or the slip is acknowledged already.
    """
    if Role.CLERK not in roles_in(actor, dossier, today=timezone.localdate(at)):
        raise NotAllowed(_("Chỉ cán bộ của bộ phận một cửa giữ hồ sơ này lấy chữ ký nhận."))
    signer_name = normalised(signer_name)
    if not signer_name:
        raise InvalidInput(_("Ghi họ tên người ký nhận."), field="signer_name")
    drawn = checked_strokes(strokes)
    if digest_of(slip_pdf(dossier, slip, calendar=calendar)) != slip_sha256:
        raise InvalidInput(
            _("Giấy tờ đã thay đổi từ lúc hiện trên bàn ký. Mời người nhận xem lại và ký lại."), field="strokes"
        )
    try:
        with transaction.atomic():
            picture = keep(picture_of(drawn), name="ky-nhan.png", file_type=FILE_TYPES["PNG"], actor=actor, at=at)
            return DrawnSignature.objects.create(
                dossier=dossier,
                slip=slip,
                slip_sha256=slip_sha256,
                signer_name=signer_name,
                strokes=strokes,
                image=picture,
                device=" ".join(device.split())[:LONGEST_DEVICE],
                officer=actor,
                at=at,
            )
    except IntegrityError as error:
        raise InvalidInput(_("Giấy tờ này đã được ký nhận.")) from error


def checked_strokes(strokes: Any) -> list[Stroke]:
    """Return the points of what was drawn; raises `InvalidInput` for what no pad records and for an empty sheet."""
    unreadable = InvalidInput(_("Chữ ký gửi lên không đọc được. Mời người nhận ký lại."), field="strokes")
    if not isinstance(strokes, list) or len(strokes) > MOST_STROKES:
        raise unreadable
    try:
        drawn = [[(float(one["x"]), float(one["y"])) for one in stroke["points"]] for stroke in strokes]
    except (KeyError, TypeError, ValueError) as error:
        raise unreadable from error
    points = [point for stroke in drawn for point in stroke]
    if len(points) > MOST_POINTS or not all(math.isfinite(one) for point in points for one in point):
        raise unreadable
    if len(points) < FEWEST_POINTS or max(_reach(points)) < SMALLEST_REACH:
        raise InvalidInput(_("Bàn ký còn trống. Mời người nhận ký tên, hoặc ký trên bản giấy."), field="strokes")
    return drawn


def _reach(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    across, down = [x for x, _y in points], [y for _x, y in points]
    return max(across) - min(across), max(down) - min(down)


def picture_of(drawn: list[Stroke]) -> bytes:
    """Return what was drawn as a PNG in blue ink on nothing, cut to the drawing, at most 800 pixels wide."""
    from PIL import Image, ImageDraw

    points = [point for stroke in drawn for point in stroke]
    width, height = _reach(points)
    scale = min(4.0, 1600 / max(width, height, 1))
    left, top = min(x for x, _y in points), min(y for _x, y in points)
    size = (round(width * scale) + 2 * MARGIN, round(height * scale) + 2 * MARGIN)
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    for stroke in drawn:
        placed = [((x - left) * scale + MARGIN, (y - top) * scale + MARGIN) for x, y in stroke]
        if len(placed) == 1:
            placed *= 2
        pen.line(placed, fill=(24, 48, 152, 255), width=round(WIDTH * scale), joint="curve")
    content = io.BytesIO()
    picture.resize((max(size[0] // 2, 1), max(size[1] // 2, 1)), Image.Resampling.LANCZOS).save(content, "PNG")
    return content.getvalue()
