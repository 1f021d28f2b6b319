"""Who may do what to a dossier, wherever it can stand: the access matrix, written by hand.

One situation is one status with the conditions of the workflow's table on or off. Silence means nothing: whoever is not
named may not, and whatever is not in the set is refused. `test_access_matrix` holds it against `access`,
`test_access_pages` against the pages.
"""

from dossiers.tests.situations import MONDAY_LATE, MUCH_LATER, WEDNESDAY, YEAR_END, Situation
from dossiers.workflow import Action, Status
from procedures.models import Channel

A, S = Action, Status

IN_HAND = (A.RECEIVE, A.TAKE)
PROPOSED = (*IN_HAND, A.PROPOSE)
ELECTRONIC = (*IN_HAND, (A.PROPOSE, {"is_electronic": True}))
APPROVED = (*PROPOSED, A.APPROVE)
READY = (*APPROVED, A.SEAL)
SUPPLEMENTED = (*IN_HAND, A.REQUEST_SUPPLEMENT, A.SUPPLEMENT)
HOME_IN_HAND = (A.ACCEPT_TRANSFER, A.TAKE)

APPRAISE = {A.PROPOSE, A.REQUEST_SUPPLEMENT, A.CONSULT, A.VERIFY, A.REQUEST_PAYMENT}
APPRAISE_AGAIN = APPRAISE - {A.REQUEST_SUPPLEMENT} | {A.PREPARE_SUPPLEMENT}
STEER = {A.ASSIGN, A.EXTEND, A.REAPPOINT}
AT_THE_COUNTER = {A.COLLECT_FEE, A.WITHDRAW}

