"""What an officer wrote into a result, against the letter of the agency: what the approver reads before signing."""

from dataclasses import dataclass

import pypdfium2
from django.utils.translation import gettext as _

from agencies.contents import PDFIUM_LOCK
from dossiers.errors import InvalidInput
from dossiers.models import Dossier, Outcome, Result, ResultTemplate, StoredFile
from dossiers.papers.differences import Change, Stretch, word_differences
from dossiers.papers.result_letter import FOR_LETTER, values_of
from dossiers.papers.vocabulary import Paragraph, Value, field_name, fields_in, filled
from dossiers.services.drafting import template_of

FOR_DIFFERENCE = (*FOR_LETTER, "process", "result__file", "result__template", "result__proposed_by")
OFFICERS_WORDS = ("lý do", "căn cứ")
"""The fields of a letter that the officer writes; all others come from the dossier and the catalogue."""

MOST_PAGES = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """A result against its template: stretches of words, what they are compared with, and what has to be said of it.

    `obstacle` says why there is nothing to compare; then `stretches` is empty.
    """

    stretches: tuple[Stretch, ...] = ()
    source: str = ""
    note: str = ""
    obstacle: str = ""

    @property
    def changes(self) -> int:
        """In how many places the words differ."""
        return sum(stretch.change is not Change.KEPT for stretch in self.stretches)


def is_comparable(dossier: Dossier) -> bool:
    """Say whether a result has words that can be compared: a letter of ours, or a PDF that was attached; no query."""
    result: Result | None = getattr(dossier, "result", None)
    if result is None:
        return False
    return result.is_electronic or bool(result.file and result.file.media_type == "application/pdf")


def difference_of(dossier: Dossier) -> Difference:
    """Return what differs between a result and the agency's letter for its outcome.

    `dossier` comes with `FOR_DIFFERENCE`; one query for the letter and one for each list that it asks for. Of a letter
    of ours that is what the officer wrote into it; of an attached paper whatever differs from what the letter would be.
    """
    result: Result | None = getattr(dossier, "result", None)
    if result is None or not is_comparable(dossier):
        return Difference(obstacle=_("Hồ sơ này chưa có dự thảo kết quả để so với mẫu."))
    try:
        template = result.template or template_of(dossier, Outcome(result.outcome))
        values = values_of(dossier, result, template.body)
        blank = {field_name(name) for name in fields_in(template.body)} - values.keys()
        values |= dict.fromkeys(blank, "…")
    except InvalidInput as error:
        return Difference(obstacle=str(error))
    source = _("%(title)s, phiên bản %(number)s") % {"title": template.title, "number": template.number}
    letter = text_of(filled(template.body, values))
    if result.is_electronic:
        places: dict[str, Value] = {name: f"[{name}]" for name in OFFICERS_WORDS}
        standard = text_of(filled(template.body, values | places))
        return Difference(word_differences(standard, letter), source, note=_newer(dossier, result, template))
    if result.file is None:
        return Difference(obstacle=_("Hồ sơ này chưa có dự thảo kết quả để so với mẫu."))
    written = words_in(result.file)
    if not written:
        return Difference(obstacle=_("Dự thảo là ảnh quét, không có chữ để so với mẫu. Ông/Bà đọc trực tiếp bản scan."))
    note = _("Quốc hiệu, số, nơi nhận và chỗ ký của dự thảo không thuộc mẫu nên cũng hiện là phần thêm.")
    return Difference(word_differences(letter, written), source, note=note)


def text_of(paragraphs: tuple[Paragraph, ...]) -> str:
    """Return the words of a letter, a paragraph on each line."""
    return "\n".join(" ".join(filter(None, (paragraph.lead, paragraph.text))) for paragraph in paragraphs)


def words_in(file: StoredFile) -> str:
    """Return the words of a PDF's first pages; empty for a scan, and for what cannot be read."""
    with file.content.open("rb") as content, PDFIUM_LOCK:
        try:
            document = pypdfium2.PdfDocument(content.read())
        except pypdfium2.PdfiumError:
            return ""
        try:
            pages = (document[number] for number in range(min(len(document), MOST_PAGES)))
            return "\n".join(page.get_textpage().get_text_bounded() for page in pages).strip()
        finally:
            document.close()


def _newer(dossier: Dossier, result: Result, template: ResultTemplate) -> str:
    """Return a sentence where the agency has another letter by now; one query."""
    try:
        newest = template_of(dossier, Outcome(result.outcome))
    except InvalidInput:
        return _("Cơ quan đã ngừng dùng mẫu này.")
    if newest.pk == template.pk:
        return ""
    return _("Cơ quan đã có mẫu mới hơn (phiên bản %(number)s).") % {"number": newest.number}
