"""What each channel makes of what its partner answers: over real HTTP and SMTP on loopback."""

import smtplib
import socket
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from dossiers.tests.cast import MONDAY_MORNING
from exchange.channels.configured import channels
from exchange.channels.contract import ChannelName, Message, NoSuchRecipient, Permanent, Temporary
from exchange.channels.email import Email, message_id
from exchange.fakes.store import Behaviour
from exchange.models import PartnerToken

PHONE = "+84900000127"
SHORT = Message(PHONE, "Hồ sơ H98.03-260302-0001 đã có kết quả.", parameters={"ma_ho_so": "H98.03-260302-0001"})
LETTER = Message("an@test.test", "Kính gửi Ông An,\n\nĐã có kết quả.", "Đã có kết quả", "<p>Đã có kết quả.</p>")


def send(name: ChannelName, message: Message = SHORT, key: str = "k1"):
    return channels()[name].send(message, key=key, at=MONDAY_MORNING)


# ── SMS ──────────────────────────────────────────────────────────────────────────────────
def test_a_text_message_is_taken_over_with_a_number(served):
    receipt = send(ChannelName.SMS)

    assert served.texts == [SHORT.text]
    assert receipt.reference in receipt.proof
    assert channels()[ChannelName.SMS].report(receipt.reference).has_arrived


def test_the_same_key_twice_is_one_text_message(served):
    assert send(ChannelName.SMS).reference == send(ChannelName.SMS).reference
    assert len(served.texts) == 1


def test_a_lost_answer_of_the_gateway_is_asked_for_again_and_sends_nothing_twice(served):
    served.sms.store.behaviour = Behaviour.DUPLICATE

    with pytest.raises(Temporary):
        send(ChannelName.SMS)
    send(ChannelName.SMS)

    assert len(served.texts) == 1


@pytest.mark.parametrize("behaviour", [Behaviour.OUTAGE, Behaviour.SLOW])
def test_a_gateway_that_is_away_or_slow_is_asked_again_later(served, behaviour):
    served.sms.store.behaviour = behaviour

    with pytest.raises(Temporary) as failure:
        send(ChannelName.SMS)

    assert failure.value.tells_of_channel


def test_a_number_that_does_not_exist_says_nothing_about_the_channel(served):
    with pytest.raises(NoSuchRecipient) as failure:
        send(ChannelName.SMS, Message("+84900000404", "…"))

    assert not failure.value.tells_of_channel


def test_a_refusal_of_the_gateway_is_final(served):
    served.sms.store.behaviour = Behaviour.REJECT

    with pytest.raises(Permanent, match="brand_name_not_registered"):
        send(ChannelName.SMS)


def test_a_gateway_that_does_not_know_our_token_is_asked_again_once_it_does(served, settings):
    settings.EXCHANGE["sms"]["token"] = "another"

    with pytest.raises(Temporary, match="mã truy cập"):
        send(ChannelName.SMS)


def test_nobody_behind_the_address_of_the_gateway(served, settings):
    settings.EXCHANGE["sms"]["url"] = "http://127.0.0.1:9"

    with pytest.raises(Temporary, match="Không kết nối được"):
        send(ChannelName.SMS)


# ── Zalo ─────────────────────────────────────────────────────────────────────────────────
pytestmark = pytest.mark.django_db


def test_zalo_gets_no_more_than_code_status_and_link(served):
    send(ChannelName.ZALO)

    (taken,) = served.notices
    assert taken["phone"] == "84900000127"
    assert taken["template_data"] == {"ma_ho_so": "H98.03-260302-0001"}
    assert "H98.03" not in str({**taken, "template_data": None})


def test_only_error_zero_of_zalo_is_success_whatever_its_status_says(served):
    served.zalo.store.behaviour = Behaviour.REJECT

    with pytest.raises(Permanent, match="-115"):
        send(ChannelName.ZALO)


def test_a_number_without_zalo_is_told_apart(served):
    with pytest.raises(NoSuchRecipient):
        send(ChannelName.ZALO, Message("+84900000118", "…"))


def test_an_expired_token_is_renewed_once_and_the_new_pair_is_kept(served):
    send(ChannelName.ZALO)
    served.zalo.expire()

    send(ChannelName.ZALO, key="k2")

    assert len(served.notices) == 2
    kept = PartnerToken.objects.get()
    assert (kept.access_token, kept.refresh_token) == ("fake-access-2", "fake-refresh-2")
    assert kept.leased_until is None


def test_while_one_worker_renews_the_token_another_waits_and_spends_nothing(served):
    send(ChannelName.ZALO)
    served.zalo.expire()
    PartnerToken.objects.update(leased_until=MONDAY_MORNING.replace(minute=1))

    with pytest.raises(Temporary) as failure:
        send(ChannelName.ZALO, key="k2")

    assert not failure.value.tells_of_channel
    assert served.zalo.store.counted("issued") == 1


