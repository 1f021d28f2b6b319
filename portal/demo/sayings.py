"""What citizens and officers of the demo say beside the moves: messages, notes, ratings, feedback, reminders."""

MESSAGES = (
    (
        "Tôi muốn hỏi hồ sơ của tôi đã đến bước nào, có cần tôi đến làm việc trực tiếp không?",
        "Hồ sơ đang được thẩm định, Ông/Bà không phải đến; có kết quả chúng tôi sẽ báo ngay.",
    ),
    (
        "Tôi đổi số điện thoại, xin liên hệ qua thư điện tử trong tuần này.",
        "Chúng tôi đã ghi nhận, sẽ liên hệ qua thư điện tử.",
    ),
    (
        "Kết quả có thể nhờ người nhà nhận thay được không ạ?",
        "Được. Người nhà mang giấy tờ tùy thân và giấy ủy quyền, hoặc Ông/Bà lập ủy quyền ngay trên Cổng.",
    ),
    (
        "Tờ khai tôi ghi nhầm số nhà, có phải nộp lại không?",
        "Ông/Bà không phải nộp lại; chúng tôi đối chiếu với Cơ sở dữ liệu quốc gia về dân cư.",
    ),
)
"""What an applicant asks, and what the office answers."""

ASKED_BY_OFFICE = "Ông/Bà vui lòng cho biết có thể đón đoàn kiểm tra vào sáng thứ Năm tuần tới không?"
ASKED_BY_AN = "Hồ sơ của tôi có kịp trước cuối tháng không ạ? Tôi cần kết quả để ký hợp đồng."

NOTES = (
    "Đã gọi điện cho người nộp để xác nhận địa chỉ, thông tin đúng như tờ khai.",
    "Hồ sơ tương tự đã giải quyết tháng trước, xem lại dự thảo cũ trước khi trình.",
    "Bản chụp trang 2 hơi mờ nhưng đọc được, không cần yêu cầu bổ sung.",
    "Lưu ý đối chiếu số định danh với thẻ căn cước mới cấp.",
    "Đã hỏi ý kiến lãnh đạo phòng, thống nhất hướng giải quyết.",
)

RATED_WELL = (
    "Cán bộ hướng dẫn tận tình.",
    "Kết quả sớm hơn giấy hẹn.",
    "Nộp ở nhà rất tiện, không phải đi lại.",
    "",
    "",
    "",
)
RATED_BADLY = (
    "Chờ quá lâu mà không ai báo.",
    "Phải đi lại nhiều lần.",
    "Hướng dẫn chưa rõ nên tôi nộp thiếu giấy tờ.",
    "",
)

