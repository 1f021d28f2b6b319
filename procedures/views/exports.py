"""The catalogue in our exchange format, for editors to take along. What is public of it is open data."""

from tempfile import TemporaryFile

from django.contrib import messages
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from procedures.interchange.writing import TextTooLong, line_of, write_workbook
from procedures.queries.export import Wanted, records_in_force
from procedures.views.guard import for_editors


@require_safe
@never_cache
@for_editors
def export_lines(_request: SignedInRequest) -> HttpResponseBase:
    """Send the catalogue as it holds today, a procedure a line, while it is read."""
    today = timezone.localdate()
    lines = (line_of(record) for record in records_in_force(Wanted(), on=today))
    response = StreamingHttpResponse(lines, content_type="application/jsonl; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="thu-tuc-{today:%Y-%m-%d}.jsonl"'
    return response


@require_safe
@never_cache
@for_editors
def export_workbook(request: SignedInRequest) -> HttpResponseBase:
    """Send the catalogue as it holds today as a workbook."""
    today = timezone.localdate()
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        write_workbook(records_in_force(Wanted(), on=today), file)
    except TextTooLong as error:
        file.close()
        messages.error(request, str(error))
        return redirect("procedures:imports")
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"thu-tuc-{today:%Y-%m-%d}.xlsx")