SITUATIONS: tuple[Situation, ...] = (
    # ── Reception ──
    Situation("submitted", S.SUBMITTED, (), {
        "an": {A.WITHDRAW}, "binh": {A.RECEIVE, A.GUIDE, A.REFUSE}, "duy": {A.RECEIVE, A.GUIDE, A.REFUSE}}),
    Situation("guided", S.GUIDED, (A.GUIDE,), {"an": {A.SUPPLEMENT, A.WITHDRAW}}),
    Situation("guided, and no answer came", S.GUIDED, (A.GUIDE,), {
        "an": {A.SUPPLEMENT, A.WITHDRAW}, "binh": {A.REFUSE}, "duy": {A.REFUSE}}, at=MUCH_LATER),
    Situation("submitted again after guidance", S.SUBMITTED, (A.GUIDE, A.SUPPLEMENT), {
        "an": {A.WITHDRAW}, "binh": {A.RECEIVE, A.REFUSE}, "duy": {A.RECEIVE, A.REFUSE}}),
    Situation("refused", S.REFUSED, (A.REFUSE,), {}),
    Situation("withdrawn before it was received", S.WITHDRAWN, (A.WITHDRAW,), {}),
    Situation("paper on its way to the commune", S.TO_AGENCY, (), {
        "binh": {A.CORRECT, *AT_THE_COUNTER}, "duy": {A.CORRECT, *AT_THE_COUNTER},
        "khoa": {A.ACCEPT_TRANSFER, A.REAPPOINT}, "lan": {A.REAPPOINT}},
        procedure="licence", channel=Channel.IN_PERSON, is_at_home=True),
    # ── Appraisal ──
    Situation("in nobody's hands", S.IN_APPRAISAL, (A.RECEIVE,), {
        "an": {A.WITHDRAW}, "binh": {A.CORRECT, *AT_THE_COUNTER}, "chi": {A.TAKE, *APPRAISE},
        "linh": {A.TAKE, *APPRAISE}, "dung": STEER,
        "duy": {A.CORRECT, *AT_THE_COUNTER, A.TAKE, *APPRAISE, *STEER}}),
    Situation("in nobody's hands, where opinions pause", S.IN_APPRAISAL, (A.RECEIVE,), {
        "an": {A.WITHDRAW}, "binh": {A.CORRECT, *AT_THE_COUNTER}, "chi": {A.TAKE, *APPRAISE},
        "linh": {A.TAKE, *APPRAISE}, "dung": STEER,
        "duy": {A.CORRECT, *AT_THE_COUNTER, A.TAKE, *APPRAISE, *STEER}},
        procedure="confirmation", at=MONDAY_LATE),
    Situation("in nobody's hands at the commune", S.IN_APPRAISAL, (A.ACCEPT_TRANSFER,), {
        "binh": {A.CORRECT, *AT_THE_COUNTER}, "duy": {A.CORRECT, *AT_THE_COUNTER},
        "khoa": {A.TAKE, *APPRAISE, *STEER}, "lan": STEER},
        procedure="licence", channel=Channel.IN_PERSON, is_at_home=True),
    Situation("online for the commune", S.IN_APPRAISAL, (A.RECEIVE,), {
        "an": {A.WITHDRAW}, "binh": {A.CORRECT, *AT_THE_COUNTER}, "duy": {A.CORRECT, *AT_THE_COUNTER},
        "khoa": {A.TAKE, *APPRAISE, *STEER}, "lan": STEER},
        procedure="licence", is_at_home=True),
    Situation("in Chi's hands", S.IN_APPRAISAL, IN_HAND, {
        "an": {A.WITHDRAW}, "binh": {A.CORRECT, *AT_THE_COUNTER}, "chi": APPRAISE, "dung": STEER,
        "duy": {A.CORRECT, *AT_THE_COUNTER, *STEER}}),
    Situation("in Chi's hands, who is away", S.IN_APPRAISAL, IN_HAND, {
        "an": {A.WITHDRAW}, "binh": {A.CORRECT, *AT_THE_COUNTER}, "chi": APPRAISE, "linh": {A.TAKE}, "dung": STEER,
        "duy": {A.CORRECT, *AT_THE_COUNTER, A.TAKE, *STEER}}, at=WEDNESDAY),
    Situation("supplemented once", S.IN_APPRAISAL, SUPPLEMENTED, {
        "an": {A.WITHDRAW}, "binh": {A.CORRECT, *AT_THE_COUNTER}, "chi": APPRAISE_AGAIN, "dung": STEER,
        "duy": {A.CORRECT, *AT_THE_COUNTER, *STEER}}),
    Situation("a second supplement is to be consented to", S.IN_APPRAISAL, (*SUPPLEMENTED, A.PREPARE_SUPPLEMENT), {
        "an": {A.WITHDRAW}, "binh": {A.CORRECT, *AT_THE_COUNTER}, "chi": APPRAISE - {A.REQUEST_SUPPLEMENT},
        "dung": {*STEER, A.CONSENT_SUPPLEMENT, A.DECLINE_SUPPLEMENT},
        "duy": {A.CORRECT, *AT_THE_COUNTER, *STEER, A.CONSENT_SUPPLEMENT, A.DECLINE_SUPPLEMENT}}),
    Situation("a second supplement was declined", S.IN_APPRAISAL,
        (*SUPPLEMENTED, A.PREPARE_SUPPLEMENT, A.DECLINE_SUPPLEMENT), {
        "an": {A.WITHDRAW}, "binh": {A.CORRECT, *AT_THE_COUNTER}, "chi": APPRAISE_AGAIN, "dung": STEER,
        "duy": {A.CORRECT, *AT_THE_COUNTER, *STEER}}),
    Situation("a second supplement is waited for", S.SUPPLEMENTING,
        (*SUPPLEMENTED, A.PREPARE_SUPPLEMENT, A.CONSENT_SUPPLEMENT), {
        "an": {A.SUPPLEMENT, A.WITHDRAW}, "binh": {A.SUPPLEMENT, *AT_THE_COUNTER}, "dung": STEER,
        "duy": {A.SUPPLEMENT, *AT_THE_COUNTER, *STEER}}),
    Situation("a supplement is waited for", S.SUPPLEMENTING, (*IN_HAND, A.REQUEST_SUPPLEMENT), {
        "an": {A.SUPPLEMENT, A.WITHDRAW}, "binh": {A.SUPPLEMENT, *AT_THE_COUNTER}, "dung": STEER,
        "duy": {A.SUPPLEMENT, *AT_THE_COUNTER, *STEER}}),
    Situation("a supplement never came", S.SUPPLEMENTING, (*IN_HAND, A.REQUEST_SUPPLEMENT), {
        "an": {A.SUPPLEMENT, A.WITHDRAW}, "binh": {A.SUPPLEMENT, *AT_THE_COUNTER}, "chi": {A.DISCONTINUE},
        "dung": STEER, "duy": {A.SUPPLEMENT, *AT_THE_COUNTER, *STEER}}, at=MUCH_LATER),
    Situation("an opinion is awaited while the clock runs", S.IN_APPRAISAL, (*IN_HAND, A.CONSULT), {
        "an": {A.WITHDRAW}, "binh": {A.CORRECT, *AT_THE_COUNTER}, "chi": {A.CONSULT, A.CLOSE_CONSULTATION},
        "dung": STEER, "khoa": {A.ANSWER}, "duy": {A.CORRECT, *AT_THE_COUNTER, *STEER}}),
    Situation("an opinion was given while the clock ran", S.IN_APPRAISAL, (*IN_HAND, A.CONSULT, A.ANSWER), {
        "an": {A.WITHDRAW}, "binh": {A.CORRECT, *AT_THE_COUNTER}, "chi": APPRAISE, "dung": STEER,
        "duy": {A.CORRECT, *AT_THE_COUNTER, *STEER}}),
    Situation("an opinion is awaited and the clock stands still", S.AWAITING_OPINION, (*IN_HAND, A.CONSULT), {
        "an": {A.WITHDRAW}, "binh": AT_THE_COUNTER, "chi": {A.CLOSE_CONSULTATION}, "dung": STEER,
        "khoa": {A.ANSWER}, "duy": {*AT_THE_COUNTER, *STEER}}, procedure="confirmation"),
    Situation("two opinions are awaited", S.AWAITING_OPINION, (*IN_HAND, (A.CONSULT, {"agencies": "both"})), {
        "an": {A.WITHDRAW}, "binh": AT_THE_COUNTER, "chi": {A.CLOSE_CONSULTATION}, "dung": STEER,
        "khoa": {A.ANSWER}, "toan": {A.ANSWER}, "duy": {*AT_THE_COUNTER, *STEER}}, procedure="confirmation"),
    Situation("the first of two opinions is in", S.AWAITING_OPINION,
        (*IN_HAND, (A.CONSULT, {"agencies": "both"}), A.ANSWER), {
        "an": {A.WITHDRAW}, "binh": AT_THE_COUNTER, "chi": {A.CLOSE_CONSULTATION}, "dung": STEER,
        "toan": {A.ANSWER}, "duy": {*AT_THE_COUNTER, *STEER}}, procedure="confirmation"),
    Situation("somebody looks at the place", S.VERIFYING, (*IN_HAND, A.VERIFY), {
        "an": {A.WITHDRAW}, "binh": AT_THE_COUNTER, "chi": {A.REPORT_VERIFICATION}, "dung": STEER,
        "duy": {*AT_THE_COUNTER, *STEER}}),
    Situation("a payment is awaited", S.AWAITING_PAYMENT, (*IN_HAND, A.REQUEST_PAYMENT), {
        "an": {A.WITHDRAW}, "binh": {*AT_THE_COUNTER, A.CONFIRM_PAYMENT}, "chi": {A.CONFIRM_PAYMENT},
        "linh": {A.CONFIRM_PAYMENT}, "dung": STEER, "duy": {*AT_THE_COUNTER, A.CONFIRM_PAYMENT, *STEER}}),
    Situation("a payment never came", S.AWAITING_PAYMENT, (*IN_HAND, A.REQUEST_PAYMENT), {
        "an": {A.WITHDRAW}, "binh": {*AT_THE_COUNTER, A.CONFIRM_PAYMENT}, "chi": {A.CONFIRM_PAYMENT, A.DISCONTINUE},
        "linh": {A.CONFIRM_PAYMENT}, "dung": STEER,
        "duy": {*AT_THE_COUNTER, A.CONFIRM_PAYMENT, *STEER}}, at=MUCH_LATER),
    Situation("extended as often as may be", S.IN_APPRAISAL, (*IN_HAND, A.EXTEND), {
        "an": {A.WITHDRAW}, "binh": {A.CORRECT, *AT_THE_COUNTER}, "chi": APPRAISE, "dung": STEER - {A.EXTEND},
        "duy": {A.CORRECT, *AT_THE_COUNTER, *(STEER - {A.EXTEND})}}),
    Situation("appointed again", S.IN_APPRAISAL, (*IN_HAND, A.REAPPOINT), {
        "an": {A.WITHDRAW}, "binh": {A.CORRECT, *AT_THE_COUNTER}, "chi": APPRAISE, "dung": STEER - {A.REAPPOINT},
        "duy": {A.CORRECT, *AT_THE_COUNTER, *(STEER - {A.REAPPOINT})}}),
    Situation("late and nobody has apologised", S.IN_APPRAISAL, IN_HAND, {
        "an": {A.WITHDRAW}, "binh": {A.CORRECT, *AT_THE_COUNTER}, "chi": APPRAISE,
        "dung": {A.ASSIGN, A.REAPPOINT}, "duy": {A.CORRECT, *AT_THE_COUNTER, A.ASSIGN, A.REAPPOINT}}, at=MUCH_LATER),
    Situation("appointed again, and late again", S.IN_APPRAISAL, (*IN_HAND, A.REAPPOINT), {
        "an": {A.WITHDRAW}, "binh": {A.CORRECT, *AT_THE_COUNTER}, "chi": APPRAISE,
        "dung": {A.ASSIGN, A.APOLOGISE}, "duy": {A.CORRECT, *AT_THE_COUNTER, A.ASSIGN, A.APOLOGISE}}, at=MUCH_LATER),
    Situation("withdrawn when it was late", S.WITHDRAWN, (*IN_HAND, (A.WITHDRAW, {"at": MUCH_LATER})), {
        "dung": {A.APOLOGISE}, "duy": {A.APOLOGISE}}, at=MUCH_LATER),
    Situation("late, and a payment never came", S.AWAITING_PAYMENT,
        (*IN_HAND, (A.REQUEST_PAYMENT, {"at": MUCH_LATER})), {
        "an": {A.WITHDRAW}, "binh": {*AT_THE_COUNTER, A.CONFIRM_PAYMENT}, "chi": {A.CONFIRM_PAYMENT},
        "linh": {A.CONFIRM_PAYMENT}, "dung": {A.ASSIGN, A.REAPPOINT},
        "duy": {*AT_THE_COUNTER, A.CONFIRM_PAYMENT, A.ASSIGN, A.REAPPOINT}}, at=YEAR_END),
    Situation("withdrawn", S.WITHDRAWN, (A.RECEIVE, A.WITHDRAW), {}),
    Situation("discontinued", S.DISCONTINUED, (*IN_HAND, A.REQUEST_SUPPLEMENT, A.DISCONTINUE), {}, at=MUCH_LATER),
    # ── Approval ──
    Situation("proposed on paper", S.IN_APPROVAL, PROPOSED, {
        "dung": {A.APPROVE, A.SEND_BACK, A.EXTEND, A.REAPPOINT},
        "duy": {A.APPROVE, A.SEND_BACK, A.EXTEND, A.REAPPOINT}}),
    Situation("proposed too late", S.IN_APPROVAL, PROPOSED, {
        "dung": {A.SEND_BACK, A.REAPPOINT}, "duy": {A.SEND_BACK, A.REAPPOINT}}, at=MUCH_LATER),
    Situation("proposed on paper without a seal", S.IN_APPROVAL, PROPOSED, {
        "dung": {A.APPROVE, A.SEND_BACK, A.EXTEND, A.REAPPOINT},
        "duy": {A.APPROVE, A.SEND_BACK, A.EXTEND, A.REAPPOINT}},
        procedure="confirmation", at=MONDAY_LATE),
    Situation("proposed electronically", S.IN_APPROVAL, ELECTRONIC, {
        "dung": {A.APPROVE, A.SEND_BACK, A.EXTEND, A.REAPPOINT},
        "duy": {A.APPROVE, A.SEND_BACK, A.EXTEND, A.REAPPOINT}}),
    Situation("proposed by Duy", S.IN_APPROVAL, PROPOSED, {
        "dung": {A.APPROVE, A.SEND_BACK, A.EXTEND, A.REAPPOINT}, "duy": {A.SEND_BACK, A.EXTEND, A.REAPPOINT}},
        crew={"chi": "duy"}),
    Situation("received by Duy", S.IN_APPROVAL, PROPOSED, {
        "dung": {A.APPROVE, A.SEND_BACK, A.EXTEND, A.REAPPOINT}, "duy": {A.SEND_BACK, A.EXTEND, A.REAPPOINT}},
        crew={"binh": "duy"}),
    Situation("proposed on paper at the commune", S.IN_APPROVAL, (*HOME_IN_HAND, A.PROPOSE), {
        "khoa": {A.SEND_BACK, A.EXTEND, A.REAPPOINT}, "lan": {A.APPROVE, A.SEND_BACK, A.EXTEND, A.REAPPOINT}},
        procedure="confirmation", channel=Channel.IN_PERSON, is_at_home=True, at=MONDAY_LATE),
    Situation("to be signed", S.AWAITING_SIGNATURE, (*ELECTRONIC, A.APPROVE), {
        "dung": {A.SIGN, A.SEND_BACK, A.REAPPOINT}, "duy": {A.SIGN, A.SEND_BACK, A.REAPPOINT}}),
    Situation("to be signed and not sealed", S.AWAITING_SIGNATURE, (*ELECTRONIC, A.APPROVE), {
        "dung": {A.SIGN, A.SEND_BACK, A.REAPPOINT}, "duy": {A.SIGN, A.SEND_BACK, A.REAPPOINT}},
        procedure="confirmation", at=MONDAY_LATE),
    Situation("to be sealed", S.AWAITING_SEAL, APPROVED, {
        "dung": {A.REAPPOINT}, "giang": {A.SEAL, A.SEND_BACK}, "duy": {A.SEAL, A.SEND_BACK, A.REAPPOINT}}),
    Situation("to be sealed, approved by Duy", S.AWAITING_SEAL, APPROVED, {
        "dung": {A.REAPPOINT}, "giang": {A.SEAL, A.SEND_BACK}, "duy": {A.SEND_BACK, A.REAPPOINT}},
        crew={"dung": "duy"}),
    Situation("to be sealed at the commune", S.AWAITING_SEAL, (*HOME_IN_HAND, A.PROPOSE, A.APPROVE), {
        "khoa": {A.SEAL, A.SEND_BACK, A.REAPPOINT}, "lan": {A.REAPPOINT}},
        procedure="licence", channel=Channel.IN_PERSON, is_at_home=True),
    # ── Return ──
    Situation("the result is on its way to the centre", S.TO_CENTRE, (*HOME_IN_HAND, A.PROPOSE, A.APPROVE, A.SEAL), {
        "binh": {A.ACCEPT_RESULT}, "duy": {A.ACCEPT_RESULT}, "khoa": {A.REAPPOINT}, "lan": {A.REAPPOINT}},
        procedure="licence", channel=Channel.IN_PERSON, is_at_home=True),
    Situation("the result is ready", S.RESULT_READY, READY, {
        "binh": {A.HAND_OVER, A.HAND_TO_POST, A.COLLECT_FEE}, "duy": {A.HAND_OVER, A.HAND_TO_POST, A.COLLECT_FEE}}),
    Situation("the result is ready too late", S.RESULT_READY, (*APPROVED, (A.SEAL, {"at": MUCH_LATER})), {
        "binh": {A.COLLECT_FEE}, "dung": {A.APOLOGISE}, "duy": {A.COLLECT_FEE, A.APOLOGISE}}, at=MUCH_LATER),
    Situation("the post has the result", S.IN_DELIVERY, (*READY, A.HAND_TO_POST), {
        "binh": {A.CONFIRM_DELIVERY, A.TAKE_BACK}, "duy": {A.CONFIRM_DELIVERY, A.TAKE_BACK}}),
    Situation("returned", S.RETURNED, (*READY, A.HAND_OVER), {"dung": {A.REOPEN}, "duy": {A.REOPEN}}),
    Situation("returned, and the law forbids to reopen", S.RETURNED, (*PROPOSED, A.APPROVE, A.HAND_OVER), {},
        procedure="confirmation", at=MONDAY_LATE),
)  # fmt: skip

