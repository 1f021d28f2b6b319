"""Keys of the demo: an authority of its own, a key for each approver and a seal for each agency, with their pictures.

The files lie under the folder of the installation and are never the same twice; the authority's own keys are thrown
away once it has issued. Nobody outside trusts it, and its seals say that they are specimens.
"""

import io
import math
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random

from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from accounts.models import Post, Role, User
from agencies.models import Agency
from agencies.typesetting import FONTS
from dossiers.models import KeyKind, SigningIdentity
from dossiers.services.identities import register
from dossiers.signing.authority import YEAR, Authority, as_pkcs12, new_authority, new_small_key
from dossiers.signing.trust import trust_of

AUTHORITY = "Chứng thực dùng thử Một Cửa"
BEFORE, AFTERWARDS = 2 * YEAR, 4 * YEAR
"""How long before and after the demo is loaded its certificates hold: its history is signed, too."""

RED, BLUE = (196, 22, 28, 255), (24, 48, 152, 255)
CLEAR = (0, 0, 0, 0)


def make_keys(*, at: datetime, agency_codes: Collection[str] | None = None) -> int:
    """Make and register the keys of the demo, and return how many; none where there are some, or no passphrase.

    They are in force from two years before `at`. Only the agencies of these codes get some; None: all with approvers.
    """
    if not settings.SIGNING_PASSPHRASE or SigningIdentity.objects.exists():
        return 0
    since = at - BEFORE
    authority = new_authority(AUTHORITY, at=since)
    _publish(authority)
    made = 0
    for agency, officer in _signers(at=at):
        if agency_codes is not None and agency.code not in agency_codes:
            continue
        name = officer.full_name if officer else agency.name
        key = authority.issue(
            name,
            organisation=agency.name,
            agency_code=agency.code,
            valid_from=since,
            valid_until=at + AFTERWARDS,
            private=new_small_key(),
        )
        file = f"{agency.code}-{officer.pk if officer else 'con-dau'}.p12"
        _write(Path(settings.SIGNING_KEYS) / file, as_pkcs12(key, passphrase=settings.SIGNING_PASSPHRASE))
        picture = drawn_signature(name) if officer else seal_picture(agency.name, settings.PROVINCE_NAME)
        trust = trust_of([authority.root], [authority.issuer])
        register(agency, KeyKind.PKCS12, file, user=officer, picture=picture, at=since + timedelta(days=1), trust=trust)
        made += 1
    return made


def _signers(*, at: datetime) -> Iterator[tuple[Agency, User | None]]:
    """Yield every agency that has approvers: first with nobody, which is its seal, then with each of them."""
    posts = Post.objects.filter(role=Role.APPROVER).select_related("agency", "user").order_by("agency__code", "user_id")
    seen: set[tuple[int, int | None]] = set()
    for post in posts:
        for officer in (None, post.user):
            key = (post.agency_id, officer.pk if officer else None)
            if key not in seen:
                seen.add(key)
                yield post.agency, officer


def _publish(authority: Authority) -> None:
    folder = Path(settings.SIGNING_TRUST)
    _write(folder / "demo-root.pem", authority.root.public_bytes(Encoding.PEM))
    _write(folder / "issuers" / "demo-issuer.pem", authority.issuer.public_bytes(Encoding.PEM))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(0o600)


# ── Pictures ─────────────────────────────────────────────────────────────────────────────
def drawn_signature(name: str) -> bytes:
    """Return a scrawl in blue ink on nothing, the same for the same name, as a PNG."""
    chance = Random(name)
    picture = Image.new("RGBA", (900, 420), CLEAR)
    pen = ImageDraw.Draw(picture)
    for stroke in (_loops(chance), _underline(chance)):
        for number, (start, end) in enumerate(pairwise(stroke)):
            width = 9 + round(5 * math.sin(number / 9))
            pen.line([start, end], fill=BLUE, width=width)
            pen.ellipse([end[0] - width / 2, end[1] - width / 2, end[0] + width / 2, end[1] + width / 2], fill=BLUE)
    return _png(picture.resize((450, 210), Image.Resampling.LANCZOS))


