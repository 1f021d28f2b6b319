"""How people are served beside the settlement: results, post, supplements, apologies, linked requests, papers."""

from django.utils.translation import gettext_lazy as _

from reporting.definitions.shape import Definitions, Indicator, Topic, Unit

POST_LAW = "Quyết định 45/2016/QĐ-TTg"
APOLOGY_LAW = "Nghị định 61/2018/NĐ-CP Điều 19 khoản 9"
ONCE_LAW = "Nghị định 118/2025/NĐ-CP Điều 11"
DIGITAL_LAW = "Thông tư 01/2023/TT-VPCP"


def _returning(key: str, label: object, sentence: object, *, law: str = "") -> Indicator:
    return Indicator(key, label, sentence, Topic.RETURNING, law=law, source="returned")


def _post(key: str, label: object, sentence: object, unit: Unit = Unit.ITEMS) -> Indicator:
    return Indicator(key, label, sentence, Topic.RETURNING, law=POST_LAW, unit=unit, source="postal")


RETURNING: Definitions = (
    _returning(
        "results_returned",
        _("Đã trả kết quả"),
        _("Hồ sơ có kết quả đến tay người nộp trong kỳ, bằng cách nào cũng tính."),
        law="Nghị định 61/2018/NĐ-CP Điều 20",
    ),
    _returning("returned_at_counter", _("Trả tại quầy"), _("Trong số đã trả: nhận tại bộ phận một cửa.")),
    _returning("returned_by_post", _("Trả qua bưu chính"), _("Trong số đã trả: bưu chính đã phát.")),
    _returning("returned_electronically", _("Trả bản điện tử"), _("Trong số đã trả: nhận kết quả điện tử trên Cổng.")),
    _returning(
        "returned_unrecorded",
        _("Trả, không rõ cách"),
        _("Trong số đã trả: hồ sơ nhập từ hệ thống khác, không ghi cách trả."),
    ),
    _returning(
        "results_uncollected",
        _("Kết quả chưa có người nhận"),
        _("Hồ sơ đã có kết quả mà đến cuối kỳ chưa đến tay người nộp, gồm cả kết quả đang gửi bưu chính."),
    ),
    _returning(
        "results_in_delivery",
        _("Kết quả đang gửi"),
        _("Trong số chưa có người nhận: đã giao bưu chính và chưa phát xong vào cuối kỳ."),
    ),
    _returning(
        "results_long_uncollected",
        _("Kết quả để lâu"),
        _("Trong số chưa có người nhận: kết quả có từ 30 ngày trở lên. Luật không định số ngày này."),
    ),
    _post(
        "postal_in",
        _("Hồ sơ đến qua bưu chính"),
        _("Hồ sơ tiếp nhận trong kỳ mà bưu chính chuyển đến bằng biên bản giao nhận."),
        Unit.DOSSIERS,
    ),
    _post("postal_out", _("Kết quả gửi đi"), _("Bưu gửi trả kết quả giao cho bưu chính trong kỳ.")),
    _post("postal_delivered", _("Bưu chính đã phát"), _("Bưu gửi trả kết quả phát xong trong kỳ.")),
    _post(
        "postal_undeliverable",
        _("Bưu chính chuyển hoàn"),
        _("Bưu gửi trả kết quả không phát được và quay về trong kỳ."),
    ),
    _post(
        "postal_under_way",
        _("Bưu gửi đang trên đường"),
        _("Bưu gửi trả kết quả chưa phát xong vào cuối kỳ."),
    ),
)


def _asking(key: str, label: object, sentence: object, unit: Unit = Unit.REQUESTS) -> Indicator:
    return Indicator(key, label, sentence, Topic.ASKING, law=ONCE_LAW, unit=unit, source="supplements")


