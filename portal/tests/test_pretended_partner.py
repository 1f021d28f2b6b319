"""Beside the demo, and nowhere else, somebody vouches for anybody: sign-in by VNeID works on a newcomer's machine."""

import socket
from pathlib import Path

import pytest

import run


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(run, "VAR", tmp_path)
    for name in ("VNEID_ISSUER", "PORTAL_MODE"):
        monkeypatch.delenv(name, raising=False)
    people = tmp_path / "demo_people.txt"
    people.write_text("an@demo.test")
    return people


def free_port() -> int:
    """Return a port whose neighbour for the partner is free, too."""
    while True:
        with socket.socket() as one, socket.socket() as other:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
            try:
                other.bind(("127.0.0.1", port - 199))
            except OSError:
                continue
            return port - 2 * 199


def test_the_demo_has_a_partner_of_its_own_at_the_same_port_each_time(demo: Path) -> None:
    port = free_port()
    assert run.pretended_partner("127.0.0.1", port) == run.pretended_partner("127.0.0.1", port) == port + 199


def test_nobody_is_pretended_where_others_come_or_a_real_partner_is_named(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    assert run.pretended_partner("0.0.0.0", port) is None
    with monkeypatch.context() as other:
        other.setenv("VNEID_ISSUER", "https://sso.dancuquocgia.gov.vn")
        assert run.pretended_partner("127.0.0.1", port) is None
    with monkeypatch.context() as other:
        other.setenv("PORTAL_MODE", "production")
        assert run.pretended_partner("127.0.0.1", port) is None
    demo.unlink()
    assert run.pretended_partner("127.0.0.1", port) is None


def test_a_port_that_is_taken_leaves_the_portal_without_partner(demo: Path) -> None:
    port = free_port()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port + 199))
        taken.listen()
        assert run.pretended_partner("127.0.0.1", port) is None
