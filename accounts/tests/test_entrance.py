"""Citizens open accounts; people sign in and are led to their desk; nobody learns who else has an account."""

import gettext
import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import trans_real

from accounts.models import CitizenProfile, Role, User
from accounts.tests.people import PASSWORD, citizen, officer

pytestmark = pytest.mark.django_db

HOA = {
    "full_name": "Nguyễn Thị Hòa",
    "personal_id": "001 190 123 456",
    "phone": "0912.345.678",
    "email": "Hoa@ViDu.vn",
    "password1": PASSWORD,
    "password2": PASSWORD,
}

HOSTILE = {
    "full_name": "<script>alert('Hòa')</script>",
    "personal_id": "12345\x00",
    "phone": "' OR 1=1 --",
    "email": "hoa@@vidu",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


def sign_up(client, **changes):
    return client.post(reverse("account_signup"), {**HOA, **changes})


def sign_in(client, email="an@vidu.vn", password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": email, "password": password, **more})


def words(response):
    return response.content.decode()


def link_in(mail):
    return re.search(r"http://testserver(/\S+)", mail.body)[1]


@pytest.fixture
def mail_leaves(settings):
    """An installation with a mail server, where addresses are confirmed."""
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


# ── Sign-up ──────────────────────────────────────────────────────────────────────────────
def test_a_citizen_signs_up_and_is_signed_in(client):
    response = sign_up(client)
    assert (response.status_code, response["Location"]) == (302, "/ho-so/")
    user = User.objects.select_related("profile").get()
    assert (user.email, user.full_name, user.phone) == ("hoa@vidu.vn", "Nguyễn Thị Hòa", "+84912345678")
    assert user.profile.personal_id == "001190123456"
    assert client.session["_auth_user_id"] == str(user.pk)


def test_who_came_from_a_page_returns_to_it(client):
    here = "/thu-tuc/1.000001/"
    response = client.get(reverse("account_signup"), {"next": here})
    assert f'name="next" value="{here}"' in words(response)
    assert sign_up(client, next=here)["Location"] == here


@pytest.mark.parametrize("elsewhere", ["https://xau.vn/", "//xau.vn", "javascript:alert(1)"])
def test_nobody_is_led_out_of_the_portal(client, elsewhere):
    assert sign_up(client, next=elsewhere)["Location"] == "/ho-so/"
    assert sign_in(client, next=elsewhere)["Location"] == "/ho-so/"


def test_what_was_typed_wrongly_is_explained_and_kept(client):
    response = sign_up(client, **HOSTILE)
    page = words(response)
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"full_name", "personal_id", "phone", "email"}
    assert "&lt;script&gt;alert" in page
    assert "<script>alert" not in page
    assert 'value="hoa@@vidu"' in page
    assert "OR 1=1 --" in page
    assert PASSWORD not in page
    assert not User.objects.exists()


def test_an_empty_form_says_what_each_field_needs(client):
    response = client.post(reverse("account_signup"), {})
    assert all("Ông/Bà nhập" in errors[0] for errors in response.context["form"].errors.values())
    assert len(response.context["form"].errors) == 6


def test_nobody_becomes_an_officer_by_a_field_that_is_not_there(client):
    sign_up(client, is_staff="1", is_superuser="1", role=Role.APPROVER)
    user = User.objects.get()
    assert not (user.is_staff or user.is_superuser or user.posts.exists())


@pytest.mark.parametrize(
    ("first", "second", "field"),
    [
        ("ngắn7", "ngắn7", "password1"),
        ("83920175648392", "83920175648392", "password1"),
        ("password123", "password123", "password1"),
        ("Nguyễn Thị Hòa", "Nguyễn Thị Hòa", "password1"),
        ("hoa@vidu.vn", "hoa@vidu.vn", "password1"),
        ("x" * 300, "x" * 300, "password1"),
        (PASSWORD, PASSWORD + "8", "password2"),
    ],
)
def test_a_password_that_protects_nothing_is_refused(client, first, second, field):
    response = sign_up(client, password1=first, password2=second)
    assert field in response.context["form"].errors
    assert not User.objects.exists()


def test_of_a_double_press_the_second_makes_nothing_and_leads_to_sign_in(client, monkeypatch):
    citizen("hoa@vidu.vn")
    # The first press is not yet visible when the second is checked.
    monkeypatch.setattr("allauth.account.internal.flows.manage_email.assess_unique_email", lambda *_a, **_k: True)
    response = sign_up(client)
    assert (response.status_code, response["Location"]) == (302, reverse("account_login"))
    assert User.objects.count() == CitizenProfile.objects.count() == 1


def test_a_profile_that_cannot_be_kept_leaves_no_half_account(client, monkeypatch):
    def fail(*_arguments, **_options):
        raise RuntimeError

    monkeypatch.setattr("accounts.services.open_profile", fail)
    with pytest.raises(RuntimeError):
        sign_up(client)
    assert not User.objects.exists()


# ── Who has an account is nobody's business ──────────────────────────────────────────────
def test_signing_up_answers_alike_for_a_known_and_an_unknown_address(client, mail_leaves, mailoutbox):
    citizen("an@vidu.vn")
    answers = [sign_up(client, email=email) for email in ("an@vidu.vn", "moi@vidu.vn")]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, reverse("account_email_verification_sent"))
    }
    assert [mail.subject for mail in mailoutbox] == ["Ông/Bà đã có tài khoản", "Xác nhận địa chỉ thư điện tử"]
    assert User.objects.filter(email="an@vidu.vn").count() == 1


