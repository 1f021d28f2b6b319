"""The page on which anybody has published figures checked."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reporting.tests.test_check_of_published_figures import HEAD, LONG_AN

TABLE = "\n".join([HEAD, *(f"long-an,{line}" for line in LONG_AN.strip().splitlines())])


def test_what_is_wrong_stands_beside_its_figure(client, db):
    pasted = client.post(reverse("reporting:check_figures"), {"table": TABLE})
    sent = client.post(
        reverse("reporting:check_figures"), {"file": SimpleUploadedFile("figures.csv", TABLE.encode("utf-8-sig"))}
    )

    for page in (pasted, sent):
        assert page.status_code == 200
        rows = page.context["reports"][0]["rows"]
        assert [row["printed"].figure for row in rows if row["findings"]] == ["resolved.on_time"]
        assert "Có 1 điều không khớp trong 7 số liệu" in page.content.decode()
        assert "29,9372" in page.content.decode()


def test_a_table_that_adds_up_is_said_to(client, db):
    page = client.post(reverse("reporting:check_figures"), {"table": TABLE.replace("29,93", "29,94")})

    assert "Không có điều gì không khớp trong 7 số liệu" in page.content.decode()


def test_what_is_no_table_is_asked_for_again_with_what_was_typed(client, db):
    url = reverse("reporting:check_figures")
    nothing, other = client.post(url), client.post(url, {"table": "a,b\n1,2"})
    picture = client.post(url, {"file": SimpleUploadedFile("a.csv", bytes(range(256)))})
    long = client.post(url, {"table": HEAD + "\nr,x,,1,," * 1001})

    assert [page.status_code for page in (nothing, other, picture, long)] == [422] * 4
    assert "thiếu cột: report, figure, value" in other.content.decode()
    assert "a,b\n1,2" in other.content.decode()
    assert "không phải văn bản UTF-8" in picture.content.decode()
    assert "quá 1.000 dòng" in long.content.decode()


def test_a_script_in_a_table_stays_text(client, db):
    page = client.post(
        reverse("reporting:check_figures"), {"table": f"{HEAD}\n<script>alert(1)</script>,<b>x</b>,,-5,,"}
    )

    assert b"<script>alert" not in page.content
    assert b"&lt;b&gt;x" in page.content
