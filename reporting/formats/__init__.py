"""The files in which a report leaves: one module for each form, each with `render(snapshot) -> bytes`.

The same snapshot gives the same bytes, whenever it is asked for.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from reporting.formats import csv, json, ods, pdf, xlsx
from reporting.formats.opendocument import MEDIA_TYPE
from reporting.reports.snapshot import Snapshot

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Format:
    """One form; `label` is what the button says."""

    extension: str
    label: str
    media_type: str
    render: Callable[[Snapshot], bytes]


FORMATS: Mapping[str, Format] = {
    form.extension: form
    for form in (
        Format("pdf", "PDF", "application/pdf", pdf.render),
        Format("xlsx", "XLSX", XLSX, xlsx.render),
        Format("ods", "ODS", MEDIA_TYPE, ods.render),
        Format("csv", "CSV", "text/csv; charset=utf-8", csv.render),
        Format(json.EXTENSION, "JSON", "application/json", json.render),
    )
}
