"""The bell that wakes a worker, rung without waiting for the broker.

To hand a message to the broker takes longer than to write a notice, and whoever stands at a counter would wait for it.
A thread of its own does it; what is rung meanwhile is one more ring. When the process ends with a ring in the air, the
sweeper finds the rows.
"""

import os
import threading
from collections.abc import Callable


class Bell:
    """Calls `answer` soon after each ring, in a thread that begins with the first ring of each process."""

    def __init__(self, answer: Callable[[], None]) -> None:
        self._answer = answer
        self._starting = threading.Lock()
        self._rung = threading.Event()
        self._pid = 0

    def ring(self) -> None:
        """Let the answer follow; returns at once."""
        # A forked process has the variables of its parent, but not its threads.
        if self._pid != os.getpid():
            with self._starting:
                if self._pid != os.getpid():
                    self._rung = threading.Event()
                    threading.Thread(target=self._listen, args=(self._rung,), name="bell", daemon=True).start()
                    self._pid = os.getpid()
        self._rung.set()

    def _listen(self, rung: threading.Event) -> None:
        while True:
            rung.wait()
            rung.clear()
            self._answer()