FEEDBACK = {
    "question": (
        (
            "Hỏi về mức phí khi nộp trực tuyến",
            "Cho tôi hỏi nộp hồ sơ trực tuyến có được giảm lệ phí không, và nộp tiền bằng cách nào?",
            "Mức phí, lệ phí ghi tại trang của từng thủ tục; Ông/Bà nộp tại quầy, chuyển khoản hoặc qua bưu chính.",
        ),
        (
            "Hỏi nơi nộp hồ sơ khi ở khác xã",
            "Tôi đăng ký thường trú ở một xã nhưng đang làm việc ở xã khác thì nộp ở đâu?",
            "Ông/Bà nộp tại bất kỳ bộ phận một cửa nào trong tỉnh, không phụ thuộc nơi cư trú.",
        ),
        (
            "Hỏi về bản sao giấy tờ",
            "Nộp trực tuyến thì bản chụp có phải chứng thực không?",
            "Giấy tờ đã có trong cơ sở dữ liệu thì không phải nộp; giấy tờ khác được đối chiếu khi trả kết quả.",
        ),
    ),
    "regulation": (
        (
            "Kiến nghị bớt giấy tờ trùng nhau",
            "Thành phần hồ sơ yêu cầu bản sao giấy khai sinh trong khi thông tin này đã có trong cơ sở dữ liệu dân cư.",
            "Tiếp thu kiến nghị, cơ quan đã đề xuất bỏ giấy tờ này trong lần công bố thủ tục tiếp theo.",
        ),
        (
            "Kiến nghị rút ngắn thời gian giải quyết",
            "Thời hạn mười lăm ngày làm việc là dài so với các tỉnh bạn.",
            "Cơ quan đang rà soát quy trình nội bộ để rút ngắn thời gian; phương án sẽ được công bố công khai.",
        ),
    ),
    "conduct": (
        (
            "Phản ánh thái độ khi hướng dẫn",
            "Khi tôi hỏi lại về mẫu đơn, cán bộ trả lời cộc lốc và bảo tôi tự xem.",
            "Cơ quan xin lỗi và đã nhắc nhở người tiếp nhận; việc hướng dẫn nay thực hiện theo bản mẫu tại quầy.",
        ),
        (
            "Phản ánh quầy không có người trong giờ làm việc",
            "Tôi đến lúc mười giờ nhưng quầy không có người trong nửa giờ.",
            "Cơ quan đã kiểm tra, phân công người trực thay khi cán bộ đi họp.",
        ),
    ),
    "lateness": (
        (
            "Hồ sơ quá hẹn chưa có kết quả",
            "Đã quá ngày hẹn mà tôi chưa được thông báo gì.",
            "Cơ quan xin lỗi vì chậm trễ; kết quả đã có và được trả tại nơi Ông/Bà đăng ký.",
        ),
        (
            "Chậm trả lời sau khi bổ sung",
            "Tôi đã bổ sung giấy tờ từ lâu nhưng hồ sơ chưa chuyển bước.",
            "Hồ sơ đã được thẩm định xong; cơ quan rút kinh nghiệm việc phân công thay khi người thụ lý nghỉ.",
        ),
    ),
}
"""Title, words and answer of what people send, by kind (`FeedbackKind`)."""

CLARIFY = "Ông/Bà cho biết sự việc xảy ra tại bộ phận một cửa nào và vào ngày nào."
CLARIFIED = "Sự việc xảy ra vào buổi sáng đầu tuần vừa rồi, tại quầy tổng hợp."
FEEDBACK_REFUSED = "Nội dung là khiếu nại quyết định hành chính; đề nghị Ông/Bà gửi theo Luật Khiếu nại."

REMINDED = (
    "Đề nghị khẩn trương giải quyết các hồ sơ quá hạn dưới đây, xin lỗi người dân và báo cáo nguyên nhân.",
    "Hồ sơ đã quá ngày hẹn trả; đề nghị lãnh đạo cơ quan trực tiếp chỉ đạo và trả lời bằng văn bản.",
)
REMINDED_ANSWERS = (
    "Cơ quan đã xin lỗi người nộp, kết quả trả trong tuần; nguyên nhân do chậm lấy ý kiến phối hợp.",
    "Đã phân công người thay, hồ sơ đã trình ký; cơ quan rút kinh nghiệm.",
    "Hồ sơ đã giải quyết xong. Cơ quan tiếp thu và tăng cường theo dõi hằng ngày.",
)

DECLARED = {
    "child_ethnicity": ("Kinh", "Kinh", "Kinh", "Tày", "Cơ Tu"),
    "child_birthplace": ("Bệnh viện Đa khoa tỉnh An Hòa", "Bệnh viện Phụ sản tỉnh An Hòa"),
    "child_hometown": ("Xã Hòa Phú, tỉnh An Hòa", "Phường Hòa Thuận, tỉnh An Hòa"),
    "judgment": ("Bản án số 41/2024/HNGĐ-ST ngày 12/06/2024, Tòa án nhân dân khu vực 2",),
    "wedding_place": ("Ủy ban nhân dân phường Hòa Thuận", "Ủy ban nhân dân xã Hòa Phú"),
    "other_purpose": ("Bổ sung hồ sơ vay vốn ngân hàng", "Làm thủ tục chuyển nhượng quyền sử dụng đất"),
    "declarer_relation_words": ("Cậu ruột", "Dì ruột"),
    "relation": ("Con", "Vợ", "Chồng", "Em ruột"),
}
"""What people write into the free lines of a declaration, by the name of the question."""

DECLARED_OTHERWISE = "Theo giấy tờ kèm theo"
