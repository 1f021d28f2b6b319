"""Which procedures, agencies, sectors and officers the rows of a file name; what is missing is made, if so asked.

What is made for history serves nobody: agencies are over, versions are closed and stand in no catalogue, officers
cannot sign in. Everything is read once and kept: catalogues are small beside the files.
"""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from accounts.models import Post, User
from agencies.models import Agency, AgencyKind, Level, OneStopOffice
from agencies.vietnamese import folded
from dossiers.history.lives import Place
from dossiers.history.rows import Refused
from dossiers.models import HistoryPerson
from procedures.models import (
    FormsSet,
    InternalProcess,
    LegalRegime,
    Procedure,
    ProcedureVersion,
    Sector,
    ServiceLevel,
    Source,
    SupplementPolicy,
)

FIRST_NUMBER = 30_001
"""Versions of history are numbered beyond all that are ever promulgated."""

FIRST_DAY = date(1900, 1, 1)
"""Versions of history hold for one day each, long before there were any: on no day that somebody asks for."""

NO_SECTOR = ("chua-phan-linh-vuc", "Chưa phân lĩnh vực")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class KnownVersion:
    """What matters of a version: when it holds, its sector and level, and its processes by agency."""

    pk: int
    valid_from: date
    valid_to: date | None
    sector: int
    level: ServiceLevel
    is_history: bool
    processes: dict[int, int]

    def holds(self, on: date) -> bool:
        """Say whether it is in force on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class KnownAgency:
    """An agency, and the office that takes in for it with the agency that runs that office."""

    pk: int
    office: int
    office_agency: int


@dataclass
class Catalogue:
    """What is known, and what may be made. `today` is the day of the import.

    Where it only pretends (a dry run), what is missing gets keys that are in no database.
    """

    today: date
    creates: bool = False
    pretends: bool = False
    agencies: dict[str, KnownAgency] = field(default_factory=dict)
    procedures: dict[str, int] = field(default_factory=dict)
    sectors: dict[str, int] = field(default_factory=dict)
    regimes: list[LegalRegime] = field(default_factory=list)
    _versions: dict[int, list[KnownVersion]] = field(default_factory=dict)
    _officers: dict[str, dict[int, set[int]]] = field(default_factory=dict)
    _imported_officers: dict[str, int] = field(default_factory=dict)
    _found: dict[tuple[str, int], int] = field(default_factory=dict)
    _places: dict[tuple[str, str, str, int], Place] = field(default_factory=dict)
    _turns: dict[str, list[date]] = field(default_factory=dict)
    _fake: "count[int]" = field(default_factory=lambda: count(-1, -1))

    @classmethod
    def read(cls, *, today: date, creates: bool = False, pretends: bool = False) -> "Catalogue":
        """Read what is known; eight queries."""
        catalogue = cls(today, creates=creates, pretends=pretends)
        catalogue.regimes = list(LegalRegime.objects.order_by("valid_from"))
        catalogue._read_agencies()
        catalogue.procedures = dict(Procedure.objects.values_list("code", "pk"))
        sectors = list(Sector.objects.order_by("-pk").values_list("pk", "code", "name"))
        catalogue.sectors |= {folded(name): pk for pk, code, name in sectors if code != name}
        catalogue.sectors |= {name: pk for pk, _code, name in sectors}
        catalogue.sectors |= {code: pk for pk, code, _name in sectors}
        catalogue._read_officers()
        return catalogue

    # ── What a row names ──────────────────────────────────────────────────────────────────────────────────────────

    def place(self, *, procedure: str, agency: str, sector: str, on: date) -> Place:
        """Return where a dossier of a day belongs; raises `Refused` for what is unknown and may not be made."""
        turns = self._turns.get(procedure)
        if turns is None:
            place = self._place(procedure, agency, sector, on)
            self._turns[procedure] = self._turns_of(procedure)
            return place
        asked = (procedure, agency, sector, bisect_right(turns, on))
        found = self._places.get(asked)
        if found is None:
            found = self._places[asked] = self._place(procedure, agency, sector, on)
        return found

    def officer(self, name: str, *, agency: int) -> int | None:
        """Return an officer by e-mail address or name: of this agency, else the only one of that name anywhere.

        None for an empty name. Raises `Refused` for somebody unknown, or where two have the name.
        """
        if not name:
            return None
        if (name, agency) not in self._found:
            self._found[name, agency] = self._officer(name, agency)
        return self._found[name, agency]

    def _officer(self, name: str, agency: int) -> int:
        posts = self._officers.get(name.lower() if "@" in name else folded(name), {})
        for found in ({user for user, served in posts.items() if agency in served}, set(posts)):
            if len(found) == 1:
                return found.pop()
        if imported := self._imported_officers.get(name):
            return imported
        if not self.creates:
            raise Refused(f"officer: {'có nhiều cán bộ tên' if posts else 'không có cán bộ'} “{name}”.")
        self._imported_officers[name] = self._made_officer(name)
        return self._imported_officers[name]

    def regime(self, on: date) -> int:
        """Return the regime of a day; of a day before all of them, the first."""
        if not self.regimes:
            self.regimes.append(self._made_regime())
        return next((regime for regime in reversed(self.regimes) if regime.valid_from <= on), self.regimes[0]).pk

    # ── What is known ─────────────────────────────────────────────────────────────────────────────────────────────

    def _read_agencies(self) -> None:
        offices = list(OneStopOffice.objects.order_by("-is_provincial_centre", "code"))
        own = {office.agency_id: office for office in reversed(offices)}
        for agency in Agency.objects.all():
            is_commune = agency.kind == AgencyKind.COMMUNE
            office = own.get(agency.pk) if is_commune else None
            office = office or (offices[0] if offices else None)
            if office is not None:
                self.agencies[agency.code] = KnownAgency(agency.pk, office.pk, office.agency_id)

    def _read_officers(self) -> None:
        officers: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
        posts = Post.objects.values_list("user", "user__full_name", "user__email", "agency")
        for user, name, email, agency in posts.iterator():
            for key in filter(None, (folded(name), (email or "").lower())):
                officers[key][user].add(agency)
        self._officers = {key: dict(posts) for key, posts in officers.items()}
        self._imported_officers = dict(HistoryPerson.objects.values_list("name", "user"))

    def _versions_of(self, procedure: int) -> list[KnownVersion]:
        versions = self._versions.get(procedure)
        if versions is None:
            rows = ProcedureVersion.objects.filter(procedure=procedure).order_by("valid_from")
            processes: dict[int, dict[int, int]] = defaultdict(dict)
            known = InternalProcess.objects.filter(version__procedure=procedure)
            for pk, version, agency in known.values_list("pk", "version", "agency"):
                processes[version][agency] = pk
            versions = self._versions[procedure] = [
                KnownVersion(
                    row.pk,
                    row.valid_from,
                    row.valid_to,
                    row.sector_id,
                    ServiceLevel(row.service_level),
                    row.source == Source.HISTORY,
                    processes[row.pk],
                )
                for row in rows
            ]
        return versions

    def _turns_of(self, procedure: str) -> list[date]:
        """Return the days from which another regime or another version holds: between them all days have one place."""
        real = [version for version in self._versions_of(self.procedures[procedure]) if not version.is_history]
        over = [version.valid_to + ONE_DAY for version in real if version.valid_to and version.valid_to < date.max]
        begins = [version.valid_from for version in real] + [regime.valid_from for regime in self.regimes]
        return sorted({*over, *begins})

    # ── Matching ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _place(self, procedure: str, agency: str, sector: str, on: date) -> Place:
        served_by = self.agencies.get(agency)
        if served_by is None:
            served_by = self.agencies[agency] = self._made_agency(agency)
        known = self.procedures.get(procedure)
        wanted = self._sector(sector) if sector else None
        if known is None:
            known = self.procedures[procedure] = self._made_procedure(procedure)
        version = self._version(known, procedure, served_by.pk, wanted, on)
        process = version.processes.get(served_by.pk)
        if process is None:
            process = version.processes[served_by.pk] = self._made_process(version.pk, served_by.pk)
        return Place(
            regime=self.regime(on),
            version=version.pk,
            process=process,
            agency=served_by.pk,
            office=served_by.office,
            office_agency=served_by.office_agency,
            level=version.level,
        )

    def _sector(self, told: str) -> int:
        found = self.sectors.get(told) or self.sectors.get(folded(told))
        if found is None:
            if not self.creates:
                raise Refused(f"sector: không có lĩnh vực “{told}”.")
            found = self._made_sector(told, told)
        return found

    def _version(self, procedure: int, code: str, agency: int, sector: int | None, on: date) -> KnownVersion:
        """Return the version of the day that this agency carries out under this sector, else one of history."""
        versions = self._versions_of(procedure)
        real = [version for version in versions if not version.is_history]
        for version in real:
            if version.holds(on) and sector in (None, version.sector) and agency in version.processes:
                return version
        if sector is None:
            sector = real[-1].sector if real else self._no_sector()
        for version in versions:
            if version.is_history and version.sector == sector:
                return version
        made = self._made_version(procedure, code, sector, number=sum(version.is_history for version in versions))
        versions.append(made)
        return made

    def _no_sector(self) -> int:
        code, name = NO_SECTOR
        return self.sectors.get(code) or self._made_sector(code, name)

    # ── Making what is missing ────────────────────────────────────────────────────────────────────────────────────

    def _made_agency(self, code: str) -> KnownAgency:
        if not self.creates:
            raise Refused(f"agency_code: không có cơ quan “{code}”.")
        agency = Agency(
            code=code,
            name=code,
            short_name=code,
            kind=AgencyKind.FORMER,
            level=Level.PROVINCE,
            valid_to=self.today - ONE_DAY,
        )
        self._save(agency)
        office = next(iter(self.agencies.values()), None)
        if office is not None:
            return KnownAgency(agency.pk, office.office, office.office_agency)
        first = OneStopOffice.objects.order_by("-is_provincial_centre", "code").first()
        if first is None:
            first = OneStopOffice(
                code="LICH-SU", name="Nơi tiếp nhận ở hệ thống trước", agency=agency, place_name="", receipt_symbol=""
            )
            self._save(first)
        return KnownAgency(agency.pk, first.pk, first.agency_id)

    def _made_procedure(self, code: str) -> int:
        if not self.creates:
            raise Refused(f"procedure_code: không có thủ tục “{code}”.")
        procedure = Procedure(code=code)
        self._save(procedure)
        self._versions[procedure.pk] = []
        return procedure.pk

    def _made_sector(self, code: str, name: str) -> int:
        sector = Sector(code=code, name=name)
        self._save(sector)
        self.sectors[code] = sector.pk
        return sector.pk

    def _made_version(self, procedure: int, code: str, sector: int, *, number: int) -> KnownVersion:
        day = FIRST_DAY + number * ONE_DAY
        version = ProcedureVersion(
            procedure_id=procedure,
            number=FIRST_NUMBER + number,
            valid_from=day,
            valid_to=day,
            source=Source.HISTORY,
            name=code,
            sector_id=sector,
            service_level=ServiceLevel.UNSTATED,
            is_taken_in_at_centre=False,
            source_note="Chỉ để gắn hồ sơ nhập từ hệ thống trước.",
        )
        self._save(version)
        return KnownVersion(version.pk, day, day, sector, ServiceLevel.UNSTATED, True, {})

    def _made_process(self, version: int, agency: int) -> int:
        process = InternalProcess(version_id=version, agency_id=agency, needs_seal=False)
        self._save(process)
        return process.pk

    def _made_regime(self) -> LegalRegime:
        if not self.creates:
            raise Refused("received_at: chưa có khung pháp lý nào.")
        regime = LegalRegime(
            code="LICH-SU",
            name="Khung pháp lý của số liệu nhập",
            valid_from=FIRST_DAY,
            valid_to=self.today - ONE_DAY,
            forms_set=FormsSet.TT01_2018,
            supplement_policy=SupplementPolicy.PAUSE,
        )
        self._save(regime)
        return regime

    def _made_officer(self, name: str) -> int:
        officer = User(full_name=name, is_active=False)
        officer.set_unusable_password()
        self._save(officer)
        if not self.pretends:
            HistoryPerson.objects.create(user=officer, name=name)
        return officer.pk

    def _save(
        self,
        made: Agency | OneStopOffice | Procedure | Sector | ProcedureVersion | InternalProcess | LegalRegime | User,
    ) -> None:
        """Write what is made, at once and for good; a dry run only gives it a key."""
        if self.pretends:
            made.pk = next(self._fake)
        else:
            made.save()
