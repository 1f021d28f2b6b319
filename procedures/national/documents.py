"""The tables “Thành phần hồ sơ”: groups of papers by case, each paper with its forms and its numbers. Pure.

The portal shows a table for each case. Glued together, they read:

    cell    := table+ | "--"
    table   := heading "Tên giấy tờMẫu đơn, tờ khaiSố lượng" paper+
    heading := any text; "--" where the case has no name
    paper   := name form* count
    form    := the name of a file: “Mẫu số 01.docx”
    count   := N " bản chính" [ "," N " bản sao" ]

A count is glued to what stands before it and has no leading zero, while a name that speaks of “(01 bản chính)” or “gồm
1 bản chính hoặc…” sets it off. Where the name itself ends with digits (“… năm 2024” and then “0 bản chính”), the last
digit is the count.

A paper of which neither originals nor copies are wanted is a note or a heading that somebody typed into the table, so
it is not required; nor is one whose name ends with its condition in brackets.
"""

import re
from itertools import pairwise
from typing import Any

from procedures.national.letters import LOWER, UPPER
from procedures.national.reading import ReadRecord, cell_text

COLUMN = "thanh_phan_ho_so"
HEADER = re.compile(r"Tên giấy tờ\s*Mẫu đơn, tờ khai\s*Số lượng")
NO_HEADING = "--"

COUNT = re.compile(r"(?P<originals>\d+) bản chính(?:,(?P<copies>\d{1,3}) bản sao)?")
STANDS_OFF = re.compile(rf"\s*[,)]|\s+[{LOWER}]")
"""What follows a number of papers inside a name, never a count."""

ENDS_NAME = re.compile(rf"(?:[{LOWER};:)”\"]|(?<!\d)\.)\Z|\A\Z")
"""What a name ends with to which a count is glued; after a capital, a digit or a space the name ends with a number."""

EXTENSION = re.compile(
    r"\.(?:docx|doc(?!x)|pdf|xlsx|xls(?!x)|rtf|odt|zip|rar|7z|jpe?g|png|tiff?)(?=[^\s.,;:)]|\Z)", re.I
)
STEM = r"m[ẫa]u|đơn|don|tờ ?khai|tokhai|phụ lục|phu ?luc|biểu|văn bản|van ban|tờ trình|báo cáo|bản khai|(?-i:TK|BM|TP-)"
FORM_BEGINS = re.compile(rf"(?i)(?<=[^\s(/-])(?={STEM})")
CAPITAL_BEGINS = re.compile(rf"(?<=[{LOWER};:.)])(?=[{UPPER}])|(?<=[{LOWER};:)])(?=\d)")
"""Where the name of a file may be glued to the name of a paper: best where a form's usual name begins."""

LONGEST_FILE = 150
"""Characters; a longer piece that ends like a file is a passage that mentions one."""

BULLET = re.compile(r"^(?:[-–+*•·.;,]\s*)+")
CONDITION = re.compile(r"\s*\(((?:nếu|trường hợp|trong trường hợp|đối với|khi)\b[^()]*)\)\s*[.;]?\Z", re.IGNORECASE)
CERTIFIED = re.compile(r"bản sao (?:có |được |đã )?(?:công chứng|chứng thực)", re.IGNORECASE)
SHOWN = re.compile(r"phải xuất trình|giấy tờ xuất trình|^xuất trình", re.IGNORECASE)
HANDED_IN = re.compile(r"\b(?:nộp|gửi|hoặc)\b", re.IGNORECASE)
NOTE = re.compile(r"(?:lưu ý|ghi chú|chú ý)\b", re.IGNORECASE)
SETS = re.compile(r"[Ss]ố lượng(?: hồ sơ)?\s*:?\s*(\d{1,2})\s*(?:\([^)]*\)\s*)?bộ")


