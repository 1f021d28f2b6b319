"""What the rows of a report are called, and in which order they stand."""

from collections.abc import Iterable, Mapping

from agencies.models import Agency
from procedures.models import Channel, ProcedureVersion, Sector, ServiceLevel
from reporting.questions import Key

Names = Mapping[str, tuple[int, str]]
"""Place and name of each row, by its key."""


def names_of(key: Key) -> Names:
    """Return the rows of a key in their order; at most one query."""
    if key is Key.AGENCY:
        return _placed(Agency.objects.order_by("code").values_list("code", "name"))
    if key is Key.SECTOR:
        return _placed(Sector.objects.order_by("name").values_list("code", "name"))
    if key is Key.PROCEDURE:
        # Of several versions the newest one names the procedure.
        newest = dict(ProcedureVersion.objects.order_by("number").values_list("procedure__code", "name"))
        return _placed(sorted(newest.items()))
    choices = Channel.choices if key is Key.CHANNEL else ServiceLevel.choices
    return _placed([(value, str(label)) for value, label in choices])


def label_of(names: Names, key: str) -> str:
    """Return what a row is called; a row that nobody knows any more by its key."""
    return names[key][1] if key in names else key


def _placed(pairs: Iterable[tuple[str, str]]) -> Names:
    return {key: (place, name) for place, (key, name) in enumerate(pairs)}
