"""Forms to be filled in, for everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from procedures.access import is_editor
from procedures.models import FormTemplate

SHUT = "default-src 'none'; sandbox; frame-ancestors 'self'"
"""What a served file may do: nothing."""


@require_safe
@login_not_required
@cache_control(max_age=3600)
def form_template(request: HttpRequest, digest: str, name: str) -> FileResponse:
    """Send the file of a form to be saved. Until a version asks for it, only editors find it."""
    forms = FormTemplate.objects.filter(sha256__startswith=digest, file_name=name)
    published = forms.filter(required_documents__isnull=False).first()
    form = published or (forms.first() if is_editor(request.user, today=timezone.localdate()) else None)
    if form is None:
        raise Http404(_("Không có biểu mẫu này."))
    try:
        content = form.content.open("rb")
    except FileNotFoundError:
        raise Http404(_("Tệp không còn trong kho lưu trữ. Ông/Bà báo cho bộ phận một cửa.")) from None
    response = FileResponse(content, as_attachment=True, filename=form.file_name, content_type=form.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SHUT
    return response
