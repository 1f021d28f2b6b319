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

POSTMAN = "Bưu điện tỉnh An Hòa"
