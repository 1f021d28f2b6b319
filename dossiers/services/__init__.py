"""The verbs: one function is one thing that somebody does to a dossier, in one transaction, with its event."""

from dossiers.services.appraisal import propose
from dossiers.services.approval import approve, seal, send_back
from dossiers.services.assigning import assign, swap, take
from dossiers.services.consulting import Question, answer, close_consultation, consult
from dossiers.services.correcting import Correction, Listed, correct
from dossiers.services.ending import discontinue, withdraw
from dossiers.services.extending import extend
from dossiers.services.guiding import complete, guide
from dossiers.services.intake import (
    Applicant,
    Declared,
    receive,
    receive_walk_in,
    refuse,
    submit,
)
from dossiers.services.linked import AskedPart, open_what_follows, submit_linked
from dossiers.services.obligations import Owed, confirm_payment, request_payment
from dossiers.services.papers import Paper
from dossiers.services.posting import Addressee, confirm_delivery, hand_to_post, take_back
from dossiers.services.reopening import reopen
from dossiers.services.returning import hand_over, hand_over_electronically
from dossiers.services.supplements import (
    AskedPaper,
    consent_supplement,
    decline_supplement,
    prepare_supplement,
    request_supplement,
    supplement,
)
from dossiers.services.taking_in import Payment, PostalRecord, take_in
from dossiers.services.terms import process_for, under_regime
from dossiers.services.verifying import report_verification, verify

__all__ = [
    "Addressee",
    "Applicant",
    "AskedPaper",
    "AskedPart",
    "Correction",
    "Declared",
    "Listed",
    "Owed",
    "Paper",
    "Payment",
    "PostalRecord",
    "Question",
    "answer",
    "approve",
    "assign",
    "close_consultation",
    "complete",
    "confirm_delivery",
    "confirm_payment",
    "consent_supplement",
    "consult",
    "correct",
    "decline_supplement",
    "discontinue",
    "extend",
    "guide",
    "hand_over",
    "hand_over_electronically",
    "hand_to_post",
    "open_what_follows",
    "prepare_supplement",
    "process_for",
    "propose",
    "receive",
    "receive_walk_in",
    "refuse",
    "reopen",
    "report_verification",
    "request_payment",
    "request_supplement",
    "seal",
    "send_back",
    "submit",
    "submit_linked",
    "supplement",
    "swap",
    "take",
    "take_back",
    "take_in",
    "under_regime",
    "verify",
    "withdraw",
]
