"""The table “Cách thức thực hiện”: channel, time limit, fees and description of each row. Pure.

The national portal shows a table whose text reaches us without any separator. Its grammar:

    table       := header row+
    header      := "Hình thức nộpThời gianPhí, lệ phíMô tả"
    row         := channel limit fees description
    channel     := "Trực tiếp" | "Trực tuyến" | "Dịch vụ bưu chính" | "Khác"
    limit       := amount " " unit | amount | "Không có thông tin"      the unit “khác” prints nothing
    unit        := "Ngày làm việc" | "Ngày" | "Giờ" | "Tháng" | …
    fees        := see `procedures.national.fees`
    description := any text of an officer, often none

A description may mention channels, amounts and units, even at its beginning (“Miễn phí15 ngày kể từ…”). But an
officer puts a space or a colon between the two; only the table glues a channel to a limit. So a row begins where

- a channel is followed at once by an amount with its unit, a unit alone, “trong ngày” or “Không có thông tin”, or
- a channel is followed at once by a bare amount, and that by what begins a cell of fees.

A bare amount and a fee run together: “Trực tiếp1200 VNĐ” is 1 without a unit and 200 VNĐ, because no fee is printed
“00 VNĐ” or “0 VNĐ”. Where two readings are possible (“1550,000 VNĐ”) none is taken.

A channel may have several rows: several cases, whose descriptions tell them apart.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from procedures.national.fees import (
    CURRENCY,
    FREE,
    FeeCell,
    amounts_after_bare_number,
    read_fee,
    split_fees,
    why_unread,
)
from procedures.national.letters import LOWER
from procedures.national.limits import AMOUNT, SAME_DAY_WORDS, UNIT_WORDS, read_limit
from procedures.national.reading import ABSENT, ReadRecord, cell_text

COLUMN = "cach_thuc_thuc_hien"

CHANNELS = {
    "Trực tiếp": "in_person",
    "Trực tuyến": "online",
    "Dịch vụ bưu chính công ích": "postal",
    "Dịch vụ bưu chính": "postal",
    "Bưu chính công ích": "postal",
    "Khác": "",
}
"""Channels of a record by the portal's words, longer ones first; “Khác” is none of ours."""

HEADER = re.compile(r"Hình thức nộp\s*Thời (?:gian|hạn)(?: giải quyết)?\s*Phí, lệ phí\s*Mô tả")

ROW = re.compile(
    rf"(?P<channel>{'|'.join(CHANNELS)})"
    rf"(?P<limit>"
    rf"{AMOUNT} ?{UNIT_WORDS}"
    rf"|(?:{UNIT_WORDS}|{SAME_DAY_WORDS})(?![{LOWER}])"
    rf"|{AMOUNT}(?={FREE}|{ABSENT}| ?{CURRENCY})"
    rf"|{ABSENT}"
    rf")"
)
SWALLOWED = re.compile(rf"(?:{'|'.join(CHANNELS)})\d")
"""Inside a description: perhaps a row whose cells look unlike any that we know."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: the words of its cells, and the channel's value (“” where we have none for it)."""

    channel: str
    limit: str
    fees: tuple[FeeCell, ...]
    description: str
    raw: str


def read_ways(cell: str | None, reading: ReadRecord) -> list[dict[str, Any]]:
    """Return the ways of a record, in the order of the table; note in `reading` what could not be read."""
    rows = []
    for row in split_rows(cell_text(cell), reading):
        if row.channel:
            rows.append(row)
        else:
            reading.keep(COLUMN, "Hình thức nộp không có trong danh mục; giữ nguyên văn dòng này.", row.raw)
    channels = dict.fromkeys(row.channel for row in rows)
    return [_way(channel, [row for row in rows if row.channel == channel], reading) for channel in channels]


def split_rows(text: str, reading: ReadRecord) -> Iterator[Row]:
    """Yield the rows of the table that a text glues together; warn of text that belongs to none."""
    header = HEADER.match(text)
    body = text[header.end() :] if header else text
    starts = list(ROW.finditer(body))
    before = body[: starts[0].start()] if starts else body
    if before.strip():
        reading.keep(COLUMN, "Không tách được phần này thành hình thức nộp, thời hạn và phí.", before.strip())
    ends = [*(start.start() for start in starts[1:]), len(body)]
    for start, end in zip(starts, ends, strict=False):
        yield _row(start, body[start.end() : end], reading)


def _row(start: re.Match[str], rest: str, reading: ReadRecord) -> Row:
    """Return the row that begins at `start`; part a bare amount from the fee that is glued to it."""
    limit, raw, is_certain = start["limit"].strip(), start[0] + rest, True
    if re.fullmatch(AMOUNT, limit) and re.match(rf" ?{CURRENCY}", rest):
        parts = amounts_after_bare_number(limit)
        is_certain = len(parts) == 1
        limit, amount = parts[0] if is_certain else (limit, limit)
        rest = amount + rest
    if not is_certain:
        reading.warn(COLUMN, "Không phân biệt được thời hạn với mức thu vì hai ô dính liền nhau.", raw)
    fees, description = split_fees(rest)
    if SWALLOWED.search(description):
        reading.warn(COLUMN, "Phần mô tả có thể chứa một dòng khác của bảng; cần kiểm tra.", description)
    if fees and not is_certain:
        fees[0] = replace(fees[0], is_certain=False)
    return Row(CHANNELS[start["channel"]], limit, tuple(fees), description, raw)


def _way(channel: str, rows: list[Row], reading: ReadRecord) -> dict[str, Any]:
    """Return one way of a record. Rows whose descriptions differ are cases: the descriptions become conditions."""
    has_cases = len({row.description for row in rows}) > 1
    fees_differ = len({row.fees for row in rows}) > 1
    limits: list[dict[str, Any]] = []
    fees: list[dict[str, Any]] = []
    for row in rows:
        case = row.description if has_cases else ""
        _add(limits, _limits(row, case, reading))
        _add(fees, _fees(row, case if fees_differ else "", reading))
    conditions = [limit["condition"] for limit in limits]
    if len(set(conditions)) < len(conditions):
        words = "; ".join(limit["text"] for limit in limits)
        reading.warn(COLUMN, "Một hình thức nộp có các thời hạn khác nhau nhưng không nêu trường hợp.", words)
    return {"channel": channel, "note": "" if has_cases else rows[0].description, "limits": limits, "fees": fees}


def _limits(row: Row, case: str, reading: ReadRecord) -> Iterator[dict[str, Any]]:
    if row.limit == ABSENT:
        return
    limit = {**read_limit(row.limit), "condition": case}
    reading.count("limits", is_read=limit["amount"] is not None)
    if limit["amount"] is None:
        reading.warn(COLUMN, "Thời hạn thiếu số hoặc đơn vị; giữ nguyên văn, cần nhập lại.", row.limit)
    yield limit


def _fees(row: Row, case: str, reading: ReadRecord) -> Iterator[dict[str, Any]]:
    for cell in row.fees:
        fee = read_fee(cell, row.description)
        fee["condition"] = "\n".join(filter(None, [case, fee["condition"]]))
        reading.count("fees", is_read=fee["amount"] is not None)
        if fee["amount"] is None:
            reading.warn(COLUMN, why_unread(cell), cell.text)
        yield fee


def _add(known: list[dict[str, Any]], more: Iterable[dict[str, Any]]) -> None:
    """Append what is not there yet: rows repeat the limit where only the fee differs, and the other way round."""
    known.extend(part for part in more if part not in known)
