"""Verbs of decisions: entered, filled with changes, issued for a day, taken back before it."""

from procedures.services.decisions.entering import (
    FirstPage,
    add_changes,
    attach,
    discard,
    edit,
    enter,
    last_event,
    name_replaced,
    remove_change,
    renew_change,
    save_change,
)
from procedures.services.decisions.errors import (
    CannotIssue,
    CannotUndo,
    DecisionError,
    NotDraft,
    Obstacle,
    StaleChange,
    StaleDecision,
)
from procedures.services.decisions.issuing import issue, undo, undo_refusal
from procedures.services.decisions.obstacles import obstacles, outside_problems

__all__ = [
    "CannotIssue",
    "CannotUndo",
    "DecisionError",
    "FirstPage",
    "NotDraft",
    "Obstacle",
    "StaleChange",
    "StaleDecision",
    "add_changes",
    "attach",
    "discard",
    "edit",
    "enter",
    "issue",
    "last_event",
    "name_replaced",
    "obstacles",
    "outside_problems",
    "remove_change",
    "renew_change",
    "save_change",
    "undo",
    "undo_refusal",
]
