"""Pages speak Vietnamese unless the person chose another language."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation

from portal.language import ChosenLanguageMiddleware


def language_of(**request) -> str:
    """Return the language in which a view behind the middleware runs."""
    factory = RequestFactory()
    if "cookie" in request:
        factory.cookies["django_language"] = request["cookie"]
    middleware = ChosenLanguageMiddleware(lambda _: HttpResponse(translation.get_language()))
    response = middleware(factory.get("/", HTTP_ACCEPT_LANGUAGE=request.get("accept", "")))
    assert response["Content-Language"] == response.content.decode()
    return response.content.decode()


def test_a_stranger_is_answered_in_vietnamese():
    assert language_of() == "vi"


def test_the_language_of_the_browser_changes_nothing():
    assert language_of(accept="en-GB,en;q=0.9") == "vi"


def test_a_person_who_chose_english_is_answered_in_english():
    assert language_of(cookie="en") == "en"


@pytest.mark.parametrize("forged", ["fr", "../../etc", "EN", ""])
def test_a_forged_choice_is_vietnamese(forged):
    assert language_of(cookie=forged) == "vi"


def test_the_language_of_one_request_does_not_leak_into_the_next():
    with translation.override("vi"):
        language_of(cookie="en")
        assert translation.get_language() == "vi"
