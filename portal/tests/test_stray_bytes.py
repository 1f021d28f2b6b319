"""A NUL among what was typed is a space: in a question, in a form, with files beside it."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.test import Client, RequestFactory

from portal.stray_bytes import StrayBytesMiddleware, without_nul


def seen_by_a_view(request: HttpRequest) -> HttpRequest:
    middleware = StrayBytesMiddleware(lambda _request: HttpResponse())
    middleware.process_view(request, None, (), {})
    return request


def test_a_nul_in_a_question_is_a_space() -> None:
    request = seen_by_a_view(RequestFactory().get("/thu-tuc/", {"q": "khai\x00sinh", "trang": "2"}))

    assert request.GET.dict() == {"q": "khai sinh", "trang": "2"}


@pytest.mark.parametrize("more", [{}, {"scan": SimpleUploadedFile("a.pdf", b"%PDF\x00")}], ids=["plain", "with a file"])
def test_a_nul_in_a_form_is_a_space_and_a_file_keeps_its_bytes(more: dict[str, Any]) -> None:
    body = {"reason": "thiếu\x00giấy", "papers": ["1", "2\x00"]}
    request = seen_by_a_view(RequestFactory().post("/xu-ly/", {**body, **more}))

    assert request.POST["reason"] == "thiếu giấy"
    assert request.POST.getlist("papers") == ["1", "2 "]
    assert [file.read() for file in request.FILES.values()] == [b"%PDF\x00"] * len(more)


def test_what_has_no_nul_is_left_as_it_is() -> None:
    given = QueryDict("a=1&a=2&b=Nguy%E1%BB%85n")

    assert without_nul(given) is given


@pytest.mark.django_db
def test_the_search_for_a_procedure_reads_over_a_nul(client: Client) -> None:
    assert client.get("/thu-tuc/", {"q": "khai\x00sinh"}).status_code == 200


@pytest.mark.parametrize("address", ["/thong-ke/thu-tuc/a%00b/", "/thong-ke/co-quan/%00/", "/thong-ke/linh-vuc/%00x/"])
def test_an_address_with_a_nul_names_nothing(db, client, address):
    assert client.get(address).status_code == 404