def test_a_token_that_another_worker_has_renewed_is_taken_as_it_is(served):
    send(ChannelName.ZALO)
    seen = PartnerToken.objects.get().access_token
    served.zalo.expire()
    send(ChannelName.ZALO, key="k2")

    channel = channels()[ChannelName.ZALO]
    assert channel.tokens.renew(seen, channel._fetch, at=MONDAY_MORNING) == "fake-access-2"
    assert served.zalo.store.counted("issued") == 2


def test_a_refresh_token_that_zalo_does_not_take_stops_no_lease(served):
    send(ChannelName.ZALO)
    PartnerToken.objects.update(refresh_token="spent")
    served.zalo.expire()

    with pytest.raises(Temporary, match="không cấp mã"):
        send(ChannelName.ZALO, key="k2")

    assert PartnerToken.objects.get().leased_until is None


def test_another_refresh_token_from_the_operator_begins_anew(served, settings):
    send(ChannelName.ZALO)
    PartnerToken.objects.update(refresh_token="spent", access_token="spent")
    with pytest.raises(Temporary):
        send(ChannelName.ZALO, key="k2")

    settings.EXCHANGE["zalo"]["refresh_token"] = "fake-refresh-1"
    send(ChannelName.ZALO, key="k3")

    assert len(served.notices) == 2
    assert PartnerToken.objects.get().begun_with == "fake-refresh-1"


def test_what_zalo_may_have_taken_is_not_repeated(served):
    send(ChannelName.ZALO)
    served.zalo.store.behaviour = Behaviour.SLOW

    with pytest.raises(Permanent, match="không rõ"):
        send(ChannelName.ZALO, key="k2")


def test_a_zalo_that_is_away_is_asked_again_later(served):
    send(ChannelName.ZALO)
    served.zalo.store.behaviour = Behaviour.OUTAGE

    with pytest.raises(Temporary):
        send(ChannelName.ZALO, key="k2")


# ── E-mail ───────────────────────────────────────────────────────────────────────────────
class Mailbox:
    """A mail server that takes letters, or answers what it is told to."""

    def __init__(self) -> None:
        self.letters = []
        self.answers = {}

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - the names of SMTP
        if "RCPT" in self.answers:
            return self.answers["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if "DATA" in self.answers:
            return self.answers["DATA"]
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def mailbox(settings):
    box = Mailbox()
    # The controller knocks at its own port, so it has to be told one.
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 5
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.DEFAULT_FROM_EMAIL = "Một Cửa <mot-cua@tinh.test>"
    yield box
    controller.stop()


def test_a_letter_goes_out_by_smtp_as_text_and_as_page(mailbox):
    receipt = send(ChannelName.EMAIL, LETTER)

    (letter,) = mailbox.letters
    assert letter["To"] == "an@test.test"
    assert letter["Subject"] == "Đã có kết quả"
    assert letter["Message-ID"] == receipt.reference == message_id("k1")
    assert letter["Message-ID"].endswith("@tinh.test>")
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_body(("plain",)).get_content().split() == LETTER.text.split()
    assert "<p>" in letter.get_body(("html",)).get_content()


def test_a_letter_sent_again_keeps_its_message_id(mailbox):
    send(ChannelName.EMAIL, LETTER)
    send(ChannelName.EMAIL, LETTER)

    assert len({letter["Message-ID"] for letter in mailbox.letters}) == 1


@pytest.mark.parametrize(
    ("at", "answer", "failure", "tells"),
    [
        ("RCPT", "550 5.1.1 No such user", NoSuchRecipient, False),
        ("RCPT", "450 4.2.0 Greylisted", Temporary, False),
        ("DATA", "554 5.7.1 Spam", Permanent, True),
        ("DATA", "451 4.3.0 Try again", Temporary, True),
    ],
)
def test_what_the_mail_server_answers_decides_what_happens_next(mailbox, at, answer, failure, tells):
    mailbox.answers[at] = answer

    with pytest.raises(failure) as raised:
        send(ChannelName.EMAIL, LETTER)

    assert type(raised.value) is failure
    assert raised.value.tells_of_channel is tells


def test_a_mail_server_that_is_away_is_asked_again_later(mailbox, settings):
    settings.EMAIL_PORT = 9

    with pytest.raises(Temporary):
        send(ChannelName.EMAIL, LETTER)


def test_an_account_that_the_mail_server_does_not_know_stops_the_channel_and_no_letter(monkeypatch):
    def refuse(self, *how):
        raise smtplib.SMTPAuthenticationError(535, b"Bad credentials")

    monkeypatch.setattr("django.core.mail.message.EmailMultiAlternatives.send", refuse)

    with pytest.raises(Temporary) as failure:
        Email().send(LETTER, key="k1", at=MONDAY_MORNING)

    assert failure.value.tells_of_channel
