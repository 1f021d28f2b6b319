"""Papers that are handed in at the counter: the form of each, how many, and a scan that no mistake elsewhere loses.

A scan is stored the moment it arrives, whether or not the rest of the form is right; the page carries a signed note of
it, so that it need not be chosen again. Nobody else can use the note, and it ends with the working day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core import signing
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from accounts.forms import LineField
from accounts.models import User
from dossiers.forms.uploads import UploadField
from dossiers.models import DocumentForm, StoredFile
from dossiers.services import Paper
from dossiers.uploads import store
from procedures.models import RequiredDocument

KEPT_SALT = "dossiers.forms.papers.kept"
KEPT_SECONDS = 12 * 60 * 60
FREE_ROWS = 2
MOST_COPIES = 999

ON_PAPER = [
    (DocumentForm.ORIGINAL.value, _("Đã nhận: bản chính")),
    (DocumentForm.CERTIFIED_COPY.value, _("Đã nhận: bản sao chứng thực")),
    (DocumentForm.COPY.value, _("Đã nhận: bản chụp")),
    (DocumentForm.ELECTRONIC.value, _("Đã nhận: bản điện tử")),
    (DocumentForm.SHOWN.value, _("Đã xuất trình bản chính")),
]


@dataclass(frozen=True, slots=True)
class Asked:
    """One paper that the form asks for: its key in the form, its name, and what the officer should know of it."""

    key: str
    name: str
    required_document: RequiredDocument | None = None
    hint: str = ""
    is_always: bool = True
    usual_form: str = DocumentForm.ORIGINAL.value
    usual_quantity: int = 1


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One row of the checklist as the template shows it."""

    asked: Asked
    form: BoundField
    quantity: BoundField
    scan: BoundField
    kept_field: BoundField
    kept: StoredFile | None
    drop: BoundField
    name: BoundField | None = None


