"""How the rooms are put together. The Celery application is loaded here, so that `shared_task` finds it."""

from .celery import app as celery_app

__all__ = ["celery_app"]
