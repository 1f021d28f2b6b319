"""A whole row of the national catalogue, a row of the portal's list, and on request the real files."""

import gzip
import json
import re
import unicodedata
from pathlib import Path

import pytest

from procedures.national.portal_list import read_listed
from procedures.national.reading import Unreadable
from procedures.national.record import read_record
from procedures.records import problems_of

ROW = {
    "ma_thu_tuc": " 1.001 193 ",
    "ten_thu_tuc": "Đăng ký\n khai sinh ",
    "so_quyet_dinh": "2267./QD-BTP",
    "cap_thuc_hien": "Cấp bộ, Cấp tỉnh, Cấp xã, Cơ quan khác",
    "loai_thu_tuc": "TTHC được luật giao quy định chi tiết",
    "linh_vuc": "Hộ tịch",
    "doi_tuong_thuc_hien": "Doanh nghiệp Việt Nam, Tổ chức (không bao gồm doanh nghiệp, HTX), Cán bộ, công chức, "
    "viên chức, Doanh nghiệp, Công dân Việt Nam",
    "co_quan_thuc_hien": "Ủy ban nhân dân xã, phường, đặc khu, Sở Tư pháp, Cơ sở đăng kiểm (xe máy, Ô tô)",
    "co_quan_co_tham_quyen": "Không có thông tin",
    "co_quan_duoc_uy_quyen": "",
    "co_quan_phoi_hop": "Bộ Công an",
    "dia_chi_tiep_nhan": "Không có thông tin",
    "trinh_tu_thuc_hien": "a) Nộp hồ sơ tại trung tâm phục vụ\nhành chính công.\n- Trả kết quả.\n\n-",
    "cach_thuc_thuc_hien": "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp1 Ngày làm việcMiễn phíTrả ngay",
    "thanh_phan_ho_so": "--Tên giấy tờMẫu đơn, tờ khaiSố lượngTờ khai1 bản chính",
    "can_cu_phap_ly": "Tên văn bản pháp lýMã văn bảnLuật Hộ tịch60/2014/QH13",
    "ket_qua_xu_ly": "Giấy khai sinhMã: KQ.G15.000031Từ khóaKhông có thông tinMô tảKhông có thông tin",
    "yeu_cau_dieu_kien": "Không.",
    "thu_tuc_lien_quan": "Xem 2.000635 và 1.001022",
}


def test_a_row_becomes_a_record_without_contradiction():
    reading = read_record(ROW)
    record = reading.record
    assert (record["code"], record["name"]) == ("1.001193", "Đăng ký khai sinh")
    assert record["promulgation"] == {"number": "2267/QĐ-BTP"}
    assert record["level"] == ["central", "province", "commune"]
    assert record["audience"] == ["business", "organisation", "official", "citizen"]
    assert record["competences"] == [
        {"kind": "implementing", "name": "Ủy ban nhân dân xã, phường, đặc khu"},
        {"kind": "implementing", "name": "Sở Tư pháp"},
        {"kind": "implementing", "name": "Cơ sở đăng kiểm (xe máy, Ô tô)"},
        {"kind": "cooperating", "name": "Bộ Công an"},
    ]
    assert record["steps"] == ["a) Nộp hồ sơ tại trung tâm phục vụ hành chính công.", "- Trả kết quả."]
    assert record["ways"][0]["note"] == "Trả ngay"
    assert record["related"] == ["2.000635", "1.001022"]
    assert not {"conditions", "reception_address", "sets", "keywords"} & record.keys()
    assert reading.warnings == []
    assert problems_of(record, complete=False) == []


def test_decomposed_text_reads_like_composed_text():
    decomposed = {column: unicodedata.normalize("NFD", cell) for column, cell in ROW.items()}
    assert read_record(decomposed).record == read_record(ROW).record


@pytest.mark.parametrize("missing", ["ma_thu_tuc", "ten_thu_tuc"])
def test_a_row_without_code_or_name_cannot_be_filed(missing):
    with pytest.raises(Unreadable, match=r"không có"):
        read_record({**ROW, missing: "Không có thông tin"})


def test_what_is_in_no_vocabulary_is_reported_by_column():
    strange = {"ma_thu_tuc": "ABC", "cap_thuc_hien": "Cấp vùng", "doi_tuong_thuc_hien": "Công dân Việt Nam, Tàu thuyền"}
    reading = read_record({**ROW, **strange, "co_quan_thuc_hien": "Cơ quan " * 50})
    assert [warning.field for warning in reading.warnings] == [
        "ma_thu_tuc",
        "cap_thuc_hien",
        "doi_tuong_thuc_hien",
        "co_quan_thuc_hien",
    ]
    assert reading.record["audience"] == ["citizen"]


def test_a_row_of_the_list_is_a_partial_record():
    row = {
        "Mã số": "1.014966 ",
        "Tên": "Cấp lại chứng chỉ ",
        "Cơ quan ban hành": "Bộ Tư pháp",
        "Cơ quan thực hiện": "\nVụ Pháp luật, Bộ Tư pháp\nSở Tư Pháp\nSở Tư Pháp\n",
        "Lĩnh vực": "Quản tài viên",
    }
    assert read_listed(row).record == {
        "code": "1.014966",
        "name": "Cấp lại chứng chỉ",
        "sector": "Quản tài viên",
        "competences": [
            {"kind": "implementing", "name": "Vụ Pháp luật, Bộ Tư pháp"},
            {"kind": "implementing", "name": "Sở Tư Pháp"},
        ],
        "source_note": "Cơ quan ban hành: Bộ Tư pháp",
    }


PIECE = re.compile(r"(Trực tiếp|Trực tuyến|Dịch vụ bưu chính)(\d+(?:[.,]\d+)?) (Ngày làm việc|Ngày|Giờ|Tháng)")
VALUES = {
    "Trực tiếp": "in_person",
    "Trực tuyến": "online",
    "Dịch vụ bưu chính": "postal",
    "Ngày làm việc": "working_day",
    "Ngày": "calendar_day",
    "Giờ": "working_hour",
    "Tháng": "month",
}


def test_the_real_files_read_as_a_plain_search_counts_them(request):
    """Another method than the grammar: search each cell for channel, number and unit side by side."""
    folder = request.config.getoption("--catalogue")
    if not folder:
        pytest.skip("--catalogue FOLDER names no folder")
    stated, right = 0, 0
    for path in sorted(Path(folder).glob("records-*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                record = read_record(row).record
                assert problems_of(record, complete=False) == [], row["ma_thu_tuc"]
                found = {
                    (VALUES[channel], float(amount.replace(",", ".")), VALUES[unit])
                    for channel, amount, unit in PIECE.findall(unicodedata.normalize("NFC", row["cach_thuc_thuc_hien"]))
                }
                read = {
                    (way["channel"], float(limit["amount"]), limit["unit"])
                    for way in record.get("ways", ())
                    for limit in way["limits"]
                    if limit["amount"] is not None
                }
                stated += len(found)
                right += len(found & read)
    assert stated and right / stated >= 0.99
