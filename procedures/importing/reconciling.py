"""What a procedure says once a file has spoken: the record that stands, overlaid with what the file says. Pure.

| file | what it may do to a record that stands |
|---|---|
| ours | each key that it has replaces the key that stands, also by nothing |
| detailed national record | what it says and could be read replaces what stands; what is the province's own stays |
| national list | as above where only a list spoke before; of richer records it fills gaps and says where it differs |

Nothing that stands changes without a sentence among the notes.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from agencies.vietnamese import folded
from procedures.differences import Kind, differences
from procedures.importing.ways import ways_together
from procedures.interchange.texts import quoted
from procedures.models import Source
from procedures.records import Record, problems_of
from procedures.records.canonical import canonical

LOCAL = frozenset(
    {
        "agencies",
        "life_events",
        "service_level",
        "service_level_reason",
        "taken_in_at_centre",
        "not_taken_in_reason",
        "four_step",
        "processes",
    }
)
"""What the province decides for itself: no national file touches it."""

GAPS = frozenset({"keywords", "summary", "source_note"})
"""What editors word for citizens: a national file fills it where it is empty."""

LISTED = {"name": "Tên thủ tục", "sector": "Lĩnh vực", "competences": "Cơ quan thực hiện"}
"""What the national list says of a procedure."""

LONGEST_LOSS = 500
"""Characters; a sentence that quotes two long passages need not quote them whole."""

UNSORTED = "Chưa phân lĩnh vực"
NOT_ADOPTED = "Tỉnh chưa công bố tiếp nhận thủ tục này."


@dataclass(slots=True)
class Reconciled:
    """The canonical record that shall hold, and what to tell about the way to it."""

    record: dict[str, Any]
    notes: list[str] = field(default_factory=list)


def founded(incoming: Record, *, kind: Source) -> Reconciled:
    """Return the record of a procedure that the catalogue does not know yet.

    A national file says what the law promises; whether the province takes such dossiers in, it has to decide itself.
    """
    own: dict[str, Any] = {"sector": UNSORTED}
    if kind is not Source.OWN_FILE:
        own |= {"taken_in_at_centre": False, "not_taken_in_reason": NOT_ADOPTED}
    result = Reconciled(canonical(own | {key: value for key, value in incoming.items() if value not in ("", None)}))
    if result.record["sector"] == UNSORTED:
        result.notes.append(f"Tệp không ghi lĩnh vực; tạm xếp vào “{UNSORTED}”.")
    return result


def reconciled(standing: Record, standing_source: Source, incoming: Record, *, kind: Source) -> Reconciled:
    """Return what a record that stands (canonical, with who wrote it) becomes by what a file says of it."""
    if kind is Source.OWN_FILE:
        result = _replaced(standing, incoming)
    elif kind is Source.NATIONAL_LIST and standing_source is not Source.NATIONAL_LIST:
        result = _gaps_filled(standing, standing_source, incoming)
    else:
        result = _overlaid(standing, incoming)
    result.record = canonical(result.record)
    result.notes += losses(standing, result.record)
    return result


def losses(before: Record, after: Record) -> list[str]:
    """Return a sentence for each value of a record that another one changes or no longer has."""
    return [
        quoted(difference.words, LONGEST_LOSS)
        for difference in differences(before, after)
        if difference.kind in (Kind.REMOVED, Kind.CHANGED) and difference.before not in ("", _("không ghi"))
    ]


def budget_notes(record: Record) -> list[str]:
    """Return a sentence for each process of a record that no longer adds up to its limit, with the mend."""
    unbudgeted = {problem.text for problem in problems_of(record, complete=False, budgeted=False)}
    return [
        f"Quy trình nội bộ được giữ nguyên nhưng không còn khớp. {problem.text}"
        " Hãy sửa quy trình hoặc thời hạn trong một quyết định công bố."
        for problem in problems_of(record, complete=False)
        if problem.text not in unbudgeted
    ]


def _replaced(standing: Record, incoming: Record) -> Reconciled:
    return Reconciled({**standing, **incoming})


def _overlaid(standing: Record, incoming: Record) -> Reconciled:
    result = Reconciled(dict(standing))
    for key, value in incoming.items():
        if key in LOCAL or not value or (key in GAPS and standing[key]):
            continue
        merge = _MERGED.get(key)
        result.record[key] = merge(standing[key], value, result.notes) if merge else value
    return result


def _gaps_filled(standing: Record, standing_source: Source, incoming: Record) -> Reconciled:
    result = Reconciled(dict(standing))
    for key, title in LISTED.items():
        value = incoming.get(key)
        if not value:
            continue
        is_gap = not standing[key] or standing[key] == UNSORTED
        # What a decision of the province says is complete by itself.
        if is_gap and standing_source is not Source.EDITOR:
            result.record[key] = value
        elif (listed := _words(key, value)) and not _says(key, standing[key], value):
            result.notes.append(
                f"{title} trong danh sách (“{quoted(listed)}”) khác bản đang có"
                f" (“{quoted(_words(key, standing[key]))}”); giữ bản đang có."
            )
    return result


def _documents_together(
    standing: list[dict[str, Any]], incoming: list[dict[str, Any]], _notes: list[str]
) -> list[dict[str, Any]]:
    """Return the papers of a file with what the catalogue knows of papers of the same name: its form, the vault."""
    known = {folded(document["name"]): document for document in standing}
    together = []
    for document in incoming:
        old = known.get(folded(document.get("name", "")))
        kept = {"vault": old["vault"], "form_template": old["form_template"]} if old else {}
        together.append({**document, **kept})
    return together


_MERGED: dict[str, Callable[[Any, Any, list[str]], Any]] = {
    "ways": ways_together,
    "required_documents": _documents_together,
}


def _words(key: str, value: Any) -> str:
    return "; ".join(part["name"] for part in value) if key == "competences" else str(value)


def _says(key: str, standing: Any, listed: Any) -> bool:
    """Say whether what stands says what a list says; of agencies it may say more."""
    if key != "competences":
        return folded(standing) == folded(listed)
    names = {folded(part["name"]) for part in standing}
    return all(folded(part["name"]) in names for part in listed)
