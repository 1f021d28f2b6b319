"""A file is taken for what it holds, refused at once with words that help, and kept under a key that says nothing."""

import hashlib
import threading
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import DatabaseError

from agencies import contents
from agencies.contents import Refusal
from agencies.uploads import UploadRefused, check_upload, clean_name
from dossiers.forms.uploads import UploadField
from dossiers.models import StoredFile
from dossiers.tests import files
from dossiers.uploads import store

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)

GOOD = {
    "tờ khai.pdf": (files.pdf(pages=3), ".pdf", "application/pdf", 3),
    "ảnh thẻ.JPG": (files.picture("JPEG"), ".jpg", "image/jpeg", 1),
    "ảnh.jpeg": (files.picture("JPEG", progressive=True), ".jpg", "image/jpeg", 1),
    "ảnh.png": (files.picture("PNG"), ".png", "image/png", 1),
    "đơn.docx": (
        files.office(),
        ".docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        None,
    ),
    "bảng kê.xlsx": (
        files.office(files.SHEET),
        ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        None,
    ),
}


def refused(name: str, content: bytes, **limits: int) -> UploadRefused:
    with pytest.raises(UploadRefused) as refusal:
        check_upload(SimpleUploadedFile(name, content), **limits)
    return refusal.value


# ── What is taken ────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("name", GOOD)
def test_a_good_file_is_described_by_its_content(name):
    content, extension, media_type, pages = GOOD[name]
    upload = check_upload(SimpleUploadedFile(name, content, content_type="text/html"))
    assert (upload.name, upload.extension, upload.media_type, upload.pages) == (name, extension, media_type, pages)
    assert (upload.size, upload.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def test_a_large_upload_that_waits_on_disk_is_checked_too():
    file = TemporaryUploadedFile("tờ khai.pdf", "application/pdf", 0, None)
    file.write(files.pdf())
    file.size = file.tell()
    assert check_upload(file).pages == 1


def test_some_bytes_of_a_scanner_before_the_header_do_no_harm():
    assert check_upload(SimpleUploadedFile("a.pdf", b"\x00" * 600 + files.pdf())).pages == 1


def test_a_pdf_that_may_only_not_be_changed_is_taken():
    assert check_upload(SimpleUploadedFile("a.pdf", files.locked_pdf(""))).pages == 1


def test_an_image_that_happens_to_spell_an_action_is_no_action():
    bytes_of_a_photograph = b"\xff\xd8 /JS \xff/Launch \x01/JavaScript<< >> stream\r\n /JS"
    innocent = files.stream(bytes_of_a_photograph, "/Filter /DCTDecode /Z << /Length 5 >>")
    content = files.pdf(extra=[innocent], catalog="/Metadata 100 0 R")
    assert check_upload(SimpleUploadedFile("a.pdf", content)).pages == 1


def test_a_document_may_name_its_local_template_and_link_to_pages():
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" Type="http://x/attachedTemplate" Target="file:///C:\\Normal.dotm" TargetMode="External"/>'
        '<Relationship Id="b" Type="http://x/hyperlink" Target="https://vidu.vn" TargetMode="External"/>'
        "</Relationships>"
    )
    content = files.office(more={"word/_rels/document.xml.rels": relations})
    assert check_upload(SimpleUploadedFile("đơn.docx", content)).extension == ".docx"


# ── What is refused ──────────────────────────────────────────────────────────────────────
BY_NAME = {
    "vi-rút.exe": Refusal.TYPE,
    "ảnh.heic": Refusal.TYPE,
    "ảnh.svg": Refusal.TYPE,
    "bảng.csv": Refusal.TYPE,
    "không đuôi": Refusal.TYPE,
    "": Refusal.TYPE,
    ".pdf": Refusal.TYPE,
    "tờ khai.pdf.exe": Refusal.DOUBLE_EXTENSION,
    "tờ khai.html.pdf": Refusal.DOUBLE_EXTENSION,
    "tờ khai.exe.scan.pdf": Refusal.DOUBLE_EXTENSION,
    "khai\u202efdp.exe": Refusal.TYPE,
}


