"""Addresses of dossiers: drafts, a citizen's own, the counter, desks, the public look-up, files."""

from django.urls import path

import agencies.addresses  # noqa: F401 - registers the converter "code"
from dossiers.views import citizen, counter, desk, files, inbox, leader, linked, linked_submission, submission, tracking

app_name = "dossiers"

urlpatterns = [
    # ── A submission being prepared ──────────────────────────────────────────────────────
    path("thu-tuc/<code:code>/nop-ho-so/", submission.start, name="start"),
    path("nop-ho-so/<uuid:key>/", submission.draft, name="draft"),
    path("nop-ho-so/<uuid:key>/co-quan/", submission.agency, name="draft_agency"),
    path("nop-ho-so/<uuid:key>/to-khai/", submission.declaration, name="draft_declaration"),
    path("nop-ho-so/<uuid:key>/giay-to/", submission.documents, name="draft_documents"),
    path("nop-ho-so/<uuid:key>/tep/<uuid:file_key>/", files.draft_file, name="draft_file"),
    path("nop-ho-so/<uuid:key>/kiem-tra/", submission.review, name="draft_review"),
    path("nop-ho-so/<uuid:key>/xoa/", submission.discard, name="draft_discard"),
    # ── A linked request: being prepared, and followed ───────────────────────────────────
    path("thu-tuc/lien-thong/<slug:code>/nop-ho-so/", linked_submission.start, name="linked_start"),
    path("nop-ho-so/lien-thong/<uuid:key>/", linked_submission.draft, name="linked_draft"),
    path("nop-ho-so/lien-thong/<uuid:key>/phan-viec/", linked_submission.parts, name="linked_draft_parts"),
    path("nop-ho-so/lien-thong/<uuid:key>/to-khai/", linked_submission.declaration, name="linked_draft_declaration"),
    path("nop-ho-so/lien-thong/<uuid:key>/giay-to/", linked_submission.documents, name="linked_draft_documents"),
    path(
        "nop-ho-so/lien-thong/<uuid:key>/tep/<uuid:file_key>/", linked_submission.draft_file, name="linked_draft_file"
    ),
    path("nop-ho-so/lien-thong/<uuid:key>/kiem-tra/", linked_submission.review, name="linked_draft_review"),
    path("nop-ho-so/lien-thong/<uuid:key>/xoa/", linked_submission.discard, name="linked_draft_discard"),
    path("ho-so/lien-thong/<code:code>/", linked.detail, name="linked"),
    path("ho-so/lien-thong/<code:code>/da-nop/", linked.submitted, name="linked_submitted"),
    # ── My dossiers ──────────────────────────────────────────────────────────────────────
    path("ho-so/", citizen.mine, name="mine"),
    path("ho-so/<code:code>/", citizen.detail, name="detail"),
    path("ho-so/<code:code>/da-nop/", citizen.submitted, name="submitted"),
    path("ho-so/<code:code>/bo-sung/", citizen.supplement, name="supplement"),
    path("ho-so/<code:code>/rut/", citizen.withdraw, name="withdraw"),
    # ── Files, for all who may see the dossier ───────────────────────────────────────────
    path("ho-so/<code:code>/giay-tiep-nhan.pdf", files.receipt_pdf, name="receipt_pdf"),
    path("ho-so/<code:code>/tep/<uuid:file_key>/", files.file, name="file"),
    # ── The counter ──────────────────────────────────────────────────────────────────────
    path("quay/", counter.counter, name="counter"),
    path("quay/tiep-nhan/", counter.intake_choose, name="intake_choose"),
    path("quay/tiep-nhan/<code:code>/", counter.intake, name="intake"),
    path("quay/da-tiep-nhan/<code:code>/", counter.intake_done, name="intake_done"),
    path("quay/ngay-hen/", counter.due_preview, name="due_preview"),
    path("quay/the-can-cuoc/", counter.identity_card, name="identity_card"),
    # ── Officers' desks ──────────────────────────────────────────────────────────────────
    path("xu-ly/", inbox.inbox, name="inbox"),
    path("xu-ly/<code:code>/", desk.desk, name="desk"),
    path("xu-ly/<code:code>/<slug:action>/", desk.move, name="move"),
    # ── Leaders ──────────────────────────────────────────────────────────────────────────
    path("lanh-dao/", leader.lead, name="lead"),
    path("lanh-dao/danh-sach/", leader.lead_list, name="lead_list"),
    # ── Everybody ────────────────────────────────────────────────────────────────────────
    path("tra-cuu/", tracking.track, name="track"),
]
