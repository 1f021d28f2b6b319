"""A finding in a sentence: what was printed, what follows from the parts, and by how much. Pure."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from agencies.numerals import written_number
from reporting.checking.findings import Finding, Kind, Number

EXACT_DECIMALS = 4


def number(value: Number | str) -> str:
    """Write a number as it is written in Vietnam: 49.343, or 69,35; a text stays what it is."""
    if isinstance(value, str):
        return f"“{value}”"
    # As many decimals as it has, also where the last of them are zeros.
    places = max(-int(value.as_tuple().exponent), 0) if isinstance(value, Decimal) else 0
    return written_number(value, places)


def sentence(finding: Finding) -> str:
    """Return what is to be said of a figure."""
    words = {
        "figure": finding.figure,
        "printed": number(finding.printed),
        "computed": "–" if finding.computed is None else number(finding.computed),
        "parts": _sum_in_words(finding),
        "by": "–" if finding.difference is None else number(_size(finding.difference)),
    }
    return _wording(finding) % {**words, **_terms(finding)}


def _wording(finding: Finding) -> str:
    match finding.kind:
        case Kind.SUM:
            return _("In %(printed)s, nhưng các phần cộng lại là %(parts)s = %(computed)s; lệch %(by)s.")
        case Kind.PARTS_EXCEED_WHOLE if finding.difference is not None and finding.difference > 0:
            return _("In %(printed)s, nhiều hơn cả %(parts)s mà nó là một phần; thừa %(by)s.")
        case Kind.PARTS_EXCEED_WHOLE:
            return _("In %(printed)s, nhưng riêng các phần %(parts)s đã là %(computed)s; vượt %(by)s.")
        case Kind.BALANCE:
            return _("In %(printed)s, nhưng số đã và đang giải quyết cho thấy %(parts)s = %(computed)s; lệch %(by)s.")
        case Kind.UNKNOWN_WHOLE:
            return _("In %(printed)s %% của “%(whole)s”, nhưng báo cáo không in số này.")
        case Kind.CONTRADICTION:
            return _("In %(printed)s, nhưng ở dòng trước in %(computed)s; lệch %(by)s.")
        case Kind.UNREADABLE:
            return _("In %(printed)s, không phải là số.")
        case Kind.IMPOSSIBLE_VALUE:
            return _impossible(finding)
    return _percent(finding)


def _impossible(finding: Finding) -> str:
    if finding.is_percent and isinstance(finding.printed, Decimal) and finding.printed > 100:
        return _("In %(printed)s %%: một phần không thể quá 100 %%.")
    if finding.is_percent:
        return _("In %(printed)s %%: tỷ lệ không thể âm.")
    return _("In %(printed)s: số lượng phải là số nguyên, không âm.")


def _percent(finding: Finding) -> str:
    if finding.exact is None:
        return _("In %(printed)s %%, nhưng mẫu số “%(whole)s” bằng 0: không có tỷ lệ.")
    if finding.kind is Kind.ROUNDING:
        return _(
            "In %(printed)s %%, nhưng %(part_value)s / %(whole_value)s = %(exact)s %%: làm tròn nửa lên được"
            " %(computed)s %%, và phần dư lớn nhất cũng không cho số đã in; lệch %(by)s."
        )
    return _("In %(printed)s %%, nhưng %(part_value)s / %(whole_value)s = %(computed)s %%; lệch %(by)s.")


def _terms(finding: Finding) -> dict[str, str]:
    if not finding.terms:
        return {}
    words = {"whole": finding.terms[-1][0]}
    if finding.is_percent:
        words |= {"part_value": number(finding.terms[0][1]), "whole_value": number(finding.terms[-1][1])}
    if finding.exact is not None:
        places = Decimal(1).scaleb(-EXACT_DECIMALS)
        words["exact"] = number(finding.exact.quantize(places, ROUND_HALF_UP))
    return words


def _sum_in_words(finding: Finding) -> str:
    words = ""
    for figure, value in finding.terms:
        sign = "−" if value < 0 else "+"
        words += f" {sign} " if words else ("−" if value < 0 else "")
        words += f"{figure} {number(_size(value))}"
    return words


def _size(value: Number) -> Number:
    return -value if value < 0 else value
