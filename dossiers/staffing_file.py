"""A workbook of people and posts: read row by row, judged, and written only when every row is right.

Columns by their headings, in any order: name, e-mail, phone, role, code of the agency, code of the office, title, first
day, last day, ground. The same row brought twice (e-mail, role, agency, office) changes nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.administration import posts, trail
from accounts.administration.errors import Refused
from accounts.administration.forms import ROLES, DayField
from accounts.forms import EmailField, FullNameField, LineField, PhoneField
from accounts.models import AdministrativeAction, Role, User
from agencies.models import Agency, OneStopOffice
from agencies.vietnamese import folded
from dossiers.errors import InvalidInput
from procedures.workbooks.book import open_workbook
from procedures.workbooks.cells import BadWorkbook, CellKind, SheetRow

MOST_ROWS = 2000
EXCEL_BEGAN = date(1899, 12, 30)

COLUMNS: Mapping[str, Any] = {
    "full_name": gettext_lazy("Họ và tên"),
    "email": gettext_lazy("Thư điện tử"),
    "phone": gettext_lazy("Số điện thoại"),
    "role": gettext_lazy("Vai trò"),
    "agency": gettext_lazy("Mã cơ quan"),
    "office": gettext_lazy("Mã bộ phận một cửa"),
    "title": gettext_lazy("Chức vụ"),
    "valid_from": gettext_lazy("Từ ngày"),
    "valid_to": gettext_lazy("Đến ngày"),
    "words": gettext_lazy("Căn cứ"),
}
NEEDED = ("full_name", "email", "role", "agency")
FIELDS = {
    "full_name": FullNameField(),
    "email": EmailField(),
    "phone": PhoneField(required=False),
    "title": LineField(max_length=80, required=False),
    "valid_from": DayField(required=False),
    "valid_to": DayField(required=False),
    "words": LineField(max_length=300, required=False),
}
ROLE_BY_NAME = {folded(str(label)): Role(value) for value, label in ROLES} | {value: Role(value) for value, _l in ROLES}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one row: its number in the sheet, whom it names, what would be done, or why it cannot be."""

    number: int
    name: str
    email: str
    does: str
    tone: str
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """What a file would do, row by row."""

    verdicts: Sequence[Verdict]
    new_posts: int
    new_people: int

    @property
    def wrong(self) -> int:
        """How many rows are refused."""
        return sum(bool(verdict.errors) for verdict in self.verdicts)


@dataclass(slots=True)
class _Row:
    number: int
    texts: dict[str, str]


def bring(file: IO[bytes], *, is_trial: bool, actor: User, at: datetime) -> Trial:
    """Try a workbook, or write it: all rows or none, under one transaction that a trial takes back.

    Raises `InvalidInput` where the file is no such workbook, or where it is to be written and a row is refused.
    """
    rows = list(_rows_of(file))
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    offices = {office.code: office for office in OneStopOffice.objects.select_related("agency")}
    with transaction.atomic():
        known = set(User.objects.exclude(email=None).values_list("email", flat=True))
        verdicts = [_judged(row, agencies, offices, actor=actor, at=at) for row in rows]
        made = [verdict for verdict in verdicts if verdict.tone == "ok"]
        people = {verdict.email for verdict in made} - known
        trial = Trial(verdicts, new_posts=len(made), new_people=len(people))
        if is_trial:
            transaction.set_rollback(True)
        elif trial.wrong:
            transaction.set_rollback(True)
            raise InvalidInput(_("Tệp còn %(count)s dòng sai nên chưa ghi gì.") % {"count": trial.wrong}, field="file")
    return trial


def _rows_of(file: IO[bytes]) -> Iterator[_Row]:
    """Yield the rows below the headings; raises `InvalidInput`."""
    try:
        with open_workbook(file) as book:
            if not book.sheets:
                raise InvalidInput(_("Bảng tính không có trang nào."), field="file")
            names: dict[int, str] | None = None
            for count, row in enumerate(book.sheets[0].rows()):
                if names is None:
                    names = _headings(row)
                elif count > MOST_ROWS:
                    raise InvalidInput(_("Tệp có quá %(most)s dòng.") % {"most": MOST_ROWS}, field="file")
                else:
                    yield _Row(row.number, _texts(row, names))
            if names is None:
                raise InvalidInput(_("Bảng tính trống."), field="file")
    except BadWorkbook as error:
        raise InvalidInput(str(error), field="file") from error


