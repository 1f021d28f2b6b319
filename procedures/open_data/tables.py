"""The tables of the open catalogue: each column once, with its meaning, its type and where its values come from.

The files, the data dictionary on the page and the package description are all made from these definitions, so that
they cannot disagree. Every table holds what is in force on a day, begins with the code of the procedure and keeps one
order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Case, CharField, F, Model, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.models import Level
from procedures.life_events import LifeEvent
from procedures.models import (
    Audience,
    Channel,
    Competence,
    CompetenceKind,
    Condition,
    Fee,
    FeeKind,
    LegalBasis,
    ProcedureResult,
    ProcedureVersion,
    RequiredDocument,
    ServiceLevel,
    Source,
    SubmissionWay,
    TimeLimit,
)
from procedures.models.promise import LIMIT_UNIT_LABELS

Words = str | Promise
ROWS_AT_ONCE = 2000


class Kind(StrEnum):
    """What the values of a column are, in the words of the Table Schema."""

    TEXT = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DAY = "date"
    LIST = "array"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the file, the path of its value from the table's model, what it means."""

    name: str
    value: str | Combinable
    meaning: Words
    kind: Kind = Kind.TEXT
    choices: Sequence[tuple[str, Words]] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One file of the open data. `version` is the path from the model to the version, `order` what sorts its rows."""

    slug: str
    title: Words
    meaning: Words
    model: type[Model]
    version: str
    order: tuple[str, ...]
    columns: tuple[Column, ...]

    def rows(self, *, on: date) -> Iterator[Sequence[Any]]:
        """Yield the values of the columns of all rows in force on a day; one query, never the whole table at once."""
        in_force = ProcedureVersion.objects.in_force(on)
        rows: Any = self.model._default_manager.all()
        rows = rows.filter(**{f"{self.version}__in": in_force.values("pk")})
        names = {f"column_{place}": _expression(column) for place, column in enumerate(self.columns)}
        rows = rows.annotate(**names).order_by(*self.order).values_list(*names)
        yield from rows.iterator(chunk_size=ROWS_AT_ONCE)


def _expression(column: Column) -> Combinable:
    return F(column.value) if isinstance(column.value, str) else column.value


def _code(path: str) -> Column:
    return Column("code", path, _("Mã thủ tục trong cơ sở dữ liệu quốc gia"))


def _channel(path: str) -> Column:
    return Column("channel", path, _("Hình thức nộp"), choices=Channel.choices)


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=Value("true")), default=Value("false"), output_field=CharField())


OF_VERSION = "version__procedure__code"
OF_WAY = "way__version__procedure__code"

PROCEDURES = Table(
    "thu-tuc",
    _("Thủ tục"),
    _("Mỗi dòng là một thủ tục đang có hiệu lực."),
    ProcedureVersion,
    "pk",
    ("procedure__code",),
    (
        _code("procedure__code"),
        Column("version", "number", _("Lần công bố"), Kind.INTEGER),
        Column("name", "name", _("Tên thủ tục")),
        Column("sector_code", "sector__code", _("Mã lĩnh vực")),
        Column("sector", "sector__name", _("Lĩnh vực")),
        Column("category", "category", _("Loại thủ tục")),
        Column("levels", "levels", _("Cấp thực hiện"), Kind.LIST, Level.choices),
        Column("audience", "audience", _("Đối tượng thực hiện"), Kind.LIST, Audience.choices),
        Column("life_events", "life_events", _("Sự kiện trong đời"), Kind.LIST, LifeEvent.choices),
        Column("keywords", "keywords", _("Từ khóa"), Kind.LIST),
        Column("summary", "summary", _("Tóm tắt")),
        Column("reception_address", "reception_address", _("Địa chỉ tiếp nhận ghi trong quyết định")),
        Column("related", "related", _("Mã các thủ tục liên quan"), Kind.LIST),
        Column("sets", "sets", _("Số bộ hồ sơ"), Kind.INTEGER),
        Column("service_level", "service_level", _("Mức độ dịch vụ công trực tuyến"), Kind.TEXT, ServiceLevel.choices),
        Column("service_level_reason", "service_level_reason", _("Lý do chưa toàn trình")),
        Column("is_taken_in_at_centre", "is_taken_in_at_centre", _("Có tiếp nhận tại bộ phận một cửa"), Kind.BOOLEAN),
        Column("not_taken_in_reason", "not_taken_in_reason", _("Lý do không tiếp nhận tại bộ phận một cửa")),
        Column("is_four_step", "is_four_step", _("Có thực hiện cả bốn bước tại trung tâm"), Kind.BOOLEAN),
        Column("is_for_every_commune", "is_for_every_commune", _("Mọi xã, phường đều thực hiện"), Kind.BOOLEAN),
        Column("valid_from", "valid_from", _("Áp dụng từ ngày"), Kind.DAY),
        Column("promulgation", "promulgation__number", _("Số quyết định công bố")),
        Column("source", "source", _("Nguồn của nội dung"), Kind.TEXT, Source.choices),
        Column(
            "is_compared",
            _flag(Q(source=Source.EDITOR) | Q(confirmed_at__isnull=False)),
            _("Cán bộ đã đối chiếu với quyết định công bố"),
            Kind.BOOLEAN,
        ),
    ),
)

AGENCIES = Table(
    "co-quan",
    _("Cơ quan"),
    _("Cơ quan thực hiện, có thẩm quyền, được ủy quyền, phối hợp; mỗi dòng một cơ quan của một thủ tục."),
    Competence,
    "version",
    (OF_VERSION, "kind", "agency__code", "pk"),
    (
        _code(OF_VERSION),
        Column("kind", "kind", _("Tư cách của cơ quan"), choices=CompetenceKind.choices),
        Column("agency_code", "agency__code", _("Mã định danh của cơ quan; trống nếu văn bản chỉ ghi tên")),
        Column("agency", Coalesce("agency__name", "name", output_field=CharField()), _("Tên cơ quan")),
    ),
)

WAYS = Table(
    "cach-nop",
    _("Cách nộp"),
    _("Mỗi dòng là một hình thức nộp của một thủ tục."),
    SubmissionWay,
    "version",
    (OF_VERSION, "pk"),
    (_code(OF_VERSION), _channel("channel"), Column("note", "note", _("Mô tả"))),
)

LIMITS = Table(
    "thoi-han",
    _("Thời hạn"),
    _("Mỗi dòng là thời hạn giải quyết của một trường hợp; trường hợp 1 là trường hợp thường gặp."),
    TimeLimit,
    "way__version",
    (OF_WAY, "way_id", "ordinal"),
    (
        _code(OF_WAY),
        _channel("way__channel"),
        Column("case", "ordinal", _("Số thứ tự của trường hợp"), Kind.INTEGER),
        Column("amount", "amount", _("Số lượng; trống nếu nguồn ghi không rõ"), Kind.NUMBER),
        Column("unit", "unit", _("Đơn vị; trống nếu nguồn ghi không rõ"), choices=LIMIT_UNIT_LABELS),
        Column("condition", "condition", _("Trường hợp áp dụng")),
        Column("text", "text", _("Nguyên văn của nguồn")),
    ),
)

FEES = Table(
    "phi-le-phi",
    _("Phí, lệ phí"),
    _("Mỗi dòng là một khoản phải nộp theo một hình thức nộp; thủ tục không có dòng nào thì không thu."),
    Fee,
    "way__version",
    (OF_WAY, "way_id", "pk"),
    (
        _code(OF_WAY),
        _channel("way__channel"),
        Column("kind", "kind", _("Phí hay lệ phí"), choices=FeeKind.choices),
        Column("name", "name", _("Tên khoản thu")),
        Column(
            "amount",
            "amount",
            _("Mức thu (đồng); trống: Hội đồng nhân dân tỉnh quy định hoặc, nếu có nguyên văn, chưa đọc được"),
            Kind.INTEGER,
        ),
        Column("condition", "condition", _("Trường hợp áp dụng")),
        Column("exemption", "exemption", _("Miễn, giảm")),
        Column("legal_basis", "legal_basis", _("Căn cứ của mức thu")),
        Column("text", "text", _("Nguyên văn của nguồn")),
    ),
)

DOCUMENTS = Table(
    "giay-to",
    _("Giấy tờ"),
    _("Thành phần hồ sơ; mỗi dòng là một giấy tờ."),
    RequiredDocument,
    "version",
    (OF_VERSION, "ordinal"),
    (
        _code(OF_VERSION),
        Column("number", "ordinal", _("Số thứ tự"), Kind.INTEGER),
        Column("group", "group", _("Nhóm giấy tờ")),
        Column("name", "name", _("Tên giấy tờ")),
        Column("form", "form", _("Mẫu đơn, tờ khai")),
        Column("form_sha256", "form_template__sha256", _("SHA-256 của tệp biểu mẫu")),
        Column("originals", "originals", _("Số bản chính"), Kind.INTEGER),
        Column("certified_copies", "certified_copies", _("Số bản sao chứng thực"), Kind.INTEGER),
        Column("copies", "copies", _("Số bản chụp"), Kind.INTEGER),
        Column("condition", "condition", _("Trường hợp phải nộp")),
        Column("is_required", "is_required", _("Bắt buộc"), Kind.BOOLEAN),
        Column("is_shown_only", "is_shown_only", _("Chỉ xuất trình"), Kind.BOOLEAN),
        Column("is_reusable", "is_reusable", _("Không phải nộp nếu đã có trong kho dữ liệu"), Kind.BOOLEAN),
    ),
)

RESULTS = Table(
    "ket-qua",
    _("Kết quả"),
    _("Mỗi dòng là một kết quả thực hiện."),
    ProcedureResult,
    "version",
    (OF_VERSION, "pk"),
    (
        _code(OF_VERSION),
        Column("name", "name", _("Tên kết quả")),
        Column("result_code", "code", _("Mã kết quả")),
        Column("validity", "validity", _("Thời hạn hiệu lực")),
    ),
)

CONDITIONS = Table(
    "dieu-kien",
    _("Yêu cầu, điều kiện"),
    _("Mỗi dòng là một yêu cầu hoặc điều kiện."),
    Condition,
    "version",
    (OF_VERSION, "pk"),
    (_code(OF_VERSION), Column("text", "text", _("Nội dung"))),
)

LEGAL_BASES = Table(
    "can-cu",
    _("Căn cứ pháp lý"),
    _("Mỗi dòng là một văn bản mà thủ tục căn cứ vào."),
    LegalBasis,
    "version",
    (OF_VERSION, "pk"),
    (
        _code(OF_VERSION),
        Column("number", "number", _("Số, ký hiệu")),
        Column("name", "name", _("Tên văn bản")),
        Column("article", "article", _("Điều, khoản")),
        Column("url", "url", _("Địa chỉ toàn văn")),
    ),
)

TABLES = (PROCEDURES, AGENCIES, WAYS, LIMITS, FEES, DOCUMENTS, RESULTS, CONDITIONS, LEGAL_BASES)
BY_SLUG = {table.slug: table for table in TABLES}
