"""The pages of apologies: the officer's list, one dossier's page, the approver's signature at the desk."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers.models import ApologyDelivery, ApologyNotice
from dossiers.services import apology_drafts
from dossiers.tests.apologising import REASON, apologise
from dossiers.tests.cast import MONDAY, SESSION_QUERIES, instant, loaded
from dossiers.workflow import Action, Status

THURSDAY = instant(MONDAY + timedelta(days=3), "09:00")
TUESDAY = instant(MONDAY + timedelta(days=8), "09:00")
TASKS = reverse("dossiers:apology_tasks")


def page_of(dossier):
    return reverse("dossiers:apology", args=[dossier.code])


def typed(dossier, **changed):
    return {
        "seen": dossier.revision,
        "step": "appraisal",
        "cause": "workload",
        "reason": REASON,
        "new_due_on": "11/03/2026",
    } | changed


@pytest.fixture
def foreseen(dossier_in):
    """A dossier two working days before its date, with its draft."""
    dossier = dossier_in(Status.IN_APPRAISAL)
    apology_drafts.sweep(at=THURSDAY)
    return dossier


# ── The list ─────────────────────────────────────────────────────────────────────────────
@time_machine.travel(THURSDAY)
def test_a_draft_moves_from_confirming_to_signing_to_delivering(foreseen, world, client, chi):
    client.force_login(chi)
    for number, change in enumerate((None, "confirmed", "signed")):
        if change == "confirmed":
            assert client.post(page_of(foreseen), typed(foreseen)).status_code == 302
        elif change == "signed":
            apologise(world, foreseen, at=THURSDAY)
        shown = client.get(TASKS).context["shown"]
        assert [tab["count"] for tab in shown.tabs] == [number == each for each in range(3)]
        assert [row.code for row in shown.rows] == [foreseen.code]


@time_machine.travel(THURSDAY)
def test_the_list_says_whether_the_date_can_still_be_kept(foreseen, dossier_in, client, chi):
    client.force_login(chi)
    (row,) = client.get(TASKS).context["shown"].rows
    # Thursday 9:00 to Monday evening is more than approval, seal and return need beside a quarter of the appraisal.
    assert row.outlook.label == "Còn kịp nếu làm ngay"
    for later, outlook in ((instant(MONDAY + timedelta(days=7)), "Khó kịp hạn"), (TUESDAY, "Đã trễ hạn")):
        with time_machine.travel(later):
            client.force_login(chi)
            assert client.get(TASKS).context["shown"].rows[0].outlook.label == outlook


@pytest.mark.parametrize(("name", "status"), [("an", 403), ("giang", 403), ("ha", 403), ("mai", 403), ("binh", 200)])
@time_machine.travel(THURSDAY)
def test_who_works_with_apologies(foreseen, world, client, name, status):
    client.force_login(getattr(world, name))
    answer = client.get(TASKS)
    assert answer.status_code == status
    if status == 200:
        assert not answer.context["shown"].rows


@time_machine.travel(THURSDAY)
def test_other_agencies_see_nothing(foreseen, client, khoa):
    client.force_login(khoa)
    assert not client.get(TASKS).context["shown"].rows
    assert client.get(page_of(foreseen)).status_code == 404


@time_machine.travel(THURSDAY)
def test_a_finished_dossier_leaves_the_list_before_any_job_runs(world, dossier_in, client, chi):
    dossier = dossier_in(Status.AWAITING_SEAL)
    apology_drafts.sweep(at=THURSDAY)
    world.act(dossier, Action.SEAL, at=THURSDAY)
    client.force_login(chi)
    assert not client.get(TASKS).context["shown"].rows


@time_machine.travel(THURSDAY)
def test_the_list_costs_the_same_for_one_and_for_thirty(dossier_in, client, chi, django_assert_max_num_queries):
    client.force_login(chi)
    spent = []
    for more in (1, 29):
        for _ in range(more):
            dossier_in(Status.IN_APPRAISAL)
        apology_drafts.sweep(at=THURSDAY)
        client.get(TASKS)
        with django_assert_max_num_queries(13 + SESSION_QUERIES) as statements:
            assert len(client.get(TASKS).context["shown"].rows) == len(spent) * 29 + 1
        spent.append(len(statements))
    assert spent[0] == spent[1]


# ── One dossier ──────────────────────────────────────────────────────────────────────────
@time_machine.travel(THURSDAY)
def test_the_page_proposes_what_the_clock_tells_before_any_job_ran(dossier_in, client, chi):
    dossier = dossier_in(Status.IN_APPRAISAL)
    client.force_login(chi)
    answer = client.get(page_of(dossier))
    page = answer.content.decode()
    assert not ApologyNotice.objects.exists()
    assert "Sắp đến ngày hẹn mà hồ sơ chưa xong" in page
    assert 'value="10/03/2026"' in page
    assert "Thẩm định hồ sơ" in page
    assert "Xác nhận, trình ký" in page


@time_machine.travel(THURSDAY)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(foreseen, client, chi):
    client.force_login(chi)
    answer = client.post(page_of(foreseen), typed(foreseen, new_due_on="14/03/2026", reason="Riêng lý do này."))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ngày này là ngày nghỉ" in page
    assert "Riêng lý do này." in page
    answer = client.post(page_of(foreseen), typed(foreseen, cause="", reason="", new_due_on="31/02/2026"))
    assert answer.status_code == 422
    assert not ApologyNotice.objects.filter(confirmed_at__isnull=False).exists()


@time_machine.travel(THURSDAY)
def test_a_page_that_is_out_of_date_changes_nothing(foreseen, world, client, chi):
    client.force_login(chi)
    old = typed(foreseen)
    world.act(foreseen, Action.TAKE, at=THURSDAY)
    answer = client.post(page_of(foreseen), old)
    assert answer.status_code == 409
    assert REASON in answer.content.decode()
    assert not ApologyNotice.objects.filter(confirmed_at__isnull=False).exists()
    assert client.post(page_of(foreseen), typed(loaded(foreseen))).status_code == 302


@time_machine.travel(THURSDAY)
def test_the_approver_signs_at_the_desk_what_the_officer_confirmed(foreseen, client, chi, dung):
    client.force_login(chi)
    client.post(page_of(foreseen), typed(foreseen))
    client.force_login(dung)
    sign = reverse("dossiers:move", args=[foreseen.code, "reappoint"])
    assert sign in client.get(page_of(foreseen)).content.decode()
    asked = client.get(sign).content.decode()
    assert REASON in asked and 'value="11/03/2026"' in asked
    assert client.post(sign, typed(foreseen)).status_code == 302
    assert loaded(foreseen).due_on.isoformat() == "2026-03-11"
    assert client.get(page_of(foreseen)).context["prepared"] is None


@time_machine.travel(TUESDAY)
def test_approving_a_late_dossier_is_refused_in_words_that_lead_to_the_apology(dossier_in, client, dung):
    dossier = dossier_in(Status.IN_APPROVAL)
    client.force_login(dung)
    answer = client.post(reverse("dossiers:move", args=[dossier.code, "approve"]), {"seen": dossier.revision})
    assert answer.status_code == 403
    assert "chưa có phiếu xin lỗi được ký" in answer.content.decode()
    desk = client.get(reverse("dossiers:desk", args=[dossier.code])).content.decode()
    assert page_of(dossier) in desk


@time_machine.travel(THURSDAY)
def test_a_clerk_records_that_the_apology_was_handed_over(foreseen, world, client, binh):
    apologise(world, foreseen, at=THURSDAY)
    client.force_login(binh)
    address = reverse("dossiers:apology_delivered", args=[foreseen.code, 1])
    answer = client.post(address, {"channel": "in_person", "proof": ""})
    assert answer.status_code == 422
    assert "bằng chứng" in answer.content.decode()
    assert client.post(address, {"channel": "in_person", "proof": "Bà Mận ký nhận."}).status_code == 302
    assert ApologyDelivery.objects.get().recorded_by == binh
    assert "Bà Mận ký nhận." in client.get(page_of(foreseen)).content.decode()
    nowhere = reverse("dossiers:apology_delivered", args=[foreseen.code, 7])
    assert client.post(nowhere, {"channel": "phone", "proof": "x"}).status_code == 404
    assert client.get(address).status_code == 405


@time_machine.travel(THURSDAY)
def test_nobody_prepares_the_apology_for_their_own_dossier(foreseen, client, chi, an):
    foreseen.submitter = chi
    foreseen.save(update_fields=["submitter"])
    client.force_login(chi)
    assert client.get(page_of(foreseen)).status_code == 403
    client.force_login(an)
    assert client.get(page_of(foreseen)).status_code == 404


@time_machine.travel(TUESDAY)
def test_the_page_of_a_finished_dossier_offers_no_new_day(world, dossier_in, client, dung):
    dossier = world.act(dossier_in(Status.AWAITING_SEAL), Action.SEAL, at=TUESDAY)
    client.force_login(dung)
    sign = reverse("dossiers:move", args=[dossier.code, "apologise"])
    assert sign in client.get(page_of(dossier)).content.decode()
    assert "new_due_on" not in client.get(sign).content.decode()
    assert client.post(sign, typed(dossier)).status_code == 302
    assert ApologyNotice.objects.get().new_due_at is None


@time_machine.travel(TUESDAY)
def test_the_page_opens_in_every_status_and_writes_nothing(world, client, dossier_in):
    for status in (Status.SUBMITTED, Status.REFUSED, Status.SUPPLEMENTING, Status.RETURNED, Status.WITHDRAWN):
        dossier = dossier_in(status)
        for name in ("binh", "chi", "dung", "giang", "ha"):
            client.force_login(getattr(world, name))
            with CaptureQueriesContext(connection) as statements:
                assert client.get(page_of(dossier)).status_code == 200
            written = [each["sql"] for each in statements if each["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
            assert not [sql for sql in written if "session" not in sql and "cache" not in sql]
