"""What came, what was resolved, what is open, what ended otherwise: the figures of the settlement table."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from procedures.models import Channel, ServiceLevel
from reporting.definitions.shape import Definitions, Indicator, Topic, Unit

LAW_OF_RECEPTION = "Nghị định 118/2025/NĐ-CP Điều 17"
LAW_OF_TIME = "Thông tư 01/2018/TT-VPCP Điều 13"
LAW_OF_ENDING = "Nghị định 118/2025/NĐ-CP Điều 21"
LAW_OF_LEVELS = "Nghị định 224/2026/NĐ-CP Điều 14"

COMING: Definitions = (
    Indicator(
        "in_all",
        _("Tổng số tiếp nhận"),
        _("Hồ sơ kỳ trước chuyển sang và hồ sơ tiếp nhận trong kỳ cộng lại: tất cả hồ sơ phải giải quyết trong kỳ."),
        Topic.COMING,
        numerator=("carried_over", "received"),
    ),
    Indicator(
        "carried_over",
        _("Kỳ trước chuyển sang"),
        _("Hồ sơ đã tiếp nhận nhưng chưa kết thúc vào cuối ngày trước kỳ báo cáo."),
        Topic.COMING,
    ),
    Indicator(
        "received",
        pgettext_lazy("chỉ tiêu", "Tiếp nhận"),
        _(
            "Hồ sơ được cơ quan trả lời lần đầu trong kỳ: tiếp nhận, hoặc từ chối tiếp nhận. Hồ sơ trực tuyến rút trước"
            " khi được trả lời không tính."
        ),
        Topic.COMING,
        law=LAW_OF_RECEPTION,
    ),
    Indicator(
        "received_in_person",
        _("Tiếp nhận trực tiếp"),
        _("Hồ sơ tiếp nhận trong kỳ, người dân nộp tại quầy."),
        Topic.COMING,
        numerator=("received",),
        channels=(Channel.IN_PERSON,),
    ),
    Indicator(
        "received_online",
        _("Tiếp nhận trực tuyến"),
        _("Hồ sơ tiếp nhận trong kỳ, người dân nộp trên Cổng; mọi mức độ dịch vụ công."),
        Topic.COMING,
        numerator=("received",),
        channels=(Channel.ONLINE,),
    ),
    Indicator(
        "received_online_full",
        _("Trực tuyến toàn trình"),
        _("Hồ sơ nộp trực tuyến của thủ tục cung cấp toàn trình vào ngày nộp, gồm mức độ 4 trước đây."),
        Topic.COMING,
        numerator=("received",),
        law=LAW_OF_LEVELS,
        channels=(Channel.ONLINE,),
        levels=(ServiceLevel.FULL, ServiceLevel.LEVEL_4),
    ),
    Indicator(
        "received_online_partial",
        _("Trực tuyến một phần"),
        _("Hồ sơ nộp trực tuyến của thủ tục cung cấp một phần vào ngày nộp, gồm mức độ 3 trước đây."),
        Topic.COMING,
        numerator=("received",),
        law=LAW_OF_LEVELS,
        channels=(Channel.ONLINE,),
        levels=(ServiceLevel.PARTIAL, ServiceLevel.LEVEL_3),
    ),
    Indicator(
        "received_online_other",
        _("Trực tuyến, mức độ khác"),
        _("Hồ sơ nộp trực tuyến của thủ tục chỉ cung cấp thông tin, mức độ 2 trước đây, hoặc chưa xác định mức độ."),
        Topic.COMING,
        numerator=("received",),
        channels=(Channel.ONLINE,),
        levels=(ServiceLevel.INFORMATION, ServiceLevel.LEVEL_2, ServiceLevel.UNSTATED),
    ),
    Indicator(
        "received_postal",
        _("Tiếp nhận qua bưu chính"),
        _("Hồ sơ tiếp nhận trong kỳ, đến qua bưu chính công ích."),
        Topic.COMING,
        numerator=("received",),
        law="Quyết định 45/2016/QĐ-TTg Điều 7",
        channels=(Channel.POSTAL,),
    ),
    Indicator(
        "online_rate",
        _("Tỷ lệ nộp trực tuyến"),
        _("Hồ sơ tiếp nhận trực tuyến, chia cho mọi hồ sơ tiếp nhận trong kỳ."),
        Topic.COMING,
        numerator=("received_online",),
        denominator=("received",),
        law="Quyết định 766/QĐ-TTg tiêu chí 3.3",
        unit=Unit.PERCENT,
    ),
)

RESOLVING: Definitions = (
    Indicator(
        "resolved",
        _("Đã giải quyết"),
        _("Hồ sơ có kết quả trong kỳ, cộng trước hạn, đúng hạn và trễ hạn; gồm cả kết quả không đồng ý."),
        Topic.RESOLVING,
        numerator=("early", "on_time", "late", "undated"),
    ),
    Indicator(
        "early",
        _("Trước hạn"),
        _("Hồ sơ có kết quả trước ngày đến hạn."),
        Topic.RESOLVING,
        law=LAW_OF_TIME,
    ),
    Indicator(
        "on_time",
        _("Đúng hạn"),
        _(
            "Hồ sơ có kết quả đúng ngày đến hạn, vào giờ nào cũng được; thời hạn tính bằng giờ hoặc trong ngày thì so"
            " đến phút."
        ),
        Topic.RESOLVING,
        law=LAW_OF_TIME,
    ),
    Indicator(
        "late",
        _("Trễ hạn"),
        _("Hồ sơ có kết quả sau hạn. Xin lỗi và hẹn lại không biến hồ sơ trễ thành đúng hạn."),
        Topic.RESOLVING,
        law="Nghị định 61/2018/NĐ-CP Điều 19 khoản 9",
    ),
    Indicator(
        "undated",
        _("Đã giải quyết, không rõ hạn"),
        _("Hồ sơ nhập từ hệ thống khác mà không có ngày hẹn trả: không tính là đúng hạn, cũng không tính là trễ."),
        Topic.RESOLVING,
    ),
    Indicator(
        "kept_rate",
        _("Tỷ lệ đúng và trước hạn"),
        _(
            "Hồ sơ trước hạn và đúng hạn, chia cho hồ sơ đã giải quyết (số đứng cạnh tỷ lệ), làm tròn đến hai chữ số"
            " thập phân. Không có hồ sơ nào đã giải quyết thì không có tỷ lệ, ghi “–”."
        ),
        Topic.RESOLVING,
        numerator=("early", "on_time"),
        denominator=("resolved",),
        law=LAW_OF_TIME,
        unit=Unit.PERCENT,
    ),
    Indicator(
        "kept_currently",
        _("Đúng hẹn hiện hành"),
        _(
            "Hồ sơ có kết quả không sau ngày hẹn đang có hiệu lực, kể cả ngày hẹn lại: cách tính của Cổng quốc gia, để"
            " đối chiếu. Cổng này đánh giá theo hạn ban đầu."
        ),
        Topic.RESOLVING,
        law="Quyết định 766/QĐ-TTg tiêu chí 2.1",
    ),
    Indicator(
        "kept_currently_rate",
        _("Tỷ lệ đúng hẹn hiện hành"),
        _("Hồ sơ đúng hẹn hiện hành, chia cho hồ sơ đã giải quyết."),
        Topic.RESOLVING,
        numerator=("kept_currently",),
        denominator=("resolved",),
        law="Quyết định 766/QĐ-TTg tiêu chí 2.1",
        unit=Unit.PERCENT,
    ),
    Indicator(
        "denied",
        _("Kết quả không đồng ý"),
        _("Hồ sơ đã giải quyết mà kết quả là văn bản không đồng ý, có lý do và căn cứ."),
        Topic.RESOLVING,
        law="Nghị định 61/2018/NĐ-CP Điều 19 khoản 8",
    ),
    Indicator(
        "denied_rate",
        _("Tỷ lệ không đồng ý"),
        _("Hồ sơ có kết quả không đồng ý, chia cho hồ sơ đã giải quyết."),
        Topic.RESOLVING,
        numerator=("denied",),
        denominator=("resolved",),
        unit=Unit.PERCENT,
    ),
)

STANDING: Definitions = (
    Indicator(
        "in_progress",
        _("Đang giải quyết"),
        _("Trong hạn và quá hạn cộng lại, không gồm hồ sơ tạm dừng."),
        Topic.STANDING,
        numerator=("in_time", "overdue", "open_undated"),
    ),
    Indicator(
        "in_time",
        _("Đang giải quyết, trong hạn"),
        _("Hồ sơ chưa kết thúc vào cuối kỳ, chưa quá hạn; xét theo hạn có hiệu lực vào cuối kỳ."),
        Topic.STANDING,
    ),
    Indicator(
        "due_soon",
        _("Sắp đến hạn"),
        _("Trong số hồ sơ còn hạn: đến hạn trong hai ngày làm việc kể từ cuối kỳ."),
        Topic.STANDING,
    ),
    Indicator(
        "overdue",
        _("Đang giải quyết, quá hạn"),
        _("Hồ sơ chưa kết thúc vào cuối kỳ và đã quá hạn."),
        Topic.STANDING,
    ),
    Indicator(
        "open_undated",
        _("Đang giải quyết, không rõ hạn"),
        _("Hồ sơ nhập từ hệ thống khác, chưa kết thúc và không có ngày hẹn trả."),
        Topic.STANDING,
    ),
    Indicator(
        "paused",
        _("Tạm dừng"),
        _("Hồ sơ mà thời hạn đang dừng vào cuối kỳ; thời gian chờ không tính vào thời hạn."),
        Topic.STANDING,
        law="Nghị định 61/2018/NĐ-CP Điều 19 khoản 4",
    ),
    *(
        Indicator(key, label, sentence, Topic.STANDING, law=law, source="pauses")
        for key, label, sentence, law in (
            (
                "paused_for_supplement",
                _("Tạm dừng chờ bổ sung"),
                _("Trong số tạm dừng: chờ người nộp bổ sung giấy tờ."),
                "Nghị định 61/2018/NĐ-CP Điều 19 khoản 4",
            ),
            (
                "paused_for_payment",
                _("Tạm dừng chờ nghĩa vụ tài chính"),
                _("Trong số tạm dừng: chờ người nộp nộp tiền theo thông báo."),
                "",
            ),
            (
                "paused_for_opinion",
                _("Tạm dừng chờ ý kiến"),
                _("Trong số tạm dừng: chờ cơ quan khác trả lời, khi quy định cho dừng thời hạn."),
                "Nghị định 61/2018/NĐ-CP Điều 19 khoản 5",
            ),
            (
                "paused_for_verification",
                _("Tạm dừng chờ xác minh"),
                _("Trong số tạm dừng: chờ xác minh thực tế, khi quy định cho dừng thời hạn."),
                "",
            ),
            (
                "paused_otherwise",
                _("Tạm dừng vì lý do khác"),
                _("Trong số tạm dừng: sổ thời gian không ghi việc nào ở trên, như ở hồ sơ nhập từ hệ thống khác."),
                "",
            ),
        )
    ),
)

ENDING: Definitions = (
    Indicator(
        "refused",
        _("Từ chối tiếp nhận"),
        _("Hồ sơ bị từ chối tiếp nhận trong kỳ, có lý do và căn cứ."),
        Topic.ENDING,
        law=LAW_OF_RECEPTION,
    ),
    Indicator(
        "withdrawn",
        pgettext_lazy("chỉ tiêu", "Rút hồ sơ"),
        _("Hồ sơ được người nộp rút trong kỳ, sau khi đã tiếp nhận."),
        Topic.ENDING,
        law=LAW_OF_ENDING,
    ),
    Indicator(
        "discontinued",
        _("Dừng giải quyết"),
        _("Hồ sơ dừng giải quyết trong kỳ vì quá thời hạn bổ sung."),
        Topic.ENDING,
        law=LAW_OF_ENDING,
    ),
)

SETTLEMENT_TABLE: Definitions = (*COMING, *RESOLVING, *STANDING, *ENDING)
