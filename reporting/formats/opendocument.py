"""OpenDocument spreadsheets, written row by row: a table of any length never lies in memory.

Only what our tables need: texts, numbers, percentages and dates. Every cell says its type, so that no text is ever a
formula. The same rows and instant give the same bytes.

Law: Nghị định 09/2019/NĐ-CP (reports in open formats); ISO/IEC 26300.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from io import TextIOWrapper
from typing import BinaryIO, TextIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.utils import timezone

from agencies.vietnamese import normalised
from dossiers.papers.tables import Column
from reporting.formats.layout import Percentage

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
MOST_ROWS = 1_048_576
"""Programs read no more rows of one sheet; the rest goes on the next one."""

BEGINNING_OF_TIME = (1980, 1, 1, 0, 0, 0)
"""An archive knows no earlier moment; the moment of writing would change the bytes."""

NOT_IN_XML = {0xFFFE: None, 0xFFFF: None}
"""What may stand in a text and in no XML."""

Value = str | int | float | Decimal | date | datetime | Percentage | None

NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        *((name, name) for name in ("office", "table", "text", "style", "meta", "manifest")),
        ("fo", "xsl-fo-compatible"),
        ("number", "datastyle"),
    )
)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
MANIFEST = f"""{HEAD}<manifest:manifest {NAMES} manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{MEDIA_TYPE}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
"""

DAY_STYLE = """<number:date-style style:name="N1"><number:day number:style="long"/><number:text>/</number:text>\
<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/></number:date-style>
"""
MOMENT_STYLE = DAY_STYLE.replace("N1", "N2").replace(
    "</number:date-style>",
    '<number:text> </number:text><number:hours number:style="long"/><number:text>:</number:text>'
    '<number:minutes number:style="long"/></number:date-style>',
)
NUMBER_STYLES = f"""{DAY_STYLE}{MOMENT_STYLE}\
<number:percentage-style style:name="N3"><number:number number:decimal-places="2" number:min-decimal-places="2" \
number:min-integer-digits="1"/><number:text>%</number:text></number:percentage-style>
<number:number-style style:name="N4"><number:number number:min-integer-digits="1" number:grouping="true"/>\
</number:number-style>
"""


def _cell_style(name: str, number: str = "", *, weight: str = "normal") -> str:
    of_number = f' style:data-style-name="{number}"' if number else ""
    return (
        f'<style:style style:name="{name}" style:family="table-cell"{of_number}>'
        '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/>'
        f'<style:text-properties fo:font-weight="{weight}"/></style:style>\n'
    )


STYLES = NUMBER_STYLES + "".join(
    _cell_style(name + suffix, number, weight=weight)
    for suffix, weight in (("", "normal"), ("-bold", "bold"))
    for name, number in (("text", ""), ("day", "N1"), ("moment", "N2"), ("percent", "N3"), ("count", "N4"))
)


class Sheets:
    """The sheets of one file, in the order in which they are written."""

    def __init__(self, out: TextIO) -> None:
        self.out = out
        self.name = ""
        self.widths: Sequence[int] = ()
        self.headings: Sequence[str] = ()
        self.count = 0
        self.number = 1

    def begin(self, name: str, widths: Sequence[int], *, headings: Sequence[str] = ()) -> None:
        """Begin a sheet whose columns are so many characters wide, with a line of headings."""
        self.end()
        self.name, self.widths, self.headings, self.count = name, widths, headings, 0
        self.out.write(f"<table:table table:name={quoteattr(_plain(name))}>\n")
        for width in widths:
            self.out.write(f'<table:table-column table:style-name="w{width}"/>')
        if headings:
            self.row(headings, is_bold=True)

    def row(self, values: Iterable[Value], *, is_bold: bool = False) -> None:
        """Write a row; where a sheet is full, another one with a number and the same headings begins."""
        if self.count == MOST_ROWS:
            self.number += 1
            first = self.name.removesuffix(f" {self.number - 1}")
            self.begin(f"{first} {self.number}", self.widths, headings=self.headings)
        self.count += 1
        suffix = "-bold" if is_bold else ""
        cells = "".join([_cell(value, suffix) for value in values]) or "<table:table-cell/>"
        self.out.write(f"<table:table-row>{cells}</table:table-row>\n")

    def end(self) -> None:
        """End the sheet that is being written, if any."""
        if self.name:
            self.out.write("</table:table>\n")
            self.name = ""


@contextmanager
def spreadsheet(file: BinaryIO, *, title: str, at: datetime, widths: Iterable[int]) -> Iterator[Sheets]:
    """Write a file: `widths` are all the widths of columns that its sheets will ask for."""
    with ZipFile(file, "w") as archive:
        # Programs know the kind of file by this being the first, as it is.
        archive.writestr(_entry("mimetype", ZIP_STORED), MEDIA_TYPE)
        archive.writestr(_entry("META-INF/manifest.xml"), MANIFEST)
        archive.writestr(_entry("meta.xml"), _meta(title, at))
        with archive.open(_entry("content.xml"), "w", force_zip64=True) as raw:
            out = TextIOWrapper(raw, encoding="utf-8", write_through=False)
            out.write(f'{HEAD}<office:document-content {NAMES} office:version="1.3">\n<office:automatic-styles>\n')
            out.write(STYLES)
            for width in sorted(set(widths)):
                out.write(
                    f'<style:style style:name="w{width}" style:family="table-column">'
                    f'<style:table-column-properties style:column-width="{width * 2.1:.1f}mm"/></style:style>\n'
                )
            out.write("</office:automatic-styles>\n<office:body><office:spreadsheet>\n")
            sheets = Sheets(out)
            yield sheets
            sheets.end()
            out.write("</office:spreadsheet></office:body></office:document-content>\n")
            out.flush()
            out.detach()


def write_spreadsheet(
    file: BinaryIO, columns: Sequence[Column], rows: Iterable[object], *, title: str, at: datetime
) -> int:
    """Write a list as `dossiers.papers.tables.write_workbook` does, and return how many lines it has."""
    widths = [column.width for column in columns]
    count = 0
    with spreadsheet(file, title=title, at=at, widths=widths) as sheets:
        sheets.begin("Danh sách", widths, headings=[str(column.label) for column in columns])
        for row in rows:
            count += 1
            sheets.row([column.cell(row) for column in columns])
    return count


def _entry(name: str, compression: int = ZIP_DEFLATED) -> ZipInfo:
    entry = ZipInfo(name, BEGINNING_OF_TIME)
    entry.compress_type = compression
    return entry


def _meta(title: str, at: datetime) -> str:
    made = timezone.localtime(at).replace(tzinfo=None, microsecond=0).isoformat()
    return (
        f'{HEAD}<office:document-meta {NAMES} xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3">'
        f"<office:meta><dc:title>{escape(_plain(title))}</dc:title>"
        f"<meta:creation-date>{made}</meta:creation-date></office:meta></office:document-meta>\n"
    )


def _plain(text: str) -> str:
    return normalised(text).translate(NOT_IN_XML)


def _cell(value: Value, suffix: str) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, str):
        lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in _plain(value).splitlines())
        return (
            f'<table:table-cell table:style-name="text{suffix}" office:value-type="string">{lines}</table:table-cell>'
        )
    kind, attribute, style = _typed(value)
    return f'<table:table-cell table:style-name="{style}{suffix}" office:value-type="{kind}" office:{attribute}/>'


def _typed(value: int | float | Decimal | date | datetime | Percentage) -> tuple[str, str, str]:
    if isinstance(value, Percentage):
        return "percentage", f'value="{value.value / 100}"', "percent"
    if isinstance(value, datetime):
        local = timezone.localtime(value).replace(tzinfo=None, microsecond=0)
        return "date", f'date-value="{local.isoformat()}"', "moment"
    if isinstance(value, date):
        return "date", f'date-value="{value.isoformat()}"', "day"
    return "float", f'value="{value}"', "count" if isinstance(value, int) else "text"
