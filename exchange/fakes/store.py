"""What a fake partner remembers, as files in a folder, so that every process of a demo talks to the same one."""

import hashlib
import json
import os
import threading
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

COUNTING = threading.Lock()


class Behaviour(StrEnum):
    """How a fake partner treats the next messages."""

    WORKS = "works"
    OUTAGE = "outage"
    """It cannot be reached."""
    SLOW = "slow"
    """It takes each message and answers too late."""
    REJECT = "reject"
    """It refuses each message."""
    DUPLICATE = "duplicate"
    """It takes each message, and its answer to the first try is lost: the same key comes again."""


class Store:
    """The memory of one fake partner."""

    def __init__(self, folder: Path | str, partner: str) -> None:
        self.folder = Path(folder) / partner
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    # ── Behaviour ────────────────────────────────────────────────────────────────────────
    @property
    def behaviour(self) -> Behaviour:
        """How the partner behaves now."""
        path = self.folder / "behaviour"
        return Behaviour(path.read_text().strip()) if path.exists() else Behaviour.WORKS

    @behaviour.setter
    def behaviour(self, behaviour: Behaviour) -> None:
        (self.folder / "behaviour").write_text(behaviour.value)

    # ── Messages ─────────────────────────────────────────────────────────────────────────
    def keep(self, key: str, message: dict[str, Any]) -> tuple[str, bool]:
        """Keep a message under its key and return its number, and whether it is new."""
        number = hashlib.sha256(key.encode()).hexdigest()[:16]
        try:
            handle = os.open(self._path(number), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return number, False
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(message, file, ensure_ascii=False)
        return number, True

    def messages(self) -> list[dict[str, Any]]:
        """Return what was taken over, the oldest first."""
        paths = sorted(self.folder.glob("*.message.json"), key=lambda path: path.stat().st_mtime_ns)
        return [json.loads(path.read_text(encoding="utf-8")) for path in paths]

    def taken_at(self, number: str) -> datetime | None:
        """Return when a message was taken over, or None where there is none of this number."""
        path = self._path(number)
        return datetime.fromtimestamp(path.stat().st_mtime, UTC) if path.exists() else None

    def _path(self, number: str) -> Path:
        return self.folder / f"{number}.message.json"

    # ── Counting ─────────────────────────────────────────────────────────────────────────
    def count(self, what: str) -> int:
        """Count one more of something and return how many there were with it."""
        with COUNTING:
            seen = self.counted(what) + 1
            (self.folder / f"{what}.count").write_text(str(seen))
            return seen

    def counted(self, what: str) -> int:
        """Return how many of something there were."""
        path = self.folder / f"{what}.count"
        return int(path.read_text()) if path.exists() else 0
