"""What officers and citizens of the demo write when they must give a reason."""

REFUSALS = (
    "Thủ tục không thuộc thẩm quyền giải quyết của cơ quan; đề nghị Ông/Bà nộp tại cơ quan có thẩm quyền nơi cư trú.",
    "Tệp đính kèm không đọc được và không đúng loại giấy tờ theo thành phần hồ sơ.",
    "Hồ sơ trùng với hồ sơ đã được tiếp nhận trước đó của cùng người nộp.",
    "Người nộp không thuộc đối tượng thực hiện thủ tục này.",
)

SUPPLEMENTS = (
    "Thành phần hồ sơ chưa đầy đủ theo quy định.",
    "Một số giấy tờ chưa hợp lệ, cần hoàn thiện để tiếp tục giải quyết.",
    "Thông tin trên tờ khai chưa thống nhất với giấy tờ kèm theo.",
)

PAPER_FAULTS = (
    "Thiếu chữ ký của người đề nghị.",
    "Bản chụp mờ, không đọc được số và ngày cấp.",
    "Chưa ghi đầy đủ các mục bắt buộc.",
    "Giấy tờ đã hết thời hạn sử dụng.",
    "Thông tin không khớp với Cơ sở dữ liệu quốc gia về dân cư.",
)

GRANTS = (
    "Hồ sơ đủ điều kiện, đề nghị giải quyết.",
    "Đã thẩm định, hồ sơ hợp lệ, kính trình lãnh đạo ký.",
    "Hồ sơ đầy đủ, nội dung phù hợp quy định.",
)

DENIALS = (
    "Không đáp ứng điều kiện theo quy định của pháp luật về lĩnh vực đề nghị.",
    "Kết quả xác minh thực tế không phù hợp với nội dung kê khai.",
    "Nội dung đề nghị không phù hợp quy hoạch đã được phê duyệt.",
)

DELAYS = (
    ("workload", "Số lượng hồ sơ trong tháng tăng cao, cơ quan chưa kịp giải quyết."),
    ("verification", "Nội dung kê khai cần xác minh thêm tại thực địa."),
    ("coordination", "Cơ quan phối hợp cho ý kiến chậm so với thời gian đã đề nghị."),
    ("officer", "Người thụ lý nghỉ ốm, cơ quan bố trí người thay chậm."),
    ("system", "Hệ thống thông tin gián đoạn, chưa ký số được kết quả."),
)
"""A cause (`DelayCause`) and what an approver writes about it."""

APOLOGY_SENT = "Máy chủ thư của người nộp xác nhận đã nhận."
APOLOGY_TAKEN = "Người nộp ký nhận phiếu xin lỗi."

SENT_BACK = (
    "Đề nghị làm rõ căn cứ pháp lý trong dự thảo kết quả.",
    "Dự thảo còn sai số định danh của người đề nghị, đề nghị kiểm tra lại.",
    "Bổ sung ý kiến thẩm định về điều kiện thực tế.",
)

WITHDRAWALS = (
    "Không còn nhu cầu thực hiện thủ tục.",
    "Nộp nhầm thủ tục, sẽ nộp lại hồ sơ khác.",
    "Cần chuẩn bị thêm giấy tờ nên xin rút hồ sơ.",
)

ABANDONED = "Quá thời hạn bổ sung mà người nộp không hoàn thiện hồ sơ."

DEFAULT_GROUND = "Nghị định số 118/2025/NĐ-CP"

CONTENTS = {
    "2.000815": (
        "Chứng thực bản sao bằng tốt nghiệp",
        "Chứng thực bản sao Giấy chứng nhận quyền sử dụng đất",
        "Chứng thực bản sao Giấy khai sinh",
        "Chứng thực bản sao hợp đồng lao động",
    ),
    "2.000884": ("Chứng thực chữ ký trong sơ yếu lý lịch", "Chứng thực chữ ký trong giấy ủy quyền"),
    "1.013225": (
        "Cấp giấy phép xây dựng nhà ở riêng lẻ 02 tầng",
        "Cấp giấy phép xây dựng nhà ở riêng lẻ 03 tầng",
        "Cấp giấy phép xây dựng nhà xưởng",
    ),
    "1.013831": (
        "Đăng ký biến động do nhận chuyển nhượng quyền sử dụng đất",
        "Đăng ký biến động do nhận thừa kế quyền sử dụng đất",
        "Đăng ký biến động do nhận tặng cho quyền sử dụng đất",
    ),
    "1.001193": ("Đăng ký khai sinh cho con", "Đăng ký khai sinh cho cháu"),
}
"""What is asked for, where the procedure's name alone says little."""

POSTMEN = ("Phan Văn Bưu", "Lê Thị Thư", "Hồ Minh Tín")

GUIDED = "Hồ sơ trực tuyến chưa đủ để tiếp nhận; đề nghị Ông/Bà hoàn thiện các giấy tờ dưới đây."

ASKED_LATE = "Nội dung thiếu chỉ phát hiện khi đối chiếu với hồ sơ lưu."

SECOND_SUPPLEMENTS = (
    "Giấy tờ bổ sung lần đầu có nội dung mới chưa thống nhất với tờ khai.",
    "Phát sinh tình tiết mới khi xác minh.",
)

NOT_ASKED_AGAIN = "Giải quyết theo giấy tờ đã có, không yêu cầu bổ sung thêm."

QUESTIONS = (
    "Đề nghị cho ý kiến về sự phù hợp với quy hoạch và hiện trạng.",
    "Đề nghị xác nhận thông tin về nơi cư trú và tình trạng tranh chấp.",
    "Đề nghị cho ý kiến về điều kiện an ninh, trật tự.",
)

OPINIONS = (
    "Thống nhất, không có ý kiến khác.",
    "Phù hợp quy hoạch đã được phê duyệt; không có tranh chấp.",
    "Thông tin đúng với hồ sơ quản lý tại địa phương.",
)

NO_OPINION = "Đã quá thời gian đề nghị; cơ quan thẩm định trên cơ sở tài liệu hiện có."

VERIFIERS = "Chuyên viên thụ lý; cán bộ địa chính; đại diện người nộp hồ sơ"

VERIFICATIONS = (
    "Kiểm tra hiện trạng, ranh giới, diện tích.",
    "Kiểm tra điều kiện cơ sở vật chất tại địa điểm đăng ký.",
)

FINDINGS = (
    "Hiện trạng đúng như hồ sơ; ranh giới ổn định, không tranh chấp.",
    "Cơ sở đáp ứng điều kiện theo quy định.",
)

TAXES = (("Lệ phí trước bạ", 4), ("Thuế thu nhập cá nhân", 1))
"""What is owed and which part of the amount it is."""

TAX_GROUND = "Luật Quản lý thuế số 38/2019/QH14"
PAID = "Giấy nộp tiền vào ngân sách nhà nước số %05d"

EXTENDED = "Vụ việc phức tạp, cần thêm thời gian kiểm tra."
EXTENSION = "Thông báo số %d/TB-UBND"

CORRECTED = "Gõ nhầm nội dung đề nghị khi tiếp nhận."
REOPENED = "Kết quả đã trả ghi sai thông tin do lỗi của cơ quan giải quyết."

RECORD = "Biên bản giao nhận số %d/BBGN"
UNDELIVERED = "Người nhận đi vắng trong các lần phát."
