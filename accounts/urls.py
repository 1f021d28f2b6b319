"""Addresses of accounts. Allauth's views keep the names by which allauth finds them; the words are Vietnamese."""

from allauth.account import views as allauth_views
from django.urls import include, path, re_path

from accounts.views import entering, organisations, partner, phone, profile

own_pages = [
    path("ho-so/", profile.profile, name="profile"),
    # ── By a code ────────────────────────────────────────────────────────────────────────
    path("ma/", entering.ask_code, name="ask_code"),
    path("ma/nhap/", entering.answer_code, name="answer_code"),
    path("ma/mo-tai-khoan/", entering.open_account, name="open_account"),
    path("dien-thoai/", phone.change_phone, name="change_phone"),
    path("dien-thoai/xac-nhan/", phone.confirm_phone, name="confirm_phone"),
    # ── By the sign-in partner ───────────────────────────────────────────────────────────
    path("vneid/", partner.begin, name="partner_begin"),
    path("vneid/ve/", partner.back, name="partner_back"),
    path("vneid/tai-khoan/", partner.account, name="partner_account"),
    path("vneid/ma/", partner.claim_by_code, name="partner_code"),
    path("vneid/<int:number>/bo/", partner.unlink, name="partner_unlink"),
    # ── Organisations. Their numbers and not their tax codes: a household's is somebody's personal number ──
    path("to-chuc/", organisations.organisations, name="organisations"),
    path("to-chuc/khai-bao/", organisations.declare, name="declare_organisation"),
    path("to-chuc/loi-moi/<str:token>/", organisations.invitation, name="invitation"),
    path("to-chuc/<int:number>/", organisations.organisation, name="organisation"),
    path("to-chuc/<int:number>/moi/", organisations.invite, name="invite_member"),
]

urlpatterns = [
    path("", include((own_pages, "accounts"))),
    path("dang-ky/", allauth_views.signup, name="account_signup"),
    path("dang-nhap/", allauth_views.login, name="account_login"),
    path("dang-xuat/", allauth_views.logout, name="account_logout"),
    path("tam-khoa/", allauth_views.account_inactive, name="account_inactive"),
    path("xac-nhan-mat-khau/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("mat-khau/", allauth_views.password_change, name="account_change_password"),
    path("mat-khau/dat/", allauth_views.password_set, name="account_set_password"),
    path("mat-khau/quen/", allauth_views.password_reset, name="account_reset_password"),
    path("mat-khau/quen/da-gui/", allauth_views.password_reset_done, name="account_reset_password_done"),
    path(
        "mat-khau/quen/xong/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^mat-khau/quen/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("thu-dien-tu/", allauth_views.email, name="account_email"),
    path("thu-dien-tu/cho-xac-nhan/", allauth_views.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^thu-dien-tu/xac-nhan/(?P<key>[-:\w]+)/$", allauth_views.confirm_email, name="account_confirm_email"),
]
