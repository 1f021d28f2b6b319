"""What a wrong receipt said, and what a right one may say: for the form that corrects it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.identity import national_phone
from dossiers.models import Dossier, SubmittedDocument
from dossiers.services.terms import limits_of, required_of
from procedures.models import Channel, InternalProcess, RequiredDocument, TimeLimit

PROCEDURES_OFFERED = 200


@dataclass(frozen=True, slots=True)
class CorrectionPage:
    """What the form is made from; `process` is the one that was asked for, `processes` those of its procedure.

    `others` are procedures of the same agency, code and name, offered while nobody has taken the dossier.
    """

    dossier: Dossier
    process: InternalProcess
    processes: list[InternalProcess]
    documents: list[SubmittedDocument]
    required: list[RequiredDocument]
    limits: list[TimeLimit]
    others: list[tuple[str, str]] = field(default_factory=list)
    is_unknown: bool = False

    @property
    def may_change_procedure(self) -> bool:
        """Whether nobody has taken the dossier yet, so that procedure and agency may still be wrong."""
        return self.dossier.officer_id is None and self.dossier.holder_id is None

    @property
    def case(self) -> int:
        """The case of the time limit that the receipt promised; the first where it was another procedure's."""
        said = (self.dossier.limit_amount, self.dossier.limit_unit)
        return next(
            (one.ordinal for one in self.limits if (one.amount, one.unit) == said),
            self.limits[0].ordinal if self.limits else 1,
        )


def correction_of(dossier: Dossier, typed: Mapping[str, Any] | None) -> CorrectionPage:
    """Return what the form needs, for the procedure and agency that somebody typed; up to six queries.

    A procedure that does not exist or is not taken in this way leaves the dossier's own (`is_unknown`).
    """
    process = InternalProcess.objects.select_related("version__procedure", "agency").get(pk=dossier.process_id)
    channel = Channel(dossier.channel)
    asked, is_unknown = process, False
    processes = [process]
    is_free = dossier.officer_id is None and dossier.holder_id is None
    if is_free:
        code = str((typed or {}).get("procedure") or process.version.procedure.code).strip()[:60]
        found = _in_force(code, dossier)
        if process.version.procedure.code == code:
            # The version of the reception is kept, not the one of today.
            siblings = InternalProcess.objects.filter(version=process.version_id).select_related(
                "version__procedure", "agency"
            )
            found = list(siblings.order_by("agency__name"))
        found = [one for one in found if channel in limits_of(one)]
        is_unknown = not found
        processes = found or processes
        agency = str((typed or {}).get("agency") or "")
        asked = _chosen(processes, agency, dossier)
    documents = SubmittedDocument.objects.filter(dossier=dossier, supplement=None)
    return CorrectionPage(
        dossier=dossier,
        process=asked,
        processes=processes,
        documents=list(documents.select_related("required_document", "file").order_by("pk")),
        required=required_of(asked.version),
        limits=limits_of(asked).get(channel, []),
        others=_others(dossier) if is_free else [],
        is_unknown=is_unknown,
    )


def _chosen(processes: list[InternalProcess], agency_code: str, dossier: Dossier) -> InternalProcess:
    """Return the process at the agency that was chosen, else at the dossier's own, else the first."""
    by_code = {one.agency.code: one for one in processes}
    by_pk = {one.agency_id: one for one in processes}
    return by_code.get(agency_code) or by_pk.get(dossier.agency_id) or processes[0]


def _on_the_day(dossier: Dossier) -> "QuerySet[InternalProcess]":
    """Return the processes of versions in force on the day of reception."""
    received = timezone.localdate(dossier.received_at or dossier.submitted_at)
    rows = InternalProcess.objects.filter(version__valid_from__lte=received, version__is_taken_in_at_centre=True)
    return rows.exclude(version__valid_to__lt=received).select_related("version__procedure", "agency")


def _in_force(code: str, dossier: Dossier) -> list[InternalProcess]:
    return list(_on_the_day(dossier).filter(version__procedure__code=code).order_by("agency__name"))


def _others(dossier: Dossier) -> list[tuple[str, str]]:
    same = _on_the_day(dossier).filter(agency=dossier.agency_id).order_by("version__name")
    return list(same.values_list("version__procedure__code", "version__name")[:PROCEDURES_OFFERED])


def said_before(dossier: Dossier) -> dict[str, Any]:
    """Return what the receipt said, as the form begins with it."""
    return {
        "applicant_kind": dossier.applicant_kind,
        "name": dossier.applicant_name,
        "personal_id": dossier.personal_id,
        "tax_code": dossier.tax_code,
        "phone": national_phone(dossier.phone),
        "email": dossier.email,
        "address": dossier.address,
        "content": dossier.content if dossier.content != dossier.version.name else "",
        "return_method": dossier.return_method,
    }
