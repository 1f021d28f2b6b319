"""A group for the tests: a birth is registered first, then residence and insurance side by side; and An asks for it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from accounts.models import User
from dossiers import services
from dossiers.models import Dossier, KeptPaper, LinkedDossier, LinkedRequest, ReturnMethod
from dossiers.services import AskedPart
from dossiers.tests.cast import CONFIRMATION, MONDAY, MONDAY_MORNING, World, loaded
from dossiers.workflow import Action
from procedures.models import LinkedDocument, LinkedGroup, LinkedPart, Procedure
from procedures.queries.groups import GroupTerms, group_terms
from procedures.services import publish_version

BIRTH, RESIDENCE, INSURANCE = "9.000011", "9.000012", "9.000013"
IDENTITY_PAPER = "Giấy tờ tùy thân của cha hoặc mẹ"
CERTIFICATE_OF_BIRTH = "Giấy khai sinh"


def record(code: str, name: str, agency: str, *papers: str, days: int = 1) -> dict[str, Any]:
    """Return a small procedure of one agency, resolved without a seal."""
    limit = {"amount": days, "unit": "working_day", "text": f"{days:02d} ngày làm việc"}
    return CONFIRMATION | {
        "code": code,
        "name": name,
        "level": ["province"],
        "agencies": [agency],
        "ways": [{"channel": channel, "limits": [limit]} for channel in ("in_person", "online")],
        "required_documents": [{"name": paper, "originals": 1} for paper in papers],
        "processes": [{"stages": _stages(days * 480)}],
    }


def _stages(minutes: int) -> list[dict[str, Any]]:
    quarter = minutes // 4
    return [
        {"step": "reception", "name": "Tiếp nhận hồ sơ", "role": "clerk", "minutes": quarter},
        {"step": "appraisal", "name": "Thẩm định hồ sơ", "role": "appraiser", "minutes": quarter},
        {"step": "approval", "name": "Ký kết quả", "role": "approver", "minutes": quarter},
        {"step": "return", "name": "Trả kết quả", "role": "clerk", "minutes": quarter},
    ]


def newborn_group(world: World, *, is_insurance_optional: bool = False) -> LinkedGroup:
    """Found the group: birth (department, 1 day), then residence (commune, 3) and insurance (department, 2)."""
    for one in (
        record(BIRTH, "Đăng ký khai sinh", "H98.03", "Tờ khai đăng ký khai sinh", IDENTITY_PAPER),
        record(
            RESIDENCE, "Đăng ký thường trú", "H98.41", "Tờ khai cư trú", CERTIFICATE_OF_BIRTH, IDENTITY_PAPER, days=3
        ),
        record(INSURANCE, "Cấp thẻ bảo hiểm y tế", "H98.03", "Tờ khai bảo hiểm", CERTIFICATE_OF_BIRTH, days=2),
    ):
        publish_version(one, valid_from=world.regime.valid_from)
    procedures = Procedure.objects.in_bulk([BIRTH, RESIDENCE, INSURANCE], field_name="code")
    group = LinkedGroup.objects.create(
        code="khai-sinh", name="Đăng ký khai sinh – đăng ký thường trú – cấp thẻ bảo hiểm y tế cho trẻ dưới 6 tuổi"
    )
    LinkedPart.objects.bulk_create(
        LinkedPart(
            group=group,
            ordinal=ordinal,
            wave=wave,
            procedure=procedures[code],
            is_optional=is_insurance_optional and code == INSURANCE,
        )
        for ordinal, (code, wave) in enumerate([(BIRTH, 1), (RESIDENCE, 2), (INSURANCE, 2)], start=1)
    )
    LinkedDocument.objects.create(
        group=group,
        ordinal=1,
        name="Căn cước của cha hoặc mẹ",
        covers=[{"code": code, "name": IDENTITY_PAPER} for code in (BIRTH, RESIDENCE)],
    )
    LinkedDocument.objects.create(
        group=group,
        ordinal=2,
        name="Giấy khai sinh của trẻ",
        covers=[{"code": code, "name": CERTIFICATE_OF_BIRTH} for code in (RESIDENCE, INSURANCE)],
        result_of=procedures[BIRTH],
    )
    return group


def asked(world: World, terms: GroupTerms) -> list[AskedPart]:
    """Return every part with one and the same scan for each of its papers, as a citizen's draft would."""
    return [
        AskedPart(
            part.row,
            part.agencies[0],
            [
                KeptPaper(name=document.name, result_of=paper.result_of.row.procedure)
                if paper.result_of
                else KeptPaper(name=document.name, file=world.scan)
                for paper in terms.papers
                for user, document in paper.documents
                if user.code == part.code
            ],
        )
        for part in terms.parts
    ]


def ask(
    world: World,
    group: LinkedGroup,
    *,
    at: datetime = MONDAY_MORNING,
    left_out: Sequence[str] = (),
    without: str = "",
    **changed: Any,
) -> LinkedRequest:
    """An asks for the group, without a paper or some parts; `changed` replaces arguments of the service."""
    terms = group_terms(group, today=MONDAY, left_out=left_out)
    arguments: dict[str, Any] = {
        "content": "Khai sinh cho con là Nguyễn Gia Bảo",
        "return_method": ReturnMethod.COUNTER,
        "key": uuid4(),
        "actor": world.an,
        "at": at,
        **changed,
    }
    parts = [
        replace(part, papers=[paper for paper in part.papers if paper.name != without])
        for part in asked(world, terms)
        if part.part.procedure.code not in left_out
    ]
    return services.submit_linked(group, parts, world.applicant, **arguments)


def part_of(request: LinkedRequest, code: str) -> LinkedDossier:
    """Return one part of a request as the database has it now."""
    return LinkedDossier.objects.select_related("dossier").get(request=request, procedure__code=code)


def dossier_of(request: LinkedRequest, code: str) -> Dossier:
    """Return the dossier of a part, with all that an action needs."""
    dossier = part_of(request, code).dossier
    assert dossier is not None
    return loaded(dossier)


ALL_THE_WAY = (Action.RECEIVE, Action.TAKE, Action.PROPOSE, Action.APPROVE)


def resolve(
    world: World, dossier: Dossier, *, at: datetime, actions: Sequence[Action] = ALL_THE_WAY, **words: Any
) -> Dossier:
    """Let the department's officers do these things to a dossier, all at one moment; `words` go with the proposal."""
    for action in actions:
        dossier = world.act(dossier, action, at=at, **(words if action is Action.PROPOSE else {}))
    return dossier


def stranger() -> User:
    """Somebody with an account and nothing to do with anything."""
    return User.objects.create_user("la@test.test", full_name="Người Lạ")
