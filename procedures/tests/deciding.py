"""Mai at her desk, for the tests of decisions: what she does in one line each."""

from copy import deepcopy
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.core.files.base import ContentFile

from agencies.uploads import check_upload
from dossiers.tests.cast import MONDAY, MONDAY_MORNING, PDF, World
from procedures.models import (
    ChangeKind,
    ProcedureChange,
    ProcedureVersion,
    Promulgation,
)
from procedures.services import decisions
from procedures.services.decisions import FirstPage

NEXT_MONDAY = MONDAY + timedelta(days=7)
SATURDAY = MONDAY + timedelta(days=5)
NEW_CODE = "9.000007"


class Desk(SimpleNamespace):
    """Mai at her desk: what she does with decisions, in one line each."""

    world: World

    def enter(self, number: str = "118/QĐ-UBND", on: date = NEXT_MONDAY, **changed: Any) -> Promulgation:
        words = {
            "number": number,
            "title": "Công bố thủ tục hành chính sửa đổi",
            "issuer": "Ủy ban nhân dân tỉnh",
            "signer": "Trần Văn Lâm",
            "issued_on": MONDAY,
            "effective_on": on,
            **changed,
        }
        decision = decisions.enter(FirstPage(**words), **self.who)
        upload = check_upload(ContentFile(PDF, name="quyet-dinh.pdf"))
        decisions.attach(decision, upload, **self.who)
        return decision

    def amend(self, decision: Promulgation, code: str = "9.000001", **parts: Any) -> ProcedureChange:
        (change,) = decisions.add_changes(decision, [code], kind=ChangeKind.AMEND, **self.who)
        return self.save(change, **parts)

    def replace(self, decision: Promulgation, code: str, *replaced: str) -> ProcedureChange:
        (change,) = decisions.add_changes(
            decision, [code], kind=ChangeKind.REPLACE, replaces=list(replaced), **self.who
        )
        return change

    def repeal(self, decision: Promulgation, *codes: str) -> None:
        decisions.add_changes(decision, list(codes), kind=ChangeKind.REPEAL, **self.who)

    def save(self, change: ProcedureChange, **parts: Any) -> ProcedureChange:
        record = deepcopy(change.record) | parts
        return decisions.save_change(change, record, seen_revision=change.revision, **self.who)

    def issue(self, decision: Promulgation, *, at: datetime = MONDAY_MORNING) -> Promulgation:
        return decisions.issue(decision, seen=decisions.last_event(decision), actor=self.world.mai, at=at)

    def undo(self, decision: Promulgation, *, at: datetime = MONDAY_MORNING) -> Promulgation:
        return decisions.undo(decision, seen=decisions.last_event(decision), actor=self.world.mai, at=at)

    def obstacles(self, decision: Promulgation, *, today: date = MONDAY) -> str:
        decision.refresh_from_db()
        return " ".join(obstacle.text for obstacle in decisions.obstacles(decision, today=today))

    @property
    def who(self) -> dict[str, Any]:
        return {"actor": self.world.mai, "at": MONDAY_MORNING}


def rows() -> list[dict[str, Any]]:
    """Every version with its days, as the database has it, without what was drawn anew."""
    return list(ProcedureVersion.objects.order_by("procedure__code", "valid_from").values())


def in_force(code: str, on: date) -> ProcedureVersion | None:
    return ProcedureVersion.objects.in_force(on).filter(procedure__code=code).first()
