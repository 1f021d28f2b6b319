"""What each action at a desk asks for, and which verb it calls with the answers: one registry from all steps."""

from dossiers.views.deeds import apologies, appraisal, approval, reception, returning, supplements
from dossiers.views.deeds.deed import Deed, Words
from dossiers.workflow import Action

__all__ = ["DEEDS", "Deed", "Words"]

DEEDS: dict[Action, Deed] = {
    **reception.DEEDS,
    **appraisal.DEEDS,
    **supplements.DEEDS,
    **apologies.DEEDS,
    **approval.DEEDS,
    **returning.DEEDS,
}
"""An action that is missing here has no page at the desk, and a test compares this with the workflow's table."""
