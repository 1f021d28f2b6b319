"""What the State promises, as versioned data."""

from procedures.models.catalogue import (
    Audience,
    Competence,
    CompetenceKind,
    FormsSet,
    LegalRegime,
    Procedure,
    ProcedureVersion,
    Promulgation,
    Sector,
    ServiceLevel,
    SupplementPolicy,
)
from procedures.models.process import InternalProcess, Stage, Step
from procedures.models.promise import (
    Channel,
    Condition,
    Fee,
    FeeKind,
    LegalBasis,
    ProcedureResult,
    RequiredDocument,
    SubmissionWay,
    TimeLimit,
)

__all__ = [
    "Audience",
    "Channel",
    "Competence",
    "CompetenceKind",
    "Condition",
    "Fee",
    "FeeKind",
    "FormsSet",
    "InternalProcess",
    "LegalBasis",
    "LegalRegime",
    "Procedure",
    "ProcedureResult",
    "ProcedureVersion",
    "Promulgation",
    "RequiredDocument",
    "Sector",
    "ServiceLevel",
    "Stage",
    "Step",
    "SubmissionWay",
    "SupplementPolicy",
    "TimeLimit",
]
