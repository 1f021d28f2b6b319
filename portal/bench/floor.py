"""The floor: what bare Django costs for the same rows, with stock middleware and nothing of ours.

It is its own small site, so that none of our middleware, templates or context is in what we compare with.
"""

import json
import os

import dj_database_url
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path
from django.utils import timezone

DOSSIER = (
    "CREATE TABLE floor_dossier (id bigserial PRIMARY KEY, code varchar(60) UNIQUE NOT NULL, applicant varchar(200)"
    " NOT NULL, address varchar(300) NOT NULL, status varchar(16) NOT NULL, agency_id bigint NOT NULL, received_at"
    " timestamptz NOT NULL, due_at timestamptz NOT NULL)"
)
EVENT = (
    "CREATE TABLE floor_event (id bigserial PRIMARY KEY, dossier_id bigint NOT NULL REFERENCES floor_dossier (id),"
    " action varchar(20) NOT NULL, at timestamptz NOT NULL, words text NOT NULL)"
)

if not settings.configured:
    settings.configure(
        SECRET_KEY=os.environ["SECRET_KEY"],
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        USE_TZ=True,
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        DATABASES={"default": dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=600)},
    )

PAGE = """<!doctype html><title>Bare</title><table>{% for row in rows %}
<tr><td>{{ row.code }}</td><td>{{ row.applicant }}</td><td>{{ row.status }}</td>
<td>{{ row.due_at|date:"d/m/Y H:i" }}</td></tr>{% endfor %}</table>"""


def create_tables() -> None:
    """Make the two tables of the floor."""
    with connection.cursor() as cursor:
        cursor.execute(DOSSIER)
        cursor.execute(EVENT)


def create(request: HttpRequest) -> HttpResponse:
    """Insert one dossier row and one event row in a transaction."""
    from portal.bench.floor_models import FloorDossier, FloorEvent

    words = json.loads(request.body)
    now = timezone.now()
    with transaction.atomic():
        dossier = FloorDossier.objects.create(
            code=words["code"],
            applicant=words["applicant"],
            address=words["address"],
            status="in_appraisal",
            agency_id=1,
            received_at=now,
            due_at=now,
        )
        FloorEvent.objects.create(dossier=dossier, action="receive", at=now, words="")
    return HttpResponse(dossier.code)


def page(request: HttpRequest) -> HttpResponse:
    """Show thirty rows."""
    from portal.bench.floor_models import FloorDossier

    rows = FloorDossier.objects.order_by("-pk").values("code", "applicant", "status", "due_at")[:30]
    return HttpResponse(Template(PAGE).render(Context({"rows": rows})))


urlpatterns = [path("create", create), path("page", page)]


def application() -> object:
    """Return the WSGI application of the floor."""
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()
