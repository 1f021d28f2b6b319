"""The tables of what stands beside the settlement: four steps, apologies, post, ratings, feedback; and who is late."""

from django.utils.translation import gettext_lazy as _

from reporting.questions import Key
from reporting.reports.rules import Listed, ListTable, Measured, MeasuredTable, Rated
from reporting.reports.snapshot import Unit

PROCEDURES, DOSSIERS = _("Thủ tục"), _("Hồ sơ tiếp nhận trong kỳ")

FOUR_STEPS = MeasuredTable(
    Key.AGENCY,
    (
        Measured(
            "seals",
            _("Con dấu thứ hai"),
            "adoption",
            sentence=_("Con dấu thứ hai của cơ quan đặt tại trung tâm, đang dùng vào ngày cuối kỳ."),
            law="Nghị định 99/2016/NĐ-CP",
        ),
        Measured(
            "procedures",
            _("Đang áp dụng"),
            "adoption",
            PROCEDURES,
            _("Thủ tục cơ quan giải quyết, có hiệu lực vào ngày cuối kỳ."),
        ),
        Measured(
            "procedures_in_four_steps",
            _("Bốn bước"),
            "adoption",
            PROCEDURES,
            _("Thủ tục tiếp nhận, thẩm định, phê duyệt và trả kết quả đều tại trung tâm."),
        ),
        Rated("procedures_rate", _("Tỷ lệ"), ("procedures_in_four_steps",), ("procedures",), PROCEDURES),
        Measured(
            "dossiers_taken",
            _("Tổng số"),
            "adoption",
            DOSSIERS,
            _("Hồ sơ được tiếp nhận trong kỳ."),
        ),
        Measured(
            "dossiers_in_four_steps",
            _("Bốn bước"),
            "adoption",
            DOSSIERS,
            _("Hồ sơ của thủ tục thực hiện bốn bước tại trung tâm khi tiếp nhận."),
        ),
        Rated("dossiers_rate", _("Tỷ lệ"), ("dossiers_in_four_steps",), ("dossiers_taken",), DOSSIERS),
    ),
)

SENT = _("Đã đến người nộp")

APOLOGIES = MeasuredTable(
    Key.AGENCY,
    (
        Measured("apologies_owed", _("Còn nợ cuối kỳ"), "apologies"),
        Measured("apologies_signed", _("Đã ký"), "apologies"),
        Measured("apologies_sent", _("Tổng số"), "apologies", SENT),
        Measured("apologies_in_time", _("Kịp hạn"), "apologies", SENT),
        Measured("apologies_late", _("Muộn"), "apologies", SENT),
        Rated("apologies_in_time_rate", _("Tỷ lệ kịp hạn"), ("apologies_in_time",), ("apologies_sent",), SENT),
    ),
)

OUT = _("Kết quả gửi đi")

POSTAL = MeasuredTable(
    Key.AGENCY,
    (
        Measured("postal_in", _("Hồ sơ nhận qua bưu chính"), "postal"),
        Measured("postal_out", _("Đã gửi"), "postal", OUT),
        Measured("postal_delivered", _("Đã phát"), "postal", OUT),
        Measured("postal_undeliverable", _("Không phát được"), "postal", OUT),
        Measured("postal_under_way", _("Đang đi đường"), "postal", OUT),
    ),
)

GRADES = _("Mức đánh giá")

RATINGS = MeasuredTable(
    Key.AGENCY,
    (
        Measured("dossiers_ended", _("Hồ sơ kết thúc"), "ratings"),
        Measured("rated", _("Đã đánh giá"), "ratings"),
        Rated("response_rate", _("Tỷ lệ đánh giá"), ("rated",), ("dossiers_ended",)),
        Measured("rated_very_satisfied", _("Rất hài lòng"), "ratings", GRADES),
        Measured("rated_satisfied", _("Hài lòng"), "ratings", GRADES),
        Measured("rated_not_satisfied", _("Chưa hài lòng"), "ratings", GRADES),
        Rated(
            "satisfaction_rate",
            _("Hài lòng trở lên"),
            ("rated_very_satisfied", "rated_satisfied"),
            ("rated",),
        ),
        Rated(
            "satisfaction_interval",
            _("Khoảng tin cậy 95 %"),
            ("rated_very_satisfied", "rated_satisfied"),
            ("rated",),
            sentence=_("Tỷ lệ hài lòng thật nằm trong khoảng này với độ tin cậy 95 %, theo Wilson."),
            unit=Unit.INTERVAL,
        ),
    ),
)

ANSWERED = _("Đã trả lời")

FEEDBACK = MeasuredTable(
    Key.AGENCY,
    (
        Measured("feedback_received", _("Nhận trong kỳ"), "feedback"),
        Measured("feedback_answered", _("Tổng số"), "feedback", ANSWERED),
        Measured("feedback_answered_in_time", _("Kịp hạn"), "feedback", ANSWERED),
        Measured("feedback_answered_late", _("Muộn"), "feedback", ANSWERED),
        Rated(
            "feedback_in_time_rate",
            _("Tỷ lệ kịp hạn"),
            ("feedback_answered_in_time",),
            ("feedback_answered",),
            ANSWERED,
        ),
        Measured("feedback_open", _("Chưa trả lời cuối kỳ"), "feedback"),
        Measured("feedback_overdue", _("Quá hạn trả lời"), "feedback"),
    ),
)

LATE = ListTable(
    "late",
    (
        Listed("agency", _("Cơ quan")),
        Listed("procedure", _("Thủ tục")),
        Listed("received_on", _("Tiếp nhận"), Unit.DATE),
        Listed("due_on", _("Hạn ban đầu"), Unit.DATE),
        Listed("finished_on", _("Kết thúc"), Unit.DATE),
        Listed("days_late", _("Trễ (ngày)"), Unit.COUNT),
        Listed("step", _("Ở khâu nào"), sentence=_("Bước dùng quá định mức nhiều nhất, hoặc giữ hồ sơ lâu nhất.")),
        Listed("officer", _("Ai giữ")),
    ),
)

SCORE = ListTable(
    "score",
    (
        Listed("rate", _("Đạt"), Unit.RATE, sentence=_("Số đạt trên số được xét của tiêu chí.")),
        Listed(
            "lacking", _("Làm mất điểm"), Unit.COUNT, sentence=_("Hồ sơ, thủ tục, phản ánh không đạt tiêu chí."), bits=1
        ),
        Listed("points", _("Điểm"), Unit.POINTS, sentence=_("Điểm theo tỷ lệ đạt.")),
        Listed("most", _("Điểm tối đa"), Unit.POINTS),
        Listed(
            "gain",
            _("Muốn thêm điểm"),
            sentence=_("Cần thêm bao nhiêu trường hợp đạt để có thêm điểm, hoặc vì sao chưa xét được."),
        ),
    ),
)
