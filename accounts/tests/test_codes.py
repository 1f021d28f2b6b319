"""People sign in and sign up by a code; nobody learns who has an account, and a code is worth little to a stranger."""

import logging
import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.sending import NotSent, send_texts_by
from accounts.tests.people import PASSWORD, citizen

pytestmark = pytest.mark.django_db

PHONE = "0912 345 678"


@pytest.fixture
def texts():
    """What goes out by text message, as (phone, text)."""
    sent: list[tuple[str, str]] = []
    stop = send_texts_by(lambda phone, text, *, key, at: sent.append((phone, text)))
    yield sent
    stop()


def ask(client, contact=PHONE, **more):
    return client.post(reverse("accounts:ask_code"), {"contact": contact, **more})


def answer(client, code, **more):
    return client.post(reverse("accounts:answer_code"), {"code": code, **more})


def code_in(text):
    return re.search(r"\b\d{6}\b", text)[0]


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06d}"


def confirmed(**fields):
    user = citizen(**fields)
    user.phone_confirmed_at = timezone.now()
    user.save()
    return user


def is_signed_in(client):
    return "_auth_user_id" in client.session


# ── In and up by one way ─────────────────────────────────────────────────────────────────
def test_who_confirmed_a_phone_signs_in_with_a_code_sent_to_it(client, texts):
    user = confirmed()
    assert ask(client)["Location"] == reverse("accounts:answer_code")
    ((phone, text),) = texts
    assert phone == "+84912345678"
    response = answer(client, code_in(text))
    assert (response.status_code, response["Location"]) == (302, "/ho-so/")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_who_has_no_account_opens_one_with_name_and_number_and_no_password(client, texts):
    ask(client, next="/thu-tuc/")
    assert answer(client, code_in(texts[0][1]))["Location"] == reverse("accounts:open_account")
    told = {"full_name": "Nguyễn Thị Hòa", "personal_id": "001190123456"}
    assert client.post(reverse("accounts:open_account"), told)["Location"] == "/thu-tuc/"
    user = User.objects.get()
    assert (user.email, user.phone, user.phone_confirmed_at is not None) == (None, "+84912345678", True)
    assert not user.has_usable_password()
    assert user.profile.personal_id == "001190123456"
    assert is_signed_in(client)


def test_of_a_double_press_the_second_signs_in_to_the_account_of_the_first(client, texts):
    ask(client)
    answer(client, code_in(texts[0][1]))
    proved = client.session["accounts_proved"]
    told = {"full_name": "Nguyễn Thị Hòa", "personal_id": "001190123456"}
    client.post(reverse("accounts:open_account"), told)
    client.logout()
    session = client.session
    session["accounts_proved"] = proved
    session.save()
    assert client.post(reverse("accounts:open_account"), told).status_code == 302
    assert User.objects.count() == 1
    assert is_signed_in(client)


def test_an_account_opened_by_mail_has_a_confirmed_address(client, mailoutbox):
    ask(client, "Hoa@ViDu.vn")
    (mail,) = mailoutbox
    assert mail.to == ["hoa@vidu.vn"]
    assert answer(client, code_in(mail.body))["Location"] == reverse("accounts:open_account")
    client.post(reverse("accounts:open_account"), {"full_name": "Nguyễn Thị Hòa", "personal_id": "001190123456"})
    assert EmailAddress.objects.get(email="hoa@vidu.vn").verified


def test_what_was_typed_wrongly_is_explained_and_kept(client, texts):
    for contact in ("", "09123", "024 3825 1234", "+1 202 555 0123", "hoa@@vidu"):
        response = ask(client, contact)
        assert response.status_code == 422
        assert contact in response.content.decode()
    assert texts == []


def test_an_account_that_is_shut_stays_shut(client, texts):
    user = confirmed()
    User.objects.filter(pk=user.pk).update(is_active=False)
    ask(client)
    assert answer(client, code_in(texts[0][1]))["Location"] == reverse("account_inactive")
    assert not is_signed_in(client)


# ── What a stranger learns and can try ───────────────────────────────────────────────────
def test_who_has_an_account_and_who_has_none_see_the_same(client, texts):
    confirmed()
    known, unknown = ask(client), ask(client, "0987 654 321")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert len(texts) == 2


def test_a_phone_that_was_only_typed_opens_nobodys_account(client, texts):
    citizen()
    ask(client)
    assert answer(client, code_in(texts[0][1]))["Location"] == reverse("accounts:open_account")


def test_five_wrong_tries_make_a_code_worthless(client, texts):
    confirmed()
    ask(client)
    code = code_in(texts[0][1])
    for left in (4, 3, 2, 1):
        response = answer(client, wrong(code))
        assert response.status_code == 422
        assert f"còn {left} lần" in response.content.decode()
    assert answer(client, wrong(code))["Location"] == reverse("accounts:ask_code")
    assert answer(client, code)["Location"] == reverse("accounts:ask_code")
    assert not is_signed_in(client)


def test_who_takes_back_the_session_of_an_earlier_try_gets_no_more_tries(client, texts):
    confirmed()
    ask(client)
    code, before = code_in(texts[0][1]), dict(client.session)
    for _try in range(5):
        session = client.session
        session.update(before)
        session.save()
        answer(client, wrong(code))
    session = client.session
    session.update(before)
    session.save()
    answer(client, code)
    assert not is_signed_in(client)


