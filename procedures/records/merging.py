"""Bringing a draft up to date with what has changed under it, without losing what its editor wrote. Pure."""

from typing import Any

from procedures.records.shape import Record


def merged(draft: Record, *, base: Record, now: Record) -> tuple[dict[str, Any], list[str]]:
    """Return a draft that was begun with `base` as if it had been begun with `now`, and the keys that both changed.

    A part that the editor left alone becomes what it is now; a part that the editor changed stays as it is.
    """
    whole: dict[str, Any] = {}
    both = []
    for key, value in draft.items():
        was, became = base.get(key), now.get(key)
        is_own = value != was
        if is_own and became not in (was, value):
            both.append(key)
        whole[key] = value if is_own or key not in now else became
    return whole, both
