"""A catalogue as large as the nation's: the demo's procedures among thousands made of real words, always the same."""

import random
from collections.abc import Sequence
from datetime import date

from agencies.vietnamese import folded
from portal.demo.procedures import records
from procedures import search
from procedures.models import Procedure, ProcedureResult, ProcedureVersion, Sector
from procedures.records import Record

FROM = date(2025, 7, 1)

DEEDS = (
    "Cấp",
    "Cấp mới",
    "Cấp lại",
    "Cấp đổi",
    "Cấp điều chỉnh",
    "Gia hạn",
    "Thu hồi",
    "Thay đổi, bổ sung nội dung",
    "Chấp thuận",
    "Thẩm định",
    "Phê duyệt",
    "Công nhận",
    "Xác nhận",
    "Đăng ký",
    "Đăng ký lại",
    "Xóa đăng ký",
    "Thông báo",
    "Công bố",
    "Kiểm tra, đánh giá",
    "Tạm đình chỉ",
)
THINGS = (
    "giấy phép khai thác khoáng sản",
    "giấy phép thăm dò khoáng sản",
    "giấy phép nhận chìm ở biển",
    "giấy phép xả nước thải vào công trình thủy lợi",
    "giấy phép xuất khẩu tiền chất công nghiệp",
    "giấy phép nhập khẩu vật liệu nổ",
    "giấy phép sử dụng tần số vô tuyến điện",
    "giấy phép hoạt động tư vấn chuyên ngành điện lực",
    "giấy phép bán lẻ điện",
    "giấy phép hoạt động in",
    "giấy phép xuất bản tài liệu không kinh doanh",
    "giấy phép trò chơi điện tử trên mạng",
    "giấy phép tổ chức biểu diễn nghệ thuật",
    "giấy phép khai quật khảo cổ",
    "giấy phép kinh doanh dịch vụ lữ hành quốc tế",
    "thẻ hướng dẫn viên du lịch quốc tế",
    "giấy phép tiến hành công việc bức xạ",
    "chứng chỉ nhân viên bức xạ",
    "giấy chứng nhận hoạt động khoa học và công nghệ",
    "giấy chứng nhận đăng ký chuyển giao công nghệ",
    "giấy chứng nhận lưu hành tự do đối với hàng hóa xuất khẩu",
    "giấy chứng nhận xuất xứ hàng hóa ưu đãi",
    "giấy chứng nhận đủ điều kiện kinh doanh dịch vụ giám định thương mại",
    "giấy chứng nhận đủ điều kiện sản xuất hóa chất",
    "kế hoạch phòng ngừa, ứng phó sự cố hóa chất",
    "phương án đóng cửa mỏ khoáng sản",
    "phương án cải tạo, phục hồi môi trường",
    "đề án thăm dò nước khoáng",
    "phương án sử dụng đất của công ty nông, lâm nghiệp",
    "phương án trồng rừng thay thế",
    "kế hoạch quản lý rừng bền vững",
    "nguồn giống cây trồng lâm nghiệp",
    "giấy phép khai thác loài thực vật rừng nguy cấp",
    "giấy phép nhập khẩu giống thủy sản",
    "giấy phép nhập khẩu tàu cá",
    "giấy chứng nhận kiểm dịch thực vật nội địa",
    "giấy phép nhập khẩu phân bón",
    "giấy chứng nhận thực hành tốt sản xuất thuốc thú y",
    "quyết định công nhận giống vật nuôi",
    "giấy phép hoạt động của ngân hàng thương mại",
    "giấy phép thành lập quỹ tín dụng nhân dân",
    "giấy phép hoạt động bảo lãnh",
    "hoạt động đại lý bảo hiểm",
    "chứng chỉ hành nghề chứng khoán",
    "giấy chứng nhận chào bán cổ phiếu ra công chúng",
    "chứng chỉ kiểm toán viên",
    "giấy chứng nhận đủ điều kiện kinh doanh dịch vụ kế toán",
    "thẻ thẩm định viên về giá",
    "hồ sơ mời thầu dự án đối tác công tư",
    "kế hoạch lựa chọn nhà đầu tư",
    "báo cáo nghiên cứu khả thi đầu tư xây dựng",
    "nhiệm vụ quy hoạch chi tiết khu chức năng",
    "chứng chỉ quy hoạch",
    "giấy phép thi công nút giao đấu nối vào quốc lộ",
    "phương án tổ chức giao thông trên đường cao tốc",
    "giấy chứng nhận đăng ký xe máy chuyên dùng",
    "giấy chứng nhận an toàn kỹ thuật và bảo vệ môi trường xe nhập khẩu",
    "giấy phép lái tàu trên đường sắt đô thị",
    "giấy phép điều khiển tàu bay không người lái",
    "chứng chỉ chuyên môn thuyền viên tàu biển",
    "giấy chứng nhận khả năng chuyên môn thuyền trưởng",
    "hoạt động cảng biển, bến cảng, cầu cảng",
    "giấy phép vận tải đường bộ quốc tế ASEAN",
    "giấy phép hoạt động cơ sở đào tạo thuyền viên",
    "giấy chứng nhận cơ sở kiểm định xe cơ giới",
    "chương trình đào tạo trình độ cao đẳng",
    "quyết định thành lập trường đại học tư thục",
    "chứng nhận kiểm định chất lượng giáo dục đại học",
    "văn bằng giáo dục đại học do cơ sở nước ngoài cấp",
    "chương trình liên kết đào tạo với nước ngoài",
    "hoạt động giáo dục mầm non của tổ chức quốc tế",
    "giấy phép hoạt động dịch vụ việc làm",
    "giấy phép hoạt động cho thuê lại lao động",
    "giấy chứng nhận huấn luyện an toàn, vệ sinh lao động",
    "hợp đồng cung ứng lao động đi làm việc ở nước ngoài",
    "danh hiệu Nhà giáo nhân dân",
    "danh hiệu Nghệ sĩ ưu tú",
    "bằng xếp hạng di tích lịch sử quốc gia",
    "giấy phép thành lập hội hoạt động trong phạm vi cả nước",
    "điều lệ quỹ từ thiện",
    "nghị quyết thành lập tổ chức thanh niên xung phong",
    "chế độ đối với người hoạt động cách mạng trước năm 1945",
    "chế độ đối với quân nhân xuất ngũ",
    "danh sách thanh niên sẵn sàng nhập ngũ",
    "giấy phép trang bị vũ khí quân dụng",
    "giấy phép vận chuyển hàng nguy hiểm",
    "thẩm duyệt thiết kế về phòng cháy và chữa cháy",
    "giấy phép mang pháo hiệu",
    "thị thực cho người nước ngoài nhập cảnh",
    "thẻ tạm trú cho người nước ngoài tại Việt Nam",
    "giấy thông hành biên giới",
    "hoạt động của văn phòng nuôi con nuôi nước ngoài",
    "hoạt động hành nghề của luật sư nước ngoài",
    "trung tâm trọng tài thương mại",
    "chứng chỉ hành nghề quản tài viên",
    "thẻ tư vấn viên pháp luật",
    "trợ giúp pháp lý cho người bị hại",
    "quyết định thi hành án dân sự",
    "miễn, giảm nghĩa vụ thi hành án",
    "giấy đăng ký lưu hành thuốc nước ngoài",
    "giấy phép nhập khẩu thuốc phải kiểm soát đặc biệt",
    "số lưu hành thiết bị y tế loại D",
    "chứng nhận thực hành tốt phòng thí nghiệm",
    "giấy chứng nhận an toàn sinh học cấp III",
    "giấy phép hoạt động ngân hàng mô",
    "hồ sơ công bố thực phẩm biến đổi gen",
    "thủ tục hải quan đối với hàng tạm nhập tái xuất",
    "kho ngoại quan, kho bảo thuế",
    "miễn thuế hàng hóa nhập khẩu phục vụ dự án",
    "hóa đơn do cơ quan thuế đặt in",
    "gia hạn nộp thuế tài nguyên",
    "giấy phép thiết lập mạng viễn thông công cộng",
    "giấy phép cung cấp dịch vụ chứng thực chữ ký số",
    "giấy phép hoạt động báo chí điện tử",
    "thẻ nhà báo",
    "tên miền quốc gia của cơ quan nhà nước",
    "văn bằng bảo hộ giống cây trồng",
    "giấy chứng nhận đăng ký nhãn hiệu",
    "bằng độc quyền sáng chế",
    "phép đo, chuẩn đo lường",
)
CASES = (
    "",
    "do bị mất hoặc hư hỏng",
    "đối với tổ chức",
    "đối với cá nhân nước ngoài",
    "thuộc thẩm quyền của Bộ",
    "thuộc thẩm quyền của Ủy ban nhân dân cấp tỉnh",
    "trong khu kinh tế",
    "khi chia, tách, hợp nhất, sáp nhập",
    "theo thủ tục rút gọn",
)


