"""Which files of `static/` are published."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder

SOURCES = ["src", "build.mjs", "dist.unfinished"]
COMPRESSED = ["*.gz", "*.br"]
"""Served beside the plain files where nothing is collected; collected files are hashed first, and compressed then."""


class PublishedFilesFinder(FileSystemFinder):
    """Collect what browsers load, and leave the sources from which it is bundled.

    A finder, not an app of its own: the live server of the tests looks for Django's app by name.
    """

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        """Yield path and storage of each file to publish."""
        compressed = [] if settings.WHITENOISE_USE_FINDERS else COMPRESSED
        yield from super().list([*(ignore_patterns or []), *SOURCES, *compressed])