ASKING: Definitions = (
    _asking("supplement_requests", _("Phiếu yêu cầu bổ sung"), _("Phiếu yêu cầu bổ sung, hoàn thiện gửi trong kỳ.")),
    _asking(
        "supplements_at_reception",
        _("Hướng dẫn khi kiểm tra hồ sơ nộp"),
        _("Trong số phiếu: hướng dẫn hoàn thiện trước khi tiếp nhận."),
    ),
    _asking(
        "supplements_in_appraisal",
        _("Yêu cầu bổ sung khi thẩm định"),
        _("Trong số phiếu: yêu cầu sau khi đã tiếp nhận."),
    ),
    _asking(
        "supplements_again",
        _("Yêu cầu bổ sung từ lần thứ hai"),
        _("Trong số phiếu khi thẩm định: không phải lần đầu. Quy định chỉ cho yêu cầu một lần."),
    ),
    _asking("supplements_answered", _("Đã bổ sung"), _("Trong số phiếu gửi trong kỳ: người nộp đã bổ sung.")),
    _asking("supplements_unanswered", _("Chưa bổ sung"), _("Trong số phiếu gửi trong kỳ: người nộp chưa bổ sung.")),
    _asking(
        "dossiers_supplemented",
        _("Hồ sơ phải bổ sung"),
        _("Hồ sơ có ít nhất một phiếu yêu cầu bổ sung gửi trong kỳ."),
        Unit.DOSSIERS,
    ),
    _asking(
        "dossiers_guided",
        _("Hồ sơ phải hoàn thiện khi nộp"),
        _("Hồ sơ có phiếu hướng dẫn hoàn thiện gửi trong kỳ, trước khi tiếp nhận."),
        Unit.DOSSIERS,
    ),
    _asking(
        "dossiers_supplemented_in_appraisal",
        _("Hồ sơ phải bổ sung khi thẩm định"),
        _("Hồ sơ có phiếu yêu cầu bổ sung gửi trong kỳ, sau khi đã tiếp nhận."),
        Unit.DOSSIERS,
    ),
    _asking(
        "dossiers_supplemented_again",
        _("Hồ sơ bị yêu cầu nhiều lần"),
        _("Hồ sơ có phiếu từ lần thứ hai gửi trong kỳ; Cổng quốc gia coi là trễ hạn."),
        Unit.DOSSIERS,
    ),
    Indicator(
        "supplement_rounds",
        _("Số lần bổ sung bình quân"),
        _("Phiếu yêu cầu bổ sung khi thẩm định, chia cho số hồ sơ nhận các phiếu đó."),
        Topic.ASKING,
        numerator=("supplements_in_appraisal",),
        denominator=("dossiers_supplemented_in_appraisal",),
        law=ONCE_LAW,
        unit=Unit.TIMES,
        source="supplements",
    ),
)


def _apologising(key: str, label: object, sentence: object, unit: Unit = Unit.REQUESTS) -> Indicator:
    return Indicator(key, label, sentence, Topic.APOLOGISING, law=APOLOGY_LAW, unit=unit, source="apologies")


APOLOGISING: Definitions = (
    _apologising(
        "apologies_owed",
        _("Còn nợ xin lỗi"),
        _("Hồ sơ trễ hạn, đang giải quyết hoặc đã xong, mà đến cuối kỳ người nộp chưa nhận được phiếu xin lỗi."),
        Unit.DOSSIERS,
    ),
    _apologising("apologies_signed", _("Phiếu xin lỗi đã ký"), _("Phiếu xin lỗi được ký trong kỳ.")),
    _apologising("apologies_sent", _("Phiếu xin lỗi đã đến người nộp"), _("Phiếu xin lỗi đến tay người nộp trong kỳ.")),
    _apologising(
        "apologies_in_time",
        _("Xin lỗi đúng hạn"),
        _("Trong số đã đến: chậm nhất một ngày trước ngày hẹn trả."),
    ),
    _apologising("apologies_late", _("Xin lỗi muộn"), _("Trong số đã đến: sau thời điểm phải gửi.")),
    Indicator(
        "apologies_in_time_rate",
        _("Tỷ lệ xin lỗi đúng hạn"),
        _("Phiếu xin lỗi đúng hạn, chia cho phiếu đã đến người nộp."),
        Topic.APOLOGISING,
        numerator=("apologies_in_time",),
        denominator=("apologies_sent",),
        law=APOLOGY_LAW,
        unit=Unit.PERCENT,
        source="apologies",
    ),
)


def _linking(key: str, label: object, sentence: object, unit: Unit = Unit.DOSSIERS) -> Indicator:
    return Indicator(key, label, sentence, Topic.LINKING, law="Nghị định 118/2025/NĐ-CP", unit=unit, source="linked")


LINKING: Definitions = (
    _linking(
        "linked_requests",
        _("Yêu cầu liên thông"),
        _("Yêu cầu theo nhóm thủ tục liên thông gửi trong kỳ; một yêu cầu mở nhiều hồ sơ."),
        Unit.REQUESTS,
    ),
    _linking(
        "linked_parts", _("Phần của yêu cầu liên thông"), _("Các thủ tục trong yêu cầu gửi trong kỳ."), Unit.REQUESTS
    ),
    _linking("linked_opened", _("Phần đã mở hồ sơ"), _("Trong số các phần: đã có hồ sơ."), Unit.REQUESTS),
    _linking(
        "linked_waiting", _("Phần chờ đợt trước"), _("Trong số các phần: chờ kết quả của phần trước."), Unit.REQUESTS
    ),
    _linking(
        "linked_obstructed",
        _("Phần chưa mở được"),
        _("Trong số các phần: có vướng mắc nên chưa mở được hồ sơ."),
        Unit.REQUESTS,
    ),
    _linking(
        "linked_received", _("Hồ sơ liên thông tiếp nhận"), _("Hồ sơ tiếp nhận trong kỳ, thuộc yêu cầu liên thông.")
    ),
    _linking("linked_resolved", _("Hồ sơ liên thông đã giải quyết"), _("Hồ sơ liên thông có kết quả trong kỳ.")),
    _linking(
        "linked_kept",
        _("Hồ sơ liên thông đúng hạn"),
        _("Trong số hồ sơ liên thông đã giải quyết: trước hạn hoặc đúng hạn."),
    ),
    Indicator(
        "linked_kept_rate",
        _("Tỷ lệ liên thông đúng hạn"),
        _("Hồ sơ liên thông đúng hạn, chia cho hồ sơ liên thông đã giải quyết."),
        Topic.LINKING,
        numerator=("linked_kept",),
        denominator=("linked_resolved",),
        law="Nghị định 118/2025/NĐ-CP",
        unit=Unit.PERCENT,
        source="linked",
    ),
)


