"""What browsers may load, and what stays in the repository."""

from io import StringIO

from django.core.management import call_command


def test_sources_of_the_bundle_are_not_published():
    out = StringIO()
    call_command("collectstatic", interactive=False, dry_run=True, verbosity=2, stdout=out)

    published = out.getvalue()
    assert "favicon.svg" in published
    assert "src/app.css" not in published
    assert "build.mjs" not in published
