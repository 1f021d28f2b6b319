"""Sign-in with the partner over HTTP, against the provider that ships with the house: nobody twice."""

import re
import threading
import urllib.request
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import LinkedIdentity, Membership, Organisation, User
from accounts.partner.contract import PartnerError, read_claims
from accounts.partner.pretended import PretendedProvider, server_of
from accounts.sending import send_texts_by
from accounts.tests.people import PASSWORD, citizen

pytestmark = pytest.mark.django_db

AN, LAN, COMPANY = "gia-0001", "gia-0002", "gia-0003"
NUMBER_OF_AN = "049090000127"


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args):
        return None


@pytest.fixture(scope="module")
def served():
    provider = PretendedProvider("", "mot-cua", "bí-mật-thử")
    with server_of(provider) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield provider
        server.shutdown()
        thread.join()


@pytest.fixture
def provider(served, settings):
    settings.SIGN_IN_PARTNER = {
        "issuer": served.issuer,
        "client_id": served.client_id,
        "client_secret": served.client_secret,
    }
    served.twist = lambda claims: claims
    return served


def went(client, **more):
    """Where the person's browser is sent."""
    return client.post(reverse("accounts:partner_begin"), more)["Location"]


def chosen(url, tech_id):
    """The address to which the provider sends the browser back, once somebody chose who to be."""
    opener = urllib.request.build_opener(_StayHere)
    try:
        opener.open(url, urlencode({"tech_id": tech_id} if tech_id else {"x": "1"}).encode())
    except urllib.error.HTTPError as answer:
        return urlsplit(answer.headers["Location"])._replace(scheme="", netloc="").geturl()
    raise AssertionError("the provider did not send the browser back")


def dance(client, tech_id, **more):
    return client.get(chosen(went(client, **more), tech_id))


def is_signed_in(client, user):
    return client.session.get("_auth_user_id") == str(user.pk)


def profiled(email="an@vidu.vn", number=NUMBER_OF_AN):
    user = citizen(email)
    user.profile.personal_id = number
    user.profile.save()
    return user


# ── Whose account ────────────────────────────────────────────────────────────────────────
def test_who_has_no_account_opens_one_with_the_proved_number_and_comes_back_to_it(client, provider):
    page = reverse("accounts:partner_account")
    assert dance(client, AN, next="/thu-tuc/")["Location"] == page
    assert "Nguyễn Văn An" in client.get(page).content.decode()
    assert client.post(page, {"moi": "1", "full_name": "Nguyễn Văn An"})["Location"] == "/thu-tuc/"
    user = User.objects.get()
    assert (user.profile.personal_id, user.phone, user.phone_confirmed_at) == (NUMBER_OF_AN, "+84912345678", None)
    client.logout()
    assert dance(client, AN)["Location"] == "/ho-so/"
    assert is_signed_in(client, user)
    assert User.objects.count() == 1


def test_a_second_press_opens_no_second_account(client, provider):
    page, told = reverse("accounts:partner_account"), {"moi": "1", "full_name": "Nguyễn Văn An"}
    dance(client, AN)
    kept = client.session["accounts_partner_proved"]
    client.post(page, told)
    client.logout()
    session = client.session
    session["accounts_partner_proved"] = kept
    session.save()
    assert client.post(page, told).status_code == 302
    assert User.objects.count() == 1


def test_an_account_that_says_the_same_number_is_linked_only_after_its_password(client, provider):
    an = profiled()
    page = reverse("accounts:partner_account")
    assert dance(client, AN)["Location"] == page
    words = client.get(page).content.decode()
    assert "a***@vidu.vn" in words
    assert "an@vidu.vn" not in words
    response = client.post(page, {"way": "0-mat-khau", "password": "sai"})
    assert response.status_code == 422
    assert "Mật khẩu không đúng" in response.content.decode()
    assert not LinkedIdentity.objects.exists()
    assert client.post(page, {"way": "0-mat-khau", "password": PASSWORD})["Location"] == "/ho-so/"
    assert is_signed_in(client, an)
    assert LinkedIdentity.objects.get().user == an


def test_or_after_a_code_sent_to_its_phone(client, provider):
    an = profiled()
    an.phone_confirmed_at = timezone.now()
    an.save()
    sent = []
    stop = send_texts_by(lambda phone, text, *, key, at: sent.append(text))
    try:
        dance(client, AN)
        page = reverse("accounts:partner_account")
        assert client.post(page, {"way": "0-dien-thoai"})["Location"] == reverse("accounts:partner_code")
    finally:
        stop()
    code = re.search(r"\b\d{6}\b", sent[0])[0]
    assert client.post(reverse("accounts:partner_code"), {"code": code})["Location"] == "/ho-so/"
    assert is_signed_in(client, an)
    assert User.objects.count() == 1


def test_whose_account_it_is_not_opens_another_and_touches_nothing(client, provider):
    an = profiled()
    dance(client, AN)
    client.post(reverse("accounts:partner_account"), {"moi": "1", "full_name": "Nguyễn Văn An"})
    assert not is_signed_in(client, an)
    assert LinkedIdentity.objects.get().user != an


def test_who_is_signed_in_links_their_identity_and_takes_it_back(client, provider):
    an = profiled()
    client.force_login(an)
    assert dance(client, AN)["Location"] == reverse("accounts:profile")
    assert "Đã liên kết" in client.get(reverse("accounts:profile")).content.decode()
    client.post(reverse("accounts:partner_unlink", args=[LinkedIdentity.objects.get().pk]))
    assert not LinkedIdentity.objects.exists()