def test_a_code_ends_after_ten_minutes_and_after_its_use(client, texts):
    confirmed()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        ask(client)
        clock.shift(timedelta(minutes=10, seconds=1))
        assert answer(client, code_in(texts[0][1]))["Location"] == reverse("accounts:ask_code")
        ask(client)
        answer(client, code_in(texts[1][1]))
        client.logout()
        assert answer(client, code_in(texts[1][1]))["Location"] == reverse("accounts:ask_code")


def test_another_code_makes_the_former_worthless(client, texts):
    confirmed()
    ask(client)
    client.post(reverse("accounts:answer_code"), {"resend": "1"})
    first, second = (code_in(text) for _phone, text in texts)
    if first != second:
        assert answer(client, first).status_code == 422
    assert answer(client, second).status_code == 302
    assert is_signed_in(client)


def test_one_phone_gets_four_codes_in_ten_minutes(client, texts):
    for _time in range(4):
        assert ask(client).status_code == 302
    response = ask(client)
    assert response.status_code == 422
    assert "chờ mười phút" in response.content.decode()
    assert len(texts) == 4


def test_a_code_is_in_no_log_no_address_and_no_session(client, texts, caplog):
    confirmed()
    with caplog.at_level(logging.DEBUG):
        response = ask(client)
    code = code_in(texts[0][1])
    assert code not in response["Location"]
    assert code not in caplog.text
    assert code not in str(dict(client.session))


def test_nobody_is_led_out_of_the_portal(client, texts):
    confirmed()
    for elsewhere in ("https://xau.vn/", "//xau.vn", "javascript:alert(1)"):
        ask(client, next=elsewhere)
        assert answer(client, code_in(texts[-1][1]))["Location"] == "/ho-so/"
        client.logout()


def test_who_squatted_on_an_address_loses_the_password_when_its_owner_comes(client, mailoutbox, settings):
    squatted = citizen("hoa@vidu.vn")
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    ask(client, "hoa@vidu.vn")
    answer(client, code_in(mailoutbox[-1].body))
    squatted.refresh_from_db()
    assert is_signed_in(client)
    assert not squatted.has_usable_password()


def test_a_portal_without_text_messages_says_so(client):
    def none(phone, text, *, key, at):
        raise NotSent("Cổng chưa gửi được tin nhắn.")

    stop = send_texts_by(none)
    try:
        response = ask(client)
    finally:
        stop()
    assert response.status_code == 422
    assert "chưa gửi được tin nhắn" in response.content.decode()


def test_the_partner_for_text_messages_gets_the_code(client, settings):
    from exchange.channels.configured import fake_store

    confirmed()
    ask(client)
    texts = [str(path.read_text()) for path in fake_store(settings.EXCHANGE["fakes"], "sms").folder.rglob("*.json")]
    assert any("+84912345678" in text or "84912345678" in text for text in texts)


# ── The phone as a name of the account ───────────────────────────────────────────────────
def test_a_phone_is_confirmed_by_a_code_after_the_password(client, texts):
    user = citizen()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    page = reverse("accounts:change_phone")
    assert client.get(page)["Location"].startswith(reverse("account_reauthenticate"))
    client.post(f"{reverse('account_reauthenticate')}?next={page}", {"password": PASSWORD})
    assert client.post(page, {"phone": "0987654321"})["Location"] == reverse("accounts:confirm_phone")
    user.refresh_from_db()
    assert user.phone == "+84912345678"
    client.post(reverse("accounts:confirm_phone"), {"code": code_in(texts[0][1])})
    user.refresh_from_db()
    assert (user.phone, user.phone_confirmed_at is not None) == ("+84987654321", True)


def test_a_phone_names_one_account_only(client, texts):
    confirmed()
    other = User.objects.create_user(None, full_name="Lê Thị Lan")
    client.force_login(other)
    client.post(reverse("accounts:change_phone"), {"phone": PHONE})
    response = client.post(reverse("accounts:confirm_phone"), {"code": code_in(texts[0][1])}, follow=True)
    assert "một tài khoản khác" in response.content.decode()
    other.refresh_from_db()
    assert (other.phone, other.phone_confirmed_at) == ("", None)


def test_a_confirmed_phone_is_not_changed_in_the_profile(client):
    user = confirmed()
    client.force_login(user)
    told = {"full_name": "Nguyễn Văn An", "personal_id": "001090123456", "phone": "0987654321"}
    assert client.post(reverse("accounts:profile"), told).status_code == 302
    user.refresh_from_db()
    assert user.phone == "+84912345678"


def test_who_came_by_phone_adds_a_mail_address(client, mailoutbox):
    named = {"phone": "+84912345678", "phone_confirmed_at": timezone.now()}
    user = User.objects.create_user(None, full_name="Lê Thị Lan", **named)
    client.force_login(user)
    assert client.get(reverse("account_email")).status_code == 200
    client.post(reverse("account_email"), {"action_add": "", "email": "lan@vidu.vn"})
    link = re.search(r"http://testserver(/\S+)", mailoutbox[-1].body)[1]
    client.post(link)
    user.refresh_from_db()
    assert user.email == "lan@vidu.vn"
