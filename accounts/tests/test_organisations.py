"""Organisations with several people: nobody acts for one before somebody proved whose it is."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.access import memberships_of
from accounts.errors import NotYours, Refused
from accounts.models import AdministrativeEvent, Membership, MembershipRole, Organisation, Role, User
from accounts.services import organisations as services
from accounts.tests.people import citizen, officer

pytestmark = pytest.mark.django_db

NOW = timezone.now
TOLD = {"tax_code": "0100109106", "name": "Công ty TNHH Thử", "address": "Số 1, phường Thử", "phone": "", "email": ""}


def colleague(email="lan@vidu.vn", **fields):
    return User.objects.create_user(email, full_name="Lê Thị Lan", **fields)


def declared(user):
    return services.declare(**TOLD, actor=user, at=NOW())


def confirmed(user):
    organisation = declared(user)
    services.confirm(organisation, user, actor=officer(Role.CLERK), at=NOW())
    organisation.refresh_from_db()
    return organisation


def fresh(user):
    return User.objects.get(pk=user.pk)


def acts_for(user):
    return [one.organisation for one in memberships_of(fresh(user), today=timezone.localdate())]


def test_an_organisation_that_was_only_declared_lets_nobody_act(db):
    an = citizen()
    organisation = declared(an)
    assert acts_for(an) == []
    services.confirm(organisation, an, actor=officer(Role.CLERK), at=NOW())
    assert acts_for(an) == [organisation]


def test_who_declared_what_is_not_theirs_goes_when_it_is_confirmed(db):
    squatter, an = colleague(), citizen()
    organisation = declared(squatter)
    assert declared(an) == organisation
    services.confirm(organisation, an, actor=officer(Role.CLERK), at=NOW())
    assert (acts_for(squatter), acts_for(an)) == ([], [organisation])


def test_a_confirmed_organisation_is_joined_by_invitation_only(db):
    confirmed(citizen())
    with pytest.raises(Refused, match="gửi lời mời"):
        declared(colleague())


def test_the_same_declaration_twice_is_one(db):
    an = citizen()
    assert declared(an) == declared(an)
    assert Membership.objects.count() == 1


def test_a_clerk_confirms_nothing_of_their_own(db):
    binh = officer(Role.CLERK)
    organisation = declared(binh)
    with pytest.raises(NotYours):
        services.confirm(organisation, binh, actor=binh, at=NOW())


# ── Invitations ──────────────────────────────────────────────────────────────────────────
def invitation(organisation, an, contact="lan@vidu.vn", role=MembershipRole.MEMBER, at=None):
    return services.invite(organisation, contact=contact, role=role, actor=an, at=at or NOW())


def test_who_owns_the_contact_accepts_once(db):
    an, lan = citizen(), colleague()
    organisation = confirmed(an)
    token = invitation(organisation, an)
    membership = services.accept(token, actor=lan, at=NOW())
    assert services.accept(token, actor=lan, at=NOW()) == membership
    assert acts_for(lan) == [organisation]
    services.end_membership(membership, actor=an, at=NOW())
    with pytest.raises(Refused, match="đã dùng"):
        services.accept(token, actor=lan, at=NOW())
    assert acts_for(lan) == []


def test_an_invitation_is_worth_nothing_to_others_or_later_or_forged(db):
    an, lan = citizen(), colleague()
    organisation = confirmed(an)
    token = invitation(organisation, an)
    with pytest.raises(NotYours):
        services.accept(token, actor=colleague("khac@vidu.vn"), at=NOW())
    with pytest.raises(Refused):
        services.accept(token, actor=lan, at=NOW() + timedelta(days=7, seconds=1))
    with pytest.raises(Refused):
        services.accept(token[:-2] + "xx", actor=lan, at=NOW())


def test_a_phone_must_be_confirmed_before_it_accepts(db):
    an = citizen()
    organisation = confirmed(an)
    lan = colleague(phone="+84987654321")
    token = invitation(organisation, an, "+84987654321")
    with pytest.raises(NotYours):
        services.accept(token, actor=lan, at=NOW())
    lan.phone_confirmed_at = NOW()
    lan.save()
    assert services.accept(token, actor=lan, at=NOW()).user == lan


def test_an_invitation_ends_with_the_representative_who_sent_it(db):
    an, lan = citizen(), colleague()
    organisation = confirmed(an)
    token = invitation(organisation, an)
    second = services.accept(
        invitation(organisation, an, "hai@vidu.vn", MembershipRole.REPRESENTATIVE),
        actor=colleague("hai@vidu.vn"),
        at=NOW(),
    )
    services.end_membership(Membership.objects.get(user=an), actor=second.user, at=NOW())
    with pytest.raises(Refused):
        services.accept(token, actor=lan, at=NOW())


def test_a_member_invites_and_removes_nobody(db):
    an, lan = citizen(), colleague()
    organisation = confirmed(an)
    services.accept(invitation(organisation, an), actor=lan, at=NOW())
    with pytest.raises(NotYours):
        invitation(organisation, lan)
    with pytest.raises(NotYours):
        services.end_membership(Membership.objects.get(user=an), actor=lan, at=NOW())


def test_the_last_representative_stays(db):
    an, lan = citizen(), colleague()
    organisation = confirmed(an)
    services.accept(invitation(organisation, an), actor=lan, at=NOW())
    with pytest.raises(Refused, match="ít nhất một người đại diện"):
        services.end_membership(Membership.objects.get(user=an), actor=an, at=NOW())
    assert AdministrativeEvent.objects.filter(subject=f"organisation:{organisation.pk}").count() == 3


# ── The pages ────────────────────────────────────────────────────────────────────────────
def test_a_person_declares_invites_and_a_colleague_joins_through_the_pages(client, mailoutbox):
    an, lan = citizen(), colleague()
    client.force_login(an)
    response = client.post(reverse("accounts:declare_organisation"), TOLD)
    organisation = Organisation.objects.get()
    assert response["Location"] == reverse("accounts:organisation", args=[organisation.pk])
    assert "Chờ xác nhận" in client.get(response["Location"]).content.decode()
    invite = reverse("accounts:invite_member", args=[organisation.pk])
    assert client.get(invite).status_code == 403
    services.confirm(organisation, an, actor=officer(Role.CLERK), at=NOW())
    assert client.post(invite, {"contact": "lan@vidu.vn", "role": "member"}).status_code == 302
    link = re.search(r"http://testserver(/\S+)", mailoutbox[-1].body)[1]
    assert "gửi cho người khác" in client.get(link).content.decode()
    client.force_login(lan)
    assert "Nhận lời" in client.get(link).content.decode()
    assert Membership.objects.count() == 1
    client.post(link)
    assert acts_for(lan) == [organisation]
    mine = Membership.objects.get(user=lan)
    client.post(reverse("accounts:organisation", args=[organisation.pk]), {"ket_thuc": str(mine.pk)})
    assert acts_for(lan) == []


def test_strangers_see_no_organisation_and_wrong_words_are_explained(client):
    organisation = confirmed(citizen())
    client.force_login(colleague())
    assert client.get(reverse("accounts:organisation", args=[organisation.pk])).status_code == 404
    response = client.post(reverse("accounts:declare_organisation"), {**TOLD, "tax_code": "0100109107"})
    assert response.status_code == 422
    assert "0100109107" in response.content.decode()
    response = client.post(reverse("accounts:declare_organisation"), TOLD)
    assert response.status_code == 422
    assert "gửi lời mời" in response.content.decode()


def test_the_list_costs_the_same_for_one_and_for_thirty(client, django_assert_max_num_queries):
    an, counted = citizen(), []
    client.force_login(an)
    for number in range(30):
        organisation = Organisation.objects.create(tax_code=f"T{number}", name=f"Công ty {number}", created_at=NOW())
        Membership.objects.create(
            organisation=organisation, user=an, role="member", valid_from=timezone.localdate(), added_by=an
        )
        if number in (0, 29):
            client.get(reverse("accounts:organisations"))
            with django_assert_max_num_queries(4) as found:
                client.get(reverse("accounts:organisations"))
            counted.append(len(found))
    assert counted[0] == counted[1]
