"""The room of a signature is the one place of a file that no signature covers. It must hold the signature and no more.

Without this, bytes there could be changed unseen: in the zeros that fill the room, in the spelling of its digits, in
certificates that nobody needed for the chain. It would harm nobody, but “not one byte was changed” would be untrue.
"""

from typing import Any

RANGE_PARTS = 4
LONG, CONSTRUCTED = 0x80, 0x20
INDEFINITE = b"\x30\x80"


def is_tight(one: Any, status: Any) -> bool:
    """Say whether the room of an embedded signature holds nothing that could be otherwise.

    `one` and `status` are pyHanko's embedded signature and its status.
    """
    return _is_room_tight(one) and _is_shape_usual(one) and _are_certificates_sound(one, status)


def _is_room_tight(one: Any) -> bool:
    """Say whether the digits are spelled in one way, and only zeros follow the signature."""
    ranges = list(one.byte_range)
    if len(ranges) != RANGE_PARTS:
        return False
    stream = one.reader.stream
    stream.seek(ranges[0] + ranges[1])
    room = stream.read(ranges[2] - ranges[1])
    digits = room[1:-1]
    if not (room.startswith(b"<") and room.endswith(b">")) or digits not in (digits.lower(), digits.upper()):
        return False
    content = bytes.fromhex(digits.decode("ascii")) if digits.isalnum() else b""
    if content[:2] == INDEFINITE:  # an old spelling, which says where it ends by other means
        return True
    end = _end_of_value(content, 0, len(content))
    return end > 0 and not content[end:].strip(b"\x00")


def _end_of_value(content: bytes, start: int, limit: int) -> int:
    """Return where the DER value at `start` ends, or 0 if it or a value inside it does not fill its room exactly."""
    if start + 2 > limit or content[start] == 0:
        return 0
    tag, length, body = content[start], content[start + 1], start + 2
    if length & LONG:
        count = length & ~LONG
        length, body = int.from_bytes(content[body : body + count], "big"), body + count
        if length < LONG or content[start + 2] == 0:  # longer than it need be
            return 0
    end = body + length
    if end > limit:
        return 0
    while tag & CONSTRUCTED and body < end:
        body = _end_of_value(content, body, end)
        if not body:
            return 0
    return end


def _is_shape_usual(one: Any) -> bool:
    """Say whether the parts that repeat what is signed elsewhere agree with it."""
    data, signer = one.signed_data, one.signer_info
    digests = [algorithm.dump() for algorithm in data["digest_algorithms"]]
    by_issuer = signer["sid"].name == "issuer_and_serial_number"
    return (
        digests == [signer["digest_algorithm"].dump()]
        and _has_usual_parameters(signer["digest_algorithm"])
        and len(data["signer_infos"]) == 1
        and signer["version"].native == ("v1" if by_issuer else "v3")
        and data["version"].native in ("v1", "v3", "v4")
        and data["encap_content_info"]["content_type"].native == "data"
    )


def _has_usual_parameters(algorithm: Any) -> bool:
    """Say whether a digest's parameters are left out or NULL."""
    from asn1crypto.core import Null, Void

    return isinstance(algorithm["parameters"], Null | Void) and algorithm["parameters"].dump() in (b"", b"\x05\x00")


def _are_certificates_sound(one: Any, status: Any) -> bool:
    """Say whether each certificate beside the signature stands there once and was truly issued by its issuer, if known.

    A certificate of the chain that differs from the one that the chain was built of has been changed.
    """
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature

    path = [x509.load_der_x509_certificate(each.dump()) for each in status.validation_path or []]
    beside = [x509.load_der_x509_certificate(each.chosen.dump()) for each in one.signed_data["certificates"]]
    known = {each.subject: each for each in [*beside, *path]}
    if len({(each.issuer, each.serial_number) for each in beside}) < len(beside):
        return False
    for each in beside:
        is_twin = any(each.subject == other.subject or each.public_key() == other.public_key() for other in path)
        if is_twin and each not in path:
            return False
        try:
            if each.issuer in known:
                each.verify_directly_issued_by(known[each.issuer])
        except (InvalidSignature, ValueError, TypeError):
            return False
    return True
