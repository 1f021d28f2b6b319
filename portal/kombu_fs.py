"""The embedded broker: kombu's filesystem transport with an atomic put.

The stock transport opens a message under its final name and then fills it. A worker that polls in between takes an
empty file, stops with an unrecoverable error, and the message is lost. Here a message gets its final name when it is
complete.
"""

import os
import time
import uuid
from typing import Any

from kombu.transport import filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """A channel whose messages appear complete or not at all."""

    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:  # type: ignore[override]
        """Store one message, so that a concurrent reader never sees a part of it."""
        name = f"{time.time_ns():020d}_{uuid.uuid4()}.{queue}.msg"
        # Readers look for names that end in .msg, and the dot keeps the unfinished file out of listings.
        unfinished = os.path.join(self.data_folder_out, f".{name}.part")
        with open(unfinished, "wb") as file:
            file.write(str_to_bytes(dumps(payload)))
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, os.path.join(self.data_folder_out, name))


class Transport(filesystem.Transport):
    """The transport behind `safefs://`."""

    Channel = Channel
