"""Files made to deceive or to break: with `--hostile FOLDER` each of them is handed in, as a citizen would."""

import csv
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.core.files.base import ContentFile

from agencies.uploads import UploadRefused, check_upload
from dossiers.models import StoredFile
from dossiers.previews import EDGE, preview_of

ALWAYS_TAKEN = frozenset({"control"})
NEVER_TAKEN = frozenset({"mismatch", "active", "xxe", "traversal", "encrypted"})


@pytest.fixture
def hostile(request: pytest.FixtureRequest) -> list[tuple[str, str, bytes]]:
    """Every file of the folder: its name, its class, its bytes."""
    folder = request.config.getoption("--hostile")
    if not folder:
        pytest.skip("without --hostile FOLDER there are no such files")
    with (Path(folder) / "manifest.csv").open(encoding="utf-8", newline="") as rows:
        return [(row["file"], row["class"], (Path(folder) / row["file"]).read_bytes()) for row in csv.DictReader(rows)]


def test_what_deceives_is_refused_what_is_sound_is_taken_and_nothing_breaks_the_check(
    hostile: list[tuple[str, str, bytes]],
) -> None:
    wrong = []
    for name, kind, content in hostile:
        try:
            upload = check_upload(ContentFile(content, name=name))
        except UploadRefused:
            if kind in ALWAYS_TAKEN:
                wrong.append(f"{name} is sound and was refused")
            continue
        if kind in NEVER_TAKEN:
            wrong.append(f"{name} ({kind}) was taken")
        stored = Mock(spec=StoredFile, media_type=upload.media_type, content=ContentFile(content))
        picture = preview_of(stored)
        assert picture is None or len(picture) < EDGE * EDGE
    assert not wrong
