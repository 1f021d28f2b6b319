"""What a citizen’s program sends and gets, for tests of the API."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from dossiers.tests.cast import PDF


def pdf(name: str = "to-khai.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def faults(response: Any) -> dict[str, str]:
    assert response.status_code == 400, response.content
    assert response["Content-Type"] == "application/problem+json"
    return {error["field"]: error["message"] for error in response.json()["errors"]}


def stored_files() -> int:
    return sum(path.is_file() for path in (Path(settings.MEDIA_ROOT) / "papers").rglob("*"))
