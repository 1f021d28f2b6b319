"""What gunicorn forks its workers from: a process that has loaded everything, and in which nothing else is going on."""

import json
import subprocess
import sys

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

TELL = """
import json, os, sys, threading
import portal.wsgi
tasks = "/proc/self/task"
threads = [one.name for one in threading.enumerate()]
print(json.dumps({
    "modules": sorted(sys.modules),
    "threads": threads,
    # Those of libraries too, where the system tells.
    "count": len(os.listdir(tasks)) if os.path.isdir(tasks) else len(threads),
}))
"""


def modules_of_views(entries: list[URLPattern | URLResolver]) -> set[str]:
    """Return where the views below these addresses are written."""
    found: set[str] = set()
    for entry in entries:
        if isinstance(entry, URLResolver):
            found |= modules_of_views(entry.url_patterns)
        else:
            found.add(entry.callback.__module__)
    return found


def test_a_worker_is_forked_from_a_process_that_has_loaded_every_view_and_has_no_second_thread():
    told = subprocess.run(
        [sys.executable, "-c", TELL], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
    loaded = json.loads(told.stdout.splitlines()[-1])

    only = (["MainThread"], 1)
    assert (loaded["threads"], loaded["count"]) == only, "A worker forked beside a thread may keep half a module."
    assert modules_of_views(get_resolver().url_patterns) - set(loaded["modules"]) == set()
    assert {"pyhanko.sign.signers", "pyhanko.sign.validation"} <= set(loaded["modules"])
