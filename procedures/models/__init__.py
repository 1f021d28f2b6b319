"""What the State promises, as versioned data."""

from procedures.models.catalogue import (
    Audience,
    Competence,
    CompetenceKind,
    Procedure,
    ProcedureVersion,
    Sector,
    ServiceLevel,
    Source,
)
from procedures.models.finding import (
    GuidedChoice,
    SearchEntry,
    SearchPosting,
    SearchSpelling,
    SearchWord,
)
from procedures.models.imports import (
    ImportRun,
    ImportState,
)
from procedures.models.linked import (
    LinkedDocument,
    LinkedGroup,
    LinkedPart,
)
from procedures.models.process import (
    InternalProcess,
    Stage,
    Step,
)
from procedures.models.promise import (
    Channel,
    Condition,
    DeclarationTemplate,
    Fee,
    FeeKind,
    FormTemplate,
    LegalBasis,
    ProcedureResult,
    RequiredDocument,
    SubmissionWay,
    TimeLimit,
)
from procedures.models.promulgation import (
    ChangeKind,
    ProcedureChange,
    Promulgation,
    PromulgationDeed,
    PromulgationEvent,
    PromulgationState,
)
from procedures.models.regime import (
    ClockCause,
    ClockRule,
    FormsSet,
    LegalRegime,
    SupplementPolicy,
)

__all__ = [
    "Audience",
    "ChangeKind",
    "Channel",
    "ClockCause",
    "ClockRule",
    "Competence",
    "CompetenceKind",
    "Condition",
    "DeclarationTemplate",
    "Fee",
    "FeeKind",
    "FormTemplate",
    "FormsSet",
    "GuidedChoice",
    "ImportRun",
    "ImportState",
    "InternalProcess",
    "LegalBasis",
    "LegalRegime",
    "LinkedDocument",
    "LinkedGroup",
    "LinkedPart",
    "Procedure",
    "ProcedureChange",
    "ProcedureResult",
    "ProcedureVersion",
    "Promulgation",
    "PromulgationDeed",
    "PromulgationEvent",
    "PromulgationState",
    "RequiredDocument",
    "SearchEntry",
    "SearchPosting",
    "SearchSpelling",
    "SearchWord",
    "Sector",
    "ServiceLevel",
    "Source",
    "Stage",
    "Step",
    "SubmissionWay",
    "SupplementPolicy",
    "TimeLimit",
]