@pytest.mark.parametrize("name", BY_NAME)
def test_a_name_that_promises_nothing_good_is_refused(name):
    file = SimpleUploadedFile("x", files.pdf())
    file._name = name
    with pytest.raises(UploadRefused) as refusal:
        check_upload(file)
    assert refusal.value.refusal == BY_NAME[name]


@pytest.mark.parametrize("name", ["Quyết định số 12.2026.pdf", "tờ khai.docx.pdf", "bản.ký.số.pdf", "Cty ABC.com.pdf"])
def test_dots_in_an_honest_name_are_no_deceit(name):
    assert check_upload(SimpleUploadedFile(name, files.pdf())).name == name


GIFT = files.zipped({"a.txt": "không có gì"})
HOSTILE = {
    "empty": ("a.pdf", b"", Refusal.EMPTY),
    "html named pdf": ("a.pdf", b"<html><script>alert(1)</script></html>", Refusal.DISGUISED),
    "html before the header": ("a.pdf", b"<html><script>1</script>" + files.pdf(), Refusal.DISGUISED),
    "header too far": ("a.pdf", b"\x00" * 1100 + files.pdf(), Refusal.DISGUISED),
    "pdf named png": ("a.png", files.pdf(), Refusal.DISGUISED),
    "png named jpg": ("a.jpg", files.picture("PNG"), Refusal.DISGUISED),
    "program named jpg": ("a.jpg", b"\x7fELF" + bytes(60), Refusal.DISGUISED),
    "gif named png": ("a.png", files.picture("GIF"), Refusal.DISGUISED),
    "archive named docx": ("a.docx", GIFT, Refusal.DISGUISED),
    "sheet named document": ("a.docx", files.office(files.SHEET), Refusal.DISGUISED),
    "locked pdf": ("a.pdf", files.locked_pdf("matkhau"), Refusal.PASSWORD),
    "locked document": ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Refusal.PASSWORD),
    "truncated pdf": ("a.pdf", files.pdf()[:-60], Refusal.DAMAGED),
    "pdf without pages": ("a.pdf", files.pdf(pages=0), Refusal.DAMAGED),
    "pdf of nothing": ("a.pdf", b"%PDF-1.7\n%%EOF", Refusal.DAMAGED),
    "page tree that contains itself": ("a.pdf", files.pdf().replace(b"[10 0 R]", b"[ 2 0 R]"), Refusal.DAMAGED),
    "truncated jpeg": ("a.jpg", files.picture("JPEG", width=200, height=200)[:-900], Refusal.DAMAGED),
    "truncated png": ("a.png", files.picture("PNG")[:-30], Refusal.DAMAGED),
    "png with a wrong checksum": ("a.png", files.flipped(files.picture("PNG"), 100), Refusal.DAMAGED),
    "document with a wrong checksum": ("a.docx", files.flipped(files.office(), 60), Refusal.DAMAGED),
    "picture of 400 megapixels": ("a.png", files.png_claiming(20_000, 20_000), Refusal.TOO_MANY_PIXELS),
    "picture of 100 megapixels": ("a.png", files.png_claiming(10_000, 10_000), Refusal.TOO_MANY_PIXELS),
    "picture of 70 megapixels": ("a.png", files.png_claiming(10_000, 7_000), Refusal.TOO_MANY_PIXELS),
    "launches a program": ("a.pdf", files.pdf(catalog="/OpenAction << /S /Launch /F (calc.exe) >>"), Refusal.ACTIVE),
    "runs a script": (
        "a.pdf",
        files.pdf(catalog="/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"),
        Refusal.ACTIVE,
    ),
    "runs a script under an escaped name": (
        "a.pdf",
        files.pdf(catalog="/AA << /O << /S /J#61vaScript /J#53 (1) >> >>"),
        Refusal.ACTIVE,
    ),
    "launches from a compressed object": (
        "a.pdf",
        files.pdf_with_hidden_object("/OpenAction<</S/L#61unch/F(calc.exe)>>"),
        Refusal.ACTIVE,
    ),
    "hides a script behind a false length": (
        "a.pdf",
        files.pdf(
            extra=[
                files.stream(b"x", "/Filter /DCTDecode /Z << /Length 900 >>"),
                b"<< /S /JavaScript /JS (1) >>",
            ],
            catalog="/Metadata 100 0 R /OpenAction 101 0 R",
        ),
        Refusal.ACTIVE,
    ),
    "macro": ("a.docx", files.office(more={"word/vbaProject.bin": b"\x00" * 512}), Refusal.MACRO),
    "macro by type": (
        "a.docx",
        files.office("application/vnd.ms-word.document.macroEnabled.main+xml"),
        Refusal.MACRO,
    ),
    "macro sheet": ("a.xlsx", files.office(files.SHEET, more={"xl/macrosheets/sheet1.xml": "<x/>"}), Refusal.MACRO),
    "entity bomb": (
        "a.docx",
        files.office(body='<!DOCTYPE d [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">]><d>&b;</d>'),
        Refusal.ACTIVE,
    ),
    "external entity": (
        "a.docx",
        files.office(body='<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d>&a;</d>'),
        Refusal.ACTIVE,
    ),
    "entity in utf-16": (
        "a.docx",
        files.office(more={"word/styles.xml": '<?xml version="1.0"?><!DOCTYPE d><d/>'.encode("utf-16")}),
        Refusal.ACTIVE,
    ),
    "template fetched from elsewhere": (
        "a.docx",
        files.office(
            more={
                "word/_rels/settings.xml.rels": '<R><Relationship Type="http://x/attachedTemplate" '
                'Target="https://vidu.vn/a.dotm" TargetMode="External"/></R>'
            }
        ),
        Refusal.ACTIVE,
    ),
    "broken xml": ("a.docx", files.office(body="<d>"), Refusal.DAMAGED),
    "truncated document": ("a.docx", files.office()[:-40], Refusal.DAMAGED),
    "path out of the archive": ("a.docx", files.office(more={"../../evil.xml": "<x/>"}), Refusal.DAMAGED),
    "same name in other case": ("a.docx", files.office(more={"WORD/document.xml": "<x/>"}), Refusal.DAMAGED),
    "thousands of members": (
        "a.docx",
        files.office(more={f"word/media/{number}": b"" for number in range(2_100)}),
        Refusal.UNPACKS_TOO_LARGE,
    ),
}


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_with_its_name(case):
    name, content, reason = HOSTILE[case]
    error = refused(name, content)
    assert error.refusal == reason
    assert f"“{name}”" in str(error)


