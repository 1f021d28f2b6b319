"""After submitting: An writes to the office, gets the result into the store, rates, and complains; Hà answers."""

from datetime import timedelta

from dossiers.models import Feedback, Rating, VaultDocument
from dossiers.tests.cast import MONDAY, loaded
from dossiers.tests.files import pdf
from dossiers.workflow import Action, Status
from portal.tests.browser.person import file_named


def test_an_follows_a_dossier_to_its_end_and_past_it(clock, open_browser, world, dossier_in):
    dossier = dossier_in(Status.IN_APPRAISAL)
    clock.set(MONDAY + timedelta(days=1), "09:00")
    an, chi = open_browser(world.an), open_browser(world.chi)

    # An asks the office, with a file; Chi answers from her side.
    an.go_to("dossiers:mine")
    an.sees("Hồ sơ của tôi")
    an.press(an.link(world.certificate.name))
    an.type(an.field("Nội dung tin nhắn"), "Xin hỏi bao giờ có kết quả?")
    an.attach(an.field("Tệp gửi kèm"), file_named("giay-hen.pdf", pdf()))
    an.press(an.button("Gửi tin nhắn"))
    an.sees("Tin nhắn về hồ sơ")
    an.reads("Đã gửi tin nhắn", "Xin hỏi bao giờ có kết quả?", "giay-hen.pdf")
    chi.go_to("dossiers:office_messages", dossier.code)
    chi.sees("Tin nhắn với người nộp")
    chi.reads("Xin hỏi bao giờ có kết quả?", "Chưa đọc", "lập phiếu yêu cầu bổ sung")
    chi.type(chi.field("Nội dung tin nhắn"), "Hồ sơ có kết quả chiều nay.")
    chi.press(chi.button("Gửi tin nhắn"))
    chi.reads("Đã gửi tin nhắn")

    # It is among what needs An now; a look at the page is enough to have read it.
    an.go_to("dossiers:mine")
    an.sees("Hồ sơ của tôi")
    an.reads("Cần Ông/Bà làm", "Có 1 tin nhắn chưa đọc.")
    with an.page.expect_response(lambda answer: answer.url.endswith("/da-doc/")):
        an.press(an.link("Đọc tin nhắn"))
        an.page.locator("#tin-nhan form").first.scroll_into_view_if_needed()
    an.reads("Hồ sơ có kết quả chiều nay.")

    # The result comes, and into the store by itself; An rates how it went, once.
    dossier = loaded(dossier)
    for action in (Action.TAKE, Action.PROPOSE, Action.APPROVE, Action.SEAL, Action.HAND_OVER):
        words = {"file": world.scan} if action is Action.PROPOSE else {}
        dossier = world.act(dossier, action, at=clock.wait(hours=1), **words)
    an.go_to("dossiers:mine")
    an.reads("Ông/Bà có hài lòng với việc giải quyết không?")
    an.press(an.link("Đánh giá"))
    an.sees("Đánh giá việc giải quyết hồ sơ")
    an.press(an.button("Gửi đánh giá"))
    an.reads("Ông/Bà chọn một mức đánh giá.")
    an.sees("Đánh giá việc giải quyết hồ sơ")
    an.choose(an.field("Rất hài lòng").first)
    an.press(an.button("Gửi đánh giá"))
    an.reads("Cảm ơn Ông/Bà đã đánh giá.")
    assert Rating.objects.get().overall == 3
    an.sees(world.certificate.name)
    an.go_to("dossiers:vault")
    an.sees("Kho giấy tờ của tôi")
    an.reads("Chứng chỉ hành nghề đấu giá", dossier.code)
    assert VaultDocument.objects.get().owner == world.an

    # An complains, from the dossier.
    an.go_to("dossiers:detail", dossier.code)
    an.press(an.link("Hỏi hoặc phản ánh về hồ sơ này"))
    an.sees("Gửi phản ánh, kiến nghị")
    an.choose(an.field("Hỏi về thủ tục, hồ sơ"))
    an.type(an.field("Tiêu đề"), "Bản sao chứng chỉ")
    an.press(an.button("Gửi"))
    an.reads("Ông/Bà viết nội dung phản ánh, kiến nghị.")
    an.sees("Gửi phản ánh, kiến nghị")
    an.type(an.field("Nội dung"), "Xin thêm bản sao chứng chỉ ở đâu?")
    an.press(an.button("Gửi"))
    an.sees("Bản sao chứng chỉ")
    petition = Feedback.objects.get()
    assert (petition.dossier, petition.sender, petition.agency) == (dossier, world.an, world.department)

    # Hà answers and publishes; the sender's name does not get through.
    ha = open_browser(world.ha)
    ha.go_to("dossiers:feedback_desk")
    ha.sees("Phản ánh, kiến nghị chờ xử lý")
    ha.press(ha.link(petition.number))
    ha.sees("Bản sao chứng chỉ")
    ha.press(ha.link("Trả lời"))
    ha.sees("Trả lời")
    ha.type(ha.field("Nội dung trả lời"), "Tại Sở, trong giờ làm việc.")
    ha.press(ha.button("Trả lời"))
    ha.press(ha.link("Công khai"))
    ha.sees("Công khai")
    ha.type(ha.field("Nội dung phản ánh công khai"), "Ông Nguyễn Văn An hỏi nơi xin bản sao.")
    ha.press(ha.button("Công khai"))
    ha.reads("Nội dung còn thông tin riêng: Nguyễn Văn An")
    ha.type(ha.field("Nội dung phản ánh công khai"), "Xin bản sao chứng chỉ ở đâu?")
    ha.press(ha.button("Công khai"))
    ha.reads("Đã trả lời và công khai")

    # Anybody reads it; An says whether the answer will do.
    anybody = open_browser()
    anybody.go_to("dossiers:feedback")
    anybody.sees("Phản ánh, kiến nghị và trả lời")
    anybody.reads("Xin bản sao chứng chỉ ở đâu?", "Tại Sở, trong giờ làm việc.")
    assert "Nguyễn Văn An" not in anybody.page.content()
    an.page.reload()
    an.reads("Tại Sở, trong giờ làm việc.")
    an.press(an.button("Hài lòng").first)
    an.reads("Cảm ơn Ông/Bà đã cho biết.")
    an.sees("Bản sao chứng chỉ")
    assert Feedback.objects.get().is_satisfied is True


def test_whoever_holds_the_slip_rates_at_the_counter(clock, open_browser, world, dossier_in):
    dossier = dossier_in(Status.RETURNED)
    clock.set(MONDAY + timedelta(days=1), "09:00")
    anybody = open_browser()
    anybody.go_to("dossiers:rate_at_counter")
    anybody.sees("Đánh giá sự phục vụ")
    anybody.type(anybody.field("Mã hồ sơ"), dossier.code)
    anybody.type(anybody.field("Mã bí mật tra cứu"), dossier.tracking_secret)
    anybody.press(anybody.button("Tiếp tục"))
    anybody.sees("Đánh giá sự phục vụ")
    anybody.choose(anybody.page.locator("[name=overall]").nth(1))
    anybody.press(anybody.button("Gửi đánh giá"))
    anybody.sees("Cảm ơn Ông/Bà đã đánh giá")
    assert Rating.objects.get().is_at_counter
    anybody.press(anybody.link("Người tiếp theo"))
    anybody.sees("Đánh giá sự phục vụ")