# ── Appointed again, and late again: then one more apology is due, wherever the dossier stands ──
AGAIN = (*IN_HAND, A.REAPPOINT)
AT_COUNTER_LATE = {"binh": AT_THE_COUNTER, "an": {A.WITHDRAW}}
LATE_AGAIN: tuple[Situation, ...] = (
    Situation("late again on its way to the commune", S.TO_AGENCY, (A.REAPPOINT,), {
        "binh": {A.CORRECT, *AT_THE_COUNTER}, "duy": {A.CORRECT, *AT_THE_COUNTER},
        "khoa": {A.ACCEPT_TRANSFER, A.APOLOGISE}, "lan": {A.APOLOGISE}},
        procedure="licence", channel=Channel.IN_PERSON, is_at_home=True, at=MUCH_LATER),
    Situation("late again while a supplement is waited for", S.SUPPLEMENTING,
        (*AGAIN, (A.REQUEST_SUPPLEMENT, {"at": MUCH_LATER, "late_reason": "Mới phát hiện."})), {
        "an": {A.SUPPLEMENT, A.WITHDRAW}, "binh": {A.SUPPLEMENT, *AT_THE_COUNTER}, "dung": {A.ASSIGN, A.APOLOGISE},
        "duy": {A.SUPPLEMENT, *AT_THE_COUNTER, A.ASSIGN, A.APOLOGISE}}, at=MUCH_LATER),
    Situation("late again while an opinion is awaited", S.AWAITING_OPINION,
        (*AGAIN, (A.CONSULT, {"at": MUCH_LATER})), {
        **AT_COUNTER_LATE, "chi": {A.CLOSE_CONSULTATION}, "khoa": {A.ANSWER}, "dung": {A.ASSIGN, A.APOLOGISE},
        "duy": {*AT_THE_COUNTER, A.ASSIGN, A.APOLOGISE}}, procedure="confirmation", at=MUCH_LATER),
    Situation("late again while somebody looks at the place", S.VERIFYING, (*AGAIN, (A.VERIFY, {"at": MUCH_LATER})), {
        **AT_COUNTER_LATE, "chi": {A.REPORT_VERIFICATION}, "dung": {A.ASSIGN, A.APOLOGISE},
        "duy": {*AT_THE_COUNTER, A.ASSIGN, A.APOLOGISE}}, at=MUCH_LATER),
    Situation("late again while a payment is awaited", S.AWAITING_PAYMENT,
        (*AGAIN, (A.REQUEST_PAYMENT, {"at": MUCH_LATER})), {
        "an": {A.WITHDRAW}, "binh": {*AT_THE_COUNTER, A.CONFIRM_PAYMENT}, "chi": {A.CONFIRM_PAYMENT},
        "linh": {A.CONFIRM_PAYMENT}, "dung": {A.ASSIGN, A.APOLOGISE},
        "duy": {*AT_THE_COUNTER, A.CONFIRM_PAYMENT, A.ASSIGN, A.APOLOGISE}}, at=MUCH_LATER),
    Situation("late again before it is approved", S.IN_APPROVAL, (*AGAIN, A.PROPOSE), {
        "dung": {A.SEND_BACK, A.APOLOGISE}, "duy": {A.SEND_BACK, A.APOLOGISE}}, at=MUCH_LATER),
    Situation("late again before it is signed", S.AWAITING_SIGNATURE,
        (*AGAIN, (A.PROPOSE, {"is_electronic": True}), A.APPROVE), {
        "dung": {A.SIGN, A.SEND_BACK, A.APOLOGISE}, "duy": {A.SIGN, A.SEND_BACK, A.APOLOGISE}}, at=MUCH_LATER),
    Situation("late again before it is sealed", S.AWAITING_SEAL, (*AGAIN, A.PROPOSE, A.APPROVE), {
        "dung": {A.APOLOGISE}, "giang": {A.SEAL, A.SEND_BACK}, "duy": {A.SEAL, A.SEND_BACK, A.APOLOGISE}},
        at=MUCH_LATER),
    Situation("late again on its way back to the centre", S.TO_CENTRE,
        (*HOME_IN_HAND, A.REAPPOINT, A.PROPOSE, A.APPROVE, A.SEAL), {
        "binh": {A.ACCEPT_RESULT}, "duy": {A.ACCEPT_RESULT}, "khoa": {A.APOLOGISE}, "lan": {A.APOLOGISE}},
        procedure="licence", channel=Channel.IN_PERSON, is_at_home=True, at=MUCH_LATER),
)  # fmt: skip
SITUATIONS += LATE_AGAIN
