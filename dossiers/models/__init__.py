"""What happens to one request, as rows."""

from dossiers.models.apologies import (
    BY_HAND,
    ApologyChannel,
    ApologyDelivery,
    ApologyNotice,
    BreachWarning,
    DelayCause,
)
from dossiers.models.appraising import Consultation, Verification
from dossiers.models.dossier import Dossier, DossierEvent, DueBasis, ReturnMethod
from dossiers.models.draft import DossierDraft, DraftDocument, SupplementAttachment
from dossiers.models.ledger import ClockEntry, EntryKind
from dossiers.models.linked import KeptPaper, LinkedDossier, LinkedDraft, LinkedDraftFile, LinkedRequest
from dossiers.models.money import FinancialObligation, PaymentLine, PaymentMethod, PaymentReceipt
from dossiers.models.openings import FileOpening
from dossiers.models.papers import (
    DocumentForm,
    StoredFile,
    SubmittedDocument,
    SupplementItem,
    SupplementRequest,
    SupplementStage,
)
from dossiers.models.signing import DrawnSignature, KeyKind, Signature, SigningIdentity
from dossiers.models.slips import DiscontinuanceNotice, IntakeReceipt, Outcome, RefusalNotice, Result
from dossiers.models.templates import ResultTemplate
from dossiers.models.transfers import HandOverItem, HandOverSheet, PostalIntake, SheetKind, Shipment, ShipmentState

__all__ = [
    "BY_HAND",
    "ApologyChannel",
    "ApologyDelivery",
    "ApologyNotice",
    "BreachWarning",
    "ClockEntry",
    "Consultation",
    "DelayCause",
    "DiscontinuanceNotice",
    "DocumentForm",
    "Dossier",
    "DossierDraft",
    "DossierEvent",
    "DraftDocument",
    "DrawnSignature",
    "DueBasis",
    "EntryKind",
    "FileOpening",
    "FinancialObligation",
    "HandOverItem",
    "HandOverSheet",
    "IntakeReceipt",
    "KeptPaper",
    "KeyKind",
    "LinkedDossier",
    "LinkedDraft",
    "LinkedDraftFile",
    "LinkedRequest",
    "Outcome",
    "PaymentLine",
    "PaymentMethod",
    "PaymentReceipt",
    "PostalIntake",
    "RefusalNotice",
    "Result",
    "ResultTemplate",
    "ReturnMethod",
    "SheetKind",
    "Shipment",
    "ShipmentState",
    "Signature",
    "SigningIdentity",
    "StoredFile",
    "SubmittedDocument",
    "SupplementAttachment",
    "SupplementItem",
    "SupplementRequest",
    "SupplementStage",
    "Verification",
]
