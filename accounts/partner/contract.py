"""What the sign-in partner tells of a person, and when it is believed.

The partner is an OpenID Connect provider: discovery at `{issuer}/.well-known/openid-configuration`, authorisation code
with PKCE (S256), `state` and `nonce`, an ID token signed with RS256, PS256 or ES256 by a key of its `jwks_uri`, and
user info with these names: `TechID` (the stable key), `LoaiTaiKhoan` (1 a person, 2 an organisation), `SoDinhDanh`,
`MaSoThue` or `MaSoDoanhNghiep`, `name`, `phone`, `email`. Many sample integrations leave state, nonce and the token's
signature unchecked; here nothing is believed without them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts import identity

PERSON, ORGANISATION = "1", "2"


class PartnerError(Exception):
    """The partner did not vouch for anybody; the text is for the log and never says a secret."""


@dataclass(frozen=True, slots=True)
class Claims:
    """Whom the partner vouches for. `name` is a person's or, of an organisation's identity, the organisation's."""

    issuer: str
    subject: str
    is_organisation: bool
    name: str
    personal_id: str = ""
    tax_code: str = ""
    phone: str = ""

    def __post_init__(self) -> None:
        if self.is_organisation and not self.tax_code:
            raise PartnerError("an organisation without a valid tax code")


def read_claims(issuer: str, token: Mapping[str, Any], told: Mapping[str, Any]) -> Claims:
    """Return what a verified ID token and the user info say together; raises `PartnerError` where they disagree."""
    if told.get("sub") != token.get("sub"):
        raise PartnerError("the user info is about somebody else")
    if token.get("TechID") not in (None, told.get("TechID")):
        raise PartnerError("the token and the user info name two keys")
    subject = str(told.get("TechID") or token["sub"]).strip()
    if not 0 < len(subject) <= 200:
        raise PartnerError("no key")
    return Claims(
        issuer=issuer,
        subject=subject,
        is_organisation=str(told.get("LoaiTaiKhoan", PERSON)) == ORGANISATION,
        name=" ".join(str(told.get("name") or "").split())[:200],
        personal_id=_parsed(identity.parse_personal_id, told.get("SoDinhDanh")),
        tax_code=_parsed(identity.parse_tax_code, told.get("MaSoThue") or told.get("MaSoDoanhNghiep")),
        phone=_parsed(identity.parse_phone, told.get("phone")),
    )


def _parsed(parse: Any, value: Any) -> str:
    try:
        return str(parse(str(value))) if value else ""
    except identity.InvalidIdentity:
        return ""
