"""What happens to one request, as rows."""

from dossiers.models.dossier import Dossier, DossierEvent, DueBasis, ReturnMethod
from dossiers.models.draft import DossierDraft, DraftDocument, SupplementAttachment
from dossiers.models.ledger import ClockEntry, EntryKind
from dossiers.models.linked import KeptPaper, LinkedDossier, LinkedDraft, LinkedDraftFile, LinkedRequest
from dossiers.models.papers import DocumentForm, StoredFile, SubmittedDocument, SupplementItem, SupplementRequest
from dossiers.models.slips import IntakeReceipt, Outcome, RefusalNotice, Result

__all__ = [
    "ClockEntry",
    "DocumentForm",
    "Dossier",
    "DossierDraft",
    "DossierEvent",
    "DraftDocument",
    "DueBasis",
    "EntryKind",
    "IntakeReceipt",
    "KeptPaper",
    "LinkedDossier",
    "LinkedDraft",
    "LinkedDraftFile",
    "LinkedRequest",
    "Outcome",
    "RefusalNotice",
    "Result",
    "ReturnMethod",
    "StoredFile",
    "SubmittedDocument",
    "SupplementAttachment",
    "SupplementItem",
    "SupplementRequest",
]