def test_an_archive_whose_members_are_locked_is_refused():
    content = files.office(more={"a.xml": "<x/>"})
    flagged = content.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")
    assert flagged != content
    assert refused("a.docx", flagged).refusal == Refusal.PASSWORD


def test_an_archive_that_opens_into_too_much_is_refused_before_it_is_opened(monkeypatch):
    monkeypatch.setattr(contents, "MAX_UNPACKED_BYTES", 1_000_000)
    content = files.office(more={"word/media/a.bin": bytes(1_000_000)})
    assert len(content) < 3_000
    assert refused("a.docx", content).refusal == Refusal.UNPACKS_TOO_LARGE


def test_a_pdf_that_opens_into_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(contents, "MAX_PDF_COPY_BYTES", 600)
    assert refused("a.pdf", files.pdf(pages=30)).refusal == Refusal.UNPACKS_TOO_LARGE


def test_a_file_over_the_limit_is_refused_with_the_limit():
    error = refused("a.pdf", files.pdf() + bytes(2 * 1024 * 1024), max_bytes=2 * 1024 * 1024)
    assert error.refusal == Refusal.TOO_LARGE
    assert "2 MB" in str(error)


def test_every_refusal_is_a_sentence_that_names_the_file():
    for reason in Refusal:
        assert "%(name)s" in str(reason.label)
        assert "Ông/Bà" in str(reason.label)


# ── The name ─────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (unicodedata.normalize("NFD", "Tờ khai Hòa.pdf"), "Tờ khai Hòa.pdf"),
        ("C:\\Users\\An\\tờ khai.pdf", "tờ khai.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("a\x00b\r\nc\x1b.pdf", "ab c.pdf"),
        ("tờ\u202efdp.jpg", "tờfdp.jpg"),
        ('a"b<c>|d?.pdf', "a_b_c__d_.pdf"),
        (" tờ khai.pdf . ", "tờ khai.pdf"),
        ("..", ""),
        ("a" * 400 + ".pdf", "a" * 146 + ".pdf"),
    ],
)
def test_a_name_is_kept_without_what_could_mislead(sent, kept):
    assert clean_name(sent) == kept


