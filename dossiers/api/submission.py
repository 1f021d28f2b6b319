"""Files that come with a request of the API: checked, stored and handed to the services, all of them or none."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.calendars import calendar_of
from agencies.models import Agency
from agencies.offices import office_for
from agencies.uploads import CheckedUpload, UploadRefused, check_upload
from dossiers import drafts, services
from dossiers.errors import InvalidInput
from dossiers.forms.answers import AnswersForm, typed_of
from dossiers.made_papers import make_papers
from dossiers.models import DocumentForm, Dossier, DossierDraft, ReturnMethod, StoredFile, SupplementItem
from dossiers.queries.declared import definition_for
from dossiers.services import Applicant, Declared, Paper
from dossiers.uploads import store
from procedures.declarations import questions_of
from procedures.models import ProcedureVersion, RequiredDocument

Faults = dict[str, list[str]]
Uploads = Mapping[int, Sequence[CheckedUpload]]
"""The checked files of each paper, by the paper's number."""

_DOCUMENT = re.compile(r"documents\[([1-9][0-9]{0,3})\]", re.ASCII)


def field_of(number: int) -> str:
    """Return the name of the field that carries the files of a paper."""
    return f"documents[{number}]"


def parted(sent: Any) -> tuple[dict[str, Any], dict[int, list[Any]]]:
    """Part what was sent into plain fields and, by number of the paper, what stands in its `documents[n]`."""
    fields: dict[str, Any] = {}
    papers: dict[int, list[Any]] = {}
    for name in sent:
        if match := _DOCUMENT.fullmatch(name):
            papers[int(match[1])] = sent.getlist(name) if hasattr(sent, "getlist") else [sent[name]]
        else:
            fields[name] = sent[name]
    return fields, papers


def checked(papers: Mapping[int, Sequence[Any]], known: Iterable[int]) -> tuple[dict[int, list[CheckedUpload]], Faults]:
    """Return the files that may be taken, and what is wrong with the others at the name of their field."""
    uploads: dict[int, list[CheckedUpload]] = {}
    faults: Faults = {}
    known = set(known)
    if sum(map(len, papers.values())) > drafts.FILES_OF_ONE_DRAFT:
        too_many = _("Mỗi lần gửi tối đa %(count)s tệp.") % {"count": drafts.FILES_OF_ONE_DRAFT}
        return {}, {"documents": [too_many]}
    for number, files in papers.items():
        messages = _faults_of(files) if number in known else [_("Không có giấy tờ mang số này.")]
        for file in [] if messages else files:
            try:
                uploads.setdefault(number, []).append(check_upload(file))
            except UploadRefused as error:
                messages.append(str(error))
        if messages:
            faults[field_of(number)] = messages
    return uploads, faults


def _faults_of(files: Sequence[Any]) -> list[str]:
    if not all(isinstance(file, UploadedFile) for file in files):
        return [_("Tệp chưa được gửi kèm. Ông/Bà chọn lại tệp.")]
    if len(files) > drafts.FILES_OF_ONE_PAPER:
        return [_("Mỗi giấy tờ gửi tối đa %(count)s tệp.") % {"count": drafts.FILES_OF_ONE_PAPER}]
    return []


def missing(
    required: Sequence[RequiredDocument], papers: Mapping[int, Sequence[Any]], *, made: Collection[int] = ()
) -> Faults:
    """Return a fault for each paper that must come with an online submission and did not.

    Papers that are `made` of the declaration (their keys) need not come, and must not come as well.
    """
    faults: Faults = {}
    for paper in required:
        if paper.pk in made:
            if paper.ordinal in papers:
                faults[field_of(paper.ordinal)] = [_("Giấy tờ này được lập từ tờ khai điện tử, không gửi kèm.")]
        elif drafts.must_be_attached(paper) and paper.ordinal not in papers:
            faults[field_of(paper.ordinal)] = [_("Còn thiếu: %(name)s.") % {"name": paper.name}]
    return faults


def declared_in(text: str, version: ProcedureVersion, *, today: date) -> tuple[Declared | None, Faults]:
    """Return the declaration that a request carries as JSON, judged as the page judges it; or what is wrong with it."""
    definition = definition_for(version)
    if not definition:
        return None, {"declaration": [_("Thủ tục này không có tờ khai điện tử.")]}
    try:
        answers = json.loads(text)
        typed = typed_of(definition, answers) if isinstance(answers, dict) else None
    except (ValueError, RecursionError):
        typed = None
    if typed is None:
        return None, {"declaration": [_("Tờ khai phải là một đối tượng JSON: tên câu hỏi và câu trả lời.")]}
    if unknown := sorted(set(answers) - {question.name for question in questions_of(definition)}):
        return None, {"declaration": [_("Tờ khai không có câu hỏi: %s.") % ", ".join(unknown)[:300]]}
    form = AnswersForm(typed, definition=definition, today=today)
    if not form.is_valid():
        told = [f"{form[name].label}: {text}" for name, texts in form.errors.items() for text in texts]
        return None, {"declaration": told}
    return Declared(form.answers, {}, []), {}


def submit(
    version: ProcedureVersion,
    applicant: Applicant,
    required: Sequence[RequiredDocument],
    uploads: Uploads,
    *,
    agency: Agency,
    content: str,
    return_method: ReturnMethod,
    key: UUID,
    actor: User,
    at: datetime,
    declared: Declared | None = None,
) -> Dossier:
    """Store the files and submit the dossier, both or neither; raises what `services.submit` raises."""
    office = office_for(agency)
    if office is None:
        raise InvalidInput(_("Cơ quan này chưa có nơi tiếp nhận hồ sơ trực tuyến."), field="agency")
    calendar = calendar_of(agency)
    by_number = {paper.ordinal: paper for paper in required}
    with _bytes_gone_on_failure() as stored, transaction.atomic():
        process = services.process_for(version.pk, agency, today=timezone.localdate(at))
        process.version = version
        # What is made of the declaration is made as for a page: of the version, at the agency.
        made = make_papers(DossierDraft(version=version, agency=agency), applicant, declared, actor=actor, at=at)
        stored += [paper.file for paper in made if paper.file]
        papers = list(made)
        for number, files in uploads.items():
            for upload in files:
                stored.append(store(upload, actor=actor, at=at))
                papers.append(
                    Paper(by_number[number].name, DocumentForm.ELECTRONIC, by_number[number], file=stored[-1])
                )
        return services.submit(
            process,
            applicant,
            papers,
            office=office,
            content=content,
            return_method=return_method,
            key=key,
            declared=declared,
            actor=actor,
            at=at,
            calendar=calendar,
        )


def supplement(
    dossier: Dossier,
    asked: Sequence[SupplementItem],
    uploads: Uploads,
    *,
    seen: int,
    actor: User,
    at: datetime,
) -> None:
    """Store the files and send the supplement, both or neither.

    What the person has already attached on the page goes with it. Raises what `drafts.send_supplement` raises.
    """
    with _bytes_gone_on_failure() as stored, transaction.atomic():
        for number, files in uploads.items():
            for upload in files:
                kept = drafts.attach_to_supplement(asked[number - 1], upload, actor=actor, at=at)
                stored.append(kept.file)
        drafts.send_supplement(dossier, asked, seen=seen, actor=actor, at=at)


@contextmanager
def _bytes_gone_on_failure() -> Iterator[list[StoredFile]]:
    """Delete the bytes of the files in the list when the block fails: the database rolls back, a storage does not."""
    stored: list[StoredFile] = []
    try:
        yield stored
    except BaseException:
        for file in stored:
            file.content.delete(save=False)
        raise
