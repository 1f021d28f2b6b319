"""Correcting a receipt: all that it said, filled in, and why it was wrong."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import LineField, PhoneField
from accounts.models import User
from agencies.models import Agency
from dossiers.forms.declaration import DeclarationForm
from dossiers.forms.moves.fields import MoveForm, reason_field
from dossiers.forms.papers import Asked, PapersForm, asked_at_counter
from dossiers.models import DocumentForm, ReturnMethod, SubmittedDocument
from dossiers.queries.correction import CorrectionPage
from dossiers.services import Correction, Listed, Paper

FREE_ROWS = 1
ISSUED = (DocumentForm.ISSUED.value, DocumentForm.ISSUED.label)


class CorrectForm(PapersForm, DeclarationForm, MoveForm):
    """What the right receipt says. Another procedure changes the list of papers, which is then shown once more."""

    reason = reason_field(
        _("Lý do sửa"),
        _("Ông/Bà ghi rõ lý do sửa giấy tiếp nhận."),
        hint=_("Ghi trên giấy tiếp nhận cũ khi hủy; người nộp đọc được."),
        rows=2,
    )
    phone = PhoneField(required=False)
    procedure = LineField(label=_("Mã thủ tục"), max_length=60, required=False)
    shown_for = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    agency = forms.ChoiceField(label=_("Cơ quan giải quyết"), required=False)
    case = forms.TypedChoiceField(
        label=_("Trường hợp thời hạn"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Ông/Bà chọn trường hợp."), "invalid_choice": _("Ông/Bà chọn lại.")},
    )

    def __init__(self, *args: Any, page: CorrectionPage, actor: User, **options: Any) -> None:
        self.page = page
        self.corrected = {f"doc-{document.pk}": document for document in page.documents}
        options["initial"] = self._said(page) | (options.get("initial") or {})
        super().__init__(*args, asked=self._asked(page), actor=actor, free_rows=FREE_ROWS, **options)
        for name in ("name", "personal_id", "tax_code", "phone", "email", "address", "content"):
            self.fields[name].help_text = ""
        self.fields["content"].widget.attrs["rows"] = 2
        for key, document in self.corrected.items():
            if document.form == DocumentForm.ISSUED:
                self.fields[f"{key}-form"].choices = [*self.fields[f"{key}-form"].choices, ISSUED]
        self._offer(page)

    @staticmethod
    def _said(page: CorrectionPage) -> dict[str, Any]:
        code = page.process.version.procedure.code
        said: dict[str, Any] = {
            "procedure": code,
            "shown_for": code,
            "agency": page.process.agency.code,
            "case": page.case,
        }
        for document in page.documents:
            said[f"doc-{document.pk}-form"] = document.form
            said[f"doc-{document.pk}-quantity"] = document.quantity
        return said

    @staticmethod
    def _asked(page: CorrectionPage) -> list[Asked]:
        """Return what was handed in, then what the procedure asks for besides."""
        needed = {one.name: one for one in page.required}
        asked = []
        for document in page.documents:
            required = needed.pop(document.name, None)
            is_always = required is not None and required.is_required and not required.condition
            asked.append(Asked(f"doc-{document.pk}", document.name, required, is_always=is_always))
        return [*asked, *asked_at_counter(list(needed.values()))]

    def _offer(self, page: CorrectionPage) -> None:
        """Ask only what there is a choice of."""
        words = _("Trường hợp thông thường")
        self.fields["case"].choices = [(one.ordinal, f"{one.condition or words} – {one}") for one in page.limits]
        if len(page.limits) <= 1:
            del self.fields["case"]
        self.fields["agency"].choices = [(one.agency.code, one.agency.name) for one in page.processes]
        if len(page.processes) == 1 or not page.may_change_procedure:
            del self.fields["agency"]
        if not page.may_change_procedure:
            del self.fields["procedure"]
            return
        self.fields["procedure"].help_text = _("Chỉ đổi khi đã chọn nhầm thủ tục: gõ mã hoặc vài chữ trong tên.")
        self.fields["procedure"].widget.attrs |= {"list": "procedures", "autocomplete": "off"}

    def clean(self) -> dict[str, Any]:
        """Name every paper that is missing; ask once more when the procedure is another one than the list shown."""
        given = super().clean()
        if "procedure" in self.fields:
            if self.page.is_unknown:
                self.add_error("procedure", _("Không có thủ tục nào mã này nhận hồ sơ theo hình thức đã nộp."))
            elif given.get("shown_for") != self.page.process.version.procedure.code:
                self.add_error("procedure", _("Danh mục giấy tờ đã đổi theo thủ tục này; Ông/Bà kiểm tra lại rồi gửi."))
                shown = self.data.copy()
                shown[self.add_prefix("shown_for")] = self.page.process.version.procedure.code
                self.data = shown
        for paper in self.asked:
            name = f"{paper.key}-form"
            if paper.is_always and not given.get(name) and name not in self.errors:
                self.add_error(name, _("Còn thiếu giấy tờ này."))
        return given

    @property
    def chosen_agency(self) -> Agency:
        """The agency of a valid form."""
        return self.page.process.agency

    def correction(self) -> Correction:
        """Return what a valid form says; the scans must have been kept."""
        given, page = self.cleaned_data, self.page
        is_other = page.process.pk != page.dossier.process_id
        return Correction(
            applicant=self.applicant,
            content=given["content"],
            return_method=ReturnMethod(given["return_method"]),
            papers=tuple(self._listed()),
            case=given.get("case") or (page.limits[0].ordinal if page.limits else None),
            process=page.process if is_other else None,
        )

    def _listed(self) -> list[Listed]:
        """Return the papers, each with the row that it corrects; a row without a new scan keeps its file."""
        given = self.cleaned_data
        listed = []
        for paper in self.asked:
            if not given.get(f"{paper.key}-form"):
                continue
            document: SubmittedDocument | None = self.corrected.get(paper.key)
            scan = self._kept.get(paper.key) or (document.file if document else None)
            right = Paper(
                name=paper.name or given[f"{paper.key}-name"],
                form=DocumentForm(given[f"{paper.key}-form"]),
                required_document=paper.required_document,
                quantity=given.get(f"{paper.key}-quantity") or 1,
                file=scan,
            )
            listed.append(Listed(right, document))
        return listed
