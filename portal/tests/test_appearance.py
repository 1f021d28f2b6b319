"""Light and dark by choice, what search engines are told, and what goes out compressed."""

import gzip

import pytest
from django.urls import reverse


def test_a_page_is_dark_for_who_chose_dark_until_the_device_decides_again(client, db):
    before = client.get("/").content.decode()
    answer = client.post(reverse("theme"), {"theme": "dark", "next": "/tro-giup/"})
    dark = client.get("/tro-giup/").content.decode()
    client.post(reverse("theme"), {"theme": "device", "next": "/"})

    assert answer["Location"] == "/tro-giup/"
    assert "data-theme" not in before
    assert '<html lang="vi" data-theme="dark">' in dark
    assert '<meta name="color-scheme" content="dark">' in dark
    assert "data-theme" not in client.get("/").content.decode()


def test_the_switch_says_which_choice_holds(client, db):
    client.post(reverse("theme"), {"theme": "light"})
    page = client.get("/").content.decode()

    assert page.count('aria-pressed="true">Sáng</button>') == 1
    assert page.count('aria-pressed="false">Tối</button>') == 1


@pytest.mark.parametrize("elsewhere", ["https://example.test/", "//example.test", ""])
def test_the_switch_leads_nobody_to_another_site(client, db, elsewhere):
    assert client.post(reverse("theme"), {"theme": "dark", "next": elsewhere})["Location"] == "/"


def test_the_switch_leads_to_an_address_and_asks_for_no_name_of_ours(client, db):
    assert client.post(reverse("theme"), {"theme": "dark", "next": "không phải địa chỉ"}).status_code == 302


def test_colours_that_nobody_offers_change_nothing(client, db):
    client.cookies["giao_dien"] = '"><script>'

    assert "giao_dien" not in client.post(reverse("theme"), {"theme": "purple"}).cookies
    assert "data-theme" not in client.get("/").content.decode()


def test_search_engines_leave_what_belongs_to_one_person(client, db):
    told = client.get("/robots.txt").content.decode().splitlines()

    assert told[0] == "User-agent: *"
    assert "Disallow: /ho-so/" in told
    assert "Disallow: /thu-tuc/" not in told


def test_a_page_goes_out_compressed_and_a_paper_as_it_is(client, world):
    page = client.get("/", headers={"accept-encoding": "gzip"})
    paper = client.get(reverse("procedures:paper", args=["9.000001"]), headers={"accept-encoding": "gzip"})

    assert page["Content-Encoding"] == "gzip"
    assert b"</html>" in gzip.decompress(page.content)
    assert "Content-Encoding" not in paper.headers