def _digitising(key: str, label: object, sentence: object, unit: Unit = Unit.DOSSIERS) -> Indicator:
    return Indicator(key, label, sentence, Topic.DIGITISING, law=DIGITAL_LAW, unit=unit, source="papers")


def _digital_rate(key: str, label: object, sentence: object, part: str, whole: str, *, law: str) -> Indicator:
    return Indicator(
        key, label, sentence, Topic.DIGITISING, (part,), (whole,), law=law, unit=Unit.PERCENT, source="papers"
    )


DIGITISING: Definitions = (
    _digitising("papers_submitted", _("Giấy tờ đã nộp"), _("Giấy tờ của hồ sơ tiếp nhận trong kỳ."), Unit.PAPERS),
    _digitising("papers_electronic", _("Giấy tờ điện tử"), _("Trong số đã nộp: nộp sẵn bản điện tử."), Unit.PAPERS),
    _digitising(
        "papers_scanned", _("Giấy tờ được số hóa"), _("Trong số đã nộp: bản giấy mà cơ quan đã quét."), Unit.PAPERS
    ),
    _digitising(
        "papers_shown",
        _("Giấy tờ chỉ xuất trình"),
        _("Trong số đã nộp: chỉ xuất trình bản chính, không phải số hóa."),
        Unit.PAPERS,
    ),
    _digitising(
        "papers_not_digitised",
        _("Giấy tờ chưa số hóa"),
        _("Trong số đã nộp: bản giấy chưa có tệp."),
        Unit.PAPERS,
    ),
    _digitising(
        "papers_reused",
        _("Giấy tờ dùng lại"),
        _("Trong số đã nộp: lấy từ kho dữ liệu của người nộp, hoặc là kết quả của hồ sơ liên thông."),
        Unit.PAPERS,
    ),
    _digitising("dossiers_with_papers", _("Hồ sơ có giấy tờ"), _("Hồ sơ tiếp nhận trong kỳ có ít nhất một giấy tờ.")),
    _digitising(
        "dossiers_digitised",
        _("Hồ sơ số hóa đầy đủ"),
        _("Hồ sơ tiếp nhận trong kỳ mà mọi giấy tờ phải số hóa đều có tệp."),
    ),
    _digitising(
        "dossiers_reusing",
        _("Hồ sơ dùng lại giấy tờ"),
        _("Hồ sơ tiếp nhận trong kỳ có ít nhất một giấy tờ dùng lại."),
    ),
    _digitising("results_made", _("Kết quả đã ban hành"), _("Hồ sơ có kết quả trong kỳ.")),
    _digitising("results_electronic", _("Kết quả điện tử"), _("Trong số kết quả đã ban hành: có tệp kết quả.")),
    _digitising(
        "results_and_papers_digitised",
        _("Số hóa cả giấy tờ và kết quả"),
        _("Trong số kết quả đã ban hành: có tệp kết quả và mọi giấy tờ phải số hóa đều có tệp."),
    ),
    _digital_rate(
        "digitised_rate",
        _("Tỷ lệ hồ sơ số hóa đầy đủ"),
        _("Hồ sơ số hóa đầy đủ, chia cho hồ sơ có giấy tờ."),
        "dossiers_digitised",
        "dossiers_with_papers",
        law="Quyết định 766/QĐ-TTg tiêu chí 4.2",
    ),
    _digital_rate(
        "reuse_rate",
        _("Tỷ lệ hồ sơ dùng lại giấy tờ"),
        _("Hồ sơ dùng lại giấy tờ, chia cho hồ sơ có giấy tờ."),
        "dossiers_reusing",
        "dossiers_with_papers",
        law="Quyết định 766/QĐ-TTg tiêu chí 4.3",
    ),
    _digital_rate(
        "electronic_result_rate",
        _("Tỷ lệ kết quả điện tử"),
        _("Kết quả điện tử, chia cho kết quả đã ban hành."),
        "results_electronic",
        "results_made",
        law="Quyết định 766/QĐ-TTg tiêu chí 4.1",
    ),
)

SERVICE: Definitions = (*RETURNING, *ASKING, *APOLOGISING, *LINKING, *DIGITISING)