def _loops(chance: Random) -> Iterator[tuple[float, float]]:
    """Yield the way of the pen: loops that run to the right and grow smaller."""
    height, turns = chance.uniform(95, 135), chance.uniform(4.5, 6.5)
    tilt, start = chance.uniform(0.3, 0.8), chance.uniform(0, math.tau)
    for step in range(260):
        share = step / 259
        angle = start + share * turns * math.tau
        reach = height * (1 - 0.62 * share) * (0.75 + 0.25 * math.sin(3.1 * angle))
        yield 110 + 580 * share + reach * 0.75 * math.cos(angle), 180 + reach * math.sin(angle) - 45 * tilt * share


def _underline(chance: Random) -> Iterator[tuple[float, float]]:
    """Yield a line under the loops, from the right to the left and back a little."""
    bend, end = chance.uniform(15, 45), chance.uniform(420, 620)
    for step in range(70):
        share = step / 69
        yield 760 - end * share, 325 + bend * math.sin(share * math.pi) - 30 * share


@cache
def _face(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / "Tinos_700Bold.ttf"), size)


def seal_picture(agency: str, province: str) -> bytes:
    """Return the red seal of an agency as a PNG, 36 mm at 420 points to the inch; an open door stands in its middle.

    It bears no emblem of the State, and says that it is a specimen.
    """
    side = 600
    picture = Image.new("RGBA", (side, side), CLEAR)
    pen = ImageDraw.Draw(picture)
    pen.ellipse([10, 10, side - 10, side - 10], outline=RED, width=14)
    pen.ellipse([31, 31, side - 31, side - 31], outline=RED, width=4)
    pen.ellipse([145, 145, side - 145, side - 145], outline=RED, width=4)
    _write_around(picture, agency.upper(), radius=212, is_below=False)
    _write_around(picture, f"{province} – BẢN MẪU".upper(), radius=212, is_below=True)
    _door(pen, centre=side / 2)
    return _png(picture)


def _write_around(picture: Image.Image, text: str, *, radius: float, is_below: bool) -> None:
    """Write a text along a circle around the middle: over it, or under it from left to right."""
    widest = math.pi * (0.62 if is_below else 1.18)
    size = 52
    while size > 18 and _face(size).getlength(text) / radius > widest:
        size -= 1
    face, middle = _face(size), picture.width / 2
    angle = -face.getlength(text) / radius / 2
    for place, letter in enumerate(text):
        half = (face.getlength(text[: place + 1]) - face.getlength(text[:place])) / radius / 2
        angle += half
        tile = Image.new("RGBA", (2 * size, 2 * size), CLEAR)
        ImageDraw.Draw(tile).text((size, size), letter, font=face, fill=RED, anchor="mm")
        turned = tile.rotate(math.degrees(angle if is_below else -angle), Image.Resampling.BICUBIC)
        reach = radius if is_below else -radius
        left = middle + radius * math.sin(angle) - size
        picture.alpha_composite(turned, (round(left), round(middle + reach * math.cos(angle) - size)))
        angle += half


def _door(pen: ImageDraw.ImageDraw, *, centre: float) -> None:
    """Draw the house's own mark: an open door in a square."""
    half = 68
    pen.rectangle([centre - half, centre - half, centre + half, centre + half], outline=RED, width=10)
    top, bottom = centre - half + 21, centre + half
    hinge, edge = centre - half + 31, centre + 18
    pen.polygon([(hinge, top), (edge, top + 24), (edge, bottom - 2), (hinge, bottom - 2)], fill=RED)
    pen.line([(hinge, top), (centre + half - 24, top), (centre + half - 24, bottom)], fill=RED, width=7)


def _png(picture: Image.Image) -> bytes:
    content = io.BytesIO()
    picture.save(content, "PNG")
    return content.getvalue()
