"""What people hand in: papers at the counter, scans online, and the answer to a request for supplement."""

from collections.abc import Sequence
from datetime import datetime
from random import Random

from accounts.models import User
from agencies.vietnamese import normalised
from dossiers.models import DocumentForm, Dossier, ReturnMethod, StoredFile
from dossiers.services import AskedPaper, Paper
from portal.demo import words
from portal.demo.samples import Samples
from procedures.models import InternalProcess, RequiredDocument


class HandingIn:
    """Makes papers for the services."""

    def __init__(self, chance: Random, samples: Samples) -> None:
        self.chance = chance
        self.samples = samples

    def scans(self, process: InternalProcess, *, actor: User, at: datetime) -> list[Paper]:
        """Return the papers of an online submission, each with its file."""
        documents = [document for document in self._chosen(process) if not document.is_shown_only]
        rows = [self.samples.upload(document.name, actor=actor, at=at) for document in documents]
        files = StoredFile.objects.bulk_create(rows)
        return [
            Paper(document.name, DocumentForm.ELECTRONIC, document, file=file)
            for document, file in zip(documents, files, strict=True)
        ]

    def sheets(self, process: InternalProcess) -> list[Paper]:
        """Return the papers that lie on the counter."""
        return [Paper(document.name, form_of(document), document) for document in self._chosen(process)]

    def wanting(self, process: InternalProcess, *, ground: str) -> list[AskedPaper]:
        """Return one or two papers that are not as they should be."""
        usual = usual_papers(process)
        chosen = self.chance.sample(usual, min(len(usual), self.chance.choice((1, 1, 1, 2))))
        fault = self.chance.choice(words.PAPER_FAULTS)
        papers = [AskedPaper(normalised(document.name), fault, ground, document) for document in chosen]
        return papers or [AskedPaper("Giấy tờ chứng minh nội dung đề nghị", fault, ground)]

    def answers(self, asked: Sequence[AskedPaper], *, by_citizen: User | None, at: datetime) -> list[Paper]:
        """Return what was asked for: scans from a citizen with an account, sheets from anybody else."""
        if by_citizen is None:
            return [Paper(paper.name, DocumentForm.ORIGINAL, paper.required_document) for paper in asked]
        rows = [self.samples.upload(paper.name, actor=by_citizen, at=at) for paper in asked]
        files = StoredFile.objects.bulk_create(rows)
        return [
            Paper(paper.name, DocumentForm.ELECTRONIC, paper.required_document, file=file)
            for paper, file in zip(asked, files, strict=True)
        ]

    def result_of(self, dossier: Dossier, *, actor: User, at: datetime) -> StoredFile | None:
        """Return the result as a file, where the applicant wants it electronically."""
        if dossier.return_method != ReturnMethod.ELECTRONIC:
            return None
        file = self.samples.result(actor=actor, at=at)
        file.save(force_insert=True)
        return file

    def _chosen(self, process: InternalProcess) -> list[RequiredDocument]:
        """Return what must always be handed in, and now and then a paper that is asked for in some cases."""
        usual = usual_papers(process)
        others = [document for document in process.version.required_documents.all() if document not in usual]
        return usual + [document for document in others if self.chance.random() < 0.2]


def usual_papers(process: InternalProcess) -> list[RequiredDocument]:
    """Return what a dossier must hold in every case."""
    return [
        document
        for document in process.version.required_documents.all()
        if document.is_required and not document.condition
    ]


def form_of(document: RequiredDocument) -> DocumentForm:
    """Return the form in which a paper is handed in at the counter."""
    if document.is_shown_only:
        return DocumentForm.SHOWN
    if document.originals:
        return DocumentForm.ORIGINAL
    return DocumentForm.CERTIFIED_COPY if document.certified_copies else DocumentForm.COPY
