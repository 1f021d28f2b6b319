"""Money, what people say, and the time that it takes."""

from django.utils.translation import gettext_lazy as _

from reporting.definitions.shape import Definitions, Indicator, Topic, Unit

PAYMENT_LAW = "Nghị định 61/2018/NĐ-CP Điều 22"
RATING_LAW = "Thông tư 32/2017/TT-BTTTT Điều 12"
FEEDBACK_LAW = "Nghị định 20/2008/NĐ-CP"


def _paying(key: str, label: object, sentence: object, unit: Unit = Unit.REQUESTS) -> Indicator:
    return Indicator(key, label, sentence, Topic.PAYING, law=PAYMENT_LAW, unit=unit, source="payments")


PAYING: Definitions = (
    _paying("payments", _("Biên lai thu phí, lệ phí"), _("Biên lai lập trong kỳ, không tính biên lai đã hủy.")),
    _paying("payments_in_cash", _("Thu tiền mặt"), _("Trong số biên lai: thu tiền mặt tại quầy.")),
    _paying("payments_by_transfer", _("Thu chuyển khoản"), _("Trong số biên lai: người nộp chuyển khoản.")),
    _paying("payments_by_post", _("Bưu chính thu hộ"), _("Trong số biên lai: bưu chính thu hộ.")),
    _paying("payments_amount", _("Số tiền đã thu"), _("Tổng số tiền của các biên lai."), Unit.DONG),
    _paying(
        "dossiers_with_fee",
        _("Hồ sơ có thu phí, lệ phí"),
        _("Hồ sơ tiếp nhận trong kỳ mà thủ tục có mức thu lớn hơn 0 theo hình thức nộp của hồ sơ."),
        Unit.DOSSIERS,
    ),
    _paying(
        "dossiers_paid",
        _("Hồ sơ đã thu phí, lệ phí"),
        _("Trong số hồ sơ có thu phí: đã có biên lai."),
        Unit.DOSSIERS,
    ),
    Indicator(
        "paid_online_rate",
        _("Tỷ lệ thanh toán trực tuyến"),
        _(
            "Hồ sơ thanh toán qua Cổng quốc gia hoặc cổng của tỉnh, chia cho hồ sơ có thu phí. Hệ thống chưa nối cổng"
            " thanh toán nên chưa có nguồn số liệu; chuyển khoản không được tính thay."
        ),
        Topic.PAYING,
        denominator=("dossiers_with_fee",),
        law="Quyết định 766/QĐ-TTg tiêu chí 3.6",
        unit=Unit.PERCENT,
        source="payments",
        is_known=False,
    ),
)


def _rating(key: str, label: object, sentence: object) -> Indicator:
    return Indicator(key, label, sentence, Topic.RATING, law=RATING_LAW, source="ratings")


RATING: Definitions = (
    _rating(
        "dossiers_ended",
        _("Hồ sơ có thể đánh giá"),
        _("Hồ sơ kết thúc trong kỳ, có kết quả hay không: người bị từ chối cũng được hỏi."),
    ),
    _rating("rated", _("Lượt đánh giá"), _("Trong số có thể đánh giá: đã đánh giá; mỗi hồ sơ một lần.")),
    _rating("rated_very_satisfied", _("Rất hài lòng"), _("Trong số đã đánh giá: chọn “Rất hài lòng”.")),
    _rating("rated_satisfied", _("Hài lòng"), _("Trong số đã đánh giá: chọn “Hài lòng”.")),
    _rating("rated_not_satisfied", _("Chưa hài lòng"), _("Trong số đã đánh giá: chọn “Chưa hài lòng”.")),
    _rating("rated_favourably", _("Đánh giá tốt"), _("Trong số đã đánh giá: chọn “Rất hài lòng” hoặc “Hài lòng”.")),
    Indicator(
        "response_rate",
        _("Tỷ lệ trả lời"),
        _("Lượt đánh giá, chia cho hồ sơ có thể đánh giá. Tỷ lệ hài lòng không bao giờ đứng một mình."),
        Topic.RATING,
        numerator=("rated",),
        denominator=("dossiers_ended",),
        law=RATING_LAW,
        unit=Unit.PERCENT,
        source="ratings",
    ),
    Indicator(
        "satisfaction_rate",
        _("Tỷ lệ hài lòng"),
        _(
            "Đánh giá tốt, chia cho lượt đánh giá; kèm số lượt, tỷ lệ trả lời và khoảng tin cậy 95 % (Wilson): 99 trên"
            " 99 lượt nghĩa là từ 96,3 % đến 100 %."
        ),
        Topic.RATING,
        numerator=("rated_favourably",),
        denominator=("rated",),
        law=RATING_LAW,
        unit=Unit.PERCENT,
        source="ratings",
    ),
)


def _feedback(key: str, label: object, sentence: object) -> Indicator:
    return Indicator(key, label, sentence, Topic.FEEDBACK, law=FEEDBACK_LAW, unit=Unit.FEEDBACK, source="feedback")


