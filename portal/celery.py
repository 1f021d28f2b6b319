"""The Celery application: `celery -A portal …`."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

# `safefs://` is the embedded broker. It is registered here, because every producer and worker loads this module.
TRANSPORT_ALIASES["safefs"] = "portal.kombu_fs:Transport"

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