def test_a_confirmed_address_opens_the_account(client, mail_leaves, mailoutbox):
    sign_up(client)
    page = client.get(link_in(mailoutbox[0]))
    assert "hoa@vidu.vn" in words(page)
    client.post(link_in(mailoutbox[0]))
    assert sign_in(client, "hoa@vidu.vn")["Location"] == "/ho-so/"


def test_without_mail_a_taken_address_is_refused_and_nothing_is_overwritten(client):
    known = citizen("hoa@vidu.vn")
    response = sign_up(client)
    assert "hãy đăng nhập hoặc lấy lại mật khẩu" in words(response)
    known.refresh_from_db()
    assert (known.full_name, known.check_password(PASSWORD)) == ("Nguyễn Văn An", True)


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(client):
    citizen()
    answers = [sign_in(client, "an@vidu.vn", "sai"), sign_in(client, "khong-co@vidu.vn", "sai")]
    assert [answer.context["form"].non_field_errors() for answer in answers] == [
        ["Thư điện tử hoặc mật khẩu không đúng. Ông/Bà kiểm tra rồi nhập lại."]
    ] * 2
    assert "sai" not in words(answers[0]).split('name="password"')[1].split(">")[0]


def test_asking_for_a_new_password_answers_alike_for_every_address(client, mailoutbox):
    citizen()
    pages = []
    for email in ("an@vidu.vn", "khong-co@vidu.vn"):
        response = client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        pages.append(re.sub(r'value="[\w]{64}"', "", words(response)))
    assert pages[0] == pages[1]
    assert [mail.subject for mail in mailoutbox] == ["Đặt lại mật khẩu", "Chưa có tài khoản với địa chỉ này"]


# ── Sign-in ──────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("roles", "desk"),
    [
        ([], "/ho-so/"),
        ([Role.CLERK], "/quay/"),
        ([Role.APPRAISER], "/xu-ly/"),
        ([Role.APPROVER], "/xu-ly/"),
        ([Role.SEAL_KEEPER], "/xu-ly/"),
        ([Role.LEADER], "/lanh-dao/"),
        ([Role.LEADER, Role.APPROVER], "/xu-ly/"),
    ],
)
def test_everybody_is_led_to_their_desk(client, roles, desk):
    officer(*roles)
    assert sign_in(client, "BINH@vidu.vn")["Location"] == desk


def test_who_no_longer_holds_a_post_is_a_citizen(client):
    officer(Role.CLERK, valid_to=date(2021, 1, 1))
    assert sign_in(client, "binh@vidu.vn")["Location"] == "/ho-so/"


