"""Digitised papers, papers used again, electronic results.

Law: Nghị định 107/2021/NĐ-CP Điều 1; Thông tư 01/2023/TT-VPCP; Quyết định 766/QĐ-TTg tiêu chí 4.1–4.3.
"""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models import DocumentForm, Dossier, SubmittedDocument
from dossiers.verdicts import RESOLVED
from reporting.measures.counting import EVERY, Measure, Source, always, related

HAS_FILE = Q(file__isnull=False)
NEEDS_NO_FILE = Q(form=DocumentForm.SHOWN)
"""A paper that was only shown is not scanned. Law: Thông tư 03/2025/TT-VPCP Điều 5."""
IS_REUSED = Q(vault_document__isnull=False) | Q(form=DocumentForm.ISSUED)
"""Taken from the store of papers, or passed on from a linked dossier."""
CAME_ELECTRONIC = Q(form__in=[DocumentForm.ELECTRONIC, DocumentForm.ISSUED])

PAPERS = SubmittedDocument.objects.all()
IS_DIGITISED = related(PAPERS) & ~related(PAPERS.filter(~HAS_FILE & ~NEEDS_NO_FILE))
"""Every paper that must be digitised has its file."""
HAS_RESULT_FILE = Q(result__file__isnull=False)

MEASURE = Measure(
    "papers",
    _("Số hóa, tái sử dụng giấy tờ"),
    (
        Source(
            SubmittedDocument,
            {
                "papers_submitted": always(EVERY),
                "papers_electronic": always(HAS_FILE & CAME_ELECTRONIC),
                "papers_scanned": always(HAS_FILE & ~CAME_ELECTRONIC),
                "papers_shown": always(~HAS_FILE & NEEDS_NO_FILE),
                "papers_not_digitised": always(~HAS_FILE & ~NEEDS_NO_FILE),
                "papers_reused": always(IS_REUSED),
            },
            when="dossier__received_on",
        ),
        Source(
            Dossier,
            {
                "dossiers_with_papers": always(related(PAPERS)),
                "dossiers_digitised": always(IS_DIGITISED),
                "dossiers_reusing": always(related(PAPERS.filter(IS_REUSED))),
            },
            when="received_on",
            dossier="",
        ),
        Source(
            Dossier,
            {
                "results_made": always(RESOLVED),
                "results_electronic": always(RESOLVED & HAS_RESULT_FILE),
                "results_and_papers_digitised": always(RESOLVED & HAS_RESULT_FILE & IS_DIGITISED),
            },
            when="finished_on",
            dossier="",
        ),
    ),
)