def load(count: int = 5000) -> None:
    """Write so many procedures in force, the demo's among them at least, and let search find them."""
    rows = list(records())
    rows += made_up(max(0, count - len(rows)), taken={record["code"] for record in rows})
    write(rows)


def made_up(count: int, *, taken: set[str]) -> list[Record]:
    """Return records of procedures that nobody in the tests looks for."""
    names = [" ".join(filter(None, (deed, thing, case))) for thing in THINGS for deed in DEEDS for case in CASES]
    chosen = random.Random(5000).sample(names, count)
    codes = (f"1.{number:06d}" for number in range(100_000, 999_999))
    free = (code for code in codes if code not in taken)
    return [
        {"code": code, "name": name, "sector": "Lĩnh vực khác", "level": ["central"], "audience": ["organisation"]}
        for name, code in zip(chosen, free, strict=False)
    ]


def write(rows: Sequence[Record]) -> None:
    """Write records as versions in force, what search reads of them only, and let search find them."""
    procedures = Procedure.objects.bulk_create(Procedure(code=record["code"]) for record in rows)
    sectors = {
        name: Sector.objects.create(name=name, code=folded(name).replace(" ", "-")[:80])
        for name in sorted({record["sector"] for record in rows})
    }
    versions = ProcedureVersion.objects.bulk_create(
        ProcedureVersion(
            procedure=procedure,
            number=1,
            valid_from=FROM,
            name=record["name"],
            sector=sectors[record["sector"]],
            levels=record["level"],
            audience=record["audience"],
            life_events=record.get("life_events", []),
            keywords=record.get("keywords", []),
            service_level="full",
        )
        for procedure, record in zip(procedures, rows, strict=True)
    )
    ProcedureResult.objects.bulk_create(
        ProcedureResult(version=version, name=result["name"])
        for version, record in zip(versions, rows, strict=True)
        for result in record.get("results", ())
    )
    search.index(versions)
