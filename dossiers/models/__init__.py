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
from dossiers.models.declaring import Declaration
from dossiers.models.dossier import Dossier, DossierEvent, DueBasis, Origin, ReturnMethod
from dossiers.models.draft import DossierDraft, DraftDocument, SupplementAttachment
from dossiers.models.feedback import (
    Feedback,
    FeedbackChannel,
    FeedbackEvent,
    FeedbackFile,
    FeedbackKind,
    FeedbackStatus,
)
from dossiers.models.history import HistoryImport, HistoryPerson, HistoryRecord
from dossiers.models.leading import Reminder, SavedView
from dossiers.models.ledger import ClockEntry, EntryKind
from dossiers.models.linked import KeptPaper, LinkedDossier, LinkedDraft, LinkedDraftFile, LinkedRequest
from dossiers.models.mandates import Mandate
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
from dossiers.models.queueing import (
    Appointment,
    Counter,
    HallSettings,
    Priority,
    QueueTicket,
    TicketSource,
    TicketState,
)
from dossiers.models.signing import DrawnSignature, KeyKind, Signature, SigningIdentity
from dossiers.models.slips import DiscontinuanceNotice, IntakeReceipt, Outcome, RefusalNotice, Result
from dossiers.models.talking import InternalNote, Message, Rating, Satisfaction
from dossiers.models.templates import ResultTemplate
from dossiers.models.transfers import HandOverItem, HandOverSheet, PostalIntake, SheetKind, Shipment, ShipmentState
from dossiers.models.usual import UsualTime
from dossiers.models.vault import VaultDocument, VaultOrigin

__all__ = [
    "BY_HAND",
    "ApologyChannel",
    "ApologyDelivery",
    "ApologyNotice",
    "Appointment",
    "BreachWarning",
    "ClockEntry",
    "Consultation",
    "Counter",
    "Declaration",
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
    "Feedback",
    "FeedbackChannel",
    "FeedbackEvent",
    "FeedbackFile",
    "FeedbackKind",
    "FeedbackStatus",
    "FileOpening",
    "FinancialObligation",
    "HallSettings",
    "HandOverItem",
    "HandOverSheet",
    "HistoryImport",
    "HistoryPerson",
    "HistoryRecord",
    "IntakeReceipt",
    "InternalNote",
    "KeptPaper",
    "KeyKind",
    "LinkedDossier",
    "LinkedDraft",
    "LinkedDraftFile",
    "LinkedRequest",
    "Mandate",
    "Message",
    "Origin",
    "Outcome",
    "PaymentLine",
    "PaymentMethod",
    "PaymentReceipt",
    "PostalIntake",
    "Priority",
    "QueueTicket",
    "Rating",
    "RefusalNotice",
    "Reminder",
    "Result",
    "ResultTemplate",
    "ReturnMethod",
    "Satisfaction",
    "SavedView",
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
    "TicketSource",
    "TicketState",
    "UsualTime",
    "VaultDocument",
    "VaultOrigin",
    "Verification",
]