def test_who_was_asked_to_sign_in_returns_to_that_page(client):
    citizen()
    profile = reverse("accounts:profile")
    asked = client.get(profile)
    assert asked["Location"] == f"{reverse('account_login')}?next={profile}"
    assert sign_in(client, next=profile)["Location"] == profile


def test_who_is_signed_in_does_not_sign_in_again(client):
    client.force_login(officer(Role.CLERK))
    assert client.get(reverse("account_login"))["Location"] == "/quay/"


def test_after_five_failures_even_the_right_password_waits(client):
    citizen()
    for _attempt in range(5):
        assert "không đúng" in words(sign_in(client, password="sai"))
    response = sign_in(client)
    assert "chờ 5 phút" in words(response)
    assert "_auth_user_id" not in client.session
    # Another person at the same counter is not held up.
    citizen("hoa@vidu.vn")
    assert sign_in(client, "hoa@vidu.vn").status_code == 302


def test_a_flood_of_requests_is_answered_in_vietnamese(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"signup": "2/m/ip"}
    answers = [client.post(reverse("account_signup"), {}) for _turn in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "Quá nhiều yêu cầu" in words(answers[-1])


def test_a_suspended_account_is_told_so_only_with_its_password(client):
    citizen(is_active=False)
    assert "không đúng" in words(sign_in(client, password="sai"))
    response = client.post(reverse("account_login"), {"login": "an@vidu.vn", "password": PASSWORD}, follow=True)
    assert "tạm khóa" in words(response)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("login", ["", "an", "an@vidu.vn\x00", "a" * 5000, "' OR ''='"])
def test_whatever_is_typed_the_answer_is_a_page(client, login):
    response = sign_in(client, login, "x")
    assert response.status_code == 200
    assert response.context["form"].errors


def test_looking_at_the_sign_out_page_signs_nobody_out(client):
    client.force_login(citizen())
    assert client.get(reverse("account_logout")).status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post(reverse("account_logout"))["Location"] == "/"
    assert "_auth_user_id" not in client.session


# ── What guards the account ──────────────────────────────────────────────────────────────
def test_a_forgotten_password_is_replaced_through_the_mailed_link_once(client, mailoutbox):
    citizen()
    client.post(reverse("account_reset_password"), {"email": "an@vidu.vn"})
    link = link_in(mailoutbox[0])
    form = client.get(link, follow=True)
    assert "Đặt mật khẩu mới" in words(form)
    address = form.redirect_chain[-1][0]
    wrong = client.post(address, {"password1": "moi hoan toan 8", "password2": "khac hoan toan 8"})
    assert "không giống nhau" in words(wrong)
    client.post(address, {"password1": "moi hoan toan 8", "password2": "moi hoan toan 8"})
    assert "không dùng được" in words(client.get(link, follow=True))
    assert sign_in(client, password="moi hoan toan 8").status_code == 302
    assert mailoutbox[-1].subject == "Mật khẩu đã được đặt lại"


@pytest.mark.parametrize("tail", ["1-abc/", "zzzz-abc-def/", "0-set-password/", "999999999999999999-x/"])
def test_a_forged_link_is_refused_in_words(client, tail):
    response = client.get(f"/tai-khoan/mat-khau/quen/{tail}")
    assert (response.status_code, "không dùng được" in words(response)) == (200, True)


def test_a_password_is_changed_with_the_old_one_and_the_owner_is_told(client, mailoutbox):
    user = citizen()
    client.force_login(user)
    change = {"oldpassword": "sai", "password1": "moi hoan toan 8", "password2": "moi hoan toan 8"}
    assert "Mật khẩu hiện tại không đúng" in words(client.post(reverse("account_change_password"), change))
    response = client.post(reverse("account_change_password"), {**change, "oldpassword": PASSWORD}, follow=True)
    assert response.redirect_chain[-1][0] == reverse("accounts:profile")
    assert "Đã đổi mật khẩu" in words(response)
    assert [mail.subject for mail in mailoutbox] == ["Mật khẩu đã được đổi"]


def test_an_address_changes_once_the_password_and_the_new_address_are_confirmed(client, mailoutbox):
    user = citizen()
    client.force_login(user)
    asked = client.post(reverse("account_email"), {"email": "Moi@vidu.vn", "action_add": ""})
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert "Mật khẩu không đúng" in words(client.post(asked["Location"], {"password": "sai"}))
    client.post(asked["Location"], {"password": PASSWORD})
    (mail,) = mailoutbox
    assert mail.to == ["moi@vidu.vn"]
    assert "Đang chờ xác nhận" in words(client.get(reverse("account_email")))
    user.refresh_from_db()
    assert user.email == "an@vidu.vn"
    client.post(link_in(mail))
    user.refresh_from_db()
    assert user.email == "moi@vidu.vn"
    assert [address.email for address in user.emailaddress_set.all()] == ["moi@vidu.vn"]


def test_a_change_of_address_may_be_dropped_but_never_the_present_address(client, mailoutbox):
    user = citizen()
    client.force_login(user)
    asked = client.post(reverse("account_email"), {"email": "moi@vidu.vn", "action_add": ""})
    client.post(asked["Location"], {"password": PASSWORD})
    for email in ("an@vidu.vn", "moi@vidu.vn"):
        client.post(reverse("account_email"), {"email": email, "action_remove": ""})
    user.refresh_from_db()
    assert user.email == "an@vidu.vn"
    assert [address.email for address in user.emailaddress_set.all()] == ["an@vidu.vn"]
    client.post(link_in(mailoutbox[0]))
    user.refresh_from_db()
    assert user.email == "an@vidu.vn"


def test_nobody_takes_the_address_of_another_account(client, mailoutbox):
    citizen("hoa@vidu.vn")
    user = citizen()
    client.force_login(user)
    asked = client.post(reverse("account_email"), {"email": "hoa@vidu.vn", "action_add": ""})
    client.post(asked["Location"], {"password": PASSWORD})
    for mail in mailoutbox:
        client.post(link_in(mail))
    user.refresh_from_db()
    assert user.email == "an@vidu.vn"


# ── The language ─────────────────────────────────────────────────────────────────────────
class Recorder(gettext.NullTranslations):
    """Collects the texts that the Vietnamese catalogues do not have and that are not Vietnamese themselves."""

    def __init__(self):
        super().__init__()
        self.foreign = set()

    def gettext(self, message):
        if message.isascii() and message.strip():
            self.foreign.add(message)
        return message


def test_no_page_of_the_entrance_speaks_english(client, monkeypatch, mailoutbox):
    recorder = Recorder()
    monkeypatch.setattr(trans_real.translation("vi"), "_fallback", recorder)
    names = [
        "account_login",
        "account_signup",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
        "account_inactive",
        "account_email_verification_sent",
    ]
    user = citizen()
    for name in names:
        client.get(reverse(name))
    sign_up(client, **{**HOSTILE, "password1": "1", "password2": "2"})
    sign_up(client, email="an@vidu.vn", password1="an@vidu.vn", password2="an@vidu.vn")
    sign_in(client, password="sai")
    client.get("/tai-khoan/mat-khau/quen/1-abc/")
    client.get("/tai-khoan/thu-dien-tu/xac-nhan/abc/")
    client.post(reverse("account_reset_password"), {"email": "khong-co@vidu.vn"})
    client.force_login(user)
    for name in ("account_email", "account_change_password", "account_reauthenticate", "account_logout"):
        client.get(reverse(name))
    client.post(reverse("account_email"), {"email": "an@vidu.vn", "action_add": ""})
    client.post(reverse("account_change_password"), {"oldpassword": "x", "password1": "1", "password2": "2"})
    client.get(reverse("accounts:profile"))
    client.post(reverse("accounts:profile"), {})
    assert recorder.foreign == set()


def test_about_a_password_one_thing_is_said_at_a_time(client):
    response = sign_up(client, password1="123", password2="123")
    assert len(response.context["form"].errors["password1"]) == 1
