"""Which files of `static/` are published."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class PublishedFilesConfig(StaticFilesConfig):
    """Collect what browsers load, and leave the sources from which it is bundled."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "src", "build.mjs", "dist.unfinished"]