def _headings(row: SheetRow) -> dict[int, str]:
    by_label = {folded(str(label)): name for name, label in COLUMNS.items()}
    texts = {column: folded(cell.text) for column, cell in row.cells.items()}
    names = {column: by_label[text] for column, text in texts.items() if text in by_label}
    missing = [str(COLUMNS[name]) for name in NEEDED if name not in names.values()]
    if missing:
        raise InvalidInput(
            _("Dòng đầu của bảng thiếu cột: %(columns)s.") % {"columns": ", ".join(missing)}, field="file"
        )
    return names


def _texts(row: SheetRow, names: Mapping[int, str]) -> dict[str, str]:
    texts = {}
    for column, name in names.items():
        cell = row.cells.get(column)
        if cell is None:
            continue
        text = cell.text.strip()
        if name.startswith("valid_") and re.fullmatch(r"\d{5}(\.\d+)?", text) and cell.kind != CellKind.TEXT:
            text = f"{EXCEL_BEGAN + timedelta(days=int(float(text))):%d/%m/%Y}"
        elif name == "phone" and cell.kind == CellKind.NUMBER and re.fullmatch(r"[1-9]\d{8}", text):
            # A spreadsheet drops the zero in front of a number.
            text = f"0{text}"
        texts[name] = text
    return texts


def _judged(
    row: _Row,
    agencies: Mapping[str, Agency],
    offices: Mapping[str, OneStopOffice],
    *,
    actor: User,
    at: datetime,
) -> Verdict:
    """Do what a row says, inside a savepoint that is taken back where it is refused."""
    name, email = row.texts.get("full_name", ""), row.texts.get("email", "").lower()
    given, errors = _parsed(row)
    appointed = _appointment(row, given, agencies, offices, errors, today=timezone.localdate(at))
    if errors or appointed is None:
        return Verdict(row.number, name, email, str(_("Không nhận")), "bad", tuple(errors))
    email = given["email"]
    try:
        with transaction.atomic():
            user = User.objects.filter(email=email).first()
            if user is not None and posts.held_already(user, appointed):
                return Verdict(row.number, name, email, str(_("Đã có, không đổi gì")), "neutral")
            is_new = user is None
            if user is None:
                user = posts.add_person(
                    full_name=given["full_name"], email=email, phone=given["phone"], actor=actor, at=at
                )
            post = posts.add_post(user, appointed, actor=actor, at=at, words=given["words"])
            trail.record(AdministrativeAction.IMPORTED, post, actor=actor, at=at)
    except Refused as error:
        return Verdict(row.number, name, email, str(_("Không nhận")), "bad", (str(error),))
    does = _("Thêm người, giao vị trí") if is_new else _("Giao thêm vị trí")
    return Verdict(row.number, name, email, str(does), "ok")


def _parsed(row: _Row) -> tuple[dict[str, Any], list[str]]:
    given: dict[str, Any] = {}
    errors: list[str] = []
    for name, field in FIELDS.items():
        try:
            given[name] = field.clean(row.texts.get(name, ""))
        except ValidationError as error:
            errors += [f"{COLUMNS[name]}: {words}" for words in error.messages]
    return given, errors


def _appointment(
    row: _Row,
    given: Mapping[str, Any],
    agencies: Mapping[str, Agency],
    offices: Mapping[str, OneStopOffice],
    errors: list[str],
    *,
    today: date,
) -> posts.Appointment | None:
    role = ROLE_BY_NAME.get(folded(row.texts.get("role", "")))
    agency = agencies.get(row.texts.get("agency", ""))
    code = row.texts.get("office", "")
    office = offices.get(code)
    if role is None:
        errors.append(_("Vai trò: không có vai trò này. Ghi đúng tên như trong mẫu."))
    if agency is None:
        errors.append(_("Mã cơ quan: không có cơ quan với mã này."))
    if code and office is None:
        errors.append(_("Mã bộ phận một cửa: không có nơi nào với mã này."))
    if errors or role is None or agency is None:
        return None
    first, last = given["valid_from"] or today, given["valid_to"]
    return posts.Appointment(role, agency, office, given["title"], first, last)
