"""The usual stages of a process, and how a time limit is shared out among stages so that the sum fits. Pure."""

from collections.abc import Sequence
from typing import Any

from accounts.models import Role
from procedures.durations import MINUTES_OF_DAY
from procedures.models import Step
from procedures.records.shape import Record

USUAL_STAGES: tuple[dict[str, Any], ...] = (
    {"step": Step.RECEPTION.value, "name": "Kiểm tra, tiếp nhận hồ sơ", "role": Role.CLERK.value},
    {"step": Step.APPRAISAL.value, "name": "Thẩm định hồ sơ, dự thảo kết quả", "role": Role.APPRAISER.value},
    {"step": Step.APPROVAL.value, "name": "Phê duyệt kết quả", "role": Role.APPROVER.value},
    {"step": Step.APPROVAL.value, "name": "Đóng dấu, phát hành", "role": Role.SEAL_KEEPER.value, "needs_seal": True},
    {"step": Step.RETURN.value, "name": "Trả kết quả", "role": Role.CLERK.value},
)
"""What most offices do; an editor changes what differs."""

SHARES: dict[tuple[str, str], int] = {
    (Step.RECEPTION, Role.CLERK): 10,
    (Step.APPRAISAL, Role.APPRAISER): 60,
    (Step.APPROVAL, Role.APPRAISER): 20,
    (Step.APPROVAL, Role.APPROVER): 20,
}
"""How much of the time a stage usually takes, in percent; every other one takes `SMALL_SHARE`."""

SMALL_SHARE = 5


def usual_stages(allowed: int) -> list[dict[str, Any]]:
    """Return the usual stages with the working minutes of a limit shared out among them."""
    return shared_out(USUAL_STAGES, allowed)


def shared_out(stages: Sequence[Record], allowed: int) -> list[dict[str, Any]]:
    """Return stages whose minutes together are what a limit allows, in the proportion that they have now.

    Stages that have no time yet take their usual share. Times are round (half hours in a limit of days) as far as the
    limit allows, and no stage goes without; what remains goes to the longest.
    """
    if not stages:
        return []
    grain = _grain(allowed, len(stages))
    has_times = all(stage.get("minutes") for stage in stages)
    weights = [stage["minutes"] if has_times else _share(stage) for stage in stages]
    minutes = [max(grain, allowed * weight // sum(weights) // grain * grain) for weight in weights]
    longest = minutes.index(max(minutes))
    minutes[longest] += allowed - sum(minutes)
    return [{**stage, "minutes": spent} for stage, spent in zip(stages, minutes, strict=True)]


def _grain(allowed: int, count: int) -> int:
    for grain, least in ((30, MINUTES_OF_DAY), (5, 60)):
        if allowed >= least and allowed >= 2 * grain * count:
            return grain
    return 1


def _share(stage: Record) -> int:
    return SHARES.get((stage.get("step", ""), stage.get("role", "")), SMALL_SHARE)
