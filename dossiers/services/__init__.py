"""The verbs: one function is one thing that somebody does to a dossier, in one transaction, with its event."""

from dossiers.services.appraisal import AskedPaper, discontinue, propose, request_supplement, supplement, take
from dossiers.services.approval import approve, seal, send_back
from dossiers.services.intake import (
    Applicant,
    receive,
    receive_walk_in,
    refuse,
    submit,
)
from dossiers.services.linked import AskedPart, open_what_follows, submit_linked
from dossiers.services.papers import Paper
from dossiers.services.returning import hand_over, withdraw
from dossiers.services.terms import process_for, under_regime

__all__ = [
    "Applicant",
    "AskedPaper",
    "AskedPart",
    "Paper",
    "approve",
    "discontinue",
    "hand_over",
    "open_what_follows",
    "process_for",
    "propose",
    "receive",
    "receive_walk_in",
    "refuse",
    "request_supplement",
    "seal",
    "send_back",
    "submit",
    "submit_linked",
    "supplement",
    "take",
    "under_regime",
    "withdraw",
]
