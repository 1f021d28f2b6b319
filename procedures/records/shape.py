"""What a record is made of, and the fixed vocabulary that it draws on. Pure.

A record is a procedure as plain data (JSON): the shape in which files bring it, an editor's draft keeps it and versions
are compared. Keys, all optional unless a record is to be published (`problems_of`):

    code, name, sector, category      texts; `category` is the national “loại thủ tục”
    level, audience, life_events      lists of the values of `Level`, `Audience`, `LifeEvent`
    agencies                          identifier codes of the agencies that carry it out here; `EVERY_COMMUNE` for all
    competences                       [{kind, name}]: parts that the law only words
    promulgation                      {number}
    summary, keywords, steps, reception_address, related, source_note
    ways                              [{channel, note, limits: [{amount, unit, condition, text}],
                                        fees: [{kind, name, amount, condition, exemption, legal_basis, text}]}]
    sets, required_documents          [{group, name, form, originals, certified_copies, copies, condition, is_required,
                                        shown_only, vault, form_template}]
    results                           [{name, code, validity}]
    conditions, legal_bases           texts; [{number, name, article, url}]
    declaration                       sections of questions (`procedures.declarations`)
    service_level, service_level_reason, taken_in_at_centre, not_taken_in_reason, four_step
    processes                         [{agencies,
                                        stages: [{step, name, role, minutes, agency, may_consult, needs_seal}]}]

`form_template` is the SHA-256 of a file that the catalogue keeps (`FormTemplate`); a file that is not there is no file.
A limit that could not be read has neither amount nor unit but its `text`; a fee without amount is set by the provincial
council or, where it has `text`, could not be read. A process without `agencies` holds for all that have none of their
own; `agency` of a stage is the unit that does it, where that is another one.
"""

from collections.abc import Mapping
from typing import Any

from accounts.models import Role
from procedures.models import Step

Record = Mapping[str, Any]

EVERY_COMMUNE = "@communes"
"""Stands for the people's committee of every commune among a record's agencies."""

ISSUERS = {
    "BCA": "Bộ Công an",
    "BCT": "Bộ Công Thương",
    "BDTTG": "Bộ Dân tộc và Tôn giáo",
    "BGDĐT": "Bộ Giáo dục và Đào tạo",
    "BKHCN": "Bộ Khoa học và Công nghệ",
    "BNG": "Bộ Ngoại giao",
    "BNNMT": "Bộ Nông nghiệp và Môi trường",
    "BNV": "Bộ Nội vụ",
    "BTC": "Bộ Tài chính",
    "BTP": "Bộ Tư pháp",
    "BVHTTDL": "Bộ Văn hóa, Thể thao và Du lịch",
    "BXD": "Bộ Xây dựng",
    "BYT": "Bộ Y tế",
    "BHXH": "Bảo hiểm xã hội Việt Nam",
    "TTCP": "Thanh tra Chính phủ",
    "UBND": "Ủy ban nhân dân tỉnh",
}
"""Who signs a decision, by the letters that end its number."""

ROLES_OF_STEP = {
    Step.RECEPTION: (Role.CLERK,),
    Step.APPRAISAL: (Role.APPRAISER,),
    Step.APPROVAL: (Role.APPRAISER, Role.APPROVER, Role.SEAL_KEEPER),
    Step.RETURN: (Role.CLERK, Role.SEAL_KEEPER),
}
"""Who may do a stage of a step; the moves of a dossier know no others."""


def issuer_of(number: str) -> str:
    """Return who issues decisions of this number (“2230/QĐ-BTP”), or the letters themselves where we do not know."""
    letters = number.rsplit("-", 1)[-1].strip()
    return ISSUERS.get(letters, letters)
