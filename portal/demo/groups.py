"""The linked groups of the demo province, and one request of An's that is half-way: the birth is registered."""

from collections.abc import Iterator
from datetime import date, datetime, time
from heapq import heappop, heappush
from uuid import UUID

from accounts.models import PartyKind
from agencies.worktime import WorkCalendar
from dossiers import services
from dossiers.access import FOR_ACTION
from dossiers.models import Dossier, KeptPaper, LinkedRequest, ReturnMethod, StoredFile
from dossiers.services import Applicant, AskedPart
from portal.demo.cases import Life
from portal.demo.lives import Lives
from portal.demo.people import OTHER_AGENCY, Citizen, Staff
from portal.demo.plans import Plan
from portal.demo.province import Province
from portal.demo.samples import Samples
from portal.demo.scenes import cast_of
from procedures.models import LinkedGroup
from procedures.queries.groups import AskedPaper, group_terms
from procedures.services.groups import PaperWanted, PartWanted, save_group, save_papers

BIRTH, RESIDENCE, INSURANCE = "1.001193", "1.004222", "1.001939"
DEATH, FUNERAL, SURVIVORS = "1.000656", "1.001731", "2.000821"
POLICE, SOCIAL_INSURANCE = "G01.99", "G12.98"
NEWBORN = "khai-sinh-thuong-tru-bhyt"
LEGAL_GROUND = "Nghị định số 63/2024/NĐ-CP"
DAYS_AGO = 2
KEY = UUID("5f1d6f5c-3c0a-4f0e-9c51-63a9d0b70001")

GROUPS = (
    (
        LinkedGroup(
            code=NEWBORN,
            name="Đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi",
            summary="Cha hoặc mẹ khai một lần sau khi sinh con. Xã, phường đăng ký khai sinh trước; công an và bảo "
            "hiểm xã hội nhận Giấy khai sinh từ hệ thống rồi giải quyết song song.",
            legal_ground=LEGAL_GROUND,
        ),
        (PartWanted(BIRTH, 1), PartWanted(RESIDENCE, 2), PartWanted(INSURANCE, 2)),
        (
            PaperWanted(
                "Giấy tờ chứng minh nơi ở của cha, mẹ",
                [
                    (BIRTH, "Giấy tờ chứng minh nơi cư trú"),
                    (RESIDENCE, "Giấy tờ, tài liệu chứng minh chỗ ở hợp pháp"),
                ],
            ),
            PaperWanted(
                "Giấy khai sinh của trẻ",
                [
                    (RESIDENCE, "Giấy tờ chứng minh quan hệ nhân thân với chủ hộ"),
                    (INSURANCE, "Giấy tờ chứng minh thuộc đối tượng được hưởng quyền lợi cao hơn"),
                ],
                result_of=BIRTH,
            ),
        ),
    ),
    (
        LinkedGroup(
            code="khai-tu-mai-tang-tu-tuat",
            name="Đăng ký khai tử, hỗ trợ chi phí mai táng, hưởng chế độ tử tuất",
            summary="Người thân khai một lần khi gia đình có người mất. Đăng ký khai tử trước; Trích lục khai tử được "
            "chuyển thẳng cho các phần sau.",
            legal_ground=LEGAL_GROUND,
        ),
        (PartWanted(DEATH, 1), PartWanted(FUNERAL, 2), PartWanted(SURVIVORS, 2, is_optional=True)),
        (
            PaperWanted(
                "Trích lục khai tử",
                [
                    (FUNERAL, "Trích lục khai tử"),
                    (
                        SURVIVORS,
                        "Trích lục khai tử, giấy báo tử hoặc quyết định của Tòa án tuyên bố là đã chết",
                    ),
                ],
                result_of=DEATH,
            ),
        ),
    ),
)


