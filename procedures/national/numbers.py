"""Numbers of legal texts, wherever a cell mentions one. Pure."""

import re

from procedures.national.letters import LOWER

_ISSUERS = (
    "UBTƯMTTQVN|UBTWMTTQVN|TLĐLĐVN|VKSNDTC|BHXHVN|UBTVQH|TANDTC|UBND|HĐND|HĐTP|VPCP|VPQH|TTCP|NHNN|KTNN|BHXH|UBDT|TCHQ|"
    "BNNPTNT|BNN&PTNT|BVHTTDL|BVHTT&DL|BLĐTBXH|LĐTBXH|BKH&CN|BGD&ĐT|BGDĐT|BGTVT|BKHCN|BKHĐT|BNNMT|BTNMT|BTTTT|BDTTG|"
    "BVHTT|BNN|BNG|BNV|BQP|BTC|BTP|BXD|BYT|BCA|BCT|BCN|BTM|BTS|TTg|TCT|CTN|CP|QH"
)
_KINDS = "TTLT|NQLT|VBHN|LCT|NĐ|TT|QĐ|NQ|CT|HD|TB|PL|SL|KH|CV|L"

_LETTERS = (
    rf"(?:(?:{_KINDS})[-–](?:{_ISSUERS})(?:[-–/](?:{_ISSUERS}))*|UBTVQH1?\d|QH1?\d"
    rf"|(?:[A-ZĐ]+(?:[-–&][A-ZĐ]+)+|{_KINDS})(?![A-ZĐ{LOWER}]))"
)
_BEGIN = r"(?:(?<!\d)|(?<=\D(?:19|20)\d\d)|(?<=QH1\d))"

NUMBER = rf"{_BEGIN}(?:\d{{1,4}}|\d{{1,3}}\.\d{{1,2}})(?:/\d{{4}})?/{_LETTERS}"
"""“123/2015/NĐ-CP”, “66.7/2025/NQ-CP”, “52/2014/QH13”, “1898/QĐ-BTP”, “01/VBHN-VPQH”.

Kinds and issuers that we know, longest first, end a number whatever is glued to it (“NĐ-CPLUẬT…”, “TT-BTPThông tư…”,
“QH1527/2023/QH15”); other letters end where no letter follows. A number may be glued to a year: “năm
201601/2016/QH14”.
"""

CITATION = re.compile(
    rf"(?:[Tt]hông tư(?: liên tịch)?|[Nn]ghị định|[Nn]ghị quyết|[Qq]uyết định|Luật|Pháp lệnh)(?: số)?\s*:?\s*{NUMBER}"
)
"""A legal text mentioned by kind and number: “Thông tư số 281/2016/TT-BTC”."""