# ── The field ────────────────────────────────────────────────────────────────────────────
def test_the_field_of_a_form_hands_over_a_checked_file_or_says_why_not():
    from django.core.exceptions import ValidationError

    assert UploadField().clean(SimpleUploadedFile("a.pdf", files.pdf())).pages == 1
    assert UploadField(required=False).clean(None) is None
    for sent, words in ((None, "chưa chọn tệp"), (SimpleUploadedFile("a.pdf", b""), "“a.pdf” không có nội dung")):
        with pytest.raises(ValidationError, match=words):
            UploadField().clean(sent)


# ── Keeping ──────────────────────────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_a_checked_file_is_kept_under_a_key_that_says_nothing():
    content = files.pdf()
    upload = check_upload(SimpleUploadedFile("Đơn của Nguyễn Thị Hòa.pdf", content))
    stored = StoredFile.objects.get(pk=store(upload, actor=None, at=AT).pk)
    assert (stored.name, stored.size, stored.uploaded_at) == ("Đơn của Nguyễn Thị Hòa.pdf", len(content), AT)
    assert stored.content.name == f"papers/{stored.pk.hex[:2]}/{stored.pk.hex[2:4]}/{stored.pk.hex}.pdf"
    with stored.content.open() as kept:
        assert hashlib.sha256(kept.read()).hexdigest() == stored.sha256


@pytest.mark.django_db
def test_the_same_file_may_be_handed_in_twice():
    first, second = (
        store(check_upload(SimpleUploadedFile("a.pdf", files.pdf())), actor=None, at=AT) for _turn in range(2)
    )
    assert first.content.name != second.content.name


@pytest.mark.django_db
def test_without_its_row_no_file_stays(monkeypatch):
    written = []

    def fail(self, **_options):
        written.append(Path(self.content.path))
        assert written[0].exists()
        raise DatabaseError

    monkeypatch.setattr(StoredFile, "save", fail)
    upload = check_upload(SimpleUploadedFile("a.pdf", files.pdf()))
    with pytest.raises(DatabaseError):
        store(upload, actor=None, at=AT)
    assert written
    assert not written[0].exists()


def test_several_people_hand_in_papers_at_once():
    content, results = files.pdf(pages=20), []

    def hand_in() -> None:
        results.extend(check_upload(SimpleUploadedFile("a.pdf", content)).pages for _turn in range(20))

    threads = [threading.Thread(target=hand_in) for _person in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [20] * 160


# ── Forms to be filled in ────────────────────────────────────────────────────────────────
FORM_TYPES = [contents.FILE_TYPES[name] for name in ("PDF", "DOCX", "XLSX", "ODT")]


def odt(body: str = "<d/>", **more: str) -> bytes:
    return files.zipped(
        {"mimetype": "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": "<m/>"}
        | {"content.xml": body}
        | more
    )


def test_an_open_document_is_taken_where_forms_are():
    upload = check_upload(SimpleUploadedFile("tờ khai.odt", odt()), types=FORM_TYPES)
    assert (upload.extension, upload.media_type) == (".odt", "application/vnd.oasis.opendocument.text")
    with pytest.raises(UploadRefused):
        check_upload(SimpleUploadedFile("tờ khai.odt", odt()))


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (odt(**{"Basic/Standard/Module1.xml": "<m/>"}), Refusal.MACRO),
        (odt('<a xmlns:script="s"><script:event-listener/></a>'), Refusal.MACRO),
        (
            odt('<a xmlns:draw="d" xmlns:xlink="x"><draw:image xlink:href="https://a.example/1.png"/></a>'),
            Refusal.ACTIVE,
        ),
        (odt(**{"META-INF/manifest.xml": "<m><manifest:encryption-data/></m>"}), Refusal.PASSWORD),
        (files.office(), Refusal.DISGUISED),
        (b"PK\x03\x04 rest", Refusal.DAMAGED),
    ],
)
def test_an_open_document_that_runs_fetches_or_hides_is_refused(content, refusal):
    with pytest.raises(UploadRefused) as refused_upload:
        check_upload(SimpleUploadedFile("tờ khai.odt", content), types=FORM_TYPES)
    assert refused_upload.value.refusal == refusal
