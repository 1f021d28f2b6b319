"""The province's own words: only known facts, versions, and what goes out while they hold."""

import pytest
from django.urls import reverse

from accounts.models import AdministrativeEvent, User
from dossiers.errors import InvalidInput
from dossiers.tests.cast import MONDAY, instant
from dossiers.workflow import Status
from exchange import services
from exchange.addressing import address_new
from exchange.kinds import Kind
from exchange.models import Delivery, NoticeWording
from exchange.wordings import (
    FACTS,
    filled,
    is_broken,
    known_facts,
    languages_of,
    listed_facts,
    samples,
    shipped_words,
    unknown_facts,
)

NOON = instant(MONDAY, "12:00")
OWN = {
    "subject": "Hồ sơ {{ code }} đã về đến nơi",
    "body": "Chào {{ name }}, hồ sơ %(code)s hẹn trả {{ due }}.",
    "status": "đã về",
}


@pytest.fixture
def clerk_of_words(world):
    return User.objects.create_user("quantri@test.test", full_name="Lý Quản Trị", is_staff=True)


def write(actor, kind=Kind.RECEIVED, *, seen=0, language="vi", **changed):
    services.write_wording(kind, language, seen=seen, actor=actor, at=NOON, **(OWN | changed))


# ── Facts ────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("kind", Kind)
def test_every_fact_of_every_kind_has_words_and_a_sample(kind):
    for language, _words in languages_of(kind):
        words = shipped_words(kind, language)
        for text in words.values():
            assert not unknown_facts(kind, text) and not is_broken(text)
        assert words["body"]
        assert not is_broken(filled(words["body"], samples(kind)))
    assert set(known_facts(kind)) <= set(FACTS) and len(listed_facts(kind)) == len(known_facts(kind))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ code }} và %(code)s", "H1 và H1"),
        ("{{code}}: {{ due }}", "H1: "),
        ("100 % đúng {{ words }}", "100 % đúng {{ code }}"),
        ("{{ papers }}", "- Tờ khai: thiếu chữ ký\n- Ảnh"),
    ],
)
def test_facts_are_put_in_as_plain_text_and_never_looked_into_again(text, said):
    papers = [{"name": "Tờ khai", "reason": "thiếu chữ ký"}, {"name": "Ảnh", "reason": ""}]
    assert filled(text, {"code": "H1", "words": "{{ code }}", "papers": papers}) == said


@pytest.mark.parametrize("text", ["{% load static %}", "{{ code", "%(code", "{{ code|safe }}", "{{ code.x }}"])
def test_nothing_but_a_name_is_a_fact(text, clerk_of_words):
    with pytest.raises(InvalidInput):
        write(clerk_of_words, body=text)


def test_a_fact_that_the_kind_does_not_know_is_refused(clerk_of_words):
    with pytest.raises(InvalidInput) as refused:
        write(clerk_of_words, subject="{{ password }}")
    assert refused.value.field == "subject" and not NoticeWording.objects.exists()


# ── Versions ─────────────────────────────────────────────────────────────────────────────
def test_each_change_is_a_version_and_an_event(clerk_of_words):
    write(clerk_of_words)
    with pytest.raises(services.StaleWording):
        write(clerk_of_words, body="Khác.")
    write(clerk_of_words, seen=1, body="Khác.")
    with pytest.raises(InvalidInput, match="thay đổi"):
        write(clerk_of_words, seen=2, body="Khác.")
    assert [wording.version for wording in NoticeWording.objects.order_by("version")] == [1, 2]
    event = AdministrativeEvent.objects.order_by("-pk").first()
    assert event.changes == {"Nội dung thư": [OWN["body"], "Khác."]} and event.actor == clerk_of_words


def test_own_words_go_out_while_they_hold(world, dossier_in, clerk_of_words):
    write(clerk_of_words)
    dossier = dossier_in(Status.IN_APPRAISAL)
    address_new(at=NOON)
    letter = Delivery.objects.get(notice__kind=Kind.RECEIVED, channel="email")
    assert letter.subject == f"Hồ sơ {dossier.code} đã về đến nơi"
    assert f"hồ sơ {dossier.code} hẹn trả ngày 09/03/2026." in letter.text and "Mã hồ sơ" in letter.text

    services.withdraw_wording(Kind.RECEIVED, "vi", seen=1, actor=clerk_of_words, at=NOON)
    with pytest.raises(services.StaleWording):
        services.withdraw_wording(Kind.RECEIVED, "vi", seen=1, actor=clerk_of_words, at=NOON)
    dossier = dossier_in(Status.IN_APPRAISAL)
    address_new(at=NOON)
    letter = Delivery.objects.get(notice__kind=Kind.RECEIVED, channel="email", notice__dossier=dossier)
    assert letter.subject == f"Hồ sơ {dossier.code} đã được tiếp nhận"


# ── Pages ────────────────────────────────────────────────────────────────────────────────
def test_an_administrator_previews_writes_and_withdraws(clerk_of_words, client):
    client.force_login(clerk_of_words)
    assert client.get(reverse("exchange:wordings")).status_code == 200
    page = reverse("exchange:wording", args=["received", "vi"])
    assert "{{ due }}" in client.get(page).content.decode()
    seen = client.post(page, {**OWN, "seen": 0, "viec": "xem"})
    assert seen.status_code == 200 and "Chào Nguyễn Văn An" in seen.content.decode()
    assert not NoticeWording.objects.exists()
    wrong = client.post(page, {**OWN, "body": "{{ mat_khau }}", "seen": 0, "viec": "luu"})
    assert wrong.status_code == 422 and "không có dữ liệu: mat_khau" in wrong.content.decode()
    assert client.post(page, {**OWN, "seen": 0, "viec": "luu"}).status_code == 302
    stale = client.post(page, {**OWN, "body": "Lời của người đến sau", "seen": 0, "viec": "luu"})
    assert stale.status_code == 409 and "Lời của người đến sau" in stale.content.decode()
    withdrawn = client.post(reverse("exchange:withdraw_wording", args=["received", "vi"]), {"seen": 1})
    assert withdrawn.status_code == 302
    assert NoticeWording.objects.get().withdrawn_at


@pytest.mark.parametrize("name", ["ha", "dung", "an"])
def test_nobody_else_writes_words(world, client, name):
    client.force_login(getattr(world, name))
    for address in (reverse("exchange:wordings"), reverse("exchange:wording", args=["received", "vi"])):
        assert client.get(address).status_code == 403