def read_documents(cell: str | None, reading: ReadRecord) -> list[dict[str, Any]]:
    """Return the required documents of a record, in the order of the tables.

    Text without a count is kept as a paper of which none is wanted, and noted.
    """
    heading, *tables = HEADER.split(cell_text(cell))
    documents = []
    for table in tables:
        papers, rest = _papers(table)
        documents += [_document(_group(heading), *paper) for paper in papers]
        heading = rest
    for document in documents:
        reading.count("documents", is_read=bool(document["name"]))
        if not document["name"]:
            where = document["form"] or document["group"]
            reading.warn(COLUMN, "Có giấy tờ không ghi tên trong thành phần hồ sơ.", where)
    if rest := heading.strip("-.;, \n"):
        documents.append(_document("", rest, 0, 0))
        reading.count("documents", is_read=False)
        reading.warn(COLUMN, "Không có số lượng bản chính, bản sao; giữ nguyên văn, cần kiểm tra.", rest)
    return [document for document in documents if document["name"]]


def read_sets(cell: str | None) -> int | None:
    """Return how many sets of papers the cell asks for, where it says so once and for all."""
    stated = {int(match[1]) for match in SETS.finditer(cell_text(cell))} - {0}
    return stated.pop() if len(stated) == 1 else None


def _papers(table: str) -> tuple[list[tuple[str, int, int]], str]:
    """Return the papers of a table (name with forms, originals, copies) and the text after the last one."""
    papers, place = [], 0
    for match in COUNT.finditer(table):
        digits = _digits_of_count(table, match)
        if digits:
            name = table[place : match.end("originals") - len(digits)]
            papers.append((name.strip(), int(digits), int(match["copies"] or 0)))
            place = match.end()
    return papers, table[place:]


def _digits_of_count(table: str, match: re.Match[str]) -> str:
    """Return the digits that are a count, or nothing where a name speaks of so many papers."""
    digits, begin = match["originals"], match.start()
    before = table[max(begin - 2, 0) : begin]
    if before.endswith("(") or STANDS_OFF.match(table, match.end()) or (len(digits) == 2 and digits[0] == "0"):
        return ""
    is_whole = len(digits) <= 2 and digits[0] != "0" and ENDS_NAME.search(before)
    return digits if is_whole else digits[-1]


def _group(heading: str) -> str:
    return BULLET.sub("", heading.strip().removeprefix(NO_HEADING)).rstrip(":;- ")


def _document(group: str, text: str, originals: int, copies: int) -> dict[str, Any]:
    name, form = _split_forms(BULLET.sub("", text))
    condition = CONDITION.search(name)
    is_certified = bool(CERTIFIED.search(name)) and "hoặc" not in name.lower()
    is_note = not (originals or copies) or NOTE.match(group) or NOTE.match(name)
    return {
        "group": group,
        "name": (name[: condition.start()] if condition else name).rstrip(";, "),
        "form": form,
        "originals": originals,
        "certified_copies": copies if is_certified else 0,
        "copies": 0 if is_certified else copies,
        "condition": condition[1] if condition else "",
        "is_required": not (is_note or condition),
        "shown_only": bool(SHOWN.search(group)) and not HANDED_IN.search(group),
        "vault": False,
    }


def _split_forms(text: str) -> tuple[str, str]:
    """Return the name of a paper and the names of the files glued to its end, joined by “; ”."""
    ends = [match.end() for match in EXTENSION.finditer(text)]
    if not ends or ends[-1] != len(text):
        return text, ""
    pieces = [text[begin:end] for begin, end in pairwise([0, *ends])]
    files: list[str] = []
    while len(pieces) > 1 and len(pieces[-1]) <= LONGEST_FILE:
        files.insert(0, pieces.pop().strip())
    # What is left ends with the first file, glued to the name.
    named = "".join(pieces)
    tail = max(len(named) - LONGEST_FILE, 0)
    found = list(FORM_BEGINS.finditer(named, tail)) or list(CAPITAL_BEGINS.finditer(named, tail))
    begins = [match.start() for match in found]
    if not begins:
        return text, ""
    # “theo mẫumaudon01.doc” begins with “mau”, not with “don”: the first of those that no space parts from the last.
    begin = next(begin for begin in begins if " " not in named[begin : begins[-1]])
    return named[:begin].strip(), "; ".join([named[begin:].strip(), *files])
