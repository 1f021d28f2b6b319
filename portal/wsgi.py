"""The WSGI application that gunicorn serves."""

import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_wsgi_application()

from dossiers.signing.pades import warm_up  # noqa: E402 — there are no models before the line above

# Beside the first requests, so that the first person who signs does not wait for a library.
threading.Thread(target=warm_up, daemon=True).start()