def test_an_identity_with_another_number_or_of_another_account_is_not_linked(client, provider):
    an = profiled()
    client.force_login(an)
    assert "khác với số trong tài khoản" in client.get(dance(client, LAN)["Location"]).content.decode()
    other = User.objects.create_user("lan@vidu.vn", full_name="Lê Thị Lan")
    LinkedIdentity.objects.create(user=other, issuer=provider.issuer, subject=AN, linked_at=timezone.now())
    assert "một tài khoản khác" in client.get(dance(client, AN)["Location"]).content.decode()
    assert LinkedIdentity.objects.get().user == other


def test_an_identity_of_a_company_makes_its_person_the_representative_and_ends_who_squatted(client, provider):
    squatter = citizen()
    company = Organisation.objects.create(tax_code="0100109106", name="Của tôi", created_at=timezone.now())
    Membership.objects.create(
        organisation=company, user=squatter, role="representative", valid_from=timezone.localdate(), added_by=squatter
    )
    dance(client, COMPANY)
    client.post(reverse("accounts:partner_account"), {"moi": "1", "full_name": "Lê Thị Lan"})
    company.refresh_from_db()
    assert (company.confirmed_at is not None, company.confirmed_by) == (True, None)
    held = Membership.objects.in_force(timezone.localdate()).get(organisation=company)
    assert (held.user.full_name, held.role) == ("Lê Thị Lan", "representative")
    assert User.objects.get(full_name="Lê Thị Lan").profile.personal_id == "001185000321"


# ── What is not believed ─────────────────────────────────────────────────────────────────
def refused(client, response):
    return response.status_code == 400 and "_auth_user_id" not in client.session and not LinkedIdentity.objects.exists()


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "cua-lan-khac"},
        {"iss": "https://xau.vn"},
        {"aud": "ung-dung-khac"},
        {"exp": 1_000_000_000},
        {"sub": "gia-0002"},
        {"aud": ["mot-cua", "khac"], "azp": "khac"},
    ],
    ids=["nonce", "issuer", "audience", "expired", "somebody else", "another party"],
)
def test_a_token_that_lies_signs_nobody_in(client, provider, lie):
    provider.twist = lambda claims: {**claims, **lie}
    assert refused(client, dance(client, AN))


def test_a_token_signed_by_another_key_signs_nobody_in(client, provider, monkeypatch):
    stranger = PretendedProvider(provider.issuer, provider.client_id, provider.client_secret)
    monkeypatch.setattr(provider, "jwks", stranger.jwks)
    assert refused(client, dance(client, AN))


def test_an_answer_holds_once_for_the_browser_that_asked(client, provider, django_user_model):
    back = chosen(went(client), AN)
    client.get(back)
    assert client.get(back).status_code == 400
    from django.test import Client

    stranger = Client()
    assert refused(stranger, stranger.get(chosen(went(client), AN)))
    forged = chosen(went(client), AN).replace("state=", "state=x")
    assert client.get(forged).status_code == 400


def test_an_answer_begun_before_somebody_else_signed_in_links_nothing(client, provider):
    back = chosen(went(client), AN)
    session = dict(client.session)
    client.force_login(profiled())
    kept = client.session
    kept["accounts_partner_pending"] = session["accounts_partner_pending"]
    kept.save()
    assert client.get(back).status_code == 400
    assert not LinkedIdentity.objects.exists()


def test_the_provider_gives_nothing_for_a_code_of_another_verifier(client, provider):
    back = chosen(went(client), AN)
    session = client.session
    session["accounts_partner_pending"] = {**session["accounts_partner_pending"], "verifier": "khac"}
    session.save()
    assert refused(client, client.get(back))


def test_who_stops_there_comes_back_to_the_entrance(client, provider):
    assert dance(client, "")["Location"] == reverse("account_login")


def test_a_partner_that_is_away_is_said_to_be_so(client, provider, settings):
    settings.SIGN_IN_PARTNER = {**settings.SIGN_IN_PARTNER, "issuer": "http://127.0.0.1:9"}
    response = client.post(reverse("accounts:partner_begin"))
    assert response.status_code == 503
    assert "chưa trả lời" in response.content.decode()


def test_without_a_partner_there_is_no_such_way(client, settings):
    settings.SIGN_IN_PARTNER = {"issuer": "", "client_id": "", "client_secret": ""}
    assert client.post(reverse("accounts:partner_begin")).status_code == 404
    assert "VNeID" not in client.get(reverse("account_login")).content.decode()


def test_what_is_sent_to_the_partner_is_bound_to_this_sign_in(client, provider):
    first, second = (parse_qs(urlsplit(went(client)).query) for _time in range(2))
    assert first["code_challenge_method"] == ["S256"]
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]


def test_numbers_that_are_none_are_not_kept_and_a_company_needs_its_code():
    claims = read_claims("i", {"sub": "1"}, {"sub": "1", "SoDinhDanh": "12", "name": " An  Nguyễn ", "phone": "x"})
    assert (claims.subject, claims.personal_id, claims.phone, claims.name) == ("1", "", "", "An Nguyễn")
    with pytest.raises(PartnerError):
        read_claims("i", {"sub": "1"}, {"sub": "1", "LoaiTaiKhoan": 2, "MaSoThue": "123"})
    with pytest.raises(PartnerError):
        read_claims("i", {"sub": "1", "TechID": "a"}, {"sub": "1", "TechID": "b"})
