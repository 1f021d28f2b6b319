"""The embedded broker never shows a reader a part of a message, and really runs tasks."""

import json
import threading
from pathlib import Path

import pytest
from kombu import Connection

from portal.celery import app

MESSAGES = 300


@pytest.fixture
def broker(tmp_path) -> Connection:
    """A broker in a folder of its own."""
    folders = {name: str(tmp_path) for name in ("data_folder_in", "data_folder_out", "processed_folder")}
    options = {**folders, "control_folder": str(tmp_path / "control"), "store_processed": False}
    with Connection("safefs://localhost//", transport_options=options) as connection:
        yield connection


def test_a_concurrent_reader_never_sees_an_unfinished_message(broker, tmp_path):
    written = threading.Event()
    unreadable: list[str] = []
    seen: set[Path] = set()

    def read_all() -> None:
        for path in tmp_path.glob("*.msg"):
            try:
                json.loads(path.read_text())
            except ValueError:
                unreadable.append(path.name)
            seen.add(path)

    def read_until_written() -> None:
        while not written.is_set():
            read_all()

    reader = threading.Thread(target=read_until_written)
    reader.start()
    queue = broker.SimpleQueue("race")
    for number in range(MESSAGES):
        queue.put({"number": number, "padding": "ễ" * 2000})
    written.set()
    reader.join()
    read_all()

    assert unreadable == []
    assert len(seen) == MESSAGES


def test_messages_arrive_once_and_in_order(broker):
    queue = broker.SimpleQueue("order")
    for number in range(20):
        queue.put({"number": number})

    received = []
    for _ in range(20):
        message = queue.get(timeout=5)
        message.ack()
        received.append(message.payload["number"])

    assert received == list(range(20))
    with pytest.raises(queue.Empty):
        queue.get_nowait()


def test_the_folder_holds_nothing_unfinished_afterwards(broker, tmp_path):
    broker.SimpleQueue("tidy").put({"a": 1})

    assert list(tmp_path.glob(".*.part")) == []


def test_celery_knows_the_embedded_broker():
    assert app.connection("safefs://localhost//").transport_cls == "safefs"
