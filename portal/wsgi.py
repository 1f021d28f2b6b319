"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_wsgi_application()

from dossiers.signing.pades import warm_up  # noqa: E402 — there are no models before the line above

# All modules are loaded before a request comes or a worker is forked. A thread beside them would leave a worker that
# was forked meanwhile with half a module for ever.
get_resolver().url_patterns  # noqa: B018 — to look at the addresses loads every view
warm_up()
