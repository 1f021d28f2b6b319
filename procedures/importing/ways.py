"""Ways of submission of a file over those that stand: what could not be read never replaces what was. Pure."""

from collections.abc import Callable, Sequence
from typing import Any

from procedures.models import Channel

Rows = Sequence[dict[str, Any]]
IsRead = Callable[[dict[str, Any]], bool]


def ways_together(standing: Rows, incoming: Rows, notes: list[str]) -> list[dict[str, Any]]:
    """Return the ways of a file, channel by channel, with what it does not say or what could not be read kept.

    A channel that the file does not have is kept with a note: many dossiers may be on their way through it.
    """
    known = {way["channel"]: way for way in standing}
    together = [_way(known.pop(way["channel"], None), way, notes) for way in incoming]
    for way in known.values():
        label = Channel(way["channel"]).label
        notes.append(f"Tệp không có hình thức nộp “{label}”; vẫn giữ như đang có. Nếu đã bỏ, hãy sửa bằng quyết định.")
    return together + list(known.values())


def _way(standing: dict[str, Any] | None, incoming: dict[str, Any], notes: list[str]) -> dict[str, Any]:
    if standing is None:
        return incoming
    label = str(Channel(standing["channel"]).label)
    limits = _rows_together(standing["limits"], incoming.get("limits") or [], _is_limit_read)
    fees = _rows_together(standing["fees"], incoming.get("fees") or [], _is_fee_read)
    for title, kept in (("Thời hạn", limits), ("Mức thu", fees)):
        if kept.unread:
            words = "; ".join(kept.unread)
            notes.append(f"{title} ({label}) trong tệp chưa đọc được (“{words}”); giữ giá trị đang có.")
    return {
        "channel": standing["channel"],
        "note": incoming.get("note") or standing["note"],
        "limits": limits,
        "fees": fees,
    }


class _Together(list[dict[str, Any]]):
    """Rows, with the words of those in whose place a row that stands was kept."""

    def __init__(self) -> None:
        super().__init__()
        self.unread: list[str] = []


def _rows_together(standing: Rows, incoming: Rows, is_read: IsRead) -> _Together:
    together = _Together()
    if not incoming:
        together.extend(standing)
        return together
    read = [row for row in standing if is_read(row)]
    if read and not any(is_read(row) for row in incoming):
        together.extend(standing)
        together.unread = [row.get("text", "") for row in incoming if not _stands(row, standing)]
        return together
    for place, row in enumerate(incoming):
        old = None if is_read(row) else _counterpart(row, place, standing, incoming)
        if old is not None and is_read(old):
            together.append(old)
            together.unread.append(row.get("text", ""))
        else:
            together.append(row)
    return together


def _counterpart(row: dict[str, Any], place: int, standing: Rows, incoming: Rows) -> dict[str, Any] | None:
    """Return the row that stands for an unread one: of the same words, or in the same place of as many."""
    for old in standing:
        if row.get("text") and old["text"] == row["text"] and old["condition"] == row.get("condition", ""):
            return old
    return standing[place] if len(standing) == len(incoming) else None


def _stands(row: dict[str, Any], standing: Rows) -> bool:
    return any(old["text"] == row.get("text", "") for old in standing)


def _is_limit_read(limit: dict[str, Any]) -> bool:
    return limit.get("amount") is not None


def _is_fee_read(fee: dict[str, Any]) -> bool:
    """A fee is settled by its amount, or where an editor says that the provincial council sets it."""
    return fee.get("amount") is not None or not fee.get("text")
