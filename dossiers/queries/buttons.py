"""The buttons of the desk: which of them somebody sees, what they are called, by which letter they are pressed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.models import User
from dossiers.access import allowed_actions
from dossiers.models import Dossier
from dossiers.workflow import Action

KEYS: dict[Action, str] = {
    Action.RECEIVE: "t",
    Action.GUIDE: "h",
    Action.REFUSE: "x",
    Action.CORRECT: "c",
    Action.COLLECT_FEE: "l",
    Action.ACCEPT_TRANSFER: "n",
    Action.TAKE: "n",
    Action.ASSIGN: "w",
    Action.PROPOSE: "p",
    Action.REQUEST_SUPPLEMENT: "b",
    Action.PREPARE_SUPPLEMENT: "e",
    Action.CONSENT_SUPPLEMENT: "d",
    Action.DECLINE_SUPPLEMENT: "x",
    Action.SUPPLEMENT: "s",
    Action.CONSULT: "y",
    Action.ANSWER: "a",
    Action.CLOSE_CONSULTATION: "o",
    Action.VERIFY: "m",
    Action.REPORT_VERIFICATION: "m",
    Action.REQUEST_PAYMENT: "f",
    Action.CONFIRM_PAYMENT: "f",
    Action.EXTEND: "h",
    Action.REAPPOINT: "z",
    Action.APOLOGISE: "t",
    Action.WITHDRAW: "r",
    Action.DISCONTINUE: "q",
    Action.SEND_BACK: "l",
    Action.APPROVE: "d",
    Action.SIGN: "s",
    Action.SEAL: "c",
    Action.ACCEPT_RESULT: "n",
    Action.HAND_OVER: "q",
    Action.HAND_TO_POST: "b",
    Action.CONFIRM_DELIVERY: "p",
    Action.TAKE_BACK: "n",
    Action.REOPEN: "m",
}
"""The letter that does the same as an action's button; the help dialog reads it from the page. `g` begins the way to
another page."""

ONWARD = frozenset({Action.RECEIVE, Action.TAKE, Action.PROPOSE, Action.SUPPLEMENT, Action.APPROVE, Action.SEAL})
ONWARD |= {Action.HAND_OVER, Action.ACCEPT_TRANSFER, Action.ACCEPT_RESULT, Action.CONSENT_SUPPLEMENT, Action.ANSWER}
ONWARD |= {Action.REPORT_VERIFICATION, Action.CONFIRM_PAYMENT, Action.SIGN, Action.CONFIRM_DELIVERY}
"""What brings a dossier closer to its result; the first of them is the page's main button."""

PAGES_OF_THEIR_OWN: dict[Action, str] = {}
"""Actions that are done on a page beside the desk: the name of its address, which takes the dossier's code."""

AT_ONCE = frozenset({Action.TAKE, Action.SEAL, Action.ACCEPT_TRANSFER, Action.ACCEPT_RESULT})
"""What needs no word and no choice: the button does it."""

EXPLAINED: dict[Action, Any] = {
    Action.TAKE: gettext_lazy("Ông/Bà nhận hồ sơ từ hàng chờ chung và chịu trách nhiệm thẩm định."),
    Action.SEAL: gettext_lazy("Cấp số văn bản, đóng dấu; kết quả sẵn sàng trả và đồng hồ dừng."),
    Action.ACCEPT_TRANSFER: gettext_lazy("Ông/Bà đã cầm hồ sơ giấy; biên bản bàn giao được ghi nhận."),
    Action.ACCEPT_RESULT: gettext_lazy("Ông/Bà đã cầm kết quả; biên bản bàn giao được ghi nhận và đồng hồ dừng."),
}


@dataclass(frozen=True, slots=True)
class Button:
    """One action that the officer may take now."""

    action: Action
    label: str
    url: str
    key: str
    style: str
    is_at_once: bool
    explained: str = ""


def buttons_of(user: User, dossier: Dossier, *, tab: str, at: datetime) -> list[Button]:
    """Return the actions that `access` permits now, in the order of the workflow's table, each once."""
    actions = list(dict.fromkeys(permit.move.action for permit in allowed_actions(user, dossier, at=at)))
    main = next((action for action in actions if action in ONWARD), None)
    return [
        Button(
            action=action,
            label=str(action.label),
            url=move_url(dossier.code, action, tab=tab),
            key=KEYS[action],
            style="button--main" if action is main else "",
            is_at_once=action in AT_ONCE,
            explained=str(EXPLAINED.get(action, "")),
        )
        for action in actions
    ]


def move_url(code: str, action: Action, *, tab: str = "") -> str:
    """Return the address of an action's page, which remembers the list that the officer came from."""
    if own_page := PAGES_OF_THEIR_OWN.get(action):
        address = reverse(own_page, args=[code])
    else:
        address = reverse("dossiers:move", args=[code, action.value.replace("_", "-")])
    return f"{address}?muc={tab}" if tab else address
