"""What an editor enters of a linked group: the group, its parts row by row, the papers that are asked for once."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.forms import LineField, ParagraphField
from procedures.models import LinkedDocument, LinkedGroup
from procedures.queries.groups import Part, asked_papers
from procedures.records import Problem
from procedures.services.groups import PaperWanted, PartWanted

MOST_PARTS = 12
MOST_PAPERS = 30
LAST_WAVE = 9


class GroupForm(forms.ModelForm):
    """The group itself; its code never changes once it is public."""

    name = LineField(label=_("Tên nhóm"), max_length=300)
    summary = ParagraphField(
        label=_("Nhóm này giúp người dân làm gì"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    legal_ground = LineField(label=_("Căn cứ"), required=False, max_length=300)

    class Meta:
        model = LinkedGroup
        fields = ["name", "code", "summary", "legal_ground", "is_open"]
        labels = {"code": _("Mã trong địa chỉ trang")}
        help_texts = {"code": _("Chữ thường không dấu, số và dấu gạch nối, ví dụ: khai-sinh-thuong-tru-bhyt.")}
        error_messages = {
            "code": {
                "unique": _("Mã này đã dùng. Chọn mã khác."),
                "invalid": _("Mã chỉ gồm chữ không dấu, số và dấu gạch nối."),
            }
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].disabled = bool(self.instance.pk)


class PartRowForm(forms.Form):
    """One part. A row without a code is no part."""

    code = LineField(label=_("Mã thủ tục"), required=False, max_length=40)
    wave = forms.IntegerField(
        label=_("Đợt"),
        min_value=1,
        max_value=LAST_WAVE,
        initial=1,
        required=False,
        error_messages={
            "invalid": _("Nhập số của đợt."),
            "min_value": _("Đợt nhỏ nhất là 1."),
            "max_value": _("Nhiều nhất %(limit_value)s đợt."),
        },
    )
    is_optional = forms.BooleanField(label=_("Người nộp được bỏ qua"), required=False)


class PaperRowForm(forms.Form):
    """One paper that is asked for once. A row without name and choices is no paper."""

    name = LineField(label=_("Tên giấy tờ dùng chung"), required=False, max_length=1000)
    result_of = forms.ChoiceField(label=_("Là kết quả của"), required=False)
    covers = forms.MultipleChoiceField(
        label=_("Thay cho"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Giấy tờ này không còn trong thành phần hồ sơ; chọn lại.")},
    )

    def __init__(self, *args: Any, parts: Sequence[Part], **options: Any) -> None:
        super().__init__(*args, **options)
        sources = [("", _("Không: người nộp đính kèm")), *((part.code, part.name) for part in parts)]
        papers = [(key, label) for key, label, _use in cover_choices(parts)]
        self.fields["result_of"].choices = sources  # type: ignore[attr-defined]
        self.fields["covers"].choices = papers  # type: ignore[attr-defined]


PartRows = forms.formset_factory(PartRowForm, extra=0, max_num=MOST_PARTS, validate_max=True)
PaperRows = forms.formset_factory(PaperRowForm, extra=0, max_num=MOST_PAPERS, validate_max=True)

Rows = forms.BaseFormSet


def cover_choices(parts: Sequence[Part]) -> list[tuple[str, str, tuple[str, str]]]:
    """Return every paper of the parts that a shared one may stand for: its key, its words, (procedure, paper). Pure."""
    return [
        (paper.key, f"{paper.documents[0][0].name}: {paper.name}", (paper.procedure_code, paper.name))
        for paper in asked_papers(parts, [])
    ]


def one_row_more(rows: type[Rows], typed: QueryDict, *, prefix: str, most: int, **options: Any) -> Rows:
    """Return rows with all that was typed and an empty one more, for a press on “Thêm dòng”; nothing is judged yet."""
    count = typed.get(f"{prefix}-TOTAL_FORMS", "")
    number = min(int(count), most) if count.isascii() and count.isdigit() and len(count) < 4 else 0
    names = list(rows.form.base_fields)
    initial = [
        {
            name: typed.getlist(key) if name == "covers" else typed.get(key)
            for name in names
            if (key := f"{prefix}-{place}-{name}") in typed
        }
        for place in range(number)
    ]
    return rows(initial=[*initial, {}][:most], prefix=prefix, **options)


def parts_entered(rows: Rows) -> list[tuple[int, PartWanted]]:
    """Return the parts of valid rows, each with the place of its row."""
    return [
        (place, PartWanted(given["code"], given["wave"] or 1, given["is_optional"]))
        for place, given in enumerate(rows.cleaned_data)
        if given.get("code")
    ]


def papers_entered(rows: Rows, parts: Sequence[Part]) -> list[tuple[int, PaperWanted]]:
    """Return the papers of valid rows, each with the place of its row."""
    uses = {key: use for key, _label, use in cover_choices(parts)}
    return [
        (place, PaperWanted(given["name"], [uses[key] for key in given["covers"]], given["result_of"]))
        for place, given in enumerate(rows.cleaned_data)
        if given.get("name") or given.get("covers")
    ]


def paper_initial(papers: Sequence[LinkedDocument], parts: Sequence[Part]) -> list[dict[str, Any]]:
    """Return the shared papers of a group as the rows begin with them."""
    keys = {use: key for key, _label, use in cover_choices(parts)}
    return [
        {
            "name": paper.name,
            "result_of": paper.result_of.code if paper.result_of else "",
            "covers": [keys[use] for row in paper.covers if (use := (row["code"], row["name"])) in keys],
        }
        for paper in papers
    ]


def show_problems(form: forms.BaseForm | None, rows: Rows, places: Sequence[int], problems: Sequence[Problem]) -> None:
    """Put each problem of a service at the field that caused it; `places` are the rows that were handed over."""
    for problem in problems:
        _kind, *path = problem.where.split(".")
        if path:
            rows.forms[places[int(path[0])]].add_error(path[1], problem.text)
        elif form is not None and problem.where in form.fields:
            form.add_error(problem.where, problem.text)
        else:
            rows.non_form_errors().append(problem.text)
