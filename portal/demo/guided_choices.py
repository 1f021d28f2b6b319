"""The guided choice of the demo province: its questions lie as JSON beside this module."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from procedures.models import GuidedChoice, Procedure

FILE = Path(__file__).with_suffix(".json")


def load_guided_choices() -> int:
    """Write the questions and answers; return how many answers there are. Their procedures must be published."""
    procedures = {procedure.code: procedure for procedure in Procedure.objects.all()}
    return _load(json.loads(FILE.read_text(encoding="utf-8")), None, procedures)


def _load(answers: Sequence[Mapping[str, Any]], parent: GuidedChoice | None, known: Mapping[str, Procedure]) -> int:
    count = 0
    for ordinal, answer in enumerate(answers, start=1):
        choice = GuidedChoice.objects.create(
            parent=parent,
            ordinal=ordinal,
            slug=answer["slug"],
            label=answer["label"],
            hint=answer.get("hint", ""),
            question=answer.get("question", ""),
            procedure=known[answer["procedure"]] if "procedure" in answer else None,
        )
        count += 1 + _load(answer.get("choices", ()), choice, known)
    return count