FEEDBACK: Definitions = (
    _feedback("feedback_received", _("Phản ánh đã nhận"), _("Phản ánh, kiến nghị nhận trong kỳ.")),
    _feedback("feedback_questions", _("Hỏi về thủ tục, hồ sơ"), _("Trong số đã nhận: câu hỏi.")),
    _feedback("feedback_on_regulations", _("Phản ánh về quy định"), _("Trong số đã nhận: về quy định hành chính.")),
    _feedback("feedback_on_conduct", _("Phản ánh về thái độ"), _("Trong số đã nhận: về thái độ, hành vi của cán bộ.")),
    _feedback("feedback_on_lateness", _("Phản ánh về chậm trễ"), _("Trong số đã nhận: về việc chậm trễ.")),
    _feedback("feedback_answered", _("Phản ánh đã trả lời"), _("Phản ánh, kiến nghị được trả lời trong kỳ.")),
    _feedback(
        "feedback_answered_in_time",
        _("Trả lời phản ánh đúng hạn"),
        _("Trong số đã trả lời: trong 15 ngày làm việc, không tính thời gian chờ người gửi làm rõ."),
    ),
    _feedback("feedback_answered_late", _("Trả lời phản ánh trễ hạn"), _("Trong số đã trả lời: sau hạn.")),
    _feedback(
        "feedback_disliked", _("Không hài lòng với trả lời"), _("Trong số đã trả lời: người gửi không hài lòng.")
    ),
    _feedback(
        "feedback_declined",
        _("Phản ánh không thụ lý, chuyển đi"),
        _("Phản ánh, kiến nghị không thụ lý hoặc chuyển cơ quan khác trong kỳ."),
    ),
    _feedback(
        "feedback_declined_in_time",
        _("Không thụ lý, chuyển đi đúng hạn"),
        _("Trong số không thụ lý, chuyển đi: trong 2 ngày làm việc."),
    ),
    _feedback("feedback_published", _("Phản ánh đã công khai"), _("Câu trả lời được công khai trong kỳ.")),
    _feedback(
        "feedback_published_in_time",
        _("Công khai phản ánh đúng hạn"),
        _("Trong số đã công khai: trong 2 ngày làm việc sau khi trả lời."),
    ),
    _feedback("feedback_open", _("Phản ánh còn đang xử lý"), _("Phản ánh, kiến nghị chưa trả lời vào cuối kỳ.")),
    _feedback("feedback_overdue", _("Phản ánh quá hạn trả lời"), _("Trong số còn đang xử lý: đã quá hạn trả lời.")),
    Indicator(
        "feedback_in_time_rate",
        _("Tỷ lệ trả lời phản ánh đúng hạn"),
        _("Phản ánh trả lời đúng hạn, chia cho phản ánh đã trả lời."),
        Topic.FEEDBACK,
        numerator=("feedback_answered_in_time",),
        denominator=("feedback_answered",),
        law="Quyết định 766/QĐ-TTg tiêu chí 5.2",
        unit=Unit.PERCENT,
        source="feedback",
    ),
)


def _time(key: str, label: object, sentence: object) -> Indicator:
    return Indicator(key, label, sentence, Topic.TIME, unit=Unit.MINUTES, source="holding")


TIME: Definitions = (
    Indicator(
        "median_days",
        _("Số ngày ở giữa (trung vị)"),
        _("Một nửa số hồ sơ đã giải quyết xong trong chừng ấy ngày, tính từ lúc tiếp nhận đến lúc có kết quả."),
        Topic.TIME,
        denominator=("resolved",),
        unit=Unit.DAYS,
    ),
    Indicator(
        "p90_days",
        _("Số ngày của chín phần mười"),
        _("Chín phần mười số hồ sơ đã giải quyết xong trong chừng ấy ngày (phân vị 90, nội suy tuyến tính)."),
        Topic.TIME,
        denominator=("resolved",),
        unit=Unit.DAYS,
    ),
    Indicator(
        "dossiers_timed",
        _("Hồ sơ được chia thời gian"),
        _("Hồ sơ có kết quả trong kỳ, mà thời gian được chia cho từng người giữ."),
        Topic.TIME,
        source="holding",
    ),
    _time(
        "minutes_in_all",
        _("Tổng thời gian"),
        _("Thời gian từ lúc nộp đến lúc trả kết quả hoặc hết kỳ, cộng của mọi hồ sơ; bằng tổng các phần dưới đây."),
    ),
    _time("minutes_in_reception", _("Thời gian ở bước tiếp nhận"), _("Hồ sơ nằm ở bộ phận tiếp nhận.")),
    _time("minutes_in_appraisal", _("Thời gian ở bước thẩm định"), _("Hồ sơ nằm ở người thẩm định, xác minh.")),
    _time("minutes_in_approval", _("Thời gian ở bước phê duyệt"), _("Hồ sơ chờ phê duyệt, ký số, đóng dấu.")),
    _time(
        "minutes_in_return", _("Thời gian ở bước trả kết quả"), _("Kết quả trên đường về nơi trả, và chờ người nhận.")
    ),
    _time("minutes_with_citizen", _("Thời gian chờ người nộp"), _("Chờ người nộp hoàn thiện, bổ sung, nộp tiền.")),
    _time("minutes_with_other_agency", _("Thời gian chờ cơ quan phối hợp"), _("Chờ cơ quan khác cho ý kiến.")),
    _time("minutes_with_post", _("Thời gian ở bưu chính"), _("Kết quả trên đường gửi bưu chính.")),
)

VOICES: Definitions = (*PAYING, *RATING, *FEEDBACK, *TIME)