class PapersForm(forms.Form):
    """A checklist of papers; a subclass adds the rest of its form."""

    def __init__(self, *args: Any, asked: Sequence[Asked], actor: User, free_rows: int = 0, **options: Any) -> None:
        super().__init__(*args, **options)
        self.asked = [*asked, *(Asked(f"other-{number}", "", is_always=False) for number in range(free_rows))]
        self.actor = actor
        self._kept: dict[str, StoredFile] = {}
        for paper in self.asked:
            self._add_row(paper)
        if self.is_bound:
            self._kept = self._find_kept()

    def _add_row(self, paper: Asked) -> None:
        key = paper.key
        nothing = _("Còn thiếu") if paper.is_always else _("Không có")
        self.fields[f"{key}-form"] = forms.ChoiceField(
            label=_("Đã nhận"), choices=[("", nothing), *ON_PAPER], required=False
        )
        self.fields[f"{key}-quantity"] = forms.IntegerField(
            label=_("Số bản"),
            min_value=1,
            max_value=MOST_COPIES,
            initial=paper.usual_quantity,
            required=False,
            error_messages={
                "invalid": _("Ông/Bà nhập số bản."),
                "min_value": _("Số bản ít nhất là 1."),
                "max_value": _("Số bản nhiều nhất là %(limit_value)s."),
            },
        )
        self.fields[f"{key}-scan"] = UploadField(label=_("Bản quét"), help_text="", required=False)
        self.fields[f"{key}-kept"] = forms.CharField(widget=forms.HiddenInput, required=False, max_length=300)
        self.fields[f"{key}-drop"] = forms.BooleanField(label=_("Bỏ tệp này"), required=False)
        if not paper.name:
            self.fields[f"{key}-name"] = LineField(label=_("Tên giấy tờ khác"), required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        """Ask in what form a paper was received that has a scan or a name but no form."""
        given = super().clean() or {}
        for paper in self.asked:
            has_scan = given.get(f"{paper.key}-scan") or (
                paper.key in self._kept and not given.get(f"{paper.key}-drop")
            )
            is_named = bool(given.get(f"{paper.key}-name"))
            if (has_scan or is_named) and not given.get(f"{paper.key}-form") and f"{paper.key}-form" not in self.errors:
                self.add_error(f"{paper.key}-form", _("Ông/Bà chọn đã nhận giấy tờ này ở dạng nào."))
            if not paper.name and given.get(f"{paper.key}-form") and not is_named:
                self.add_error(f"{paper.key}-name", _("Ông/Bà ghi tên giấy tờ."))
        return given

    def keep_scans(self, *, at: datetime) -> None:
        """Store the scans that were sent and are sound, and note them in the form, whatever else is wrong with it."""
        news = [f"{paper.key}-{part}" for paper in self.asked for part in ("drop", "scan")]
        if not any(self.cleaned_data.get(name) for name in news):
            return
        noted = self.data.copy()
        for paper in self.asked:
            if self.cleaned_data.get(f"{paper.key}-drop"):
                self._kept.pop(paper.key, None)
                noted.pop(self.add_prefix(f"{paper.key}-kept"), None)
                noted.pop(self.add_prefix(f"{paper.key}-drop"), None)
            upload = self.cleaned_data.get(f"{paper.key}-scan")
            if upload:
                stored = store(upload, actor=self.actor, at=at)
                self._kept[paper.key] = stored
                noted[self.add_prefix(f"{paper.key}-kept")] = note_of(stored, self.actor)
        self.data = noted

    def papers(self) -> list[Paper]:
        """Return the papers that were received; the scans must have been kept."""
        given = self.cleaned_data
        return [
            Paper(
                name=paper.name or given[f"{paper.key}-name"],
                form=DocumentForm(given[f"{paper.key}-form"]),
                required_document=paper.required_document,
                quantity=given.get(f"{paper.key}-quantity") or 1,
                file=self._kept.get(paper.key),
            )
            for paper in self.asked
            if given.get(f"{paper.key}-form")
        ]

    def rows(self) -> list[PaperRow]:
        """Return the checklist, row by row."""
        return [
            PaperRow(
                asked=paper,
                form=self[f"{paper.key}-form"],
                quantity=self[f"{paper.key}-quantity"],
                scan=self[f"{paper.key}-scan"],
                kept_field=self[f"{paper.key}-kept"],
                kept=self._kept.get(paper.key),
                drop=self[f"{paper.key}-drop"],
                name=self[f"{paper.key}-name"] if not paper.name else None,
            )
            for paper in self.asked
        ]

    def _find_kept(self) -> dict[str, StoredFile]:
        """Return the scans that the form's notes name and that this person sent; one query, none without notes."""
        noted: dict[str, UUID] = {}
        for paper in self.asked:
            note = self.data.get(self.add_prefix(f"{paper.key}-kept"), "")
            if key := _noted(note, self.actor):
                noted[paper.key] = key
        if not noted:
            return {}
        files = StoredFile.objects.filter(uploaded_by=self.actor).in_bulk(list(noted.values()))
        return {key: files[pk] for key, pk in noted.items() if pk in files}


def asked_at_counter(required: Sequence[RequiredDocument]) -> list[Asked]:
    """Return the checklist of a procedure's papers, each with the form in which the law asks for it."""
    return [
        Asked(
            key=f"paper-{document.pk}",
            name=document.name,
            required_document=document,
            hint=document.condition,
            is_always=document.is_required and not document.condition,
            usual_form=_usual_form(document),
            usual_quantity=max(document.originals, document.certified_copies, document.copies, 1),
        )
        for document in required
    ]


def _usual_form(document: RequiredDocument) -> str:
    if document.is_shown_only:
        return DocumentForm.SHOWN.value
    if document.originals:
        return DocumentForm.ORIGINAL.value
    if document.certified_copies:
        return DocumentForm.CERTIFIED_COPY.value
    return DocumentForm.COPY.value if document.copies else DocumentForm.ORIGINAL.value


def note_of(stored: StoredFile, actor: User) -> str:
    """Return the signed note by which the same person finds a stored scan again."""
    return signing.dumps([str(stored.pk), actor.pk], salt=KEPT_SALT)


def noted_file(note: str, actor: User) -> StoredFile | None:
    """Return the scan that a note names, None for a note that is forged, stale or somebody else's; one query."""
    key = _noted(note, actor)
    return StoredFile.objects.filter(pk=key, uploaded_by=actor).first() if key else None


def _noted(note: str, actor: User) -> UUID | None:
    if not note:
        return None
    try:
        key, owner = signing.loads(note, salt=KEPT_SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        return None
    return UUID(key) if owner == actor.pk else None
