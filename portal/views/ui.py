"""The page at /ui/: every component in every state, with the words and lengths that occur in life.

Staff see it, so that a designer, a developer and an officer can talk about the same thing; a test renders it, so that
a component that breaks is noticed before a page does. The examples are invented and stand still.
"""

from datetime import datetime, timedelta, timezone
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone as clock

from accounts.access import is_officer
from dossiers.forms.acknowledging import AcknowledgementForm
from portal.views.ui_charts import sample_charts
from procedures.process_picture import picture_of

VIETNAM = timezone(timedelta(hours=7))
LONG_NAME = (
    "Cấp giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất lần đầu đối với hộ gia đình, "
    "cá nhân, cộng đồng dân cư, người gốc Việt Nam định cư ở nước ngoài đang sử dụng đất"
)


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM)


def _cells(*figures: int) -> list[dict[str, Any]]:
    return [{"text": figure} for figure in figures]


class SampleForm(forms.Form):
    """One field of each kind that pages use."""

    full_name = forms.CharField(label="Họ và tên người nộp", help_text="Viết đủ dấu như trong căn cước.", max_length=60)
    personal_id = forms.RegexField(
        r"^\d{12}$",
        label="Số định danh cá nhân",
        help_text="12 chữ số, ở mặt trước thẻ căn cước.",
        error_messages={"invalid": "Nhập đủ 12 chữ số, không có dấu cách."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    born_on = forms.DateField(label="Ngày sinh", widget=forms.DateInput(attrs={"type": "date"}))
    commune = forms.ChoiceField(
        label="Nơi nộp hồ sơ",
        choices=[("", "Chọn nơi nộp"), ("1", "Phường Bến Ngự"), ("2", "Xã Tân Lập Thượng"), ("3", "Xã Đông Sơn")],
    )
    delivery = forms.ChoiceField(
        label="Ông/Bà muốn nhận kết quả ở đâu?",
        choices=[
            ("counter", "Tại Bộ phận một cửa nơi đã nộp"),
            ("post", "Tại nhà, qua bưu chính (người nhận trả cước phí)"),
            ("online", "Bản điện tử, trong tài khoản của tôi"),
        ],
        widget=forms.RadioSelect,
    )
    notices = forms.MultipleChoiceField(
        label="Báo tin cho tôi bằng",
        choices=[("sms", "Tin nhắn"), ("email", "Thư điện tử"), ("zalo", "Zalo")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    declaration = forms.FileField(label="Tờ khai đã ký", help_text="Tệp PDF hoặc ảnh chụp rõ chữ, không quá 20 MB.")
    note = forms.CharField(label="Điều cần nói thêm", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    truthful = forms.BooleanField(label="Tôi chịu trách nhiệm trước pháp luật về những điều đã khai.")


class SampleFilter(forms.Form):
    """The fields of a filter bar."""

    q = forms.CharField(label="Mã hồ sơ hoặc tên", required=False)
    standing = forms.ChoiceField(
        label="Tình trạng",
        choices=[("", "Tất cả"), ("due_soon", "Sắp đến hạn"), ("overdue", "Quá hạn")],
        required=False,
    )
    received_on = forms.DateField(label="Nhận từ ngày", widget=forms.DateInput(attrs={"type": "date"}), required=False)


def _stations(*states: str) -> list[dict[str, Any]]:
    labels = ["Tiếp nhận", "Thẩm định", "Phê duyệt", "Trả kết quả"]
    times = [_at(16, 9, 12), _at(18, 15, 40), _at(20, 10, 5), _at(23, 8, 30)]
    return [
        {"label": label, "state": state, "at": at if state == "done" else None}
        for label, state, at in zip(labels, states, times, strict=True)
    ]


RUNNING: dict[str, Any] = {
    "stations": _stations("done", "current", "waiting", "waiting"),
    "holder": "Trần Thị Chi – chuyên viên, Sở Xây dựng",
    "clock": "Còn 3 ngày làm việc trong 5 ngày",
    "due": _at(24, 17),
    "standing": {"label": "Còn hạn", "tone": "ok"},
    "meter": {"total": 2400, "parts": [{"kind": "run", "start": 0, "length": 960}]},
}
PAUSED: dict[str, Any] = {
    "stations": _stations("done", "current", "waiting", "waiting"),
    "holder": "Ông/Bà – đang chờ bổ sung 2 giấy tờ",
    "clock": "Dừng từ thứ Tư, 18/11/2026. Khi nhận đủ giấy tờ, thời hạn tính tiếp.",
    "due": _at(26, 17),
    "first_due": _at(24, 17),
    "standing": {"label": "Tạm dừng", "tone": "pause"},
    "is_paused": True,
    "meter": {
        "total": 3360,
        "parts": [
            {"kind": "run", "start": 0, "length": 960},
            {"kind": "pause", "start": 960, "length": 960},
        ],
    },
}
LATE: dict[str, Any] = {
    "stations": _stations("done", "done", "current", "waiting"),
    "holder": "Lê Quang Dũng – Phó Giám đốc Sở Xây dựng",
    "clock": "Quá 1 ngày 2 giờ làm việc",
    "due": _at(20, 17),
    "standing": {"label": "Quá hạn", "tone": "bad"},
    "meter": {
        "total": 3000,
        "parts": [
            {"kind": "run", "start": 0, "length": 1200},
            {"kind": "pause", "start": 1200, "length": 600},
            {"kind": "run", "start": 1800, "length": 600},
            {"kind": "over", "start": 2400, "length": 600},
        ],
    },
}
RETURNED: dict[str, Any] = {
    "stations": _stations("done", "done", "done", "done"),
    "due": _at(24, 17),
    "standing": {"label": "Trước hạn", "tone": "ok", "detail": "sớm 1 ngày làm việc"},
}
SUBMITTED: dict[str, Any] = {
    "stations": _stations("current", "waiting", "waiting", "waiting"),
    "holder": "Bộ phận một cửa phường Bến Ngự",
}
REFUSED: dict[str, Any] = {
    "stations": _stations("done", "skipped", "skipped", "current"),
    "holder": "Bộ phận một cửa phường Bến Ngự",
    "due": _at(24, 17),
    "standing": {"label": "Sắp đến hạn", "tone": "warn", "detail": "còn 2 giờ làm việc"},
}
PATHS = [
    {"title": title, "path": path}
    for title, path in [
        ("Đang chạy, còn hạn", RUNNING),
        ("Dừng chờ bổ sung, ngày hẹn đã dời", PAUSED),
        ("Quá hạn, có quãng dừng", LATE),
        ("Vừa nộp, chưa có ngày hẹn", SUBMITTED),
        ("Bước không cần", REFUSED),
        ("Đã trả kết quả", RETURNED),
    ]
]


def _filled_form(*, wrong: bool) -> SampleForm:
    answers = {"full_name": "Nguyễn Thị Ẩn", "delivery": "post", "notices": ["sms", "email"], "commune": "2"}
    if wrong:
        return SampleForm({"wrong-full_name": "Nguyễn Thị Ẩn", "wrong-personal_id": "0123 456"}, prefix="wrong")
    return SampleForm(initial=answers, prefix="sample")


EVENTS = [
    {
        "at": _at(18, 15, 40),
        "title": "Yêu cầu bổ sung giấy tờ",
        "who": "Trần Thị Chi, chuyên viên Sở Xây dựng",
        "note": "Bản vẽ mặt cắt thiếu chữ ký của người chủ trì thiết kế.\nGiấy tờ về đất: ảnh mờ ở trang 3.",
        "tone": "pause",
    },
    {"at": _at(16, 14, 5), "title": "Chuyển thẩm định", "who": "Phạm Văn Bình, Bộ phận một cửa", "tone": "info"},
    {"at": _at(16, 9, 12), "title": "Tiếp nhận, hẹn trả 17:00 ngày 24/11/2026", "who": "Phạm Văn Bình", "tone": "ok"},
    {"at": _at(15, 21, 48), "title": "Nộp trực tuyến", "who": "Nguyễn Thị Ẩn"},
]
DUE_LINES = [
    {"label": "thứ Hai, 16/11/2026", "detail": "Tiếp nhận lúc 09:12. Ngày tiếp nhận không tính.", "tone": "neutral"},
    {"label": "thứ Ba, 17/11/2026", "detail": "Ngày làm việc thứ 1", "tone": "ok"},
    {"label": "thứ Tư, 18/11/2026", "detail": "Tạm dừng, chờ bổ sung giấy tờ (phiếu số 12/BS)", "tone": "pause"},
    {"label": "thứ Năm, 19/11/2026", "detail": "Nhận đủ giấy tờ. Ngày làm việc thứ 2", "tone": "ok"},
    {"label": "thứ Sáu, 20/11/2026", "detail": "Ngày làm việc thứ 3", "tone": "ok"},
    {"label": "21–22/11/2026", "detail": "Thứ Bảy, Chủ nhật: ngày nghỉ hằng tuần, không tính", "tone": "neutral"},
    {"label": "23–24/11/2026", "detail": "Ngày làm việc thứ 4 và thứ 5", "tone": "ok"},
]
SUMMARY_ROWS = [
    {"key": "Thủ tục", "value": LONG_NAME, "url": "#summary_list"},
    {"key": "Người nộp", "value": "Nguyễn Thị Ẩn", "url": "#summary_list", "action": "Sửa"},
    {"key": "Nơi ở", "value": "Số 14, ngõ 3, đường Trần Phú\nPhường Bến Ngự, tỉnh An Hòa", "url": "#summary_list"},
    {"key": "Báo tin", "value": ["Tin nhắn đến 09•• ••• •12", "Thư điện tử"], "url": "#summary_list"},
    {"key": "Lệ phí", "value": "135.000 đồng", "status": {"label": "Đã nộp", "tone": "ok"}},
    {"key": "Ghi chú", "value": ""},
]
TASKS = [
    {"title": "Người nộp", "url": "#task_list", "status": {"label": "Đã xong", "tone": "ok"}},
    {
        "title": "Tờ khai đăng ký khai sinh",
        "url": "#task_list",
        "hint": "Khoảng 5 phút. Cần giấy chứng sinh.",
        "status": {"label": "Đang làm", "tone": "info"},
    },
    {"title": "Giấy tờ kèm theo", "url": "#task_list", "status": {"label": "Cần sửa", "tone": "bad"}},
    {"title": "Kiểm tra và nộp", "status": {"label": "Chưa làm được", "tone": "neutral"}},
]
FILES = [
    {
        "name": "to-khai-dang-ky-khai-sinh.pdf",
        "url": "#file_row",
        "kind": "Tờ khai",
        "size": 655_360,
        "at": _at(15, 21, 40),
        "status": {"label": "Đạt", "tone": "ok"},
        "actions": [{"label": "Thay tệp", "url": "#file_row"}],
    },
    {
        "name": "IMG_20261115_giay_chung_nhan_quyen_su_dung_dat_trang_3_ban_chup_lai_lan_thu_hai.jpeg",
        "url": "#file_row",
        "kind": "Giấy tờ về đất",
        "size": 4_823_449,
        "at": _at(15, 21, 44),
        "status": {"label": "Cần bổ sung", "tone": "pause"},
        "note": "Ảnh mờ ở góc dưới, không đọc được số tờ bản đồ. Xin chụp lại ở nơi đủ sáng.",
    },
    {"name": "Giấy chứng sinh (nộp bản giấy tại quầy)", "kind": "Bản chính"},
]
PROCEDURES = [
    {
        "name": "Đăng ký khai sinh",
        "url": "#procedure_card",
        "code": "1.001193",
        "agency": "Ủy ban nhân dân cấp xã",
        "sector": "Hộ tịch",
        "limit": "Trong ngày",
        "fee": "Miễn lệ phí",
        "service_level": "Toàn trình",
        "summary": "Ghi việc sinh của trẻ vào sổ hộ tịch và cấp giấy khai sinh.",
        "submit_url": "#procedure_card",
    },
    {"name": LONG_NAME, "url": "#procedure_card", "sector": "Đất đai", "limit": "20 ngày làm việc"},
]
DOSSIERS: list[dict[str, Any]] = [
    {
        "code": "H99.07-261116-0042",
        "procedure": "Cấp giấy phép xây dựng mới đối với nhà ở riêng lẻ",
        "url": "#dossier_card",
        "status": {"label": "Chờ Ông/Bà bổ sung", "tone": "pause"},
        "due": _at(26, 17),
        "holder": "Ông/Bà",
        "note": "Cần bổ sung 2 giấy tờ trước thứ Tư, 02/12/2026.",
    },
    {
        "code": "H99.25.01-261116-0007",
        "procedure": "Đăng ký khai sinh",
        "url": "#dossier_card",
        "status": {"label": "Có kết quả", "tone": "ok"},
        "standing": {"label": "Trước hạn", "tone": "ok", "detail": "sớm 2 giờ"},
    },
]
TILES = [
    {"value": 49_343, "label": "Hồ sơ tiếp nhận", "url": "#stat_tiles", "note": "trong tháng 10/2026"},
    {
        "value": "98,67 %",
        "label": "Trước và đúng hạn",
        "url": "#stat_tiles",
        "tone": "ok",
        "note": "40.212 trên 40.754",
    },
    {"value": 542, "label": "Trễ hạn", "url": "#stat_tiles", "tone": "bad"},
    {"value": 318, "label": "Sắp đến hạn", "url": "#stat_tiles", "tone": "warn"},
    {"value": 96, "label": "Tạm dừng", "url": "#stat_tiles", "tone": "pause"},
    {"value": 0, "label": "Chưa phân công"},
]
PARTS = [
    {"label": "Trước hạn", "value": 28_114, "start": 0, "tone": "ok", "text": "68,98 %"},
    {"label": "Đúng hạn", "value": 12_098, "start": 28_114, "tone": "info", "text": "29,69 %"},
    {"label": "Trễ hạn", "value": 542, "start": 40_212, "tone": "bad", "text": "1,33 %"},
]
COLUMNS = [
    {"label": "Cơ quan", "sort_url": "#table"},
    {"label": "Tiếp nhận", "numeric": True, "sort_url": "#table", "sorted": "descending"},
    {"label": "Trước hạn", "numeric": True},
    {"label": "Đúng hạn", "numeric": True},
    {"label": "Trễ hạn", "numeric": True},
    {"label": "Tình hình"},
]
ROWS = [
    [{"text": "Sở Xây dựng", "url": "#table"}, *_cells(11_174, 8_020, 3_011, 143), {"text": "Có trễ", "tone": "warn"}],
    [
        {"text": "Văn phòng Đăng ký đất đai", "detail": "12 chi nhánh"},
        *_cells(9_417, 4_711, 4_380, 326),
        {"text": "Trễ nhiều", "tone": "bad"},
    ],
    [{"text": "Sở Tư pháp"}, *_cells(1_111, 1_002, 109, 0), {"text": "Tốt", "tone": "ok"}],
]
FOOT = [{"text": "Cộng"}, *_cells(21_702, 13_733, 7_500, 469), {"text": ""}]
DOORS = [
    {"label": "Tiếp nhận", "text": "Cán bộ một cửa kiểm tra giấy tờ và hẹn ngày trả."},
    {"label": "Thẩm định", "text": "Chuyên viên xem xét; nếu thiếu, báo một lần, đủ mọi điều."},
    {"label": "Phê duyệt", "text": "Người có thẩm quyền ký số, văn thư đóng dấu."},
    {"label": "Trả kết quả", "text": "Nhận tại quầy, tại nhà hoặc bản điện tử."},
]
ICONS = (
    "search menu close check arrow back file download print flag clock pause lock person sheet up down seal people"
).split()
STAGES = [
    {"step": "reception", "name": "Kiểm tra, tiếp nhận hồ sơ", "role": "clerk", "minutes": 240},
    {"step": "appraisal", "name": "Phân công thụ lý", "role": "approver", "minutes": 240},
    {"step": "appraisal", "name": "Thẩm định hồ sơ", "role": "appraiser", "minutes": 1200, "may_consult": True},
    {"step": "approval", "name": "Phê duyệt kết quả", "role": "approver", "minutes": 480, "agency": "tinh"},
    {"step": "approval", "name": "Đóng dấu, phát hành", "role": "seal_keeper", "minutes": 120, "needs_seal": True},
]
TONES = [
    ("ok", "Đúng hạn"),
    ("warn", "Sắp đến hạn"),
    ("bad", "Quá hạn"),
    ("pause", "Chờ bổ sung"),
    ("info", "Đang thẩm định"),
    ("neutral", "Bản nháp"),
]
CRUMBS = [{"label": "Trang chủ", "url": "/"}, {"label": "Thủ tục hành chính", "url": "#breadcrumbs"}]
TABS = [
    {"label": "Chờ tôi xử lý", "url": "#tabs", "count": 12, "current": True},
    {"label": "Sắp đến hạn", "url": "#tabs", "count": 3},
    {"label": "Đã chuyển đi", "url": "#tabs", "count": 1_048},
    {"label": "Tất cả", "url": "#tabs"},
]
CHOICES = [
    {"label": "Làm sổ đỏ", "hint": "Cấp lần đầu, cấp đổi, cấp lại", "url": "#choice_list"},
    {"label": "Sang tên", "url": "#choice_list"},
    {"label": LONG_NAME, "hint": "Trả lời này dẫn đến thủ tục", "url": "#choice_list", "is_last": True},
]
STEPS = [
    "Chuẩn bị tờ khai và giấy tờ như danh sách bên dưới.",
    {"title": "Nộp hồ sơ", "text": "Trực tuyến, tại quầy hoặc qua bưu chính.", "state": "done"},
    {
        "title": "Chờ thẩm định",
        "text": "Nếu thiếu giấy tờ, chúng tôi báo một lần, đủ mọi điều cần sửa.",
        "state": "current",
    },
    {"title": "Nhận kết quả", "text": "Đúng ngày hẹn trên giấy tiếp nhận."},
]
NEXT_STEPS = [
    "Trong 8 giờ làm việc, Bộ phận một cửa kiểm tra và báo đã tiếp nhận hay cần bổ sung.",
    "Ông/Bà nhận giấy tiếp nhận có ngày hẹn trả qua thư điện tử.",
]
EXAMPLES = [{"label": text, "url": "#search_box"} for text in ("khai sinh", "giấy phép xây dựng", "đổi GPLX")]


def ui(request: HttpRequest) -> HttpResponse:
    """Show each component in each state to those who work here; for anybody else the page does not exist."""
    if not (request.user.is_staff or is_officer(request.user, today=clock.localdate())):
        raise Http404
    return render(
        request,
        "portal/ui.html",
        {
            "paths": PATHS,
            "tones": TONES,
            "form": _filled_form(wrong=False),
            "wrong_form": _filled_form(wrong=True),
            "filter_form": SampleFilter(prefix="filter"),
            "events": EVENTS,
            "due_lines": DUE_LINES,
            "due": _at(25, 17),
            "summary_rows": SUMMARY_ROWS,
            "tasks": TASKS,
            "files": FILES,
            "pad": AcknowledgementForm(prefix="pad"),
            "procedures": PROCEDURES,
            "dossiers": [{**DOSSIERS[0], "path": PATHS[1]["path"]}, *DOSSIERS[1:]],
            "tiles": TILES,
            "parts": PARTS,
            "charts": sample_charts(),
            "table_files": {"csv": "#table", "json": "#table"},
            "columns": COLUMNS,
            "rows": ROWS,
            "foot": FOOT,
            "icons": ICONS,
            "process": picture_of(STAGES, names={"tinh": "UBND tỉnh"}),
            "doors": DOORS,
            "page": Paginator(range(240), 20).page(6),
            "long_name": LONG_NAME,
            "crumbs": CRUMBS,
            "tabs": TABS,
            "examples": EXAMPLES,
            "choices": CHOICES,
            "steps": STEPS,
            "long_text": ". ".join([LONG_NAME] * 4),
            "next_steps": NEXT_STEPS,
        },
    )