def found_groups(*, on: date) -> list[LinkedGroup]:
    """Found the groups on a day on which their procedures are in force."""
    founded = []
    for group, parts, papers in GROUPS:
        row = LinkedGroup(code=group.code, name=group.name, summary=group.summary, legal_ground=group.legal_ground)
        founded.append(save_group(row, parts, today=on))
        save_papers(row, papers, today=on)
    return founded


class LinkedLives:
    """Lives one request of An's: the birth is registered and its certificate passed on, the other two are under way."""

    def __init__(
        self, lives: Lives, samples: Samples, staff: Staff, province: Province, *, calendar: WorkCalendar
    ) -> None:
        self.lives = lives
        self.samples = samples
        self.staff = staff
        self.province = province
        self.calendar = calendar

    def of(self, citizen: Citizen, *, until: datetime) -> Life:
        """Live the request from a morning shortly before the end."""
        at = self.calendar.at(self.calendar.shift_working_days(until.date(), -DAYS_AGO), time(7, 40))
        yield at
        request = self._submit(citizen, at=at)
        yield from self._lived(request, BIRTH, OTHER_AGENCY, Plan(is_brisk=True), at=at)
        opened_at = self._dossier(request, RESIDENCE).submitted_at
        yield from side_by_side(
            self._lived(request, RESIDENCE, POLICE, Plan(is_brisk=True, is_taken=False), at=opened_at),
            self._lived(request, INSURANCE, SOCIAL_INSURANCE, Plan(is_brisk=True, is_taken=False), at=opened_at),
        )

    def _submit(self, citizen: Citizen, *, at: datetime) -> LinkedRequest:
        group = LinkedGroup.objects.get(code=NEWBORN)
        terms = group_terms(group, today=at.date())
        files = {paper.key: self._scan(paper, citizen, at=at) for paper in terms.asked if paper.is_always_needed}
        commune = self.province.agencies[OTHER_AGENCY]
        asked = []
        for part in terms.parts:
            agency = part.agencies[0] if len(part.agencies) == 1 else commune
            papers = [
                KeptPaper(name=document.name, result_of=paper.result_of.row.procedure)
                if paper.result_of
                else KeptPaper(name=document.name, file=files[paper.key])
                for paper in terms.papers
                if paper.result_of or paper.key in files
                for user, document in paper.documents
                if user.code == part.code
            ]
            asked.append(AskedPart(part.row, agency, papers))
        return services.submit_linked(
            group,
            asked,
            _applicant(citizen),
            content="Đăng ký khai sinh cho con là Nguyễn Gia Bảo",
            return_method=ReturnMethod.ELECTRONIC,
            key=KEY,
            actor=citizen.user,
            at=at,
        )

    def _scan(self, paper: AskedPaper, citizen: Citizen, *, at: datetime) -> StoredFile:
        file = self.samples.upload(paper.name, actor=citizen.user, at=at)
        file.save(force_insert=True)
        return file

    def _lived(self, request: LinkedRequest, code: str, agency: str, plan: Plan, *, at: datetime) -> Life:
        crew = cast_of(agency, self.staff, self.province)
        return self.lives.onward(self._dossier(request, code), plan, crew, at=at)

    def _dossier(self, request: LinkedRequest, code: str) -> Dossier:
        return Dossier.objects.select_related(*FOR_ACTION).get(
            linked_part__request=request, linked_part__procedure__code=code
        )


def side_by_side(*lives: Life) -> Iterator[datetime]:
    """Live several lives as one: always the one whose next act comes first."""
    queue: list[tuple[datetime, int, Life]] = []
    for number, life in enumerate(lives):
        for at in life:
            heappush(queue, (at, number, life))
            break
    while queue:
        at, number, life = heappop(queue)
        yield at
        for following in life:
            heappush(queue, (following, number, life))
            break


def _applicant(citizen: Citizen) -> Applicant:
    person = citizen.person
    return Applicant(
        kind=PartyKind.PERSON,
        name=person.full_name,
        address=person.address,
        personal_id=person.personal_id,
        phone=person.phone,
        email=citizen.user.email or "",
    )
